// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/crop_folder.h"
#include "tests/support/check.h"

#include <QtTest>

#include <filesystem>
#include <fstream>
#include <memory>

using namespace legenda;
using live::CropFolder;
namespace fs = std::filesystem;

// Parts of images for programs, and what is done about those of killed processes.
class TestCropFolder : public QObject {
    Q_OBJECT

    const fs::path image_ = LEGENDA_SOURCE_DIR "/datasets/demo/images/dog.jpg";
    std::unique_ptr<QTemporaryDir> place_;

    fs::path at(const char* name) const { return fs::path(place_->path().toStdString()) / name; }
    static void write(const fs::path& file) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << "a part";
    }

 private Q_SLOTS:
    void init() {
        qunsetenv("TMPDIR");  // the folder of the test before, which goes with the next line
        place_ = std::make_unique<QTemporaryDir>();
        qputenv("TMPDIR", place_->path().toUtf8());
    }

    void whatAKilledProcessLeftIsRemoved() {
        write(at("legenda-live-aaaaaa/1.jpg"));
        write(at("legenda-live-aaaaaa/7.jpg"));
        write(at("legenda-live-aaaaaa/8.jpg.part-4711-1"));
        fs::create_directory(at("legenda-live-bbbbbb"));
        CropFolder::removeAbandoned();
        QVERIFY(!fs::exists(at("legenda-live-aaaaaa")));
        QVERIFY(!fs::exists(at("legenda-live-bbbbbb")));
    }

    void whatIsInUseStays() {
        fs::path part;
        {
            CropFolder crops;
            auto first = test::must(crops.cut(image_, {10, 10, 50, 40}));
            part = first.path();
            CropFolder::removeAbandoned();
            QVERIFY(fs::exists(part));
            auto second = test::must(crops.cut(image_, {10, 10, 50, 40}));
            QCOMPARE(second.path().parent_path(), part.parent_path());
        }
        QVERIFY(!fs::exists(part.parent_path()));
    }

    void whatIsNotOursStays() {
        write(at("legenda-live-cccccc/1.jpg"));
        write(at("legenda-live-cccccc/notes.txt"));
        write(at("legenda-live-file"));
        write(at("elsewhere/1.jpg"));
        fs::create_directory_symlink(at("elsewhere"), at("legenda-live-link"));
        CropFolder::removeAbandoned();
        QVERIFY(fs::exists(at("legenda-live-cccccc/notes.txt")));
        QVERIFY(fs::exists(at("legenda-live-file")));
        QVERIFY(fs::exists(at("elsewhere/1.jpg")));
        QVERIFY(fs::is_symlink(at("legenda-live-link")));
    }

    void withoutAPlaceNothingIsCut() {
        qputenv("TMPDIR", (place_->path() + QStringLiteral("/nowhere")).toUtf8());
        CropFolder::removeAbandoned();
        CropFolder crops;
        const auto failed = crops.cut(image_, {10, 10, 50, 40});
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, base::ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestCropFolder)
#include "test_crop_folder.moc"
