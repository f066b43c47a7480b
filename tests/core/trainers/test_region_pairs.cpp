// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/half.h"
#include "core/base/random.h"
#include "core/model/aligner.h"
#include "core/trainers/brnn_trainer.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/region_pairs.h"

#include <QtTest>

#include <sstream>

using namespace legenda;

namespace {

// A sentence whose tokens are each given to a region; "?" in front marks an unknown word.
model::Alignment alignment(const std::string& sentence, const std::vector<int>& winners, int regions) {
    model::Alignment a;
    std::istringstream words(sentence);
    for (std::string word; words >> word;) {
        a.known.push_back(word[0] != '?');
        a.tokens.push_back(word[0] == '?' ? word.substr(1) : word);
    }
    a.regions.resize(static_cast<std::size_t>(regions));
    a.scores = base::Matrix(a.tokens.size(), static_cast<std::size_t>(regions));
    for (std::size_t t = 0; t < a.tokens.size(); ++t)
        if (a.known[t]) a.scores(t, static_cast<std::size_t>(winners[t])) = 2;
    model::decodeSegments(a, 0.1);
    return a;
}

std::vector<std::string> texts(const std::vector<trainers::RegionPair>& pairs) {
    std::vector<std::string> all;
    for (const auto& pair : pairs) all.push_back(std::to_string(pair.region) + ":" + pair.text);
    return all;
}

}  // namespace

class TestRegionPairs : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void segmentsBecomeNounPhrases() {
        const auto a =
            alignment("a black dog is running on the green grass with a ball", {1, 1, 1, 1, 0, 2, 2, 2, 2, 2, 3, 3}, 4);
        const auto pairs = trainers::pairsOfAlignment(a, 7, {});
        QCOMPARE(texts(pairs), (std::vector<std::string>{"1:a black dog", "2:the green grass", "3:a ball"}));
        QCOMPARE(pairs[0].image, std::size_t{7});
        QCOMPARE(pairs[0].score, 6.0);  // of the words that are left
        QVERIFY(!pairs[0].wholeFrame);
    }

    void untrimmedSegmentsStayAsTheyWere() {
        const auto a = alignment("a dog is on grass", {1, 1, 1, 2, 2}, 3);
        trainers::RegionPairOptions options;
        options.trim = false;
        QCOMPARE(texts(trainers::pairsOfAlignment(a, 0, options)),
                 (std::vector<std::string>{"1:a dog is", "2:on grass"}));
    }

    void wholeFrameIsFlagged() {
        const auto pairs = trainers::pairsOfAlignment(alignment("a dog plays outside", {0, 0, 0, 0}, 2), 0, {});
        QCOMPARE(texts(pairs), std::vector<std::string>{"0:a dog plays outside"});
        QVERIFY(pairs[0].wholeFrame);
    }

    void shortAndEmptySegmentsAreLeftOut() {
        QVERIFY(trainers::pairsOfAlignment(alignment("dog", {1}, 2), 0, {}).empty());
        QVERIFY(trainers::pairsOfAlignment(alignment("there is a", {1, 1, 1}, 2), 0, {}).empty());
        QVERIFY(trainers::pairsOfAlignment(alignment("dog with a", {1, 1, 1}, 2), 0, {}).empty());
        trainers::RegionPairOptions one;
        one.minWords = 1;
        QCOMPARE(texts(trainers::pairsOfAlignment(alignment("dog with a", {1, 1, 1}, 2), 0, one)),
                 std::vector<std::string>{"1:dog"});
    }

    void unknownWordsStayInTheTextButDoNotCount() {
        const auto pairs = trainers::pairsOfAlignment(alignment("a ?quokka dog", {1, 0, 1}, 2), 0, {});
        QCOMPARE(texts(pairs), std::vector<std::string>{"1:a quokka dog"});
        QVERIFY(trainers::pairsOfAlignment(alignment("dog ?quokka", {1, 0}, 2), 0, {}).empty());
    }

    void articlesOfTheNextPhraseAreCut() {
        const auto pairs =
            trainers::pairsOfAlignment(alignment("two men in their red coats", {1, 1, 1, 1, 2, 2}, 3), 0, {});
        QCOMPARE(texts(pairs), (std::vector<std::string>{"1:two men", "2:red coats"}));
    }

    // From a trained aligner to a step of the region captioner.
    void alignerToRegionCaptioner() {
        constexpr std::size_t kDimension = 12, kRegions = 4;
        std::vector<std::vector<std::uint16_t>> halves(8, std::vector<std::uint16_t>(kDimension * kRegions));
        std::vector<features::ImageFeatures> images(8);
        trainers::TrainingData data;
        base::Random random(1);
        for (std::size_t i = 0; i < images.size(); ++i) {
            for (auto& value : halves[i]) value = base::floatToHalf(static_cast<float>(random.normal()));
            images[i].dimension = kDimension;
            images[i].boxes.resize(kRegions);
            images[i].scores.resize(kRegions);
            images[i].vectors = halves[i];
            data.train.push_back({&images[i], {"a black dog on the green grass", "two men ride a red bike"}});
        }
        data.dev = data.train;
        trainers::BrnnOptions options;
        options.batch = 4;
        options.embedding = options.wordVectors = options.hidden = 16;
        options.minCount = 1;
        auto aligning = trainers::makeBrnnTrainer(options, data);
        QVERIFY2(aligning.has_value(), aligning ? "" : aligning.error().message.c_str());
        for (int s = 0; s < 3; ++s) (*aligning)->step(0, s % (*aligning)->stepsPerEpoch());
        const auto figures = (*aligning)->evaluate({});
        QVERIFY(figures.has_value());
        QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "a.safetensors";
        QVERIFY(model::writeTensorFile(file, (*aligning)->modelFile(*figures)).has_value());
        const auto aligner = model::Aligner::load(file);
        QVERIFY2(aligner.has_value(), aligner ? "" : aligner.error().message.c_str());

        const auto pairs = trainers::makeRegionPairs(*aligner, data, {}, {});
        QVERIFY2(pairs.has_value(), pairs ? "" : pairs.error().message.c_str());
        QVERIFY(!pairs->train.empty());
        QCOMPARE(pairs->alignmentHash, aligner->info().hash);
        // The same as one sentence at a time by the aligner itself.
        std::vector<std::string> single;
        for (const auto& sentence : data.train[0].sentences)
            for (const auto& text : texts(trainers::pairsOfAlignment(
                     aligner->align(aligner->embedRegions(images[0].toFloat(), images[0].scoredPlaces()), {}, sentence,
                                    0.5),
                     0, {})))
                single.push_back(text);
        std::vector<std::string> batched;
        for (const auto& pair : pairs->train)
            if (pair.image == 0) batched.push_back(std::to_string(pair.region) + ":" + pair.text);
        QCOMPARE(batched, single);

        trainers::RegionOptions region;
        region.hidden = region.wordVectors = 8;
        region.minCount = 1;
        region.wholeFrame = true;
        auto captioning = trainers::makeRegionTrainer(region, data, *pairs);
        QVERIFY2(captioning.has_value(), captioning ? "" : captioning.error().message.c_str());
        QVERIFY((*captioning)->step(0, 0) > 0);

        data.recipe.inputSize = 224;
        QCOMPARE(trainers::makeRegionPairs(*aligner, data, {}, {}).error().code, base::ErrorCode::BadInput);
        std::stop_source source;
        source.request_stop();
        base::JobContext stopped;
        stopped.stop = source.get_token();
        QCOMPARE(trainers::makeRegionPairs(*aligner, data.train, {}, stopped).error().code, base::ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestRegionPairs)
#include "test_region_pairs.moc"
