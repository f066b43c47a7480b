// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/choice_card.h"

#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QFocusEvent>
#include <QPainter>

namespace legenda::ui {

namespace {

constexpr int kPadLeft = 36, kPadRight = 12, kPadTop = 10;

// Pixels; of a line of text, with the space below it.
int cardTitle() {
    return theme::scaled(18);
}

}  // namespace

ChoiceCard::ChoiceCard(const QString& title, QString description, QWidget* parent)
    : QAbstractButton(parent), description_(std::move(description)) {
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);  // one of several
    setAccessibleName(title);
    setAccessibleDescription(description_);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ChoiceCard::resizeEvent(QResizeEvent* event) {
    QAbstractButton::resizeEvent(event);
    // A scroll area's layout does not use heightForWidth: the card sets its height itself.
    if (const int height = heightForWidth(width()); height != minimumHeight()) setFixedHeight(height);
}

int ChoiceCard::heightForWidth(int width) const {
    const QFontMetrics metrics(theme::font(theme::Type::Small));
    const QRect room(0, 0, std::max(80, width - kPadLeft - kPadRight), 10000);
    return 2 * kPadTop + cardTitle() + 3 + metrics.boundingRect(room, Qt::TextWordWrap, description_).height();
}

QSize ChoiceCard::sizeHint() const {
    return {320, heightForWidth(320)};
}

// A page that is shown again, or a window in front again, gives the focus back to the card that had it, which need not
// be the chosen one any more.
void ChoiceCard::focusInEvent(QFocusEvent* event) {
    QAbstractButton::focusInEvent(event);
    const bool given = event->reason() == Qt::OtherFocusReason || event->reason() == Qt::ActiveWindowFocusReason;
    if (!given || isChecked() || !group()) return;
    if (auto* chosen = group()->checkedButton()) chosen->setFocus();
}

void ChoiceCard::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void ChoiceCard::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void ChoiceCard::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(isChecked() || hasFocus() ? c.accent : c.border, isChecked() ? 1.5 : 1));
    painter.setBrush(isChecked() ? c.selected : underMouse() ? c.hover : c.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), theme::kRadius, theme::kRadius);
    const QRectF radio(13, kPadTop + (cardTitle() - 13) / 2.0, 13, 13);
    painter.setPen(QPen(isChecked() ? c.accent : c.borderStrong, isChecked() ? 4 : 1.5));
    painter.setBrush(isChecked() ? c.onAccent : c.field);
    painter.drawEllipse(isChecked() ? radio.adjusted(1.5, 1.5, -1.5, -1.5) : radio);
    painter.setPen(c.text);
    painter.setFont(theme::font(theme::Type::Base, QFont::Medium));
    const QRect title(kPadLeft, kPadTop, width() - kPadLeft - kPadRight, cardTitle());
    painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, title.width()));
    painter.setPen(c.textWeak);
    painter.setFont(theme::font(theme::Type::Small));
    painter.drawText(QRect(kPadLeft, kPadTop + cardTitle() + 3, width() - kPadLeft - kPadRight, height()),
                     Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop, description_);
}

}  // namespace legenda::ui
