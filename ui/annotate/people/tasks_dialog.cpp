// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/people/tasks_dialog.h"

#include "ui/annotate/people/people_state.h"
#include "ui/annotate/people/sign_in_button.h"
#include "ui/annotate/people/task_form.h"
#include "ui/controls/tables/rows_table.h"
#include "ui/controls/tone_label.h"
#include "ui/images/image_list_model.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

struct TaskColumn {
    const char* title;
    const char* meaning;
};

QTableWidget* taskTable(const std::vector<TaskColumn>& columns, const char* id, const QString& name, QWidget* parent) {
    QStringList titles;
    for (const auto& column : columns) titles << TasksDialog::tr(column.title);
    auto* table = makeRowsTable(titles, 0, QLatin1String(id), name, parent);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto* title = table->horizontalHeaderItem(static_cast<int>(i));
        title->setToolTip(TasksDialog::tr(columns[i].meaning));
        if (i > 0) title->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    return table;
}

void setTaskCell(QTableWidget* table, int row, int column, const QString& text, const QString& tip = {}) {
    auto* cell = new QTableWidgetItem(text);
    cell->setToolTip(tip);
    if (column > 0) cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table->setItem(row, column, cell);
}

QString shareText(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? TasksDialog::tr("%1 of %2 (%3 %)").arg(part).arg(whole).arg(100 * part / whole)
                     : QString::number(part);
}

}  // namespace

void TasksDialog::show(Bridge* bridge, PeopleState* people, const ImageListModel* images, QWidget* window) {
    auto* open = window->findChild<TasksDialog*>();
    if (!open) open = new TasksDialog(bridge, people, images, window);
    open->QDialog::show();
    open->raise();
    open->activateWindow();
}

TasksDialog::TasksDialog(Bridge* bridge, PeopleState* people, const ImageListModel* images, QWidget* window)
    : QDialog(window), bridge_(bridge), people_(people), images_(images) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Tasks"));
    resize(720, 520);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace5, theme::kSpace4, theme::kSpace5, theme::kSpace4);
    column->setSpacing(theme::kSpace3);
    auto* hint = new ToneLabel(tr("A task is a split, or the images that the queue lists, with a quota. Each annotator "
                                  "gets the images in an order of their own, which stays the same."),
                               theme::Type::Small, ToneLabel::Tone::Weak, this);
    hint->setWordWrap(true);
    column->addWidget(hint);
    column->addWidget(makeTasks(), 3);
    none_ = new ToneLabel(tr("There are no tasks yet: the queue lists all images."), theme::Type::Small,
                          ToneLabel::Tone::Normal, this);
    column->addWidget(none_);
    auto* title = new ToneLabel(tr("Progress by annotator"), theme::Type::Base, ToneLabel::Tone::Normal, this);
    title->setType(theme::Type::Base, QFont::DemiBold);
    column->addWidget(title);
    annotators_ = taskTable({{QT_TR_NOOP("Annotator"), QT_TR_NOOP("Who has work or marks in this task")},
                             {QT_TR_NOOP("Done"), QT_TR_NOOP("Images of the task that the annotator is done with")},
                             {QT_TR_NOOP("Reviewed"), QT_TR_NOOP("Images on which the annotator's work was reviewed")},
                             {QT_TR_NOOP("Boxes"), QT_TR_NOOP("Boxes of the annotator on images of the task")},
                             {QT_TR_NOOP("Texts"), QT_TR_NOOP("Texts of the annotator on images of the task")}},
                            "taskAnnotators", title->text(), this);
    column->addWidget(annotators_, 2);
    note_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    note_->setWordWrap(true);
    column->addLayout(makeButtons());
    connect(people_, &PeopleState::taskChanged, this, &TasksDialog::fill);
    connect(bridge_, &Bridge::annotationSaved, this, &TasksDialog::askProgress);
    connect(bridge_, &Bridge::projectOpened, this, [this](const project::ProjectInfo&) { fill(); });
    people_->refresh();
    fill();
}

QWidget* TasksDialog::makeTasks() {
    tasks_ = taskTable({{QT_TR_NOOP("Task"), QT_TR_NOOP("Its name")},
                        {QT_TR_NOOP("Images"), QT_TR_NOOP("Images of the task")},
                        {QT_TR_NOOP("Quota"), QT_TR_NOOP("Boxes that each annotator draws on an image, and annotators "
                                                         "that each image gets")},
                        {QT_TR_NOOP("Complete"), QT_TR_NOOP("Images that as many annotators are done with as the task "
                                                            "wants")},
                        {QT_TR_NOOP("Reviewed"), QT_TR_NOOP("Pieces of work (one annotator on one image) that were "
                                                            "reviewed, of those done")}},
                       "tasks", tr("Tasks"), this);
    connect(tasks_, &QTableWidget::itemSelectionChanged, this, &TasksDialog::askProgress);
    connect(tasks_, &QTableWidget::cellDoubleClicked, this, [this] { work_->click(); });
    return tasks_;
}

QLayout* TasksDialog::makeButtons() {
    auto* fresh = new QPushButton(tr("New task …"), this);
    fresh->setObjectName(QStringLiteral("newTask"));
    remove_ = new QPushButton(tr("Remove"), this);
    remove_->setObjectName(QStringLiteral("removeTask"));
    remove_->setToolTip(tr("Removes the task; boxes, texts and marks stay"));
    undo_ = new QPushButton(tr("Undo"), this);
    undo_->setProperty("flat", true);
    undo_->setAccessibleName(tr("Undo the removal"));
    undo_->hide();
    work_ = new QPushButton(tr("Work on it"), this);
    work_->setObjectName(QStringLiteral("workOnTask"));
    work_->setProperty("primary", true);
    work_->setDefault(true);
    auto* line = new QHBoxLayout;
    line->addWidget(fresh);
    line->addWidget(remove_);
    line->addWidget(note_, 1);
    line->addWidget(undo_);
    line->addWidget(work_);
    connect(fresh, &QPushButton::clicked, this, &TasksDialog::newTask);
    connect(remove_, &QPushButton::clicked, this, &TasksDialog::remove);
    connect(undo_, &QPushButton::clicked, this, [this] { add(removed_); });
    connect(work_, &QPushButton::clicked, this, [this] {
        const auto* task = chosen();
        if (!task) return;
        const bool stop = people_->task() && people_->task()->id == task->id;
        people_->setTask(stop ? 0 : task->id);
        if (!stop) close();
    });
    return line;
}

void TasksDialog::say(const QString& sentence, bool error) {
    note_->setText(sentence);
    note_->setTone(error ? ToneLabel::Tone::Error : ToneLabel::Tone::Weak);
    undo_->hide();
}

const store::TaskRecord* TasksDialog::chosen() const {
    const int row = tasks_->currentRow();
    const auto& tasks = people_->tasks();
    return row < 0 || row >= static_cast<int>(tasks.size()) ? nullptr : &tasks[static_cast<std::size_t>(row)];
}

void TasksDialog::fill() {
    const auto& tasks = people_->tasks();
    {
        const QSignalBlocker quiet(tasks_);
        const int kept = tasks_->currentRow();
        tasks_->setRowCount(static_cast<int>(tasks.size()));
        for (int row = 0; row < tasks_->rowCount(); ++row) {
            const auto& task = tasks[static_cast<std::size_t>(row)];
            const bool own = people_->task() && people_->task()->id == task.id;
            const QString name = QString::fromStdString(task.name);
            setTaskCell(tasks_, row, 0, own ? tr("%1 (you work on it)").arg(name) : name);
            QStringList quota;
            if (task.boxesPerImage > 0) quota << tr("%1 boxes").arg(task.boxesPerImage);
            if (task.annotatorsPerImage > 0) quota << tr("%1 annotators").arg(task.annotatorsPerImage);
            if (task.blind) quota << tr("blind");
            setTaskCell(tasks_, row, 2, quota.isEmpty() ? tr("none") : quota.join(QStringLiteral(", ")),
                        tr("for each image"));
        }
        tasks_->setCurrentCell(std::clamp(kept, tasks.empty() ? -1 : 0, tasks_->rowCount() - 1), 0);
    }
    none_->setVisible(tasks.empty());
    askProgress();
}

void TasksDialog::askProgress() {
    const auto* current = chosen();
    work_->setEnabled(current != nullptr);
    remove_->setEnabled(current != nullptr);
    const bool own = current && people_->task() && people_->task()->id == current->id;
    work_->setText(own ? tr("Leave the task") : tr("Work on it"));
    if (!current) annotators_->setRowCount(0);
    const auto& tasks = people_->tasks();
    for (int row = 0; row < static_cast<int>(tasks.size()); ++row) {
        const auto& task = tasks[static_cast<std::size_t>(row)];
        bridge_->people().progress(this, task.id, [this, row, task](base::Result<store::TaskProgress> progress) {
            if (!progress) {
                if (!dropped(progress.error())) say(QString::fromStdString(progress.error().message), true);
                return;
            }
            const auto& now = people_->tasks();
            if (row >= static_cast<int>(now.size()) || now[static_cast<std::size_t>(row)].id != task.id) return;
            showTotals(row, task, *progress);
            if (row == tasks_->currentRow()) showAnnotators(*progress);
        });
    }
}

void TasksDialog::showTotals(int row, const store::TaskRecord& task, const store::TaskProgress& progress) {
    setTaskCell(tasks_, row, 1, QString::number(progress.images),
                task.images.empty() ? tr("the images of the split “%1” as they are now")
                                          .arg(task.split.empty() ? tr("all") : QString::fromStdString(task.split))
                                    : tr("chosen images"));
    setTaskCell(tasks_, row, 3, shareText(progress.complete, progress.images),
                progress.wanted > 0 ? tr("%1 of %2 pieces of work are done (one annotator on one image)")
                                          .arg(progress.done)
                                          .arg(progress.wanted)
                                    : tr("%1 pieces of work are done (one annotator on one image)").arg(progress.done));
    setTaskCell(tasks_, row, 4, shareText(progress.reviewed, progress.done), tr("pieces of work"));
}

void TasksDialog::showAnnotators(const store::TaskProgress& progress) {
    annotators_->setRowCount(static_cast<int>(progress.annotators.size()));
    for (int row = 0; row < annotators_->rowCount(); ++row) {
        const auto& own = progress.annotators[static_cast<std::size_t>(row)];
        setTaskCell(annotators_, row, 0, QString::fromStdString(own.annotator));
        annotators_->item(row, 0)->setIcon(dotIcon(people_->colourOf(own.annotator)));
        setTaskCell(annotators_, row, 1, shareText(own.done, progress.images), tr("images"));
        setTaskCell(annotators_, row, 2, shareText(own.reviewed, own.done), tr("images"));
        setTaskCell(annotators_, row, 3, QString::number(own.boxes), tr("boxes"));
        setTaskCell(annotators_, row, 4, QString::number(own.texts), tr("texts"));
    }
}

void TasksDialog::newTask() {
    std::vector<std::int64_t> listed;
    for (int row = 0; row < images_->rowCount(); ++row) listed.push_back(images_->idAt(row));
    auto* form = new TaskForm(std::move(listed), this);
    connect(form, &TaskForm::wanted, this, &TasksDialog::add);
    form->open();
}

void TasksDialog::add(const store::TaskRecord& task) {
    bridge_->people().addTask(this, task, [this](base::Result<store::TaskRecord> added) {
        if (!added) return say(QString::fromStdString(added.error().message), true);
        say(tr("“%1” was added.").arg(QString::fromStdString(added->name)), false);
        people_->refresh();
    });
}

void TasksDialog::remove() {
    const auto* task = chosen();
    if (!task) return;
    bridge_->people().removeTask(this, task->id, [this, task = *task](const base::Result<void>& done) {
        if (!done) return say(QString::fromStdString(done.error().message), true);
        removed_ = task;
        say(tr("“%1” was removed.").arg(QString::fromStdString(task.name)), false);
        undo_->show();
        people_->refresh();
    });
}

}  // namespace legenda::ui
