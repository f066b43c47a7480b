// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/base/random.h"
#include "core/features/feature_store.h"
#include "core/project/resources.h"
#include "core/store/project_store.h"
#include "core/trainers/training_data.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace legenda::runs {

// The data of a training, with the open store of its vectors.
struct LoadedData {
    std::unique_ptr<features::FeatureStore> features;
    trainers::TrainingData data;
    std::vector<std::string> notes;
};

// The training and dev images of the project with their vectors by `recipe` (made first where they are missing) and
// sentences. A project without a dev split is evaluated on a tenth of its training images, drawn by `seed` and left out
// of the training. BadInput, naming the project, when it has no training image or no sentence.
base::Result<LoadedData> loadTrainingData(const store::ProjectStore& project, const features::Recipe& recipe,
                                          std::uint64_t seed, int threads, const std::string& device,
                                          const project::Resources& resources, const base::JobContext& context);

// --- shared with the trainings on pixels
std::string datasetNameOf(const store::ProjectStore& project);  // "flickr8k train"
// SHA-256 over the images' UUIDs.
std::string splitHash(const std::vector<std::string>& train, const std::vector<std::string>& dev);
// Moves a tenth of the training images, at least one, to dev.
template <class Image>
void holdOut(std::vector<Image>& train, std::vector<Image>& dev, std::uint64_t seed) {
    base::Random(seed, "held-out dev").shuffle(train);
    const auto count = std::max<std::size_t>(1, train.size() / 10);
    dev.assign(std::make_move_iterator(train.end() - static_cast<std::ptrdiff_t>(count)),
               std::make_move_iterator(train.end()));
    train.resize(train.size() - count);
}

}  // namespace legenda::runs
