// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/predictions/prediction_sets_dialog.h"

#include "ui/bridge/convert.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/tables/rows_table.h"
#include "ui/controls/short_time.h"
#include "ui/controls/toast.h"
#include "ui/controls/tone_label.h"
#include "ui/shell/predictions/prediction_report_text.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kImagesColumn = 4, kItemsColumn = 5;

QString setCount(std::int64_t count) {
    return QLocale().toString(static_cast<qlonglong>(count));
}

// "Phrase boxes (*.jsonl)": for a file dialog.
QString exportFilter(const exchange::predictions::FormatInfo& format) {
    const QString title = QString::fromStdString(format.title);
    if (format.extensions.empty()) return PredictionSetsDialog::tr("%1, a new folder (*)").arg(title);
    QStringList patterns;
    for (const auto& extension : format.extensions) patterns << QLatin1Char('*') + QString::fromStdString(extension);
    return QStringLiteral("%1 (%2)").arg(title, patterns.join(QLatin1Char(' ')));
}

}  // namespace

PredictionSetsDialog::PredictionSetsDialog(Bridge* bridge, QWidget* window)
    : QDialog(window),
      bridge_(bridge),
      stack_(new QStackedWidget(this)),
      table_(makeRowsTable(
          {tr("Name"), tr("Kind"), tr("Format"), tr("File"), tr("Images"), tr("Predictions"), tr("Imported on")}, 0,
          QStringLiteral("predictionSets"), tr("Prediction sets"), this)),
      import_(new QPushButton(tr("Import …"), this)),
      export_(new QPushButton(tr("Export …"), this)),
      remove_(new QPushButton(tr("Remove"), this)),
      note_(new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Prediction sets"));
    resize(860, 420);
    auto* nothing = new ToneLabel(
        tr("A prediction set is what another model says of the photographs of this project, read from the file that it "
           "has written: captions, phrase boxes, region captions, alignments, or a similarity matrix. It has a name, "
           "is scored like a model of ours, and is removed as one."),
        theme::Type::Base, ToneLabel::Tone::Weak, this);
    nothing->setObjectName(QStringLiteral("noPredictionSets"));
    nothing->setWordWrap(true);
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setMargin(theme::kSpace5);
    stack_->addWidget(table_);
    stack_->addWidget(nothing);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace5, theme::kSpace4, theme::kSpace5, theme::kSpace4);
    column->setSpacing(theme::kSpace3);
    column->addWidget(stack_, 1);
    column->addLayout(makeButtons());
    connect(table_, &QTableWidget::itemSelectionChanged, this, &PredictionSetsDialog::enable);
    connect(bridge_, &Bridge::predictionsChanged, this, &PredictionSetsDialog::ask);
    connect(bridge_, &Bridge::projectOpened, this, &PredictionSetsDialog::ask);
    enable();
    ask();
}

QLayout* PredictionSetsDialog::makeButtons() {
    import_->setObjectName(QStringLiteral("importSet"));
    export_->setObjectName(QStringLiteral("exportSet"));
    remove_->setObjectName(QStringLiteral("removeSet"));
    note_->setObjectName(QStringLiteral("setsNote"));
    note_->setWordWrap(true);
    auto* close = new QPushButton(tr("Close"), this);
    auto* line = new QHBoxLayout;
    for (QPushButton* button : {import_, export_, remove_}) {
        button->setAutoDefault(false);
        line->addWidget(button);
    }
    line->addWidget(note_, 1);
    line->addWidget(close);
    connect(import_, &QPushButton::clicked, this, &PredictionSetsDialog::importWanted);
    connect(export_, &QPushButton::clicked, this, &PredictionSetsDialog::exportChosen);
    connect(remove_, &QPushButton::clicked, this, &PredictionSetsDialog::removeChosen);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    return line;
}

// --- the list

void PredictionSetsDialog::ask() {
    bridge_->predictions().sets(this,
                                [this, asked = ++asked_](base::Result<std::vector<store::PredictionSetRecord>> sets) {
                                    if (asked != asked_) return;
                                    if (sets)
                                        take(std::move(*sets));
                                    else if (!dropped(sets.error()))
                                        say(QString::fromStdString(sets.error().message), true);
                                });
}

void PredictionSetsDialog::take(std::vector<store::PredictionSetRecord> sets) {
    const auto* before = chosen();
    const std::string kept = before ? before->uuid : std::string();
    sets_ = std::move(sets);
    std::erase_if(sets_, [this](const auto& set) { return going_.contains(set.uuid); });
    table_->clearSelection();
    table_->setRowCount(static_cast<int>(sets_.size()));
    for (int row = 0; row < table_->rowCount(); ++row) {
        const auto& set = sets_[static_cast<std::size_t>(row)];
        const QStringList cells{QString::fromStdString(set.name),
                                PredictionReportText::kindTitle(set.kind),
                                PredictionReportText::formatTitle(set.format),
                                QString::fromStdString(set.file),
                                setCount(set.images),
                                setCount(set.items),
                                longTime(set.at)};
        for (int column = 0; column < cells.size(); ++column) {
            auto* cell = new QTableWidgetItem(cells[column]);
            cell->setToolTip(cells[column]);
            if (column > 0)
                cell->setData(
                    Qt::AccessibleTextRole,
                    tr("%1: %2, %3").arg(table_->horizontalHeaderItem(column)->text(), cells[column], cells.front()));
            if (column == kImagesColumn || column == kItemsColumn)
                cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            table_->setItem(row, column, cell);
        }
        if (set.uuid == kept) table_->selectRow(row);
    }
    stack_->setCurrentIndex(sets_.empty() ? 1 : 0);
    enable();
}

const store::PredictionSetRecord* PredictionSetsDialog::chosen() const {
    const int row = table_->selectionModel()->hasSelection() ? table_->currentRow() : -1;
    return row >= 0 && row < static_cast<int>(sets_.size()) ? &sets_[static_cast<std::size_t>(row)] : nullptr;
}

void PredictionSetsDialog::enable() {
    import_->setEnabled(bridge_->project().has_value());
    export_->setEnabled(chosen() != nullptr);
    remove_->setEnabled(chosen() != nullptr);
}

void PredictionSetsDialog::say(const QString& sentence, bool error) {
    note_->setText(sentence);
    note_->setTone(error ? ToneLabel::Tone::Error : ToneLabel::Tone::Weak);
}

// --- out of the project

void PredictionSetsDialog::exportChosen() {
    const auto* set = chosen();
    if (!set) return;
    const auto formats = exchange::exportFormats(set->kind);
    QStringList filters;
    for (const auto& format : formats) filters << exportFilter(format);
    const QString name = QString::fromStdString(set->name);
    auto* dialog = saveDialog(this, QStringLiteral("predictions"), tr("Export the predictions %1").arg(name), name);
    dialog->setNameFilters(filters);
    const auto own = std::ranges::find(formats, set->format, &exchange::predictions::FormatInfo::name);
    if (own != formats.end()) dialog->selectNameFilter(filters.at(static_cast<int>(own - formats.begin())));
    // The dialog asks before the file of this whole name is replaced.
    const auto follow = [dialog, filters, formats](const QString& filter) {
        const auto place = filters.indexOf(filter);
        if (place < 0) return;
        const auto& extensions = formats[static_cast<std::size_t>(place)].extensions;
        dialog->setDefaultSuffix(extensions.empty() ? QString() : QString::fromStdString(extensions.front()));
    };
    follow(dialog->selectedNameFilter());
    connect(dialog, &QFileDialog::filterSelected, dialog, follow);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, dialog, filters, formats, set = set->name](const QString& file) {
                const auto place = filters.indexOf(dialog->selectedNameFilter());
                if (place >= 0) write(set, formats[static_cast<std::size_t>(place)].name, file);
            });
    dialog->open();
}

void PredictionSetsDialog::write(const std::string& set, const std::string& format, const QString& file) {
    say(tr("Writing %1 …").arg(QFileInfo(file).fileName()));
    bridge_->jobs().exportPredictions(
        parentWidget(), {{}, set, format, pathOf(file)}, {},
        [self = QPointer<PredictionSetsDialog>(this), window = parentWidget(),
         file](const base::Result<exchange::PredictionsReport>& report) {
            if (!report && dropped(report.error())) return self ? self->say({}) : void();
            const QString told =
                report ? tr("%1 written to %2.").arg(PredictionReportText::counted(*report), QFileInfo(file).fileName())
                       : QString::fromStdString(report.error().message);
            if (self)
                self->say(told, !report);
            else
                Toast::show(window, told);
        });
}

void PredictionSetsDialog::removeChosen() {
    const auto* set = chosen();
    if (!set || !bridge_->project()) return;
    auto* question =
        new QMessageBox(QMessageBox::Question, tr("Remove predictions"),
                        tr("Remove the predictions %1 from the project?").arg(QString::fromStdString(set->name)),
                        QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("removePredictions"));
    question->setTextFormat(Qt::PlainText);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("Images: %1, predictions: %2. Only another import of %3 brings them back.")
            .arg(setCount(set->images), setCount(set->items), QString::fromStdString(set->file)));
    const auto* accept = question->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    question->setDefaultButton(QMessageBox::Cancel);
    question->setEscapeButton(QMessageBox::Cancel);
    connect(question, &QMessageBox::buttonClicked, this,
            [this, accept, set = *set, project = bridge_->project()->folder](const QAbstractButton* button) {
                if (button == accept && bridge_->project() && bridge_->project()->folder == project) remove(set);
            });
    question->open();
}

// Its row goes at once, and comes back should it fail.
void PredictionSetsDialog::remove(const store::PredictionSetRecord& set) {
    going_.insert(set.uuid);
    take(std::move(sets_));
    const QString name = QString::fromStdString(set.name);
    say(tr("%1 is removed.").arg(name));
    bridge_->predictions().remove(
        this, name, [this, uuid = set.uuid](const base::Result<std::vector<store::PredictionSetRecord>>& left) {
            going_.erase(uuid);
            if (!left && !dropped(left.error())) say(QString::fromStdString(left.error().message), true);
            ask();
        });
}

}  // namespace legenda::ui
