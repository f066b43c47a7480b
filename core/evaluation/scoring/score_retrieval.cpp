// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scoring/score_retrieval.h"

#include "core/data/npy.h"
#include "core/data/predictions/similarity_ids.h"
#include "core/evaluation/score.h"
#include "core/metrics/ranked_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <unordered_map>

namespace legenda::evaluation {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kNumbersAtOnce = 4'000'000;  // of a block: 32 MB

// What the rows and columns of a matrix stand for.
struct MatrixIds {
    std::vector<std::string> images, sentences;
    std::vector<std::size_t> owner;  // row of the image of each sentence
};

Result<MatrixIds> readIds(const ScoreRetrievalOptions& options, const base::JobContext& context) {
    LEGENDA_TRY(read,
                data::predictions::readSimilarityIds({options.scores, options.images, options.sentences}, context));
    MatrixIds ids;
    std::unordered_map<std::string, std::size_t> rows, columns;
    const auto bad = [](const std::string& where, const std::string& what) {
        return base::fail(ErrorCode::BadInput, fmt::format("{}: {}.", where, what));
    };
    for (const auto& image : read->images) {
        if (!rows.emplace(image.imageId, ids.images.size()).second)
            return bad(image.where, image.imageId + " occurs twice");
        ids.images.push_back(image.imageId);
    }
    for (const auto& sentence : read->sentences) {
        const auto owner = rows.find(sentence.image);
        if (owner == rows.end())
            return bad(sentence.where,
                       fmt::format("the image {} is not in {}", sentence.image, options.images.string()));
        if (!columns.emplace(sentence.id, ids.sentences.size()).second)
            return bad(sentence.where, sentence.id + " occurs twice");
        ids.sentences.push_back(sentence.id);
        ids.owner.push_back(owner->second);
    }
    if (ids.sentences.empty())
        return base::fail(ErrorCode::BadInput, fmt::format("{} lists no sentence.", options.sentences.string()));
    return ids;
}

Result<data::NpyMatrix> openMatrix(const fs::path& file, const ScoreRetrievalOptions& options, const MatrixIds& ids) {
    LEGENDA_TRY(matrix, data::NpyMatrix::open(file));
    const std::size_t images = ids.images.size(), sentences = ids.sentences.size();
    if (matrix->rows() == images && matrix->cols() == sentences) return matrix;
    const bool turned = matrix->rows() == sentences && matrix->cols() == images;
    return base::fail(
        ErrorCode::BadInput,
        fmt::format("{} has {} rows and {} columns, but {} lists {} images and {} {} sentences{}.", file.string(),
                    matrix->rows(), matrix->cols(), options.images.string(), images, options.sentences.string(),
                    sentences, turned ? ": its rows must be the images" : ""));
}

// Calls back with every row of the matrix, from the first.
base::Status eachRow(data::NpyMatrix& matrix, const std::string& stage, const base::JobContext& context,
                     const std::function<base::Status(std::size_t row, std::span<const double> scores)>& take) {
    const std::size_t columns = matrix.cols(), atOnce = std::max<std::size_t>(1, kNumbersAtOnce / columns);
    std::vector<double> block;
    for (std::size_t first = 0; first < matrix.rows(); first += atOnce) {
        if (context.stopped()) return base::JobContext::cancelled();
        const std::size_t count = std::min(atOnce, matrix.rows() - first);
        if (auto read = matrix.read(first, count, block); !read) return read;
        for (std::size_t r = 0; r < count; ++r)
            if (auto taken = take(first + r, std::span(block).subspan(r * columns, columns)); !taken) return taken;
        context.report({stage, static_cast<std::int64_t>(first + count), static_cast<std::int64_t>(matrix.rows()), {}});
    }
    return {};
}

// The ranks of all queries, and the first of what is ranked.
struct MatrixRanks {
    std::vector<std::size_t> asked;  // images that have a sentence: the queries of image annotation
    std::vector<long> annotation;    // of these
    std::vector<long> search;        // of each sentence
    metrics::RankedLists lists;
};

// An image's ranks need its own row alone; a sentence's need the score with its own image first, which may stand
// further down: the file is read twice.
Result<MatrixRanks> ranksOf(data::NpyMatrix& matrix, const MatrixIds& ids, const base::JobContext& context) {
    constexpr double lowest = -std::numeric_limits<double>::infinity();
    const std::size_t sentences = ids.sentences.size();
    MatrixRanks ranks{
        {}, {}, std::vector<long>(sentences, 1), {ids.images.size(), {ids.owner.begin(), ids.owner.end()}}};
    std::vector<double> own(sentences, lowest);
    const auto annotate = [&](std::size_t row, std::span<const double> scores) -> base::Status {
        double best = lowest;
        bool any = false;
        for (std::size_t s = 0; s < sentences; ++s) {
            if (std::isnan(scores[s]))
                return base::fail(ErrorCode::BadInput, fmt::format("{}: row {}, column {} ({} and {}) is not a number.",
                                                                   matrix.file().string(), row + 1, s + 1,
                                                                   ids.images[row], ids.sentences[s]));
            if (ids.owner[s] == row) own[s] = scores[s], best = std::max(best, scores[s]), any = true;
        }
        if (!any) return {};
        long rank = 1;
        for (std::size_t s = 0; s < sentences; ++s) rank += ids.owner[s] != row && scores[s] >= best;
        ranks.asked.push_back(row);
        ranks.annotation.push_back(rank);
        return {};
    };
    const auto search = [&](std::size_t row, std::span<const double> scores) -> base::Status {
        for (std::size_t s = 0; s < sentences; ++s) ranks.search[s] += ids.owner[s] != row && scores[s] >= own[s];
        ranks.lists.take(scores, row);
        return {};
    };
    if (auto read = eachRow(matrix, "ranking sentences", context, annotate); !read) return base::pass(read);
    if (auto read = eachRow(matrix, "ranking images", context, search); !read) return base::pass(read);
    return ranks;
}

std::vector<Sample> samplesOf(const MatrixIds& ids, const MatrixRanks& ranks) {
    return {sampleOf("image_annotation", metrics::rankStatistics(ranks.annotation, ranks.asked), ids.images),
            sampleOf("image_search", metrics::rankStatistics(ranks.search, ids.owner), ids.images)};
}

std::vector<RankedItem> rankedItems(std::span<const metrics::RankedLists::Entry> entries,
                                    const std::vector<std::string>& names) {
    std::vector<RankedItem> ranked;
    for (const auto& entry : entries) ranked.push_back({names[entry.place], entry.score, entry.own});
    return ranked;
}

std::vector<ItemList> itemsOf(const MatrixIds& ids, const MatrixRanks& ranks) {
    ItemList annotation{"image_annotation", {"rank"}, {}}, search{"image_search", {"rank"}, {}};
    for (std::size_t i = 0; i < ranks.asked.size(); ++i) {
        auto& item = annotation.items.emplace_back();
        item.image = ids.images[ranks.asked[i]];
        item.figures = {static_cast<double>(ranks.annotation[i])};
        item.ranked = rankedItems(ranks.lists.sentences(ranks.asked[i]), ids.sentences);
        item.prediction = item.ranked.front().text;
    }
    for (std::size_t s = 0; s < ids.sentences.size(); ++s) {
        auto& item = search.items.emplace_back();
        item.image = ids.images[ids.owner[s]];
        item.id = ids.sentences[s];
        item.figures = {static_cast<double>(ranks.search[s])};
        item.ranked = rankedItems(ranks.lists.images(s), ids.images);
        item.prediction = item.ranked.front().text;
    }
    return {std::move(annotation), std::move(search)};
}

}  // namespace

Result<EvaluationResult> scoreRetrieval(const ScoreRetrievalOptions& options, const base::JobContext& context) {
    LEGENDA_TRY(ids, readIds(options, context));
    LEGENDA_TRY(matrix, openMatrix(options.scores, options, *ids));
    LEGENDA_TRY(ranks, ranksOf(*matrix, *ids, context));
    EvaluationResult result{{{"images", ids->images.size()},
                             {"sentences", ids->sentences.size()},
                             {"image_annotation", recallToJson(metrics::recallFigures(ranks->annotation))},
                             {"image_search", recallToJson(metrics::recallFigures(ranks->search))}},
                            itemsOf(*ids, *ranks),
                            samplesOf(*ids, *ranks)};
    if (auto added = addIntervals(result.figures, result.samples, context); !added) return base::pass(added);
    if (options.against.empty()) return result;
    LEGENDA_TRY(other, openMatrix(options.against, options, *ids));
    LEGENDA_TRY(others, ranksOf(*other, *ids, context));
    if (auto added = addComparison(result.figures, result.samples, options.against.filename().string(),
                                   samplesOf(*ids, *others), context);
        !added)
        return base::pass(added);
    return result;
}

}  // namespace legenda::evaluation
