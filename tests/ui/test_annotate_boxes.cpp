// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/bridge/convert.h"
#include "ui/canvas/image_canvas.h"

#include <algorithm>

using namespace legenda;
using namespace legenda::ui;

// Boxes of Annotate under the mouse, as a hand moves it: in many small steps, at several zooms.
class TestAnnotateBoxes : public QObject {
    Q_OBJECT

    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::PageWindow<AnnotatePage>> window_;

    AnnotatePage& page() { return window_->page(); }
    ImageCanvas* canvas() { return page().canvas(); }

    void drag(const QPointF& fromImage, const QPoint& by) {
        const QPoint from = canvas()->toWidget(fromImage).toPoint();
        QTest::mousePress(canvas(), Qt::LeftButton, {}, from);
        for (int i = 1; i <= 20; ++i) {
            QTest::mouseMove(canvas(), from + by * i / 20);
            QCoreApplication::processEvents();
        }
        QTest::mouseRelease(canvas(), Qt::LeftButton, {}, from + by);
    }
    QRectF saved(const QString& uuid) {
        for (const auto& region : test::must(project_->open().regions(page().image())))
            if (QString::fromStdString(region.uuid) == uuid) return toQt(region.box);
        return {};
    }
    static bool near(const QRectF& a, const QRectF& b, double by) {
        return std::max({std::abs(a.left() - b.left()), std::abs(a.top() - b.top()), std::abs(a.right() - b.right()),
                         std::abs(a.bottom() - b.bottom())}) <= by;
    }

 private Q_SLOTS:
    void init() {
        project_ = std::make_unique<test::UiProject>();
        window_ = std::make_unique<test::PageWindow<AnnotatePage>>(project_->project);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled() && page().image() != 0, 10000);
        QTRY_VERIFY(!canvas()->image().isNull());
    }
    void cleanup() {
        window_.reset();
        project_.reset();
    }

    void theSelectedBoxFollowsTheMouse_data() {
        QTest::addColumn<double>("zoom");  // 0: fitted
        QTest::newRow("fitted") << 0.0;
        QTest::newRow("1:1") << 1.0;
        QTest::newRow("six times") << 6.0;
    }
    void theSelectedBoxFollowsTheMouse() {
        QFETCH(double, zoom);
        const QRectF small(70, 50, 12, 10), large(60, 40, 40, 36);
        page().document()->create(small);
        const QString uuid = page().document()->create(large);
        QTRY_VERIFY(!saved(uuid).isEmpty());
        if (zoom > 0) canvas()->setZoom(zoom, canvas()->toWidget(large.center()));
        // Chosen by a click where it lies alone; a drag from above the small one moves it all the same.
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, canvas()->toWidget(QPointF(93, 69)).toPoint());
        QCOMPARE(page().selected(), uuid);
        const double step = 1 / canvas()->zoom();
        drag(small.center(), {-24, -16});
        const QRectF moved = large.translated(-24 * step, -16 * step);
        QTRY_VERIFY(near(saved(uuid), moved, step));
        QCOMPARE(page().selected(), uuid);
        drag(moved.bottomRight(), {12, 18});
        QTRY_VERIFY(near(saved(uuid), moved.adjusted(0, 0, 12 * step, 18 * step), 2 * step));
        QCOMPARE(test::must(project_->open().regions(page().image())).size(), std::size_t(2));
    }
};

QTEST_MAIN(TestAnnotateBoxes)
#include "test_annotate_boxes.moc"
