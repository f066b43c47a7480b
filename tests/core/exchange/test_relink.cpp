// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/relink.h"
#include "core/image/decode.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

using namespace legenda;
using store::ProjectStore;
using test::must;
namespace fs = std::filesystem;

class TestRelink : public QObject {
    Q_OBJECT

    static store::NewImage image(const std::string& path) {
        store::NewImage image;
        image.path = path;
        image.width = image.height = 16;
        return image;
    }

 private Q_SLOTS:
    // A file that is there as that of another image, here of one that was taken out of the project, is not given twice,
    // and is told apart from one that is not found.
    void filesOfOtherImages() {
        const QTemporaryDir dir;
        const fs::path base(dir.path().toStdString()), here = base / "here", away = base / "away";
        base::Picture picture;
        picture.width = picture.fullWidth = picture.height = picture.fullHeight = 16;
        picture.rgb.assign(16 * 16 * 3, 90);
        fs::create_directories(here);
        for (const char* name : {"a.png", "b.png"}) must(image::encode(picture, here / name));
        auto store = must(ProjectStore::create(base / "p.legenda"));
        must(store.addImages(here, "folder", {image("a.png")}));
        must(store.removeImages({must(store.images()).front().id}));
        must(store.addImages(away, "folder", {image("a.png"), image("b.png"), image("c.png")}));
        const auto report = must(exchange::relinkImages(base / "p.legenda", here, {}));
        QCOMPARE(report.missing, 3);
        QCOMPARE(report.found, 1);
        QCOMPARE(report.taken, std::vector<std::string>{"a.png"});
        QCOMPARE(report.notFound, std::vector<std::string>{"c.png"});
        for (const auto& each : must(store.images()))
            QCOMPARE(each.file, (each.path == "b.png" ? here : away) / each.path);
    }
};

QTEST_GUILESS_MAIN(TestRelink)
#include "test_relink.moc"
