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

enum class Verb { Inspect, Import, Export };

nlohmann::json toJson(const exchange::SnippetsReport& report, Verb verb) {
    nlohmann::json skipped = nlohmann::json::array();
    for (const auto& problem : report.skipped) skipped.push_back({{"where", problem.where}, {"why", problem.why}});
    nlohmann::json result{{"format", report.format}, {"images", report.images},   {"boxes", report.boxes},
                          {"texts", report.texts},   {"phrases", report.phrases}, {"skipped", skipped}};
    if (verb == Verb::Import)
        result["new"] = {{"boxes", report.newBoxes}, {"texts", report.newTexts}, {"phrases", report.newPhrases}};
    if (verb == Verb::Export) result["lost"] = report.losses;
    if (verb != Verb::Inspect) return result;
    nlohmann::json snippets = nlohmann::json::array();
    for (const auto& record : report.snippets) {
        nlohmann::json texts = nlohmann::json::array();
        for (const auto& text : record.texts) texts.push_back(text.text);
        snippets.push_back({{"image", record.image},
                            {"box", nullptr},
                            {"texts", std::move(texts)},
                            {"annotator", nullptr},
                            {"id", record.id}});
        if (record.box) snippets.back()["box"] = base::boxToJson(*record.box);
        if (!record.annotator.empty()) snippets.back()["annotator"] = record.annotator;
    }
    result["snippets"] = std::move(snippets);
    return result;
}

std::string toText(const exchange::SnippetsReport& report, Verb verb) {
    const char* const done = verb == Verb::Inspect ? "The file holds" : verb == Verb::Import ? "Read" : "Wrote";
    std::string text = fmt::format("{} {} boxes and {} texts of {} images ({}).\n", done, report.boxes, report.texts,
                                   report.images, report.format);
    if (report.phrases > 0) text += fmt::format("{} phrases of sentences are linked to regions.\n", report.phrases);
    if (verb == Verb::Import)
        text += fmt::format("New in the project: {} boxes, {} texts and {} phrases.\n", report.newBoxes,
                            report.newTexts, report.newPhrases);
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
            verb->add_option("FILE", file_, "a file, or a folder of labelme or Entities")->required();
        }
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        if (inspect_->parsed()) return output(exchange::inspectSnippets(file_, format_, context.job), Verb::Inspect);
        if (import_->parsed())
            return output(exchange::importSnippets(project_, file_, format_, context.job), Verb::Import);
        return output(exchange::exportSnippets(project_, {file_, format_}, context.job), Verb::Export);
    }

 private:
    static base::Result<CommandOutput> output(base::Result<exchange::SnippetsReport> report, Verb verb) {
        if (!report) return base::pass(report);
        return CommandOutput{toJson(*report, verb), toText(*report, verb)};
    }
    static std::string formats() {
        std::string text;
        for (const auto& format : exchange::regions::formatInfos()) text += (text.empty() ? "" : ", ") + format.name;
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
