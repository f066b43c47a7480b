// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"
#include "tests/support/check.h"
#include "tests/support/ui_page.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/snippet_files.h"

#include <QAbstractButton>
#include <QMessageBox>
#include <QTemporaryDir>

#include <memory>

using namespace legenda;
using test::must;
using ui::AnnotatePage;
namespace fs = std::filesystem;

// The window reads region texts, and says what an export would lose before it writes.
class TestSnippetFiles : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path root_;
    std::unique_ptr<test::PageWindow<AnnotatePage>> window_;

    ui::SnippetFiles* files() const { return window_->page().findChild<ui::SnippetFiles*>(); }
    QMessageBox* question() const { return window_->page().findChild<QMessageBox*>(); }

 private Q_SLOTS:
    void initTestCase() {
        root_ = dir_.path().toStdString();
        store::NewImage image;
        image.path = "a.jpg";
        image.width = 200;
        image.height = 100;
        must(must(store::ProjectStore::create(root_ / "p.legenda")).addImages(root_, "folder", {image}));
        window_ = std::make_unique<test::PageWindow<AnnotatePage>>(root_ / "p.legenda");
        QVERIFY(files());
    }
    void cleanupTestCase() { window_.reset(); }

    void readsAFile() {
        test::write(root_ / "in.csv",
                    "image_file,annotator,region_id,x,y,width,height,text\na.jpg,anna,r1,10,10,50,50,a dog\n");
        QSignalSpy imported(files(), &ui::SnippetFiles::imported);
        files()->read(QString::fromStdString((root_ / "in.csv").string()));
        QVERIFY(imported.wait(10000));
        const auto regions = must(must(store::ProjectStore::open(root_ / "p.legenda")).allRegions());
        QVERIFY(regions.size() == 1 && regions[0].snippets.at(0).text == "a dog");
    }

    void asksBeforeSomethingIsLost() {
        for (const bool accepts : {false, true}) {
            const fs::path out = root_ / "out.json";
            files()->write({out, "densecap"});
            QTRY_VERIFY_WITH_TIMEOUT(question() && question()->isVisible(), 10000);
            QVERIFY(question()->informativeText().contains(QStringLiteral("annotators")));
            QVERIFY(!fs::exists(out));
            for (auto* button : question()->buttons())
                if ((question()->buttonRole(button) == QMessageBox::AcceptRole) == accepts) button->click();
            if (accepts) QTRY_VERIFY_WITH_TIMEOUT(fs::exists(out), 10000);
            QTRY_VERIFY(!question());
            QCOMPARE(fs::exists(out), accepts);
        }
    }

    // One job in the list: the look at what would be lost is none.
    void writesAtOnceWhereNothingIsLost() {
        const auto* jobs = window_->bridge().jobs().list();
        QTRY_COMPARE(jobs->active(), 0);  // the file of the test before was there before its job ended
        const auto before = jobs->rows().size();
        QSignalSpy ended(jobs, &ui::JobsModel::ended);
        files()->write({root_ / "out.csv", "csv"});
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(root_ / "out.csv"), 10000);
        QVERIFY(!question());
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(jobs->rows().size(), before + 1);
    }
};

QTEST_MAIN(TestSnippetFiles)
#include "test_snippet_files.moc"
