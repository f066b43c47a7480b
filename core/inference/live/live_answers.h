// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/predictor.h"
#include "core/live/live_model.h"

#include <optional>
#include <string>
#include <vector>

namespace legenda::inference {

// What a program says of a sentence: scores of its words with regions, decoded, or boxes of its noun phrases.
struct LiveSentence {
    struct Phrase {
        int start = 0, end = 0;  // words [start, end) at spaces
        live::LiveBox box;
    };
    model::Alignment alignment;   // without tokens: the program does not align words
    std::vector<Phrase> phrases;  // for which it has a box; of a program that aligns none
};

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
    // Of the sentence's words at its spaces with regions in these boxes, decoded at beta in units of the standard
    // deviation of its own scores: a program has no score spread over a split. Norms are 0.
    base::Result<model::Alignment> align(const std::filesystem::path& image, const std::vector<base::Box>& boxes,
                                         const std::string& sentence, double beta, const base::JobContext& context);
    // The same, or by the noun phrases of the sentence where the program grounds phrases and does not align words.
    // Unsupported where it does neither.
    base::Result<LiveSentence> place(const std::filesystem::path& image, const std::vector<base::Box>& boxes,
                                     const std::string& sentence, double beta, const base::JobContext& context);

 private:
    base::Result<live::LiveModel*> ready(const base::JobContext& context);

    std::string command_;
    std::optional<live::LiveModel> program_;
};

}  // namespace legenda::inference
