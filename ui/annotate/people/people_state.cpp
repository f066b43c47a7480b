// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/people/people_state.h"

#include "ui/bridge/preferences.h"
#include "ui/theme/theme.h"

#include <algorithm>

namespace legenda::ui {

namespace {

const char* const kNameKey = "annotate/annotator";
const char* const kBlindKey = "annotate/blind";

}  // namespace

PeopleState::PeopleState(Bridge* bridge, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      name_(preference(QLatin1String(kNameKey)).toString()),
      blind_(preference(QLatin1String(kBlindKey)).toBool()) {
    connect(bridge_, &Bridge::annotationSaved, this, [this](qint64 image, const store::EditOutcome& outcome) {
        marks_[image] = outcome.marks;
        Q_EMIT changed();
    });
    connect(bridge_, &Bridge::annotationsChanged, this, [this] { refresh(); });
}

void PeopleState::open(const std::filesystem::path& folder) {
    if (folder == folder_) return;
    folder_ = folder;
    annotators_.clear();
    tasks_.clear();
    marks_.clear();
    reviewing_ = false;
    task_ = preference(taskKey()).toLongLong();
    applyViewer();
    refresh();
}

void PeopleState::refresh() {
    bridge_->people().annotators(this, [this](base::Result<std::vector<store::AnnotatorRecord>> annotators) {
        if (!annotators) return Q_EMIT failed(annotators.error());
        annotators_ = std::move(*annotators);
        Q_EMIT changed();
    });
    bridge_->people().tasks(this, [this](base::Result<std::vector<store::TaskRecord>> tasks) {
        if (!tasks) return Q_EMIT failed(tasks.error());
        const bool hid = hidesOthers();
        tasks_ = std::move(*tasks);
        if (hidesOthers() != hid) applyViewer();
        Q_EMIT taskChanged();
        Q_EMIT changed();
    });
    bridge_->people().marks(this, [this](base::Result<std::vector<store::MarkRecord>> marks) {
        if (!marks) return Q_EMIT failed(marks.error());
        marks_.clear();
        for (auto& mark : *marks) marks_[mark.image].push_back(std::move(mark));
        Q_EMIT changed();
    });
}

// --- who

void PeopleState::applyViewer() {
    if (folder_.empty()) return;
    const store::Viewer viewer{name_.toStdString(), hidesOthers()};
    bridge_->annotations().signIn(this, viewer, [this](const base::Result<std::vector<store::DraftRecord>>& drafts) {
        if (!drafts) Q_EMIT failed(drafts.error());
    });
    Q_EMIT viewerChanged();
    Q_EMIT changed();
}

void PeopleState::signIn(const QString& name) {
    if (name == name_) return;
    Q_EMIT viewerAboutToChange();
    name_ = name;
    setPreference(QLatin1String(kNameKey), name.isEmpty() ? QVariant() : QVariant(name));
    applyViewer();
    refresh();
}

void PeopleState::addAnnotator(const QString& name, const QString& colour) {
    bridge_->people().addAnnotator(this, name, colour, [this](base::Result<store::AnnotatorRecord> added) {
        if (!added) return Q_EMIT failed(added.error());
        signIn(QString::fromStdString(added->name));
    });
}

void PeopleState::setColour(const QString& annotator, const QString& colour) {
    bridge_->people().setColour(this, annotator, colour, [this](const base::Result<void>& done) {
        if (!done) return Q_EMIT failed(done.error());
        refresh();
    });
}

QColor PeopleState::colourOf(const std::string& annotator) const {
    const auto found = std::ranges::find(annotators_, annotator, &store::AnnotatorRecord::name);
    // The consensus is no annotator of the list.
    return found == annotators_.end() ? theme::colours().success : QColor(QString::fromStdString(found->colour));
}

std::string PeopleState::ownName() const {
    return name_.isEmpty() ? store::kDefaultAnnotator : name_.toStdString();
}

bool PeopleState::isOwn(const std::string& annotator) const {
    // An edit that the engine has not answered yet names nobody.
    return name_.isEmpty() || annotator.empty() || annotator == ownName();
}

// --- what may be seen

bool PeopleState::hidesOthers() const {
    return !reviewing_ && (blind_ || (task() && task()->blind));
}

void PeopleState::setBlind(bool blind) {
    if (blind == blind_) return;
    Q_EMIT viewerAboutToChange();
    blind_ = blind;
    setPreference(QLatin1String(kBlindKey), blind);
    applyViewer();
}

void PeopleState::setReviewing(bool reviewing) {
    if (reviewing == reviewing_) return;
    Q_EMIT viewerAboutToChange();
    reviewing_ = reviewing;
    applyViewer();
}

// --- the task

QString PeopleState::taskKey() const {
    return QStringLiteral("annotate/task/") + QString::fromStdU16String(folder_.filename().u16string());
}

const store::TaskRecord* PeopleState::task() const {
    const auto found = std::ranges::find(tasks_, task_, &store::TaskRecord::id);
    return found == tasks_.end() ? nullptr : &*found;
}

void PeopleState::setTask(std::int64_t task) {
    if (task == task_) return;
    const bool hid = hidesOthers();
    task_ = task;
    setPreference(taskKey(), task == 0 ? QVariant() : QVariant(static_cast<qint64>(task)));
    if (hidesOthers() != hid) applyViewer();
    Q_EMIT taskChanged();
    Q_EMIT changed();
}

// --- marks

std::vector<store::MarkRecord> PeopleState::marks(std::int64_t image) const {
    const auto found = marks_.find(image);
    if (found == marks_.end()) return {};
    auto marks = found->second;
    if (hidesOthers())
        std::erase_if(marks, [own = ownName()](const store::MarkRecord& mark) { return mark.annotator != own; });
    return marks;
}

bool PeopleState::marked(std::int64_t image, store::MarkKind kind, const std::string& annotator) const {
    const auto found = marks_.find(image);
    return found != marks_.end() && std::ranges::any_of(found->second, [&](const store::MarkRecord& mark) {
               return mark.kind == kind && mark.annotator == annotator;
           });
}

void PeopleState::mark(std::int64_t image, store::MarkKind kind, const std::vector<std::string>& annotators, bool on,
                       const QString& said) {
    std::vector<store::Edit> edits;
    for (const auto& annotator : annotators) {
        store::Edit edit;
        edit.kind = store::Edit::Kind::SetMark;
        edit.image = image;
        edit.mark = {kind, annotator, on};
        edits.push_back(std::move(edit));
    }
    if (edits.empty()) return;
    bridge_->annotations().apply(this, edits, {}, [this, image, said](const base::Result<store::EditOutcome>& outcome) {
        if (!outcome) {
            Q_EMIT changed();  // the mark is not set
            return Q_EMIT failed(outcome.error());
        }
        Q_EMIT markSaved(image, said, outcome->action);
    });
}

}  // namespace legenda::ui
