// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"

#include "core/base/files.h"
#include "core/model/device.h"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace legenda;
using base::ErrorCode;
using model::TensorFile;

namespace {

const std::filesystem::path kFile = "model.safetensors";

model::CheckpointInfo someInfo() {
    model::CheckpointInfo info;
    info.kind = "alignment";
    info.architecture = "brnn";
    info.options = {{"batch", 100}, {"learningRate", 0.01}};
    info.recipe.regions = 7;
    info.recipe.backboneHash = "abc";
    info.parents = {{"backbone", "abc"}};
    info.dataset = "Flickr8K train";
    info.setting = "a";
    info.seed = 9007199254740993u;
    info.figures = {{"rsum", 123.5}};
    return info;
}

bool says(const base::Error& error, const char* part) {
    return QString::fromStdString(error.message).contains(QLatin1String(part));
}

}  // namespace

class TestCheckpoint : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void infoVocabularyAndStatisticsComeBack() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("c.safetensors").toStdString();
        TensorFile content;
        model::putInfo(content, someInfo());
        model::putVocabulary(content, text::Vocabulary({"dog", "straße", "\"quoted\""}));
        model::putStandardisation(content, {{1, 2, 3}, {0.5F, 1, 2}});
        model::putNumber(content, "spread", 0.1);
        QVERIFY(model::writeTensorFile(file, content));

        const auto info = model::readCheckpointInfo(file);
        QVERIFY(info);
        QCOMPARE(info->kind, std::string("alignment"));
        QCOMPARE(info->path, file);
        QCOMPARE(info->hash.size(), std::size_t{64});
        QVERIFY(info->options == someInfo().options && info->figures == someInfo().figures &&
                info->parents == someInfo().parents);
        QCOMPARE(info->recipe.hash(), someInfo().recipe.hash());
        QCOMPARE(info->seed, someInfo().seed);

        const auto read = model::readTensorFile(file);
        QVERIFY(read);
        QVERIFY(model::takeVocabulary(*read, file)->words() ==
                (std::vector<std::string>{"dog", "straße", "\"quoted\""}));
        QVERIFY(model::takeStandardisation(*read, file)->deviation == (std::vector<float>{0.5F, 1, 2}));
        QCOMPARE(model::takeNumber(read->metadata, "spread", file).value(), 0.1);
    }
    void refusesForeignAndNewerFiles() {
        TensorFile content;
        auto info = model::takeInfo(content.metadata, kFile);
        QVERIFY(!info && info.error().code == ErrorCode::BadInput &&
                says(info.error(), "model.safetensors is not a checkpoint"));
        model::putInfo(content, someInfo());
        content.metadata["format_version"] = "99";
        info = model::takeInfo(content.metadata, kFile);
        QVERIFY(!info && says(info.error(), "99") && says(info.error(), "newer"));
        content.metadata["format_version"] = std::string("1");
        content.metadata["recipe"] = "{\"regions\": \"many\"}";
        info = model::takeInfo(content.metadata, kFile);
        QVERIFY(!info && info.error().code == ErrorCode::BadInput && says(info.error(), "regions"));
        content.metadata["recipe"] = std::string("{");
        QVERIFY(!model::takeInfo(content.metadata, kFile));
    }
    void tensorsInBothTypes() {
        const auto tensor = at::arange(6, at::kFloat).reshape({2, 3}) / 3;
        TensorFile content;
        content.tensors["w"] = model::storeTensor(tensor);
        QCOMPARE(content.tensors["w"].dtype, std::string("F32"));
        QVERIFY(model::takeTensor(content, "w", {2, 3}, kFile)->equal(tensor));
        // A transposed view is stored in its own order.
        content.tensors["t"] = model::storeTensor(tensor.t());
        QVERIFY(model::takeTensor(content, "t", {3, 2}, kFile)->equal(tensor.t()));
        content.tensors["h"] = model::storeTensor(tensor, true);
        QCOMPARE(content.tensors["h"].bytes.size(), std::size_t{12});
        const auto half = model::takeTensor(content, "h", {2, 3}, kFile);
        QVERIFY(half && at::allclose(*half, tensor, 1e-3, 1e-3) && half->scalar_type() == at::kFloat);
    }
    void halvedKeepsStatistics() {
        TensorFile content;
        content.tensors["w"] = model::storeTensor(at::randn({4, 4}));
        model::putStandardisation(content, {{1}, {1}});
        const auto small = model::halved(content);
        QCOMPARE(small.tensors.at("w").dtype, std::string("F16"));
        QCOMPARE(small.tensors.at("features.mean").dtype, std::string("F32"));
        QVERIFY(small.tensors.at("w").bytes ==
                model::storeTensor(*model::takeTensor(content, "w", {4, 4}, kFile), true).bytes);
    }
    void namesAndShapesAreCompared() {
        TensorFile content;
        content.tensors["w"] = model::storeTensor(at::zeros({2, 3}));
        QVERIFY(model::compareTensors(content, {{"w", {2, 3}}}, kFile));
        auto other = model::compareTensors(content, {{"w", {3, 2}}}, kFile);
        QVERIFY(!other && says(other.error(), "\"w\" has shape [2, 3], [3, 2] was expected"));
        auto missing = model::compareTensors(content, {{"w", {2, 3}}, {"b", {2}}}, kFile);
        QVERIFY(!missing && says(missing.error(), "\"b\" is missing"));
        auto extra = model::compareTensors(content, {}, kFile);
        QVERIFY(!extra && says(extra.error(), "\"w\" [2, 3] does not belong"));
        QVERIFY(!model::takeTensor(content, "w", {6}, kFile));
        QVERIFY(!model::takeTensor(content, "x", {6}, kFile));
    }
    void notFiniteIsRefused() {
        for (const float value : {NAN, INFINITY}) {
            TensorFile content;
            content.tensors["w"] = model::storeTensor(at::full({3}, value));
            const auto taken = model::takeTensor(content, "w", {3}, kFile);
            QVERIFY(!taken && taken.error().code == ErrorCode::BadInput && says(taken.error(), "\"w\""));
            QVERIFY(!model::checkFinite(content, kFile));
        }
        TensorFile zeroDeviation;
        model::putStandardisation(zeroDeviation, {{1, 2}, {1, 0}});
        QVERIFY(!model::takeStandardisation(zeroDeviation, kFile));
    }
    // As packaging/pack_in_bytes.py stores them.
    void matricesOfBytesAreUnpacked() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("bytes.safetensors").toStdString();
        TensorFile packed;
        packed.tensors["w"] = {"I8", {2, 3}, {1, 127, 0xFF, 0x81, 0, 2}};  // -1 and -127
        packed.tensors["w.scale"] = model::storeTensor(at::tensor(at::ArrayRef<float>{0.5F, 2.0F}));
        packed.tensors["b"] = model::storeTensor(at::ones({3}));
        QVERIFY(model::writeTensorFile(file, packed));
        const auto content = model::readModelFile(file);
        QVERIFY2(content.has_value(), content ? "" : content.error().message.c_str());
        QVERIFY(model::compareTensors(*content, {{"w", {2, 3}}, {"b", {3}}}, kFile));
        const auto w = model::takeTensor(*content, "w", {2, 3}, kFile);
        QVERIFY(w && w->equal(at::tensor(at::ArrayRef<float>{0.5F, 63.5F, -0.5F, -254, 0, 4}).view({2, 3})));
    }
    void matricesOfBytesNeedTheirScale() {
        for (const auto& scale : {at::Tensor(), at::ones({3})}) {
            TensorFile content;
            content.tensors["w"] = {"I8", {2, 1}, {1, 2}};
            if (scale.defined()) content.tensors["w.scale"] = model::storeTensor(scale);
            const auto refused = model::unpackBytes(content, kFile);
            QVERIFY(!refused && refused.error().code == ErrorCode::BadInput && says(refused.error(), "\"w.scale\""));
        }
    }
    void devices() {
        QCOMPARE(model::resolveDevice("cpu").value(), std::string("cpu"));
        QVERIFY(model::resolveDevice("auto"));
        QCOMPARE(model::resolveDevice("tpu").error().code, ErrorCode::Usage);
        QCOMPARE(model::resolveDevice("cuda:x").error().code, ErrorCode::Usage);
        if (!at::hasCUDA()) QCOMPARE(model::resolveDevice("cuda:0").error().code, ErrorCode::Unsupported);
    }
};

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "test_checkpoint.moc"
