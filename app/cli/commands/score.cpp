// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/evaluation/score.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class ScoreCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("score", "caption metrics of any system's output");
        sub->add_option("--references", options_.references,
                        "COCO caption JSON: {\"annotations\": [{image_id, caption}]}")
            ->required();
        sub->add_option("--hypotheses", options_.hypotheses, "COCO result list: [{image_id, caption}]")->required();
        sub->add_option("--tokenizer", options_.tokenizer, "ptb: coco-caption's; simple: the product's own")
            ->check(CLI::IsMember({"ptb", "simple"}));
        sub->add_flag("--subset", options_.subset, "score only the images with a hypothesis");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        LEGENDA_TRY(figures, evaluation::runScore(options_, context.resources, context.job));
        CommandOutput output{*figures, {}};
        for (const auto& [name, value] : figures->items())
            output.text += value.is_number_float() ? fmt::format("{:<16}{:.4f}\n", name, value.get<double>())
                                                   : fmt::format("{:<16}{}\n", name, value.dump());
        return output;
    }

 private:
    evaluation::ScoreOptions options_;
};

}  // namespace

CommandPtr make_score() {
    return std::make_unique<ScoreCommand>();
}

}  // namespace legenda::cli
