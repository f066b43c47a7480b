// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The alignment model's speed: one training step beside the plain formulation (bench_align_plain.h), and the scores of
// 1,000 images by 5,000 sentences, or of --copies 5 by five times as many, of which --every 10 measures a tenth.
//   bench_align [PROJECT.legenda] [--steps 20] [--threads 0] [--part all|step|scores] [--copies 1] [--every 1]
// Sentences and vectors are the project's (its training split; the vectors of any feature file that holds them), drawn
// ones with the statistics of Flickr8K where these are missing. Both ways take the same batches in turn, so that what
// else the machine does meets both; the matrix product's rate is measured in between, on the step's own shapes. Prints
// the figures and at the end one line of JSON; ends with 1 where the two ways disagree on the loss or a gradient.
#include "app/compute_environment.h"
#include "bench_align_data.h"
#include "bench_align_plain.h"
#include "bench_rate.h"
#include "core/model/aligner.h"
#include "core/trainers/alignment/brnn/brnn_step_impl.h"

#include <ATen/Parallel.h>

#include <cstring>
#include <thread>

using namespace legenda;
using bench::Clock;
using bench::median;
using bench::must;
using bench::peakGigabytes;
using bench::ProductRate;
using bench::since;

namespace {

constexpr double kWantedRatio = 1.6, kWantedShare = 60, kMostMemory = 3;  // of the issue

// The batch of the plain way as our step takes it, without dropout.
trainers::AlignBatch batchOf(const bench::PlainAligner& plain, const model::TensorFile& start, std::size_t number) {
    const auto statistics = must(model::takeStandardisation(start, "start"));
    const auto batch = plain.batch(number);
    trainers::AlignBatch made;
    made.regions = static_cast<std::int64_t>(batch.images.front()->vectors.size() / batch.images.front()->dimension);
    made.x = trainers::gatherRegions(batch.images, made.regions, statistics);
    made.packed = model::packSentences(batch.sentences);
    for (const auto& sentence : batch.sentences) made.lengths.push_back(static_cast<std::int64_t>(sentence.size()));
    return made;
}

// The largest relative difference of loss and gradients between the two ways, on one batch without dropout.
double differenceOf(bench::PlainAligner& plain, const model::TensorFile& start) {
    const auto loss = plain.lossOf(0, 0);
    loss.backward();
    const auto weights = must(model::takeAlignmentWeights(start, "start"));
    const auto ours = trainers::alignGradients(weights, batchOf(plain, start, 0), plain.options().margin);
    double worst = std::abs(ours.loss / loss.item<double>() - 1);
    const auto expected = plain.weights().named();
    const auto found = ours.by.named();
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto& gradient = expected[i].second->mutable_grad();
        worst = std::max(worst, ((*found[i].second - gradient).norm() / gradient.norm()).item<double>());
        gradient.reset();
    }
    return worst;
}

void measureSteps(const bench::Input& input, int steps, nlohmann::json& out) {
    auto options = input.options;
    auto trainer = must(trainers::makeBrnnTrainer(options, input.data));
    const auto start = trainer->modelFile({});
    bench::PlainAligner plain(start, input.data, options);
    options.dropout = 0;
    auto undropped = must(trainers::makeBrnnTrainer(options, input.data));
    const double difference = differenceOf(plain, start);

    double words = 0, longest = 0;
    for (int i = 0; i < steps; ++i) {
        std::size_t most = 0;
        for (const auto& sentence : plain.batch(static_cast<std::size_t>(i)).sentences)
            words += static_cast<double>(sentence.size()), most = std::max(most, sentence.size());
        longest += static_cast<double>(most);
    }
    const auto weights = must(model::takeAlignmentWeights(start, "start"));
    const auto shape = weights.shape();
    const auto n = std::llround(words / steps), rows = 20 * static_cast<long long>(options.batch);
    ProductRate rate;
    rate.add(n, shape.embedding, shape.features);
    rate.add(rows, shape.features, n, true);
    rate.add(n, shape.features, shape.embedding, true);
    rate.add(shape.embedding, n, shape.features);

    std::vector<double> plainTimes, ourTimes, plainUndropped, ourUndropped;
    const auto timed = [](std::vector<double>& times, const auto& work) {
        const auto began = Clock::now();
        work();
        times.push_back(since(began));
    };
    for (int i = -2; i < steps; ++i) {
        if (i == 0) plainTimes.clear(), ourTimes.clear(), plainUndropped.clear(), ourUndropped.clear();
        const auto step = static_cast<std::size_t>(std::max(i, 0));
        timed(plainTimes, [&] { plain.step(step, options.learningRate, input.options.dropout); });
        timed(ourTimes, [&] { trainer->step(0, static_cast<std::int64_t>(step)); });
        timed(plainUndropped, [&] { plain.step(step, options.learningRate, 0); });
        timed(ourUndropped, [&] { undropped->step(0, static_cast<std::int64_t>(step)); });
        rate.measure();
    }
    const double ours = median(ourTimes), ratio = median(plainTimes) / ours;
    const double flops = trainers::alignFlops(shape, rows, n);
    const double floor = flops / rate.gflops() / 1e6;
    fmt::print(
        "training step, batch {}, 20 regions, h {}, hidden {}, {} words known; {} words per batch, longest {:.1f}\n",
        options.batch, shape.embedding, shape.hidden, shape.words, n, longest / steps);
    fmt::print("  plain, padded, autograd      {:8.1f} ms    without dropout {:8.1f} ms\n", median(plainTimes),
               median(plainUndropped));
    fmt::print("  ours                         {:8.1f} ms    without dropout {:8.1f} ms\n", ours, median(ourUndropped));
    fmt::print("  ratio                        {:8.2f} {}      without dropout {:8.2f}\n", ratio,
               ratio >= kWantedRatio ? "ok" : "SLOW", median(plainUndropped) / median(ourUndropped));
    fmt::print(
        "  counted floor                {:8.1f} ms    {:.1f} GFLOP at {:.0f} GFLOP/s; ours takes {:.2f} times it\n",
        floor, flops / 1e9, rate.gflops(), ours / floor);
    fmt::print("  loss and gradients differ by {:8.1e} {}\n", difference, difference < 1e-3 ? "ok" : "WRONG");
    out["step"] = {{"plain_ms", median(plainTimes)},
                   {"ours_ms", ours},
                   {"ratio", ratio},
                   {"floor_ms", floor},
                   {"gflop", flops / 1e9},
                   {"gflops", rate.gflops()},
                   {"difference", difference},
                   {"right", difference < 1e-3}};
}

// Of `copies` times the dev split, and of all sentences every `every`-th block.
void measureScores(const bench::Input& input, std::size_t copies, std::size_t every, nlohmann::json& out) {
    auto options = input.options;
    auto trainer = must(trainers::makeBrnnTrainer(options, input.data));
    const bench::TemporaryFile file;
    auto written = model::writeTensorFile(file.path, trainer->modelFile({}));
    if (!written) bench::stop(written.error().message);
    const auto aligner = must(model::Aligner::load(file.path));
    constexpr std::size_t kSentences = 250, kImages = 100;  // a block, as evaluate does

    const auto& images = input.data.dev;
    std::vector<std::string> sentences;
    for (std::size_t copy = 0; copy < copies; ++copy)
        for (const auto& image : images)
            sentences.insert(sentences.end(), image.sentences.begin(), image.sentences.end());
    const auto began = Clock::now();
    std::vector<base::Matrix> regions;
    for (const auto& image : images)
        regions.push_back(aligner.embedRegions(image.features->toFloat(), image.features->scoredPlaces()));
    const double embedding = since(began);
    for (std::size_t i = 0; i < images.size() * (copies - 1); ++i) regions.push_back(regions[i]);

    double rows = 0, words = 0, milliseconds = 0, encoding = 0;
    for (const auto& v : regions) rows += static_cast<double>(v.rows);
    ProductRate rate;
    rate.add(2000, options.embedding, 2600, true);
    for (std::size_t s = 0; s < sentences.size(); s += kSentences * every) {
        const auto first = sentences.begin() + static_cast<std::ptrdiff_t>(s);
        auto start = Clock::now();
        const auto block = aligner.embedSentences(
            {first, first + static_cast<std::ptrdiff_t>(std::min(kSentences, sentences.size() - s))});
        encoding += since(start);
        for (const auto& sentence : block) words += static_cast<double>(sentence.vectors.rows);
        start = Clock::now();
        for (std::size_t i = 0; i < regions.size(); i += kImages) {
            const auto count = std::min(kImages, regions.size() - i);
            (void)aligner.scoreAll(std::span(regions).subspan(i, count), base::Matrix(count, 0), block);
        }
        milliseconds += since(start);
        for (int i = 0; i < 3; ++i) rate.measure();
    }
    const double flops = 2 * rows * words * static_cast<double>(options.embedding);
    const double gflops = flops / milliseconds / 1e6, share = 100 * gflops / rate.gflops();
    fmt::print("scores of {} images by {} sentences ({:.0f} regions, {:.0f} words{})\n", regions.size(),
               sentences.size(), rows, words,
               every > 1 ? fmt::format(" of one block of {} sentences in {}", kSentences, every) : "");
    fmt::print("  scores, maxima and sums      {:8.1f} s     {:.0f} GFLOP/s, {:.0f} % of the product's {:.0f} {}\n",
               milliseconds / 1e3, gflops, share, rate.gflops(), share >= kWantedShare ? "ok" : "SLOW");
    fmt::print("  before: regions embedded in {:.1f} s, words in {:.1f} s\n", embedding / 1e3, encoding / 1e3);
    out["scores"] = {{"seconds", milliseconds / 1e3}, {"gflops", gflops}, {"percent_of_product", share}};
}

}  // namespace

int main(int argc, char** argv) {
    std::string project, part = "all";
    int steps = 20, threads = 0, copies = 1, every = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--steps" && i + 1 < argc)
            steps = std::max(1, std::atoi(argv[++i]));
        else if (word == "--threads" && i + 1 < argc)
            threads = std::atoi(argv[++i]);
        else if (word == "--part" && i + 1 < argc)
            part = argv[++i];
        else if (word == "--copies" && i + 1 < argc)
            copies = std::max(1, std::atoi(argv[++i]));
        else if (word == "--every" && i + 1 < argc)
            every = std::max(1, std::atoi(argv[++i]));
        else
            project = word;
    }
    at::set_num_threads(threads > 0 ? threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency())));
    const auto input = bench::makeInput(project);
    fmt::print("{}; {} threads\n", input->description, at::get_num_threads());
    nlohmann::json out;
    if (part != "scores") measureSteps(*input, steps, out);
    if (part != "step") measureScores(*input, static_cast<std::size_t>(copies), static_cast<std::size_t>(every), out);
    const double peak = peakGigabytes();
    fmt::print("peak memory                    {:8.2f} GB {}\n", peak, peak < kMostMemory ? "ok" : "LARGE");
    out["peak_gb"] = peak;
    fmt::print("{}\n", out.dump());
    return out.contains("step") && !out["step"]["right"].get<bool>() ? 1 : 0;
}
