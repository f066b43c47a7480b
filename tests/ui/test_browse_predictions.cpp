// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/panel/caption_section.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/browse/picture/file_line.h"
#include "ui/browse/predictions/set_chooser.h"
#include "ui/browse/predictions/set_section.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/actions.h"

#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

using namespace legenda;
using namespace legenda::ui;
using store::PredictionItem;
using store::PredictionKind;

// Prediction sets of the project, shown in Browse in place of our models.
class TestBrowsePredictions : public QObject {
    Q_OBJECT

    static constexpr int kSoon = 4000;    // ms: two seconds, and as much again where the machine is busy
    static constexpr int kModel = 60000;  // ms
    static constexpr auto kSentence = "a red square on green ground";  // the first of the first image's own
    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::PageWindow<BrowsePage>> window_;
    std::unique_ptr<store::ProjectStore> other_;  // as a command opens it

    BrowsePage& page() { return window_->page(); }
    BrowseState& state() { return *page().findChild<BrowseState*>(); }
    ImageCanvas* canvas() { return page().canvas(); }
    AlignedSentence* sentence() { return page().sentence(); }
    TextRows* rows() { return page().findChild<TextRows*>(QStringLiteral("setRows")); }
    SetChooser* chooser() { return page().findChild<SetChooser*>(QStringLiteral("shownSet")); }
    QSlider* slider() { return page().findChild<QSlider*>(QStringLiteral("beta")); }
    template <class T>
    T* part(const char* name) {
        return page().findChild<T*>(QLatin1String(name));
    }

    void addSet(const std::string& name, PredictionKind kind, const std::vector<PredictionItem>& items) {
        store::PredictionSetRecord set;
        set.name = name;
        set.kind = kind;
        set.format = "coco-captions";
        set.file = name + ".json";
        set.sha256 = "abc";
        auto& sets = other_->predictions();
        const auto id = test::must(sets.begin(set));
        test::must(sets.add(id, items));
        test::must(sets.finish(id));
    }
    static PredictionItem item(std::int64_t image, const std::string& text, std::optional<double> score = {}) {
        PredictionItem made;
        made.image = image;
        made.text = text;
        made.score = score;
        return made;
    }
    static PredictionItem boxed(std::int64_t image, const std::string& text,
                                const std::vector<store::PredictedBox>& boxes) {
        auto made = item(image, text);
        made.boxes = boxes;
        return made;
    }
    static PredictionItem phrase(std::int64_t image, int start, int end, const std::string& text,
                                 const std::vector<store::PredictedBox>& boxes) {
        auto made = boxed(image, text, boxes);
        made.sentence = kSentence;
        made.start = start;
        made.end = end;
        return made;
    }
    static PredictionItem alignment(std::int64_t image, bool scores) {
        PredictionItem made;
        made.image = image;
        made.sentence = kSentence;
        made.tokens = {"a", "red", "square", "on", "green", "ground"};
        made.boxes = {{{0, 0, 160, 120}, std::nullopt}, {{20, 15, 53, 40}, std::nullopt}};
        made.assignment = {1, 1, 1, -1, 0, 0};
        if (!scores) return made;
        made.wordScores = {1, 2, 3, 0, 1, 1};
        made.scores = base::Matrix(6, 2);
        made.scores.data = {0, 1, 0, 2, 0, 3, 0, 0, 1, 0.5F, 1, 0.2F};
        return made;
    }
    void addSets() {
        const auto image = project_->images.front();
        auto skipped = item(project_->images.at(2), "no features");
        skipped.part = PredictionItem::Part::Skipped;
        addSet("words", PredictionKind::Alignments, {alignment(image, true)});
        addSet("bare words", PredictionKind::Alignments, {alignment(image, false)});
        addSet("phrases", PredictionKind::Phrases,
               {phrase(image, 1, 3, "red square", {{{60, 60, 20, 20}, 0.3}, {{20, 15, 53, 40}, 0.9}}),
                phrase(image, 4, 6, "green ground", {{{0, 0, 160, 120}, 0.5}})});
        addSet("captions", PredictionKind::Captions,
               {item(image, "a square", -2), item(image, "one red square", -1), skipped});
        addSet("regions", PredictionKind::Regions,
               {boxed(image, "a wall", {{{0, 0, 50, 50}, 0.2}}), boxed(image, "a square", {{{70, 60, 40, 40}, 0.8}})});
    }

    bool settled() {
        return QTest::qWaitFor([this] { return page().settled(); }, kModel);
    }
    bool choose(const QString& name) {
        if (!QTest::qWaitFor([&] { return chooser()->findData(name) >= 0; }, kSoon)) return false;
        const int row = chooser()->findData(name);
        chooser()->setCurrentIndex(row);
        Q_EMIT chooser()->activated(row);
        return settled() && state().set() == name;
    }
    std::ptrdiff_t boxes(OverlayId::Layer layer) {
        return std::ranges::count_if(canvas()->overlays(), [&](const Overlay& o) { return o.id.layer == layer; });
    }
    const Overlay* box(const OverlayId& id) {
        const auto found = std::ranges::find(canvas()->overlays(), id, &Overlay::id);
        return found == canvas()->overlays().end() ? nullptr : &*found;
    }
    QList<OverlayId> lit() {
        QList<OverlayId> out;
        for (const Overlay& overlay : canvas()->overlays())
            if (overlay.emphasis == Overlay::Emphasis::Highlight) out << overlay.id;
        return out;
    }
    void hoverWord(int word) { QTest::mouseMove(sentence(), sentence()->wordRect(word).center().toPoint()); }
    void leaveWords() { QTest::mouseMove(sentence(), QPoint(sentence()->width() - 2, 2)); }
    void openWindow() {
        window_ = std::make_unique<test::PageWindow<BrowsePage>>(project_->project);
        QVERIFY(QTest::qWaitFor([this] { return page().currentImage() != 0; }, 20000));
        page().showImage(project_->images.front());
        QVERIFY(QTest::qWaitFor([this] { return page().currentImage() == project_->images.front(); }, 20000));
        QVERIFY(settled());
    }

 private Q_SLOTS:
    void init() {
        project_ = std::make_unique<test::UiProject>();
        other_ = std::make_unique<store::ProjectStore>(test::must(store::ProjectStore::open(project_->project)));
        addSets();
        openWindow();
    }
    void cleanup() {
        window_.reset();
        other_.reset();
        project_.reset();
    }

    void alignmentsWithScores() {
        QVERIFY(choose(QStringLiteral("words")));
        const auto& alignment = page().alignment();
        QCOMPARE(alignment.sentence, std::string(kSentence));
        QCOMPARE(rows()->paintedItemCount(), 1);
        QCOMPARE(rows()->current(), 0);
        // As the set gives it.
        QCOMPARE(alignment.segments.size(), std::size_t{2});
        QCOMPARE(boxes(OverlayId::Layer::Region), std::ptrdiff_t{2});
        QVERIFY(part<QLabel>("setWhose")->isHidden());
        QVERIFY(page().findChild<FileLine*>()->accessibleName().contains(QStringLiteral("words")));
        hoverWord(1);
        QCOMPARE(lit(), QList<OverlayId>{OverlayId::region(1)});
        QCOMPARE(box(OverlayId::region(1))->number, 1);
        leaveWords();
        QVERIFY(lit().isEmpty());
        const auto labels = canvas()->labelRects();
        QVERIFY(labels.contains(OverlayId::region(0)));
        QTest::mouseMove(canvas(), labels.value(OverlayId::region(0)).center().toPoint());
        QCOMPARE(lit(), QList<OverlayId>{OverlayId::region(0)});
        for (int word = 0; word < 6; ++word) QTRY_COMPARE(sentence()->opacityOf(word), word >= 4 ? 1.0 : 0.35);
        QTest::mouseMove(canvas(), QPoint(1, 1));
        // The slider decodes it; the set's own comes back.
        QVERIFY(slider()->isEnabled());
        slider()->setValue(slider()->maximum());
        QCOMPARE(alignment.segments.size(), std::size_t{1});
        QCOMPARE(alignment.segments.front().region, 1);
        auto* given = part<QToolButton>("asGiven");
        QVERIFY(!given->isHidden());
        given->click();
        QCOMPARE(alignment.segments.size(), std::size_t{2});
        QVERIFY(given->isHidden());
    }

    void alignmentsWithoutScores() {
        QVERIFY(choose(QStringLiteral("bare words")));
        QCOMPARE(page().alignment().segments.size(), std::size_t{2});
        QCOMPARE(boxes(OverlayId::Layer::Region), std::ptrdiff_t{2});
        QVERIFY(!slider()->isEnabled());
        QVERIFY(!part<QLabel>("betaNote")->isHidden() && !part<QLabel>("betaNote")->text().isEmpty());
        state().chooseBeta(3);  // nothing to decode
        QCOMPARE(page().alignment().segments.size(), std::size_t{2});
        QVERIFY(!sentence()->paintedItem(1).description.contains(QStringLiteral("0.00")));
    }

    void phrases() {
        QVERIFY(choose(QStringLiteral("phrases")));
        const auto& segments = page().alignment().segments;
        QCOMPARE(segments.size(), std::size_t{2});
        QVERIFY(segments[0].start == 1 && segments[0].end == 3 && segments[0].text == "red square");
        QVERIFY(sentence()->paintedItem(2).description.contains(QStringLiteral("0.90")));
        QVERIFY(!slider()->isEnabled());
        QCOMPARE(boxes(OverlayId::Layer::Region), std::ptrdiff_t{2});
        hoverWord(2);
        QCOMPARE(lit(), QList<OverlayId>{OverlayId::region(0)});
        QCOMPARE(box(OverlayId::region(0))->box, QRectF(20, 15, 53, 40));
        const auto* further = box(OverlayId::further(0, 0));
        QVERIFY(further && further->dashed && further->box == QRectF(60, 60, 20, 20));
        leaveWords();
        QVERIFY(lit().isEmpty() && !box(OverlayId::further(0, 0)));
    }

    // They stand in the place of our captions; our model aligns the one that is chosen.
    void captions() {
        QVERIFY(choose(QStringLiteral("captions")));
        QCOMPARE(rows()->paintedItemCount(), 2);
        QCOMPARE(rows()->paintedItem(0).name, QStringLiteral("a square"));
        QVERIFY(rows()->paintedItem(0).description.contains(QStringLiteral("-2.00")));
        QVERIFY(page().findChild<CaptionSection*>()->isHidden());
        QCOMPARE(rows()->current(), 1);  // the likelier one
        QTRY_COMPARE_WITH_TIMEOUT(page().alignment().sentence, std::string("one red square"), kModel);
        QVERIFY(!part<QLabel>("setWhose")->isHidden());
        QVERIFY2(page().nowShown().contains(QStringLiteral("“captions”")), qPrintable(page().nowShown()));
        rows()->pressPaintedItem(0);
        QTRY_COMPARE_WITH_TIMEOUT(page().alignment().sentence, std::string("a square"), kModel);
        QCOMPARE(rows()->current(), 0);
    }

    void regionsBothWays() {
        QVERIFY(choose(QStringLiteral("regions")));
        QCOMPARE(rows()->paintedItemCount(), 2);
        QCOMPARE(rows()->paintedItem(0).name, QStringLiteral("a square"));  // the best first
        QCOMPARE(boxes(OverlayId::Layer::Predicted), std::ptrdiff_t{2});
        QCOMPARE(boxes(OverlayId::Layer::Region), std::ptrdiff_t{0});
        QTest::mouseMove(rows(), rows()->paintedItem(0).rect.center().toPoint());
        QCOMPARE(lit(), QList<OverlayId>{OverlayId::predicted(0)});
        const auto labels = canvas()->labelRects();
        QVERIFY(labels.contains(OverlayId::predicted(1)));
        QTest::mouseMove(canvas(), labels.value(OverlayId::predicted(1)).center().toPoint());
        QCOMPARE(rows()->current(), 1);
        // A sentence is aligned by our model, and the regions come back by one of them.
        state().setOwnSentence(0);
        QTRY_VERIFY_WITH_TIMEOUT(boxes(OverlayId::Layer::Region) > 0, kModel);
        QCOMPARE(boxes(OverlayId::Layer::Predicted), std::ptrdiff_t{0});
        QVERIFY(!part<QLabel>("setWhose")->isHidden());
        rows()->pressPaintedItem(0);
        QCOMPARE(boxes(OverlayId::Layer::Region), std::ptrdiff_t{0});
        QCOMPARE(lit(), QList<OverlayId>{OverlayId::predicted(0)});
    }

    // Whose boxes stand on the picture is said above it.
    void describedBoxesAreOurs() {
        QVERIFY(choose(QStringLiteral("phrases")));
        const auto saysOurs = [this] {
            return page().findChild<FileLine*>()->accessibleName().contains(QStringLiteral("our model"));
        };
        QVERIFY(!saysOurs());
        auto* describe = actionOf(&page(), "browse.describe");
        describe->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(boxes(OverlayId::Layer::Described) > 0, kModel);
        QVERIFY(saysOurs() && boxes(OverlayId::Layer::Region) == 0);
        describe->trigger();
        QVERIFY(!saysOurs());
        QCOMPARE(boxes(OverlayId::Layer::Region), std::ptrdiff_t{2});
    }

    // They leave our models' words where they are: without sentences of its own a photograph gets the model's caption.
    void similaritiesLeaveOurModels() {
        addSet("similar", PredictionKind::Similarity, {});
        for (const auto captions = state().details().captions; const auto& each : captions)
            state().removeSentence(each);
        QTRY_VERIFY_WITH_TIMEOUT(state().details().captions.empty(), kSoon);
        QVERIFY(choose(QStringLiteral("similar")));
        QVERIFY(!page().captions().empty());
        QCOMPARE(state().sentence().generated, 0);
        QTRY_VERIFY_WITH_TIMEOUT(!page().alignment().tokens.empty() && !state().bySet(), kModel);
    }

    void imagesWithoutPredictions() {
        QVERIFY(choose(QStringLiteral("captions")));
        page().showImage(project_->images.at(2));
        QTRY_VERIFY_WITH_TIMEOUT(rows()->accessibleDescription().contains(QStringLiteral("no features")), kSoon);
        QVERIFY(settled());
        QVERIFY(page().alignment().tokens.empty() && boxes(OverlayId::Layer::Region) == 0);
        page().showImage(project_->images.at(3));
        QTRY_VERIFY_WITH_TIMEOUT(state().ready() && page().currentImage() == project_->images.at(3), kSoon);
        const auto said = rows()->accessibleDescription();
        QVERIFY(said.contains(QStringLiteral("captions")) && !said.contains(QStringLiteral("no features")));
    }

    void aSetThatIsRemoved() {
        QVERIFY(choose(QStringLiteral("phrases")));
        test::must(other_->predictions().remove("phrases"));
        QTRY_VERIFY_WITH_TIMEOUT(state().set().isEmpty(), kSoon);
        QCOMPARE(chooser()->currentIndex(), 0);
        QCOMPARE(chooser()->findData(QStringLiteral("phrases")), -1);
        QVERIFY(page().findChild<SetSection*>()->isHidden());
        QTRY_VERIFY_WITH_TIMEOUT(page().alignment().sentence == kSentence && !state().bySet(), kModel);
    }

    void aSetThatComesAndIsRemembered() {
        addSet("new", PredictionKind::Alignments, {alignment(project_->images.front(), true)});
        QVERIFY(choose(QStringLiteral("new")));
        bool written = false;
        window_->bridge().annotations().whenWritten(&page(), [&](const base::Status&) { written = true; });
        QTRY_VERIFY(written);
        window_.reset();
        openWindow();
        QTRY_COMPARE_WITH_TIMEOUT(state().set(), QStringLiteral("new"), kSoon);
        QVERIFY(settled() && state().bySet() && !chooser()->isHidden());
        QCOMPARE(chooser()->currentData().toString(), QStringLiteral("new"));
    }
};

QTEST_MAIN(TestBrowsePredictions)
#include "test_browse_predictions.moc"
