// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

class QToolButton;

namespace legenda::ui {

class LossChart;
class Page;

// Writes the chart of the Train page as a picture, and the curves of its runs as a table. GUI thread.
class ChartExport : public QObject {
    Q_OBJECT
 public:
    ChartExport(Page* page, LossChart* chart);

    void savePicture(const QString& file);  // PNG
    void saveTable(const QString& file);    // CSV, every step; see runs::exportCurves()

 private:
    void ask(const QString& title, const QString& filter, const QString& suffix,
             void (ChartExport::*save)(const QString&));
    void tellSaved(const QString& file);

    Page* page_;
    LossChart* chart_;
};

}  // namespace legenda::ui
