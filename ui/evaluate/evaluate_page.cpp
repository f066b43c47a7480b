// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/evaluate_page.h"

#include "core/base/files.h"
#include "ui/controls/actions.h"
#include "ui/controls/help/page_help.h"
#include "ui/controls/choice_card.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/job_status.h"
#include "ui/controls/model_items.h"
#include "ui/controls/page_hint.h"
#include "ui/controls/layout/splitter_sizes.h"
#include "ui/controls/short_time.h"
#include "ui/controls/tone_label.h"
#include "ui/evaluate/evaluate_tables.h"
#include "ui/evaluate/results_list.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

const std::vector<evaluation::TaskInfo>& known() {
    static const auto kTasks = evaluation::tasks();
    return kTasks;
}
const char* const kSplitterKey = "evaluate/splitter";

ToneLabel* fieldTitle(const QString& text, QWidget* parent) {
    auto* label = new ToneLabel(text, theme::Type::Small, ToneLabel::Tone::Weak, parent);
    label->setType(theme::Type::Small, QFont::DemiBold);
    return label;
}

}  // namespace

EvaluatePage::EvaluatePage(Bridge* bridge, QWidget* parent)
    : Page(QStringLiteral("evaluate"), tr("Evaluate"), QStringLiteral("evaluate"), bridge, parent) {
    ui::addAction(this, QStringLiteral("evaluate.run"), tr("Run the evaluation"), QStringLiteral("play"),
                  {QKeySequence(Qt::CTRL | Qt::Key_Return)}, [this] { run(); });
    ui::addAction(this, QStringLiteral("evaluate.save"), tr("Save the figures …"), QStringLiteral("export"),
                  {QKeySequence(Qt::CTRL | Qt::Key_S)}, [this] { save(); });
    ui::addAction(this, QStringLiteral("evaluate.copy"), tr("Copy the table as text"), QStringLiteral("copy"),
                  {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)}, [this] { copy(); });
    stack_ = new QStackedWidget(this);
    stack_->addWidget(
        projectHint(this, QStringLiteral("evaluate"), tr("Evaluate"),
                    tr("See how well a model finds, grounds and describes, beside the paper and human captions. "
                       "Open a project, or the demo.")));
    auto* splitter = new QSplitter(Qt::Horizontal, stack_);
    splitter->setHandleWidth(1);
    splitter->addWidget(makeLeft());
    splitter->addWidget(makeCentre());
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({288, 960});
    splitter->setCollapsible(1, false);
    keepSizes(splitter, QLatin1String(kSplitterKey), {288, 0});
    stack_->addWidget(splitter);
    setContent(stack_);
    connect(bridge, &Bridge::modelsChanged, this, [this](const project::ProjectInfo& info) {
        project_ = info;
        ui::fillModels(models_, info, shownTask().model, true);
        updateRun();
    });
    connect(bridge, &Bridge::jobProgress, this, [this](qint64 job, const base::Progress&) {
        if (!running_ || running_->job != job) return;
        if (const auto* row = this->bridge()->jobs().list()->find(job)) status_->show(*row, running_->cancelling);
    });
    taskChanged();
}

QWidget* EvaluatePage::makeLeft() {
    auto* left = new QFrame(this);
    left->setProperty("panel", true);
    left->setMinimumWidth(240);
    auto* outer = new QVBoxLayout(left);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto* scroll = new QScrollArea(left);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* inner = new QWidget(scroll);
    inner->setProperty("transparent", true);
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(theme::kSpace3, theme::kSpace3, theme::kSpace3, theme::kSpace3);
    column->setSpacing(theme::kSpace2);
    auto* head = new QHBoxLayout;
    head->addWidget(fieldTitle(tr("What is measured"), inner), 1);
    column->addLayout(head);
    addTasks(column);
    addChoices(column);
    run_ = new QPushButton(tr("Run"), inner);
    run_->setObjectName(QStringLiteral("runEvaluation"));
    run_->setProperty("primary", true);
    run_->setToolTip(tooltip(findChild<QAction*>(QStringLiteral("evaluate.run"))));
    why_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, inner);
    why_->setWordWrap(true);
    resultsHead_ = fieldTitle(tr("Results"), inner);
    list_ = new ResultsList(inner);
    list_->setObjectName(QStringLiteral("results"));
    column->addSpacing(theme::kSpace1);
    column->addWidget(run_);
    column->addWidget(why_);
    column->addSpacing(theme::kSpace2);
    column->addWidget(resultsHead_);
    column->addWidget(list_, 1);
    column->addStretch(0);
    head->addWidget(new PageHelpButton(this, inner));  // the last that Tab reaches
    scroll->setWidget(inner);
    outer->addWidget(scroll, 1);
    resultsHead_->hide();
    list_->hide();
    connect(run_, &QPushButton::clicked, this, &EvaluatePage::run);
    connect(list_, &ResultsList::chosen, this, &EvaluatePage::showResult);
    connect(list_, &ResultsList::removeRequested, this, &EvaluatePage::removeResult);
    return left;
}

void EvaluatePage::addTasks(QVBoxLayout* column) {
    QWidget* inner = column->parentWidget();
    tasks_ = new QButtonGroup(this);
    for (const auto& task : known()) {
        auto* card = new ChoiceCard(tr(task.title.c_str()), tr(task.about.c_str()), inner);
        card->setObjectName(QString::fromStdString(task.name));
        tasks_->addButton(card, static_cast<int>(tasks_->buttons().size()));
        column->addWidget(card);
    }
    tasks_->button(0)->setChecked(true);
    connect(tasks_, &QButtonGroup::idClicked, this, &EvaluatePage::taskChanged);
}

void EvaluatePage::addChoices(QVBoxLayout* column) {
    QWidget* inner = column->parentWidget();
    splits_ = new ElidedCombo(inner);
    splits_->setAccessibleName(tr("Split"));
    models_ = new ElidedCombo(inner);
    models_->setAccessibleName(tr("Model"));
    models_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    models_->setMinimumContentsLength(10);
    column->addSpacing(theme::kSpace1);
    column->addWidget(fieldTitle(tr("Split"), inner));
    column->addWidget(splits_);
    column->addWidget(fieldTitle(tr("Model"), inner));
    column->addWidget(models_);
    auto* truthRow = new QWidget(inner);
    auto* truthColumn = new QVBoxLayout(truthRow);
    truthColumn->setContentsMargins(0, 0, 0, 0);
    truth_ = new ElidedCombo(truthRow);
    truth_->addItem(tr("Entities phrases"), QStringLiteral("entities"));
    truth_->addItem(tr("Annotations of this project"), QStringLiteral("snippets"));
    truth_->setAccessibleName(tr("Ground truth"));
    truthColumn->addWidget(fieldTitle(tr("Ground truth"), truthRow));
    truthColumn->addWidget(truth_);
    column->addWidget(truthRow);
}

QWidget* EvaluatePage::makeCentre() {
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    centre_ = new QStackedWidget(centre);
    hint_ = new PageHint(
        QStringLiteral("evaluate"), tr("No figures yet"),
        tr("An evaluation makes a table: this model beside the paper's published figures, the baselines and human "
           "captions."),
        tr("Run"), [this] { run(); }, centre_);
    centre_->addWidget(hint_);
    auto* result = new QWidget(centre_);
    auto* inner = new QVBoxLayout(result);
    inner->setContentsMargins(theme::kSpace5, theme::kSpace4, theme::kSpace5, theme::kSpace4);
    inner->setSpacing(theme::kSpace1);
    auto* head = new QHBoxLayout;
    head->setSpacing(theme::kSpace2);
    title_ = new ToneLabel({}, theme::Type::Title, ToneLabel::Tone::Normal, result);
    title_->setType(theme::Type::Title, QFont::DemiBold);
    const auto button = [&](const char* action, const QString& text) {
        auto* command = findChild<QAction*>(QLatin1String(action));
        auto* push = new QPushButton(command->icon(), text, result);
        push->setObjectName(QLatin1String(action));
        push->setToolTip(tooltip(command));
        connect(push, &QPushButton::clicked, command, &QAction::trigger);
        head->addWidget(push);
    };
    head->addWidget(title_, 1);
    button("evaluate.copy", tr("Copy"));
    button("evaluate.save", tr("Save …"));
    note_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Weak, result);
    warning_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Warning, result);
    warning_->setObjectName(QStringLiteral("warning"));
    warning_->setWordWrap(true);
    table_ = new FigureTable(result);
    table_->setObjectName(QStringLiteral("figures"));
    connect(table_, &FigureTable::heightChanged, table_, &QWidget::setMaximumHeight);
    legend_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, result);
    legend_->setWordWrap(true);
    inner->addLayout(head);
    inner->addWidget(note_);
    inner->addWidget(warning_);
    inner->addSpacing(theme::kSpace3);
    inner->addWidget(table_, 1);
    inner->addWidget(legend_);
    inner->addStretch(0);
    centre_->addWidget(result);
    column->addWidget(centre_, 1);
    status_ = new JobStatus(centre);
    status_->setCancelTip(tr("Stops at once; an unfinished evaluation is discarded"));
    status_->hide();
    column->addWidget(status_);
    connect(status_, &JobStatus::cancelRequested, this, &EvaluatePage::cancel);
    return centre;
}

QString EvaluatePage::nowShown() const {
    if (!list_->currentResult()) return project_ ? tr("Now: nothing has been measured yet.") : QString();
    return tr("Now: %1, by %2.").arg(title_->text(), note_->text());
}

void EvaluatePage::setProject(const project::ProjectInfo& project) {
    if (!project_ || project_->folder != project.folder) {
        clearError();
        list_->setResults({});
        results(project.folder);
        // The first task with a model.
        const auto first =
            std::ranges::find_if(known(), [&](const auto& task) { return modelInUse(project, task.model) != nullptr; });
        if (first != known().end()) tasks_->button(static_cast<int>(first - known().begin()))->setChecked(true);
        truth_->parentWidget()->setVisible(shownTask().truths.size() > 1);
    }
    const bool another = !project_ || project_->folder != project.folder;
    project_ = project;
    stack_->setCurrentIndex(1);
    fillSplits();
    ui::fillModels(models_, project, shownTask().model, !another);
    updateRun();
}

const evaluation::TaskInfo& EvaluatePage::shownTask() const {
    return known()[static_cast<std::size_t>(std::max(0, tasks_->checkedId()))];
}

QString EvaluatePage::task() const {
    return QString::fromStdString(shownTask().name);
}

void EvaluatePage::taskChanged() {
    truth_->parentWidget()->setVisible(shownTask().truths.size() > 1);
    fillModels();
}

void EvaluatePage::fillSplits() {
    const QString chosen = splits_->currentData().toString();
    splits_->clear();
    const auto& counts = project_->counts;
    const std::pair<const char*, std::int64_t> all[] = {
        {"dev", counts.dev}, {"test", counts.test}, {"train", counts.train}};
    for (const auto& [name, count] : all)
        if (count > 0) splits_->addItem(tr("%1  (%2 images)").arg(QLatin1String(name)).arg(count), QLatin1String(name));
    splits_->setEnabled(splits_->count() > 0);
    if (splits_->count() == 0) splits_->addItem(tr("no split"));
    if (const int index = splits_->findData(chosen); index >= 0) splits_->setCurrentIndex(index);
}

void EvaluatePage::fillModels() {
    models_->clear();
    if (project_) ui::fillModels(models_, *project_, shownTask().model, false);
    updateRun();
}

void EvaluatePage::updateRun() {
    QString why;
    const bool split = splits_->currentData().isValid(), model = models_->currentData().isValid();
    if (project_ && !split)
        why = tr("This project has no images in a split.");
    else if (project_ && !model)
        why = tr("No model of this kind yet. Train one on the Train page.");
    why_->setText(why);
    why_->setVisible(!why.isEmpty());
    const bool ready = project_ && why.isEmpty() && !running_;
    run_->setEnabled(ready);
    if (hint_) hint_->setButtonEnabled(ready);
}

void EvaluatePage::run() {
    if (!project_ || running_ || !models_->currentData().isValid() || !splits_->currentData().isValid()) return;
    clearError();
    evaluation::EvaluateOptions options;
    options.task = task().toStdString();
    options.project = project_->folder;
    options.split = splits_->currentData().toString().toStdString();
    options.models = {models_->currentData().toString().toStdString()};
    if (shownTask().truths.size() > 1) options.truth = truth_->currentData().toString().toStdString();
    running_ = Running{};
    running_->job =
        bridge()->jobs().evaluate(this, options, models_->currentText(), {},
                                  [this, folder = options.project](base::Result<evaluation::KeptEvaluation> evaluated) {
                                      running_.reset();
                                      status_->hide();
                                      updateRun();
                                      if (!evaluated) return showError(evaluated.error());
                                      // Another project may have been opened meanwhile: the figures belong to the
                                      // earlier one.
                                      if (!project_ || project_->folder != folder) return;
                                      list_->add({std::move(evaluated->record), std::move(evaluated->figures)});
                                      if (!evaluated->notKept.empty())
                                          showError({base::ErrorCode::Io,
                                                     tr("These figures are not stored in the project: %1")
                                                         .arg(QString::fromStdString(evaluated->notKept))
                                                         .toStdString(),
                                                     {}});
                                  });
    if (const auto* row = bridge()->jobs().list()->find(running_->job)) status_->show(*row, false);
    updateRun();
}

void EvaluatePage::cancel() {
    if (!running_ || running_->cancelling) return;
    running_->cancelling = true;
    bridge()->jobs().cancel(running_->job);
    if (const auto* row = bridge()->jobs().list()->find(running_->job)) status_->show(*row, true);
}

// Results of the previous project may still arrive: they are not shown in this one.
void EvaluatePage::results(const std::filesystem::path& folder) {
    listed_ = false;
    bridge()->records().evaluations(this, [this, folder](base::Result<std::vector<store::EvaluationRecord>> records) {
        if (!project_ || project_->folder != folder) return;
        listed_ = true;
        if (!records) return showError(records.error());
        list_->setResults(*records);
    });
}

void EvaluatePage::showResult() {
    const EvaluationResult* result = list_->currentResult();
    list_->setVisible(list_->count() > 0);
    resultsHead_->setVisible(list_->count() > 0);
    centre_->setCurrentIndex(result ? 1 : 0);
    if (!result) return;
    const QString task = QString::fromStdString(result->record.task);
    const EvaluationTable table = evaluationTable(task, result->figures);
    title_->setText(tr("%1 on %2").arg(taskTitle(task), QString::fromStdString(result->record.split)));
    note_->setText(tr("%1  ·  %2").arg(QString::fromStdString(result->record.model), shortTime(result->record.at)));
    warning_->setText(table.warning);
    warning_->setVisible(!table.warning.isEmpty());
    table_->setTable(table.columns, table.rows);
    // The choice at the left follows, so that Run repeats the shown evaluation.
    for (std::size_t i = 0; i < known().size(); ++i)
        if (task == QString::fromStdString(known()[i].name) && tasks_->checkedId() != static_cast<int>(i)) {
            tasks_->button(static_cast<int>(i))->setChecked(true);
            taskChanged();
        }
    legend_->setText(table.legend);
}

void EvaluatePage::removeResult() {
    const EvaluationResult* result = list_->currentResult();
    if (!result) return;
    const EvaluationResult removed = *result;
    const auto gone = [this, removed] {
        list_->remove(removed.record.id);
        toast(tr("%1 removed from the results").arg(taskTitle(QString::fromStdString(removed.record.task))), tr("Undo"),
              [this, removed] { restoreResult(removed); });
    };
    if (removed.record.id < 1) return gone();
    bridge()->records().removeEvaluation(this, removed.record.id, [this, gone](base::Result<std::int64_t> done) {
        if (!done) return showError(done.error());
        gone();
    });
}

void EvaluatePage::restoreResult(const EvaluationResult& removed) {
    if (removed.record.id < 1) return list_->add(removed);
    bridge()->records().addEvaluation(this, removed.record,
                                      [this, removed](base::Result<store::EvaluationRecord> record) {
                                          if (!record) return showError(record.error());
                                          list_->add({*record, removed.figures});
                                      });
}

void EvaluatePage::save() {
    const EvaluationResult* result = list_->currentResult();
    if (!result) return;
    const QString json = tr("Figures, JSON (*.json)"), csv = tr("Table, CSV (*.csv)");
    auto* dialog =
        saveDialog(this, QStringLiteral("figures"), tr("Save the figures"),
                   QStringLiteral("%1-%2.json")
                       .arg(QString::fromStdString(result->record.task), QString::fromStdString(result->record.split)));
    dialog->setNameFilters({json, csv});
    dialog->setDefaultSuffix(QStringLiteral("json"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, csv](const QString& filter) {
        dialog->setDefaultSuffix(filter == csv ? QStringLiteral("csv") : QStringLiteral("json"));
    });
    const std::string figures = result->figures.dump(2) + "\n", table = table_->asCsv().toStdString();
    connect(dialog, &QFileDialog::fileSelected, this, [this, figures, table](const QString& file) {
        const bool asCsv = file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive);
        if (auto written = base::writeFileAtomically(file.toStdString(), asCsv ? table : figures); !written)
            return showError(written.error());
        toast(tr("Figures written to %1").arg(QFileInfo(file).fileName()));
    });
    dialog->open();
}

void EvaluatePage::copy() {
    if (!list_->currentResult()) return;
    QStringList lines{title_->text()};
    if (!warning_->text().isEmpty()) lines << warning_->text();
    lines << table_->asText() + legend_->text() << QString();
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
    toast(tr("Table copied as text"));
}

}  // namespace legenda::ui
