// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/predictions.h"

#include "command.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::cli {

namespace {

constexpr std::size_t kLinesShown = 10;  // of a kind, in the text output; JSON has the first thousand

nlohmann::json problemsToJson(const std::vector<data::Problem>& problems) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& [where, why] : problems) list.push_back({{"where", where}, {"why", why}});
    return list;
}

nlohmann::json setToJson(const store::PredictionSetRecord& set) {
    return {{"name", set.name},     {"kind", store::predictionKindName(set.kind)},
            {"format", set.format}, {"file", set.file},
            {"sha256", set.sha256}, {"at", set.at},
            {"images", set.images}, {"items", set.items}};
}

std::string problemsAsText(const std::vector<data::Problem>& problems, std::int64_t count) {
    std::string text;
    const auto shown = std::min(kLinesShown, problems.size());
    for (std::size_t i = 0; i < shown; ++i) text += fmt::format("{}: {}\n", problems[i].where, problems[i].why);
    if (const auto more = count - static_cast<std::int64_t>(shown); more > 0)
        text += fmt::format("… and {} more; --json lists the first thousand.\n", more);
    return text;
}

class PredictionsCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("predictions", "Outputs of other systems in a project, as named sets");
        sub->require_subcommand(1);
        import_ = sub->add_subcommand("import", "Reads a file of predictions into a project");
        list_ = sub->add_subcommand("list", "The sets of a project");
        remove_ = sub->add_subcommand("remove", "Takes a set out of a project");
        export_ = sub->add_subcommand("export", "Writes a set to a file");
        for (auto* verb : {import_, list_, remove_, export_})
            verb->add_option("PROJECT", request_.project, "the project's folder")->required();
        import_->add_option("--name", request_.name, "a name for the set, by which evaluate --from scores it");
        for (auto* verb : {remove_, export_}) verb->add_option("NAME,--name", request_.name, "the set")->required();
        import_->add_option("--format", request_.format, formatNames() + " (recognised when not given)");
        export_->add_option("--format", request_.format, "as for import (that of the imported file when not given)");
        import_->add_option("FILE", request_.input.file, "a file, or a folder of labelme")->required();
        export_->add_option("FILE", request_.input.file, "where to write it")->required();
        import_->add_option("--images", request_.input.images,
                            "of a similarity matrix in a .npy: a file with the image of each row, an id a line");
        import_->add_option("--sentences", request_.input.sentences,
                            "of a .npy: a file with the sentence of each column, id<TAB>image id a line");
        import_->add_flag("--dry-run", request_.dryRun, "reads and reports, writes nothing");
        import_->footer(
            "A problem anywhere in the file leaves the project as it was; --dry-run lists all of them. Predictions "
            "for\n"
            "images that the project does not have are left out and counted. The ids of NAME.npy are looked for in\n"
            "NAME.images.txt and NAME.sentences.txt beside it; a sentence id image#number gives the number of the\n"
            "caption, from 0, others are the image's captions in their order.");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        if (list_->parsed()) return list();
        if (remove_->parsed()) return remove();
        if (export_->parsed()) return write(context);
        if (request_.name.empty() && !request_.dryRun)
            return base::fail(base::ErrorCode::Usage, "predictions import needs --name.");
        LEGENDA_TRY(report, exchange::importPredictions(request_, context.job));
        return CommandOutput{importedJson(*report), importedText(*report)};
    }

 private:
    base::Result<CommandOutput> list() const {
        LEGENDA_TRY(project, store::ProjectStore::open(request_.project, store::ProjectStore::Mode::Read));
        LEGENDA_TRY(sets, project->predictions().sets());
        CommandOutput output{{{"predictions", nlohmann::json::array()}}, {}};
        for (const auto& set : *sets) {
            output.json["predictions"].push_back(setToJson(set));
            output.text +=
                fmt::format("{:<24} {:<11} {:>9} of {:>6} images  {}  {}\n", set.name,
                            store::predictionKindName(set.kind), set.items, set.images, set.at.substr(0, 10), set.file);
        }
        if (sets->empty()) output.text = "The project has no predictions.\n";
        return output;
    }

    base::Result<CommandOutput> remove() const {
        LEGENDA_TRY(project, store::ProjectStore::open(request_.project));
        LEGENDA_TRY(removed, project->predictions().remove(request_.name));
        return CommandOutput{{{"removed", request_.name}}, fmt::format("Removed {}.\n", request_.name)};
    }

    base::Result<CommandOutput> write(const CommandContext& context) const {
        LEGENDA_TRY(report, exchange::exportPredictions(
                                {request_.project, request_.name, request_.format, request_.input.file}, context.job));
        return CommandOutput{{{"name", report->name},
                              {"format", report->format},
                              {"images", report->images},
                              {"items", report->items},
                              {"file", request_.input.file.string()}},
                             fmt::format("Wrote {} predictions for {} images ({}) to {}.\n", report->items,
                                         report->images, report->format, request_.input.file.string())};
    }

    nlohmann::json importedJson(const exchange::PredictionsReport& report) const {
        return {{"name", report.name},
                {"format", report.format},
                {"kind", store::predictionKindName(report.kind)},
                {"images", report.images},
                {"items", report.items},
                {"unknown", report.unknown},
                {"unknown_images", report.unknownImages},
                {"missing", report.missing},
                {"missing_by_split", report.missingBySplit},
                {"problems", problemsToJson(report.problems)},
                {"problem_count", report.problemCount},
                {"notes", problemsToJson(report.notes)},
                {"dry_run", request_.dryRun}};
    }

    std::string importedText(const exchange::PredictionsReport& report) const {
        std::string text =
            fmt::format("{} {} predictions for {} images ({}, {}).\n", request_.dryRun ? "The file holds" : "Imported",
                        report.items, report.images, report.format, store::predictionKindName(report.kind));
        if (report.unknownImages > 0)
            text += fmt::format("{} images are not in the project, the first is {}; their predictions {} left out.\n",
                                report.unknownImages, report.unknown.front(), request_.dryRun ? "would be" : "were");
        if (report.missing > 0) {
            text += fmt::format("{} images of the project have no prediction:", report.missing);
            for (const auto& [split, count] : report.missingBySplit) text += fmt::format(" {} {}", split, count);
            text += ".\n";
        }
        if (report.problemCount > 0)
            text += fmt::format("{} problems, for which the file cannot be imported:\n", report.problemCount);
        return text + problemsAsText(report.problems, report.problemCount) +
               problemsAsText(report.notes, static_cast<std::int64_t>(report.notes.size()));
    }

    static std::string formatNames() {
        std::string text;
        for (const auto& format : exchange::predictions::formatInfos())
            text += (text.empty() ? "" : ", ") + format.name;
        return text;
    }

    CLI::App *import_ = nullptr, *list_ = nullptr, *remove_ = nullptr, *export_ = nullptr;
    exchange::PredictionsRequest request_;
};

}  // namespace

CommandPtr make_predictions() {
    return std::make_unique<PredictionsCommand>();
}

}  // namespace legenda::cli
