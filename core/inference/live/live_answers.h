// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/predictor.h"
#include "core/live/live_model.h"

#include <optional>
#include <string>
#include <vector>

namespace legenda::inference {

// The answers of a program that is asked in place of our models. It is started at the first question, and again at the
// next one after it was ended. A question that it refuses fails with kImageFault (predictor.h). Not thread-safe.
class LiveAnswers {
 public:
    // command: empty: there is no program. Another one ends the one that runs.
    void use(std::string command);
    bool isUsed() const { return !command_.empty(); }
    // Starts the program where it does not run; without this, the first question does.
    base::Status start(const base::JobContext& context);
    bool runs() const { return program_ && program_->runs(); }
    // The parts of images that killed processes of this user have left.
    static void removeAbandonedParts();

    base::Result<CaptionResult> caption(const std::filesystem::path& image, const std::optional<base::Box>& box,
                                        int count, const base::JobContext& context);
    // Of the sentence's words at its spaces with these regions, decoded at beta in units of the standard deviation of
    // its own scores: a program has no score spread over a split. Norms are 0.
    base::Result<model::Alignment> align(const std::filesystem::path& image, const extraction::ImageRegions& regions,
                                         const std::string& sentence, double beta, const base::JobContext& context);

 private:
    base::Result<live::LiveModel*> ready(const base::JobContext& context);

    std::string command_;
    std::optional<live::LiveModel> program_;
};

}  // namespace legenda::inference
