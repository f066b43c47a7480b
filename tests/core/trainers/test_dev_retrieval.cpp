// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/metrics/retrieval.h"
#include "core/trainers/data/dev_retrieval_impl.h"
#include "tests/support/check.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace legenda;

// Ranks counted by blocks beside those of the whole matrix of scores.
class TestDevRetrieval : public QObject {
    Q_OBJECT

    // Sentence s has the word s + 1, so that a block says which columns of the matrix it asks for; a sentence without
    // words has no column.
    struct Case {
        base::Matrix scores;
        std::vector<int> owner;
        std::vector<std::vector<int>> sentences;

        Case(std::size_t images, bool ties, bool unknown, bool broken) {
            base::Random random(5, "retrieval");
            for (std::size_t k = 0; k < images; ++k) {
                if (k == 3) continue;  // no sentence
                for (std::size_t n = 0; n < 1 + k % 4; ++n) owner.push_back(static_cast<int>(k));
            }
            scores = base::Matrix(images, owner.size());
            for (float& score : scores.data)
                score = static_cast<float>(ties ? static_cast<double>(random.below(4)) : random.normal());
            for (std::size_t s = 0; s < owner.size(); ++s) {
                sentences.push_back({static_cast<int>(s) + 1});
                // Every fifth, and all of image 6.
                if (unknown && (s % 5 == 0 || owner[s] == 6)) {
                    sentences.back().clear();
                    for (std::size_t k = 0; k < images; ++k) scores(k, s) = -std::numeric_limits<float>::infinity();
                }
            }
            if (broken) scores(1, 2) = scores(7, 9) = std::numeric_limits<float>::quiet_NaN();
        }
    };

    static std::map<std::string, double> byBlocks(const Case& made, std::size_t block, double* loss = nullptr,
                                                  std::size_t* largest = nullptr) {
        trainers::DevRetrieval retrieval(loss != nullptr);
        for (std::size_t s = 0; s < made.owner.size(); ++s)
            retrieval.add(static_cast<std::size_t>(made.owner[s]), made.sentences[s]);
        const auto score = [&](const std::vector<std::vector<int>>& known,
                               trainers::ScoredImages images) -> base::Result<at::Tensor> {
            auto scores = at::empty({static_cast<std::int64_t>(images.count), static_cast<std::int64_t>(known.size())});
            for (std::size_t k = 0; k < images.count; ++k)
                for (std::size_t i = 0; i < known.size(); ++i)
                    scores.data_ptr<float>()[k * known.size() + i] =
                        made.scores(images.first + k, static_cast<std::size_t>(known[i][0] - 1));
            if (largest) *largest = std::max(*largest, images.count * known.size());
            return scores;
        };
        test::must(retrieval.score(made.scores.rows, block, score, {}));
        if (loss) *loss = retrieval.loss();
        return retrieval.figures();
    }

 private Q_SLOTS:
    void ranksAreThoseOfTheWholeMatrix_data() {
        QTest::addColumn<bool>("ties");
        QTest::addColumn<bool>("unknown");
        QTest::addColumn<bool>("broken");
        QTest::newRow("plain") << false << false << false;
        QTest::newRow("ties") << true << false << false;
        QTest::newRow("unknown words") << false << true << false;
        QTest::newRow("not a number") << false << false << true;
        QTest::newRow("all of it") << true << true << true;
    }
    void ranksAreThoseOfTheWholeMatrix() {
        QFETCH(bool, ties);
        QFETCH(bool, unknown);
        QFETCH(bool, broken);
        const Case made(30, ties, unknown, broken);
        const auto whole = metrics::retrievalFigures(made.scores, made.owner);
        for (const std::size_t block : {1, 3, 7, 1000}) {
            std::size_t largest = 0;
            const auto found = byBlocks(made, block, nullptr, &largest);
            QVERIFY(largest <= made.scores.rows * block);
            for (const auto& [name, f] :
                 {std::pair{"image_annotation", whole.imageAnnotation}, std::pair{"image_search", whole.imageSearch}}) {
                QCOMPARE(found.at(std::string("r1_") + name), f.r1);
                QCOMPARE(found.at(std::string("r5_") + name), f.r5);
                QCOMPARE(found.at(std::string("r10_") + name), f.r10);
                QCOMPARE(found.at(std::string("median_rank_") + name), f.medianRank);
            }
        }
    }

    void theLossIsThatOfEachSentencesOwnImage() {
        const Case made(12, false, true, false);
        double sum = 0, loss = 0;
        int known = 0;
        for (std::size_t s = 0; s < made.owner.size(); ++s) {
            if (made.sentences[s].empty()) continue;
            double total = 0;
            for (std::size_t k = 0; k < made.scores.rows; ++k) total += std::exp(made.scores(k, s));
            sum += std::log(total) - made.scores(static_cast<std::size_t>(made.owner[s]), s);
            ++known;
        }
        (void)byBlocks(made, 4, &loss);
        QVERIFY(std::abs(loss - sum / known) < 1e-6);
    }

    void aStopEndsIt() {
        trainers::DevRetrieval retrieval;
        const std::vector<int> words{1};
        retrieval.add(0, words);
        std::stop_source stop;
        stop.request_stop();
        const auto score = [](const auto&, auto) -> base::Result<at::Tensor> { return at::zeros({1, 1}); };
        QCOMPARE(retrieval.score(1, 4, score, {stop.get_token(), {}}).error().code, base::ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestDevRetrieval)
#include "test_dev_retrieval.moc"
