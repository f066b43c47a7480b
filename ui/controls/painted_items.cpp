// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/painted_items.h"

#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>
#include <QWidget>

namespace legenda::ui {

namespace {

const PaintedItems* itemsOf(const QWidget* widget) {
    return dynamic_cast<const PaintedItems*>(widget);
}

// Null while the widget is being destroyed.
int countOf(const QWidget* widget) {
    const PaintedItems* items = widget ? itemsOf(widget) : nullptr;
    return items ? items->paintedItemCount() : 0;
}

// One item, by its index; queries the widget each time.
class ItemInterface : public QAccessibleInterface, public QAccessibleActionInterface {
 public:
    ItemInterface(QWidget* widget, int index) : widget_(widget), index_(index) {}

    bool isValid() const override { return index_ < countOf(widget_); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(widget_); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }

    QString text(QAccessible::Text what) const override {
        if (!isValid()) return {};
        const PaintedItem item = itemsOf(widget_)->paintedItem(index_);
        if (what == QAccessible::Name) return item.name;
        return what == QAccessible::Description ? item.description : QString();
    }
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override {
        if (!isValid()) return {};
        const QRect own = itemsOf(widget_)->paintedItem(index_).rect.toAlignedRect();
        return {widget_->mapToGlobal(own.topLeft()), own.size()};
    }
    QAccessible::Role role() const override {
        return isValid() ? itemsOf(widget_)->paintedItemRole() : QAccessible::NoRole;
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        state.invalid = !isValid();
        if (state.invalid) return state;
        const PaintedItem item = itemsOf(widget_)->paintedItem(index_);
        state.invisible = !widget_->isVisible();
        state.offscreen = !item.rect.intersects(QRectF(widget_->rect()));
        state.disabled = !widget_->isEnabled();
        if (role() == QAccessible::RadioButton) {
            state.checkable = true;
            state.checked = item.chosen;
        } else {
            state.selectable = true;
            state.selected = item.chosen;
        }
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& action) override {
        auto* items = dynamic_cast<PaintedItems*>(widget_.data());
        if (items != nullptr && action == pressAction() && isValid()) items->pressPaintedItem(index_);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

 private:
    QPointer<QWidget> widget_;
    int index_;
};

class ItemsInterface : public QAccessibleWidget {
 public:
    explicit ItemsInterface(QWidget* widget) : QAccessibleWidget(widget, itemsOf(widget)->paintedRole()) {}
    ~ItemsInterface() override {
        for (const QAccessible::Id id : std::as_const(ids_)) QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return QAccessibleWidget::childCount() + countOf(widget()); }
    QAccessibleInterface* child(int index) const override {
        const int widgets = QAccessibleWidget::childCount(), item = index - widgets;
        if (item < 0) return QAccessibleWidget::child(index);
        if (item >= countOf(widget())) return nullptr;
        auto id = ids_.constFind(item);
        if (id == ids_.constEnd())
            id = ids_.insert(item, QAccessible::registerAccessibleInterface(new ItemInterface(widget(), item)));
        return QAccessible::accessibleInterface(*id);
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        if (!child) return -1;
        for (auto id = ids_.constBegin(); id != ids_.constEnd(); ++id)
            if (QAccessible::accessibleInterface(*id) == child) return QAccessibleWidget::childCount() + id.key();
        return QAccessibleWidget::indexOfChild(child);
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        if (QAccessibleInterface* inside = QAccessibleWidget::childAt(x, y)) return inside;
        const QPointF at = widget()->mapFromGlobal(QPoint(x, y));
        for (int i = 0; i < countOf(widget()); ++i)
            if (itemsOf(widget())->paintedItem(i).rect.contains(at)) return child(QAccessibleWidget::childCount() + i);
        return nullptr;
    }

 private:
    mutable QHash<int, QAccessible::Id> ids_;
};

QAccessibleInterface* make(const QString&, QObject* object) {
    auto* widget = qobject_cast<QWidget*>(object);
    return widget && itemsOf(widget) ? new ItemsInterface(widget) : nullptr;
}

}  // namespace

void PaintedItems::install() {
    QAccessible::installFactory(make);  // a factory is not added twice
}

void PaintedItems::tellFocus(QWidget* widget, int index) {
    if (!QAccessible::isActive() || index < 0) return;
    QAccessibleInterface* whole = QAccessible::queryAccessibleInterface(widget);
    if (!whole) return;
    QAccessibleEvent event(widget, QAccessible::Focus);
    event.setChild(whole->childCount() - countOf(widget) + index);
    QAccessible::updateAccessibility(&event);
}

void PaintedItems::tellChanged(QWidget* widget) {
    if (!QAccessible::isActive()) return;
    QAccessibleEvent event(widget, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

}  // namespace legenda::ui
