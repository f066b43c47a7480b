// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace legenda;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

// An import is there as a whole or not at all: images, captions, boxes and their texts.
class TestImports : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path project_, root_;
    int number_ = 0;

    static store::NewImage image(const std::string& path, std::vector<std::string> captions = {}) {
        store::NewImage image;
        image.path = path;
        image.captions = std::move(captions);
        return image;
    }
    static store::RegionRecord region(const store::ImportedImage& image, const std::string& text,
                                      const std::string& annotator = "coco") {
        store::RegionRecord region;
        region.image = image.id;
        region.box = {1, 2, 3, 4};
        region.annotator = annotator;
        region.snippets.push_back({{}, text, annotator, "import"});
        return region;
    }
    bool lockFileIsThere() const {
        return std::ranges::any_of(fs::directory_iterator(project_),
                                   [](const auto& entry) { return entry.path().extension() == ".lock"; });
    }
    // Begins an import over an image that is there and a new one; the store goes away without an end of it.
    void leaveHalfAnImport() {
        auto store = must(ProjectStore::open(project_));
        const auto import = must(store.beginImport(root_, "coco"));
        auto old = image("old.jpg", {"kept", "gone"});
        old.split = "train";
        old.width = old.height = 10;
        const auto stored = must(store.addToImport(import, root_, {old, image("new.jpg", {"gone"})}));
        must(store.addToImport(import, {region(stored[0], "gone"), region(stored[1], "gone")}));
        QVERIFY(lockFileIsThere());
    }
    void isAsItWas(ProjectStore& store) {
        const auto images = must(store.images());
        QCOMPARE(images.size(), std::size_t{1});
        QCOMPARE(images[0].path, std::string("old.jpg"));
        QCOMPARE(images[0].split, std::string());
        QCOMPARE(images[0].width, 0);
        QCOMPARE(must(store.captionsOfSplit("")).size(), std::size_t{1});
        const auto regions = must(store.allRegions());
        QCOMPARE(regions.size(), std::size_t{1});
        QCOMPARE(regions[0].snippets.size(), std::size_t{1});
        QCOMPARE(regions[0].snippets[0].text, std::string("kept"));
        QCOMPARE(must(store.verify()), std::string());
        QVERIFY(!lockFileIsThere());
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        project_ = root_ / "p.legenda";
        auto store = must(ProjectStore::create(project_));
        const auto import = must(store.beginImport(root_, "folder"));
        const auto stored = must(store.addToImport(import, root_, {image("old.jpg", {"kept"})}));
        must(store.addToImport(import, {region(stored[0], "kept", "anna")}));
        must(store.finishImport(import));
        QVERIFY(!lockFileIsThere());
    }

    void removesBoxesWithTheirImages() {
        auto store = must(ProjectStore::open(project_));
        const auto import = must(store.beginImport(root_, "coco"));
        const auto stored = must(store.addToImport(import, root_, {image("old.jpg", {"gone"}), image("new.jpg")}));
        must(store.addToImport(import, {region(stored[0], "gone"), region(stored[1], "gone")}));
        must(store.removeImport(import));
        isAsItWas(store);
    }

    void aReaderSeesNoHalf() {
        leaveHalfAnImport();
        auto reader = must(ProjectStore::open(project_, ProjectStore::Mode::Read));
        isAsItWas(reader);
    }

    void theNextWriterTakesItOut() {
        leaveHalfAnImport();
        auto writer = must(ProjectStore::open(project_));
        isAsItWas(writer);
    }

    void whatIsUnderWayStays() {
        auto store = must(ProjectStore::open(project_));
        const auto import = must(store.beginImport(root_, "coco"));
        must(store.addToImport(import, root_, {image("new.jpg")}));
        auto other = must(ProjectStore::open(project_));
        QCOMPARE(must(other.images()).size(), std::size_t{2});
        must(store.finishImport(import));
        QCOMPARE(must(other.images()).size(), std::size_t{2});
        QVERIFY(!lockFileIsThere());
    }

    // Two imports at once: taking one out leaves what the other brought.
    void anotherImportsCaptionsStay() {
        auto first = must(ProjectStore::open(project_)), second = must(ProjectStore::open(project_));
        const auto one = must(first.beginImport(root_, "coco")), two = must(second.beginImport(root_, "folder"));
        must(first.addToImport(one, root_, {image("new.jpg", {"gone"})}));
        must(second.addToImport(two, root_, {image("new.jpg", {"stays"})}));
        must(second.finishImport(two));
        must(first.removeImport(one));
        const auto kept = must(first.imageByPath("new.jpg"));
        QVERIFY(kept);
        const auto captions = must(first.captions(kept->id));
        QVERIFY(captions.size() == 1 && captions[0].text == "stays");
    }

    void addRegionsIsAllOrNothing() {
        auto store = must(ProjectStore::open(project_));
        std::vector<store::RegionRecord> regions;
        for (int i = 0; i < 500; ++i) regions.push_back(region({must(store.images())[0].id, {}, false}, "gone"));
        regions.back().box = {0, 0, 0, 0};  // refused
        QVERIFY(!store.addRegions(regions));
        isAsItWas(store);
    }
};

QTEST_GUILESS_MAIN(TestImports)
#include "test_imports.moc"
