// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/short_time.h"

#include <QDateTime>
#include <QLocale>

namespace legenda::ui {

QString shortTime(const std::string& iso) {
    const QDateTime time = QDateTime::fromString(QString::fromStdString(iso), Qt::ISODate).toLocalTime();
    if (!time.isValid()) return {};
    const bool today = time.date() == QDate::currentDate();
    return QLocale(QLocale::English).toString(time, today ? QStringLiteral("HH:mm") : QStringLiteral("d MMM HH:mm"));
}

QString longTime(const std::string& iso) {
    const QDateTime time = QDateTime::fromString(QString::fromStdString(iso), Qt::ISODate).toLocalTime();
    return time.isValid() ? QLocale().toString(time, QStringLiteral("d MMM yyyy, HH:mm:ss"))
                          : QString::fromStdString(iso);
}

}  // namespace legenda::ui
