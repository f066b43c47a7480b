// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/people/mark_bar.h"

#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_queue.h"
#include "ui/annotate/people/people_state.h"
#include "ui/controls/actions.h"
#include "ui/controls/layout/folding_buttons.h"
#include "ui/controls/page.h"
#include "ui/controls/shortcuts/shortcuts.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace legenda::ui {

using store::MarkKind;

MarkBar::MarkBar(Page* page, AnnotateDocument* document, AnnotateQueue* queue, PeopleState* people)
    : page_(page), document_(document), queue_(queue), people_(people) {
    setProperty("transparent", true);
    done_ = ui::addAction(page, QStringLiteral("annotate.done"), tr("Done"), QStringLiteral("check"),
                          {QKeySequence(Qt::Key_E)}, [this] { toggleDone(); });
    reviewed_ = ui::addAction(page, QStringLiteral("annotate.reviewed"), tr("Reviewed"), QStringLiteral("eye"),
                              {QKeySequence(Qt::SHIFT | Qt::Key_E)}, [this] { toggleReviewed(); });
    ui::addAction(page, QStringLiteral("annotate.nextUnfinished"), tr("Next unfinished"),
                  QStringLiteral("chevron-right"), {QKeySequence(Qt::CTRL | Qt::Key_PageDown)}, [this] { next(); });
    for (QAction* action : {done_, reviewed_}) action->setCheckable(true);
    quota_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    quota_->setObjectName(QStringLiteral("quota"));
    auto* line = new QHBoxLayout;
    line->setSpacing(theme::kSpace1);
    auto* marks = new FoldingButtons(this);
    marks->add(button("annotate.done"));
    marks->add(button("annotate.reviewed"));
    line->addWidget(marks, 1);
    line->addWidget(button("annotate.nextUnfinished"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace2, 0, theme::kSpace2, theme::kSpace1);
    column->setSpacing(2);
    column->addWidget(quota_);
    column->addLayout(line);
    connect(people_, &PeopleState::changed, this, &MarkBar::refresh);
    connect(document_, &AnnotateDocument::changed, this, &MarkBar::refresh);
    connect(people_, &PeopleState::markSaved, this, [this](qint64 image, const QString& said, qint64 action) {
        if (image == document_->image()) document_->savedBeside();
        page_->toast(said, tr("Undo"), [this, image, action] { document_->undoAction(image, action); });
    });
    refresh();
}

QToolButton* MarkBar::button(const char* id) {
    auto* tool = new QToolButton(this);
    tool->setDefaultAction(actionOf(page_, id));
    theme::setIconSide(tool, 16);
    tool->setFocusPolicy(Qt::TabFocus);
    return tool;
}

void MarkBar::refresh() {
    const std::int64_t image = document_->image();
    const std::string own = people_->ownName();
    done_->setEnabled(image != 0);
    done_->setChecked(image != 0 && people_->marked(image, MarkKind::Done, own));
    done_->setToolTip((done_->isChecked() ? tr("You are done with this image; again takes it back")
                                          : tr("Mark this image as done by you")) +
                      keyHint("annotate.done"));
    const auto all = workers();
    const bool reviewed = !all.empty() && std::ranges::all_of(all, [&](const std::string& name) {
        return people_->marked(image, MarkKind::Reviewed, name);
    });
    reviewed_->setEnabled(!all.empty() && !people_->hidesOthers());
    reviewed_->setChecked(reviewed);
    const QString mark = tr("Mark everybody's work on this image as reviewed by you") + keyHint("annotate.reviewed");
    reviewed_->setToolTip(people_->hidesOthers() ? tr("The others' work is hidden: open the review to see it")
                          : all.empty()          ? tr("There is nobody's work to review on this image yet")
                                                 : mark);
    const auto* task = people_->task();
    quota_->setVisible(task && task->boxesPerImage > 0 && image != 0);
    if (!task) return;
    const auto mine = std::ranges::count_if(document_->regions(), [&](const store::RegionRecord& region) {
        return !region.whole && !region.suggested && (region.annotator.empty() || region.annotator == own);
    });
    quota_->setText(tr("%1 of %2 boxes").arg(mine).arg(task->boxesPerImage));
    quota_->setTone(mine >= task->boxesPerImage ? ToneLabel::Tone::Success : ToneLabel::Tone::Weak);
    quota_->setToolTip(tr("Your boxes on this image, of those that the task “%1” wants of each annotator")
                           .arg(QString::fromStdString(task->name)));
}

std::vector<std::string> MarkBar::workers() const {
    std::set<std::string> names;
    for (const auto& region : document_->regions())
        if (!region.suggested &&
            std::ranges::count(people_->annotators(), region.annotator, &store::AnnotatorRecord::name) > 0)
            names.insert(region.annotator);
    for (const auto& mark : people_->marks(document_->image()))
        if (mark.kind == MarkKind::Done) names.insert(mark.annotator);
    return {names.begin(), names.end()};
}

void MarkBar::toggleDone() {
    Q_EMIT aboutToMark();
    const std::int64_t image = document_->image();
    const bool on = !people_->marked(image, MarkKind::Done, people_->ownName());
    people_->mark(image, MarkKind::Done, {people_->ownName()}, on,
                  on ? tr("The image is marked as done by you.") : tr("The image is no longer marked as done by you."));
}

void MarkBar::toggleReviewed() {
    Q_EMIT aboutToMark();
    const std::int64_t image = document_->image();
    const auto all = workers();
    const bool on = std::ranges::any_of(
        all, [&](const std::string& name) { return !people_->marked(image, MarkKind::Reviewed, name); });
    people_->mark(image, MarkKind::Reviewed, all, on,
                  on ? tr("Everybody's work on the image is marked as reviewed.")
                     : tr("The work on the image is no longer marked as reviewed."));
}

// In a task the next image of this annotator's order that is not done and still wanted; else the next one of the list
// that this annotator has not done.
void MarkBar::next() {
    Q_EMIT aboutToMark();
    const auto show = [this](std::int64_t image) {
        if (image == 0 || image == document_->image())
            return page_->toast(people_->task() ? tr("You are done with all images of this task.")
                                                : tr("You are done with all images."));
        queue_->setCurrent(image);
    };
    const std::int64_t here = document_->image();
    if (const auto* task = people_->task())
        return page_->bridge()->people().nextUnfinished(this, task->id, here,
                                                        [this, show](base::Result<std::optional<std::int64_t>> next) {
                                                            if (!next) return page_->showError(next.error());
                                                            show(next->value_or(0));
                                                        });
    const auto* images = queue_->model();
    const int count = images->rowCount(), from = images->rowOf(here);
    for (int step = 1; step <= count; ++step) {
        const std::int64_t image = images->idAt((from + step) % count);
        if (!people_->marked(image, MarkKind::Done, people_->ownName())) return show(image);
    }
    show(0);
}

}  // namespace legenda::ui
