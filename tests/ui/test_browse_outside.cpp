// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/browse/browse_images.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/browse_state.h"
#include "ui/canvas/image_canvas.h"
#include "ui/images/image_list_model.h"

#include <QLineEdit>

using namespace legenda;
using namespace legenda::ui;

// Another program changes the images and sentences of the open project: Browse follows.
class TestBrowseOutside : public QObject {
    Q_OBJECT

    static constexpr int kSoon = 4000;  // ms: two seconds, and as much again where the machine is busy
    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::PageWindow<BrowsePage>> window_;
    std::unique_ptr<store::ProjectStore> other_;  // as a command opens it

    BrowsePage& page() { return window_->page(); }
    ImageListModel& model() { return *page().findChild<BrowseImages*>()->model(); }
    const session::ImageDetails& details() { return page().findChild<BrowseState*>()->details(); }
    std::string splitOf(std::int64_t image) {
        const auto* record = model().find(image);
        return record ? record->split : std::string("not listed");
    }

 private Q_SLOTS:
    void init() {
        project_ = std::make_unique<test::UiProject>();
        window_ = std::make_unique<test::PageWindow<BrowsePage>>(project_->project);
        other_ = std::make_unique<store::ProjectStore>(test::must(store::ProjectStore::open(project_->project)));
        QTRY_VERIFY_WITH_TIMEOUT(page().currentImage() != 0 && details().image.id == page().currentImage(), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), 120000);
    }
    void cleanup() {
        window_.reset();
        other_.reset();
        project_.reset();
    }

    void splitsAndWhichImagesThereAre() {
        const auto moved = project_->images.at(1), removed = project_->images.at(6);
        QCOMPARE(model().rowCount(), 8);
        test::must(other_->setSplits({{moved, "test"}}));
        QTRY_COMPARE_WITH_TIMEOUT(splitOf(moved), std::string("test"), kSoon);
        QTRY_COMPARE_WITH_TIMEOUT(window_->bridge().project()->counts.test, std::int64_t{1}, kSoon);
        test::must(other_->removeImages({removed}));
        QTRY_COMPARE_WITH_TIMEOUT(model().rowCount(), 7, kSoon);
        QVERIFY(!model().find(removed));
        test::must(other_->restoreImages({removed}));
        QTRY_COMPARE_WITH_TIMEOUT(model().rowCount(), 8, kSoon);
    }

    // An import appears as a whole, when it has ended.
    void anImport() {
        store::NewImage image;
        image.path = "another.png";
        image.captions = {"a new picture"};
        const auto import = test::must(other_->beginImport(project_->project, "folder"));
        test::must(other_->addToImport(import, project_->project, {image}));
        QTest::qWait(1500);
        QCOMPARE(model().rowCount(), 8);
        test::must(other_->finishImport(import));
        QTRY_COMPARE_WITH_TIMEOUT(model().rowCount(), 9, kSoon);
    }

    // What is being typed stays.
    void sentences() {
        const auto image = page().currentImage();
        const auto before = details().captions.size();
        auto* own = page().findChild<QLineEdit*>(QStringLiteral("ownSentence"));
        QVERIFY(own);
        own->setText(QStringLiteral("half a sen"));
        const auto added = test::must(other_->addCaption(image, "a sentence of another program"));
        QTRY_COMPARE_WITH_TIMEOUT(details().captions.size(), before + 1, kSoon);
        QCOMPARE(details().captions.back().text, std::string("a sentence of another program"));
        QCOMPARE(own->text(), QStringLiteral("half a sen"));
        test::must(other_->removeCaption(image, added.number));
        QTRY_COMPARE_WITH_TIMEOUT(details().captions.size(), before, kSoon);
        QCOMPARE(own->text(), QStringLiteral("half a sen"));
    }

    // Without the last photograph nothing of it is left on the page.
    void theLastPhotograph() {
        QVERIFY(!page().canvas()->image().isNull());
        test::must(other_->removeImages(project_->images));
        QTRY_COMPARE_WITH_TIMEOUT(page().currentImage(), std::int64_t{0}, kSoon);
        QCOMPARE(model().rowCount(), 0);
        QVERIFY(page().canvas()->image().isNull() && !page().canvas()->isVisible());
        QVERIFY(!page().canvas()->accessibleName().contains(QStringLiteral("square")));
        QVERIFY(details().captions.empty() && page().alignment().tokens.empty() && page().captions().empty());
        QVERIFY(page().settled());
        test::must(other_->restoreImages(project_->images));
        QTRY_VERIFY_WITH_TIMEOUT(page().currentImage() != 0 && !page().canvas()->image().isNull(), 20000);
        QVERIFY(page().canvas()->isVisible());
    }
};

QTEST_MAIN(TestBrowseOutside)
#include "test_browse_outside.moc"
