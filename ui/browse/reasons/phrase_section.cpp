// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/reasons/phrase_section.h"

#include "core/session/models.h"
#include "ui/bridge/bridge.h"
#include "ui/bridge/convert.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/controls/actions.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/page.h"

#include <QLineEdit>

#include <cmath>
#include <utility>
#include <vector>

namespace legenda::ui {

namespace {

constexpr int kPhrasePause = 150;  // ms after the last key, or the last move of the box
constexpr int kPhraseRunnersUp = 4;

QString phraseFigure(double value) {
    return QString::number(value, 'f', 2);
}

QString phraseWord(const std::string& text, double logProb) {
    const QString shown = text.empty() ? PhraseSection::tr("(end)") : QString::fromStdString(text);
    return PhraseSection::tr("%1 %2 %").arg(shown).arg(100 * std::exp(logProb), 0, 'f', 0);
}

QString phraseTip(const std::string& text, double logProb) {
    const QString shown =
        text.empty() ? PhraseSection::tr("The end") : PhraseSection::tr("“%1”").arg(QString::fromStdString(text));
    return withFigureHelp(PhraseSection::tr("%1: log-probability %2").arg(shown, phraseFigure(logProb)),
                          "word.probability");
}

TextRows::Row scoredRow(const model::ScoredWord& word) {
    TextRows::Row row;
    if (!word.known) {
        const QString text = QString::fromStdString(word.text);
        row.words.push_back(
            {text, 0.5, PhraseSection::tr("“%1” is not among the words that this model knows").arg(text), true});
        row.trailing = QStringLiteral("–");
        return row;
    }
    row.words.push_back({phraseWord(word.text, word.logProb), 1, phraseTip(word.text, word.logProb)});
    for (const model::CaptionWord& other : word.best)
        if (other.text != word.text)
            row.words.push_back({phraseWord(other.text, other.logProb), 0, phraseTip(other.text, other.logProb)});
    row.trailing = phraseFigure(word.logProb);
    row.trailingTip = phraseTip(word.text, word.logProb);
    return row;
}

}  // namespace

PhraseSection::PhraseSection(Page* page, BrowseState* state, BrowseDescribed* described)
    : PanelSection(tr("How likely is …")),
      page_(page),
      state_(state),
      described_(described),
      phrase_(new QLineEdit),
      rows_(new TextRows) {
    phrase_->setObjectName(QStringLiteral("phrase"));
    phrase_->setPlaceholderText(tr("a phrase for the box or photograph"));
    phrase_->setAccessibleName(tr("Phrase whose probability is asked for"));
    phrase_->setClearButtonEnabled(true);
    rows_->setAccessibleName(tr("Words of the phrase"));
    rows_->hide();
    box()->addWidget(phrase_);
    box()->addWidget(rows_);
    ui::addAction(page, QStringLiteral("browse.phrase"), tr("How likely is a phrase?"), QStringLiteral("ask"),
                  {QKeySequence(Qt::Key_L)}, [this, page] {
                      actionOf(page, "browse.panel")->setChecked(true);
                      phrase_->setFocus();
                      phrase_->selectAll();
                  });
    settled_.setSingleShot(true);
    settled_.setInterval(kPhrasePause);
    const auto soon = [this] { settled_.start(); };
    connect(&settled_, &QTimer::timeout, this, &PhraseSection::ask);
    connect(phrase_, &QLineEdit::textChanged, this, soon);
    connect(phrase_, &QLineEdit::returnPressed, this, &PhraseSection::ask);
    connect(described_, &BrowseDescribed::changed, this, soon);
    connect(state_, &BrowseState::detailsChanged, this, soon);
    connect(state_, &BrowseState::imageChanged, rows_, &QWidget::hide);
    connect(page->bridge(), &Bridge::modelsChanged, this, [this] {
        ++models_;
        settled_.start();
    });
}

PhraseSection::Subject PhraseSection::subject() const {
    Subject now{state_->image(), models_, {}, phrase_->text().simplified()};
    if (const DescribedBox* box = described_->chosen()) now.box = box->box;
    return now;
}

void PhraseSection::ask() {
    settled_.stop();
    const Subject now = subject();
    if (now.phrase.isEmpty() || now.image == 0) {
        asked_ = {};
        return rows_->hide();
    }
    if (now == asked_ && rows_->isVisibleTo(this)) return;
    // Nobody sees the answer, and it would keep the models busy.
    if (!isVisible()) {
        waits_ = true;
        return;
    }
    asked_ = now;
    inference::TextScoreQuestion question{now.image, {}, now.phrase.toStdString(), kPhraseRunnersUp + 1};
    if (now.box) question.box = fromQt(*now.box);
    page_->bridge()->models().ask(this, std::move(question), [this, now](base::Result<inference::ReasonedText> result) {
        if (now == asked_ && now.image == state_->image()) take(std::move(result));
    });
}

void PhraseSection::showEvent(QShowEvent* event) {
    PanelSection::showEvent(event);
    if (std::exchange(waits_, false)) settled_.start();
}

void PhraseSection::take(base::Result<inference::ReasonedText> result) {
    if (!result && dropped(result.error())) return;
    rows_->show();
    if (!result) return rows_->setNote(QString::fromStdString(result.error().message));
    const model::ScoredText& scored = result->text;
    QStringList unknown;
    int known = 0;
    std::vector<TextRows::Row> rows(1);
    for (const model::ScoredWord& word : scored.words) {
        rows.push_back(scoredRow(word));
        if (word.known)
            ++known;
        else
            unknown += QString::fromStdString(word.text);
    }
    rows.front() = TextRows::plain(asked_.box ? tr("In the chosen box, log p") : tr("In the photograph, log p"));
    rows.front().trailing = phraseFigure(scored.logProb);
    rows.front().trailingTip =
        withFigureHelp(tr("%1 per word").arg(phraseFigure(scored.logProb / known)), "caption.logProb");
    if (!unknown.isEmpty())
        rows.push_back(
            TextRows::plain(tr("Not known to this model, and left out: %1").arg(unknown.join(QStringLiteral(", ")))));
    rows_->setRows(std::move(rows));
    Q_EMIT answered(*result);
}

}  // namespace legenda::ui
