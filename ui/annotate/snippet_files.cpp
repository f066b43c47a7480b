// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/snippet_files.h"

#include "ui/bridge/convert.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/page.h"

#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>
#include <filesystem>

namespace legenda::ui {

SnippetFiles::SnippetFiles(Page* page) : QObject(page), page_(page) {}

void SnippetFiles::importFrom() {
    auto* dialog = fileDialog(page_, QStringLiteral("texts"), tr("Import region texts"));
    dialog->setNameFilters({tr("Region texts (*.csv *.tsv *.json *.jsonl)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &SnippetFiles::read);
    dialog->open();
}

void SnippetFiles::importFolder() {
    auto* dialog = folderDialog(page_, QStringLiteral("texts"), tr("Import a folder of labelme or Entities"));
    connect(dialog, &QFileDialog::fileSelected, this, &SnippetFiles::read);
    dialog->open();
}

void SnippetFiles::read(const QString& path) {
    const auto project = [this] {
        return page_->bridge()->project() ? page_->bridge()->project()->folder : std::filesystem::path{};
    };
    page_->bridge()->jobs().importSnippets(
        this, path, {}, {}, [this, path, project, into = project()](base::Result<exchange::SnippetsReport> report) {
            if (!report) return page_->showError(report.error());
            QString told = tr("%1 of %2 boxes and %3 of %4 texts in %5 are new")
                               .arg(report->newBoxes)
                               .arg(report->boxes)
                               .arg(report->newTexts)
                               .arg(report->texts)
                               .arg(QFileInfo(path).fileName());
            if (report->phrases > 0)
                told += tr("; %1 of %2 phrases are new").arg(report->newPhrases).arg(report->phrases);
            if (!report->skipped.empty())
                told += tr("; %1 remarks, the first: %2: %3")
                            .arg(report->skipped.size())
                            .arg(QFileInfo(QString::fromStdString(report->skipped.front().where)).fileName(),
                                 QString::fromStdString(report->skipped.front().why));
            if (project() != into) return page_->toast(told);  // another one is open: there is nothing to undo in it
            tellImported(told);
            Q_EMIT imported();
        });
}

// With Undo for the newest import, which is this one.
void SnippetFiles::tellImported(const QString& sentence) {
    page_->bridge()->upkeep().imports(this, [this, sentence](base::Result<std::vector<store::ImportRecord>> imports) {
        if (!imports || imports->empty()) return page_->toast(sentence);
        page_->toast(sentence, tr("Undo"), [this, import = imports->front().id] {
            page_->bridge()->upkeep().undoImport(this, import, [this](const base::Result<void>& done) {
                if (!done) return page_->showError(done.error());
                page_->toast(tr("The import was undone."));
                Q_EMIT imported();
            });
        });
    });
}

void SnippetFiles::exportTo() {
    QStringList filters;
    const auto infos = exchange::regions::formatInfos();
    for (const auto& info : infos)
        filters
            << (info.extension.empty()
                    ? tr("%1, a new folder (*)").arg(QString::fromStdString(info.title))
                    : tr("%1 (*%2)").arg(QString::fromStdString(info.title), QString::fromStdString(info.extension)));
    auto* dialog = saveDialog(page_, QStringLiteral("texts"), tr("Export region texts"), tr("snippets"));
    dialog->setNameFilters(filters);
    const auto csv = std::ranges::find(infos, "csv", &exchange::regions::FormatInfo::name);
    if (csv != infos.end()) dialog->selectNameFilter(filters.at(static_cast<int>(csv - infos.begin())));
    // The dialog asks before the file of this whole name is replaced.
    const auto follow = [dialog, filters, infos](const QString& filter) {
        const auto place = filters.indexOf(filter);
        if (place >= 0)
            dialog->setDefaultSuffix(QString::fromStdString(infos[static_cast<std::size_t>(place)].extension));
    };
    follow(dialog->selectedNameFilter());
    connect(dialog, &QFileDialog::filterSelected, dialog, follow);
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, filters, infos](const QString& file) {
        const auto place = filters.indexOf(dialog->selectedNameFilter());
        if (place >= 0) write({pathOf(file), infos[static_cast<std::size_t>(place)].name});
    });
    dialog->open();
}

void SnippetFiles::write(const exchange::SnippetsTarget& target) {
    page_->bridge()->jobs().lookAtExport(this, target, [this, target](base::Result<exchange::SnippetsReport> report) {
        if (!report) return page_->showError(report.error());
        report->losses.empty() ? writeAccepted(target) : confirm(target, *report);
    });
}

void SnippetFiles::confirm(const exchange::SnippetsTarget& target, const exchange::SnippetsReport& report) {
    QStringList losses;
    for (const auto& loss : report.losses) losses << QString::fromStdString(loss);
    auto* question = new QMessageBox(QMessageBox::Question, tr("Export region texts"),
                                     tr("This format cannot hold everything."), QMessageBox::Cancel, page_);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(losses.join(QLatin1Char('\n')));
    const auto* accept = question->addButton(tr("Export all the same"), QMessageBox::AcceptRole);
    connect(question, &QMessageBox::buttonClicked, this, [this, target, accept](const QAbstractButton* button) {
        if (button == accept) writeAccepted(target);
    });
    question->open();
}

void SnippetFiles::writeAccepted(const exchange::SnippetsTarget& target) {
    page_->bridge()->jobs().exportSnippets(
        this, target, {}, [this, target](base::Result<exchange::SnippetsReport> report) {
            if (!report) return page_->showError(report.error());
            page_->toast(tr("%1 boxes and %2 texts written to %3")
                             .arg(report->boxes)
                             .arg(report->texts)
                             .arg(QString::fromStdString(target.file.filename().string())));
        });
}

}  // namespace legenda::ui
