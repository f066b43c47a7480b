// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/ui_browse.h"
#include "ui/browse/panel/unlike_note.h"

#include <QPushButton>

#include <algorithm>
#include <string>

using namespace legenda;
using namespace legenda::ui;
using test::must;

// The note above the captions of a photograph that is unlike the training's, over the demo, with the shipped models.
class TestUnlikeNote : public QObject {
    Q_OBJECT

    test::BrowseWindow window_;

    UnlikeNote* note() { return window_.page().findChild<UnlikeNote*>(); }
    QPushButton* broader() { return note()->findChild<QPushButton*>(QStringLiteral("useBroaderModels")); }
    void open(const std::string& path) {
        auto project =
            must(store::ProjectStore::open(window_.bridge().project()->folder, store::ProjectStore::Mode::Read));
        const auto images = must(project.images());
        const auto found = std::ranges::find_if(images, [&](const auto& image) { return image.path.ends_with(path); });
        QVERIFY(found != images.end());
        window_.page().showImage(found->id);
        QTRY_VERIFY_WITH_TIMEOUT(window_.page().currentImage() == found->id && window_.settled(), 60000);
    }
    std::string inUse(project::ModelKind kind) {
        return window_.bridge().project()->inUse.at(project::infoOf(kind).key).stem().string();
    }
    std::string caption() {
        const auto& all = window_.page().captions();
        return all.empty() ? std::string() : all.front().text;
    }

 private Q_SLOTS:
    void aPhotographLikeTheTrainingsHasNone() {
        open("black_dog_wood.jpg");
        QVERIFY(!caption().empty());
        QVERIFY(!note()->isVisible());
    }

    void itOffersModelsThatHaveSeenMore() {
        open("lemur.jpg");
        QVERIFY(note()->isVisible() && broader()->isVisible());
        window_.shot(QStringLiteral("unlike"));
        const auto before = caption();
        QTest::mouseClick(broader(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(inUse(project::ModelKind::Caption), std::string("caption-better-coco"), 20000);
        QTRY_COMPARE(inUse(project::ModelKind::Alignment), std::string("alignment-entities-coco"));
        QTRY_VERIFY_WITH_TIMEOUT(window_.settled() && !caption().empty() && caption() != before, 60000);
        QVERIFY(note()->isVisible() && !broader()->isVisible());
        window_.shot(QStringLiteral("unlike-broader"));

        QTRY_VERIFY(window_.action("browse.undo")->isEnabled());
        window_.page().setFocus();
        QTest::keyClick(&window_.window(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(inUse(project::ModelKind::Caption), std::string("caption-better"), 20000);
        QTRY_COMPARE(inUse(project::ModelKind::Alignment), std::string("alignment-entities"));
        QTRY_VERIFY_WITH_TIMEOUT(window_.settled() && caption() == before, 60000);
        QVERIFY(broader()->isVisible());
    }
};

QTEST_MAIN(TestUnlikeNote)
#include "test_unlike_note.moc"
