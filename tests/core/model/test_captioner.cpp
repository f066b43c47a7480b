// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/model/caption/captioner_impl.h"
#include "core/model/captioner.h"
#include "core/text/tokenizer.h"

#include <ATen/ops/from_blob.h>

#include <QtTest>

#include <cmath>

using namespace legenda;

namespace {

model::CaptionModel smallModel(const std::string& kind = "caption") {
    model::CaptionModel made;
    made.info.kind = kind;
    made.info.architecture = "rnn";
    made.info.options = {{"context", kind == "region"}};
    made.info.parents = nlohmann::json::object();
    made.info.figures = nlohmann::json::object();
    made.vocabulary = text::Vocabulary({"a", "dog", "runs", "grass"});
    made.statistics = {std::vector<float>(6, 0.5f), std::vector<float>(6, 2.0f)};
    made.rnn = model::makeRnn({6, made.vocabulary.size(), 8, 7}, {5, 4, 3, 2, 1}, 3);
    return made;
}

base::Matrix rows(std::size_t count, std::size_t dimension = 6) {
    base::Matrix m(count, dimension);
    base::Random random(7);
    for (float& value : m.data) value = static_cast<float>(random.normal());
    return m;
}

}  // namespace

class TestCaptioner : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::filesystem::path write(const model::TensorFile& content, const char* name = "c.safetensors") {
        const auto file = std::filesystem::path(folder_.path().toStdString()) / name;
        if (!model::writeTensorFile(file, content)) qFatal("cannot write");
        return file;
    }

 private Q_SLOTS:
    void wordsThatNoCaptionEndsWithAreStored() {
        auto made = smallModel();
        made.neverLast = {1, 4};
        auto content = model::writeCaptionModel(made);
        QCOMPARE(content.metadata.at("never_last"), std::string(R"(["a","grass"])"));
        const auto captioner = model::Captioner::load(write(content));
        QVERIFY2(captioner.has_value(), captioner ? "" : captioner.error().message.c_str());
        const auto captions = captioner->caption({rows(20)}, {});
        for (const auto& best : *captions)
            for (const auto& caption : best) QVERIFY(!caption.text.ends_with("a") && !caption.text.ends_with("grass"));
        for (const char* wrong : {R"(["cat"])", R"(["a", 3])", R"("a")", "["}) {
            content.metadata["never_last"] = wrong;
            const auto refused = model::Captioner::load(write(content));
            QVERIFY(!refused.has_value());
            QCOMPARE(refused.error().code, base::ErrorCode::BadInput);
            QVERIFY(refused.error().message.find("never_last") != std::string::npos);
        }
    }

    // "cat" is no word of the model and takes the weights of "dog"; "runs" is one.
    void aCaptionSaysAWordOfEachSet() {
        const auto captioner = model::Captioner::load(write(model::writeCaptionModel(smallModel())));
        QVERIFY2(captioner.has_value(), captioner ? "" : captioner.error().message.c_str());
        QVERIFY(captioner->knows("dog") && !captioner->knows("cat"));
        const model::CaptionSource source{rows(1)};
        const auto plain = captioner->caption(source, {});
        const auto said =
            captioner->captionSaying({{{"cat", "dog"}, {"horse", "pony"}}, {{"runs", "runs"}}}, source, 0, {});
        QVERIFY2(said.has_value(), said ? "" : said.error().message.c_str());
        QCOMPARE(said->size(), std::size_t{1});
        const auto& caption = said->front();
        int cats = 0, runs = 0;
        std::string text;
        double sum = 0;
        for (const auto& word : caption.words) {
            cats += word.text == "cat";
            runs += word.text == "runs";
            QVERIFY(word.text != "dog" && word.text != "horse");
            QCOMPARE(word.fromClassifier, word.text == "cat" || word.text == "runs");
            text += (text.empty() ? "" : " ") + word.text;
            sum += word.logProb;
        }
        QVERIFY(cats > 0 && runs > 0);
        QCOMPARE(caption.text, text);
        QVERIFY(caption.logProb < sum);  // the end counts too
        QVERIFY(caption.logProb <= plain->front().front().logProb + 1e-6);
        for (const auto& word : plain->front().front().words) QVERIFY(!word.fromClassifier);
        // Nothing that can be said: the caption of an ordinary search.
        const auto free = captioner->captionSaying({{{"horse", "pony"}}}, source, 0, {});
        QCOMPARE(free->front().text, plain->front().front().text);
    }

    void pairsThatStandSideBySideAreStored() {
        auto made = smallModel();
        const std::int64_t size = made.vocabulary.size();
        made.bigrams = {size + 2, 2 * size + 1};  // of the words 1 and 2 alone
        auto content = model::writeCaptionModel(made);
        const auto captioner = model::Captioner::load(write(content));
        QVERIFY2(captioner.has_value(), captioner ? "" : captioner.error().message.c_str());
        model::DecodeOptions options;
        options.maxWords = 6;
        const auto captions = captioner->caption({rows(20)}, options);
        for (const auto& best : *captions)
            for (const auto& caption : best)
                for (std::size_t w = 1; w < caption.words.size(); ++w) {
                    const int first = *made.vocabulary.find(caption.words[w - 1].text);
                    if (first <= 2) QCOMPARE(*made.vocabulary.find(caption.words[w].text), 3 - first);
                }
        content.tensors.at("bigrams").bytes[7] = 0x80;  // a negative number
        const auto refused = model::Captioner::load(write(content));
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, base::ErrorCode::BadInput);
        QVERIFY(refused.error().message.find("\"bigrams\"") != std::string::npos);
    }

    void roundTripWritesTheSameCaptions() {
        const auto made = smallModel();
        const auto file = write(model::writeCaptionModel(made));
        const auto captioner = model::Captioner::load(file);
        QVERIFY2(captioner.has_value(), captioner ? "" : captioner.error().message.c_str());
        QCOMPARE(captioner->info().kind, std::string("caption"));
        QCOMPARE(captioner->inputDimension(), 6);
        QVERIFY(!captioner->contextInput());
        QCOMPARE(captioner->info().hash.size(), std::size_t{64});
        model::DecodeOptions options;
        options.count = 3;
        const auto found = captioner->caption({rows(4)}, options);
        QVERIFY(found.has_value());
        QCOMPARE(found->size(), std::size_t{4});
        for (const auto& best : *found) {
            QCOMPARE(best.size(), std::size_t{3});
            for (const auto& caption : best) {
                std::string joined;
                double sum = 0;
                for (const auto& word : caption.words) {
                    joined += (joined.empty() ? "" : " ") + word.text;
                    sum += word.logProb;
                }
                QCOMPARE(caption.text, joined);
                QVERIFY(caption.logProb <= sum);  // END's share is in the caption's alone
            }
            QVERIFY(best[0].logProb >= best[1].logProb && best[1].logProb >= best[2].logProb);
        }
    }

    void probabilitiesAreThoseOfTheNetwork() {
        const auto made = smallModel();
        const auto captioner = model::Captioner::load(write(model::writeCaptionModel(made)));
        QVERIFY(captioner.has_value());
        auto vectors = rows(3);
        const auto found = captioner->caption({vectors}, {});
        std::vector<std::vector<int>> sentences;
        for (const auto& best : *found) sentences.push_back(made.vocabulary.encode(text::tokenize(best[0].text)));
        const auto batch = model::packSentences(sentences, at::kCPU);
        std::vector<std::int64_t> order(batch.order.begin(), batch.order.end());
        const model::Standardiser standardise(made.statistics, at::kCPU);
        model::RnnInput input;
        input.images = standardise(at::from_blob(vectors.data.data(), {3, 6}, at::kFloat))
                           .index_select(0, at::from_blob(order.data(), {3}, at::kLong));
        const at::Tensor loss = made.rnn.tokenLoss(input, batch);
        const float* value = loss.data_ptr<float>();
        std::vector<double> sums(3, 0);
        for (const auto alive : batch.alive)
            for (std::int64_t i = 0; i < alive; ++i) sums[batch.order[static_cast<std::size_t>(i)]] += *value++;
        for (std::size_t i = 0; i < 3; ++i) QVERIFY(std::abs(sums[i] + (*found)[i][0].logProb) < 1e-4);
    }

    void ensemblesAverageProbabilities() {
        auto made = smallModel();
        const auto first = write(model::writeCaptionModel(made), "first.safetensors");
        made.rnn = model::makeRnn({6, made.vocabulary.size(), 8, 7}, {5, 4, 3, 2, 1}, 4);
        const auto second = write(model::writeCaptionModel(made), "second.safetensors");
        const auto captioner = model::Captioner::load(std::vector{first, second});
        QVERIFY(captioner.has_value());
        QCOMPARE(captioner->infos().size(), std::size_t{2});
        QVERIFY(captioner->infos()[0].hash != captioner->infos()[1].hash);
        const auto found = captioner->caption({rows(4)}, {});
        QVERIFY(found.has_value());
        QCOMPARE(found->size(), std::size_t{4});

        made.vocabulary = text::Vocabulary({"a", "cat", "runs", "grass"});
        const auto words = write(model::writeCaptionModel(made), "words.safetensors");
        const auto refused = model::Captioner::load(std::vector{first, words});
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, base::ErrorCode::BadInput);
        QVERIFY(refused.error().message.find("words.safetensors") != std::string::npos);
        const auto kinds = model::Captioner::load(
            std::vector{first, write(model::writeCaptionModel(smallModel("region")), "region.safetensors")});
        QVERIFY(!kinds.has_value());
        QVERIFY(!model::Captioner::load(std::vector<std::filesystem::path>{}).has_value());
    }

    void regionModelsSayThatTheyReadContext() {
        const auto captioner = model::Captioner::load(write(model::writeCaptionModel(smallModel("region"))));
        QVERIFY(captioner.has_value());
        QVERIFY(captioner->contextInput());
    }

    void damagedCheckpointsAreRefused_data() {
        QTest::addColumn<QString>("damage");
        for (const char* damage : {"nan", "missing", "shape", "extra", "kind", "vocabulary"})
            QTest::newRow(damage) << damage;
    }

    void damagedCheckpointsAreRefused() {
        QFETCH(QString, damage);
        auto made = smallModel();
        if (damage == "nan") made.rnn.hiddenWeight[2][3] = std::nanf("");
        if (damage == "kind") made.info.kind = "alignment";
        if (damage == "vocabulary") made.vocabulary = text::Vocabulary({"a"});
        if (damage == "shape") made.rnn.inputWeight = at::zeros({3, 3});
        auto content = model::writeCaptionModel(made);
        if (damage == "missing") content.tensors.erase("W_oh");
        if (damage == "extra") content.tensors["W_more"] = content.tensors["b_h"];
        const auto file = write(content, "damaged.safetensors");
        const auto captioner = model::Captioner::load(file);
        QVERIFY(!captioner.has_value());
        QCOMPARE(captioner.error().code, base::ErrorCode::BadInput);
        QVERIFY(captioner.error().message.find("damaged.safetensors") != std::string::npos);
    }

    void halfPrecisionIsReadToo() {
        const auto captioner = model::Captioner::load(write(model::halved(model::writeCaptionModel(smallModel()))));
        QVERIFY2(captioner.has_value(), captioner ? "" : captioner.error().message.c_str());
    }

    // Resumed runs of every version draw the same factors: four of 16 bits from each number of the generator.
    void dropoutFactorsAreThoseOfThePlainLoop() {
        for (const auto& [rows, columns] : {std::pair{0, 4}, {1, 1}, {3, 7}, {2, 512}, {37, 83}, {64, 64}})
            for (const double p : {0.1, 0.5, 0.999999}) {
                base::Random random(9, "dropout.words", 2, 5);
                std::vector<float> wanted;
                std::uint64_t bits = 0;
                for (int i = 0; i < rows * columns; ++i, bits >>= 16) {
                    if (i % 4 == 0) bits = random.next();
                    const bool dropped = static_cast<long>(bits & 0xffffU) < std::lround(p * 65536);
                    wanted.push_back(dropped ? 0.0F : static_cast<float>(1 / (1 - p)));
                }
                const auto found = model::dropoutFactors(rows, columns, p, 9, "dropout.words", 2, 5, at::kCPU);
                QVERIFY(found.size(0) == rows && found.size(1) == columns);
                const float* own = found.data_ptr<float>();
                QCOMPARE(std::vector<float>(own, own + found.numel()), wanted);
            }
    }

    void vectorsOfAnotherLengthAreRefused() {
        const auto captioner = model::Captioner::load(write(model::writeCaptionModel(smallModel())));
        const auto found = captioner->caption({rows(2, 5)}, {});
        QVERIFY(!found.has_value());
        QCOMPARE(found.error().code, base::ErrorCode::BadInput);
        QVERIFY(captioner->caption({base::Matrix(0, 6)}, {})->empty());
    }
};

QTEST_GUILESS_MAIN(TestCaptioner)
#include "test_captioner.moc"
