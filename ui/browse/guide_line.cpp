// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/guide_line.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace legenda::ui {

namespace {

constexpr auto kKey = "browse.guide";  // the number of the next hint, from 1; another text: the first; empty: none
constexpr int kHints = 3;
constexpr int kNarrowGuide = 280;  // px, at the usual size of text

QString textOf(int hint) {
    switch (static_cast<GuideLine::Hint>(hint)) {
        case GuideLine::Hint::Hover:
            return GuideLine::tr(
                "Each box is where the model sees the words of its colour. Hover a word to see its box.");
        case GuideLine::Hint::Draw:
            return GuideLine::tr("Press R and drag a box over the photograph: the model says what is in it.");
        case GuideLine::Hint::Type:
            return GuideLine::tr("Press T and type a sentence of your own: its words find their boxes while you type.");
    }
    return {};
}

}  // namespace

GuideLine::GuideLine(Bridge* bridge, QWidget* parent)
    : QFrame(parent), bridge_(bridge), text_(new QLabel), count_(new QLabel), next_(new QToolButton) {
    setProperty("panel", true);
    auto* icon = new QLabel;
    icon->setPixmap(theme::iconPixmap(QStringLiteral("info"), theme::colours().accentText, 16, devicePixelRatioF()));
    text_->setObjectName(QStringLiteral("hint"));
    text_->setWordWrap(true);
    count_->setProperty("weak", true);
    next_->setObjectName(QStringLiteral("nextHint"));
    next_->setIcon(theme::icon(QStringLiteral("chevron-right")));
    next_->setToolTip(tr("The next hint"));
    auto* close = new QToolButton;
    close->setObjectName(QStringLiteral("closeHints"));
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setToolTip(tr("Close the hints"));
    for (auto* button : {next_, close}) {
        theme::setIconSide(button, 14);
        button->setAccessibleName(button->toolTip());
        button->setFocusPolicy(Qt::TabFocus);
    }
    connect(next_, &QToolButton::clicked, this, [this] { show(shown_ + 1); });
    connect(close, &QToolButton::clicked, this, [this] { show(kHints); });
    auto* words = new QHBoxLayout;
    words->setSpacing(theme::kSpace2);
    words->addWidget(icon);
    words->addWidget(text_, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(theme::kSpace2);
    buttons->addWidget(count_);
    buttons->addWidget(next_);
    buttons->addWidget(close);
    line_ = new QBoxLayout(QBoxLayout::LeftToRight, this);
    line_->setContentsMargins(theme::kSpace3, theme::kSpace1, theme::kSpace2, theme::kSpace1);
    line_->setSpacing(theme::kSpace2);
    line_->addLayout(words, 1);
    line_->addLayout(buttons);
    line_->setAlignment(buttons, Qt::AlignRight | Qt::AlignVCenter);
    hide();
}

// Beside its buttons the text would have a column of single words.
void GuideLine::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    line_->setDirection(width() < theme::scaled(kNarrowGuide) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void GuideLine::setProject(const std::filesystem::path& folder) {
    project_ = folder;
    shown_ = -1;
    hide();
    bridge_->annotations().recall(this, QLatin1String(kKey), [this, folder](base::Result<std::string> guide) {
        if (folder != project_ || !guide || guide->empty()) return;
        show(std::max(0, QString::fromStdString(*guide).toInt() - 1));
    });
}

void GuideLine::followed(Hint hint) {
    if (shown_ == static_cast<int>(hint)) show(shown_ + 1);
}

void GuideLine::show(int hint) {
    const bool first = shown_ < 0;
    shown_ = hint < kHints ? hint : -1;
    setVisible(shown_ >= 0);
    if (!first || shown_ < 0)
        bridge_->annotations().remember(QLatin1String(kKey), shown_ < 0 ? QString() : QString::number(shown_ + 1));
    if (shown_ < 0) return;
    text_->setText(textOf(shown_));
    count_->setText(tr("%1 of %2").arg(shown_ + 1).arg(kHints));
    next_->setVisible(shown_ + 1 < kHints);
}

}  // namespace legenda::ui
