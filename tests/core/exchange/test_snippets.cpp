// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/exchange/snippets.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include "tests/support/peak_memory.h"

#include <QTemporaryDir>

#include <cmath>
#include <fstream>

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

    // A project with the same images, of other ids.
    fs::path anotherProject() const {
        const fs::path other = base_ / "other.legenda";
        auto store = must(ProjectStore::create(other));
        must(store.addImages(base_, "folder", images()));
        return other;
    }
    static std::vector<store::NewImage> images() {
        store::NewImage a, b;
        a.path = "sub/a.jpg";
        a.split = "dev";
        a.width = 200;
        a.height = 100;
        b.path = "b.jpg";
        b.width = 64;
        b.height = 48;
        return {a, b};
    }
    static void formats() {
        QTest::addColumn<QString>("format");
        for (const auto& format : exchange::regions::formatInfos())
            QTest::newRow(format.name.c_str()) << QString::fromStdString(format.name);
    }
    static bool near(const base::Box& a, const base::Box& b, double pixels) {
        return std::abs(a.x - b.x) < pixels && std::abs(a.y - b.y) < pixels && std::abs(a.w - b.w) < pixels &&
               std::abs(a.h - b.h) < pixels;
    }

    std::vector<std::string> lossesOf(const std::string& format) const {
        return must(exchange::exportSnippets(project_, {base_ / "nothing", format, true}, {})).losses;
    }

    fs::path csv(const std::string& rows) const {
        test::write(base_ / "in.csv", kHeader + rows);
        return base_ / "in.csv";
    }

 private Q_SLOTS:
    void init() {
        base_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        project_ = base_ / "p.legenda";
        auto store = must(ProjectStore::create(project_));
        must(store.addImages(base_, "folder", images()));
    }

    void inspectsWithoutAProject() {
        const auto report = must(exchange::inspectSnippets(
            csv("x.jpg,10,10,anna,r,1,1,2,2,one,,\nx.jpg,10,10,bert,r,1,1,2,2,two,,\ny.jpg,,,,,,,,,all of it,,\nbad\n"),
            "", {}));
        QCOMPARE(report.format, std::string("csv"));
        QCOMPARE(report.images, 2);
        QCOMPARE(report.boxes, 1);
        QCOMPARE(report.texts, 3);
        QCOMPARE(report.snippets.size(), std::size_t(2));
        QCOMPARE(report.snippets[0].texts, (std::vector<exchange::regions::Text>{{"one", "anna"}, {"two", "bert"}}));
        QCOMPARE(report.skipped.size(), std::size_t(1));
        QVERIFY(report.skipped[0].where.ends_with("in.csv:5"));
        QCOMPARE(int(exchange::inspectSnippets(base_ / "none.csv", "", {}).error().code), int(base::ErrorCode::Io));
    }

    // What the consensus holds says whose it was, in a key of its own where the format has a place for one.
    void theConsensusNamesItsAnnotators() {
        {
            auto store = must(ProjectStore::open(project_));
            const auto image = must(store.images()).front().id;
            store::Edit edit;
            edit.image = image;
            edit.box = {10, 10, 40, 20};
            edit.text = "a thing";
            for (const char* name : {"Ada", "Ben", ""}) {
                edit.annotator = name;
                edit.consensus = edit.annotator.empty();
                edit.region = edit.consensus ? "agreed" : "of " + edit.annotator;
                (void)must(store.apply(edit));
            }
            store::Edit settle;
            settle.kind = store::Edit::Kind::Settle;
            settle.image = image;
            settle.settlement = {{"of Ada", "of Ben"}, "agreed", false};
            (void)must(store.apply(settle));

            store::Edit link;
            link.kind = store::Edit::Kind::SetChain;
            link.image = image;
            for (const char* name : {"Cem", "Dora", ""}) {
                link.annotator = name;
                link.consensus = link.annotator.empty();
                link.chain = {link.consensus ? "agreed words" : "words of " + link.annotator,
                              store::Presence::NotVisible,
                              {},
                              "people"};
                (void)must(store.apply(link));
            }
            settle.settlement = {{"words of Cem", "words of Dora"}, "agreed words", true};
            (void)must(store.apply(settle));
        }
        for (const char* format : {"json-lines", "coco", "csv"}) {
            const auto file = base_ / (std::string("out.") + format);
            QCOMPARE(must(exchange::exportSnippets(project_, {file, format, false}, {})).boxes, 3);
            std::ifstream in(file);
            const std::string text{std::istreambuf_iterator<char>(in), {}};
            QVERIFY2(text.find("Ada, Ben") != std::string::npos && text.find("annotators") != std::string::npos,
                     text.c_str());
            QCOMPARE(text.find("\"annotators\":\"Cem, Dora\"") != std::string::npos,
                     format == std::string("json-lines"));
        }
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
            QCOMPARE(report.newBoxes, i == 0 ? 2 : 0);
            QCOMPARE(report.newTexts, i == 0 ? 4 : 0);
            QVERIFY(report.skipped.size() == 2 && report.skipped[0].where.ends_with(":5") &&
                    report.skipped[0].why.find("nosuch.jpg") != std::string::npos);
            QVERIFY(report.skipped[1].where.ends_with(":4") &&
                    report.skipped[1].why.find("over the edge") != std::string::npos);
        }
        const auto more = must(exchange::importSnippets(
            project_, csv("a.jpg,100,50,anna,r1,10,10,90,20,half size,,\na.jpg,100,50,anna,r1,10,10,90,20,new,,\n"), "",
            {}));
        QVERIFY(more.newBoxes == 0 && more.newTexts == 1);
        const auto store = must(ProjectStore::open(project_));
        const auto regions = must(store.allRegions());
        QCOMPARE(regions.size(), std::size_t(3));
        QVERIFY(regions[0].box == (base::Box{20, 20, 180, 40}));
        QCOMPARE(regions[0].snippets.size(), std::size_t(3));
        QCOMPARE(regions[0].snippets[1].annotator, std::string("bert"));
        QCOMPARE(regions[0].createdAt, std::string("2026-01-01T00:00:00Z"));
        QVERIFY(regions[1].box == (base::Box{190, 90, 10, 10}));
        QVERIFY(regions[2].whole);
    }

    // Out of one project into another and out again.
    void comesBackAsItWent_data() { formats(); }
    void comesBackAsItWent() {
        QFETCH(QString, format);
        const std::string name = format.toStdString();
        must(exchange::importSnippets(
            project_,
            csv("a.jpg,200,100,anna,17,10.25,10.5,90.125,20,\"a \"\"dog\"\", ü\",2026-01-01T00:00:00Z,\n"
                "a.jpg,200,100,bert,17,10.25,10.5,90.125,20,two,2026-01-01T00:00:00Z,\n"
                "a.jpg,200,100,,18,100,40,50,60,no name,,\nb.jpg,,,anna,19,,,,,the whole,,\n"),
            "", {}));
        const fs::path out = base_ / "exports" / "out";
        const auto written = must(exchange::exportSnippets(project_, {out, name}, {}));
        QVERIFY(written.boxes == 2 && written.texts == 4 && written.images == 2);
        QCOMPARE(must(exchange::inspectSnippets(out, "", {})).format, name);
        const fs::path other = anotherProject();
        const auto read = must(exchange::importSnippets(other, out, "", {}));
        QVERIFY2(read.skipped.empty(), read.skipped.empty() ? "" : read.skipped.front().why.c_str());
        QCOMPARE(read.newTexts, 4);
        QCOMPARE(must(exchange::importSnippets(other, out, "", {})).newTexts, 0);
        const auto regions = must(must(ProjectStore::open(other)).allRegions());
        QCOMPARE(regions.size(), std::size_t(3));
        const bool pixels = name == "entities", people = name != "entities" && name != "densecap";
        const auto find = [&](const std::string& text) {
            const auto found = std::ranges::find_if(regions, [&](const auto& region) {
                return std::ranges::any_of(region.snippets, [&](const auto& s) { return s.text == text; });
            });
            return found == regions.end() ? store::RegionRecord() : *found;
        };
        const auto dog = find("a \"dog\", ü"), plain = find("no name"), whole = find("the whole");
        QVERIFY(near(dog.box, {10.25, 10.5, 90.125, 20}, pixels ? 1 : 0.01) &&
                near(plain.box, {100, 40, 50, 60}, 0.01));
        QCOMPARE(dog.snippets.size(), std::size_t(2));
        QCOMPARE(dog.snippets[1].text, std::string("two"));
        if (people) QVERIFY(dog.snippets[0].annotator == "anna" && dog.snippets[1].annotator == "bert");
        if (people) QCOMPARE(dog.createdAt, std::string("2026-01-01T00:00:00Z"));
        QCOMPARE(whole.whole, name != "densecap");
        if (name != "densecap") QVERIFY(dog.extraJson.find("\"17\"") != std::string::npos);
        const fs::path again = base_ / "exports" / "again";
        must(exchange::exportSnippets(other, {again, name}, {}));
        if (name == "csv") QCOMPARE(must(base::readFile(again)), must(base::readFile(out)));
    }

    void saysWhatAFormatCannotHold_data() { formats(); }
    void saysWhatAFormatCannotHold() {
        QFETCH(QString, format);
        const std::string name = format.toStdString();
        QVERIFY(lossesOf(name).empty());
        must(exchange::importSnippets(
            project_, csv("a.jpg,200,100,anna,r1,10.25,10,90,20,\"a [dog]\nruns\",,\nb.jpg,,,anna,w,,,,,the whole,,\n"),
            "", {}));
        const auto losses = lossesOf(name);
        const auto says = [&](const char* what) {
            return std::ranges::any_of(losses, [&](const auto& s) { return s.find(what) != std::string::npos; });
        };
        const bool densecap = name == "densecap", entities = name == "entities";
        QCOMPARE(says("annotators"), densecap || entities);
        QCOMPARE(says("ids"), densecap || entities);
        QCOMPARE(says("times"), densecap || entities);
        QCOMPARE(says("whole images"), densecap);
        QCOMPARE(says("rounded"), entities);
        QCOMPARE(says("brackets"), entities);
        QCOMPARE(says("spaces"), entities);
        std::vector<std::string> said;
        base::JobContext context;
        context.note = [&](const std::string& sentence) { said.push_back(sentence); };
        const auto report = must(exchange::exportSnippets(project_, {base_ / "out", name}, context));
        QCOMPARE(report.losses, losses);
        QCOMPARE(said, losses);
    }

    // A folder that holds something is not written into, and nothing stays of an export that was cancelled.
    void nothingIsReplacedOrLeft() {
        must(exchange::importSnippets(project_, csv("a.jpg,200,100,,r1,10,10,90,20,a dog,,\n"), "", {}));
        const fs::path folder = base_ / "labels";
        test::write(folder / "mine.json", "{}");
        QCOMPARE(int(exchange::exportSnippets(project_, {folder, "labelme"}, {}).error().code),
                 int(base::ErrorCode::Usage));
        QCOMPARE(must(base::readFile(folder / "mine.json")), std::string("{}"));
        fs::create_directories(base_ / "empty");
        for (const char* there : {"empty", "new"}) {
            const fs::path link = base_ / ("link to " + std::string(there));
            fs::create_directory_symlink(there, link);
            must(exchange::exportSnippets(project_, {link, "labelme"}, {}));
            QVERIFY(fs::is_symlink(link) && !fs::is_empty(base_ / there));
        }
        std::stop_source stop;
        base::JobContext context;
        context.stop = stop.get_token();
        stop.request_stop();
        for (const auto& format : exchange::regions::formatInfos()) {
            const auto done = exchange::exportSnippets(project_, {base_ / "cancelled" / "out", format.name}, context);
            QCOMPARE(int(done.error().code), int(base::ErrorCode::Cancelled));
            QVERIFY(!fs::exists(base_ / "cancelled" / "out"));
        }
        const auto stopped = exchange::importSnippets(project_, csv("b.jpg,,,,r2,1,1,2,2,x,,\n"), "", context);
        QCOMPARE(int(stopped.error().code), int(base::ErrorCode::Cancelled));
        QCOMPARE(must(must(ProjectStore::open(project_)).allRegions()).size(), std::size_t(1));
    }

    void keysOfAnotherFormatAreSaidToBeLost() {
        test::write(base_ / "coco.json",
                    R"({"images":[{"id":1,"file_name":"b.jpg"}],"annotations":[{"id":5,"image_id":1,"bbox":[1,2,3,4],)"
                    R"("caption":"x","mood":"glad","attributes":{"occluded":true}}]})");
        must(exchange::importSnippets(project_, base_ / "coco.json", "", {}));
        QVERIFY(lossesOf("coco").empty());
        QCOMPARE(lossesOf("csv").size(), std::size_t(1));
        must(exchange::exportSnippets(project_, {base_ / "again.json", ""}, {}));
        const auto again = must(exchange::inspectSnippets(base_ / "again.json", "", {})).snippets;
        QVERIFY(again.size() == 1 && again[0].id == "5" && again[0].keys["mood"] == "glad" &&
                again[0].keys["attributes"]["occluded"] == true);
    }

    // Memory does not grow with the number of regions.
    void manyRegionsInLittleMemory() {
        constexpr int kRegions = 20'000;
        const fs::path file = base_ / "many.csv";
        {
            std::ofstream out(file);
            out << "file,x,y,width,height,text\n";
            for (int i = 0; i < kRegions; ++i)
                out << "a.jpg," << i % 150 << ',' << i / 150 * 0.5 << ",20.5,10,"
                    << "a dog number " << i << '\n';
        }
        const test::PeakMemory memory;
        std::int64_t reports = 0;
        base::JobContext context;
        context.progress = [&](const base::Progress& progress) { reports += progress.total > 0 ? 1 : 0; };
        QCOMPARE(must(exchange::importSnippets(project_, file, "", context)).newTexts, kRegions);
        constexpr std::int64_t kMegabytes = 60;
        if (memory.measured())
            QVERIFY2(memory.grownMegabytes() < kMegabytes, qPrintable(QString::number(memory.grownMegabytes())));
        QVERIFY(reports > 10);
    }
};

QTEST_GUILESS_MAIN(TestSnippets)
#include "test_snippets.moc"
