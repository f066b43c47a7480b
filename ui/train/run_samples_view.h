// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QGridLayout;
class QSlider;
class QStackedWidget;

namespace legenda::ui {

class Page;
class RunListModel;
class SampleCard;
class ToneLabel;

// What the current run's model says about the same dev images at each evaluation, on a slider over the evaluations. It
// stays at the newest one while the run goes on, unless the user has moved it. Asks only while it is visible. GUI
// thread.
class RunSamplesView : public QWidget {
    Q_OBJECT
 public:
    RunSamplesView(Page* page, RunListModel* runs, QWidget* parent = nullptr);

    void setRun(const QString& run);
    void refresh();  // the run has gone on, or the list of runs has changed
    const std::vector<SampleCard*>& cards() const { return cards_; }

 protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

 private:
    void ask();
    void take(session::RunSampleSet found);
    void clear();
    std::int64_t lastStep() const;  // of the evaluations that are here; -1: there is none
    void showEvaluation(int number);
    void showPicture(std::size_t card, const std::string& image);
    void place();

    Page* page_;
    RunListModel* runs_;
    QString run_;
    QStackedWidget* stack_;
    QSlider* slider_;
    ToneLabel* where_;
    QGridLayout* grid_;
    std::vector<SampleCard*> cards_;
    std::vector<std::string> pictured_;  // UUID of each card's picture
    std::vector<runs::RunSamples> evaluations_;
    std::map<std::string, std::int64_t> images_;  // by UUID
    QTimer poll_;
    bool asked_ = false;
};

}  // namespace legenda::ui
