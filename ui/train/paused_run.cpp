// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/paused_run.h"

#include "ui/bridge/preferences.h"

#include <QVariantMap>

namespace legenda::ui {

namespace {

QString key() {
    return QStringLiteral("train/paused");
}

QString nameOf(const std::filesystem::path& project) {
    return QString::fromStdU16String(project.u16string());
}

}  // namespace

void rememberPausedRun(const std::filesystem::path& project, const std::string& run) {
    QVariantMap all = preference(key()).toMap();
    all[nameOf(project)] = QString::fromStdString(run);
    setPreference(key(), all);
}

QString takePausedRun(const std::filesystem::path& project) {
    QVariantMap all = preference(key()).toMap();
    QString run = all.take(nameOf(project)).toString();
    if (!run.isEmpty()) setPreference(key(), all);
    return run;
}

}  // namespace legenda::ui
