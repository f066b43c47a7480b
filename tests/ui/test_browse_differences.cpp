// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_browse.h"
#include "tests/support/ui_project.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/compare/browse_compare.h"
#include "ui/browse/compare/same_box.h"
#include "ui/browse/compare/same_words.h"
#include "ui/browse/differences/browse_differences.h"
#include "ui/browse/differences/difference_model.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/page_hint.h"

#include <QComboBox>

#include <algorithm>
#include <cmath>

using namespace legenda;
using namespace legenda::ui;

// Two prediction sets, or one and ground truth: the photographs on which they differ most, and both side by side.
class TestBrowseDifferences : public QObject {
    Q_OBJECT

    static constexpr int kPhotographs = 4;  // with predictions
    static constexpr int kSoon = 20000;     // ms

    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::BrowseWindow> browse_;

    BrowsePage& page() { return browse_->page(); }
    BrowseDifferences& differences() { return *page().findChild<BrowseDifferences*>(); }
    BrowseCompare& compare() { return *page().findChild<BrowseCompare*>(); }
    BrowseState& state() { return *page().findChild<BrowseState*>(); }
    qint64 imageOf(int number) { return project_->images.at(static_cast<std::size_t>(number)); }
    QList<qint64> listed() {
        QList<qint64> images;
        for (int row = 0; row < differences().model()->rowCount(); ++row) images << differences().model()->idAt(row);
        return images;
    }
    // Chooses an entry of one of the lists over the photographs.
    void choose(const char* list, const QString& entry) {
        auto* combo = page().findChild<QComboBox*>(QLatin1String(list));
        const int place = combo->findData(entry);
        QVERIFY2(place >= 0, qPrintable(entry));
        combo->setCurrentIndex(place);
        Q_EMIT combo->activated(place);
    }
    void click(int row) {
        auto* view = differences().view();
        const QModelIndex index = differences().model()->index(row, 0);
        view->scrollTo(index);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
    }
    static int highlighted(const ImageCanvas* canvas) {
        return static_cast<int>(
            std::ranges::count(canvas->overlays(), Overlay::Emphasis::Highlight, &Overlay::emphasis));
    }
    void hover(AlignedSentence* sentence, int word) {
        QTest::mouseMove(sentence, sentence->wordRect(word).center().toPoint());
    }
    void leave(AlignedSentence* sentence) { QTest::mouseMove(sentence, QPoint(sentence->width() - 2, 2)); }

    static base::Box boxOf(int shift) { return {20.0 + shift, 15, 50, 50}; }
    // The phrase "a COLOUR square" of each photograph's first sentence, its box moved by so many pixels.
    static void addSet(store::ProjectStore& store, const std::vector<std::int64_t>& images, const std::string& name,
                       const std::vector<int>& shifts) {
        store::PredictionSetRecord set;
        set.name = name;
        set.kind = store::PredictionKind::Phrases;
        set.format = "phrase-boxes";
        set.file = name + ".jsonl";
        set.sha256 = "abc";
        const auto id = test::must(store.predictions().begin(set));
        std::vector<store::PredictionItem> items;
        for (std::size_t i = 0; i < shifts.size(); ++i) {
            store::PredictionItem item;
            item.image = images[i];
            item.sentence = test::must(store.captions(images[i])).at(0).text;
            item.end = 3;
            item.text = item.sentence.substr(0, item.sentence.find(" on"));
            item.boxes = {{boxOf(shifts[i]), 0.5}};
            items.push_back(std::move(item));
        }
        test::must(store.predictions().add(id, items));
        test::must(store.predictions().finish(id));
    }
    static void annotate(store::ProjectStore& store, std::int64_t image) {
        const std::string region = "r" + std::to_string(image), name = "c" + std::to_string(image);
        store::Edit box, chain, words;
        box.image = chain.image = words.image = image;
        box.region = region;
        box.box = boxOf(0);
        chain.kind = store::Edit::Kind::SetChain;
        chain.chain = {name, store::Presence::Boxes, {region}, "other"};
        words.kind = store::Edit::Kind::SetMention;
        words.chain.uuid = name;
        words.mention = {{}, test::must(store.captions(image)).at(0).id, 0, 3};
        test::must(store.apply({box, chain, words}, {}));
    }
    void open() {
        browse_->action("browse.differences")->setChecked(true);
        QVERIFY(differences().isVisible());
        auto* sets = page().findChild<QComboBox*>(QStringLiteral("differencesSet"));
        QTRY_VERIFY_WITH_TIMEOUT(sets->findData(QStringLiteral("near")) >= 0, kSoon);
        choose("differencesSet", QStringLiteral("far"));
    }

 private Q_SLOTS:
    void init() {
        project_ = std::make_unique<test::UiProject>();
        {
            auto store = test::must(store::ProjectStore::open(project_->project));
            addSet(store, project_->images, "far", {0, 10, 20, 60});
            addSet(store, project_->images, "near", std::vector<int>(kPhotographs, 0));
            for (const int number : {1, 2}) annotate(store, imageOf(number));
        }
        browse_ = std::make_unique<test::BrowseWindow>(QString::fromStdString(project_->project.string()));
        QTRY_VERIFY_WITH_TIMEOUT(browse_->settled(), 60000);
    }
    void cleanup() {
        browse_.reset();
        project_.reset();
    }

    void theSameWordsWhateverTheirPunctuation() {
        QCOMPARE(sameWords({"A", "dog", "runs", "."}, {"a", "dog", "runs"}), (std::vector<int>{0, 1, 2, -1}));
        QCOMPARE(sameWords({"a", "dog's", "tail"}, {"A", "dog", "'s", "tail."}), (std::vector<int>{0, 1, 3}));
        QCOMPARE(sameWords({"a", "cat"}, {"a", "dog"}), (std::vector<int>{-1, -1}));
        QVERIFY(sameSentence({"A", "dog", "."}, {"a", "dog"}) && !sameSentence({"a"}, {"a", "dog"}));
    }

    void theSameBoxOverlapsBestBothWays() {
        const MaybeBoxes left{base::Box{0, 0, 10, 10}, base::Box{0, 0, 10, 8}, std::nullopt, base::Box{50, 50, 10, 10}};
        const MaybeBoxes right{base::Box{56, 50, 10, 10}, base::Box{0, 0, 10, 9.5}, std::nullopt};
        QCOMPARE(sameBox(left, 0, right), 1);
        QCOMPARE(sameBox(right, 1, left), 0);
        QCOMPARE(sameBox(left, 1, right), -1);  // the other one overlaps better
        QCOMPARE(sameBox(left, 2, right), -1);
        QCOMPARE(sameBox(left, 3, right), -1);  // too little
        QCOMPARE(sameBox(left, -1, right), -1);
        QCOMPARE(sameBox(left, 9, right), -1);
    }

    void theLargestDifferenceComesFirst() {
        open();
        choose("differencesOther", QStringLiteral("near"));
        const QList<qint64> order{imageOf(3), imageOf(2), imageOf(1), imageOf(0)};
        QTRY_COMPARE_WITH_TIMEOUT(listed(), order, kSoon);
        auto* model = differences().model();
        QCOMPARE(model->index(0, 0).data(ImageListModel::ScoreRole).toDouble(), 1.0);  // no overlap
        // 40 of 60 pixels are of both.
        QVERIFY(std::abs(model->index(2, 0).data(ImageListModel::ScoreRole).toDouble() - 1.0 / 3) < 1e-9);
        QCOMPARE(model->index(3, 0).data(ImageListModel::ScoreRole).toDouble(), 0.0);
        QVERIFY(model->index(0, 0).data(DifferenceModel::ComparedRole).toString().startsWith(QLatin1Char('1')));
        const QString help = figureHelp("difference.phrases");
        QVERIFY(!help.isEmpty() && model->index(0, 0).data(Qt::ToolTipRole).toString().contains(help));
        QVERIFY(differences().note().isEmpty());
        // Of one split; no dev photograph has predictions.
        choose("differencesSplit", QStringLiteral("dev"));
        QTRY_VERIFY_WITH_TIMEOUT(!differences().waiting() && listed().isEmpty(), kSoon);
        QVERIFY(!differences().note().isEmpty());
        choose("differencesSplit", QStringLiteral("train"));
        QTRY_COMPARE_WITH_TIMEOUT(listed(), order, kSoon);
    }

    void aClickShowsBothSideBySide() {
        open();
        choose("differencesOther", QStringLiteral("near"));
        QTRY_COMPARE_WITH_TIMEOUT(listed().size(), kPhotographs, kSoon);
        click(0);
        QTRY_COMPARE(page().currentImage(), imageOf(3));
        QCOMPARE(state().set(), QStringLiteral("far"));
        QVERIFY(compare().isVisible() && differences().isVisible());
        QVERIFY((compare().chosen() == Beside{Beside::What::Set, QStringLiteral("near")}));
        const auto both = [&](int shift) {
            return !page().alignment().regions.empty() && page().alignment().regions.front().box == boxOf(shift) &&
                   !compare().alignment().regions.empty() && compare().alignment().regions.front().box == boxOf(0);
        };
        QTRY_VERIFY_WITH_TIMEOUT(both(60), kSoon);
        QTRY_COMPARE_WITH_TIMEOUT(compare().canvas()->overlays().size(), std::size_t{1}, kSoon);
        // A word lights its box in both pictures, from either sentence, and so does a box.
        QTRY_VERIFY(compare().sentence()->words() > 3 && page().sentence()->words() > 3);
        hover(compare().sentence(), 1);
        QTRY_COMPARE(highlighted(page().canvas()), 1);
        QCOMPARE(highlighted(compare().canvas()), 1);
        leave(compare().sentence());
        QTRY_COMPARE(highlighted(page().canvas()), 0);
        QCOMPARE(highlighted(compare().canvas()), 0);
        hover(page().sentence(), 1);
        QTRY_COMPARE(highlighted(compare().canvas()), 1);
        QCOMPARE(highlighted(page().canvas()), 1);
        leave(page().sentence());
        QTRY_COMPARE(highlighted(compare().canvas()), 0);
        Q_EMIT compare().findChild<ImageCanvas*>()->hovered(OverlayId::region(0));
        QCOMPARE(highlighted(page().canvas()), 1);
        Q_EMIT compare().findChild<ImageCanvas*>()->hovered({});
        QCOMPARE(highlighted(page().canvas()), 0);
        browse_->shot(QStringLiteral("browse-differences"));
        // On by keys, in the list and outside it.
        differences().view()->setFocus();
        QTest::keyClick(differences().view(), Qt::Key_Right);
        QTRY_COMPARE(page().currentImage(), imageOf(2));
        QTRY_VERIFY_WITH_TIMEOUT(both(20), kSoon);
        browse_->action("browse.nextDifference")->trigger();
        QTRY_COMPARE(page().currentImage(), imageOf(1));
        browse_->action("browse.previousDifference")->trigger();
        QTRY_COMPARE(page().currentImage(), imageOf(2));
        QCOMPARE(differences().view()->currentImage(), imageOf(2));
    }

    void againstGroundTruth() {
        open();
        choose("differencesOther", {});
        const QList<qint64> annotated{imageOf(2), imageOf(1)};
        QTRY_COMPARE_WITH_TIMEOUT(listed(), annotated, kSoon);
        click(0);
        QTRY_COMPARE(page().currentImage(), imageOf(2));
        QVERIFY(compare().chosen() == Beside{Beside::What::Truth});
        QTRY_VERIFY_WITH_TIMEOUT(!compare().alignment().regions.empty(), kSoon);
        QVERIFY(compare().alignment().regions.front().box == boxOf(0));
        // A photograph that nobody has annotated says so: no box, and a sentence about it.
        page().showImage(imageOf(3));
        QTRY_COMPARE(page().currentImage(), imageOf(3));
        QTRY_VERIFY_WITH_TIMEOUT(!compare().waiting() && compare().alignment().tokens.empty(), kSoon);
        QVERIFY(compare().canvas()->overlays().empty());
    }

    void aSetThatIsRemovedLeavesTheListAndTheComparison() {
        open();
        choose("differencesOther", QStringLiteral("near"));
        QTRY_COMPARE_WITH_TIMEOUT(listed().size(), kPhotographs, kSoon);
        click(0);
        QTRY_VERIFY((compare().chosen() == Beside{Beside::What::Set, QStringLiteral("near")}));
        browse_->bridge().predictions().remove(&page(), QStringLiteral("near"), {});
        QTRY_VERIFY_WITH_TIMEOUT(listed().isEmpty(), kSoon);
        QVERIFY(differences().note().contains(QStringLiteral("near")));
        QTRY_VERIFY_WITH_TIMEOUT(compare().chosen().what == Beside::What::Model, kSoon);
        // Ground truth is left.
        choose("differencesSet", QStringLiteral("far"));
        QTRY_COMPARE_WITH_TIMEOUT(listed().size(), 2, kSoon);
        browse_->bridge().predictions().remove(&page(), QStringLiteral("far"), {});
        QTRY_VERIFY_WITH_TIMEOUT(listed().isEmpty(), kSoon);
        QTRY_VERIFY_WITH_TIMEOUT(state().set().isEmpty(), kSoon);
        browse_->action("browse.differences")->setChecked(false);
        browse_->action("browse.differences")->setChecked(true);
        QVERIFY(differences().findChild<PageHint*>()->isVisible() && !differences().view()->isVisible());
        QVERIFY(!page().findChild<QComboBox*>(QStringLiteral("differencesSet"))->isEnabled());
    }
};

QTEST_MAIN(TestBrowseDifferences)
#include "test_browse_differences.moc"
