// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/exchange/import.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::cli {

namespace {

constexpr std::size_t kProblemsShown = 10;  // in the text output; JSON has all of them

nlohmann::json toJson(const exchange::ImportReport& report) {
    nlohmann::json problems = nlohmann::json::array();
    for (const auto& problem : report.problems) problems.push_back({{"where", problem.where}, {"why", problem.why}});
    const auto& s = report.splits;
    return {{"format", report.format},
            {"images", report.images},
            {"captions", report.captions},
            {"splits", {{"train", s.train}, {"dev", s.dev}, {"test", s.test}, {"none", s.none}}},
            {"new_images", report.newImages},
            {"new_captions", report.newCaptions},
            {"missing_images", report.missingImages.size()},
            {"problems", problems}};
}

std::string toText(const exchange::ImportReport& report, bool dryRun) {
    const auto& s = report.splits;
    std::string text = fmt::format("{} images with {} captions ({}): {} train, {} dev, {} test, {} without a split\n",
                                   report.images, report.captions, report.format, s.train, s.dev, s.test, s.none);
    if (dryRun)
        text += "Nothing was written (dry run).\n";
    else
        text += fmt::format("{} of the images and {} of the captions are new in the project.\n", report.newImages,
                            report.newCaptions);
    if (!report.missingImages.empty())
        text += fmt::format("{} images have no file, the first is {}.\n", report.missingImages.size(),
                            report.missingImages.front());
    for (std::size_t i = 0; i < std::min(kProblemsShown, report.problems.size()); ++i)
        text += fmt::format("{}: {}\n", report.problems[i].where, report.problems[i].why);
    if (report.problems.size() > kProblemsShown)
        text += fmt::format("… and {} more problems; --json lists all.\n", report.problems.size() - kProblemsShown);
    return text;
}

class ImportCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("import", "Creates or extends a project from a dataset");
        sub->add_option("PROJECT", options_.project,
                        "the project's folder, NAME.legenda; may be left out with --dry-run");
        sub->add_option("--format", options_.format, formats())->required();
        sub->add_option("--root", options_.root, "the dataset's folder, or the file that holds its captions")
            ->required();
        sub->add_flag("--dry-run", options_.dryRun, "read and report, write nothing; images need not be there");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        LEGENDA_TRY(report, exchange::runImport(options_, context.job));
        return CommandOutput{toJson(*report), toText(*report, options_.dryRun)};
    }

 private:
    static std::string formats() {
        std::string text;
        for (const auto& [format, title, contents] : data::datasetFormats())
            text += fmt::format("{}{} ({}): a folder with {}", text.empty() ? "" : "; ", format, title, contents);
        return text;
    }

    exchange::ImportOptions options_;
};

}  // namespace

CommandPtr make_import() {
    return std::make_unique<ImportCommand>();
}

}  // namespace legenda::cli
