// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace legenda;
using test::must;
namespace fs = std::filesystem;

// What COCO, Karpathy and Visual Genome files of other programs hold beside what their formats say. Quotes in the texts
// below are single ones.
class TestCocoKinds : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path root_;

    static std::string json(std::string text) {
        std::ranges::replace(text, '\'', '"');
        return text;
    }
    static base::Result<data::Dataset> tryRead(const fs::path& root, const std::string& format = "coco") {
        for (const auto& reader : data::datasetReaders())
            if (reader->format() == format) return reader->read(root, {});
        return base::fail(base::ErrorCode::Internal, "no such reader");
    }
    data::Dataset coco(const std::string& images, const std::string& annotations) const {
        test::write(root_ / "captions_x.json", json("{'images':[" + images + "],'annotations':[" + annotations +
                                                    "],'categories':[{'id':1,'name':'dog'}]}"));
        return must(tryRead(root_ / "captions_x.json"));
    }
    template <class Problems>
    static bool mentions(const Problems& problems, const std::string& where, const std::string& why) {
        return std::ranges::any_of(
            problems, [&](const auto& p) { return p.where.ends_with(where) && p.why.find(why) != std::string::npos; });
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        fs::create_directories(root_);
    }

    void idsOfAllKinds() {
        const auto data = coco(
            "{'id':1.0,'file_name':'a.jpg'},{'id':'2','file_name':'b.jpg'},{'id':-3,'file_name':'c.jpg'},"
            "{'id':9007199254740993,'file_name':'d.jpg'},{'id':123456789012345678901234,'file_name':'e.jpg'}",
            "{'image_id':1,'caption':'of a'},{'image_id':2,'caption':'of b'},{'image_id':-3.0,'caption':"
            "'of c'},{'image_id':9007199254740993,'caption':'of d'},{'image_id':9007199254740992,"
            "'caption':'of nobody'},{'image_id':123456789012345678901234,'caption':'of e'}");
        QCOMPARE(data.samples.size(), std::size_t{5});
        for (const auto& sample : data.samples)
            QCOMPARE(sample.captions, std::vector<std::string>{"of " + sample.image.substr(0, 1)});
        QVERIFY(mentions(data.problems, "captions_x.json", "9007199254740992, which is not listed"));
    }

    // Two files of one dataset may give one id to different images.
    void idsOfTwoFiles() {
        for (const char* split : {"train", "val"}) {
            const std::string name = split;
            test::write(root_ / ("captions_" + name + ".json"),
                        json("{'images':[{'id':1,'file_name':'" + name +
                             ".jpg'},{'id':2,'file_name':'both.jpg'}],'annotations':"
                             "[{'id':1,'image_id':1,'caption':'of " +
                             name + "'},{'id':2,'image_id':2,'caption':'both " + name + "'}]}"));
        }
        const auto data = must(tryRead(root_));
        QCOMPARE(data.samples.size(), std::size_t{3});
        QCOMPARE(data.samples[0].captions, std::vector<std::string>{"of train"});
        QCOMPARE(data.samples[1].captions, (std::vector<std::string>{"both train", "both val"}));
        QCOMPARE(data.samples[2].captions, std::vector<std::string>{"of val"});
        QCOMPARE(data.samples[2].split, std::string("dev"));
        QVERIFY(data.problems.empty());
    }

    void foldersOfSplits() {
        for (const char* folder : {"train2014", "val2014"}) test::write(root_ / folder / "1.jpg", folder);
        for (const char* split : {"train2014", "val2014"})
            test::write(
                root_ / "annotations" / (std::string("captions_") + split + ".json"),
                json(std::string("{'images':[{'id':1,'file_name':'1.jpg'}],'annotations':[{'image_id':1,'caption':'") +
                     split + "'}]}"));
        const auto data = must(tryRead(root_));
        QCOMPARE(data.samples.size(), std::size_t{2});
        for (const auto& sample : data.samples) {
            const fs::path file = data.imageRoot / sample.image;
            QVERIFY2(fs::exists(file), file.c_str());
            QCOMPARE(file.parent_path().filename().string(), sample.captions.at(0));
        }
    }

    void captionsOfAllKinds() {
        const auto data =
            coco("{'id':1,'file_name':'a.jpg'}",
                 "{'image_id':1,'id':1,'caption':null},{'image_id':1,'id':2,'caption':7},{'image_id':1,'id':3,"
                 "'caption':['one','two']},{'image_id':1,'id':4,'caption':'...'},{'image_id':1,'id':5},"
                 "{'image_id':1,'id':6,'caption':'three'},{'image_id':1,'id':6,'caption':'four'},{'image_id':1,"
                 "'id':6,'caption':'four'},{'image_id':1,'id':7,'caption':'three'}");
        QCOMPARE(data.samples[0].captions, (std::vector<std::string>{"one", "two", "three", "four", "three"}));
        QVERIFY(mentions(data.problems, "annotations[0]", "no \"caption\"") &&
                mentions(data.problems, "annotations[1]", "not text") &&
                mentions(data.problems, "annotations[3]", "without a word") &&
                mentions(data.problems, "annotations[4]", "no \"caption\"") &&
                mentions(data.problems, "annotations[6]", "repeats the id 6"));
    }

    void boxesOfAllKinds() {
        const auto data = coco(
            "{'id':1,'file_name':'a.jpg','width':'64','height':48}",
            "{'image_id':1,'id':1,'bbox':[1,2,3,4],'caption':'one'},{'image_id':1,'id':1,'bbox':[5,6,7,8],'caption':'"
            "two'},"
            "{'image_id':1,'id':2,'bbox':['1','2','3.5','4'],'category_id':1},{'image_id':1,'id':3,'bbox':null,'"
            "caption':"
            "'whole'},{'image_id':1,'id':4,'bbox':[1,2,-3,4]},{'image_id':1,'id':5,'bbox':[1,2,NaN,4],'caption':'x'},"
            "{'image_id':1,'id':6,'bbox':[1,2,0,4]},{'image_id':1,'id':7,'segmentation':[[10,10,20,10,20,30]],"
            "'category_id':1},{'image_id':1,'id':8,'segmentation':{'counts':'x','size':[1,1]}},{'image_id':1,'id':9,"
            "'bbox':[0,0,64,48],'iscrowd':1},{'image_id':1,'id':10,'bbox':[20,20,10,4],'attributes':{'rotation':90},"
            "'caption':'turned'}");
        const auto& regions = data.samples[0].regions;
        QCOMPARE(regions.size(), std::size_t{5});
        QCOMPARE(regions[0].texts, std::vector<std::string>{"one"});
        QCOMPARE(regions[1].box, (base::Box{5, 6, 7, 8}));
        QCOMPARE(regions[1].texts, std::vector<std::string>{"two"});
        QVERIFY(regions[2].box == (base::Box{1, 2, 3.5, 4}) && regions[2].texts == std::vector<std::string>{"dog"});
        QCOMPARE(regions[3].box, (base::Box{10, 10, 10, 20}));
        QVERIFY(std::abs(regions[4].box.x - 23) < 1e-9 && std::abs(regions[4].box.y - 17) < 1e-9 &&
                std::abs(regions[4].box.w - 4) < 1e-9 && std::abs(regions[4].box.h - 10) < 1e-9);
        QCOMPARE(data.samples[0].captions, std::vector<std::string>{"whole"});
        QVERIFY(mentions(data.problems, "annotations[1]", "repeats the id 1") &&
                mentions(data.problems, "annotations[4]", "no area") &&
                mentions(data.problems, "annotations[5]", "bbox") &&
                mentions(data.problems, "annotations[6]", "no area") &&
                mentions(data.problems, "annotations[7]", "polygon") &&
                mentions(data.problems, "annotations[8]", "segmentation") &&
                mentions(data.problems, "captions_x.json", "crowd boxes") &&
                mentions(data.problems, "annotations[10]", "rotated by 90"));
    }

    void cornersForSizesAreSuspected() {
        std::string boxes;
        for (int i = 0; i < 4; ++i)
            boxes +=
                std::string(i > 0 ? "," : "") + "{'image_id':1,'id':" + std::to_string(i) + ",'bbox':[40,30,60,45]}";
        QVERIFY(mentions(coco("{'id':1,'file_name':'a.jpg','width':64,'height':48}", boxes).problems, "captions_x.json",
                         "[x1, y1, x2, y2]"));
    }

    void filesInFoldersAndOfOtherNames() {
        test::write(root_ / "annotations_trainval2014/annotations/captions_val2014.json",
                    json("{'images':[{'id':1,'file_name':'a.jpg'}],'annotations':[]}"));
        QCOMPARE(must(tryRead(root_)).samples.size(), std::size_t{1});
        fs::rename(root_ / "annotations_trainval2014/annotations/captions_val2014.json",
                   root_ / "_annotations.coco.json");
        const auto hint = tryRead(root_);
        QVERIFY2(!hint && hint.error().message.find("_annotations.coco.json") != std::string::npos,
                 hint.error().message.c_str());
        QCOMPARE(must(tryRead(root_ / "_annotations.coco.json")).samples.size(), std::size_t{1});
    }

    void severalKarpathyFilesAreAskedFor() {
        for (const char* name : {"dataset_coco.json", "dataset_flickr8k.json"})
            test::write(root_ / name,
                        json("{'images':[{'filename':'a.jpg','split':'Val','sentences':['plain',{'tokens':['a','b']},"
                             "{'raw':'!'}]},{'filepath':'sub\\\\dir','filename':'b.jpg','sentences':[]},"
                             "{'filename':'a.jpg','split':'val','sentences':[{'raw':'more'},{'raw':'plain'}]}]}"));
        const auto asked = tryRead(root_, "karpathy-json");
        QVERIFY(!asked && asked.error().code == base::ErrorCode::BadInput);
        QVERIFY2(asked.error().message.find("dataset_coco.json, dataset_flickr8k.json") != std::string::npos,
                 asked.error().message.c_str());
        const auto data = must(tryRead(root_ / "dataset_coco.json", "karpathy-json"));
        QCOMPARE(data.samples.size(), std::size_t{2});
        QCOMPARE(data.samples[0].captions, (std::vector<std::string>{"plain", "a b", "more"}));
        QCOMPARE(data.samples[0].split, std::string("dev"));
        QCOMPARE(data.samples[1].image, std::string("sub/dir/b.jpg"));
        QVERIFY(mentions(data.problems, "images[0].sentences[2]", "no word") &&
                mentions(data.problems, "images[2]", "repeats"));
    }
};

QTEST_GUILESS_MAIN(TestCocoKinds)
#include "test_coco_kinds.moc"
