// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/bridge/preferences.h"
#include "ui/browse/browse_images.h"
#include "ui/browse/browse_page.h"
#include "ui/controls/banner.h"
#include "ui/images/image_list_model.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>

using namespace legenda;
using namespace legenda::ui;

// What needs the region features of all photographs says so in the window's words, and offers to make them.
class TestMissingFeatures : public QObject {
    Q_OBJECT

    template <class Widget>
    static Widget* shown(QWidget& page, const QString& text) {
        for (auto* banner : page.findChildren<Banner*>())
            for (auto* each : banner->findChildren<Widget*>())
                if (each->isVisible() && each->text().contains(text)) return each;
        return nullptr;
    }

 private Q_SLOTS:
    // More photographs than a search waits for; it asks again by itself.
    void aSearchIsAnsweredOnceTheyAreThere() {
        const test::UiProject project(150);
        test::PageWindow<BrowsePage> window(project.project);
        auto& page = window.page();
        QTRY_VERIFY_WITH_TIMEOUT(page.currentImage() != 0, 20000);
        const auto* model = page.findChild<BrowseImages*>()->model();
        page.setSearch(QStringLiteral("a red square"), SearchMode::Ask);
        const QString sentence = QStringLiteral("Searching needs a look at all 152 photographs first, about ");
        QTRY_VERIFY_WITH_TIMEOUT(shown<QLabel>(page, sentence), 120000);
        QVERIFY(!shown<QLabel>(page, QStringLiteral("legenda-cli")));
        QCOMPARE(model->rowCount(), 0);
        auto* look = shown<QPushButton>(page, QStringLiteral("Look at them now"));
        QVERIFY(look);
        QTest::mouseClick(look, Qt::LeftButton);
        QVERIFY(!shown<QLabel>(page, sentence));
        QTRY_VERIFY_WITH_TIMEOUT(model->ranked() && model->rowCount() > 0, 240000);
        QVERIFY(!shown<QLabel>(page, sentence));
        // How long it takes here is known now.
        QVERIFY(preference(JobsClient::kSecondsPerImage).toDouble() > 0);
    }

    // A small project's norms are tried by themselves once; the end of that job is no reason to try again.
    void normsAreNotTriedAgainAndAgain() {
        const test::UiProject project;
        test::PageWindow<BrowsePage> window(project.project);
        auto& page = window.page();
        QTRY_VERIFY_WITH_TIMEOUT(page.currentImage() != 0 && page.settled(), 60000);
        const auto* jobs = window.bridge().jobs().list();
        QCOMPARE(jobs->rowCount(), 0);
        page.findChild<QAction*>(QStringLiteral("browse.norms"))->setChecked(true);
        QTRY_VERIFY_WITH_TIMEOUT(jobs->rowCount() > 0 && jobs->active() == 0, 60000);
        QTest::qWait(2000);
        QCOMPARE(jobs->rowCount(), 1);
        QCOMPARE(jobs->active(), 0);
    }
};

QTEST_MAIN(TestMissingFeatures)
#include "test_missing_features.moc"
