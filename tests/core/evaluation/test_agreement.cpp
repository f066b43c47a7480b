// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/agreement.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <optional>

using namespace legenda;
using evaluation::AgreementOptions;
using evaluation::Disagreement;
using store::Edit;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

class TestAgreementOfProject : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    std::optional<ProjectStore> store_;
    std::vector<std::int64_t> images_;
    std::int64_t caption_ = 0;

    void draw(const std::string& annotator, int image, const base::Box& box, const std::string& region,
              const std::string& text = {}) {
        must(store_->signIn({annotator, false}));
        Edit edit;
        edit.image = images_[static_cast<std::size_t>(image)];
        edit.region = region;
        edit.box = box;
        edit.text = text;
        must(store_->apply(edit));
    }
    void write(const std::string& annotator, const std::string& region, const std::string& text) {
        must(store_->signIn({annotator, false}));
        Edit edit;
        edit.kind = Edit::Kind::SetText;
        edit.image = images_[0];
        edit.region = region;
        edit.text = text;
        must(store_->apply(edit));
    }
    void link(const std::string& annotator, int start, int end, store::Presence presence) {
        must(store_->signIn({annotator, false}));
        Edit chain, words;
        chain.kind = Edit::Kind::SetChain;
        words.kind = Edit::Kind::SetMention;
        chain.image = words.image = images_[0];
        chain.chain = {annotator + std::to_string(start), presence, {}, "other"};
        words.chain.uuid = chain.chain.uuid;
        words.mention = {{}, caption_, start, end};
        must(store_->apply({chain, words}, {}));
    }
    evaluation::AgreementReport report(const AgreementOptions& options = {}) const {
        return must(evaluation::agreement(*store_, options, nullptr, {}));
    }

 private Q_SLOTS:
    void init() {
        const fs::path project = fs::path(dir_.path().toStdString()) / ("p" + std::to_string(++number_) + ".legenda");
        store_.reset();
        store_.emplace(must(ProjectStore::create(project)));
        std::vector<store::NewImage> images(3);
        for (std::size_t i = 0; i < images.size(); ++i) {
            images[i].path = std::to_string(i) + ".jpg";
            images[i].split = i == 2 ? "dev" : "train";
            images[i].width = images[i].height = 100;
            images[i].captions = {"a man and a dog in the snow"};
        }
        must(store_->addImages(dir_.path().toStdString(), "folder", images));
        images_.clear();
        for (const auto& image : must(store_->images())) images_.push_back(image.id);
        caption_ = must(store_->captions(images_[0]))[0].id;
    }

    void comparesBoxesAndTexts() {
        draw("anna", 0, {0, 0, 10, 10}, "a1", "a brown dog");
        draw("berta", 0, {0, 0, 10, 8}, "b1", "a dog");  // IoU 0.8
        draw("anna", 0, {50, 50, 10, 10}, "a2", "a tree");
        draw("berta", 0, {80, 80, 10, 10}, "b2", "snow");
        draw("anna", 1, {0, 0, 10, 10}, "a3", "berta has not been here");
        const auto found = report();
        QCOMPARE(found.pairs.size(), std::size_t(1));
        const auto& pair = found.pairs[0];
        QVERIFY(pair.a == "anna" && pair.b == "berta" && pair.images == 1);
        QVERIFY(pair.boxesA == 2 && pair.boxesB == 2 && pair.matched == 1);
        QCOMPARE(pair.f1, 0.5);
        QVERIFY(qAbs(pair.meanIou - 0.8) < 1e-9);
        QCOMPARE(pair.texts, 2L);
        // Of "a brown dog" and "a dog" each against the other: 4 of 5 words, 5 said to 5.
        QVERIFY(qAbs(pair.bleu1 - 0.8) < 1e-6);
        QVERIFY(!pair.meteor && !pair.kappa && pair.mentions == 0);
        QCOMPARE(found.overall.f1, pair.f1);
        QCOMPARE(found.disagreements.size(), std::size_t(3));
        QVERIFY(found.disagreements[0].severity == 1 && found.disagreements[1].severity == 1);
        QCOMPARE(int(found.disagreements[0].kind), int(Disagreement::Kind::Missing));
        QVERIFY(found.disagreements[0].image == images_[0]);
    }

    void anImageThatIsDoneIsWorkedOn() {
        draw("anna", 1, {0, 0, 10, 10}, "a", "x");
        QVERIFY(report().pairs.empty());
        must(store_->signIn({"berta", false}));
        Edit done;
        done.kind = Edit::Kind::SetMark;
        done.image = images_[1];
        must(store_->apply(done));
        QCOMPARE(report().pairs.at(0).boxesA, 1L);
        QCOMPARE(report().pairs.at(0).f1, 0.0);
        QVERIFY(report({"dev", {}, 0.25}).pairs.empty());
    }

    void comparesTextsOfOneGivenBox() {
        draw("given", 0, {0, 0, 10, 10}, "box");
        write("anna", "box", "a man");
        write("berta", "box", "a man");
        const auto found = report({"", {"anna", "berta"}, 0.25});
        QCOMPARE(found.pairs.size(), std::size_t(1));
        QCOMPARE(found.pairs[0].texts, 2L);
        QVERIFY(qAbs(found.pairs[0].bleu1 - 1) < 1e-6);
        QVERIFY(found.disagreements.empty());
        QCOMPARE(report().pairs.size(), std::size_t(3));
    }

    void comparesPhrases() {
        using store::Presence;
        link("anna", 0, 2, Presence::Boxes);
        link("berta", 0, 2, Presence::Boxes);
        link("anna", 3, 5, Presence::NotVisible);
        link("berta", 3, 5, Presence::Boxes);
        link("anna", 6, 8, Presence::WholeScene);
        link("berta", 6, 8, Presence::WholeScene);
        link("berta", 2, 3, Presence::WholeScene);  // hers alone
        const auto found = report();
        QCOMPARE(found.pairs.at(0).mentions, 3L);
        QVERIFY(qAbs(found.pairs.at(0).samePresence - 2.0 / 3) < 1e-9);
        QVERIFY(qAbs(*found.pairs.at(0).kappa - 0.5) < 1e-9);  // (2/3 - 1/3) / (1 - 1/3)
        QCOMPARE(found.disagreements.size(), std::size_t(1));
        QVERIFY(found.disagreements[0].kind == Disagreement::Kind::Presence && found.disagreements[0].ofA == "anna3");
        QCOMPARE(found.overall.kappa, found.pairs.at(0).kappa);
    }

    void whatIsSettledIsNoDisagreement() {
        draw("anna", 0, {0, 0, 10, 10}, "a");
        draw("berta", 0, {60, 60, 10, 10}, "b");
        QCOMPARE(report().disagreements.size(), std::size_t(2));
        Edit agreed, settle;
        agreed.image = settle.image = images_[0];
        agreed.region = "agreed";
        agreed.box = {0, 0, 10, 10};
        agreed.consensus = true;
        settle.kind = Edit::Kind::Settle;
        settle.settlement = {{"a"}, "agreed", false};
        must(store_->apply({agreed, settle}, {}));
        const auto found = report();
        QCOMPARE(found.pairs.size(), std::size_t(1));  // the consensus is nobody
        QCOMPARE(found.disagreements.size(), std::size_t(1));
        QCOMPARE(found.disagreements[0].ofB, std::string("b"));
        must(store_->undo(images_[0]));
        QCOMPARE(report().disagreements.size(), std::size_t(2));
    }

    void refusesUnknownNames() {
        QCOMPARE(int(evaluation::agreement(*store_, {"", {"nobody"}, 0}, nullptr, {}).error().code),
                 int(base::ErrorCode::BadInput));
        QVERIFY(!evaluation::agreement(*store_, {"nosuch", {}, 0}, nullptr, {}));
    }
};

QTEST_GUILESS_MAIN(TestAgreementOfProject)
#include "test_agreement.moc"
