// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/caption/rnn_impl.h"
#include "core/model/checkpoint.h"

#include <filesystem>

namespace legenda::model {

// All that a caption checkpoint holds, as the captioner and its training see it. kind "caption" or "region"; the
// network's input is the standardised vector of the whole image, or of a region with the whole image's appended
// (options "context"). Tensors: those of Rnn::named(), features.mean and features.deviation [D] and, with attention,
// regions.mean and regions.deviation [F] (F: a region's vector and box geometry). Metadata "never_last": a list of
// words. Tensor "bigrams" (I64 [N], may be missing): see RnnDecoder.
struct CaptionModel {
    CheckpointInfo info;
    text::Vocabulary vocabulary;
    Standardisation statistics, regionStatistics;  // the latter empty without attention
    Rnn rnn;
    std::vector<int> neverLast{};         // end-of-sentence constraint, see RnnDecoder
    std::vector<std::int64_t> bigrams{};  // bigram constraint, likewise

    bool contextInput() const;
};

TensorFile writeCaptionModel(const CaptionModel& model);

// Errors: BadInput for another kind, missing tensors, shapes that do not fit together or the vocabulary, values that
// are not finite.
base::Result<CaptionModel> readCaptionModel(const TensorFile& content, const std::filesystem::path& file);

// The standardisation as tensors of one device.
class Standardiser {
 public:
    Standardiser(const Standardisation& statistics, const at::Device& device);
    at::Tensor operator()(const at::Tensor& rows /* [N, D] on any device */) const;

 private:
    at::Tensor mean_, scale_;
};

}  // namespace legenda::model
