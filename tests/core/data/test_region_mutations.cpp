// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/peak_memory.h"
#include "tests/support/region_sample.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <array>
#include <cmath>
#include <cstdlib>
#include <random>

using namespace legenda;
using test::RegionSample;
namespace fs = std::filesystem;

// Files of every kind, damaged at random: whatever stands in them, a reader ends soon with records that can be used or
// with a sentence that names the file. LEGENDA_MUTATIONS: how many of each kind (a few hundred when it is not set).
class TestRegionMutations : public QObject {
    Q_OBJECT

    QTemporaryDir dir_{scratch()};

    // In memory where there is such a folder: 100,000 files are written.
    static QString scratch() {
        const QString shared = QStringLiteral("/dev/shm");
        return (QFileInfo(shared).isWritable() ? shared : QDir::tempPath()) +
               QStringLiteral("/legenda-mutations-XXXXXX");
    }
    static int wanted() {
        constexpr int kFew = 300;
        const int set = qEnvironmentVariableIntValue("LEGENDA_MUTATIONS");
        return set > 0 ? set : kFew;
    }

    using Random = std::mt19937_64;
    static std::size_t below(Random& random, std::size_t most) { return most == 0 ? 0 : random() % most; }

    static std::string piece(Random& random) {
        static const std::array<std::string, 30> kPieces{"NaN",
                                                         "-Infinity",
                                                         "1e400",
                                                         "-1",
                                                         "0",
                                                         "99999999999999999999999",
                                                         "null",
                                                         "true",
                                                         "\"\"",
                                                         "{}",
                                                         "[]",
                                                         "\"",
                                                         "{",
                                                         "}",
                                                         "[",
                                                         "]",
                                                         ",",
                                                         ":",
                                                         "\\u0000",
                                                         "\\ud83d",
                                                         "\xFF",
                                                         std::string("\0", 1),
                                                         "\xEF\xBB\xBF",
                                                         "<!DOCTYPE a [<!ENTITY b \"c\">]>",
                                                         "]]>",
                                                         "<bndbox>",
                                                         "[/EN#",
                                                         "]",
                                                         "\r",
                                                         "sep=;\n"};
        if (random() % 20 == 0) return std::string(1 + below(random, 3000), "[{\"<,\n"[below(random, 6)]);
        return kPieces.at(below(random, kPieces.size()));
    }
    static void mutate(std::string& bytes, Random& random) {
        for (std::size_t times = 1 + below(random, 4); times > 0; --times) {
            const std::size_t at = below(random, bytes.size()), length = below(random, 40);
            switch (below(random, 6)) {
                case 0:
                    if (!bytes.empty()) bytes[at] = static_cast<char>(random());
                    break;
                case 1:
                    bytes.erase(std::min(at, bytes.size()), length);
                    break;
                case 2:
                    bytes.insert(at, bytes.substr(below(random, bytes.size()), length));
                    break;
                case 3:
                    bytes.insert(at, piece(random));
                    break;
                case 4:
                    bytes.replace(at, std::min(length, bytes.size() - at), piece(random));
                    break;
                default:
                    if (below(random, 4) == 0) bytes.resize(at);
                    break;
            }
        }
    }

 private Q_SLOTS:
    void readersEndWithRecordsOrAReason_data() {
        QTest::addColumn<QString>("kind");
        for (const char* kind : test::kRegionKinds) QTest::newRow(kind) << kind;
    }
    void readersEndWithRecordsOrAReason() {
        QFETCH(QString, kind);
        const std::string name = kind.toStdString();
        RegionSample sample;
        sample.boxes = {{10, 20, 30, 40}, {0, 0, 200, 100}, {150, 50, 50, 50}};
        sample.text = "a brown dog, \"running\"";
        const auto file = test::writeSample(name, sample, fs::path(dir_.path().toStdString()) / name);
        std::vector<std::pair<fs::path, std::string>> parts;  // what is damaged, and how it was
        for (const auto& part : {file, file / "Annotations" / "3.xml", file / "Sentences" / "3.txt"})
            if (fs::is_regular_file(part)) parts.emplace_back(part, test::must(base::readFile(part)));
        QVERIFY(!parts.empty());
        const test::PeakMemory memory;
        Random random(std::hash<std::string>{}(name));
        qint64 slowest = 0;
        int whole = 0, refused = 0;
        for (int i = 0; i < wanted(); ++i) {
            const auto& [part, bytes] = parts[below(random, parts.size())];
            auto damaged = bytes;
            mutate(damaged, random);
            test::write(part, damaged);
            QElapsedTimer clock;
            clock.start();
            for (const auto& format : {std::string(), test::formatOfKind(name)}) {
                const auto read = test::tryReadRegions(file, format);
                const QByteArray told = kind.toUtf8() + ' ' + QByteArray::number(i) + ": " +
                                        QByteArray::fromStdString(read ? read->all() : read.error().message);
                if (!read) {
                    QVERIFY2(read.error().message.find(file.filename().string()) != std::string::npos,
                             told.constData());
                    QVERIFY2(read.error().code == base::ErrorCode::BadInput, told.constData());
                } else {
                    for (const auto& record : read->records)
                        QVERIFY2(data::regions::recordProblem(record).empty(), told.constData());
                    for (const auto& problem : read->problems)
                        QVERIFY2(!problem.where.empty() && !problem.why.empty(), told.constData());
                }
                (read && !read->records.empty() ? whole : refused) += 1;
            }
            slowest = std::max(slowest, clock.elapsed());
            test::write(part, bytes);
        }
        qInfo("%d readings with records, %d without; the slowest %lld ms, %lld MB", whole, refused,
              static_cast<long long>(slowest), static_cast<long long>(memory.grownMegabytes()));
        QVERIFY(whole > 0 && refused > 0);
        constexpr qint64 kSlow = 5000;  // a machine at work included
        QVERIFY(slowest < kSlow);
        if (memory.measured()) QVERIFY(memory.grownMegabytes() < 2000);
    }
};

QTEST_GUILESS_MAIN(TestRegionMutations)
#include "test_region_mutations.moc"
