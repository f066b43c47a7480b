// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QFrame>

class QPushButton;
class QVBoxLayout;

namespace legenda::ui {

class FigureTable;
class ToneLabel;

// The details of one run: state, options that differ from its preset, figures by epoch, note, checkpoint. GUI
// thread.
class TrainDetails : public QFrame {
    Q_OBJECT
 public:
    explicit TrainDetails(QWidget* parent = nullptr);

    // `own`: it is being trained by this session. `model`: its model so far; nullptr: none that can be in use.
    void setRun(const store::RunRecord* run, const std::vector<runs::PresetInfo>& presets, bool own,
                const project::ListedModel* model);
    void setFigures(const std::vector<store::FigureRecord>& figures);

 Q_SIGNALS:
    void useRequested();
    void resumeRequested();
    void pauseRequested();
    void stopRequested();

 private:
    void addFact(const QString& name, const QString& value, const QString& tip = {});
    void addProvenance(const store::RunRecord& run);

    store::RunRecord run_;
    std::vector<store::FigureRecord> shown_;  // in the table
    ToneLabel* title_;
    ToneLabel* state_;
    QWidget* facts_ = nullptr;
    QVBoxLayout* column_;
    ToneLabel* note_;
    ToneLabel* figuresTitle_;
    FigureTable* figures_;
    QPushButton* use_;
    QPushButton* resume_;
    QPushButton* pause_;
    QPushButton* stop_;
};

// Key and "value (preset value)" of the options that differ from the preset.
std::vector<std::pair<QString, QString>> changedOptions(const store::RunRecord& run,
                                                        const std::vector<runs::PresetInfo>& presets);

}  // namespace legenda::ui
