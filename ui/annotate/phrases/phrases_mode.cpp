// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/phrases/phrases_mode.h"

#include "ui/annotate/annotate_document.h"
#include "ui/annotate/people/people_state.h"
#include "ui/annotate/phrases/phrase_document.h"
#include "ui/annotate/phrases/phrase_overlays.h"
#include "ui/annotate/phrases/phrase_panel.h"
#include "ui/annotate/phrases/phrase_proposals.h"
#include "ui/annotate/phrases/phrase_selection.h"
#include "ui/annotate/phrases/phrase_sentence.h"
#include "ui/annotate/phrases/phrase_types.h"
#include "ui/bridge/convert.h"
#include "ui/controls/context_menu.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/controls/segmented.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace legenda::ui {

namespace {

const char* const kPhraseActs[] = {"annotate.phraseAccept", "annotate.phraseRemove", "annotate.phraseHidden",
                                   "annotate.phraseScene",  "annotate.phraseJoin",   "annotate.phraseSplit",
                                   "annotate.phraseTypes"};

}  // namespace

PhrasesMode::PhrasesMode(Page* page, ImageCanvas* canvas, AnnotateDocument* boxes, PeopleState* people)
    : QObject(page),
      page_(page),
      canvas_(canvas),
      boxes_(boxes),
      people_(people),
      document_(new PhraseDocument(page->bridge(), this)),
      proposals_(new PhraseProposals(page->bridge(), this)),
      selection_(new PhraseSelection(document_, proposals_, people, this)),
      sentence_(new PhraseSentence(page)),
      panel_(new PhrasePanel(page)) {
    sentence_->setObjectName(QStringLiteral("phraseSentence"));
    sentence_->hide();
    addActions();
    connectParts();
}

QWidget* PhrasesMode::strip() const {
    return sentence_;
}

QWidget* PhrasesMode::sideWith(QWidget* boxCards) {
    auto* side = new QFrame(page_);
    side->setProperty("panel", true);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, theme::kSpace2, 0, 0);
    column->setSpacing(0);
    switch_ = new Segmented({tr("Boxes"), tr("Phrases")}, side);
    switch_->setToolTips({tr("Draw boxes and describe them  (P)"), tr("Link the words of sentences with boxes  (P)")});
    auto* line = new QHBoxLayout;
    line->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, 0);
    line->addWidget(switch_);
    column->addLayout(line);
    side_ = new QStackedWidget(side);
    side_->addWidget(boxCards);
    panel_->setMinimumWidth(260);
    side_->addWidget(panel_);
    column->addWidget(side_, 1);
    connect(switch_, &Segmented::changed, this, [this](int index) { setOn(index == 1); });
    return side;
}

void PhrasesMode::addActions() {
    // shown: on its button.
    const auto add = [this](const char* id, const QString& text, const QString& shown, const char* icon,
                            const char* key, auto run) {
        QList<QKeySequence> keys;
        if (*key) keys << QKeySequence(QString::fromLatin1(key));
        QAction* action = ui::addAction(page_, QLatin1String(id), text, QLatin1String(icon), keys, run);
        action->setIconText(shown);
        return action;
    };
    ui::addToggle(page_, QStringLiteral("annotate.phrases"), tr("Phrases of the sentences"), QStringLiteral("text"),
                  {QKeySequence(Qt::Key_P)}, false, [this](bool on) { setOn(on); });
    // Enter and Del are taken from the sentence, the list and the photograph alone: a text field elsewhere needs them,
    // and Del is the key of the page's other mode as well.
    auto* accept = add("annotate.phraseAccept", tr("Accept the proposal for the phrase"), tr("Accept"), "check", "",
                       [this] { act([this] { this->accept(); }); });
    accept->setToolTip(tr("Accept the proposal for the phrase  (Enter)"));
    auto* reject = add("annotate.phraseRemove", tr("Reject the proposal, or remove the phrase"), tr("Reject or remove"),
                       "delete", "", [this] { act([this] { remove(); }); });
    reject->setToolTip(tr("Reject the proposal, or remove the phrase  (Del)"));
    add("annotate.phraseHidden", tr("What the phrase names is not visible"), tr("Not visible"), "eye-off", "V",
        [this] { act([this] { setPresence(store::Presence::NotVisible); }); });
    add("annotate.phraseScene", tr("The phrase names the whole scene"), tr("Whole scene"), "image", "W",
        [this] { act([this] { setPresence(store::Presence::WholeScene); }); });
    add("annotate.phraseJoin", tr("The phrase names the same as another (1 to 9, or a list)"), tr("Same as …"), "link",
        "J", [this] { chooseEntity(); });
    add("annotate.phraseSplit", tr("Split the phrase from the others that name the same"), tr("Split"), "layers",
        "Shift+J", [this] { act([this] { split(); }); });
    add("annotate.phraseTypes", tr("The entity types of the phrase: people, clothing, …"), tr("Type …"), "list", "Y",
        [this] { chooseTypes(); });
    std::vector<QAction*> acts;
    for (const char* id : kPhraseActs) acts.push_back(actionOf(page_, id));
    panel_->setActions(acts);
    for (QAction* action : acts) action->setEnabled(false);
}

void PhrasesMode::connectParts() {
    for (QObject* watched :
         {static_cast<QObject*>(canvas_), static_cast<QObject*>(sentence_), static_cast<QObject*>(panel_->list())})
        watched->installEventFilter(this);
    connect(document_, &PhraseDocument::changed, this, &PhrasesMode::documentChanged);
    connect(document_, &PhraseDocument::written, this, [this](qint64 image, const QString& said, qint64 action) {
        if (std::exchange(failing_, false)) page_->clearError();
        boxes_->savedBeside();
        if (!said.isEmpty())
            page_->toast(said, tr("Undo"), [this, image, action] { boxes_->undoAction(image, action); });
        next();
    });
    connect(document_, &PhraseDocument::failed, this, [this](const base::Error& error) {
        if (document_->unwritten() == 0) {
            waiting_.clear();
            return page_->showError(error);
        }
        failing_ = true;
        page_->showError(error, tr("Try again"), [this] { document_->retry(); });
    });
    connect(proposals_, &PhraseProposals::changed, selection_, &PhraseSelection::refresh);
    connect(people_, &PeopleState::changed, this, [this] {
        if (on_) selection_->refresh();  // the annotators' colours
    });
    connect(selection_, &PhraseSelection::changed, this, &PhrasesMode::show);
    connect(sentence_, &PhraseSentence::wordChosen, selection_, &PhraseSelection::chooseWord);
    connect(sentence_, &PhraseSentence::wordsChosen, selection_, &PhraseSelection::chooseWords);
    connect(sentence_, &PhraseSentence::phraseRequested, selection_, &PhraseSelection::stepEntry);
    connect(sentence_, &PhraseSentence::sentenceRequested, selection_, &PhraseSelection::stepSentence);
    connect(panel_, &PhrasePanel::chosen, selection_, &PhraseSelection::chooseEntry);
    connect(panel_, &PhrasePanel::sentenceRequested, selection_, &PhraseSelection::stepSentence);
    connect(canvas_, &ImageCanvas::boxDrawn, this, [this](const QRectF& box) { act([this, box] { draw(box); }); });
    connect(canvas_, &ImageCanvas::boxChanged, this,
            [this](const OverlayId& id, const QRectF& box) { act([this, id, box] { changeBox(id, box); }); });
    connect(canvas_, &ImageCanvas::clicked, this, [this](const OverlayId& id) { act([this, id] { click(id); }); });
    connect(canvas_, &ImageCanvas::cancelled, this, [this] {
        if (on_) selection_->clear();
    });
}

// --- the mode and the image

void PhrasesMode::setOn(bool on) {
    if (on == on_) return;
    on_ = on;
    sentence_->setVisible(on);
    side_->setCurrentIndex(on ? 1 : 0);
    switch_->setCurrent(on ? 1 : 0);
    actionOf(page_, "annotate.phrases")->setChecked(on);
    canvas_->setMode(ImageCanvas::Mode::Select);
    if (on && document_->image() != image_) {
        selection_->forget();
        document_->open(image_);
    } else if (on) {
        document_->reload();
    }
    Q_EMIT toggled(on);
    show();
    if (on)
        sentence_->setFocus();
    else
        canvas_->setFocus();
}

void PhrasesMode::open(std::int64_t image) {
    image_ = image;
    waiting_.clear();
    proposedFor_ = 0;
    if (image != 0) document_->retry();  // what could not be written when this project was open before
    if (image == 0) {
        proposals_->open(0, {});
        proposals_->forgetRejected();
        failing_ = false;
    } else if (!on_) {
        return;
    }
    selection_->forget();
    document_->open(image);
}

// What was read while the mode was on may be another annotator's: it is not shown for a moment when it is on again.
void PhrasesMode::reload() {
    if (on_)
        document_->reload();
    else
        document_->open(0);
}

void PhrasesMode::documentChanged() {
    if (document_->loaded() && document_->image() != proposedFor_) {
        proposedFor_ = document_->image();
        proposals_->open(proposedFor_, document_->sentences());  // then refreshed
    } else {
        selection_->refresh();
    }
}

bool PhrasesMode::settled() const {
    return !on_ || image_ == 0 || (document_->loaded() && !proposals_->waiting());
}

int PhrasesMode::unwritten() const {
    return document_->unwritten();
}

bool PhrasesMode::writing() const {
    return document_->writing();
}

void PhrasesMode::writeAgain() {
    document_->retry();
}

// --- what is shown

std::vector<Overlay> PhrasesMode::overlays() const {
    return phraseOverlays(*document_, *selection_, *people_);
}

void PhrasesMode::show() {
    if (!on_) {
        for (const char* id : kPhraseActs) actionOf(page_, id)->setEnabled(false);
        return;
    }
    const auto& entries = selection_->entries();
    const PhraseEntry& current = selection_->current();
    const bool silent = document_->loaded() && document_->sentences().empty();
    if (silent && sentence_->hasFocus()) canvas_->setFocus();
    sentence_->setVisible(!silent);
    sentence_->setSentence(selection_->words());
    sentence_->setMarks(phraseMarks(entries));
    sentence_->setSelection(current.start, current.end);
    panel_->setSentence(selection_->sentence(), static_cast<int>(document_->sentences().size()));
    panel_->setEntries(entries, selection_->held());
    QString note = proposals_->problem();
    if (silent)
        note = tr("This image has no sentences: import a data set that has some.");
    else if (selection_->wordsChanged())
        note = tr("Enter makes “%1” the words of this phrase.").arg(current.text);
    else if (!current.none() && !current.annotated() && selection_->held().isEmpty())
        note = tr("“%1”: draw a box (R) or click one.").arg(current.text);
    else if (entries.empty() && document_->loaded())
        note = tr("Select words that name something in the photograph.");
    panel_->setNote(note);
    const auto* chain = document_->chain(current.chain);
    const bool open = current.state == PhraseEntry::State::Proposed || current.state == PhraseEntry::State::Suggested;
    const auto enable = [this](const char* id, bool on) { actionOf(page_, id)->setEnabled(on); };
    enable("annotate.phraseAccept", !current.none() && (open || selection_->wordsChanged()));
    enable("annotate.phraseRemove", !current.none() && !selection_->held().isEmpty());
    enable("annotate.phraseHidden", !current.none());
    enable("annotate.phraseScene", !current.none());
    enable("annotate.phraseJoin", !current.none() && document_->state().chains.size() > (chain ? 1U : 0U));
    enable("annotate.phraseSplit", current.annotated() && chain && chain->mentions.size() > 1);
    enable("annotate.phraseTypes", current.annotated());
    const QString types = PhraseTypes::title(current.types);
    actionOf(page_, "annotate.phraseTypes")->setIconText(types.isEmpty() ? tr("Type …") : types);
    Q_EMIT overlaysChanged();
}

// --- acts

PhraseEdits PhrasesMode::edits() const {
    return PhraseEdits(document_->state());
}

void PhrasesMode::act(std::function<void()> act) {
    if (!on_) return;
    if (document_->ready()) return act();
    waiting_.push_back(std::move(act));
    document_->retry();
}

void PhrasesMode::next() {
    while (!waiting_.empty() && document_->ready()) {
        const auto act = std::move(waiting_.front());
        waiting_.erase(waiting_.begin());
        act();
    }
}

bool PhrasesMode::write(PhraseEdits::Edits edits, const QString& label, const QString& said) {
    const std::string author = this->edits().foreignAuthor(
        edits, [this](const std::string& annotator) { return boxes_->isForeign(annotator); });
    if (author.empty()) return document_->write(std::move(edits), label, said), true;
    page_->toast(tr("This is %1's work and stays as it is: drag over the words to link them yourself.")
                     .arg(QString::fromStdString(author)));
    return false;
}

bool PhrasesMode::chosen() {
    if (!selection_->current().none()) return true;
    page_->toast(tr("Select the words first that name it."));
    return false;
}

void PhrasesMode::accept() {
    if (!chosen()) return;
    const PhraseEntry phrase = selection_->current();
    bool written = true;
    if (phrase.state == PhraseEntry::State::Proposed && phrase.chain.isEmpty())
        written = write(edits().addBox(phrase, phrase.box, "model"), tr("Accept proposal"));
    else if (phrase.state == PhraseEntry::State::Proposed)
        written = write(edits().join(phrase, phrase.chain), tr("Accept proposal"));
    else if (phrase.state == PhraseEntry::State::Suggested)
        written = write(edits().accept(phrase), tr("Accept suggestion"));
    else if (selection_->wordsChanged())
        return void(write(edits().setWords(phrase), tr("Change words")));
    else if (!phrase.annotated())
        return page_->toast(tr("There is no proposal: draw a box (R) or click one."));
    else if (std::ranges::all_of(selection_->entries(), &PhraseEntry::annotated))
        return selection_->stepSentence(1);
    if (written) selection_->advance();
}

void PhrasesMode::remove() {
    const PhraseEntry phrase = selection_->current();
    if (phrase.none() || selection_->held().isEmpty()) return;
    if (phrase.mention.isEmpty()) {
        selection_->advance();
        proposals_->reject(phrase.caption, phrase.start, phrase.end);
    } else if (phrase.annotated() && phrase.boxes > 1 && selection_->boxClicked()) {
        write(edits().takeBox(phrase, selection_->box()), tr("Unlink box"),
              tr("A box of “%1” was unlinked.").arg(phrase.text));
    } else {
        const bool own = phrase.annotated();
        write(edits().remove(phrase), own ? tr("Remove phrase") : tr("Reject suggestion"),
              (own ? tr("The phrase “%1” was removed.") : tr("The suggestion “%1” was rejected.")).arg(phrase.text));
        if (!own) selection_->advance();
    }
}

void PhrasesMode::setPresence(store::Presence presence) {
    if (!chosen()) return;
    const PhraseEntry phrase = selection_->current();
    const auto* chain = phrase.annotated() ? document_->chain(phrase.chain) : nullptr;
    // The same key again takes it back.
    if (chain && chain->presence == presence) presence = store::Presence::Boxes;
    const QString label = presence == store::Presence::NotVisible   ? tr("Mark as not visible")
                          : presence == store::Presence::WholeScene ? tr("Mark as whole scene")
                                                                    : tr("Mark as visible");
    const bool loses = phrase.annotated() && phrase.boxes > 0 && presence != store::Presence::Boxes;
    const QString said = loses ? tr("“%1” is marked and has no box any more.").arg(phrase.text) : QString();
    if (write(edits().setPresence(phrase, presence), label, said) && !phrase.annotated()) selection_->advance();
}

void PhrasesMode::draw(const QRectF& box) {
    canvas_->setMode(ImageCanvas::Mode::Select);
    if (chosen()) write(edits().addBox(selection_->current(), box, "human"), tr("Draw box"));
}

void PhrasesMode::changeBox(const OverlayId& id, const QRectF& box) {
    if (id.layer == OverlayId::Layer::Proposed) return draw(box);
    store::Edit moved;
    moved.kind = store::Edit::Kind::SetBox;
    moved.region = id.uuid.toStdString();
    moved.box = fromQt(box);
    PhraseEdits::Edits edits{moved};
    const PhraseEntry& current = selection_->current();
    if (current.state == PhraseEntry::State::Suggested)
        std::ranges::copy(this->edits().accept(current), std::back_inserter(edits));
    write(std::move(edits), tr("Move box"));
}

void PhrasesMode::click(const OverlayId& id) {
    const PhraseEntry current = selection_->current();
    if (id.isNone()) return selection_->chooseBox({});
    if (id.layer == OverlayId::Layer::Proposed) {
        for (const PhraseEntry& entry : selection_->entries())
            if (phraseOverlayId(entry) == id) return selection_->chooseEntry(entry.key());
        return;
    }
    const auto holds = [&](const store::ChainRecord& chain) {
        return std::ranges::find(chain.regions, id.uuid.toStdString()) != chain.regions.end();
    };
    const auto* own = document_->chain(current.chain);
    if (!current.mention.isEmpty() && own && holds(*own)) return selection_->chooseBox(id.uuid);
    if (current.none()) {
        for (const PhraseEntry& entry : selection_->entries())
            if (const auto* chain = document_->chain(entry.chain); chain && holds(*chain))
                return selection_->chooseEntry(entry.key());
        return;
    }
    const auto& chains = document_->state().chains;
    const auto other = std::ranges::find_if(
        chains, [&](const auto& each) { return !each.suggested && !boxes_->isForeign(each.annotator) && holds(each); });
    const bool boxed = current.annotated() && current.boxes > 0;
    if (other != chains.end() && !boxed) return join(QString::fromStdString(other->uuid));
    if (write(edits().addRegion(current, id.uuid), tr("Link box")) && !current.annotated()) selection_->advance();
}

void PhrasesMode::join(const QString& chain) {
    if (!chosen()) return;
    const PhraseEntry phrase = selection_->current();
    const QString said = phrase.annotated()
                             ? tr("“%1” names the same as %2 now.").arg(phrase.text).arg(document_->numberOf(chain) + 1)
                             : QString();
    if (write(edits().join(phrase, chain), tr("Join phrases"), said) && !phrase.annotated()) selection_->advance();
}

void PhrasesMode::split() {
    write(edits().split(selection_->current()), tr("Split phrase"));
}

void PhrasesMode::chooseEntity() {
    if (!chosen()) return;
    auto* menu = contextMenu("phraseEntities", tr("Entities for the phrase"), sentence_);
    for (const auto& chain : document_->state().chains) {
        const QString uuid = QString::fromStdString(chain.uuid);
        if (chain.suggested || boxes_->isForeign(chain.annotator) ||
            (uuid == selection_->current().chain && selection_->current().annotated()))
            continue;
        const QString words =
            chain.mentions.empty() ? tr("no words") : QString::fromStdString(chain.mentions.front().text);
        menu->addAction(tr("%1   %2").arg(document_->numberOf(uuid) + 1).arg(words), this,
                        [this, uuid] { act([this, uuid] { join(uuid); }); });
    }
    popUp(menu);
}

void PhrasesMode::chooseTypes() {
    const PhraseEntry& current = selection_->current();
    if (!current.annotated()) return;
    auto* menu = new PhraseTypes(current.types, sentence_);
    connect(menu, &PhraseTypes::chosen, this, [this](const QString& types) {
        act([this, types] {
            if (selection_->current().annotated())
                write(edits().setTypes(selection_->current(), types.toStdString()), tr("Change type"));
        });
    });
    popUp(menu);
}

void PhrasesMode::popUp(QMenu* menu) {
    menu->popup(sentence_->mapToGlobal(sentence_->wordRect(selection_->current().start).bottomLeft().toPoint()));
}

// --- keys

bool PhrasesMode::eventFilter(QObject* watched, QEvent* event) {
    if (!on_ || event->type() != QEvent::KeyPress) return QObject::eventFilter(watched, event);
    const auto* press = static_cast<QKeyEvent*>(event);
    const bool plain = (press->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (watched == canvas_ && press->key() == Qt::Key_Backtab) return selection_->stepEntry(-1), true;
    return (plain && key(watched, press->key())) || QObject::eventFilter(watched, event);
}

bool PhrasesMode::key(QObject* watched, int key) {
    if (key == Qt::Key_Return || key == Qt::Key_Enter) return act([this] { accept(); }), true;
    if (key == Qt::Key_Delete) return actionOf(page_, "annotate.phraseRemove")->trigger(), true;
    if (key >= Qt::Key_1 && key <= Qt::Key_9) {
        for (const auto& chain : document_->state().chains) {
            const QString uuid = QString::fromStdString(chain.uuid);
            if (document_->numberOf(uuid) == key - Qt::Key_1) return act([this, uuid] { join(uuid); }), true;
        }
        return false;
    }
    if (watched != canvas_ && key == Qt::Key_Escape) return selection_->clear(), true;
    if (watched != canvas_) return false;
    if (key == Qt::Key_Tab) return selection_->stepEntry(1), true;
    const bool nudges = std::ranges::any_of(canvas_->overlays(), [](const auto& each) { return each.selected; });
    if (nudges || (key != Qt::Key_Up && key != Qt::Key_Down)) return false;
    return selection_->stepSentence(key == Qt::Key_Up ? -1 : 1), true;
}

}  // namespace legenda::ui
