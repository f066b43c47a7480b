// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/data/regions/words.h"
#include "core/exchange/snippets.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

using namespace legenda;
using store::Edit;
using store::Presence;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

// Phrases of captions that are linked to regions go out of a project and come into another.
class TestPhrases : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path base_, project_;
    int number_ = 0;

    // Two men [0,2) beside a red car [3,6) under the sky [7,9), glad [10,11) of their luck [12,14).
    static constexpr const char* kFirst = "Two men beside a red car under the sky , glad of their luck .";
    static constexpr const char* kSecond = "They stand in a street";

    static store::NewImage image() {
        store::NewImage image;
        image.path = "sub/a.jpg";
        image.width = 200;
        image.height = 100;
        image.captions = {kFirst, kSecond, "A dog", "A dog"};
        return image;
    }
    fs::path emptyProject(const char* name) const {
        const fs::path folder = base_ / name;
        auto store = must(ProjectStore::create(folder));
        must(store.addImages(base_, "folder", {image()}));
        return folder;
    }

    // What a project holds of chains, by what is comparable between projects.
    struct Told {
        std::string types;
        Presence presence = Presence::Boxes;
        std::string annotator;
        std::multiset<std::tuple<double, double, double, double>> boxes;
        std::set<std::tuple<std::size_t, int, int, std::string>> mentions;  // place of the caption, words
        auto operator<=>(const Told&) const = default;
    };
    static std::set<Told> told(const fs::path& folder, bool annotators) {
        auto store = must(ProjectStore::open(folder));
        const auto id = must(store.images()).front().id;
        std::map<std::string, base::Box> boxes;
        for (const auto& region : must(store.regions(id))) boxes[region.uuid] = region.box;
        const auto captions = must(store.captions(id));
        std::set<Told> all;
        for (const auto& chain : must(store.chains(id))) {
            if (chain.suggested) continue;
            Told one{chain.types, chain.presence, annotators ? chain.annotator : "", {}, {}};
            for (const auto& region : chain.regions) {
                const auto& box = boxes.at(region);
                one.boxes.emplace(box.x, box.y, box.w, box.h);
            }
            for (const auto& words : chain.mentions) {
                const auto caption = std::ranges::find(captions, words.caption, &store::CaptionRecord::id);
                one.mentions.emplace(caption - captions.begin(), words.start, words.end, words.text);
            }
            all.insert(std::move(one));
        }
        return all;
    }

    void annotate() {
        auto store = must(ProjectStore::open(project_));
        const auto id = must(store.images()).front().id;
        const auto captions = must(store.captions(id));
        const auto apply = [&](Edit edit) {
            edit.image = id;
            must(store.apply(edit));
        };
        for (const auto& [uuid, box, text] :
             {std::tuple{"11111111-0000-4000-8000-000000000001", base::Box{10, 10, 20, 60}, "a tall man"},
              {"11111111-0000-4000-8000-000000000002", base::Box{40, 10, 20, 60}, ""},
              {"11111111-0000-4000-8000-000000000003", base::Box{80, 40, 60, 30}, "a red car"},
              {"11111111-0000-4000-8000-000000000004", base::Box{150, 5, 10, 10}, "a lamp"}}) {
            Edit edit;
            edit.region = uuid;
            edit.box = box;
            edit.text = text;
            apply(edit);
        }
        const auto link = [&](const std::string& uuid, const Edit::Chain& chain,
                              const std::vector<std::tuple<int, int, int>>& words, const std::string& annotator = {},
                              bool suggested = false) {
            Edit edit;
            edit.kind = Edit::Kind::SetChain;
            edit.chain = chain;
            edit.chain.uuid = uuid;
            edit.annotator = annotator;
            edit.suggested = suggested;
            apply(edit);
            for (const auto& [caption, start, end] : words) {
                Edit mention;
                mention.kind = Edit::Kind::SetMention;
                mention.chain.uuid = uuid;
                mention.mention = {{}, captions.at(static_cast<std::size_t>(caption)).id, start, end};
                apply(mention);
            }
        };
        const std::string r = "11111111-0000-4000-8000-00000000000";
        link("c1", {{}, Presence::Boxes, {r + "1", r + "2"}, "people"}, {{0, 0, 2}, {1, 0, 1}});
        link("c2", {{}, Presence::Boxes, {r + "3"}, "vehicles/other"}, {{0, 3, 6}});
        link("c3", {{}, Presence::WholeScene, {}, "scene"}, {{0, 7, 9}, {1, 3, 5}});
        link("c4", {{}, Presence::NotVisible, {}, "notvisual"}, {{0, 13, 14}});
        link("c5", {{}, Presence::NotVisible, {}, "people"}, {{3, 0, 2}});            // of the second "A dog"
        link("c6", {{}, Presence::Boxes, {r + "3"}, "other"}, {{0, 4, 6}}, "berta");  // shares words with c2
        link("c7", {{}, Presence::Boxes, {r + "1"}, "other"}, {{1, 1, 2}}, {}, true);
    }

 private Q_SLOTS:
    void init() {
        base_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        project_ = emptyProject("p.legenda");
        annotate();
    }

    void comeBackAsTheyWent_data() {
        QTest::addColumn<QString>("format");
        for (const char* format : {"entities", "odvg", "json-lines"}) QTest::newRow(format) << format;
    }
    void comeBackAsTheyWent() {
        QFETCH(QString, format);
        const std::string name = format.toStdString();
        const bool entities = name == "entities";
        const fs::path out = base_ / "out";
        const auto written = must(exchange::exportSnippets(project_, {out, name}, {}));
        QCOMPARE(written.phrases, 8);
        const bool saysShared = std::ranges::any_of(
            written.losses, [](const auto& loss) { return loss.find("share") != std::string::npos; });
        QCOMPARE(saysShared, entities);
        const auto inspected = must(exchange::inspectSnippets(out, "", {}));
        QVERIFY(inspected.format == name && (entities ? inspected.phrases > 8 : inspected.phrases == 8));

        const fs::path other = emptyProject("other.legenda");
        const auto read = must(exchange::importSnippets(other, out, "", {}));
        // Entities has no annotators: the phrase that shares words with another is one too many.
        QCOMPARE(read.newPhrases, entities ? 7 : 8);
        QCOMPARE(read.skipped.empty(), !entities);
        auto expected = told(project_, !entities);
        if (entities) std::erase_if(expected, [](const Told& one) { return one.types == "other"; });
        const auto there = told(other, !entities);
        for (const auto& one : expected)
            QVERIFY2(there.contains(one), qPrintable(QString::fromStdString(std::get<3>(*one.mentions.begin()))));
        QCOMPARE(there.size(), expected.size());
        {
            auto store = must(ProjectStore::open(other));
            const auto regions = must(store.regions(must(store.images()).front().id));
            if (!entities) QCOMPARE(regions.size(), std::size_t{4});
            for (const auto& [text, count] : {std::pair{"a tall man", 1}, {"a red car", 1}, {"a lamp", 1}})
                QCOMPARE(std::ranges::count_if(regions,
                                               [&](const auto& region) {
                                                   return std::ranges::any_of(
                                                       region.snippets, [&](const auto& s) { return s.text == text; });
                                               }),
                         count);
            if (!entities) QVERIFY(regions[1].snippets.empty());
        }
        const auto again = must(exchange::importSnippets(other, out, "", {}));
        QVERIFY(again.newPhrases == 0 && again.newBoxes == 0 && again.newTexts == 0);
        QCOMPARE(told(other, !entities).size(), expected.size());
        // And out of that one once more.
        must(exchange::exportSnippets(other, {base_ / "again", name}, {}));
        const fs::path third = emptyProject("third.legenda");
        must(exchange::importSnippets(third, base_ / "again", "", {}));
        QVERIFY(told(third, !entities) == told(other, !entities));
    }

    void otherFormatsSayThatTheyAreLost() {
        for (const auto& info : exchange::regions::formatInfos()) {
            const auto losses = must(exchange::exportSnippets(project_, {base_ / "none", info.name, true}, {})).losses;
            const bool keeps = info.name == "entities" || info.name == "odvg" || info.name == "json-lines";
            QCOMPARE(
                std::ranges::any_of(
                    losses, [](const auto& loss) { return loss.find("phrases of sentences") != std::string::npos; }),
                !keeps);
        }
    }

    // ODVG as other programs write it: no ids, letters counted, several boxes of a phrase, a phrase of two captions.
    void foreignGrounding() {
        test::write(
            base_ / "g.jsonl",
            R"({"filename":"a.jpg","height":100,"width":200,"grounding":{"caption":"Two men beside a red car under the )"
            R"(sky, glad of their luck.","regions":[{"bbox":[[10,10,30,70],[40,10,60,70]],"phrase":"Two men",)"
            R"("tokens_positive":[[0,3],[4,7]]},{"bbox":[80,40,140,70],"phrase":"a red car","tokens_positive":[[15,24]]}]}})"
            "\n"
            R"({"filename":"a.jpg","height":100,"width":200,"grounding":{"caption":"they stand in a street.","regions":[)"
            R"({"bbox":[[10,10,30,70],[40,10,60,70]],"phrase":"they"}]}})"
            "\n"
            R"({"filename":"a.jpg","height":100,"width":200,"grounding":{"caption":"Nobody wrote this","regions":[)"
            R"({"bbox":[1,1,9,9],"phrase":"Nobody","tokens_positive":[[0,6]]}]}})"
            "\n");
        const fs::path other = emptyProject("other.legenda");
        const auto read = must(exchange::importSnippets(other, base_ / "g.jsonl", "", {}));
        QCOMPARE(read.newPhrases, 3);
        QVERIFY(read.skipped.size() == 1 && read.skipped[0].why.find("\"Nobody\"") != std::string::npos &&
                read.skipped[0].where.find(":3") != std::string::npos);
        const auto there = told(other, false);
        QCOMPARE(there.size(), std::size_t{2});
        using Mentions = decltype(Told::mentions);
        const auto with = [&](const Mentions& mentions, std::size_t boxes) {
            return std::ranges::any_of(
                there, [&](const Told& one) { return one.mentions == mentions && one.boxes.size() == boxes; });
        };
        QVERIFY(with({{0, 0, 2, "Two men"}, {1, 0, 1, "They"}}, 2));
        QVERIFY(with({{0, 3, 6, "a red car"}}, 1));
        QCOMPARE(must(exchange::importSnippets(other, base_ / "g.jsonl", "", {})).newPhrases, 0);
    }

    void wordsOfSentences() {
        using namespace data::regions;
        using Span = std::pair<int, int>;
        QCOMPARE(phraseOf("  a  red\tcar ", 1, 3), std::string("red car"));
        QVERIFY(phraseOf("a", 0, 2).empty() && phraseOf("a", -1, 1).empty());
        QVERIFY(wordsAt("Hündchen läuft", 9, 14) == Span(1, 2) && wordsAt("a b", 1, 2) == std::nullopt);
        QVERIFY(wordsLike("A man, a Red car!", "red CAR") == Span(3, 5) && !wordsLike("reddish", "red"));
        QVERIFY(sameWords("A dog , a cat .", 3, 5, "a dog, a cat.") == Span(2, 4));
        QVERIFY(sameWords("a dog, a cat.", 0, 2, "A dog , a cat .") == Span(0, 2));
        QVERIFY(!sameWords("a dog , b", 2, 3, "a dog, b") && !sameWords("a", 0, 2, "a"));
    }

    void deletedPhrasesStandAgain() {
        const fs::path out = base_ / "out.jsonl", other = emptyProject("other.legenda");
        must(exchange::exportSnippets(project_, {out, "json-lines"}, {}));
        const auto first = must(exchange::importSnippets(other, out, "", {}));
        auto store = must(ProjectStore::open(other));
        const auto id = must(store.images()).front().id;
        const auto before = told(other, true);
        Edit edit;
        edit.kind = Edit::Kind::DeleteChain;
        edit.image = id;
        edit.chain.uuid = must(store.chains(id)).front().uuid;
        must(store.apply(edit));
        QCOMPARE(must(exchange::importSnippets(other, out, "", {})).newPhrases, 2);
        QVERIFY(told(other, true) == before);
        must(store.undoImport(first.import));
        QCOMPARE(must(store.chains(id)).size(), std::size_t{1});  // the later import has it now
    }

    // Lines that are wrong in one place lose that place.
    void brokenLines() {
        test::write(base_ / "b.jsonl",
                    R"({"legenda_regions":1,"image":"a.jpg","regions":[{"box":[1,2,3]},{"box":[10,10,5,5],"texts":[5,)"
                    R"({"text":"x"}]}],"sentences":["A dog",7],"phrases":[{"regions":[0,1,9,"z"],"mentions":[)"
                    R"({"sentence":0,"start":0,"end":9},{"sentence":1,"start":0,"end":1},{"sentence":0,"start":1,)"
                    R"("end":2}]}]})"
                    "\n{\"legenda_regions\":2}\n{\"legenda_regions\":1}\n");
        const auto read = must(exchange::inspectSnippets(base_ / "b.jsonl", "", {}));
        QVERIFY(read.boxes == 1 && read.texts == 1 && read.phrases == 1);
        for (const char* where : {"regions[0]", "phrases[0]", ":2", ":3"})
            QVERIFY2(std::ranges::any_of(read.skipped,
                                         [&](const auto& p) { return p.where.find(where) != std::string::npos; }),
                     where);
    }
};

QTEST_GUILESS_MAIN(TestPhrases)
#include "test_phrases.moc"
