// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/snippet_files.h"

#include "ui/controls/page.h"

#include <QFileDialog>
#include <QFileInfo>

namespace legenda::ui {

SnippetFiles::SnippetFiles(Page* page) : QObject(page), page_(page) {}

void SnippetFiles::importFrom() {
    const QString file = QFileDialog::getOpenFileName(page_, tr("Import region texts"), {},
                                                      tr("Region texts (*.csv *.json);;All files (*)"));
    if (file.isEmpty()) return;
    page_->bridge()->jobs().importSnippets(this, file, {}, {},
                                           [this, file](base::Result<exchange::SnippetsReport> report) {
                                               if (!report) return page_->showError(report.error());
                                               page_->toast(tr("%1 boxes and %2 texts imported from %3")
                                                                .arg(report->boxes)
                                                                .arg(report->texts)
                                                                .arg(QFileInfo(file).fileName()));
                                               Q_EMIT imported();
                                           });
}

void SnippetFiles::exportTo() {
    const QString csv = tr("Snippets, CSV (*.csv)"), coco = tr("COCO, JSON (*.json)");
    QString chosen = csv;
    QString file = QFileDialog::getSaveFileName(page_, tr("Export region texts"), tr("snippets.csv"),
                                                csv + QStringLiteral(";;") + coco, &chosen);
    if (file.isEmpty()) return;
    const bool json = file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive) ||
                      (chosen == coco && QFileInfo(file).suffix().isEmpty());
    if (QFileInfo(file).suffix().isEmpty()) file += json ? QStringLiteral(".json") : QStringLiteral(".csv");
    page_->bridge()->jobs().exportSnippets(this, file, json ? QStringLiteral("coco") : QStringLiteral("csv"), {},
                                           [this, file](base::Result<exchange::SnippetsReport> report) {
                                               if (!report) return page_->showError(report.error());
                                               page_->toast(tr("%1 boxes and %2 texts written to %3")
                                                                .arg(report->boxes)
                                                                .arg(report->texts)
                                                                .arg(QFileInfo(file).fileName()));
                                           });
}

}  // namespace legenda::ui
