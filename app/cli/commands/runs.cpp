// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/base/json.h"
#include "core/runs/run_comparison.h"
#include "core/runs/run_control.h"
#include "core/runs/run_curve.h"
#include "core/runs/run_removal.h"
#include "core/runs/run_state.h"
#include "core/runs/training_job.h"
#include "core/store/project_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace legenda::cli {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;
using Output = Result<CommandOutput>;

constexpr double kAnswerSeconds = 20;

class RunsCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("runs", "the trainings of a project: lists, shows, compares and steers them");
        std::vector<std::string> names;
        for (const auto& action : actions_) names.push_back(action.name);
        sub->add_option("ACTION", action_, fmt::format("{}", fmt::join(names, ", ")))
            ->required()
            ->check(CLI::IsMember(names));
        sub->add_option("ARGUMENTS", arguments_, "of the action, the project's folder last")->required();
        sub->add_option("--epochs", epochs_, "resume: the new number of epochs of a run that is to go on for longer")
            ->check(CLI::Range(1, 1000));
        sub->add_flag("--deleted", deleted_, "list: the deleted runs");
        std::string footer;
        for (const auto& action : actions_)
            footer += fmt::format("runs {:<28} {}\n", fmt::format("{} {}", action.name, action.arguments), action.does);
        sub->footer(footer);
        return sub;
    }

    Output run(const CommandContext& context) override {
        const auto& action = *std::ranges::find(actions_, action_, &Action::name);
        const auto wanted = static_cast<std::size_t>(1 + std::ranges::count(action.arguments, ' '));
        const bool purgesAll = action_ == "purge" && arguments_.size() == 1;
        if (arguments_.size() != wanted && !purgesAll)
            return fail(ErrorCode::Usage, fmt::format("\"runs {}\" wants {}, found {} arguments.", action_,
                                                      action.arguments, arguments_.size()));
        if (epochs_ > 0 && action_ != "resume") return fail(ErrorCode::Usage, "--epochs goes with \"runs resume\".");
        if (deleted_ && action_ != "list") return fail(ErrorCode::Usage, "--deleted goes with \"runs list\".");
        return action.run(arguments_.back(), arguments_.front(), context);
    }

 private:
    struct Action {
        std::string name;
        std::string arguments;  // as the user reads them
        std::string does;
        std::function<Output(const fs::path& project, const std::string& run, const CommandContext& context)> run;
    };

    static std::string line(const store::RunRecord& run) {
        const auto best = run.bestMetric.empty()
                              ? std::string("-")
                              : fmt::format("{} {:.4g} (epoch {})", run.bestMetric, run.bestValue, run.bestEpoch);
        std::string text =
            fmt::format("{:28} {:9} {:34} {:4} epochs  {}", run.id, run.state, best, run.epochs, run.started);
        if (!run.tags.empty()) text += fmt::format("  [{}]", fmt::join(run.tags, ", "));
        if (!run.note.empty()) text += "  " + run.note;
        return text + '\n';
    }

    // What the user can do about a run that has ended before its time.
    static std::string advice(const store::RunRecord& run, const fs::path& project) {
        std::string text;
        if (!run.problem.empty()) text += "  " + run.problem + '\n';
        if (runs::canResume(run.state))
            text += fmt::format("  \"legenda-cli runs resume {} {}\" resumes it\n", run.id, project.string());
        return text;
    }

    static CommandOutput outputOf(const store::RunRecord& run, const fs::path& project) {
        return {runs::runToJson(run), line(run) + advice(run, project)};
    }

    Output list(const fs::path& project) const {
        LEGENDA_TRY(runs, deleted_ ? runs::deletedRuns(project) : runs::listRuns(project));
        CommandOutput output{{{"runs", nlohmann::json::array()}}, {}};
        for (const auto& run : *runs) {
            output.json["runs"].push_back(runs::runToJson(run));
            output.text += deleted_ ? line(run) : line(run) + (run.state == "crashed" ? advice(run, project) : "");
        }
        if (runs->empty()) output.text = deleted_ ? "No deleted run.\n" : "No run yet.\n";
        return output;
    }

    static Output show(const fs::path& project, const std::string& id) {
        LEGENDA_TRY(run, runs::findRun(project, id));
        LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
        LEGENDA_TRY(figures, store->figures(id));
        LEGENDA_TRY(curve, runs::readCurve(project, id, 500));
        LEGENDA_TRY(options, base::parseJson(run->optionsJson, "the options of the run " + id));
        const auto provenance = nlohmann::json::parse(run->provenanceJson, nullptr, false);

        auto output = outputOf(*run, project);
        auto& json = output.json;
        json["preset"] = run->preset;
        json["options"] = *options;
        json["provenance"] = provenance.is_object() ? provenance : nlohmann::json::object();
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
        if (!json["provenance"].empty()) output.text += fmt::format("made from {}\n", json["provenance"].dump());
        return output;
    }

    Output compare(const fs::path& project) const {
        LEGENDA_TRY(found, runs::compareRuns(project, arguments_[0], arguments_[1]));
        CommandOutput output{runs::comparisonToJson(*found), line(found->a) + line(found->b)};
        for (const auto* differences : {&found->options, &found->provenance})
            for (const auto& [key, a, b] : *differences)
                output.text += fmt::format("{:24} {:>24} {:>24}\n", key, a.dump(), b.dump());
        const auto text = [](const std::optional<double>& value) {
            return value ? fmt::format("{:.4g}", *value) : std::string("-");
        };
        for (const auto& pair : found->figures)
            output.text += fmt::format("{:24} {:>24} {:>24}\n", fmt::format("{} epoch {}", pair.name, pair.epoch),
                                       text(pair.a), text(pair.b));
        return output;
    }

    // A paused run goes on in its process, one that has ended in this one.
    Output resume(const fs::path& project, const std::string& id, const CommandContext& context) const {
        LEGENDA_TRY(run, runs::findRun(project, id));
        if (runs::ownerLives(run->state)) {
            if (epochs_ > 0)
                return fail(
                    ErrorCode::BadInput,
                    fmt::format("The run {} is {}: its epochs can be changed once it is stopped.", id, run->state));
            LEGENDA_TRY(continued, runs::continueRun(project, id, kAnswerSeconds, context.job));
            return outputOf(*continued, project);
        }
        runs::TrainRequest request;
        request.project = project;
        request.kind = run->kind;
        request.resume = id;
        if (epochs_ > 0) request.set["epochs"] = std::to_string(epochs_);
        request.threads = context.threads;
        request.device = context.device;
        LEGENDA_TRY(report, runs::runTraining(request, context.resources, context.job));
        LEGENDA_TRY(ended, runs::findRun(project, id));
        auto output = outputOf(*ended, project);
        output.json["checkpoint"] = report->checkpoint.string();
        for (const auto& note : report->notes) output.text += note + '\n';
        return output;
    }

    Output noted(const fs::path& project, const std::string& id) const {
        if (auto written = runs::noteRun(project, id, arguments_[1]); !written) return base::pass(written);
        return show(project, id);
    }

    Output tagged(const fs::path& project, const std::string& id) const {
        std::vector<std::string> tags;
        for (auto& tag : CLI::detail::split(arguments_[1], ','))
            if (auto trimmed = CLI::detail::trim_copy(tag); !trimmed.empty()) tags.push_back(std::move(trimmed));
        if (auto written = runs::tagRun(project, id, tags); !written) return base::pass(written);
        return show(project, id);
    }

    static Output removed(const fs::path& project, const std::string& id) {
        if (auto done = runs::deleteRun(project, id); !done) return base::pass(done);
        const auto back = fmt::format("legenda-cli runs restore {} {}", id, project.string());
        const auto last = fmt::format("legenda-cli runs purge {} {}", id, project.string());
        return CommandOutput{
            {{"id", id}, {"deleted", true}, {"undo", back}, {"purge", last}},
            fmt::format("{} is deleted; its files are kept in {}.\n\"{}\" brings it back, \"{}\" removes "
                        "it for good.\n",
                        id, (project / "runs" / "deleted" / id).string(), back, last)};
    }

    static Output restored(const fs::path& project, const std::string& id) {
        if (auto done = runs::restoreRun(project, id); !done) return base::pass(done);
        LEGENDA_TRY(run, runs::findRun(project, id));
        return outputOf(*run, project);
    }

    Output purged(const fs::path& project) const {
        LEGENDA_TRY(gone, runs::purgeRuns(project, arguments_.size() > 1 ? arguments_.front() : std::string()));
        return CommandOutput{{{"purged", *gone}},
                             gone->empty() ? std::string("No deleted run.\n")
                                           : fmt::format("Removed for good: {}\n", fmt::join(*gone, ", "))};
    }

    static Output stateOf(Result<store::RunRecord> run, const fs::path& project) {
        if (!run) return base::pass(run);
        return outputOf(*run, project);
    }

    const std::vector<Action> actions_{
        {"list", "PROJECT", "all runs, the newest first, with their true state",
         [this](const auto& project, const auto&, const auto&) { return list(project); }},
        {"show", "RUN PROJECT", "options, data, figures and the loss curve of a run",
         [](const auto& project, const auto& run, const auto&) { return show(project, run); }},
        {"compare", "A B PROJECT", "what differs between two runs: options, data, figures at the same epochs",
         [this](const auto& project, const auto&, const auto&) { return compare(project); }},
        {"pause", "RUN PROJECT", "lets a running training wait, in whichever process it runs",
         [](const auto& project, const auto& run, const auto& context) {
             return stateOf(runs::pauseRun(project, run, kAnswerSeconds, context.job), project);
         }},
        {"resume", "RUN PROJECT", "continues a paused, stopped, crashed or failed run; --epochs extends it",
         [this](const auto& project, const auto& run, const auto& context) { return resume(project, run, context); }},
        {"stop", "RUN PROJECT", "ends a training with its best and its last checkpoint",
         [](const auto& project, const auto& run, const auto& context) {
             return stateOf(runs::stopRun(project, run, kAnswerSeconds, context.job), project);
         }},
        {"note", "RUN TEXT PROJECT", "writes a note to a run",
         [this](const auto& project, const auto& run, const auto&) { return noted(project, run); }},
        {"tag", "RUN TAG,… PROJECT", "gives a run these tags and no others",
         [this](const auto& project, const auto& run, const auto&) { return tagged(project, run); }},
        {"delete", "RUN PROJECT", "moves a run aside, unless its checkpoint is in use",
         [](const auto& project, const auto& run, const auto&) { return removed(project, run); }},
        {"restore", "RUN PROJECT", "brings a deleted run back",
         [](const auto& project, const auto& run, const auto&) { return restored(project, run); }},
        {"purge", "RUN PROJECT", "removes a deleted run for good; without RUN all of them",
         [this](const auto& project, const auto&, const auto&) { return purged(project); }},
    };
    std::string action_;
    std::vector<std::string> arguments_;
    int epochs_ = 0;
    bool deleted_ = false;
};

}  // namespace

CommandPtr make_runs() {
    return std::make_unique<RunsCommand>();
}

}  // namespace legenda::cli
