// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/evaluation/evaluation.h"
#include "numbers.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

constexpr const char* kForms =
    "The file of --predictions and --from, one JSON value a line unless said otherwise:\n"
    "  retrieval  first {\"sentences\":[\"a.jpg#0\",...]}, image and number (from 0) of each sentence, then an\n"
    "             image a line {\"image\":\"a.jpg\",\"scores\":[1.5,null,...]}, a score a sentence; null: lowest\n"
    "  grounding  {\"image\":\"a.jpg\",\"sentence\":\"A dog runs .\",\"start\":0,\"end\":2,\"box\":[x,y,w,h]}, words\n"
    "             start to end (exclusive) of the Entities sentence at its spaces\n"
    "  regions    {\"image\":\"a.jpg\",\"box\":[x,y,w,h],\"caption\":\"a dog\"}\n"
    "  captions   one COCO result list [{\"image_id\":\"a.jpg\",\"caption\":\"a dog runs\"},...]\n"
    "Retrieval and grounding leave an image out with {\"image\":\"b.jpg\",\"skipped\":\"why\"}; what is missing,\n"
    "unknown or said twice is an error that names the line.";

// "name value" lines; objects are indented below their names.
std::string asText(const nlohmann::json& value, int indent = 0) {
    std::string text;
    for (const auto& [name, entry] : value.items()) {
        text += fmt::format("{:{}}{:<20}", "", indent, name);
        if (entry.is_object())
            text += "\n" + asText(entry, indent + 2);
        else if (entry.is_number_float())
            text += fmt::format(" {:.4f}\n", entry.get<double>());
        else
            text += fmt::format(" {}\n", entry.is_string() ? entry.get<std::string>() : entry.dump());
    }
    return text;
}

class EvaluateCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("evaluate", "figures of a split with their baselines");
        sub->add_option("TASK", options_.task, "retrieval, grounding, captions or regions")
            ->required()
            ->check(CLI::IsMember({"retrieval", "grounding", "captions", "regions"}));
        sub->add_option("PROJECT", options_.project, "the project's folder")->required();
        sub->add_option("--split", options_.split, "train, dev or test")->required();
        sub->add_option("--model", options_.models, "checkpoint; several are an ensemble (not grounding)")
            ->allow_extra_args(false);
        sub->add_option("--align-model", options_.alignModel, "alignment checkpoint for the nearest training snippets");
        sub->add_option("--full-frame-model", options_.fullFrameModel, "caption checkpoint that is run on crops");
        sub->add_option("--truth", options_.truth, "what regions are compared with")
            ->check(CLI::IsMember({"entities", "snippets"}));
        sub->add_option("--from", options_.from,
                        "score another system's predictions, in the form --predictions writes");
        sub->add_option("--predictions", options_.predictions, "write ours; the form is below");
        sub->footer(kForms);
        sub->add_option("--beam", options_.beam, "beam of the decoder")->transform(wholeNumber(1, 100));
        sub->add_option("--beta", options_.beta, "of grounding's MRF row, in units of the model's score spread")
            ->transform(realNumber(0, 1e9));
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        options_.threads = context.threads;
        options_.device = context.device;
        auto figures = evaluation::runEvaluation(options_, context.resources, context.job);
        if (!figures) return base::pass(figures);
        return CommandOutput{*figures, asText(*figures)};
    }

 private:
    evaluation::EvaluateOptions options_;
};

}  // namespace

CommandPtr make_evaluate() {
    return std::make_unique<EvaluateCommand>();
}

}  // namespace legenda::cli
