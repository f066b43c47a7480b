// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/shortcuts/shortcut_preset.h"

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace legenda::ui {

// The keys of all actions of the program: those of a preset, and the user's own instead, which are kept with the
// preferences. addAction() registers each action here. One for each application, which owns it; GUI thread.
class Shortcuts : public QObject {
    Q_OBJECT
 public:
    using Keys = QList<QKeySequence>;
    struct Entry {
        QString id, title;
        QString page;  // its title; empty: the action works everywhere
    };

    static Shortcuts& ofApplication();

    // Gives the action its keys, now and at every change. page: the title of the page to which it belongs, or empty.
    void add(QAction* action, const QString& page, const Keys& standard);
    // The actions that exist, in order of registration.
    QList<Entry> entries() const;
    Keys keys(const QString& id) const;
    Keys presetKeys(const QString& id) const;  // without the user's own

    ShortcutPreset preset() const { return preset_; }
    void setPreset(ShortcutPreset preset);  // in place of all own keys
    // Actions other than `id` that would answer to the key where `id` does.
    QList<Entry> conflicts(const QString& id, const QKeySequence& key) const;
    // The user's own keys of an action, none among them; false, and nothing changes, where one of them has a conflict.
    bool setKeys(const QString& id, const Keys& keys);
    void removeKey(const QString& id, const QKeySequence& key);
    // The preset's keys again, but for those that other actions have now.
    void reset(const QString& id);

 Q_SIGNALS:
    void changed();

 private:
    explicit Shortcuts(QObject* application);
    struct Registered {
        Entry entry;
        Keys standard;
        QList<QPointer<QAction>> actions;  // one for each page object that is open
        bool exists() const;
    };
    const Registered* find(const QString& id) const;
    void store();
    void applyTo(const Registered& registered) const;

    QList<Registered> all_;
    QHash<QString, qsizetype> placeOf_;  // in all_
    ShortcutPreset preset_ = ShortcutPreset::Legenda;
    QVariantMap own_;  // id -> QStringList in portable text
};

// "  (R)" where the action has a key, else nothing: for tooltips of buttons that are not made of an action.
QString keyHint(const char* id);

}  // namespace legenda::ui
