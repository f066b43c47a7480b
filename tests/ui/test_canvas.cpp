// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/image_canvas.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace legenda::ui;

class TestCanvas : public QObject {
    Q_OBJECT

    static Overlay overlay(const QString& id, const QRectF& box, int colour = 0) {
        Overlay o;
        o.id = OverlayId::annotated(id);
        o.box = box;
        o.colour = colour;
        o.number = colour + 1;
        o.label = QStringLiteral("a label for ") + id;
        return o;
    }
    static void drag(ImageCanvas& canvas, const QPointF& from, const QPointF& to) {
        QTest::mousePress(&canvas, Qt::LeftButton, {}, from.toPoint());
        QTest::mouseMove(&canvas, ((from + to) / 2).toPoint());
        QTest::mouseMove(&canvas, to.toPoint());
        QTest::mouseRelease(&canvas, Qt::LeftButton, {}, to.toPoint());
    }
    static bool near(const QRectF& a, const QRectF& b, double by) {
        return std::abs(a.left() - b.left()) <= by && std::abs(a.top() - b.top()) <= by &&
               std::abs(a.right() - b.right()) <= by && std::abs(a.bottom() - b.bottom()) <= by;
    }

 private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp, theme::Appearance::Dark); }

    void coordinates() {
        ImageCanvas canvas;
        canvas.resize(800, 600);
        canvas.setImage(QImage(400, 300, QImage::Format_RGB32), QSize(4000, 3000));  // a reduced decode
        const QPointF p(1234.5, 987.25);
        QVERIFY(QLineF(canvas.toImage(canvas.toWidget(p)), p).length() < 1e-6);
        QVERIFY(QRectF(canvas.rect()).contains(canvas.toWidget(QRectF(0, 0, 4000, 3000))));
        const QPointF anchor(200, 150);
        const QPointF before = canvas.toImage(anchor);
        canvas.setZoom(canvas.zoom() * 3, anchor);
        QVERIFY(QLineF(canvas.toImage(anchor), before).length() < 1e-6);
        QVERIFY(!canvas.fitted());
        canvas.fit();
        QVERIFY(canvas.fitted());
        canvas.zoomActual();
        QCOMPARE(canvas.zoom(), 1 / canvas.devicePixelRatioF());
    }

    void drawing() {
        ImageCanvas canvas;
        canvas.resize(800, 600);
        canvas.setImage(QImage(400, 300, QImage::Format_RGB32), QSize(400, 300));
        canvas.show();
        canvas.setMode(ImageCanvas::Mode::Draw);
        QSignalSpy drawn(&canvas, &ImageCanvas::boxDrawn);
        const QRectF wanted(50, 40, 120, 90);
        drag(canvas, canvas.toWidget(wanted.bottomRight()), canvas.toWidget(wanted.topLeft()));
        QCOMPARE(drawn.count(), 1);
        QVERIFY(near(drawn[0][0].toRectF(), wanted, 1 / canvas.zoom()));
        drag(canvas, canvas.toWidget(QPointF(10, 10)), canvas.toWidget(QPointF(10, 10)) + QPointF(1, 1));
        QCOMPARE(drawn.count(), 1);  // too small for a box
        drag(canvas, canvas.toWidget(QPointF(350, 250)), canvas.toWidget(QPointF(500, 400)));
        QCOMPARE(drawn.count(), 2);
        QVERIFY(QRectF(0, 0, 400, 300).contains(drawn[1][0].toRectF()));  // cut at the frame
    }

    void movingAndResizing() {
        ImageCanvas canvas;
        canvas.resize(800, 600);
        canvas.setImage(QImage(400, 300, QImage::Format_RGB32), QSize(400, 300));
        canvas.show();
        Overlay box = overlay(QStringLiteral("a"), QRectF(100, 80, 100, 60));
        box.selected = box.editable = true;
        canvas.setOverlays({box});
        QSignalSpy changed(&canvas, &ImageCanvas::boxChanged), editing(&canvas, &ImageCanvas::boxEditing);
        drag(canvas, canvas.toWidget(QPointF(150, 110)), canvas.toWidget(QPointF(170, 130)));
        QCOMPARE(changed.count(), 1);
        QVERIFY(editing.count() >= 1);
        QVERIFY(near(changed[0][1].toRectF(), QRectF(120, 100, 100, 60), 1));
        box.box = QRectF(100, 80, 100, 60);
        canvas.setOverlays({box});
        drag(canvas, canvas.toWidget(QPointF(200, 140)), canvas.toWidget(QPointF(230, 170)));  // bottom right
        QCOMPARE(changed.count(), 2);
        QVERIFY(near(changed[1][1].toRectF(), QRectF(100, 80, 130, 90), 1));
        canvas.setOverlays({box});
        drag(canvas, canvas.toWidget(QPointF(100, 110)), canvas.toWidget(QPointF(60, 110)));  // left edge
        QVERIFY(near(changed[2][1].toRectF(), QRectF(60, 80, 140, 60), 1));
        canvas.setOverlays({box});
        QTest::keyClick(&canvas, Qt::Key_Right);
        QTest::keyClick(&canvas, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(changed.count(), 5);
        QVERIFY(near(changed[4][1].toRectF(), QRectF(101, 90, 100, 60), 1e-6));
        QSignalSpy deleted(&canvas, &ImageCanvas::deleteRequested);
        QTest::keyClick(&canvas, Qt::Key_Delete);
        QCOMPARE(deleted.count(), 1);
    }

    void hoverAndClick() {
        ImageCanvas canvas;
        canvas.resize(800, 600);
        canvas.setImage(QImage(400, 300, QImage::Format_RGB32), QSize(400, 300));
        canvas.show();
        canvas.setOverlays({overlay(QStringLiteral("large"), QRectF(0, 0, 400, 300)),
                            overlay(QStringLiteral("small"), QRectF(150, 100, 60, 60), 1)});
        QSignalSpy hovered(&canvas, &ImageCanvas::hovered), clicked(&canvas, &ImageCanvas::clicked);
        QTest::mouseMove(&canvas, canvas.toWidget(QPointF(180, 130)).toPoint());
        QCOMPARE(hovered.last()[0].value<OverlayId>().uuid, QStringLiteral("small"));
        QTest::mouseMove(&canvas, canvas.toWidget(QPointF(350, 280)).toPoint());
        QCOMPARE(hovered.last()[0].value<OverlayId>().uuid, QStringLiteral("large"));
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, canvas.toWidget(QPointF(180, 130)).toPoint());
        QCOMPARE(clicked.last()[0].value<OverlayId>().uuid, QStringLiteral("small"));
    }

    void labelsNeverCoverOneAnother() {
        ImageCanvas canvas;
        canvas.resize(800, 600);
        canvas.setImage(QImage(400, 300, QImage::Format_RGB32), QSize(400, 300));
        std::vector<Overlay> overlays;
        for (int i = 0; i < 14; ++i)
            overlays.push_back(overlay(QString::number(i), QRectF(100 + 3 * i, 100 + 2 * i, 80, 60), i));
        canvas.setOverlays(overlays);
        const auto rects = canvas.labelRects().values();
        QCOMPARE(rects.size(), 14);
        for (qsizetype i = 0; i < rects.size(); ++i) {
            QVERIFY(QRectF(canvas.rect()).contains(rects[i]));
            for (qsizetype j = i + 1; j < rects.size(); ++j) QVERIFY(!rects[i].intersects(rects[j]));
        }
    }

    // As many as a label search returns, all in one place: none covers another, those far away have a line home.
    void manySmallBoxesKeepTheirLabelsApart() {
        ImageCanvas canvas;
        canvas.resize(800, 600);
        canvas.setImage(QImage(400, 300, QImage::Format_RGB32), QSize(400, 300));
        std::vector<Overlay> overlays;
        for (int i = 0; i < 40; ++i)
            overlays.push_back(overlay(QString::number(i), QRectF(180 + i % 8 * 4, 140 + i / 8 * 4, 12, 10), i % 16));
        canvas.setOverlays(overlays);
        const OverlayScene scene = canvas.fittedScene();
        const auto labels = scene.layoutLabels();
        QCOMPARE(labels.size(), 40);
        int leaders = 0;
        const auto all = labels.values();
        for (qsizetype i = 0; i < all.size(); ++i) {
            QVERIFY(scene.room.contains(all[i].rect));
            leaders += all[i].leader;
            for (qsizetype j = i + 1; j < all.size(); ++j) QVERIFY(!all[i].rect.intersects(all[j].rect));
        }
        QVERIFY(leaders >= 10);
        for (const Overlay& o : overlays) {
            const OverlayLabel label = labels.value(o.id);
            const QRectF box = scene.placed(o.box);
            const double apart = std::max({label.rect.left() - box.right(), box.left() - label.rect.right(),
                                           label.rect.top() - box.bottom(), box.top() - label.rect.bottom()});
            QVERIFY2(label.leader || apart < 90, qPrintable(o.id.uuid));
        }
    }

    // Pills: solid ground, ink that reads on it, a dark edge, on a white and on a black picture.
    void pillsReadOnBrightAndDark_data() {
        QTest::addColumn<QColor>("picture");
        QTest::newRow("snow") << QColor(Qt::white);
        QTest::newRow("night") << QColor(Qt::black);
    }
    void pillsReadOnBrightAndDark() {
        QFETCH(QColor, picture);
        ImageCanvas canvas;
        canvas.resize(500, 400);
        QImage plain(400, 300, QImage::Format_RGB32);
        plain.fill(picture);
        canvas.setImage(plain, plain.size());
        for (int colour = 0; colour < 8; ++colour) {
            canvas.setOverlays({overlay(QStringLiteral("a"), QRectF(100, 100, 200, 100), colour)});
            QTest::qWait(theme::kFade + 60);
            const QImage seen = canvas.grab().toImage();
            const QRect pill =
                canvas.labelRects().value(OverlayId::annotated(QStringLiteral("a"))).toRect().adjusted(3, 3, -3, -3);
            int ground = 0, ink = 0;
            for (int y = pill.top(); y <= pill.bottom(); ++y)
                for (int x = pill.left(); x <= pill.right(); ++x) {
                    const QColor at = seen.pixelColor(x, y);
                    ground += at == theme::regionColour(colour);
                    ink += theme::contrast(at, theme::regionColour(colour)) >= 4.5;
                }
            QVERIFY(ground > pill.width() * pill.height() / 2);
            QVERIFY(ink > 40);
        }
    }

    // The line reads on snow and on night: a dark halo beside a coloured line.
    void lineHasHalo() {
        ImageCanvas canvas;
        canvas.resize(400, 300);
        QImage snow(400, 300, QImage::Format_RGB32);
        snow.fill(Qt::white);
        canvas.setImage(snow, snow.size());
        Overlay box = overlay(QStringLiteral("a"), QRectF(100, 100, 200, 100));
        box.label.clear();
        box.number = -1;
        canvas.setOverlays({box});
        const QImage seen = canvas.grab().toImage();
        const double ratio = seen.devicePixelRatio();
        const QPointF edge = canvas.toWidget(QPointF(200, 100));
        int darkest = 255;
        for (int dy = -4; dy <= 4; ++dy)
            darkest = std::min(darkest, qGray(seen.pixel(((edge + QPointF(0, dy)) * ratio).toPoint())));
        QVERIFY(darkest < 180);
    }
};

QTEST_MAIN(TestCanvas)
#include "test_canvas.moc"
