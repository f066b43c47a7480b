// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/evaluation/results/evaluation_record.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/ui_page.h"
#include "ui/charts/figure_table.h"
#include "ui/evaluate/evaluate_page.h"
#include "ui/evaluate/evaluate_tables.h"
#include "ui/evaluate/results_list.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QPushButton>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

using namespace legenda;
using namespace legenda::ui;
using nlohmann::json;

// The Evaluate page against what coco-caption's own code says of the same captions. They become a project and a
// prediction set, which the page scores as any other. LEGENDA_REFERENCE names the folder with these figures, the one
// that tests/bench/check_reference.py takes; without it there is nothing to compare with.
class TestEvaluateReference : public QObject {
    Q_OBJECT

    static constexpr double kTolerance = 1e-6;

    // The captions of one file of reference figures, and the figures.
    struct Case {
        std::vector<store::NewImage> images;
        json said = json::array();           // a COCO result list
        json corpus;                         // of all
        std::map<std::string, json> ofItem;  // by path of the image
    };

    static QDir folder() { return QDir(qEnvironmentVariable("LEGENDA_REFERENCE")); }
    static json read(const QString& file) {
        return json::parse(test::must(base::readFile(folder().filePath(file).toStdString())));
    }
    static store::NewImage imageNamed(const std::string& path) {
        store::NewImage image;
        image.path = path;
        image.split = "test";
        image.width = image.height = 100;
        return image;
    }

    // score/NAME.{references,hypotheses,expected}.json: sentences as they were written, images by number.
    static Case written(const QString& name) {
        const auto references = read(QStringLiteral("score/%1.references.json").arg(name));
        const auto expected = read(QStringLiteral("score/%1.expected.json").arg(name));
        Case made;
        std::map<long, std::size_t> places;
        for (const auto& image : references["images"]) {
            const auto id = image["id"].get<long>();
            const auto number = std::to_string(id);
            places[id] = made.images.size();
            made.images.push_back(imageNamed(image["file_name"].get<std::string>()));
            made.images.back().externalIds["coco"] = number;
            made.ofItem[made.images.back().path] = expected["per_item"][number];
        }
        for (const auto& row : references["annotations"])
            made.images[places.at(row["image_id"].get<long>())].captions.push_back(row["caption"].get<std::string>());
        made.said = read(QStringLiteral("score/%1.hypotheses.json").arg(name));
        made.corpus = expected["corpus"];
        return made;
    }
    // A case of metrics/coco_caption_expected.json: words that are separated already, images by name.
    static Case tokenised(const json& one) {
        Case made;
        for (std::size_t i = 0; i < one["items"].size(); ++i) {
            const auto& item = one["items"][i];
            const auto name = item["id"].get<std::string>();
            made.images.push_back(imageNamed(name));
            item["references"].get_to(made.images.back().captions);
            made.said.push_back({{"image_id", name}, {"caption", item["hypothesis"]}});
            made.ofItem[name] = one["per_item"][i];
        }
        made.corpus = one["corpus"];
        return made;
    }
    static Case caseNamed(const QString& kind, const QString& name) {
        if (kind == QStringLiteral("written")) return written(name);
        for (const auto& each : read(QStringLiteral("metrics/coco_caption_expected.json")))
            if (each["name"] == name.toStdString()) return tokenised(each);
        return {};
    }

    // Ours -> theirs: of METEOR there are two, with and without the table of paraphrases.
    static std::map<std::string, std::string> comparable(const json& theirs, const json& modules) {
        std::map<std::string, std::string> names;
        for (const char* name : {"BLEU1", "BLEU2", "BLEU3", "BLEU4", "ROUGE_L", "CIDEr"})
            if (theirs.contains(name)) names[name] = name;
        const bool paraphrases = modules == json{"exact", "stem", "synonym", "paraphrase"};
        if (!paraphrases && modules != json{"exact", "stem", "synonym"}) return names;  // without WordNet
        const std::string meteor = paraphrases ? "METEOR" : "METEOR_no_paraphrase";
        if (theirs.contains(meteor)) names["METEOR"] = meteor;
        return names;
    }
    static QComboBox* combo(QWidget& page, const char* name) {
        for (auto* each : page.findChildren<QComboBox*>())
            if (each->accessibleName() == QLatin1String(name)) return each;
        return nullptr;
    }

 private Q_SLOTS:
    void initTestCase() {
        if (qEnvironmentVariableIsEmpty("LEGENDA_REFERENCE"))
            QSKIP("LEGENDA_REFERENCE names no folder with figures of coco-caption's code to compare with");
        QVERIFY2(folder().exists(QStringLiteral("score")), "LEGENDA_REFERENCE names a folder without score/");
    }

    void thePageAgrees_data() {
        QTest::addColumn<QString>("kind");
        for (const auto& file :
             QDir(folder().filePath(QStringLiteral("score"))).entryList({QStringLiteral("*.expected.json")})) {
            const auto name = file.section(QLatin1Char('.'), 0, 0);
            QTest::newRow(qPrintable(name)) << QStringLiteral("written");
        }
        const auto words = QStringLiteral("metrics/coco_caption_expected.json");
        if (!folder().exists(words)) return;
        for (const auto& each : read(words))
            QTest::newRow(each["name"].get<std::string>().c_str()) << QStringLiteral("tokenised");
    }
    void thePageAgrees() {
        QFETCH(QString, kind);
        const auto expected = caseNamed(kind, QString::fromUtf8(QTest::currentDataTag()));
        QVERIFY(!expected.images.empty());
        const QTemporaryDir made;
        const std::filesystem::path root(made.path().toStdString());
        test::must(
            test::must(store::ProjectStore::create(root / "p.legenda")).addImages(root, "coco", expected.images));
        test::write(root / "said.json", expected.said.dump());

        // The set comes in by the job of the window's import.
        std::optional<base::Result<exchange::PredictionsReport>> imported;
        test::PageWindow<EvaluatePage> window(root / "p.legenda");
        auto& page = window.page();
        exchange::PredictionsRequest request;
        request.name = "theirs";
        request.input.file = root / "said.json";
        window.bridge().jobs().importPredictions(&page, request, {},
                                                 [&](auto report) { imported = std::move(report); });
        QTRY_VERIFY_WITH_TIMEOUT(imported, 60000);
        QVERIFY2(*imported, imported->has_value() ? "" : imported->error().message.c_str());
        QCOMPARE((*imported)->items, static_cast<std::int64_t>(expected.images.size()));
        QVERIFY((*imported)->unknown.empty() && (*imported)->missing == 0);

        // The page scores it by its own choices and button.
        QTest::mouseClick(page.findChild<QAbstractButton*>(QStringLiteral("captions")), Qt::LeftButton);
        auto* splits = combo(page, "Split");
        splits->setCurrentIndex(splits->findData(QStringLiteral("test")));
        auto* models = combo(page, "Model");
        QTRY_VERIFY(models->findText(QStringLiteral("theirs · predictions")) >= 0);
        models->setCurrentIndex(models->findText(QStringLiteral("theirs · predictions")));
        auto* run = page.findChild<QPushButton*>(QStringLiteral("runEvaluation"));
        QTRY_VERIFY(run->isEnabled());
        QTest::mouseClick(run, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(page.list()->count(), 1, 300000);
        QVERIFY(page.list()->currentResult());
        const auto figures = page.list()->currentResult()->figures["model"];
        const auto modules = figures["METEOR_modules"];

        const auto names = comparable(expected.corpus, modules);
        QVERIFY(names.size() >= 6);
        for (const auto& [ours, theirs] : names) {
            const double found = figures[ours].get<double>(), wanted = expected.corpus[theirs].get<double>();
            QVERIFY2(std::abs(found - wanted) <= kTolerance,
                     qPrintable(QStringLiteral("%1: %2, not %3").arg(ours.c_str()).arg(found, 0, 'g', 12).arg(wanted)));
        }
        // What is read in the table.
        const auto own = std::ranges::find(page.table()->rows(), FigureRow::Kind::Ours, &FigureRow::kind);
        QVERIFY(own != page.table()->rows().end());
        for (const auto& [column, name] : {std::pair{std::size_t{0}, "BLEU1"}, {std::size_t{6}, "CIDEr"}})
            QCOMPARE(own->cells.at(column), figureCell(QString::fromLatin1(name), expected.corpus[name].get<double>()));
        // And what is kept of each item.
        const auto kept = test::must(evaluation::openEvaluation(root / "p.legenda", page.currentResultId()));
        QCOMPARE(kept.lists.size(), std::size_t{1});
        const auto& list = kept.lists.front();
        QCOMPARE(list.items.size(), expected.images.size());
        for (const auto& item : list.items) {
            const auto& theirs = expected.ofItem.at(item.image);
            for (const auto& [ours, name] : comparable(theirs, modules)) {
                const auto at = std::ranges::find(list.figures, ours);
                QVERIFY2(at != list.figures.end(), ours.c_str());
                const auto place = static_cast<std::size_t>(at - list.figures.begin());
                QVERIFY2(std::abs(item.figures[place] - theirs[name].get<double>()) <= kTolerance,
                         (item.image + " " + ours).c_str());
            }
        }
    }
};

QTEST_MAIN(TestEvaluateReference)
#include "test_evaluate_reference.moc"
