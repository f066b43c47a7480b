// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/agreement.h"

#include "core/metrics/agreement.h"
#include "core/metrics/bleu.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using metrics::CaptionItem;
using metrics::Tokens;

namespace {

constexpr std::size_t kPresences = 3;
// Of a place in a sentence: caption, first word, end.
using Span = std::tuple<std::int64_t, int, int>;

// One annotator's work on one image.
struct Work {
    std::vector<const store::RegionRecord*> boxes;
    std::map<std::string, std::vector<std::string>> texts;  // by region, also somebody else's
    std::map<Span, const store::ChainRecord*> phrases;
};
using WorkOfImage = std::map<std::string, Work>;  // by annotator

struct Texts {
    std::vector<CaptionItem> items;
    void add(const std::vector<Tokens>& a, const std::vector<Tokens>& b) {
        for (const auto& [own, other] : {std::pair{&a, &b}, std::pair{&b, &a}})
            for (const auto& text : *own) items.push_back({text, *other});
    }
};

std::vector<Tokens> tokensOf(const std::vector<std::string>& texts) {
    std::vector<Tokens> all;
    for (const auto& text : texts)
        if (auto tokens = text::tokenizePtb(text); !tokens.empty()) all.push_back(std::move(tokens));
    return all;
}

std::string listOf(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : " | ") + text;
    return all;
}

// Everything of the project that is compared, by image and annotator.
class Annotated {
 public:
    base::Status read(const store::ProjectStore& project, const AgreementOptions& options) {
        LEGENDA_TRY(people, project.tasks().annotators());
        for (const auto& annotator : *people) known_.insert(annotator.name);
        for (const auto& wanted : options.annotators)
            if (!known_.contains(wanted))
                return base::fail(ErrorCode::BadInput,
                                  fmt::format("{} has no annotator \"{}\".", project.folder().string(), wanted));
        if (!options.annotators.empty()) known_ = {options.annotators.begin(), options.annotators.end()};
        LEGENDA_TRY(regions, project.allRegions(options.split));
        LEGENDA_TRY(chains, project.allChains(options.split));
        LEGENDA_TRY(images, project.images(options.split));
        LEGENDA_TRY(marks, project.marks());
        LEGENDA_TRY(settlements, project.settlements());
        regions_ = std::move(*regions);
        chains_ = std::move(*chains);
        for (const auto& settlement : *settlements)
            settled_.insert(settlement.sources.begin(), settlement.sources.end());
        std::set<std::int64_t> wanted;
        for (const auto& image : *images) wanted.insert(image.id);
        for (const auto& mark : *marks)
            if (mark.kind == store::MarkKind::Done && wanted.contains(mark.image)) of(mark.image, mark.annotator);
        sortIn();
        return {};
    }
    const std::map<std::int64_t, WorkOfImage>& images() const { return images_; }
    bool settled(const std::string& uuid) const { return settled_.contains(uuid); }
    std::vector<std::string> annotators() const {
        std::set<std::string> names;
        for (const auto& [image, work] : images_)
            for (const auto& [name, own] : work) names.insert(name);
        return {names.begin(), names.end()};
    }

 private:
    // nullptr: of no annotator that is asked for.
    Work* of(std::int64_t image, const std::string& annotator) {
        return known_.contains(annotator) ? &images_[image][annotator] : nullptr;
    }
    void sortIn() {
        for (const auto& region : regions_) {
            if (Work* work = of(region.image, region.annotator); work && !region.whole) work->boxes.push_back(&region);
            for (const auto& snippet : region.snippets)
                if (Work* work = of(region.image, snippet.annotator)) work->texts[region.uuid].push_back(snippet.text);
        }
        for (const auto& chain : chains_)
            if (Work* work = of(chain.image, chain.annotator))
                for (const auto& words : chain.mentions)
                    work->phrases[{words.caption, words.start, words.end}] = &chain;
    }

    std::set<std::string> known_, settled_;
    std::vector<store::RegionRecord> regions_;
    std::vector<store::ChainRecord> chains_;
    std::map<std::int64_t, WorkOfImage> images_;
};

// Compares two annotators image by image.
class Pair {
 public:
    Pair(const Annotated& all, const std::string& a, const std::string& b, const metrics::Meteor* meteor,
         const base::JobContext& context)
        : all_(all), meteor_(meteor), context_(context), counts_(kPresences, std::vector<long>(kPresences, 0)) {
        figures.a = a;
        figures.b = b;
    }

    PairAgreement figures;
    Texts texts;
    double iouSum = 0;
    std::vector<Disagreement> disagreements;

    void compare() {
        for (const auto& [image, work] : all_.images()) {
            const auto a = work.find(figures.a), b = work.find(figures.b);
            if (a == work.end() || b == work.end()) continue;
            image_ = image;
            ++figures.images;
            compareBoxes(a->second, b->second);
            compareSameBoxes(a->second, b->second);
            comparePhrases(a->second, b->second);
        }
        const auto kappa = metrics::cohensKappa(counts_);
        figures.mentions = kappa.items;
        figures.samePresence = kappa.observed;
        figures.kappa = kappa.value;
    }

 private:
    void note(Disagreement::Kind kind, double severity, const std::string& ofA, const std::string& ofB,
              std::string textA, std::string textB) {
        if (all_.settled(ofA) || all_.settled(ofB)) return;
        disagreements.push_back(
            {kind, image_, figures.a, figures.b, ofA, ofB, std::move(textA), std::move(textB), severity});
    }

    static std::vector<std::string> textsOf(const Work& work, const std::string& region) {
        const auto found = work.texts.find(region);
        return found == work.texts.end() ? std::vector<std::string>{} : found->second;
    }

    void compareBoxes(const Work& a, const Work& b) {
        std::vector<base::Box> boxesA, boxesB;
        for (const auto* region : a.boxes) boxesA.push_back(region->box);
        for (const auto* region : b.boxes) boxesB.push_back(region->box);
        const auto matches = metrics::matchBoxes(boxesA, boxesB);
        figures.boxesA += static_cast<long>(boxesA.size());
        figures.boxesB += static_cast<long>(boxesB.size());
        figures.matched += static_cast<long>(matches.size());
        std::set<std::size_t> matchedA, matchedB;
        for (const auto& match : matches) {
            matchedA.insert(match.a);
            matchedB.insert(match.b);
            iouSum += match.iou;
            const auto &regionA = a.boxes[match.a]->uuid, &regionB = b.boxes[match.b]->uuid;
            const auto own = textsOf(a, regionA), other = textsOf(b, regionB);
            note(Disagreement::Kind::Place, 1 - match.iou, regionA, regionB, listOf(own), listOf(other));
            compareTexts(regionA, own, regionB, other);
        }
        missing(boxesA, matchedA, a, boxesB, true);
        missing(boxesB, matchedB, b, boxesA, false);
    }

    void missing(const std::vector<base::Box>& own, const std::set<std::size_t>& matched, const Work& work,
                 const std::vector<base::Box>& others, bool ofA) {
        for (std::size_t i = 0; i < own.size(); ++i) {
            if (matched.contains(i)) continue;
            double nearest = 0;
            for (const auto& other : others) nearest = std::max(nearest, base::iou(own[i], other));
            const auto& region = work.boxes[i]->uuid;
            const std::string text = listOf(textsOf(work, region));
            note(Disagreement::Kind::Missing, 1 - nearest, ofA ? region : "", ofA ? "" : region, ofA ? text : "",
                 ofA ? "" : text);
        }
    }

    // Boxes that were given, or drawn by one of the two, and described by both.
    void compareSameBoxes(const Work& a, const Work& b) {
        for (const auto& [region, own] : a.texts)
            if (const auto other = b.texts.find(region); other != b.texts.end())
                compareTexts(region, own, region, other->second);
    }

    void compareTexts(const std::string& regionA, const std::vector<std::string>& a, const std::string& regionB,
                      const std::vector<std::string>& b) {
        const auto own = tokensOf(a), other = tokensOf(b);
        if (own.empty() || other.empty()) return;
        texts.add(own, other);
        Texts these;
        these.add(own, other);
        double best = 0;
        if (meteor_) {
            for (const double score : meteor_->score(these.items, context_).items) best = std::max(best, score);
        } else {
            for (const auto& item : metrics::bleu(metrics::numbered(these.items)).items) best = std::max(best, item[0]);
        }
        note(Disagreement::Kind::Texts, 1 - std::min(1.0, best), regionA, regionB, listOf(a), listOf(b));
    }

    void comparePhrases(const Work& a, const Work& b) {
        for (const auto& [span, own] : a.phrases) {
            const auto found = b.phrases.find(span);
            if (found == b.phrases.end()) continue;
            const auto& other = *found->second;
            ++counts_[static_cast<std::size_t>(own->presence)][static_cast<std::size_t>(other.presence)];
            if (own->presence != other.presence)
                note(Disagreement::Kind::Presence, 1, own->uuid, other.uuid, presenceName(own->presence),
                     presenceName(other.presence));
        }
    }

    const Annotated& all_;
    const metrics::Meteor* meteor_;
    const base::JobContext& context_;
    std::int64_t image_ = 0;
    std::vector<std::vector<long>> counts_;
};

void finish(PairAgreement& figures, double iouSum, const Texts& texts, const metrics::Meteor* meteor,
            const base::JobContext& context) {
    figures.f1 = metrics::boxF1(figures.boxesA, figures.boxesB, figures.matched);
    figures.meanIou = figures.matched > 0 ? iouSum / static_cast<double>(figures.matched) : 0;
    figures.texts = static_cast<long>(texts.items.size());
    if (texts.items.empty()) return;
    figures.bleu1 = metrics::bleu(metrics::numbered(texts.items)).corpus[0];
    if (meteor) figures.meteor = meteor->score(texts.items, context).corpus;
}

}  // namespace

const char* disagreementName(Disagreement::Kind kind) {
    constexpr std::array kNames{"missing", "place", "texts", "presence"};
    return kNames.at(static_cast<std::size_t>(kind));
}

Result<AgreementReport> agreement(const store::ProjectStore& project, const AgreementOptions& options,
                                  const metrics::Meteor* meteor, const base::JobContext& context) {
    Annotated all;
    LEGENDA_TRY(read, all.read(project, options));
    AgreementReport report;
    if (meteor) report.meteorModules = meteor->modules();
    const auto names = all.annotators();
    Texts texts;
    double iouSum = 0, kappas = 0, same = 0;
    int pairsWithKappa = 0;
    auto& overall = report.overall;
    for (std::size_t a = 0; a < names.size(); ++a)
        for (std::size_t b = a + 1; b < names.size(); ++b) {
            if (context.stopped()) return base::JobContext::cancelled();
            Pair pair(all, names[a], names[b], meteor, context);
            pair.compare();
            finish(pair.figures, pair.iouSum, pair.texts, meteor, context);
            const auto& figures = pair.figures;
            if (figures.images == 0) continue;
            overall.images += figures.images;
            overall.boxesA += figures.boxesA;
            overall.boxesB += figures.boxesB;
            overall.matched += figures.matched;
            overall.mentions += figures.mentions;
            same += figures.samePresence * static_cast<double>(figures.mentions);
            if (figures.kappa) kappas += *figures.kappa, ++pairsWithKappa;
            iouSum += pair.iouSum;
            std::ranges::move(pair.texts.items, std::back_inserter(texts.items));
            std::ranges::move(pair.disagreements, std::back_inserter(report.disagreements));
            report.pairs.push_back(figures);
        }
    finish(overall, iouSum, texts, meteor, context);
    if (overall.mentions > 0) overall.samePresence = same / static_cast<double>(overall.mentions);
    if (pairsWithKappa > 0) overall.kappa = kappas / pairsWithKappa;
    if (context.stopped()) return base::JobContext::cancelled();
    std::erase_if(report.disagreements,
                  [&](const Disagreement& each) { return each.severity < options.leastSeverity; });
    std::ranges::sort(report.disagreements, [](const Disagreement& x, const Disagreement& y) {
        return std::tie(y.severity, x.image, x.ofA, x.ofB, x.a, x.b) <
               std::tie(x.severity, y.image, y.ofA, y.ofB, y.a, y.b);
    });
    return report;
}

}  // namespace legenda::evaluation
