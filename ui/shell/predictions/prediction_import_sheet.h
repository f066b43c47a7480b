// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QDialog>
#include <QTimer>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace legenda::ui {

class ToneLabel;

// Imports another model's output into the open project as a prediction set (non-modal). A file that is chosen is looked
// at at once, by a job, and what it holds is shown before anything is written. GUI thread.
class PredictionImportSheet : public QDialog {
    Q_OBJECT
 public:
    // A project is open, and the sets go into it.
    PredictionImportSheet(Bridge* bridge, QWidget* window);

    void setFile(const QString& fileOrFolder);
    bool importing() const { return step_ != Step::Choosing; }
    void reject() override;  // ends an import that runs, and stays; else closes

 Q_SIGNALS:
    void imported(const std::filesystem::path& project, const legenda::exchange::PredictionsReport& report);
    // Where another project was opened meanwhile; else the sheet says it.
    void failed(const legenda::base::Error& error);

 private:
    enum class Step { Choosing, Importing, Stopping };

    void fillFields();
    QWidget* fileLine(QLineEdit* line, bool folderToo);
    void changed();
    void look();
    void askNames();
    void proposeName();
    void start();
    void ended(base::Result<exchange::PredictionsReport> report);
    void refresh();
    void sayWhetherItWaits(const std::shared_ptr<const bool>& begun);  // of the job
    void progress(const base::Progress& progress);
    bool idsAsked() const;
    QString inputProblem() const;  // why it cannot be looked at; empty: it can
    QString nameProblem() const;   // why this is no name for the set; empty: it is one
    exchange::PredictionsRequest request() const;

    Bridge* bridge_;
    std::filesystem::path project_;
    QLineEdit* file_;
    QComboBox* format_;
    QLineEdit *images_, *sentences_, *name_;
    ToneLabel *nameHint_, *said_;
    QPlainTextEdit* details_;
    QProgressBar* bar_;
    QFormLayout* form_;
    QPushButton* import_ = nullptr;
    QTimer pause_;            // after a change, before the file is looked at
    session::JobId job_ = 0;  // that looks or imports
    int looks_ = 0;           // incremented with every change: an earlier look is of no use
    Step step_ = Step::Choosing;
    bool named_ = false;              // by the user
    bool fits_ = false;               // what was looked at can be imported
    std::vector<std::string> taken_;  // names of the project's sets
};

}  // namespace legenda::ui
