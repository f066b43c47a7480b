// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"
#include "core/data/json_stream.h"
#include "tests/support/check.h"
#include "tests/support/dataset_texts.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// MSCOCO, Karpathy's dataset.json and Visual Genome, in small files of their exact layouts.
class TestJsonDatasets : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path root_;

    static base::Result<data::Dataset> tryRead(const fs::path& root, const std::string& format,
                                               const base::JobContext& context = {}) {
        for (const auto& reader : data::datasetReaders())
            if (reader->format() == format) return reader->read(root, context);
        return base::fail(base::ErrorCode::Internal, "no such reader");
    }
    static data::Dataset read(const fs::path& root, const std::string& format) { return must(tryRead(root, format)); }
    static bool mentions(const data::Dataset& data, const std::string& where, const std::string& why) {
        return std::ranges::any_of(data.problems, [&](const auto& p) {
            return p.where.ends_with(where) && p.why.find(why) != std::string::npos;
        });
    }
    fs::path file(const std::string& name, std::string_view text) const {
        fs::create_directories((root_ / name).parent_path());
        test::write(root_ / name, text);
        return root_ / name;
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        fs::create_directories(root_);
    }

    void cocoCaptionsWithBoxes() {
        file("annotations/captions_train2014.json", texts::kCocoTrain);
        file("annotations/captions_val2014.json", texts::kCocoVal);
        file("annotations/instances_train2014.json", texts::kCocoInstances);
        file("train2014/COCO_train2014_000000000009.jpg", "bytes");
        const auto data = read(root_, "coco");
        QCOMPARE(data.samples.size(), std::size_t{3});
        const auto& first = data.samples[0];
        QCOMPARE(first.image, std::string("COCO_train2014_000000000009.jpg"));
        QCOMPARE(data.imageRoot, root_ / "train2014" / "");
        QCOMPARE(first.split, std::string("train"));
        QCOMPARE(first.captions, (std::vector<std::string>{"A dog, with \"quotes\".", "第二句"}));
        QCOMPARE(first.externalIds.at("coco"), std::string("9"));
        QCOMPARE(first.regions.size(), std::size_t{2});
        QCOMPARE(first.regions[0].box, (base::Box{1.5, 2, 10, 20}));
        QCOMPARE(first.regions[0].texts, std::vector<std::string>{"dog"});
        QCOMPARE(first.regions[1].box, (base::Box{60, 40, 4, 8}));  // cut at the frame
        QVERIFY(mentions(data, "annotations[3]", "no area") && mentions(data, "annotations[4]", "outside") &&
                mentions(data, "annotations[5]", "bbox"));
        QCOMPARE(data.samples[2].split, std::string("dev"));
        QCOMPARE(data.samples[2].captions, std::vector<std::string>{"Before its image."});
        QCOMPARE(data.missingImages.size(), std::size_t{2});
        // The file alone: its images are looked for beside "annotations".
        const auto alone = read(root_ / "annotations/captions_train2014.json", "coco");
        QCOMPARE(alone.samples.size(), std::size_t{2});
        QCOMPARE(alone.missingImages, std::vector<std::string>{"COCO_train2014_000000000025.jpg"});
    }

    void cocoGoesOnAfterWrongElements() {
        const auto wrong = file("captions_x.json", std::string("\xEF\xBB\xBF") + texts::kCocoWrong);
        const auto data = read(wrong, "coco");
        QCOMPARE(data.samples.size(), std::size_t{2});
        QCOMPARE(data.samples[0].captions, (std::vector<std::string>{"one", "again"}));  // no text is lost
        QCOMPARE(data.samples[1].captions, std::vector<std::string>{"text ids"});
        QVERIFY(mentions(data, "images[1]", "gives the id 1") && mentions(data, "images[2]", "file_name") &&
                mentions(data, "images[3]", "\"id\"") && mentions(data, "images[4]", "below") &&
                mentions(data, "images[5]", "\"id\""));
        QVERIFY(mentions(data, "annotations[1]", "repeats the id 1") && mentions(data, "annotations[3]", "caption") &&
                mentions(data, "annotations[4]", "image_id") && mentions(data, ".json", "99, which is not listed"));
    }

    void brokenFiles() {
        for (const auto& [name, text] : {std::pair{"captions_cut.json", texts::kCocoCut},
                                         {"captions_empty.json", ""},
                                         {"captions_text.json", "not json"},
                                         {"captions_number.json", "17"},
                                         {"captions_other.json", texts::kCocoOther}}) {
            const auto refused = tryRead(file(name, text), "coco");
            QVERIFY2(!refused && refused.error().code == base::ErrorCode::BadInput, name);
            QVERIFY(refused.error().message.find(name) != std::string::npos);
        }
        QCOMPARE(tryRead(root_ / "nothing", "coco").error().code, base::ErrorCode::Io);
        fs::create_directories(root_ / "bare");
        QCOMPARE(tryRead(root_ / "bare", "coco").error().code, base::ErrorCode::BadInput);
    }

    void karpathysFile() {
        file("dataset_coco.json", texts::kKarpathy);
        file("val2014/v.jpg", "bytes");
        file("w.jpg", "bytes");
        const auto data = read(root_, "karpathy-json");
        QCOMPARE(data.samples.size(), std::size_t{5});
        QCOMPARE(data.samples[0].image, std::string("val2014/v.jpg"));
        QCOMPARE(data.samples[0].split, std::string("train"));
        QCOMPARE(data.samples[0].captions, (std::vector<std::string>{"A dog.", "tokens alone"}));
        QCOMPARE(data.samples[0].externalIds.at("coco"), std::string("7"));
        QCOMPARE(data.samples[1].split, std::string("dev"));
        QCOMPARE(data.samples[1].captions, std::vector<std::string>{"A \"cat\", ha."});
        QCOMPARE(data.samples[2].split, std::string("test"));
        QCOMPARE(data.samples[3].split, std::string());
        QVERIFY(mentions(data, "images[0].sentences[2]", "empty") && mentions(data, "images[3]", "holdout") &&
                mentions(data, "images[4]", "repeats") && mentions(data, "images[5]", "filename") &&
                mentions(data, "images[6]", "sentences"));
        QCOMPARE(data.missingImages.size(), std::size_t{3});
    }

    void visualGenome() {
        const auto regions = file("region_descriptions.json", texts::kVisualGenome);
        file("image_data.json", texts::kImageData);
        file("VG_100K_2/1.jpg", "bytes");
        const auto data = read(root_, "visual-genome");
        QCOMPARE(data.samples.size(), std::size_t{2});
        const auto& first = data.samples[0];
        QCOMPARE(first.image, std::string("VG_100K_2/1.jpg"));
        QCOMPARE(first.externalIds.at("coco"), std::string("77"));
        QCOMPARE(first.regions.size(), std::size_t{2});
        QCOMPARE(first.regions[0].id, std::string("11"));
        QCOMPARE(first.regions[0].box, (base::Box{5, 6, 7, 8}));
        QCOMPARE(first.regions[0].texts, std::vector<std::string>{"the clock"});
        QCOMPARE(first.regions[1].box, (base::Box{95, 0, 5, 10}));
        QCOMPARE(data.samples[1].regions[0].id, std::string("21"));
        QVERIFY(mentions(data, "[0].regions[2]", "no area") && mentions(data, "[0].regions[3]", "phrase") &&
                mentions(data, "[0].regions[4]", "lacks") && mentions(data, "[2]", "repeats") &&
                mentions(data, "[3]", "\"id\""));
        QCOMPARE(data.missingImages, std::vector<std::string>{"2.jpg"});

        // An image is given away before the next one is read, and an error of the taker ends the reading.
        for (const auto& reader : data::datasetReaders()) {
            if (reader->format() != "visual-genome") continue;
            int taken = 0;
            const auto stopped =
                reader->stream(regions, {}, [&](const data::Dataset& so, data::Sample&&) -> base::Status {
                    if (++taken == 1 && so.samples.empty()) return {};
                    return base::fail(base::ErrorCode::Io, "the disk is full");
                });
            QCOMPARE(taken, 2);
            QCOMPARE(stopped.error().message, std::string("the disk is full"));
        }
    }

    void elementsComeOneByOne() {
        std::string text = texts::kManyBegin;
        for (int i = 0; i < 2000; ++i) {
            if (i > 0) text += ',';
            text += "{\"id\":";
            text += std::to_string(i);
            text += ",\"n\":[[1],2]}";
        }
        text += texts::kManyEnd;
        const auto all = file("many.json", text);
        std::vector<data::Problem> problems;
        std::size_t count = 0;
        must(data::forEachElement(all, {}, problems, [&](const std::string& list, std::size_t number, const auto& e) {
            if (list != "images") return;
            QCOMPARE(number, count);
            QCOMPARE(data::idOf(e, "id"), std::to_string(count++));
            QCOMPARE(e["n"].dump(), std::string("[[1],2]"));
        }));
        QCOMPARE(count, std::size_t{2000});
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(data::forEachElement(all, {stop.get_token(), {}}, problems, [](auto&&...) {}).error().code,
                 base::ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestJsonDatasets)
#include "test_json_datasets.moc"
