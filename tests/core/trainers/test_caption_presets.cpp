// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/caption_trainer.h"

#include <QDir>
#include <QFile>
#include <QtTest>

using namespace legenda;

// The presets of the caption and region trainings that ship name options that exist, with values in their ranges.
class TestCaptionPresets : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void nameOptionsThatExist_data() {
        QTest::addColumn<QString>("path");
        const QDir presets(QStringLiteral(LEGENDA_SOURCE_DIR "/resources/presets"));
        for (const auto& name : presets.entryList({"caption-*.json", "region-*.json"}))
            QTest::newRow(qPrintable(name)) << presets.filePath(name);
    }
    void nameOptionsThatExist() {
        QFETCH(QString, path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto preset = nlohmann::json::parse(file.readAll().toStdString());
        trainers::CaptionOptions caption;
        trainers::RegionOptions region;
        const auto& options = preset.at("options");
        const std::string where = path.toStdString();
        const auto set = path.contains(QStringLiteral("/caption-")) ? base::optionsFromJson(caption, options, where)
                                                                    : base::optionsFromJson(region, options, where);
        QVERIFY2(set.has_value(), set ? "" : set.error().message.c_str());
        QVERIFY(!preset.at("title").get<std::string>().empty());
        QVERIFY(!preset.at("description").get<std::string>().empty());
    }
};

QTEST_GUILESS_MAIN(TestCaptionPresets)
#include "test_caption_presets.moc"
