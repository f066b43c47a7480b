// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/layout/folding_buttons.h"

#include <QEvent>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QToolButton>

namespace legenda::ui {

namespace {

constexpr int kBesideIcon = 4;  // px, as QToolButton::sizeHint() has it
constexpr int kFoldSlack = 2;   // px more to unfold a button than to keep it, lest it flickers between both

// What the text adds to the width of the icon alone.
int textPart(const QToolButton* button) {
    const QFontMetrics metrics = button->fontMetrics();
    return kBesideIcon + metrics.size(Qt::TextShowMnemonic, button->text()).width() +
           2 * metrics.horizontalAdvance(QLatin1Char(' '));
}

int unfoldedWidth(const QToolButton* button) {
    const bool folded = button->toolButtonStyle() == Qt::ToolButtonIconOnly;
    return button->sizeHint().width() + (folded ? textPart(button) + kFoldSlack : 0);
}

}  // namespace

FoldingButtons::FoldingButtons(QWidget* parent) : QWidget(parent) {
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void FoldingButtons::add(QToolButton* button) {
    auto* line = static_cast<QHBoxLayout*>(layout());
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    line->addWidget(button);
    if (buttons_.empty()) line->addStretch(1);
    buttons_.push_back(button);
}

bool FoldingButtons::event(QEvent* event) {
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest) fold();
    return done;
}

void FoldingButtons::fold() {
    int needed = layout()->spacing() * (static_cast<int>(buttons_.size()) - 1);
    for (const auto* button : buttons_) needed += unfoldedWidth(button);
    for (std::size_t i = buttons_.size(); i-- > 1;) {
        const bool folded = needed > width();
        if (folded) needed -= textPart(buttons_[i]);
        buttons_[i]->setToolButtonStyle(folded ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    }
}

}  // namespace legenda::ui
