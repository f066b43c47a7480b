// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluation_task.h"
#include "core/evaluation/prediction_sets.h"
#include "core/evaluation/retrieval_file.h"
#include "core/evaluation/score.h"
#include "core/metrics/block_ranks.h"
#include "core/metrics/image_statistics.h"
#include "core/metrics/ranked_lists.h"
#include "core/model/score_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

namespace {

struct Member {
    model::Aligner aligner;
    features::FeatureStore features;
};

// The images of the split, with their sentences; one without sentences is only a distractor.
struct Queries {
    std::vector<store::ImageRecord> images;
    std::vector<std::vector<std::string>> sentences;

    std::vector<ScoredImage> names() const {
        std::vector<ScoredImage> all;
        for (std::size_t k = 0; k < images.size(); ++k) all.push_back({images[k].path, sentences[k].size()});
        return all;
    }
};

Result<std::vector<Member>> loadMembers(Evaluation& evaluation) {
    LEGENDA_TRY(paths, evaluation.checkpoints(project::ModelKind::Alignment));
    std::vector<Member> members;
    for (const auto& path : *paths) {
        LEGENDA_TRY(aligner, evaluation.aligner(path));
        LEGENDA_TRY(features, featuresOfSplit(evaluation, aligner->info().recipe, evaluation.options.split));
        members.push_back({std::move(*aligner), std::move(*features)});
    }
    return members;
}

Result<Queries> collectQueries(const Evaluation& evaluation) {
    const auto& split = evaluation.options.split;
    LEGENDA_TRY(images, imagesOfSplit(evaluation, split));
    LEGENDA_TRY(captions, captionsByImage(evaluation, split));
    if (captions->empty())
        return base::fail(ErrorCode::BadInput, fmt::format("The split {} has no image with captions.", split));
    Queries queries;
    for (auto& image : *images) {
        queries.sentences.push_back(std::move((*captions)[image.id]));
        queries.images.push_back(std::move(image));
    }
    return queries;
}

// The images that every member of the ensemble can score, and the image of each column's sentence, still without
// scores.
RetrievalScores layOut(const std::vector<Member>& members, const Queries& queries) {
    RetrievalScores layout;
    for (std::size_t k = 0; k < queries.images.size(); ++k) {
        const auto& image = queries.images[k];
        if (!std::ranges::all_of(members, [&](const auto& m) { return m.features.contains(image.uuid); })) {
            layout.skipped[image.path] = "it has no features";
            continue;
        }
        layout.owner.insert(layout.owner.end(), queries.sentences[k].size(), static_cast<int>(layout.images.size()));
        layout.images.push_back(k);
    }
    return layout;
}

// The sentence of each column, in order.
std::vector<std::string> sentencesOf(const Queries& queries, const RetrievalScores& found) {
    std::vector<std::string> all;
    for (const auto k : found.images) all.insert(all.end(), queries.sentences[k].begin(), queries.sentences[k].end());
    return all;
}

Result<model::ScoreBlocks> blocksOf(const Evaluation& evaluation, const Member& member, const Queries& queries,
                                    const RetrievalScores& layout) {
    std::vector<const features::ImageFeatures*> images;
    for (const auto k : layout.images) images.push_back(member.features.find(queries.images[k].uuid));
    return model::ScoreBlocks::of(member.aligner, images, sentencesOf(queries, layout), layout.owner,
                                  evaluation.context);
}

Result<base::Matrix> scoresOf(const Evaluation& evaluation, const Member& member, const Queries& queries,
                              const RetrievalScores& layout) {
    LEGENDA_TRY(blocks, blocksOf(evaluation, member, queries, layout));
    base::Matrix scores(layout.images.size(), layout.owner.size());
    const auto copy = [&](const base::Matrix& block, std::size_t image, std::size_t sentence) {
        for (std::size_t r = 0; r < block.rows; ++r)
            std::ranges::copy(block.row(r), scores.row(image + r).begin() + static_cast<std::ptrdiff_t>(sentence));
    };
    if (auto all = blocks->each(model::ScoreBlocks::Pairs::All, copy, evaluation.context); !all) return base::pass(all);
    return scores;
}

// The ranks of all queries, and the first of what is ranked.
struct Ranking {
    std::vector<long> ofImages, ofSentences;  // as BlockRanks gives them
    metrics::RankedLists lists;               // of the images (rows) and sentences of the layout
};

// Of one model, without the matrix of its scores.
Result<Ranking> rankingOf(const Evaluation& evaluation, const Member& member, const Queries& queries,
                          const RetrievalScores& layout) {
    LEGENDA_TRY(blocks, blocksOf(evaluation, member, queries, layout));
    metrics::BlockRanks ranks(layout.images.size(), layout.owner);
    metrics::RankedLists lists(layout.images.size(), layout.owner);
    using Pairs = model::ScoreBlocks::Pairs;
    const auto addOwn = [&](const auto& block, auto image, auto sentence) { ranks.addOwn(block, image, sentence); };
    const auto count = [&](const auto& block, auto image, auto sentence) {
        ranks.count(block, image, sentence);
        lists.take(block, image, sentence);
    };
    if (auto own = blocks->each(Pairs::WithOwnImages, addOwn, evaluation.context); !own) return base::pass(own);
    if (auto all = blocks->each(Pairs::All, count, evaluation.context); !all) return base::pass(all);
    return Ranking{ranks.annotation(), ranks.search(), std::move(lists)};
}

Ranking rankingOf(const RetrievalScores& found) {
    Ranking ranking{metrics::annotationRanks(found.scores, found.owner),
                    metrics::searchRanks(found.scores, found.owner),
                    {found.images.size(), found.owner}};
    ranking.lists.take(found.scores, 0, 0);
    return ranking;
}

struct RetrievalReport final : Figures {
    std::size_t images = 0, sentences = 0;
    metrics::RetrievalFigures recall;

    RetrievalReport(const RetrievalScores& layout, const Ranking& ranking)
        : images(layout.images.size()),
          sentences(layout.owner.size()),
          recall{metrics::recallFigures(ranking.ofImages), metrics::recallFigures(ranking.ofSentences)} {}
    json toJson() const override {
        return {{"images", images},
                {"sentences", sentences},
                {"image_annotation", recallToJson(recall.imageAnnotation)},
                {"image_search", recallToJson(recall.imageSearch)}};
    }
};

// The rows of the images that have a sentence: these are the queries of image annotation.
std::vector<std::size_t> askedRows(const RetrievalScores& found) {
    std::vector<std::size_t> rows(found.owner.begin(), found.owner.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

// Before the scores are computed, which takes long.
base::Status checkComparable(const Evaluation& evaluation, const Queries& queries, const RetrievalScores& layout) {
    if (!evaluation.before) return {};
    std::vector<std::string> asked;
    for (const auto row : askedRows(layout)) asked.push_back(queries.images[layout.images[row]].path);
    return checkSameCandidates(std::move(asked), evaluation.before->samples.front().images);
}

// Each image with the rank of its best own sentence, and the sentences that are ranked first.
ItemList annotationItems(const Queries& queries, const RetrievalScores& found, const Ranking& ranking) {
    ItemList list{"image_annotation", {"rank"}, {}};
    const auto sentences = sentencesOf(queries, found);
    const auto rows = askedRows(found);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& item = list.items.emplace_back();
        item.image = queries.images[found.images[rows[i]]].path;
        item.figures = {static_cast<double>(ranking.ofImages[i])};
        item.references = queries.sentences[found.images[rows[i]]];
        for (const auto& entry : ranking.lists.sentences(rows[i]))
            item.ranked.push_back({sentences[entry.place], entry.score, entry.own});
        item.prediction = item.ranked.front().text;
    }
    return list;
}

// Each sentence with the rank of its image, and the images that are ranked first.
ItemList searchItems(const Queries& queries, const RetrievalScores& found, const Ranking& ranking) {
    ItemList list{"image_search", {"rank"}, {}};
    const auto sentences = sentencesOf(queries, found);
    std::size_t number = 0;
    for (std::size_t s = 0; s < sentences.size(); ++s) {
        number = s > 0 && found.owner[s] == found.owner[s - 1] ? number + 1 : 0;
        auto& item = list.items.emplace_back();
        item.image = queries.images[found.images[static_cast<std::size_t>(found.owner[s])]].path;
        item.id = fmt::format("{}#{}", item.image, number);
        item.figures = {static_cast<double>(ranking.ofSentences[s])};
        item.references = {sentences[s]};
        for (const auto& entry : ranking.lists.images(s))
            item.ranked.push_back({queries.images[found.images[entry.place]].path, entry.score, entry.own});
        item.prediction = item.ranked.front().text;
    }
    return list;
}

Report reportOf(Evaluation& evaluation, std::vector<model::CheckpointInfo> models, const Queries& queries,
                const RetrievalScores& found, const Ranking& ranking) {
    evaluation.skipped.insert(found.skipped.begin(), found.skipped.end());
    std::vector<std::string> names;
    for (const auto k : found.images) names.push_back(queries.images[k].path);
    Report report{std::move(models), std::make_unique<RetrievalReport>(found, ranking), {}, {}};
    report.samples.push_back(
        sampleOf("image_annotation", metrics::rankStatistics(ranking.ofImages, askedRows(found)), names));
    report.samples.push_back(sampleOf(
        "image_search", metrics::rankStatistics(ranking.ofSentences, {found.owner.begin(), found.owner.end()}), names));
    report.items.push_back(annotationItems(queries, found, ranking));
    report.items.push_back(searchItems(queries, found, ranking));
    return report;
}

// The mean of the members' scores, which an ensemble standardises first.
base::Status scoreByAll(const Evaluation& evaluation, const std::vector<Member>& members, const Queries& queries,
                        RetrievalScores& layout) {
    layout.scores = base::Matrix(layout.images.size(), layout.owner.size());
    for (const auto& member : members) {
        LEGENDA_TRY(scores, scoresOf(evaluation, member, queries, layout));
        if (members.size() > 1) metrics::standardise(*scores);
        for (std::size_t i = 0; i < scores->data.size(); ++i)
            layout.scores.data[i] += scores->data[i] / static_cast<float>(members.size());
    }
    return {};
}

class RetrievalTask final : public EvaluationTask {
 public:
    TaskInfo info() const override {
        return {"retrieval",
                "Retrieval",
                "Finds an image's sentences, and a sentence's image, among all of a split.",
                project::ModelKind::Alignment,
                "first {\"sentences\":[\"a.jpg#0\",...]}, image and number (from 0) of each sentence, then one\n"
                "image per line {\"image\":\"a.jpg\",\"scores\":[1.5,null,...]}, one score per sentence; null: lowest",
                {"entities"},
                1,
                {store::PredictionKind::Similarity},
                {.ensemble = true, .lexicon = true}};
    }
    Result<Report> evaluate(Evaluation& evaluation) const override {
        const auto& options = evaluation.options;
        if (!options.program.empty())
            return base::fail(ErrorCode::Usage,
                              "evaluate retrieval asks no program: every image would have to be scored with every "
                              "sentence. Score its matrix by --from.");
        LEGENDA_TRY(queries, collectQueries(evaluation));
        if (!options.from.empty()) {
            LEGENDA_TRY(found, evaluation.from ? scoresOfSet(evaluation, queries->images, queries->sentences)
                                               : readRetrievalScores(options.from, queries->names()));
            return reportOf(evaluation, {}, *queries, *found, rankingOf(*found));
        }
        LEGENDA_TRY(members, loadMembers(evaluation));
        auto layout = layOut(*members, *queries);
        if (layout.owner.empty())
            return base::fail(ErrorCode::BadInput,
                              fmt::format("No image of the split {} that has captions can be read.", options.split));
        if (auto fits = checkComparable(evaluation, *queries, layout); !fits) return base::pass(fits);
        std::vector<model::CheckpointInfo> infos;
        for (const auto& member : *members) infos.push_back(member.aligner.info());
        if (members->size() == 1 && options.predictions.empty()) {
            LEGENDA_TRY(ranking, rankingOf(evaluation, members->front(), *queries, layout));
            return reportOf(evaluation, std::move(infos), *queries, layout, *ranking);
        }
        if (auto scored = scoreByAll(evaluation, *members, *queries, layout); !scored) return base::pass(scored);
        if (!options.predictions.empty())
            if (auto written =
                    writeRetrievalScores(options.predictions, queries->names(), layout, evaluation.context.stop);
                !written)
                return base::pass(written);
        return reportOf(evaluation, std::move(infos), *queries, layout, rankingOf(layout));
    }
};

}  // namespace

TaskPtr make_retrieval() {
    return std::make_unique<RetrievalTask>();
}

}  // namespace legenda::evaluation
