// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How long a project takes to import captions of MSCOCO's size, and how much memory: 123,000 images with 5 captions
// each, as a COCO result list. Made in FOLDER where they are not there yet.
//   bench_predictions FOLDER [IMAGES] [CAPTIONS_PER_IMAGE]
#include "core/exchange/predictions.h"
#include "tests/bench/bench_clock.h"
#include "tests/support/peak_memory.h"

#include <fmt/format.h>

#include <fstream>

using namespace legenda;
using bench::must;
namespace fs = std::filesystem;

namespace {

void make(const fs::path& folder, std::size_t count, std::size_t captions) {
    auto store = must(store::ProjectStore::create(folder / "large.legenda"));
    std::vector<store::NewImage> images(count);
    std::ofstream out(folder / "results.json");
    out << '[';
    for (std::size_t i = 0; i < count; ++i) {
        images[i].path = fmt::format("{:012}.jpg", i);
        images[i].split = "test";
        images[i].externalIds = {{"coco", std::to_string(i)}};
        for (std::size_t c = 0; c < captions; ++c)
            out << (i + c == 0 ? "\n" : ",\n")
                << fmt::format(R"({{"image_id": {}, "caption": "a man rides a wave number {} on top of a board"}})", i,
                               c);
    }
    out << "\n]\n";
    must(store.addImages(folder, "coco", images));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) bench::stop("bench_predictions FOLDER [IMAGES] [CAPTIONS_PER_IMAGE]");
    const fs::path folder = argv[1];
    const std::size_t count = argc > 2 ? std::stoul(argv[2]) : 123000, captions = argc > 3 ? std::stoul(argv[3]) : 5;
    if (!fs::exists(folder / "large.legenda")) make(folder, count, captions);
    {
        auto store = must(store::ProjectStore::open(folder / "large.legenda"));
        if (must(store.predictions().find("captions")))
            if (auto removed = store.predictions().remove("captions"); !removed) bench::stop(removed.error().message);
    }
    const test::PeakMemory memory;
    const auto start = bench::Clock::now();
    const auto report = must(exchange::importPredictions(
        {folder / "large.legenda", "captions", {}, {folder / "results.json", {}, {}}, false}, {}));
    fmt::print("import of {} captions of {} images: {:.1f} s, {} MB at most\n", report.items, report.images,
               bench::since(start) / 1000, memory.grownMegabytes());
}
