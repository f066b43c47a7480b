// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/backups_dialog.h"

#include "ui/controls/tables/rows_table.h"
#include "ui/controls/short_time.h"
#include "ui/controls/tone_label.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace legenda::ui {

namespace {

QString reasonText(const std::string& reason) {
    if (reason == "daily") return BackupsDialog::tr("daily");
    if (reason == "manual") return BackupsDialog::tr("made by hand");
    if (reason == "migration") return BackupsDialog::tr("before a new version's changes");
    if (reason == "restore") return BackupsDialog::tr("before a backup was restored");
    return QString::fromStdString(reason);
}

void setHistoryRow(QTableWidget* table, int row, const QStringList& cells, const QString& tip) {
    for (int column = 0; column < cells.size(); ++column) {
        auto* cell = new QTableWidgetItem(cells[column]);
        cell->setToolTip(tip);
        table->setItem(row, column, cell);
    }
}

ToneLabel* historyTitle(const QString& text, QWidget* parent) {
    auto* title = new ToneLabel(text, theme::Type::Base, ToneLabel::Tone::Normal, parent);
    title->setType(theme::Type::Base, QFont::DemiBold);
    return title;
}

}  // namespace

BackupsDialog::BackupsDialog(Bridge* bridge, QWidget* window)
    : QDialog(window),
      bridge_(bridge),
      backups_(
          makeRowsTable({tr("Backup of"), tr("Why"), tr("Size")}, 1, QStringLiteral("backups"), tr("Backups"), this)),
      imports_(
          makeRowsTable({tr("Import of"), tr("From"), tr("State")}, 1, QStringLiteral("imports"), tr("Imports"), this)),
      make_(new QPushButton(tr("Back up now"), this)),
      restore_(new QPushButton(tr("Restore"), this)),
      import_(new QPushButton(tr("Undo the import"), this)),
      note_(new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Backups and imports"));
    resize(680, 560);
    note_->setWordWrap(true);
    note_->setObjectName(QStringLiteral("historyNote"));
    auto* close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* foot = new QHBoxLayout;
    foot->addWidget(note_, 1);
    foot->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace5, theme::kSpace4, theme::kSpace5, theme::kSpace4);
    column->setSpacing(theme::kSpace3);
    column->addWidget(historyTitle(tr("Backups"), this));
    auto* hint = new ToneLabel(tr("Whole copies of the project's database: one a day, one before each restoring, and "
                                  "those you make. The newest %1 are kept; photographs, features and runs are not in "
                                  "them.")
                                   .arg(store::kBackupsKept),
                               theme::Type::Small, ToneLabel::Tone::Weak, this);
    hint->setWordWrap(true);
    column->addWidget(hint);
    column->addLayout(makeBackups(), 3);
    column->addWidget(historyTitle(tr("Imports"), this));
    column->addLayout(makeImports(), 2);
    column->addLayout(foot);
    connect(bridge_, &Bridge::projectOpened, this, &BackupsDialog::ask);
    enable();
    ask();
}

QLayout* BackupsDialog::makeBackups() {
    make_->setObjectName(QStringLiteral("makeBackup"));
    restore_->setObjectName(QStringLiteral("restoreBackup"));
    restore_->setToolTip(tr("Puts the project back as the backup has it; what stands now is backed up before"));
    auto* line = new QHBoxLayout;
    line->addWidget(make_);
    line->addStretch(1);
    line->addWidget(restore_);
    auto* column = new QVBoxLayout;
    column->setSpacing(theme::kSpace2);
    column->addWidget(backups_, 1);
    column->addLayout(line);
    connect(make_, &QPushButton::clicked, this, &BackupsDialog::makeBackup);
    connect(restore_, &QPushButton::clicked, this, &BackupsDialog::restore);
    connect(backups_, &QTableWidget::itemSelectionChanged, this, &BackupsDialog::enable);
    return column;
}

QLayout* BackupsDialog::makeImports() {
    import_->setObjectName(QStringLiteral("undoImport"));
    import_->setToolTip(
        tr("Takes out the boxes, texts and phrases of the import, but for those that were changed or "
           "added to since"));
    auto* line = new QHBoxLayout;
    line->addStretch(1);
    line->addWidget(import_);
    auto* column = new QVBoxLayout;
    column->setSpacing(theme::kSpace2);
    column->addWidget(imports_, 1);
    column->addLayout(line);
    connect(import_, &QPushButton::clicked, this, &BackupsDialog::undoOrRedo);
    connect(imports_, &QTableWidget::itemSelectionChanged, this, &BackupsDialog::enable);
    return column;
}

int BackupsDialog::chosen(const QTableWidget* table) const {
    return table->selectionModel()->hasSelection() ? table->currentRow() : -1;
}

void BackupsDialog::enable() {
    make_->setEnabled(!working_);
    restore_->setEnabled(!working_ && chosen(backups_) >= 0);
    const int import = chosen(imports_);
    import_->setEnabled(!working_ && import >= 0);
    const bool undone = import >= 0 && imported_[static_cast<std::size_t>(import)].undone;
    import_->setText(undone ? tr("Redo the import") : tr("Undo the import"));
}

void BackupsDialog::say(const QString& sentence, bool error) {
    working_ = false;
    note_->setText(sentence);
    note_->setTone(error ? ToneLabel::Tone::Error : ToneLabel::Tone::Weak);
    enable();
}

void BackupsDialog::work(const QString& sentence) {
    say(sentence);
    working_ = true;
    enable();
}

void BackupsDialog::ask() {
    bridge_->upkeep().backups(this, [this](base::Result<std::vector<store::BackupRecord>> backups) {
        if (!backups)
            return dropped(backups.error()) ? void() : say(QString::fromStdString(backups.error().message), true);
        saved_ = std::move(*backups);
        fillBackups();
    });
    bridge_->upkeep().imports(this, [this](base::Result<std::vector<store::ImportRecord>> imports) {
        if (!imports)
            return dropped(imports.error()) ? void() : say(QString::fromStdString(imports.error().message), true);
        imported_ = std::move(*imports);
        fillImports();
    });
}

void BackupsDialog::fillBackups() {
    backups_->clearSelection();
    backups_->setRowCount(static_cast<int>(saved_.size()));
    for (int row = 0; row < backups_->rowCount(); ++row) {
        const auto& each = saved_[static_cast<std::size_t>(row)];
        setHistoryRow(backups_, row,
                      {longTime(each.at), reasonText(each.reason),
                       QLocale().formattedDataSize(static_cast<qint64>(each.bytes), 1)},
                      QString::fromStdU16String(each.file.u16string()));
    }
    enable();
}

void BackupsDialog::fillImports() {
    const int kept = chosen(imports_);
    imports_->setRowCount(static_cast<int>(imported_.size()));
    for (int row = 0; row < imports_->rowCount(); ++row) {
        const auto& each = imported_[static_cast<std::size_t>(row)];
        const QString source = QString::fromStdString(each.source), format = QString::fromStdString(each.format);
        setHistoryRow(imports_, row,
                      {longTime(each.at),
                       source.isEmpty() ? format : tr("%1 (%2)").arg(source.section(QLatin1Char('/'), -1), format),
                       each.undone ? tr("undone") : tr("in the project")},
                      source);
    }
    if (kept >= 0 && kept < imports_->rowCount()) imports_->selectRow(kept);
    enable();
}

void BackupsDialog::makeBackup() {
    work(tr("The backup is being made …"));
    bridge_->upkeep().makeBackup(this, [this](const base::Result<store::BackupRecord>& made) {
        if (!made) return say(QString::fromStdString(made.error().message), true);
        say(tr("Backed up as %1.").arg(QString::fromStdString(made->name)));
        ask();
    });
}

void BackupsDialog::restore() {
    const int row = chosen(backups_);
    if (row < 0) return;
    const auto backup = saved_[static_cast<std::size_t>(row)];
    work(tr("The backup is being restored …"));
    bridge_->upkeep().restoreBackup(
        this, QString::fromStdString(backup.name), [this, backup](const base::Result<std::filesystem::path>& replaced) {
            if (!replaced) return say(QString::fromStdString(replaced.error().message), true);
            say(tr("The project stands as on %1. What stood before is kept as %2.")
                    .arg(longTime(backup.at), QString::fromStdU16String(replaced->filename().u16string())));
            bridge_->refreshProject();
            ask();
        });
}

void BackupsDialog::undoOrRedo() {
    const int row = chosen(imports_);
    if (row < 0) return;
    const auto import = imported_[static_cast<std::size_t>(row)];
    const auto done = [this, import](const base::Result<void>& outcome) {
        if (!outcome) return say(QString::fromStdString(outcome.error().message), true);
        say(import.undone ? tr("What was imported is in the project again.")
                          : tr("What was imported is taken out, but for what was changed since."));
        Q_EMIT bridge_->annotationsChanged({}, true);
        ask();
    };
    work(import.undone ? tr("The import is being put back …") : tr("The import is being taken out …"));
    if (import.undone)
        bridge_->upkeep().redoImport(this, import.id, done);
    else
        bridge_->upkeep().undoImport(this, import.id, done);
}

}  // namespace legenda::ui
