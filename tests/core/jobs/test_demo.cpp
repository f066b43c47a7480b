// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decode.h"
#include "core/jobs/snippets_job.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

using namespace legenda;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

class TestDemo : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

 private Q_SLOTS:
    void makesTheDemo() {
        const fs::path base = dir_.path().toStdString();
        jobs::Resources resources;
        resources.demo = base / "shipped";
        test::write(resources.demo / "Flickr8k.token.txt",
                    "dog.jpg#0\tA dog runs .\ndog.jpg#1\tA brown dog on grass .\n");
        test::write(resources.demo / "entities/Sentences/dog.txt",
                    "[/EN#1/animals A dog] runs .\n[/EN#1/animals A brown dog] on [/EN#2/scene grass] "
                    ".\n[/EN#1/animals a dog] sits .\n");
        test::write(
            resources.demo / "entities/Annotations/dog.xml",
            "<annotation><size><width>40</width><height>20</height></size>"
            "<object><name>1</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></object>"
            "<object><name>1</name><bndbox><xmin>11</xmin><ymin>3</ymin><xmax>20</xmax><ymax>10</ymax></bndbox></"
            "object></annotation>");
        base::Picture picture{40, 20, std::vector<std::uint8_t>(40 * 20 * 3, 70), 40, 20};
        must(image::encode(picture, resources.demo / "images" / "dog.jpg"));

        const fs::path target = base / "home" / "deep";
        test::write(target / "demo" / "Flickr8k.token.txt", "cut o");  // what a killed start leaves
        test::write(target / ".demo.legenda.part-999999999" / "project.sqlite", "half a database");
        const auto project = must(jobs::makeDemo(resources, target, {}));
        QCOMPARE(project, target / "demo.legenda");
        QVERIFY(!fs::exists(target / ".demo.legenda.part-999999999"));
        {
            auto store = must(ProjectStore::open(project));
            const auto regions = must(store.allRegions());
            QCOMPARE(regions.size(), std::size_t(1));  // grass has no box
            QVERIFY(regions[0].box == (base::Box{0, 0, 20, 10}));
            QCOMPARE(regions[0].snippets.size(), std::size_t(2));  // "a dog" is said twice
            QCOMPARE(regions[0].annotator, std::string("Legenda"));
            QCOMPARE(regions[0].origin, std::string("import"));
            QCOMPARE(must(store.images())[0].file, target / "demo" / "images" / "dog.jpg");
            must(store.setInfo("name", "mine"));
        }
        QCOMPARE(must(jobs::makeDemo(resources, target, {})), project);
        QCOMPARE(must(must(ProjectStore::open(project)).info("name")), std::string("mine"));
    }

    void saysWhatIsInTheWay() {
        const fs::path base = fs::path(dir_.path().toStdString()) / "way";
        jobs::Resources resources;
        resources.demo = base / "nothing";
        QVERIFY(!jobs::makeDemo(resources, base / "a", {}));
        QVERIFY(!fs::exists(base / "a" / "demo.legenda"));
        test::write(base / "b" / "demo.legenda" / "letter.txt", "mine");
        const auto taken = jobs::makeDemo(resources, base / "b", {});
        QVERIFY(!taken && taken.error().message.find("demo.legenda") != std::string::npos);
        QVERIFY(fs::exists(base / "b" / "demo.legenda" / "letter.txt"));
    }
};

QTEST_GUILESS_MAIN(TestDemo)
#include "test_demo.moc"
