// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/base/listed.h"
#include "core/evaluation/kept_evaluation.h"
#include "model_option.h"
#include "numbers.h"
#include "score_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace legenda::cli {

namespace {

// The formats of the files of --predictions and --from, with each task's lines indented.
std::string formsOfPredictions() {
    std::string text = "The file of --predictions and --from, one JSON value per line unless said otherwise:\n";
    for (const auto& task : evaluation::tasks()) {
        std::string name = task.name;
        std::istringstream lines(task.predictionsForm);
        for (std::string line; std::getline(lines, line); name.clear())
            text += fmt::format("  {:<10} {}\n", name, line);
    }
    return text +
           "Retrieval and grounding leave an image out with {\"image\":\"b.jpg\",\"skipped\":\"why\"}; what is "
           "missing,\n"
           "unknown or given twice is an error that names the line.";
}

class EvaluateCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("evaluate", "figures of a split with their baselines");
        std::vector<std::string> names, truths;
        for (const auto& task : evaluation::tasks()) {
            names.push_back(task.name);
            for (const auto& truth : task.truths)
                if (std::ranges::find(truths, truth) == truths.end()) truths.push_back(truth);
        }
        sub->add_option("TASK", options_.task, base::listed(names))->required()->check(CLI::IsMember(names));
        sub->add_option("PROJECT", options_.project, "the project's folder")->required();
        sub->add_option("--split", options_.split, "train, dev or test")->required();
        sub->add_option(
               "--model", options_.models,
               "checkpoint; several are an ensemble (not grounding). Or exec:COMMAND, a program (not retrieval)")
            ->check(namesAModel())
            ->allow_extra_args(false);
        sub->add_option("--align-model", options_.alignModel,
                        "alignment checkpoint for the nearest-snippet baseline and for --rerank");
        sub->add_option("--full-frame-model", options_.fullFrameModel,
                        "full-image caption checkpoint applied to crops (baseline)");
        sub->add_option("--truth", options_.truth,
                        "ground truth of grounding and regions: Flickr30k Entities, or the project's own annotations")
            ->check(CLI::IsMember(truths));
        sub->add_option(
            "--from", options_.from,
            "score another system's predictions: a set of the project (see predictions import), or a file in the "
            "format of --predictions");
        sub->add_option("--predictions", options_.predictions, "write the model's predictions; the format is below");
        sub->add_option("--against", options_.against,
                        "compare with this checkpoint, these predictions of another system or exec:COMMAND, by a "
                        "paired test");
        output_.declare(*sub);
        sub->footer(formsOfPredictions() + "\n" + kProgramsFooter);
        sub->add_flag("--rerank", options_.rerank,
                      "captions: of the beam's captions the one that the alignment model in use (--align-model) finds "
                      "to fit the image as well");
        sub->add_flag("--lexicon", options_.lexicon,
                      "retrieval, grounding: words that the model does not know are read as the nearest known ones");
        sub->add_option("--beam", options_.beam, "beam width of the decoder")->transform(wholeNumber(1, 100));
        sub->add_option("--beta", options_.beta,
                        "MRF coupling of grounding's MRF row, in units of the model's score spread")
            ->transform(realNumber(0, 1e9));
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        options_.threads = context.threads;
        options_.device = context.device;
        for (const auto& name : std::exchange(options_.models, {})) {
            ModelOption model(name.string());
            if (model.program.empty())
                options_.models.push_back(name);
            else if (!std::exchange(options_.program, std::move(model.program)).empty())
                return base::fail(base::ErrorCode::Usage, "evaluate takes one --model exec:COMMAND.");
        }
        if (auto fits = output_.check(); !fits) return base::pass(fits);
        LEGENDA_TRY(kept, evaluation::runAndKeep(options_, {}, context.resources, context.job));
        if (!kept->notKept.empty()) context.job.say("The result is not kept in the project: " + kept->notKept);
        if (kept->record.id > 0) kept->figures["evaluation"] = kept->record.id;
        return output_.of(std::move(kept->figures), kept->items, context.job);
    }

 private:
    evaluation::EvaluateOptions options_;
    ScoreOutput output_;
};

}  // namespace

CommandPtr make_evaluate() {
    return std::make_unique<EvaluateCommand>();
}

}  // namespace legenda::cli
