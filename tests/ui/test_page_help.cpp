// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_tree.h"
#include "tests/support/ui_browse.h"
#include "ui/browse/boxes/described.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/help/help_sample.h"
#include "ui/controls/help/page_help.h"
#include "ui/controls/shortcuts/shortcuts.h"

#include <QAction>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>

using namespace legenda;
using namespace legenda::ui;

// "What am I looking at?" on every page of the window over the demo.
class TestPageHelp : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;

    MainWindow& window() { return window_->window(); }
    static PageHelp* helpOf(const Page* page) { return page->findChild<PageHelp*>(); }
    static bool shown(const Page* page) { return helpOf(page) && helpOf(page)->isVisible(); }
    static QStringList texts(const Page* page) {
        QStringList all;
        for (const auto* label : helpOf(page)->findChildren<QLabel*>())
            if (label->isVisibleTo(helpOf(page))) all << label->text();
        return all;
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(window_->page().currentImage() != 0);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && !window_->page().alignment().tokens.empty(), 60000);
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }
    void cleanupTestCase() { window_.reset(); }

    void everyPageHasItsExplanation_data() {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("word");
        QTest::newRow("browse") << QStringLiteral("browse") << QStringLiteral("β");
        QTest::newRow("annotate") << QStringLiteral("annotate") << QStringLiteral("suggestion");
        QTest::newRow("train") << QStringLiteral("train") << QStringLiteral("loss");
        QTest::newRow("evaluate") << QStringLiteral("evaluate") << QStringLiteral("R@K");
    }
    void everyPageHasItsExplanation() {
        QFETCH(QString, id);
        QFETCH(QString, word);
        window().showPage(id);
        Page* page = window().currentPage();
        QCOMPARE(page->id(), id);
        QTRY_VERIFY_WITH_TIMEOUT(page->settled(), 60000);
        auto* button = page->findChild<PageHelpButton*>();
        QVERIFY(button && button->isVisible());
        QCOMPARE(button->accessibleName(), QStringLiteral("What am I looking at? ") + page->title());
        QVERIFY(button->toolTip().startsWith(QStringLiteral("What am I looking at?")));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(shown(page));
        QCoreApplication::processEvents();
        auto* help = helpOf(page);
        QVERIFY(page->rect().contains(help->geometry()));
        QVERIFY(!QApplication::activeModalWidget() && !QApplication::activePopupWidget());
        const QString all = texts(page).join(QLatin1Char('\n'));
        QVERIFY2(all.contains(word) && all.contains(QStringLiteral("Good or bad")), qPrintable(all));
        QVERIFY(all.contains(QStringLiteral("Now: ")) && all == QString(all).remove(QStringLiteral("%1")));
        QVERIFY(!help->findChildren<HelpSampleView*>().isEmpty());
        // Nothing is cut off at the side, and the rest can be scrolled to.
        const auto* scroll = help->findChild<QScrollArea*>();
        QVERIFY(scroll->widget()->width() <= scroll->viewport()->width());
        for (const auto* label : scroll->widget()->findChildren<QLabel*>())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        const test::AccessibleTree tree(&window());
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        window_->shot(QStringLiteral("help-") + id);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!shown(page));
        // From the Help menu as well, and away again.
        auto* action = window().findChild<QAction*>(QStringLiteral("help.page"));
        action->trigger();
        QVERIFY(shown(page));
        action->trigger();
        QVERIFY(!shown(page));
    }

    // It does not stand in the way, tells what is shown now, and Esc closes it first.
    void itTellsWhatIsShown() {
        window().showPage(QStringLiteral("browse"));
        auto& page = window_->page();
        QTest::keyClick(&window(), Qt::Key_F1, Qt::ShiftModifier);
        QVERIFY(shown(&page));
        auto* now = helpOf(&page)->findChild<QLabel*>(QStringLiteral("pageHelpNow"));
        const QString sentence = QString::fromStdString(page.alignment().sentence);
        QVERIFY2(now->text().contains(sentence), qPrintable(now->text()));
        QVERIFY(now->text().contains(QStringLiteral("of the %1 regions").arg(page.alignment().regions.size())));
        // Words answer to the mouse meanwhile.
        QTest::mouseMove(page.sentence(), page.sentence()->wordRect(0).center().toPoint());
        QVERIFY(std::ranges::any_of(page.canvas()->overlays(), [](const Overlay& overlay) {
            return overlay.emphasis == Overlay::Emphasis::Highlight;
        }));
        QTest::mouseMove(page.sentence(), QPoint(page.sentence()->width() - 2, 2));
        page.canvas()->setFocus();
        QTest::keyClick(page.canvas(), Qt::Key_Escape);
        QVERIFY(!shown(&page));

        auto* described = page.findChild<BrowseDescribed*>();
        auto* describe = page.findChild<QAction*>(QStringLiteral("browse.describe"));
        describe->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!described->waiting() && described->replacesAlignment(), 60000);
        PageHelp::toggle(&page);
        QVERIFY2(now->text().contains(QStringLiteral("own captions of %1 boxes").arg(described->results().size())),
                 qPrintable(now->text()));
        PageHelp::toggle(&page);
        describe->trigger();
    }

    // It names the keys in force.
    void itNamesTheKeysInForce() {
        window().showPage(QStringLiteral("browse"));
        auto& keys = Shortcuts::ofApplication();
        QVERIFY(keys.setKeys(QStringLiteral("browse.own"), {QKeySequence(QStringLiteral("Ctrl+Shift+9"))}));
        PageHelp::toggle(&window_->page());
        QVERIFY(texts(&window_->page()).contains(QStringLiteral("Ctrl+Shift+9")));
        PageHelp::toggle(&window_->page());
        keys.reset(QStringLiteral("browse.own"));
        PageHelp::toggle(&window_->page());
        QVERIFY(texts(&window_->page()).contains(QStringLiteral("T")));
        PageHelp::toggle(&window_->page());
    }

    // Every figure is explained once, by whichever of its names, and with what is good.
    void figuresAreExplained() {
        QVERIFY(figureHelp("CIDEr").contains(QStringLiteral("83.2")));
        QCOMPARE(tipLines(figureHelp("CIDEr").replace(QLatin1Char('\n'), QLatin1Char(' '))), figureHelp("CIDEr"));
        QCOMPARE(tipLines(QStringLiteral("one line\n\nand another")), QStringLiteral("one line\n\nand another"));
        QCOMPARE(figureHelp("dev.r1_image_search"), figureHelp("R1"));
        QCOMPARE(figureHelp("dev.cider"), figureHelp("CIDEr"));
        QCOMPARE(figureHelp("accuracy_any"), figureHelp("accuracy"));
        QCOMPARE(figureHelp("dev.upper_bound_49"), figureHelp("proposal.recall"));
        QVERIFY(figureHelp("no such figure").isEmpty());
        QSet<QString> seen;
        for (const char* name : {"word.score",
                                 "region.score",
                                 "region.norm",
                                 "word.norm",
                                 "beta",
                                 "caption.rank",
                                 "caption.logProb",
                                 "caption.perWord",
                                 "search.score",
                                 "r1",
                                 "r5",
                                 "r10",
                                 "rsum",
                                 "median_rank",
                                 "accuracy",
                                 "pointing",
                                 "iou",
                                 "BLEU1",
                                 "BLEU2",
                                 "BLEU3",
                                 "BLEU4",
                                 "METEOR",
                                 "ROUGE_L",
                                 "CIDEr",
                                 "length_ratio",
                                 "loss",
                                 "perplexity",
                                 "step.learningRate",
                                 "step.gradientNorm",
                                 "step.seconds",
                                 "job.rate",
                                 "job.left",
                                 "agreement.kappa",
                                 "agreement.f1",
                                 "proposal.score",
                                 "proposal.recall",
                                 "spread"}) {
            QVERIFY2(!figureHelp(name).isEmpty(), name);
            QVERIFY2(!seen.contains(figureHelp(name)), name);
            seen.insert(figureHelp(name));
            for (const auto& line : figureHelp(name).split(QLatin1Char('\n')))
                QVERIFY2(!line.isEmpty() && line.size() <= 80, qPrintable(line));
        }
    }
};

QTEST_MAIN(TestPageHelp)
#include "test_page_help.moc"
