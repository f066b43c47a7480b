// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/evaluation/score.h"
#include "score_output.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class ScoreCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("score", "caption metrics of any system's output; score retrieval: of a matrix");
        sub->add_option("--references", options_.references,
                        "captions: COCO, Karpathy or NeuralTalk JSON, a token file or table, or a folder of these");
        sub->add_option("--hypotheses", options_.hypotheses, "COCO result list: [{image_id, caption}]");
        sub->add_option("--against", options_.against, "another system's result list: compare by a paired test");
        sub->add_option("--split", options_.split, "of the references: train, dev or test (all when not named)");
        sub->add_option("--tokenizer", options_.tokenizer, "ptb: coco-caption's; simple: the product's own")
            ->check(CLI::IsMember({"ptb", "simple"}));
        sub->add_flag("--subset", options_.subset, "score only the images with a hypothesis");
        output_.declare(*sub);
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        // Not required of the parser, which would ask for them with score retrieval as well.
        for (const auto& [name, file] :
             {std::pair{"--references", &options_.references}, {"--hypotheses", &options_.hypotheses}})
            if (file->empty()) return base::fail(base::ErrorCode::Usage, fmt::format("score needs {}.", name));
        if (auto fits = output_.check(); !fits) return base::pass(fits);
        LEGENDA_TRY(result, evaluation::scoreCaptions(options_, context.resources, context.job));
        return output_.of(std::move(result->figures), result->items, context.job);
    }

 private:
    evaluation::ScoreOptions options_;
    ScoreOutput output_;
};

}  // namespace

CommandPtr make_score() {
    return std::make_unique<ScoreCommand>();
}

}  // namespace legenda::cli
