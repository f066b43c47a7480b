// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/evaluation/score.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
using namespace legenda::evaluation;

namespace {

using nlohmann::json;

json row(const json& id, const std::string& caption) {
    return json::object({{"image_id", id}, {"caption", caption}});
}
QString listOf(const std::vector<json>& rows) {
    return QString::fromStdString(json(rows).dump());
}

}  // namespace

class TestEvaluateScore : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    const project::Resources resources_{std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources", {}};
    std::filesystem::path write(const char* name, const std::string& text) {
        const auto file = std::filesystem::path(folder_.path().toStdString()) / name;
        (void)base::writeFileAtomically(file, text);
        return file;
    }
    static std::string onePixel() {
        return QByteArray::fromBase64(
                   "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
            .toStdString();
    }
    base::Result<json> figuresOf(const ScoreOptions& options) const {
        LEGENDA_TRY(scored, scoreCaptions(options, resources_));
        return std::move(scored->figures);
    }
    base::Result<nlohmann::json> score(const std::string& hypotheses, bool subset = false,
                                       const std::string& tokenizer = "ptb") {
        ScoreOptions options;
        const auto rows = json::array({row(1, "A dog, running ."), row(1, "The dog runs."), row(2, "Two boys' toys")});
        options.references = write("r.json", json::object({{"annotations", rows}}).dump());
        options.hypotheses = write("h.json", hypotheses);
        options.subset = subset;
        options.tokenizer = tokenizer;
        return figuresOf(options);
    }

 private Q_SLOTS:
    void flatObject() {
        const auto figures = score(json::array({row(1, "the dog runs"), row(2, "two boys toys")}).dump());
        QVERIFY(figures.has_value());
        QCOMPARE((*figures)["items"].get<int>(), 2);
        for (const char* key : {"BLEU1", "BLEU2", "BLEU3", "ROUGE_L"})
            QVERIFY(std::abs((*figures)[key].get<double>() - 1) < 1e-6);
        QVERIFY(figures->contains("BLEU4") && figures->contains("CIDEr") && figures->contains("length_ratio"));
        QVERIFY((*figures)["METEOR"].get<double>() > 0.9);  // "toys" stands for "boys' toys"
        QVERIFY((*figures)["METEOR_modules"].size() >= 2);
    }
    void problems_data() {
        QTest::addColumn<QString>("hypotheses");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown") << listOf({row(1, "a"), row(3, "a")}) << "image_id 3";
        QTest::newRow("text is not number") << listOf({row("1", "a")}) << "image_id \"1\"";
        QTest::newRow("twice") << listOf({row(1, "a"), row(1, "a")}) << "twice";
        QTest::newRow("missing") << listOf({row(1, "a")}) << "image_id 2";
        QTest::newRow("no caption") << listOf({json{{"image_id", 1}}}) << "\"caption\"";
        QTest::newRow("no list") << QString("{}") << "array";
        QTest::newRow("no JSON") << QString("[{") << "h.json";
    }
    void problems() {
        QFETCH(QString, hypotheses);
        QFETCH(QString, named);
        const auto figures = score(hypotheses.toStdString());
        QVERIFY(!figures.has_value());
        QCOMPARE(base::exitStatus(figures.error().code), 3);
        QVERIFY2(QString::fromStdString(figures.error().message).contains(named), figures.error().message.c_str());
    }
    void subset() {
        const auto figures = score(json::array({row(2, "two boys toys")}).dump(), true);
        QVERIFY(figures.has_value());
        QCOMPARE((*figures)["items"].get<int>(), 1);
        QVERIFY(!score("[]", true).has_value());
    }
    void referencesWithoutCaptions() {
        ScoreOptions options;
        options.references = write("none.json", json::object({{"annotations", json::array()}}).dump());
        options.hypotheses = write("some.json", listOf({row(1, "a dog")}).toStdString());
        const auto figures = figuresOf(options);
        QVERIFY(!figures.has_value());
        QCOMPARE(base::exitStatus(figures.error().code), 3);
        QVERIFY(figures.error().message.find("none.json") != std::string::npos);
    }
    void strangeCaptionsAreScored_data() {
        QTest::addColumn<QString>("caption");
        QTest::newRow("empty") << QString();
        QTest::newRow("another script") << QStringLiteral("собака бежит");
        QTest::newRow("ten thousand words") << QStringLiteral("dog runs fast away ").repeated(2500);
    }
    void strangeCaptionsAreScored() {
        QFETCH(QString, caption);
        const auto figures = score(json::array({row(1, caption.toStdString()), row(2, "two boys toys")}).dump());
        QVERIFY(figures.has_value());
        for (const char* key : {"BLEU1", "BLEU4", "ROUGE_L", "METEOR", "CIDEr"})
            QVERIFY(std::isfinite((*figures)[key].get<double>()));
    }
    void tokenizers() {
        // The product's own tokenizer joins "boys'" to "boys" as well, but keeps "t-shirt" as "tshirt".
        const std::string hypotheses = json::array({row(1, "the dog runs"), row(2, "two boys toys")}).dump();
        QVERIFY(score(hypotheses, false, "simple").has_value());
        QCOMPARE(base::exitStatus(score(hypotheses, false, "other").error().code), 2);
    }
    void labelsIntervalsAndItems() {
        const auto file = write("h.json", json::array({row(1, "the dog runs"), row(2, "two boys toys")}).dump());
        ScoreOptions options;
        options.references = write(
            "r.json", json::object({{"annotations",
                                     {row(1, "A dog, running ."), row(1, "The dog runs."), row(2, "Two boys' toys")}}})
                          .dump());
        options.hypotheses = file;
        options.against = write("other.json", json::array({row(2, "a cat"), row(1, "a cat")}).dump());
        const auto result = scoreCaptions(options, resources_);
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        const auto& figures = result->figures;
        QCOMPARE(figures["tokenizer"].get<std::string>(), std::string("ptb"));
        QCOMPARE(figures["references"], json::array({1, 2}));
        QCOMPARE(figures["ci95"]["CIDEr"].size(), std::size_t(2));
        QCOMPARE(figures["against"]["model"].get<std::string>(), std::string("other.json"));
        QVERIFY(figures["against"]["difference"]["BLEU1"].get<double>() > 0.5);
        QCOMPARE(result->items.size(), std::size_t(1));
        const auto& items = result->items[0].items;
        QCOMPARE(items.size(), std::size_t(2));
        QVERIFY(items[0].image == "1" && items[0].prediction == "the dog runs" && items[0].references.size() == 2);
        options.against = write("few.json", json::array({row(1, "a cat")}).dump());
        QVERIFY(!scoreCaptions(options, resources_));  // an image is missing
        options.subset = true;
        const auto subset = scoreCaptions(options, resources_);
        QVERIFY2(subset, subset ? "" : subset.error().message.c_str());
        QCOMPARE(subset->figures["against"]["images"].get<int>(), 1);
        QCOMPARE(subset->figures["against"]["left_out"].get<int>(), 1);
    }
    void referencesOfEveryForm_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("split");
        const QString captions = "[{\"raw\":\"A dog runs.\"},{\"raw\":\"The dog.\"}]";
        QTest::newRow("Karpathy")
            << "dataset.json"
            << "{\"images\":[{\"filename\":\"a.jpg\",\"imgid\":5,\"split\":\"test\",\"sentences\":" + captions +
                   "},{\"filename\":\"b.jpg\",\"imgid\":6,\"split\":\"train\",\"sentences\":" + captions +
                   "}],\"dataset\":\"x\"}"
            << "test";
        QTest::newRow("tokens") << "Flickr8k.token.txt"
                                << "a.jpg#0\tA dog runs.\na.jpg#1\tThe dog.\n"
                                << "";
        QTest::newRow("table") << "captions.csv"
                               << "image,caption\na.jpg,A dog runs.\na.jpg,The dog.\n"
                               << "";
        QTest::newRow("NeuralTalk2") << "input.json"
                                     << "[{\"file_path\":\"a.jpg\",\"captions\":[\"A dog runs.\",\"The dog.\"]}]"
                                     << "";
        QTest::newRow("NeuralTalk") << "result_struct.json"
                                    << "{\"params\":{},\"imgblobs\":[{\"img_path\":\"a.jpg\",\"imgid\":3,"
                                       "\"references\":[{\"text\":\"A dog runs.\"},{\"text\":\"The dog.\"}],"
                                       "\"candidate\":{\"text\":\"a cat\",\"logprob\":-1}}]}"
                                    << "";
        QTest::newRow("COCO") << "captions_val.json"
                              << "{\"images\":[],\"annotations\":[{\"image_id\":\"a.jpg\",\"caption\":\"A dog runs.\"},"
                                 "{\"image_id\":\"a.jpg\",\"caption\":\"The dog.\"}]}"
                              << "";
    }
    void referencesOfEveryForm() {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QString, split);
        QTemporaryDir folder;
        ScoreOptions options;
        options.references = std::filesystem::path(folder.path().toStdString()) / name.toStdString();
        QVERIFY(base::writeFileAtomically(options.references, text.toStdString()));
        options.hypotheses = write("one.json", json::array({row("a.jpg", "the dog runs")}).dump());
        options.split = split.toStdString();
        const auto result = scoreCaptions(options, resources_);
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        QCOMPARE(result->figures["items"].get<int>(), 1);
        QCOMPARE(result->figures["references"].get<int>(), 2);
        QCOMPARE(result->items[0].items[0].image, std::string("a.jpg"));
        QVERIFY(std::abs(result->figures["BLEU1"].get<double>() - 1) < 1e-6);
        options.split = "dev";
        const auto none = scoreCaptions(options, resources_);
        QVERIFY(!none && base::exitStatus(none.error().code) != 0);
    }
    // Photographs with text files beside them.
    void referencesInAFolder() {
        QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        QVERIFY(base::writeFileAtomically(root / "a.txt", "A dog runs.\nThe dog.\n"));
        QVERIFY(base::writeFileAtomically(root / "a.png", onePixel()));
        ScoreOptions options;
        options.references = root;
        options.hypotheses = write("one.json", json::array({row("a.png", "the dog runs")}).dump());
        const auto result = scoreCaptions(options, resources_);
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        QCOMPARE(result->figures["references"].get<int>(), 2);
        std::filesystem::remove(root / "a.txt");
        const auto none = scoreCaptions(options, resources_);
        QVERIFY(!none);
        QCOMPARE(base::exitStatus(none.error().code), 3);
    }
    void missingFile() {
        ScoreOptions options;
        options.references = options.hypotheses = "/nonexistent/r.json";
        QCOMPARE(base::exitStatus(figuresOf(options).error().code), 4);
    }
};

QTEST_GUILESS_MAIN(TestEvaluateScore)
#include "test_score.moc"
