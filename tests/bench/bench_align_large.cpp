// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Alignment training on data of MSCOCO's size, from the mapped feature file: 123,000 images of 20 regions and 1,280
// values are 6.3 GB, in FILE, which is made where it is not there, and stays. Three regions of each image are noise and
// the others 0, so that most of the file takes no room on the disk; read and mapped it is as large as any.
//   bench_align_large FILE [--images 123000] [--dev 5000] [--dev-sentences 5] [--steps 20] [--threads 0]
//   [--evaluate-seconds 240] [--architecture brnn|conv] [--make]
// Prints how long opening, preparing, steps and the dev evaluation take, and the memory: RSS counts the pages of the
// mapped file too, which the system takes back when others need them; RssAnon is the program's own, looked at every 20
// ms, with its most of each part. The dev evaluation, 50 TFLOP of "brnn", is cut after --evaluate-seconds (0: never):
// its memory is that of every block. --make: only makes the file.
#include "app/compute_environment.h"
#include "bench_align_data.h"
#include "core/trainers/dual_trainer.h"

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>

#include <atomic>
#include <chrono>
#include <fstream>
#include <stop_token>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

using namespace legenda;
using bench::Clock;
using bench::must;
using bench::since;
namespace fs = std::filesystem;

namespace {

constexpr double kMostMemory = 2.5;  // GB of RssAnon

double statusGigabytes(const std::string& wanted) {
    std::ifstream in("/proc/self/status");
    std::string key;
    for (double kilobytes = 0; in >> key;)
        if (key == wanted && in >> kilobytes) return kilobytes / 1048576;
    return 0;
}

// The most RssAnon of each part, looked at by a thread of its own.
class Memory {
 public:
    void report(const std::string& what, double ms) {
        look();
        const double part = part_.exchange(0);
        most_ = std::max(most_, part);
        fmt::print("{:<44} {:8.1f} s   RssAnon {:5.2f} GB   RSS {:5.2f} GB\n", what, ms / 1000, part,
                   statusGigabytes("VmRSS:"));
        std::fflush(stdout);
    }
    double most() const { return most_; }

 private:
    void look() {
        const double now = statusGigabytes("RssAnon:");
        for (double before = part_; before < now && !part_.compare_exchange_weak(before, now);) continue;
    }

    std::atomic<double> part_ = 0;
    double most_ = 0;
    std::jthread looks_{[this](const std::stop_token& over) {
        for (; !over.stop_requested(); std::this_thread::sleep_for(std::chrono::milliseconds(20))) look();
    }};
};

constexpr std::size_t kDrawn = 3, kPage = 4096, kDigEvery = 2000;

// Gives back the room of pages of zeros from position `from` on; answers how far it has come.
std::size_t digHoles(const fs::path& file, std::size_t from) {
    const int descriptor = ::open(file.c_str(), O_RDWR);
    const std::size_t end = fs::file_size(file) / kPage * kPage;
    std::vector<char> page(kPage);
    std::size_t hole = from;  // zeros since here
    for (std::size_t at = from; at <= end; at += kPage) {
        const bool read = at != end && ::pread(descriptor, page.data(), kPage, static_cast<off_t>(at)) > 0;
        if (read && std::ranges::all_of(page, [](char byte) { return byte == 0; })) continue;
        if (at > hole)
            ::fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(hole),
                        static_cast<off_t>(at - hole));
        hole = at + kPage;
    }
    ::close(descriptor);
    return end;
}

void make(const fs::path& file, std::size_t images) {
    base::Random draws(1, "large");
    base::Matrix noise(1, 1 << 20), vectors(bench::kRegions, bench::kDimension);
    for (float& value : noise.data) value = static_cast<float>(std::max(0.0, draws.normal()));
    std::vector<base::Box> boxes{{0, 0, 640, 480}};
    while (boxes.size() < bench::kRegions) {
        const double x = 600 * draws.uniform(), y = 440 * draws.uniform();
        boxes.push_back({x, y, 40, 40});
    }
    const std::vector<float> scores(bench::kRegions, 0.5F);
    auto recipe = features::newRecipe();
    recipe.backboneHash = "noise";
    auto store = must(features::FeatureStore::openForAppend(file, recipe, bench::kDimension));
    std::size_t dug = 0;
    for (std::size_t k = store.size(); k < images; ++k) {
        for (std::size_t r = 0; r < kDrawn; ++r) {
            const auto from = static_cast<std::ptrdiff_t>(draws.below(noise.data.size() - bench::kDimension));
            std::copy_n(noise.data.begin() + from, bench::kDimension, vectors.row(r).begin());
        }
        if (auto added = store.append(fmt::format("image-{}", k), "noise", boxes, scores, vectors); !added)
            bench::stop(added.error().message);
        if (k % kDigEvery == 0 || k + 1 == images) dug = digHoles(file, dug);
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("alignment training on data of MSCOCO's size");
    std::string name, architecture = "brnn";
    std::size_t images = 123000, dev = 5000, devSentences = 5;
    int steps = 20, threads = 0;
    double evaluateSeconds = 240;
    bool only = false;
    app.add_option("FILE", name)->required();
    app.add_option("--images", images);
    app.add_option("--dev", dev);
    app.add_option("--dev-sentences", devSentences);
    app.add_option("--steps", steps);
    app.add_option("--threads", threads);
    app.add_option("--evaluate-seconds", evaluateSeconds);
    app.add_option("--architecture", architecture)->check(CLI::IsMember({"brnn", "conv"}));
    app.add_flag("--make", only);
    CLI11_PARSE(app, argc, argv);
    at::set_num_threads(threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
    if (!fs::exists(name) || only) {
        const auto start = Clock::now();
        make(name, images);
        fmt::print("made in {:.0f} s\n", since(start) / 1000);
        if (only) return 0;
    }
    Memory memory;
    auto start = Clock::now();
    const auto store = must(features::FeatureStore::open(name));
    fmt::print("{} images, {:.2f} GB\n", store.size(), static_cast<double>(fs::file_size(name)) / 1e9);
    memory.report("opened", since(start));
    start = Clock::now();
    trainers::TrainingData data;
    data.recipe = store.recipe();
    base::Random draws(2, "sentences");
    for (std::size_t k = 0; k < std::min(images, store.size()); ++k) {
        const bool isDev = k < dev;
        const auto* features = store.find(fmt::format("image-{}", k));
        if (!features) bench::stop(fmt::format("image-{} is damaged in {}", k, name));
        trainers::TrainingImage image{features, {}};
        for (std::size_t s = 0; s < (isDev ? devSentences : bench::kSentences); ++s)
            image.sentences.push_back(bench::drawSentence(draws));
        (isDev ? data.dev : data.train).push_back(std::move(image));
    }
    memory.report("checked, sentences drawn", since(start));
    start = Clock::now();
    std::unique_ptr<trainers::Trainer> trainer;
    if (architecture == "conv") {
        trainer = must(trainers::makeDualTrainer({}, data));
    } else {
        trainers::BrnnOptions options;
        options.dropout = 0.1;  // as resources/presets/align-paper.json
        trainer = must(trainers::makeBrnnTrainer(options, data));
    }
    memory.report("trainer made", since(start));
    start = Clock::now();
    for (int step = 0; step < steps; ++step)
        trainer->step(static_cast<int>(step / trainer->stepsPerEpoch()), step % trainer->stepsPerEpoch());
    memory.report(fmt::format("{} steps of {} an epoch", steps, trainer->stepsPerEpoch()), since(start));
    start = Clock::now();
    std::stop_source stop;
    base::Progress last;
    base::JobContext context{stop.get_token(), [&](const base::Progress& progress) {
                                 last = progress;
                                 if (evaluateSeconds > 0 && since(start) > 1000 * evaluateSeconds) stop.request_stop();
                             }};
    const auto figures = trainer->evaluate(context);
    const double took = since(start);
    if (!figures && figures.error().code != base::ErrorCode::Cancelled) bench::stop(figures.error().message);
    memory.report(fmt::format("dev evaluation, {} images, {} of {} sentences", dev, last.done, last.total), took);
    if (figures)
        fmt::print("rsum {:.2f}\n", figures->at("rsum"));
    else
        fmt::print("cut; the whole would take {:.0f} s\n",
                   took / 1000 * static_cast<double>(last.total) / static_cast<double>(last.done));
    fmt::print("most RssAnon {:.2f} GB (wanted: below {:g}): {}; peak RSS {:.2f} GB\n", memory.most(), kMostMemory,
               memory.most() < kMostMemory ? "ok" : "MORE THAN WANTED", statusGigabytes("VmHWM:"));
    return 0;
}
