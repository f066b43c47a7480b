// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/evaluate_common.h"
#include "core/metrics/retrieval.h"
#include "core/model/aligner.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::jobs {

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

// The images and sentences that take part, the same for every member.
struct Queries {
    std::vector<store::ImageRecord> images;
    std::vector<std::string> sentences;
    std::vector<int> owner;  // row of images
};

Result<std::vector<Member>> loadMembers(Evaluation& evaluation) {
    auto named = evaluation.options.models;
    if (named.empty()) named.emplace_back();
    std::vector<Member> members;
    for (const auto& name : named) {
        auto path = chooseCheckpoint(evaluation.resources, evaluation.options.project, "alignment", name);
        if (!path) return base::pass(path);
        auto aligner = model::Aligner::load(*path);
        if (!aligner) return base::pass(aligner);
        auto features = featuresOfSplit(evaluation, aligner->info().recipe, evaluation.options.split);
        if (!features) return base::pass(features);
        members.push_back({std::move(*aligner), std::move(*features)});
    }
    return members;
}

Result<Queries> collectQueries(Evaluation& evaluation, const std::vector<Member>& members) {
    const auto& split = evaluation.options.split;
    auto images = imagesOfSplit(evaluation, split);
    if (!images) return base::pass(images);
    auto captions = captionsByImage(evaluation, split);
    if (!captions) return base::pass(captions);
    Queries queries;
    for (auto& image : *images) {
        const bool complete =
            std::ranges::all_of(members, [&](const auto& m) { return m.features.contains(image.uuid); });
        if (!complete) {
            evaluation.skipped.emplace(image.path, "it has no features");
            continue;
        }
        for (auto& sentence : (*captions)[image.id]) {
            queries.sentences.push_back(std::move(sentence));
            queries.owner.push_back(static_cast<int>(queries.images.size()));
        }
        queries.images.push_back(std::move(image));
    }
    if (queries.sentences.empty())
        return base::fail(ErrorCode::BadInput,
                          fmt::format("The split {} has no image with both features and captions.", split));
    return queries;
}

// S of all images with all sentences, by blocks: what is alive at once is all v and the words of one block.
Result<base::Matrix> scoresOf(const Evaluation& evaluation, const Member& member, const Queries& queries) {
    std::vector<base::Matrix> regions;
    for (const auto& image : queries.images) {
        if (evaluation.stopped()) return base::JobContext::cancelled();
        regions.push_back(member.aligner.embedRegions(member.features.find(image.uuid)->toFloat()));
    }
    base::Matrix scores(queries.images.size(), queries.sentences.size());
    for (std::size_t s = 0; s < queries.sentences.size(); s += kSentencesAtOnce) {
        const std::size_t sEnd = std::min(s + kSentencesAtOnce, queries.sentences.size());
        const auto words =
            member.aligner.embedSentences({queries.sentences.begin() + static_cast<std::ptrdiff_t>(s),
                                           queries.sentences.begin() + static_cast<std::ptrdiff_t>(sEnd)});
        for (std::size_t i = 0; i < regions.size(); i += kImagesAtOnce) {
            if (evaluation.stopped()) return base::JobContext::cancelled();
            const std::size_t count = std::min(kImagesAtOnce, regions.size() - i);
            const auto block = member.aligner.scoreAll(std::span(regions).subspan(i, count), words);
            for (std::size_t r = 0; r < count; ++r)
                std::ranges::copy(block.row(r), scores.row(i + r).begin() + static_cast<std::ptrdiff_t>(s));
        }
        evaluation.report("scoring sentences", sEnd, queries.sentences.size());
    }
    return scores;
}

json recallToJson(const metrics::RecallFigures& f) {
    return {{"r1", f.r1}, {"r5", f.r5}, {"r10", f.r10}, {"median_rank", f.medianRank}};
}

}  // namespace

Result<json> evaluateRetrieval(Evaluation& evaluation) {
    if (auto images = imagesOfSplit(evaluation, evaluation.options.split); !images) return base::pass(images);
    auto members = loadMembers(evaluation);
    if (!members) return base::pass(members);
    auto queries = collectQueries(evaluation, *members);
    if (!queries) return base::pass(queries);

    base::Matrix total(queries->images.size(), queries->sentences.size());
    for (const auto& member : *members) {
        auto scores = scoresOf(evaluation, member, *queries);
        if (!scores) return base::pass(scores);
        if (members->size() > 1) metrics::standardise(*scores);
        for (std::size_t i = 0; i < total.data.size(); ++i)
            total.data[i] += scores->data[i] / static_cast<float>(members->size());
    }
    const auto figures = metrics::retrievalFigures(total, queries->owner);

    const auto& first = members->front().aligner.info();
    json out = evaluation.header(&first);
    out["model"] = first.hash;
    if (members->size() > 1) {
        out["model"] = out["setting"] = out["seed"] = json::array();
        for (const auto& member : *members) {
            out["model"].push_back(member.aligner.info().hash);
            out["setting"].push_back(member.aligner.info().setting);
            out["seed"].push_back(member.aligner.info().seed);
        }
        out["checkpoint"] = out["model"];
    }
    out["images"] = queries->images.size();
    out["sentences"] = queries->sentences.size();
    out["image_annotation"] = recallToJson(figures.imageAnnotation);
    out["image_search"] = recallToJson(figures.imageSearch);
    return out;
}

}  // namespace legenda::jobs
