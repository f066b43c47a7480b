// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/evaluation/human_captions.h"
#include "core/evaluation/nearest_neighbour.h"
#include "core/evaluation/region_items.h"
#include "core/model/phrase_region.h"
#include "core/text/token_spans.h"

#include <QtTest>

#include <cmath>

using namespace legenda;
using namespace legenda::evaluation;
using metrics::Tokens;

class TestEvaluateParts : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void spacesBecomeTokens() {
        // "." becomes no token; "t-shirt" one (its hyphen is dropped).
        const auto spans = text::tokenSpansOfWords("A man 's t-shirt , red .");
        QCOMPARE(spans, (std::vector<std::pair<int, int>>{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 4}, {4, 5}, {5, 5}}));
    }
    void regionOfAPhrase() {
        const std::vector<std::pair<int, int>> spans{{0, 1}, {1, 3}, {3, 3}, {3, 4}};
        const std::vector<bool> known{true, false, true, true};
        QCOMPARE(model::knownTokens(spans, 1, 4, known), (std::vector<int>{2, 3}));
        QCOMPARE(model::knownTokens(spans, 2, 9, {true}), std::vector<int>{});
        base::Matrix scores(3, 3);  // [words, regions]
        scores.data = {0, 2, 2,     //
                       1, 0, 3,     //
                       9, 0, 0};
        QCOMPARE(model::bestRegion(scores, {0, 1}), 2);
        QCOMPARE(model::bestRegion(scores, {0}), 1);  // tie: the lowest
        QCOMPARE(model::bestRegion(scores, {0, 1, 2}), 0);
        QCOMPARE(model::bestRegion(scores, {}), 0);
        QCOMPARE(model::majorityRegion({4, 4, 1}, {0, 1, 2}), 4);
        QCOMPARE(model::majorityRegion({4, 1, 1}, {0, 1}), 1);  // tie: the lowest
        QCOMPARE(model::majorityRegion({}, {}), 0);
    }
    void distinctAfterTokenising() {
        const auto texts = distinctTexts({"A brown dog", "a  brown dog", "The dog", "...", "the dog"});
        QCOMPARE(texts, (std::vector<Tokens>{{"a", "brown", "dog"}, {"the", "dog"}}));
    }
    void peopleLeaveOneOut() {
        const std::vector<std::vector<Tokens>> texts{{{"a", "b"}, {"a", "c"}}, {{"d"}}, {{"e", "f"}, {"e", "f"}}};
        const std::vector<Tokens> model{{"a", "c"}, {"d"}, {"x", "y"}};
        const auto meteor = metrics::Meteor::load(LEGENDA_SOURCE_DIR "/resources/metrics", {});
        QVERIFY(meteor.has_value());
        const auto systems = leaveOneOut(texts, model, *meteor, {0, 1, 2});
        QCOMPARE(systems.human.items, std::size_t(2));  // one text cannot be compared with others
        QVERIFY(std::abs(systems.human.bleu[0] - 0.75) < 1e-6);
        QVERIFY(std::abs(systems.model.bleu[0] - (0.25 + 0.5) / 2) <
                1e-6);  // against "a c" 2 of 2, against "a b" 1 of 2; never of "e f"
        const auto pooled = pooledLeaveOneOut(texts, model, *meteor, {0, 0, 1});
        QCOMPARE(pooled.human.items, std::size_t(2));
        QVERIFY(std::abs(pooled.human.bleu[0] - 6.0 / 8) < 1e-6);
        QVERIFY(std::abs(pooled.model.bleu[0] - 3.0 / 8) < 1e-6);
        QCOMPARE(systems.humanStatistics.images, (std::vector<std::size_t>{0, 2}));
        QCOMPARE(pooled.modelStatistics.images, (std::vector<std::size_t>{0, 1}));
        const std::vector<std::uint32_t> once{1, 1};
        QVERIFY(std::abs(metrics::figuresOf(systems.humanStatistics, once)[0] - systems.human.bleu[0]) < 1e-9);
        QVERIFY(std::abs(metrics::figuresOf(pooled.modelStatistics, once)[0] - pooled.model.bleu[0]) < 1e-9);
    }
    void nearestIsTheSlowSearch() {
        base::Random random(7, "nearest");
        base::Matrix rows(2500, 6), queries(40, 6);  // more rows than one block
        for (std::size_t r = 0; r < rows.rows; ++r)
            for (std::size_t d = 0; d < 6; ++d)
                rows(r, d) = static_cast<float>(random.normal() * std::pow(10.0, static_cast<double>(d)));
        for (std::size_t q = 0; q < queries.rows; ++q)
            for (std::size_t d = 0; d < 6; ++d)
                queries(q, d) = static_cast<float>(random.normal() * std::pow(10.0, static_cast<double>(d)));
        const auto found = nearestRows(queries, rows, {});
        QVERIFY(found.has_value());
        std::vector<double> mean(6, 0), deviation(6, 0);
        for (std::size_t r = 0; r < rows.rows; ++r)
            for (std::size_t d = 0; d < 6; ++d) mean[d] += rows(r, d) / static_cast<double>(rows.rows);
        for (std::size_t r = 0; r < rows.rows; ++r)
            for (std::size_t d = 0; d < 6; ++d)
                deviation[d] += std::pow(rows(r, d) - mean[d], 2) / static_cast<double>(rows.rows);
        for (std::size_t q = 0; q < queries.rows; ++q) {
            const auto distance = [&](std::size_t r) {
                double sum = 0;
                for (std::size_t d = 0; d < 6; ++d) sum += std::pow(queries(q, d) - rows(r, d), 2) / deviation[d];
                return sum;
            };
            double best = INFINITY;
            for (std::size_t r = 0; r < rows.rows; ++r) best = std::min(best, distance(r));
            QVERIFY(distance((*found)[q]) <= best * (1 + 1e-4) + 1e-5);
        }
    }
    void nearestCanBeStopped() {
        std::stop_source stop;
        stop.request_stop();
        base::JobContext context;
        context.stop = stop.get_token();
        const auto found = nearestRows(base::Matrix(1, 2), base::Matrix(3, 2), context);
        QVERIFY(!found && found.error().code == base::ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestEvaluateParts)
#include "test_parts.moc"
