// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/base/listed.h"
#include "core/project/model_kind.h"
#include "core/runs/forecast.h"
#include "core/runs/training_job.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class TrainCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("train", "train a model on a project's images and sentences");
        sub->add_option("KIND", request_.kind, kinds())->required();
        sub->add_option("PROJECT", request_.project, "the project's folder")->required();
        sub->add_option("--preset", request_.preset,
                        "preset of options (default: paper, or default where there is none)");
        sub->add_option("--options", request_.optionsFile, "JSON file of options");
        sub->add_option("--set", set_, "one option, key=value; may be repeated")->take_all();
        sub->add_option("--like", request_.like,
                        "id of a run whose preset, options and data the new one has, but for what is set otherwise");
        sub->add_option(
            "--resume", request_.resume,
            "id of a stopped, crashed or failed run to resume; --set epochs=N extends it, a finished one too");
        sub->add_option("--out", request_.out, "where to copy the best checkpoint");
        sub->add_flag("--half", request_.half, "write --out in float16");
        sub->add_flag("--use", request_.use, "use the run's best checkpoint in this project from now on");
        sub->add_option(
            "--align-model", request_.alignModel,
            "alignment checkpoint whose segments are the training snippets (region); default: the one in use");
        sub->add_option("--recipe", request_.recipe, "hash of the project's feature file to train on");
        sub->add_option("--note", request_.note, "a note on the new run");
        sub->add_option("--tag", request_.tags, "a tag of the new run; may be repeated")->allow_extra_args(false);
        sub->add_flag("--dry-run", dryRun_, "say what the training will find, make and take, and write nothing");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        for (const auto& assignment : set_) {
            const auto equals = assignment.find('=');
            if (equals == std::string::npos || equals == 0)
                return base::fail(base::ErrorCode::Usage,
                                  fmt::format("--set wants key=value, found \"{}\".", assignment));
            request_.set[assignment.substr(0, equals)] = assignment.substr(equals + 1);
        }
        request_.threads = context.threads;
        request_.device = context.device;
        if (dryRun_) return forecast(context);
        LEGENDA_TRY(report, runs::runTraining(request_, context.resources, context.job));
        CommandOutput output;
        output.json = {
            {"run", report->run},
            {"state", report->state},
            {"best", {{"metric", report->bestMetric}, {"value", report->bestValue}, {"epoch", report->bestEpoch}}},
            {"checkpoint", report->checkpoint.string()}};
        if (!report->notes.empty()) output.json["remarks"] = report->notes;
        output.text =
            fmt::format("{} {}: best {} {:.4g} after epoch {}\n{}\n", report->run, report->state, report->bestMetric,
                        report->bestValue, report->bestEpoch, report->checkpoint.string());
        for (const auto& note : report->notes) output.text += note + "\n";
        return output;
    }

 private:
    base::Result<CommandOutput> forecast(const CommandContext& context) const {
        LEGENDA_TRY(found, runs::forecast(request_, context.resources, context.job));
        CommandOutput output{runs::forecastToJson(*found), {}};
        for (const auto& [what, says] : runs::linesOf(*found)) output.text += fmt::format("{:6} {}\n", what, says);
        for (const auto& warning : found->warnings) output.text += warning + "\n";
        return output;
    }

    static std::string kinds() {
        std::vector<std::string> named;
        for (const auto& info : project::modelKinds())
            named.push_back(info.command == info.noun ? info.command
                                                      : fmt::format("{} ({})", info.command, info.title));
        return base::listed(named);
    }

    runs::TrainRequest request_;
    std::vector<std::string> set_;
    bool dryRun_ = false;
};

}  // namespace

CommandPtr make_train() {
    return std::make_unique<TrainCommand>();
}

}  // namespace legenda::cli
