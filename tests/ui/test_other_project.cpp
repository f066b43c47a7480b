// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/review/review_panel.h"
#include "ui/controls/toast.h"

#include <QAction>
#include <QComboBox>
#include <QPushButton>

using namespace legenda;
using namespace legenda::ui;

// Another project is opened while something of the previous one is shown or still to be answered.
class TestOtherProject : public QObject {
    Q_OBJECT

    static void openProject(test::PageWindow<AnnotatePage>& window, const std::filesystem::path& project) {
        bool opened = false;
        window.bridge().openProject(&window.page(), QString::fromStdString(project.string()),
                                    [&](const base::Result<project::ProjectInfo>& info) { opened = info.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(opened, 20000);
    }
    static Toast* toast(test::PageWindow<AnnotatePage>& window) {
        for (auto* each : window.window().findChildren<Toast*>())
            if (each->isVisible()) return each;
        return nullptr;
    }

 private Q_SLOTS:
    void theAnswerToAnEditNamesItsProject() {
        const test::UiProject first, second;
        test::PageWindow<AnnotatePage> window(first.project);
        const auto say = [&] { window.page().toast(QStringLiteral("Box deleted"), QStringLiteral("Undo"), [] {}); };
        window.bridge().deliver(first.project, say);
        QVERIFY(toast(window));
        QCOMPARE(toast(window)->accessibleName(), QStringLiteral("Box deleted"));
        QVERIFY(toast(window)->findChild<QPushButton*>());
        openProject(window, second.project);
        window.bridge().deliver(first.project, say);
        QCOMPARE(toast(window)->accessibleName(), QStringLiteral("Box deleted (in squares.legenda)"));
        QVERIFY(!toast(window)->findChild<QPushButton*>());
        say();
        QCOMPARE(toast(window)->accessibleName(), QStringLiteral("Box deleted"));
    }

    // It has the same images, by id, name and file.
    void aCopyOfTheProjectShowsItsImages() {
        const test::UiProject first;
        const auto copy = first.project.parent_path() / "copy.legenda";
        std::filesystem::copy(first.project, copy, std::filesystem::copy_options::recursive);
        test::PageWindow<AnnotatePage> window(first.project);
        QTRY_VERIFY_WITH_TIMEOUT(window.page().settled() && window.page().image() != 0, 20000);
        openProject(window, copy);
        QTRY_VERIFY_WITH_TIMEOUT(window.page().settled() && window.page().image() != 0, 20000);
    }

    void theReviewKnowsTheSplitsOfTheProject() {
        const test::UiProject first, second(2);
        test::PageWindow<AnnotatePage> window(first.project);
        QTRY_VERIFY_WITH_TIMEOUT(window.page().settled(), 20000);
        auto* review = window.page().findChild<QAction*>(QStringLiteral("annotate.review"));
        auto* splits = window.page().findChild<QComboBox*>(QStringLiteral("reviewSplit"));
        QVERIFY(review && splits);
        review->setChecked(true);
        const auto names = [&] {
            QStringList all;
            for (int i = 0; i < splits->count(); ++i) all << splits->itemData(i).toString();
            return all.join(QLatin1Char(','));
        };
        QCOMPARE(names(), QStringLiteral(",train,dev"));
        splits->setCurrentIndex(splits->findData(QStringLiteral("dev")));
        // Changed by another program.
        auto other = test::must(store::ProjectStore::open(first.project));
        test::must(other.setSplits({{first.images.at(0), "test"}}));
        QTRY_COMPARE_WITH_TIMEOUT(names(), QStringLiteral(",train,dev,test"), 4000);
        QCOMPARE(splits->currentData().toString(), QStringLiteral("dev"));
        auto store = test::must(store::ProjectStore::open(second.project));
        for (const auto image : second.images) test::must(store.setSplits({{image, ""}}));
        openProject(window, second.project);
        QTRY_COMPARE_WITH_TIMEOUT(names(), QStringLiteral(",none"), 4000);
        QCOMPARE(splits->currentIndex(), 0);
    }
};

QTEST_MAIN(TestOtherProject)
#include "test_other_project.moc"
