// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sanitizers.h"
#include "tests/support/ui_browse.h"
#include "tests/support/ui_project.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_cache.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QListView>
#include <QScrollBar>

#include <algorithm>

using namespace legenda;
using namespace legenda::ui;

// Thumbnails on disk, and a list of as many images as Flickr8K has.
class TestBrowseThumbnails : public QObject {
    Q_OBJECT

    static QString fileOf(const test::UiProject& project, int image) {
        return project.folder.filePath(QStringLiteral("pictures/square%1.png").arg(image));
    }
    // The colour at the middle of an image's thumbnail, by a session of its own.
    static QColor middle(const test::UiProject& project, int image, const QString& cache) {
        session::Session::Config config;
        config.resources.folder = LEGENDA_SOURCE_DIR "/resources";
        config.longThreads = config.interactiveThreads = 1;
        if (!cache.isEmpty()) config.thumbnails = std::make_shared<ThumbnailCache>(cache);
        Bridge bridge(std::move(config));
        QObject context;
        bridge.openProject(&context, QString::fromStdString(project.project.string()), {});
        if (!QTest::qWaitFor([&] { return bridge.project().has_value(); }, 10000)) return {};
        QImage seen;
        bridge.images().thumbnail(&context, project.images[static_cast<std::size_t>(image)], 128,
                                  [&](base::Result<LoadedPicture> picture) {
                                      if (picture) seen = picture->image;
                                  });
        (void)QTest::qWaitFor([&] { return !seen.isNull(); }, 10000);
        return seen.isNull() ? QColor() : seen.pixelColor(seen.width() - 4, seen.height() - 4);
    }
    // Another colour in the same number of bytes, with the time of change of the file before.
    static void repaintUnnoticed(const QString& file, const QColor& colour) {
        const QFileInfo before(file);
        const auto time = before.lastModified();
        const qint64 size = before.size();
        QImage image(QImage(file).size(), QImage::Format_RGB32);
        image.fill(colour);
        QVERIFY(image.save(file));
        QFile out(file);
        QVERIFY(out.open(QIODevice::ReadWrite));
        QVERIFY(out.size() <= size);
        QVERIFY(out.resize(size));
        QVERIFY(out.setFileTime(time, QFileDevice::FileModificationTime));
    }
    static QStringList filesIn(const QString& folder) {
        QStringList files;
        for (QDirIterator all(folder, QDir::Files, QDirIterator::Subdirectories); all.hasNext();) files << all.next();
        return files;
    }
    static bool near(const QColor& a, const QColor& b) {
        return std::abs(a.red() - b.red()) < 12 && std::abs(a.green() - b.green()) < 12 &&
               std::abs(a.blue() - b.blue()) < 12;
    }

    // What this thread computes in the act, in milliseconds.
    static void measure(double& worst, const char* what, auto act) {
        const double before = test::threadMilliseconds();
        act();
        const double took = test::threadMilliseconds() - before;
        worst = std::max(worst, took);
        qInfo("%s: %.1f ms", what, took);
    }

 private Q_SLOTS:
    void keptBetweenSessionsUntilTheFileChanges() {
        const test::UiProject project;
        const QString cache = project.folder.filePath(QStringLiteral("cache"));
        const QColor first = middle(project, 0, cache);
        QVERIFY(first.isValid());
        QCOMPARE(filesIn(cache).size(), 1);
        QVERIFY(!filesIn(cache).front().contains(QStringLiteral("square")));
        repaintUnnoticed(fileOf(project, 0), Qt::magenta);
        QVERIFY(near(middle(project, 0, {}), Qt::magenta));  // without a cache: what the file holds now
        QVERIFY(near(middle(project, 0, cache), first));     // with it: not decoded again
        QFile file(fileOf(project, 0));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(60), QFileDevice::FileModificationTime));
        file.close();
        QVERIFY(near(middle(project, 0, cache), Qt::magenta));  // changed: made anew
    }

    void damagedFilesAreIgnored_data() {
        QTest::addColumn<int>("damage");
        QTest::newRow("cut short") << 0;
        QTest::newRow("a byte of the picture") << 1;
        QTest::newRow("empty") << 2;
        QTest::newRow("something else") << 3;
    }
    void damagedFilesAreIgnored() {
        QFETCH(int, damage);
        const test::UiProject project;
        const QString cache = project.folder.filePath(QStringLiteral("cache"));
        const QColor colour = middle(project, 1, cache);
        QFile kept(filesIn(cache).front());
        QVERIFY(kept.open(QIODevice::ReadOnly));
        const QByteArray good = kept.readAll();
        kept.close();
        QByteArray bad = good;
        if (damage == 0) bad.truncate(bad.size() / 2);
        if (damage == 1) bad[bad.size() - 40] = static_cast<char>(bad[bad.size() - 40] ^ 0x55);
        if (damage == 2) bad.clear();
        if (damage == 3) bad = QByteArray(bad.size(), 'x');
        QVERIFY(kept.open(QIODevice::WriteOnly));
        kept.write(bad);
        kept.close();
        repaintUnnoticed(fileOf(project, 1), Qt::cyan);
        QVERIFY(near(middle(project, 1, cache), Qt::cyan));
        QVERIFY(!near(colour, Qt::cyan));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QVERIFY(kept.readAll().startsWith(good.left(12)));  // whole again
    }

    void staysBelowItsBound() {
        const test::UiProject project(10);
        const QString folder = project.folder.filePath(QStringLiteral("cache"));
        base::Picture picture;
        picture.width = picture.height = picture.fullWidth = picture.fullHeight = 96;
        picture.rgb.resize(3 * 96 * 96);
        for (std::size_t i = 0; i < picture.rgb.size(); ++i) picture.rgb[i] = static_cast<std::uint8_t>(i * 97 % 251);
        qint64 one = 0;
        {
            ThumbnailCache cache(folder);
            cache.keep(fileOf(project, 0).toStdString(), 96, picture);
            one = QFileInfo(filesIn(folder).front()).size();
        }
        ThumbnailCache cache(folder, 4 * one);
        for (int i = 0; i < 10; ++i) {
            cache.keep(fileOf(project, i).toStdString(), 96, picture);
            qint64 sum = 0;
            for (const QString& file : filesIn(folder)) sum += QFileInfo(file).size();
            QVERIFY(sum <= 4 * one);
        }
        QVERIFY(cache.find(fileOf(project, 9).toStdString(), 96).has_value());
        QVERIFY(!cache.find(fileOf(project, 0).toStdString(), 96).has_value());
        QVERIFY(!cache.find(fileOf(project, 9).toStdString(), 97).has_value());
    }

    void unwritableFolderKeepsNothing() {
        const test::UiProject project;
        ThumbnailCache cache(QStringLiteral("/proc/no such folder"));
        base::Picture picture;
        picture.width = picture.height = 1;
        picture.rgb = {1, 2, 3};
        cache.keep(fileOf(project, 0).toStdString(), 96, picture);
        QVERIFY(!cache.find(fileOf(project, 0).toStdString(), 96));
    }

    // Where all fit and no scroll bar is needed they stand in as many columns as elsewhere.
    void fewImagesStandInTwoColumns() {
        session::Session::Config config;
        config.resources.folder = LEGENDA_SOURCE_DIR "/resources";
        Bridge bridge(std::move(config));
        ImageListModel model(&bridge);
        ThumbnailView view(&model);
        view.resize(264, 640);
        view.show();
        std::vector<store::ImageRecord> images(4);
        for (std::size_t i = 0; i < images.size(); ++i) images[i].id = static_cast<std::int64_t>(i + 1);
        model.setImages(images);
        QCoreApplication::processEvents();
        QVERIFY(!view.verticalScrollBar()->isVisible());
        const auto top = [&](int row) { return view.visualRect(model.index(row)).top(); };
        QCOMPARE(top(1), top(0));
        QVERIFY(top(2) > top(0));
        QCOMPARE(top(3), top(2));
    }

    void anImageListFindsAndOrders() {
        std::vector<store::ImageRecord> images(4);
        const char* paths[] = {"c.jpg", "a.jpg", "b.jpg", "a.jpg"};
        for (std::size_t i = 0; i < images.size(); ++i) {
            images[i].id = static_cast<std::int64_t>(10 + i);
            images[i].path = paths[i];
            images[i].file = std::filesystem::path("/pictures") / std::to_string(i) / paths[i];
            images[i].split = i == 1 ? "train" : "dev";
        }
        const auto list = shareImages(images);
        QCOMPARE(list->byName(), (std::vector<std::size_t>{1, 3, 2, 0}));
        QCOMPARE(list->bySplit(), (std::vector<std::size_t>{3, 2, 0, 1}));
        QCOMPARE(list->idOf("a.jpg"), std::int64_t{11});  // of two the first
        QCOMPARE(list->idOf("b.jpg"), std::int64_t{12});
        QCOMPARE(list->idOf("aa.jpg"), std::int64_t{0});
        QCOMPARE(list->idOfFile("/pictures/3/a.jpg"), std::int64_t{13});
        QCOMPARE(list->idOfFile("/pictures/4/a.jpg"), std::int64_t{0});
        QCOMPARE(list->placeOf(12), std::optional<std::size_t>(2));
        QVERIFY(!list->placeOf(2));
    }

    // As many images as COCO has: what takes longer than a frame is computed before the model gets them.
    void aHundredThousandImagesAreTakenAtOnce() {
        session::Session::Config config;
        config.resources.folder = LEGENDA_SOURCE_DIR "/resources";
        Bridge bridge(std::move(config));
        ImageListModel model(&bridge);
        std::vector<store::ImageRecord> images(123000);
        for (std::size_t i = 0; i < images.size(); ++i) {
            images[i].id = static_cast<std::int64_t>(i + 1);
            images[i].path = "train2017/" + std::to_string(1000000000 + i * 7919 % 1000003) + ".jpg";
            images[i].split = i % 7 == 0 ? "dev" : "train";
        }
        auto list = shareImages(std::move(images));
        double worst = 0;
        const auto measured = [&worst](const char* what, auto act) { measure(worst, what, act); };
        measured("filling", [&] { model.setList(std::move(list)); });
        measured("by split", [&] { model.setSort(ImageSort::Split); });
        measured("by boxes", [&] { model.setSort(ImageSort::Boxes); });
        measured("box counts", [&] { model.setBoxCounts({{5, 2}, {9, 1}}); });
        QCOMPARE(model.idAt(0), std::int64_t{5});
        QCOMPARE(model.withBoxes(), 2);
        std::vector<std::pair<std::int64_t, int>> all;
        for (std::int64_t id = 1; id <= 123000; ++id) all.emplace_back(id, static_cast<int>(id * 7919 % 37));
        measured("box counts of all", [&] { model.setBoxCounts(std::move(all)); });
        QCOMPARE(model.boxCount(model.idAt(0)), 36);
        measured("another count", [&] { model.setBoxCount(5, 99); });
        QCOMPARE(model.boxCount(5), 99);
        measured("one split", [&] { model.setSplit(QStringLiteral("dev")); });
        QCOMPARE(model.rowCount(), 17572);
        measured("forgetting", [&] { model.setImages({}); });
        QCOMPARE(model.rowOf(5), -1);
        if (test::kSanitized) QSKIP("speed is not judged under sanitizers");
        QVERIFY2(worst < 16, qPrintable(QString::number(worst)));
    }

    // Filling, sorting, filtering and scrolling 7,000 rows: what the GUI thread computes at a time stays within a
    // frame.
    void sevenThousandImagesStaySmooth() {
        const test::UiProject project;
        session::Session::Config config;
        config.resources.folder = LEGENDA_SOURCE_DIR "/resources";
        Bridge bridge(std::move(config));
        ImageListModel model(&bridge);
        ThumbnailView view(&model);
        view.resize(264, 640);
        view.show();
        std::vector<store::ImageRecord> images(7000);
        for (std::size_t i = 0; i < images.size(); ++i) {
            images[i].id = static_cast<std::int64_t>(i + 1);
            images[i].path = std::to_string(1000000000 + i * 7919 % 1000003) + "_3f2a.jpg";
            images[i].split = i % 7 == 0 ? "dev" : "train";
        }
        double worst = 0;
        const auto measured = [&worst](const char* what, auto act) { measure(worst, what, act); };
        measured("filling", [&] { model.setImages(images); });
        measured("first paint", [] { QCoreApplication::processEvents(); });
        measured("sorting", [&] { model.setSort(ImageSort::Split); });
        measured("layout", [] { QCoreApplication::processEvents(); });
        measured("one split", [&] { model.setSplit(QStringLiteral("train")); });
        measured("layout", [] { QCoreApplication::processEvents(); });
        measured("box counts", [&] { model.setBoxCounts({{5, 2}, {9, 1}}); });
        auto* bar = view.verticalScrollBar();
        QVERIFY(bar->maximum() > 100000);
        double scroll = 0;
        for (int i = 0; i < 200; ++i) {
            const double before = test::threadMilliseconds();
            bar->setValue(bar->maximum() * i / 200);
            QCoreApplication::processEvents();
            scroll = std::max(scroll, test::threadMilliseconds() - before);
        }
        qInfo("scrolling: at most %.1f ms", scroll);
        measured("to the last", [&] { view.setCurrentImage(6999); });
        if (test::kSanitized) QSKIP("speed is not judged under sanitizers");
        QVERIFY2(worst < 16, qPrintable(QString::number(worst)));
        QVERIFY2(scroll < 16, qPrintable(QString::number(scroll)));
    }
};

QTEST_MAIN(TestBrowseThumbnails)
#include "test_browse_thumbnails.moc"
