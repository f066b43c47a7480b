// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QDialog>

#include <set>
#include <string>
#include <vector>

class QLayout;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace legenda::ui {

class ToneLabel;

// The prediction sets of the open project (non-modal): what they are, and their export and removal. Follows what other
// windows and programs do to them. GUI thread.
class PredictionSetsDialog : public QDialog {
    Q_OBJECT
 public:
    PredictionSetsDialog(Bridge* bridge, QWidget* window);

    // Asks where the chosen set is to be written, and whether it is to be removed.
    void exportChosen();
    void removeChosen();
    // format: empty: that of the imported file. The end is told here or, once this is closed, over the window.
    void write(const std::string& set, const std::string& format, const QString& file);

 Q_SIGNALS:
    void importWanted();

 private:
    QLayout* makeButtons();
    void ask();
    void take(std::vector<store::PredictionSetRecord> sets);
    void enable();
    void remove(const store::PredictionSetRecord& set);
    void say(const QString& sentence, bool error = false);
    const store::PredictionSetRecord* chosen() const;

    Bridge* bridge_;
    QStackedWidget* stack_;  // the table, or what a set is
    QTableWidget* table_;
    QPushButton *import_, *export_, *remove_;
    ToneLabel* note_;
    int asked_ = 0;
    std::vector<store::PredictionSetRecord> sets_;  // the rows of the table
    std::set<std::string> going_;                   // UUIDs of those that are being removed
};

}  // namespace legenda::ui
