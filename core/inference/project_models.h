// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/predictor.h"
#include "core/project/checkpoint_catalog.h"
#include "core/project/resources.h"
#include "core/store/project_store.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace legenda::inference {

// An alignment model and the proposals that it is applied to.
struct AlignmentSource {
    std::filesystem::path model;
    std::string proposals;  // "selective-search", "learned", "grid", "whole"; empty: those of the model's recipe
    bool operator==(const AlignmentSource&) const = default;
};

// The loaded models that answer requests about the images of a project. Owned by one thread; not thread-safe.
class ProjectModels {
 public:
    ProjectModels(project::Resources resources, const project::CheckpointCatalog& catalog, std::string device,
                  int networkThreads /* of the backbone's pass */);

    // Sets the project, by a connection that stays open until the next call. A new `generation` means that images or
    // vectors may have changed, so that cached results are discarded.
    void open(const store::ProjectStore& store, const std::filesystem::path& folder, std::int64_t generation);

    // With the models in use in the project. The catalogue is asked each time: another window or a command may have
    // chosen another model. Valid until the next call.
    base::Result<Predictor*> inUse();
    // With another alignment model or other regions, for a comparison with the models in use.
    Predictor* beside(const AlignmentSource& source);

    base::Result<store::ImageRecord> image(std::int64_t id) const { return store_->image(id); }
    // All images, read again where anything has been written into the project.
    base::Result<const std::vector<store::ImageRecord>*> images();

    const std::filesystem::path& folder() const { return folder_; }
    const project::Resources& resources() const { return resources_; }
    const std::string& device() const { return device_; }

 private:
    struct Loaded {
        std::unique_ptr<Predictor> predictor;
        std::filesystem::path folder;
        std::int64_t generation = -1;
    };
    struct Images {
        std::filesystem::path folder;
        std::int64_t version = -1;
        std::vector<store::ImageRecord> records;
    };
    Predictor* ready(Loaded& loaded, Predictor::Models models);

    const project::Resources resources_;
    const project::CheckpointCatalog& catalog_;
    const std::string device_;
    const int networkThreads_;
    const store::ProjectStore* store_ = nullptr;
    std::filesystem::path folder_;
    std::int64_t generation_ = 0;
    Loaded inUse_, beside_;
    AlignmentSource besideSource_;
    Images images_;
};

}  // namespace legenda::inference
