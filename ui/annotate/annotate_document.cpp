// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_document.h"

#include "ui/bridge/convert.h"

#include <QUuid>

#include <algorithm>

namespace legenda::ui {

namespace {

QString newId() {
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

}  // namespace

AnnotateDocument::AnnotateDocument(Bridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {}

void AnnotateDocument::open(std::int64_t image) {
    image_ = image;
    if (image == 0) state_ = Saved::Nothing;  // the edit was saved in another project
    ++generation_;
    pendingHere_ = 0;
    loaded_ = canUndo_ = canRedo_ = false;
    regions_.clear();
    Q_EMIT changed();
    reload();
}

void AnnotateDocument::reload() {
    if (image_ == 0) return;
    bridge_->annotations().load(this, image_,
                                [this, generation = generation_](base::Result<store::EditOutcome> outcome) {
                                    if (generation != generation_) return;
                                    if (!outcome) {
                                        Q_EMIT failed(outcome.error(), {}, {});
                                        return;
                                    }
                                    if (pendingHere_ == 0) take(*outcome);
                                });
}

const store::RegionRecord* AnnotateDocument::region(const QString& id) const {
    const int index = indexOf(id);
    return index < 0 ? nullptr : &regions_[static_cast<std::size_t>(index)];
}

int AnnotateDocument::indexOf(const QString& id) const {
    const auto at = std::ranges::find(regions_, id.toStdString(), &store::RegionRecord::uuid);
    return at == regions_.end() ? -1 : static_cast<int>(at - regions_.begin());
}

store::RegionRecord* AnnotateDocument::find(const std::string& id) {
    const auto at = std::ranges::find(regions_, id, &store::RegionRecord::uuid);
    return at == regions_.end() ? nullptr : &*at;
}

QString AnnotateDocument::create(const QRectF& box, const QString& text) {
    store::Edit edit;
    edit.kind = store::Edit::Kind::CreateRegion;
    QString id = newId();
    edit.region = id.toStdString();
    edit.box = fromQt(box);
    edit.text = text.toStdString();
    send(std::move(edit));
    return id;
}

QString AnnotateDocument::duplicate(const QString& id, const QRectF& box) {
    store::Edit edit;
    edit.kind = store::Edit::Kind::DuplicateRegion;
    QString copy = newId();
    edit.region = copy.toStdString();
    edit.source = id.toStdString();
    edit.box = fromQt(box);
    send(std::move(edit));
    return copy;
}

void AnnotateDocument::setBox(const QString& id, const QRectF& box) {
    const auto* own = region(id);
    if (!own || own->box == fromQt(box)) return;
    store::Edit edit;
    edit.kind = store::Edit::Kind::SetBox;
    edit.region = id.toStdString();
    edit.box = fromQt(box);
    send(std::move(edit));
}

void AnnotateDocument::remove(const QString& id, std::function<void(qint64)> done) {
    if (!region(id)) return;
    store::Edit edit;
    edit.kind = store::Edit::Kind::DeleteRegion;
    edit.region = id.toStdString();
    send(std::move(edit), std::move(done));
}

void AnnotateDocument::setText(const QString& region, const QString& snippet, const QString& text,
                               const QString& origin) {
    store::Edit edit;
    edit.kind = store::Edit::Kind::SetText;
    edit.region = region.toStdString();
    edit.snippet = snippet.toStdString();
    edit.text = text.toStdString();
    edit.origin = origin.toStdString();
    send(std::move(edit));
}

void AnnotateDocument::removeText(const QString& region, const QString& snippet) {
    store::Edit edit;
    edit.kind = store::Edit::Kind::DeleteText;
    edit.region = region.toStdString();
    edit.snippet = snippet.toStdString();
    send(std::move(edit));
}

void AnnotateDocument::send(store::Edit edit, std::function<void(qint64)> done) {
    edit.image = image_;
    apply(edit);
    const auto project = bridge_->project() ? bridge_->project()->folder : std::filesystem::path{};
    if (unsavedActs() > 0) {
        // In order: this edit may concern a box that is not written yet.
        keep(edit, project, std::move(done));
        retry();
    } else {
        ++pending_;
        ++pendingHere_;
        bridge_->annotations().apply(this, edit,
                                     [this, edit, project, done = std::move(done),
                                      generation = generation_](base::Result<store::EditOutcome> outcome) {
                                         const bool kept = !outcome && keeps(edit, outcome.error());
                                         if (kept) keep(edit, project, done);
                                         answered(outcome, edit.image, generation);
                                         if (kept)
                                             Q_EMIT changed();  // the box is marked at once, not after it is read again
                                         if (!outcome)
                                             Q_EMIT failed(outcome.error(), QString::fromStdString(edit.region),
                                                           kept ? QString() : QString::fromStdString(edit.snippet));
                                         else if (done)
                                             done(outcome->action);
                                     });
    }
    Q_EMIT changed();
    Q_EMIT savedChanged();
}

// --- edits that could not be written

void AnnotateDocument::keep(const store::Edit& edit, const std::filesystem::path& project,
                            std::function<void(qint64)> done) {
    unsaved_.push_back({++lastUnsaved_, project, edit, std::move(done)});
}

// Edits that another program made impossible are dropped; edits that could not be written are kept, together with later
// ones of the same box.
bool AnnotateDocument::keeps(const store::Edit& edit, const base::Error& error) const {
    return error.code == base::ErrorCode::Io || error.code == base::ErrorCode::Internal ||
           unsaved(QString::fromStdString(edit.region));
}

int AnnotateDocument::unsavedActs() const {
    return static_cast<int>(std::ranges::count_if(unsaved_, [this](const Unsaved& u) { return u.open(bridge_); }));
}

bool AnnotateDocument::unsaved(const QString& region) const {
    return std::ranges::any_of(unsaved_, [this, id = region.toStdString()](const Unsaved& u) {
        return u.open(bridge_) && u.edit.region == id;
    });
}

AnnotateDocument::Saved AnnotateDocument::saved() const {
    if (pending_ > 0) return Saved::Saving;
    return unsavedActs() > 0 ? Saved::Failed : state_;
}

void AnnotateDocument::retry() {
    const auto next = std::ranges::find_if(unsaved_, [this](const Unsaved& u) { return u.open(bridge_); });
    if (trying_ != 0 || next == unsaved_.end()) return;
    trying_ = next->id;
    ++pending_;
    const bool here = next->edit.image == image_;
    if (here) ++pendingHere_;
    bridge_->annotations().apply(
        this, next->edit,
        [this, id = next->id, here, generation = generation_](base::Result<store::EditOutcome> outcome) {
            triedAgain(id, outcome, here && generation == generation_);
        });
    Q_EMIT savedChanged();
}

void AnnotateDocument::savedBeside() {
    state_ = Saved::Saved;
    savedAt_.start();
    reload();
    Q_EMIT savedChanged();
}

void AnnotateDocument::triedAgain(quint64 id, const base::Result<store::EditOutcome>& outcome, bool here) {
    trying_ = 0;
    const auto tried = std::ranges::find(unsaved_, id, &Unsaved::id);
    const store::Edit edit = tried->edit;
    const auto done = tried->done;
    const bool impossible =
        !outcome && outcome.error().code != base::ErrorCode::Io && outcome.error().code != base::ErrorCode::Internal;
    if (outcome || impossible) unsaved_.erase(tried);
    --pending_;
    if (here) --pendingHere_;
    if (outcome) {
        state_ = Saved::Saved;
        savedAt_.start();
        if (here && pendingHere_ == 0) take(*outcome);
        Q_EMIT committed(edit.image, static_cast<int>(outcome->regions.size()));
        if (done) done(outcome->action);
    } else {
        if (impossible) reload();
        Q_EMIT failed(outcome.error(), QString::fromStdString(edit.region),
                      impossible ? QString::fromStdString(edit.snippet) : QString());
    }
    if (outcome || impossible) retry();
    Q_EMIT savedChanged();
}

// The newest unwritten edit of this image: only what is shown has to be undone.
bool AnnotateDocument::takeBackUnsaved() {
    const auto newest = std::find_if(unsaved_.rbegin(), unsaved_.rend(),
                                     [this](const Unsaved& u) { return u.open(bridge_) && u.edit.image == image_; });
    if (newest == unsaved_.rend() || newest->id == trying_) return false;
    unsaved_.erase(std::next(newest).base());
    reload();
    Q_EMIT undone(tr("a change that was not saved"), false);
    Q_EMIT savedChanged();
    return true;
}

void AnnotateDocument::step(std::int64_t image, bool redone, const std::function<void(Saving)>& request) {
    if (image == 0) return;
    // For an image that is no longer shown it changes nothing on screen: its generation has passed.
    const quint64 generation = image == image_ ? generation_ : 0;
    ++pending_;
    if (generation != 0) ++pendingHere_;
    request([this, image, generation, redone](base::Result<store::EditOutcome> outcome) {
        answered(outcome, image, generation);
        if (!outcome)
            Q_EMIT failed(outcome.error(), {}, {});
        else if (outcome->action != 0)
            Q_EMIT undone(QString::fromStdString(outcome->label), redone);
    });
    Q_EMIT savedChanged();
}

void AnnotateDocument::undo() {
    if (takeBackUnsaved()) return;
    step(image_, false, [this](Saving done) { bridge_->annotations().undo(this, image_, std::move(done)); });
}

void AnnotateDocument::redo() {
    step(image_, true, [this](Saving done) { bridge_->annotations().redo(this, image_, std::move(done)); });
}

void AnnotateDocument::undoAction(std::int64_t image, qint64 action) {
    step(image, false, [&](Saving done) { bridge_->annotations().undoEdit(this, image, action, std::move(done)); });
}

void AnnotateDocument::answered(const base::Result<store::EditOutcome>& outcome, std::int64_t image,
                                quint64 generation) {
    --pending_;
    const bool here = generation == generation_;
    if (here) --pendingHere_;
    if (outcome) {
        state_ = Saved::Saved;
        savedAt_.start();
        // While more edits are being written the answer is older than what is shown.
        if (here && pendingHere_ == 0) take(*outcome);
        Q_EMIT committed(image, static_cast<int>(outcome->regions.size()));
    } else {
        state_ = Saved::Failed;
        if (here && pendingHere_ == 0) reload();
    }
    Q_EMIT savedChanged();
}

void AnnotateDocument::take(const store::EditOutcome& outcome) {
    regions_ = outcome.regions;
    canUndo_ = outcome.canUndo;
    canRedo_ = outcome.canRedo;
    loaded_ = true;
    for (const Unsaved& u : unsaved_)
        if (u.open(bridge_) && u.edit.image == image_) apply(u.edit);
    Q_EMIT changed();
}

void AnnotateDocument::apply(const store::Edit& edit) {
    using Kind = store::Edit::Kind;
    store::RegionRecord* own = find(edit.region);
    canUndo_ = true;
    canRedo_ = false;
    if (edit.kind == Kind::CreateRegion || edit.kind == Kind::DuplicateRegion) {
        if (own) return;
        const store::RegionRecord* source = find(edit.source);
        store::RegionRecord fresh;
        if (source) fresh = *source;
        fresh.uuid = edit.region;
        fresh.image = edit.image;
        fresh.box = edit.box;
        fresh.origin = edit.origin;
        for (auto& snippet : fresh.snippets) snippet.uuid = newId().toStdString();
        if (!edit.text.empty())
            fresh.snippets.push_back({newId().toStdString(), edit.text, edit.annotator, edit.origin});
        regions_.push_back(std::move(fresh));
        return;
    }
    if (!own) return;
    const auto snippet = std::ranges::find(own->snippets, edit.snippet, &store::SnippetRecord::uuid);
    if (edit.kind == Kind::SetBox)
        own->box = edit.box;
    else if (edit.kind == Kind::DeleteRegion)
        std::erase_if(regions_, [&](const auto& each) { return each.uuid == edit.region; });
    else if (edit.kind == Kind::DeleteText)
        std::erase_if(own->snippets, [&](const auto& each) { return each.uuid == edit.snippet; });
    else if (snippet != own->snippets.end())
        snippet->text = edit.text, snippet->origin = edit.origin;
    else
        own->snippets.push_back({edit.snippet, edit.text, edit.annotator, edit.origin});
}

QString AnnotateDocument::savedText() const {
    switch (saved()) {
        case Saved::Nothing:
            return {};
        case Saved::Saving:
            return tr("saving …");
        case Saved::Failed:
            return unsavedActs() > 1 ? tr("%1 changes not saved").arg(unsavedActs()) : tr("not saved");
        case Saved::Saved:
            break;
    }
    const qint64 seconds = savedAt_.elapsed() / 1000;
    if (seconds < 1) return tr("saved just now");
    if (seconds < 60) return tr("saved %1 s ago").arg(seconds);
    if (seconds < 3600) return tr("saved %1 min ago").arg(seconds / 60);
    return tr("saved %1 h ago").arg(seconds / 3600);
}

}  // namespace legenda::ui
