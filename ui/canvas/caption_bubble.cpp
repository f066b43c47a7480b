// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/caption_bubble.h"

#include "ui/controls/help/figure_help.h"
#include "ui/controls/shortcuts/shortcuts.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

// A caption may be empty.
QString shown(const model::Caption& caption) {
    return caption.text.empty() ? CaptionBubble::tr("(no words)") : QString::fromStdString(caption.text);
}

}  // namespace

CaptionBubble::CaptionBubble(QWidget* parent)
    : QFrame(parent),
      caption_(new QLabel(tr("Describing the box …"))),
      detail_(new QLabel),
      words_(new QLabel),
      others_(new QWidget),
      othersLayout_(new QVBoxLayout(others_)),
      keep_(new QPushButton(tr("Keep"))),
      other_(new OtherAnswer) {
    setFixedWidth(260);
    caption_->setWordWrap(true);
    caption_->setFont(theme::font(theme::Type::Base, QFont::Medium));
    detail_->setProperty("weak", true);
    detail_->setFont(theme::font(theme::Type::Small));
    keep_->setToolTip(tr("Keep it as a region with this text") + keyHint("browse.keep"));
    keep_->setEnabled(false);
    auto* discard = new QToolButton;
    discard->setIcon(theme::icon(QStringLiteral("close")));
    discard->setToolTip(tr("Remove the box  (Del)"));
    discard->setAccessibleName(tr("Remove the box"));
    connect(keep_, &QPushButton::clicked, this, &CaptionBubble::kept);
    connect(discard, &QToolButton::clicked, this, &CaptionBubble::discarded);
    othersLayout_->setContentsMargins(0, 0, 0, 0);
    othersLayout_->setSpacing(2);
    words_->setWordWrap(true);
    words_->setProperty("weak", true);
    words_->setFont(theme::font(theme::Type::Small));
    words_->setToolTip(figureHelp("word.probability"));
    othersLayout_->addWidget(words_);
    others_->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kSpace3, theme::kSpace2, theme::kSpace2, theme::kSpace2);
    layout->setSpacing(theme::kSpace1);
    auto* head = new QHBoxLayout;
    head->addWidget(caption_, 1);
    head->addWidget(discard, 0, Qt::AlignTop);
    layout->addLayout(head);
    layout->addWidget(others_);
    auto* foot = new QHBoxLayout;
    foot->addWidget(detail_, 1);
    foot->addWidget(keep_);
    layout->addLayout(foot);
    layout->addWidget(other_);
    connect(other_, &OtherAnswer::askedAgain, this, &CaptionBubble::otherAskedAgain);
}

void CaptionBubble::setCaptions(const std::vector<model::Caption>& captions, int taken) {
    captions_ = captions;
    if (captions_.empty()) return setProblem(tr("The model found no caption for this box."));
    choose(std::clamp(taken, 0, static_cast<int>(captions_.size()) - 1));
}

void CaptionBubble::choose(int which) {
    const model::Caption& caption = captions_[static_cast<std::size_t>(which)];
    caption_->setText(shown(caption));
    keep_->setEnabled(!caption.text.empty());
    detail_->setText(tr("log p %1").arg(caption.logProb, 0, 'f', 2));
    detail_->setToolTip(withFigureHelp(tr("%1 per word").arg(caption.logProbAWord(), 0, 'f', 2), "caption.logProb"));
    QStringList words;
    for (const auto& word : caption.words)
        if (!word.text.empty())
            words += QStringLiteral("%1 %2 %")
                         .arg(QString::fromStdString(word.text))
                         .arg(100 * std::exp(word.logProb), 0, 'f', 0);
    words_->setText(words.join(QStringLiteral("  ")));
    while (QLayoutItem* item = othersLayout_->takeAt(1)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    for (int i = 0; i < static_cast<int>(captions_.size()); ++i) {
        if (i == which) continue;
        auto* other = new QPushButton(shown(captions_[static_cast<std::size_t>(i)]));
        other->setProperty("row", true);
        other->setFocusPolicy(Qt::TabFocus);
        other->setToolTip(tr("Take this one: log p %1").arg(captions_[static_cast<std::size_t>(i)].logProb, 0, 'f', 2));
        other->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        connect(other, &QPushButton::clicked, this, [this, i] {
            choose(i);
            Q_EMIT taken(i);
        });
        othersLayout_->addWidget(other);
    }
    Q_EMIT resized();
}

void CaptionBubble::setProblem(const QString& message) {
    caption_->setText(message);
    keep_->setEnabled(false);
    Q_EMIT resized();
}

void CaptionBubble::setOther(const OtherAnswer::Content& content) {
    if (other_->setContent(content)) Q_EMIT resized();
}

void CaptionBubble::showRunnersUp(bool shown) {
    others_->setVisible(shown && !captions_.empty());
    Q_EMIT resized();
}

void CaptionBubble::enterEvent(QEnterEvent*) {
    showRunnersUp(true);
}
void CaptionBubble::leaveEvent(QEvent*) {
    showRunnersUp(false);
}

void CaptionBubble::paintEvent(QPaintEvent*) {
    theme::paintFloating(this, theme::colours().borderStrong);
}

}  // namespace legenda::ui
