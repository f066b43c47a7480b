// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trainers/backbone/picture_views_impl.h"
#include "core/trainers/backbone/sentence_encoder_impl.h"
#include "core/trainers/backbone_trainer.h"
#include "core/trainers/data/batch_data_impl.h"

#include <ATen/ATen.h>

#include <span>
#include <vector>

// Includes ATen: for .cpp files only.
namespace legenda::trainers {

// One step's pictures and all that is drawn for them. The vectors of a batch are the rows of its pictures' boxes, one
// after the other.
struct Batch {
    std::vector<std::size_t> numbers;  // in the source of pixels
    std::vector<View> views;
    std::vector<std::vector<base::Box>> boxes;  // of each picture: all of the view, then the regions of its phrases
    BatchTexts texts;

    std::size_t rows(std::size_t first, std::size_t count) const;  // of these pictures
    at::Tensor wholeRows() const;                                  // numbers of the rows of whole views
    at::Tensor regionRows() const;                                 // and of the others, in BatchTexts' order
};
// The pairs name the pictures alone; their sentences are drawn. A function of (seed, epoch, picture).
Batch drawBatch(const BackboneOptions& options, const PictureData& data, const PictureTexts& texts,
                std::span<const Pair> pairs, int epoch, bool phrases);

// The means of maps [N, D, h, w] over the boxes of their pictures, [boxes of all, D].
at::Tensor poolBoxes(const at::Tensor& map, std::span<const std::vector<base::Box>> boxes);
// Its gradient: by rows [boxes of all, D] to by the map.
at::Tensor spreadBoxes(const at::Tensor& rows, std::span<const std::vector<base::Box>> boxes, at::IntArrayRef mapSizes);

}  // namespace legenda::trainers
