// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/sentence_section.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/theme/theme.h"

#include <QLineEdit>

namespace legenda::ui {

namespace {
constexpr int kTypingPause = 150;  // ms after the last key before the typed sentence is aligned
}  // namespace

SentenceSection::SentenceSection(BrowseState* state)
    : PanelSection(tr("Sentences")), state_(state), rows_(new TextRows), own_(new QLineEdit) {
    rows_->setAccessibleName(tr("Sentences"));
    box()->addWidget(rows_);
    own_->setPlaceholderText(tr("Try your own sentence"));
    own_->setObjectName(QStringLiteral("ownSentence"));
    own_->setClearButtonEnabled(true);
    own_->setAccessibleName(tr("Your own sentence"));
    box()->addSpacing(theme::kSpace1);
    box()->addWidget(own_);
    typed_.setSingleShot(true);
    typed_.setInterval(kTypingPause);
    connect(own_, &QLineEdit::textEdited, &typed_, qOverload<>(&QTimer::start));
    connect(own_, &QLineEdit::returnPressed, this, &SentenceSection::take);
    connect(&typed_, &QTimer::timeout, this, &SentenceSection::take);
    connect(rows_, &TextRows::rowClicked, state, &BrowseState::setOwnSentence);
    connect(state, &BrowseState::imageChanged, this, &SentenceSection::clearOwn);
    connect(state, &BrowseState::detailsChanged, this, &SentenceSection::showSentences);
    connect(state, &BrowseState::sentenceChanged, this, [this] {
        const auto& sentence = state_->sentence();
        rows_->setCurrent(sentence.ofImage);
        if (sentence.ofImage >= 0 || sentence.generated >= 0) clearOwn();
    });
}

void SentenceSection::showSentences() {
    std::vector<TextRows::Row> rows;
    for (const auto& caption : state_->details().captions)
        rows.push_back(TextRows::plain(QString::fromStdString(caption.text)));
    if (rows.empty())
        rows_->setNote(tr("This image has no sentences yet."));
    else
        rows_->setRows(std::move(rows));
}

void SentenceSection::take() {
    typed_.stop();
    if (const QString text = own_->text().simplified(); !text.isEmpty())
        state_->setSentence({text});
    else
        state_->setOwnSentence(0);
}

void SentenceSection::clearOwn() {
    typed_.stop();
    own_->clear();
}

void SentenceSection::showOwn(const QString& sentence) {
    typed_.stop();
    own_->setText(sentence);
    own_->setCursorPosition(0);
}

void SentenceSection::focusOwn() {
    own_->setFocus();
    own_->selectAll();
}

}  // namespace legenda::ui
