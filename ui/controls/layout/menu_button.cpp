// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/layout/menu_button.h"

#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QStyleOptionToolButton>
#include <QStylePainter>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {
constexpr int kMenuInset = 5;       // px, the frame included
constexpr int kMenuArrow = 14;      // px
constexpr int kMenuLeastText = 40;  // px
}  // namespace

MenuButton::MenuButton(QWidget* parent) : QToolButton(parent) {
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize MenuButton::sizeHint() const {
    ensurePolished();
    // Rounded up: where a part of a pixel is missing two letters are elided.
    const int width = static_cast<int>(std::ceil(QFontMetricsF(font()).horizontalAdvance(text())));
    return {width + theme::kSpace1 + kMenuArrow + 2 * kMenuInset, QFontMetrics(font()).height() + 2 * kMenuInset};
}

QSize MenuButton::minimumSizeHint() const {
    const QSize whole = sizeHint();
    return {std::min(whole.width(), kMenuLeastText + theme::kSpace1 + kMenuArrow + 2 * kMenuInset), whole.height()};
}

void MenuButton::paintEvent(QPaintEvent*) {
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    QStylePainter painter(this);
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
    const auto& c = theme::colours();
    const QRect inner = rect().adjusted(kMenuInset, 0, -kMenuInset, 0);
    const int room = inner.width() - theme::kSpace1 - kMenuArrow;
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, room);
    painter.setFont(font());
    painter.setPen(isEnabled() ? c.text : c.textDisabled);
    painter.drawText(QRect(inner.left(), inner.top(), room, inner.height()), Qt::AlignLeft | Qt::AlignVCenter, shown);
    const int arrow = inner.left() + std::min(fontMetrics().horizontalAdvance(shown), room) + theme::kSpace1;
    painter.drawPixmap(QPointF(arrow, (height() - kMenuArrow) / 2.0),
                       theme::iconPixmap(QStringLiteral("chevron-down"), isEnabled() ? c.textWeak : c.textDisabled,
                                         kMenuArrow, devicePixelRatioF()));
}

}  // namespace legenda::ui
