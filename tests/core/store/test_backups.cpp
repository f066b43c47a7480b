// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/store/backup.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

using namespace legenda;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

class TestBackups : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path project_;
    std::optional<ProjectStore> store_;

    void draw(const std::string& uuid) {
        store::Edit edit;
        edit.image = must(store_->images())[0].id;
        edit.region = uuid;
        edit.box = {1, 1, 10, 10};
        must(store_->apply(edit));
    }
    std::size_t boxes() const { return must(must(ProjectStore::open(project_)).allRegions()).size(); }
    static QByteArray sqlite(const fs::path& file, const char* sql) {
        QProcess shell;
        shell.start("sqlite3", {QString::fromStdString(file.string()), sql});
        return shell.waitForFinished() ? shell.readAllStandardOutput().trimmed() : QByteArray("no shell");
    }

 private Q_SLOTS:
    void init() {
        project_ = fs::path(dir_.path().toStdString()) / ("p" + std::to_string(++number_) + ".legenda");
        store_.reset();
        store_.emplace(must(ProjectStore::create(project_)));
        store::NewImage image;
        image.path = "a.jpg";
        must(store_->addImages(dir_.path().toStdString(), "folder", {image}));
    }

    void aBackupIsWholeWhileOthersWrite() {
        draw("one");  // stands in the log alone
        const auto backup = must(store::makeBackup(project_));
        QCOMPARE(backup.reason, std::string("manual"));
        QVERIFY(backup.bytes > 0 && backup.file == project_ / "backups" / backup.name);
        draw("two");
        QCOMPARE(sqlite(backup.file, "PRAGMA integrity_check; SELECT count(*) FROM region"), QByteArray("ok\n1"));
        QVERIFY(!fs::exists(fs::path(backup.file) += "-wal"));
        const auto all = must(store::backups(project_));
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all[0].name, backup.name);
        QVERIFY(all[0].at.size() == 24 && all[0].at[13] == ':');
    }

    void restoresForWhoHasTheProjectOpen() {
        draw("one");
        const auto backup = must(store::makeBackup(project_));
        draw("two");
        draw("three");
        const auto version = must(store_->dataVersion());
        const auto replaced = must(store::restoreBackup(project_, backup.name));
        QVERIFY(must(store_->dataVersion()) != version);
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(1));
        QVERIFY(must(store_->verify()).empty());
        draw("four");
        QCOMPARE(boxes(), std::size_t(2));
        // And back again: what the restore replaced was kept.
        must(store::restoreBackup(project_, replaced.filename().string()));
        QCOMPARE(must(store_->allRegions()).size(), std::size_t(3));
        QVERIFY(!store::restoreBackup(project_, "nosuch.sqlite"));
        QVERIFY(!store::restoreBackup(project_, "../project.sqlite"));
    }

    void restoresADatabaseThatIsDamaged() {
        draw("one");
        const auto backup = must(store::makeBackup(project_));
        store_.reset();
        test::write(project_ / "project.sqlite", "this is no database at all, but it is long enough to be read");
        QVERIFY(!ProjectStore::open(project_));
        const auto damaged = must(store::restoreBackup(project_, backup.name));
        QVERIFY(fs::exists(damaged) && damaged.filename().string().find("damaged") != std::string::npos);
        QCOMPARE(boxes(), std::size_t(1));
    }

    // A backup made while an import was written: what it has of it is no part of the project.
    void anImportThatABackupHasHalfIsRemoved() {
        const auto import = must(store_->beginImport(dir_.path().toStdString(), "folder"));
        store::NewImage half;
        half.path = "half.jpg";
        must(store_->addToImport(import, dir_.path().toStdString(), {half}));
        const auto backup = must(store::makeBackup(project_));
        const auto copy = fs::path(dir_.path().toStdString()) / "copy of half.legenda";
        must(store::copyProject(project_, copy));
        must(store_->finishImport(import));
        QCOMPARE(must(store_->images()).size(), std::size_t(2));
        store_.reset();
        must(store::restoreBackup(project_, backup.name));
        for (const auto& project : {project_, copy}) {
            QCOMPARE(must(must(ProjectStore::open(project)).images()).size(), std::size_t(1));
            QCOMPARE(sqlite(project / "project.sqlite", "SELECT state, count(*) FROM import GROUP BY state"),
                     QByteArray("finished|1\nremoved|1"));
        }
    }

    void aDamagedBackupIsNotRestored() {
        draw("one");
        const auto backup = must(store::makeBackup(project_));
        fs::resize_file(backup.file, backup.bytes / 2);
        const auto refused = store::restoreBackup(project_, backup.name);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find(backup.name) != std::string::npos ||
                refused.error().message.find("damaged") != std::string::npos);
        test::write(project_ / "backups" / backup.name, "no database");
        QVERIFY(!store::restoreBackup(project_, backup.name));
        QCOMPARE(boxes(), std::size_t(1));
    }

    void tenAreKept() {
        for (int i = 0; i < 13; ++i) {
            must(store::makeBackup(project_));
            QTest::qSleep(2);
        }
        test::write(project_ / "backups" / "notes.txt", "somebody's");
        const auto all = must(store::backups(project_));
        QCOMPARE(all.size(), std::size_t(store::kBackupsKept));
        QVERIFY(all.front().name > all.back().name);
        must(store::makeBackup(project_));
        QVERIFY(fs::exists(project_ / "backups" / "notes.txt"));
    }

    void oneADayWhereSomethingChanged() {
        const auto first = must(store::makeDailyBackup(project_));
        QVERIFY(first && first->reason == "daily");
        draw("one");
        QVERIFY(!must(store::makeDailyBackup(project_)));  // made today
        // As if it was made yesterday.
        std::string yesterday = first->name;
        yesterday.replace(0, 10, "2020-01-01");
        fs::rename(first->file, first->file.parent_path() / yesterday);
        fs::last_write_time(first->file.parent_path() / yesterday,
                            fs::file_time_type::clock::now() - std::chrono::hours(24));
        const auto second = must(store::makeDailyBackup(project_));
        QVERIFY(second.has_value());
        QCOMPARE(sqlite(second->file, "SELECT count(*) FROM region"), QByteArray("1"));
        // Nothing has changed since.
        std::string earlier = second->name;
        earlier.replace(0, 10, "2020-01-02");
        fs::rename(second->file, second->file.parent_path() / earlier);
        fs::last_write_time(second->file.parent_path() / earlier,
                            fs::file_time_type::clock::now() + std::chrono::hours(1));
        QVERIFY(!must(store::makeDailyBackup(project_)));
    }

    void anOlderProjectIsBackedUpBeforeItIsChanged() {
        const fs::path old = fs::path(dir_.path().toStdString()) / "old.legenda";
        fs::copy(fs::path(LEGENDA_SOURCE_DIR) / "tests/fixtures/version-0.1.0/shapes.legenda", old,
                 fs::copy_options::recursive);
        const auto version = sqlite(old / "project.sqlite", "PRAGMA user_version");
        {
            auto store = must(ProjectStore::open(old));
            const auto regions = must(store.allRegions());
            QCOMPARE(regions.size(), std::size_t(4));
            for (const auto& region : regions)
                for (const auto& snippet : region.snippets) QCOMPARE(snippet.annotator, region.annotator);
            QVERIFY(std::ranges::any_of(regions, [](const auto& each) { return each.annotator == "default"; }));
            for (const auto& annotator : must(store.tasks().annotators())) QCOMPARE(annotator.colour.size(), 7U);
            QVERIFY(!must(store.searchSnippets("red circle", 5)).empty());
            QVERIFY(must(store.verify()).empty());
            // What was done with 0.1.0 can be undone with this version.
            const auto image = std::ranges::find(regions, "drawn by hand", [](const auto& each) {
                                   return each.snippets.empty() ? std::string() : each.snippets[0].text;
                               })->image;
            QVERIFY(must(store.outcome(image)).canUndo);
            must(store.undo(image));
            must(store.redo(image));
        }
        const auto all = must(store::backups(old));
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all[0].reason, std::string("migration"));
        QCOMPARE(sqlite(all[0].file, "PRAGMA user_version"), version);
        // It can be put back, and is brought up to date again.
        must(store::restoreBackup(old, all[0].name));
        QVERIFY(sqlite(old / "project.sqlite", "PRAGMA user_version") != version);
        QCOMPARE(must(must(ProjectStore::open(old)).allRegions()).size(), std::size_t(4));
    }

    void copiesAProjectElsewhere() {
        draw("one");
        store::PredictionSetRecord wanted;
        wanted.name = "similar";
        wanted.kind = store::PredictionKind::Similarity;
        wanted.rows = 1;
        wanted.columns = 2;
        const auto set = must(store_->predictions().begin(wanted));
        must(store_->predictions().appendRow(set, std::vector<float>{3, 4}));
        must(store_->predictions().finish(set));
        test::write(project_ / "evaluations" / "1.jsonl", "the items of a result");
        const auto copy = fs::path(dir_.path().toStdString()) / "elsewhere" / "copy.legenda";
        must(store::copyProject(project_, copy));
        QCOMPARE(must(must(ProjectStore::open(copy)).allRegions()).size(), std::size_t(1));
        {
            auto copied = must(ProjectStore::open(copy));
            const auto similar = must(copied.predictions().set("similar"));
            QVERIFY(must(copied.predictions().similarity(similar, {0})).data == (std::vector<float>{3, 4}));
        }
        QCOMPARE(must(base::readFile(copy / "evaluations" / "1.jsonl")), std::string("the items of a result"));
        QVERIFY(must(must(ProjectStore::open(copy)).images())[0].file == must(store_->images())[0].file);
        QVERIFY(!store::copyProject(project_, copy));
        QVERIFY(!store::copyProject(fs::path(dir_.path().toStdString()) / "nosuch", copy));
    }
};

QTEST_GUILESS_MAIN(TestBackups)
#include "test_backups.moc"
