// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/half.h"
#include "core/data/predictions/format.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

using namespace legenda;
using namespace legenda::data::predictions;
using test::must;
namespace fs = std::filesystem;
namespace regions = legenda::data::regions;

// What files of predictions look like, and what is wrong with some. Quotes in the JSON below are single ones.
class TestPredictionFormats : public QObject {
    Q_OBJECT

    struct Found {
        std::string format;
        std::vector<Prediction> predictions;
        std::vector<SentenceId> columns;
        std::vector<std::string> rowImages;
        std::vector<std::vector<float>> rows;
        std::vector<data::Problem> faults, notes;
    };

    QTemporaryDir dir_;
    fs::path root_;
    int number_ = 0;

    static std::string quoted(std::string text) {
        std::ranges::replace(text, '\'', '"');
        return text;
    }
    base::Result<Found> tryRead(const fs::path& file, const std::string& name = {}) const {
        LEGENDA_TRY(format, formatToRead(file, name, {}));
        Found found;
        found.format = (*format)->name();
        const base::JobContext job;
        Feed feed(job, {[&](Prediction&& prediction) {
                            found.predictions.push_back(std::move(prediction));
                            return base::Status();
                        },
                        [&](const std::vector<SentenceId>& sentences) {
                            found.columns = sentences;
                            return base::Status();
                        },
                        [&](const regions::Record& image, std::span<const float> scores) {
                            found.rowImages.push_back(image.image);
                            found.rows.emplace_back(scores.begin(), scores.end());
                            return base::Status();
                        }});
        LEGENDA_TRY(read, readPredictions(**format, {file, {}, {}}, feed));
        found.faults = feed.faults();
        found.notes = feed.notes();
        return found;
    }
    Found read(const std::string& text, const std::string& name = {}) const {
        test::write(root_ / "file", quoted(text));
        return must(tryRead(root_ / "file", name));
    }

    template <class Number>
    static std::string bytesOf(Number number, bool big) {
        std::string bytes(sizeof number, '\0');
        std::memcpy(bytes.data(), &number, sizeof number);
        if (big) std::ranges::reverse(bytes);
        return bytes;
    }
    // A .npy of 2 rows and 3 columns that counts from 0 by rows.
    static std::string npy(const std::string& type, bool byColumns, int version) {
        std::string header =
            "{'descr': '" + type + "', 'fortran_order': " + (byColumns ? "True" : "False") + ", 'shape': (2, 3), }\n";
        std::string text = "\x93NUMPY" + std::string(1, static_cast<char>(version)) + std::string(1, '\0');
        if (version == 1)
            text += bytesOf(static_cast<std::uint16_t>(header.size()), false);
        else
            text += bytesOf(static_cast<std::uint32_t>(header.size()), false);
        text += header;
        const bool big = type[0] == '>';
        for (int i = 0; i < 6; ++i) {
            const float value = static_cast<float>(byColumns ? i % 2 * 3 + i / 2 : i);
            if (type.ends_with("f2")) text += bytesOf(base::floatToHalf(value), big);
            if (type.ends_with("f4")) text += bytesOf(value, big);
            if (type.ends_with("f8")) text += bytesOf(static_cast<double>(value), big);
        }
        return text;
    }
    void writeIds(const std::string& images = "a.jpg\nb.jpg\n",
                  const std::string& sentences = "a.jpg#0\ta.jpg\n7\tb.jpg\nb.jpg#1\n") const {
        test::write(root_ / "m.images.txt", images);
        test::write(root_ / "m.sentences.txt", sentences);
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        fs::create_directories(root_);
    }

    void formatsAreRecognised_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("format");
        const auto row = [](const char* text, const char* format) { QTest::addRow("%s", text) << text << format; };
        row("[{'image_id': 1, 'caption': 'a dog'}]", "coco-captions");
        row("[{'file_name': 'a.jpg', 'caption': 'a dog'}]", "coco-captions");
        row("[{'image': 'a.jpg', 'box': null, 'captions': [{'text': 'a dog', 'log_prob': -1}]}]", "coco-captions");
        row("[{'image_id': 1, 'caption': 'a dog', 'file_name': 'imgs/a.jpg'}]", "neuraltalk");
        row("{'params': {}, 'imgblobs': [{'img_path': 'a.jpg', 'candidate': {'text': 'a dog', 'logprob': -1}}]}",
            "neuraltalk");
        row("{'image': 'a.jpg', 'sentence': 'A dog .', 'start': 0, 'end': 2, 'box': [1, 2, 3, 4]}", "phrase-boxes");
        row("{'image': 'a.jpg', 'skipped': 'why'}", "phrase-boxes");
        row("{'box': [1, 2, 3, 4], 'end': 2, 'image': 'a.jpg', 'phrase': 'A dog', 'sentence': 'A dog .', 'start': 0}\n"
            "{'image': 'b.jpg', 'skipped': 'why'}",
            "phrase-boxes");
        row("{'filename': 'a.jpg', 'height': 9, 'width': 9, 'grounding': {'caption': 'a dog', 'regions': [{'bbox': "
            "[1, 2, 3, 4], 'phrase': 'a dog', 'tokens_positive': [[0, 5]]}]}}",
            "odvg");
        row("[{'image_id': 1, 'category_id': 1, 'bbox': [1, 2, 3, 4], 'score': 0.5, 'phrase': 'a dog'}]",
            "coco-detections");
        row("{'opt': {}, 'results': [{'img_name': 'a.jpg', 'boxes': [[1, 2, 3, 4]], 'scores': [1], 'captions': "
            "['a dog']}]}",
            "densecap");
        row("[{'id': 1, 'regions': [{'region_id': 1, 'image_id': 1, 'x': 1, 'y': 2, 'width': 3, 'height': 4, 'phrase': "
            "'a dog'}]}]",
            "visual-genome");
        row("{'version': '5', 'shapes': [{'label': 'dog', 'points': [[1, 2], [4, 6]], 'shape_type': 'rectangle', "
            "'description': 'a dog'}], 'imagePath': 'a.jpg'}",
            "labelme");
        row("{'image': 'a.jpg', 'sentence': 'A dog', 'tokens': ['a', 'dog'], 'regions': [{'box': [0, 0, 9, 9]}], "
            "'assignment': [-1, 0], 'word_scores': [0, 1]}",
            "alignments");
        row("{'assignment': [-1, 0], 'image': 'a.jpg', 'regions': [{'box': [0, 0, 9, 9]}], 'sentence': 'A dog', "
            "'tokens': ['a', 'dog']}",
            "alignments");
        row("{'sentences': ['a.jpg#0']}\n{'image': 'a.jpg', 'scores': [1]}", "similarity");
    }
    void formatsAreRecognised() {
        QFETCH(QString, text);
        QFETCH(QString, format);
        const auto found = read(text.toStdString());
        QCOMPARE(QString::fromStdString(found.format), format);
        QVERIFY2(found.faults.empty(), found.faults.empty() ? "" : found.faults[0].why.c_str());
        QVERIFY(!found.predictions.empty() || !found.rows.empty());
    }

    void unknownContentIsRefused() {
        for (const std::string text : {"", "a dog\n", "{'x': 1}", "[1, 2]", "[{'image_id': 1}]"}) {
            test::write(root_ / "file", quoted(text));
            const auto found = tryRead(root_ / "file");
            QVERIFY2(!found && found.error().message.find((root_ / "file").string()) != std::string::npos,
                     text.c_str());
            QCOMPARE(found.error().message.ends_with("file is empty."), text.empty());
        }
        const auto none = tryRead(root_ / "file", "no-such-format");
        QVERIFY(!none && none.error().code == base::ErrorCode::Usage);
        QVERIFY(!tryRead(root_ / "missing"));
    }

    void captions() {
        const auto found = read(
            "[{'image_id': 42, 'caption': 'a, \\'quoted\\' dog', 'log_prob': -1.5}, {'image_id': "
            "'b c.jpg', 'caption': ''}, {'image_id': 7.0, 'caption': 'x'}]");
        QVERIFY(found.faults.empty());
        QCOMPARE(found.predictions.size(), std::size_t{3});
        QCOMPARE(found.predictions[0].image.imageId, std::string("42"));
        QCOMPARE(found.predictions[0].text, std::string("a, \"quoted\" dog"));
        QVERIFY(found.predictions[0].score == -1.5 && !found.predictions[1].score);
        QCOMPARE(found.predictions[1].image.image, std::string("b c.jpg"));
        QCOMPARE(found.predictions[2].image.imageId, std::string("7"));
    }
    void captionsInOurShape() {
        const auto found = read(
            "[{'image': 'a.jpg', 'box': null, 'captions': [{'text': 'one', 'log_prob': -1}, {'text': "
            "'two', 'log_prob': -2}]}, {'image': 'a.jpg', 'box': [1, 2, 3, 4], 'captions': []}]",
            "coco-captions");
        QCOMPARE(found.predictions.size(), std::size_t{2});
        QVERIFY(found.predictions[1].text == "two" && found.predictions[1].score == -2.0);
        QCOMPARE(found.faults.size(), std::size_t{1});
    }
    void neuraltalk() {
        const auto blobs = read(
            "{'params': {'x': [1]}, 'imgblobs': [{'img_path': 'coco/a.jpg', 'imgid': 3, 'references': "
            "[{'text': 'no'}], 'candidate': {'text': 'a dog', 'logprob': -2.5}}]}");
        QVERIFY(blobs.predictions.size() == 1 && blobs.predictions[0].text == "a dog");
        QVERIFY(blobs.predictions[0].score == -2.5 && blobs.predictions[0].image.image == "coco/a.jpg");
        // The id counts the images of the run and is none of a data set.
        const auto list = read("[{'image_id': '1', 'caption': 'a dog', 'file_name': 'a.jpg'}]");
        QVERIFY(list.predictions[0].image.imageId.empty() && list.predictions[0].image.image == "a.jpg");
        test::write(root_ / "other", "{\"params\": {}}");
        QVERIFY(!tryRead(root_ / "other", "neuraltalk"));
    }
    void phraseBoxes() {
        const auto found = read(
            "{'image': 'a.jpg', 'sentence': 'A dog runs .', 'start': 1, 'end': 3, 'box': [1, 2, 3, 4], 'score': "
            "0.5}\n\n"
            "{'image': 'a.jpg', 'sentence': 'A dog runs .', 'phrase': 'a dog', 'boxes': [[1, 2, 3, 4], [5, 6, 7, 8]], "
            "'scores': [0.1, 0.9]}\n"
            "{'image': 'b.jpg', 'skipped': 'no features'}\n");
        QVERIFY(found.faults.empty());
        QCOMPARE(found.predictions.size(), std::size_t{3});
        QVERIFY(found.predictions[0].text == "dog runs" && found.predictions[0].boxes[0].score == 0.5);
        const auto& second = found.predictions[1];
        QVERIFY(second.start == 0 && second.end == 2 && second.boxes.size() == 2 && second.boxes[1].score == 0.9);
        QVERIFY(second.boxes[1].box == (base::Box{5, 6, 7, 8}));
        QVERIFY(found.predictions[2].skipped && found.predictions[2].text == "no features");
        // A phrase for which none was found.
        const auto none = read("{'image': 'a.jpg', 'sentence': 'A dog', 'start': 0, 'end': 2, 'box': null}\n");
        QVERIFY(none.faults.empty() && none.predictions.size() == 1);
        QVERIFY(none.predictions[0].text == "A dog" && none.predictions[0].boxes.empty());
    }
    void odvgPhrases() {
        const auto found = read(
            "{'filename': 'a.jpg', 'height': 50, 'width': 60, 'grounding': {'caption': 'A dog and a cat', 'regions': "
            "[{'bbox': [1, 2, 4, 6], 'phrase': 'A dog', 'tokens_positive': [[0, 5]], 'score': 0.5}, {'bbox': [[10, 10, "
            "20, 20], [30, 30, 40, 40]], 'phrase': 'a cat', 'tokens_positive': [[10, 15]]}]}}\n"
            "{'filename': 'b.jpg', 'height': 50, 'width': 60, 'grounding': {'caption': 'x', 'regions': [{'bbox': [1, "
            "2, "
            "4, 6], 'phrase': 'a bird'}]}}\n");
        QVERIFY2(found.faults.empty(), found.faults.empty() ? "" : found.faults[0].why.c_str());
        QCOMPARE(found.predictions.size(), std::size_t{3});
        const auto& dog = found.predictions[0];
        QVERIFY(dog.sentence == "A dog and a cat" && dog.start == 0 && dog.end == 2 && dog.text == "A dog");
        QVERIFY(dog.boxes.size() == 1 && dog.boxes[0].box == (base::Box{1, 2, 3, 4}) && dog.boxes[0].score == 0.5);
        QVERIFY(dog.image.image == "a.jpg" && dog.image.width == 60);
        QVERIFY(found.predictions[1].start == 3 && found.predictions[1].boxes.size() == 2);
        QVERIFY(found.predictions[2].sentence.empty() && found.predictions[2].text == "a bird");
    }
    void detectionsWithPhrases() {
        const auto found = read(
            "[{'image_id': 1, 'category_id': 1, 'bbox': [1, 2, 3, 4], 'score': 0.5, 'caption': "
            "'a dog'}, {'image_id': 1, 'bbox': [1, 2, 3, 4], 'score': 0.25, 'caption': 'a dog', "
            "'sentence': 'I see a dog', 'start': 2, 'end': 4}]");
        QVERIFY(found.faults.empty());
        QCOMPARE(found.predictions.size(), std::size_t{2});
        QVERIFY(found.predictions[0].text == "a dog" && found.predictions[0].sentence.empty());
        QVERIFY(found.predictions[0].boxes[0].score == 0.5 && found.predictions[0].image.imageId == "1");
        QVERIFY(found.predictions[1].sentence == "I see a dog" && found.predictions[1].start == 2);
    }
    void labelmeDescriptions() {
        const auto found = read(
            "{'version': '5', 'shapes': [{'label': 'dog', 'points': [[1, 2], [4, 2], [4, 6], [1, 6]], 'shape_type': "
            "'rectangle', 'description': 'a dog', 'score': 0.5}, {'label': 'cat', 'points': [[1, 2], [4, 2], [4, 6]], "
            "'shape_type': 'polygon', 'description': 'a cat', 'score': null}], 'imagePath': 'a.jpg', 'imageWidth': 60, "
            "'imageHeight': 50}");
        QVERIFY(found.faults.empty());
        QCOMPARE(found.predictions.size(), std::size_t{2});
        QVERIFY(found.predictions[0].text == "a dog" && found.predictions[0].boxes[0].score == 0.5);
        QVERIFY(found.predictions[0].boxes[0].box == (base::Box{1, 2, 3, 4}));
        QCOMPARE(found.notes.size(), std::size_t{1});  // of the polygon
    }
    void regionCaptions() {
        const auto dense = read(
            "{'opt': {'image_size': 720}, 'results': [{'img_name': 'a.jpg', 'boxes': [[1, 2, 3, 4], "
            "[5, 6, 7, 8]], 'scores': [1.5, -2], 'captions': ['a dog', 'a cat']}]}");
        QVERIFY(dense.faults.empty() && dense.predictions.size() == 2);
        QVERIFY(dense.predictions[1].text == "a cat" && dense.predictions[1].boxes[0].score == -2.0);
        QVERIFY(dense.predictions[1].image.frame == data::regions::Frame::LongSide);
        QVERIFY(dense.predictions[1].image.longSide == 720);
        const auto unscored = read(
            "{'opt': {}, 'results': [{'img_name': 'a.jpg', 'boxes': [[1, 2, 3, 4]], 'scores': [null], 'captions': "
            "['a dog']}]}");
        QVERIFY(unscored.faults.empty() && unscored.predictions.size() == 1);
        QVERIFY(!unscored.predictions[0].score && !unscored.predictions[0].boxes[0].score);
        const auto genome = read(
            "[{'id': 5, 'regions': [{'region_id': 1, 'image_id': 5, 'x': 1, 'y': 2, 'width': 3, "
            "'height': 4, 'phrase': 'a dog'}]}]");
        QVERIFY(genome.faults.empty() && genome.predictions.size() == 1);
        QVERIFY(genome.predictions[0].image.imageId == "5" && genome.predictions[0].text == "a dog");
    }
    void alignments() {
        const auto found = read(
            "{'image': 'a.jpg', 'width': 60, 'height': 50, 'sentence': 'A dog', 'tokens': ['a', 'dog'], 'regions': "
            "[{'box': [0, 0, 60, 50], 'norm': 1, 'score': 0}, {'box': [1, 2, 3, 4], 'score': 0.5}], 'assignment': [-1, "
            "1], 'word_scores': [0, 2.5], 'scores': [[0, 0], [1, 2.5]], 'segments': [], 'score': 2.5}\n"
            "{'image': 'a.jpg', 'sentence': 'Xyzzy', 'tokens': ['xyzzy'], 'regions': [{'box': [0, 0, 60, 50]}], "
            "'assignment': [-1], 'word_scores': [0], 'score': null}\n");
        QVERIFY2(found.faults.empty(), found.faults.empty() ? "" : found.faults[0].why.c_str());
        QCOMPARE(found.predictions.size(), std::size_t{2});
        const auto& first = found.predictions[0];
        QVERIFY(first.assignment == (std::vector<int>{-1, 1}) && first.wordScores == (std::vector<double>{0, 2.5}));
        QVERIFY(first.scores.rows == 2 && first.scores(1, 1) == 2.5F && first.score == 2.5);
        QVERIFY(found.predictions[1].scores.data.empty() && !found.predictions[1].score);
    }

    // All faults of one place.
    void faults_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* name, const QString& text, const char* where, const char* why) {
            QTest::newRow(name) << text << where << why;
        };
        const QString good = "{'image_id': 1, 'caption': 'a dog'}, ";
        row("caption missing", "[" + good + "{'image_id': 1}]", "[1]", "caption");
        row("caption no text", "[" + good + "{'image_id': 1, 'caption': 5}]", "[1]", "not text");
        row("id missing", "[" + good + "{'caption': 'a'}]", "[1]", "image_id");
        row("id an object", "[" + good + "{'image_id': {}, 'caption': 'a'}]", "[1]", "image_id");
        row("NaN log_prob", "[" + good + "{'image_id': 1, 'caption': 'a', 'log_prob': NaN}]", "[1]", "log_prob");
        row("infinite log_prob", "[" + good + "{'image_id': 1, 'caption': 'a', 'log_prob': 1e999}]", "[1]", "log_prob");
        row("element no object", "[" + good + "7]", "[1]", "no object");
        row("damaged element", "[" + good + "{'image_id': frog, 'caption': 'a'}, " + good + "]", "[1]", "");
        const QString phrase = "{'image': 'a.jpg', 'sentence': 'A dog runs', ";
        const QString line = phrase + "'start': 0, 'end': 2, 'box': [1, 2, 3, 4]}\n";
        row("words behind the end", line + phrase + "'start': 2, 'end': 4, 'box': [1, 2, 3, 4]}", ":2", "3 words");
        row("no words", line + phrase + "'start': 2, 'end': 2, 'box': [1, 2, 3, 4]}", ":2", "words");
        row("box of three", line + phrase + "'start': 0, 'end': 1, 'box': [1, 2, 3]}", ":2", "box");
        row("box without area", line + phrase + "'start': 0, 'end': 1, 'box': [1, 2, 0, 3]}", ":2", "area");
        row("box with NaN", line + phrase + "'start': 0, 'end': 1, 'box': [1, NaN, 2, 3]}", ":2", "box");
        row("NaN score", line + phrase + "'start': 0, 'end': 1, 'box': [1, 2, 3, 4], 'score': NaN}", ":2", "score");
        row("scores too few", line + phrase + "'start': 0, 'end': 1, 'boxes': [[1, 2, 3, 4]], 'scores': []}", ":2",
            "0 scores");
        row("no JSON", line + "frog\n" + line, ":2", "");
        row("cut line", line + "{'image': 'a.jpg', ", ":2", "truncated");
        row("NaN in a detection", "[{'image_id': 1, 'bbox': [1, 2, 3, 4], 'score': NaN, 'caption': 'a'}]", "[0]",
            "score");
        row("detection without a phrase", "[{'image_id': 1, 'bbox': [1, 2, 3, 4], 'score': 1}]", "[0]", "no text");
        row("detection with a bad box", "[{'image_id': 1, 'bbox': [1, 2], 'score': 1, 'caption': 'a'}]", "[0]", "");
        row("box outside its picture",
            "{'version': '5', 'shapes': [{'label': 'a', 'points': [[101, 2], [104, 6]], 'shape_type': 'rectangle'}], "
            "'imagePath': 'a.jpg', 'imageWidth': 60, 'imageHeight': 50}",
            "shapes[0]", "outside");
        row("DenseCap score",
            "{'opt': {}, 'results': [{'img_name': 'a', 'boxes': [[1, 2, 3, 4]], 'scores': [NaN], "
            "'captions': ['a']}]}",
            "results[0]", "finite");
        row("DenseCap scores for more boxes",
            "{'opt': {}, 'results': [{'img_name': 'a', 'boxes': [[1, 2, 3, 4]], 'scores': [1, 2], "
            "'captions': ['a']}]}",
            "results[0].scores", "2 for 1");
        row("DenseCap captions for more boxes",
            "{'opt': {}, 'results': [{'img_name': 'a', 'boxes': [[1, 2, 3, 4]], 'captions': ['a', 'b']}]}",
            "results[0].captions", "2 for 1");
        row("labelme score",
            "{'version': '5', 'shapes': [{'label': 'a', 'points': [[1, 2], [4, 6]], 'shape_type': 'rectangle', "
            "'score': NaN}], 'imagePath': 'a.jpg', 'imageWidth': 60, 'imageHeight': 50}",
            "shapes[0]", "finite");
        row("phrase without the key of its box", line + phrase + "'start': 0, 'end': 1}", ":2", "no \"box\"");
        const QString aligned =
            "{'image': 'a.jpg', 'sentence': 'A dog', 'tokens': ['a', 'dog'], 'regions': [{'box': [0, "
            "0, 60, 50]}], ";
        row("assigned to no region", aligned + "'assignment': [0, 1]}", ":1", "1 regions");
        row("assignment too short", aligned + "'assignment': [0]}", ":1", "2 tokens");
        row("matrix of a wrong shape", aligned + "'assignment': [0, 0], 'scores': [[1], [1, 2]]}", ":1", "row 1");
        row("alignment with NaN", aligned + "'assignment': [0, 0], 'score': NaN}", ":1", "NaN");
        row("matrix with NaN", aligned + "'assignment': [0, 0], 'scores': [[1], [NaN]]}", ":1", "token 1");
        const QString columns = "{'sentences': ['a.jpg#0', 'a.jpg#1']}\n";
        row("row too short", columns + "{'image': 'a.jpg', 'scores': [1]}", ":2", "2 sentences");
        row("NaN as score", columns + "{'image': 'a.jpg', 'scores': [1, NaN]}", ":2", "score 2");
        row("infinity as score", columns + "{'image': 'a.jpg', 'scores': [Infinity, 1]}", ":2", "score 1");
        row("text as score", columns + "{'image': 'a.jpg', 'scores': [1, 'x']}", ":2", "score 2");
        row("column without number", "{'sentences': ['a.jpg']}\n", ":1", "sentence 1");
    }
    void faults() {
        QFETCH(QString, text);
        QFETCH(QString, where);
        QFETCH(QString, why);
        const auto found = read(text.toStdString());
        QVERIFY(!found.faults.empty());
        for (const auto& fault : found.faults) {
            const auto place = QString::fromStdString(fault.where);
            QVERIFY2(place.startsWith(QString::fromStdString((root_ / "file").string())) && place.contains(where),
                     qPrintable(place));
        }
        QVERIFY2(QString::fromStdString(found.faults[0].why).contains(why), found.faults[0].why.c_str());
    }

    void repairedJsonIsANote() {
        const auto found = read("\xEF\xBB\xBF[{'image_id': 1, 'caption': 'caf\xE9'},]");
        QVERIFY(found.faults.empty() && found.predictions.size() == 1);
        QCOMPARE(found.predictions[0].text, std::string("caf\xC3\xA9"));
        QVERIFY(!found.notes.empty());
    }

    // Of a part of an element as well: nothing of it is lost.
    void repairedPartsAreNotes() {
        for (const std::string text :
             {"{'filename': 'a.jpg', 'height': 50, 'width': 60, 'grounding': {'caption': 'caf\xE9', 'regions': "
              "[{'bbox': [1, 2, 3, 4], 'phrase': 'caf\xE9'}]}}\n",
              "{'opt': {}, 'results': [{'img_name': 'a.jpg', 'boxes': [[1, 2, 3, 4]], 'scores': [1], 'captions': "
              "['caf\xE9']}]}",
              "[{'id': 5, 'regions': [{'region_id': 1, 'x': 1, 'y': 2, 'width': 3, 'height': 4, 'phrase': "
              "'caf\xE9'}]}]",
              "{'version': '5', 'shapes': [{'label': 'caf\xE9', 'points': [[1, 2], [4, 6]], 'shape_type': "
              "'rectangle'}], 'imagePath': 'a.jpg', 'imageWidth': 60, 'imageHeight': 50}"}) {
            const auto found = read(text);
            QVERIFY2(found.faults.empty(), found.faults.empty() ? "" : found.faults[0].why.c_str());
            QCOMPARE(found.predictions.size(), std::size_t{1});
            QCOMPARE(found.predictions[0].text, std::string("caf\xC3\xA9"));
            QVERIFY(!found.notes.empty());
        }
    }

    // Nor is anything lost where they are more than are listed.
    void manyRepairedPartsAreNotes() {
        std::string text = "{'opt': {}, 'results': [";
        for (int i = 0; i < 250; ++i)
            text += std::string(i > 0 ? "," : "") +
                    "{'img_name': 'a.jpg', 'boxes': [[1, 2, 3, 4]], 'scores': [1], 'captions': ['caf\xE9']}";
        const auto found = read(text + "]}");
        QVERIFY2(found.faults.empty(), found.faults.empty() ? "" : found.faults[0].why.c_str());
        QCOMPARE(found.predictions.size(), std::size_t{250});
        QVERIFY(found.notes.size() > 200);
    }

    // The settings of a training that stand beside.
    void whatIsNotReadIsNoFault() {
        const auto found = read(
            "{'params': {'loss': NaN, 'loss': 1}, 'imgblobs': [{'img_path': 'a.jpg', 'candidate': {'text': 'a "
            "dog'}}]}");
        QVERIFY(found.faults.empty() && found.predictions.size() == 1);
    }

    void aFirstLineThatIsLostIsNoEmptyFile() {
        const auto deep = read(std::string(300, '[') + std::string(300, ']') + "\n", "similarity");
        QCOMPARE(deep.faults.size(), std::size_t{1});
        QVERIFY(deep.faults[0].where.ends_with("file:1"));
    }

    void lowestScores() {
        const auto found =
            read("{'sentences': ['a.jpg#0', 'a.jpg#1']}\n{'image': 'a.jpg', 'scores': [null, -Infinity]}");
        QVERIFY(found.faults.empty() && found.rows.size() == 1);
        for (const float score : found.rows[0]) QVERIFY(std::isinf(score) && score < 0);
    }

    void cutFilesAreRefused() {
        const std::string whole = quoted("[{'image_id': 1, 'caption': 'a dog'}, {'image_id': 2, 'caption': 'a cat'}]");
        test::write(root_ / "file", whole.substr(0, whole.size() - 10));
        const auto found = tryRead(root_ / "file");
        QVERIFY(!found && found.error().code == base::ErrorCode::BadInput);
        QVERIFY(found.error().message.find("[1]") != std::string::npos);
    }

    void matrices_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<bool>("byColumns");
        QTest::addColumn<int>("version");
        for (const char* type : {"<f2", "<f4", "<f8", ">f2", ">f4", ">f8"})
            for (const bool byColumns : {false, true})
                for (const int version : {1, 2, 3})
                    QTest::addRow("%s %d %d", type, byColumns, version) << type << byColumns << version;
    }
    void matrices() {
        QFETCH(QString, type);
        QFETCH(bool, byColumns);
        QFETCH(int, version);
        test::write(root_ / "m.npy", npy(type.toStdString(), byColumns, version));
        writeIds();
        const auto found = must(tryRead(root_ / "m.npy"));
        QCOMPARE(found.format, std::string("similarity"));
        QVERIFY(found.faults.empty());
        QVERIFY(found.rows == (std::vector<std::vector<float>>{{0, 1, 2}, {3, 4, 5}}));
        QCOMPARE(found.rowImages, (std::vector<std::string>{"a.jpg", "b.jpg"}));
        QCOMPARE(found.columns.size(), std::size_t{3});
        QVERIFY(found.columns[0].number == 0 && found.columns[1].number == -1 && found.columns[1].image == "b.jpg");
        QVERIFY(found.columns[2].number == 1 && found.columns[2].image == "b.jpg");
    }

    void badMatrices() {
        const auto whole = npy("<f4", false, 1);
        test::write(root_ / "m.npy", whole);
        const auto refused = [&](const char* why) {
            const auto found = tryRead(root_ / "m.npy");
            if (found) return QByteArray("it was read");
            const auto message = QByteArray::fromStdString(found.error().message);
            return message.contains(why) ? QByteArray() : message;
        };
        QCOMPARE(refused("m.images.txt"), QByteArray());  // the ids are missing
        writeIds("a.jpg\n");
        QCOMPARE(refused("2 rows"), QByteArray());
        writeIds("a.jpg\nb.jpg\n", "a.jpg#0\ta.jpg\n");
        QCOMPARE(refused("3 columns"), QByteArray());
        writeIds("a.jpg\nb.jpg\n", "a.jpg#0\ta.jpg\nx\nb.jpg#1\n");
        QCOMPARE(refused("m.sentences.txt:2"), QByteArray());
        writeIds();
        fs::resize_file(root_ / "m.images.txt", std::uintmax_t{2} << 30);
        QCOMPARE(refused("m.images.txt is longer"), QByteArray());
        writeIds();
        test::write(root_ / "m.npy", whole.substr(0, whole.size() - 3));
        QCOMPARE(refused("m.npy"), QByteArray());
        auto nan = whole;
        const float none = std::nanf("");
        std::memcpy(nan.data() + nan.size() - sizeof none, &none, sizeof none);
        test::write(root_ / "m.npy", nan);
        const auto found = must(tryRead(root_ / "m.npy"));
        QCOMPARE(found.faults.size(), std::size_t{1});
        QVERIFY(found.faults[0].where.find("row 1, column 2") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestPredictionFormats)
#include "test_prediction_formats.moc"
