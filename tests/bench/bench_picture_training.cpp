// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The speed of the two trainings on pictures: the fine-tuning of a backbone, and the region proposer with its feature
// maps kept on the disk and with them computed anew.
//   bench_picture_training [--backbone efficientnet-lite2] [--steps 10] [--threads 0] [--part all|backbone|proposer]
// One step takes 16 pictures of 256 pixels that are drawn here and lie in memory: nothing is decoded. The network's
// weights are drawn too. The floor of a step is what its convolutions and matrix products count, forward and backward,
// at the rate of a matrix product that is measured between the steps. Depthwise convolutions are counted apart: memory
// bounds them. A trainer tells the time of its data alone: network and optimiser are timed by themselves, between the
// steps, on the same shapes; the rest of a step is the difference. Prints the figures and at the end one line of JSON;
// ends with 1 where a loss is not finite.
#include "app/compute_environment.h"
#include "bench_picture_data.h"
#include "bench_rate.h"
#include "core/model/alignment/conv_net_impl.h"
#include "core/model/backbone/efficientnet_train_impl.h"
#include "core/model/proposer/proposer_net_impl.h"
#include "core/trainers/backbone/backbone_batch_impl.h"
#include "core/trainers/optim/adamw_impl.h"
#include "core/trainers/proposer_trainer.h"

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>

#include <functional>
#include <thread>

using namespace legenda;
using bench::Clock;
using bench::DrawnPictures;
using bench::kPictures;
using bench::kSide;
using bench::median;
using bench::must;
using bench::Network;
using bench::since;

namespace {

constexpr int kWarmUp = 2;

// What some layers compute.
struct Work {
    double products = 0;        // operations of matrix products and dense convolutions
    double depthwise = 0;       // operations of depthwise convolutions
    double depthwiseBytes = 0;  // of the maps that these read and write

    Work& operator+=(const Work& other) {
        products += other.products;
        depthwise += other.depthwise;
        depthwiseBytes += other.depthwiseBytes;
        return *this;
    }
};

Work product(double rows, double inner, double columns, double times) {
    return {2 * rows * inner * columns * times, 0, 0};
}

// The convolutions [first, end) over kPictures. times: 1 forward, 1 by the weights, 1 by the input; each computes as
// much, and each depthwise one goes over maps of its input's and its output's size.
Work convolutions(const model::Architecture& net, std::size_t first, std::size_t end, double times) {
    Work work;
    std::int64_t side = kSide;
    for (std::size_t i = 0; i < end; ++i) {
        const auto& spec = net.convs[i];
        const std::int64_t out = (side + spec.stride - 1) / spec.stride;
        const double read = static_cast<double>(kPictures * side * side), written = kPictures * double(out * out);
        side = out;
        if (i < first) continue;
        const double taps = static_cast<double>(spec.kernel) * spec.kernel;
        if (spec.groups == 1)
            work += product(written, taps * spec.in, spec.out, times);
        else
            work += {0, 2 * written * taps * spec.out * times,
                     times * static_cast<double>(sizeof(float)) * (read * spec.in + written * spec.out)};
    }
    return work;
}

// The sentences and regions of a fine-tuning's step, forward and backward (see conv_net_impl.h), and the means over
// boxes with their gradients.
Work textWork(const trainers::BackboneOptions& o, const trainers::Batch& batch) {
    double words = 0;
    for (const auto& sentence : batch.texts.sentences) words += static_cast<double>(sentence.size());
    const auto sentences = static_cast<double>(batch.texts.sentences.size()),
               phrases = static_cast<double>(batch.texts.phrases.size()),
               rows = static_cast<double>(batch.rows(0, batch.boxes.size())), regions = rows - kPictures;
    constexpr double kBoth = 3, kDimension = model::kHeadChannels, kPlaces = kSide / 32 * (kSide / 32);
    Work work = product(words, 3.0 * o.wordVectors, o.hidden, kBoth);      // W_c
    work += product(words, o.hidden + o.wordVectors, o.embedding, kBoth);  // W_s, W_x
    work += product(sentences, o.wordVectors, o.hidden, kBoth);            // W_h
    work += product(sentences, o.hidden, o.frameEmbedding, kBoth);         // W_q
    work += product(kPictures, kDimension, o.frameEmbedding, kBoth);       // W_f
    work += product(kPictures, o.frameEmbedding, sentences, kBoth);        // g . q
    work += product(regions, kDimension, o.embedding, kBoth);              // W_m
    work += product(regions, o.embedding, phrases, kBoth);                 // v . p
    work += product(rows, kPlaces, kDimension, 2);                         // means over boxes: no weights
    return work;
}

// One part of a step.
struct Part {
    std::string name;
    std::vector<double> milliseconds = {};
    Work work = {};

    void time(const std::function<void()>& run) {
        const auto start = Clock::now();
        run();
        milliseconds.push_back(since(start));
    }
};

struct Measured {
    std::string name, description;
    std::vector<double> steps, data;  // milliseconds
    std::vector<Part> parts;          // without the data
    Work dataWork, restWork;

    // Drops what was measured so far, at the end of the warm-up.
    void begin() {
        steps.clear();
        data.clear();
        for (auto& part : parts) part.milliseconds.clear();
    }
    void step(trainers::Trainer& trainer, int epoch) {
        const auto start = Clock::now();
        const double loss = trainer.step(epoch, 0);
        steps.push_back(since(start));
        data.push_back(trainer.facts().dataSeconds * 1e3);
        if (!std::isfinite(loss)) bench::stop(fmt::format("{}: the loss of step {} is {}.", name, epoch, loss));
    }
};

void report(const Measured& measured, double gflops, nlohmann::json& out) {
    const double step = median(measured.steps);
    auto& json = out[measured.name];
    Work all;
    double known = 0;
    const auto line = [&](const std::string& name, double milliseconds, const Work& work) {
        fmt::print("  {:<32} {:8.1f} ms {:4.0f} %", name, milliseconds, 100 * milliseconds / step);
        if (work.products > 0)
            fmt::print("   {:7.1f} GFLOP, floor {:8.1f} ms", work.products / 1e9, work.products / gflops / 1e6);
        fmt::print("\n");
        all += work;
        known += milliseconds;
        json["parts"][name] = {{"ms", milliseconds}, {"gflop", work.products / 1e9}};
    };
    fmt::print("{}: {}\n", measured.name, measured.description);
    line("data", median(measured.data), measured.dataWork);
    for (const auto& part : measured.parts) line(part.name, median(part.milliseconds), part.work);
    line("loss and the rest", step - known, measured.restWork);
    const double floor = all.products / gflops / 1e6;
    fmt::print("  step                             {:8.1f} ms\n", step);
    fmt::print("  floor                            {:8.1f} ms {:4.0f} %   {:7.1f} GFLOP at {:.0f} GFLOP/s\n", floor,
               100 * floor / step, all.products / 1e9, gflops);
    fmt::print("  depthwise, not in the floor      {:8.1f} GFLOP over {:.1f} GB of maps\n", all.depthwise / 1e9,
               all.depthwiseBytes / 1e9);
    json["step_ms"] = step;
    json["floor_ms"] = floor;
    json["floor_percent"] = 100 * floor / step;
    json["gflop"] = all.products / 1e9;
    json["gflops"] = gflops;
    json["depthwise_gflop"] = all.depthwise / 1e9;
    json["depthwise_gb"] = all.depthwiseBytes / 1e9;
}

// A network of the fine-tuning's shapes beside its trainer, with the optimiser of all weights.
class BackboneParts {
 public:
    BackboneParts(const Network& network, const trainers::BackboneOptions& options, std::int64_t words,
                  const DrawnPictures& pixels)
        : chunk_(options.chunk),
          net_(must(model::TrainableEfficientNet::load(network.file, options.frozenBlocks))),
          average_(net_.copy()) {
        pixels_ = at::from_blob(const_cast<std::uint8_t*>(pixels.all()), {kPictures, kSide, kSide, 3}, at::kByte)
                      .to(at::kFloat);
        const auto shapes =
            model::ConvWeights::shapes({words, options.wordVectors, options.hidden, options.embedding,
                                        options.frameEmbedding, model::kHeadChannels, model::kHeadChannels, 1});
        auto weights = net_.named(), averages = average_.named();
        for (auto* text : {&text_, &averageText_})
            for (auto& [name, tensor] : text->named()) {
                *tensor = at::randn(shapes.at(name)) * 0.01;
                (text == &text_ ? weights : averages).emplace_back("text." + name, tensor);
            }
        for (const auto& [name, tensor] : text_.named()) textGradients_.push_back(at::ones_like(*tensor));
        optimizer_ = std::make_unique<trainers::AdamW>(std::move(weights), std::move(averages), options);
    }
    BackboneParts(const BackboneParts&) = delete;
    BackboneParts& operator=(const BackboneParts&) = delete;

    // As the trainer's step goes through its chunks.
    void time(Part& frozenPart, Part& forwardPart, Part& backwardPart, Part& optimizerPart) {
        double frozenTime = 0, forwardTime = 0, backwardTime = 0;
        const auto timed = [](double& sum, const auto& run) {
            const auto start = Clock::now();
            run();
            sum += since(start);
        };
        std::vector<at::Tensor> frozen, gradients;
        for (std::int64_t at = 0; at < kPictures; at += chunk_) {
            const auto pixels = pixels_.narrow(0, at, std::min<std::int64_t>(chunk_, kPictures - at));
            timed(frozenTime, [&] { frozen.push_back(net_.frozenPart(pixels)); });
            timed(forwardTime, [&] { (void)net_.forward(frozen.back()); });
        }
        for (auto& input : frozen) {
            model::TrainableEfficientNet::Tape tape;
            at::Tensor map;
            timed(forwardTime, [&] { map = net_.forward(input, &tape); });
            input.reset();
            const auto gradient = at::randn_like(map);
            timed(backwardTime, [&] { net_.backward(tape, gradient, gradients); });
        }
        frozenPart.milliseconds.push_back(frozenTime);
        forwardPart.milliseconds.push_back(forwardTime);
        backwardPart.milliseconds.push_back(backwardTime);
        gradients.insert(gradients.end(), textGradients_.begin(), textGradients_.end());
        optimizerPart.time([&] {
            optimizer_->step(gradients, 1e-6);
            net_.refold();
        });
    }

 private:
    std::int64_t chunk_;
    model::TrainableEfficientNet net_, average_;
    model::ConvWeights text_, averageText_;
    at::Tensor pixels_;
    std::vector<at::Tensor> textGradients_;
    std::unique_ptr<trainers::AdamW> optimizer_;
};

void measureBackbone(const Network& network, const DrawnPictures& pixels, int steps, nlohmann::json& out) {
    trainers::BackboneOptions options;
    options.backbone = network.backbone->name();
    options.epochs = kWarmUp + steps;
    options.batch = kPictures;
    options.inputSize = kSide;
    options.minCount = 1;
    const auto data = bench::captionedPictures(pixels, options.sentences);
    const auto texts = must(trainers::textsOf(data, options.minCount, std::nullopt));
    auto trainer = must(trainers::makeBackboneTrainer(options, data, network.file));
    BackboneParts parts(network, options, static_cast<std::int64_t>(texts.vocabulary.size()), pixels);

    const auto& net = network.net;
    const auto frozen = static_cast<std::size_t>(options.frozenBlocks);
    const auto first = frozen < net.blocks.size() ? net.blocks[frozen].first : net.convs.size() - 1;
    Measured measured{"backbone", {}, {}, {}, {{"frozen blocks"}, {"forward, twice"}, {"backward"}, {"optimiser"}},
                      {},         {}};
    measured.parts[0].work = convolutions(net, 0, first, 1);
    measured.parts[1].work = convolutions(net, first, net.convs.size(), 2);
    measured.parts[2].work = convolutions(net, first, first + 1, 1);  // the frozen blocks need no gradient
    measured.parts[2].work += convolutions(net, first + 1, net.convs.size(), 2);

    const auto& head = net.convs.back();
    bench::ProductRate rate;
    rate.add(options.chunk * (kSide / 32) * (kSide / 32), head.in, head.out);
    std::vector<trainers::Pair> all(kPictures);
    for (std::size_t k = 0; k < all.size(); ++k) all[k].image = k;
    std::vector<double> text;
    for (int i = 0; i < kWarmUp + steps; ++i) {
        if (i == kWarmUp) measured.begin();
        measured.step(*trainer, i);
        parts.time(measured.parts[0], measured.parts[1], measured.parts[2], measured.parts[3]);
        for (int n = 0; n < 3; ++n) rate.measure();
        text.push_back(textWork(options, trainers::drawBatch(options, data, texts, all, i, true)).products);
    }
    measured.restWork.products = median(text);
    measured.description =
        fmt::format("{}, {} blocks frozen, {} pictures of {} pixels in chunks of {}, {} words known", options.backbone,
                    options.frozenBlocks, kPictures, kSide, options.chunk, texts.vocabulary.size());
    report(measured, rate.gflops(), out);
}

// The proposer's own layers beside its trainer, on maps of its shapes.
class ProposerParts {
 public:
    ProposerParts(const trainers::ProposerOptions& options, std::vector<at::Tensor> maps, std::int64_t anchors)
        : maps_(std::move(maps)), c_(options.channels), anchors_(anchors) {
        for (auto& map : maps_) map = map.to(at::kFloat).contiguous();
        const auto shapes =
            model::ProposerWeights::shapes({maps_[0].size(1), maps_[1].size(1), maps_[2].size(1), c_, anchors});
        for (auto* weights : {&weights_, &average_})
            for (auto& [name, tensor] : weights->named()) *tensor = at::randn(shapes.at(name)) * 0.01;
        optimizer_ = std::make_unique<trainers::AdamW>(weights_.named(), average_.named(), options);
    }
    ProposerParts(const ProposerParts&) = delete;
    ProposerParts& operator=(const ProposerParts&) = delete;

    void time(Part& forwardPart, Part& backwardPart, Part& optimizerPart) {
        const auto named = weights_.named();
        for (const auto& [name, tensor] : named) tensor->requires_grad_(true);
        at::Tensor output;
        forwardPart.time([&] { output = model::proposerOutput(weights_, maps_[0], maps_[1], maps_[2]); });
        const auto gradient = at::randn(output.sizes());
        backwardPart.time([&] { output.backward(gradient); });
        const auto gradients = trainers::takeGradients(named);
        optimizerPart.time([&] { optimizer_->step(gradients, 1e-6); });
    }
    // The maps are not trained: the first layers have no gradient by their input.
    Work forward() const { return work(1, 1); }
    Work backward() const { return work(1, 2); }
    std::int64_t places() const { return kPictures * maps_[1].size(2) * maps_[1].size(3); }

 private:
    Work work(double onMaps, double within) const {
        const auto channels = static_cast<double>(c_), fine = static_cast<double>(places()),
                   coarse = static_cast<double>(kPictures * maps_[2].size(2) * maps_[2].size(3));
        const auto read = [this](std::size_t level) { return static_cast<double>(maps_[level].size(1)); };
        Work work = product(fine, read(0) + read(1), channels, onMaps);                // W_8, W_16
        work += product(coarse + kPictures, read(2), channels, onMaps);                // W_32, W_g
        work += product(fine, 9 * channels, channels, 3 * within);                     // K_1, K_2, K_3
        work += product(fine, channels, 5.0 * static_cast<double>(anchors_), within);  // W_o
        return work;
    }

    std::vector<at::Tensor> maps_;
    std::int64_t c_, anchors_;
    model::ProposerWeights weights_, average_;
    std::unique_ptr<trainers::AdamW> optimizer_;
};

void measureProposer(const Network& network, const DrawnPictures& pixels, bool onDisk, int steps, nlohmann::json& out) {
    trainers::ProposerOptions options;
    options.backbone = network.backbone->name();
    options.epochs = kWarmUp + steps;
    options.batch = kPictures;
    options.inputSize = kSide;
    if (!onDisk) options.mapsOnDisk = 0;
    trainers::BoxData data;
    data.pixels = &pixels;
    for (std::size_t i = 0; i < kPictures; ++i)
        data.train.push_back({i, bench::drawBoxes(i), std::vector<double>(bench::kBoxes, 1)});
    data.dev = {data.train.front()};

    const auto net = must(network.backbone->load(network.file));
    auto trainer = must(trainers::makeProposerTrainer(
        options, data, {*net, options.backbone, network.folder / (onDisk ? "kept.scratch" : "anew.scratch")}, {}));
    const auto anchors = trainer->modelFile({}).tensors.at("anchors").shape.front();
    ProposerParts parts(options, net->pyramid(pixels.all(), kPictures, kSide, kSide), anchors);
    Measured measured{onDisk ? "proposer, maps on the disk" : "proposer, maps computed anew",
                      {},
                      {},
                      {},
                      {{"forward"}, {"backward"}, {"optimiser"}},
                      {},
                      {}};
    if (!onDisk) measured.dataWork = convolutions(network.net, 0, network.net.convs.size(), 1);
    measured.parts[0].work = parts.forward();
    measured.parts[1].work = parts.backward();
    measured.description = fmt::format("{}, {} pictures of {} pixels, {} channels, {} anchors", options.backbone,
                                       kPictures, kSide, options.channels, anchors);

    bench::ProductRate rate;
    rate.add(parts.places(), 9 * options.channels, options.channels);
    for (int i = 0; i < kWarmUp + steps; ++i) {
        if (i == kWarmUp) measured.begin();
        measured.step(*trainer, i);
        parts.time(measured.parts[0], measured.parts[1], measured.parts[2]);
        for (int n = 0; n < 3; ++n) rate.measure();
    }
    report(measured, rate.gflops(), out);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("the speed of the trainings on pictures");
    std::string backbone = "efficientnet-lite2", part = "all";
    int steps = 10, threads = 0;
    app.add_option("--backbone", backbone);
    app.add_option("--steps", steps)->check(CLI::Range(1, 900));
    app.add_option("--threads", threads);
    app.add_option("--part", part)->check(CLI::IsMember({"all", "backbone", "proposer"}));
    CLI11_PARSE(app, argc, argv);
    at::set_num_threads(threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));

    const DrawnPictures pixels;
    const Network network(backbone);
    nlohmann::json out;
    fmt::print("{} threads\n", at::get_num_threads());
    if (part != "proposer") measureBackbone(network, pixels, steps, out);
    if (part != "backbone")
        for (const bool onDisk : {true, false}) measureProposer(network, pixels, onDisk, steps, out);
    out["peak_gb"] = bench::peakGigabytes();
    fmt::print("peak memory                        {:8.2f} GB\n{}\n", bench::peakGigabytes(), out.dump());
    return 0;
}
