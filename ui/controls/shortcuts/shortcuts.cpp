// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/shortcuts/shortcuts.h"

#include "ui/bridge/preferences.h"
#include "ui/controls/actions.h"

#include <QCoreApplication>

#include <algorithm>

namespace legenda::ui {

namespace {

const char* const kPresetKey = "shortcuts/preset";
const char* const kOwnKeysKey = "shortcuts/own";
const char* const kCvatName = "cvat";

// One would wait for, or hide, the other.
bool clash(const QKeySequence& a, const QKeySequence& b) {
    return !a.isEmpty() && !b.isEmpty() &&
           (a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch);
}

QString hintOf(const Shortcuts::Keys& keys) {
    if (keys.isEmpty() || keys.front().isEmpty()) return {};
    return QStringLiteral("  (%1)").arg(keys.front().toString(QKeySequence::NativeText));
}

}  // namespace

Shortcuts& Shortcuts::ofApplication() {
    static QPointer<Shortcuts> one;
    if (!one) one = new Shortcuts(QCoreApplication::instance());
    return *one;
}

Shortcuts::Shortcuts(QObject* application) : QObject(application) {
    if (preference(QLatin1String(kPresetKey)).toString() == QLatin1String(kCvatName)) preset_ = ShortcutPreset::Cvat;
    own_ = preference(QLatin1String(kOwnKeysKey)).toMap();
}

bool Shortcuts::Registered::exists() const {
    return std::ranges::any_of(actions, [](const auto& action) { return !action.isNull(); });
}

const Shortcuts::Registered* Shortcuts::find(const QString& id) const {
    const auto place = placeOf_.constFind(id);
    return place == placeOf_.constEnd() ? nullptr : &all_.at(*place);
}

void Shortcuts::add(QAction* action, const QString& page, const Keys& standard) {
    QString title = action->text();
    title.remove(QLatin1Char('&'));
    const QString id = action->objectName();
    if (!placeOf_.contains(id)) {
        placeOf_.insert(id, all_.size());
        all_.append(Registered{});
    }
    Registered& registered = all_[placeOf_.value(id)];
    registered.entry = {id, title, page};
    registered.standard = standard;
    registered.actions.removeIf([](const QPointer<QAction>& each) { return each.isNull(); });
    registered.actions.append(action);
    action->setShortcuts(keys(id));
}

QList<Shortcuts::Entry> Shortcuts::entries() const {
    QList<Entry> entries;
    for (const Registered& each : all_)
        if (each.exists()) entries.append(each.entry);
    return entries;
}

Shortcuts::Keys Shortcuts::presetKeys(const QString& id) const {
    const Registered* registered = find(id);
    return ui::presetKeys(preset_, id).value_or(registered ? registered->standard : Keys());
}

Shortcuts::Keys Shortcuts::keys(const QString& id) const {
    const auto own = own_.constFind(id);
    if (own == own_.constEnd()) return presetKeys(id);
    Keys keys;
    for (const QString& key : own->toStringList()) keys.append(QKeySequence(key, QKeySequence::PortableText));
    return keys;
}

QList<Shortcuts::Entry> Shortcuts::conflicts(const QString& id, const QKeySequence& key) const {
    const Registered* asked = find(id);
    QList<Entry> found;
    for (const Registered& other : all_) {
        if (!asked || other.entry.id == id || !other.exists()) continue;
        const bool together =
            asked->entry.page == other.entry.page || asked->entry.page.isEmpty() || other.entry.page.isEmpty();
        const Keys held = keys(other.entry.id);
        if (together && std::ranges::any_of(held, [&](const QKeySequence& each) { return clash(each, key); }))
            found.append(other.entry);
    }
    return found;
}

bool Shortcuts::setKeys(const QString& id, const Keys& keys) {
    if (std::ranges::any_of(keys, [&](const QKeySequence& key) { return !conflicts(id, key).isEmpty(); })) return false;
    if (keys == presetKeys(id)) {
        own_.remove(id);
    } else {
        QStringList texts;
        for (const QKeySequence& key : keys) texts += key.toString(QKeySequence::PortableText);
        own_.insert(id, texts);
    }
    store();
    return true;
}

void Shortcuts::removeKey(const QString& id, const QKeySequence& key) {
    Keys left = keys(id);
    left.removeIf([&](const QKeySequence& each) { return clash(each, key); });
    setKeys(id, left);
}

void Shortcuts::reset(const QString& id) {
    Keys free = presetKeys(id);
    free.removeIf([&](const QKeySequence& key) { return !conflicts(id, key).isEmpty(); });
    setKeys(id, free);
}

void Shortcuts::setPreset(ShortcutPreset preset) {
    preset_ = preset;
    own_.clear();
    store();
}

void Shortcuts::store() {
    setPreference(QLatin1String(kPresetKey),
                  preset_ == ShortcutPreset::Cvat ? QVariant(QLatin1String(kCvatName)) : QVariant());
    setPreference(QLatin1String(kOwnKeysKey), own_.isEmpty() ? QVariant() : QVariant(own_));
    for (const Registered& each : all_) applyTo(each);
    Q_EMIT changed();
}

void Shortcuts::applyTo(const Registered& registered) const {
    const Keys now = keys(registered.entry.id);
    for (const auto& action : registered.actions) {
        if (!action || action->shortcuts() == now) continue;
        QString tip = action->toolTip();
        const QString old = hintOf(action->shortcuts());
        if (!old.isEmpty() && tip.endsWith(old)) tip.chop(old.size());
        action->setShortcuts(now);
        action->setToolTip(tip + hintOf(now));
    }
}

QString keyHint(const char* id) {
    return hintOf(Shortcuts::ofApplication().keys(QLatin1String(id)));
}

}  // namespace legenda::ui
