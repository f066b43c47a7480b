// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/compare/beside_program.h"

#include "ui/browse/browse_state.h"

#include <QEvent>
#include <QWidget>

#include <algorithm>
#include <utility>
#include <vector>

namespace legenda::ui {

namespace {

constexpr int kStillSentenceMs = 400;  // without a change, until the program is asked

std::optional<LiveProgram> programBesideOurs() {
    const auto& programs = LivePrograms::ofApplication();
    return programs.find(programs.beside());
}

// As a prediction set would hold it.
std::vector<SetSentence> sentencesSaid(const std::string& sentence, const inference::LiveSentence& said) {
    evaluation::ImagePredictions predictions;
    if (!said.alignment.tokens.empty()) predictions.alignments.push_back(said.alignment);
    // A program need not give scores.
    const bool scored = std::ranges::any_of(said.phrases, [](const auto& phrase) { return phrase.box.score != 0; });
    for (const auto& phrase : said.phrases)
        predictions.phrases.push_back({sentence,
                                       phrase.start,
                                       phrase.end,
                                       {},
                                       {{phrase.box.box, scored ? std::optional(phrase.box.score) : std::nullopt}},
                                       0});
    return sentencesOf(predictions);
}

}  // namespace

BesideProgram::BesideProgram(Bridge* bridge, BrowseState* state, QWidget* view)
    : QObject(view), bridge_(bridge), state_(state), view_(view), program_(programBesideOurs()) {
    still_.setSingleShot(true);
    still_.setInterval(kStillSentenceMs);
    connect(&still_, &QTimer::timeout, this, &BesideProgram::findRegions);
    connect(&LivePrograms::ofApplication(), &LivePrograms::changed, this, &BesideProgram::takeProgram);
    connect(state_, &BrowseState::imageChanged, this, &BesideProgram::withdraw);
    connect(state_, &BrowseState::sentenceChanged, this, &BesideProgram::withdraw);
    connect(state_, &BrowseState::projectChanged, this, [this] {
        stopped_.clear();
        withdraw();
    });
    view_->installEventFilter(this);
}

bool BesideProgram::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view_ && event->type() == QEvent::Show && due_) still_.start();
    return QObject::eventFilter(watched, event);
}

void BesideProgram::takeProgram() {
    auto now = programBesideOurs();
    if (now == program_) return;
    if (program_) bridge_->live().end(this);
    program_ = std::move(now);
    stopped_.clear();
    withdraw();
}

void BesideProgram::withdraw() {
    ++question_;
    still_.stop();
    due_ = false;
    sentence_ = {};
    said_ = {};
    if (program_) bridge_->live().withdraw(this);
}

void BesideProgram::ask() {
    withdraw();
    if (!program_) return Q_EMIT changed();
    if (!stopped_.isEmpty()) return say(OtherAnswer::State::Failed, stopped_);
    due_ = true;
    still_.start();
    say(OtherAnswer::State::Waiting, tr("Waiting for its answer …"));
}

void BesideProgram::again() {
    stopped_.clear();
    ask();
}

// Those of our alignment model, so that both are on the same ones.
void BesideProgram::findRegions() {
    if (!due_ || !view_->isVisible() || state_->image() == 0) return;
    due_ = false;
    bridge_->models().ask(
        this, inference::AlignmentQuestion{state_->image(), state_->sentence().text.toStdString(), state_->beta()},
        [this, question = question_](const base::Result<model::Alignment>& ours) {
            if (question != question_) return;
            if (ours) return askOn(*ours);
            if (!dropped(ours.error())) say(OtherAnswer::State::Failed, QString::fromStdString(ours.error().message));
        });
}

void BesideProgram::askOn(const model::Alignment& ours) {
    std::vector<base::Box> regions;
    for (const auto& region : ours.regions) regions.push_back(region.box);
    const auto sentence = state_->sentence().text.toStdString();
    bridge_->live().place(this, *program_, state_->image(), sentence, regions, state_->beta(),
                          [this, sentence, question = question_](const base::Result<inference::LiveSentence>& result) {
                              if (question == question_) take(sentence, result);
                          });
}

void BesideProgram::take(const std::string& sentence, const base::Result<inference::LiveSentence>& result) {
    if (!result) return fail(result.error());
    auto found = sentencesSaid(sentence, *result);
    if (found.empty()) return say(OtherAnswer::State::Said, tr("It has no box for a phrase of this sentence."));
    sentence_ = std::move(found.front());
    say(OtherAnswer::State::Said, sentence_.ofPhrases() ? tr("Its boxes of the sentence's phrases")
                                                        : tr("Its words on the regions of our alignment model"));
}

void BesideProgram::fail(const base::Error& error) {
    if (dropped(error)) return;
    const QString why = QString::fromStdString(error.message);
    if (error.key != inference::kImageFault) stopped_ = why;
    say(OtherAnswer::State::Failed, why);
}

void BesideProgram::say(OtherAnswer::State state, const QString& text) {
    said_ = {state, program_ ? program_->name : QString(), text};
    Q_EMIT changed();
}

}  // namespace legenda::ui
