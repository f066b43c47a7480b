// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/chart_export.h"

#include "ui/bridge/convert.h"
#include "ui/charts/loss_chart.h"
#include "ui/controls/actions.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/files/in_background.h"
#include "ui/controls/page.h"

#include <QFileInfo>

namespace legenda::ui {

ChartExport::ChartExport(Page* page, LossChart* chart) : QObject(page), page_(page), chart_(chart) {
    ui::addAction(page, QStringLiteral("train.savePicture"), tr("Save the charts as a picture …"),
                  QStringLiteral("export"), {}, [this] {
                      ask(tr("Save the charts"), tr("PNG picture (*.png)"), QStringLiteral("png"),
                          &ChartExport::savePicture);
                  });
    ui::addAction(
        page, QStringLiteral("train.saveTable"), tr("Save the curves as a table …"), QStringLiteral("export"), {},
        [this] { ask(tr("Save the curves"), tr("Table (*.csv)"), QStringLiteral("csv"), &ChartExport::saveTable); });
}

void ChartExport::ask(const QString& title, const QString& filter, const QString& suffix,
                      void (ChartExport::*save)(const QString&)) {
    if (chart_->runs().isEmpty()) return;
    auto* dialog = saveDialog(page_, QStringLiteral("curves"), title, QStringLiteral("curves.") + suffix);
    dialog->setNameFilter(filter);
    dialog->setDefaultSuffix(suffix);
    connect(dialog, &QFileDialog::fileSelected, this, save);
    dialog->open();
}

void ChartExport::tellSaved(const QString& file) {
    page_->toast(tr("Saved %1").arg(QFileInfo(file).fileName()));
}

// The picture is encoded and written beside the GUI thread.
void ChartExport::savePicture(const QString& file) {
    inBackground(
        this, [picture = chart_->picture(), file] { return picture.save(file, "PNG"); },
        [this, file](bool saved) {
            if (saved) return tellSaved(file);
            page_->showError({base::ErrorCode::Io, tr("%1 cannot be written.").arg(file).toStdString(), {}});
        });
}

void ChartExport::saveTable(const QString& file) {
    page_->bridge()->records().exportCurves(this, chart_->runs(), file,
                                            [this, file](const base::Result<std::filesystem::path>& saved) {
                                                if (!saved) return page_->showError(saved.error());
                                                tellSaved(file);
                                            });
}

}  // namespace legenda::ui
