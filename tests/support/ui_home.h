// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QApplication>
#include <QTemporaryDir>

namespace legenda::test {

// Settings, data and caches of the window go to a home of the test's own. Before the first window.
inline void useOwnHome(const QTemporaryDir& home, ui::theme::Appearance look = ui::theme::Appearance::Dark) {
    qputenv("XDG_CONFIG_HOME", home.filePath(QStringLiteral("config")).toUtf8());
    qputenv("XDG_DATA_HOME", home.filePath(QStringLiteral("data")).toUtf8());
    qputenv("XDG_CACHE_HOME", home.filePath(QStringLiteral("cache")).toUtf8());
    QCoreApplication::setOrganizationName(QStringLiteral("legenda"));
    QCoreApplication::setApplicationName(QStringLiteral("legenda"));
    ui::theme::apply(*qApp, look);
}

}  // namespace legenda::test
