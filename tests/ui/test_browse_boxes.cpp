// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/ui_browse.h"
#include "ui/bridge/bridge.h"
#include "ui/bridge/convert.h"
#include "ui/browse/boxes/described.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>
#include <set>
#include <string>

using namespace legenda;
using namespace legenda::ui;

// Boxes drawn in Browse as a hand draws them: mouse and keys on the window over the demo, with the shipped models.
class TestBrowseBoxes : public QObject {
    Q_OBJECT

    std::unique_ptr<test::BrowseWindow> window_;

    BrowsePage& page() { return window_->page(); }
    ImageCanvas* canvas() { return page().canvas(); }
    BrowseDescribed* described() { return page().findChild<BrowseDescribed*>(); }

    static constexpr int kSteps = 25;  // mouse events of a drag

    void drag(const QPoint& from, const QPoint& by, bool release = true) {
        QTest::mousePress(canvas(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= kSteps; ++i) {
            QTest::mouseMove(canvas(), from + by * i / kSteps);
            QCoreApplication::processEvents();
        }
        if (release) QTest::mouseRelease(canvas(), Qt::LeftButton, {}, from + by);
    }
    // In widget pixels.
    void draw(const QRect& box) {
        page().setFocus();
        QTest::keyClick(&window_->window(), Qt::Key_R);
        QCOMPARE(canvas()->mode(), ImageCanvas::Mode::Draw);
        drag(box.topLeft(), QPoint(box.width(), box.height()));
        QCOMPARE(canvas()->mode(), ImageCanvas::Mode::Select);
        QVERIFY(described()->hasChosen());
    }
    QRectF onScreen() { return canvas()->toWidget(described()->chosen()->box); }
    static bool near(const QRectF& a, const QRectF& b) {
        return std::max({std::abs(a.left() - b.left()), std::abs(a.top() - b.top()), std::abs(a.right() - b.right()),
                         std::abs(a.bottom() - b.bottom())}) <= 1;
    }
    QPoint middle() { return canvas()->rect().center(); }
    // A place in the box, in widget pixels, where no pill lies.
    QPoint freePlace(const QRectF& box) {
        const auto pills = canvas()->labelRects();
        for (int y = 4; y < box.height() - 3; y += 4)
            for (int x = 4; x < box.width() - 3; x += 4) {
                const QPointF at = box.topLeft() + QPointF(x, y);
                if (std::ranges::none_of(pills, [&](const QRectF& pill) { return pill.contains(at); }))
                    return at.toPoint();
            }
        return {};
    }
    void unchoose() { QTest::mouseClick(canvas(), Qt::LeftButton, {}, QPoint(4, 4)); }
    std::vector<store::RegionRecord> saved() {
        auto store =
            test::must(store::ProjectStore::open(window_->bridge().project()->folder, store::ProjectStore::Mode::Read));
        return test::must(store.regions(page().currentImage()));
    }
    int overlays(OverlayId::Layer layer) {
        return static_cast<int>(
            std::ranges::count_if(canvas()->overlays(), [&](const Overlay& o) { return o.id.layer == layer; }));
    }
    // The first entry of the Edit menu, which is about to be shown.
    QAction* undoOfTheMenu() {
        QMenu* edit = window_->window().menuBar()->actions().at(1)->menu();
        QMetaObject::invokeMethod(edit, "aboutToShow");
        return edit->actions().constFirst();
    }
    bool answered() { return !described()->waiting() && described()->chosen() && described()->chosen()->answered(); }

 private Q_SLOTS:
    void initTestCase() {
        window_ = std::make_unique<test::BrowseWindow>();
        QVERIFY(page().currentImage() != 0);
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled() && !canvas()->image().isNull(), 60000);
    }
    void cleanupTestCase() { window_.reset(); }
    void cleanup() {
        described()->setEverything(false);
        described()->removeDrawn();
        canvas()->fit();
    }

    // A box goes by what the mouse goes, whatever the zoom, and K keeps it where it is seen.
    void boxesFollowTheMouse_data() {
        QTest::addColumn<double>("zoom");  // 0: fitted
        QTest::newRow("fitted") << 0.0;
        QTest::newRow("half") << 0.5;
        QTest::newRow("1:1") << 1.0;
        QTest::newRow("three times") << 3.0;
    }
    void boxesFollowTheMouse() {
        QFETCH(double, zoom);
        if (zoom > 0) canvas()->setZoom(zoom, QPointF(middle()));
        const QRect drawn(middle() + QPoint(-20, -20), QSize(60, 50));
        draw(drawn);
        QVERIFY(near(onScreen(), QRectF(drawn)));
        drag(drawn.center(), {-50, -40});
        QVERIFY(near(onScreen(), QRectF(drawn).translated(-50, -40)));
        // A corner, then an edge.
        drag(onScreen().bottomRight().toPoint(), {20, 15});
        QVERIFY(near(onScreen(), QRectF(drawn).translated(-50, -40).adjusted(0, 0, 20, 15)));
        drag(QPointF(onScreen().left(), onScreen().center().y()).toPoint(), {-15, 0});
        const QRectF last = QRectF(drawn).translated(-50, -40).adjusted(-15, 0, 20, 15);
        QVERIFY(near(onScreen(), last));
        QVERIFY(canvas()->bubble());
        const QRectF box = described()->chosen()->box;
        const auto before = saved();
        std::set<std::string> known;
        for (const auto& region : before) known.insert(region.uuid);
        QTest::keyClick(canvas(), Qt::Key_K);
        QTRY_COMPARE_WITH_TIMEOUT(saved().size(), before.size() + 1, 60000);
        for (const auto& region : saved())
            if (!known.contains(region.uuid)) {
                QVERIFY(near(toQt(region.box), box));
                QVERIFY(near(canvas()->toWidget(toQt(region.box)), last));
                QVERIFY(!region.snippets.empty() && !region.snippets.front().text.empty());
            }
    }

    // A press that hardly moves is a click: the box stays where it is.
    void aClickMovesNothing() {
        draw(QRect(middle(), QSize(80, 60)));
        const QRectF box = described()->chosen()->box;
        drag(middle() + QPoint(40, 30), {2, 1});
        QCOMPARE(described()->chosen()->box, box);
    }

    void escapeGivesTheBoxBack() {
        draw(QRect(middle(), QSize(80, 60)));
        const QRectF box = described()->chosen()->box;
        drag(middle() + QPoint(40, 30), {-60, -40}, false);
        QVERIFY(described()->chosen()->box != box);
        QTest::keyClick(canvas(), Qt::Key_Escape);
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, middle());
        QVERIFY(described()->hasChosen());
        QCOMPARE(described()->chosen()->box, box);
    }

    // Under the mouse lies a smaller box as well: the chosen one is what moves, by its handles too.
    void theChosenBoxTakesTheDrag() {
        draw(QRect(middle() + QPoint(20, 20), QSize(30, 24)));
        const qint64 small = described()->chosen()->id;
        const QRectF smallBox = onScreen();
        unchoose();
        draw(QRect(middle() + QPoint(-10, -10), QSize(120, 100)));
        const qint64 large = described()->chosen()->id;
        const QRectF before = onScreen();
        drag(middle() + QPoint(35, 32), {-40, -30});
        QVERIFY(described()->chosen() && described()->chosen()->id == large);
        QVERIFY(near(onScreen(), before.translated(-40, -30)));
        // Its corner is laid on the small box, and taken from there.
        drag(onScreen().bottomRight().toPoint(), middle() + QPoint(35, 32) - onScreen().bottomRight().toPoint());
        const QRectF cornered = onScreen();
        drag(cornered.bottomRight().toPoint(), {25, 20});
        QVERIFY(near(onScreen(), cornered.adjusted(0, 0, 25, 20)));
        QCOMPARE(described()->chosen()->id, large);
        // A click chooses the small one.
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, freePlace(smallBox));
        QVERIFY(described()->chosen() && described()->chosen()->id == small);
    }

    // The answers come late and in any order: each lands on its own box.
    void captionsLandOnTheirBoxes() {
        draw(QRect(middle() + QPoint(-150, -60), QSize(70, 60)));
        const qint64 first = described()->chosen()->id;
        draw(QRect(middle() + QPoint(-20, -60), QSize(90, 70)));
        const qint64 second = described()->chosen()->id;
        draw(QRect(middle() + QPoint(40, 20), QSize(60, 60)));
        QTest::keyClick(canvas(), Qt::Key_Delete);  // while it is being asked for
        QTRY_VERIFY_WITH_TIMEOUT(!described()->waiting(), 60000);
        const auto results = described()->results();
        QCOMPARE(results.size(), std::size_t{2});
        for (const auto& [row, id] : {std::pair{0, first}, {1, second}}) {
            described()->chooseRow(row);
            QCOMPARE(described()->chosen()->id, id);
            QVERIFY(described()->chosen()->answered());
            std::optional<inference::CaptionResult> direct;
            model::DecodeOptions options;
            options.count = 4;
            window_->bridge().models().ask(
                &page(), inference::CaptionQuestion{page().currentImage(), results[std::size_t(row)].box, options},
                [&](base::Result<inference::CaptionResult> result) { direct = std::move(*result); });
            QTRY_VERIFY_WITH_TIMEOUT(direct.has_value(), 60000);
            QCOMPARE(described()->chosen()->captions.front().logProb, direct->captions.front().logProb);
        }
    }

    void describingEverythingHasAWayOut_data() {
        QTest::addColumn<int>("key");
        QTest::newRow("Esc") << int(Qt::Key_Escape);
        QTest::newRow("G") << int(Qt::Key_G);
    }
    void describingEverythingHasAWayOut() {
        QFETCH(int, key);
        const int regions = overlays(OverlayId::Layer::Region);
        QVERIFY(regions > 0);
        canvas()->setFocus();
        QTest::keyClick(canvas(), Qt::Key_G);
        QTRY_VERIFY_WITH_TIMEOUT(overlays(OverlayId::Layer::Described) > 2, 60000);
        QCOMPARE(overlays(OverlayId::Layer::Region), 0);
        QVERIFY(window_->action("browse.describe")->isChecked());
        QTest::keyClick(canvas(), Qt::Key(key));
        QCOMPARE(overlays(OverlayId::Layer::Described), 0);
        QCOMPARE(overlays(OverlayId::Layer::Region), regions);
        QVERIFY(!window_->action("browse.describe")->isChecked());
    }

    // Boxes and captions stay: through G, a visit to other images and to another page.
    void drawnBoxesStayUntilRemoved() {
        const auto image = page().currentImage();
        draw(QRect(middle() + QPoint(-90, -30), QSize(70, 50)));
        QTRY_VERIFY_WITH_TIMEOUT(answered(), 60000);
        const DescribedBox drawn = *described()->chosen();
        unchoose();
        const auto there = [&] {
            return std::ranges::any_of(canvas()->overlays(), [&](const Overlay& o) {
                return o.id == OverlayId::described(drawn.id) && o.box == drawn.box && o.label == drawn.text();
            });
        };
        QVERIFY(there());
        QTest::keyClick(canvas(), Qt::Key_G);
        QTRY_VERIFY_WITH_TIMEOUT(overlays(OverlayId::Layer::Described) > 2, 60000);
        QVERIFY(there());
        QTest::keyClick(canvas(), Qt::Key_D);
        QTRY_VERIFY_WITH_TIMEOUT(page().currentImage() != image && page().settled(), 60000);
        QVERIFY(!there());
        QVERIFY(described()->empty());
        QTest::keyClick(canvas(), Qt::Key_A);
        QTRY_VERIFY_WITH_TIMEOUT(page().currentImage() == image && page().settled(), 60000);
        QVERIFY(there());
        QVERIFY(overlays(OverlayId::Layer::Region) > 0);
        window_->window().showPage(QStringLiteral("annotate"));
        QTest::qWait(50);
        window_->window().showPage(QStringLiteral("browse"));
        QTRY_VERIFY_WITH_TIMEOUT(window_->settled(), 60000);
        QVERIFY(there());
        // A click takes it up again where it was left, its caption beside it.
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, freePlace(canvas()->toWidget(drawn.box)));
        QVERIFY(described()->chosen() && described()->chosen()->id == drawn.id);
        QVERIFY(canvas()->bubble());
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QVERIFY(described()->empty() && !there());
    }

    // Ctrl+Z, the newest act first, for longer than the notice is there.
    void removedBoxesComeBack() {
        draw(QRect(middle() + QPoint(-120, -40), QSize(70, 50)));
        QTRY_VERIFY_WITH_TIMEOUT(answered(), 60000);
        draw(QRect(middle() + QPoint(20, 10), QSize(60, 50)));
        QTRY_VERIFY_WITH_TIMEOUT(answered(), 60000);
        const auto captions = [&] {
            std::multiset<std::string> said;
            for (const auto& each : described()->results())
                said.insert(each.captions.empty() ? "" : each.captions.front().text);
            return said;
        };
        const auto before = captions();
        const DescribedBox last = *described()->chosen();
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QCOMPARE(overlays(OverlayId::Layer::Described), 1);
        window_->action("browse.removeDrawn")->trigger();
        QVERIFY(described()->empty());
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(overlays(OverlayId::Layer::Described), 1);
        QVERIFY(described()->chosen() && described()->chosen()->id != last.id);
        QAction* undo = undoOfTheMenu();
        QCOMPARE(undo->text(), QStringLiteral("Undo\tCtrl+Z"));
        undo->trigger();
        QCOMPARE(overlays(OverlayId::Layer::Described), 2);
        QVERIFY(described()->chosen() && described()->chosen()->id == last.id && answered());
        QCOMPARE(described()->chosen()->box, last.box);
        QCOMPARE(captions(), before);
    }
    void aBoxRemovedElsewhereComesBackThere() {
        const auto image = page().currentImage();
        draw(QRect(middle() + QPoint(-90, -30), QSize(70, 50)));
        const qint64 id = described()->chosen()->id;
        QTest::keyClick(canvas(), Qt::Key_Delete);
        QTest::keyClick(canvas(), Qt::Key_D);
        QTRY_VERIFY_WITH_TIMEOUT(page().currentImage() != image && page().settled(), 60000);
        QTest::keyClick(canvas(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(described()->empty());
        QTest::keyClick(canvas(), Qt::Key_A);
        QTRY_VERIFY_WITH_TIMEOUT(page().currentImage() == image && page().settled(), 60000);
        QCOMPARE(overlays(OverlayId::Layer::Described), 1);
        described()->chooseRow(0);
        QCOMPARE(described()->chosen()->id, id);
        QTRY_VERIFY_WITH_TIMEOUT(answered(), 60000);
    }
};

QTEST_MAIN(TestBrowseBoxes)
#include "test_browse_boxes.moc"
