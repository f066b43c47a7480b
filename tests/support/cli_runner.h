// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QProcess>
#include <QStringList>

namespace legenda::tests {

struct CliResult {
    int status = -1;
    QByteArray out;
    QString error;

    QJsonDocument json() const { return QJsonDocument::fromJson(out); }
};

// Runs the built legenda-cli with --json --quiet and waits for its end.
inline CliResult runCli(const QStringList& arguments, int timeoutSeconds = 300) {
    QProcess process;
    process.start(QStringLiteral(LEGENDA_BIN_DIR "/legenda-cli"), QStringList{"--json", "--quiet"} + arguments);
    CliResult result;
    if (process.waitForFinished(timeoutSeconds * 1000) && process.exitStatus() == QProcess::NormalExit)
        result.status = process.exitCode();
    result.out = process.readAllStandardOutput();
    result.error = QString::fromUtf8(process.readAllStandardError());
    return result;
}

}  // namespace legenda::tests
