// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/segmented.h"

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QPainter>

namespace legenda::ui {

namespace {

constexpr int kHeight = 28;
constexpr int kPadding = 12;

int roomOf(const QString& text) {
    return QFontMetrics(theme::font(theme::Type::Base, QFont::Medium)).horizontalAdvance(text) + 2 * kPadding;
}

class Segment : public QAbstractButton {
 public:
    Segment(const QString& text, QWidget* parent) : QAbstractButton(parent) {
        setText(text);
        setCheckable(true);
        setAutoExclusive(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }

 protected:
    void paintEvent(QPaintEvent*) override {
        const auto& c = theme::colours();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (isChecked() || hasFocus()) {
            painter.setPen(QPen(hasFocus() ? c.accent : c.borderStrong, 1));
            painter.setBrush(isChecked() ? c.selected : QColor(Qt::transparent));
            painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius - 2,
                                    theme::kRadius - 2);
        }
        painter.setPen(isChecked() || underMouse() ? c.text : c.textWeak);
        painter.setFont(theme::font(theme::Type::Base, isChecked() ? QFont::Medium : QFont::Normal));
        painter.drawText(rect(), Qt::AlignCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 6));
    }
};

}  // namespace

Segmented::Segmented(const QStringList& texts, QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    for (int i = 0; i < texts.size(); ++i) {
        auto* part = new Segment(texts[i], this);
        part->setChecked(i == 0);
        connect(part, &QAbstractButton::toggled, this, [this, i](bool on) {
            if (!on || i == current_) return;
            current_ = i;
            Q_EMIT changed(i);
        });
        parts_.push_back(part);
    }
}

void Segmented::setCurrent(int index) {
    if (index >= 0 && index < static_cast<int>(parts_.size()))
        parts_[static_cast<std::size_t>(index)]->setChecked(true);
}

void Segmented::setToolTips(const QStringList& tips) {
    for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i]->setToolTip(tips.value(static_cast<qsizetype>(i)));
}

QSize Segmented::sizeHint() const {
    int sum = 4;
    for (const auto* part : parts_) sum += roomOf(part->text());
    return {sum, kHeight};
}

// The width is distributed by the length of the texts, so that none is elided while there is room for all.
void Segmented::place() {
    double sum = 0, left = 2;
    for (const auto* part : parts_) sum += roomOf(part->text());
    const double scale = sum > 0 ? (width() - 4.0) / sum : 0;
    for (auto* part : parts_) {
        const double right = left + roomOf(part->text()) * scale;
        part->setGeometry(qRound(left), 2, qRound(right) - qRound(left), height() - 4);
        left = right;
    }
}

void Segmented::resizeEvent(QResizeEvent*) {
    place();
}

void Segmented::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.border, 1));
    painter.setBrush(c.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius, theme::kRadius);
}

}  // namespace legenda::ui
