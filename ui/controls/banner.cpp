// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/banner.h"

#include "ui/controls/actions.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace legenda::ui {

namespace {
constexpr int kBannerWidth = 720;  // px, at most
}  // namespace

Banner::Banner(QWidget* area)
    : QFrame(area->parentWidget()),
      area_(area),
      icon_(new QLabel),
      text_(new QLabel),
      details_(new QLabel),
      detailsButton_(new QToolButton),
      mend_(new QPushButton) {
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    details_->setWordWrap(true);
    details_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    details_->setProperty("weak", true);
    detailsButton_->setText(tr("Details"));
    detailsButton_->setCheckable(true);
    auto* close = new QToolButton;
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss the message"));
    connect(close, &QToolButton::clicked, this, &Banner::dismiss);
    connect(detailsButton_, &QToolButton::toggled, details_, &QWidget::setVisible);
    connect(mend_, &QPushButton::clicked, this, [this] {
        const auto action = mendAction_;
        dismiss();
        if (action) action();
    });
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(theme::kSpace4, theme::kSpace2, theme::kSpace2, theme::kSpace2);
    layout->setHorizontalSpacing(theme::kSpace2);
    layout->setVerticalSpacing(theme::kSpace1);
    layout->addWidget(icon_, 0, 0);
    layout->addWidget(text_, 0, 1);
    layout->addWidget(detailsButton_, 0, 2);
    layout->addWidget(mend_, 0, 3);
    layout->addWidget(close, 0, 4);
    layout->addWidget(details_, 1, 1, 1, 4);
    layout->setColumnStretch(1, 1);
    area_->installEventFilter(this);
    hide();
}

// Below the area's line of tools. A banner of the frame around the page comes first.
void Banner::place() {
    const QRect area = area_->geometry();
    const int width = std::min(kBannerWidth, area.width() - 2 * theme::kSpace4);
    if (width <= 0) return;
    QRect own(area.center().x() - width / 2, area.top() + theme::kBarHeight + theme::kSpace2, width,
              layout()->totalHeightForWidth(width));
    for (const auto* other : window()->findChildren<Banner*>()) {
        if (other == this || !other->isVisible() || !other->area_->isAncestorOf(this)) continue;
        const QPoint top = parentWidget()->mapFrom(window(), other->mapTo(window(), QPoint(0, 0)));
        if (QRect(top, other->size()).intersects(own)) own.moveTop(top.y() + other->height() + theme::kSpace1);
    }
    setGeometry(own);
}

bool Banner::event(QEvent* event) {
    const bool done = QFrame::event(event);
    if (event->type() == QEvent::LayoutRequest && isVisible()) place();
    return done;
}

bool Banner::eventFilter(QObject* watched, QEvent* event) {
    const bool moved = event->type() == QEvent::Resize || event->type() == QEvent::Move;
    if (watched == area_ && moved && !isHidden()) place();  // also before the page is shown
    return false;
}

void Banner::showError(const base::Error& error, const QString& mendText, std::function<void()> mend) {
    if (error.code == base::ErrorCode::Cancelled || error.code == base::ErrorCode::Superseded) return;
    showMessage(Kind::Error, QString::fromStdString(error.message), QString::fromStdString(error.context), mendText,
                std::move(mend));
}

void Banner::showMessage(Kind kind, const QString& message, const QString& details, const QString& buttonText,
                         std::function<void()> button) {
    kind_ = kind;
    const auto& c = theme::colours();
    const QColor colour = kind == Kind::Error ? c.error : kind == Kind::Warning ? c.warning : c.accentText;
    const QString name = kind == Kind::Error     ? QStringLiteral("error")
                         : kind == Kind::Warning ? QStringLiteral("warning")
                                                 : QStringLiteral("info");
    icon_->setPixmap(theme::iconPixmap(name, colour, 18, devicePixelRatioF()));
    text_->setText(message);
    details_->setText(details);
    details_->hide();
    detailsButton_->setChecked(false);
    detailsButton_->setVisible(!details.isEmpty());
    mend_->setText(buttonText);
    mend_->setVisible(!buttonText.isEmpty());
    mendAction_ = std::move(button);
    layout()->invalidate();
    place();
    show();
    raise();
    update();
}

void Banner::dismiss() {
    hide();
    mendAction_ = {};
}

void Banner::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    const QColor mark = kind_ == Kind::Error ? c.error : kind_ == Kind::Warning ? c.warning : c.accent;
    QPainter painter(this);
    painter.fillRect(rect(), kind_ == Kind::Error ? c.errorGround : c.raised);
    painter.setPen(c.borderStrong);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.fillRect(QRect(0, 0, 3, height()), mark);
}

}  // namespace legenda::ui
