// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rail.h"

#include "ui/controls/actions.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace legenda::ui {

namespace {

constexpr int kRailWidth = 64, kEntry = 56, kIcon = 22;

// One entry: the icon over the title.
class RailButton : public QAbstractButton {
 public:
    RailButton(const QString& title, QString icon, QWidget* parent) : QAbstractButton(parent), icon_(std::move(icon)) {
        setText(title);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::TabFocus);
        setFixedHeight(theme::scaled(kEntry));
        setAttribute(Qt::WA_Hover);
    }
    QSize sizeHint() const override { return {theme::scaled(kRailWidth), theme::scaled(kEntry)}; }

 protected:
    void changeEvent(QEvent* event) override {
        QAbstractButton::changeEvent(event);
        if (event->type() == QEvent::FontChange) setFixedHeight(theme::scaled(kEntry));
    }
    void paintEvent(QPaintEvent*) override {
        const auto& c = theme::colours();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool on = isChecked(), hover = underMouse();
        const QColor ink = on || hover ? c.text : c.textWeak;
        if (on || hover || hasFocus()) {
            painter.setPen(hasFocus() ? QPen(c.accent, 1) : QPen(Qt::NoPen));
            painter.setBrush(on ? c.selected : hover ? c.hover : QColor(Qt::transparent));
            painter.drawRoundedRect(QRectF(rect()).adjusted(8, 4, -8, -4), theme::kRadius + 2, theme::kRadius + 2);
        }
        const int side = theme::scaled(kIcon);
        painter.drawPixmap(QPointF((width() - side) / 2.0, 9),
                           theme::iconPixmap(icon_, on ? c.accentText : ink, side, devicePixelRatioF()));
        QFont small = theme::font(theme::Type::Small, QFont::Medium);
        small.setPixelSize(theme::scaled(10));
        painter.setFont(small);
        painter.setPen(ink);
        const int top = 9 + side + 2;
        painter.drawText(QRect(0, top, width() - 1, height() - top - 7), Qt::AlignHCenter | Qt::AlignVCenter, text());
    }

 private:
    QString icon_;
};

// The tooltip names the key in force, also after the user has chosen another one.
void followKeys(QAbstractButton* button, const QAction* action) {
    const auto show = [button, action] { button->setToolTip(tooltip(action)); };
    QObject::connect(action, &QAction::changed, button, show);
    show();
}

}  // namespace

Rail::Rail(QWidget* parent) : QWidget(parent), column_(new QVBoxLayout(this)) {
    setFixedWidth(theme::scaled(kRailWidth));
    setAccessibleName(tr("Pages"));
    column_->setContentsMargins(0, theme::kSpace2, 0, theme::kSpace1);
    column_->setSpacing(0);
    column_->addStretch(1);
    settings_ = new RailButton(tr("Settings"), QStringLiteral("settings"), this);
    column_->addWidget(settings_);
    connect(settings_, &QAbstractButton::clicked, this, &Rail::settingsRequested);
}

void Rail::setSettingsAction(const QAction* action) {
    followKeys(settings_, action);
}

void Rail::addPage(const QString& title, const QString& iconName, const QAction* action) {
    const int index = static_cast<int>(pages_.size());
    auto* button = new RailButton(title, iconName, this);
    followKeys(button, action);
    button->setCheckable(true);
    button->setAutoExclusive(true);
    pages_.push_back(button);
    column_->insertWidget(index, button);
    // The shown page stays the checked one, also where the click did not change the page.
    connect(button, &QAbstractButton::clicked, this, [this, index] {
        Q_EMIT pageChosen(index);
        setCurrent(current_);
    });
}

void Rail::setCurrent(int page) {
    current_ = page;
    for (std::size_t i = 0; i < pages_.size(); ++i) {
        // An exclusive button that is checked cannot be unchecked by itself.
        pages_[i]->setAutoExclusive(false);
        pages_[i]->setChecked(static_cast<int>(i) == page);
    }
    for (auto* button : pages_) button->setAutoExclusive(true);
}

QSize Rail::sizeHint() const {
    return {theme::scaled(kRailWidth), 400};
}

void Rail::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) setFixedWidth(theme::scaled(kRailWidth));
}

void Rail::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.fillRect(rect(), c.panel);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), c.border);
}

}  // namespace legenda::ui
