// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/model/caption/beam_search_impl.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace legenda;
using model::DecodeOptions;
using model::Hypothesis;

namespace {

constexpr int kVocabulary = 5, kInput = 6;

model::Rnn tinyRnn(std::uint64_t seed, bool lstm = false, bool attention = false) {
    const std::vector<std::int64_t> counts(kVocabulary, 3);
    model::Rnn rnn = model::makeRnn({kInput, kVocabulary, 8, 7, lstm, attention ? 6 : 0, kInput}, counts, seed);
    rnn.outputWeight = rnn.outputWeight * 20;  // far from uniform, so that histories matter
    return rnn;
}

at::Tensor drawn(at::IntArrayRef shape, std::uint64_t seed) {
    at::Tensor out = at::empty(shape, at::kFloat);
    base::Random random(seed);
    for (std::int64_t i = 0; i < out.numel(); ++i) out.data_ptr<float>()[i] = static_cast<float>(random.normal());
    return out;
}

// With the regions of each, which only an attention looks at.
model::RnnInput images(std::int64_t count, std::uint64_t seed) {
    return {drawn({count, kInput}, seed), drawn({count, 3, kInput}, seed + 100)};
}

model::RnnInput one(const model::RnnInput& all, std::int64_t i) {
    return {all.images.narrow(0, i, 1), all.regions.narrow(0, i, 1)};
}

void networks() {
    QTest::addColumn<bool>("lstm");
    QTest::addColumn<bool>("attention");
    QTest::newRow("plain") << false << false;
    QTest::newRow("plain, attention") << false << true;
    QTest::newRow("LSTM") << true << false;
    QTest::newRow("LSTM, attention") << true << true;
}

// Every caption of at most maxWords words with its probability, by the training's own forward pass.
std::vector<Hypothesis> exhaustive(const model::Rnn& rnn, const model::RnnInput& image, int maxWords,
                                   double lengthNorm) {
    std::vector<Hypothesis> all;
    std::vector<std::vector<int>> level{{}};
    for (int length = 0; length <= maxWords; ++length) {
        std::vector<std::vector<int>> next;
        for (const auto& words : level) {
            const auto packed = model::packSentences({words}, at::kCPU);
            const at::Tensor loss = rnn.tokenLoss(image, packed);
            Hypothesis h;
            h.words = words;
            for (std::int64_t t = 0; t < loss.size(0); ++t) {
                h.logProbs.push_back(-loss[t].item<double>());
                h.logProb += h.logProbs.back();
            }
            all.push_back(std::move(h));
            for (int w = 1; w < kVocabulary; ++w) {
                next.push_back(words);
                next.back().push_back(w);
            }
        }
        level = std::move(next);
    }
    std::ranges::stable_sort(all,
                             [&](const auto& a, const auto& b) { return a.score(lengthNorm) > b.score(lengthNorm); });
    return all;
}

}  // namespace

class TestBeamSearch : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void wideBeamFindsWhatExhaustiveSearchFinds_data() {
        QTest::addColumn<double>("lengthNorm");
        QTest::addColumn<bool>("attention");  // of an LSTM
        QTest::newRow("plain") << 0.0 << false;
        QTest::newRow("length normalised") << 1.0 << false;
        QTest::newRow("LSTM with attention") << 0.0 << true;
    }

    void wideBeamFindsWhatExhaustiveSearchFinds() {
        QFETCH(double, lengthNorm);
        QFETCH(bool, attention);
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const model::Rnn rnn = tinyRnn(seed, attention, attention);
            const auto rows = images(3, seed);
            DecodeOptions options;
            options.beam = 1000;
            options.count = 5;
            options.maxWords = 4;
            options.lengthNorm = lengthNorm;
            const auto found = model::RnnDecoder(rnn).decode(rows, options, {});
            QVERIFY(found.has_value());
            for (std::int64_t i = 0; i < 3; ++i) {
                const auto truth = exhaustive(rnn, one(rows, i), options.maxWords, lengthNorm);
                const auto& best = (*found)[static_cast<std::size_t>(i)];
                QCOMPARE(best.size(), std::size_t{5});
                for (std::size_t k = 0; k < 5; ++k) {
                    QCOMPARE(best[k].words, truth[k].words);
                    QVERIFY(std::abs(best[k].logProb - truth[k].logProb) < 1e-4);
                    QCOMPARE(best[k].logProbs.size(), best[k].words.size() + 1);
                }
            }
        }
    }

    void aCaptionDoesNotEndWhereNoneDoes() {
        const model::Rnn rnn = tinyRnn(3);
        const std::vector<int> barred{1, 3};
        const auto allowed = [&](const std::vector<int>& words, int most) {
            return words.empty() || static_cast<int>(words.size()) == most ||
                   std::ranges::find(barred, words.back()) == barred.end();
        };
        const model::RnnDecoder decoder(rnn, barred);
        const auto rows = images(3, 3);
        DecodeOptions options;
        options.beam = 1000;
        options.count = 5;
        options.maxWords = 4;
        const auto found = decoder.decode(rows, options, {});
        QVERIFY(found.has_value());
        for (std::int64_t i = 0; i < 3; ++i) {
            auto truth = exhaustive(rnn, one(rows, i), options.maxWords, 0);
            QVERIFY(std::erase_if(truth, [&](const auto& h) { return !allowed(h.words, options.maxWords); }) > 0);
            for (std::size_t k = 0; k < 5; ++k)
                QCOMPARE((*found)[static_cast<std::size_t>(i)][k].words, truth[k].words);
        }
        options.temperature = 1;
        options.count = 500;
        const auto drawn = decoder.decode(rows, options, {});
        for (const auto& of : *drawn)
            for (const auto& h : of) QVERIFY(allowed(h.words, options.maxWords));
    }

    void onlyTheGivenPairsStandSideBySide() {
        const model::Rnn rnn = tinyRnn(3);
        // No pair begins with 4: any word may follow it.
        const std::vector<std::int64_t> bigrams{1 * kVocabulary + 2, 2 * kVocabulary + 1, 2 * kVocabulary + 3,
                                                3 * kVocabulary + 4};
        const auto allowed = [&](const std::vector<int>& words) {
            for (std::size_t t = 1; t < words.size(); ++t)
                if (words[t - 1] != 4 &&
                    std::ranges::find(bigrams, words[t - 1] * kVocabulary + words[t]) == bigrams.end())
                    return false;
            return true;
        };
        const model::RnnDecoder decoder(rnn, {}, bigrams);
        const auto rows = images(3, 3);
        DecodeOptions options;
        options.beam = 1000;
        options.count = 5;
        options.maxWords = 4;
        const auto found = decoder.decode(rows, options, {});
        QVERIFY(found.has_value());
        for (std::int64_t i = 0; i < 3; ++i) {
            auto truth = exhaustive(rnn, one(rows, i), options.maxWords, 0);
            QVERIFY(std::erase_if(truth, [&](const auto& h) { return !allowed(h.words); }) > 0);
            for (std::size_t k = 0; k < 5; ++k) {
                const auto& own = (*found)[static_cast<std::size_t>(i)][k];
                QCOMPARE(own.words, truth[k].words);
                QVERIFY(std::abs(own.logProb - truth[k].logProb) < 1e-4);
            }
        }
        options.temperature = 1;
        options.count = 500;
        const auto drawn = decoder.decode(rows, options, {});
        for (const auto& of : *drawn)
            for (const auto& h : of) QVERIFY(allowed(h.words));
    }

    void aConstrainedSearchFindsTheBestThatSayAWordOfEachSet_data() {
        QTest::addColumn<std::vector<std::vector<int>>>("sets");
        QTest::addColumn<double>("lengthNorm");
        using Sets = std::vector<std::vector<int>>;
        QTest::newRow("none") << Sets{} << 0.0;
        QTest::newRow("one word") << Sets{{4}} << 0.0;
        QTest::newRow("one of two words") << Sets{{2, 4}} << 0.0;
        QTest::newRow("two sets") << Sets{{3}, {4}} << 0.0;
        QTest::newRow("two sets, length normalised") << Sets{{3}, {1, 4}} << 1.0;
        QTest::newRow("a word of both sets") << Sets{{2, 3}, {3, 4}} << 0.0;
    }

    void aConstrainedSearchFindsTheBestThatSayAWordOfEachSet() {
        QFETCH(std::vector<std::vector<int>>, sets);
        QFETCH(double, lengthNorm);
        const auto says = [&](const std::vector<int>& words) {
            return std::ranges::all_of(
                sets, [&](const auto& set) { return std::ranges::find_first_of(words, set) != words.end(); });
        };
        bool constrains = sets.empty();
        for (std::uint64_t seed = 1; seed <= 3; ++seed)
            for (const bool lstm : {false, true}) {
                const model::Rnn rnn = tinyRnn(seed, lstm, lstm);
                const auto rows = images(3, seed);
                DecodeOptions options;
                options.beam = 1000;
                options.count = 5;
                options.maxWords = 4;
                options.lengthNorm = lengthNorm;
                for (std::int64_t i = 0; i < 3; ++i) {
                    const auto found = model::RnnDecoder(rnn).decodeWith(sets, {one(rows, i)}, options, {});
                    QVERIFY(found.has_value());
                    auto truth = exhaustive(rnn, one(rows, i), options.maxWords, lengthNorm);
                    constrains |= !says(truth.front().words);
                    std::erase_if(truth, [&](const auto& h) { return !says(h.words); });
                    QCOMPARE(found->size(), std::size_t{5});
                    for (std::size_t k = 0; k < 5; ++k) {
                        QCOMPARE((*found)[k].words, truth[k].words);
                        QVERIFY(std::abs((*found)[k].logProb - truth[k].logProb) < 1e-4);
                        QCOMPARE((*found)[k].logProbs.size(), (*found)[k].words.size() + 1);
                    }
                }
            }
        QVERIFY(constrains);  // somewhere the best of all would not have said them
    }

    // A beam of one keeps the likeliest of each state, so that an unlikely word is said all the same.
    void aNarrowBeamSaysTheWordsToo() {
        const model::Rnn rnn = tinyRnn(4);
        const auto rows = images(20, 4);
        DecodeOptions options;
        options.beam = 1;
        options.maxWords = 6;
        for (std::int64_t i = 0; i < 20; ++i)
            for (int word = 1; word < kVocabulary; ++word) {
                const auto found = model::RnnDecoder(rnn).decodeWith({{word}}, {one(rows, i)}, options, {});
                QVERIFY(found.has_value());
                QCOMPARE(found->size(), std::size_t{1});
                QVERIFY(std::ranges::find(found->front().words, word) != found->front().words.end());
            }
    }

    void aConstrainedSearchKeepsToTheModelsConstraints() {
        const model::Rnn rnn = tinyRnn(3);
        const std::vector<std::int64_t> bigrams{1 * kVocabulary + 2, 2 * kVocabulary + 1, 2 * kVocabulary + 3,
                                                3 * kVocabulary + 4};
        const auto allowed = [&](const std::vector<int>& words, int most) {
            for (std::size_t t = 1; t < words.size(); ++t)
                if (words[t - 1] != 4 &&
                    std::ranges::find(bigrams, words[t - 1] * kVocabulary + words[t]) == bigrams.end())
                    return false;
            return !words.empty() && std::ranges::find(words, 4) != words.end() &&
                   (static_cast<int>(words.size()) == most || words.back() != 4);
        };
        const model::RnnDecoder decoder(rnn, {4}, bigrams);
        const auto rows = images(3, 3);
        DecodeOptions options;
        options.beam = 1000;
        options.count = 3;
        options.maxWords = 4;
        for (std::int64_t i = 0; i < 3; ++i) {
            const auto found = decoder.decodeWith({{4}}, {one(rows, i)}, options, {});
            QVERIFY(found.has_value());
            auto truth = exhaustive(rnn, one(rows, i), options.maxWords, 0);
            std::erase_if(truth, [&](const auto& h) { return !allowed(h.words, options.maxWords); });
            QCOMPARE(found->size(), std::size_t{3});
            for (std::size_t k = 0; k < 3; ++k) QCOMPARE((*found)[k].words, truth[k].words);
        }
    }

    // A plain network and an LSTM with attention: each word's probability is the mean of theirs.
    void networksSpeakTogether() {
        const model::Rnn plain = tinyRnn(4), attending = tinyRnn(5, true, true);
        const auto rows = images(4, 6);
        const auto found = model::RnnDecoder({&plain, &attending}).decode({rows, rows}, {}, {});
        QVERIFY(found.has_value());
        bool differs = false;
        for (std::int64_t i = 0; i < 4; ++i) {
            const auto& best = (*found)[static_cast<std::size_t>(i)][0];
            const auto packed = model::packSentences({best.words}, at::kCPU);
            const auto together = (plain.tokenLoss(one(rows, i), packed).neg().exp() +
                                   attending.tokenLoss(one(rows, i), packed).neg().exp())
                                      .div(2)
                                      .log();
            for (std::int64_t t = 0; t < together.size(0); ++t)
                QVERIFY(std::abs(best.logProbs[static_cast<std::size_t>(t)] - together[t].item<double>()) < 1e-4);
            const auto alone = model::RnnDecoder(plain).decode(one(rows, i), {}, {});
            differs |= std::abs((*alone)[0][0].logProb - best.logProb) > 1e-2;
        }
        QVERIFY(differs);
    }

    void beamOfOneIsArgmax_data() { networks(); }

    void beamOfOneIsArgmax() {
        QFETCH(bool, lstm);
        QFETCH(bool, attention);
        const model::Rnn rnn = tinyRnn(4, lstm, attention);
        const auto rows = images(20, 4);
        DecodeOptions options;
        options.beam = 1;
        options.maxWords = 12;
        const auto found = model::RnnDecoder(rnn).decode(rows, options, {});
        QVERIFY(found.has_value());
        for (std::int64_t i = 0; i < rows.images.size(0); ++i) {
            std::vector<int> words;
            for (;;) {
                const auto packed = model::packSentences({words}, at::kCPU);
                const at::Tensor logits = rnn.tokenLogits(one(rows, i), packed);
                const int word = static_cast<int>(logits[logits.size(0) - 1].argmax().item<std::int64_t>());
                if (word == 0 || words.size() == 12) break;
                words.push_back(word);
            }
            QCOMPARE((*found)[static_cast<std::size_t>(i)].at(0).words, words);
        }
    }

    void batchedEqualsOneByOne_data() { networks(); }

    void batchedEqualsOneByOne() {
        QFETCH(bool, lstm);
        QFETCH(bool, attention);
        const model::Rnn rnn = tinyRnn(5, lstm, attention);
        const auto rows = images(9, 5);
        const model::RnnDecoder decoder(rnn);
        DecodeOptions options;
        options.beam = 3;
        options.count = 3;
        const auto together = decoder.decode(rows, options, {});
        QVERIFY(together.has_value());
        for (std::int64_t i = 0; i < rows.images.size(0); ++i) {
            const auto alone = decoder.decode(one(rows, i), options, {});
            for (std::size_t k = 0; k < 3; ++k)
                QCOMPARE((*alone)[0][k].words, (*together)[static_cast<std::size_t>(i)][k].words);
        }
    }

    void probabilitiesSumToOne() {
        const model::Rnn rnn = tinyRnn(6);
        // All captions of at most 3 words, the longest ended by force: their prefixes exhaust the probability.
        double sum = 0;
        for (const auto& h : exhaustive(rnn, images(1, 6), 3, 0)) {
            const bool forced = h.words.size() == 3;
            sum += std::exp(h.logProb - (forced ? h.logProbs.back() : 0));
        }
        QVERIFY(std::abs(sum - 1) < 1e-4);
    }

    void samplingFollowsTheModelAndItsSeed() {
        const model::Rnn rnn = tinyRnn(7);
        const auto row = images(1, 7);
        DecodeOptions options;
        options.temperature = 1;
        options.count = 4000;
        options.maxWords = 3;
        const model::RnnDecoder decoder(rnn);
        const auto first = decoder.decode(row, options, {}), again = decoder.decode(row, options, {});
        std::map<std::vector<int>, double> shares;
        for (std::size_t i = 0; i < 4000; ++i) {
            QCOMPARE((*first)[0][i].words, (*again)[0][i].words);
            shares[(*first)[0][i].words] += 1.0 / 4000;
        }
        for (const auto& h : exhaustive(rnn, row, 2, 0)) {
            const double p = std::exp(h.logProb);
            QVERIFY(std::abs(shares[h.words] - p) < 4 * std::sqrt(p * (1 - p) / 4000) + 1e-3);
        }
        options.seed = 2;
        const auto other = decoder.decode(row, options, {});
        bool differs = false;
        for (std::size_t i = 0; i < 4000; ++i) differs = differs || (*other)[0][i].words != (*first)[0][i].words;
        QVERIFY(differs);
    }

    void stopIsObeyed() {
        std::stop_source source;
        source.request_stop();
        base::JobContext context;
        context.stop = source.get_token();
        const model::Rnn rnn = tinyRnn(8);
        const auto found = model::RnnDecoder(rnn).decode(images(2, 8), {}, context);
        QVERIFY(!found.has_value());
        QCOMPARE(found.error().code, base::ErrorCode::Cancelled);
    }

    void optionsOutOfRangeAreRefused() {
        const model::Rnn rnn = tinyRnn(9);
        const model::RnnDecoder decoder(rnn);
        for (const auto& options :
             {DecodeOptions{0, 1}, DecodeOptions{3, 4}, DecodeOptions{3, 0}, DecodeOptions{3, 1, -1}}) {
            const auto found = decoder.decode(images(1, 9), options, {});
            QVERIFY(!found.has_value());
            QCOMPARE(found.error().code, base::ErrorCode::Usage);
        }
        DecodeOptions sampling;
        sampling.temperature = 1;
        const std::vector<std::vector<int>> tooMany(model::RnnDecoder::kMostSets + 1, {1});
        for (const auto& found : {decoder.decodeWith({{1}}, {images(1, 9)}, sampling, {}),
                                  decoder.decodeWith(tooMany, {images(1, 9)}, {}, {}),
                                  decoder.decodeWith({{1}}, {images(1, 9)}, {0, 1}, {})}) {
            QVERIFY(!found.has_value());
            QCOMPARE(found.error().code, base::ErrorCode::Usage);
        }
    }
};

QTEST_GUILESS_MAIN(TestBeamSearch)
#include "test_beam_search.moc"
