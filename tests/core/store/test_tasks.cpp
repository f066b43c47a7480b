// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

using namespace legenda;
using store::ImageFilter;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;
using Ids = std::vector<std::int64_t>;

class TestTasks : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path project_;
    std::optional<ProjectStore> store_;
    Ids images_;

    void add(int from, int to, const std::string& split) {
        std::vector<store::NewImage> images;
        for (int i = from; i < to; ++i) {
            store::NewImage image;
            image.path = std::to_string(i) + ".jpg";
            image.split = split;
            image.width = image.height = 100;
            images.push_back(std::move(image));
        }
        must(store_->addImages(dir_.path().toStdString(), "folder", images));
    }
    store::TaskRecord task(const std::string& split, std::uint64_t seed = 1) const {
        store::TaskRecord task;
        task.name = "task " + split + std::to_string(seed);
        task.split = split;
        task.seed = seed;
        return task;
    }
    void mark(const std::string& annotator, std::int64_t image, store::MarkKind kind = store::MarkKind::Done) {
        must(store_->signIn({annotator, false}));
        store::Edit edit;
        edit.kind = store::Edit::Kind::SetMark;
        edit.image = image;
        edit.mark.kind = kind;
        must(store_->apply(edit));
    }
    void draw(const std::string& annotator, std::int64_t image, const std::string& text) {
        must(store_->signIn({annotator, false}));
        store::Edit edit;
        edit.image = image;
        edit.box = {1, 1, 10, 10};
        edit.text = text;
        must(store_->apply(edit));
    }

 private Q_SLOTS:
    void init() {
        project_ = fs::path(dir_.path().toStdString()) / ("p" + std::to_string(++number_) + ".legenda");
        store_.reset();
        store_.emplace(must(ProjectStore::create(project_)));
        add(0, 20, "train");
        add(20, 25, "dev");
        images_.clear();
        for (const auto& image : must(store_->images())) images_.push_back(image.id);
    }

    void annotatorsHaveNamesAndColours() {
        auto& tasks = store_->tasks();
        const auto anna = must(tasks.addAnnotator("anna")), berta = must(tasks.addAnnotator("Berta", "#0A0b0C"));
        QVERIFY(anna.colour.size() == 7 && anna.colour != berta.colour);
        QCOMPARE(berta.colour, std::string("#0A0b0C"));
        for (const char* name : {"anna", "", "  "}) QVERIFY(!tasks.addAnnotator(name));
        for (const char* colour : {"red", "#12345", "#12345g", "#1234567"}) QVERIFY(!tasks.addAnnotator("c", colour));
        must(tasks.setColour("anna", "#111111"));
        QVERIFY(!tasks.setColour("nobody", "#111111"));
        const auto all = must(must(ProjectStore::open(project_)).tasks().annotators());
        QCOMPARE(all.size(), std::size_t(3));  // with the default one
        QCOMPARE(all[1].name, std::string("anna"));
        QCOMPARE(all[1].colour, std::string("#111111"));
        std::set<std::string> colours;
        for (int i = 0; i < 8; ++i) colours.insert(must(tasks.addAnnotator("a" + std::to_string(i))).colour);
        QCOMPARE(colours.size(), std::size_t(8));
    }

    void theOrderIsTheAnnotatorsOwn() {
        auto& tasks = store_->tasks();
        const auto train = must(tasks.addTask(task("train"))).id, again = must(tasks.addTask(task("train", 2))).id;
        const auto anna = must(tasks.order(train, "anna"));
        QCOMPARE(std::set<std::int64_t>(anna.begin(), anna.end()),
                 std::set<std::int64_t>(images_.begin(), images_.begin() + 20));
        QVERIFY(!std::ranges::is_sorted(anna));
        QVERIFY(anna != must(tasks.order(train, "berta")));
        QVERIFY(anna != must(tasks.order(again, "anna")));
        QVERIFY(anna == must(must(ProjectStore::open(project_)).tasks().order(train, "anna")));
        // Images that come later find places between the others.
        add(30, 35, "train");
        auto more = must(tasks.order(train, "anna"));
        QCOMPARE(more.size(), std::size_t(25));
        std::erase_if(more, [&](std::int64_t image) { return image > images_.back(); });
        QCOMPARE(more, anna);
    }

    void refusesTasksThatCannotBe() {
        auto& tasks = store_->tasks();
        must(tasks.addTask(task("train")));
        QVERIFY(!tasks.addTask(task("train")));  // the name is taken
        QVERIFY(!tasks.addTask(task("nosuch")));
        auto odd = task("dev");
        odd.boxesPerImage = -1;
        QVERIFY(!tasks.addTask(odd));
        odd = task("dev");
        odd.images = {images_[0], 999};
        QVERIFY(!tasks.addTask(odd));
        odd.name = " ";
        QVERIFY(!tasks.addTask(odd));
        QCOMPARE(must(tasks.tasks()).size(), std::size_t(1));
        QVERIFY(!tasks.order(99, "anna"));
        QVERIFY(!tasks.removeTask(99));
        must(tasks.removeTask(must(tasks.tasks())[0].id));
        QVERIFY(must(tasks.tasks()).empty());
    }

    void nextIsWhatIsStillWanted() {
        auto& tasks = store_->tasks();
        auto list = task("");
        list.images = {images_[3], images_[7], images_[21]};
        list.annotatorsPerImage = 2;
        list.boxesPerImage = 5;
        list.blind = true;
        const auto id = must(tasks.addTask(list)).id;
        const auto kept = must(tasks.tasks())[0];
        QVERIFY(kept.images == list.images && kept.blind && kept.boxesPerImage == 5 && kept.annotatorsPerImage == 2);
        const auto order = must(tasks.order(id, "anna"));
        QCOMPARE(must(tasks.nextUnfinished(id, "anna")), std::optional(order[0]));
        QCOMPARE(must(tasks.nextUnfinished(id, "anna", order[0])), std::optional(order[1]));
        mark("anna", order[1]);
        QCOMPARE(must(tasks.nextUnfinished(id, "anna", order[0])), std::optional(order[2]));
        QCOMPARE(must(tasks.nextUnfinished(id, "anna", order[2])), std::optional(order[0]));  // from the start
        // Two others have done it: it is not wanted of anna any more.
        mark("berta", order[0]);
        mark("carla", order[0]);
        QCOMPARE(must(tasks.nextUnfinished(id, "anna", order[2])), std::optional(order[2]));
        mark("anna", order[2]);
        QCOMPARE(must(tasks.nextUnfinished(id, "anna")), std::optional<std::int64_t>());
        must(store_->undo(order[2]));
        QCOMPARE(must(tasks.nextUnfinished(id, "anna")), std::optional(order[2]));
    }

    void countsProgress() {
        auto& tasks = store_->tasks();
        auto dev = task("dev");
        dev.annotatorsPerImage = 2;
        const auto id = must(tasks.addTask(dev)).id;
        const Ids own(images_.begin() + 20, images_.end());
        draw("anna", own[0], "a dog");
        draw("anna", own[0], "");
        draw("berta", own[0], "the dog");
        draw("berta", images_[0], "not in the task");
        mark("anna", own[0]);
        mark("berta", own[0]);
        mark("berta", own[1]);
        mark("berta", images_[0]);
        mark("anna", own[0], store::MarkKind::Reviewed);
        const auto progress = must(tasks.progress(id));
        QCOMPARE(progress.images, 5);
        QCOMPARE(progress.wanted, 10);
        QCOMPARE(progress.done, 3);
        QCOMPARE(progress.complete, 1);
        QCOMPARE(progress.reviewed, 1);
        QCOMPARE(progress.annotators.size(), std::size_t(2));
        const auto& anna = progress.annotators[0];
        QVERIFY(anna.annotator == "anna" && anna.boxes == 2 && anna.texts == 1 && anna.done == 1 && anna.reviewed == 1);
        QCOMPARE(progress.annotators[1].done, 2);
    }

    void filtersImages() {
        auto& tasks = store_->tasks();
        using Mark = ImageFilter::Mark;
        draw("anna", images_[2], "a red kite");
        draw("berta", images_[4], "a red ball");
        mark("anna", images_[2]);
        mark("anna", images_[2], store::MarkKind::Reviewed);
        mark("berta", images_[22]);
        const auto find = [&](const ImageFilter& filter) { return must(tasks.images(filter)); };
        QCOMPARE(find({}).size(), std::size_t(25));
        QCOMPARE(find({0, "dev", "", Mark::Any, ""}).size(), std::size_t(5));
        QCOMPARE(find({0, "", "anna", Mark::Done, ""}), Ids{images_[2]});
        QCOMPARE(find({0, "", "", Mark::Done, ""}), (Ids{images_[2], images_[22]}));
        QCOMPARE(find({0, "", "anna", Mark::NotDone, ""}).size(), std::size_t(24));
        QCOMPARE(find({0, "", "", Mark::Reviewed, ""}), Ids{images_[2]});
        QCOMPARE(find({0, "", "", Mark::NotReviewed, ""}).size(), std::size_t(24));
        QCOMPARE(find({0, "", "", Mark::Any, "red"}), (Ids{images_[2], images_[4]}));
        QCOMPARE(find({0, "", "berta", Mark::Any, "red"}), Ids{images_[4]});
        QCOMPARE(find({0, "train", "", Mark::NotDone, "red"}), Ids{images_[4]});
        QCOMPARE(find({0, "", "berta", Mark::Any, "", true}), (Ids{images_[4], images_[22]}));
        QCOMPARE(must(store_->regionCounts("anna")), (std::map<std::int64_t, int>{{images_[2], 1}}));
        QCOMPARE(must(store_->regionCounts()).size(), std::size_t(2));
        QVERIFY(must(store_->regionCounts("nobody")).empty());
        const auto dev = must(tasks.addTask(task("dev"))).id;
        QCOMPARE(find({dev, "", "berta", Mark::Unfinished, ""}).size(), std::size_t(4));
        QCOMPARE(find({dev, "", "berta", Mark::Any, ""}), must(tasks.order(dev, "berta")));
        QVERIFY(!tasks.images({0, "nosuch", "", Mark::Any, ""}));
    }
};

QTEST_GUILESS_MAIN(TestTasks)
#include "test_tasks.moc"
