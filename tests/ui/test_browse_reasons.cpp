// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/check.h"
#include "tests/support/hover.h"
#include "tests/support/ui_browse.h"
#include "ui/bridge/bridge.h"
#include "ui/bridge/convert.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/browse/reasons/browse_cover.h"
#include "ui/browse/reasons/cover_card.h"
#include "ui/browse/reasons/phrase_section.h"
#include "ui/controls/segmented.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/command_synonyms.h"

#include <QAction>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolTip>

#include <algorithm>
#include <optional>

using namespace legenda;
using namespace legenda::ui;

// Why the shipped models say what they say of the demo's first photograph.
class TestBrowseReasons : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;
    std::vector<inference::CoverAnswer> quick_, exact_;
    std::vector<model::ScoredText> scored_;
    QString quickLabel_;  // as it was when the quick answer was shown

    BrowsePage& page() { return window_->page(); }
    ImageCanvas* canvas() { return page().canvas(); }
    BrowseState* state() { return page().findChild<BrowseState*>(); }
    BrowseDescribed* described() { return page().findChild<BrowseDescribed*>(); }
    BrowseCover* cover() { return page().findChild<BrowseCover*>(); }
    CoverCard* card() { return canvas()->findChild<CoverCard*>(); }
    QLabel* how() { return card()->findChild<QLabel*>(QStringLiteral("coverHow")); }
    QAction* action() { return window_->action("browse.cover"); }
    static TextRows* rowsIn(QWidget* parent, const char* name) {
        for (auto* rows : parent->findChildren<TextRows*>())
            if (rows->accessibleName() == QLatin1String(name)) return rows;
        return nullptr;
    }
    QList<Overlay> overlays(OverlayId::Layer layer) {
        QList<Overlay> found;
        for (const Overlay& overlay : canvas()->overlays())
            if (overlay.id.layer == layer) found << overlay;
        return found;
    }
    // The word of the sentence that fits its region best, a region that is not the whole photograph.
    int bestWord() {
        const auto& alignment = page().alignment();
        int best = -1;
        for (std::size_t t = 0; t < alignment.tokens.size(); ++t)
            if (alignment.assignment[t] > 0 &&
                (best < 0 || alignment.wordScores[t] > alignment.wordScores[static_cast<std::size_t>(best)]))
                best = static_cast<int>(t);
        return best;
    }
    QPoint at(double x, double y) {
        const QSizeF full = canvas()->fullSize();
        return canvas()->toWidget(QPointF(x * full.width(), y * full.height())).toPoint();
    }
    void drag(const QPoint& from, const QPoint& to) {
        QTest::mousePress(canvas(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 10; ++i) {
            QTest::mouseMove(canvas(), from + (to - from) * i / 10);
            QCoreApplication::processEvents();
        }
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, to);
    }
    static bool near(const QRectF& a, const QRectF& b) {
        return std::max({std::abs(a.left() - b.left()), std::abs(a.top() - b.top()), std::abs(a.right() - b.right()),
                         std::abs(a.bottom() - b.bottom())}) <= 1;
    }
    static bool anyGone(const inference::CoverAnswer& answer) { return std::ranges::count(answer.gone, true) > 0; }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(page().currentImage() != 0);
        QTRY_VERIFY_WITH_TIMEOUT(
            window_->settled() && !canvas()->image().isNull() && !page().alignment().tokens.empty(), 60000);
        QVERIFY(cover());
        connect(cover(), &BrowseCover::answered, this, [this](bool exact, const inference::CoverAnswer& answer) {
            (exact ? exact_ : quick_).push_back(answer);
            if (!exact && card()) quickLabel_ = how()->text();
        });
        connect(page().findChild<PhraseSection*>(), &PhraseSection::answered, this,
                [this](const inference::ReasonedText& text) { scored_.push_back(text.text); });
    }
    void cleanupTestCase() { window_.reset(); }
    void init() {
        state()->pin({});
        quick_.clear();
        exact_.clear();
        quickLabel_.clear();
    }
    void cleanup() {
        action()->setChecked(false);
        described()->removeDrawn();
        canvas()->fit();
    }

    // The region that a word is aligned with: first by the kept map, then by its pixels.
    void aRegionIsCoveredQuicklyThenExactly() {
        const int word = bestWord();
        QVERIFY(word >= 0);
        const auto before = overlays(OverlayId::Layer::Region).size();
        QVERIFY(before > 0);
        state()->lightWord(word);
        const auto region = static_cast<std::size_t>(state()->lit().region);
        const QRectF box = toQt(page().alignment().regions[region].box);
        action()->trigger();
        QVERIFY(cover()->cover().has_value());
        QCOMPARE(*cover()->cover(), box);
        const auto covered = overlays(OverlayId::Layer::Covered);
        QCOMPARE(covered.size(), 1);
        QCOMPARE(covered.front().ground, Overlay::Ground::Hatched);
        QVERIFY(card() && card()->isVisible());

        QTRY_VERIFY_WITH_TIMEOUT(!quick_.empty(), 60000);
        QCOMPARE(quickLabel_, QStringLiteral("Quick: cells of the kept map are masked"));
        const auto quick = quick_.back();
        QVERIFY(!quick.shown.text.empty());
        QVERIFY(quick.before.logProb != quick.after.logProb);
        QVERIFY(quick.alignment && quick.coveredAlignment);
        const auto t = static_cast<std::size_t>(word);
        QVERIFY(quick.coveredAlignment->scores(t, region) < quick.alignment->scores(t, region));

        QTRY_VERIFY_WITH_TIMEOUT(!exact_.empty(), 60000);
        QCOMPARE(how()->text(), QStringLiteral("Exact: pixels covered"));
        QVERIFY(exact_.back().after.logProb != quick.after.logProb);
        auto* which = card()->findChild<Segmented*>();
        QCOMPARE(which->current(), 1);
        auto* caption = rowsIn(card(), "Caption without the cover");
        const auto agrees = [&](const inference::CoverAnswer& answer) {
            const PaintedItem item = caption->paintedItem(0);
            return item.name == QString::fromStdString(answer.shown.text) &&
                   item.description.contains(QStringLiteral("Gone")) == anyGone(answer) &&
                   rowsIn(card(), "Caption with the cover")->paintedItem(0).name ==
                       QString::fromStdString(answer.covered.text);
        };
        QVERIFY(agrees(exact_.back()));
        QCOMPARE(rowsIn(card(), "Aligned sentence with the cover")->paintedItemCount(), 1);
        window_->shot(QStringLiteral("browse-cover"));

        // Both stay selectable.
        which->setCurrent(0);
        QCOMPARE(how()->text(), QStringLiteral("Quick: cells of the kept map are masked"));
        QVERIFY(agrees(quick));
        which->setCurrent(1);
        QVERIFY(agrees(exact_.back()));

        QTest::keyClick(canvas(), Qt::Key_Escape);
        QVERIFY(!action()->isChecked() && !cover()->cover());
        QCOMPARE(canvas()->mode(), ImageCanvas::Mode::Select);
        QVERIFY(overlays(OverlayId::Layer::Covered).isEmpty());
        QCOMPARE(overlays(OverlayId::Layer::Region).size(), before);
        QTRY_VERIFY(!card());
    }

    // A rectangle of the tool is asked about while it is dragged, and can be moved; a second press uncovers.
    void aCoverIsDrawnAndMoved() {
        page().setFocus();
        QTest::keyClick(&window_->window(), Qt::Key_X);
        QVERIFY(action()->isChecked() && !cover()->cover());
        QCOMPARE(canvas()->mode(), ImageCanvas::Mode::Cover);
        const QPoint from = at(0.2, 0.2), to = at(0.6, 0.7);
        QTest::mousePress(canvas(), Qt::LeftButton, {}, from);
        QTest::mouseMove(canvas(), (from + to) / 2);
        QVERIFY(cover()->cover().has_value());
        QTRY_VERIFY_WITH_TIMEOUT(!quick_.empty(), 60000);  // the button is still held
        QTest::mouseMove(canvas(), to);
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, to);
        const QRectF drawn(from, to);
        QVERIFY(near(canvas()->toWidget(*cover()->cover()), drawn));
        QCOMPARE(canvas()->mode(), ImageCanvas::Mode::Cover);
        QTRY_VERIFY_WITH_TIMEOUT(!exact_.empty(), 60000);
        const auto before = quick_.size();
        drag(drawn.center().toPoint(), drawn.center().toPoint() + QPoint(30, 20));
        QVERIFY(near(canvas()->toWidget(*cover()->cover()), drawn.translated(30, 20)));
        QTRY_VERIFY_WITH_TIMEOUT(quick_.size() > before, 60000);
        QTRY_VERIFY_WITH_TIMEOUT(exact_.size() > 1, 60000);
        QVERIFY(page().nowShown().contains(QStringLiteral("covered")));
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QVERIFY(!cover()->cover() && action()->isChecked());
        QTest::keyClick(&window_->window(), Qt::Key_X);
        QVERIFY(!action()->isChecked());
        QCOMPARE(canvas()->mode(), ImageCanvas::Mode::Select);
    }

    // With a box chosen its caption is asked for, unless the box itself is covered.
    void theChosenBoxIsAskedAbout() {
        described()->draw(QRectF(canvas()->toImage(at(0.1, 0.1)), canvas()->toImage(at(0.8, 0.9))));
        QTRY_VERIFY_WITH_TIMEOUT(described()->chosen()->answered(), 60000);
        const DescribedBox box = *described()->chosen();
        action()->trigger();
        QCOMPARE(*cover()->cover(), box.box);
        QTRY_VERIFY_WITH_TIMEOUT(!exact_.empty(), 60000);
        QTest::keyClick(canvas(), Qt::Key_Delete);  // of the cover, not of the box
        QVERIFY(!cover()->cover() && described()->hasChosen());
        quick_.clear();
        exact_.clear();
        drag(at(0.2, 0.2), at(0.5, 0.5));
        QVERIFY(cover()->cover().has_value());
        QTRY_VERIFY_WITH_TIMEOUT(!exact_.empty(), 60000);
        QCOMPARE(quick_.back().shown.text, box.captions.front().text);
        QCOMPARE(exact_.back().shown.text, box.captions.front().text);
        // A click takes a region as the cover.
        QVERIFY(!overlays(OverlayId::Layer::Region).isEmpty());
        const Overlay region = overlays(OverlayId::Layer::Region).front();
        canvas()->pressPaintedItem(static_cast<int>(std::ranges::find(canvas()->overlays(), region.id, &Overlay::id) -
                                                    canvas()->overlays().begin()));
        QCOMPARE(*cover()->cover(), region.box);
    }

    // Another image is not covered.
    void anotherImageUncovers() {
        const auto image = page().currentImage();
        state()->lightWord(bestWord());
        action()->trigger();
        QVERIFY(cover()->cover().has_value());
        window_->action("browse.next")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(page().currentImage() != image && page().settled(), 60000);
        QVERIFY(!action()->isChecked() && !cover()->cover());
        QVERIFY(overlays(OverlayId::Layer::Covered).isEmpty());
        page().showImage(image);
        QTRY_VERIFY_WITH_TIMEOUT(page().currentImage() == image && page().settled(), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(!page().alignment().tokens.empty() && !page().captions().empty(), 60000);
    }

    void theToolIsFoundByWhatItIsFor() {
        for (const char* word : {"occlude", "mask", "why"})
            QVERIFY(CommandPalette::matches(synonymsOf(QStringLiteral("browse.cover")), QLatin1String(word)));
    }

    // The shipped caption model attends to regions: those of the word under the mouse.
    void aWordShowsWhereTheModelAttended() {
        auto* rows = rowsIn(&page(), "Generated captions");
        QVERIFY(rows && rows->paintedItemCount() > 0);
        const auto regions = overlays(OverlayId::Layer::Region).size();
        std::optional<inference::ReasonedText> direct;
        window_->bridge().models().ask(
            &page(), inference::TextScoreQuestion{page().currentImage(), {}, page().captions().front().text, 1},
            [&](base::Result<inference::ReasonedText> result) { direct = test::must(std::move(result)); });
        QTRY_VERIFY_WITH_TIMEOUT(direct.has_value(), 60000);
        const auto& weights = direct->text.words.front().attention;
        QCOMPARE(weights.size(), direct->regions.size());
        const auto strongest = static_cast<std::size_t>(std::ranges::max_element(weights) - weights.begin());

        const QRectF row = rows->paintedItem(0).rect;
        test::hover(rows, (row.topLeft() + QPointF(TextRows::kInset + 3, 15)).toPoint());  // its first word
        QTRY_VERIFY_WITH_TIMEOUT(!overlays(OverlayId::Layer::Attended).isEmpty(), 60000);
        const auto lit = overlays(OverlayId::Layer::Attended);
        QCOMPARE(static_cast<std::size_t>(lit.size()), canvas()->overlays().size());
        for (const Overlay& overlay : lit) {
            const auto region = static_cast<std::size_t>(overlay.id.number);
            QCOMPARE(overlay.box, toQt(direct->regions[region]));
            // How far it exceeds an even share; the strongest keeps its frame.
            const double most = weights[strongest], even = 1.0 / double(weights.size());
            const double strength = (double(weights[region]) - even) / (most - even) * (1 - even / most);
            QVERIFY(std::abs((overlay.label.isEmpty() ? overlay.opacity : overlay.tint) - strength) < 1e-3);
            if (!overlay.label.isEmpty()) QCOMPARE(overlay.opacity, 1.0);
            if (!overlay.label.isEmpty()) QVERIFY(weights[strongest] - weights[region] < 1e-4F);
        }
        QCOMPARE(std::ranges::count_if(lit, [](const Overlay& overlay) { return !overlay.label.isEmpty(); }), 1);
        window_->shot(QStringLiteral("browse-attention"));
        test::hover(rows, QPoint(rows->width() - 1, int(row.bottom()) - 1));  // no word
        QVERIFY(overlays(OverlayId::Layer::Attended).isEmpty());
        QCOMPARE(overlays(OverlayId::Layer::Region).size(), regions);

        // The keys walk the words of the current caption.
        rows->pressPaintedItem(0);
        QTRY_COMPARE(rows->current(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), 60000);
        QSignalSpy reached(rows, &TextRows::wordHovered);
        QTest::keyClick(rows, Qt::Key_Right);
        QCOMPARE(reached.size(), 1);
        QCOMPARE(reached.last(), (QVariantList{0, 0}));
        QTRY_VERIFY_WITH_TIMEOUT(!overlays(OverlayId::Layer::Attended).isEmpty(), 60000);
        const QString percent = QString::number(100 * double(weights[strongest]), 'f', 0) + QStringLiteral(" %");
        QVERIFY2(rows->accessibleDescription().contains(percent), qPrintable(rows->accessibleDescription()));
        QTest::keyClick(rows, Qt::Key_Right);
        QCOMPARE(reached.last(), (QVariantList{0, 1}));
        QTest::keyClick(rows, Qt::Key_Left);
        QTest::keyClick(rows, Qt::Key_Left);
        QCOMPARE(reached.last(), (QVariantList{0, 0}));
        QTest::keyClick(rows, Qt::Key_Escape);
        QCOMPARE(reached.last(), (QVariantList{-1, -1}));
        QVERIFY(overlays(OverlayId::Layer::Attended).isEmpty());
        QVERIFY(rows->accessibleDescription().isEmpty());
    }

    // A phrase of the photograph, then of the chosen box: the words add up, the unknown one is named.
    void aPhraseIsScored() {
        auto* section = page().findChild<PhraseSection*>();
        auto* rows = rowsIn(section, "Words of the phrase");
        QVERIFY(!rows->isVisible());
        window_->action("browse.phrase")->trigger();
        auto* field = section->findChild<QLineEdit*>(QStringLiteral("phrase"));
        field->setText(QStringLiteral("a zzyzx dog"));
        QTRY_VERIFY_WITH_TIMEOUT(!scored_.empty(), 60000);
        const auto text = scored_.back();
        QCOMPARE(text.words.size(), std::size_t{4});
        double sum = 0;
        for (const auto& word : text.words)
            if (word.known) sum += word.logProb;
        QVERIFY(std::abs(sum - text.logProb) < 1e-6);
        QCOMPARE(rows->paintedItemCount(), 6);  // the total, the words with the end, what is not known
        QVERIFY(rows->paintedItem(0).name.contains(QStringLiteral("photograph")));
        QVERIFY(rows->paintedItem(0).description.contains(QStringLiteral("per word")));
        QVERIFY(rows->paintedItem(1).name.startsWith(QStringLiteral("a ")));
        // Beside it the runners-up of its place.
        for (const auto& other : text.words[0].best)
            QVERIFY2(rows->paintedItem(1).name.contains(QString::fromStdString(other.text)),
                     qPrintable(rows->paintedItem(1).name));
        QVERIFY(rows->paintedItem(2).description.contains(QStringLiteral("not among")));
        QVERIFY(rows->paintedItem(5).name.contains(QStringLiteral("zzyzx")));
        window_->shot(QStringLiteral("browse-phrase"));

        described()->draw(QRectF(canvas()->toImage(at(0.1, 0.1)), canvas()->toImage(at(0.4, 0.4))));
        QTRY_VERIFY_WITH_TIMEOUT(scored_.size() > 1, 60000);
        QVERIFY(rows->paintedItem(0).name.contains(QStringLiteral("box")));
        QVERIFY(scored_.back().logProb != text.logProb);
        // Behind another page nothing is asked; shown again it is.
        const auto before = scored_.size();
        page().hide();
        field->setText(QStringLiteral("a dog"));
        QTest::qWait(500);
        QCOMPARE(scored_.size(), before);
        page().show();
        QTRY_VERIFY_WITH_TIMEOUT(scored_.size() > before, 60000);
        QCOMPARE(scored_.back().words.size(), std::size_t{3});
        field->setText(QStringLiteral("zzyzx"));
        QTRY_COMPARE_WITH_TIMEOUT(rows->paintedItemCount(), 0, 60000);  // the reason in place of rows
        QVERIFY(rows->isVisible() && rows->accessibleDescription().contains(QStringLiteral("zzyzx")));
        field->clear();
        QTRY_VERIFY(!rows->isVisible());
    }

    void aModelWithoutAttentionSaysSo() {
        auto* rows = rowsIn(&page(), "Generated captions");
        const auto firstWord = [&] {
            return (rows->paintedItem(0).rect.topLeft() + QPointF(TextRows::kInset + 3, 15)).toPoint();
        };
        test::hover(rows, firstWord());
        QTRY_VERIFY_WITH_TIMEOUT(!overlays(OverlayId::Layer::Attended).isEmpty(), 60000);
        bool used = false;
        window_->bridge().models().use(
            &page(), project::ModelKind::Caption,
            QStringLiteral(LEGENDA_SOURCE_DIR "/resources/pretrained/caption-paper.safetensors"),
            [&](base::Result<project::ProjectInfo> result) {
                (void)test::must(std::move(result));
                used = true;
            });
        QTRY_VERIFY_WITH_TIMEOUT(used, 60000);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && !page().captions().empty(), 60000);
        // What the previous model attended to is shown no longer, though the mouse has not moved.
        QTRY_VERIFY(overlays(OverlayId::Layer::Attended).isEmpty());
        const QPoint word = firstWord();
        test::hover(rows, word + QPoint(1, 0));
        const auto tip = [&] {
            QToolTip::hideText();
            QHelpEvent help(QEvent::ToolTip, word, rows->mapToGlobal(word));
            QApplication::sendEvent(rows, &help);
            return QToolTip::text();
        };
        QTRY_VERIFY_WITH_TIMEOUT(tip().contains(QStringLiteral("attends to no regions")), 60000);
        QVERIFY(overlays(OverlayId::Layer::Attended).isEmpty());
    }
};

QTEST_MAIN(TestBrowseReasons)
#include "test_browse_reasons.moc"
