// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/import.h"
#include "core/image/decode.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <set>

using namespace legenda;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

class TestImport : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path base_, root_;
    int number_ = 0;

    void photograph(const std::string& name, int width, int height) const {
        base::Picture picture;
        picture.width = picture.fullWidth = width;
        picture.height = picture.fullHeight = height;
        picture.rgb.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 90);
        must(image::encode(picture, root_ / "images" / name));
    }
    exchange::ImportOptions options(bool dryRun = false) const {
        return {dryRun ? fs::path() : base_ / "p.legenda", "flickr8k", root_, dryRun};
    }

 private Q_SLOTS:
    void init() {
        base_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        root_ = base_ / "dataset";
        test::write(root_ / "Flickr8k.token.txt",
                    "1_a.jpg#0\tA dog .\n1_a.jpg#1\tA hound .\n2_b.jpg#0\tA cat .\ngone.jpg#0\tNothing .\nno tab\n");
        test::write(root_ / "Flickr_8k.devImages.txt", "1_a.jpg\n2_b.jpg\n");
        test::write(root_ / "entities/Sentences/1.txt", "[/EN#4/animals A dog] .\n");
        test::write(root_ / "entities/Annotations/1.xml",
                    "<annotation><size><width>80</width><height>40</height></size><object><name>4</"
                    "name><bndbox><xmin>1</xmin><ymin>1</ymin>"
                    "<xmax>40</xmax><ymax>20</ymax></bndbox></object></annotation>");
        photograph("1_a.jpg", 40, 20);
        photograph("2_b.jpg", 16, 16);
    }

    void imports() {
        const auto report = must(exchange::runImport(options(), {}));
        QCOMPARE(report.images, 3);
        QCOMPARE(report.captions, 4);
        QCOMPARE(report.splits.dev, 2);
        QCOMPARE(report.splits.none, 1);
        QCOMPARE(report.newImages, 3);
        QCOMPARE(report.missingImages, std::vector<std::string>{"gone.jpg"});
        QCOMPARE(report.problems.size(), std::size_t(1));
        const auto store = must(ProjectStore::open(base_ / "p.legenda", ProjectStore::Mode::Read));
        const auto image = must(store.imageByPath("1_a.jpg"));
        QCOMPARE(image->width, 40);
        QCOMPARE(image->file, root_ / "images" / "1_a.jpg");
        const auto boxes = must(store.entityBoxes("dev"));
        QVERIFY(boxes.size() == 1 && boxes[0].box == (base::Box{0, 0, 20, 10}));  // halved to the file's size
        QVERIFY(must(store.entitySentences("dev"))[0].caption.has_value());

        const auto again = must(exchange::runImport(options(), {}));
        QCOMPARE(again.images, 3);
        QCOMPARE(again.newImages, 0);
        QCOMPARE(must(store.captionsOfSplit("")).size(), std::size_t(4));
    }

    void dryRunWritesNothing() {
        fs::remove_all(root_ / "images");
        const auto report = must(exchange::runImport(options(true), {}));
        QCOMPARE(report.images, 3);
        QCOMPARE(report.missingImages.size(), std::size_t(3));
        QVERIFY(!fs::exists(base_ / "p.legenda"));
    }

    void cancelLeavesNothing() {
        std::string tokens;
        for (int i = 0; i < 300; ++i) tokens.append("x").append(std::to_string(i)).append(".jpg#0\tcaption\n");
        test::write(root_ / "Flickr8k.token.txt", tokens);
        fs::remove_all(root_ / "entities");
        fs::remove_all(base_ / "p.legenda");
        std::stop_source stop;
        base::JobContext context;
        context.stop = stop.get_token();
        context.progress = [&](const base::Progress& p) {
            if (p.stage == "importing images") stop.request_stop();
        };
        const auto halfway = exchange::runImport(options(), context);
        QVERIFY(!halfway && halfway.error().code == base::ErrorCode::Cancelled);
        QVERIFY(!fs::exists(base_ / "p.legenda"));

        { must(ProjectStore::create(base_ / "p.legenda")); }
        stop = {};
        context.stop = stop.get_token();
        QVERIFY(!exchange::runImport(options(), context));
        const auto store = must(ProjectStore::open(base_ / "p.legenda"));
        QCOMPARE(must(store.counts()).total(), 0);
    }

    // Boxes come in pixels of the dataset's image, the file is half as large; importing again adds nothing.
    void regionsWithTheirTexts() {
        test::write(root_ / "image_data.json",
                    "[{\"image_id\":1,\"width\":80,\"height\":40,\"url\":\"https://example.org/x/1_a.jpg\"}]");
        test::write(root_ / "region_descriptions.json",
                    "[{\"id\":1,\"regions\":[{\"region_id\":5,\"x\":10,\"y\":20,\"width\":30,\"height\":10,"
                    "\"phrase\":\"the red wall\"}]},{\"id\":2,\"regions\":[]}]");
        auto visualGenome = options();
        visualGenome.format = std::string("visual-genome");
        for (int turn = 0; turn < 2; ++turn) {
            const auto report = must(exchange::runImport(visualGenome, {}));
            QCOMPARE(report.images, 2);
            QCOMPARE(report.regions, 1);
            QCOMPARE(report.missingImages, std::vector<std::string>{"2.jpg"});
            const auto store = must(ProjectStore::open(base_ / "p.legenda", ProjectStore::Mode::Read));
            const auto regions = must(store.allRegions());
            QCOMPARE(regions.size(), std::size_t{1});
            QCOMPARE(regions[0].box, (base::Box{5, 10, 15, 5}));
            QCOMPARE(regions[0].snippets.size(), std::size_t{1});
            QCOMPARE(regions[0].snippets[0].text, std::string("the red wall"));
            QCOMPARE(regions[0].image, must(store.imageByPath("images/1_a.jpg"))->id);
        }
    }

    // Cancelled at any of its steps, an import with boxes leaves the project as it was; also where the end of the file
    // is bad or the disk of another root holds the same paths.
    void anImportWithRegionsIsOne() {
        std::string descriptions;
        for (int i = 1; i <= 300; ++i)
            descriptions += std::string(i > 1 ? "," : "") + "{\"id\":" + std::to_string(i) +
                            ",\"regions\":[{\"region_id\":" + std::to_string(i) +
                            ",\"x\":1,\"y\":2,\"width\":3,\"height\":4,\"phrase\":\"a wall\"}]}";
        test::write(root_ / "region_descriptions.json", "[" + descriptions + "]");
        must(exchange::runImport(options(), {}));
        auto visualGenome = options();
        visualGenome.format = std::string("visual-genome");
        const auto asBefore = [&] {
            const auto store = must(ProjectStore::open(base_ / "p.legenda"));
            QCOMPARE(must(store.counts()).total(), 3);
            QCOMPARE(must(store.captionsOfSplit("")).size(), std::size_t{4});
            QVERIFY(must(store.allRegions()).empty());
        };
        for (int step = 1; step <= 2; ++step) {
            std::stop_source stop;
            base::JobContext context;
            context.stop = stop.get_token();
            int seen = 0;
            context.progress = [&](const base::Progress& p) {
                if (p.stage == "importing images" && ++seen == step) stop.request_stop();
            };
            const auto cancelled = exchange::runImport(visualGenome, context);
            QVERIFY(!cancelled && cancelled.error().code == base::ErrorCode::Cancelled);
            asBefore();
        }
        test::write(root_ / "region_descriptions.json", "[" + descriptions + ",{\"id\":301,\"regi");
        const auto cut = exchange::runImport(visualGenome, {});
        QVERIFY(!cut && cut.error().message.find("is truncated") != std::string::npos);
        asBefore();

        // D6: two roots hold the same paths.
        test::write(root_ / "region_descriptions.json", "[" + descriptions + "]");
        must(exchange::runImport(visualGenome, {}));
        fs::copy(root_, base_ / "second", fs::copy_options::recursive);
        visualGenome.root = base_ / "second";
        QCOMPARE(must(exchange::runImport(visualGenome, {})).newImages, 300);
        const auto store = must(ProjectStore::open(base_ / "p.legenda"));
        QCOMPARE(must(store.counts()).total(), 603);
        const auto regions = must(store.allRegions());
        QCOMPARE(regions.size(), std::size_t{600});
        std::set<std::int64_t> images;
        for (const auto& region : regions) images.insert(region.image);
        QCOMPARE(images.size(), std::size_t{600});
    }

    // A number that no machine holds costs its value; a new project is never left half made.
    void damagedFilesLeaveNoProject() {
        auto coco = options();
        coco.format = std::string("coco");
        coco.root = root_ / "captions_val.json";
        const std::string begins =
            "{\"images\":[{\"id\":1,\"file_name\":\"1_a.jpg\"}],\"annotations\":[{\"image_id\":1,"
            "\"caption\":\"A dog\",\"score\":";
        test::write(coco.root, begins + "1e400},{\"image_id\":1,\"caption\":\"A cat\"");
        QVERIFY(!exchange::runImport(coco, {}));
        QVERIFY(!fs::exists(coco.project));
        test::write(coco.root, begins + "1e400},{\"image_id\":1,\"caption\":\"A cat\"}]}");
        const auto report = must(exchange::runImport(coco, {}));
        QCOMPARE(report.captions, 2);
        QVERIFY(report.problems.front().where.ends_with("annotations[0]"));
    }

    void keepsUnreadableImages() {
        test::write(root_ / "images/2_b.jpg", "no image");
        const auto report = must(exchange::runImport(options(), {}));
        QCOMPARE(report.newImages, 3);
        QVERIFY(report.problems.back().where.ends_with("2_b.jpg"));
        QVERIFY2(report.problems.back().why.starts_with("this is not an image"), report.problems.back().why.c_str());
    }

    // Sentences in text files beside the photographs; importing again adds only what is new.
    void textsBesidePhotographs() {
        const auto folder = root_ / "images";
        test::write(folder / "1_a.txt",
                    "\xEF\xBB\xBF"
                    "A dog runs .\r\n\r\nTwo dogs\r\n");
        test::write(folder / "2_b.txt", "0 0.5 0.5 0.25 0.1\n");
        test::write(folder / "stray.txt", "Nobody reads this\n");
        const exchange::ImportOptions photographs{base_ / "f.legenda", "folder", folder, false};
        const auto first = must(exchange::runImport(photographs, {}));
        QCOMPARE(first.images, 2);
        QCOMPARE(first.captions, 2);
        QCOMPARE(first.newCaptions, 2);
        QCOMPARE(first.problems.size(), std::size_t{2});
        QVERIFY(std::ranges::any_of(first.problems, [](const auto& p) { return p.where.ends_with("2_b.txt"); }));
        test::write(folder / "1_a.txt", "A dog runs .\nA third\n");
        const auto again = must(exchange::runImport(photographs, {}));
        QCOMPARE(again.newImages, 0);
        QCOMPARE(again.captions, 2);
        QCOMPARE(again.newCaptions, 1);
        const auto store = must(ProjectStore::open(photographs.project, ProjectStore::Mode::Read));
        QStringList texts;
        for (const auto& caption : must(store.captionsOfSplit(""))) texts << QString::fromStdString(caption.text);
        QCOMPARE(texts,
                 (QStringList{QStringLiteral("A dog runs ."), QStringLiteral("Two dogs"), QStringLiteral("A third")}));
    }

    void refusesUnknownFormatsAndRoots() {
        auto wrong = options();
        wrong.format = "paper";
        const auto format = exchange::runImport(wrong, {});
        QVERIFY(!format && format.error().code == base::ErrorCode::Usage &&
                format.error().message.find("flickr8k") != std::string::npos);
        wrong = options();
        wrong.root = base_ / "nowhere";
        QVERIFY(!exchange::runImport(wrong, {}));
        QVERIFY(!fs::exists(wrong.project));
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "test_import.moc"
