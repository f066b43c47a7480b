// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/exchange/snippets.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

using namespace legenda;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

namespace {
const std::string kHeader =
    "image_file,image_width,image_height,annotator,region_id,x,y,width,height,text,created_at,split\n";
}

class TestSnippets : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    fs::path base_, project_;
    int number_ = 0;

    fs::path csv(const std::string& rows) const {
        test::write(base_ / "in.csv", kHeader + rows);
        return base_ / "in.csv";
    }

 private Q_SLOTS:
    void init() {
        base_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        project_ = base_ / "p.legenda";
        auto store = must(ProjectStore::create(project_));
        store::NewImage a, b;
        a.path = "sub/a.jpg";
        a.split = "dev";
        a.width = 200;
        a.height = 100;
        b.path = "b.jpg";
        must(store.addImages(base_, "folder", {a, b}));
    }

    void inspectsWithoutAProject() {
        const auto report = must(exchange::inspectSnippets(
            csv("x.jpg,10,10,anna,r,1,1,2,2,one,,\nx.jpg,10,10,anna,r,1,1,2,2,two,,\ny.jpg,,,,,,,,,all of it,,\nbad\n"),
            "", {}));
        QCOMPARE(report.format, std::string("csv"));
        QCOMPARE(report.images, 2);
        QCOMPARE(report.boxes, 1);
        QCOMPARE(report.texts, 3);
        QCOMPARE(report.skipped.size(), std::size_t(1));
        QVERIFY(report.skipped[0].where.ends_with("in.csv:5"));
        test::write(base_ / "odd.txt", "nothing known");
        QCOMPARE(int(exchange::inspectSnippets(base_ / "odd.txt", "", {}).error().code),
                 int(base::ErrorCode::BadInput));
        QCOMPARE(int(exchange::inspectSnippets(base_ / "none.csv", "", {}).error().code), int(base::ErrorCode::Io));
        QCOMPARE(int(exchange::inspectSnippets(base_ / "in.csv", "nosuch", {}).error().code),
                 int(base::ErrorCode::Usage));
    }

    void importsOnceAndInTheImagesPixels() {
        const auto file =
            csv("a.jpg,100,50,anna,r1,10,10,90,20,half size,2026-01-01T00:00:00Z,\n"
                "a.jpg,100,50,bert,r1,10,10,90,20,again,,\n"
                "sub/a.jpg,200,100,anna,r2,190,90,100,100,over the edge,,\n"
                "nosuch.jpg,,,anna,r3,1,1,2,2,x,,\n"
                "b.jpg,,,anna,,,,,,the whole,,\n");
        for (int i = 0; i < 2; ++i) {
            const auto report = must(exchange::importSnippets(project_, file, "csv", {}));
            QCOMPARE(report.boxes, 2);
            QCOMPARE(report.texts, 4);
            QVERIFY(report.skipped.size() == 1 && report.skipped[0].where.ends_with(":5") &&
                    report.skipped[0].why.find("nosuch.jpg") != std::string::npos);
        }
        const auto store = must(ProjectStore::open(project_));
        const auto regions = must(store.allRegions());
        QCOMPARE(regions.size(), std::size_t(3));
        QVERIFY(regions[0].box == (base::Box{20, 20, 180, 40}));
        QCOMPARE(regions[0].snippets.size(), std::size_t(2));
        QCOMPARE(regions[0].snippets[1].annotator, std::string("bert"));
        QCOMPARE(regions[0].createdAt, std::string("2026-01-01T00:00:00Z"));
        QVERIFY(regions[1].box == (base::Box{190, 90, 10, 10}));
        QVERIFY(regions[2].whole);
    }

    void exportsWhatCanBeImportedElsewhere_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("csv") << "out.csv";
        QTest::newRow("coco") << "out.json";
    }
    void exportsWhatCanBeImportedElsewhere() {
        QFETCH(QString, name);
        must(exchange::importSnippets(
            project_,
            csv("a.jpg,200,100,anna,r1,10.25,10,90,20,\"a "
                "\"\"dog\"\"\",2026-01-01T00:00:00Z,\na.jpg,200,100,bert,r1,10.25,10,90,20,two,,"
                "\nb.jpg,,,anna,w,,,,,the whole,,\n"),
            "", {}));
        const fs::path out = base_ / "exports" / name.toStdString();
        const auto written = must(exchange::exportSnippets(project_, out, "", {}));
        QCOMPARE(written.texts, 3);
        const fs::path other = base_ / "other.legenda";
        {
            auto store = must(ProjectStore::create(other));
            store::NewImage a, b;
            a.path = "sub/a.jpg";
            b.path = "b.jpg";
            must(store.addImages(base_, "folder", {a, b}));
        }
        QCOMPARE(must(exchange::importSnippets(other, out, "", {})).texts, 3);
        const auto again = base_ / ("again" + out.extension().string());
        must(exchange::exportSnippets(other, again, "", {}));
        const auto regions = must(must(ProjectStore::open(other)).allRegions());
        QVERIFY(regions[0].box == (base::Box{10.25, 10, 90, 20}));
        QCOMPARE(regions[0].snippets[0].text, std::string("a \"dog\""));
        QCOMPARE(regions[0].snippets[1].annotator, std::string("bert"));
        const auto items = must(exchange::inspectSnippets(again, "", {})).snippets;
        QCOMPARE(items[0].id, std::string("r1"));
        QVERIFY(!items[1].hasBox);
        QCOMPARE(int(exchange::exportSnippets(project_, base_ / "x.odd", "", {}).error().code),
                 int(base::ErrorCode::Usage));
    }
};

QTEST_GUILESS_MAIN(TestSnippets)
#include "test_snippets.moc"
