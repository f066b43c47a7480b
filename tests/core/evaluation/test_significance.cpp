// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/significance.h"
#include "tests/support/evaluation_project.h"

#include <QtTest>

#include <cmath>

using namespace legenda;
using evaluation::EvaluationResult;
using evaluation::ItemList;
using evaluation::Sample;
using nlohmann::json;
using test::must;

// What stands beside the figures and behind them: intervals, comparisons, items.
class TestSignificance : public QObject {
    Q_OBJECT

    tests::EvaluationProject evaluated_;

    static json row(const json& id, const std::string& caption) {
        return json::object({{"image_id", id}, {"caption", caption}});
    }
    static std::string captions(const std::string& a, const std::string& b) {
        return json::array({row("a.jpg", a), row("b.jpg", b)}).dump();
    }
    static std::string scores(const std::string& a, const std::string& b) {
        return "{\"sentences\":[\"a.jpg#0\",\"a.jpg#1\",\"b.jpg#0\",\"b.jpg#1\"]}\n{\"image\":\"a.jpg\",\"scores\":" +
               a + "}\n{\"image\":\"b.jpg\",\"scores\":" + b + "}\n";
    }
    static std::string boxes(const std::string& first, const std::string& second) {
        const auto line = [](const std::string& sentence, int end, const std::string& box) {
            return "{\"image\":\"a.jpg\",\"sentence\":\"" + sentence + "\",\"start\":0,\"end\":" + std::to_string(end) +
                   ",\"box\":" + box + "}\n";
        };
        return line("A dog runs to the cat .", 2, first) + line("The big dog", 3, second);
    }
    base::Result<EvaluationResult> evaluate(const std::string& task, const std::string& predictions,
                                            const std::string& against = {}) {
        evaluation::EvaluateOptions options;
        options.task = task;
        options.split = "dev";
        options.project = evaluated_.root() / "p.legenda";
        options.from = evaluated_.root() / "from.json";
        test::write(options.from, predictions);
        if (!against.empty()) {
            options.against = evaluated_.root() / "other.json";
            test::write(options.against, against);
        }
        return evaluation::evaluate(options, project::Resources{evaluated_.root(), evaluated_.root()}, {});
    }
    static bool holds(const json& section, const char* figure) {
        const auto& interval = section.at("ci95").at(figure);
        const double value = section.at(figure).get<double>();
        return interval.at(0).get<double>() <= value + 1e-9 && value <= interval.at(1).get<double>() + 1e-9;
    }
    // Of one query an image.
    static Sample shares(const std::vector<std::string>& images, const std::vector<bool>& hits) {
        std::vector<std::vector<bool>> rows;
        std::vector<std::size_t> numbers;
        for (std::size_t i = 0; i < hits.size(); ++i) rows.push_back({hits[i]}), numbers.push_back(i);
        return evaluation::sampleOf("", metrics::shareStatistics({"accuracy"}, rows, numbers), images);
    }

 private Q_SLOTS:
    void captionsHaveIntervalsAndItems() {
        const auto result = must(evaluate("captions", captions("A dog runs", "Two cats")));
        const auto& figures = result.figures;
        for (const char* section : {"model", "human", "model_4ref"})
            for (const char* figure : {"BLEU1", "BLEU4", "METEOR", "ROUGE_L", "CIDEr", "length_ratio"})
                QVERIFY2(holds(figures[section], figure), figure);
        QCOMPARE(figures["tokenizer"].get<std::string>(), std::string("ptb"));
        QCOMPARE(figures["model"]["references"].get<int>(), 2);
        QCOMPARE(figures["human"]["references"].get<int>(), 1);
        QCOMPARE(figures["resampling"]["by"].get<std::string>(), std::string("image"));
        QVERIFY(!figures["model"].contains("against"));

        QCOMPARE(result.items.size(), std::size_t(1));
        const auto& list = result.items.front();
        QCOMPARE(list.section, std::string("model"));
        QCOMPARE(list.items.size(), std::size_t(2));
        QCOMPARE(list.items[0].image, std::string("a.jpg"));
        QCOMPARE(list.items[0].prediction, std::string("A dog runs"));
        QCOMPARE(list.items[0].references, (std::vector<std::string>{"A dog runs .", "The dog runs fast ."}));
        // The corpus figure of CIDEr is the mean of those of its items.
        const auto cider = std::ranges::find(list.figures, "CIDEr") - list.figures.begin();
        const auto at = static_cast<std::size_t>(cider);
        QVERIFY(std::abs((list.items[0].figures[at] + list.items[1].figures[at]) / 2 -
                         figures["model"]["CIDEr"].get<double>()) < 1e-9);
    }

    void retrievalHasIntervalsAndItems() {
        const auto result = must(evaluate("retrieval", scores("[1,9,5,2]", "[3,1,4,9]")));
        for (const char* side : {"image_annotation", "image_search"})
            for (const char* figure : {"r1", "r5", "r10", "median_rank"}) QVERIFY(holds(result.figures[side], figure));
        QCOMPARE(result.items.size(), std::size_t(2));
        const auto &annotation = result.items[0], &search = result.items[1];
        QCOMPARE(annotation.section, std::string("image_annotation"));
        QCOMPARE(annotation.items[0].prediction, std::string("The dog runs fast ."));
        QCOMPARE(annotation.items[0].figures, std::vector<double>{1});
        QCOMPARE(search.items.size(), std::size_t(4));
        QCOMPARE(search.items[0].id, std::string("a.jpg#0"));
        QCOMPARE(search.items[0].figures, std::vector<double>{2});
        QCOMPARE(search.items[0].prediction, std::string("b.jpg"));
        QCOMPARE(search.items[2].id, std::string("b.jpg#0"));
        QCOMPARE(search.items[2].references, std::vector<std::string>{"Two boys"});
    }

    void groundingHasIntervalsAndItems() {
        const auto result = must(evaluate("grounding", boxes("[0,0,40,20]", "[60,60,10,10]")));
        for (const char* figure : {"accuracy", "pointing", "accuracy_any", "pointing_any", "whole_image"})
            QVERIFY(holds(result.figures, figure));
        QCOMPARE(result.items.size(), std::size_t(1));
        const auto& list = result.items.front();
        QCOMPARE(list.items.size(), std::size_t(2));
        QCOMPARE(list.items[0].references, std::vector<std::string>{"A dog"});
        QCOMPARE(list.items[0].targets.front(), (base::Box{0, 0, 40, 20}));
        QCOMPARE(*list.items[1].box, (base::Box{60, 60, 10, 10}));
        QCOMPARE(list.figures.back(), std::string("iou"));
        QVERIFY(list.items[0].figures.back() > list.items[1].figures.back());
        for (std::size_t f = 0; f + 1 < list.figures.size(); ++f) {
            const double share = 50 * (list.items[0].figures[f] + list.items[1].figures[f]);
            QVERIFY2(std::abs(share - result.figures[list.figures[f]].get<double>()) < 1e-9, list.figures[f].c_str());
        }
    }

    // Two images can be exchanged in four ways: p is one half or one.
    void twoSystemsAreCompared() {
        const auto result =
            must(evaluate("captions", captions("A dog runs", "Two boys"), captions("A cat", "Three red girls")));
        const auto& against = result.figures["model"]["against"];
        QCOMPARE(against["model"].get<std::string>(), std::string("other.json"));
        QCOMPARE(against["images"].get<int>(), 2);
        QVERIFY(against["difference"]["BLEU1"].get<double>() > 0.3);
        QVERIFY(std::abs(against["difference"]["BLEU1"].get<double>() + against["figures"]["BLEU1"].get<double>() -
                         result.figures["model"]["BLEU1"].get<double>()) < 1e-9);
        QVERIFY(std::abs(against["p"]["BLEU1"].get<double>() - 0.5) < 0.05);
        QVERIFY(!result.figures["human"].contains("against"));

        const auto ranks =
            must(evaluate("retrieval", scores("[1,9,5,2]", "[3,1,4,9]"), scores("[1,9,5,2]", "[3,1,4,9]")));
        QCOMPARE(ranks.figures["image_search"]["against"]["difference"]["r1"].get<double>(), 0.0);
        QCOMPARE(ranks.figures["image_search"]["against"]["p"]["median_rank"].get<double>(), 1.0);
    }

    // Systems that leave out other images: on those that both have, in whatever order.
    void imagesOfOneAloneAreLeftOutOfTheComparison() {
        const auto ours = shares({"a", "b", "c", "d"}, {true, true, false, true});
        const auto theirs = shares({"e", "d", "b"}, {true, false, true});
        json figures{{"accuracy", 75.0}};
        must(evaluation::addComparison(figures, {ours}, "theirs", {theirs}, {}));
        const auto& against = figures["against"];
        QCOMPARE(against["images"].get<int>(), 2);
        QCOMPARE(against["left_out"].get<int>(), 3);
        QCOMPARE(against["figures"]["accuracy"].get<double>(), 50.0);
        QCOMPARE(against["difference"]["accuracy"].get<double>(), 50.0);

        json same = json::object();
        must(evaluation::addComparison(same, {ours}, "ours", {ours}, {}));
        QVERIFY(!same["against"].contains("left_out"));
        json apart = json::object();
        const auto refused = evaluation::addComparison(apart, {ours}, "theirs", {shares({"x"}, {true})}, {});
        QVERIFY(!refused && !apart.contains("against"));
        QCOMPARE(base::exitStatus(refused.error().code), 3);
        QVERIFY(refused.error().message.find("theirs") != std::string::npos);
    }
    // Its document frequencies are of all images of a system.
    void ciderIsComparedOnTheSameImagesAlone() {
        const auto both = must(evaluate("captions", captions("A dog runs", "Two boys"))).samples.front();
        auto one = both;
        one.images.pop_back();
        one.statistics.images.pop_back();
        one.statistics.sums.resize(one.statistics.width);
        auto figures = json::parse(R"({"model":{}})");
        must(evaluation::addComparison(figures, {both}, "one", {one}, {}));
        for (const char* part : {"figures", "difference", "p"}) {
            QVERIFY(figures["model"]["against"][part].contains("METEOR"));
            QVERIFY(!figures["model"]["against"][part].contains("CIDEr"));
        }
        QCOMPARE(figures["model"]["against"]["difference"]["BLEU1"].get<double>(), 0.0);
    }

    void whatCannotBeComparedIsNamed() {
        const auto other =
            evaluate("retrieval", scores("[1,9,5,2]", "[3,1,4,9]"),
                     "{\"sentences\":[\"a.jpg#0\",\"a.jpg#1\"]}\n{\"image\":\"a.jpg\",\"scores\":[1,2]}\n"
                     "{\"image\":\"b.jpg\",\"skipped\":\"it is broken\"}\n");
        QVERIFY(!other);
        QCOMPARE(base::exitStatus(other.error().code), 3);
        QVERIFY2(other.error().message.find("b.jpg") != std::string::npos, other.error().message.c_str());
        const auto damaged = evaluate("captions", captions("A dog runs", "Two boys"), "[{");
        QVERIFY(!damaged);
        QVERIFY(damaged.error().message.find("other.json") != std::string::npos);
    }

    void samplesComeBackAsTheyWere() {
        for (const std::string task : {"captions", "retrieval", "grounding"}) {
            const auto result = must(evaluate(task, task == "captions"    ? captions("A dog runs", "Two cats")
                                                    : task == "retrieval" ? scores("[1,9,5,2]", "[3,1,4,9]")
                                                                          : boxes("[0,0,40,20]", "[60,60,10,10]")));
            for (const auto& sample : result.samples) {
                if (!evaluation::canBeKept(sample)) continue;
                const auto back =
                    must(evaluation::sampleFromJson(json::parse(evaluation::sampleToJson(sample).dump()), "f:1"));
                QCOMPARE(back.section, sample.section);
                QCOMPARE(back.images, sample.images);
                const std::vector<std::uint32_t> once(sample.images.size(), 1);
                QCOMPARE(metrics::figuresOf(back.statistics, once), metrics::figuresOf(sample.statistics, once));
            }
        }
        auto value =
            evaluation::sampleToJson(must(evaluate("captions", captions("A dog runs", "Two cats"))).samples.front());
        value["width"] = 5;
        const auto damaged = evaluation::sampleFromJson(value, "f:7");
        QVERIFY(!damaged);
        QVERIFY(damaged.error().message.find("f:7") != std::string::npos);
        QVERIFY(!evaluation::sampleFromJson(json::object(), "f:7"));
    }

    void itemsComeBackAndBecomeATable() {
        ItemList list{"model", {"BLEU1", "rank"}, {}};
        evaluation::EvaluationItem item;
        item.image = "sub/a, b.jpg";
        item.id = "a#0";
        item.figures = {0.25, 3};
        item.prediction = "he said \"no\"";
        item.references = {"one", "two"};
        item.box = base::Box{1, 2, 3, 4.5};
        item.targets = {{5, 6, 7, 8}, {1, 1, 1, 1}};
        list.items.push_back(item);
        ItemList read{"model", {}, {}};
        const auto back = must(evaluation::itemFromJson(evaluation::itemToJson(list, item), read, "f:2"));
        QCOMPARE(read.figures, list.figures);
        QCOMPARE(back.figures, item.figures);
        // Figures that only a later item has are not the list's.
        ItemList without{
            "model", {}, {must(evaluation::itemFromJson(json::object({{"figures", json::object()}}), read, "f:1"))}};
        QVERIFY(must(evaluation::itemFromJson(evaluation::itemToJson(list, item), without, "f:2")).figures.empty());
        QVERIFY(back.image == item.image && back.id == item.id && back.prediction == item.prediction);
        QVERIFY(back.references == item.references && back.targets == item.targets && *back.box == *item.box);

        const auto file = evaluated_.root() / "items.csv";
        must(evaluation::writeItemsCsv(file, {list, {"whole", {"accuracy"}, {{"c.jpg", {}, {1}, {}, {}, {}, {}}}}}));
        QCOMPARE(must(base::readFile(file)),
                 std::string("list,image,id,BLEU1,rank,accuracy,prediction,references,box,targets\r\n"
                             "model,\"sub/a, b.jpg\",a#0,0.25,3,,\"he said \"\"no\"\"\",one | two,1 2 3 4.5,"
                             "5 6 7 8; 1 1 1 1\r\n"
                             "whole,c.jpg,,,,1,,,,\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestSignificance)
#include "test_significance.moc"
