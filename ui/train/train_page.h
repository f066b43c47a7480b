// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QTimer>

#include <map>
#include <vector>

class QStackedWidget;

namespace legenda::ui {

class LiveTraining;
class LossChart;
class RunActions;
class RunCurves;
class RunDifferences;
class RunList;
class RunListModel;
class TrainDetails;
class TrainNewRun;

// The Train page: the runs at the left, their curves in the middle, one run's details at the right; the panel for a new
// run slides in over them. GUI thread.
class TrainPage : public Page {
    Q_OBJECT
 public:
    explicit TrainPage(Bridge* bridge, QWidget* parent = nullptr);

    void setProject(const project::ProjectInfo& project) override;
    void activated() override;
    void deactivated() override { poll_.stop(); }
    QString nowShown() const override;
    bool settled() const override;

    LossChart* chart() { return chart_; }
    RunListModel* runs() { return runs_; }
    TrainNewRun* newRun() { return newRun_; }
    LiveTraining* live() { return live_; }
    void start(const runs::TrainRequest& request);
    void cancel();
    bool training() const;  // a training of this session is waiting or running

 private:
    QWidget* makeLeft();
    QWidget* makeCentre();
    QWidget* makeSearch();
    void refreshRuns();
    void takeRuns(std::vector<store::RunRecord> runs);
    void follow(const std::vector<store::RunRecord>& before);
    void offerToResume(const std::vector<store::RunRecord>& runs);
    void chooseRun(const QString& id);
    void showInChart(const QString& id, bool shown);
    void showFigures(const QString& id, const std::vector<store::FigureRecord>& figures);
    void loadSparks();
    void updateDetails();
    void plot(const QString& run, const runs::TrainingEvent& event);
    void ended(const QString& run);
    void useCheckpoint();
    void useModel(project::ModelKind kind, const QString& which, const QString& before);
    void withCurrent(void (RunActions::*act)(const store::RunRecord&));

    std::optional<project::ProjectInfo> project_;
    std::vector<runs::PresetInfo> presets_;
    LiveTraining* live_;
    RunActions* actions_;
    QStackedWidget* stack_;
    QStackedWidget* centre_ = nullptr;
    RunListModel* runs_;
    RunList* list_ = nullptr;
    LossChart* chart_ = nullptr;
    RunCurves* curves_ = nullptr;
    RunDifferences* differences_ = nullptr;
    TrainDetails* details_ = nullptr;
    TrainNewRun* newRun_ = nullptr;
    QTimer poll_;
    QString current_, shownForChoice_;
    QString wanted_;  // becomes current as soon as it is listed
    enum class Listing { Idle, Asked, Again };
    Listing listing_ = Listing::Idle;
    bool listed_ = false, offered_ = false;
};

}  // namespace legenda::ui
