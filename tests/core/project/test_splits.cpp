// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/splits.h"
#include "tests/support/check.h"

#include <QTemporaryDir>

#include <algorithm>
#include <map>

using namespace legenda;
using test::must;

class TestSplits : public QObject {
    Q_OBJECT

    static std::vector<store::ImageRecord> images(int count) {
        std::vector<store::ImageRecord> images(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            images[static_cast<std::size_t>(i)].id = i + 1;
            images[static_cast<std::size_t>(i)].path = std::to_string(i) + ".jpg";
        }
        return images;
    }
    static std::map<std::string, int> counts(const std::vector<std::pair<std::int64_t, std::string>>& splits) {
        std::map<std::string, int> counts;
        for (const auto& [image, split] : splits) ++counts[split];
        return counts;
    }

 private Q_SLOTS:
    void readsShares() {
        const auto shares = must(project::parseShares("train=0.8,dev=0.1,test=0.1"));
        QCOMPARE(shares.size(), std::size_t{3});
        QVERIFY(shares[1].split == "dev" && shares[1].part == 0.1);
        for (const char* wrong : {"", "train", "train=", "train=x", "train=0", "train=-1", "train=1.1", "val=0.1",
                                  "train=0.8,dev=0.3", "train=0.1,train=0.2", "train=nan"}) {
            const auto refused = project::parseShares(wrong);
            QVERIFY2(!refused && refused.error().code == base::ErrorCode::Usage, wrong);
            QVERIFY(refused.error().message.find("train=0.8") != std::string::npos);
        }
    }

    void sharesAddUp() {
        const auto shares = must(project::parseShares("train=0.8,dev=0.1,test=0.1"));
        for (const int count : {0, 1, 2, 3, 10, 101}) {
            const auto splits = project::shareOut(images(count), shares, 3);
            QCOMPARE(splits.size(), std::size_t(count));
            QVERIFY(!counts(splits).contains(""));
        }
        QCOMPARE(counts(project::shareOut(images(100), shares, 3)),
                 (std::map<std::string, int>{{"train", 80}, {"dev", 10}, {"test", 10}}));
        const auto half = must(project::parseShares("train=0.5"));
        QCOMPARE(counts(project::shareOut(images(10), half, 3)), (std::map<std::string, int>{{"train", 5}, {"", 5}}));
    }

    // The draw hangs on seed and names, not on the order in which the images come.
    void theSameSeedGivesTheSame() {
        const auto shares = must(project::parseShares("train=0.5,test=0.5"));
        auto all = images(40);
        auto first = project::shareOut(all, shares, 7);
        std::ranges::reverse(all);
        auto again = project::shareOut(all, shares, 7), other = project::shareOut(all, shares, 8);
        for (auto* splits : {&first, &again, &other}) std::ranges::sort(*splits);
        QVERIFY(first == again && first != other);
    }

    void anEmptySplitSaysTheWayOut() {
        QTemporaryDir dir;
        auto store = must(store::ProjectStore::create(dir.filePath("p.legenda").toStdString()));
        store::NewImage image;
        image.path = "a.jpg";
        must(store.addImages(dir.path().toStdString(), "folder", {image}));
        const auto error = project::emptySplit(store, "train");
        QCOMPARE(int(error.code), int(base::ErrorCode::BadInput));
        for (const char* told : {"train", "1 without a split"})
            QVERIFY2(error.message.find(told) != std::string::npos, error.message.c_str());
        for (const char* told : {"images set", "--share"})
            QVERIFY2(error.remedy.find(told) != std::string::npos, error.remedy.c_str());
        must(store.setSplits({{must(store.images())[0].id, "train"}}));
        QCOMPARE(must(store.counts()).train, 1);
    }
};

QTEST_GUILESS_MAIN(TestSplits)
#include "test_splits.moc"
