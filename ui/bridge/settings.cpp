// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/settings.h"

#include "core/model/mrf.h"
#include "ui/bridge/preferences.h"

#include <QCoreApplication>
#include <QDir>
#include <QPointer>
#include <QStandardPaths>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

struct SettingKind {
    const char* key;
    QVariant standard;  // its type is the setting's
    double least = 0, most = 0;
};

SettingKind kindOf(Setting setting) {
    switch (setting) {
        case Setting::Appearance:
            return {"appearance", 0, 0, 2};
        case Setting::FontPercent:
            return {"fontPercent", 100, 90, 150};
        case Setting::ProjectsFolder:
            return {"projectsFolder", QDir(dataFolder()).filePath(QStringLiteral("projects"))};
        case Setting::Device:
            return {"device", QStringLiteral("auto")};
        case Setting::Threads:
            return {"threads", 0, 0, 256};
        case Setting::Beam:
            return {"decoding/beam", 7, 1, 50};
        case Setting::Captions:
            return {"decoding/captions", 3, 1, 20};
        case Setting::LengthNorm:
            return {"decoding/lengthNorm", 0.0, 0, 2};
        case Setting::Temperature:
            return {"decoding/temperature", 0.0, 0, 2};
        case Setting::Beta:
            return {"beta", model::kDefaultBeta, 0, 10};
        case Setting::CacheMegabytes:
            return {"cache/megabytes", 400, 50, 10000};
        case Setting::CacheFolder:
            return {"cache/folder", QStandardPaths::writableLocation(QStandardPaths::CacheLocation)};
    }
    return {"", {}};
}

}  // namespace

Settings::Settings(QObject* application) : QObject(application), cacheFolderInUse_(text(Setting::CacheFolder)) {}

Settings& Settings::ofApplication() {
    static QPointer<Settings> one;
    if (!one) one = new Settings(QCoreApplication::instance());
    return *one;
}

QVariant Settings::value(Setting setting) const {
    const SettingKind kind = kindOf(setting);
    const QVariant kept = preference(QLatin1String(kind.key));
    if (kind.standard.typeId() == QMetaType::QString) {
        const QString text = kept.toString();
        return text.isEmpty() ? kind.standard : QVariant(text);
    }
    bool isNumber = false;
    const double number = kept.toDouble(&isNumber);
    if (!isNumber || !std::isfinite(number)) return kind.standard;
    const double inside = std::clamp(number, kind.least, kind.most);
    return kind.standard.typeId() == QMetaType::Int ? QVariant(static_cast<int>(std::lround(inside)))
                                                    : QVariant(inside);
}

void Settings::set(Setting setting, const QVariant& value) {
    const QVariant before = this->value(setting);
    setPreference(QLatin1String(kindOf(setting).key), value == standard(setting) ? QVariant() : value);
    if (this->value(setting) != before) Q_EMIT changed(setting);
}

QVariant Settings::standard(Setting setting) {
    return kindOf(setting).standard;
}
double Settings::least(Setting setting) {
    return kindOf(setting).least;
}
double Settings::most(Setting setting) {
    return kindOf(setting).most;
}

model::DecodeOptions Settings::decoding() const {
    model::DecodeOptions options;
    options.beam = number(Setting::Beam);
    options.temperature = real(Setting::Temperature);
    options.lengthNorm = real(Setting::LengthNorm);
    options.count = number(Setting::Captions);
    if (options.temperature <= 0) options.count = std::min(options.count, options.beam);
    return options;
}

QString dataFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
}

QString projectsFolder() {
    return Settings::ofApplication().text(Setting::ProjectsFolder);
}

}  // namespace legenda::ui
