// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/phrases/phrase_document.h"

#include <algorithm>

namespace legenda::ui {

PhraseDocument::PhraseDocument(Bridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {
    connect(bridge_, &Bridge::annotationSaved, this, [this](qint64 image, const store::EditOutcome& outcome) {
        if (image == image_ && !writing_) take(outcome);
    });
}

void PhraseDocument::open(std::int64_t image) {
    image_ = image;
    ++generation_;
    loaded_ = captioned_ = false;
    sentences_.clear();
    state_ = {};
    Q_EMIT changed();
    reload();
}

void PhraseDocument::reload() {
    if (image_ == 0) return;
    const auto here = [this, generation = generation_] { return generation == generation_; };
    bridge_->images().details(this, image_, [this, here](base::Result<session::ImageDetails> details) {
        if (!here()) return;
        captioned_ = true;
        if (details) sentences_ = std::move(details->captions);
        if (!details && !dropped(details.error())) Q_EMIT failed(details.error());
        Q_EMIT changed();
    });
    bridge_->annotations().load(this, image_, [this, here](base::Result<store::EditOutcome> outcome) {
        if (!here()) return;
        if (outcome && !writing_) take(*outcome);
        if (!outcome && !dropped(outcome.error())) Q_EMIT failed(outcome.error());
    });
}

void PhraseDocument::take(const store::EditOutcome& outcome) {
    state_ = outcome;
    loaded_ = true;
    Q_EMIT changed();
}

const store::ChainRecord* PhraseDocument::chain(const QString& uuid) const {
    const auto found = std::ranges::find(state_.chains, uuid.toStdString(), &store::ChainRecord::uuid);
    return found == state_.chains.end() ? nullptr : &*found;
}

const store::RegionRecord* PhraseDocument::region(const QString& uuid) const {
    const auto found = std::ranges::find(state_.regions, uuid.toStdString(), &store::RegionRecord::uuid);
    return found == state_.regions.end() ? nullptr : &*found;
}

int PhraseDocument::numberOf(const QString& chain) const {
    int number = 0;
    for (const auto& each : state_.chains) {
        if (each.suggested) continue;
        if (each.uuid == chain.toStdString()) return number;
        ++number;
    }
    return -1;
}

void PhraseDocument::write(std::vector<store::Edit> edits, const QString& label, const QString& said) {
    if (!ready() || edits.empty() || image_ == 0) return;
    for (auto& edit : edits) edit.image = image_;
    unwritten_.push_back({project(), std::move(edits), label, said});
    send();
}

std::filesystem::path PhraseDocument::project() const {
    return bridge_->project() ? bridge_->project()->folder : std::filesystem::path{};
}

const PhraseDocument::Transaction* PhraseDocument::waiting() const {
    const auto own = std::ranges::find(unwritten_, project(), &Transaction::project);
    return own == unwritten_.end() ? nullptr : &*own;
}

int PhraseDocument::unwritten() const {
    return static_cast<int>(unwritten_.size()) - (writing_ ? 1 : 0);
}

std::vector<store::Edit> PhraseDocument::unsavedEdits() const {
    return waiting() && !writing_ ? waiting()->edits : std::vector<store::Edit>();
}

void PhraseDocument::forgetUnsaved() {
    if (!writing_) forget(project());
    Q_EMIT savedChanged();
}

void PhraseDocument::forget(const std::filesystem::path& project) {
    std::erase_if(unwritten_, [&](const Transaction& each) { return each.project == project; });
}

void PhraseDocument::retry() {
    if (waiting() && !writing_) send();
}

void PhraseDocument::send() {
    writing_ = true;
    const Transaction& sent = *waiting();
    bridge_->annotations().apply(this, sent.edits, sent.label,
                                 [this, image = sent.edits.front().image, project = sent.project,
                                  said = sent.said](base::Result<store::EditOutcome> outcome) {
                                     writing_ = false;
                                     const bool later = !outcome && (outcome.error().code == base::ErrorCode::Io ||
                                                                     outcome.error().code == base::ErrorCode::Internal);
                                     if (!later) forget(project);
                                     Q_EMIT savedChanged();
                                     if (outcome && image == image_ && project == this->project())
                                         take(*outcome);
                                     else if (!loaded_)
                                         reload();
                                     if (outcome)
                                         Q_EMIT written(image, project == this->project() ? said : QString(),
                                                        outcome->action);
                                     else
                                         Q_EMIT failed(outcome.error());
                                 });
    Q_EMIT savedChanged();
}

}  // namespace legenda::ui
