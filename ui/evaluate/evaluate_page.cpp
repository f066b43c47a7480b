// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/evaluate_page.h"

#include "core/base/files.h"
#include "ui/bridge/convert.h"
#include "ui/controls/actions.h"
#include "ui/controls/help/page_help.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/files/in_background.h"
#include "ui/controls/job_status.h"
#include "ui/controls/page_hint.h"
#include "ui/controls/layout/fitting_scroll.h"
#include "ui/controls/layout/splitter_sizes.h"
#include "ui/controls/tone_label.h"
#include "ui/evaluate/comparison.h"
#include "ui/evaluate/evaluate_choices.h"
#include "ui/evaluate/evaluate_tables.h"
#include "ui/evaluate/field_title.h"
#include "ui/evaluate/items/items_panel.h"
#include "ui/evaluate/items/items_table.h"
#include "ui/evaluate/result_files.h"
#include "ui/evaluate/result_view.h"
#include "ui/evaluate/results_list.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

const char* const kSplitterKey = "evaluate/splitter";
constexpr int kLeastChoices = 240;  // px

}  // namespace

EvaluatePage::EvaluatePage(Bridge* bridge, QWidget* parent)
    : Page(QStringLiteral("evaluate"), tr("Evaluate"), QStringLiteral("evaluate"), bridge, parent),
      comparison_(new Comparison(bridge, this)) {
    addUndo();
    ui::addAction(this, QStringLiteral("evaluate.run"), tr("Run the evaluation"), QStringLiteral("play"),
                  {QKeySequence(Qt::CTRL | Qt::Key_Return)}, [this] { run(); });
    ui::addAction(this, QStringLiteral("evaluate.save"), tr("Save the figures …"), QStringLiteral("export"),
                  {QKeySequence(Qt::CTRL | Qt::Key_S)}, [this] { save(); })
        ->setIconText(tr("Save …"));
    ui::addAction(this, QStringLiteral("evaluate.copy"), tr("Copy the table as text"), QStringLiteral("copy"),
                  {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)}, [this] { copy(); })
        ->setIconText(tr("Copy"));
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
        choices_->setModels(info);
    });
    connect(bridge, &Bridge::evaluationsChanged, this, &EvaluatePage::listResults);
    connect(comparison_, &Comparison::changed, this, &EvaluatePage::showComparison);
    connect(bridge, &Bridge::jobProgress, this, [this](qint64 job, const base::Progress&) {
        if (!running_ || running_->job != job) return;
        if (const auto* row = this->bridge()->jobs().list()->find(job)) status_->show(*row, running_->cancelling);
    });
    items_ = new ItemsPanel(this, view_);
    placeItems(items_);
    connect(table(), &FigureTable::figureChosen, this, &EvaluatePage::showItems);
    connect(items_, &ItemsPanel::itemChosen, this, &Page::itemRequested);
    connect(this, &EvaluatePage::resultShown, this, &EvaluatePage::keepItems);
    updateRun();
}

QWidget* EvaluatePage::makeLeft() {
    auto* left = new QFrame(this);
    left->setProperty("panel", true);
    auto* outer = new QVBoxLayout(left);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto* scroll = new FittingScroll(kLeastChoices, left);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* inner = new QWidget(scroll);
    inner->setProperty("transparent", true);
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(theme::kSpace3, theme::kSpace3, theme::kSpace3, theme::kSpace3);
    column->setSpacing(theme::kSpace2);
    auto* head = new QHBoxLayout;
    head->addWidget(fieldTitle(tr("What is measured"), inner), 1);
    column->addLayout(head);
    choices_ = new EvaluateChoices(bridge(), inner);
    column->addWidget(choices_);
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
    connect(choices_, &EvaluateChoices::changed, this, &EvaluatePage::updateRun);
    connect(choices_, &EvaluateChoices::failed, this, [this](const base::Error& error) { showError(error); });
    connect(list_, &ResultsList::chosen, this, &EvaluatePage::showChosen);
    connect(list_, &ResultsList::removeRequested, this, &EvaluatePage::removeResult);
    return left;
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
    view_ = new ResultView({actionOf(this, "evaluate.copy"), actionOf(this, "evaluate.save")}, centre_);
    centre_->addWidget(view_);
    connect(view_, &ResultView::copyRequested, this, &EvaluatePage::copyAs);
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
    return tr("Now: %1, by %2.").arg(view_->title(), view_->note());
}

FigureTable* EvaluatePage::table() {
    return view_->table();
}

std::int64_t EvaluatePage::currentResultId() const {
    const auto* result = list_->currentResult();
    return result ? std::max<std::int64_t>(result->id, 0) : 0;
}

std::int64_t EvaluatePage::resultIdOfRow(int row) const {
    const auto& rows = view_->table()->rows();
    if (row < 0 || row >= static_cast<int>(rows.size())) return 0;
    // Beside each other one that is not kept has none, not that of the first.
    const auto id = rows[static_cast<std::size_t>(row)].result;
    return id > 0 || !comparison_->results().empty() ? id : currentResultId();
}

void EvaluatePage::placeItems(QWidget* panel) {
    view_->placeItems(panel);
}

bool EvaluatePage::settled() const {
    return !project_ || (listed_ && choices_->settled() && !comparison_->waiting() && items_->settled());
}

void EvaluatePage::setProject(const project::ProjectInfo& project) {
    const bool another = !project_ || project_->folder != project.folder;
    project_ = project;
    stack_->setCurrentIndex(1);
    if (another) {
        clearError();
        list_->forgetProject();
        items_->forgetProject();
        listed_ = false;
        listResults();
    }
    choices_->setProject(project);
}

void EvaluatePage::activated() {
    if (listed_) listResults();
    if (items_->isVisible()) items_->table()->setFocus(Qt::OtherFocusReason);  // back from one of them
}

void EvaluatePage::updateRun() {
    const QString why = choices_->why();
    why_->setText(why);
    why_->setVisible(!why.isEmpty());
    const bool ready = project_ && why.isEmpty() && !running_;
    run_->setEnabled(ready);
    if (hint_) hint_->setButtonEnabled(ready);
}

void EvaluatePage::run() {
    const auto options = choices_->options();
    if (running_ || !options) return;
    clearError();
    running_ = Running{};
    running_->job = bridge()->jobs().evaluate(
        this, *options, choices_->modelName(), {},
        [this, folder = options->project](base::Result<evaluation::KeptEvaluation> evaluated) {
            running_.reset();
            status_->hide();
            updateRun();
            if (!evaluated) return showError(evaluated.error());
            // Another project may have been opened meanwhile: the figures belong to the earlier one.
            if (!project_ || project_->folder != folder) return;
            EvaluationResult result;
            result.id = evaluated->record.id;
            result.task = evaluated->record.task;
            result.split = evaluated->record.split;
            result.model = evaluated->record.model;
            result.at = evaluated->record.at;
            result.figures = std::move(evaluated->figures);
            list_->add(std::move(result));
            listResults();
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

void EvaluatePage::listResults() {
    if (!project_) return;
    bridge()->results().list(this, [this, number = ++listing_](auto records) {
        // A newer list is asked for, or that of another project.
        if (number != listing_) return;
        listed_ = true;
        if (!records) return showError(records.error());
        list_->setResults(*records);
    });
}

void EvaluatePage::showChosen() {
    const EvaluationResult* result = list_->currentResult();
    list_->setVisible(list_->count() > 0);
    resultsHead_->setVisible(list_->count() > 0);
    centre_->setCurrentIndex(result ? 1 : 0);
    comparison_->start(list_->chosenResults());
    if (result) {
        // Run repeats the evaluation that is shown.
        choices_->showTask(QString::fromStdString(result->task));
        if (comparison_->results().empty())
            view_->showResult(*result);
        else
            showComparison();
    }
    Q_EMIT resultShown();
}

void EvaluatePage::showComparison() {
    view_->showComparison(comparison_->results());
}

void EvaluatePage::showItems(int row, int column) {
    const auto& key = table()->rows()[static_cast<std::size_t>(row)].keys[static_cast<std::size_t>(column)];
    ItemsOf of;
    of.result = resultIdOfRow(row);
    of.section = key.section;
    of.figure = key.figure;
    of.name = table()->rows()[static_cast<std::size_t>(row)].name;
    const auto shown = shownResults();
    const auto own = std::ranges::find(shown, of.result, &EvaluationResult::id);
    if (own != shown.end()) {
        of.name = QString::fromStdString(own->model);
        // Beside each other: what the first says of the same items, of the first what the next one says.
        const auto other = std::ranges::find_if(shown, [&](const EvaluationResult& each) {
            return each.id > 0 && each.id != own->id && each.task == own->task && each.data == own->data;
        });
        if (other != shown.end() && own->hasItems() && other->hasItems()) {
            of.other = other->id;
            of.otherName = QString::fromStdString(other->model);
        }
    }
    const bool first = !items_->isVisible();
    items_->showItems(of);
    if (first) view_->makeRoomForItems();
}

void EvaluatePage::keepItems() {
    const auto shown = shownResults();
    const auto isShown = [&](std::int64_t id) {
        return std::ranges::any_of(shown, [&](const auto& each) { return each.id == id; });
    };
    const auto& of = items_->of();
    if (!isShown(of.result) || (of.other != 0 && !isShown(of.other))) items_->leave();
}

std::vector<EvaluationResult> EvaluatePage::shownResults() const {
    if (comparison_->results().empty()) return list_->chosenResults();
    std::vector<EvaluationResult> shown;
    for (const auto& each : comparison_->results()) shown.push_back(each.result);
    return shown;
}

void EvaluatePage::removeResult() {
    const EvaluationResult* result = list_->currentResult();
    if (!result) return;
    const EvaluationResult removed = *result;
    const auto gone = [this, removed] {
        list_->remove(removed.id);
        listResults();
        toastUndo(tr("%1 removed from the results").arg(taskTitle(QString::fromStdString(removed.task))),
                  [this, removed] { restoreResult(removed); });
    };
    if (removed.id < 1) return gone();
    bridge()->records().removeEvaluation(this, removed.id, [this, gone](base::Result<std::int64_t> done) {
        if (!done) return showError(done.error());
        gone();
    });
}

void EvaluatePage::restoreResult(const EvaluationResult& removed) {
    if (removed.id < 1) return list_->add(removed);
    const auto figures = removed.figures.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    bridge()->records().addEvaluation(this,
                                      {removed.id, removed.task, removed.split, removed.model, figures, removed.at},
                                      [this, removed](base::Result<store::EvaluationRecord> record) {
                                          if (!record) return showError(record.error());
                                          EvaluationResult restored = removed;
                                          restored.id = record->id;
                                          list_->add(std::move(restored));
                                          listResults();
                                      });
}

void EvaluatePage::save() {
    const auto results = shownResults();
    if (results.empty()) return;
    const auto& files = resultFiles();
    auto* dialog = saveDialog(this, QStringLiteral("figures"), tr("Save the figures"),
                              QStringLiteral("%1-%2.%3")
                                  .arg(QString::fromStdString(results.front().task),
                                       QString::fromStdString(results.front().split), files.front().ending));
    QStringList filters;
    for (const auto& file : files) filters << tr("%1 (*.%2)").arg(file.title, file.ending);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(files.front().ending);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, filters](const QString& filter) {
        const auto place = std::max<qsizetype>(0, filters.indexOf(filter));
        dialog->setDefaultSuffix(resultFiles()[static_cast<std::size_t>(place)].ending);
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, results](const QString& name) {
        // A name with another ending is a table of the first format.
        const auto chosen = std::ranges::find_if(resultFiles(), [&](const ResultFile& file) {
            return name.endsWith(QLatin1Char('.') + file.ending, Qt::CaseInsensitive);
        });
        const auto format = (chosen == resultFiles().end() ? resultFiles().front() : *chosen).format;
        inBackground(
            this,
            [results, format, name] { return base::writeFileAtomically(pathOf(name), writeResults(results, format)); },
            [this, name](const base::Status& written) {
                if (!written) return showError(written.error());
                toast(tr("Figures written to %1").arg(QFileInfo(name).fileName()));
            });
    });
    dialog->open();
}

void EvaluatePage::copy() {
    if (!list_->currentResult()) return;
    QGuiApplication::clipboard()->setText(view_->asText());
    toast(tr("Table copied as text"));
}

void EvaluatePage::copyAs(ResultFormat format) {
    QGuiApplication::clipboard()->setText(QString::fromStdString(writeResults(shownResults(), format)));
    const auto file = std::ranges::find(resultFiles(), format, &ResultFile::format);
    toast(tr("Figures copied as %1").arg(file->title));
}

}  // namespace legenda::ui
