// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/features/feature_store.h"
#include "core/model/safetensors.h"
#include "core/text/vocabulary.h"
#include "core/trainers/data/batch_data_impl.h"
#include "core/trainers/data/dev_retrieval_impl.h"
#include "core/trainers/schedule_options.h"
#include "core/trainers/training_data.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

// The data and the figures that the trainings of alignment models share. Includes ATen: for .cpp files only.
namespace legenda::trainers {

// A phrase with a box, and the regions with IoU >= 0.5 with it; shares: the soft target over these regions,
// proportional to exp(IoU / 0.1), summing to 1.
struct PhraseTarget {
    std::size_t sentence = 0;
    std::vector<std::size_t> words;  // places among the sentence's known words; not empty
    std::vector<std::size_t> regions;
    std::vector<float> shares;
};

struct AlignSplit {
    std::vector<const features::ImageFeatures*> images;
    std::vector<std::vector<std::vector<int>>> sentences;  // of each image: known words
    std::vector<std::vector<PhraseTarget>> phrases;        // of each image
};

struct AlignSplits {
    text::Vocabulary vocabulary;  // of the training sentences alone
    AlignSplit train, dev;
    std::size_t dimension = 0;  // of the vectors
    std::int64_t regions = 0;   // most of any image
};

// minCount: the minimum word frequency, in the training sentences. A dev sentence without a known word is kept, empty:
// it scores lowest with every image; a training sentence without one has no effect. BadInput: a split without an image
// or without a known word, vectors of different lengths.
base::Result<AlignSplits> splitsOf(const TrainingData& data, int minCount);

// The batches of one epoch over the sentences of the split, see alignBatches().
std::vector<std::vector<Pair>> pairBatches(const AlignSplit& split, const ScheduleOptions& options, int epoch);
// The sentences of a split, to be scored with its images; `split` outlives it.
DevRetrieval retrievalOf(const AlignSplit& split);

// A training is resumed only with the vocabulary it began with: BadInput naming the file where those of `content`
// differ.
base::Status checkVocabulary(const model::TensorFile& content, const std::filesystem::path& file,
                             const text::Vocabulary& words);

// The sums behind the deviation of v_i . s_t over all pairs: its mean is (sum v) . (sum s) and its mean square the
// product of the two Gram matrices, so that no score need be held.
struct SpreadSums {
    at::Tensor sum, gram;
    double rows = 0;
    void add(const at::Tensor& rowsOf);
};
double spreadOf(const SpreadSums& v, const SpreadSums& s);

}  // namespace legenda::trainers
