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
    if (image == 0) state_ = Saved::Nothing;  // what was saved was saved in another project
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
                                [this, generation = generation_](base::Result<store::ActOutcome> outcome) {
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
    store::Act act;
    act.kind = store::Act::Kind::CreateRegion;
    const QString id = newId();
    act.region = id.toStdString();
    act.box = fromQt(box);
    act.text = text.toStdString();
    send(std::move(act));
    return id;
}

QString AnnotateDocument::duplicate(const QString& id, const QRectF& box) {
    store::Act act;
    act.kind = store::Act::Kind::DuplicateRegion;
    const QString copy = newId();
    act.region = copy.toStdString();
    act.source = id.toStdString();
    act.box = fromQt(box);
    send(std::move(act));
    return copy;
}

void AnnotateDocument::setBox(const QString& id, const QRectF& box) {
    const auto* own = region(id);
    if (!own || own->box == fromQt(box)) return;
    store::Act act;
    act.kind = store::Act::Kind::SetBox;
    act.region = id.toStdString();
    act.box = fromQt(box);
    send(std::move(act));
}

void AnnotateDocument::remove(const QString& id, std::function<void(qint64)> done) {
    if (!region(id)) return;
    store::Act act;
    act.kind = store::Act::Kind::DeleteRegion;
    act.region = id.toStdString();
    send(std::move(act), std::move(done));
}

void AnnotateDocument::setText(const QString& region, const QString& snippet, const QString& text,
                               const QString& origin) {
    store::Act act;
    act.kind = store::Act::Kind::SetText;
    act.region = region.toStdString();
    act.snippet = snippet.toStdString();
    act.text = text.toStdString();
    act.origin = origin.toStdString();
    send(std::move(act));
}

void AnnotateDocument::removeText(const QString& region, const QString& snippet) {
    store::Act act;
    act.kind = store::Act::Kind::DeleteText;
    act.region = region.toStdString();
    act.snippet = snippet.toStdString();
    send(std::move(act));
}

void AnnotateDocument::send(store::Act act, std::function<void(qint64)> done) {
    act.image = image_;
    apply(act);
    const auto project = bridge_->project() ? bridge_->project()->folder : std::filesystem::path{};
    if (unsavedActs() > 0) {
        // In order: this one may be about a box that is not written yet.
        keep(act, project, std::move(done));
        retry();
    } else {
        ++pending_;
        ++pendingHere_;
        bridge_->annotations().apply(this, act,
                                     [this, act, project, done = std::move(done),
                                      generation = generation_](base::Result<store::ActOutcome> outcome) {
                                         const bool kept = !outcome && keeps(act, outcome.error());
                                         if (kept) keep(act, project, done);
                                         answered(outcome, act.image, generation);
                                         if (kept)
                                             Q_EMIT changed();  // the box is marked at once, not when it is read again
                                         if (!outcome)
                                             Q_EMIT failed(outcome.error(), QString::fromStdString(act.region),
                                                           kept ? QString() : QString::fromStdString(act.snippet));
                                         else if (done)
                                             done(outcome->action);
                                     });
    }
    Q_EMIT changed();
    Q_EMIT savedChanged();
}

// --- what could not be written

void AnnotateDocument::keep(const store::Act& act, const std::filesystem::path& project,
                            std::function<void(qint64)> done) {
    unsaved_.push_back({++lastUnsaved_, project, act, std::move(done)});
}

// What another program made impossible is given up; what only could not be written is kept, and with it whatever is
// about the same box.
bool AnnotateDocument::keeps(const store::Act& act, const base::Error& error) const {
    return error.code == base::ErrorCode::Io || error.code == base::ErrorCode::Internal ||
           unsaved(QString::fromStdString(act.region));
}

int AnnotateDocument::unsavedActs() const {
    return static_cast<int>(std::ranges::count_if(unsaved_, [this](const Unsaved& u) { return u.open(bridge_); }));
}

bool AnnotateDocument::unsaved(const QString& region) const {
    return std::ranges::any_of(unsaved_, [this, id = region.toStdString()](const Unsaved& u) {
        return u.open(bridge_) && u.act.region == id;
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
    const bool here = next->act.image == image_;
    if (here) ++pendingHere_;
    bridge_->annotations().apply(
        this, next->act,
        [this, id = next->id, here, generation = generation_](base::Result<store::ActOutcome> outcome) {
            triedAgain(id, outcome, here && generation == generation_);
        });
    Q_EMIT savedChanged();
}

void AnnotateDocument::triedAgain(quint64 id, const base::Result<store::ActOutcome>& outcome, bool here) {
    trying_ = 0;
    const auto tried = std::ranges::find(unsaved_, id, &Unsaved::id);
    const store::Act act = tried->act;
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
        Q_EMIT committed(act.image, static_cast<int>(outcome->regions.size()));
        if (done) done(outcome->action);
    } else {
        if (impossible) reload();
        Q_EMIT failed(outcome.error(), QString::fromStdString(act.region),
                      impossible ? QString::fromStdString(act.snippet) : QString());
    }
    if (outcome || impossible) retry();
    Q_EMIT savedChanged();
}

// The newest act of this image that is not written: nothing has to be undone but what is seen.
bool AnnotateDocument::takeBackUnsaved() {
    const auto newest = std::find_if(unsaved_.rbegin(), unsaved_.rend(),
                                     [this](const Unsaved& u) { return u.open(bridge_) && u.act.image == image_; });
    if (newest == unsaved_.rend() || newest->id == trying_) return false;
    unsaved_.erase(std::next(newest).base());
    reload();
    Q_EMIT undone(tr("a change that was not saved"), false);
    Q_EMIT savedChanged();
    return true;
}

void AnnotateDocument::step(std::int64_t image, bool redone, const std::function<void(Saving)>& request) {
    if (image == 0) return;
    // Of an image that is left it changes nothing that is shown: no generation of it is shown any more.
    const quint64 generation = image == image_ ? generation_ : 0;
    ++pending_;
    if (generation != 0) ++pendingHere_;
    request([this, image, generation, redone](base::Result<store::ActOutcome> outcome) {
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

void AnnotateDocument::answered(const base::Result<store::ActOutcome>& outcome, std::int64_t image,
                                quint64 generation) {
    --pending_;
    const bool here = generation == generation_;
    if (here) --pendingHere_;
    if (outcome) {
        state_ = Saved::Saved;
        savedAt_.start();
        // While more acts are under way the answer is older than what is shown.
        if (here && pendingHere_ == 0) take(*outcome);
        Q_EMIT committed(image, static_cast<int>(outcome->regions.size()));
    } else {
        state_ = Saved::Failed;
        if (here && pendingHere_ == 0) reload();
    }
    Q_EMIT savedChanged();
}

void AnnotateDocument::take(const store::ActOutcome& outcome) {
    regions_ = outcome.regions;
    canUndo_ = outcome.canUndo;
    canRedo_ = outcome.canRedo;
    loaded_ = true;
    for (const Unsaved& u : unsaved_)
        if (u.open(bridge_) && u.act.image == image_) apply(u.act);
    Q_EMIT changed();
}

void AnnotateDocument::apply(const store::Act& act) {
    using Kind = store::Act::Kind;
    store::RegionRecord* own = find(act.region);
    canUndo_ = true;
    canRedo_ = false;
    if (act.kind == Kind::CreateRegion || act.kind == Kind::DuplicateRegion) {
        if (own) return;
        const store::RegionRecord* source = find(act.source);
        store::RegionRecord fresh;
        if (source) fresh = *source;
        fresh.uuid = act.region;
        fresh.image = act.image;
        fresh.box = act.box;
        fresh.origin = act.origin;
        for (auto& snippet : fresh.snippets) snippet.uuid = newId().toStdString();
        if (!act.text.empty()) fresh.snippets.push_back({newId().toStdString(), act.text, act.annotator, act.origin});
        regions_.push_back(std::move(fresh));
        return;
    }
    if (!own) return;
    const auto snippet = std::ranges::find(own->snippets, act.snippet, &store::SnippetRecord::uuid);
    if (act.kind == Kind::SetBox)
        own->box = act.box;
    else if (act.kind == Kind::DeleteRegion)
        std::erase_if(regions_, [&](const auto& each) { return each.uuid == act.region; });
    else if (act.kind == Kind::DeleteText)
        std::erase_if(own->snippets, [&](const auto& each) { return each.uuid == act.snippet; });
    else if (snippet != own->snippets.end())
        snippet->text = act.text, snippet->origin = act.origin;
    else
        own->snippets.push_back({act.snippet, act.text, act.annotator, act.origin});
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
