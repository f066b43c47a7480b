// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/captioner.h"

#include "core/base/hash.h"
#include "core/model/caption/beam_search_impl.h"
#include "core/model/caption/captioner_impl.h"
#include "core/model/caption/forced_decoding_impl.h"
#include "core/model/device.h"
#include "core/text/tokenizer.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>

namespace legenda::model {

using base::ErrorCode;
using base::fail;

namespace {

constexpr const char *kNeverLast = "never_last", *kBigrams = "bigrams";

StoredTensor storeNumbers(const std::vector<std::int64_t>& numbers) {
    StoredTensor stored{"I64", {static_cast<std::int64_t>(numbers.size())}, {}};
    stored.bytes.resize(numbers.size() * sizeof(std::int64_t));
    std::memcpy(stored.bytes.data(), numbers.data(), stored.bytes.size());
    return stored;
}

// A file without them has no bigram constraint.
base::Result<std::vector<std::int64_t>> takeBigrams(const TensorFile& content, std::int64_t words,
                                                    const std::filesystem::path& file) {
    std::vector<std::int64_t> numbers;
    const auto found = content.tensors.find(kBigrams);
    if (found == content.tensors.end()) return numbers;
    const StoredTensor& stored = found->second;
    if (stored.dtype == "I64" && stored.shape.size() == 1) {
        numbers.resize(stored.bytes.size() / sizeof(std::int64_t));
        std::memcpy(numbers.data(), stored.bytes.data(), stored.bytes.size());
    }
    if (numbers.empty() || !std::ranges::all_of(numbers, [&](auto n) { return n >= 0 && n < words * words; }))
        return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" must hold numbers of pairs of its words (I64).",
                                                     file.string(), kBigrams));
    return numbers;
}

// A file without the list has no end-of-sentence constraint.
base::Result<std::vector<int>> takeNeverLast(const TensorFile& content, const text::Vocabulary& vocabulary,
                                             const std::filesystem::path& file) {
    std::vector<int> numbers;
    const auto found = content.metadata.find(kNeverLast);
    if (found == content.metadata.end()) return numbers;
    const auto words = nlohmann::json::parse(found->second, nullptr, false);
    if (!words.is_array())
        return fail(ErrorCode::BadInput,
                    fmt::format("{}: metadata \"{}\" must be a list of words.", file.string(), kNeverLast));
    for (const auto& word : words) {
        const auto number = word.is_string() ? vocabulary.find(word.get<std::string>()) : std::nullopt;
        if (!number)
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: metadata \"{}\" names {}, which is not in its vocabulary.", file.string(),
                                    kNeverLast, word.dump()));
        numbers.push_back(*number);
    }
    return numbers;
}

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
    if (model.rnn.attends()) putStandardisation(content, model.regionStatistics, "regions");
    for (const auto& [name, tensor] : model.rnn.named()) content.tensors[name] = storeTensor(*tensor);
    auto words = nlohmann::json::array();
    for (const int word : model.neverLast) words.push_back(model.vocabulary.word(word));
    if (!words.empty()) content.metadata[kNeverLast] = words.dump();
    if (!model.bigrams.empty()) content.tensors[kBigrams] = storeNumbers(model.bigrams);
    return content;
}

base::Result<CaptionModel> readCaptionModel(const TensorFile& content, const std::filesystem::path& file) {
    CaptionModel model;
    LEGENDA_TRY(info, takeInfo(content.metadata, file));
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
    LEGENDA_TRY(vocabulary, takeVocabulary(content, file));
    model.vocabulary = std::move(*vocabulary);
    LEGENDA_TRY(neverLast, takeNeverLast(content, model.vocabulary, file));
    model.neverLast = std::move(*neverLast);
    LEGENDA_TRY(bigrams, takeBigrams(content, model.vocabulary.size(), file));
    model.bigrams = std::move(*bigrams);
    LEGENDA_TRY(statistics, takeStandardisation(content, file));
    model.statistics = std::move(*statistics);
    const auto input = static_cast<std::int64_t>(model.statistics.mean.size());
    const auto recurrence = shapeIn(content, "W_hh"), keys = shapeIn(content, "W_k");
    RnnShape shape{input, model.vocabulary.size(), shapeIn(content, "word_vectors")[1], recurrence[1]};
    shape.lstm = recurrence[0] != recurrence[1];
    shape.attention = keys[0];
    shape.region = keys[1];
    model.rnn = emptyRnn(shape);
    std::map<std::string, std::vector<std::int64_t>> expected{{"features.mean", {input}},
                                                              {"features.deviation", {input}}};
    if (!model.bigrams.empty()) expected[kBigrams] = {static_cast<std::int64_t>(model.bigrams.size())};
    if (shape.attention > 0) {
        LEGENDA_TRY(regions, takeStandardisation(content, file, "regions"));
        model.regionStatistics = std::move(*regions);
        expected["regions.mean"] = expected["regions.deviation"] = {shape.region};
    }
    for (const auto& [name, tensor] : model.rnn.named()) expected[name] = tensor->sizes().vec();
    if (auto same = compareTensors(content, expected, file); !same) return base::pass(same);
    for (auto& [name, tensor] : model.rnn.named()) {
        LEGENDA_TRY(loaded, takeTensor(content, name, expected[name], file));
        *tensor = std::move(*loaded);
    }
    return model;
}

Standardiser::Standardiser(const Standardisation& statistics, const at::Device& device)
    : mean_(at::tensor(statistics.mean).to(device)), scale_(at::tensor(statistics.deviation).reciprocal().to(device)) {}

at::Tensor Standardiser::operator()(const at::Tensor& rows) const {
    return (rows.to(mean_.device()) - mean_) * scale_;
}

namespace {

// A loaded network and the standardisation of its inputs.
struct Network {
    CaptionModel model;
    Standardiser standardise;
    std::optional<Standardiser> standardiseRegions{};

    Network(CaptionModel loaded, const at::Device& device)
        : model(std::move(loaded)), standardise(model.statistics, device) {
        for (auto& [name, tensor] : model.rnn.named()) *tensor = tensor->to(device);
        if (model.rnn.attends()) standardiseRegions.emplace(model.regionStatistics, device);
    }

    // Throws std::invalid_argument where regions are missing or do not fit.
    RnnInput input(const CaptionSource& source) const;
};

RnnInput Network::input(const CaptionSource& source) const {
    RnnInput in;
    in.images = standardise(tensorOf(source.vectors));
    if (!standardiseRegions) return in;
    if (source.regions.size() != source.vectors.rows || source.places.size() != source.vectors.rows)
        throw std::invalid_argument("this model attends to regions, which were not given for every item");
    std::size_t most = 0;
    for (const auto& own : source.regions) most = std::max(most, own.rows);
    const auto width = static_cast<std::size_t>(model.rnn.keyWeight.size(1));
    auto rows = at::empty({static_cast<std::int64_t>(source.regions.size()), static_cast<std::int64_t>(most),
                           static_cast<std::int64_t>(width)},
                          at::kFloat);
    float* to = rows.data_ptr<float>();
    for (std::size_t i = 0; i < source.regions.size(); ++i) {
        const auto& own = source.regions[i];
        const auto& places = source.places[i];
        if (own.rows == 0 || places.rows != own.rows || own.cols + places.cols != width)
            throw std::invalid_argument("the regions of an item do not fit the model");
        // An image with fewer regions shows its first one again.
        for (std::size_t r = 0; r < most; ++r, to += width) {
            const std::size_t from = r < own.rows ? r : 0;
            std::ranges::copy(places.row(from), std::ranges::copy(own.row(from), to).out);
        }
    }
    in.regions = (*standardiseRegions)(rows);
    return in;
}

}  // namespace

struct Captioner::Impl {
    std::vector<std::unique_ptr<const Network>> networks;  // one vocabulary
    RnnDecoder decoder;

    explicit Impl(std::vector<std::unique_ptr<const Network>> loaded)
        : networks(std::move(loaded)), decoder(all(), first().neverLast, first().bigrams) {}

    std::vector<const Rnn*> all() const {
        std::vector<const Rnn*> rnns;
        for (const auto& network : networks) rnns.push_back(&network->model.rnn);
        return rnns;
    }
    const CaptionModel& first() const { return networks.front()->model; }

    Caption shown(const Hypothesis& found, double lengthNorm) const {
        Caption caption;
        caption.logProb = found.logProb;
        caption.rank = found.score(lengthNorm);
        for (std::size_t i = 0; i < found.words.size(); ++i) {
            const std::string& word = first().vocabulary.word(found.words[i]);
            if (i > 0) caption.text += ' ';
            caption.text += word;
            caption.words.push_back({word, found.logProbs[i]});
        }
        return caption;
    }

    std::vector<RnnInput> inputs(const CaptionSource& source) const {
        std::vector<RnnInput> all;
        for (const auto& network : networks) all.push_back(network->input(source));
        return all;
    }
};

Captioner::Captioner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Captioner::Captioner(Captioner&&) noexcept = default;
Captioner& Captioner::operator=(Captioner&&) noexcept = default;
Captioner::~Captioner() = default;

namespace {

base::Result<CaptionModel> loadModel(const std::filesystem::path& checkpoint) {
    LEGENDA_TRY(content, readModelFile(checkpoint));
    LEGENDA_TRY(model, readCaptionModel(*content, checkpoint));
    LEGENDA_TRY(hash, base::sha256OfFile(checkpoint));
    model->info.hash = std::move(*hash);
    return model;
}

base::Status checkEnsemble(const CaptionModel& model, const CaptionModel& first) {
    const auto differs = [&](const char* what) {
        return fail(ErrorCode::BadInput, fmt::format("{} and {} {}: they cannot form an ensemble.",
                                                     first.info.path.string(), model.info.path.string(), what));
    };
    if (model.info.kind != first.info.kind) return differs("are of different kinds");
    if (model.vocabulary.words() != first.vocabulary.words()) return differs("have different vocabularies");
    if (model.info.recipe.hash() != first.info.recipe.hash()) return differs("read features of different recipes");
    if (model.contextInput() != first.contextInput()) return differs("have different region inputs");
    return {};
}

}  // namespace

base::Result<Captioner> Captioner::load(const std::filesystem::path& checkpoint, const std::string& device) {
    return load(std::vector{checkpoint}, device);
}

base::Result<Captioner> Captioner::load(const std::vector<std::filesystem::path>& checkpoints,
                                        const std::string& device) {
    if (checkpoints.empty()) return fail(ErrorCode::Usage, "A caption model is needed.");
    LEGENDA_TRY(where, resolveDevice(device));
    std::vector<std::unique_ptr<const Network>> networks;
    for (const auto& checkpoint : checkpoints) {
        try {
            const c10::NoGradGuard noGrad;
            LEGENDA_TRY(model, loadModel(checkpoint));
            if (!networks.empty())
                if (auto fits = checkEnsemble(*model, networks.front()->model); !fits) return base::pass(fits);
            networks.push_back(std::make_unique<Network>(std::move(*model), at::Device(*where)));
        } catch (const std::exception& problem) {
            return fail(ErrorCode::Internal, fmt::format("{}: the model could not be prepared.", checkpoint.string()),
                        problem.what());
        }
    }
    return Captioner(std::make_unique<Impl>(std::move(networks)));
}

base::Result<Captioner> Captioner::of(const TensorFile& content, const std::filesystem::path& where) {
    try {
        const c10::NoGradGuard noGrad;
        LEGENDA_TRY(model, readCaptionModel(content, where));
        std::vector<std::unique_ptr<const Network>> networks;
        networks.push_back(std::make_unique<Network>(std::move(*model), at::Device(at::kCPU)));
        return Captioner(std::make_unique<Impl>(std::move(networks)));
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Internal, fmt::format("{}: the model could not be prepared.", where.string()),
                    problem.what());
    }
}

const CheckpointInfo& Captioner::info() const {
    return impl_->first().info;
}
std::vector<CheckpointInfo> Captioner::infos() const {
    std::vector<CheckpointInfo> all;
    for (const auto& network : impl_->networks) all.push_back(network->model.info);
    return all;
}
bool Captioner::contextInput() const {
    return impl_->first().contextInput();
}
bool Captioner::attends() const {
    return std::ranges::any_of(impl_->networks, [](const auto& network) { return network->model.rnn.attends(); });
}
int Captioner::inputDimension() const {
    return static_cast<int>(impl_->first().statistics.mean.size());
}

namespace {

CaptionSource asWholeImages(const CaptionSource& source) {
    CaptionSource whole{source.vectors, {}, {}};
    for (std::size_t i = 0; i < source.vectors.rows; ++i) {
        base::Matrix own(1, source.vectors.cols), place(1, 4);
        std::ranges::copy(source.vectors.row(i), own.data.begin());
        place.data = {0, 0, 1, 1};
        whole.regions.push_back(std::move(own));
        whole.places.push_back(std::move(place));
    }
    return whole;
}

base::Status checkVectors(const base::Matrix& vectors, const Captioner& captioner) {
    if (vectors.cols == static_cast<std::size_t>(captioner.inputDimension())) return {};
    return fail(ErrorCode::BadInput,
                fmt::format("{} reads vectors of {} numbers, found {}: the features are of another recipe.",
                            captioner.info().path.string(), captioner.inputDimension(), vectors.cols));
}

CaptionSource itemOf(const CaptionSource& source, std::size_t i) {
    CaptionSource item{base::Matrix(1, source.vectors.cols), {}, {}};
    std::ranges::copy(source.vectors.row(i), item.vectors.data.begin());
    if (!source.regions.empty()) {
        item.regions = {source.regions.at(i)};
        item.places = {source.places.at(i)};
    }
    return item;
}

}  // namespace

base::Result<std::vector<std::vector<Caption>>> Captioner::caption(const CaptionSource& source,
                                                                   const DecodeOptions& options,
                                                                   const base::JobContext& context) const {
    const auto& vectors = source.vectors;
    if (vectors.rows == 0) return std::vector<std::vector<Caption>>{};
    if (auto fits = checkVectors(vectors, *this); !fits) return base::pass(fits);
    if (attends() && source.regions.empty()) return caption(asWholeImages(source), options, context);
    try {
        const c10::NoGradGuard noGrad;
        LEGENDA_TRY(found, impl_->decoder.decode(impl_->inputs(source), options, context));
        std::vector<std::vector<Caption>> captions(found->size());
        for (std::size_t i = 0; i < found->size(); ++i)
            for (const Hypothesis& hypothesis : (*found)[i])
                captions[i].push_back(impl_->shown(hypothesis, options.lengthNorm));
        return captions;
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Internal, fmt::format("{}: decoding failed.", info().path.string()), problem.what());
    }
}

bool Captioner::knows(const std::string& word) const {
    return impl_->first().vocabulary.find(word).has_value();
}

base::Result<std::vector<Caption>> Captioner::captionSaying(const std::vector<std::vector<SayableWord>>& sets,
                                                            const CaptionSource& source, std::size_t item,
                                                            const DecodeOptions& options,
                                                            const base::JobContext& context) const {
    if (auto fits = checkVectors(source.vectors, *this); !fits) return base::pass(fits);
    const auto& vocabulary = impl_->first().vocabulary;
    std::vector<std::vector<int>> numbers;
    std::map<int, std::string> shown;
    for (const auto& set : sets) {
        std::vector<int> known;
        for (const auto& word : set)
            if (const auto number = vocabulary.find(word.as)) {
                known.push_back(*number);
                // A word that is known itself is shown as it is.
                if (const auto [at, isNew] = shown.try_emplace(*number, word.text); !isNew && word.text == word.as)
                    at->second = word.text;
            }
        if (!known.empty()) numbers.push_back(std::move(known));
    }
    CaptionSource one = itemOf(source, item);
    if (attends() && one.regions.empty()) one = asWholeImages(one);
    try {
        const c10::NoGradGuard noGrad;
        LEGENDA_TRY(found, impl_->decoder.decodeWith(numbers, impl_->inputs(one), options, context));
        std::vector<Caption> captions;
        for (const Hypothesis& hypothesis : *found) {
            Caption caption = impl_->shown(hypothesis, options.lengthNorm);
            caption.text.clear();
            for (std::size_t i = 0; i < caption.words.size(); ++i) {
                auto& word = caption.words[i];
                if (const auto said = shown.find(hypothesis.words[i]); said != shown.end()) {
                    word.text = said->second;
                    word.fromClassifier = true;
                }
                if (i > 0) caption.text += ' ';
                caption.text += word.text;
            }
            captions.push_back(std::move(caption));
        }
        return captions;
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Internal, fmt::format("{}: decoding failed.", info().path.string()), problem.what());
    }
}

base::Result<ScoredText> Captioner::score(const CaptionSource& source, const std::string& text, int most) const {
    if (auto fits = checkVectors(source.vectors, *this); !fits) return base::pass(fits);
    if (source.vectors.rows != 1) return fail(ErrorCode::BadInput, "A text is scored for one image or box at a time.");
    const auto& vocabulary = impl_->first().vocabulary;
    const auto tokens = text::tokenize(text);
    const auto words = vocabulary.encode(tokens);
    if (words.empty())
        return fail(ErrorCode::BadInput, fmt::format("The text \"{}\" has no word that the model knows.", text));
    try {
        const c10::NoGradGuard noGrad;
        const auto steps = forcedSteps(
            impl_->all(), impl_->inputs(attends() && source.regions.empty() ? asWholeImages(source) : source), words,
            most);
        const auto shown = [&](int number) {
            return number == text::Vocabulary::kEnd ? std::string() : vocabulary.word(number);
        };
        ScoredText scored;
        auto step = steps.begin();
        const auto add = [&](const std::string& word) {
            ScoredWord made{word, true, step->logProb, {}, step->attention};
            for (const auto& [number, logProb] : step->best) made.best.push_back({shown(number), logProb});
            scored.logProb += step->logProb;
            scored.words.push_back(std::move(made));
            ++step;
        };
        for (const auto& token : tokens) {
            if (vocabulary.find(token))
                add(token);
            else
                scored.words.push_back({token, false});
        }
        add({});
        return scored;
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Internal, fmt::format("{}: a text could not be scored.", info().path.string()),
                    problem.what());
    }
}

}  // namespace legenda::model
