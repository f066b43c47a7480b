// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evaluation_task.h"
#include "core/evaluation/retrieval_file.h"
#include "core/metrics/retrieval.h"
#include "core/model/aligner.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

namespace {

constexpr std::size_t kSentencesAtOnce = 250;
constexpr std::size_t kImagesAtOnce = 100;

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
    layout.scores = base::Matrix(layout.images.size(), layout.owner.size());
    return layout;
}

struct EmbeddedImages {
    std::vector<base::Matrix> regions;  // v of each
    base::Matrix frames;                // g [images, g]
};

// Of the given images, with one matrix product for all.
EmbeddedImages embedImages(const Member& member, const Queries& queries, std::span<const std::size_t> images) {
    std::vector<base::Matrix> each;
    base::Matrix all(0, member.features.dimension()), whole(0, member.features.dimension()), places(0, 5);
    for (const auto k : images) {
        const auto* found = member.features.find(queries.images[k].uuid);
        each.push_back(found->toFloat());
        const auto where = found->scoredPlaces();
        places.data.insert(places.data.end(), where.data.begin(), where.data.end());
        places.rows += where.rows;
        ++whole.rows;
        whole.data.insert(whole.data.end(), each.back().row(0).begin(), each.back().row(0).end());
        all.rows += each.back().rows;
        all.data.insert(all.data.end(), each.back().data.begin(), each.back().data.end());
    }
    const auto v = member.aligner.embedRegions(all, places);
    auto from = v.data.begin();
    for (auto& one : each) {
        one = base::Matrix(one.rows, v.cols);
        std::copy_n(from, one.data.size(), one.data.begin());
        from += static_cast<std::ptrdiff_t>(one.data.size());
    }
    return {std::move(each), member.aligner.embedFrames(whole)};
}

// S of all images with all sentences, by blocks: only all v and the words of one block are in memory at a time.
Result<base::Matrix> scoresOf(const Evaluation& evaluation, const Member& member, const Queries& queries,
                              const RetrievalScores& layout) {
    std::vector<EmbeddedImages> blocks;
    for (std::size_t i = 0; i < layout.images.size(); i += kImagesAtOnce) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        const auto part = std::span(layout.images).subspan(i, std::min(kImagesAtOnce, layout.images.size() - i));
        blocks.push_back(embedImages(member, queries, part));
    }
    std::vector<std::string> sentences;
    for (const auto k : layout.images)
        sentences.insert(sentences.end(), queries.sentences[k].begin(), queries.sentences[k].end());
    base::Matrix scores(layout.images.size(), sentences.size());
    for (std::size_t s = 0; s < sentences.size(); s += kSentencesAtOnce) {
        const std::size_t end = std::min(s + kSentencesAtOnce, sentences.size());
        const auto words = member.aligner.embedSentences(
            {sentences.begin() + static_cast<std::ptrdiff_t>(s), sentences.begin() + static_cast<std::ptrdiff_t>(end)});
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            if (evaluation.stopped()) return base::JobContext::cancelled();
            const auto block = member.aligner.scoreAll(blocks[b].regions, blocks[b].frames, words);
            for (std::size_t r = 0; r < block.rows; ++r)
                std::ranges::copy(block.row(r),
                                  scores.row(b * kImagesAtOnce + r).begin() + static_cast<std::ptrdiff_t>(s));
        }
        evaluation.report("scoring sentences", end, sentences.size());
    }
    return scores;
}

json recallToJson(const metrics::RecallFigures& f) {
    return {{"r1", f.r1}, {"r5", f.r5}, {"r10", f.r10}, {"median_rank", f.medianRank}};
}

struct RetrievalReport final : Figures {
    std::size_t images = 0, sentences = 0;
    metrics::RetrievalFigures recall;

    explicit RetrievalReport(const RetrievalScores& found)
        : images(found.scores.rows),
          sentences(found.scores.cols),
          recall(metrics::retrievalFigures(found.scores, found.owner)) {}
    json toJson() const override {
        return {{"images", images},
                {"sentences", sentences},
                {"image_annotation", recallToJson(recall.imageAnnotation)},
                {"image_search", recallToJson(recall.imageSearch)}};
    }
};

Report reportOf(Evaluation& evaluation, std::vector<model::CheckpointInfo> models, const RetrievalScores& found) {
    evaluation.skipped.insert(found.skipped.begin(), found.skipped.end());
    return {std::move(models), std::make_unique<RetrievalReport>(found)};
}

// The mean of the members' scores, which an ensemble standardises first.
Result<RetrievalScores> scoresOfModels(Evaluation& evaluation, const std::vector<Member>& members,
                                       const Queries& queries) {
    auto found = layOut(members, queries);
    if (found.owner.empty())
        return base::fail(ErrorCode::BadInput, fmt::format("No image of the split {} that has captions can be read.",
                                                           evaluation.options.split));
    for (const auto& member : members) {
        LEGENDA_TRY(scores, scoresOf(evaluation, member, queries, found));
        if (members.size() > 1) metrics::standardise(*scores);
        for (std::size_t i = 0; i < scores->data.size(); ++i)
            found.scores.data[i] += scores->data[i] / static_cast<float>(members.size());
    }
    return found;
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
                1};
    }
    Result<Report> evaluate(Evaluation& evaluation) const override {
        const auto& options = evaluation.options;
        LEGENDA_TRY(queries, collectQueries(evaluation));
        if (!options.from.empty()) {
            LEGENDA_TRY(found, readRetrievalScores(options.from, queries->names()));
            return reportOf(evaluation, {}, *found);
        }
        LEGENDA_TRY(members, loadMembers(evaluation));
        LEGENDA_TRY(found, scoresOfModels(evaluation, *members, *queries));
        std::vector<model::CheckpointInfo> infos;
        for (const auto& member : *members) infos.push_back(member.aligner.info());
        if (!options.predictions.empty())
            if (auto written =
                    writeRetrievalScores(options.predictions, queries->names(), *found, evaluation.context.stop);
                !written)
                return base::pass(written);
        return reportOf(evaluation, std::move(infos), *found);
    }
};

}  // namespace

TaskPtr make_retrieval() {
    return std::make_unique<RetrievalTask>();
}

}  // namespace legenda::evaluation
