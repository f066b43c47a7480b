// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/common.h"
#include "core/live/live_model.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace legenda::evaluation {

// What the program of EvaluateOptions::program says of the images of a split. An image that it refuses, or that cannot
// be read, goes into Evaluation::skipped; every other failure ends the evaluation.
class LivePredictions {
 public:
    static base::Result<LivePredictions> start(Evaluation& evaluation);
    const std::string& name() const { return program_.name(); }

    // The caption of the whole image, or one of each box; none: the image is left out.
    base::Result<std::optional<std::string>> caption(const store::ImageRecord& image);
    base::Result<std::optional<std::vector<std::string>>> captions(const store::ImageRecord& image,
                                                                   const std::vector<base::Box>& boxes);
    // The box of each phrase (words [start, end) at spaces), none where it found none; none at all: the image is left
    // out.
    using Boxes = std::vector<std::optional<live::LiveBox>>;
    base::Result<std::optional<Boxes>> ground(const store::ImageRecord& image, const std::string& sentence,
                                              const std::vector<std::pair<int, int>>& phrases);

 private:
    LivePredictions(Evaluation& evaluation, live::LiveModel program)
        : evaluation_(evaluation), program_(std::move(program)) {}
    template <class T>
    base::Result<std::optional<T>> orSkipped(const store::ImageRecord& image, base::Result<T> answer);

    Evaluation& evaluation_;
    live::LiveModel program_;
};

// BadInput where no image is left, with the reason of one.
base::Status checkAnyLeft(const Evaluation& evaluation, std::size_t left);

}  // namespace legenda::evaluation
