// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/pages/page_html.h"
#include "core/inference/pages/page_list.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace legenda;
using inference::PageList;
namespace fs = std::filesystem;

// What a folder of pages says of the exports into it, and what a later export removes.
class TestPageList : public QObject {
    Q_OBJECT

    const std::string one_ = "0123456789abcdef", two_ = "fedcba9876543210";

 private Q_SLOTS:
    void comesBackAsItWas() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        QVERIFY(PageList::read(root).keys.empty());
        test::must(PageList{{one_, two_}, 3}.write(root));
        auto list = PageList::read(root);
        QCOMPARE(list.keys, (std::set<std::string>{one_, two_}));
        QCOMPARE(list.indexPages, std::size_t(3));
        list.add({{"0000000000000000"}, 1});
        QCOMPARE(list.keys.size(), std::size_t(3));
        QCOMPARE(list.indexPages, std::size_t(3));
    }

    // What is not surely ours stays.
    void aDamagedListNamesNothing() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        for (const char* text : {"", "[", "[1]", R"({"images":["0123456789abcdef"]})",
                                 R"({"images":["../../../precious"],"index_pages":1})",
                                 R"({"images":["0123456789abcdef"],"index_pages":-1})"}) {
            test::write(root / ".legenda-pages", text);
            const auto list = PageList::read(root);
            QVERIFY2(list.keys.empty() && list.indexPages == 0, text);
        }
    }

    void onlyListedPagesAreRemoved() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        const std::string foreign = "1111111111111111";
        for (const auto& key : {one_, two_, foreign})
            for (const auto& file :
                 {inference::imagePageFile(key), inference::pictureFile(key), inference::thumbnailFile(key)})
                test::write(root / file, key);
        for (std::size_t n = 0; n < 4; ++n) test::write(root / inference::indexFile(n), "index");
        test::write(root / "image/notes.txt", "mine");
        fs::remove(root / inference::thumbnailFile(two_));
        test::must(inference::removePages(root, {{one_, two_}, 3}, {{one_}, 1}));
        QVERIFY(!fs::exists(root / inference::imagePageFile(two_)) && !fs::exists(root / inference::pictureFile(two_)));
        for (const auto& key : {one_, foreign})
            for (const auto& file :
                 {inference::imagePageFile(key), inference::pictureFile(key), inference::thumbnailFile(key)})
                QVERIFY2(fs::exists(root / file), file.c_str());
        QVERIFY(fs::exists(root / "image/notes.txt"));
        QVERIFY(fs::exists(root / "index.html") && fs::exists(root / "index-4.html"));
        QVERIFY(!fs::exists(root / "index-2.html") && !fs::exists(root / "index-3.html"));
    }
};

QTEST_GUILESS_MAIN(TestPageList)
#include "test_page_list.moc"
