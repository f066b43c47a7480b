// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/actions.h"

#include "ui/theme/theme.h"

#include <QWidget>

namespace legenda::ui {

QAction* addAction(QWidget* owner, const QString& id, const QString& text, const QString& iconName,
                   const QList<QKeySequence>& keys, std::function<void()> run) {
    auto* action = new QAction(text, owner);
    action->setObjectName(id);
    if (!iconName.isEmpty()) action->setIcon(theme::icon(iconName));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WindowShortcut);
    action->setToolTip(tooltip(action));
    QObject::connect(action, &QAction::triggered, owner, [run = std::move(run)] { run(); });
    owner->addAction(action);
    return action;
}

QString tooltip(const QAction* action) {
    QString text = action->text();
    text.remove(QLatin1Char('&'));
    if (action->shortcut().isEmpty()) return text;
    return text + QStringLiteral("  (") + action->shortcut().toString(QKeySequence::NativeText) + QLatin1Char(')');
}

}  // namespace legenda::ui
