// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/predictions/prediction_files.h"

#include "ui/controls/toast.h"
#include "ui/shell/predictions/prediction_import_sheet.h"
#include "ui/shell/predictions/prediction_report_text.h"
#include "ui/shell/predictions/prediction_sets_dialog.h"

#include <QFileInfo>
#include <QMainWindow>

namespace legenda::ui {

namespace {

void bringUp(QWidget* dialog) {
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

}  // namespace

PredictionFiles::PredictionFiles(Bridge* bridge, QMainWindow* window)
    : QObject(window), bridge_(bridge), window_(window) {}

bool PredictionFiles::takes(const QString& path) const {
    static const QStringList kEndings{QStringLiteral("json"), QStringLiteral("jsonl"), QStringLiteral("ndjson"),
                                      QStringLiteral("npy")};
    const QFileInfo info(path);
    return bridge_->project() && kEndings.contains(info.suffix().toLower()) && info.isFile();
}

bool PredictionFiles::hasProject() {
    if (bridge_->project()) return true;
    Toast::show(window_, tr("Open the project of the photographs first: predictions are kept in it."));
    return false;
}

void PredictionFiles::importFrom(const QString& fileOrFolder) {
    if (!hasProject()) return;
    PredictionImportSheet* sheet = nullptr;
    for (auto* each : window_->findChildren<PredictionImportSheet*>(QString(), Qt::FindDirectChildrenOnly))
        if (each->isVisible() && !each->importing()) sheet = each;
    if (!sheet) {
        sheet = new PredictionImportSheet(bridge_, window_);
        connect(sheet, &PredictionImportSheet::imported, this, &PredictionFiles::tell);
        connect(sheet, &PredictionImportSheet::failed, this, &PredictionFiles::failed);
    }
    if (!fileOrFolder.isEmpty()) sheet->setFile(fileOrFolder);
    bringUp(sheet);
}

void PredictionFiles::showSets() {
    if (!hasProject()) return;
    PredictionSetsDialog* dialog = nullptr;
    for (auto* each : window_->findChildren<PredictionSetsDialog*>(QString(), Qt::FindDirectChildrenOnly))
        if (each->isVisible()) dialog = each;  // and not about to be deleted
    if (!dialog) {
        dialog = new PredictionSetsDialog(bridge_, window_);
        connect(dialog, &PredictionSetsDialog::importWanted, this, [this] { importFrom(); });
    }
    bringUp(dialog);
}

void PredictionFiles::tell(const std::filesystem::path& project, const exchange::PredictionsReport& report) {
    const QString name = QString::fromStdString(report.name), counted = PredictionReportText::counted(report);
    const auto isOpen = [this, project] { return bridge_->project() && bridge_->project()->folder == project; };
    if (isOpen())
        Toast::show(window_, tr("Imported as %1: %2.").arg(name, counted), tr("Show in Browse"), [this, isOpen, name] {
            if (isOpen()) Q_EMIT browseWanted(name);
        });
    else
        Toast::show(window_, tr("Imported as %1 into %2: %3.")
                                 .arg(name, QString::fromStdU16String(project.filename().u16string()), counted));
}

}  // namespace legenda::ui
