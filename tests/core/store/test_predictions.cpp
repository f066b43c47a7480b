// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/job_context.h"
#include "core/store/predictions/item_blob.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace legenda;
using store::PredictionItem;
using store::PredictionKind;
using store::PredictionSetRecord;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

// Prediction sets in the store: there as a whole or not at all.
class TestPredictions : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path root_, project_;
    int number_ = 0;

    static PredictionSetRecord wanted(const std::string& name, PredictionKind kind = PredictionKind::Captions) {
        PredictionSetRecord set;
        set.name = name;
        set.kind = kind;
        set.format = "coco-captions";
        set.file = "results.json";
        set.sha256 = "abc";
        return set;
    }
    static PredictionItem caption(std::int64_t image, const std::string& text,
                                  std::optional<double> score = std::nullopt) {
        PredictionItem item;
        item.image = image;
        item.text = text;
        item.score = score;
        return item;
    }
    static PredictionItem alignment(std::int64_t image) {
        PredictionItem item;
        item.image = image;
        item.sentence = "A dog runs .";
        item.start = 1;
        item.end = 3;
        item.text = "dog runs";
        item.score = -2.5;
        item.boxes = {{{0, 0, 64, 48}, std::nullopt}, {{1.5, 2.25, 10, 12}, 0.75}};
        item.tokens = {"a", "dög"};
        item.assignment = {-1, 1};
        item.wordScores = {0, 3.5};
        item.scores = base::Matrix(2, 2);
        item.scores.data = {1, -2, 0.5F, 3};
        return item;
    }
    bool anyLeft() const {
        return std::ranges::any_of(fs::recursive_directory_iterator(project_), [](const auto& entry) {
            return entry.path().extension() == ".lock" || entry.path().extension() == ".f32";
        });
    }
    static std::vector<std::string> namesOf(const ProjectStore& store) {
        std::vector<std::string> names;
        for (const auto& set : must(store.predictions().sets())) names.push_back(set.name);
        return names;
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        project_ = root_ / "p.legenda";
        auto store = must(ProjectStore::create(project_));
        store::NewImage a, b;
        a.path = "a.jpg";
        b.path = "b.jpg";
        must(store.addImages(root_, "test", {a, b}));
    }

    void aBlobComesBack() {
        const auto item = alignment(1);
        PredictionItem back = item;
        back.boxes.clear();
        back.tokens.clear();
        back.assignment.clear();
        back.wordScores.clear();
        back.scores = {};
        const auto bytes = store::itemBlob(item);
        QVERIFY(store::readItemBlob(bytes, back));
        QVERIFY(back == item);
        QVERIFY(store::itemBlob(caption(1, "text only")).empty());
        // Cut anywhere, or with something behind it, it is no blob.
        for (std::size_t size = 1; size < bytes.size(); ++size) {
            PredictionItem cut;
            QVERIFY2(!store::readItemBlob(std::string_view(bytes).substr(0, size), cut), std::to_string(size).c_str());
        }
        PredictionItem longer;
        QVERIFY(!store::readItemBlob(bytes + "x", longer));
        // A count that memory could not hold.
        PredictionItem huge;
        QVERIFY(!store::readItemBlob(std::string("\x01\0\0\0\xff\xff\xff\xff", 8), huge));
        // A region that is not there.
        auto elsewhere = item;
        elsewhere.assignment = {-1, 2};
        PredictionItem wrong;
        QVERIFY(!store::readItemBlob(store::itemBlob(elsewhere), wrong));
        // Scores that are not there.
        auto unscored = item;
        unscored.scores = {};
        auto without = store::itemBlob(unscored);
        without.back() = 1;
        PredictionItem few;
        QVERIFY(!store::readItemBlob(without, few));
        QVERIFY(few.scores.data.empty());
    }

    void aSetIsSeenWhenItIsFinished() {
        auto store = must(ProjectStore::open(project_));
        auto reader = must(ProjectStore::open(project_, ProjectStore::Mode::Read));
        auto& sets = store.predictions();
        const auto id = must(sets.begin(wanted("ours")));
        must(sets.add(id, {caption(2, "second"), caption(1, "first", -1.5)}));
        must(sets.add(id, {caption(1, "another")}));
        QVERIFY(namesOf(store).empty() && namesOf(reader).empty());
        QVERIFY(!must(sets.find("ours")));
        const auto set = must(sets.finish(id));
        QCOMPARE(namesOf(reader), std::vector<std::string>{"ours"});
        QCOMPARE(set.images, std::int64_t{2});
        QCOMPARE(set.items, std::int64_t{3});
        QCOMPARE(set.file, std::string("results.json"));
        QVERIFY(set.kind == PredictionKind::Captions && !set.at.empty() && set.sha256 == "abc");
        const auto first = must(reader.predictions().items(set.id, 1));
        QCOMPARE(first.size(), std::size_t{2});
        QVERIFY(first[0] == caption(1, "first", -1.5) && first[1] == caption(1, "another"));
        std::vector<std::string> all;
        must(reader.predictions().forEachItem(set.id, [&](PredictionItem&& item) {
            all.push_back(item.text);
            return base::Status();
        }));
        QCOMPARE(all, (std::vector<std::string>{"first", "another", "second"}));
        const auto ended = reader.predictions().forEachItem(
            set.id, [](PredictionItem&&) { return base::Status(base::JobContext::cancelled()); });
        QVERIFY(!ended && ended.error().code == base::ErrorCode::Cancelled);
        QVERIFY(!anyLeft());
        QCOMPARE(must(store.verify()), std::string());
    }

    void anAlignmentComesBack() {
        auto store = must(ProjectStore::open(project_));
        const auto id = must(store.predictions().begin(wanted("a", PredictionKind::Alignments)));
        must(store.predictions().add(id, {alignment(2)}));
        must(store.predictions().finish(id));
        const auto items = must(store.predictions().items(id, 2));
        QVERIFY(items.size() == 1 && items[0] == alignment(2));
        QVERIFY(store::bestBox(items[0])->box == (base::Box{1.5, 2.25, 10, 12}));
    }

    void namesAreTakenOnce() {
        auto store = must(ProjectStore::open(project_));
        auto& sets = store.predictions();
        const auto id = must(sets.begin(wanted("ours")));
        QVERIFY(!sets.begin(wanted("ours")));  // also while it is written
        must(sets.finish(id));
        const auto again = sets.begin(wanted("ours"));
        QVERIFY(!again && again.error().code == base::ErrorCode::BadInput);
        QVERIFY(!sets.begin(wanted("  ")));
        must(sets.remove("ours"));
        must(sets.finish(must(sets.begin(wanted("ours")))));
        const auto missing = sets.set("theirs");
        QVERIFY(!missing && missing.error().message.find("ours") != std::string::npos);
        QVERIFY(!sets.remove("theirs"));
        QVERIFY(!anyLeft());
    }

    void discardedAndLeftSetsGoAsAWhole() {
        {
            auto store = must(ProjectStore::open(project_));
            auto& sets = store.predictions();
            const auto id = must(sets.begin(wanted("discarded")));
            must(sets.add(id, {caption(1, "gone")}));
            must(sets.appendRow(id, std::vector<float>{1, 2}));
            must(sets.discard(id));
            QVERIFY(!anyLeft());
            const auto left = must(sets.begin(wanted("left")));
            must(sets.add(left, {caption(1, "gone")}));
            must(sets.appendRow(left, std::vector<float>{1, 2}));
            // Another program that opens the project does not touch what this one writes.
            auto other = must(ProjectStore::open(project_));
            must(sets.add(left, {caption(2, "gone")}));
            QVERIFY(namesOf(other).empty() && anyLeft());
        }
        auto store = must(ProjectStore::open(project_));
        QVERIFY(namesOf(store).empty());
        QVERIFY(!anyLeft());
        must(store.predictions().finish(must(store.predictions().begin(wanted("left")))));
    }

    // As after a backup was put back that had been made during an import.
    void aSetWithoutItsLockIsLeft() {
        {
            auto store = must(ProjectStore::open(project_));
            must(store.predictions().begin(wanted("ours")));
        }
        for (const auto& entry : fs::directory_iterator(project_))
            if (entry.path().extension() == ".lock") fs::remove(entry.path());
        auto store = must(ProjectStore::open(project_));
        must(store.predictions().finish(must(store.predictions().begin(wanted("ours")))));
        QCOMPARE(namesOf(store), std::vector<std::string>{"ours"});
    }

    void predictionsGoWithTheirImage() {
        auto store = must(ProjectStore::open(project_));
        auto& sets = store.predictions();
        store::NewImage c;
        c.path = "c.jpg";
        const auto import = must(store.beginImport(root_, "more"));
        const auto added = must(store.addToImport(import, root_, {c}));
        const auto id = must(sets.begin(wanted("ours")));
        must(sets.add(id, {caption(1, "stays"), caption(added[0].id, "goes")}));
        must(sets.finish(id));
        must(store.removeImages({1}));  // not for good: seen again when it is restored
        std::vector<std::string> seen;
        const auto look = [&] {
            seen.clear();
            must(sets.forEachItem(id, [&](PredictionItem&& item) {
                seen.push_back(item.text);
                return base::Status();
            }));
            return seen;
        };
        QCOMPARE(look(), std::vector<std::string>{"goes"});
        must(store.restoreImages({1}));
        must(store.removeImport(import));
        QCOMPARE(look(), std::vector<std::string>{"stays"});
        QCOMPARE(must(store.verify()), std::string());
    }

    void aMatrixIsReadByRows() {
        auto store = must(ProjectStore::open(project_));
        auto& sets = store.predictions();
        auto matrix = wanted("matrix", PredictionKind::Similarity);
        matrix.rows = 3;
        matrix.columns = 2;
        const auto id = must(sets.begin(matrix));
        for (const auto& row : {std::vector<float>{1, 2}, {3, 4}, {5, 6}}) must(sets.appendRow(id, row));
        PredictionItem row, column;
        row.image = column.image = 1;
        row.part = PredictionItem::Part::Row;
        column.part = PredictionItem::Part::Column;
        column.sentence = "A dog";
        must(sets.add(id, {row, column}));
        const auto set = must(sets.finish(id));
        QCOMPARE(set.items, std::int64_t{1});
        QVERIFY(must(sets.similarity(set, {2, 0})).data == (std::vector<float>{5, 6, 1, 2}));
        QVERIFY(!sets.similarity(set, {3}));  // behind its end
        fs::resize_file(project_ / "predictions" / (set.uuid + ".f32"), 20);
        const auto cut = sets.similarity(set, {2});
        QVERIFY(!cut && cut.error().code == base::ErrorCode::Io);
        must(sets.remove("matrix"));
        QVERIFY(!anyLeft());
    }

    void aReaderWritesNothing() {
        auto store = must(ProjectStore::open(project_, ProjectStore::Mode::Read));
        const auto begun = store.predictions().begin(wanted("ours"));
        QVERIFY(!begun && begun.error().code == base::ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestPredictions)
#include "test_predictions.moc"
