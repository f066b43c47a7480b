// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/kept_evaluation.h"
#include "tests/support/evaluation_project.h"
#include "tests/support/waiting_session.h"

#include <QtTest>

using namespace legenda;
using nlohmann::json;
using test::must;
using tests::WaitingSession;

// What a window asks of kept evaluations.
class TestSessionResults : public QObject {
    Q_OBJECT

    tests::EvaluationProject evaluated_;

    std::int64_t keep(const std::string& a, const std::string& b) const {
        evaluation::EvaluateOptions options;
        options.task = "captions";
        options.project = evaluated_.root() / "p.legenda";
        options.from = evaluated_.root() / "from.json";
        test::write(
            options.from,
            json::array({{{"image_id", "a.jpg"}, {"caption", a}}, {{"image_id", "b.jpg"}, {"caption", b}}}).dump());
        return must(evaluation::runAndKeep(options, "system", {evaluated_.root(), evaluated_.root()}, {})).record.id;
    }

 private Q_SLOTS:
    void itemsFiguresAndComparisons() {
        WaitingSession session;
        session.open(evaluated_.root() / "p.legenda");
        const auto first = keep("A dog runs", "Two boys"), second = keep("A cat", "Two girls");
        const auto all = must(
            session.wait<std::vector<evaluation::EvaluationRecord>>([&](auto done) { session->results().list(done); }));
        QCOMPARE(all.size(), std::size_t(2));

        evaluation::ItemQuery query;
        query.section = "model";
        query.sortBy = "CIDEr";
        const auto items = [&](std::int64_t id) {
            return session.wait<evaluation::ItemPage>(
                [&](auto done) { session->results().items({"test"}, id, query, done); });
        };
        QCOMPARE(must(items(first)).total, std::size_t(2));
        query.words = "girls";
        QCOMPARE(must(items(first)).total, std::size_t(0));
        QCOMPARE(must(items(second)).items.at(0).prediction, std::string("Two girls"));

        const auto spread = must(session.wait<evaluation::Histogram>(
            [&](auto done) { session->results().histogram({"test"}, first, "model", "BLEU1", 10, done); }));
        QCOMPARE(spread.counts.size(), std::size_t(10));
        const auto compared =
            must(session.wait<json>([&](auto done) { session->results().compare({"test"}, first, second, done); }));
        QVERIFY(compared["model"]["against"]["difference"]["BLEU1"].get<double>() > 0);

        query.words.clear();
        query.sortBy = evaluation::kDifference;
        const auto pairs = must(session.wait<evaluation::PairPage>(
            [&](auto done) { session->results().pairs({"test"}, first, second, "BLEU1", query, done); }));
        QCOMPARE(pairs.page.total, std::size_t(2));
        QCOMPARE(pairs.page.items.at(0).prediction, std::string("Two boys"));
        QCOMPARE(pairs.others.at(0).prediction, std::string("Two girls"));
        const auto differences = must(session.wait<evaluation::Histogram>(
            [&](auto done) { session->results().pairHistogram({"test"}, first, second, "model", "BLEU1", 4, done); }));
        QCOMPARE(differences.counts.size(), std::size_t(4));
        QVERIFY(differences.high > 0);
        // The next page is of the same pairs, another figure of others.
        query.first = 1;
        const auto rest = must(session.wait<evaluation::PairPage>(
            [&](auto done) { session->results().pairs({"test"}, first, second, "BLEU1", query, done); }));
        QCOMPARE(rest.page.total, std::size_t(2));
        QCOMPARE(rest.page.items.size(), std::size_t(1));
        query.first = 0;
        const auto another = must(session.wait<evaluation::PairPage>(
            [&](auto done) { session->results().pairs({"test"}, first, second, "BLEU2", query, done); }));
        QCOMPARE(pairs.page.figures.at(0), std::string("BLEU1"));
        QCOMPARE(another.page.figures.at(0), std::string("BLEU2"));
        const auto swapped = must(session.wait<evaluation::PairPage>(
            [&](auto done) { session->results().pairs({"test"}, second, first, "BLEU1", query, done); }));
        QCOMPARE(swapped.page.total, std::size_t(2));
        for (const auto& item : swapped.page.items)
            QVERIFY(item.prediction == "A cat" || item.prediction == "Two girls");
        query.sortBy = "CIDEr";

        const auto table = evaluated_.root() / "items.csv";
        QCOMPARE(must(session.wait<std::filesystem::path>(
                     [&](auto done) { session->results().exportItems(first, table, done); })),
                 table);
        QVERIFY(must(base::readFile(table)).find("A dog runs") != std::string::npos);

        // One that is removed is gone at once, also where it was the one kept open.
        QCOMPARE(must(session.wait<std::int64_t>([&](auto done) { session->records().removeEvaluation(first, done); })),
                 first);
        query.words.clear();
        QVERIFY(!items(first));
        QVERIFY(items(second).has_value());
    }
};

QTEST_GUILESS_MAIN(TestSessionResults)
#include "test_session_results.moc"
