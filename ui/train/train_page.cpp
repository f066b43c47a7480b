// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/train_page.h"

#include "core/runs/run_state.h"
#include "ui/charts/figure_text.h"
#include "ui/charts/loss_chart.h"
#include "ui/controls/actions.h"
#include "ui/controls/help/page_help.h"
#include "ui/controls/job_status.h"
#include "ui/controls/model_items.h"
#include "ui/controls/page_hint.h"
#include "ui/controls/layout/splitter_sizes.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"
#include "ui/train/chart_export.h"
#include "ui/train/live_training.h"
#include "ui/train/log_view.h"
#include "ui/train/run_actions.h"
#include "ui/train/run_curves.h"
#include "ui/train/run_differences.h"
#include "ui/train/run_list.h"
#include "ui/train/run_samples_view.h"
#include "ui/train/run_tabs.h"
#include "ui/train/train_details.h"
#include "ui/train/train_new_run.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kPoll = 1000;  // ms between two looks at the runs: other processes train and steer them too
const char* const kSplitterKey = "train/splitter";

}  // namespace

TrainPage::TrainPage(Bridge* bridge, QWidget* parent)
    : Page(QStringLiteral("train"), tr("Train"), QStringLiteral("train"), bridge, parent),
      live_(new LiveTraining(this)),
      actions_(new RunActions(this, live_)),
      runs_(new RunListModel(this)) {
    addUndo();
    ui::addAction(this, QStringLiteral("train.new"), tr("New run"), QStringLiteral("plus"),
                  {QKeySequence(Qt::CTRL | Qt::Key_N)}, [this] {
                      if (!project_) return;
                      newRun_->slideIn();
                  });
    ui::addAction(this, QStringLiteral("train.cancel"), tr("Cancel the training"), QStringLiteral("stop"), {},
                  [this] { cancel(); });
    stack_ = new QStackedWidget(this);
    stack_->addWidget(projectHint(
        this, QStringLiteral("train"), tr("Train"),
        tr("Train alignments and captions on the sentences of a project. Open one, or look around in the demo.")));
    auto* splitter = new QSplitter(Qt::Horizontal, stack_);
    splitter->setHandleWidth(1);
    splitter->addWidget(makeLeft());
    splitter->addWidget(makeCentre());
    details_ = new TrainDetails(splitter);
    details_->setMinimumWidth(260);
    splitter->addWidget(details_);
    for (int i = 0; i < 3; ++i) splitter->setStretchFactor(i, i == 1 ? 1 : 0);
    splitter->setSizes({256, 680, 320});
    splitter->setCollapsible(1, false);
    keepSizes(splitter, QLatin1String(kSplitterKey), {256, 0, 320});
    stack_->addWidget(splitter);
    setContent(stack_);
    newRun_ = new TrainNewRun(bridge, stack_, this);
    curves_ = new RunCurves(bridge, chart_, runs_, this);
    connect(curves_, &RunCurves::figuresRead, this, &TrainPage::showFigures);
    connect(curves_, &RunCurves::failed, this, [this](const base::Error& error) { showError(error); });
    bridge->records().presets(this, [this](base::Result<std::vector<runs::PresetInfo>> presets) {
        if (!presets) return showError(presets.error());
        presets_ = std::move(*presets);
        newRun_->setPresets(presets_);
        updateDetails();
    });

    connect(newRun_, &TrainNewRun::startRequested, this, &TrainPage::start);
    connect(list_, &RunList::runChosen, this, &TrainPage::chooseRun);
    connect(runs_, &RunListModel::shownChanged, this, &TrainPage::showInChart);
    connect(live_, &LiveTraining::started, this, [this] {
        newRun_->slideOut();
        list_->setFocus();  // the run appears there
    });
    connect(live_, &LiveTraining::listed, this, [this](const QString& run) {
        wanted_ = run;
        newRun_->forgetTexts();
        refreshRuns();
    });
    connect(live_, &LiveTraining::told, this, &TrainPage::plot);
    connect(live_, &LiveTraining::ended, this, &TrainPage::ended);
    connect(live_, &LiveTraining::refused, this, [this](const base::Error& error) {
        if (newRun_->showRefusal(error)) newRun_->slideIn();
    });
    connect(details_, &TrainDetails::useRequested, this, &TrainPage::useCheckpoint);
    connect(details_, &TrainDetails::resumeRequested, this, [this] { withCurrent(&RunActions::resume); });
    connect(details_, &TrainDetails::pauseRequested, this, [this] { withCurrent(&RunActions::pause); });
    connect(details_, &TrainDetails::stopRequested, this, [this] { withCurrent(&RunActions::stop); });
    connect(list_, &RunList::menuRequested, this, [this](const QString& id, const QPoint& at) {
        if (const auto* run = runs_->run(id)) actions_->showMenu(*run, at);
    });
    connect(actions_, &RunActions::changed, this, &TrainPage::refreshRuns);
    connect(actions_, &RunActions::duplicateRequested, this, [this](const QString& id) {
        const auto* run = runs_->run(id);
        if (!run) return;
        newRun_->follow(*run);
        newRun_->slideIn();
    });
    connect(bridge, &Bridge::modelsChanged, this, [this](const project::ProjectInfo& info) {
        project_ = info;
        updateDetails();
    });
    poll_.setInterval(kPoll);
    connect(&poll_, &QTimer::timeout, this, [this] {
        if (project_) refreshRuns();
    });
}

QWidget* TrainPage::makeLeft() {
    auto* left = new QFrame(this);
    left->setProperty("panel", true);
    left->setMinimumWidth(200);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, theme::kSpace3, 0, 0);
    column->setSpacing(theme::kSpace2);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, 0);
    auto* title = new ToneLabel(tr("Runs"), theme::Type::Base, ToneLabel::Tone::Normal, left);
    title->setType(theme::Type::Base, QFont::DemiBold);
    auto* action = findChild<QAction*>(QStringLiteral("train.new"));
    auto* add = new QPushButton(tr("New run"), left);
    add->setObjectName(QStringLiteral("newRunButton"));
    add->setProperty("primary", true);
    add->setToolTip(tooltip(action));
    connect(add, &QPushButton::clicked, action, &QAction::trigger);
    head->addWidget(title, 1);
    head->addWidget(new PageHelpButton(this, left));
    head->addWidget(add);
    column->addLayout(head);
    list_ = new RunList(runs_, left);
    list_->setObjectName(QStringLiteral("runs"));
    connect(list_->verticalScrollBar(), &QScrollBar::valueChanged, this, &TrainPage::loadSparks);
    column->addWidget(makeSearch());
    column->addWidget(list_, 1);
    return left;
}

QWidget* TrainPage::makeSearch() {
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, 0);
    auto* words = new QLineEdit(bar);
    words->setObjectName(QStringLiteral("runFilter"));
    words->setPlaceholderText(tr("Filter"));
    words->setClearButtonEnabled(true);
    words->setToolTip(tr("Words in kind, state, preset, tags or note"));
    words->setAccessibleName(tr("Filter the runs"));
    auto* order = new QComboBox(bar);
    order->setObjectName(QStringLiteral("runOrder"));
    order->setAccessibleName(tr("Order of the runs"));
    order->addItem(tr("Newest"), static_cast<int>(RunOrder::Newest));
    order->addItem(tr("Best"), static_cast<int>(RunOrder::Best));
    order->addItem(tr("State"), static_cast<int>(RunOrder::State));
    order->addItem(tr("Kind"), static_cast<int>(RunOrder::Kind));
    row->addWidget(words, 1);
    row->addWidget(order);
    // The rows are other ones then: the current run stays current where it still has one.
    const auto arranged = [this] {
        if (runs_->rowOf(current_) >= 0) list_->setCurrentRun(current_);
        loadSparks();
    };
    connect(words, &QLineEdit::textChanged, this, [this, arranged](const QString& text) {
        runs_->setFilter(text);
        arranged();
    });
    connect(order, &QComboBox::currentIndexChanged, this, [this, order, arranged] {
        runs_->setOrder(static_cast<RunOrder>(order->currentData().toInt()));
        arranged();
    });
    return bar;
}

QWidget* TrainPage::makeCentre() {
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    centre_ = new QStackedWidget(centre);
    centre_->addWidget(new PageHint(
        QStringLiteral("chart"), tr("No runs yet"),
        tr("A run trains a model on this project's photographs and sentences. Its curves appear here during training."),
        tr("New run"), [this] { newRun_->slideIn(); }, centre_));
    auto* charts = new QWidget(centre_);
    auto* inner = new QVBoxLayout(charts);
    inner->setContentsMargins(0, 0, 0, 0);
    chart_ = new LossChart(charts);
    chart_->setObjectName(QStringLiteral("chart"));
    chart_->setContextMenuPolicy(Qt::ActionsContextMenu);
    new ChartExport(this, chart_);
    for (const char* id : {"train.savePicture", "train.saveTable"})
        chart_->addAction(findChild<QAction*>(QLatin1String(id)));
    inner->addWidget(chart_);
    differences_ = new RunDifferences(this, charts);
    inner->addWidget(differences_);
    auto* samples = new RunSamplesView(this, runs_, centre_);
    connect(list_, &RunList::runChosen, samples, &RunSamplesView::setRun);
    centre_->addWidget(new RunTabs(charts, samples, centre_));
    column->addWidget(centre_, 1);
    column->addWidget(live_->status());
    column->addWidget(live_->log());
    auto* show =
        ui::addAction(this, QStringLiteral("train.log"), tr("Show the log"), QStringLiteral("drawer"),
                      {QKeySequence(Qt::CTRL | Qt::Key_L)}, [log = live_->log()] { log->setVisible(log->isHidden()); });
    show->setToolTip(tooltip(show));
    return centre;
}

void TrainPage::setProject(const project::ProjectInfo& project) {
    const bool another = !project_ || project_->folder != project.folder;
    project_ = project;
    stack_->setCurrentIndex(1);
    newRun_->setProject(project);
    if (another) {
        clearError();
        curves_->clear();
        chart_->clear();
        current_.clear();
        wanted_.clear();
        shownForChoice_.clear();
        listed_ = offered_ = false;
        runs_->clear();
    }
    if (isVisible()) return refreshRuns();
    if (another)
        bridge()->records().runs(this, [this](const base::Result<std::vector<store::RunRecord>>& runs) {
            if (runs) offerToResume(*runs);
        });
}

void TrainPage::activated() {
    poll_.start();
    if (project_) refreshRuns();
}

QString TrainPage::nowShown() const {
    const auto* run = runs_->run(current_);
    if (!run) return project_ ? tr("Now: no run is chosen.") : QString();
    const QString best = QString::fromStdString(run->bestMetric);
    return tr("Now: %1, %2%3.")
        .arg(runTitle(*run), runStateText(run->state),
             best.isEmpty() ? QString() : tr("; best %1 %2").arg(figureTitle(best), figureText(best, run->bestValue)));
}

bool TrainPage::settled() const {
    return !project_ || (listed_ && !presets_.empty() && !curves_->reading());
}

bool TrainPage::training() const {
    return live_->running();
}

void TrainPage::start(const runs::TrainRequest& request) {
    live_->start(request);
}

void TrainPage::cancel() {
    live_->cancel();
}

// One question at a time: what is asked meanwhile is one more question after it.
void TrainPage::refreshRuns() {
    if (listing_ != Listing::Idle) {
        listing_ = Listing::Again;
        return;
    }
    listing_ = Listing::Asked;
    bridge()->records().runs(this, [this](base::Result<std::vector<store::RunRecord>> runs) {
        const bool again = std::exchange(listing_, Listing::Idle) == Listing::Again;
        if (runs)
            takeRuns(std::move(*runs));
        else
            showError(runs.error());
        if (again) refreshRuns();
    });
}

void TrainPage::takeRuns(std::vector<store::RunRecord> runs) {
    offerToResume(runs);
    const auto before = runs_->runs();
    const bool same = std::exchange(listed_, true) && runs == before;
    if (!same) {
        const bool any = !runs.empty();
        // Setting the runs may reset the current run: it is restored, or set to the newest at the start.
        runs_->setRuns(std::move(runs));
        centre_->setCurrentIndex(any ? 1 : 0);
        const QString chosen = runs_->run(wanted_) ? std::exchange(wanted_, {}) : current_;
        if (any && !runs_->run(chosen))
            list_->setCurrentRun(QString::fromStdString(runs_->runs().front().id));
        else if (!chosen.isEmpty() && list_->currentRun() != chosen)
            list_->setCurrentRun(chosen);
        if (!any) current_.clear();
        updateDetails();
    }
    follow(before);
    loadSparks();
}

// Draws what other processes have added to the runs in the charts, and takes out those that were deleted.
void TrainPage::follow(const std::vector<store::RunRecord>& before) {
    for (const auto& old : before)
        if (const QString id = QString::fromStdString(old.id); !runs_->run(id)) {
            runs_->setShown(id, false);
            chart_->removeRun(id);
            differences_->setRuns(chart_->runs());
        }
    std::unordered_map<std::string_view, const store::RunRecord*> earlier;
    for (const auto& old : before) earlier.emplace(old.id, &old);
    for (const auto& run : runs_->runs()) {
        const auto old = earlier.find(run.id);
        if (!runs::ownerLives(run.state) && (old == earlier.end() || *old->second == run)) continue;
        const QString id = QString::fromStdString(run.id);
        if (live_->isLive(id)) continue;
        curves_->sparkIsOld(id);
        if (!chart_->hasRun(id)) continue;
        curves_->read(id);
    }
}

// Once for each project that is opened.
void TrainPage::offerToResume(const std::vector<store::RunRecord>& runs) {
    if (!std::exchange(offered_, true)) actions_->offerToResume(runs);
}

void TrainPage::chooseRun(const QString& id) {
    if (id.isEmpty() || id == current_) return;
    current_ = id;
    // The current run is in the charts while it is current; those added by their swatch stay.
    const bool shown = runs_->shown(id);
    const QString before = std::exchange(shownForChoice_, shown ? QString() : id);
    runs_->setShown(id, true);
    if (shown) curves_->read(id);
    if (!before.isEmpty() && before != id) runs_->setShown(before, false);
    updateDetails();
}

void TrainPage::showInChart(const QString& id, bool shown) {
    const auto* run = runs_->run(id);
    if (!shown || !run) {
        if (shownForChoice_ == id) shownForChoice_.clear();
        chart_->removeRun(id);
        return differences_->setRuns(chart_->runs());
    }
    chart_->setRun(id, runTitle(*run), runs_->colour(id));
    differences_->setRuns(chart_->runs());
    curves_->read(id);
}

void TrainPage::showFigures(const QString& id, const std::vector<store::FigureRecord>& figures) {
    const auto* run = runs_->run(id);
    if (id != current_ || !run) return;
    details_->setFigures(figures);
    chart_->showFigureOf(id, run->bestMetric.empty() ? QString() : QString::fromStdString("dev." + run->bestMetric));
}

void TrainPage::loadSparks() {
    for (int row = 0; row < runs_->rowCount(); ++row) {
        const auto index = runs_->index(row);
        if (!list_->visualRect(index).intersects(list_->viewport()->rect())) continue;
        const QString id = index.data(RunListModel::IdRole).toString();
        if (runs::ownerLives(index.data(RunListModel::StateRole).toString().toStdString())) curves_->sparkIsOld(id);
        curves_->readSpark(id);
    }
}

void TrainPage::updateDetails() {
    const auto* run = runs_->run(current_);
    const auto* model = run && project_ ? modelOfRun(*project_, run->id) : nullptr;
    details_->setRun(run, presets_, live_->isLive(current_), model);
}

void TrainPage::plot(const QString& run, const runs::TrainingEvent& event) {
    const auto step = static_cast<double>(event.step);
    if (const auto* stage = std::get_if<runs::TrainingStage>(&event.what)) {
        if (stage->total > 0)
            runs_->setFraction(run, static_cast<double>(stage->done) / static_cast<double>(stage->total));
    } else if (const auto* loss = std::get_if<runs::TrainingLoss>(&event.what)) {
        chart_->appendLoss(run, {step, event.epoch, loss->value});
    } else if (const auto* figures = std::get_if<runs::TrainingFigures>(&event.what)) {
        bool added = false;
        for (const auto& [name, value] : figures->values)
            added =
                chart_->appendFigure(run, QString::fromStdString(name), {step, static_cast<int>(event.epoch), value}) ||
                added;
        if (!added) return;
        curves_->readSoon(run);  // every step of it: at most 20 losses per second are sent
    } else {
        refreshRuns();  // it has a new best checkpoint
    }
}

void TrainPage::ended(const QString& run) {
    if (!run.isEmpty()) {
        runs_->setFraction(run, -1);
        curves_->sparkIsOld(run);
        curves_->read(run);
    }
    updateDetails();
    refreshRuns();
}

void TrainPage::useCheckpoint() {
    const auto* model = project_ ? modelOfRun(*project_, current_.toStdString()) : nullptr;
    if (!model) return;
    useModel(model->kind, current_, choiceOf(*project_, model->kind));
}

// before: the model that Undo restores; empty: it has just been undone.
void TrainPage::useModel(project::ModelKind kind, const QString& which, const QString& before) {
    bridge()->models().use(this, kind, which, [this, kind, before](base::Result<project::ProjectInfo> info) {
        if (!info) return showError(info.error());
        clearError();
        project_ = *info;
        updateDetails();
        const auto* used = modelInUse(*project_, kind);
        if (!used) return;
        const QString text =
            tr("%1: %2 is in use in Browse, Annotate, searches and evaluations.")
                .arg(QString::fromStdString(project::infoOf(kind).title), QString::fromStdString(titleOf(*used)));
        if (before.isEmpty()) return toast(text);
        toastUndo(text, [this, kind, before] { useModel(kind, before, {}); });
    });
}

void TrainPage::withCurrent(void (RunActions::*act)(const store::RunRecord&)) {
    if (const auto* run = runs_->run(current_)) (actions_->*act)(store::RunRecord(*run));
}

}  // namespace legenda::ui
