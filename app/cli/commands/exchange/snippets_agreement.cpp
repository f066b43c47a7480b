// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/evaluation/agreement.h"
#include "core/evaluation/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace legenda::cli {

namespace {

using evaluation::AgreementReport;
using evaluation::Disagreement;
using evaluation::PairAgreement;
using nlohmann::json;

json orNull(const std::optional<double>& value) {
    return value ? json(*value) : json();
}

json figuresOf(const PairAgreement& pair) {
    return {{"images", pair.images},      {"boxes", {pair.boxesA, pair.boxesB}},
            {"matched", pair.matched},    {"F1", pair.f1},
            {"mean_iou", pair.meanIou},   {"texts", pair.texts},
            {"BLEU1", pair.bleu1},        {"METEOR", orNull(pair.meteor)},
            {"mentions", pair.mentions},  {"same_presence", pair.samePresence},
            {"kappa", orNull(pair.kappa)}};
}

std::string lineOf(const std::string& who, const PairAgreement& pair) {
    std::string line = fmt::format("{}: {} images; boxes F1 {:.3f} (IoU {:.3f} of {} matched)", who, pair.images,
                                   pair.f1, pair.meanIou, pair.matched);
    if (pair.texts > 0) {
        line += fmt::format("; texts BLEU-1 {:.3f}", pair.bleu1);
        if (pair.meteor) line += fmt::format(", METEOR {:.3f}", *pair.meteor);
    }
    if (pair.mentions > 0)
        line += fmt::format("; {} phrases, kappa {}", pair.mentions,
                            pair.kappa ? fmt::format("{:.3f}", *pair.kappa) : "undefined");
    return line + '\n';
}

class SnippetsAgreementCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.get_subcommand("snippets")
                        ->add_subcommand("agreement", "How far the annotators of a project agree, and where not");
        sub->add_option("PROJECT", project_, "the project's folder")->required();
        sub->add_option("--split", options_.split, "train, dev, test or none (all images when not named)");
        sub->add_option("--annotators", options_.annotators, "names (all when not named)")->delimiter(',');
        sub->add_option("--top", top_, "disagreements that are shown, worst first; 0: all")
            ->check(CLI::NonNegativeNumber);
        sub->footer(
            "Boxes are matched one to one at IoU 0.5 on images that both annotators worked on. Texts of matched boxes\n"
            "are scored against each other; kappa is Cohen's on box, not visible and whole scene of the same words\n"
            "(overall: the mean over the pairs).");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        LEGENDA_TRY(store, store::ProjectStore::open(project_, store::ProjectStore::Mode::Read));
        LEGENDA_TRY(meteor, evaluation::loadMeteor(context.resources));
        LEGENDA_TRY(report, evaluation::agreement(*store, options_, &*meteor, context.job));
        LEGENDA_TRY(images, store->images());
        std::map<std::int64_t, std::string> paths;
        for (const auto& image : *images) paths[image.id] = image.path;
        return CommandOutput{toJson(*report, paths), toText(*report, paths)};
    }

 private:
    std::size_t shown(const AgreementReport& report) const {
        return top_ == 0 ? report.disagreements.size() : std::min(top_, report.disagreements.size());
    }

    json toJson(const AgreementReport& report, std::map<std::int64_t, std::string>& paths) const {
        json pairs = json::array(), disagreements = json::array();
        for (const auto& pair : report.pairs) {
            pairs.push_back(figuresOf(pair));
            pairs.back()["annotators"] = {pair.a, pair.b};
        }
        for (std::size_t i = 0; i < shown(report); ++i) {
            const auto& each = report.disagreements[i];
            disagreements.push_back({{"image", paths[each.image]},
                                     {"kind", evaluation::disagreementName(each.kind)},
                                     {"severity", each.severity},
                                     {"annotators", {each.a, each.b}},
                                     {"ids", {each.ofA, each.ofB}},
                                     {"texts", {each.textA, each.textB}}});
        }
        return {{"pairs", pairs},
                {"overall", figuresOf(report.overall)},
                {"disagreements", disagreements},
                {"disagreements_in_all", report.disagreements.size()},
                {"METEOR_modules", report.meteorModules}};
    }

    std::string toText(const AgreementReport& report, std::map<std::int64_t, std::string>& paths) const {
        if (report.pairs.empty()) return "No two annotators have worked on the same image.\n";
        std::string text;
        for (const auto& pair : report.pairs) text += lineOf(pair.a + " and " + pair.b, pair);
        if (report.pairs.size() > 1) text += lineOf("overall", report.overall);
        for (std::size_t i = 0; i < shown(report); ++i) {
            const auto& each = report.disagreements[i];
            text += fmt::format("{:.2f}  {}  {}  {}: \"{}\"  {}: \"{}\"\n", each.severity, paths[each.image],
                                evaluation::disagreementName(each.kind), each.a, each.textA, each.b, each.textB);
        }
        if (shown(report) < report.disagreements.size())
            text += fmt::format("… and {} more; --top 0 shows all.\n", report.disagreements.size() - shown(report));
        return text;
    }

    std::filesystem::path project_;
    evaluation::AgreementOptions options_;
    std::size_t top_ = 20;
};

}  // namespace

CommandPtr make_snippets_agreement() {
    return std::make_unique<SnippetsAgreementCommand>();
}

}  // namespace legenda::cli
