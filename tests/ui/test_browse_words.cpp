// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"
#include "ui/bridge/preferences.h"
#include "ui/browse/panel/browse_panel.h"
#include "ui/browse/panel/region_rows.h"
#include "ui/browse/panel/text_rows.h"

#include <QAction>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <set>

using namespace legenda;
using namespace legenda::ui;

// Words of Browse that are unlike the others: those that the model does not know, and those that say nothing of what is
// seen. With the shipped models on the demo project.
class TestBrowseWords : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;

    BrowsePage& page() { return window_->page(); }
    ImageCanvas* canvas() { return page().canvas(); }
    AlignedSentence* sentence() { return page().sentence(); }
    QAction* only() { return window_->action("browse.content"); }

    void type(const QString& text) {
        auto* own = page().findChild<BrowsePanel*>()->findChild<QLineEdit*>();
        own->setFocus();
        own->selectAll();
        QTest::keyClicks(own, text);
        QTest::keyClick(own, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && page().alignment().sentence == text.toStdString(), 60000);
    }
    std::set<int> boxes() {
        std::set<int> regions;
        for (const Overlay& overlay : canvas()->overlays())
            if (overlay.id.layer == OverlayId::Layer::Region) regions.insert(overlay.id.regionIndex());
        return regions;
    }
    QList<int> lit() {
        QList<int> regions;
        for (const Overlay& overlay : canvas()->overlays())
            if (overlay.emphasis == Overlay::Emphasis::Highlight) regions << overlay.id.regionIndex();
        return regions;
    }
    QStringList tips() {
        QStringList all;
        for (int word = 0; word < sentence()->words(); ++word) all << sentence()->paintedItem(word).description;
        return all;
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(page().currentImage() != 0);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && !page().alignment().tokens.empty(), 60000);
        window_->window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window_->window()));
    }
    void cleanupTestCase() { window_.reset(); }

    // The alignment is the same; what is drawn of it are the content words.
    void contentWordsOnly() {
        type(QStringLiteral("a black dog and two men in the snow"));
        page().findChild<QSlider*>(QStringLiteral("beta"))->setValue(0);
        const auto before = page().alignment();
        const auto boxesBefore = boxes();
        QVERIFY(!only()->isChecked() && only()->isEnabled());
        only()->trigger();
        QCOMPARE(page().alignment().assignment, before.assignment);
        QCOMPARE(page().alignment().segments.size(), before.segments.size());

        const std::set<std::string> grey{"a", "and", "in", "the"};
        std::set<int> wanted;
        for (std::size_t t = 0; t < before.tokens.size(); ++t)
            if (!grey.contains(before.tokens[t]) && before.known[t]) wanted.insert(before.assignment[t]);
        QVERIFY(!wanted.empty());
        QVERIFY(boxes() == wanted);
        for (const Overlay& overlay : canvas()->overlays())
            for (const QString& word : overlay.label.split(QLatin1Char(' ')))
                QVERIFY2(!grey.contains(word.toStdString()), qPrintable(overlay.label));
        auto* rows = page().findChild<RegionRows*>();
        for (int row = 0; row < rows->paintedItemCount(); ++row)
            for (const QString& word : rows->paintedItem(row).name.split(QLatin1Char(' ')))
                QVERIFY2(!grey.contains(word.toStdString()), qPrintable(rows->paintedItem(row).name));
        for (int word = 0; word < sentence()->words(); ++word) {
            const bool isGrey = grey.contains(before.tokens[static_cast<std::size_t>(word)]);
            QCOMPARE(sentence()->paintedItem(word).description.contains(QStringLiteral("Grey")), isGrey);
            QTest::mouseMove(sentence(), sentence()->wordRect(word).center().toPoint());
            if (isGrey)
                QVERIFY(lit().isEmpty());
            else
                QCOMPARE(lit(), QList<int>{before.assignment[static_cast<std::size_t>(word)]});
        }
        QTest::mouseMove(sentence(), QPoint(sentence()->width() - 2, 2));
        QVERIFY(lit().isEmpty());
        QVERIFY(preference(QStringLiteral("browse/contentOnly")).toBool());
        window_->shot(QStringLiteral("browse-content"));

        // The button beside the sentences takes it back.
        auto* button = page().findChild<QToolButton*>(QStringLiteral("contentOnly"));
        QVERIFY(button->isVisible() && button->isChecked());
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(!only()->isChecked() && boxes() == boxesBefore);
        QVERIFY(!preference(QStringLiteral("browse/contentOnly")).toBool());
    }

    // It is in the View menu, and there for Browse alone.
    void theViewMenuHasIt() {
        bool found = false;
        for (const QAction* menu : window_->window().menuBar()->actions())
            found = found || (menu->menu() && menu->menu()->actions().contains(only()));
        QVERIFY(found);
        window_->window().showPage(QStringLiteral("evaluate"));
        QVERIFY(!only()->isEnabled());
        window_->window().showPage(QStringLiteral("browse"));
        QVERIFY(only()->isEnabled());
    }

    // A word that the model does not know says so, the same in a sentence of the photograph as in a typed one.
    void unknownWordsSayHowManyAreKnown() {
        const QString text = QStringLiteral("a zzyzx dog beside a rifle");
        type(text);
        const auto& alignment = page().alignment();
        QVERIFY(alignment.vocabulary > 1000);
        QVERIFY(!alignment.known[1]);
        QCOMPARE(alignment.readAs[5], std::string("gun"));
        const QStringList typed = tips();
        const QString known = QLocale().toString(alignment.vocabulary);
        QCOMPARE(typed[1], QStringLiteral("“zzyzx” is not among the %1 words that this model knows").arg(known));
        QVERIFY2(
            typed[5].startsWith(
                QStringLiteral("“rifle” is not among the %1 words that this model knows; read as “gun”").arg(known)),
            qPrintable(typed[5]));
        QVERIFY(!typed[2].contains(QStringLiteral("not among")));

        page().findChild<QToolButton*>(QStringLiteral("keepSentence"))->click();
        TextRows* sentences = nullptr;
        for (auto* rows : page().findChildren<TextRows*>())
            if (rows->accessibleName() == QStringLiteral("Sentences")) sentences = rows;
        QVERIFY(sentences);
        const auto rowOf = [&] {
            for (int row = 0; row < sentences->paintedItemCount(); ++row)
                if (sentences->paintedItem(row).name == text) return row;
            return -1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(rowOf() >= 0, 20000);
        sentences->pressPaintedItem(rowOf() == 0 ? 1 : 0);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && page().alignment().sentence != text.toStdString(), 60000);
        sentences->pressPaintedItem(rowOf());
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && page().alignment().sentence == text.toStdString(), 60000);
        QCOMPARE(tips(), typed);
    }
};

QTEST_MAIN(TestBrowseWords)
#include "test_browse_words.moc"
