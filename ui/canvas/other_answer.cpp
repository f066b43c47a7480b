// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/other_answer.h"

#include "ui/controls/tone_label.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace legenda::ui {

OtherAnswer::OtherAnswer(QWidget* parent)
    : QWidget(parent),
      name_(new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak)),
      text_(new ToneLabel),
      again_(new QPushButton(tr("Try again"))) {
    // What a program says is no markup.
    for (ToneLabel* label : {name_, text_}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setMinimumWidth(1);  // a long word, as a path in a fault is, must not widen the window
    }
    again_->setFocusPolicy(Qt::TabFocus);
    again_->hide();
    connect(again_, &QPushButton::clicked, this, &OtherAnswer::askedAgain);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::kSpace1, 0, 0);
    column->setSpacing(2);
    column->addWidget(name_);
    column->addWidget(text_);
    column->addWidget(again_, 0, Qt::AlignLeft);
    hide();
}

bool OtherAnswer::setContent(const Content& content) {
    if (content == content_) return false;
    content_ = content;
    using Tone = ToneLabel::Tone;
    name_->setText(content.name);
    text_->setText(content.text);
    text_->setTone(content.state == State::Said     ? Tone::Normal
                   : content.state == State::Failed ? Tone::Error
                                                    : Tone::Weak);
    again_->setVisible(content.state == State::Failed);
    again_->setAccessibleName(tr("Try again: %1").arg(content.name));
    setVisible(content.state != State::None);
    return true;
}

}  // namespace legenda::ui
