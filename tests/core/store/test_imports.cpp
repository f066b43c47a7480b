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

    // The marks by which other windows see that images or captions are others.
    void marksOfTheLists() {
        auto store = must(ProjectStore::open(project_));
        const auto image = must(store.images()).front().id;
        auto before = must(store.listMarks());
        const auto changed = [&](bool images, bool captions, bool predictions = false) {
            const auto now = must(store.listMarks());
            const bool right = (now.images != before.images) == images &&
                               (now.captions != before.captions) == captions &&
                               (now.predictions != before.predictions) == predictions;
            before = now;
            return right;
        };
        QVERIFY(changed(false, false));
        must(store.setSplits({{image, "dev"}}));
        QVERIFY(changed(true, false));
        must(store.setImageFacts(image, 10, 20, "abc"));
        QVERIFY(changed(false, false));
        must(store.removeImages({image}));
        QVERIFY(changed(true, false));
        must(store.restoreImages({image}));
        QVERIFY(changed(true, false));
        must(store.removeCaption(image, must(store.addCaption(image, "another")).number));
        QVERIFY(changed(false, false));
        must(store.addCaption(image, "one more"));
        QVERIFY(changed(false, true));
        must(store.removeCaption(image, 0));
        QVERIFY(changed(false, true));
        const auto earlier = before.evaluations;
        const auto evaluation = must(store.addEvaluation({0, "captions", "dev", "a model", "{}", {}})).id;
        QVERIFY(changed(false, false) && before.evaluations != earlier);
        must(store.removeEvaluation(evaluation));
        QVERIFY(changed(false, false) && before.evaluations == earlier);
        const auto import = must(store.beginImport(root_, "folder"));
        must(store.addToImport(import, root_, {TestImports::image("new.jpg", {"told at the end"})}));
        QVERIFY(changed(false, false));
        must(store.finishImport(import));
        QVERIFY(changed(true, true));
        store::PredictionSetRecord wanted;
        wanted.name = "theirs";
        store::PredictionItem item;
        item.image = image;
        item.text = "told at the end";
        for (const bool kept : {true, false}) {
            const auto set = must(store.predictions().begin(wanted));
            must(store.predictions().add(set, {item}));
            QVERIFY(changed(false, false));
            if (!kept) {
                must(store.predictions().discard(set));
                QVERIFY(changed(false, false));
                continue;
            }
            must(store.predictions().finish(set));
            QVERIFY(changed(false, false, true));
            must(store.predictions().remove("theirs"));
            QVERIFY(changed(false, false, true));
        }
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

    // A region that somebody deleted and a file brings again stands again, is counted, and goes with the import.
    void deletedRegionsStandAgain() {
        auto store = must(ProjectStore::open(project_));
        const auto image = must(store.images())[0].id;
        auto again = region({image, {}, false}, "kept", "anna");
        again.uuid = must(store.allRegions())[0].uuid;
        again.box = {2, 2, 5, 5};
        again.snippets.push_back({{}, "further", "anna", "import"});
        store::Edit edit;
        edit.image = image;
        edit.region = again.uuid;
        edit.kind = store::Edit::Kind::DeleteRegion;
        must(store.apply(edit));

        const auto removed = must(store.beginImport(root_, "csv"));
        must(store.addToImport(removed, {again}));
        must(store.removeImport(removed));
        QVERIFY(must(store.allRegions()).empty());

        const auto import = must(store.beginImport(root_, "csv"));
        for (const int news : {1, 0}) {
            const auto added = must(store.addToImport(import, {again, again}));
            QVERIFY(added.boxes == news && added.texts == 2 * news);
        }
        QVERIFY(must(store.allRegions()).empty());
        must(store.finishImport(import));
        const auto regions = must(store.allRegions());
        QCOMPARE(regions.size(), std::size_t{1});
        QVERIFY(regions[0].box == again.box && regions[0].snippets.size() == 2);
        QVERIFY(!store.undo(image));  // the deletion is no longer the region's last change
        must(store.undoImport(import));
        QVERIFY(must(store.allRegions()).empty());
        must(store.redoImport(import));
        QCOMPARE(must(store.allRegions())[0].snippets.size(), std::size_t{2});
    }

    // The same after an import was undone, and for a text alone.
    void undoneImportsAndDeletedTextsComeAgain() {
        auto store = must(ProjectStore::open(project_));
        const auto image = must(store.images())[0].id;
        auto brought = region({image, {}, false}, "one", "anna");
        brought.uuid = "8a2e4f5c-0000-4000-8000-000000000001";
        must(store.addRegions({brought}));
        must(store.undoImport(must(store.imports()).front().id));
        must(store.addRegions({brought}));
        auto stored = must(store.allRegions());
        QVERIFY(stored.size() == 2 && stored[1].snippets.size() == 1);
        store::Edit edit;
        edit.image = image;
        edit.region = stored[1].uuid;
        edit.snippet = stored[1].snippets[0].uuid;
        edit.kind = store::Edit::Kind::DeleteText;
        must(store.apply(edit));
        QVERIFY(must(store.allRegions())[1].snippets.empty());
        const auto import = must(store.beginImport(root_, "csv"));
        const auto added = must(store.addToImport(import, {brought}));
        must(store.finishImport(import));
        QVERIFY(added.boxes == 0 && added.texts == 1);
        stored = must(store.allRegions());
        QCOMPARE(stored[1].snippets.size(), std::size_t{1});
        QCOMPARE(must(store.verify()), std::string());
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
