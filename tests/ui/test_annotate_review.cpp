// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_tree.h"
#include "tests/support/failing_vfs.h"
#include "tests/support/ui_annotators.h"
#include "ui/annotate/annotate_queue.h"
#include "ui/annotate/review/review_panel.h"
#include "ui/annotate/save_elsewhere.h"
#include "ui/controls/toast.h"
#include "ui/shell/backups_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QTableWidget>

using namespace legenda;
using namespace legenda::ui;
using store::Edit;

// Several annotators' work is compared and settled; the project goes back to a backup and without an import.
class TestAnnotateReview : public QObject {
    Q_OBJECT
 private:
    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<test::AnnotatorsWindow> window_;

    AnnotatePage& page() { return window_->page(); }
    ReviewPanel* review() { return page().review(); }
    void open() {
        window_ = std::make_unique<test::AnnotatorsWindow>(project_->project);
        QVERIFY(window_->ready());
    }
    store::ProjectStore read() { return project_->open(); }

    static Edit box(std::int64_t image, const std::string& region, const base::Box& box, const std::string& text) {
        Edit edit;
        edit.kind = Edit::Kind::CreateRegion;
        edit.image = image;
        edit.region = region;
        edit.box = box;
        edit.text = text;
        return edit;
    }
    // Words [0, 2) of the image's first caption as a phrase.
    void link(store::ProjectStore& store, std::int64_t image, const std::string& chain, store::Presence presence,
              const std::vector<std::string>& regions) {
        Edit edit;
        edit.kind = Edit::Kind::SetChain;
        edit.image = image;
        edit.chain = {chain, presence, regions, {}};
        Edit words = edit;
        words.kind = Edit::Kind::SetMention;
        words.mention = {{}, test::must(store.captions(image)).at(0).id, 0, 2};
        test::must(store.apply({edit, words}, {}));
    }
    // Two annotators' work on two images. By hand: of 3 and 2 boxes 2 match, F1 = 2*2/5 = 0.8; their IoU are 1 and
    // 40*32/(40*40) = 0.8, the mean 0.9; the texts of the matched boxes are the same; of 2 phrases one agrees.
    void twoAnnotators() {
        auto store = test::must(store::ProjectStore::open(project_->project));
        const auto one = project_->images.at(0), two = project_->images.at(1);
        test::must(store.signIn({"Ada", false}));
        test::must(store.apply(box(one, "a1", {10, 10, 40, 40}, "a red square")));
        test::must(store.apply(box(one, "a2", {100, 60, 30, 30}, "a wall")));
        test::must(store.apply(box(two, "a3", {10, 10, 40, 40}, "a green square")));
        link(store, one, "c1", store::Presence::Boxes, {"a1"});
        link(store, two, "c2", store::Presence::Boxes, {"a3"});
        test::must(store.signIn({"Ben", false}));
        test::must(store.apply(box(one, "b1", {10, 10, 40, 40}, "a red square")));
        test::must(store.apply(box(two, "b3", {10, 10, 40, 32}, "a green square")));
        link(store, one, "c3", store::Presence::Boxes, {"b1"});
        link(store, two, "c4", store::Presence::NotVisible, {});
    }
    void startReview() {
        page().findChild<QAction*>(QStringLiteral("annotate.review"))->setChecked(true);
        QTRY_VERIFY_WITH_TIMEOUT(review()->settled() && list()->count() > 0, 20000);
    }
    QListWidget* list() { return review()->findChild<QListWidget*>(QStringLiteral("disagreements")); }
    int lineWith(const QString& words) {
        for (int row = 0; row < list()->count(); ++row)
            if (list()->item(row)->text().contains(words)) return row;
        return -1;
    }
    void press(const char* button) {
        auto* found = review()->findChild<QPushButton*>(QLatin1String(button));
        QVERIFY(found->isVisible());
        QTest::mouseClick(found, Qt::LeftButton);
    }
    std::size_t settlements() { return test::must(read().settlements()).size(); }

 private Q_SLOTS:
    void init() {
        QStandardPaths::setTestModeEnabled(true);
        test::AnnotatorsWindow::forget();
        project_ = std::make_unique<test::UiProject>();
    }
    void cleanup() {
        window_.reset();
        project_.reset();
        test::AnnotatorsWindow::forget();
    }

    void figuresAreThoseComputedByHand() {
        twoAnnotators();
        open();
        startReview();
        auto* table = review()->findChild<QTableWidget*>(QStringLiteral("agreement"));
        QCOMPARE(table->rowCount(), 1);
        QStringList cells;
        for (int column = 0; column < 6; ++column) cells << table->item(0, column)->text();
        const auto report = test::must(evaluation::agreement(read(), {}, nullptr, {}));
        QCOMPARE(cells[0], QStringLiteral("Ada, Ben"));
        QCOMPARE(cells[1], QStringLiteral("0.80"));
        QCOMPARE(cells[2], QStringLiteral("0.90"));
        QCOMPARE(cells[3], QStringLiteral("1.00"));
        QVERIFY(cells[4].toDouble() > 0.9 && cells[4].toDouble() <= 1);
        // Presence: Ada says boxes twice, Ben boxes once: observed 1/2, by chance 1 * 1/2: kappa 0.
        QCOMPARE(cells[5], QStringLiteral("0.00"));
        QVERIFY(std::abs(report.pairs.at(0).f1 - 0.8) < 1e-9 && std::abs(report.pairs.at(0).meanIou - 0.9) < 1e-9);
        for (int column = 1; column < 6; ++column) {
            QVERIFY(table->horizontalHeaderItem(column)->toolTip().size() > 20);
            QVERIFY(table->item(0, column)->toolTip().size() > 20);
        }
        QVERIFY(table->item(0, 1)->toolTip().contains(QStringLiteral("2 of 3 and 2 boxes")));
        const test::AccessibleTree tree(&window_->window().window());
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        // Both images are of the split train.
        auto* splits = review()->findChild<QComboBox*>(QStringLiteral("reviewSplit"));
        for (const auto& [split, rows] : {std::pair("dev", 0), std::pair("train", 1)}) {
            splits->setCurrentIndex(splits->findData(QLatin1String(split)));
            Q_EMIT splits->activated(splits->currentIndex());
            QTRY_COMPARE_WITH_TIMEOUT(table->rowCount(), rows, 20000);
            QTRY_VERIFY(review()->settled());
        }
        QCOMPARE(table->item(0, 1)->text(), QStringLiteral("0.80"));
    }

    void aDisagreementIsShownAndSettled() {
        twoAnnotators();
        open();
        page().showImage(project_->images.at(4));
        QTRY_COMPARE(page().image(), project_->images.at(4));
        window_->signIn(QStringLiteral("Cleo"));
        window_->entry(QStringLiteral("Hide the others"))->trigger();
        startReview();
        const int row = lineWith(QStringLiteral("only Ada"));
        QVERIFY(row >= 0);
        list()->setCurrentRow(row);
        QTRY_COMPARE(page().image(), project_->images.at(0));
        // All work is shown while it is reviewed, also to who works blind, each box in its annotator's colour.
        QTRY_COMPARE(window_->canvas()->overlays().size(), std::size_t(3));
        int lit = 0;
        for (const auto& overlay : window_->canvas()->overlays()) {
            QVERIFY(overlay.ink.isValid() && !overlay.editable);
            if (overlay.emphasis != Overlay::Emphasis::Highlight) continue;
            ++lit;
            QCOMPARE(overlay.id.uuid, QStringLiteral("a2"));
        }
        QCOMPARE(lit, 1);
        window_->window().shot(QStringLiteral("review"));
        const auto before = list()->count();
        press("takeFirst");
        QTRY_COMPARE(settlements(), std::size_t(1));
        QTRY_COMPARE(list()->count(), before - 1);
        const auto settlement = test::must(read().settlements()).at(0);
        QCOMPARE(settlement.sources, std::vector<std::string>{"a2"});
        QCOMPARE(settlement.by, std::string("Cleo"));
        QVERIFY(!settlement.result.empty());
        // The original stays; as ground truth the consensus stands for it.
        const auto all = test::must(read().regions(project_->images.at(0)));
        QVERIFY(std::ranges::any_of(all, [](const auto& region) { return region.uuid == "a2"; }));
        const auto truth = test::must(read().trueRegions());
        QVERIFY(std::ranges::none_of(truth, [](const auto& region) { return region.uuid == "a2"; }));
        const auto agreed = std::ranges::find(truth, settlement.result, &store::RegionRecord::uuid);
        QVERIFY(agreed != truth.end());
        QCOMPARE(agreed->annotator, std::string("consensus"));
        QCOMPARE(agreed->snippets.at(0).text, std::string("a wall"));
        QCOMPARE(agreed->snippets.at(0).annotator, std::string("Ada"));
        // The toast takes it back.
        auto* toast = window_->window().window().findChild<Toast*>();
        QVERIFY(toast);
        QTest::mouseClick(toast->findChild<QPushButton*>(), Qt::LeftButton);
        QTRY_COMPARE(settlements(), std::size_t(0));
        QTRY_COMPARE(list()->count(), before);
        // Behind the review the others' work is hidden again.
        page().findChild<QAction*>(QStringLiteral("annotate.review"))->setChecked(false);
        QTRY_VERIFY(page().document()->loaded() && page().document()->regions().empty());
    }

    void phrasesAndNothingAreSettledToo() {
        twoAnnotators();
        open();
        startReview();
        const auto before = list()->count();
        list()->setCurrentRow(lineWith(QStringLiteral("not visible")));
        QTRY_COMPARE(page().image(), project_->images.at(1));
        QVERIFY(review()->findChild<QPushButton*>(QStringLiteral("takeBoth"))->isHidden());
        press("takeSecond");
        QTRY_COMPARE(settlements(), std::size_t(1));
        const auto settlement = test::must(read().settlements()).at(0);
        QVERIFY(settlement.chains);
        const auto chains = test::must(read().chains(project_->images.at(1)));
        const auto agreed = std::ranges::find(chains, settlement.result, &store::ChainRecord::uuid);
        QVERIFY(agreed != chains.end());
        QVERIFY(agreed->presence == store::Presence::NotVisible && agreed->mentions.size() == 1);
        QTRY_COMPARE(list()->count(), before - 1);
        list()->setCurrentRow(lineWith(QStringLiteral("only Ada")));
        press("takeNeither");
        QTRY_COMPARE(settlements(), std::size_t(2));
        QVERIFY(std::ranges::none_of(test::must(read().trueRegions()),
                                     [](const auto& region) { return region.uuid == "a2"; }));
    }

    // Two texts of a place become one box with both, two places become two boxes.
    void bothAreKept() {
        evaluation::Disagreement what;
        what.kind = evaluation::Disagreement::Kind::Texts;
        what.image = 1;
        what.a = "Ada";
        what.b = "Ben";
        what.ofA = "a";
        what.ofB = "b";
        store::EditOutcome image;
        store::RegionRecord region;
        region.uuid = "a";
        region.box = {1, 2, 3, 4};
        region.snippets = {{"s", "one", "Ada", "human"}};
        image.regions.push_back(region);
        region.uuid = "b";
        region.snippets = {{"t", "two", "Ben", "human"}};
        image.regions.push_back(region);
        const auto kinds = [](const std::vector<Edit>& edits) {
            std::vector<int> kinds;
            for (const auto& edit : edits) kinds.push_back(static_cast<int>(edit.kind));
            return kinds;
        };
        const int box = static_cast<int>(Edit::Kind::CreateRegion), text = static_cast<int>(Edit::Kind::SetText),
                  settle = static_cast<int>(Edit::Kind::Settle);
        QCOMPARE(kinds(settlementEdits(what, Settling::Both, image)), (std::vector{box, text, text, settle}));
        QCOMPARE(kinds(settlementEdits(what, Settling::Second, image)), (std::vector{box, text, settle}));
        what.kind = evaluation::Disagreement::Kind::Place;
        QCOMPARE(kinds(settlementEdits(what, Settling::Both, image)),
                 (std::vector{box, text, settle, box, text, settle}));
        image.regions.pop_back();
        QVERIFY(settlementEdits(what, Settling::First, image).empty());
    }

    void suggestedRegionsAreNoGroundTruth() {
        open();
        const auto image = page().image();
        page().findChild<QAction*>(QStringLiteral("annotate.suggestRegions"))->trigger();
        const auto stored = [&] { return test::must(read().regions(image)); };
        QTRY_VERIFY_WITH_TIMEOUT(!stored().empty(), 120000);
        for (const auto& region : stored()) {
            QVERIFY(region.suggested && region.origin == "model");
            QVERIFY(!region.snippets.empty() && region.snippets[0].suggested);
        }
        QVERIFY(test::must(read().regionCounts()).empty());
        QVERIFY(test::must(read().trueRegions()).empty());
        QTRY_COMPARE(page().document()->regions().size(), stored().size());
        QCOMPARE(std::ranges::count(stored(), true, &store::RegionRecord::whole), 1);
        window_->window().shot(QStringLiteral("suggested"));
        auto* toast = window_->window().window().findChild<Toast*>();
        QTRY_VERIFY((toast = window_->window().window().findChild<Toast*>()) && toast->findChild<QPushButton*>());
        QTest::mouseClick(toast->findChild<QPushButton*>(), Qt::LeftButton);
        QTRY_VERIFY(stored().empty());
    }

    // The models' sentence about the image is accepted like their boxes.
    void aSuggestedCaptionIsAccepted() {
        open();
        const auto image = page().image();
        page().findChild<QAction*>(QStringLiteral("annotate.suggestRegions"))->trigger();
        const auto whole = [&] {
            for (const auto& region : test::must(read().regions(image)))
                if (region.whole) return region;
            return store::RegionRecord();
        };
        QTRY_VERIFY_WITH_TIMEOUT(whole().suggested, 120000);
        QTRY_VERIFY(!page().cards().empty());
        const auto cards = page().cards();
        const auto card = std::ranges::find(cards, QString::fromStdString(whole().uuid), &RegionCard::region);
        QVERIFY(card != cards.end());
        const std::string text = whole().snippets.at(0).text;
        const auto shown = [&] {
            return std::ranges::any_of(window_->canvas()->overlays(),
                                       [&](const Overlay& each) { return each.id.uuid.toStdString() == whole().uuid; });
        };
        QVERIFY(!shown());  // it hides no box
        QTest::mouseClick((*card)->findChild<QWidget*>(QStringLiteral("accept")), Qt::LeftButton);
        QTRY_VERIFY(!whole().suggested);
        QCOMPARE(whole().origin, std::string("model"));
        const auto truth = test::must(read().trueRegions());
        QCOMPARE(truth.size(), std::size_t(1));
        QVERIFY(truth[0].whole && !truth[0].snippets.at(0).suggested && truth[0].snippets[0].text == text);
        // Asked again, the image has a sentence already.
        page().findChild<QAction*>(QStringLiteral("annotate.suggestRegions"))->trigger();
        const auto nothing = [this] {
            for (auto* toast : window_->window().window().findChildren<Toast*>())
                if (toast->isVisible() && toast->accessibleName().contains(QStringLiteral("suggest nothing")))
                    return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(nothing(), 60000);
        QCOMPARE(std::ranges::count(test::must(read().regions(image)), true, &store::RegionRecord::whole), 1);
    }

    void aBackupIsMadeAndRestored() {
        open();
        const auto image = page().image();
        window_->draw({20, 15, 60, 50}, QStringLiteral("a red square"));
        auto* dialog = new BackupsDialog(&window_->bridge(), &window_->window().window());
        dialog->show();
        auto* backups = dialog->findChild<QTableWidget*>(QStringLiteral("backups"));
        auto* make = dialog->findChild<QPushButton*>(QStringLiteral("makeBackup"));
        auto* restore = dialog->findChild<QPushButton*>(QStringLiteral("restoreBackup"));
        QVERIFY(!restore->isEnabled());
        const int before = backups->rowCount();
        QTest::mouseClick(make, Qt::LeftButton);
        QTRY_COMPARE(backups->rowCount(), before + 1);
        QCOMPARE(backups->item(0, 1)->text(), QStringLiteral("made by hand"));
        const test::AccessibleTree tree(dialog);
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        page().document()->create({90, 15, 40, 50}, QStringLiteral("a wall"));
        QTRY_COMPARE(test::must(read().regions(image)).size(), std::size_t(2));
        backups->selectRow(0);
        QTest::mouseClick(restore, Qt::LeftButton);
        QTRY_COMPARE(test::must(read().regions(image)).size(), std::size_t(1));
        QTRY_COMPARE(page().cards().size(), std::size_t(1));
        QTRY_COMPARE(backups->rowCount(), before + 2);
        QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("historyNote"))->text().contains(QStringLiteral("as on")));
        window_->window().shot(QStringLiteral("backups"), dialog);
        // What stood before is a backup itself.
        QCOMPARE(backups->item(0, 1)->text(), QStringLiteral("before a backup was restored"));
        backups->selectRow(0);
        QTest::mouseClick(restore, Qt::LeftButton);
        QTRY_COMPARE(test::must(read().regions(image)).size(), std::size_t(2));
        QTRY_COMPARE(page().cards().size(), std::size_t(2));
    }

    void onAFullDiskWorkGoesOnAndIsSavedElsewhere() {
        tests::FailingVfs disk(project_->project.string());
        const auto closed = qScopeGuard([this] { window_.reset(); });  // before the disk goes
        open();
        const auto image = page().image();
        window_->draw({20, 15, 60, 50}, QStringLiteral("a red square"));
        auto* elsewhere = page().findChild<SaveElsewhere*>();
        QVERIFY(elsewhere->isHidden());
        disk.fail(tests::FailingVfs::Failure::DiskFull);
        test::drawBox(window_->canvas(), {90, 15, 40, 50});
        QTRY_COMPARE(page().document()->unsavedActs(), 1);
        QCOMPARE(page().cards().size(), std::size_t(2));
        QTRY_VERIFY(elsewhere->isVisible());
        window_->window().shot(QStringLiteral("full-disk"));
        const QString folder = project_->folder.filePath(QStringLiteral("elsewhere/squares.legenda"));
        elsewhere->saveTo(folder);
        QTRY_COMPARE(window_->bridge().project()->folder, std::filesystem::path(folder.toStdString()));
        QTRY_VERIFY(elsewhere->isHidden());
        QCOMPARE(page().document()->unwritten(), 0);
        disk.fail(tests::FailingVfs::Failure::None);
        const auto there = test::must(test::must(store::ProjectStore::open(folder.toStdString())).regions(image));
        QCOMPARE(there.size(), std::size_t(2));
        QCOMPARE(test::must(read().regions(image)).size(), std::size_t(1));
    }

    void phrasesOfAFullDiskOutliveAnotherProject() {
        const test::UiProject other;
        tests::FailingVfs disk(project_->project.string());
        const auto closed = qScopeGuard([this] { window_.reset(); });  // before the disk goes
        open();
        const auto image = page().image();
        const auto chains = [image](const std::filesystem::path& project) {
            return test::must(
                test::must(store::ProjectStore::open(project, store::ProjectStore::Mode::Read)).chains(image));
        };
        const auto show = [this](const std::filesystem::path& project) {
            window_->bridge().openProject(&page(), QString::fromStdString(project.string()), {});
            QTRY_VERIFY_WITH_TIMEOUT(window_->bridge().project()->folder == project && window_->ready(), 60000);
        };
        window_->key(Qt::Key_P);
        QTRY_VERIFY_WITH_TIMEOUT(page().settled(), 60000);
        auto* elsewhere = page().findChild<SaveElsewhere*>();
        disk.fail(tests::FailingVfs::Failure::DiskFull);
        window_->key(Qt::Key_V);
        QTRY_COMPARE_WITH_TIMEOUT(page().unwritten(), 1, 30000);
        QTRY_VERIFY(elsewhere->isVisible());
        show(other.project);
        QTRY_VERIFY(elsewhere->isHidden());
        QCOMPARE(page().unwritten(), 1);
        QVERIFY(test::must(other.open().chains(image)).empty() && chains(project_->project).empty());
        // There is room again: it is written as soon as the project is back.
        disk.fail(tests::FailingVfs::Failure::None);
        show(project_->project);
        QTRY_COMPARE_WITH_TIMEOUT(page().unwritten(), 0, 20000);
        QTRY_COMPARE(chains(project_->project).size(), std::size_t(1));
        QTRY_VERIFY(elsewhere->isHidden());
        disk.fail(tests::FailingVfs::Failure::DiskFull);
        window_->key(Qt::Key_W);
        QTRY_COMPARE_WITH_TIMEOUT(page().unwritten(), 1, 30000);
        QTRY_VERIFY(elsewhere->isVisible());
        const std::filesystem::path folder(
            project_->folder.filePath(QStringLiteral("elsewhere/squares.legenda")).toStdString());
        elsewhere->saveTo(QString::fromStdString(folder.string()));
        QTRY_COMPARE_WITH_TIMEOUT(window_->bridge().project()->folder, folder, 20000);
        QTRY_VERIFY(elsewhere->isHidden());
        QCOMPARE(page().unwritten(), 0);
        disk.fail(tests::FailingVfs::Failure::None);
        QCOMPARE(chains(folder).size(), std::size_t(2));
        QCOMPARE(chains(folder).at(1).presence, store::Presence::WholeScene);
        QCOMPARE(chains(project_->project).size(), std::size_t(1));
    }

    void anImportIsTakenOutAndPutBack() {
        {
            auto store = test::must(store::ProjectStore::open(project_->project));
            store::RegionRecord region;
            region.image = project_->images.at(0);
            region.box = {1, 1, 20, 20};
            region.snippets.push_back({{}, "a square", {}, "import"});
            test::must(store.addRegions({region}));
        }
        open();
        QTRY_COMPARE(page().cards().size(), std::size_t(1));
        auto* dialog = new BackupsDialog(&window_->bridge(), &window_->window().window());
        dialog->show();
        auto* imports = dialog->findChild<QTableWidget*>(QStringLiteral("imports"));
        auto* undo = dialog->findChild<QPushButton*>(QStringLiteral("undoImport"));
        QTRY_VERIFY(imports->rowCount() > 0);
        imports->selectRow(0);
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_VERIFY(page().cards().empty());
        QTRY_COMPARE(imports->item(0, 2)->text(), QStringLiteral("undone"));
        QTRY_COMPARE(undo->text(), QStringLiteral("Redo the import"));
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_COMPARE(page().cards().size(), std::size_t(1));
    }
};

QTEST_MAIN(TestAnnotateReview)
#include "test_annotate_review.moc"
