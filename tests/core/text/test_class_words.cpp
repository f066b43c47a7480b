// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/class_words.h"

#include <QtTest>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <set>

using namespace legenda;
using text::ClassWords;

class TestClassWords : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::filesystem::path file() const {
        return std::filesystem::path(folder_.path().toStdString()) / "classes.tsv.gz";
    }
    std::filesystem::path write(const std::string& text) const {
        const auto to = gzopen(file().c_str(), "wb");
        gzwrite(to, text.data(), static_cast<unsigned>(text.size()));
        gzclose(to);
        return file();
    }
    // Two kinds of fish, a fish, and a zebra.
    ClassWords small() const {
        auto read =
            ClassWords::read(write("trout\ttrout\t3\tfish fish\nsalmon\tsalmon\t4\tfish fish\nfish\tfish\t3 4 5\t\n"
                                   "zebra\tzebras\t7\tequine equines\n"));
        return std::move(*read);
    }
    static base::Matrix shown(std::initializer_list<std::tuple<std::size_t, std::size_t, float>> values,
                              std::size_t regions = 2) {
        base::Matrix classes(regions, ClassWords::kClasses);
        for (const auto& [region, number, p] : values) classes(region, number) = p;
        return classes;
    }
    static std::vector<std::string> namesOf(const std::vector<const ClassWords::Synset*>& synsets) {
        std::vector<std::string> names;
        for (const auto* synset : synsets) names.push_back(synset->words.front());
        return names;
    }

 private Q_SLOTS:
    void aWordIsFoundInBothNumbers() {
        const auto words = small();
        QCOMPARE(words.size(), std::size_t{4});
        QVERIFY(words.find("zebra") && words.find("zebra") == words.find("zebras"));
        QCOMPARE(words.find("zebra")->hypernyms, (std::vector<std::string>{"equine", "equines"}));
        QVERIFY(words.find("fish")->hypernyms.empty());
        QVERIFY(!words.find("equine"));  // a hypernym without a line of its own
        QVERIFY(!words.find(""));
    }

    void aHypernymsProbabilityIsTheSumOfItsClasses() {
        const auto words = small();
        const auto classes = shown({{0, 3, 0.25F}, {0, 4, 0.5F}, {1, 5, 0.125F}, {1, 7, 0.75F}});
        QCOMPARE(ClassWords::probabilities(*words.find("fish"), classes), (std::vector<float>{0.75F, 0.125F}));
        QCOMPARE(ClassWords::probabilities(*words.find("zebras"), classes), (std::vector<float>{0, 0.75F}));
    }

    void onlyTheLowestSureSynsetsAreNamed() {
        const auto words = small();
        // No fish alone is likely enough; together they are.
        const auto classes = shown({{0, 3, 0.4F}, {0, 4, 0.4F}, {1, 7, 0.9F}});
        QCOMPARE(namesOf(words.sure(classes, 0.5)), (std::vector<std::string>{"zebra", "fish"}));
        // One of them is: the fish above it says nothing more.
        QCOMPARE(namesOf(words.sure(shown({{0, 3, 0.6F}, {0, 4, 0.3F}}), 0.5)), (std::vector<std::string>{"trout"}));
        // Two regions with a half of the probability each do not add up.
        QVERIFY(words.sure(shown({{0, 3, 0.4F}, {1, 4, 0.4F}}), 0.5).empty());
        QVERIFY(words.sure(base::Matrix(), 0.5).empty());
    }

    void aBadLineIsNamed_data() {
        QTest::addColumn<QString>("line");
        QTest::newRow("three fields") << "dog\tdogs\t1";
        QTest::newRow("no word") << "\t\t1\t";
        QTest::newRow("a plural short") << "dog hound\tdogs\t1\t";
        QTest::newRow("no class") << "dog\tdogs\t\t";
        QTest::newRow("not a number") << "dog\tdogs\tone\t";
        QTest::newRow("class 1000") << "dog\tdogs\t1 1000\t";
        QTest::newRow("negative class") << "dog\tdogs\t-1\t";
        QTest::newRow("two spaces") << "dog\tdogs\t1\tanimal  beast";
    }

    void aBadLineIsNamed() {
        QFETCH(QString, line);
        const auto words = ClassWords::read(write("zebra\tzebras\t7\t\n" + line.toStdString() + "\n"));
        QVERIFY(!words.has_value());
        QCOMPARE(words.error().code, base::ErrorCode::BadInput);
        QVERIFY(words.error().message.find("classes.tsv.gz, line 2") != std::string::npos);
    }

    void aMissingFileIsNamed() {
        std::filesystem::remove(file());
        const auto missing = ClassWords::read(file());
        QVERIFY(!missing.has_value());
        QCOMPARE(missing.error().code, base::ErrorCode::Io);
    }

    void theShippedOneReads() {
        const auto words = ClassWords::read(LEGENDA_SOURCE_DIR "/resources/lexicon/classes.tsv.gz");
        QVERIFY2(words.has_value(), words ? "" : words.error().message.c_str());
        QCOMPARE(words->find("zebra")->classes, std::vector<int>{340});
        QCOMPARE(words->find("laptops")->classes, std::vector<int>{620});
        QCOMPARE(words->find("pizza")->classes, std::vector<int>{963});
        const auto& dogs = words->find("dog")->classes;
        QVERIFY(dogs.size() > 100 && std::ranges::find(dogs, 207) != dogs.end());  // golden retriever
        QVERIFY(!words->find("animal"));                                           // nearly everything is one
    }
};

QTEST_APPLESS_MAIN(TestClassWords)
#include "test_class_words.moc"
