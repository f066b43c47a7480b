// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"
#include "ui/browse/browse_export.h"
#include "ui/browse/browse_figure.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/region_numbers.h"
#include "ui/controls/toast.h"

#include <QAction>
#include <QClipboard>
#include <QMimeData>
#include <QPainter>
#include <QRegularExpression>
#include <QSvgRenderer>
#include <QXmlStreamReader>

using namespace legenda;
using namespace legenda::ui;

class TestBrowseExport : public QObject {
    Q_OBJECT

    std::unique_ptr<ImageCanvas> canvas_;
    std::unique_ptr<AlignedSentence> sentence_;

    // A white picture with two boxes, and a sentence whose words they won.
    void setUp(double zoomedBy = 1) {
        model::Alignment a;
        a.tokens = {"a", "black", "dog", "in", "snow"};
        a.known = {true, true, true, true, true};
        a.regions.resize(3);
        a.scores = base::Matrix(5, 3);
        for (std::size_t t = 0; t < 3; ++t) a.scores(t, 2) = 2.0F;
        for (std::size_t t = 3; t < 5; ++t) a.scores(t, 1) = 3.0F;
        model::decodeSegments(a, 0.1);
        canvas_ = std::make_unique<ImageCanvas>();
        canvas_->resize(700, 500);
        QImage snow(1200, 800, QImage::Format_RGB32);
        snow.fill(Qt::white);
        canvas_->setImage(snow, snow.size());
        const auto box = [](int region, const QRectF& rect, int colour, const QString& label) {
            Overlay overlay;
            overlay.id = OverlayId::region(region);
            overlay.box = rect;
            overlay.colour = colour;
            overlay.number = colour + 1;
            overlay.label = label;
            return overlay;
        };
        canvas_->setOverlays({box(2, QRectF(100, 300, 300, 300), 0, QStringLiteral("a black dog")),
                              box(1, QRectF(500, 100, 600, 600), 9, QStringLiteral("in snow"))});
        if (zoomedBy != 1) canvas_->setZoom(canvas_->zoom() * zoomedBy, QPointF(0, 0));
        sentence_ = std::make_unique<AlignedSentence>();
        sentence_->resize(700, 90);
        sentence_->setAlignment(a, regionNumbers(a));
    }
    static bool has(const QImage& image, const QRect& within, const QColor& colour) {
        for (int y = within.top(); y <= within.bottom(); ++y)
            for (int x = within.left(); x <= within.right(); ++x)
                if (image.valid(x, y) && image.pixelColor(x, y) == colour) return true;
        return false;
    }

 private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp, theme::Appearance::Light); }

    void printIsAtLeastTwiceTheScreen() {
        setUp();
        const BrowseFigure figure(*canvas_, *sentence_, QStringLiteral("dog & snow.jpg"));
        QVERIFY(figure.printScale() >= 2 && figure.printScale() <= 3);
        const QImage png = QImage::fromData(figure.png(), "PNG");
        QCOMPARE(png.size(), (figure.size() * figure.printScale()).toSize());
        QVERIFY(png.width() >= 2 * 600);
    }

    // The whole picture, whatever part of it is in sight; boxes in their colours over their halo; sentence below.
    void pngShowsWhatTheScreenShows_data() {
        QTest::addColumn<double>("zoomedBy");
        QTest::newRow("fitted") << 1.0;
        QTest::newRow("zoomed in") << 4.0;
    }
    void pngShowsWhatTheScreenShows() {
        QFETCH(double, zoomedBy);
        setUp(zoomedBy);
        const BrowseFigure figure(*canvas_, *sentence_, QStringLiteral("dog.jpg"));
        const QImage image = figure.image(1);
        const OverlayScene scene = canvas_->fittedScene();
        const QRectF picture(QPointF((figure.size().width() - 1200 * scene.zoom) / 2, ImageCanvas::kFitMargin),
                             QSizeF(1200, 800) * scene.zoom);
        QCOMPARE(image.pixelColor((picture.topLeft() + QPointF(5, 5)).toPoint()), QColor(Qt::white));
        QCOMPARE(image.pixelColor((picture.bottomRight() - QPointF(5, 5)).toPoint()), QColor(Qt::white));
        QCOMPARE(image.pixelColor(3, 3), theme::colours().backdrop);
        QCOMPARE(image.pixelColor(3, image.height() - 3), theme::colours().panel);
        // The left edge of the dog's box: the colour, darkness beside it.
        const QPoint edge = (picture.topLeft() + QPointF(100, 450) * scene.zoom).toPoint();
        QVERIFY(has(image, QRect(edge - QPoint(2, 0), QSize(5, 1)), theme::regionColour(0)));
        int darkest = 255;
        for (int x = -4; x <= 4; ++x) darkest = std::min(darkest, qGray(image.pixel(edge + QPoint(x, 0))));
        QVERIFY(darkest < 130);
        // The underline of "a black dog", below the picture.
        const QRect below(0, static_cast<int>(picture.bottom()) + 30, image.width(), image.height());
        QVERIFY(has(image, below, theme::regionColour(0)));
        QVERIFY(has(image, below, theme::regionColour(1)));
    }

    void svgHoldsTextShapesAndThePhotograph() {
        setUp();
        const BrowseFigure figure(*canvas_, *sentence_, QStringLiteral("dog & snow.jpg"));
        const QByteArray svg = figure.svg();
        QXmlStreamReader xml(svg);
        QStringList texts;
        QString title, picture;
        int images = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement()) continue;
            if (xml.name() == QLatin1String("image")) {
                ++images;
                picture = xml.attributes().value(QStringLiteral("xlink:href")).toString();
            }
            if (xml.name() == QLatin1String("title")) title = xml.readElementText();
            if (xml.isStartElement() && xml.name() == QLatin1String("text")) texts << xml.readElementText().trimmed();
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(title, QStringLiteral("dog & snow.jpg"));
        QCOMPARE(images, 1);
        const QString head = QStringLiteral("data:image/jpeg;base64,");
        QVERIFY(picture.startsWith(head));
        QCOMPARE(QImage::fromData(QByteArray::fromBase64(picture.mid(head.size()).toLatin1()), "JPEG").size(),
                 QSize(1200, 800));
        for (const char* word : {"a black dog", "in snow", "black", "dog", "snow", "1", "2"})
            QVERIFY2(texts.contains(QLatin1String(word)), word);
        const QString all = QString::fromUtf8(svg);
        QVERIFY(all.contains(theme::regionColour(0).name()));
        QVERIFY(all.contains(QLatin1String("stroke-dasharray")));  // of the tenth colour

        QSvgRenderer renderer(svg);
        QVERIFY(renderer.isValid());
        QCOMPARE(renderer.viewBoxF().size(), figure.size());
        QImage drawn(figure.size().toSize(), QImage::Format_RGB32);
        drawn.fill(Qt::magenta);
        QPainter painter(&drawn);
        renderer.render(&painter);
        painter.end();
        const QImage screen = figure.image(1);
        qint64 apart = 0;
        for (int y = 0; y < drawn.height(); ++y)
            for (int x = 0; x < drawn.width(); ++x)
                apart += std::abs(qGray(drawn.pixel(x, y)) - qGray(screen.pixel(x, y))) > 48;
        QVERIFY2(apart < drawn.width() * drawn.height() / 50, qPrintable(QString::number(apart)));
    }

    // Whose output it is stands below the sentence, in both kinds of files; a name that is too long is shortened.
    void theSourceIsALineBelow() {
        setUp();
        const BrowseFigure bare(*canvas_, *sentence_, QStringLiteral("dog.jpg"));
        const auto text = QStringLiteral("Shown: theirs");
        const BrowseFigure figure(*canvas_, *sentence_, QStringLiteral("dog.jpg"), text);
        QCOMPARE(figure.size().width(), bare.size().width());
        QVERIFY(figure.size().height() >= bare.size().height() + 12);
        const QImage image = figure.image(1), without = bare.image(1);
        QCOMPARE(image.copy(without.rect()), without);
        int inked = 0;
        for (int y = without.height(); y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) inked += image.pixelColor(x, y) != theme::colours().panel;
        QVERIFY(inked > 20);
        QVERIFY(figure.svg().contains(text.toUtf8()));
        const BrowseFigure wide(*canvas_, *sentence_, {}, QStringLiteral("Shown: ") + QString(500, QLatin1Char('m')));
        QCOMPARE(wide.size(), figure.size());
        const QImage shortened = wide.image(1);
        const QRect edge(shortened.width() - 4, without.height(), 4, shortened.height() - without.height());
        for (int y = edge.top(); y <= edge.bottom(); ++y)
            for (int x = edge.left(); x <= edge.right(); ++x)
                QCOMPARE(shortened.pixelColor(x, y), theme::colours().panel);
    }

    void unwritableFileIsNamed() {
        setUp();
        const BrowseFigure figure(*canvas_, *sentence_, {});
        const auto saved = figure.save(QStringLiteral("/proc/no such folder/a.png"));
        QVERIFY(!saved);
        QVERIFY(saved.error().message.find("/proc/no such folder") != std::string::npos);
    }

    // By its keys, without keeping the GUI thread from its frames.
    void pageCopiesAndSaves() {
        test::BrowseWindow window;
        auto& page = window.page();
        QVERIFY(!page.canvas()->image().isNull());
        page.canvas()->setFocus();
        QApplication::clipboard()->setText(QStringLiteral("before"));
        QTest::keyClick(&window.window(), Qt::Key_C, Qt::ControlModifier);
        const QString form = QStringLiteral("image/png");
        const auto clip = [] { return QApplication::clipboard()->mimeData(); };
        QTRY_VERIFY_WITH_TIMEOUT(clip() && clip()->hasFormat(form), 20000);
        const QImage copied = QImage::fromData(clip()->data(form));
        QVERIFY(copied.width() >= 1000);
        auto* saving = page.findChild<BrowseExport*>();
        for (const char* suffix : {"png", "svg"}) {
            const QString file = window.home().filePath(QStringLiteral("figure.%1").arg(QLatin1String(suffix)));
            const double before = test::threadMilliseconds();
            saving->savePictureTo(file);
            const double took = test::threadMilliseconds() - before;
            QVERIFY2(took < 16, qPrintable(QString::number(took)));
            const auto noticed = [&]() -> const Toast* {
                for (const auto* toast : window.window().findChildren<Toast*>())
                    if (toast->isVisible() && toast->accessibleName().contains(QFileInfo(file).fileName()))
                        return toast;
                return nullptr;
            };
            QTRY_VERIFY_WITH_TIMEOUT(noticed(), 20000);
            QVERIFY(QFileInfo(file).size() > 10000);
            const auto* notice = noticed();
            QVERIFY(window.window().rect().contains(notice->geometry()));
            const auto* sentence = page.findChild<AlignedSentence*>();
            const QRect words(sentence->mapTo(&window.window(), QPoint()), sentence->size());
            QVERIFY(words.isValid() && !words.intersects(notice->geometry()));  // it covers no word
        }
        QCOMPARE(QImage(window.home().filePath(QStringLiteral("figure.png"))).size(), copied.size());
        QVERIFY(QSvgRenderer(window.home().filePath(QStringLiteral("figure.svg"))).isValid());
    }
};

QTEST_MAIN(TestBrowseExport)
#include "test_browse_export.moc"
