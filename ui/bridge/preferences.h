// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>
#include <QVariant>

namespace legenda::ui {

// The user's preferences: read once, kept in memory, and written by a thread of its own shortly after the last change,
// since QSettings waits for the disk. One for each application, which owns it; GUI thread.
class Preferences : public QObject {
 public:
    // Of the running QCoreApplication, whose organisation and name are set.
    static Preferences& ofApplication();

    QVariant value(const QString& key, const QVariant& fallback = {}) const { return values_.value(key, fallback); }
    QStringList keys(const QString& prefix) const;  // those that begin so, sorted
    void setValue(const QString& key, const QVariant& value);
    void remove(const QString& key) { setValue(key, {}); }
    // Writes pending changes and waits for it: before the program ends.
    void flush();

 private:
    explicit Preferences(QObject* application);
    ~Preferences() override;
    void write();

    QHash<QString, QVariant> values_;
    QHash<QString, QVariant> changed_;  // an invalid value: removed
    QTimer soon_;
    QThreadPool writer_;
};

// Short forms for single widgets.
inline QVariant preference(const QString& key, const QVariant& fallback = {}) {
    return Preferences::ofApplication().value(key, fallback);
}
inline void setPreference(const QString& key, const QVariant& value) {
    Preferences::ofApplication().setValue(key, value);
}

}  // namespace legenda::ui
