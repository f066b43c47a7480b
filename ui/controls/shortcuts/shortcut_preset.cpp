// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/shortcuts/shortcut_preset.h"

#include <QHash>

namespace legenda::ui {

namespace {

// Actions that CVAT does not know keep their keys, unless CVAT uses them otherwise.
const QHash<QString, QStringList>& cvatKeys() {
    static const QHash<QString, QStringList> keys{
        {QStringLiteral("annotate.draw"), {QStringLiteral("N")}},
        {QStringLiteral("annotate.next"), {QStringLiteral("F"), QStringLiteral("PgDown")}},
        {QStringLiteral("annotate.previous"), {QStringLiteral("D"), QStringLiteral("PgUp")}},
        {QStringLiteral("annotate.hide"), {QStringLiteral("H")}},
        {QStringLiteral("annotate.text"), {}},  // F2 opens the settings; Enter edits the text
        {QStringLiteral("browse.draw"), {QStringLiteral("N")}},
        {QStringLiteral("browse.next"), {QStringLiteral("F"), QStringLiteral("PgDown")}},
        {QStringLiteral("browse.previous"), {QStringLiteral("D"), QStringLiteral("PgUp")}},
        {QStringLiteral("browse.strip"), {QStringLiteral("Shift+F")}},
        {QStringLiteral("edit.settings"), {QStringLiteral("F2"), QStringLiteral("Ctrl+,")}},
    };
    return keys;
}

}  // namespace

std::optional<QList<QKeySequence>> presetKeys(ShortcutPreset preset, const QString& id) {
    if (preset != ShortcutPreset::Cvat || !cvatKeys().contains(id)) return std::nullopt;
    QList<QKeySequence> keys;
    for (const QString& key : cvatKeys().value(id)) keys.append(QKeySequence(key, QKeySequence::PortableText));
    return keys;
}

}  // namespace legenda::ui
