// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/base/json.h"
#include "core/runs/run_control.h"
#include "core/runs/training_job.h"
#include "core/store/project_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace legenda::cli {

namespace {

constexpr double kStopSeconds = 20;

class RunsCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand(
            "runs",
            "the trainings of a project: list PROJECT, show RUN PROJECT, stop RUN PROJECT, note RUN TEXT PROJECT");
        sub->add_option("ACTION", action_, "list, show, stop or note")
            ->required()
            ->check(CLI::IsMember({"list", "show", "stop", "note", "pause", "resume", "compare"}));
        sub->add_option("ARGUMENTS", arguments_, "the run, the note's text; the project's folder last")->required();
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        if (action_ == "pause" || action_ == "resume" || action_ == "compare")
            return base::fail(
                base::ErrorCode::Unsupported,
                fmt::format("\"runs {}\" is not in this version; \"train KIND PROJECT --resume RUN\" resumes a run.",
                            action_));
        const std::size_t wanted = action_ == "list" ? 1 : action_ == "note" ? 3 : 2;
        if (arguments_.size() != wanted)
            return base::fail(base::ErrorCode::Usage,
                              fmt::format("\"runs {}\" wants {}PROJECT, found {} arguments.", action_,
                                          wanted == 1   ? ""
                                          : wanted == 2 ? "RUN "
                                                        : "RUN TEXT ",
                                          arguments_.size()));
        const std::filesystem::path project = arguments_.back();
        if (action_ == "list") return list(project);
        if (action_ == "show") return show(project, arguments_[0]);
        if (action_ == "note") {
            if (auto noted = runs::noteRun(project, arguments_[0], arguments_[1]); !noted) return base::pass(noted);
            return show(project, arguments_[0]);
        }
        LEGENDA_TRY(stopped, runs::stopRun(project, arguments_[0], kStopSeconds, context.job));
        return CommandOutput{runs::runToJson(*stopped), fmt::format("{} {}\n", stopped->id, stopped->state)};
    }

 private:
    static std::string line(const store::RunRecord& run) {
        const auto best = run.bestMetric.empty()
                              ? std::string("-")
                              : fmt::format("{} {:.4g} (epoch {})", run.bestMetric, run.bestValue, run.bestEpoch);
        return fmt::format("{:28} {:9} {:34} {:4} epochs  {}  {}\n", run.id, run.state, best, run.epochs, run.started,
                           run.note);
    }

    static base::Result<CommandOutput> list(const std::filesystem::path& project) {
        LEGENDA_TRY(runs, runs::listRuns(project));
        CommandOutput output{{{"runs", nlohmann::json::array()}}, {}};
        for (const auto& run : *runs) {
            output.json["runs"].push_back(runs::runToJson(run));
            output.text += line(run);
        }
        if (runs->empty()) output.text = "No run yet.\n";
        return output;
    }

    static base::Result<CommandOutput> show(const std::filesystem::path& project, const std::string& id) {
        LEGENDA_TRY(run, runs::findRun(project, id));
        LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
        LEGENDA_TRY(figures, store->figures(id));
        LEGENDA_TRY(curve, runs::readCurve(project, id, 500));
        LEGENDA_TRY(options, base::parseJson(run->optionsJson, "the options of the run " + id));

        CommandOutput output{runs::runToJson(*run), line(*run)};
        auto& json = output.json;
        json["preset"] = run->preset;
        json["options"] = *options;
        json["ended"] = run->ended;
        json["checkpoint"] = run->checkpoint;
        json["figures"] = nlohmann::json::array();
        json["curve"] = nlohmann::json::array();
        for (const auto& f : *figures)
            json["figures"].push_back({{"epoch", f.epoch}, {"step", f.step}, {"name", f.name}, {"value", f.value}});
        for (const auto& p : *curve) json["curve"].push_back({{"step", p.step}, {"epoch", p.epoch}, {"loss", p.loss}});
        std::int64_t step = -1;
        for (const auto& f : *figures) {
            if (f.step != step) output.text += fmt::format("\nepoch {} step {}:", f.epoch, step = f.step);
            output.text += fmt::format("  {} {:.4g}", f.name, f.value);
        }
        output.text += fmt::format("\noptions {}\n", options->dump());
        return output;
    }

    std::string action_;
    std::vector<std::string> arguments_;
};

}  // namespace

CommandPtr make_runs() {
    return std::make_unique<RunsCommand>();
}

}  // namespace legenda::cli
