// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/base/json.h"
#include "core/exchange/snippets.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::cli {

namespace {

constexpr std::size_t kSkippedShown = 10;  // in the text output; JSON has all of them

nlohmann::json toJson(const exchange::SnippetsReport& report, bool withSnippets) {
    nlohmann::json skipped = nlohmann::json::array();
    for (const auto& problem : report.skipped) skipped.push_back({{"where", problem.where}, {"why", problem.why}});
    nlohmann::json result{{"format", report.format},
                          {"images", report.images},
                          {"boxes", report.boxes},
                          {"texts", report.texts},
                          {"skipped", skipped}};
    if (!withSnippets) return result;
    nlohmann::json snippets = nlohmann::json::array();
    for (const auto& item : report.snippets) {
        snippets.push_back(
            {{"image", item.image}, {"box", nullptr}, {"texts", item.texts}, {"annotator", nullptr}, {"id", item.id}});
        if (item.hasBox) snippets.back()["box"] = base::boxToJson(item.box);
        if (!item.annotator.empty()) snippets.back()["annotator"] = item.annotator;
    }
    result["snippets"] = std::move(snippets);
    return result;
}

std::string toText(const exchange::SnippetsReport& report, const char* done) {
    std::string text = fmt::format("{} {} boxes and {} texts of {} images ({}).\n", done, report.boxes, report.texts,
                                   report.images, report.format);
    for (std::size_t i = 0; i < std::min(kSkippedShown, report.skipped.size()); ++i)
        text += fmt::format("{}: {}\n", report.skipped[i].where, report.skipped[i].why);
    if (report.skipped.size() > kSkippedShown)
        text += fmt::format("… and {} more; --json lists all.\n", report.skipped.size() - kSkippedShown);
    return text;
}

class SnippetsCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("snippets", "Region texts in and out, or a look at a file of them");
        sub->require_subcommand(1);
        inspect_ = sub->add_subcommand("inspect", "Reports the contents of a file, without a project");
        import_ = sub->add_subcommand("import", "Adds the regions of a file to a project");
        export_ = sub->add_subcommand("export", "Writes a project's regions to a file");
        for (auto* verb : {import_, export_}) verb->add_option("PROJECT", project_, "the project's folder")->required();
        for (auto* verb : {inspect_, import_, export_}) {
            verb->add_option("--format", format_, formats());
            verb->add_option("FILE", file_)->required();
        }
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        if (inspect_->parsed())
            return output(exchange::inspectSnippets(file_, format_, context.job), true, "The file holds");
        if (import_->parsed())
            return output(exchange::importSnippets(project_, file_, format_, context.job), false, "Imported");
        return output(exchange::exportSnippets(project_, file_, format_, context.job), false, "Wrote");
    }

 private:
    static base::Result<CommandOutput> output(base::Result<exchange::SnippetsReport> report, bool withSnippets,
                                              const char* done) {
        if (!report) return base::pass(report);
        return CommandOutput{toJson(*report, withSnippets), toText(*report, done)};
    }
    static std::string formats() {
        std::string text;
        for (const auto& format : data::snippets::formats()) text += (text.empty() ? "" : ", ") + format->format();
        return text + " (recognised when not given)";
    }

    CLI::App *inspect_ = nullptr, *import_ = nullptr, *export_ = nullptr;
    std::filesystem::path project_, file_;
    std::string format_;
};

}  // namespace

CommandPtr make_snippets() {
    return std::make_unique<SnippetsCommand>();
}

}  // namespace legenda::cli
