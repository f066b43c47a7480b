// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/captioner.h"

#include "core/base/hash.h"
#include "core/model/beam_search_impl.h"
#include "core/model/captioner_impl.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>

#include <stdexcept>

namespace legenda::model {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::int64_t kSentencesAtOnce = 256;

at::Tensor tensorOf(const base::Matrix& matrix) {
    // The product's tensors never write through this view.
    return at::from_blob(const_cast<float*>(matrix.data.data()),
                         {static_cast<std::int64_t>(matrix.rows), static_cast<std::int64_t>(matrix.cols)}, at::kFloat);
}

std::vector<std::int64_t> shapeIn(const TensorFile& content, const std::string& name) {
    const auto found = content.tensors.find(name);
    return found == content.tensors.end() || found->second.shape.size() != 2 ? std::vector<std::int64_t>{0, 0}
                                                                             : found->second.shape;
}

}  // namespace

bool CaptionModel::contextInput() const {
    return info.kind == "region" && info.options.value("context", false);
}

TensorFile writeCaptionModel(const CaptionModel& model) {
    TensorFile content;
    putInfo(content, model.info);
    putVocabulary(content, model.vocabulary);
    putStandardisation(content, model.statistics);
    for (const auto& [name, tensor] : model.rnn.named()) content.tensors[name] = storeTensor(*tensor);
    return content;
}

base::Result<CaptionModel> readCaptionModel(const TensorFile& content, const std::filesystem::path& file) {
    CaptionModel model;
    auto info = takeInfo(content.metadata, file);
    if (!info) return base::pass(info);
    model.info = std::move(*info);
    if (model.info.kind != "caption" && model.info.kind != "region")
        return fail(
            ErrorCode::BadInput,
            fmt::format("{} is a checkpoint of kind \"{}\"; one that writes captions (caption or region) was expected.",
                        file.string(), model.info.kind));
    if (model.info.architecture != "rnn")
        return fail(ErrorCode::BadInput, fmt::format("{} has the architecture \"{}\"; \"rnn\" was expected.",
                                                     file.string(), model.info.architecture));
    if (!model.info.options.is_object())
        return fail(ErrorCode::BadInput, fmt::format("{}: metadata \"options\" must be an object.", file.string()));
    auto vocabulary = takeVocabulary(content, file);
    if (!vocabulary) return base::pass(vocabulary);
    model.vocabulary = std::move(*vocabulary);
    auto statistics = takeStandardisation(content, file);
    if (!statistics) return base::pass(statistics);
    model.statistics = std::move(*statistics);
    const auto input = static_cast<std::int64_t>(model.statistics.mean.size());
    model.rnn =
        emptyRnn({input, model.vocabulary.size(), shapeIn(content, "word_vectors")[1], shapeIn(content, "W_hh")[0]});
    std::map<std::string, std::vector<std::int64_t>> expected{{"features.mean", {input}},
                                                              {"features.deviation", {input}}};
    for (const auto& [name, tensor] : model.rnn.named()) expected[name] = tensor->sizes().vec();
    if (auto same = compareTensors(content, expected, file); !same) return base::pass(same);
    for (auto& [name, tensor] : model.rnn.named()) {
        auto loaded = takeTensor(content, name, expected[name], file);
        if (!loaded) return base::pass(loaded);
        *tensor = std::move(*loaded);
    }
    return model;
}

Standardiser::Standardiser(const Standardisation& statistics, const at::Device& device)
    : mean_(at::tensor(statistics.mean).to(device)), scale_(at::tensor(statistics.deviation).reciprocal().to(device)) {}

at::Tensor Standardiser::operator()(const at::Tensor& rows) const {
    return (rows.to(mean_.device()) - mean_) * scale_;
}

struct Captioner::Impl {
    CaptionModel model;
    at::Device device;
    Standardiser standardise;
    RnnDecoder decoder;

    Impl(CaptionModel loaded, const at::Device& where)
        : model(std::move(loaded)), device(where), standardise(model.statistics, device), decoder(moved()) {}

    const Rnn& moved() {
        for (auto& [name, tensor] : model.rnn.named()) *tensor = tensor->to(device);
        return model.rnn;
    }

    Caption shown(const Hypothesis& found) const {
        Caption caption;
        caption.logProb = found.logProb;
        for (std::size_t i = 0; i < found.words.size(); ++i) {
            const std::string& word = model.vocabulary.word(found.words[i]);
            if (i > 0) caption.text += ' ';
            caption.text += word;
            caption.words.push_back({word, found.logProbs[i]});
        }
        return caption;
    }
};

Captioner::Captioner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Captioner::Captioner(Captioner&&) noexcept = default;
Captioner& Captioner::operator=(Captioner&&) noexcept = default;
Captioner::~Captioner() = default;

base::Result<Captioner> Captioner::load(const std::filesystem::path& checkpoint, const std::string& device) {
    auto where = resolveDevice(device);
    if (!where) return base::pass(where);
    auto content = readTensorFile(checkpoint);
    if (!content) return base::pass(content);
    try {
        auto model = readCaptionModel(*content, checkpoint);
        if (!model) return base::pass(model);
        auto hash = base::sha256OfFile(checkpoint);
        if (!hash) return base::pass(hash);
        model->info.hash = std::move(*hash);
        const at::NoGradGuard noGrad;
        return Captioner(std::make_unique<Impl>(std::move(*model), at::Device(*where)));
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Internal, fmt::format("{}: the model could not be put to work.", checkpoint.string()),
                    problem.what());
    }
}

const CheckpointInfo& Captioner::info() const {
    return impl_->model.info;
}
const text::Vocabulary& Captioner::vocabulary() const {
    return impl_->model.vocabulary;
}
bool Captioner::contextInput() const {
    return impl_->model.contextInput();
}
int Captioner::inputDimension() const {
    return static_cast<int>(impl_->model.statistics.mean.size());
}

base::Result<std::vector<std::vector<Caption>>> Captioner::caption(const base::Matrix& vectors,
                                                                   const DecodeOptions& options,
                                                                   const base::JobContext& context) const {
    if (vectors.rows == 0) return std::vector<std::vector<Caption>>{};
    if (vectors.cols != static_cast<std::size_t>(inputDimension()))
        return fail(ErrorCode::BadInput,
                    fmt::format("{} reads vectors of {} numbers, found {}: the features are of another recipe.",
                                info().path.string(), inputDimension(), vectors.cols));
    try {
        const at::NoGradGuard noGrad;
        auto found = impl_->decoder.decode(impl_->standardise(tensorOf(vectors)), options, context);
        if (!found) return base::pass(found);
        std::vector<std::vector<Caption>> captions(found->size());
        for (std::size_t i = 0; i < found->size(); ++i)
            for (const Hypothesis& hypothesis : (*found)[i]) captions[i].push_back(impl_->shown(hypothesis));
        return captions;
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Internal, fmt::format("{}: decoding failed.", info().path.string()), problem.what());
    }
}

std::vector<double> Captioner::sentenceLoss(const base::Matrix& vectors,
                                            const std::vector<std::string>& sentences) const {
    if (vectors.rows != sentences.size() || vectors.cols != static_cast<std::size_t>(inputDimension()))
        throw std::invalid_argument("Captioner::sentenceLoss: one row of inputDimension() a sentence is needed");
    const at::NoGradGuard noGrad;
    const at::Tensor rows = tensorOf(vectors);
    std::vector<double> losses(sentences.size(), 0);
    for (std::size_t start = 0; start < sentences.size(); start += kSentencesAtOnce) {
        std::vector<std::vector<int>> words;
        std::vector<std::int64_t> source;
        for (std::size_t i = start; i < std::min<std::size_t>(start + kSentencesAtOnce, sentences.size()); ++i)
            words.push_back(impl_->model.vocabulary.encode(text::tokenize(sentences[i])));
        const PackedBatch batch = packSentences(words, impl_->device);
        for (const std::size_t index : batch.order) source.push_back(static_cast<std::int64_t>(start + index));
        const at::Tensor images = impl_->standardise(rows.index_select(0, at::tensor(source, at::kLong)));
        const at::Tensor loss = impl_->model.rnn.tokenLoss(images, batch).to(at::kCPU);
        const float* value = loss.data_ptr<float>();
        for (const std::int64_t alive : batch.alive)
            for (std::int64_t i = 0; i < alive; ++i)
                losses[static_cast<std::size_t>(source[static_cast<std::size_t>(i)])] += *value++;
        for (std::size_t i = 0; i < words.size(); ++i) losses[start + i] /= static_cast<double>(words[i].size() + 1);
    }
    return losses;
}

}  // namespace legenda::model
