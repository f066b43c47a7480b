// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/drawn_boxes.h"
#include "core/project/entities.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <cmath>
#include <filesystem>

using namespace legenda;
using test::must;

// What Entities says of a project's images, as evaluations (pixels, chains) and trainings (shares, phrases) read it.
class TestEntities : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::filesystem::path project_;
    std::int64_t described_ = 0, plain_ = 0;

    project::Entities read(const std::string& split = "dev") const {
        return must(project::Entities::read(must(store::ProjectStore::open(project_)), split));
    }

 private Q_SLOTS:
    void initTestCase() {
        const std::filesystem::path root = folder_.path().toStdString();
        project_ = root / "p.legenda";
        auto store = must(store::ProjectStore::create(project_));
        store::NewImage described, plain;
        described.path = "a.jpg", described.captions = {"A dog runs to the cat.", "Nobody is there."};
        plain.path = "b.jpg", plain.captions = {"Two boys"};
        for (auto* image : {&described, &plain}) image->split = "dev", image->width = 100, image->height = 50;
        // Joined with a caption of the same tokens; joined with one of others; joined with none.
        described.entitySentences = {
            {0, 0, 0, "A dog runs to the cat .", {{"1", 0, 2, "A dog", "animals"}, {"2", 4, 6, "the cat", "animals"}}},
            {0, 0, 1, "The big dog", {{"1", 0, 3, "The big dog", "animals"}}},
            {0, 0, {}, "The dog", {{"1", 0, 2, "The dog", "animals"}}}};
        described.entityBoxes = {
            {0, "1", {0, 0, 10, 10}}, {0, "1", {30, 0, 10, 20}}, {0, "3", {90, 40, 20, 20}}, {0, "4", {5, 5, 0, 9}}};
        must(store.addImages(root, "test", {described, plain}));
        for (const auto& image : must(store.images("dev"))) (image.path == "a.jpg" ? described_ : plain_) = image.id;
    }
    void theTablesByImage() {
        const auto entities = read();
        const auto* found = entities.find(described_);
        QVERIFY(found && found->hasPhrases() && entities.hasPhrases());
        QCOMPARE(found->sentences.size(), std::size_t{3});
        QVERIFY((found->around("1") == base::Box{0, 0, 40, 20}));
        const std::map<std::string, std::vector<std::string>> mentions{{"1", {"A dog", "The big dog", "The dog"}},
                                                                       {"2", {"the cat"}}};
        QCOMPARE(found->mentions(), mentions);
        QVERIFY(entities.hasBoxes(described_) && !entities.hasBoxes(plain_));
        QVERIFY(entities.find(plain_) == nullptr);
        QCOMPARE(*entities.captions(plain_), std::vector<std::string>{"Two boys"});
        QVERIFY(entities.captions(plain_ + 100) == nullptr);
    }
    void oneImageAlone() {
        const auto store = must(store::ProjectStore::open(project_));
        const auto one = must(project::Entities::readImage(store, described_)), all = read();
        const auto *own = one.find(described_), *same = all.find(described_);
        QVERIFY(own && own->sentences.size() == same->sentences.size() && own->boxes == same->boxes);
        QCOMPARE(own->mentions(), same->mentions());
        QCOMPARE(*one.captions(described_), *all.captions(described_));
        QVERIFY(one.find(plain_) == nullptr && one.captions(plain_) == nullptr);
        const auto nothing = must(project::Entities::readImage(store, plain_));
        QVERIFY(nothing.find(plain_) == nullptr && nothing.captions(plain_)->size() == 1);
    }
    void anEmptySplit() {
        const auto entities = read("train");
        QVERIFY(!entities.hasCaptions() && !entities.hasPhrases());
        QVERIFY(entities.find(described_) == nullptr && !entities.hasBoxes(described_));
    }
    // Shares of the frame; what lies outside it is cut off, what has no area is left out.
    void phrasesOfATraining() {
        const auto entities = read();
        const auto phrases = entities.phrases(described_, 100, 50);
        QCOMPARE(phrases.boxes, (std::vector<base::Box>{{0, 0, 0.4, 0.4}, {0.9, 0.8, 1 - 0.9, 1 - 0.8}}));
        QCOMPARE(phrases.mentions, (std::vector<double>{3, 0}));
        QCOMPARE(phrases.parts, (std::vector<base::Box>{{0, 0, 0.1, 0.2}, {0.3, 0, 0.4 - 0.3, 0.4}}));
        // "The big dog" is joined with a caption of other words, "the cat" has no box.
        QCOMPARE(phrases.phrases.size(), std::size_t{1});
        const auto& phrase = phrases.phrases[0];
        QVERIFY(phrase.sentence == 0 && phrase.begin == 0 && phrase.end == 2 && phrase.box == 0);
        QVERIFY(entities.phrases(described_, 0, 50).boxes.empty() &&
                entities.phrases(described_, NAN, 1).boxes.empty());
        QVERIFY(entities.phrases(plain_, 100, 50).boxes.empty());
    }
    void drawnBoxesHoldThem() {
        const auto drawn = must(project::DrawnBoxes::read(must(store::ProjectStore::open(project_)), "dev"));
        QVERIFY(drawn.has(described_) && !drawn.has(plain_));
        const auto boxes = drawn.of(described_, 100, 50);
        QVERIFY(boxes.entities);
        QCOMPARE(boxes.mentions, (std::vector<double>{3, 0, 0, 0}));
    }
    // Of an image that Entities does not describe, the phrases that an annotator linked.
    void linkedPhrases() {
        {
            auto store = must(store::ProjectStore::open(project_));
            store::Edit box, chain, words;
            box.image = chain.image = words.image = plain_;
            box.region = "r";
            box.box = {10, 10, 20, 30};
            chain.kind = store::Edit::Kind::SetChain;
            chain.chain = {"boys", store::Presence::Boxes, {"r"}, "people"};
            words.kind = store::Edit::Kind::SetMention;
            words.chain.uuid = "boys";
            words.mention = {{}, must(store.captions(plain_))[0].id, 0, 2};
            must(store.apply({box, chain, words}, {}));
        }
        const auto entities = read();
        const auto* found = entities.find(plain_);
        QVERIFY(found && found->hasPhrases());
        QCOMPARE(found->sentences.at(0).text, std::string("Two boys"));
        QVERIFY((found->around("boys") == base::Box{10, 10, 20, 30}));
        const auto alone = must(project::Entities::readImage(must(store::ProjectStore::open(project_)), plain_));
        QVERIFY(alone.find(plain_) && alone.find(plain_)->boxes == found->boxes);
        QCOMPARE(alone.find(plain_)->sentences.at(0).mentions.at(0).text, std::string("Two boys"));
        const auto phrases = entities.phrases(plain_, 100, 50);
        QCOMPARE(phrases.phrases.size(), std::size_t{1});
        QVERIFY(phrases.phrases[0].begin == 0 && phrases.phrases[0].end == 2);
        QCOMPARE(entities.find(described_)->sentences.size(), std::size_t{3});
        must(must(store::ProjectStore::open(project_)).undo(plain_));
        QVERIFY(read().find(plain_) == nullptr);
    }
};

QTEST_GUILESS_MAIN(TestEntities)
#include "test_entities.moc"
