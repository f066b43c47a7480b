// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/half.h"
#include "core/data/npy.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

class TestNpy : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    fs::path file(const char* name = "m.npy") const { return fs::path(dir_.path().toStdString()) / name; }

    static std::string headed(const std::string& dictionary, int version = 1) {
        std::string header = dictionary + "\n", text = "\x93NUMPY";
        text += static_cast<char>(version);
        text += '\0';
        for (int i = 0; i < (version == 1 ? 2 : 4); ++i) text += static_cast<char>(header.size() >> (8 * i));
        return text + header;
    }
    static std::string headed(const std::string& type, std::size_t rows, std::size_t cols, bool byColumns = false,
                              int version = 1) {
        return headed("{'descr': '" + type + "', 'fortran_order': " + (byColumns ? "True" : "False") + ", 'shape': (" +
                          std::to_string(rows) + ", " + std::to_string(cols) + "), }",
                      version);
    }
    template <class Number>
    static std::string bytesOf(const std::vector<Number>& numbers, bool swapped = false) {
        std::string text;
        for (const auto number : numbers) {
            std::string one(reinterpret_cast<const char*>(&number), sizeof number);
            if (swapped) std::reverse(one.begin(), one.end());
            text += one;
        }
        return text;
    }
    std::vector<double> readAll(const std::string& bytes, std::size_t block = 2) const {
        test::write(file(), bytes);
        auto matrix = must(data::NpyMatrix::open(file()));
        std::vector<double> all, part;
        for (std::size_t row = 0; row < matrix.rows(); row += block) {
            must(matrix.read(row, std::min(block, matrix.rows() - row), part));
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }

 private Q_SLOTS:
    void readsEveryTypeAndByteOrder() {
        const std::vector<double> wanted{1, 2.5, -3, 0, 65504, -0.125};
        std::vector<float> floats(wanted.begin(), wanted.end());
        std::vector<std::uint16_t> halves;
        for (const float value : floats) halves.push_back(base::floatToHalf(value));
        for (const int version : {1, 2, 3}) {
            QCOMPARE(readAll(headed("<f8", 3, 2, false, version) + bytesOf(wanted)), wanted);
            QCOMPARE(readAll(headed(">f8", 3, 2, false, version) + bytesOf(wanted, true)), wanted);
        }
        QCOMPARE(readAll(headed("<f4", 3, 2) + bytesOf(floats)), wanted);
        QCOMPARE(readAll(headed(">f4", 3, 2) + bytesOf(floats, true)), wanted);
        QCOMPARE(readAll(headed("<f2", 3, 2) + bytesOf(halves)), wanted);
        QCOMPARE(readAll(headed(">f2", 3, 2) + bytesOf(halves, true)), wanted);
        const std::vector<std::int64_t> whole{1, -2, 3, 40000, -5, 6};
        const std::vector<double> asNumbers(whole.begin(), whole.end());
        QCOMPARE(readAll(headed("<i8", 2, 3) + bytesOf(whole)), asNumbers);
        QCOMPARE(readAll(headed(">i8", 2, 3) + bytesOf(whole, true)), asNumbers);
        QCOMPARE(readAll(headed("|u1", 1, 2) + bytesOf<std::uint8_t>({7, 255})), (std::vector<double>{7, 255}));
        QCOMPARE(readAll(headed("|b1", 1, 2) + bytesOf<std::uint8_t>({1, 0})), (std::vector<double>{1, 0}));
        QCOMPARE(readAll(headed("{\"shape\": (1L, 2L), \"fortran_order\": False, \"descr\": \"<i2\"}") +
                         bytesOf<std::int16_t>({-7, 9})),
                 (std::vector<double>{-7, 9}));
    }

    // Column by column in the file, row by row in memory, whatever the block.
    void readsFortranOrder() {
        const std::vector<float> byColumns{1, 4, 7, 2, 5, 8, 3, 6, 9};
        for (const std::size_t block : {1, 2, 3, 5})
            QCOMPARE(readAll(headed("<f4", 3, 3, true) + bytesOf(byColumns), block),
                     (std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    }

    void namesWhatItHolds() {
        test::write(file(), headed("<f2", 2, 1) + "abcd");
        const auto matrix = must(data::NpyMatrix::open(file()));
        QCOMPARE(matrix.type(), std::string("float16"));
        QCOMPARE(matrix.rows(), std::size_t(2));
        QCOMPARE(matrix.cols(), std::size_t(1));
        QVERIFY(readAll(headed("<f4", 0, 4)).empty());
        // Not-a-number is read as it is: what it means is the caller's.
        QVERIFY(
            std::isnan(readAll(headed("<f4", 1, 1) + bytesOf<float>({std::numeric_limits<float>::quiet_NaN()}))[0]));
    }

    void saysWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const std::string& bytes, const char* named) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << named;
        };
        row("empty", "", "empty");
        row("a web page", "<!DOCTYPE html><html>", "web page");
        row("an archive of arrays", std::string("PK\3\4 and more"), ".npz");
        row("words", "one two three four", "no .npy file");
        row("cut in its mark", std::string("\x93NUMPY\1\0", 8), "header is cut off");
        row("cut in its header", headed("<f4", 1, 1).substr(0, 30), "header is cut off");
        row("unknown version", headed("<f4", 1, 1, false, 9), "version 9");
        row("no dictionary", headed("nothing"), "header is damaged");
        row("no shape", headed("{'descr': '<f4', 'fortran_order': False}"), "header is damaged");
        row("a negative size", headed("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2)}"), "damaged");
        row("texts", headed("<U8", 1, 1), "\"<U8\"");
        row("objects", headed("|O", 1, 1), "\"|O\"");
        row("complex numbers", headed("<c8", 1, 1), "\"<c8\"");
        row("records", headed("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 1)}"), "records");
        row("one dimension", headed("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}"), "1 dimensions (3)");
        row("no dimension", headed("{'descr': '<f4', 'fortran_order': False, 'shape': ()}"), "0 dimensions");
        row("three dimensions", headed("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4)}"), "(2 x 3 x 4)");
        row("a number short", headed("<f4", 2, 2) + std::string(15, 'x'), "cut off: 3 numbers are there, 2 x 2");
        row("numbers behind the last", headed("<f4", 1, 1) + std::string(12, 'x'), "2 numbers more");
        row("sizes beyond any file", headed("<f8", 6000000000, 6000000000) + "12345678", "cut off");
    }
    void saysWhatIsWrong() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, named);
        test::write(file("wrong.npy"), bytes.toStdString());
        const auto matrix = data::NpyMatrix::open(file("wrong.npy"));
        QVERIFY(!matrix);
        QCOMPARE(base::exitStatus(matrix.error().code), 3);
        const auto message = QString::fromStdString(matrix.error().message);
        QVERIFY2(message.contains(named) && message.contains("wrong.npy"), qPrintable(message));
    }

    void aFileThatIsNotThereIsNoBadInput() {
        QCOMPARE(base::exitStatus(data::NpyMatrix::open(file("nowhere.npy")).error().code), 4);
        QCOMPARE(base::exitStatus(data::NpyMatrix::open(dir_.path().toStdString()).error().code), 4);
    }
};

QTEST_GUILESS_MAIN(TestNpy)
#include "test_npy.moc"
