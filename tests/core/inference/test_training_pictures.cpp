// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/training_pictures.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <fstream>

using namespace legenda;

class TestTrainingPictures : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    std::filesystem::path write(const char* text) const {
        const auto file = std::filesystem::path(folder_.path().toStdString()) / "calibration.json";
        std::ofstream(file) << text;
        return file;
    }

 private Q_SLOTS:
    // Standardised by mean (1, 2) and deviation (2, 1), the vectors below are (1, 0), (1, 1) and (-1, 0).
    void theDistanceIsToTheNearestCentre() {
        const auto pictures = inference::TrainingPictures::read(
            write(R"({"abc": {"mean": [1, 2], "deviation": [2, 1], "centres": [[1, 0], [0, 1]], "limit": 0.5}})"));
        QVERIFY2(pictures.has_value(), pictures ? "" : pictures.error().message.c_str());
        const auto of = [&](std::array<float, 2> vector) { return *pictures->distance("abc", vector); };
        QVERIFY(std::abs(of({3, 2}).distance) < 1e-6);
        QVERIFY(std::abs(of({3, 3}).distance - (1 - std::sqrt(0.5))) < 1e-6);
        QVERIFY(!of({3, 3}).unlike());
        QVERIFY(std::abs(of({-1, 2}).distance - 1) < 1e-6);
        QVERIFY(of({-1, 2}).unlike());
        QVERIFY(!pictures->distance("another", std::array<float, 2>{3, 2}));
        QVERIFY(!pictures->distance("abc", std::array<float, 3>{3, 2, 1}));
    }

    void aWrongFileIsNamed_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("no JSON") << "{";
        QTest::newRow("no object") << "[]";
        QTest::newRow("no limit") << R"({"abc": {"mean": [1], "deviation": [2], "centres": [[1]]}})";
        QTest::newRow("a short centre")
            << R"({"abc": {"mean": [1, 2], "deviation": [2, 1], "centres": [[1]], "limit": 0.5}})";
        QTest::newRow("no centre") << R"({"abc": {"mean": [1], "deviation": [2], "centres": [], "limit": 0.5}})";
        QTest::newRow("no spread") << R"({"abc": {"mean": [1], "deviation": [0], "centres": [[1]], "limit": 0.5}})";
    }

    void aWrongFileIsNamed() {
        QFETCH(QString, text);
        const auto refused = inference::TrainingPictures::read(write(text.toUtf8().constData()));
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, base::ErrorCode::BadInput);
        QVERIFY(refused.error().message.find("calibration.json") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestTrainingPictures)
#include "test_training_pictures.moc"
