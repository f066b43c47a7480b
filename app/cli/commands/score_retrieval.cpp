// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/evaluation/scoring/score_retrieval.h"
#include "score_output.h"

namespace legenda::cli {

namespace {

class ScoreRetrievalCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.get_subcommand("score")->add_subcommand(
            "retrieval", "R@1, 5, 10 and median ranks of any system's scores of images and sentences");
        sub->add_option("--scores", options_.scores, "matrix saved by numpy.save: rows are images, columns sentences")
            ->required();
        sub->add_option("--images", options_.images, "an image's id a line, in the order of the rows")->required();
        sub->add_option("--sentences", options_.sentences,
                        "a sentence's id, a tab and its image's id a line, in the order of the columns")
            ->required();
        sub->add_option("--against", options_.against, "another system's matrix: compare by a paired test");
        output_.declare(*sub);
        sub->footer("An item that scores as much as the own one ranks before it: ties count against the system.");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        if (auto fits = output_.check(); !fits) return base::pass(fits);
        LEGENDA_TRY(result, evaluation::scoreRetrieval(options_, context.job));
        return output_.of(std::move(result->figures), result->items, context.job);
    }

 private:
    evaluation::ScoreRetrievalOptions options_;
    ScoreOutput output_;
};

}  // namespace

CommandPtr make_score_retrieval() {
    return std::make_unique<ScoreRetrievalCommand>();
}

}  // namespace legenda::cli
