// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/lexicon.h"

#include <QtTest>
#include <zlib.h>

#include <fstream>

using namespace legenda;

class TestLexicon : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::filesystem::path file() const { return std::filesystem::path(folder_.path().toStdString()) / "words.tsv.gz"; }
    std::filesystem::path write(const std::string& text) const {
        const auto to = gzopen(file().c_str(), "wb");
        gzwrite(to, text.data(), static_cast<unsigned>(text.size()));
        gzclose(to);
        return file();
    }

 private Q_SLOTS:
    void aWordIsFoundWhereItIsNearEnough() {
        const auto lexicon = text::Lexicon::read(write("rifle\tgun\t0.72\nbuses\tbus\t1.00\n"));
        QVERIFY2(lexicon.has_value(), lexicon ? "" : lexicon.error().message.c_str());
        QCOMPARE(lexicon->size(), std::size_t{2});
        QCOMPARE(lexicon->find("rifle")->word, std::string("gun"));
        QCOMPARE(lexicon->find("rifle", 0.72)->similarity, 0.72);
        QVERIFY(!lexicon->find("rifle", 0.73));
        QVERIFY(lexicon->find("buses", 1.0));
        QVERIFY(!lexicon->find("gun"));
        QVERIFY(!lexicon->find(""));
    }

    void aBadLineIsNamed_data() {
        QTest::addColumn<QString>("line");
        QTest::newRow("no tab") << "rifle";
        QTest::newRow("two fields") << "rifle\tgun";
        QTest::newRow("no similarity") << "rifle\tgun\t";
        QTest::newRow("words for it") << "rifle\tgun\tnear";
        QTest::newRow("above 1") << "rifle\tgun\t1.5";
        QTest::newRow("not a number") << "rifle\tgun\tnan";
        QTest::newRow("no word") << "\tgun\t0.5";
        QTest::newRow("no known word") << "rifle\t\t0.5";
    }

    void aBadLineIsNamed() {
        QFETCH(QString, line);
        const auto lexicon = text::Lexicon::read(write("buses\tbus\t1.00\n" + line.toStdString() + "\n"));
        QVERIFY(!lexicon.has_value());
        QCOMPARE(lexicon.error().code, base::ErrorCode::BadInput);
        QVERIFY(lexicon.error().message.find("words.tsv.gz, line 2") != std::string::npos);
    }

    void aCutFileIsRefused() {
        std::string text;
        for (int i = 0; i < 5000; ++i) text += "word" + std::to_string(i * 7919) + "\tdog\t0.50\n";
        write(text);
        std::filesystem::resize_file(file(), std::filesystem::file_size(file()) / 2);
        QVERIFY(!text::Lexicon::read(file()).has_value());
        std::filesystem::remove(file());
        const auto missing = text::Lexicon::read(file());
        QVERIFY(!missing.has_value());
        QCOMPARE(missing.error().code, base::ErrorCode::Io);
    }

    void theShippedOneReads() {
        const auto lexicon = text::Lexicon::read(LEGENDA_SOURCE_DIR "/resources/lexicon/known-words.tsv.gz");
        QVERIFY2(lexicon.has_value(), lexicon ? "" : lexicon.error().message.c_str());
        QCOMPARE(lexicon->find("rifle", 0.5)->word, std::string("gun"));
        QVERIFY(!lexicon->find("dog"));  // known
    }
};

QTEST_APPLESS_MAIN(TestLexicon)
#include "test_lexicon.moc"
