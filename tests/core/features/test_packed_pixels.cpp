// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/packed_pixels.h"
#include "tests/support/check.h"

#include <fmt/format.h>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace legenda;
using features::PackedPixels;
using test::must;
namespace fs = std::filesystem;

namespace {

constexpr int kSide = 5;
constexpr std::size_t kBytes = kSide * kSide * 3;

std::uint8_t valueOf(std::size_t picture, std::size_t byte) {
    return static_cast<std::uint8_t>(picture * 70 + byte);
}

base::Result<std::size_t> pack(const fs::path& file, std::size_t pictures, std::size_t failAt = 100) {
    std::size_t next = 0;
    return features::writePackedPixels(file, kSide, [&](std::uint8_t* rgb) -> base::Result<std::optional<std::string>> {
        if (next == failAt) return base::fail(base::ErrorCode::Cancelled, "stopped");
        if (next == pictures) return std::nullopt;
        for (std::size_t b = 0; b < kBytes; ++b) rgb[b] = valueOf(next, b);
        return fmt::format("uuid-{}", next++);
    });
}

std::string bytesOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

class TestPackedPixels : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

 private Q_SLOTS:
    void readsWhatWasWritten() {
        QCOMPARE(must(pack(path("p"), 3)), std::size_t{3});
        const auto pixels = must(PackedPixels::open(path("p")));
        QCOMPARE(pixels.size(), std::size_t{3});
        QCOMPARE(pixels.side(), kSide);
        QCOMPARE(pixels.images(), (std::vector<std::string>{"uuid-0", "uuid-1", "uuid-2"}));
        QCOMPARE(pixels.find("uuid-2").value(), std::size_t{2});
        QVERIFY(!pixels.find("uuid-3"));
        std::vector<std::uint8_t> rgb(kBytes);
        for (std::size_t i = 0; i < 3; ++i) {
            must(pixels.read(i, rgb.data()));
            for (std::size_t b = 0; b < kBytes; ++b) QCOMPARE(rgb[b], valueOf(i, b));
        }
    }
    void noPictures() {
        QCOMPARE(must(pack(path("none"), 0)), std::size_t{0});
        QCOMPARE(must(PackedPixels::open(path("none"))).size(), std::size_t{0});
    }
    void damage_data() {
        QTest::addColumn<int>("keep");  // bytes, from the beginning; negative: from the end are cut
        QTest::addColumn<QByteArray>("more");
        QTest::newRow("nothing") << 0 << QByteArray();
        QTest::newRow("half a header") << 40 << QByteArray();
        QTest::newRow("header alone") << 64 << QByteArray();
        QTest::newRow("truncated in a picture") << 64 + 100 << QByteArray();
        QTest::newRow("last byte missing") << -1 << QByteArray();
        QTest::newRow("longer") << -0x7fff << QByteArray("x");
        QTest::newRow("foreign") << 0 << QByteArray(1000, 'a');
    }
    void damage() {
        QFETCH(int, keep);
        QFETCH(QByteArray, more);
        must(pack(path("whole"), 3));
        auto bytes = bytesOf(path("whole"));
        bytes.resize(keep >= 0         ? static_cast<std::size_t>(keep)
                     : keep == -0x7fff ? bytes.size()
                                       : bytes.size() + static_cast<std::size_t>(keep));
        test::write(path("damaged"), bytes + more.toStdString());
        const auto opened = PackedPixels::open(path("damaged"));
        QVERIFY(!opened.has_value());
        QCOMPARE(opened.error().code, base::ErrorCode::BadInput);
        QVERIFY(opened.error().message.find("damaged") != std::string::npos);
    }
    // A count whose product with the picture's size is beyond 64 bits.
    void hugeHeader() {
        must(pack(path("huge"), 1));
        auto bytes = bytesOf(path("huge"));
        std::fill_n(bytes.begin() + 24, 8, '\xff');
        test::write(path("huge"), bytes);
        QVERIFY(!PackedPixels::open(path("huge")).has_value());
    }
    void failureLeavesWhatWasThere() {
        must(pack(path("kept"), 2));
        const auto before = bytesOf(path("kept"));
        const auto failed = pack(path("kept"), 3, 1);
        QVERIFY(!failed.has_value());
        QCOMPARE(failed.error().code, base::ErrorCode::Cancelled);
        QCOMPARE(bytesOf(path("kept")), before);
        QCOMPARE(std::distance(fs::directory_iterator(path("")), fs::directory_iterator()), 6);  // no partial file
    }
    void missingFile() {
        const auto opened = PackedPixels::open(path("nowhere"));
        QVERIFY(!opened.has_value());
        QCOMPARE(opened.error().code, base::ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestPackedPixels)
#include "test_packed_pixels.moc"
