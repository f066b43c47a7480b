// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/backbone_trainer.h"

#include "core/model/backbone/efficientnet_train_impl.h"
#include "core/model/checkpoint.h"
#include "core/trainers/alignment/align_split_impl.h"
#include "core/trainers/alignment/dual/dual_parts_impl.h"
#include "core/trainers/backbone/backbone_batch_impl.h"
#include "core/trainers/data/dev_retrieval_impl.h"
#include "core/trainers/data/epoch_batches.h"
#include "core/trainers/data/next_batch_impl.h"
#include "core/trainers/data/stopwatch_impl.h"
#include "core/trainers/optim/adamw_impl.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::trainers {

using base::ErrorCode;
using base::fail;
using base::pass;

namespace {

constexpr std::size_t kPicturesForStatistics = 500, kSentencesAtOnce = 512, kLeastOnCard = 64;
constexpr std::int64_t kUnusedUnits = 1;  // box geometry is not used here

// Initial weights of the text encoder.
struct TextStart {
    std::optional<text::Vocabulary> vocabulary;
    model::ConvWeights weights;
    model::Standardisation statistics;
};

base::Result<TextStart> readTextStart(const std::filesystem::path& file) {
    auto content = model::readModelFile(file);
    if (!content) return pass(content);
    auto info = model::takeInfo(content->metadata, file);
    if (!info) return pass(info);
    if (info->kind != "alignment" || info->architecture != "conv")
        return fail(ErrorCode::BadInput,
                    fmt::format("{} holds a model of kind \"{}\" and architecture \"{}\", expected \"alignment\" and "
                                "\"conv\".",
                                file.string(), info->kind, info->architecture));
    auto vocabulary = model::takeVocabulary(*content, file);
    if (!vocabulary) return pass(vocabulary);
    auto weights = model::takeConvWeights(*content, file);
    if (!weights) return pass(weights);
    auto statistics = model::takeStandardisation(*content, file);
    if (!statistics) return pass(statistics);
    if (statistics->mean.size() != static_cast<std::size_t>(model::kHeadChannels))
        return fail(ErrorCode::BadInput, fmt::format("{} reads vectors of {} values, this backbone gives {}.",
                                                     file.string(), statistics->mean.size(), model::kHeadChannels));
    return TextStart{std::move(*vocabulary), std::move(*weights), std::move(*statistics)};
}

class BackboneTrainer final : public Trainer {
 public:
    BackboneTrainer(const BackboneOptions& options, const PictureData& data, PictureTexts texts,
                    model::TrainableEfficientNet net, std::optional<TextStart> start, const at::Device& device);

    std::int64_t stepsPerEpoch() const override { return stepsPerEpoch_; }
    double step(int epoch, std::int64_t step) override;
    base::Result<std::map<std::string, double>> evaluate(const base::JobContext& context) override;
    std::string selectionMetric() const override { return "rsum"; }
    bool higherIsBetter() const override { return true; }
    model::TensorFile modelFile(const std::map<std::string, double>& figures) const override;
    model::TensorFile stateFile() const override;
    base::Status restore(const model::TensorFile& model, const model::TensorFile& state) override;

 private:
    void initialiseText(std::optional<TextStart> start);
    void makeOptimizer();
    model::Standardisation statisticsOfStart() const;
    const std::vector<std::vector<Pair>>& batches(int epoch);
    // Pictures of a step that go through the network together, from place.part of the step's pictures on.
    struct Piece {
        std::shared_ptr<const Batch> step;  // all of it
        at::Tensor pixels;
    };
    Piece readPiece(const BatchPlace& place, std::shared_ptr<const Batch> step);
    Piece takePiece(const BatchPlace& place, const std::shared_ptr<const Batch>& step);
    at::Tensor loss(const at::Tensor& rows, const Batch& batch, int epoch, std::int64_t step) const;
    // Pictures that go through the network together: a graphics card has the memory, and waits where they are few.
    std::size_t chunkSize() const {
        const auto given = static_cast<std::size_t>(options_.chunk);
        return device_.is_cpu() ? given : std::max(given, kLeastOnCard);
    }
    at::Tensor standardised(const at::Tensor& rows) const { return (rows - mean_) / deviation_; }
    at::Tensor wholeVectors(const model::TrainableEfficientNet& net, const std::vector<std::size_t>& numbers,
                            const base::JobContext& context) const;

    BackboneOptions options_;
    const PictureData& data_;
    PictureTexts texts_;
    at::Device device_;
    bool phrases_ = false;
    model::TrainableEfficientNet net_, averageNet_;
    model::ConvWeights text_, averageText_;
    at::Tensor mean_, deviation_;  // [D]
    std::unique_ptr<AdamW> optimizer_;
    std::vector<double> factors_;  // of the learning rate, for each tensor
    std::int64_t stepsPerEpoch_ = 0;
    EpochBatches<std::vector<Pair>> batches_;
    NextBatch<Piece> next_;
};

at::Tensor rowOf(const std::vector<float>& values) {
    return at::tensor(at::ArrayRef<float>(values));
}

BackboneTrainer::BackboneTrainer(const BackboneOptions& options, const PictureData& data, PictureTexts texts,
                                 model::TrainableEfficientNet net, std::optional<TextStart> start,
                                 const at::Device& device)
    : options_(options),
      data_(data),
      texts_(std::move(texts)),
      device_(device),
      net_(std::move(net)),
      averageNet_(net_.copy()),
      next_(batchCoresBeside(device)) {
    phrases_ = options_.phrases && options_.phraseWeight > 0 &&
               std::ranges::any_of(texts_.train, [](const auto& words) { return !words.phrases.empty(); });
    stepsPerEpoch_ = static_cast<std::int64_t>(batches(0).size());
    if (stepsPerEpoch_ == 0) return;
    initialiseText(std::move(start));
    makeOptimizer();
}

void BackboneTrainer::initialiseText(std::optional<TextStart> start) {
    if (start) {
        text_ = start->weights;
        averageText_ = start->weights;
    } else {
        const auto shapes = model::ConvWeights::shapes({texts_.vocabulary.size(), options_.wordVectors, options_.hidden,
                                                        options_.embedding, options_.frameEmbedding,
                                                        model::kHeadChannels, model::kHeadChannels, kUnusedUnits});
        text_ = initialConvWeights(shapes, options_.seed);
        averageText_ = initialConvWeights(shapes, options_.seed);
    }
    for (auto& [name, tensor] : text_.named()) *tensor = tensor->to(device_);
    for (auto& [name, tensor] : averageText_.named()) *tensor = tensor->to(device_, at::kFloat, false, true);  // copies
    const auto statistics = start ? start->statistics : statisticsOfStart();
    mean_ = rowOf(statistics.mean).to(device_);
    deviation_ = rowOf(statistics.deviation).to(device_);
}

void BackboneTrainer::makeOptimizer() {
    AdamW::Named weights, averages;
    const auto depths = net_.depths();
    const auto add = [&](const char* side, const AdamW::Named& own, const AdamW::Named& average) {
        for (std::size_t p = 0; p < own.size(); ++p) {
            weights.emplace_back(fmt::format("{}.{}", side, own[p].first), own[p].second);
            averages.emplace_back(fmt::format("{}.{}", side, average[p].first), average[p].second);
        }
    };
    add("backbone", net_.named(), averageNet_.named());
    for (const int depth : depths) factors_.push_back(options_.backboneRate * std::pow(options_.layerDecay, depth));
    add("text", text_.named(), averageText_.named());
    factors_.resize(weights.size(), 1);
    optimizer_ = std::make_unique<AdamW>(std::move(weights), std::move(averages), options_);
}

// Mean and standard deviation of the initial vectors of whole pictures: afterwards the text encoder follows what
// changes.
model::Standardisation BackboneTrainer::statisticsOfStart() const {
    std::vector<std::size_t> some;
    const std::size_t every = std::max<std::size_t>(1, data_.train.size() / kPicturesForStatistics);
    for (std::size_t k = 0; k < data_.train.size(); k += every) some.push_back(data_.train[k].number);
    const auto vectors = wholeVectors(net_, some, {}).to(at::kCPU);
    const auto mean = vectors.mean(0).contiguous(), deviation = (vectors - mean).pow(2).mean(0).sqrt().contiguous();
    model::Standardisation statistics;
    for (std::int64_t d = 0; d < mean.size(0); ++d) {
        const float spread = deviation.data_ptr<float>()[d];
        statistics.mean.push_back(mean.data_ptr<float>()[d]);
        statistics.deviation.push_back(spread > 1e-5F ? spread : 1.0F);
    }
    return statistics;
}

// Vectors of whole pictures as features are made, [N, D]; undefined when the context is stopped.
at::Tensor BackboneTrainer::wholeVectors(const model::TrainableEfficientNet& net,
                                         const std::vector<std::size_t>& numbers,
                                         const base::JobContext& context) const {
    std::vector<at::Tensor> rows;
    const auto chunk = chunkSize();
    const std::vector<View> views(chunk);
    for (std::size_t at = 0; at < numbers.size(); at += chunk) {
        if (context.stopped()) return {};
        const auto part = std::span(numbers).subspan(at, std::min(chunk, numbers.size() - at));
        const auto pixels = readViews(*data_.pixels, part, std::span(views).first(part.size()), options_.inputSize);
        rows.push_back(net.forward(net.frozenPart(pixels)).mean({2, 3}));
        context.report({"looking at pictures",
                        static_cast<std::int64_t>(at + part.size()),
                        static_cast<std::int64_t>(numbers.size()),
                        {}});
    }
    return at::cat(rows);
}

// Every picture once an epoch; its sentences are drawn in addition.
const std::vector<std::vector<Pair>>& BackboneTrainer::batches(int epoch) {
    return batches_.of(epoch, [this](int of) {
        std::vector<std::size_t> once;
        for (const auto& words : texts_.train) once.push_back(words.sentences.empty() ? 0 : 1);
        return alignBatches(once, static_cast<std::size_t>(options_.batch), static_cast<std::uint64_t>(options_.seed),
                            of);
    });
}

at::Tensor BackboneTrainer::loss(const at::Tensor& rows, const Batch& batch, int epoch, std::int64_t step) const {
    const auto x = standardised(rows);
    auto frames = x.index_select(0, batch.wholeRows().to(device_)),
         regions = x.index_select(0, batch.regionRows().to(device_));
    std::int64_t words = 0;
    for (const auto& sentence : batch.texts.sentences) words += static_cast<std::int64_t>(sentence.size());
    const auto sentences = static_cast<std::int64_t>(batch.texts.sentences.size());
    const auto mask = [&](std::int64_t height, std::int64_t width, double drop, const char* purpose) {
        return dropoutMask(height, width, drop, drawKey(options_.seed, purpose, epoch, step)).to(device_);
    };
    if (options_.frameDropout > 0) {
        frames = frames * mask(frames.size(0), frames.size(1), options_.frameDropout, "finetune dropout frames");
        regions = regions * mask(regions.size(0), regions.size(1), options_.frameDropout, "finetune dropout regions");
    }
    model::ConvMasks masks;
    if (options_.dropout > 0) {
        const auto hidden = text_.b_c.size(0), vectors = text_.W_w.size(1);
        masks.words = mask(words, vectors, options_.dropout, "finetune dropout words");
        masks.hidden = mask(words, hidden, options_.dropout, "finetune dropout hidden");
        masks.sentences = mask(sentences, vectors, options_.dropout, "finetune dropout sentences");
        masks.hiddenWhole = mask(sentences, hidden, options_.dropout, "finetune dropout whole");
    }
    if (options_.wordDropout > 0) {
        const auto kept = mask(words, 1, options_.wordDropout, "finetune word dropout") * (1 - options_.wordDropout);
        masks.words = masks.words.defined() ? masks.words * kept : kept;
    }
    return backboneLoss(text_, frames, regions, batch.texts, masks, options_.phraseWeight);
}

// step: what is drawn for the step, once it is known.
BackboneTrainer::Piece BackboneTrainer::readPiece(const BatchPlace& place, std::shared_ptr<const Batch> step) {
    if (!step) {
        const auto& pictures = batches(place.epoch).at(static_cast<std::size_t>(place.step));
        step = std::make_shared<const Batch>(drawBatch(options_, data_, texts_, pictures, place.epoch, phrases_));
    }
    const std::size_t count = std::min(chunkSize(), step->numbers.size() - place.part);
    auto pixels = readViews(*data_.pixels, std::span(step->numbers).subspan(place.part, count),
                            std::span(step->views).subspan(place.part, count), options_.inputSize);
    return {std::move(step), std::move(pixels)};
}

// The next piece, or the first of the next step, is read in the meantime.
BackboneTrainer::Piece BackboneTrainer::takePiece(const BatchPlace& place, const std::shared_ptr<const Batch>& step) {
    auto piece = next_.take(place, [&](const BatchPlace& of) { return readPiece(of, step); });
    const BatchPlace after{place.epoch, place.step, place.part + chunkSize()};
    if (after.part < piece.step->numbers.size())
        next_.prepare(after, [this, own = piece.step](const BatchPlace& of) { return readPiece(of, own); });
    else
        next_.prepare(place.nextStep(stepsPerEpoch_), [this](const BatchPlace& of) { return readPiece(of, {}); });
    return piece;
}

double BackboneTrainer::step(int epoch, std::int64_t step) {
    Stopwatch data;
    std::vector<at::Tensor> frozen, parts;  // of each piece
    std::shared_ptr<const Batch> all;
    const std::size_t chunk = chunkSize();
    const auto chunkAt = [&](std::size_t at) { return std::min(chunk, all->numbers.size() - at); };
    for (std::size_t at = 0; !all || at < all->numbers.size(); at += chunk) {
        auto piece = data.during([&] { return takePiece({epoch, step, at}, all); });
        all = std::move(piece.step);
        frozen.push_back(net_.frozenPart(piece.pixels));
        parts.push_back(poolBoxes(net_.forward(frozen.back()), std::span(all->boxes).subspan(at, chunkAt(at))));
    }
    const Batch& drawn = *all;
    const auto rows = at::cat(parts).requires_grad_(true);
    const auto text = text_.named();
    for (const auto& [name, tensor] : text) tensor->requires_grad_(true);
    const auto lossOfBatch = loss(rows, drawn, epoch, step);
    lossOfBatch.backward();

    std::vector<at::Tensor> gradients;
    std::size_t next = 0;
    for (std::size_t c = 0; c < frozen.size(); ++c) {
        const std::size_t at = c * chunk, own = drawn.rows(at, chunkAt(at));
        model::TrainableEfficientNet::Tape tape;
        const auto map = net_.forward(frozen[c], &tape);
        frozen[c].reset();
        const auto dRows = rows.grad().narrow(0, static_cast<std::int64_t>(next), static_cast<std::int64_t>(own));
        const auto dMap = spreadBoxes(dRows, std::span(drawn.boxes).subspan(at, chunkAt(at)), map.sizes());
        net_.backward(tape, dMap, gradients);
        next += own;
    }
    for (auto& gradient : takeGradients(text)) gradients.push_back(std::move(gradient));
    const double rate = learningRateAt(options_, epoch, step, stepsPerEpoch_);
    facts_ = {rate, optimizer_->step(gradients, rate, factors_), data.seconds()};
    net_.refold();
    return lossOfBatch.item<double>();
}

base::Result<std::map<std::string, double>> BackboneTrainer::evaluate(const base::JobContext& context) {
    const c10::NoGradGuard noGradients;
    averageNet_.refold();
    std::vector<std::size_t> numbers;
    DevRetrieval retrieval(true);
    for (std::size_t k = 0; k < data_.dev.size(); ++k) {
        numbers.push_back(data_.dev[k].number);
        for (const auto& sentence : texts_.dev[k].sentences) retrieval.add(k, sentence);
    }
    const auto vectors = wholeVectors(averageNet_, numbers, context);
    if (!vectors.defined()) return base::JobContext::cancelled();
    const auto frames = model::encodeFrames(averageText_, standardised(vectors));
    const auto score = [&](const std::vector<std::vector<int>>& known,
                           ScoredImages images) -> base::Result<at::Tensor> {
        return images.of(at::mm(frames, model::encodeSentences(averageText_, known).q.t()), 0);
    };
    if (auto scored = retrieval.score(numbers.size(), kSentencesAtOnce, score, context); !scored) return pass(scored);
    auto figures = retrieval.figures();
    figures["loss"] = retrieval.loss();
    return figures;
}

model::TensorFile BackboneTrainer::modelFile(const std::map<std::string, double>& figures) const {
    auto content = averageNet_.file();
    model::CheckpointInfo info;
    info.kind = "backbone";
    info.architecture = averageNet_.name();
    info.options = base::optionsToJson(options_);
    info.recipe.backbone = averageNet_.name();
    info.recipe.inputSize = options_.inputSize;
    info.parents = {{"backbone", averageNet_.hash()}};
    info.dataset = data_.datasetName;
    const auto parent = content.metadata.find("setting");
    info.setting = phrases_ || parent == content.metadata.end() ? std::string(phrases_ ? "c" : "a") : parent->second;
    info.seed = static_cast<std::uint64_t>(options_.seed);
    info.figures = figures;
    model::putInfo(content, info);
    content.metadata["split_hash"] = data_.splitHash;
    return content;
}

model::TensorFile BackboneTrainer::stateFile() const {
    model::TensorFile content;
    optimizer_->save(content);
    model::putVocabulary(content, texts_.vocabulary);
    content.tensors["mean"] = model::storeTensor(mean_);
    content.tensors["deviation"] = model::storeTensor(deviation_);
    return content;
}

base::Status BackboneTrainer::restore(const model::TensorFile& model, const model::TensorFile& state) {
    const std::filesystem::path modelName = "model.safetensors of the checkpoint",
                                stateName = "state.safetensors of the checkpoint";
    auto info = model::takeInfo(model.metadata, modelName);
    if (!info) return pass(info);
    if (const auto parent = info->parents.value("backbone", ""); parent != net_.hash())
        return fail(ErrorCode::BadInput,
                    fmt::format("{} was made from the backbone {}, found {}: the weights file changed since.",
                                modelName.string(), parent, net_.hash()));
    if (auto same = checkVocabulary(state, stateName, texts_.vocabulary); !same) return same;
    auto mean = model::takeTensor(state, "mean", mean_.sizes().vec(), stateName);
    if (!mean) return pass(mean);
    auto deviation = model::takeTensor(state, "deviation", deviation_.sizes().vec(), stateName);
    if (!deviation) return pass(deviation);
    if (auto restored = optimizer_->restore(state, stateName); !restored) return restored;
    mean_ = mean->to(device_);
    deviation_ = deviation->to(device_);
    net_.refold();
    return {};
}

}  // namespace

base::Result<std::unique_ptr<Trainer>> makeBackboneTrainer(const BackboneOptions& options, const PictureData& data,
                                                           const std::filesystem::path& weights,
                                                           const std::string& device) try {
    if (const auto problems = base::optionProblems(options); !problems.empty())
        return base::refuseOption(problems.front());
    if (data.train.empty()) return fail(ErrorCode::BadInput, "There is no training image.");
    if (data.dev.empty()) return fail(ErrorCode::BadInput, "There is no image to evaluate on.");
    auto net = model::TrainableEfficientNet::load(weights, options.frozenBlocks, device);
    if (!net) return pass(net);
    std::optional<TextStart> start;
    if (!options.alignment.empty()) {
        auto read = readTextStart(options.alignment);
        if (!read) return pass(read);
        start = std::move(*read);
    }
    auto texts = textsOf(data, options.minCount, start ? start->vocabulary : std::nullopt);
    if (!texts) return pass(texts);
    auto trainer = std::make_unique<BackboneTrainer>(options, data, std::move(*texts), std::move(*net),
                                                     std::move(start), at::Device(device));
    if (trainer->stepsPerEpoch() == 0)
        return fail(ErrorCode::BadInput,
                    "Two training images with a sentence are needed at least: a pair is told from the others of its "
                    "batch.");
    return trainer;
} catch (const StepFailure& failure) {
    return tl::unexpected(failure.error);
} catch (const std::exception& problem) {
    if (auto out = model::outOfMemory(problem)) return tl::unexpected(std::move(*out));
    return fail(ErrorCode::Internal, "The fine-tuning cannot be prepared.", problem.what());
}

}  // namespace legenda::trainers
