// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How long caption metrics take; time_pycocoevalcap.py runs it beside the public Python and Java.
//   bench_metrics REFERENCES HYPOTHESES [--repeats 5]
// Both files as `legenda-cli score` reads them. Prints one line of JSON, milliseconds, medians: reading and tokenising
// the files; BLEU, ROUGE-L and CIDEr of the tokens; METEOR of the tokens; reading METEOR's word lists.
#include "bench_clock.h"
#include "core/evaluation/score.h"
#include "core/metrics/caption_figures.h"
#include "core/project/resources.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>

using namespace legenda;
using bench::must;

int main(int argc, char** argv) {
    CLI::App app("the speed of the caption metrics");
    evaluation::ScoreOptions options;
    int repeats = 5;
    app.add_option("REFERENCES", options.references)->required();
    app.add_option("HYPOTHESES", options.hypotheses)->required();
    app.add_option("--repeats", repeats)->check(CLI::PositiveNumber);
    CLI11_PARSE(app, argc, argv);
    const project::Resources resources{std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources", {}};
    std::vector<double> reading, words, meteorWords, loading;
    std::size_t items = 0;
    for (int i = 0; i < repeats; ++i) {
        auto start = bench::Clock::now();
        const auto read = must(evaluation::readCaptionItems(options));
        reading.push_back(bench::since(start));
        items = read.size();
        start = bench::Clock::now();
        const auto plain = metrics::captionFigures(read);
        words.push_back(bench::since(start));
        start = bench::Clock::now();
        const auto meteor = must(evaluation::loadMeteor(resources));
        loading.push_back(bench::since(start));
        start = bench::Clock::now();
        const auto all = metrics::captionFigures(read, &meteor);
        meteorWords.push_back(bench::since(start) - words.back());
    }
    const nlohmann::json out{{"items", items},
                             {"reading", bench::median(reading)},
                             {"bleu_rouge_cider", bench::median(words)},
                             {"meteor", bench::median(meteorWords)},
                             {"meteor_lists", bench::median(loading)}};
    std::printf("%s\n", out.dump().c_str());
    return 0;
}
