// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/caption_section.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/panel/unlike_note.h"
#include "ui/browse/predictions/shown_set.h"
#include "ui/controls/decoding_choice.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/page.h"

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

QString twoDigits(double value) {
    return std::isfinite(value) ? QString::number(value, 'f', 2) : QStringLiteral("–");
}

// The figure at the right of a caption, explained: what it is, and what the other figures of the caption are.
QString orderTip(const model::Caption& caption, CaptionOrder order) {
    const QString logProb = twoDigits(caption.logProb), perWord = twoDigits(caption.logProbAWord());
    if (order == CaptionOrder::PerWord)
        return withFigureHelp(
            CaptionSection::tr("%1 log-probability per word, %2 for the whole caption").arg(perWord, logProb),
            "caption.perWord");
    if (caption.fit)
        return withFigureHelp(CaptionSection::tr("Rank %1: log p %2 (%3 per word) + 0.5 × fit %4")
                                  .arg(twoDigits(caption.rank), logProb, perWord, twoDigits(*caption.fit)),
                              "caption.rank");
    if (caption.rank != caption.logProb)
        return withFigureHelp(
            CaptionSection::tr("%1 log-probability by length, log p %2").arg(twoDigits(caption.rank), logProb),
            "caption.perWord");
    return withFigureHelp(CaptionSection::tr("log p %1 (%2 per word)").arg(logProb, perWord), "caption.logProb");
}

}  // namespace

TextRows::Row captionRow(const model::Caption& caption, CaptionOrder order) {
    TextRows::Row row;
    for (const model::CaptionWord& word : caption.words) {
        if (word.text.empty()) continue;
        // A word of probability 0.2 is painted half as strong.
        row.words.push_back(
            {QString::fromStdString(word.text), std::clamp(std::exp(word.logProb / 2.3), 0.0, 1.0),
             word.fromClassifier
                 ? CaptionSection::tr("“%1”: the image classifier is sure of it").arg(QString::fromStdString(word.text))
                 : withFigureHelp(CaptionSection::tr("“%1”: log-probability %2 (%3 %)")
                                      .arg(QString::fromStdString(word.text))
                                      .arg(word.logProb, 0, 'f', 2)
                                      .arg(100 * std::exp(word.logProb), 0, 'f', 0),
                                  "word.probability"),
             word.fromClassifier});
    }
    if (row.words.empty()) row.words.push_back({CaptionSection::tr("(no words)"), 0, {}});
    row.trailing = twoDigits(order == CaptionOrder::Rank ? caption.rank : caption.logProbAWord());
    row.trailingTip = orderTip(caption, order);
    return row;
}

CaptionSection::CaptionSection(Page* page, BrowseState* state) : CaptionSection(page, state, new DecodingChoice) {}

CaptionSection::CaptionSection(Page* page, BrowseState* state, DecodingChoice* decoding)
    : PanelSection(tr("Generated captions"), decoding),
      page_(page),
      state_(state),
      decoding_(decoding),
      rows_(new TextRows),
      unlike_(new UnlikeNote(page)) {
    rows_->setAccessibleName(tr("Generated captions"));
    rows_->letWalkWords();
    box()->addWidget(unlike_);
    box()->addWidget(rows_);
    connect(decoding_, &DecodingChoice::changed, this, &CaptionSection::ask);
    connect(rows_, &TextRows::wordHovered, this, &CaptionSection::wordHovered);
    connect(decoding_, &DecodingChoice::classifierChanged, state_, &BrowseState::align);
    connect(rows_, &TextRows::rowClicked, this, [this](int row) {
        if (row >= 0 && row < static_cast<int>(captions_.size()))
            state_->setSentence({QString::fromStdString(captions_[static_cast<std::size_t>(row)].text), -1, row});
    });
    connect(state_, &BrowseState::imageChanged, this, [this](qint64 image) {
        here_ = false;
        captions_.clear();
        unlike_->hide();
        rows_->setNote(image == 0 ? tr("No photograph is open.") : tr("Describing the photograph …"));
        rows_->setCurrent(-1);
    });
    connect(state_, &BrowseState::sentenceChanged, this, [this] { rows_->setCurrent(state_->sentence().generated); });
    connect(state_, &BrowseState::setChanged, this, [this] {
        setTitle(state_->set().isEmpty() ? tr("Generated captions") : tr("Generated captions of our model"));
    });
}

void CaptionSection::ask() {
    replaced_ = state_->shownSet()->is(store::PredictionKind::Captions);
    setHidden(replaced_);
    if (replaced_ || state_->image() == 0) return;
    here_ = false;
    auto options = decoding_->options();
    options.rerank = options.lengthNorm == 0;  // otherwise the user wants them by log-probability per word
    if (options.rerank) options.personMargin = model::kShownPersonMargin;
    page_->bridge()->models().ask(this, inference::CaptionQuestion{state_->image(), {}, options},
                                  [this, image = state_->image()](base::Result<inference::CaptionResult> result) {
                                      if (image == state_->image()) take(std::move(result));
                                  });
}

void CaptionSection::take(base::Result<inference::CaptionResult> result) {
    if (!result && dropped(result.error())) return;
    here_ = true;
    if (!result) {
        if (result.error().key == project::kModelMissing) page_->showError(result.error());
        const bool noFile = result.error().code == base::ErrorCode::Io && result.error().key.empty();
        return rows_->setNote(noFile ? tr("The photograph cannot be read.")  // the banner above it names the file
                                     : QString::fromStdString(result.error().message));
    }
    captions_ = std::move(result->captions);
    unlike_->tell(result->training);
    std::vector<TextRows::Row> rows;
    for (const model::Caption& caption : captions_) rows.push_back(captionRow(caption, CaptionOrder::Rank));
    rows_->setRows(std::move(rows));
    rows_->setToolTip(
        tr("Sorted by the figure at the right, best first: their log-probability, in a beam search with how well the "
           "alignment model finds them to fit the photograph"));
    const bool none = state_->details().captions.empty() && state_->sentence().text.isEmpty();
    if (none && !state_->shownSet()->speaks() && !captions_.empty())
        state_->setSentence({QString::fromStdString(captions_.front().text), -1, 0});
    else
        rows_->setCurrent(state_->sentence().generated);
}

// Where nothing else is there, the first of the new captions follows.
void CaptionSection::leaveGenerated() {
    const ShownSet& set = *state_->shownSet();
    if (!set.speaks()) {
        if (!state_->setOwnSentence(0)) state_->forgetSentence();
    } else if (!state_->setSentenceOfSet(set.first())) {
        state_->setSentence({});
    }
}

void CaptionSection::askAgain() {
    if (state_->sentence().generated >= 0) leaveGenerated();
    ask();
}

}  // namespace legenda::ui
