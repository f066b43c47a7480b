// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How much of the machine's matrix-product rate one training step of the caption network reaches, counting the work of
// real tokens alone: W_hx x, W_hh h and W_oh h of each token and the image's product, forward and backward.
//   bench_caption_training [PROJECT.legenda] [--cell relu|lstm] [--steps 30] [--threads 0]
// Sentences as in bench_align; batch 100, 512 units. The rate is measured between the steps on the output product.
#include "app/compute_environment.h"
#include "bench_align_data.h"
#include "bench_rate.h"
#include "core/text/tokenizer.h"
#include "core/trainers/caption_trainer.h"

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>

#include <set>
#include <thread>

using namespace legenda;
using bench::Clock;
using bench::must;
using bench::since;

namespace {

struct Counts {
    double tokensAStep = 0;  // END included
    double vocabulary = 0;   // with START and the unknown
};

Counts count(const trainers::TrainingData& data, const trainers::CaptionOptions& options, double steps) {
    std::map<std::string, int> seen;
    double sentences = 0;
    for (const auto& image : data.train)
        for (const auto& sentence : image.sentences) {
            ++sentences;
            for (const auto& word : text::tokenize(sentence)) ++seen[word];
        }
    double tokens = sentences;
    Counts counts{0, 1};
    for (const auto& [word, times] : seen)
        if (times >= options.minCount) ++counts.vocabulary, tokens += times;
    counts.tokensAStep = tokens / steps;
    return counts;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("the speed of the caption network's training");
    std::string project;
    trainers::CaptionOptions options;
    int steps = 30, threads = 0;
    app.add_option("PROJECT", project);
    app.add_option("--cell", options.cell)->check(CLI::IsMember({"relu", "lstm"}));
    app.add_option("--steps", steps);
    app.add_option("--threads", threads);
    CLI11_PARSE(app, argc, argv);
    at::set_num_threads(threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));

    const auto input = bench::makeInput(project);
    auto trainer = must(trainers::makeCaptionTrainer(options, input->data));
    const auto counts = count(input->data, options, static_cast<double>(trainer->stepsPerEpoch()));
    const double h = options.hidden, driving = options.cell == "lstm" ? 4 * h : h;
    const double multiplications =
        counts.tokensAStep * (options.wordVectors * driving + h * driving + h * counts.vocabulary) * 3 +
        options.batch * driving * static_cast<double>(bench::kDimension) * 2;
    const double gflop = 2 * multiplications / 1e9;

    bench::ProductRate rate;
    rate.add(static_cast<std::int64_t>(counts.tokensAStep), options.hidden,
             static_cast<std::int64_t>(counts.vocabulary), true);
    std::vector<double> milliseconds;
    for (int i = 0; i < 3 + steps; ++i) {
        const auto start = Clock::now();
        trainer->step(0, i);
        const double own = since(start);
        rate.measure();
        if (i >= 3) milliseconds.push_back(own);
    }
    const double typical = bench::median(milliseconds), share = 100 * gflop / typical * 1e3 / rate.gflops();
    fmt::print(
        "{}, {}: {:.1f} ms per step of {:.0f} tokens, {} words; {:.1f} GFLOP, {:.0f} GFLOP/s = {:.0f} % of the "
        "matrix product's {:.0f}\n",
        options.cell, input->description, typical, counts.tokensAStep, counts.vocabulary, gflop, gflop / typical * 1e3,
        share, rate.gflops());
    return 0;
}
