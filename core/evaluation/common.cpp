// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/common.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/extraction/extract_features.h"
#include "core/project/models_in_use.h"
#include "core/project/splits.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using nlohmann::json;

Result<std::filesystem::path> Evaluation::checkpoint(project::ModelKind kind) const {
    if (options.models.size() > 1)
        return base::fail(ErrorCode::Usage,
                          fmt::format("evaluate {} takes one --model, found {}.", options.task, options.models.size()));
    LEGENDA_TRY(named, checkpoints(kind));
    return named->front();
}

Result<std::vector<std::filesystem::path>> Evaluation::checkpoints(project::ModelKind kind) const {
    auto named = options.models;
    if (named.empty()) named.emplace_back();
    for (auto& name : named) {
        LEGENDA_TRY(path, project::chooseCheckpoint(resources, options.project, kind, name, context));
        name = *path;
    }
    return named;
}

Result<model::Captioner> Evaluation::captioner(project::ModelKind kind) const {
    LEGENDA_TRY(paths, checkpoints(kind));
    return model::Captioner::load(*paths, options.device);
}

Result<model::Aligner> Evaluation::aligner(const std::filesystem::path& checkpoint) const {
    LEGENDA_TRY(aligner, model::Aligner::load(checkpoint, options.device));
    if (options.lexicon) {
        LEGENDA_TRY(lexicon, text::Lexicon::read(resources.lexicon()));
        aligner->setLexicon(std::make_shared<const text::Lexicon>(std::move(*lexicon)));
    }
    return std::move(*aligner);
}

Result<std::vector<store::ImageRecord>> imagesOfSplit(const Evaluation& evaluation, const std::string& split) {
    LEGENDA_TRY(images, evaluation.project.images(split));
    if (images->empty()) return tl::unexpected<base::Error>(project::emptySplit(evaluation.project, split));
    return images;
}

Result<features::FeatureStore> featuresOfSplit(Evaluation& evaluation, const features::Recipe& recipe,
                                               const std::string& split) {
    extraction::FeatureOptions wanted;
    wanted.project = evaluation.options.project;
    wanted.recipe = recipe;
    wanted.split = split;
    wanted.threads = evaluation.options.threads;
    wanted.device = evaluation.options.device;
    LEGENDA_TRY(made, extraction::runFeatures(wanted, evaluation.resources, evaluation.context));
    for (const auto& [image, why] : made->skipped) evaluation.skipped[image] = why;
    return features::FeatureStore::open(made->file);
}

Result<std::vector<base::Matrix>> boxRows(Evaluation& evaluation, const features::Recipe& recipe,
                                          extraction::BoxView view, const std::vector<extraction::ImageBoxes>& images) {
    LEGENDA_TRY(vectors, extraction::boxVectors({evaluation.options.project, recipe, view, evaluation.options.device},
                                                images, evaluation.resources, evaluation.context));
    evaluation.skipped.insert(vectors->skipped.begin(), vectors->skipped.end());
    return std::move(vectors->rows);
}

Result<std::map<std::int64_t, std::vector<std::string>>> captionsByImage(const Evaluation& evaluation,
                                                                         const std::string& split) {
    LEGENDA_TRY(records, evaluation.project.captionsOfSplit(split));
    std::map<std::int64_t, std::vector<std::string>> captions;
    for (auto& record : *records) captions[record.image].push_back(std::move(record.text));
    return captions;
}

FrameVectors frameVectors(const features::FeatureStore& store, const std::vector<store::ImageRecord>& images) {
    FrameVectors frames;
    for (std::size_t i = 0; i < images.size(); ++i)
        if (store.contains(images[i].uuid)) frames.images.push_back(i);
    frames.vectors = base::Matrix(frames.images.size(), store.dimension());
    for (std::size_t row = 0; row < frames.images.size(); ++row) {
        const auto* found = store.find(images[frames.images[row]].uuid);
        const auto all = found->toFloat();
        std::ranges::copy(all.row(0), frames.vectors.row(row).begin());
    }
    return frames;
}

std::vector<metrics::Tokens> tokenizeAll(const std::vector<std::string>& sentences) {
    std::vector<metrics::Tokens> out;
    out.reserve(sentences.size());
    for (const auto& sentence : sentences) out.push_back(text::tokenizePtb(sentence));
    return out;
}

base::Status writeJsonLines(const std::filesystem::path& file, const std::vector<json>& lines,
                            const std::stop_token& stop) {
    return base::writeFileAtomically(
        file,
        [&](std::ostream& out) -> base::Status {
            for (const auto& line : lines) out << line.dump() << '\n';
            return {};
        },
        stop);
}

base::Status eachJsonLine(const std::filesystem::path& file,
                          const std::function<base::Status(const json& value, const std::string& where)>& take) {
    LEGENDA_TRY(bytes, base::readFile(file));
    std::size_t number = 0;
    for (std::size_t start = 0; start < bytes->size();) {
        const auto end = std::min(bytes->find('\n', start), bytes->size());
        const std::string line = bytes->substr(start, end - start),
                          where = fmt::format("{}:{}", file.string(), ++number);
        start = end + 1;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        LEGENDA_TRY(value, base::parseJson(line, where));
        if (auto taken = take(*value, where); !taken) return taken;
    }
    return {};
}

}  // namespace legenda::evaluation
