// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/backbone/backbone_batch_impl.h"

#include "core/model/backbone/region_pooling_impl.h"

#include <map>
#include <numeric>

namespace legenda::trainers {

namespace {

const base::Box kWhole{0, 0, 1, 1};

// Rows of one picture's phrases: the words of sentence s of the batch begin at firstWord[s].
void addPhrases(Batch& batch, const PictureWords& words, const std::vector<base::Box>& boxes,
                const std::vector<std::size_t>& drawn, std::size_t pictures, std::span<const std::int64_t> firstWord,
                std::int64_t& regions) {
    const std::size_t k = batch.boxes.size();
    batch.boxes.push_back({kWhole});
    std::map<std::size_t, std::int64_t> regionOf;  // box of the picture -> region, -1: not seen
    for (std::size_t s = 0; s < drawn.size(); ++s)
        for (const auto& phrase : words.phrases) {
            if (phrase.sentence != drawn[s]) continue;
            const auto [found, added] = regionOf.try_emplace(phrase.box, -1);
            if (added) {
                const auto seen = boxInView(boxes.at(phrase.box), batch.views[k]);
                if (seen.area() > 0) {
                    batch.boxes.back().push_back(seen);
                    found->second = regions++;
                }
            }
            if (found->second < 0) continue;
            BatchTexts::Phrase row{{}, found->second};
            for (const auto word : phrase.words)
                row.words.push_back(firstWord[s * pictures + k] + static_cast<std::int64_t>(word));
            batch.texts.phrases.push_back(std::move(row));
        }
}

}  // namespace

std::size_t Batch::rows(std::size_t first, std::size_t count) const {
    std::size_t rows = 0;
    for (std::size_t k = first; k < first + count; ++k) rows += boxes[k].size();
    return rows;
}

at::Tensor Batch::wholeRows() const {
    std::vector<std::int64_t> numbers;
    std::int64_t next = 0;
    for (const auto& own : boxes) {
        numbers.push_back(next);
        next += static_cast<std::int64_t>(own.size());
    }
    return at::tensor(numbers);
}

at::Tensor Batch::regionRows() const {
    std::vector<std::int64_t> numbers;
    std::int64_t next = 0;
    for (const auto& own : boxes)
        for (std::size_t i = 0; i < own.size(); ++i, ++next)
            if (i > 0) numbers.push_back(next);
    return at::tensor(numbers);
}

Batch drawBatch(const BackboneOptions& options, const PictureData& data, const PictureTexts& texts,
                std::span<const Pair> pairs, int epoch, bool phrases) {
    const auto seed = static_cast<std::uint64_t>(options.seed), number = static_cast<std::uint64_t>(epoch);
    Batch batch;
    std::vector<std::vector<std::size_t>> drawn;  // sentences of each picture, as many as are wanted or there are
    for (const auto& [picture, ignored] : pairs) {
        batch.numbers.push_back(data.train[picture].number);
        batch.views.push_back(drawView(base::Random(seed, "finetune view", number, picture), options.cropArea,
                                       options.mirror, options.brightness));
        batch.views.back().quality =
            drawQuality(base::Random(seed, "finetune quality", number, picture),
                        {options.leastSize, options.blur, options.sharpening, options.jpegQuality});
        auto& order = drawn.emplace_back(texts.train[picture].sentences.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        base::Random(seed, "finetune sentences", number, picture).shuffle(order);
        order.resize(std::min(order.size(), static_cast<std::size_t>(options.sentences)));
    }
    std::vector<std::int64_t> firstWord;
    std::int64_t words = 0;
    for (std::size_t s = 0; s < static_cast<std::size_t>(options.sentences); ++s)
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            const auto& own = texts.train[pairs[k].image].sentences;
            batch.texts.sentences.push_back(own[drawn[k][s % drawn[k].size()]]);
            firstWord.push_back(words);
            words += static_cast<std::int64_t>(batch.texts.sentences.back().size());
        }
    std::int64_t regions = 0;
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        const auto picture = pairs[k].image;
        if (phrases)
            addPhrases(batch, texts.train[picture], data.train[picture].boxes, drawn[k], pairs.size(), firstWord,
                       regions);
        else
            batch.boxes.push_back({kWhole});
    }
    return batch;
}

at::Tensor poolBoxes(const at::Tensor& map, std::span<const std::vector<base::Box>> boxes) {
    std::vector<at::Tensor> rows;
    for (std::size_t k = 0; k < boxes.size(); ++k)
        rows.push_back(at::mm(model::poolingWeights(boxes[k], kWhole, map.size(2), map.size(3)).to(map.device()),
                              map[static_cast<std::int64_t>(k)].flatten(1).t()));
    return at::cat(rows);
}

at::Tensor spreadBoxes(const at::Tensor& rows, std::span<const std::vector<base::Box>> boxes,
                       at::IntArrayRef mapSizes) {
    auto map = at::empty(mapSizes, rows.options());
    std::int64_t next = 0;
    for (std::size_t k = 0; k < boxes.size(); ++k) {
        const auto count = static_cast<std::int64_t>(boxes[k].size());
        const auto weights = model::poolingWeights(boxes[k], kWhole, mapSizes[2], mapSizes[3]).to(rows.device());
        map[static_cast<std::int64_t>(k)].copy_(
            at::mm(rows.narrow(0, next, count).t(), weights).view({mapSizes[1], mapSizes[2], mapSizes[3]}));
        next += count;
    }
    return map;
}

}  // namespace legenda::trainers
