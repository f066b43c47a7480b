// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/jobs.h"

#include <QCoreApplication>
#include <QString>

#include <filesystem>
#include <string>

namespace legenda::ui {

// What a file of predictions holds for the project, in words for the window.
struct PredictionReportText {
    Q_DECLARE_TR_FUNCTIONS(PredictionReportText)
 public:
    // file: the one that was read; places in it are told without its folder.
    PredictionReportText(const exchange::PredictionsReport& report, const std::filesystem::path& file);

    static QString kindTitle(store::PredictionKind kind);   // "Phrase boxes"
    static QString formatTitle(const std::string& format);  // "COCO captions"; of one that is not known its name
    static QString counted(const exchange::PredictionsReport& report);  // "3 predictions for 2 images"

    bool importable = false;
    QString sentence;  // what the file holds, or why it cannot be imported
    QString details;   // names left out, images without a prediction, problems and notes, a line each; empty: nothing
};

}  // namespace legenda::ui
