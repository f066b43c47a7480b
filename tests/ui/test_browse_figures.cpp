// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/panel/region_rows.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/charts/score_matrix.h"
#include "ui/controls/decoding_choice.h"
#include "ui/controls/help/figure_help.h"
#include "ui/images/image_list_model.h"

#include <QAction>
#include <QHelpEvent>
#include <QSlider>
#include <QToolTip>

#include <algorithm>

using namespace legenda;
using namespace legenda::ui;

// The figures of Browse say what they are, and what is sorted is sorted by the figure that is shown. With the shipped
// models on the demo project.
class TestBrowseFigures : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;

    BrowsePage& page() { return window_->page(); }
    ImageCanvas* canvas() { return page().canvas(); }
    TextRows* rows(const char* name) {
        for (auto* each : page().findChildren<TextRows*>())
            if (each->accessibleName() == QLatin1String(name)) return each;
        return nullptr;
    }
    static QString number(double value) { return QString::number(value, 'f', 2); }
    static QString tipAt(QWidget* widget, const QPoint& at) {
        QToolTip::hideText();
        QHelpEvent help(QEvent::ToolTip, at, widget->mapToGlobal(at));
        QApplication::sendEvent(widget, &help);
        return QToolTip::text();
    }
    std::ptrdiff_t shown(OverlayId::Layer layer) {
        return std::ranges::count_if(canvas()->overlays(), [&](const Overlay& o) { return o.id.layer == layer; });
    }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(page().currentImage() != 0);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && !page().alignment().tokens.empty(), 60000);
    }
    void cleanupTestCase() { window_.reset(); }

    // The captions are reranked: the rank stands beside them, and its parts under the mouse.
    void captionsComeInTheOrderOfTheFigureShown() {
        auto* list = rows("Generated captions");
        QVERIFY(list);
        const auto& captions = page().captions();
        QVERIFY(captions.size() > 1);
        QCOMPARE(list->paintedItemCount(), static_cast<int>(captions.size()));
        for (std::size_t i = 0; i < captions.size(); ++i) {
            const auto& caption = captions[i];
            QVERIFY(caption.fit && caption.rank != caption.logProb);
            QVERIFY(i == 0 || captions[i - 1].rank >= caption.rank);
            const auto item = list->paintedItem(static_cast<int>(i));
            const QString begins = QStringLiteral("Rank %1: log p %2 (%3 per word) + 0.5 × fit %4")
                                       .arg(number(caption.rank), number(caption.logProb),
                                            number(caption.logProbAWord()), number(*caption.fit));
            QVERIFY2(item.description.startsWith(begins), qPrintable(item.description));
            const QPoint figure(static_cast<int>(item.rect.right()) - TextRows::kInset - 6,
                                static_cast<int>(item.rect.top()) + 14);
            QCOMPARE(tipAt(list, figure), item.description);
        }
        const auto first = list->paintedItem(0).rect;
        const QString word = tipAt(list, first.topLeft().toPoint() + QPoint(TextRows::kInset + 2, 14));
        QVERIFY2(word.contains(QStringLiteral("log-probability")) && word.contains(QStringLiteral("100 %")),
                 qPrintable(word));
    }

    // What a figure is and what is good about it is under the mouse, in list, matrix and sentence.
    void figuresSayWhatTheyAre() {
        auto* regions = page().findChild<RegionRows*>();
        const QRect row = regions->paintedItem(0).rect.toRect();
        const int norm = row.right() - 30, score = row.right() - 80;
        QVERIFY(tipAt(regions, {norm, row.center().y()}).contains(figureHelp("region.norm")));
        QVERIFY(tipAt(regions, {score, row.center().y()}).contains(figureHelp("region.score")));
        QCOMPARE(tipAt(regions, {norm, 6}), figureHelp("region.norm"));
        QCOMPARE(tipAt(regions, {score, 6}), figureHelp("region.score"));
        const auto& alignment = page().alignment();
        const auto word = alignment.segments.front().start;
        QVERIFY(tipAt(page().sentence(), page().sentence()->wordRect(word).center().toPoint())
                    .contains(figureHelp("word.score")));
        QVERIFY(page().findChild<QSlider*>(QStringLiteral("beta"))->toolTip().contains(figureHelp("beta")));
        QVERIFY(
            page().findChild<QSlider*>(QStringLiteral("proposals"))->toolTip().contains(figureHelp("proposal.score")));
        window_->action("browse.matrix")->setChecked(true);
        auto* matrix = page().findChild<ScoreMatrix*>();
        QTRY_VERIFY(matrix->isVisible() && matrix->paintedItemCount() > 0);
        QTest::qWait(50);
        const QRectF cell = matrix->cellRect(word, alignment.segments.front().region);
        QVERIFY(tipAt(matrix, cell.center().toPoint()).contains(figureHelp("word.score")));
        window_->action("browse.matrix")->setChecked(false);
    }

    // A score of a search as well.
    void theScoresOfASearchSayWhatTheyAre() {
        auto* images = window_->thumbnails().model();
        const auto tip = [&] { return images->index(0, 0).data(Qt::ToolTipRole).toString(); };
        QVERIFY(!tip().contains(figureHelp("search.score")));
        page().setSearch(QStringLiteral("a dog"), SearchMode::Ask);
        QTRY_VERIFY_WITH_TIMEOUT(images->index(0, 0).data(ImageListModel::ScoreRole).isValid(), 60000);
        QVERIFY(tip().contains(figureHelp("search.score")));
        page().setSearch({}, SearchMode::Captions);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), 60000);
    }

    // Who wants them by log-probability per word has them so, and sees it.
    void captionsByLogProbabilityPerWord() {
        auto* perWord = page().findChild<DecodingChoice*>()->findChild<QAction*>(QStringLiteral("perWord"));
        perWord->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && !page().captions().front().fit, 60000);
        const auto& captions = page().captions();
        auto* list = rows("Generated captions");
        for (std::size_t i = 0; i < captions.size(); ++i) {
            QVERIFY(i == 0 || captions[i - 1].logProbAWord() >= captions[i].logProbAWord() - 1e-9);
            QVERIFY(list->paintedItem(static_cast<int>(i)).description.startsWith(number(captions[i].logProbAWord())));
        }
        perWord->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && page().captions().front().fit, 60000);
    }

    // The captions of regions come by what stands beside them as well; the proposals' slider works with them.
    void everythingDescribedIsSortedAndTheProposalsShow() {
        auto* described = page().findChild<BrowseDescribed*>();
        auto* slider = page().findChild<QSlider*>(QStringLiteral("proposals"));
        QVERIFY(slider->maximum() > 5);
        page().findChild<QAction*>(QStringLiteral("browse.describe"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!described->waiting() && described->replacesAlignment(), 60000);
        const auto all = described->results();
        QVERIFY(all.size() > 2);
        auto* list = rows("Described boxes");
        QCOMPARE(list->paintedItemCount(), static_cast<int>(all.size()));
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& best = all[i].captions.front();
            QVERIFY(i == 0 || all[i - 1].captions.front().logProbAWord() >= best.logProbAWord());
            QVERIFY(list->paintedItem(static_cast<int>(i)).description.startsWith(number(best.logProbAWord())));
        }
        QCOMPARE(shown(OverlayId::Layer::Region), std::ptrdiff_t{0});  // no alignment
        slider->setValue(5);
        QCOMPARE(shown(OverlayId::Layer::Region), std::ptrdiff_t{5});
        QCOMPARE(shown(OverlayId::Layer::Described), static_cast<std::ptrdiff_t>(all.size()));
        slider->setValue(2);
        QCOMPARE(shown(OverlayId::Layer::Region), std::ptrdiff_t{2});
        slider->setValue(0);
        QCOMPARE(shown(OverlayId::Layer::Region), std::ptrdiff_t{0});
        page().findChild<QAction*>(QStringLiteral("browse.describe"))->trigger();
        QVERIFY(shown(OverlayId::Layer::Region) > 0);
    }
};

QTEST_MAIN(TestBrowseFigures)
#include "test_browse_figures.moc"
