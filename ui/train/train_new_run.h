// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QFrame>
#include <QPointer>

#include <vector>

class QAbstractButton;
class QButtonGroup;
class QComboBox;
class QPropertyAnimation;
class QPushButton;
class QVBoxLayout;

namespace legenda::ui {

class OptionsForm;
class RunForecast;
class RunSettings;
class ToneLabel;

// The panel that starts a training: what to train, on which project, a preset, its options, where it is computed, and
// what will happen then. Slides in over the right side of `over`, a widget of the same parent. GUI thread.
class TrainNewRun : public QFrame {
    Q_OBJECT
 public:
    TrainNewRun(Bridge* bridge, QWidget* over, QWidget* parent);

    void setPresets(std::vector<runs::PresetInfo> presets);
    void setProject(const project::ProjectInfo& project);
    // Fills the panel with the kind, preset and options of a run, to start another one like it with changes.
    void follow(const store::RunRecord& run);
    void slideIn();
    void slideOut();
    bool isOpen() const { return open_; }
    void forgetTexts();  // those of the run that was started last: the project lists it
    // An error of the engine that names an option is shown beside its field; false: it names none.
    bool showRefusal(const base::Error& error);
    OptionsForm* form() { return form_; }
    RunForecast* forecast() { return forecast_; }

 Q_SIGNALS:
    void startRequested(const legenda::runs::TrainRequest& request);

 protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

 private:
    void addHead(QVBoxLayout* outer);
    void addChoices(QVBoxLayout* outer);
    void addFoot(QVBoxLayout* outer);
    const project::ModelKindInfo& shownKind() const;
    std::string kind() const;
    runs::TrainRequest request() const;  // a project is open and a preset is chosen
    void kindChanged();
    void choosePreset(int index);
    void updateStart();
    QRect place(bool open) const;
    void slide(bool open);

    QWidget* over_;
    std::vector<runs::PresetInfo> presets_;
    std::vector<std::size_t> offered_;  // of presets_, of the chosen kind
    int chosen_ = -1;                   // of offered_
    bool open_ = false;
    std::string like_;  // the run that the panel was filled from, as long as kind and preset are its own
    std::optional<project::ProjectInfo> project_;
    QComboBox* kinds_;
    ToneLabel* about_;
    ToneLabel* projectText_;
    QVBoxLayout* cards_;
    QButtonGroup* group_;
    OptionsForm* form_;
    RunSettings* settings_;
    RunForecast* forecast_;
    ToneLabel* why_;
    QPushButton* start_;
    QPropertyAnimation* animation_;
    QPointer<QWidget> before_;  // had the focus when the panel was shown
};

}  // namespace legenda::ui
