// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/model/safetensors.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

using namespace legenda;
using model::StoredTensor;
namespace fs = std::filesystem;

class TestSafetensors : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path file(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }
    fs::path raw(const std::string& header, std::size_t dataBytes, std::uint64_t announced = 0) const {
        std::uint64_t length = announced ? announced : header.size();
        std::string bytes(8, '\0');
        std::memcpy(bytes.data(), &length, 8);
        if (!base::writeFileAtomically(file("raw.safetensors"), bytes + header + std::string(dataBytes, '\x01')))
            qFatal("the test folder cannot be written");
        return file("raw.safetensors");
    }

 private Q_SLOTS:
    void roundTrip() {
        model::TensorFile content;
        content.metadata = {{"format_version", "1"}, {"name", "ä \"quoted\""}};
        content.tensors["a"] = {"F32", {2, 1}, {1, 2, 3, 4, 5, 6, 7, 8}};
        content.tensors["b.c"] = {"F16", {3}, {1, 2, 3, 4, 5, 6}};
        content.tensors["scalar"] = {"I64", {}, {1, 0, 0, 0, 0, 0, 0, 0}};
        content.tensors["empty"] = {"F32", {0, 5}, {}};
        QVERIFY(model::writeTensorFile(file("x.safetensors"), content).has_value());
        const auto read = model::readTensorFile(file("x.safetensors"));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QVERIFY(read->metadata == content.metadata);
        QCOMPARE(read->tensors.size(), std::size_t(4));
        for (const auto& [name, tensor] : content.tensors) {
            QCOMPARE(read->tensors.at(name).dtype, tensor.dtype);
            QVERIFY(read->tensors.at(name).shape == tensor.shape);
            QVERIFY(read->tensors.at(name).bytes == tensor.bytes);
        }
        QVERIFY(*model::readTensorMetadata(file("x.safetensors")) == content.metadata);
        content.tensors["a"].shape = {3};
        QVERIFY(!model::writeTensorFile(file("y.safetensors"), content).has_value());
        QVERIFY(!fs::exists(file("y.safetensors")));
    }

    void damaged_data() {
        QTest::addColumn<QString>("header");
        QTest::addColumn<int>("bytes");
        QTest::addColumn<qulonglong>("announced");
        const QString good = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
        QTest::newRow("length beyond the file") << good << 8 << 5000ull;
        QTest::newRow("length absurd") << good << 8 << 0xffffffffffffffffull;
        QTest::newRow("no JSON") << "hello" << 8 << 0ull;
        QTest::newRow("data missing") << good << 4 << 0ull;
        QTest::newRow("size does not fit") << R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})" << 8 << 0ull;
        QTest::newRow("shape overflows")
            << R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}})" << 8 << 0ull;
        QTest::newRow("negative") << R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})" << 8 << 0ull;
        QTest::newRow("offsets reversed") << R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})" << 8 << 0ull;
        QTest::newRow("unknown type") << R"({"a":{"dtype":"Q9","shape":[2],"data_offsets":[0,8]}})" << 8 << 0ull;
        QTest::newRow("overlap")
            << R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})"
            << 8 << 0ull;
        QTest::newRow("bytes of nobody behind")
            << R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})" << 108 << 0ull;
        QTest::newRow("bytes of nobody between")
            << R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})"
            << 12 << 0ull;
        QTest::newRow("half an offset") << R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0.5,8]}})" << 8 << 0ull;
        QTest::newRow("half a side") << R"({"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}})" << 8 << 0ull;
        QTest::newRow("no offsets") << R"({"a":{"dtype":"F32","shape":[2]}})" << 8 << 0ull;
        QTest::newRow("metadata no text") << R"({"__metadata__":{"a":1}})" << 0 << 0ull;
    }
    void damaged() {
        QFETCH(QString, header);
        QFETCH(int, bytes);
        QFETCH(qulonglong, announced);
        const auto path = raw(header.toStdString(), static_cast<std::size_t>(bytes), announced);
        const auto read = model::readTensorFile(path);
        QVERIFY(!read.has_value());
        QCOMPARE(read.error().code, base::ErrorCode::BadInput);
        QVERIFY(read.error().message.find("raw.safetensors") != std::string::npos);
    }

    // What is said names the file for what it is, and what to do.
    void foreignFiles_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("said");
        QTest::newRow("empty") << QByteArray() << "is empty";
        QTest::newRow("Git LFS") << QByteArray(
                                        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
                                 << "git lfs pull";
        QTest::newRow("web page") << QByteArray("\n<!DOCTYPE html><html><body>Not found</body></html>") << "web page";
        QTest::newRow("zip") << QByteArray("PK\x03\x04 archive/data.pkl and more") << "safetensors";
        QTest::newRow("pickle") << QByteArray("\x80\x02}q\x00X\x01\x00\x00\x00aK\x01s.", 15) << "pickle";
        QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08 and more") << "gunzip";
        QTest::newRow("zeros") << QByteArray(200, '\0') << "zero bytes";
    }
    void foreignFiles() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, said);
        QVERIFY(base::writeFileAtomically(file("f.safetensors"), bytes.toStdString()).has_value());
        for (const auto& error : {model::readTensorFile(file("f.safetensors")).error(),
                                  model::readTensorMetadata(file("f.safetensors")).error()}) {
            QCOMPARE(error.code, base::ErrorCode::BadInput);
            const auto message = QString::fromStdString(error.message);
            QVERIFY2(message.contains("f.safetensors") && message.contains(said), qPrintable(message));
        }
    }
    // A header of 640 bytes begins like a pickle, one of 123 like JSON.
    void noHeaderIsTakenForForeign() {
        for (const std::size_t length : {640U, 123U, 91U}) {
            std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
            header.resize(length, ' ');
            const auto read = model::readTensorFile(raw(header, 4));
            QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        }
    }
    void tensorsWithoutNumbersAreLegal() {
        const auto read = model::readTensorFile(raw(
            R"({"z":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
            R"("e":{"dtype":"F32","shape":[3,0],"data_offsets":[8,8]}})",
            8));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QVERIFY(read->tensors.at("z").bytes.empty() && read->tensors.at("a").bytes.size() == 8);
    }

    void foldersAndPipesAreNoCheckpoints() {
        fs::create_directories(file("folder.safetensors"));
        const auto error = model::readTensorFile(file("folder.safetensors")).error();
        QCOMPARE(error.code, base::ErrorCode::Io);
        QVERIFY(error.message.find("is a folder") != std::string::npos);
        const auto missing = model::readTensorMetadata(file("none")).error();
        QVERIFY(missing.message.find("does not exist") != std::string::npos);
    }

    void missing() { QCOMPARE(model::readTensorFile(file("none")).error().code, base::ErrorCode::Io); }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"
