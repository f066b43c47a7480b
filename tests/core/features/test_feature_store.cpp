// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/features/feature_store.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <fstream>

using namespace legenda;
using features::FeatureStore;
namespace fs = std::filesystem;

namespace {

base::Matrix numbers(std::size_t rows, std::size_t columns, float first) {
    base::Matrix m(rows, columns);
    for (std::size_t i = 0; i < m.data.size(); ++i) m.data[i] = first + static_cast<float>(i) * 0.25f;
    return m;
}

const std::string kHash(64, 'a');
const std::vector<base::Box> kBoxes{{0, 0, 100, 50}, {1.5, 2.25, 3, 4}};

base::Status add(FeatureStore& store, const std::string& uuid, float first) {
    return store.append(uuid, kHash, kBoxes, {1.0f, 0.5f}, numbers(2, 3, first));
}

}  // namespace

class TestFeatureStore : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path file(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }
    features::Recipe recipe_;

 private Q_SLOTS:
    void recipeHash() {
        features::Recipe other;
        QCOMPARE(other.hash(), recipe_.hash());
        QCOMPARE(other.hash().size(), std::size_t(16));
        other.setting = std::string("c");
        QCOMPARE(other.hash(), recipe_.hash());
        other.proposer = std::string("/home/me/proposer.safetensors");
        QCOMPARE(other.hash(), recipe_.hash());
        other.backbone = std::string("/home/me/net.pt");
        const auto file = other.hash();
        QVERIFY(file != recipe_.hash());
        other.backbone = std::string("/elsewhere/net.pt");  // the weights' own hash is part of it
        QCOMPARE(other.hash(), file);
        other.backboneHash = std::string("abc");
        QVERIFY(other.hash() != file);
        other = recipe_;
        other.regions = 5;
        QVERIFY(other.hash() != recipe_.hash());
        QVERIFY(FeatureStore::fileFor("p.legenda", recipe_) ==
                fs::path("p.legenda/features") / (recipe_.hash() + ".lgf"));
    }

    void writesAndReads() {
        const auto path = file("deep/a.lgf");
        {
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
            QVERIFY(add(*store, "one", 1).has_value());
            QVERIFY(store->find("one") != nullptr);
            QVERIFY(add(*store, "two", 2).has_value());
            QVERIFY(!store->append("bad", kHash, kBoxes, {1.0f}, numbers(2, 3, 0)).has_value());
            QCOMPARE(store->find("two")->toFloat()(1, 2), 2 + 5 * 0.25f);
            QCOMPARE(store->find("one")->toFloat()(0, 0), 1.0f);  // still valid after the file has grown
        }
        auto store = FeatureStore::open(path);
        QVERIFY(store.has_value());
        QCOMPARE(store->size(), std::size_t(2));
        QCOMPARE(store->dimension(), std::size_t(3));
        QCOMPARE(store->recipe().hash(), recipe_.hash());
        const auto* found = store->find("two");
        QVERIFY(found != nullptr);
        QVERIFY(found->boxes == kBoxes);
        QCOMPARE(found->scores[1], 0.5f);
        QCOMPARE(found->contentHash, kHash);
        QVERIFY(found->toFloat().data == numbers(2, 3, 2).data);
        QVERIFY(store->find("three") == nullptr);
        QVERIFY(!add(*store, "three", 0).has_value());
    }

    void oneWriterManyReaders() {
        const auto path = file("b.lgf");
        auto writer = FeatureStore::openForAppend(path, recipe_, 3);
        QVERIFY(writer.has_value());
        QVERIFY(add(*writer, "one", 1).has_value());
        const auto second = FeatureStore::openForAppend(path, recipe_, 3);
        QVERIFY(!second.has_value());
        QCOMPARE(second.error().code, base::ErrorCode::Io);
        auto early = FeatureStore::open(path);
        QVERIFY(early.has_value());
        QVERIFY(add(*writer, "two", 2).has_value());
        QCOMPARE(early->size(), std::size_t(1));  // a snapshot
        QCOMPARE(FeatureStore::open(path)->size(), std::size_t(2));
    }

    void tornTailAtEveryByte() {
        const auto path = file("c.lgf");
        {
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            QVERIFY(add(*store, "one", 1).has_value());
            QVERIFY(add(*store, "two", 2).has_value());
        }
        const std::string whole = *base::readFile(path);
        std::size_t record = 0;
        {
            auto store = FeatureStore::openForAppend(file("c1.lgf"), recipe_, 3);
            const auto before = fs::file_size(file("c1.lgf"));
            QVERIFY(add(*store, "one", 1).has_value());
            record = fs::file_size(file("c1.lgf")) - before;
        }
        for (std::size_t lost = 1; lost <= record; ++lost) {
            QVERIFY(base::writeFileAtomically(path, whole.substr(0, whole.size() - lost)).has_value());
            QCOMPARE(FeatureStore::open(path)->size(), std::size_t(1));
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            QVERIFY(store.has_value());
            QVERIFY(!store->contains("two"));
            QVERIFY(add(*store, "two", 2).has_value());
            QCOMPARE(store->find("two")->toFloat()(0, 0), 2.0f);
        }
        QCOMPARE(*base::readFile(path), whole);
    }

    void zeroedRecordIsNoRecord() {
        const auto path = file("d.lgf");
        {
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            QVERIFY(add(*store, "one", 1).has_value());
        }
        std::string bytes = *base::readFile(path);
        for (std::size_t i = bytes.size() - 24; i < bytes.size(); ++i) bytes[i] = 0;
        QVERIFY(base::writeFileAtomically(path, bytes).has_value());
        QCOMPARE(FeatureStore::open(path)->size(), std::size_t(0));
        QVERIFY(!FeatureStore::openForAppend(path, recipe_, 3)->contains("one"));
    }

    // A record that stands for an image whose file has changed.
    void theLastRecordOfAnImageCounts() {
        const auto path = file("f.lgf");
        {
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            QVERIFY(add(*store, "one", 1).has_value());
            QCOMPARE(store->find("one")->toFloat()(0, 0), 1.0f);
            QVERIFY(add(*store, "two", 2).has_value());
            QVERIFY(add(*store, "one", 5).has_value());
            QCOMPARE(store->find("one")->toFloat()(0, 0), 5.0f);
            QCOMPARE(store->size(), std::size_t(2));
        }
        auto store = FeatureStore::openForAppend(path, recipe_, 3);
        QCOMPARE(store->find("one")->toFloat()(0, 0), 5.0f);
        QCOMPARE(FeatureStore::open(path)->find("one")->toFloat()(0, 0), 5.0f);
        QCOMPARE(store->damaged(), std::size_t(0));
    }

    // Any byte of a record in the middle: its image is lost, what stands before and behind it is not.
    void damageInTheMiddleCostsOneImage() {
        const auto path = file("g.lgf");
        std::size_t first = 0, record = 0;
        {
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            first = fs::file_size(path);
            QVERIFY(add(*store, "one", 1).has_value());
            record = fs::file_size(path) - first;
            QVERIFY(add(*store, "two", 2).has_value());
            QVERIFY(add(*store, "three", 3).has_value());
        }
        const std::string whole = *base::readFile(path);
        for (std::size_t at = first + record; at < first + 2 * record; ++at) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
            QVERIFY(base::writeFileAtomically(path, bytes).has_value());
            const auto reader = FeatureStore::open(path);
            QVERIFY(reader.has_value());
            QVERIFY(reader->contains("one") && reader->contains("three"));
            QVERIFY(!reader->contains("two") && reader->find("two") == nullptr);
            auto writer = FeatureStore::openForAppend(path, recipe_, 3);
            QVERIFY(writer.has_value());
            QCOMPARE(writer->damaged(), std::size_t(1));
            QVERIFY(writer->contains("one") && !writer->contains("two") && writer->contains("three"));
            QVERIFY(add(*writer, "two", 4).has_value());
            const auto healed = FeatureStore::open(path);
            QCOMPARE(healed->find("two")->toFloat()(0, 0), 4.0f);
            QCOMPARE(healed->find("three")->toFloat()(0, 0), 3.0f);
        }
    }

    // No header that is damaged makes a file that holds records look new.
    void aDamagedHeaderLosesNothing() {
        const auto path = file("h.lgf");
        std::size_t first = 0;
        {
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            first = fs::file_size(path);
            QVERIFY(add(*store, "one", 1).has_value());
        }
        const std::string whole = *base::readFile(path);
        for (std::size_t at = 0; at < first; ++at) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ 0xff);
            QVERIFY(base::writeFileAtomically(path, bytes).has_value());
            const auto store = FeatureStore::openForAppend(path, recipe_, 3);
            if (!store) {
                QCOMPARE(store.error().code, base::ErrorCode::BadInput);
                QVERIFY(store.error().message.find("h.lgf") != std::string::npos);
            }
            QCOMPARE(*base::readFile(path), bytes);
        }
        // Torn while it was made: there is nothing to lose, and the next start makes it.
        for (std::size_t length = 0; length < first; length += 5) {
            QVERIFY(base::writeFileAtomically(path, whole.substr(0, length)).has_value());
            QVERIFY(FeatureStore::openForAppend(path, recipe_, 3).has_value());
            QCOMPARE(*base::readFile(path), whole.substr(0, first));
        }
        QVERIFY(base::writeFileAtomically(path, "notes").has_value());
        QVERIFY(!FeatureStore::openForAppend(path, recipe_, 3).has_value());
        QCOMPARE(*base::readFile(path), std::string("notes"));
    }

    // A file with the name of its recipe, as it stands in a project: whatever happened to the head, the records behind
    // it are found again.
    void aDamagedHeadOfAProjectsFileIsMended() {
        const auto path = file((recipe_.hash() + ".lgf").c_str());
        std::size_t first = 0;
        {
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            QVERIFY(store.has_value());
            first = fs::file_size(path);
            QVERIFY(add(*store, "one", 1).has_value());
            QVERIFY(add(*store, "two", 2).has_value());
        }
        const std::string whole = *base::readFile(path);
        for (std::size_t at = 0; at < first; at += 3) {
            std::string bytes = whole;
            for (std::size_t i = at; i < std::min(at + 40, first); ++i) bytes[i] = static_cast<char>(i * 37 + at);
            QVERIFY(base::writeFileAtomically(path, bytes).has_value());
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
            QVERIFY(store->contains("one") && store->contains("two"));
            QVERIFY(add(*store, "three", 3).has_value());
            const auto reader = FeatureStore::open(path);
            QVERIFY(reader.has_value());
            QCOMPARE(reader->size(), std::size_t(3));
            QCOMPARE(reader->find("two")->toFloat()(0, 0), 2.0f);
        }
        // Of something else altogether nothing can be kept: it is as good as new.
        for (const auto& junk : {std::string("short"), std::string(5000, '\x5a')}) {
            QVERIFY(base::writeFileAtomically(path, junk).has_value());
            const auto reader = FeatureStore::open(path);
            QVERIFY(!reader.has_value());
            QCOMPARE(reader.error().key, std::string(features::kFileDamaged));
            QVERIFY(reader.error().message.find("legenda-cli") == std::string::npos);
            QVERIFY(reader.error().remedy.find("legenda-cli features") != std::string::npos);
            auto store = FeatureStore::openForAppend(path, recipe_, 3);
            QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
            QCOMPARE(store->size(), std::size_t(0));
            QVERIFY(add(*store, "one", 1).has_value());
            QCOMPARE(FeatureStore::open(path)->size(), std::size_t(1));
        }
        // Of another recipe: it may be somebody's, and is left alone.
        features::Recipe other;
        other.regions = 3;
        fs::remove(path);
        QVERIFY(FeatureStore::openForAppend(path, other, 3).has_value());
        const std::string foreign = *base::readFile(path);
        const auto refused = FeatureStore::openForAppend(path, recipe_, 3);
        QVERIFY(!refused && refused.error().remedy.find("Move it away") != std::string::npos);
        QCOMPARE(*base::readFile(path), foreign);
    }

    void vectorsThatAreNotFiniteAreRefused() {
        const auto path = file("finite.lgf");
        auto store = FeatureStore::openForAppend(path, recipe_, 3);
        QVERIFY(add(*store, "one", 1).has_value());
        const auto size = fs::file_size(path);
        for (const float value : {NAN, INFINITY, 70000.0F}) {
            auto vectors = numbers(2, 3, 1);
            vectors(1, 2) = value;
            const auto added = store->append("two", kHash, kBoxes, {1, 0.5F}, vectors);
            QVERIFY(!added.has_value());
            QCOMPARE(added.error().code, base::ErrorCode::BadInput);
        }
        QCOMPARE(fs::file_size(path), size);
        QVERIFY(!store->contains("two"));
    }

    void refusesOthers() {
        const auto path = file("e.lgf");
        QVERIFY(FeatureStore::openForAppend(path, recipe_, 3).has_value());
        features::Recipe other;
        other.regions = 3;
        QCOMPARE(FeatureStore::openForAppend(path, other, 3).error().code, base::ErrorCode::BadInput);
        QCOMPARE(FeatureStore::openForAppend(path, recipe_, 4).error().code, base::ErrorCode::BadInput);
        QVERIFY(base::writeFileAtomically(path, "something else entirely").has_value());
        QCOMPARE(FeatureStore::open(path).error().code, base::ErrorCode::BadInput);
        QCOMPARE(FeatureStore::open(file("none.lgf")).error().code, base::ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestFeatureStore)
#include "test_feature_store.moc"
