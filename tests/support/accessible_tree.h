// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QSet>
#include <QStringList>
#include <QWidget>

namespace legenda::test {

// What a screen reader finds in a window: everything that is shown, from the window down.
class AccessibleTree {
 public:
    explicit AccessibleTree(QWidget* window) : window_(window) {
        walk(QAccessible::queryAccessibleInterface(window), {});
        for (auto* widget : window->findChildren<QWidget*>()) lookAt(widget);
    }

    // One sentence for each control that can have the keyboard and has no name, shares its name and role with a
    // sibling, or cannot be reached from the window; empty: all is well.
    const QStringList& problems() const { return problems_; }
    int controls() const { return controls_; }

 private:
    static bool shown(QAccessibleInterface* item) { return item->isValid() && !item->state().invisible; }

    static QString describe(QAccessibleInterface* item) {
        const QObject* object = item->object();
        QString what = QStringLiteral("role %1").arg(int(item->role()));
        if (object)
            what += QStringLiteral(" %1 \"%2\"")
                        .arg(QLatin1String(object->metaObject()->className()), object->objectName());
        return what;
    }

    void walk(QAccessibleInterface* item, const QString& path) {
        if (item->object()) reached_.insert(item->object());
        QSet<QString> names;
        for (int i = 0; i < item->childCount(); ++i) {
            QAccessibleInterface* child = item->child(i);
            if (!child || !shown(child)) continue;
            const QString name = child->text(QAccessible::Name).trimmed();
            if (child->state().focusable) {
                ++controls_;
                if (name.isEmpty()) problems_ << path + QStringLiteral(": no name: ") + describe(child);
                const QString own = QStringLiteral("%1 %2").arg(int(child->role())).arg(name);
                if (!name.isEmpty() && names.contains(own) && child->object())
                    problems_ << path + QStringLiteral(": \"%1\" is there twice: ").arg(name) + describe(child);
                names.insert(own);
            }
            walk(child, path + QLatin1Char('/') + (name.isEmpty() ? QString::number(int(child->role())) : name));
        }
    }

    // A widget that can be clicked or typed into is part of the tree.
    void lookAt(QWidget* widget) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || widget->isWindow()) return;
        // The inner parts of a spin box or a combo box belong to it.
        for (const QWidget* part = widget; part && part != window_; part = part->parentWidget())
            if (reached_.contains(part) && part->focusPolicy() != Qt::NoFocus) return;
        problems_ << QStringLiteral("not reachable: %1 \"%2\"")
                         .arg(QLatin1String(widget->metaObject()->className()), widget->objectName());
    }

    QWidget* window_;
    QSet<const QObject*> reached_;
    QStringList problems_;
    int controls_ = 0;
};

}  // namespace legenda::test
