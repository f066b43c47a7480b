// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"
#include "core/data/image_files.h"
#include "core/image/decode.h"
#include "core/image/image_size.h"
#include "tests/support/check.h"
#include "tests/support/image_bytes.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace legenda;
using namespace legenda::test;
namespace fs = std::filesystem;

// Folders as cameras, archives and other systems leave them, and names as other programs write them.
class TestPictureFolders : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int number_ = 0;
    fs::path root_;

    static base::Result<data::Dataset> tryRead(const fs::path& root) {
        for (const auto& reader : data::datasetReaders())
            if (reader->format() == "folder") return reader->read(root, {});
        return base::fail(base::ErrorCode::Internal, "no such reader");
    }
    static bool mentions(const std::vector<data::Problem>& problems, const std::string& where, const std::string& why) {
        return std::ranges::any_of(
            problems, [&](const auto& p) { return p.where.ends_with(where) && p.why.find(why) != std::string::npos; });
    }
    data::ImageIndex index(const std::vector<std::string>& names) const {
        std::vector<data::FoundFile> files;
        for (const auto& name : names) {
            test::write(root_ / name, name);  // of different sizes where the names differ in length
            files.push_back({name, name});
        }
        return {files, root_};
    }

 private Q_SLOTS:
    void init() {
        root_ = fs::path(dir_.path().toStdString()) / std::to_string(++number_);
        fs::create_directories(root_);
    }

    void kindsThatAreNotReadAreNamed() {
        const std::string jpeg = flagJpeg();
        const std::string heic = big(24, 4) + "ftypheic" + std::string(12, '\0'), gif = "GIF89a....";
        for (const char* name : {"a.jpg", "b.JPE", "c.jfif", "d.mpo", "e", "f.gif"}) write(root_ / name, jpeg);
        for (const char* name : {"g.heic", "h.HEIC", "i.heif"}) write(root_ / name, heic);
        write(root_ / "j.gif", gif);
        write(root_ / "k.avif", big(24, 4) + "ftypavif" + std::string(12, '\0'));
        write(root_ / "l.dng", tiff({}));  // its preview is not the picture
        write(root_ / "m.svg", "<svg/>");
        write(root_ / "n.jpg", gif);
        write(root_ / "notes.md", "text");
        write(root_ / "README", "text");
        const auto data = must(tryRead(root_));
        std::vector<std::string> names;
        for (const auto& sample : data.samples) names.push_back(sample.image);
        QCOMPARE(names, (std::vector<std::string>{"a.jpg", "b.JPE", "c.jfif", "d.mpo", "e", "f.gif", "n.jpg"}));
        const auto folder = root_.filename().string();
        for (const char* told : {"3 HEIC files", "1 GIF file", "1 AVIF file", "1 camera raw file", "1 SVG file"})
            QVERIFY2(mentions(data.problems, folder, told), told);
        QCOMPARE(data.problems.size(), std::size_t{5});
        QVERIFY(image::decode(root_ / "d.mpo").has_value());
        const auto wrong = image::readSize(root_ / "n.jpg");
        QVERIFY(!wrong && wrong.error().message.find("GIF") != std::string::npos);

        fs::create_directories(root_ / "alone");
        fs::rename(root_ / "g.heic", root_ / "alone/g.heic");
        const auto none = tryRead(root_ / "alone");
        QVERIFY2(!none && none.error().message.find("1 HEIC file") != std::string::npos, none.error().message.c_str());
        write(root_ / "packed/photos.zip", "PK\x03\x04");
        QVERIFY(tryRead(root_ / "packed").error().message.find("photos.zip") != std::string::npos);
    }

    void twoPicturesInOneFile() {
        const std::string first = flagJpeg(), second = flagJpeg();
        write(root_ / "s.mpo", first + second);
        QCOMPARE(must(image::readSize(root_ / "s.mpo")).width, kFlagWidth);
        QVERIFY(image::decode(root_ / "s.mpo").has_value());
    }

    void whatOtherSystemsLeaveIsPassedOver() {
        for (const char* name : {"a.jpg", "._a.jpg", ".hidden/b.jpg", "__MACOSX/c.jpg", "@eaDir/d.jpg", "Thumbs.db",
                                 "p.legenda/e.jpg", "deep/er/f.jpg"})
            write(root_ / name, "bytes");
        fs::create_directories(root_ / "empty");
        fs::create_directory_symlink(root_, root_ / "loop");
        fs::create_directory_symlink(root_ / "nowhere", root_ / "broken");
        fs::create_symlink(root_ / "nowhere.jpg", root_ / "broken.jpg");
        const auto data = must(tryRead(root_));
        QCOMPARE(data.samples.size(), std::size_t{2});
        QVERIFY(mentions(data.problems, "loop", "link to a folder") && mentions(data.problems, "broken.jpg", "broken"));
        QCOMPARE(data.problems.size(), std::size_t{2});
    }

    void captionsThatAreNotReadAreNamed() {
        write(root_ / "Images/a.jpg", "bytes");
        write(root_ / "captions.txt", "image,caption\na.jpg,A dog\n");
        const auto data = must(tryRead(root_));
        QVERIFY(data.samples[0].captions.empty() && mentions(data.problems, "captions.txt", "flickr8k"));
    }

    void namesOfOtherPrograms_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("path");
        const auto row = [](const char* name, const char* path) { QTest::newRow(name) << name << path; };
        row("a.jpg", "images/a.jpg");
        row("images/a.jpg", "images/a.jpg");
        row("images\\a.jpg", "images/a.jpg");
        row("images\\1/a.jpg", "images/a.jpg");
        row("..\\..\\media\\upload\\4\\a.jpg", "images/a.jpg");
        row("C:\\Users\\me\\a.jpg", "images/a.jpg");
        row("/home/me/a.jpg", "images/a.jpg");
        row("../images/a.jpg", "images/a.jpg");
        row("./a.jpg", "images/a.jpg");
        row("https://example.org/val2017/a.jpg", "images/a.jpg");
        row("https://example.org/a.jpg?size=1#top", "images/a.jpg");
        row("file:///home/me/a.jpg", "images/a.jpg");
        row("a.jpg.1", "images/a.jpg");
        row(" a.jpg ", "images/a.jpg");
        row("A.JPG", "images/a.jpg");
        row("a.png", "images/a.jpg");
        row("a", "images/a.jpg");
        row("two%20words.jpg", "images/two words.jpg");
        row("b%20c.jpg", "images/b%20c.jpg");
        row("u\xCC\x88.jpg", "images/\xC3\xBC.jpg");
        row("\xC3\x9C.JPG", "images/\xC3\xBC.jpg");
        row("back\\slash.jpg", "back\\slash.jpg");
        row("z.jpg", "");
        row("../z.jpg", "");
    }
    void namesOfOtherPrograms() {
        QFETCH(QString, name);
        QFETCH(QString, path);
        auto all = index(
            {"images/a.jpg", "images/two words.jpg", "images/b%20c.jpg", "images/\xC3\xBC.jpg", "back\\slash.jpg"});
        const auto& found = all.locate(name.toStdString());
        QCOMPARE(found.file ? QString::fromStdString(found.file->path) : QString(), path);
        QVERIFY(!found.file || all.fileOf(found.key) == found.file);
        QVERIFY(found.file || !found.key.empty() || found.why.find("not a path below") != std::string::npos);
        QVERIFY(found.key.find("..") == std::string::npos && !found.key.starts_with('/'));
    }

    void oneNameForSeveralFiles() {
        auto all = index({"train2014/1.jpg", "val2014/1.jpg", "copy/2.jpg", "once/2.jpg", "short/3.jpg",
                          "much longer/3.jpg", "only/4.jpg"});
        QCOMPARE(all.locate("1.jpg", "train").file->path, std::string("train2014/1.jpg"));
        QCOMPARE(all.locate("1.jpg", "dev").file->path, std::string("val2014/1.jpg"));
        QVERIFY(all.locate("1.jpg", "train").key != all.locate("1.jpg", "dev").key);
        QCOMPARE(all.locate("2.jpg").file->path, std::string("copy/2.jpg"));
        const auto& different = all.locate("3.jpg");
        QVERIFY(!different.file && different.why.find("different files") != std::string::npos);
        QVERIFY(all.locate("elsewhere/4.jpg").file);
        QVERIFY(!all.locate("not here/4.jpg").file);  // two names are not one picture
        std::vector<data::Problem> problems;
        all.report(problems);
        QVERIFY(mentions(problems, "", "last parts") && mentions(problems, "", "identical files") &&
                mentions(problems, "", "another name"));
    }
};

QTEST_GUILESS_MAIN(TestPictureFolders)
#include "test_picture_folders.moc"
