// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/predictions.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <stop_token>

using namespace legenda;
using namespace legenda::exchange;
using store::PredictionItem;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

// Predictions in and out of a project: all of a file or nothing. Quotes in the JSON below are single ones.
class TestPredictionImport : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path root_, project_;
    int number_ = 0;

    static std::string quoted(std::string text) {
        std::ranges::replace(text, '\'', '"');
        return text;
    }
    base::Result<PredictionsReport> import(const std::string& text, const std::string& name = "theirs",
                                           bool dryRun = false, const base::JobContext& job = {}) const {
        test::write(root_ / "predictions.json", quoted(text));
        PredictionsRequest request;
        request.project = project_;
        request.name = name;
        request.input.file = root_ / "predictions.json";
        request.dryRun = dryRun;
        return importPredictions(request, job);
    }
    std::vector<store::PredictionSetRecord> sets() const {
        return must(must(ProjectStore::open(project_, ProjectStore::Mode::Read)).predictions().sets());
    }
    std::vector<PredictionItem> items(const std::string& name, const std::string& image) const {
        const auto store = must(ProjectStore::open(project_, ProjectStore::Mode::Read));
        const auto record = must(store.imageByPath(image));
        return must(store.predictions().items(must(store.predictions().set(name)).id, record->id));
    }
    bool anyLeft() const {
        return std::ranges::any_of(fs::recursive_directory_iterator(project_), [](const auto& entry) {
            return entry.path().extension() == ".lock" || entry.path().extension() == ".f32";
        });
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        project_ = root_ / "p.legenda";
        auto store = must(ProjectStore::create(project_));
        std::vector<store::NewImage> images(3);
        images[0].path = "dev/a b.jpg";
        images[1].path = "dev/b.jpg";
        images[2].path = "test/c.jpg";
        images[0].externalIds = {{"coco", "42"}, {"entities", "9"}};
        images[1].externalIds = {{"coco", "43"}, {"visual-genome", "42"}};
        images[2].externalIds = {{"coco", "44"}, {"visual-genome", "7"}};
        for (auto& image : images) {
            image.split = image.path.substr(0, image.path.find('/'));
            image.width = 100;
            image.height = 80;
            image.captions = {"A dog runs .", "A dog runs .", "The cat"};
        }
        must(store.addImages(root_, "test", images));
    }

    void captionsByIdAndName() {
        const auto report = must(
            import("[{'image_id': 42, 'caption': 'one', 'log_prob': -2}, {'image_id': '43', 'caption': 'two'}, "
                   "{'image_id': 42, "
                   "'caption': 'three', 'log_prob': -1}, {'image_id': 'nowhere.jpg', 'caption': 'x'}, {'image_id': 99, "
                   "'caption': 'x'}, {'image_id': 99, 'caption': 'y'}]"));
        QCOMPARE(report.format, std::string("coco-captions"));
        QCOMPARE(report.images, std::int64_t{2});
        QCOMPARE(report.items, std::int64_t{3});
        QCOMPARE(report.unknown, (std::vector<std::string>{"nowhere.jpg", "99"}));
        QCOMPARE(report.unknownImages, std::int64_t{2});
        QCOMPARE(report.missing, std::int64_t{1});
        QVERIFY(report.missingBySplit == (std::map<std::string, std::int64_t>{{"test", 1}}));
        const auto found = sets();
        QVERIFY(found.size() == 1 && found[0].name == "theirs" && found[0].images == 2 && found[0].items == 3);
        QCOMPARE(found[0].file, std::string("predictions.json"));
        QCOMPARE(found[0].sha256.size(), std::size_t{64});
        const auto first = items("theirs", "dev/a b.jpg");
        QVERIFY(first.size() == 2 && first[0].text == "one" && first[1].score == -1.0);
        must(
            import("[{'image_id': 'a b.jpg', 'caption': 'x'}, {'file_name': 'C:\\\\set\\\\dev\\\\b.jpg', 'caption': "
                   "'y'}, {'image_id': 7, 'caption': 'z'}]",
                   "by name"));
        QCOMPARE(items("by name", "dev/b.jpg")[0].text, std::string("y"));
        QCOMPARE(items("by name", "test/c.jpg")[0].text, std::string("z"));  // an id of another data set
        QVERIFY(!anyLeft());
    }

    void aDryRunWritesNothing() {
        const auto report =
            must(import("[{'image_id': 42, 'caption': 'one'}, {'image_id': 42, 'caption': 'one'}, "
                        "{'image_id': 43}]",
                        {}, true));
        QCOMPARE(report.items, std::int64_t{1});
        QCOMPARE(report.problemCount, std::int64_t{2});
        QVERIFY(report.problems[0].where.ends_with("[1]") && report.problems[1].where.ends_with("[2]"));
        QVERIFY(sets().empty() && !anyLeft());
    }

    // A fault anywhere: one sentence with file and place, and the project is as it was.
    void badFiles_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const QString& text, const char* named) {
            QTest::newRow(name) << text << named;
        };
        row("all unknown", "[{'image_id': 1, 'caption': 'a'}, {'image_id': 'x.jpg', 'caption': 'a'}]",
            "names 2 images");
        row("no id", "[{'image_id': 42, 'caption': 'a'}, {'caption': 'a'}]", "[1]");
        row("leads out", "[{'image_id': 42, 'caption': 'a'}, {'image_id': '..', 'caption': 'a'}]", "[1]");
        row("twice",
            "[{'image_id': 42, 'caption': 'a'}, {'image_id': 43, 'caption': 'a'}, {'image_id': 'a b.jpg', "
            "'caption': 'a'}]",
            "[2]");
        row("NaN", "[{'image_id': 42, 'caption': 'a', 'log_prob': NaN}]", "[0]");
        row("empty", "[]", "predictions.json");
        row("cut", "[{'image_id': 42, 'caption': 'a'}, {'image_id': 43, ", "truncated");
        const QString phrase = "{'image': 'b.jpg', 'sentence': 'The cat', 'start': 0, 'end': 2, 'box': ";
        row("box outside", phrase + "[101, 10, 20, 20]}", ":1");
        row("box above", phrase + "[10, -30, 20, 20]}", ":1");
        row("phrase twice", phrase + "[1, 1, 2, 2]}\n" + phrase + "[5, 5, 6, 6]}", ":2");
        row("another shape",
            "{'image': 'b.jpg', 'width': 80, 'height': 100, 'sentence': 'The cat', 'start': 0, 'end': 2, 'box': [1, 1, "
            "2, 2]}",
            "another shape");
        row("matrix: no such sentence", "{'sentences': ['b.jpg#3']}\n{'image': 'b.jpg', 'scores': [1]}\n", "b.jpg");
        row("matrix: column twice", "{'sentences': ['b.jpg#0', 'dev/b.jpg#0']}\n{'image': 'b.jpg', 'scores': [1, 2]}\n",
            ":1");
        row("matrix: row twice",
            "{'sentences': ['b.jpg#0']}\n{'image': 'b.jpg', 'scores': [1]}\n{'image': 'b.jpg', 'scores': [1]}\n", ":3");
        row("matrix: no rows", "{'sentences': ['b.jpg#0']}\n", "no row");
        row("matrix: rows of nobody", "{'sentences': ['b.jpg#0']}\n{'image': 'x.jpg', 'scores': [1]}\n", "no row");
        row("matrix: columns of nobody", "{'sentences': ['x.jpg#0']}\n{'image': 'b.jpg', 'scores': [1]}\n",
            "no column");
        row("matrix: NaN", "{'sentences': ['b.jpg#0']}\n{'image': 'b.jpg', 'scores': [NaN]}\n", ":2");
        row("matrix: short row", "{'sentences': ['b.jpg#0', 'b.jpg#1']}\n{'image': 'b.jpg', 'scores': [1]}\n", ":2");
    }
    void badFiles() {
        QFETCH(QString, text);
        QFETCH(QString, named);
        const auto report = import(text.toStdString());
        QVERIFY(!report);
        QCOMPARE(base::exitStatus(report.error().code), 3);
        const auto message = QString::fromStdString(report.error().message);
        QVERIFY2(message.contains("predictions.json") && message.contains(named), qPrintable(message));
        QVERIFY(sets().empty() && !anyLeft());
    }

    void names() {
        must(import("[{'image_id': 42, 'caption': 'a'}]"));
        const auto again = import("[{'image_id': 42, 'caption': 'a'}]");
        QVERIFY(!again && base::exitStatus(again.error().code) == 3);
        for (const std::string bad : {"", " ", "a/b", "a\nb", "exec:true"}) {
            const auto refused = import("[{'image_id': 42, 'caption': 'a'}]", bad);
            QVERIFY2(!refused && refused.error().code == base::ErrorCode::Usage, bad.c_str());
        }
        QCOMPARE(sets().size(), std::size_t{1});
    }

    // The same sentence twice in an image: each of its two phrases may have a box.
    void sentencesThatAnImageHasTwice() {
        const std::string line =
            "{'image': 'b.jpg', 'sentence': 'A dog runs .', 'start': 0, 'end': 2, 'box': [1, 1, 2, "
            "2]}\n";
        QCOMPARE(must(import(line + line)).items, std::int64_t{2});
        QVERIFY(!import(line + line + line, "thrice"));
    }

    void boxesAreScaledAndMayReachOver() {
        const auto report = must(import(
            "{'image': 'b.jpg', 'width': 50, 'height': 40, 'sentence': 'The cat', 'start': 0, 'end': 2, 'box': [1, 2, "
            "3, 4]}\n{'image': 'b.jpg', 'sentence': 'The cat', 'start': 1, 'end': 2, 'box': [90, 70, 20, 20]}\n"));
        const auto found = items("theirs", "dev/b.jpg");
        QVERIFY(found[0].boxes[0].box == (base::Box{2, 4, 6, 8}));
        QVERIFY(found[1].boxes[0].box == (base::Box{90, 70, 20, 20}));  // as given, so that figures stay the same
        QCOMPARE(report.notes.size(), std::size_t{1});
        QVERIFY(report.problems.empty());
    }

    void cancelledNothingIsLeft() {
        std::string many = "[";
        for (int i = 0; i < 20000; ++i)
            many += (i ? ",\n" : "\n") + std::string("{\"image_id\": 42, \"caption\": \"") + std::to_string(i) + "\"}";
        many += "]";
        // While it is checked, and while it is written.
        for (const int wanted : {1, 2}) {
            std::stop_source stop;
            int firsts = 0;
            std::int64_t before = -1;
            base::JobContext job{stop.get_token(), [&](const base::Progress& progress) {
                                     if (progress.total > 0 && progress.done < before) ++firsts;
                                     if (progress.total > 0 && before < 0) ++firsts;
                                     if (progress.total > 0) before = progress.done;
                                     if (firsts == wanted && progress.done > progress.total / 2) stop.request_stop();
                                 }};
            const auto report = import(many, "many", false, job);
            QVERIFY(!report && report.error().code == base::ErrorCode::Cancelled);
            QVERIFY(sets().empty() && !anyLeft());
        }
        QCOMPARE(must(import(many, "many")).items, std::int64_t{20000});
    }

    // What is written is read as it was.
    void setsGoOutAndComeIn_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("file");
        const QString captions =
            "[{'image_id': 42, 'caption': 'a, \\'b\\'', 'log_prob': -1.5}, {'image_id': 44, "
            "'caption': 'c'}]";
        const QString phrases =
            "{'image': 'b.jpg', 'sentence': 'A dog runs .', 'start': 0, 'end': 2, 'box': [1, 2, 3, 4], 'score': 0.5}\n"
            "{'image': 'c.jpg', 'sentence': 'The cat', 'start': 0, 'end': 2, 'box': [5, 6, 7, 8], 'score': 0.25}\n";
        const QString unfound = "{'image': 'b.jpg', 'sentence': 'A dog runs .', 'start': 0, 'end': 2, 'box': null}\n";
        const QString detections =
            "[{'image_id': 42, 'bbox': [1, 2, 3, 4], 'score': 0.5, 'caption': 'a dog'}, "
            "{'image_id': 44, 'bbox': [5, 6, 7, 8], 'score': 0.25, 'caption': 'a cat'}]";
        const QString dense =
            "{'opt': {}, 'results': [{'img_name': 'b.jpg', 'boxes': [[1, 2, 3, 4], [5, 6, 7, 8]], "
            "'scores': [1.5, -2], 'captions': ['a dog', 'a cat']}]}";
        const QString alignment =
            "{'image': 'b.jpg', 'width': 100, 'height': 80, 'sentence': 'A dog', 'tokens': ['a', 'dog'], 'regions': "
            "[{'box': [0, 0, 100, 80], 'score': 0}, {'box': [1, 2, 3, 4], 'score': 0.5}], 'assignment': [-1, 1], "
            "'word_scores': [0, 2.5], 'scores': [[0, 0], [1, 2.5]], 'score': 2.5}\n";
        const QString matrix =
            "{'sentences': ['c.jpg#1', 'b.jpg#0']}\n{'image': 'c.jpg', 'scores': [1, null]}\n"
            "{'image': 'b.jpg', 'scores': [3, 4.5]}\n";
        const auto row = [](const QString& text, const char* format, const char* file = "out.json") {
            QTest::addRow("%s as %s", file, format) << text << format << file;
        };
        row(captions, "coco-captions");
        row(captions, "neuraltalk");
        row(phrases, "phrase-boxes");
        row(unfound + phrases.section('\n', 1), "phrase-boxes", "unfound.jsonl");
        row(phrases, "odvg");
        row(detections, "coco-detections");
        row(detections, "labelme", "folder");
        row(dense, "densecap");
        row(dense, "visual-genome");
        row(alignment, "alignments");
        row(matrix, "similarity", "out.jsonl");
        row(matrix, "similarity", "out.npy");
    }
    void setsGoOutAndComeIn() {
        QFETCH(QString, text);
        QFETCH(QString, format);
        QFETCH(QString, file);
        const auto first = must(import(text.toStdString()));
        const auto out = root_ / file.toStdString();
        const auto written = must(exportPredictions({project_, "theirs", format.toStdString(), out}, {}));
        QCOMPARE(written.items, first.items);
        PredictionsRequest again{project_, "again", {}, {out, {}, {}}, false};
        const auto second = must(importPredictions(again, {}));
        QCOMPARE(QString::fromStdString(second.format), format);
        QCOMPARE(second.items, first.items);
        QVERIFY(second.unknown.empty() && second.problems.empty());
        for (const char* image : {"dev/a b.jpg", "dev/b.jpg", "test/c.jpg"}) {
            const auto before = items("theirs", image), after = items("again", image);
            QCOMPARE(after.size(), before.size());
            for (std::size_t i = 0; i < before.size(); ++i) {
                QCOMPARE(after[i].text, before[i].text);
                QCOMPARE(after[i].sentence, before[i].sentence);
                QVERIFY(after[i].boxes == before[i].boxes);
                QVERIFY(after[i].tokens == before[i].tokens && after[i].assignment == before[i].assignment);
                QVERIFY(after[i].scores.data == before[i].scores.data);
            }
        }
        if (first.format == "similarity") {
            const auto store = must(ProjectStore::open(project_, ProjectStore::Mode::Read));
            const auto theirs = must(store.predictions().set("theirs")), ours = must(store.predictions().set("again"));
            QVERIFY(must(store.predictions().similarity(theirs, {0, 1})).data ==
                    must(store.predictions().similarity(ours, {0, 1})).data);
        }
    }

    // A name with its ending may stand for the id, as of data sets that have no numbers.
    void visualGenomeByName() {
        const auto report = must(
            import("[{'id': 'b.jpg', 'regions': [{'region_id': 1, 'x': 1, 'y': 2, 'width': 3, 'height': 4, 'phrase': "
                   "'a dog'}]}]"));
        QVERIFY(report.unknown.empty() && report.items == 1);
        QCOMPARE(items("theirs", "dev/b.jpg").size(), std::size_t{1});
    }

    // A format whose file is a folder names no endings.
    void formatsForASet() {
        using Names = std::vector<std::string>;
        const auto names = [](store::PredictionKind kind) {
            Names all;
            for (const auto& format : exportFormats(kind)) all.push_back(format.name);
            std::ranges::sort(all);
            return all;
        };
        QCOMPARE(names(store::PredictionKind::Captions), (Names{"coco-captions", "neuraltalk"}));
        QCOMPARE(names(store::PredictionKind::Phrases), names(store::PredictionKind::Regions));
        QCOMPARE(names(store::PredictionKind::Similarity), Names{"similarity"});
        QCOMPARE(exportFormats(store::PredictionKind::Similarity)[0].extensions, (Names{".jsonl", ".npy"}));
        for (const auto& format : exportFormats(store::PredictionKind::Phrases))
            QCOMPARE(format.extensions.empty(), format.name == "labelme");
    }

    void aFormatOfAnotherKindIsRefused() {
        must(import("[{'image_id': 42, 'caption': 'a'}]"));
        const auto refused = exportPredictions({project_, "theirs", "odvg", root_ / "out"}, {});
        QVERIFY(!refused && refused.error().code == base::ErrorCode::Usage && !fs::exists(root_ / "out"));
        QVERIFY(!exportPredictions({project_, "missing", {}, root_ / "out"}, {}));
    }
};

QTEST_GUILESS_MAIN(TestPredictionImport)
#include "test_prediction_import.moc"
