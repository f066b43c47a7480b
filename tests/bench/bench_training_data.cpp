// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What share of its time each kind of training waits for its batches, and what the samples of an evaluation cost.
//   bench_training_data [--steps 20] [--threads 0] [--kinds align,conv,caption,attention,proposer,backbone]
// Sentences and vectors as in bench_align; pictures are drawn and stored as JPEG files, decoded at each use as a
// project without packed pixels has them. Options are those of the presets. Prints a table and one line of JSON.
#include "app/compute_environment.h"
#include "bench_align_data.h"
#include "core/extraction/picture_source.h"
#include "core/image/decode.h"
#include "core/model/backbone.h"
#include "core/runs/dev_samples.h"
#include "core/trainers/backbone_trainer.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/dual_trainer.h"
#include "core/trainers/proposer_trainer.h"

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>

#include <thread>

#include <unistd.h>

using namespace legenda;
using bench::Clock;
using bench::must;
using bench::since;
namespace fs = std::filesystem;

namespace {

constexpr double kWanted = 2;  // percent
constexpr int kWarm = 2;       // steps before the first one counts

// A folder of drawn photographs with sentences and boxes.
struct Photographs {
    fs::path folder = fs::temp_directory_path() / fmt::format("bench-pictures-{}", ::getpid());
    std::unique_ptr<features::PixelSource> pixels;
    trainers::PictureData pictures;
    trainers::BoxData boxes;

    Photographs(std::size_t count, int side) {
        fs::create_directories(folder);
        base::Random draws(4, "photographs");
        auto source = must(extraction::PictureSource::open({}));
        for (std::size_t i = 0; i < count; ++i) {
            base::Picture picture;
            picture.width = picture.fullWidth = 500;
            picture.height = picture.fullHeight = 375;
            picture.rgb.resize(500 * 375 * 3);
            for (std::size_t at = 0; at < picture.rgb.size(); ++at)
                picture.rgb[at] = static_cast<std::uint8_t>(at / 5 % 200 + draws.below(40));
            store::ImageRecord record;
            record.file = folder / fmt::format("{}.jpg", i);
            if (auto written = image::encode(picture, record.file); !written) bench::stop(written.error().message);
            image::Size size;
            const auto number = source.add(record, size);
            if (!number) bench::stop("a picture is too small");
            const bool dev = i % 8 == 7;
            std::vector<base::Box> own{{0.1, 0.1, 0.5, 0.5}, {0.4 + 0.1 * draws.uniform(), 0.3, 0.4, 0.6}};
            (dev ? boxes.dev : boxes.train).push_back({*number, own, {1, 2}});
            trainers::TrainingPicture described{*number, {}, {}, {}};
            for (int s = 0; s < 5; ++s) described.sentences.push_back("a dog " + bench::drawSentence(draws));
            (dev ? pictures.dev : pictures.train).push_back(std::move(described));
        }
        pixels = source.finish(side, 0);
        pictures.pixels = boxes.pixels = pixels.get();
    }
    ~Photographs() {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    Photographs(const Photographs&) = delete;
    Photographs& operator=(const Photographs&) = delete;
};

void measure(const std::string& kind, trainers::Trainer& trainer, int steps, nlohmann::json& out) {
    double waited = 0, took = 0;
    for (int i = 0; i < kWarm + steps; ++i) {
        const auto start = Clock::now();
        trainer.step(static_cast<int>(i / trainer.stepsPerEpoch()), i % trainer.stepsPerEpoch());
        const double ms = since(start);
        if (i < kWarm) continue;
        took += ms;
        waited += 1000 * trainer.facts().dataSeconds;
    }
    const double share = 100 * waited / took;
    fmt::print("{:<12} {:8.1f} ms a step, {:7.2f} ms of it for its batch: {:6.2f} % {}\n", kind, took / steps,
               waited / steps, share, share < kWanted ? "ok" : "MORE THAN WANTED");
    std::fflush(stdout);
    out[kind] = {{"step_ms", took / steps}, {"data_ms", waited / steps}, {"percent", share}};
}

// What the samples of one evaluation take, of the time of an epoch's steps.
template <class Samples>
void measureSamples(const std::string& kind, const trainers::Trainer& trainer, const Samples& make,
                    nlohmann::json& out) {
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        const auto start = Clock::now();
        (void)must(make(trainer.modelFile({})));
        times.push_back(since(start));
    }
    const double ms = bench::median(times);
    const double epoch = out[kind]["step_ms"].get<double>() * static_cast<double>(trainer.stepsPerEpoch());
    fmt::print("{:<12} {:8.1f} ms the samples of an evaluation: {:.3f} % of an epoch\n", kind, ms, 100 * ms / epoch);
    out[kind]["samples_ms"] = ms;
    out[kind]["samples_percent"] = 100 * ms / epoch;
}

fs::path weightsOf(const char* name) {
    return fs::path(LEGENDA_SOURCE_DIR) / "resources/pretrained" / fmt::format("{}.safetensors", name);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("what share of its time each kind of training waits for its batches");
    int steps = 20, threads = 0;
    std::vector<std::string> kinds{"align", "conv", "caption", "attention", "proposer", "backbone"};
    app.add_option("--steps", steps);
    app.add_option("--threads", threads);
    app.add_option("--kinds", kinds)->delimiter(',');
    CLI11_PARSE(app, argc, argv);
    at::set_num_threads(threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
    const auto wanted = [&](const char* kind) { return std::ranges::find(kinds, kind) != kinds.end(); };
    nlohmann::json out;
    if (wanted("align") || wanted("conv") || wanted("caption") || wanted("attention")) {
        const auto input = bench::makeInput({});
        for (auto& image : input->images) {
            image.boxes.assign(bench::kRegions, {0, 0, 100, 100});
            image.scores.assign(bench::kRegions, 0.5F);
        }
        const auto sampled = runs::sampledImages(input->data.dev);
        const auto captions = [&](const auto& model) { return runs::captionSamples(model, sampled, 0); };
        const auto alignments = [&](const auto& model) { return runs::alignmentSamples(model, sampled); };
        if (wanted("align")) {
            const auto trainer = must(trainers::makeBrnnTrainer(input->options, input->data));
            measure("align", *trainer, steps, out);
            measureSamples("align", *trainer, alignments, out);
        }
        if (wanted("conv")) {
            trainers::DualOptions options;
            options.batch = 256;
            options.frameHidden = 0.75;
            const auto trainer = must(trainers::makeDualTrainer(options, input->data));
            measure("conv", *trainer, steps, out);
            measureSamples("conv", *trainer, alignments, out);
        }
        trainers::CaptionOptions options;
        for (const char* kind : {"caption", "attention"}) {
            if (wanted(kind)) {
                const auto trainer = must(trainers::makeCaptionTrainer(options, input->data, {}));
                measure(kind, *trainer, steps, out);
                measureSamples(kind, *trainer, captions, out);
            }
            options.cell = "lstm";
            options.attention = 256;
            options.optimizer = "adamw";
            options.dropoutEncoder = 0.3;
            options.labelSmoothing = 0.1;
        }
    }
    if (wanted("proposer")) {
        trainers::ProposerOptions options;
        Photographs photographs(64, options.inputSize);
        const fs::path scratch = photographs.folder / "maps.scratch";
        for (const auto& backbone : model::backbones()) {
            if (backbone->name() != options.backbone) continue;
            const auto net = must(backbone->load(weightsOf(backbone->name().c_str())));
            const auto trainer =
                must(trainers::makeProposerTrainer(options, photographs.boxes, {*net, backbone->name(), scratch}, {}));
            measure("proposer", *trainer, steps, out);
        }
    }
    if (wanted("backbone")) {
        trainers::BackboneOptions options;
        options.minCount = 1;
        Photographs photographs(256, options.inputSize);
        const auto trainer =
            must(trainers::makeBackboneTrainer(options, photographs.pictures, weightsOf(options.backbone.c_str())));
        measure("backbone", *trainer, std::min(steps, 3), out);
    }
    fmt::print("{}\n", out.dump());
    return 0;
}
