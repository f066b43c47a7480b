// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How a project bears 20,000 images with 200,000 texts of regions: opening, the next image, an edit, search, the next
// unfinished image, progress, undo of the import, a backup. Made in FOLDER where it is not there yet.
//   bench_annotations FOLDER [IMAGES] [TEXTS_PER_IMAGE]
#include "core/session/session.h"
#include "core/store/backup.h"
#include "core/base/random.h"
#include "tests/bench/bench_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <future>
#include <iterator>
#include <optional>

using namespace legenda;
using bench::must;
using bench::since;
using store::ProjectStore;
namespace fs = std::filesystem;

namespace {

constexpr const char* kWords[] = {"a",      "dog",   "brown", "red",    "kite",  "man",     "woman",
                                  "street", "tree",  "blue",  "sky",    "child", "ball",    "throws",
                                  "holds",  "small", "table", "window", "grass", "under",   "near",
                                  "the",    "wall",  "shirt", "white",  "black", "bicycle", "river"};

std::string sentence(base::Random& random, std::size_t number) {
    std::string text;
    for (int word = 0; word < 6; ++word) text += std::string(word ? " " : "") + kWords[random.below(std::size(kWords))];
    return number % 5000 == 0 ? text + " zebra" : text;
}

void make(const fs::path& project, std::size_t count, std::size_t texts) {
    auto store = must(ProjectStore::create(project));
    std::vector<store::NewImage> images(count);
    for (std::size_t i = 0; i < count; ++i) {
        images[i].path = fmt::format("{:06}.jpg", i);
        images[i].split = i % 10 == 0 ? "dev" : "train";
        images[i].width = 640;
        images[i].height = 480;
        images[i].captions = {"a man throws a red ball near the river"};
    }
    must(store.addImages(project.parent_path(), "folder", images));
    base::Random random(1, "texts");
    std::vector<store::RegionRecord> regions;
    std::size_t number = 0;
    for (const auto& image : must(store.images()))
        for (std::size_t i = 0; i < texts; ++i) {
            store::RegionRecord region;
            region.image = image.id;
            region.box = {random.uniform() * 300, random.uniform() * 200, 100, 100};
            region.annotator = fmt::format("annotator {}", i % 9);
            region.snippets = {{{}, sentence(random, number++), region.annotator, "import"}};
            regions.push_back(std::move(region));
        }
    const auto start = bench::Clock::now();
    if (auto added = store.addRegions(regions); !added) bench::stop(added.error().message);
    fmt::print("import of {} regions: {:.0f} ms\n", regions.size(), since(start));
}

template <class T, class Call>
T ask(const Call& call) {
    std::promise<base::Result<T>> promise;
    auto answer = promise.get_future();
    call([&promise](base::Result<T> result) { promise.set_value(std::move(result)); });
    return must(answer.get());
}

template <class Act>
void measure(const char* what, int times, double most, const Act& act) {
    std::vector<double> taken;
    for (int i = 0; i < times; ++i) {
        const auto start = bench::Clock::now();
        act(i);
        taken.push_back(since(start));
    }
    const double worst = *std::max_element(taken.begin(), taken.end());
    fmt::print("{:<44} median {:8.2f} ms, worst {:8.2f} ms{}\n", what, bench::median(taken), worst,
               most > 0 ? fmt::format(" (wanted below {:.0f}{})", most, worst < most ? "" : ": MISSED") : "");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) bench::stop("bench_annotations FOLDER [IMAGES] [TEXTS_PER_IMAGE]");
    const fs::path folder = argv[1], project = folder / "large.legenda";
    const std::size_t count = argc > 2 ? std::stoul(argv[2]) : 20000, texts = argc > 3 ? std::stoul(argv[3]) : 10;
    if (!fs::exists(project)) make(project, count, texts);
    const fs::path source = LEGENDA_SOURCE_DIR;

    measure("open a session and the project", 5, 1000, [&](int) {
        session::Session session({{source / "resources", source / "datasets/demo"}, "cpu", 1, 1, nullptr});
        ask<project::ProjectInfo>([&](auto done) { session.openProject(project, done); });
        ask<std::vector<store::ImageRecord>>([&](auto done) { session.images().list(done); });
        ask<store::EditOutcome>([&](auto done) { session.annotations().load(1, done); });
    });

    session::Session session({{source / "resources", source / "datasets/demo"}, "cpu", 1, 1, nullptr});
    ask<project::ProjectInfo>([&](auto done) { session.openProject(project, done); });
    ask<std::vector<store::DraftRecord>>([&](auto done) {
        session.annotations().signIn({"annotator 1", false}, done);
    });
    base::Random random(2, "images");
    const auto any = [&] { return 1 + static_cast<std::int64_t>(random.below(count)); };
    measure("next image: details, boxes, texts, marks", 200, 100, [&](int) {
        const auto image = any();
        ask<session::ImageDetails>([&](auto done) { session.images().details(image, done); });
        ask<store::EditOutcome>([&](auto done) { session.annotations().load(image, done); });
    });
    measure("an edit, until it is on the disk", 100, 0, [&](int) {
        store::Edit edit;
        edit.image = any();
        edit.box = {1, 1, 50, 50};
        edit.text = "a new text";
        ask<store::EditOutcome>([&](auto done) { session.annotations().apply(edit, done); });
    });
    for (const char* words : {"zebra", "red kite", "dog", "a", "b"})
        measure(fmt::format("search in texts: \"{}\", 1,000 hits", words).c_str(), 10, 500, [&](int) {
            ask<std::vector<store::SnippetHit>>([&](auto done) { session.tasks().searchTexts(words, 1000, done); });
        });
    for (const char* words : {"zebra", "dog", "a"})
        measure(fmt::format("images with a text of \"{}\"", words).c_str(), 5, 500, [&](int) {
            store::ImageFilter filter;
            filter.text = words;
            ask<std::vector<std::int64_t>>([&](auto done) { session.tasks().images(filter, done); });
        });
    store::TaskRecord task;
    task.name = fmt::format("task {}", random.next() + static_cast<std::uint64_t>(::time(nullptr)));
    task.split = "train";
    task.annotatorsPerImage = 9;
    task = ask<store::TaskRecord>([&](auto done) { session.tasks().addTask(task, done); });
    measure("next unfinished image of a task", 10, 100, [&](int) {
        const auto next =
            ask<std::optional<std::int64_t>>([&](auto done) { session.tasks().nextUnfinished(task.id, 0, done); });
        store::Edit mark;
        mark.kind = store::Edit::Kind::SetMark;
        mark.image = next.value();
        ask<store::EditOutcome>([&](auto done) { session.annotations().apply(mark, done); });
    });
    measure("progress of a task", 5, 500,
            [&](int) { ask<store::TaskProgress>([&](auto done) { session.tasks().progress(task.id, done); }); });
    measure("a backup", 3, 0,
            [&](int) { ask<store::BackupRecord>([&](auto done) { session.upkeep().makeBackup(done); }); });
    auto store = must(ProjectStore::open(project));
    const auto import = must(store.imports()).front().id;
    measure("undo of the import of all regions", 1, 0,
            [&](int) { must(store.undoImport(import).map([] { return 0; })); });
    measure("redo of it", 1, 0, [&](int) { must(store.redoImport(import).map([] { return 0; })); });
    return 0;
}
