// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/csv_columns.h"
#include "tests/support/region_sample.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <tuple>

using namespace legenda;
using namespace legenda::data::regions;
using test::must;
namespace fs = std::filesystem;

// What files of the formats look like beside the plain case. Quotes in the JSON below are single ones.
class TestRegionFormats : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path root_;

    static std::string json(std::string text) {
        std::ranges::replace(text, '\'', '"');
        return text;
    }
    test::RegionsRead read(const std::string& text, const std::string& name = {}) const {
        test::write(root_ / "file", text);
        return must(test::tryReadRegions(root_ / "file", name));
    }
    static bool near(const std::optional<base::Box>& a, const base::Box& b) {
        constexpr double kPixel = 0.01;
        return a && std::abs(a->x - b.x) < kPixel && std::abs(a->y - b.y) < kPixel && std::abs(a->w - b.w) < kPixel &&
               std::abs(a->h - b.h) < kPixel;
    }
    static std::vector<std::string> textsOf(const test::RegionsRead& read) {
        std::vector<std::string> texts;
        for (const auto& record : read.records)
            for (const auto& text : record.texts) texts.push_back(text.text);
        return texts;
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        fs::create_directories(root_);
    }

    // Our own table as spreadsheets save it, and tables of other people.
    void readsTables_data() {
        QTest::addColumn<QByteArray>("table");
        const QByteArray
            header = "image_file,image_width,image_height,annotator,region_id,x,y,width,height,text,created_at,split",
            row = "a.jpg,64,48,me,r1,1.5,2,10,12,a dog,,train";
        const auto with = [](QByteArray text, char separator) { return text.replace(',', separator); };
        QTest::newRow("comma") << header + "\r\n" + row + "\r\n";
        QTest::newRow("semicolon, decimal comma")
            << with(header, ';') + "\r\na.jpg;64;48;me;r1;1,5;2;10,0;12;\"a dog\";;train\r\n";
        QTest::newRow("tab") << with(header, '\t') + "\n" + with(row, '\t') + "\n";
        QTest::newRow("bar") << with(header, '|') + "\n" + with(row, '|') + "\n";
        QTest::newRow("sep=,") << "sep=,\r\n" + header + "\r\n" + row + "\r\n";
        QTest::newRow("quoted sep") << "\"sep=;\"\r\n" + with(header, ';') + "\r\n" + with(row, ';') + "\r\n";
        QTest::newRow("upper case") << header.toUpper() + "\n" + row + "\n";
        QTest::newRow("CR line ends") << header + "\r" + row + "\r";
        QTest::newRow("empty cells behind") << header + ",,\n" + row + ",,\n";
        QTest::newRow("more empty cells than the header") << header + "\n" + row + ",,\n";
        QTest::newRow("spaces and a plus sign") << header + "\n a.jpg ,64,48,me,r1, +1.5 ,2,10,12,a dog,,train\n";
        QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + header + "\n" + row + "\n";
        QByteArray little("\xFF\xFE"), big("\xFE\xFF");
        for (const char c : with(header, '\t') + "\r\n" + with(row, '\t') + "\r\n") {
            little += c + QByteArray(1, '\0');
            big += QByteArray(1, '\0') + c;
        }
        QTest::newRow("UTF-16") << little;
        QTest::newRow("UTF-16, big-endian") << big;
        QTest::newRow("six columns") << QByteArray("file,x,y,width,height,text\na.jpg,1.5,2,10,12,a dog\n");
        QTest::newRow("six columns in another order")
            << QByteArray("text;height;width;y;x;file\na dog;12;10;2;1,5;a.jpg\n");
        QTest::newRow("corners") << QByteArray("filename,xmin,ymin,xmax,ymax,caption\na.jpg,1.5,2,11.5,14,a dog\n");
        QTest::newRow("a box in one column") << QByteArray("image,bbox,phrase\na.jpg,\"[1.5, 2, 10, 12]\",a dog\n");
    }
    void readsTables() {
        QFETCH(QByteArray, table);
        const auto rows = read(table.toStdString());
        QVERIFY2(rows.records.size() == 1, rows.all().c_str());
        QVERIFY(rows.records[0].box == (base::Box{1.5, 2, 10, 12}));
        QCOMPARE(rows.records[0].image, std::string("a.jpg"));
        QCOMPARE(textsOf(rows), std::vector<std::string>{"a dog"});
    }

    void skipsRowsWithTheirLine() {
        const auto rows = read(
            "image_file,x,y,width,height,text,created_at\n"
            "a.jpg,10,10,40,30,good,\n"           // 2
            "a.jpg,ten,10,40,30,x,\n"             // 3
            "a.jpg,10\n"                          // 4
            "a.jpg,10,10,0,30,x,\n"               // 5
            "..,10,10,40,30,x,\n"                 // 6
            "a.jpg,10,10,nan,30,x,\n"             // 7
            "a.jpg,,,,,,\n"                       // 8
            "a.jpg,1,1,1e400,2,x,\n"              // 9
            "a.jpg,10,10,40,30,dated,2.1.2024\n"  // 10
            "a.jpg,,,,,whole,\n"                  // 11
            "a.jpg,1,1,1,1,\"0");                 // 12
        QCOMPARE(textsOf(rows), (std::vector<std::string>{"good", "dated", "whole"}));
        QVERIFY(rows.says("file:3", "ten") && rows.says("file:4", "fields") && rows.says("file:5", "no area") &&
                rows.says("file:6", "no name") && rows.says("file:7", "not one of pixels"));
        QVERIFY(rows.says("file:8", "neither") && rows.says("file:9", "1e400") && rows.says("file:10", "2.1.2024") &&
                rows.says("file:12", "quoted"));
        QVERIFY(!rows.records.back().box);
        for (const auto& [table, why] : {std::pair{"file,text,x\na,b,1\n", "lacks y, width, height"},
                                         {"name,words\na,b\n", "image_file"},
                                         {"just words\n", "separator"}}) {
            test::write(root_ / "odd", table);
            const auto odd = test::tryReadRegions(root_ / "odd", "csv");
            QVERIFY2(!odd && odd.error().message.find(why) != std::string::npos, table);
        }
    }

    void cocoLosesNothing() {
        const auto coco = read(json(
            "{'annotations':[{'id':1,'image_id':1,'bbox':[1,1,5,5],'caption':'one'},"
            "{'id':1,'image_id':1.0,'bbox':[10,10,5,5],'caption':'two'},"
            "{'image_id':'1','bbox':['20',20,5,5],'caption':'three'},{'id':null,'image_id':1,'bbox':[30,20,5,5],'"
            "caption':"
            "['five','six']},{'image_id':1,'caption':'whole'},{'id':7,'image_id':1,'bbox':[1,1,NaN,5],'caption':'bad'},"
            "{'id':8,'image_id':1,'bbox':[10,10,30,10],'attributes':{'rotation':90.0,'text':'turned','annotator':'anna'"
            "}},"
            "{'id':9,'image_id':1,'bbox':[1,1,5,5],'caption':8,'category_id':2},"
            "{'id':10,'image_id':1,'bbox':[1,1,5,5],'category_id':2},{'id':11,'image_id':9,'bbox':[1,1,5,5]},"
            "{'id':12,'image_id':1,'segmentation':[[10,10,20,10,20,30]],'caption':'a polygon'},"
            "{'id':13,'image_id':1,'bbox':[1,1,5,5],'tokens_positive':[[4,7]]},7],"
            "'images':[{'id':1,'file_name':'a.jpg','width':64,'height':'48','caption':'Ein Hund'},{'id':3}],"
            "'categories':[{'id':2,'name':'dog'}]}"));
        QCOMPARE(textsOf(coco), (std::vector<std::string>{"one", "two", "three", "five", "six", "whole", "turned",
                                                          "dog", "dog", "a polygon", "Hun"}));
        QVERIFY(near(coco.records[5].box, {20, 0, 10, 30}));
        QCOMPARE(coco.records[5].annotator, std::string("anna"));
        QVERIFY(near(coco.records[8].box, {10, 10, 10, 20}));
        QVERIFY(coco.says("annotations[5]", "bbox") && coco.says("annotations[6]", "rotated by 90 degrees") &&
                coco.says("annotations[7]", "not text") && coco.says("annotations[9]", "image_id 9") &&
                coco.says("annotations[10]", "bounding box") && coco.says("annotations[12]", "image_id") &&
                coco.says("images[1]", "file_name"));
        for (const char* wrong : {"{'images':[]}", "{'annotations':[]}", "{'images':1,'annotations':[]}", "{"}) {
            test::write(root_ / "odd", json(wrong));
            QVERIFY2(!test::tryReadRegions(root_ / "odd", "coco"), wrong);
        }
        // A list of results names images by their ids.
        const auto results = read(json("[{'image_id':42,'bbox':[1,2,3,4],'caption':'a dog','score':0.5}]"));
        QVERIFY(results.records.size() == 1 && results.records[0].imageId == "42" &&
                results.records[0].keys["score"] == 0.5);
    }

    void visualGenomeOfBothDialects() {
        const auto regions = read(json(
            "[{'id':1,'regions':[{'region_id':1382,'image_id':1,'x':421,'y':57,'width':82,'height':139,'phrase':'the "
            "clock'},{'region_id':1383,'x':'1','y':2,'width':3,'height':null,'phrase':'no box'}]},"
            "{'id':2,'regions':[{'id':7,'image':2,'x':1,'y':2,'width':3,'height':4,'phrase':'older'}]},{'id':3}]"));
        QCOMPARE(textsOf(regions), (std::vector<std::string>{"the clock", "older"}));
        QVERIFY(regions.records[0].id == "1382" && regions.records[0].image == "1.jpg" &&
                regions.records[0].imageId == "1" && regions.records[1].id == "7");
        QVERIFY(regions.says("[0].regions[1]", "lacks") && regions.says("[2]", "regions"));
    }

    void entitiesOfSeveralBoxesAndScenes() {
        test::write(
            root_ / "Annotations" / "9.xml",
            "<annotation><filename>9.jpg</filename><size><width>100</width><height>80</height></size>"
            "<object><name>1</name><name>2</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>20</ymax>"
            "</bndbox></object><object><name>1</name><bndbox><xmin>11</xmin><ymin>1</ymin><xmax>20</xmax>"
            "<ymax>20</ymax></bndbox></object><object><name>3</name><scene>1</scene><nobndbox>1</nobndbox></object>"
            "<object><name>4</name><scene>0</scene><nobndbox>1</nobndbox></object></annotation>");
        test::write(root_ / "Sentences" / "9.txt",
                    "[/EN#1/people Two men] of [/EN#2/people/other whom] one [/EN#0/notvisual hopes] in [/EN#3/scene a "
                    "street] .\n[/EN#1/people Two men] with [/EN#4/other luck] .\n[/EN#1/people Men] walk .\n");
        const auto entities = must(test::tryReadRegions(root_));
        QCOMPARE(entities.records.size(), std::size_t{4});
        QVERIFY(near(entities.records[0].box, {0, 0, 10, 20}) && near(entities.records[1].box, {10, 0, 10, 20}) &&
                near(entities.records[2].box, {0, 0, 10, 20}) && !entities.records[3].box);
        QCOMPARE(test::textsOf(entities.records[0]), (std::vector<std::string>{"Two men", "Men"}));
        QVERIFY(entities.records[0].id == "1" && entities.records[1].id == "1/2" && entities.records[2].id == "2");
        QCOMPARE(test::textsOf(entities.records[3]), std::vector<std::string>{"a street"});
        QVERIFY(entities.problems.empty());
        using data::regions::Seen;
        std::vector<std::tuple<std::string, int, std::size_t, std::size_t>> chains;
        for (const auto& chain : entities.chains)
            chains.emplace_back(chain.id, int(chain.seen), chain.regions.size(), chain.mentions.size());
        QCOMPARE(chains, (decltype(chains){{"", int(Seen::NotVisible), 0, 1},
                                           {"1", int(Seen::Boxes), 2, 3},
                                           {"2", int(Seen::Boxes), 1, 1},
                                           {"3", int(Seen::WholeScene), 0, 1},
                                           {"4", int(Seen::NotVisible), 0, 1}}));
        const auto& luck = entities.chains.back().mentions.front();
        QVERIFY(luck.sentence == "Two men with luck ." && luck.start == 3 && luck.end == 4);
    }

    void labelmeShapes() {
        const auto shapes = read(json(
            "{'flags':{},'imageData':'AAAA','imageHeight':80,'imagePath':'..\\\\img\\\\a.jpg','imageWidth':100,'shapes'"
            ":["
            "{'label':'dog','points':[[30,40],[10,20]],'shape_type':'rectangle','group_id':1,'flags':{}},"
            "{'label':'dog','points':[[10,20],[30,20],[30,40]],'shape_type':'polygon','description':'a dog'},"
            "{'label':'cat','points':[[50,50],[53,54]],'shape_type':'circle'},{'label':'x','points':[[1,1]],'shape_"
            "type':"
            "'point'},{'label':'r','points':[[10,0],[20,10],[10,20],[0,10]],'shape_type':'rotation','direction':0.7},"
            "{'label':'n','points':[[1,'a'],[2,3]],'shape_type':'rectangle'},7],'version':'4.5.6','description':'all'"
            "}"));
        QCOMPARE(textsOf(shapes), (std::vector<std::string>{"all", "dog", "a dog", "cat", "r"}));
        QVERIFY(!shapes.records[0].box && near(shapes.records[1].box, {10, 20, 20, 20}) &&
                near(shapes.records[2].box, {10, 20, 20, 20}) && near(shapes.records[3].box, {45, 45, 10, 10}) &&
                near(shapes.records[4].box, {0, 0, 20, 20}));
        QVERIFY(shapes.records[1].keys["group_id"] == 1 && shapes.records[2].keys["label"] == "dog");
        QVERIFY(shapes.says("shapes[1]", "polygon") && shapes.says("shapes[2]", "circle") &&
                shapes.says("shapes[3]", "no box") && shapes.says("shapes[4]", "rotated") &&
                shapes.says("shapes[5]", "[x, y]") && shapes.says("shapes[6]", "no shape"));
    }

    void labelmeFolders() {
        const auto document = [&](const std::string& image, const std::string& text) {
            return json("{'shapes':[{'label':'" + text +
                        "','points':[[1,2],[4,6]],'shape_type':'rectangle'}],'imagePath':'" + image + "'}");
        };
        test::write(root_ / "b" / "2.json", document("2.jpg", "two"));
        test::write(root_ / "1.json", document("1.jpg", "one"));
        test::write(root_ / "other.json", json("{'categories':[]}"));
        test::write(root_ / "cut.json", "{\"shapes\": [");
        const auto folder = must(test::tryReadRegions(root_));
        QCOMPARE(textsOf(folder), (std::vector<std::string>{"one", "two"}));
        QCOMPARE(folder.records[1].image, std::string("b/2.jpg"));
        QVERIFY(folder.says("other.json", "shapes") && folder.says("cut.json", "truncated"));
        QVERIFY(!test::tryReadRegions(root_ / "b" / ".." / "none"));
    }

    void labelStudioTasks() {
        const auto tasks = read(json(
            "[{'id':1,'data':{'image':'/data/upload/3/"
            "8f2a1b3c-dog.jpg'},'annotations':[{'completed_by':{'id':4,'email':"
            "'anna@lab'},'result':["
            "{'id':'r1','type':'rectanglelabels','original_width':200,'original_height':100,'value':{'x':5,'y':20,'"
            "width':15,"
            "'height':40,'rotation':0,'rectanglelabels':['Dog']}},"
            "{'id':'r1','type':'textarea','value':{'x':5,'y':20,'width':15,'height':40,'text':['a dog','brown']}},"
            "{'id':'r2','type':'rectanglelabels','original_width':200,'original_height':100,'value':{'x':50,'y':0,'"
            "width':10,"
            "'height':20,'rotation':90,'rectanglelabels':['Cat']}},"
            "{'id':'r3','type':'polygonlabels','original_width':200,'original_height':100,'value':{'points':[[0,0],[10,"
            "0],"
            "[10,10]],'polygonlabels':['Sky']}},{'id':'w','type':'textarea','value':{'text':['the whole']}},"
            "{'id':'k','type':'keypointlabels','value':{'x':1,'y':2,'width':0.5,'keypointlabels':['Nose']}},"
            "{'id':'c','type':'choices','value':{'choices':['good']}},{'type':'relation','from_id':'r1','to_id':'r2'}]}"
            ","
            "{'was_cancelled':true,'result':[]}],'predictions':[{'result':[]}]},"
            "{'data':{'img':'/data/local-files/?d=set/cat.jpg'},'completions':[{'result':[{'id':'q','type':'rectangle',"
            "'value':{'x':1,'y':2,'width':3,'height':4}}]}]},"
            "{'image':'s3://bucket/"
            "bird.jpg','annotation_id':5,'annotator':9,'label':[{'x':10,'y':10,'width':50,'height':50,"
            "'original_width':10,'original_height':10,'rectanglelabels':['Bird']}],'caption':['a bird']}]"));
        QCOMPARE(textsOf(tasks), (std::vector<std::string>{"a dog", "brown", "Cat", "Sky", "the whole", "a bird"}));
        const auto& r = tasks.records;
        QVERIFY(r[0].image == "dog.jpg" && r[0].annotator == "anna@lab" && r[0].id == "r1" &&
                r[0].keys["labels"][0] == "Dog");
        QVERIFY(near(r[0].box, {10, 20, 30, 40}) && near(r[1].box, {80, 0, 20, 20}) && near(r[2].box, {0, 0, 20, 10}));
        QVERIFY(!r[3].box && r[4].frame == Frame::Percent && r[4].image == "set/cat.jpg");
        QVERIFY(near(r[5].box, {1, 1, 5, 5}) && r[5].annotator == "9");
        QVERIFY(tasks.says("result[2]", "90 degrees") && tasks.says("result[3]", "polygon") &&
                tasks.says("result[5]", "no box") && tasks.says("result[7]", "relation") &&
                tasks.says("annotations[1]", "cancelled") && tasks.says("[0]", "predictions"));
    }

    void odvgLines() {
        const auto lines = read(json(
            "{'filename':'a.jpg','height':375,'width':500,'grounding':{'caption':'Two surfers on a beach.','regions':["
            "{'bbox':[206,156,282,248],'phrase':'Two surfers','tokens_positive':[[0,3],[4,11]]},"
            "{'bbox':[[10,20,30,60],[40,20,60,60]],'phrase':'a "
            "beach','tokens_positive':[[15,22]]},{'bbox':[1,2],'phrase':'x'}]}}"
            "\n\n{'filename':'b.jpg','detection':{'instances':[{'bbox':[1,2,4,6],'label':0,'category':'dog'}]}}\n"
            "{'filename':'c.jpg','grounding':{'caption':'whole','regions':[]}}\nno json\n{'filename':'d.jpg'}\n"));
        QCOMPARE(textsOf(lines), (std::vector<std::string>{"Two surfers", "a beach", "a beach", "dog", "whole"}));
        QVERIFY(near(lines.records[0].box, {206, 156, 76, 92}) && near(lines.records[2].box, {40, 20, 20, 40}));
        QCOMPARE(lines.records[0].keys["caption"], "Two surfers on a beach.");
        QVERIFY(!lines.records[4].box);
        QVERIFY(lines.says("file:1", "[x1, y1, x2, y2]") && lines.says("file:5", "JSON") &&
                lines.says("file:6", "neither"));
    }

    void denseCapIsScaledByItsOption() {
        const auto results = read(json(
            "{'results':[{'img_name':'a.jpg','boxes':[[72,0,360,72],[1,2,3]],'scores':[1,2],'captions':['a dog','x']}],"
            "'opt':{'image_size':720}}"));
        QCOMPARE(textsOf(results), std::vector<std::string>{"a dog"});
        QVERIFY(results.records[0].frame == Frame::LongSide && results.records[0].longSide == 720);
        QVERIFY(results.says("boxes[1]", "[1,2,3]"));
    }

    void whatIsNoneOfThemIsSaid() {
        for (const char* text : {"", "nothing known", "{'a': 1}", "[1, 2]", "{'images': [{'filename': 'a.jpg'}]}"}) {
            test::write(root_ / "odd", json(text));
            const auto odd = test::tryReadRegions(root_ / "odd");
            QVERIFY2(!odd && odd.error().message.find("odd") != std::string::npos, text);
        }
        test::write(root_ / "cut", json("{'images': [{'id': 1"));
        const auto cut = test::tryReadRegions(root_ / "cut");
        QVERIFY(!cut && cut.error().message.find("truncated: it ends") != std::string::npos);
        const base::JobContext job;
        QCOMPARE(int(formatToRead(root_ / "odd", "nosuch", job).error().code), int(base::ErrorCode::Usage));
        fs::create_directories(root_ / "empty");
        QVERIFY(!test::tryReadRegions(root_ / "empty"));
        QVERIFY(!formatToWrite(root_ / "x.odd", {}));
        QCOMPARE(must(formatToWrite(root_ / "x.jsonl", {}))->name(), std::string("odvg"));
    }
};

QTEST_GUILESS_MAIN(TestRegionFormats)
#include "test_region_formats.moc"
