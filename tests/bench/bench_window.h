// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QStandardPaths>

namespace legenda::bench {

// To call before the application is made: without a display unless one is named, and with settings of its own.
inline void prepareWindows() {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QCoreApplication::setOrganizationName(QStringLiteral("legenda"));
    QCoreApplication::setApplicationName(QStringLiteral("legenda-bench"));
    QStandardPaths::setTestModeEnabled(true);
}

}  // namespace legenda::bench
