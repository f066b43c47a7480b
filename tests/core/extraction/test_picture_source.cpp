// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/picture_source.h"
#include "core/image/decode.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
using test::must;

// Which pictures a training takes, and what it says of the others.
class TestPictureSource : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    store::ImageRecord picture(const char* name, int width, int height) const {
        store::ImageRecord record;
        record.file = std::filesystem::path(folder_.path().toStdString()) / name;
        if (width == 0) return record;
        base::Picture grey;
        grey.width = grey.fullWidth = width;
        grey.height = grey.fullHeight = height;
        grey.rgb.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 200);
        must(image::encode(grey, record.file));
        return record;
    }

 private Q_SLOTS:
    void smallAndMissingPicturesAreLeftOut() {
        auto source = must(extraction::PictureSource::open({}));
        image::Size size;
        QCOMPARE(source.add(picture("a.png", 64, 20), size), std::optional<std::size_t>(0));
        QCOMPARE(size.width, 64);
        QVERIFY(source.notes().empty());
        QVERIFY(!source.add(picture("b.png", 63, 63), size));
        QVERIFY(!source.add(picture("c.png", 0, 0), size));
        QCOMPARE(source.add(picture("d.png", 100, 80), size), std::optional<std::size_t>(1));
        const auto notes = source.notes();
        QCOMPARE(notes.size(), std::size_t{2});
        QVERIFY(notes[0].find("1 images could not be read") != std::string::npos);
        QVERIFY(notes[1].find("less than 64 pixels") != std::string::npos);
        QCOMPARE(source.finish(32, 0)->size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestPictureSource)
#include "test_picture_source.moc"
