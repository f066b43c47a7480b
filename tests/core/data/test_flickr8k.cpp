// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"
#include "core/data/entities.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

class TestFlickr8k : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path root_;

    static data::Dataset read(const fs::path& root, const std::string& format = "flickr8k") {
        return must(tryRead(root, format));
    }
    static base::Result<data::Dataset> tryRead(const fs::path& root, const std::string& format = "flickr8k") {
        for (const auto& reader : data::datasetReaders())
            if (reader->format() == format) return reader->read(root, {});
        return base::fail(base::ErrorCode::Internal, "no such reader");
    }
    static bool mentions(const data::Dataset& data, const std::string& where, const std::string& why) {
        return std::ranges::any_of(data.problems, [&](const auto& p) {
            return p.where.ends_with(where) && p.why.find(why) != std::string::npos;
        });
    }
    void captions(std::string_view text) const { test::write(root_ / "Flickr8k.token.txt", text); }
    void image(const std::string& name) const { test::write(root_ / name, "bytes"); }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        fs::create_directories(root_);
    }

    void readsCaptionsAndSplits() {
        captions("b.jpg#1\tsecond\nb.jpg#0\tfirst\na.jpg#0\tanother\n");
        test::write(root_ / "Flickr_8k.trainImages.txt", "b.jpg\n");
        image("images/a.jpg");
        image("images/b.jpg");
        const auto data = read(root_);
        QCOMPARE(data.samples.size(), std::size_t(2));
        QCOMPARE(data.samples[0].image, std::string("b.jpg"));
        QCOMPARE(data.samples[0].captions, (std::vector<std::string>{"first", "second"}));
        QCOMPARE(data.samples[0].split, std::string("train"));
        QCOMPARE(data.samples[1].split, std::string());
        QCOMPARE(data.imageRoot, root_ / "images" / "");
        QVERIFY(data.problems.empty() && data.missingImages.empty());
        QCOMPARE(read(root_ / "Flickr8k.token.txt").samples.size(), std::size_t(2));
    }

    void goesOnAfterWrongLines() {
        captions(
            "\xEF\xBB\xBF"
            "a.jpg#0\tA dog .\r\n"                           // 1: byte order mark, CRLF
            "no tab here\r\n"                                // 2
            "a.jpg#x\twrong number\r\n"                      // 3
            "a.jpg\tno number\r\n"                           // 4: read
            "a.jpg#1\t\r\n"                                  // 5: empty
            "a.jpg#2\ttwo\ttabs\r\n"                         // 6
            "a.jpg#2\tthe number again\r\n"                  // 7
            "a.jpg#2\ttwo\ttabs\r\n"                         // 8: the line again
            "../../etc/x.jpg#0\tleaves the root\r\n"         // 9
            "/abs.jpg#0\tabsolute\r\n"                       // 10
            "\r\n"                                           // 11
            "b c.jpg.1#0\ta copy\r\n"                        // 12
            "\xE7\x8A\xAC#1.jpg#0\tnot Latin, with a #\r\n"  // 13
            "latin.jpg#0\tcaf\xE9\r\n"                       // 14: Latin-1
            "last.jpg#0\tno line end");                      // 15
        const auto data = read(root_);
        QVERIFY(mentions(data, ":2", "tab") && mentions(data, ":3", "NAME#K") && mentions(data, ":5", "empty"));
        QVERIFY(mentions(data, ":7", "number 2") && mentions(data, ":9", "not a path") &&
                mentions(data, ":10", "not a path") && mentions(data, ":14", "Latin-1"));
        QCOMPARE(data.samples.size(), std::size_t(5));
        QCOMPARE(data.samples[0].captions,
                 (std::vector<std::string>{"A dog .", "no number", "two tabs", "the number again"}));
        QCOMPARE(data.samples[1].image, std::string("b c.jpg"));
        QCOMPARE(data.samples[2].image, std::string("犬#1.jpg"));
        QCOMPARE(data.samples[3].captions[0], std::string("café"));
        QCOMPARE(data.samples[4].captions[0], std::string("no line end"));
        QCOMPARE(data.missingImages.size(), std::size_t(5));
    }

    void reportsOddSplits() {
        captions("a.jpg#0\tx\nb.jpg#0\ty\n");
        test::write(root_ / "Flickr_8k.trainImages.txt",
                    "\xEF\xBB\xBF"
                    "a.jpg\r\nunknown.jpg\r\n\r\n");
        test::write(root_ / "Flickr_8k.devImages.txt", "b.jpg  \na.jpg\n");
        const auto data = read(root_);
        QCOMPARE(data.samples[0].split, std::string("train"));
        QCOMPARE(data.samples[1].split, std::string("dev"));
        QVERIFY(mentions(data, "trainImages.txt:2", "unknown.jpg") && mentions(data, "devImages.txt:2", "train split"));
        QCOMPARE(data.problems.size(), std::size_t(2));
    }

    void findsImagesInAnyFolder() {
        captions("a.jpg#0\tx\nu\xCC\x88.jpg#0\ty\n");
        image("Flicker8k_Dataset/one/a.jpg");
        image("Flicker8k_Dataset/two/u\xCC\x88.jpg");  // decomposed on the disk
        const auto data = read(root_);
        QVERIFY(data.missingImages.empty());
        QCOMPARE(data.imageRoot, root_ / "Flicker8k_Dataset" / "");
        QCOMPARE(data.samples[0].image, std::string("one/a.jpg"));
        QCOMPARE(data.samples[1].image, std::string("two/ü.jpg"));
        QVERIFY(fs::exists(data.imageRoot / data.samples[1].diskPath));
    }

    void refusesWhatIsNoDataset() {
        QCOMPARE(int(tryRead(root_).error().code), int(base::ErrorCode::BadInput));
        QCOMPARE(int(tryRead(root_ / "none").error().code), int(base::ErrorCode::Io));
        captions("just some text\n");
        const auto text = tryRead(root_);
        QVERIFY(!text && text.error().message.find("Flickr8k.token.txt") != std::string::npos);
    }

    void parsesEntitySentences() {
        std::vector<data::Problem> problems;
        const auto s = data::parseEntitySentence("[/EN#18/people A child] in [/EN#0/notvisual/other a pink dress] .",
                                                 "f:1", problems);
        QCOMPARE(s.text, std::string("A child in a pink dress ."));
        QCOMPARE(s.mentions.size(), std::size_t(2));
        QCOMPARE(s.mentions[1].chain, std::string("0"));
        QCOMPARE(s.mentions[1].types, (std::vector<std::string>{"notvisual", "other"}));
        QCOMPARE(s.mentions[1].start, 3);
        QCOMPARE(s.mentions[1].end, 6);
        QCOMPARE(s.mentions[1].text, std::string("a pink dress"));
        QVERIFY(problems.empty());
        QCOMPARE(data::parseEntitySentence("a [/EN#1/x dog runs", "f:2", problems).text, std::string("a dog runs"));
        QCOMPARE(problems.size(), std::size_t(1));
        QVERIFY(data::parseEntitySentence("[/EN#/ dog]", "f:3", problems).mentions.empty());
        QVERIFY(data::parseEntitySentence("", "f:4", problems).text.empty());
    }

    void namesEntitiesById_data() {
        QTest::addColumn<QString>("id");
        QTest::newRow("1000268201_693b08cb0e.jpg") << "1000268201";
        QTest::newRow("dog.jpg") << "dog";
        QTest::newRow("a/b/12_x.jpg") << "12";
        QTest::newRow("12.jpg") << "12";
        QTest::newRow("12_.jpg") << "12_";
        QTest::newRow("dog_2.jpg") << "dog_2";
    }
    void namesEntitiesById() {
        QFETCH(QString, id);
        QCOMPARE(QString::fromStdString(data::entitiesId(QTest::currentDataTag())), id);
    }

    void readsAndJoinsEntities() {
        captions("1_a.jpg#0\tA dog .\n1_a.jpg#1\tA CAT sleeps\n1_a.jpg#2\tA dog .\n2_b.jpg#0\tx\n");
        test::write(root_ / "entities/Sentences/1.txt",
                    "[/EN#5/animals A cat] sleeps .\n[/EN#6/animals A dog]\n[/EN#6/animals A dog] .\nA dog\nnobody "
                    "said this\n");
        test::write(root_ / "entities/Annotations/1.xml",
                    "<annotation><size><width>500</width><height>375</height></size>\n"
                    "<object><name>5</name><name>6</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>10</xmax><ymax>2</"
                    "ymax></bndbox></object>\n"
                    "<object><name>6</name><bndbox><xmin>20</xmin><ymin>20</ymin><xmax>500</xmax><ymax>375</ymax></"
                    "bndbox></object>\n"
                    "<object><name>7</name><scene>1</scene><nobndbox>1</nobndbox></object>\n"
                    "<object><name>8</name><bndbox><xmin>9</xmin><ymin>9</ymin><xmax>3</xmax><ymax>12</ymax></bndbox></"
                    "object>\n"
                    "<object><name>9</name><bndbox><xmin>one</xmin><ymin>9</ymin><xmax>3</xmax><ymax>12</ymax></"
                    "bndbox></object></annotation>");
        test::write(root_ / "entities/Annotations/2.xml", "<annotation><object>");
        const auto data = read(root_);
        const auto& sample = data.samples[0];
        QCOMPARE(sample.annotatedWidth, 500);
        QCOMPARE(sample.externalIds.at("entities"), std::string("1"));
        QCOMPARE(sample.entityBoxes.size(), std::size_t(3));
        QVERIFY(sample.entityBoxes[0].box == (base::Box{0, 1, 10, 1}) && sample.entityBoxes[1].chain == "6");
        QVERIFY(sample.entityBoxes[2].box == (base::Box{19, 19, 481, 356}));
        std::vector<int> joined;
        for (const auto& sentence : sample.entitySentences) joined.push_back(sentence.caption);
        QCOMPARE(joined,
                 (std::vector<int>{1, 0, 2, -1, -1}));  // by text, duplicates in order, the third dog is left over
        QVERIFY(mentions(data, "1.xml:5", "no area") && mentions(data, "1.xml:6", "numbers") &&
                mentions(data, "2.xml:1", "XML"));
    }

    void cancels() {
        captions("a.jpg#0\tx\n");
        image("a.jpg");
        std::stop_source stop;
        stop.request_stop();
        base::JobContext context;
        context.stop = stop.get_token();
        for (const auto& reader : data::datasetReaders()) {
            if (reader->format() != "flickr8k" && reader->format() != "folder") continue;
            const auto result = reader->read(root_, context);
            QVERIFY(!result && result.error().code == base::ErrorCode::Cancelled);
        }
    }

    void readsFoldersOfPhotographs() {
        image("b.JPG");
        image("sub/a.png");
        image("sub/notes.md");
        image(".hidden/x.jpg");
        image("p.legenda/y.jpg");
        test::write(root_ / "sub/a.txt", "one\r\n\r\n  two \n");
        const auto data = read(root_, "folder");
        QCOMPARE(data.samples.size(), std::size_t(2));
        QCOMPARE(data.samples[1].image, std::string("sub/a.png"));
        QCOMPARE(data.samples[1].captions, (std::vector<std::string>{"one", "two"}));
        QCOMPARE(read(root_ / "b.JPG", "folder").samples.size(), std::size_t(1));
        QVERIFY(!tryRead(root_ / "sub/notes.md", "folder"));
        fs::create_directories(root_ / "empty");
        QVERIFY(!tryRead(root_ / "empty", "folder"));
    }
    // Lists of formats come from the readers; the choice that has always been first stays it.
    void formatsAreListed() {
        const auto formats = data::datasetFormats();
        QCOMPARE(formats.size(), data::datasetReaders().size());
        QCOMPARE(formats.front().format, std::string("flickr8k"));
        for (const auto& [format, title, contents] : formats)
            QVERIFY2(!title.empty() && !contents.empty(), format.c_str());
    }
};

QTEST_GUILESS_MAIN(TestFlickr8k)
#include "test_flickr8k.moc"
