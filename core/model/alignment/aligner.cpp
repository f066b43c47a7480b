// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/aligner.h"

#include "core/model/alignment/alignment_impl.h"
#include "core/model/alignment/alignment_net_impl.h"
#include "core/model/device.h"
#include "core/text/tokenizer.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace legenda::model {

namespace {

constexpr double kNearEnough = 0.45;  // of a lexicon's readings

constexpr std::size_t kSentencesABlock = 512;

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
    std::unique_ptr<AlignmentNet> net;
    AlignmentNet::Lengths lengths;
    at::Tensor mean, deviation;  // [D]
    at::Device device{at::kCPU};
    std::shared_ptr<const text::Lexicon> lexicon{};

    // Tokens, known and readAs; the words' numbers.
    std::vector<int> read(const std::string& sentence, Words& into) const;
    at::Tensor standardised(const base::Matrix& vectors) const;
    at::Tensor units(const at::Tensor& x, const base::Matrix& places) const;
};

Aligner::Aligner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Aligner::Aligner(Aligner&&) noexcept = default;
Aligner& Aligner::operator=(Aligner&&) noexcept = default;
Aligner::~Aligner() = default;

namespace {

base::Status checkKind(const CheckpointInfo& info) {
    if (info.kind == "alignment") return {};
    return base::fail(base::ErrorCode::BadInput, fmt::format("{} is a {} model ({}), an alignment model was expected.",
                                                             info.path.string(), info.kind, info.architecture));
}

}  // namespace

base::Result<Aligner> Aligner::load(const std::filesystem::path& checkpoint, const std::string& device) {
    LEGENDA_TRY(name, resolveDevice(device));
    LEGENDA_TRY(info, readCheckpointInfo(checkpoint));
    if (auto right = checkKind(*info); !right) return base::pass(right);
    LEGENDA_TRY(content, readModelFile(checkpoint));
    return make(std::move(*info), *content, checkpoint, *name);
}

base::Result<Aligner> Aligner::of(const TensorFile& content, const std::filesystem::path& where) {
    LEGENDA_TRY(info, takeInfo(content.metadata, where));
    if (auto right = checkKind(*info); !right) return base::pass(right);
    return make(std::move(*info), content, where, "cpu");
}

base::Result<Aligner> Aligner::make(CheckpointInfo info, const TensorFile& content,
                                    const std::filesystem::path& checkpoint, const std::string& device) try {
    LEGENDA_TRY(vocabulary, takeVocabulary(content, checkpoint));
    LEGENDA_TRY(spread, takeNumber(content.metadata, "spread", checkpoint));
    LEGENDA_TRY(net, takeAlignmentNet(info.architecture, content, checkpoint, at::Device(device)));
    const auto lengths = (*net)->lengths();
    if (lengths.words != vocabulary->size())
        return base::fail(base::ErrorCode::BadInput,
                          fmt::format("{}: \"W_w\" has {} rows, the vocabulary wants {}.", checkpoint.string(),
                                      lengths.words, vocabulary->size()));
    LEGENDA_TRY(statistics, takeStandardisation(content, checkpoint));

    auto impl = std::make_unique<Impl>();
    impl->info = std::move(info);
    impl->vocabulary = std::move(*vocabulary);
    impl->spread = *spread > 0 ? *spread : 1;
    impl->device = at::Device(device);
    impl->mean = at::from_blob(statistics->mean.data(), {lengths.features}, at::kFloat).clone().to(impl->device);
    impl->deviation =
        at::from_blob(statistics->deviation.data(), {lengths.features}, at::kFloat).clone().to(impl->device);
    impl->net = std::move(*net);
    impl->lengths = lengths;
    return Aligner(std::move(impl));
} catch (const c10::Error& problem) {
    return base::fail(base::ErrorCode::Internal, fmt::format("{} cannot be loaded.", checkpoint.string()),
                      problem.what_without_backtrace());
}

const CheckpointInfo& Aligner::info() const {
    return impl_->info;
}
double Aligner::spread() const {
    return impl_->spread;
}
void Aligner::setLexicon(std::shared_ptr<const text::Lexicon> lexicon) {
    impl_->lexicon = std::move(lexicon);
}

std::vector<int> Aligner::Impl::read(const std::string& sentence, Words& into) const {
    std::vector<int> numbers;
    into.tokens = text::tokenize(sentence);
    for (const auto& token : into.tokens) {
        auto number = vocabulary.find(token);
        std::string other;
        const auto* reading = !number && lexicon ? lexicon->find(token, kNearEnough) : nullptr;
        if (reading && (number = vocabulary.find(reading->word))) other = reading->word;
        into.known.push_back(number.has_value());
        into.readAs.push_back(std::move(other));
        if (number) numbers.push_back(*number);
    }
    return numbers;
}

at::Tensor Aligner::Impl::standardised(const base::Matrix& vectors) const {
    if (static_cast<std::int64_t>(vectors.cols) != lengths.features)
        throw std::invalid_argument(
            fmt::format("The alignment model takes vectors of {} values, got {}.", lengths.features, vectors.cols));
    return (viewOf(vectors).to(device) - mean) / deviation;
}

at::Tensor Aligner::Impl::units(const at::Tensor& x, const base::Matrix& places) const {
    if (static_cast<std::int64_t>(places.rows) != x.size(0) || places.cols < 4 || places.cols > 5)
        throw std::invalid_argument("Every region needs its box geometry.");
    return net->units(x, viewOf(places).to(device));
}

base::Matrix Aligner::embedRegions(const base::Matrix& vectors, const base::Matrix& places) const {
    const c10::NoGradGuard noGradients;
    const auto x = impl_->standardised(vectors);
    if (vectors.rows == 0) return base::Matrix(0, static_cast<std::size_t>(impl_->lengths.regions));
    const auto map = impl_->net->map();
    return matrixOf(at::addmm(map.b, x, map.A.t()).addmm_(impl_->units(x, places), map.U.t()));
}

base::Matrix Aligner::unitsOf(const base::Matrix& vectors, const base::Matrix& places) const {
    const c10::NoGradGuard noGradients;
    const auto x = impl_->standardised(vectors);
    if (vectors.rows == 0) return base::Matrix(0, static_cast<std::size_t>(impl_->lengths.units));
    return matrixOf(impl_->units(x, places));
}

Aligner::Probe Aligner::probe(const base::Matrix& words) const {
    const c10::NoGradGuard noGradients;
    const auto map = impl_->net->map();
    const auto s = viewOf(words).to(impl_->device).t();
    const auto vectors = at::mm((map.A / impl_->deviation).t(), s);
    const auto bias = at::mv(s.t(), map.b) - at::mv(vectors.t(), impl_->mean);
    return {matrixOf(vectors), matrixOf(at::mm(map.U.t(), s)), matrixOf(bias.unsqueeze(0)).data};
}

base::Matrix Aligner::embedFrames(const base::Matrix& vectors) const {
    const c10::NoGradGuard noGradients;
    const auto x = impl_->standardised(vectors);
    if (vectors.rows == 0 || impl_->lengths.frames == 0)
        return base::Matrix(vectors.rows, static_cast<std::size_t>(impl_->lengths.frames));
    return matrixOf(impl_->net->frames(x));
}

Aligner::Words Aligner::embedSentence(const std::string& sentence) const {
    return std::move(embedSentences({sentence}).front());
}

std::vector<Aligner::Words> Aligner::embedSentences(const std::vector<std::string>& sentences) const {
    const c10::NoGradGuard noGradients;
    std::vector<Words> all(sentences.size());
    const auto width = static_cast<std::size_t>(impl_->lengths.regions);
    const auto frame = static_cast<std::size_t>(impl_->lengths.frames);
    for (std::size_t begin = 0; begin < sentences.size(); begin += kSentencesABlock) {
        const std::size_t end = std::min(sentences.size(), begin + kSentencesABlock);
        std::vector<std::vector<int>> numbers;
        std::vector<std::size_t> owners;
        for (std::size_t i = begin; i < end; ++i) {
            auto encoded = impl_->read(sentences[i], all[i]);
            all[i].vectors = base::Matrix(0, width);
            if (encoded.empty()) continue;
            numbers.push_back(std::move(encoded));
            owners.push_back(i);
        }
        if (numbers.empty()) continue;
        const auto encoded = impl_->net->sentences(numbers);
        const auto s = encoded.s.to(at::kCPU).contiguous(), q = encoded.q.to(at::kCPU).contiguous();
        const float* from = s.data_ptr<float>();
        for (std::size_t n = 0; n < numbers.size(); ++n) {
            all[owners[n]].sentence.assign(q.data_ptr<float>() + n * frame, q.data_ptr<float>() + (n + 1) * frame);
            auto& vectors = all[owners[n]].vectors;
            vectors = base::Matrix(numbers[n].size(), width);
            std::memcpy(vectors.data.data(), from, vectors.data.size() * sizeof(float));
            from += vectors.data.size();
        }
    }
    return all;
}

Alignment Aligner::align(const base::Matrix& regionVectors, std::span<const float> frame, const std::string& sentence,
                         double beta) const {
    return align(regionVectors, frame, sentence, embedSentence(sentence), beta);
}

Alignment Aligner::align(const base::Matrix& regionVectors, std::span<const float> frame, const std::string& sentence,
                         const Words& words, double beta) const {
    Alignment alignment;
    alignment.sentence = sentence;
    alignment.tokens = words.tokens;
    alignment.known = words.known;
    alignment.readAs = words.readAs;
    alignment.vocabulary = static_cast<int>(impl_->vocabulary.words().size());
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
    for (std::size_t d = 0; d < words.sentence.size() && d < frame.size(); ++d)
        alignment.score += static_cast<double>(words.sentence[d]) * static_cast<double>(frame[d]);
    if (place == 0) alignment.score = -std::numeric_limits<double>::infinity();
    alignment.betaFar = wholeSentenceBeta(chain) / impl_->spread;
    decodeSegments(alignment, beta);
    return alignment;
}

base::Matrix Aligner::scoreAll(std::span<const base::Matrix> images, const base::Matrix& frames,
                               std::span<const Words> sentences) const {
    const c10::NoGradGuard noGradients;
    if (frames.rows != images.size() || frames.cols != static_cast<std::size_t>(impl_->lengths.frames))
        throw std::invalid_argument("Every image needs the vector of its whole image.");
    base::Matrix scores(images.size(), sentences.size());
    std::fill(scores.data.begin(), scores.data.end(), -std::numeric_limits<float>::infinity());
    std::vector<at::Tensor> words, whole;
    std::vector<std::int64_t> lengths;
    std::vector<std::size_t> columns;  // of the sentences with a known word
    for (std::size_t l = 0; l < sentences.size(); ++l) {
        if (sentences[l].vectors.rows == 0) continue;
        words.push_back(viewOf(sentences[l].vectors));
        whole.push_back(at::from_blob(const_cast<float*>(sentences[l].sentence.data()), {1, impl_->lengths.frames}));
        lengths.push_back(static_cast<std::int64_t>(sentences[l].vectors.rows));
        columns.push_back(l);
    }
    std::size_t regions = 0;
    for (const auto& image : images) regions = std::max(regions, image.rows);
    if (regions == 0 || words.empty()) return scores;

    std::vector<at::Tensor> rows;
    std::vector<std::size_t> described;
    for (std::size_t k = 0; k < images.size(); ++k) {
        if (images[k].rows == 0) continue;
        rows.push_back(viewOf(images[k]));
        // An image with fewer regions repeats its whole-image region, which leaves every maximum unchanged.
        for (std::size_t i = images[k].rows; i < regions; ++i) rows.push_back(viewOf(images[k]).narrow(0, 0, 1));
        described.push_back(k);
    }
    auto found = scorePairs(at::cat(rows), static_cast<std::int64_t>(regions), at::cat(words), lengths);
    if (impl_->lengths.frames > 0) {
        std::vector<at::Tensor> own;
        for (const auto k : described) own.push_back(viewOf(frames).narrow(0, static_cast<std::int64_t>(k), 1));
        found.addmm_(at::cat(own), at::cat(whole).t());
    }
    const float* next = found.data_ptr<float>();
    for (const auto k : described)
        for (const auto l : columns) scores(k, l) = *next++;
    return scores;
}

}  // namespace legenda::model
