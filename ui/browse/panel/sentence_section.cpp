// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/sentence_section.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/controls/context_menu.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QShortcut>
#include <QToolButton>

namespace legenda::ui {

namespace {
constexpr int kTypingPause = 150;  // ms after the last key before the typed sentence is aligned
}  // namespace

SentenceSection::SentenceSection(Page* page, BrowseState* state) : SentenceSection(page, state, new QToolButton) {}

SentenceSection::SentenceSection(Page* page, BrowseState* state, QToolButton* contentOnly)
    : PanelSection(tr("Sentences"), contentOnly),
      page_(page),
      state_(state),
      rows_(new TextRows),
      own_(new QLineEdit),
      keep_(new QToolButton) {
    QAction* only = ui::addToggle(page, QStringLiteral("browse.content"), tr("Content words only"), {}, {},
                                  state->contentOnly(), [state](bool on) { state->setContentOnly(on); });
    only->setToolTip(
        tr("Colours and boxes for nouns, verbs, adjectives, adverbs and numbers alone: “a”, “in” and “and” win regions "
           "too, and are grey then. The alignment stays the same."));
    contentOnly->setDefaultAction(only);
    contentOnly->setObjectName(QStringLiteral("contentOnly"));
    contentOnly->setToolButtonStyle(Qt::ToolButtonTextOnly);
    contentOnly->setFont(theme::font(theme::Type::Small));
    contentOnly->setFocusPolicy(Qt::TabFocus);
    contentOnly->setAccessibleName(only->text());
    rows_->setAccessibleName(tr("Sentences"));
    box()->addWidget(rows_);
    own_->setPlaceholderText(tr("Try your own sentence"));
    own_->setObjectName(QStringLiteral("ownSentence"));
    own_->setClearButtonEnabled(true);
    own_->setAccessibleName(tr("Your own sentence"));
    box()->addSpacing(theme::kSpace1);
    keep_->setObjectName(QStringLiteral("keepSentence"));
    keep_->setIcon(theme::icon(QStringLiteral("plus")));
    keep_->setToolTip(tr("Keep it as a sentence of this photograph  (Ctrl+Enter)"));
    keep_->setAccessibleName(tr("Keep the sentence"));
    keep_->setEnabled(false);
    auto* line = new QHBoxLayout;
    line->setSpacing(theme::kSpace1);
    line->addWidget(own_, 1);
    line->addWidget(keep_);
    box()->addLayout(line);
    for (const int enter : {Qt::Key_Return, Qt::Key_Enter})
        connect(new QShortcut(QKeySequence(Qt::CTRL | enter), own_, nullptr, nullptr, Qt::WidgetShortcut),
                &QShortcut::activated, this, &SentenceSection::keep);
    connect(keep_, &QToolButton::clicked, this, &SentenceSection::keep);
    connect(own_, &QLineEdit::textChanged, this,
            [this](const QString& text) { keep_->setEnabled(!text.trimmed().isEmpty()); });
    connect(rows_, &TextRows::menuRequested, this, &SentenceSection::showMenu);
    connect(rows_, &TextRows::removeRequested, this, &SentenceSection::remove);
    connect(state, &BrowseState::sentenceRemoved, this, &SentenceSection::tellRemoved);
    connect(state, &BrowseState::sentencesChanged, this, [this] {
        showSentences();
        rows_->setCurrent(state_->sentence().ofImage);
        // What is typed meanwhile stays.
        const auto& shown = state_->sentence();
        if (shown.ofImage >= 0 && own_->text().simplified() == shown.text) clearOwn();
    });
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
        if (sentence.ofImage >= 0 || sentence.generated >= 0 || sentence.ofSet >= 0) clearOwn();
    });
}

void SentenceSection::showSentences() {
    std::vector<TextRows::Row> rows;
    for (const auto& caption : state_->details().captions)
        rows.push_back(TextRows::plain(QString::fromStdString(caption.text)));
    if (rows.empty())
        rows_->setNote(state_->image() == 0 ? tr("No photograph is open.") : tr("This image has no sentences yet."));
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

void SentenceSection::keep() {
    const QString text = own_->text().simplified();
    if (text.isEmpty() || state_->image() == 0) return;
    take();
    state_->keepSentence(state_->image(), text);
}

void SentenceSection::showMenu(int row, const QPoint& globalPosition) {
    const auto& captions = state_->details().captions;
    if (row >= static_cast<int>(captions.size())) return;
    auto* menu = contextMenu("sentenceMenu", tr("Sentence"), this);
    menu->addAction(tr("Copy"), this, [text = QString::fromStdString(captions[static_cast<std::size_t>(row)].text)] {
        QGuiApplication::clipboard()->setText(text);
    });
    menu->addAction(tr("Remove the sentence"), this, [this, row] { remove(row); })
        ->setObjectName(QStringLiteral("removeSentence"));
    menu->popup(globalPosition);
}

void SentenceSection::remove(int row) {
    const auto& captions = state_->details().captions;
    if (row >= 0 && row < static_cast<int>(captions.size()))
        state_->removeSentence(captions[static_cast<std::size_t>(row)]);
}

void SentenceSection::tellRemoved(const store::CaptionRecord& sentence) {
    page_->toastUndo(tr("Sentence removed"), [state = state_, sentence] {
        state->keepSentence(sentence.image, QString::fromStdString(sentence.text), sentence.number);
    });
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
