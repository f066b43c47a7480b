// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessible_tree.h"
#include "tests/support/ui_page.h"
#include "tests/support/ui_project.h"
#include "ui/browse/browse_page.h"
#include "ui/shell/drop_target.h"
#include "ui/shell/main_window.h"
#include "ui/shell/predictions/prediction_files.h"
#include "ui/shell/predictions/prediction_import_sheet.h"
#include "ui/shell/predictions/prediction_sets_dialog.h"
#include "ui/controls/actions.h"
#include "ui/controls/toast.h"

#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>

#include <memory>

using namespace legenda;
using namespace legenda::ui;
using test::must;
namespace fs = std::filesystem;

// Another model's output comes into the project by its dialog, is listed, exported and removed by the other. The tests
// build on each other's sets.
class TestPredictionSets : public QObject {
    Q_OBJECT

    std::unique_ptr<test::UiProject> project_;
    std::unique_ptr<Bridge> bridge_;
    std::unique_ptr<QMainWindow> window_;
    PredictionFiles* files_ = nullptr;

    QString file(const QString& name, const std::string& text = {}) const {
        const QString path = project_->folder.filePath(name);
        if (!text.empty()) test::write(path.toStdString(), text);
        return path;
    }
    std::vector<store::PredictionSetRecord> sets() const { return must(project_->open().predictions().sets()); }

    template <class Dialog>
    static Dialog* shownOver(QMainWindow* window) {
        for (auto* each : window->findChildren<Dialog*>())
            if (each->isVisible()) return each;
        return nullptr;
    }
    PredictionImportSheet* sheetOf(const QString& path) const {
        files_->importFrom(path);
        return shownOver<PredictionImportSheet>(window_.get());
    }
    PredictionSetsDialog* list() const {
        files_->showSets();
        return shownOver<PredictionSetsDialog>(window_.get());
    }
    static QString found(const QWidget* sheet) {
        return sheet->findChild<QLabel*>(QStringLiteral("predictionsFound"))->text();
    }
    static QPushButton* button(const QWidget* dialog, const char* name) {
        return dialog->findChild<QPushButton*>(QLatin1String(name));
    }
    static QTableWidget* table(const QWidget* dialog) {
        return dialog->findChild<QTableWidget*>(QStringLiteral("predictionSets"));
    }
    static int rowOf(const QWidget* dialog, const QString& name) {
        for (int row = 0; row < table(dialog)->rowCount(); ++row)
            if (table(dialog)->item(row, 0)->text() == name) return row;
        return -1;
    }
    // As an import of another program has it: unfinished until finish() is called.
    std::int64_t beginElsewhere(store::ProjectStore& store, const std::string& name) const {
        store::PredictionSetRecord wanted;
        wanted.name = name;
        wanted.format = "coco-captions";
        wanted.file = "elsewhere.json";
        store::PredictionItem item;
        item.image = project_->images.front();
        item.text = "a red square";
        const auto set = must(store.predictions().begin(wanted));
        must(store.predictions().add(set, {item}));
        return set;
    }

 private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        theme::apply(*qApp, theme::Appearance::Dark);
        project_ = std::make_unique<test::UiProject>();
        bridge_ = std::make_unique<Bridge>(test::sessionConfig());
        window_ = std::make_unique<QMainWindow>();
        files_ = new PredictionFiles(bridge_.get(), window_.get());
        window_->resize(1280, 800);
        window_->show();
        files_->importFrom();  // no project is open: there is nothing to import into
        QVERIFY(!shownOver<PredictionImportSheet>(window_.get()));
        bridge_->openProject(window_.get(), QString::fromStdString(project_->project.string()), {});
        QTRY_VERIFY_WITH_TIMEOUT(bridge_->project().has_value(), 10000);
    }
    void cleanupTestCase() {
        window_.reset();
        bridge_.reset();
    }

    void theListSaysWhatASetIs() {
        auto* dialog = list();
        QVERIFY(dialog);
        const auto* nothing = dialog->findChild<QLabel*>(QStringLiteral("noPredictionSets"));
        QTRY_VERIFY_WITH_TIMEOUT(nothing->isVisible(), 10000);
        QVERIFY(!button(dialog, "exportSet")->isEnabled() && !button(dialog, "removeSet")->isEnabled());
        QTest::mouseClick(button(dialog, "importSet"), Qt::LeftButton);
        auto* sheet = shownOver<PredictionImportSheet>(window_.get());
        QVERIFY(sheet && !button(sheet, "importPredictions")->isEnabled());
        sheet->reject();
        dialog->close();
    }

    void aFileIsToldBeforeItIsImported() {
        QSignalSpy refreshed(bridge_.get(), &Bridge::projectOpened);
        auto* sheet = sheetOf(file(QStringLiteral("captions.json"),
                                   R"([{"image_id":"square0.png","caption":"a red square"},
                                       {"image_id":"square6.png","caption":"one square"},
                                       {"image_id":"elsewhere.png","caption":"a kite"}])"));
        QVERIFY(sheet);
        auto* import = button(sheet, "importPredictions");
        QVERIFY(!import->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(import->isEnabled(), 10000);
        QVERIFY2(found(sheet).contains(QStringLiteral("2 predictions for 2 images")), qPrintable(found(sheet)));
        QVERIFY(sheet->findChild<QComboBox*>(QStringLiteral("predictionsFormat"))
                    ->currentText()
                    .contains(QStringLiteral("COCO captions")));
        QCOMPARE(sheet->findChild<QLineEdit*>(QStringLiteral("predictionsName"))->text(), QStringLiteral("captions"));
        const QString details = sheet->findChild<QPlainTextEdit*>(QStringLiteral("predictionsDetails"))->toPlainText();
        for (const char* part : {"out: 1 (elsewhere.png)", "prediction: 6", "dev 1", "train 5"})
            QVERIFY2(details.contains(QLatin1String(part)), qPrintable(details));
        const test::AccessibleTree tree(sheet);
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));
        QVERIFY(sets().empty());
        // A look is no job of the list, and refreshes nothing: an answer about the project, asked for since, is the
        // next one.
        bool answered = false;
        bridge_->predictions().sets(sheet, [&answered](const auto&) { answered = true; });
        QTRY_VERIFY_WITH_TIMEOUT(answered, 10000);
        QCOMPARE(refreshed.count(), 0);
        QCOMPARE(bridge_->jobs().list()->rowCount(), 0);

        QSignalSpy browse(files_, &PredictionFiles::browseWanted);
        const QPointer<PredictionImportSheet> watched(sheet);
        QTest::mouseClick(import, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!watched, 10000);
        const auto kept = sets();
        QVERIFY(kept.size() == 1 && kept[0].name == "captions" && kept[0].images == 2 && kept[0].items == 2);
        const auto* toast = shownOver<Toast>(window_.get());
        QVERIFY(toast && toast->findChild<QPushButton*>());
        toast->findChild<QPushButton*>()->click();
        QCOMPARE(browse.count(), 1);
        QCOMPARE(browse.front().front().toString(), QStringLiteral("captions"));
        QCOMPARE(bridge_->jobs().list()->rowCount(), 1);
    }

    void phrasesUnderAnotherName() {
        auto* sheet = sheetOf(file(QStringLiteral("captions.jsonl"),
                                   R"({"image":"square1.png","sentence":"green square","start":0,"end":2,)"
                                   R"("boxes":[[10,10,40,40],[0,0,9,9]],"scores":[0.9,0.1]})"));
        QVERIFY(sheet);
        auto* import = button(sheet, "importPredictions");
        auto* name = sheet->findChild<QLineEdit*>(QStringLiteral("predictionsName"));
        const auto* hint = sheet->findChild<QLabel*>(QStringLiteral("predictionsNameHint"));
        QTRY_COMPARE_WITH_TIMEOUT(name->text(), QStringLiteral("captions 2"), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(import->isEnabled(), 10000);
        for (const char* wrong : {"captions", "a/b", " "}) {
            name->clear();
            QTest::keyClicks(name, QLatin1String(wrong));
            QVERIFY2(!import->isEnabled() && hint->isVisible() && !hint->text().isEmpty(), wrong);
        }
        name->clear();
        QTest::keyClicks(name, QStringLiteral("boxes"));
        QVERIFY(import->isEnabled() && !hint->isVisible());
        const QPointer<PredictionImportSheet> watched(sheet);
        import->click();
        QTRY_VERIFY_WITH_TIMEOUT(!watched, 10000);
        const auto kept = sets();
        QVERIFY(kept.size() == 2 && kept[0].name == "boxes" && kept[0].kind == store::PredictionKind::Phrases);
    }

    // The look at a file that is replaced is of no use; what is wrong is said in a sentence, with its place.
    void aBadFileChangesNothing() {
        auto* sheet = sheetOf(file(QStringLiteral("captions.json")));
        sheet->setFile(file(QStringLiteral("bad.json"),
                            R"([{"image_id":"square0.png","caption":"a"},{"image_id":"square1.png","caption":3}])"));
        QTRY_VERIFY_WITH_TIMEOUT(found(sheet).contains(QStringLiteral("bad.json")), 10000);
        QVERIFY2(found(sheet).contains(QStringLiteral("[1]")), qPrintable(found(sheet)));
        QVERIFY(!found(sheet).contains(project_->folder.path()));
        const auto* import = button(sheet, "importPredictions");
        QVERIFY(!import->isEnabled());
        sheet->setFile(file(QStringLiteral("notes.json"), R"({"about":"something else"})"));
        QTRY_VERIFY_WITH_TIMEOUT(found(sheet).contains(QStringLiteral("notes.json")), 10000);
        QVERIFY(!found(sheet).contains(QStringLiteral("--")));  // no option of the command line
        QVERIFY(!import->isEnabled());
        sheet->setFile(file(QStringLiteral("nowhere.json")));
        QVERIFY(found(sheet).contains(QStringLiteral("does not exist")) && !import->isEnabled());
        sheet->reject();
        QCOMPARE(sets().size(), std::size_t{2});
    }

    // A matrix names the files with its ids, which can be others than those beside it.
    void aMatrixAsksForItsIds() {
        auto* sheet = sheetOf(file(QStringLiteral("scores.npy"), "no matrix"));
        auto* images = sheet->findChild<QLineEdit*>(QStringLiteral("predictionsImages"));
        QVERIFY(images->isVisible());
        QVERIFY(images->placeholderText().contains(QStringLiteral("scores.images.txt")));
        images->setText(file(QStringLiteral("nowhere.txt")));
        QVERIFY(found(sheet).contains(QStringLiteral("nowhere.txt")));
        sheet->setFile(file(QStringLiteral("captions.json")));
        QVERIFY(!images->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(found(sheet).contains(QStringLiteral("2 predictions")), 10000);
        sheet->reject();
    }

    void anImportIsStopped() {
        std::string many;
        for (int i = 0; i < 60000; ++i)
            many += (i == 0 ? "[" : ",") + std::string(R"({"image_id":"square0.png","caption":"caption )") +
                    std::to_string(i) + "\"}";
        auto* sheet = sheetOf(file(QStringLiteral("many.json"), many + "]"));
        auto* import = button(sheet, "importPredictions");
        QTRY_VERIFY_WITH_TIMEOUT(import->isEnabled(), 30000);
        import->click();
        QVERIFY(sheet->importing() && !import->isEnabled());
        sheet->reject();
        QVERIFY(sheet->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(!sheet->importing(), 10000);
        QVERIFY(sheet->isVisible() && import->isEnabled());  // it can be tried again
        QCOMPARE(sets().size(), std::size_t{2});
        sheet->reject();
        QVERIFY(!sheet->isVisible());
    }

    void theListFollowsOtherPrograms() {
        auto* dialog = list();
        QTRY_COMPARE_WITH_TIMEOUT(table(dialog)->rowCount(), 2, 10000);
        QVERIFY(table(dialog)->isVisible());
        const int row = rowOf(dialog, QStringLiteral("captions"));
        QVERIFY(row >= 0);
        QStringList cells;
        for (int column = 1; column < 6; ++column) cells << table(dialog)->item(row, column)->text();
        QCOMPARE(cells, (QStringList{QStringLiteral("Captions"), QStringLiteral("COCO captions"),
                                     QStringLiteral("captions.json"), QStringLiteral("2"), QStringLiteral("2")}));
        table(dialog)->selectRow(row);
        const test::AccessibleTree tree(dialog);
        QVERIFY2(tree.problems().isEmpty(), qPrintable(tree.problems().join(QLatin1Char('\n'))));

        auto other = must(store::ProjectStore::open(project_->project));
        const auto set = beginElsewhere(other, "another");
        QTest::qWait(700);
        QCOMPARE(table(dialog)->rowCount(), 2);
        must(other.predictions().finish(set));
        QTRY_VERIFY_WITH_TIMEOUT(rowOf(dialog, QStringLiteral("another")) >= 0, 2000);
        QVERIFY(button(dialog, "removeSet")->isEnabled());
        QCOMPARE(table(dialog)->item(table(dialog)->currentRow(), 0)->text(), QStringLiteral("captions"));
        must(other.predictions().remove("another"));
        QTRY_VERIFY_WITH_TIMEOUT(rowOf(dialog, QStringLiteral("another")) < 0, 2000);
    }

    void exportsToFormatsOfTheKind() {
        auto* dialog = list();
        QTRY_COMPARE_WITH_TIMEOUT(table(dialog)->rowCount(), 2, 10000);
        table(dialog)->selectRow(rowOf(dialog, QStringLiteral("captions")));
        QTest::mouseClick(button(dialog, "exportSet"), Qt::LeftButton);
        auto* target = dialog->findChild<QFileDialog*>();
        QVERIFY(target);
        QCOMPARE(target->nameFilters().size(), 2);
        QVERIFY(target->selectedNameFilter().startsWith(QStringLiteral("COCO captions")));
        QCOMPARE(target->defaultSuffix(), QStringLiteral("json"));
        target->reject();
        const auto* note = dialog->findChild<QLabel*>(QStringLiteral("setsNote"));
        const QString out = file(QStringLiteral("out.json"));
        dialog->write("captions", "neuraltalk", out);
        QTRY_VERIFY_WITH_TIMEOUT(note->text().contains(QStringLiteral("2 predictions for 2 images")), 10000);
        QVERIFY(QFile::exists(out));
        dialog->write("captions", "odvg", file(QStringLiteral("out.jsonl")));
        QTRY_VERIFY_WITH_TIMEOUT(note->text().contains(QStringLiteral("odvg")), 10000);
        QVERIFY(!QFile::exists(file(QStringLiteral("out.jsonl"))));
    }

    void removesAfterAQuestion() {
        auto* dialog = list();
        QTRY_COMPARE_WITH_TIMEOUT(table(dialog)->rowCount(), 2, 10000);
        for (const char* name : {"captions", "boxes"})
            for (const bool accepts : {false, true}) {
                const int before = table(dialog)->rowCount();
                table(dialog)->selectRow(rowOf(dialog, QLatin1String(name)));
                QTest::mouseClick(button(dialog, "removeSet"), Qt::LeftButton);
                QPointer<QMessageBox> question = dialog->findChild<QMessageBox*>(QStringLiteral("removePredictions"));
                QVERIFY(question && question->text().contains(QLatin1String(name)));
                if (name == std::string("captions"))
                    QVERIFY2(question->informativeText().contains(QStringLiteral("Images: 2")),
                             qPrintable(question->informativeText()));
                for (auto* each : question->buttons())
                    if ((question->buttonRole(each) == QMessageBox::DestructiveRole) == accepts) {
                        each->click();
                        break;
                    }
                QCOMPARE(table(dialog)->rowCount(), accepts ? before - 1 : before);  // at once
                QTRY_VERIFY(!question);
                QTRY_COMPARE_WITH_TIMEOUT(sets().size(), static_cast<std::size_t>(table(dialog)->rowCount()), 10000);
            }
        QVERIFY(sets().empty());
        QTRY_VERIFY(dialog->findChild<QLabel*>(QStringLiteral("noPredictionSets"))->isVisible());
        dialog->close();
    }

    // From the menus and the palette, and by a file that is dropped.
    void theWindowOffersBoth() {
        Bridge bridge(test::sessionConfig());
        MainWindow window(&bridge, false);
        window.show();
        window.openProject(QString::fromStdString(project_->project.string()));
        QTRY_VERIFY_WITH_TIMEOUT(window.currentPage() != nullptr, 20000);
        const QString path = file(QStringLiteral("captions.json"));
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(500, 400), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(&window, &enter);
        const auto* target = window.findChild<DropTarget*>();
        QVERIFY(target->isVisible() && target->text().contains(QStringLiteral("captions.json")));
        QVERIFY(target->text().contains(QStringLiteral("predictions in")));
        QDropEvent drop(QPointF(500, 400), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(&window, &drop);
        auto* sheet = shownOver<PredictionImportSheet>(&window);
        QVERIFY(sheet);
        QCOMPARE(sheet->findChild<QLineEdit*>(QStringLiteral("predictionsFile"))->text(), path);
        actionOf(&window, "file.importPredictions")->trigger();  // the same one: it is not importing
        QCOMPARE(window.findChildren<PredictionImportSheet*>().size(), 1);
        sheet->reject();
        for (int i = 0; i < 2; ++i) actionOf(&window, "file.predictions")->trigger();
        QCOMPARE(window.findChildren<PredictionSetsDialog*>().size(), 1);
        QVERIFY(shownOver<PredictionSetsDialog>(&window));

        // What was imported is looked at in Browse.
        auto store = must(store::ProjectStore::open(project_->project));
        must(store.predictions().finish(beginElsewhere(store, "imported")));
        window.showPage(QStringLiteral("train"));
        QVERIFY(window.currentPage() != window.browse());
        Q_EMIT window.findChild<PredictionFiles*>()->browseWanted(QStringLiteral("imported"));
        QVERIFY(window.currentPage() == window.browse());
        const auto* shown = window.browse()->findChild<QComboBox*>(QStringLiteral("shownSet"));
        QTRY_COMPARE_WITH_TIMEOUT(shown->currentData().toString(), QStringLiteral("imported"), 10000);
    }
};

QTEST_MAIN(TestPredictionSets)
#include "test_prediction_sets.moc"
