// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/base/files.h"
#include "core/base/listed.h"
#include "core/evaluation/kept_evaluation.h"
#include "core/evaluation/results/result_table.h"
#include "model_option.h"
#include "numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
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

using Format = evaluation::TableFormat;

const std::map<std::string, Format> kFormats{
    {"text", Format::Text}, {"markdown", Format::Markdown}, {"latex", Format::Latex}, {"csv", Format::Csv}};

std::vector<std::string> formatNames() {
    std::vector<std::string> names;
    for (const auto& [name, format] : kFormats) names.push_back(name);
    return names;
}

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

// What the table does not show: what is absent and why, and the options that say how it was measured.
std::string restOf(nlohmann::json figures, const evaluation::ResultTable& table) {
    for (const auto& column : table.columns) figures.erase(column);
    for (const char* shown : {"ci95", "against", "resampling", "split", "name", "from", "setting", "seed", "images",
                              "sentences", "phrases", "tokenizer"})
        figures.erase(shown);
    nlohmann::json rest = nlohmann::json::object();
    for (const auto& [name, entry] : figures.items())
        if (!entry.is_object() || !entry.contains("ci95")) rest[name] = entry;
    return asText(rest);
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
        sub->add_option("--items", items_, "write the items behind the figures as a table (CSV)");
        sub->add_option("--format", format_, "of the table: text, markdown, latex or csv")
            ->check(CLI::IsMember(formatNames()));
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
        if (!items_.empty())
            if (auto writable = base::checkWritable(items_); !writable) return base::pass(writable);
        LEGENDA_TRY(kept, evaluation::runAndKeep(options_, {}, context.resources, context.job));
        if (!items_.empty())
            if (auto written = evaluation::writeItemsCsv(items_, kept->items, context.job.stop); !written)
                return base::pass(written);
        if (!kept->notKept.empty()) context.job.say("The result is not kept in the project: " + kept->notKept);
        if (kept->record.id > 0) kept->figures["evaluation"] = kept->record.id;
        const auto table = evaluation::resultTable(kept->figures);
        const auto format = kFormats.at(format_);
        auto text = evaluation::writeTable(table, format);
        if (format == Format::Text) text += "\n" + restOf(kept->figures, table);
        return CommandOutput{std::move(kept->figures), std::move(text)};
    }

 private:
    evaluation::EvaluateOptions options_;
    std::filesystem::path items_;
    std::string format_ = "text";
};

}  // namespace

CommandPtr make_evaluate() {
    return std::make_unique<EvaluateCommand>();
}

}  // namespace legenda::cli
