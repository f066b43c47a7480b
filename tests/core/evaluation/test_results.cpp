// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/kept_evaluation.h"
#include "core/evaluation/results/evaluation_record.h"
#include "core/evaluation/results/item_figures.h"
#include "core/evaluation/results/item_pages.h"
#include "core/evaluation/results/paired_items.h"
#include "tests/support/evaluation_project.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace legenda;
using nlohmann::json;
using test::must;
namespace fs = std::filesystem;

// Evaluations that a project keeps, with the items behind their figures.
class TestResults : public QObject {
    Q_OBJECT

    tests::EvaluationProject evaluated_;

    fs::path project() const { return evaluated_.root() / "p.legenda"; }
    fs::path fileOf(std::int64_t id) const { return project() / "evaluations" / (std::to_string(id) + ".jsonl"); }

    evaluation::EvaluateOptions optionsFor(const std::string& task, const std::string& predictions,
                                           const char* name) const {
        evaluation::EvaluateOptions options;
        options.task = task;
        options.split = "dev";
        options.project = project();
        options.from = evaluated_.root() / name;
        test::write(options.from, predictions);
        return options;
    }
    std::int64_t keep(const std::string& a, const std::string& b, const char* name) const {
        const auto options = optionsFor(
            "captions",
            json::array({{{"image_id", "a.jpg"}, {"caption", a}}, {{"image_id", "b.jpg"}, {"caption", b}}}).dump(),
            name);
        const auto kept =
            must(evaluation::runAndKeep(options, {}, {evaluated_.root(), evaluated_.root()}, base::JobContext{}));
        if (!kept.notKept.empty()) qFatal("%s", kept.notKept.c_str());
        return kept.record.id;
    }
    std::int64_t keepRanks() const {
        const auto options =
            optionsFor("retrieval",
                       "{\"sentences\":[\"a.jpg#0\",\"a.jpg#1\",\"b.jpg#0\",\"b.jpg#1\"]}\n"
                       "{\"image\":\"a.jpg\",\"scores\":[1,9,5,2]}\n{\"image\":\"b.jpg\",\"scores\":[3,1,4,9]}\n",
                       "ranks.jsonl");
        return must(
                   evaluation::runAndKeep(options, "ranks", {evaluated_.root(), evaluated_.root()}, base::JobContext{}))
            .record.id;
    }

    static evaluation::ItemList numbered(const std::vector<double>& values) {
        evaluation::ItemList list{"model", {"value"}, {}};
        for (const double value : values) {
            auto& item = list.items.emplace_back();
            item.image = "Image " + std::to_string(list.items.size());
            item.figures = {value};
        }
        return list;
    }

 private Q_SLOTS:
    void figuresAndItemsComeBack() {
        const auto id = keep("A dog runs", "Two cats", "first.json");
        const auto opened = must(evaluation::openEvaluation(project(), id));
        const auto& record = opened.record;
        QCOMPARE(record.task, std::string("captions"));
        QCOMPARE(record.split, std::string("dev"));
        QCOMPARE(record.model, std::string("first.json"));
        QCOMPARE(record.program, std::string(LEGENDA_VERSION));
        QVERIFY(record.options["from"].get<std::string>().ends_with("first.json"));
        QCOMPARE(record.checkpoint.get<std::string>().size(), std::size_t(64));
        QVERIFY(record.figures["model"]["ci95"].contains("CIDEr"));
        QVERIFY(record.hasItems() && record.data.size() == 64);
        QCOMPARE(opened.lists.size(), std::size_t(1));
        QCOMPARE(opened.lists[0].items[1].prediction, std::string("Two cats"));
        QCOMPARE(opened.lists[0].figures.front(), std::string("BLEU1"));
        QVERIFY(std::ranges::find(opened.samples, "model", &evaluation::Sample::section) != opened.samples.end());

        const auto all = must(evaluation::listEvaluations(project()));
        QCOMPARE(all.back().id, id);
        QCOMPARE(all.back().lists.at(0).items, std::size_t(2));
    }

    void twoAreComparedLater() {
        const auto better = keep("A dog runs", "Two boys", "better.json");
        const auto worse = keep("A cat", "Three red girls", "worse.json");
        const auto figures = must(evaluation::compareEvaluations(project(), better, worse, {}));
        const auto& against = figures["model"]["against"];
        QCOMPARE(against["model"].get<std::string>(), std::string("worse.json"));
        QVERIFY(against["difference"]["BLEU1"].get<double>() > 0.3);
        QVERIFY(against["p"]["METEOR"].get<double>() > 0);
        const auto ranks = keepRanks();
        const auto unlike = evaluation::compareEvaluations(project(), better, ranks, {});
        QVERIFY(!unlike);
        QCOMPARE(base::exitStatus(unlike.error().code), 3);
        QVERIFY(!evaluation::compareEvaluations(project(), better, 9999, {}));
    }

    void rankedListsComeBack() {
        const auto id = keepRanks();
        const auto opened = must(evaluation::openEvaluation(project(), id));
        const auto& annotation = opened.lists.at(0).items.at(0);
        using Ranked = std::vector<evaluation::RankedItem>;
        QCOMPARE(annotation.ranked.size(), std::size_t(4));
        QVERIFY((annotation.ranked.front() == evaluation::RankedItem{"The dog runs fast .", 9, true}));
        QVERIFY((annotation.ranked.back() == evaluation::RankedItem{"A dog runs .", 1, true}));
        QVERIFY(!annotation.ranked[1].right);
        QCOMPARE(annotation.prediction, annotation.ranked.front().text);
        const auto& search = opened.lists.at(1).items.at(0);
        QVERIFY((search.ranked == Ranked{{"b.jpg", 3, false}, {"a.jpg", 1, true}}));
        // A file of an earlier version has no lists; what is not one is named.
        auto bytes = must(base::readFile(fileOf(id)));
        const std::string key = "\"ranked\"";
        auto older = bytes;
        for (auto at = older.find(key); at != std::string::npos; at = older.find(key))
            older.replace(at, key.size(), "\"x\"");
        test::write(fileOf(id), older);
        const auto without = must(evaluation::openEvaluation(project(), id));
        QVERIFY(without.lists.at(0).items.at(0).ranked.empty());
        QCOMPARE(without.lists.at(0).items.at(0).prediction, annotation.prediction);
        const auto place = bytes.find(key + ":[");
        QVERIFY(place != std::string::npos);
        bytes.insert(place + key.size() + 2, "7,");
        test::write(fileOf(id), bytes);
        const auto damaged = evaluation::openEvaluation(project(), id);
        QVERIFY(!damaged);
        QVERIFY(damaged.error().message.find("ranked") != std::string::npos);
        must(evaluation::removeEvaluation(project(), id));
    }

    void aResultOfAnEarlierVersionHasNoItems() {
        auto store = must(store::ProjectStore::open(project()));
        const auto row = must(store.addEvaluation({0, "captions", "dev", "old", "{\"model\":{\"BLEU1\":0.5}}", {}}));
        const auto opened = must(evaluation::openEvaluation(project(), row.id));
        QVERIFY(!opened.record.hasItems() && opened.lists.empty());
        QCOMPARE(opened.record.figures["model"]["BLEU1"].get<double>(), 0.5);
        QVERIFY(!evaluation::compareEvaluations(project(), row.id, row.id, {}));
        // A file that lies there from another evaluation is not its own.
        const auto other = keep("A dog", "A cat", "other.json");
        fs::copy_file(fileOf(other), fileOf(row.id));
        QVERIFY(!must(evaluation::openEvaluation(project(), row.id)).record.hasItems());
    }

    void removedWithItsItemsAndGivenBack() {
        const auto id = keep("A dog", "A cat", "gone.json");
        const auto record = must(evaluation::openEvaluation(project(), id)).record;
        must(evaluation::removeEvaluation(project(), id));
        QVERIFY(!fs::exists(fileOf(id)));
        QVERIFY(!evaluation::openEvaluation(project(), id));
        const auto row = must(evaluation::keep(
            project(), {id, record.task, record.split, record.model, record.figures.dump(), record.at}));
        const auto back = must(evaluation::openEvaluation(project(), row.id));
        QCOMPARE(back.lists.at(0).items.at(0).prediction, std::string("A dog"));
        QCOMPARE(back.record.data, record.data);
    }

    void whatIsDamagedIsNamed() {
        const auto id = keep("A dog", "A cat", "whole.json");
        const auto bytes = must(base::readFile(fileOf(id)));
        for (const auto length : {bytes.rfind('\n', bytes.size() - 2) + 1, bytes.size() - 20}) {
            test::write(fileOf(id), bytes.substr(0, length));  // without its last line, and within it
            const auto cut = evaluation::openEvaluation(project(), id);
            QVERIFY(!cut);
            QVERIFY(cut.error().message.find(".jsonl") != std::string::npos);
        }
        auto odd = bytes;  // items that have no figures
        const std::string names = "\"figures\":[";
        const auto begin = odd.find(names) + names.size();
        test::write(fileOf(id), odd.erase(begin, odd.find(']', begin) - begin));
        QVERIFY(!evaluation::openEvaluation(project(), id));
        test::write(fileOf(id), "{}\n");
        QVERIFY(!evaluation::openEvaluation(project(), id));
        // The list of results is there all the same.
        QVERIFY(!must(evaluation::listEvaluations(project())).back().hasItems());
        must(evaluation::removeEvaluation(project(), id));
    }

    void pagesAreSortedAndFiltered() {
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        const std::vector<evaluation::ItemList> lists{numbered({3, kNone, 1, 2, 5})};
        evaluation::ItemQuery query;
        query.section = "model";
        const auto images = [&] {
            std::vector<std::string> names;
            for (const auto& item : must(evaluation::itemPage(lists, query)).items)
                names.push_back(item.image.substr(6));
            return names;
        };
        QCOMPARE(images(), (std::vector<std::string>{"1", "2", "3", "4", "5"}));
        query.sortBy = "value";
        QCOMPARE(images(), (std::vector<std::string>{"3", "4", "1", "5", "2"}));
        query.descending = true;
        QCOMPARE(images(), (std::vector<std::string>{"5", "1", "4", "3", "2"}));
        query.first = 1, query.count = 2;
        QCOMPARE(images(), (std::vector<std::string>{"1", "4"}));
        QCOMPARE(must(evaluation::itemPage(lists, query)).total, std::size_t(5));
        query.first = 0, query.count = 100;
        query.words = "iMAGE 4";
        QCOMPARE(images(), std::vector<std::string>{"4"});
        query.words.clear();
        query.figure = "value", query.least = 2, query.below = 5;
        QCOMPARE(images(), (std::vector<std::string>{"1", "4"}));
        query.sortBy = "weather";
        QVERIFY(!evaluation::itemPage(lists, query));
        query.section = "nothing";
        QVERIFY(!evaluation::itemPage(lists, query));
    }

    void whatLiesBehindAFigure() {
        using evaluation::figureBehind;
        QCOMPARE(figureBehind("median_rank", {"rank"}), std::string("rank"));
        QCOMPARE(figureBehind("accuracy", {"accuracy", "iou"}), std::string("iou"));
        QCOMPARE(figureBehind("accuracy", {"accuracy"}), std::string("accuracy"));
        QCOMPARE(figureBehind("CIDEr", {"BLEU1", "CIDEr"}), std::string("CIDEr"));
        QCOMPARE(figureBehind("length_ratio", {"BLEU1", "CIDEr"}), std::string());
        QVERIFY(evaluation::lowIsGood("rank") && !evaluation::lowIsGood("CIDEr"));
    }

    void twoSystemsDifferItemByItem() {
        auto first = numbered({1, 5, 2, 4}), second = numbered({2, 1, 2, 9});
        second.items[1].prediction = "theirs";
        second.items[3].references = {"of other data"};
        std::swap(second.items[0], second.items[2]);
        const auto paired = must(evaluation::pairItems({first}, {second}, "model", "value"));
        evaluation::ItemQuery query;
        query.sortBy = evaluation::kDifference;
        query.descending = true;
        const auto all = must(evaluation::pairPage(paired, query));
        QCOMPARE(all.page.total, std::size_t(3));
        QCOMPARE(all.page.items[0].figures, (std::vector<double>{5, 1, 4}));
        QCOMPARE(all.others[0].prediction, std::string("theirs"));
        QCOMPARE(all.page.items[2].figures, (std::vector<double>{1, 2, -1}));
        query.first = 1, query.count = 1;
        const auto middle = must(evaluation::pairPage(paired, query));
        QCOMPARE(middle.page.items.at(0).image, std::string("Image 3"));
        QCOMPARE(middle.others.size(), std::size_t(1));
        // Words that only the other system says.
        query.first = 0, query.words = "THEIR";
        const auto said = must(evaluation::pairPage(paired, query));
        QCOMPARE(said.page.total, std::size_t(1));
        QCOMPARE(said.page.items.at(0).image, std::string("Image 2"));
        QCOMPARE(said.others.at(0).prediction, std::string("theirs"));
        QVERIFY(!evaluation::pairItems({first}, {second}, "model", "weather"));
        QVERIFY(!evaluation::pairItems({first}, {second}, "human", "value"));
        // Of two items of one name the first belongs to the first.
        first.items = {first.items[0], first.items[0]};
        second.items = {first.items[0], first.items[0]};
        second.items[1].figures = {8};
        const auto twins = must(evaluation::pairItems({first}, {second}, "model", "value"));
        QCOMPARE(twins.list.items.at(1).figures, (std::vector<double>{1, 8, -7}));
    }

    void histogramsCountEveryItem() {
        const std::vector<evaluation::ItemList> lists{numbered({0, 1, 2, 3, 4, std::nan("")})};
        const auto found = must(evaluation::histogram(lists, "model", "value", 4));
        QCOMPARE(found.low, 0.0);
        QCOMPARE(found.high, 4.0);
        QCOMPARE(found.counts, (std::vector<std::size_t>{1, 1, 1, 2}));
        QCOMPARE(found.without, std::size_t(1));
        const auto equal = must(evaluation::histogram({numbered({7, 7})}, "model", "value", 3));
        QCOMPARE(equal.counts, (std::vector<std::size_t>{2, 0, 0}));
        QVERIFY(!evaluation::histogram(lists, "model", "weather", 3));
    }
};

QTEST_GUILESS_MAIN(TestResults)
#include "test_results.moc"
