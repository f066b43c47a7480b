// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/preferences.h"

#include <QCoreApplication>
#include <QSettings>

#include <utility>

namespace legenda::ui {

namespace {
constexpr int kWriteDelay = 400;  // ms after the last change: a splitter that is dragged changes constantly
}

Preferences& Preferences::ofApplication() {
    auto* application = QCoreApplication::instance();
    Q_ASSERT(application);
    for (QObject* child : application->children())
        if (auto* own = dynamic_cast<Preferences*>(child)) return *own;
    return *new Preferences(application);
}

Preferences::Preferences(QObject* application) : QObject(application) {
    const QSettings file;
    for (const QString& key : file.allKeys()) values_.insert(key, file.value(key));
    writer_.setMaxThreadCount(1);  // in order
    soon_.setSingleShot(true);
    soon_.setInterval(kWriteDelay);
    connect(&soon_, &QTimer::timeout, this, [this] { write(); });
}

Preferences::~Preferences() {
    flush();
}

QStringList Preferences::keys(const QString& prefix) const {
    QStringList found;
    for (auto at = values_.begin(); at != values_.end(); ++at)
        if (at.key().startsWith(prefix)) found << at.key();
    found.sort();
    return found;
}

void Preferences::setValue(const QString& key, const QVariant& value) {
    if (values_.value(key) == value) return;
    if (value.isValid())
        values_.insert(key, value);
    else
        values_.remove(key);
    changed_.insert(key, value);
    soon_.start();
}

void Preferences::flush() {
    soon_.stop();
    write();
    writer_.waitForDone();
}

void Preferences::write() {
    if (changed_.isEmpty()) return;
    writer_.start([changed = std::exchange(changed_, {})] {
        QSettings file;
        for (auto at = changed.begin(); at != changed.end(); ++at) {
            if (at.value().isValid())
                file.setValue(at.key(), at.value());
            else
                file.remove(at.key());
        }
    });
}

}  // namespace legenda::ui
