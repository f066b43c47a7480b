// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/accessible_window.h"

#include <QAccessibleWidget>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>

namespace legenda::ui {

namespace {

// A menu of the menu bar, or of an entry of another menu: a child of that in the tree.
bool isInMenu(const QMenu* menu) {
    return std::ranges::any_of(menu->menuAction()->associatedObjects(), [](QObject* each) {
        return qobject_cast<QMenu*>(each) || qobject_cast<QMenuBar*>(each);
    });
}

// The list of a combo box is a child of that.
QList<QWidget*> popupsOver(const QWidget* window) {
    QList<QWidget*> open;
    for (QWidget* top : QApplication::topLevelWidgets()) {
        const QWidget* owner = top->parentWidget();
        if (top->windowType() != Qt::Popup || !top->isVisible() || !owner || owner->window() != window) continue;
        const auto* menu = qobject_cast<QMenu*>(top);
        if (!qobject_cast<const QComboBox*>(owner) && !(menu && isInMenu(menu))) open << top;
    }
    return open;
}

// The child widgets, then what is open over them.
class WindowInterface : public QAccessibleWidget {
 public:
    explicit WindowInterface(QWidget* window) : QAccessibleWidget(window, QAccessible::Window) {}

    int childCount() const override {
        return QAccessibleWidget::childCount() + static_cast<int>(popupsOver(widget()).size());
    }
    QAccessibleInterface* child(int index) const override {
        const int popup = index - QAccessibleWidget::childCount();
        if (popup < 0) return QAccessibleWidget::child(index);
        const auto open = popupsOver(widget());
        return popup < open.size() ? QAccessible::queryAccessibleInterface(open[popup]) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        const auto open = popupsOver(widget());
        const auto found = std::ranges::find_if(open, [&](QWidget* each) { return child && child->object() == each; });
        if (found == open.end()) return QAccessibleWidget::indexOfChild(child);
        return QAccessibleWidget::childCount() + static_cast<int>(found - open.begin());
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        for (QWidget* popup : popupsOver(widget()))
            if (popup->geometry().contains(x, y)) return QAccessible::queryAccessibleInterface(popup);
        return QAccessibleWidget::childAt(x, y);
    }
};

QAccessibleInterface* makeWindow(const QString&, QObject* object) {
    auto* window = qobject_cast<QMainWindow*>(object);
    return window ? new WindowInterface(window) : nullptr;
}

}  // namespace

void installAccessibleWindow() {
    QAccessible::installFactory(makeWindow);  // a factory is not added twice
}

}  // namespace legenda::ui
