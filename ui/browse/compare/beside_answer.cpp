// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/compare/beside_answer.h"

#include "ui/bridge/convert.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/compare/same_words.h"
#include "ui/browse/predictions/shown_set.h"
#include "ui/canvas/region_numbers.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace legenda::ui {

using evaluation::ImagePredictions;
using store::PredictionKind;

namespace {

// The phrases of a sentence. Those whose own sentence is not said stand where their words first do.
std::vector<ImagePredictions::Phrase> phrasesOf(const std::string& sentence,
                                                const std::vector<ImagePredictions::Phrase>& all) {
    const auto words = wordsBetweenSpaces(sentence);
    std::vector<ImagePredictions::Phrase> found;
    for (const auto& phrase : all) {
        if (!phrase.sentence.empty() && sameSentence(wordsBetweenSpaces(phrase.sentence), words)) {
            found.push_back(phrase);
            continue;
        }
        const auto own = wordsBetweenSpaces(phrase.text);
        const bool whole = sameSentence(own, words);
        if (own.empty() || own.size() > words.size() || !(whole || phrase.sentence.empty())) continue;
        for (std::size_t start = 0; start + own.size() <= words.size(); ++start) {
            const auto first = words.begin() + static_cast<std::ptrdiff_t>(start);
            if (!sameSentence(std::vector(first, first + static_cast<std::ptrdiff_t>(own.size())), own)) continue;
            found.push_back(phrase);
            found.back().sentence = sentence;
            found.back().start = static_cast<int>(start);
            found.back().end = static_cast<int>(start + own.size());
            break;
        }
    }
    // One spelling of the sentence, to which the places of the words belong.
    if (!found.empty())
        std::erase_if(found, [first = found.front().sentence](const auto& each) { return each.sentence != first; });
    return found;
}

}  // namespace

BesideAnswer::BesideAnswer(Bridge* bridge, BrowseState* state, QWidget* view)
    : QObject(view), bridge_(bridge), state_(state), program_(new BesideProgram(bridge, state, view)) {
    connect(program_, &BesideProgram::changed, this, &BesideAnswer::takeProgram);
}

void BesideAnswer::clear() {
    sentence_ = {};
    numbers_.clear();
    texts_.clear();
    note_.clear();
}

bool BesideAnswer::scored() const {
    return !alignment().tokens.empty() && (beside_.what == Beside::What::Model || alignment().score != 0);
}

void BesideAnswer::forget() {
    ++question_;
    waiting_ = asked_ = false;
    said_.reset();
    program_->withdraw();
    clear();
}

void BesideAnswer::ask(const Beside& beside, const std::string& regions) {
    if (beside != beside_) {
        forget();
        beside_ = beside;
        Q_EMIT changed();  // what the other one says is shown no longer
    }
    if (state_->image() == 0) return;
    if (beside.what == Beside::What::Model) return askModel(regions);
    if (beside.what == Beside::What::Program) return askProgram();
    if (said_) return show();
    if (asked_) return;
    asked_ = waiting_ = true;
    const auto done = [this, question = ++question_](base::Result<ImagePredictions> result) {
        if (question == question_) takeSaid(std::move(result));
    };
    if (beside.what == Beside::What::Truth)
        bridge_->predictions().truthOfImage(this, state_->image(), done);
    else
        bridge_->predictions().ofImage(this, beside.name, state_->image(), done);
}

void BesideAnswer::sayNoSentence() {
    forget();
    if (state_->ready()) note_ = tr("There is no sentence to align.");
    Q_EMIT changed();
}

void BesideAnswer::askProgram() {
    if (state_->sentence().text.isEmpty()) return sayNoSentence();
    program_->ask();
}

void BesideAnswer::askProgramAgain() {
    program_->again();
}

void BesideAnswer::takeProgram() {
    if (beside_.what != Beside::What::Program) return;
    clear();
    sentence_ = program_->sentence();
    numbers_ = regionNumbers(alignment());
    if (sentence_.decodable()) model::decodeSegments(sentence_.alignment, state_->beta());
    Q_EMIT changed();
}

OtherAnswer::Content BesideAnswer::ofProgram() const {
    return beside_.what == Beside::What::Program ? program_->said() : OtherAnswer::Content{};
}

void BesideAnswer::askModel(const std::string& regions) {
    const auto sentence = state_->sentence().text;
    if (sentence.isEmpty()) return sayNoSentence();
    waiting_ = true;
    if (!sameSentence(wordsBetweenSpaces(alignment().sentence), wordsBetweenSpaces(sentence.toStdString()))) {
        clear();
        Q_EMIT changed();
    }
    const inference::AlignmentSource source{pathOf(beside_.name), regions};
    bridge_->models().ask(this,
                          inference::AlignmentQuestion{state_->image(), sentence.toStdString(), state_->beta(), source},
                          [this, question = ++question_](base::Result<model::Alignment> result) {
                              if (question == question_) takeModel(std::move(result));
                          });
}

void BesideAnswer::takeModel(base::Result<model::Alignment> result) {
    waiting_ = false;
    if (!result && dropped(result.error())) return;
    clear();
    if (!result) {
        note_ = QString::fromStdString(result.error().message);
    } else {
        sentence_ = {std::move(*result), true, {}};
        numbers_ = regionNumbers(alignment());
        model::decodeSegments(sentence_.alignment, state_->beta());
    }
    Q_EMIT changed();
}

void BesideAnswer::takeSaid(base::Result<ImagePredictions> result) {
    waiting_ = false;
    if (result) {
        said_ = std::move(*result);
        return show();
    }
    asked_ = false;
    if (dropped(result.error())) return;
    clear();
    note_ = QString::fromStdString(result.error().message);
    Q_EMIT changed();
}

// Ground truth answers in the kind of what it stands beside.
PredictionKind BesideAnswer::kindShown() const {
    if (beside_.what == Beside::What::Set) return said_->set.kind;
    for (const auto kind : {PredictionKind::Captions, PredictionKind::Regions})
        if (state_->shownSet()->is(kind)) return kind;
    const bool regions = state_->set().isEmpty() && said_->phrases.empty() && !said_->regions.empty();
    return regions ? PredictionKind::Regions : PredictionKind::Phrases;
}

void BesideAnswer::show() {
    clear();
    const auto kind = kindShown();
    if (kind == PredictionKind::Captions || kind == PredictionKind::Regions)
        showTexts(kind);
    else
        showSentence();
    if (alignment().tokens.empty() && texts_.empty()) note_ = whyNothing();
    Q_EMIT changed();
}

void BesideAnswer::showTexts(PredictionKind kind) {
    if (kind == PredictionKind::Captions)
        for (const auto& caption : said_->captions)
            texts_.push_back({QString::fromStdString(caption.text), caption.logProb, std::nullopt});
    else
        for (const auto& region : said_->regions)
            texts_.push_back({QString::fromStdString(region.text), region.box ? region.box->score : std::nullopt,
                              region.box ? std::optional(region.box->box) : std::nullopt});
    std::ranges::stable_sort(texts_, std::ranges::greater(), &Text::score);
}

void BesideAnswer::showSentence() {
    const auto sentence = state_->sentence().text.toStdString();
    ImagePredictions own;
    if (sentence.empty()) {
        own.phrases = said_->phrases;
        own.alignments = said_->alignments;
    } else {
        own.phrases = phrasesOf(sentence, said_->phrases);
        for (const auto& alignment : said_->alignments)
            if (sameSentence(wordsBetweenSpaces(alignment.sentence), wordsBetweenSpaces(sentence)))
                own.alignments.push_back(alignment);
    }
    auto found = sentencesOf(own);
    if (found.empty()) return;
    sentence_ = std::move(found.front());
    numbers_ = regionNumbers(alignment());
}

QString BesideAnswer::whyNothing() const {
    const bool truth = beside_.what == Beside::What::Truth;
    if (!said_->skipped.empty())
        return tr("“%1” has left this photograph out: %2").arg(beside_.name, QString::fromStdString(said_->skipped));
    if (!said_->phrases.empty() || !said_->alignments.empty())
        return truth ? tr("No phrase of this sentence has a box in ground truth.")
                     : tr("“%1” has nothing for this sentence.").arg(beside_.name);
    return truth ? tr("Nobody has annotated this photograph so far.")
                 : tr("“%1” has nothing for this photograph.").arg(beside_.name);
}

void BesideAnswer::decode() {
    const bool decodes = beside_.what == Beside::What::Model || beside_.what == Beside::What::Program;
    if (!decodes || !sentence_.decodable()) return;
    model::decodeSegments(sentence_.alignment, state_->beta());
    Q_EMIT changed();
}

}  // namespace legenda::ui
