// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/aligner.h"

#include "core/model/alignment_impl.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace legenda::model {

namespace {

constexpr std::size_t kSentencesABlock = 512;
constexpr std::size_t kImagesABlock = 50;

at::Tensor viewOf(const base::Matrix& matrix) {
    return at::from_blob(const_cast<float*>(matrix.data.data()),
                         {static_cast<std::int64_t>(matrix.rows), static_cast<std::int64_t>(matrix.cols)}, at::kFloat);
}

base::Matrix matrixOf(const at::Tensor& tensor) {
    const auto plain = tensor.to(at::kCPU).contiguous();
    base::Matrix matrix(static_cast<std::size_t>(plain.size(0)), static_cast<std::size_t>(plain.size(1)));
    if (!matrix.data.empty()) std::memcpy(matrix.data.data(), plain.data_ptr(), matrix.data.size() * sizeof(float));
    return matrix;
}

double normOf(std::span<const float> row) {
    double squares = 0;
    for (const double value : row) squares += value * value;
    return std::sqrt(squares);
}

}  // namespace

struct Aligner::Impl {
    CheckpointInfo info;
    text::Vocabulary vocabulary;
    double spread = 1;
    AlignmentWeights weights;
    at::Tensor mean, deviation;  // [D]
    at::Device device{at::kCPU};
};

Aligner::Aligner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Aligner::Aligner(Aligner&&) noexcept = default;
Aligner& Aligner::operator=(Aligner&&) noexcept = default;
Aligner::~Aligner() = default;

base::Result<Aligner> Aligner::load(const std::filesystem::path& checkpoint, const std::string& device) try {
    auto name = resolveDevice(device);
    if (!name) return base::pass(name);
    auto info = readCheckpointInfo(checkpoint);
    if (!info) return base::pass(info);
    if (info->kind != "alignment" || info->architecture != "brnn")
        return base::fail(base::ErrorCode::BadInput,
                          fmt::format("{} is a {} model ({}), an alignment model (brnn) was expected.",
                                      checkpoint.string(), info->kind, info->architecture));
    auto content = readTensorFile(checkpoint);
    if (!content) return base::pass(content);
    auto vocabulary = takeVocabulary(*content, checkpoint);
    if (!vocabulary) return base::pass(vocabulary);
    auto spread = takeNumber(content->metadata, "spread", checkpoint);
    if (!spread) return base::pass(spread);
    auto weights = takeAlignmentWeights(*content, checkpoint);
    if (!weights) return base::pass(weights);
    if (weights->shape().words != vocabulary->size())
        return base::fail(base::ErrorCode::BadInput,
                          fmt::format("{}: \"W_w\" has {} rows, the vocabulary wants {}.", checkpoint.string(),
                                      weights->shape().words, vocabulary->size()));
    auto statistics = takeStandardisation(*content, checkpoint);
    if (!statistics) return base::pass(statistics);

    auto impl = std::make_unique<Impl>();
    impl->info = std::move(*info);
    impl->vocabulary = std::move(*vocabulary);
    impl->spread = *spread > 0 ? *spread : 1;
    impl->device = at::Device(*name);
    const auto features = weights->shape().features;
    impl->mean = at::from_blob(statistics->mean.data(), {features}, at::kFloat).clone().to(impl->device);
    impl->deviation = at::from_blob(statistics->deviation.data(), {features}, at::kFloat).clone().to(impl->device);
    for (auto& [key, tensor] : weights->named()) *tensor = tensor->to(impl->device);
    impl->weights = std::move(*weights);
    return Aligner(std::move(impl));
} catch (const c10::Error& problem) {
    return base::fail(base::ErrorCode::Internal, fmt::format("{} cannot be loaded.", checkpoint.string()),
                      problem.what_without_backtrace());
}

const CheckpointInfo& Aligner::info() const {
    return impl_->info;
}
const text::Vocabulary& Aligner::vocabulary() const {
    return impl_->vocabulary;
}
double Aligner::spread() const {
    return impl_->spread;
}

base::Matrix Aligner::embedRegions(const base::Matrix& vectors) const {
    const at::NoGradGuard noGradients;
    const auto& w = impl_->weights;
    if (static_cast<std::int64_t>(vectors.cols) != w.W_m.size(1))
        throw std::invalid_argument(
            fmt::format("The alignment model takes vectors of {} values, got {}.", w.W_m.size(1), vectors.cols));
    if (vectors.rows == 0) return base::Matrix(0, static_cast<std::size_t>(w.W_m.size(0)));
    const auto x = (viewOf(vectors).to(impl_->device) - impl_->mean) / impl_->deviation;
    return matrixOf(at::addmm(w.b_m, x, w.W_m.t()));
}

Aligner::Words Aligner::embedSentence(const std::string& sentence) const {
    return std::move(embedSentences({sentence}).front());
}

std::vector<Aligner::Words> Aligner::embedSentences(const std::vector<std::string>& sentences) const {
    const at::NoGradGuard noGradients;
    std::vector<Words> all(sentences.size());
    const auto width = static_cast<std::size_t>(impl_->weights.b_d.size(0));
    for (std::size_t begin = 0; begin < sentences.size(); begin += kSentencesABlock) {
        const std::size_t end = std::min(sentences.size(), begin + kSentencesABlock);
        std::vector<std::vector<int>> numbers;
        std::vector<std::size_t> owners;
        for (std::size_t i = begin; i < end; ++i) {
            all[i].tokens = text::tokenize(sentences[i]);
            for (const auto& token : all[i].tokens) all[i].known.push_back(impl_->vocabulary.find(token).has_value());
            all[i].vectors = base::Matrix(0, width);
            auto encoded = impl_->vocabulary.encode(all[i].tokens);
            if (encoded.empty()) continue;
            numbers.push_back(std::move(encoded));
            owners.push_back(i);
        }
        if (numbers.empty()) continue;
        auto packed = packSentences(numbers);
        for (auto* tensor : {&packed.words, &packed.mirror, &packed.order}) *tensor = tensor->to(impl_->device);
        const auto s = encodeWords(impl_->weights, packed).to(at::kCPU).contiguous();
        const float* from = s.data_ptr<float>();
        for (std::size_t n = 0; n < numbers.size(); ++n) {
            auto& vectors = all[owners[n]].vectors;
            vectors = base::Matrix(numbers[n].size(), width);
            std::memcpy(vectors.data.data(), from, vectors.data.size() * sizeof(float));
            from += vectors.data.size();
        }
    }
    return all;
}

Alignment Aligner::align(const base::Matrix& regionVectors, const std::string& sentence, double beta) const {
    auto words = embedSentence(sentence);
    Alignment alignment;
    alignment.sentence = sentence;
    alignment.tokens = std::move(words.tokens);
    alignment.known = std::move(words.known);
    alignment.spread = impl_->spread;
    alignment.regions.resize(regionVectors.rows);
    for (std::size_t i = 0; i < regionVectors.rows; ++i) alignment.regions[i].norm = normOf(regionVectors.row(i));

    const std::size_t tokens = alignment.tokens.size(), regions = regionVectors.rows;
    alignment.scores = base::Matrix(tokens, regions);
    alignment.wordNorms.assign(tokens, 0);
    base::Matrix chain(words.vectors.rows, regions);
    std::size_t place = 0;
    for (std::size_t t = 0; t < tokens; ++t) {
        if (!alignment.known[t]) continue;
        const auto vector = words.vectors.row(place);
        alignment.wordNorms[t] = normOf(vector);
        for (std::size_t i = 0; i < regions; ++i) {
            double score = 0;
            const auto region = regionVectors.row(i);
            for (std::size_t d = 0; d < vector.size(); ++d)
                score += static_cast<double>(vector[d]) * static_cast<double>(region[d]);
            alignment.scores(t, i) = chain(place, i) = static_cast<float>(score);
        }
        if (regions > 0) alignment.score += *std::max_element(chain.row(place).begin(), chain.row(place).end());
        ++place;
    }
    if (place == 0) alignment.score = -std::numeric_limits<double>::infinity();
    alignment.betaFar = wholeSentenceBeta(chain) / impl_->spread;
    decodeSegments(alignment, beta);
    return alignment;
}

base::Matrix Aligner::scoreAll(std::span<const base::Matrix> images, std::span<const Words> sentences) const {
    const at::NoGradGuard noGradients;
    const auto width = impl_->weights.b_d.size(0);
    base::Matrix scores(images.size(), sentences.size());
    std::fill(scores.data.begin(), scores.data.end(), -std::numeric_limits<float>::infinity());
    std::size_t regions = 0;
    for (const auto& image : images) regions = std::max(regions, image.rows);
    if (regions == 0) return scores;

    for (std::size_t first = 0; first < sentences.size(); first += kSentencesABlock) {
        const std::size_t last = std::min(sentences.size(), first + kSentencesABlock);
        std::vector<at::Tensor> parts;
        for (std::size_t l = first; l < last; ++l)
            if (sentences[l].vectors.rows > 0) parts.push_back(viewOf(sentences[l].vectors));
        if (parts.empty()) continue;
        const auto s = at::cat(parts);
        for (std::size_t begin = 0; begin < images.size(); begin += kImagesABlock) {
            const std::size_t end = std::min(images.size(), begin + kImagesABlock);
            auto v = at::zeros({static_cast<std::int64_t>((end - begin) * regions), width});
            for (std::size_t k = begin; k < end; ++k)
                for (std::size_t i = 0; i < regions && images[k].rows > 0; ++i) {
                    // An image with fewer regions repeats its whole frame, which changes no maximum.
                    const auto row = images[k].row(i < images[k].rows ? i : 0);
                    std::memcpy(v.data_ptr<float>() + ((k - begin) * regions + i) * static_cast<std::size_t>(width),
                                row.data(), row.size_bytes());
                }
            const auto block = bestRegions(v, static_cast<std::int64_t>(regions), s);
            const auto words = static_cast<std::size_t>(s.size(0));
            for (std::size_t k = begin; k < end; ++k) {
                if (images[k].rows == 0) continue;
                const float* best = block.best.data() + (k - begin) * words;
                for (std::size_t l = first; l < last; ++l) {
                    const std::size_t count = sentences[l].vectors.rows;
                    if (count == 0) continue;
                    double sum = 0;
                    for (std::size_t t = 0; t < count; ++t) sum += *best++;
                    scores(k, l) = static_cast<float>(sum);
                }
            }
        }
    }
    return scores;
}

}  // namespace legenda::model
