// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/evaluation/evaluation.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace legenda;
using nlohmann::json;
using test::must;

// All figures of the four evaluations with their intervals and the paired test, against plain_evaluations.json, which
// plain_evaluations.py beside it computes by plain loops from the same predictions.
class TestPlainEvaluations : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::filesystem::path root_;
    json plain_;

    // The predictions as the task reads them: captions are one list, all others an object a line.
    std::filesystem::path write(const std::string& task, const char* system) const {
        const auto& content = plain_["files"][task][system];
        std::string text;
        if (task == "captions")
            text = content.dump();
        else
            for (const auto& line : content) text += line.dump() + "\n";
        const auto file = root_ / (task + "." + system);
        test::write(file, text);
        return file;
    }
    store::NewImage imageOf(const json& plain) const {
        store::NewImage image;
        plain["path"].get_to(image.path);
        image.split = "dev";
        image.width = image.height = plain_["side"].get<int>();
        plain["sentences"].get_to(image.captions);
        for (std::size_t s = 0; s < image.captions.size(); ++s) {
            auto& sentence = image.entitySentences.emplace_back();
            sentence.text = image.captions[s];
            for (const auto& mention : plain["mentions"][s])
                sentence.mentions.push_back({mention[0].get<std::string>(), mention[1].get<int>(),
                                             mention[2].get<int>(), mention[3].get<std::string>(), "other"});
        }
        for (const auto& box : plain["boxes"])
            image.entityBoxes.push_back(
                {0,
                 box[0].get<std::string>(),
                 {box[1].get<double>(), box[2].get<double>(), box[3].get<double>(), box[4].get<double>()}});
        return image;
    }

    static void agree(const json& found, const json& expected, const std::string& what) {
        QVERIFY2(std::abs(found.get<double>() - expected.get<double>()) < 1e-9,
                 (what + ": " + found.dump() + ", not " + expected.dump()).c_str());
    }

 private Q_SLOTS:
    void initTestCase() {
        root_ = folder_.path().toStdString();
        std::filesystem::copy(LEGENDA_SOURCE_DIR "/resources/metrics", root_ / "metrics");
        plain_ = json::parse(must(base::readFile(LEGENDA_SOURCE_DIR "/tests/data/statistics/plain_evaluations.json")));
        auto project = must(store::ProjectStore::create(root_ / "p.legenda"));
        std::vector<store::NewImage> images;
        for (const auto& plain : plain_["images"]) images.push_back(imageOf(plain));
        must(project.addImages(root_, "test", images));
    }

    void theProgramAgreesWithThePlainScript_data() {
        QTest::addColumn<int>("sections");
        QTest::newRow("captions") << 3;
        QTest::newRow("retrieval") << 2;
        QTest::newRow("grounding") << 1;
        QTest::newRow("regions") << 3;
    }
    void theProgramAgreesWithThePlainScript() {
        QFETCH(int, sections);
        const std::string task = QTest::currentDataTag();
        evaluation::EvaluateOptions options;
        options.task = task;
        options.project = root_ / "p.legenda";
        options.from = write(task, "first");
        options.against = write(task, "second");
        const auto figures = must(evaluation::runEvaluation(options, {root_, root_}, {}));
        const auto& expected = plain_["expected"][task];
        QCOMPARE(expected.size(), static_cast<std::size_t>(sections));
        for (const auto& [section, wanted] : expected.items()) {
            const auto& found = section.empty() ? figures : figures[section];
            QCOMPARE(found["ci95"].size(), wanted["ci95"].size());
            QCOMPARE(found.contains("against"), wanted.contains("p"));
            for (const auto& [name, value] : wanted["figures"].items()) {
                const auto what = task + " " + section + " " + name;
                agree(found[name], value, what);
                for (const std::size_t end : {0U, 1U})
                    agree(found["ci95"][name][end], wanted["ci95"][name][end], what + " interval");
                if (!wanted.contains("p")) continue;
                agree(found["against"]["difference"][name], wanted["difference"][name], what + " difference");
                agree(found["against"]["p"][name], wanted["p"][name], what + " p");
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestPlainEvaluations)
#include "test_plain_evaluations.moc"
