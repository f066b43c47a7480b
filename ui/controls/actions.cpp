// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/actions.h"

#include "ui/controls/page.h"
#include "ui/controls/shortcuts/shortcuts.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace legenda::ui {

QAction* addAction(QWidget* owner, const QString& id, const QString& text, const QString& iconName,
                   const QList<QKeySequence>& keys, std::function<void()> run) {
    auto* action = new QAction(text, owner);
    action->setObjectName(id);
    if (!iconName.isEmpty()) action->setIcon(theme::icon(iconName));
    const auto* page = qobject_cast<const Page*>(owner);
    Shortcuts::ofApplication().add(action, page ? page->title() : QString(), keys);
    action->setShortcutContext(Qt::WindowShortcut);
    action->setToolTip(tooltip(action));
    QObject::connect(action, &QAction::triggered, owner, [run = std::move(run)] { run(); });
    owner->addAction(action);
    return action;
}

QAction* addToggle(QWidget* owner, const QString& id, const QString& text, const QString& iconName,
                   const QList<QKeySequence>& keys, bool on, std::function<void(bool)> run) {
    QAction* action = addAction(owner, id, text, iconName, keys, [] {});
    action->setCheckable(true);
    action->setChecked(on);
    QObject::connect(action, &QAction::toggled, owner, [run = std::move(run)](bool now) { run(now); });
    return action;
}

QAction* actionOf(const QWidget* owner, const char* id) {
    auto* action = owner->findChild<QAction*>(QLatin1String(id), Qt::FindDirectChildrenOnly);
    Q_ASSERT(action);
    return action;
}

QString tooltip(const QAction* action) {
    QString text = action->text();
    text.remove(QLatin1Char('&'));
    if (action->shortcut().isEmpty()) return text;
    return text + QStringLiteral("  (") + action->shortcut().toString(QKeySequence::NativeText) + QLatin1Char(')');
}

}  // namespace legenda::ui
