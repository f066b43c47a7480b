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

void acceptAll(store::RegionRecord& region) {
    region.suggested = false;
    for (auto& snippet : region.snippets) snippet.suggested = false;
}

}  // namespace

AnnotateDocument::AnnotateDocument(Bridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {}

int AnnotateDocument::countBoxes(const std::vector<store::RegionRecord>& regions) {
    return static_cast<int>(std::ranges::count(regions, false, &store::RegionRecord::suggested));
}

void AnnotateDocument::open(std::int64_t image) {
    image_ = image;
    if (image == 0) state_ = Saved::Nothing;  // the edit was saved in another project
    ++generation_;
    pendingHere_ = 0;
    loaded_ = canUndo_ = canRedo_ = false;
    regions_.clear();
    chains_.clear();
    marks_.clear();
    settlements_.clear();
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
    return create({{box, text.isEmpty() ? QStringList() : QStringList(text)}}, {}).front();
}

QStringList AnnotateDocument::create(const std::vector<NewBox>& boxes, const QString& label) {
    QStringList ids;
    std::vector<store::Edit> edits;
    for (const NewBox& each : boxes) {
        store::Edit edit;
        edit.kind = store::Edit::Kind::CreateRegion;
        ids += newId();
        edit.region = ids.back().toStdString();
        edit.box = fromQt(each.box);
        edits.push_back(edit);
        edit.kind = store::Edit::Kind::SetText;
        for (const QString& text : each.texts) {
            edit.snippet = newId().toStdString();
            edit.text = text.toStdString();
            edits.push_back(edit);
        }
    }
    apply(std::move(edits), label);
    return ids;
}

QString AnnotateDocument::duplicate(const QString& id, const QRectF& box) {
    return duplicate({{id, box}}).front();
}

QStringList AnnotateDocument::duplicate(const std::vector<std::pair<QString, QRectF>>& boxes) {
    QStringList ids;
    std::vector<store::Edit> edits;
    for (const auto& [id, box] : boxes) {
        store::Edit edit;
        edit.kind = store::Edit::Kind::DuplicateRegion;
        ids += newId();
        edit.region = ids.back().toStdString();
        edit.source = id.toStdString();
        edit.box = fromQt(box);
        edits.push_back(std::move(edit));
    }
    apply(std::move(edits), boxes.size() > 1 ? tr("Duplicate %1 boxes").arg(boxes.size()) : QString());
    return ids;
}

void AnnotateDocument::setBox(const QString& id, const QRectF& box) {
    setBoxes({{id, box}});
}

void AnnotateDocument::setBoxes(const std::vector<std::pair<QString, QRectF>>& boxes) {
    std::vector<store::Edit> edits;
    for (const auto& [id, box] : boxes) {
        const auto* own = region(id);
        if (!own || own->box == fromQt(box)) continue;
        store::Edit edit;
        edit.kind = store::Edit::Kind::SetBox;
        edit.region = id.toStdString();
        edit.box = fromQt(box);
        edits.push_back(std::move(edit));
    }
    const QString label = edits.size() > 1 ? tr("Move %1 boxes").arg(edits.size()) : QString();
    apply(std::move(edits), label);
}

void AnnotateDocument::remove(const QString& id, std::function<void(qint64)> done) {
    remove(QStringList(id), std::move(done));
}

void AnnotateDocument::remove(const QStringList& ids, std::function<void(qint64)> done) {
    std::vector<store::Edit> edits;
    for (const QString& id : ids) {
        if (!region(id)) continue;
        store::Edit edit;
        edit.kind = store::Edit::Kind::DeleteRegion;
        edit.region = id.toStdString();
        edits.push_back(std::move(edit));
    }
    const QString label = edits.size() > 1 ? tr("Delete %1 boxes").arg(edits.size()) : QString();
    apply(std::move(edits), label, std::move(done));
}

void AnnotateDocument::accept(const QStringList& ids) {
    std::vector<store::Edit> edits;
    for (const QString& id : ids) {
        const auto* own = region(id);
        if (!own || !own->suggested) continue;
        store::Edit edit;
        edit.kind = store::Edit::Kind::Accept;
        edit.region = id.toStdString();
        edits.push_back(std::move(edit));
    }
    apply(std::move(edits));
}

void AnnotateDocument::setText(const QString& region, const QString& snippet, const QString& text,
                               const QString& origin) {
    store::Edit edit;
    edit.kind = store::Edit::Kind::SetText;
    edit.region = region.toStdString();
    edit.snippet = snippet.toStdString();
    edit.text = text.toStdString();
    edit.origin = origin.toStdString();
    apply({std::move(edit)});
}

void AnnotateDocument::acceptText(const QString& snippet) {
    store::Edit edit;
    edit.kind = store::Edit::Kind::Accept;
    edit.snippet = snippet.toStdString();
    apply({std::move(edit)});
}

void AnnotateDocument::removeText(const QString& region, const QString& snippet) {
    store::Edit edit;
    edit.kind = store::Edit::Kind::DeleteText;
    edit.region = region.toStdString();
    edit.snippet = snippet.toStdString();
    apply({std::move(edit)});
}

void AnnotateDocument::apply(std::vector<store::Edit> edits, const QString& label, std::function<void(qint64)> done) {
    if (edits.empty()) return;
    if (std::ranges::any_of(edits, [this](const store::Edit& edit) { return refuses(edit); })) return;
    for (auto& edit : edits) {
        edit.image = image_;
        show(edit);
    }
    Unsaved sent{0, bridge_->project() ? bridge_->project()->folder : std::filesystem::path{}, std::move(edits), label,
                 std::move(done)};
    if (unsavedActs() > 0) {
        // In order: this edit may concern a box that is not written yet.
        keep(std::move(sent));
        retry();
    } else {
        ++pending_;
        ++pendingHere_;
        bridge_->annotations().apply(this, sent.edits, label,
                                     [this, sent, generation = generation_](base::Result<store::EditOutcome> outcome) {
                                         const bool kept = !outcome && keeps(sent, outcome.error());
                                         if (kept) keep(sent);
                                         answered(outcome, sent.image(), generation);
                                         if (kept)
                                             Q_EMIT changed();  // the box is marked at once, not after it is read again
                                         const auto& first = sent.edits.front();
                                         if (!outcome)
                                             Q_EMIT failed(outcome.error(), QString::fromStdString(first.region),
                                                           kept ? QString() : QString::fromStdString(first.snippet));
                                         else if (sent.done)
                                             sent.done(outcome->action);
                                     });
    }
    Q_EMIT changed();
    Q_EMIT savedChanged();
}

// --- edits that could not be written

bool AnnotateDocument::Unsaved::changes(const std::string& region) const {
    return std::ranges::find(edits, region, &store::Edit::region) != edits.end();
}

void AnnotateDocument::keep(Unsaved edits) {
    edits.id = ++lastUnsaved_;
    unsaved_.push_back(std::move(edits));
}

// Edits that another program made impossible are dropped; edits that could not be written are kept, together with later
// ones of the same box.
bool AnnotateDocument::keeps(const Unsaved& tried, const base::Error& error) const {
    return error.code == base::ErrorCode::Io || error.code == base::ErrorCode::Internal ||
           std::ranges::any_of(
               tried.edits, [this](const store::Edit& edit) { return unsaved(QString::fromStdString(edit.region)); });
}

int AnnotateDocument::unsavedActs() const {
    return static_cast<int>(std::ranges::count_if(unsaved_, [this](const Unsaved& u) { return u.open(bridge_); }));
}

std::vector<store::Edit> AnnotateDocument::unsavedEdits() const {
    std::vector<store::Edit> edits;
    for (const Unsaved& each : unsaved_)
        if (each.open(bridge_)) edits.insert(edits.end(), each.edits.begin(), each.edits.end());
    return edits;
}

void AnnotateDocument::forgetUnsaved() {
    std::erase_if(unsaved_, [this](const Unsaved& each) { return each.open(bridge_) && each.id != trying_; });
    Q_EMIT savedChanged();
}

bool AnnotateDocument::unsaved(const QString& region) const {
    return std::ranges::any_of(
        unsaved_, [this, id = region.toStdString()](const Unsaved& u) { return u.open(bridge_) && u.changes(id); });
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
    const bool here = next->image() == image_;
    if (here) ++pendingHere_;
    bridge_->annotations().apply(
        this, next->edits, next->label,
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
    const store::Edit first = tried->edits.front();
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
        Q_EMIT committed(first.image, countBoxes(outcome->regions));
        if (done) done(outcome->action);
    } else {
        if (impossible) reload();
        Q_EMIT failed(outcome.error(), QString::fromStdString(first.region),
                      impossible ? QString::fromStdString(first.snippet) : QString());
    }
    if (outcome || impossible) retry();
    Q_EMIT savedChanged();
}

// The newest unwritten edit of this image: only what is shown has to be undone.
bool AnnotateDocument::takeBackUnsaved() {
    const auto newest = std::find_if(unsaved_.rbegin(), unsaved_.rend(),
                                     [this](const Unsaved& u) { return u.open(bridge_) && u.image() == image_; });
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
        Q_EMIT committed(image, countBoxes(outcome->regions));
    } else {
        state_ = Saved::Failed;
        if (here && pendingHere_ == 0) reload();
    }
    Q_EMIT savedChanged();
}

void AnnotateDocument::take(const store::EditOutcome& outcome) {
    regions_ = outcome.regions;
    chains_ = outcome.chains;
    marks_ = outcome.marks;
    settlements_ = outcome.settlements;
    canUndo_ = outcome.canUndo;
    canRedo_ = outcome.canRedo;
    loaded_ = true;
    for (const Unsaved& u : unsaved_)
        if (u.open(bridge_) && u.image() == image_)
            for (const auto& edit : u.edits) show(edit);
    Q_EMIT changed();
}

void AnnotateDocument::show(const store::Edit& edit) {
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
        fresh.suggested = edit.suggested;
        for (auto& snippet : fresh.snippets) snippet.uuid = newId().toStdString();
        if (!edit.text.empty())
            fresh.snippets.push_back({newId().toStdString(), edit.text, edit.annotator, edit.origin, edit.suggested});
        regions_.push_back(std::move(fresh));
        return;
    }
    if (!own) return;
    const auto snippet = std::ranges::find(own->snippets, edit.snippet, &store::SnippetRecord::uuid);
    if (edit.kind == Kind::SetBox)
        own->box = edit.box, own->suggested = edit.suggested;
    else if (edit.kind == Kind::DeleteRegion)
        std::erase_if(regions_, [&](const auto& each) { return each.uuid == edit.region; });
    else if (edit.kind == Kind::DeleteText)
        std::erase_if(own->snippets, [&](const auto& each) { return each.uuid == edit.snippet; });
    else if (edit.kind == Kind::Accept)
        acceptAll(*own);
    else if (edit.kind != Kind::SetText)
        return;
    else if (snippet != own->snippets.end())
        snippet->text = edit.text, snippet->origin = edit.origin, snippet->suggested = edit.suggested;
    else
        own->snippets.push_back({edit.snippet, edit.text, edit.annotator, edit.origin, edit.suggested});
}

bool AnnotateDocument::isForeign(const std::string& annotator) const {
    const std::string own = bridge_->annotations().viewer().annotator;
    return !own.empty() && !annotator.empty() && annotator != own;
}

bool AnnotateDocument::refuses(const store::Edit& edit) {
    using Kind = store::Edit::Kind;
    const auto* own = find(edit.region);
    if (!own) return false;
    std::string author;
    if ((edit.kind == Kind::SetBox || edit.kind == Kind::DeleteRegion) && !own->suggested) author = own->annotator;
    const auto snippet = std::ranges::find(own->snippets, edit.snippet, &store::SnippetRecord::uuid);
    const bool text = edit.kind == Kind::SetText || edit.kind == Kind::DeleteText;
    if (text && snippet != own->snippets.end() && !snippet->suggested) author = snippet->annotator;
    if (!isForeign(author)) return false;
    Q_EMIT refused(QString::fromStdString(author));
    Q_EMIT changed();  // what was moved on the picture goes back
    return true;
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
