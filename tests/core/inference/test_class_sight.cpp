// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/region_extractor.h"
#include "core/image/decode.h"
#include "core/inference/class_sight.h"
#include "core/inference/predictor.h"
#include "core/inference/result_json.h"
#include "core/project/resources.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

class TestClassSight : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    const project::Resources resources_{fs::path(LEGENDA_SOURCE_DIR) / "resources",
                                        fs::path(LEGENDA_SOURCE_DIR) / "datasets/demo"};
    fs::path bear() const { return resources_.demo / "images/polar_bear.jpg"; }

    fs::path write(const char* name, const std::string& text) const {
        const auto file = fs::path(folder_.path().toStdString()) / name;
        const auto to = gzopen(file.c_str(), "wb");
        gzwrite(to, text.data(), static_cast<unsigned>(text.size()));
        gzclose(to);
        return file;
    }
    text::ClassWords words() const {
        return must(text::ClassWords::read(write("classes.tsv.gz",
                                                 "zebra\tzebras\t7\tequine equines ungulate ungulates\n"
                                                 "laptop\tlaptops\t2\tcomputer computers\n"
                                                 "pizza\tpizzas\t3\tfood foods\n"
                                                 "trout\ttrout\t4\tfish fish\n"
                                                 "fish\tfish\t4 5\t\n")));
    }
    text::Lexicon lexicon() const {
        return must(text::Lexicon::read(
            write("known.tsv.gz", "zebra\thorse\t0.42\nzebras\thorses\t0.40\ntrout\tsalmon\t0.50\n")));
    }
    // Regions x 1,000 classes, all else without a probability.
    static base::Matrix seen(std::initializer_list<std::tuple<std::size_t, std::size_t, float>> values) {
        base::Matrix classes(3, text::ClassWords::kClasses);
        for (const auto& [region, number, p] : values) classes(region, number) = p;
        return classes;
    }
    static bool knows(const std::string& word) {
        static const std::set<std::string> known{"a", "horse", "horses", "computer", "laptop", "fish", "dog"};
        return known.contains(word);
    }
    static model::Caption caption(std::initializer_list<const char*> words) {
        model::Caption said;
        for (const char* word : words) said.words.push_back({word, -1});
        return said;
    }
    std::vector<std::vector<std::string>> toSay(const base::Matrix& classes, const model::Caption& said,
                                                bool withLexicon = true) const {
        const auto names = words();
        const auto readings = lexicon();
        std::vector<std::vector<std::string>> sets;
        for (const auto& set : inference::wordsToSay(names, classes, withLexicon ? &readings : nullptr, knows, said)) {
            sets.emplace_back();
            for (const auto& word : set) sets.back().push_back(word.text + "=" + word.as);
        }
        return sets;
    }

 private Q_SLOTS:
    void whatTheClassifierIsSureOfIsToBeSaid() {
        using Sets = std::vector<std::vector<std::string>>;
        const auto plain = caption({"a", "horse"});
        // A word that the captioner does not know takes the place of the one that it is read as.
        QCOMPARE(toSay(seen({{1, 7, 0.995F}}), plain), (Sets{{"zebra=horse", "zebras=horses"}}));
        // Without a reading and without a known hypernym there is nothing to say.
        QCOMPARE(toSay(seen({{1, 7, 0.995F}}), plain, false), Sets{});
        QCOMPARE(toSay(seen({{1, 3, 0.995F}}), plain), Sets{});
        // Not sure enough.
        QCOMPARE(toSay(seen({{1, 7, 0.98F}, {2, 7, 0.98F}}), plain), Sets{});
        // Known words and hypernyms as they are; the most probable class first.
        QCOMPARE(toSay(seen({{1, 2, 0.992F}, {2, 7, 0.995F}}), plain),
                 (Sets{{"zebra=horse", "zebras=horses"}, {"laptop=laptop", "computer=computer"}}));
        // Two fish that are likely together only: the fish above them.
        QCOMPARE(toSay(seen({{0, 4, 0.4975F}, {0, 5, 0.4975F}}), plain), (Sets{{"fish=fish", "fish=fish"}}));
        QCOMPARE(toSay(seen({}), plain), Sets{});
    }

    void whatTheCaptionSaysAlreadyIsNotAskedFor() {
        const auto laptop = seen({{1, 2, 0.995F}});
        QVERIFY(toSay(laptop, caption({"a", "computer"})).empty());
        QVERIFY(toSay(laptop, caption({"a", "laptop"})).empty());
        QCOMPARE(toSay(laptop, caption({"a", "dog"})).size(), std::size_t{1});
    }

    void aWordIsAskedForOnce() {
        // Of two synsets of one class, as the dromedary and the camel are.
        const auto names = must(text::ClassWords::read(
            write("camels.tsv.gz", "dromedary\tdromedaries\t9\tcamel camels\ncamel\tcamels\t9\t\n")));
        const auto knowsCamels = [](const std::string& word) { return word == "camel" || word == "camels"; };
        const auto sets =
            inference::wordsToSay(names, seen({{0, 9, 0.995F}}), nullptr, knowsCamels, caption({"a", "dog"}));
        QCOMPARE(sets.size(), std::size_t{1});
        QCOMPARE(sets[0].size(), std::size_t{2});
    }

    void atMostTwoSetsAreAskedFor() {
        const auto sets = toSay(seen({{0, 2, 0.992F}, {1, 7, 0.998F}, {2, 5, 0.995F}}), caption({"a", "dog"}));
        QCOMPARE(sets.size(), inference::kMostClasses);
        QCOMPARE(sets[0].front(), std::string("zebra=horse"));
        QCOMPARE(sets[1].front(), std::string("fish=fish"));
    }

    // "a zebra and a laptop", of which the model knows "a", "and", reads "zebra" as "horse" and does not know "laptop".
    void unknownWordsAreAlignedByTheClassifier() {
        model::Alignment alignment;
        alignment.tokens = {"a", "zebra", "and", "a", "laptop"};
        alignment.known = {true, true, true, true, false};
        alignment.readAs = {"", "horse", "", "", ""};
        alignment.wordNorms = {1, 1, 1, 1, 0};
        alignment.regions.resize(3);
        alignment.spread = 2;
        alignment.scores = base::Matrix(5, 3);
        alignment.scores(1, 0) = 3;  // "horse" fits region 0
        alignment.score = 3;
        model::decodeSegments(alignment, 0);
        const auto names = words();
        QVERIFY(inference::asksForClasses(names, alignment));
        const auto classes = seen({{1, 7, 0.5F}, {2, 2, 1.0F}, {0, 2, 0.2F}});
        const auto scores = inference::classScores(names, classes, alignment);
        QCOMPARE(scores.size(), std::size_t{2});
        const auto sure = static_cast<float>(inference::kClassScore * 2);
        QCOMPARE(scores.at(1), (std::vector<float>{0, sure / 2, 0}));
        QCOMPARE(scores.at(4), (std::vector<float>{sure * 0.2F, 0, sure}));
        model::takeClassifierScores(alignment, scores);
        QCOMPARE(alignment.assignment[1], 1);
        QCOMPARE(alignment.assignment[4], 2);
        QCOMPARE(alignment.fromClassifier, (std::vector<bool>{false, true, false, false, true}));
        QVERIFY(alignment.known[4] && alignment.readAs[1].empty());
        QVERIFY(std::abs(alignment.score - 1.5 * static_cast<double>(sure)) < 1e-5);
        QVERIFY(alignment.betaFar > 0);
        QCOMPARE(inference::alignmentToJson(alignment).at("from_classifier"), nlohmann::json({1, 4}));
        // Where the classifier sees neither, the model's reading stands.
        alignment.readAs[1] = "horse";
        QVERIFY(inference::classScores(names, seen({{1, 7, 0.29F}}), alignment).empty());
        QCOMPARE(inference::classScores(names, seen({{1, 7, 0.31F}}), alignment).size(), std::size_t{1});
    }

    void knownWordsAreTheModels() {
        model::Alignment alignment;
        alignment.tokens = {"a", "laptop", "rests"};
        alignment.known = {true, true, false};
        alignment.readAs = {"", "", ""};
        QVERIFY(!inference::asksForClasses(words(), alignment));
        QVERIFY(inference::classScores(words(), seen({{1, 2, 1.0F}}), alignment).empty());
        QVERIFY(!inference::alignmentToJson(alignment).contains("from_classifier"));
    }

    void aCaptionsJsonMarksTheClassifiersWords() {
        inference::CaptionResult result{"z.jpg", {}, {caption({"a", "zebra"})}};
        result.captions[0].words[1].fromClassifier = true;
        const auto json = inference::captionToJson(result)["captions"][0]["words"];
        QVERIFY(!json[0].contains("from_classifier"));
        QCOMPARE(json[1].at("from_classifier"), nlohmann::json(true));
    }

    // The shipped networks on a photograph of the demo, of a bear in the snow.
    void theUntouchedClassifierSeesTheBear() {
        const auto recipe = inference::classifierRecipe();
        auto extractor = must(extraction::RegionExtractor::create(recipe, resources_));
        const auto picture = must(image::networkPicture(bear(), recipe.longestSide));
        const auto classes = must(extractor.classProbabilities(picture, {{160, 120, 320, 240}, {0, 0, 640, 60}}));
        QCOMPARE(classes.rows, std::size_t{2});
        QCOMPARE(classes.cols, static_cast<std::size_t>(text::ClassWords::kClasses));
        for (std::size_t r = 0; r < 2; ++r) {
            const auto row = classes.row(r);
            QVERIFY(std::abs(std::accumulate(row.begin(), row.end(), 0.0) - 1) < 1e-4);
        }
        const auto names = must(text::ClassWords::read(resources_.classes()));
        const auto sure = names.sure(classes, 0.5);
        QCOMPARE(sure.size(), std::size_t{1});
        QCOMPARE(sure[0]->words, std::vector<std::string>{"bear"});
        const auto seen = text::ClassWords::probabilities(*sure[0], classes);
        QVERIFY(seen[0] > 0.5F && seen[1] < 0.5F);
    }

    void captionsSayTheBear() {
        inference::Predictor predictor(resources_, {}, {});
        model::DecodeOptions options;
        options.classes = options.rerank = true;
        const auto captions = must(predictor.caption(bear(), {}, {}, false, options, {}));
        const auto& words = captions.front().captions.front().words;
        QVERIFY2(
            std::ranges::any_of(words, [](const auto& word) { return word.text == "bear" || word.text == "bears"; }),
            captions.front().captions.front().text.c_str());
    }
};

QTEST_GUILESS_MAIN(TestClassSight)
#include "test_class_sight.moc"
