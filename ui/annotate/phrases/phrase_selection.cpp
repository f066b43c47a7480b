// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/phrases/phrase_selection.h"

#include "ui/annotate/people/people_state.h"
#include "ui/annotate/phrases/phrase_document.h"
#include "ui/annotate/phrases/phrase_proposals.h"
#include "ui/bridge/convert.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace legenda::ui {

namespace {

PhraseEntry::State stateOfChain(const store::ChainRecord& chain) {
    if (chain.suggested) return PhraseEntry::State::Suggested;
    if (chain.presence == store::Presence::NotVisible) return PhraseEntry::State::NotVisible;
    if (chain.presence == store::Presence::WholeScene) return PhraseEntry::State::WholeScene;
    return chain.regions.empty() ? PhraseEntry::State::Unlinked : PhraseEntry::State::Boxes;
}

}  // namespace

PhraseSelection::PhraseSelection(PhraseDocument* document, PhraseProposals* proposals, PeopleState* people,
                                 QObject* parent)
    : QObject(parent), document_(document), proposals_(proposals), people_(people) {}

void PhraseSelection::forget() {
    sentence_ = 0;
    clear();
    untouched_ = true;
}

const store::CaptionRecord* PhraseSelection::caption() const {
    const auto& all = document_->sentences();
    return sentence_ < std::ssize(all) ? &all[static_cast<std::size_t>(sentence_)] : nullptr;
}

// As chain_mention counts them.
QStringList PhraseSelection::words() const {
    QStringList words;
    std::istringstream in(caption() ? caption()->text : std::string());
    for (std::string word; in >> word;) words << QString::fromStdString(word);
    return words;
}

QString PhraseSelection::textOf(int start, int end) const {
    return words().mid(start, end - start).join(QLatin1Char(' '));
}

const PhraseEntry* PhraseSelection::entry(const QString& key) const {
    const auto found = std::ranges::find_if(entries_, [&](const auto& each) { return each.key() == key; });
    return key.isEmpty() || found == entries_.end() ? nullptr : &*found;
}

bool PhraseSelection::wordsChanged() const {
    const auto* own = entry(held_);
    return own && current_.annotated() && (own->start != current_.start || own->end != current_.end);
}

// --- the phrases

void PhraseSelection::refresh() {
    entries_.clear();
    if (caption()) {
        addChains();
        addProposals();
        std::ranges::stable_sort(entries_, {}, &PhraseEntry::start);
    }
    if (untouched_ && end_ <= start_) {
        const auto open = std::ranges::find_if(entries_, [](const auto& each) { return !each.annotated(); });
        if (open != entries_.end()) start_ = open->start, end_ = open->end, held_ = open->key();
    }
    resolve();
    Q_EMIT changed();
}

void PhraseSelection::addChains() {
    std::set<std::string> annotators;
    for (const auto& chain : document_->state().chains) annotators.insert(chain.annotator);
    for (const auto& chain : document_->state().chains)
        for (const auto& mention : chain.mentions) {
            if (mention.caption != caption()->id) continue;
            PhraseEntry entry;
            entry.caption = mention.caption;
            entry.start = mention.start;
            entry.end = mention.end;
            entry.text = QString::fromStdString(mention.text);
            entry.state = stateOfChain(chain);
            entry.mention = QString::fromStdString(mention.uuid);
            entry.chain = QString::fromStdString(chain.uuid);
            const bool foreign = !chain.suggested && !people_->isOwn(chain.annotator);
            if (foreign || annotators.size() > 1) entry.annotator = QString::fromStdString(chain.annotator);
            if (foreign) entry.ink = people_->colourOf(chain.annotator);
            entry.types = QString::fromStdString(chain.types);
            entry.number = document_->numberOf(entry.chain);
            entry.boxes = static_cast<int>(chain.regions.size());
            entries_.push_back(std::move(entry));
        }
    const auto covered = [this](const PhraseEntry& suggested) {
        return std::ranges::any_of(entries_, [&](const auto& each) {
            return each.annotated() && each.overlaps(suggested.start, suggested.end);
        });
    };
    std::erase_if(entries_, [&](const auto& each) { return !each.annotated() && covered(each); });
}

void PhraseSelection::addProposals() {
    const auto known = entries_.size();
    for (const auto& proposal : proposals_->of(caption()->id)) {
        const bool taken = std::any_of(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(known),
                                       [&](const auto& each) { return each.overlaps(proposal.start, proposal.end); });
        if (taken) continue;
        PhraseEntry entry;
        entry.caption = caption()->id;
        entry.start = proposal.start;
        entry.end = proposal.end;
        entry.text = textOf(proposal.start, proposal.end);
        if (proposal.box) {
            entry.state = PhraseEntry::State::Proposed;
            entry.box = toQt(*proposal.box);
            entry.chain = entityOf(entry.text, *proposal.box);
            entry.number = document_->numberOf(entry.chain);
        }
        entries_.push_back(std::move(entry));
    }
}

QString PhraseSelection::entityOf(const QString& phrase, const base::Box& box) const {
    std::vector<inference::KnownEntity> entities;
    for (const auto& chain : document_->state().chains) {
        const bool here =
            std::ranges::any_of(chain.mentions, [&](const auto& mention) { return mention.caption == caption()->id; });
        if (chain.suggested || here || !people_->isOwn(chain.annotator)) continue;
        inference::KnownEntity entity{chain.uuid, {}, {}};
        for (const auto& mention : chain.mentions) entity.phrases.push_back(mention.text);
        for (const auto& uuid : chain.regions)
            if (const auto* region = document_->region(QString::fromStdString(uuid)))
                entity.boxes.push_back(region->box);
        entities.push_back(std::move(entity));
    }
    const int found = inference::entityOfPhrase(phrase.toStdString(), box, entities);
    return found < 0 ? QString() : QString::fromStdString(entities[static_cast<std::size_t>(found)].id);
}

// What is chosen, among the phrases as they are now.
void PhraseSelection::resolve() {
    current_ = {};
    const QStringList all = words();
    if (end_ > all.size()) start_ = end_ = 0;
    if (end_ <= start_) {
        held_.clear();
        box_.clear();
        return;
    }
    const auto* own = entry(held_);
    if (!own) {
        const auto same = std::ranges::find_if(
            entries_, [this](const auto& each) { return !each.foreign() && each.start == start_ && each.end == end_; });
        own = same == entries_.end() ? nullptr : &*same;
        held_ = own ? own->key() : QString();
    }
    if (own) current_ = *own;
    const bool other = !own || own->start != start_ || own->end != end_;
    if (other) {
        current_.caption = caption()->id;
        current_.start = start_;
        current_.end = end_;
        current_.text = textOf(start_, end_);
    }
    if (const auto box = proposals_->boxOf(current_.caption, start_, end_);
        other && box && current_.mention.isEmpty()) {
        current_.state = PhraseEntry::State::Proposed;
        current_.box = toQt(*box);
        current_.chain = entityOf(current_.text, *box);
        current_.number = document_->numberOf(current_.chain);
    }
    const auto* chain = document_->chain(current_.chain);
    const auto holds = [&](const QString& region) {
        return chain && std::ranges::find(chain->regions, region.toStdString()) != chain->regions.end();
    };
    if (!holds(box_)) {
        box_ = chain && current_.annotated() && !chain->regions.empty() ? QString::fromStdString(chain->regions.front())
                                                                        : QString();
        boxClicked_ = false;
    }
}

// --- choosing

void PhraseSelection::choose(int start, int end, const QString& key) {
    untouched_ = false;
    start_ = start;
    end_ = end;
    held_ = key;
    boxClicked_ = false;
    resolve();
    Q_EMIT changed();
}

void PhraseSelection::showSentence(int number) {
    sentence_ = std::clamp<int>(number, 0, std::max<int>(0, static_cast<int>(std::ssize(document_->sentences())) - 1));
    start_ = end_ = 0;
    held_.clear();
    untouched_ = true;
    refresh();
}

void PhraseSelection::stepSentence(int direction) {
    const int next = sentence_ + direction;
    if (next >= 0 && next < std::ssize(document_->sentences())) showSentence(next);
}

void PhraseSelection::chooseWord(int word) {
    auto around =
        std::ranges::find_if(entries_, [&](const auto& each) { return each.covers(word) && !each.foreign(); });
    if (around == entries_.end())
        around = std::ranges::find_if(entries_, [&](const auto& each) { return each.covers(word); });
    if (around != entries_.end()) return choose(around->start, around->end, around->key());
    choose(word, word + 1, {});
    proposals_->ask(current_.caption, start_, end_);
}

void PhraseSelection::chooseWords(int start, int end) {
    const auto* own = entry(held_);
    QString key = own && !own->foreign() && own->overlaps(start, end) ? held_ : QString();
    for (const bool annotated : {true, false})
        for (const auto& each : entries_)
            if (key.isEmpty() && !each.foreign() && each.annotated() == annotated && each.overlaps(start, end))
                key = each.key();
    choose(start, end, key);
    if (current_.mention.isEmpty()) proposals_->ask(current_.caption, start_, end_);
}

void PhraseSelection::chooseEntry(const QString& key) {
    if (const auto* own = entry(key)) choose(own->start, own->end, key);
}

void PhraseSelection::chooseBox(const QString& region) {
    box_ = region;
    boxClicked_ = !region.isEmpty();
    resolve();
    Q_EMIT changed();
}

void PhraseSelection::stepEntry(int direction) {
    if (entries_.empty()) return;
    const int count = static_cast<int>(entries_.size());
    int now = -1;
    for (int i = 0; i < count; ++i)
        if (entries_[static_cast<std::size_t>(i)].key() == held_) now = i;
    const int next = now < 0 ? (direction > 0 ? 0 : count - 1) : (now + direction + count) % count;
    chooseEntry(entries_[static_cast<std::size_t>(next)].key());
}

void PhraseSelection::advance() {
    const auto open = [this](bool behind) {
        return std::ranges::find_if(entries_, [&](const auto& each) {
            return !each.annotated() && each.key() != held_ && (!behind || each.start > start_);
        });
    };
    auto next = open(true);
    if (next == entries_.end()) next = open(false);
    if (next != entries_.end()) chooseEntry(next->key());
}

void PhraseSelection::clear() {
    untouched_ = false;
    start_ = end_ = 0;
    held_.clear();
    resolve();
    Q_EMIT changed();
}

}  // namespace legenda::ui
