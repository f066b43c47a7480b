// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/model/caption/captioner_impl.h"
#include "core/model/caption/forced_decoding_impl.h"
#include "core/model/captioner.h"
#include "tests/support/check.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace legenda;
using test::must;

namespace {

constexpr std::size_t kInputs = 6, kPlaces = 4;

model::Captioner smallCaptioner(bool attends) {
    model::CaptionModel made;
    made.info.kind = "caption";
    made.info.architecture = "rnn";
    made.info.options = nlohmann::json::object();
    made.info.parents = nlohmann::json::object();
    made.info.figures = nlohmann::json::object();
    made.vocabulary = text::Vocabulary({"a", "dog", "runs", "grass"});
    made.statistics = {std::vector<float>(kInputs, 0.5F), std::vector<float>(kInputs, 2.0F)};
    model::RnnShape shape{kInputs, made.vocabulary.size(), 8, 7};
    if (attends) {
        shape.lstm = true;
        shape.attention = 5;
        shape.region = kInputs + kPlaces;
        made.regionStatistics = {std::vector<float>(kInputs + kPlaces, 0.1F),
                                 std::vector<float>(kInputs + kPlaces, 1.5F)};
    }
    made.rnn = model::makeRnn(shape, {5, 4, 3, 2, 1}, 3);
    return must(model::Captioner::of(model::writeCaptionModel(made), "small"));
}

base::Matrix randomRows(std::size_t rows, std::size_t cols, std::uint64_t seed) {
    base::Matrix m(rows, cols);
    base::Random random(seed);
    for (float& value : m.data) value = static_cast<float>(random.normal());
    return m;
}

model::CaptionSource source(bool attends) {
    model::CaptionSource made{randomRows(1, kInputs, 7)};
    if (attends) {
        made.regions = {randomRows(3, kInputs, 8)};
        made.places = {randomRows(3, kPlaces, 9)};
    }
    return made;
}

}  // namespace

class TestScoredText : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void aCaptionScoresAsItWasDecoded_data() {
        QTest::addColumn<bool>("attends");
        QTest::newRow("plain") << false;
        QTest::newRow("with attention") << true;
    }
    void aCaptionScoresAsItWasDecoded() {
        QFETCH(bool, attends);
        const auto captioner = smallCaptioner(attends);
        QCOMPARE(captioner.attends(), attends);
        const auto of = source(attends);
        const auto captions = must(captioner.caption(of, {.beam = 4, .count = 4}));
        for (const auto& caption : captions.front()) {
            if (caption.words.empty() || caption.words.size() >= 30) continue;
            const auto scored = must(captioner.score(of, caption.text));
            QCOMPARE(scored.words.size(), caption.words.size() + 1);
            for (std::size_t w = 0; w < caption.words.size(); ++w) {
                QCOMPARE(scored.words[w].text, caption.words[w].text);
                QVERIFY(std::abs(scored.words[w].logProb - caption.words[w].logProb) < 1e-4);
            }
            QVERIFY(std::abs(scored.logProb - caption.logProb) < 1e-3);
        }
    }

    // Two networks, one word after another, each place by products of its own.
    void placesAreThoseOfSingleSteps() {
        at::manual_seed(4);
        const std::vector<std::int64_t> counts{5, 4, 3, 2, 1};
        const auto plain = model::makeRnn({6, 5, 8, 7}, counts, 3),
                   lstm = model::makeRnn({6, 5, 8, 7, true, 5, 10}, counts, 4);
        const std::vector<const model::Rnn*> networks{&plain, &lstm};
        const model::RnnInput input{at::randn({1, 6}), at::randn({1, 3, 10})};
        const std::vector<int> words{1, 2, 3};
        for (const std::size_t used : {std::size_t{1}, std::size_t{2}}) {
            const std::vector<const model::Rnn*> own(networks.begin(),
                                                     networks.begin() + static_cast<std::ptrdiff_t>(used));
            const auto steps = model::forcedSteps(own, std::vector(used, input), words, 5);
            QCOMPARE(steps.size(), words.size() + 1);
            std::vector<model::RnnState> states(used);
            for (std::size_t t = 0; t < steps.size(); ++t) {
                at::Tensor mean = at::zeros({5}, at::kFloat);
                for (std::size_t n = 0; n < used; ++n) {
                    const auto& rnn = *own[n];
                    auto driven = at::addmm(rnn.hiddenBias, rnn.wordVectors.narrow(0, t == 0 ? 0 : words[t - 1], 1),
                                            rnn.inputWeight.t());
                    if (t == 0) driven = driven + at::addmm(rnn.imageBias, input.images, rnn.imageWeight.t());
                    states[n] = rnn.advance(states[n], driven, rnn.remember(input.regions));
                    mean = mean + at::softmax(rnn.logits(states[n])[0], 0) / static_cast<double>(used);
                }
                const int word = t < words.size() ? words[t] : 0;
                QVERIFY(std::abs(steps[t].logProb - std::log(mean[word].item<double>())) < 1e-5);
                QCOMPARE(steps[t].best.size(), std::size_t{5});
                for (std::size_t i = 0; i < 5; ++i) {
                    const auto& [number, logProb] = steps[t].best[i];
                    QVERIFY(std::abs(logProb - std::log(mean[number].item<double>())) < 1e-5);
                    QVERIFY(i == 0 || steps[t].best[i - 1].second >= logProb);
                }
                QCOMPARE(steps[t].attention.size(), std::size_t{used == 2 ? 3U : 0U});
                for (std::size_t r = 0; r < steps[t].attention.size(); ++r)
                    QVERIFY(std::abs(steps[t].attention[r] -
                                     states[1].weights[0][static_cast<std::int64_t>(r)].item<float>()) < 1e-5F);
            }
        }
    }

    void theRunnersUpStandBesideAWord() {
        const auto captioner = smallCaptioner(false);
        const auto scored = must(captioner.score(source(false), "A dog!", 5));
        QCOMPARE(scored.words.size(), std::size_t{3});
        QVERIFY(scored.words.back().text.empty());
        for (const auto& word : scored.words) {
            QCOMPARE(word.best.size(), std::size_t{5});  // all there are: four words and END
            double sum = 0;
            for (std::size_t i = 0; i < word.best.size(); ++i) {
                sum += std::exp(word.best[i].logProb);
                QVERIFY(i == 0 || word.best[i - 1].logProb >= word.best[i].logProb);
            }
            QVERIFY(std::abs(sum - 1) < 1e-4);
            const auto own = std::ranges::find(word.best, word.text, &model::CaptionWord::text);
            QVERIFY(own != word.best.end() && own->logProb == word.logProb);
            QVERIFY(word.attention.empty());
        }
        QCOMPARE(must(captioner.score(source(false), "a", 2)).words[0].best.size(), std::size_t{2});
    }

    void attentionIsAWeightOfEachRegion() {
        const auto captioner = smallCaptioner(true);
        const auto scored = must(captioner.score(source(true), "a dog runs"));
        for (const auto& word : scored.words) {
            QCOMPARE(word.attention.size(), std::size_t{3});
            double sum = 0;
            for (const float weight : word.attention) sum += weight;
            QVERIFY(std::abs(sum - 1) < 1e-5);
        }
        // The first word is said before anything is asked for; the next ones look somewhere.
        QVERIFY(std::abs(scored.words[0].attention[0] - 1.0F / 3) < 1e-6F);
        QVERIFY(scored.words[1].attention != scored.words[2].attention);
        // Of a whole image without regions, the image itself.
        const auto bare = must(captioner.score(source(false), "a dog"));
        QCOMPARE(bare.words[1].attention, (std::vector<float>{1}));
    }

    void anUnknownWordIsPassedOver() {
        const auto captioner = smallCaptioner(false);
        const auto with = must(captioner.score(source(false), "a brown dog")),
                   without = must(captioner.score(source(false), "a dog"));
        QCOMPARE(with.words.size(), std::size_t{4});
        QVERIFY(!with.words[1].known && with.words[2].known);
        QVERIFY(with.words[1].best.empty());
        QCOMPARE(with.logProb, without.logProb);
        for (const char* none : {"", "brown cow"}) {
            const auto refused = captioner.score(source(false), none);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, base::ErrorCode::BadInput);
        }
    }
};

QTEST_GUILESS_MAIN(TestScoredText)
#include "test_scored_text.moc"
