// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/train_page.h"

#include "ui/bridge/preferences.h"
#include "ui/charts/loss_chart.h"
#include "ui/controls/log_view.h"
#include "ui/controls/model_items.h"
#include "ui/controls/page_hint.h"
#include "ui/controls/tone_label.h"
#include "ui/shell/actions.h"
#include "ui/theme/theme.h"
#include "ui/train/run_list.h"
#include "ui/train/train_details.h"
#include "ui/train/train_new_run.h"
#include "ui/train/train_status.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kPoll = 3000;  // ms between two looks at runs that other processes may be training
const char* const kSplitterKey = "train/splitter";

}  // namespace

TrainPage::TrainPage(Bridge* bridge, QWidget* parent)
    : Page(QStringLiteral("train"), tr("Train"), QStringLiteral("train"), bridge, parent),
      runs_(new RunListModel(this)) {
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
    splitter->restoreState(preference(QLatin1String(kSplitterKey)).toByteArray());
    connect(splitter, &QSplitter::splitterMoved, this,
            [splitter] { setPreference(QLatin1String(kSplitterKey), splitter->saveState()); });
    stack_->addWidget(splitter);
    setContent(stack_);
    newRun_ = new TrainNewRun(stack_, this);
    ++loading_;
    bridge->records().presets(this, [this](base::Result<std::vector<runs::PresetInfo>> presets) {
        --loading_;
        if (!presets) return showError(presets.error());
        presets_ = std::move(*presets);
        newRun_->setPresets(presets_);
        updateDetails();
    });

    connect(newRun_, &TrainNewRun::startRequested, this, &TrainPage::start);
    connect(list_, &RunList::runChosen, this, &TrainPage::chooseRun);
    connect(runs_, &RunListModel::shownChanged, this, &TrainPage::showInChart);
    connect(status_, &TrainStatus::cancelRequested, this, &TrainPage::cancel);
    connect(details_, &TrainDetails::useRequested, this, &TrainPage::useCheckpoint);
    connect(details_, &TrainDetails::resumeRequested, this, &TrainPage::resume);
    connect(bridge, &Bridge::modelsChanged, this, [this](const project::ProjectInfo& info) {
        project_ = info;
        updateDetails();
    });
    poll_.setInterval(kPoll);
    connect(&poll_, &QTimer::timeout, this, [this] {
        const bool running = std::ranges::any_of(runs_->runs(), [](const auto& run) { return run.state == "running"; });
        if (running && project_) refreshRuns();
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
    head->addWidget(add);
    column->addLayout(head);
    list_ = new RunList(runs_, left);
    list_->setObjectName(QStringLiteral("runs"));
    column->addWidget(list_, 1);
    return left;
}

QWidget* TrainPage::makeCentre() {
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    centre_ = new QStackedWidget(centre);
    centre_->addWidget(new PageHint(
        QStringLiteral("chart"), tr("No runs yet"),
        tr("A run learns from this project's photographs and sentences. Its curves appear here while it learns."),
        tr("New run"), [this] { newRun_->slideIn(); }, centre_));
    auto* charts = new QWidget(centre_);
    auto* inner = new QVBoxLayout(charts);
    inner->setContentsMargins(theme::kSpace4, theme::kSpace3, theme::kSpace4, theme::kSpace2);
    chart_ = new LossChart(charts);
    chart_->setObjectName(QStringLiteral("chart"));
    inner->addWidget(chart_);
    centre_->addWidget(charts);
    column->addWidget(centre_, 1);
    log_ = new LogView(centre);
    log_->setObjectName(QStringLiteral("log"));
    log_->setFixedHeight(120);
    log_->hide();
    status_ = new TrainStatus(centre);
    status_->hide();
    column->addWidget(status_);
    column->addWidget(log_);
    auto* show = ui::addAction(this, QStringLiteral("train.log"), tr("Show the log"), QStringLiteral("drawer"),
                               {QKeySequence(Qt::CTRL | Qt::Key_L)}, [this] { log_->setVisible(log_->isHidden()); });
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
        chart_->clear();
        current_.clear();
        wanted_.clear();
        shownForChoice_.clear();
        sparked_.clear();
        listed_ = false;
        runs_->clear();
    }
    if (isVisible()) refreshRuns();
}

void TrainPage::activated() {
    poll_.start();
    if (project_) refreshRuns();
}

bool TrainPage::settled() const {
    return !project_ || (listed_ && loading_ == 0);
}

bool TrainPage::training() const {
    return live_.has_value();
}

void TrainPage::refreshRuns() {
    bridge()->records().runs(this, [this](base::Result<std::vector<store::RunRecord>> runs) {
        if (!runs) return showError(runs.error());
        takeRuns(std::move(*runs));
    });
}

void TrainPage::takeRuns(std::vector<store::RunRecord> runs) {
    listed_ = true;
    const bool any = !runs.empty();
    // Setting the runs may reset the list's choice: it is put back, or goes to the newest at the start.
    runs_->setRuns(std::move(runs));
    centre_->setCurrentIndex(any ? 1 : 0);
    const QString chosen = runs_->rowOf(wanted_) >= 0 ? std::exchange(wanted_, {}) : current_;
    if (any && (chosen.isEmpty() || runs_->rowOf(chosen) < 0))
        list_->setCurrentRun(QString::fromStdString(runs_->runs().front().id));
    else if (!chosen.isEmpty() && list_->currentRun() != chosen)
        list_->setCurrentRun(chosen);
    updateDetails();
    loadSparks();
}

bool TrainPage::shows(const runs::RunName& run) const {
    return project_ && !run.id.empty() && project_->folder == run.project;
}

bool TrainPage::isLive(const QString& run) const {
    return live_ && shows(live_->run) && live_->run.id == run.toStdString();
}

void TrainPage::chooseRun(const QString& id) {
    if (id.isEmpty() || id == current_) return;
    current_ = id;
    // The run chosen is in the charts as long as it is chosen; those taken in by their swatch stay.
    const QString before = std::exchange(shownForChoice_, runs_->shown(id) ? QString() : id);
    runs_->setShown(id, true);
    if (!before.isEmpty() && before != id) runs_->setShown(before, false);
    updateDetails();
    loadFigures(id);
}

void TrainPage::showInChart(const QString& id, bool shown) {
    const auto* run = runs_->run(id);
    if (!shown || !run) {
        if (shownForChoice_ == id) shownForChoice_.clear();
        return chart_->removeRun(id);
    }
    chart_->setRun(id, runTitle(*run), runs_->colour(id));
    loadCurve(id);
    loadFigures(id);
}

void TrainPage::loadCurve(const QString& id) {
    ++loading_;
    bridge()->records().runCurve(this, id, [this, id](base::Result<std::vector<runs::CurvePoint>> curve) {
        --loading_;
        if (!curve) return;  // a run that ended before its first step has none
        std::vector<LossPoint> points;
        for (const auto& point : *curve) points.push_back({static_cast<double>(point.step), point.epoch, point.loss});
        chart_->setCurve(id, points);
    });
}

void TrainPage::loadFigures(const QString& id) {
    ++loading_;
    bridge()->records().runFigures(this, id, [this, id](base::Result<std::vector<store::FigureRecord>> figures) {
        --loading_;
        if (!figures) return showError(figures.error());
        if (id == current_) details_->setFigures(*figures);
        std::map<QString, std::vector<FigurePoint>> byName;
        for (const auto& figure : *figures)
            byName[QString::fromStdString(figure.name)].push_back(
                {static_cast<double>(figure.step), figure.epoch, figure.value});
        chart_->setFigures(id, byName);
        const auto* run = runs_->run(id);
        if (id == current_ && run)
            chart_->showFigureOf(
                id, run->bestMetric.empty() ? QString() : QString::fromStdString("dev." + run->bestMetric));
    });
}

void TrainPage::loadSparks() {
    for (const auto& run : runs_->runs()) {
        const QString id = QString::fromStdString(run.id);
        const bool growing = run.state == "running";
        if (sparked_.contains(id) && !growing) continue;
        sparked_.insert(id);
        bridge()->records().runCurve(this, id, [this, id](base::Result<std::vector<runs::CurvePoint>> curve) {
            if (!curve || curve->empty()) return;
            // Means of 24 equal parts: the noise of single steps says nothing at this size.
            constexpr std::size_t kParts = 24;
            std::vector<double> spark;
            const std::size_t parts = std::min(kParts, curve->size());
            for (std::size_t part = 0; part < parts; ++part) {
                const std::size_t from = part * curve->size() / parts, to = (part + 1) * curve->size() / parts;
                double sum = 0;
                for (std::size_t i = from; i < to; ++i) sum += (*curve)[i].loss;
                spark.push_back(sum / static_cast<double>(to - from));
            }
            runs_->setSpark(id, std::move(spark));
        });
    }
}

void TrainPage::updateDetails() {
    const auto* run = runs_->run(current_);
    const auto* model = run && project_ ? modelOfRun(*project_, run->id) : nullptr;
    details_->setRun(run, presets_, isLive(current_), model);
}

}  // namespace legenda::ui
