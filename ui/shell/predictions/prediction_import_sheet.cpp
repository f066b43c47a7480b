// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/predictions/prediction_import_sheet.h"

#include "ui/bridge/convert.h"
#include "ui/controls/dialog_buttons.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/tone_label.h"
#include "ui/shell/predictions/prediction_report_text.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kDetailsHeight = 120;               // pixels
constexpr int kLookAfter = 250;                   // ms after the last change
constexpr int kImagesRow = 2, kSentencesRow = 3;  // of the form
constexpr int kSayWaiting = 1000;                 // ms that a job waits before this is said
constexpr int kLongestProposal = 80;              // bytes of a name: a number has room behind it

QString proposedName(const QString& path) {
    const QFileInfo info(QDir::cleanPath(path));
    QString name = (info.isDir() ? info.fileName() : info.completeBaseName()).simplified();
    while (name.toUtf8().size() > kLongestProposal) name.chop(1);
    if (!name.isEmpty() && name.back().isHighSurrogate()) name.chop(1);
    return name;
}

}  // namespace

PredictionImportSheet::PredictionImportSheet(Bridge* bridge, QWidget* window)
    : QDialog(window),
      bridge_(bridge),
      project_(bridge->project()->folder),
      file_(new QLineEdit),
      format_(new QComboBox),
      images_(new QLineEdit),
      sentences_(new QLineEdit),
      name_(new QLineEdit),
      nameHint_(new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Warning)),
      said_(new ToneLabel),
      details_(new QPlainTextEdit),
      bar_(new QProgressBar),
      form_(new QFormLayout) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Import predictions of another model"));
    setMinimumWidth(560);
    said_->setObjectName(QStringLiteral("predictionsFound"));
    said_->setWordWrap(true);
    details_->setObjectName(QStringLiteral("predictionsDetails"));
    details_->setAccessibleName(tr("What was found in the file"));
    details_->setReadOnly(true);
    details_->setTabChangesFocus(true);
    details_->setMinimumHeight(theme::scaled(kDetailsHeight));
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress with the file"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace5, theme::kSpace5, theme::kSpace5, theme::kSpace4);
    column->setSpacing(theme::kSpace3);
    auto* fields = new QWidget;
    fields->setLayout(form_);
    column->addWidget(fields);
    fillFields();
    column->addWidget(said_);
    column->addWidget(details_, 1);
    column->addWidget(bar_);
    auto* buttons = new DialogButtons(tr("Import"), "importPredictions", this);
    import_ = buttons->accept();
    column->addLayout(buttons);

    pause_.setSingleShot(true);
    pause_.setInterval(kLookAfter);
    connect(&pause_, &QTimer::timeout, this, &PredictionImportSheet::look);
    for (QLineEdit* line : {file_, images_, sentences_})
        connect(line, &QLineEdit::textChanged, this, &PredictionImportSheet::changed);
    connect(format_, &QComboBox::currentIndexChanged, this, &PredictionImportSheet::changed);
    connect(name_, &QLineEdit::textEdited, this, [this](const QString& text) { named_ = !text.trimmed().isEmpty(); });
    connect(name_, &QLineEdit::textChanged, this, &PredictionImportSheet::refresh);
    connect(import_, &QPushButton::clicked, this, &PredictionImportSheet::start);
    connect(bridge_, &Bridge::predictionsChanged, this, &PredictionImportSheet::askNames);
    // An import goes on into its project, out of sight: the sheet deletes itself at its end.
    connect(bridge_, &Bridge::projectOpened, this, [this](const project::ProjectInfo& opened) {
        if (opened.folder == project_) return;
        if (importing())
            hide();
        else
            reject();
    });
    changed();
    askNames();
    file_->setFocus();
}

void PredictionImportSheet::fillFields() {
    file_->setObjectName(QStringLiteral("predictionsFile"));
    file_->setAccessibleName(tr("File of predictions"));
    file_->setPlaceholderText(tr("JSON, JSON lines, .npy, or a folder of labelme"));
    format_->setObjectName(QStringLiteral("predictionsFormat"));
    format_->setAccessibleName(tr("Format"));
    format_->addItem(QString(), QString());
    for (const auto& format : exchange::predictions::formatInfos())
        format_->addItem(QString::fromStdString(format.title), QString::fromStdString(format.name));
    images_->setObjectName(QStringLiteral("predictionsImages"));
    images_->setAccessibleName(tr("Images of the rows"));
    images_->setToolTip(tr("A file with the image of each row, an id a line"));
    sentences_->setObjectName(QStringLiteral("predictionsSentences"));
    sentences_->setAccessibleName(tr("Sentences of the columns"));
    sentences_->setToolTip(tr("A file with the sentence of each column: its id, a tab and its image, a line each"));
    name_->setObjectName(QStringLiteral("predictionsName"));
    name_->setAccessibleName(tr("Name of the set"));
    nameHint_->setObjectName(QStringLiteral("predictionsNameHint"));
    nameHint_->setWordWrap(true);
    form_->setContentsMargins(0, 0, 0, 0);
    form_->setHorizontalSpacing(theme::kSpace4);
    form_->setVerticalSpacing(theme::kSpace2);
    form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form_->addRow(tr("File"), fileLine(file_, true));
    form_->addRow(tr("Format"), format_);
    form_->addRow(tr("Images"), fileLine(images_, false));
    form_->addRow(tr("Sentences"), fileLine(sentences_, false));
    form_->addRow(tr("Name"), name_);
    form_->addRow(QString(), nameHint_);
}

QWidget* PredictionImportSheet::fileLine(QLineEdit* line, bool folderToo) {
    auto* whole = new QWidget;
    auto* row = new QHBoxLayout(whole);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(line, 1);
    const QString title = line->accessibleName();
    const auto add = [&](const QString& icon, const QString& name, bool folder) {
        auto* choose = new QToolButton;
        choose->setIcon(theme::icon(icon));
        choose->setToolTip(name);
        choose->setAccessibleName(tr("%1: %2").arg(name, title));
        row->addWidget(choose);
        connect(choose, &QToolButton::clicked, this, [this, line, title, folder] {
            const QString purpose = QStringLiteral("predictions");
            auto* dialog = folder ? folderDialog(this, purpose, title) : fileDialog(this, purpose, title);
            if (!folder && line == file_)
                dialog->setNameFilters({tr("Predictions (*.json *.jsonl *.ndjson *.npy)"), tr("All files (*)")});
            connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
            dialog->open();
        });
    };
    add(QStringLiteral("file"), tr("Choose a file"), false);
    if (folderToo) add(QStringLiteral("folder"), tr("Choose a folder"), true);
    return whole;
}

void PredictionImportSheet::setFile(const QString& fileOrFolder) {
    file_->setText(QDir::toNativeSeparators(fileOrFolder));
}

// --- what is chosen

// A matrix in a .npy says nothing of its rows and columns.
bool PredictionImportSheet::idsAsked() const {
    const QString ending = QFileInfo(file_->text().trimmed()).suffix().toLower();
    if (format_->currentData().toString() == QLatin1String("similarity"))
        return ending != QLatin1String("json") && ending != QLatin1String("jsonl");
    return ending == QLatin1String("npy") && format_->currentIndex() == 0;
}

exchange::PredictionsRequest PredictionImportSheet::request() const {
    exchange::PredictionsRequest request;
    request.format = format_->currentData().toString().toStdString();
    request.input.file = pathOf(QDir::cleanPath(file_->text().trimmed()));
    if (idsAsked()) {
        request.input.images = pathOf(images_->text().trimmed());
        request.input.sentences = pathOf(sentences_->text().trimmed());
    }
    return request;
}

QString PredictionImportSheet::inputProblem() const {
    const QString file = file_->text().trimmed();
    if (file.isEmpty()) return tr("Choose the file that the model has written.");
    if (!QFileInfo::exists(file)) return tr("%1 does not exist.").arg(file);
    if (!idsAsked()) return {};
    for (const QLineEdit* line : {images_, sentences_})
        if (const QString ids = line->text().trimmed(); !ids.isEmpty() && !QFileInfo(ids).isFile())
            return tr("%1 is no file.").arg(ids);
    return {};
}

QString PredictionImportSheet::nameProblem() const {
    const QString name = name_->text().trimmed();
    if (name.isEmpty()) return tr("Give the set a name.");
    if (const auto right = exchange::checkPredictionsName(name.toStdString()); !right)
        return QString::fromStdString(right.error().message);
    if (std::ranges::find(taken_, name.toStdString()) != taken_.end())
        return tr("The project has a set of this name: take another one, or remove that set first.");
    return {};
}

void PredictionImportSheet::proposeName() {
    if (named_) return;
    const QString stem = proposedName(file_->text().trimmed());
    QString name = stem;
    for (int number = 2; std::ranges::find(taken_, name.toStdString()) != taken_.end(); ++number)
        name = QStringLiteral("%1 %2").arg(stem).arg(number);
    name_->setText(name);
}

void PredictionImportSheet::askNames() {
    bridge_->predictions().sets(this, [this](base::Result<std::vector<store::PredictionSetRecord>> sets) {
        if (!sets || importing()) return;  // a name that is taken is refused by the import as well
        taken_.clear();
        for (auto& set : *sets) taken_.push_back(std::move(set.name));
        proposeName();
        refresh();
    });
}

// --- the look at the file

void PredictionImportSheet::changed() {
    ++looks_;
    if (job_ != 0) bridge_->jobs().cancel(std::exchange(job_, 0));
    fits_ = false;
    details_->clear();
    format_->setItemText(0, tr("Recognised from the file"));
    for (const int row : {kImagesRow, kSentencesRow}) form_->setRowVisible(row, idsAsked());
    const QString stem = QFileInfo(file_->text().trimmed()).completeBaseName();
    images_->setPlaceholderText(tr("%1.images.txt beside it").arg(stem));
    sentences_->setPlaceholderText(tr("%1.sentences.txt beside it").arg(stem));
    proposeName();
    const QString why = inputProblem();
    said_->setTone(ToneLabel::Tone::Weak);
    said_->setText(why.isEmpty() ? tr("Looking at the file …") : why);
    if (why.isEmpty())
        pause_.start();
    else
        pause_.stop();
    refresh();
}

void PredictionImportSheet::look() {
    const auto wanted = request();
    const auto begun = std::make_shared<bool>(false);
    job_ = bridge_->jobs().lookAtPredictions(
        this, wanted,
        [this, begun, look = looks_](const base::Progress& report) {
            *begun = true;
            if (look == looks_) progress(report);
        },
        [this, file = wanted.input.file, look = looks_](base::Result<exchange::PredictionsReport> report) {
            if (look != looks_) return;
            job_ = 0;
            if (!report) {
                said_->setTone(ToneLabel::Tone::Error);
                said_->setText(dropped(report.error()) ? tr("The look at the file was stopped.")
                                                       : QString::fromStdString(report.error().message));
                return refresh();
            }
            const PredictionReportText text(*report, file);
            fits_ = text.importable;
            said_->setTone(fits_ ? ToneLabel::Tone::Normal : ToneLabel::Tone::Error);
            said_->setText(text.sentence);
            details_->setPlainText(text.details);
            format_->setItemText(0, tr("Recognised: %1").arg(PredictionReportText::formatTitle(report->format)));
            refresh();
        });
    sayWhetherItWaits(begun);
    refresh();
}

void PredictionImportSheet::sayWhetherItWaits(const std::shared_ptr<const bool>& begun) {
    QTimer::singleShot(kSayWaiting, this, [this, begun, job = job_] {
        if (job == job_ && step_ != Step::Stopping && !*begun) said_->setText(tr("Waiting for the job before it …"));
    });
}

void PredictionImportSheet::progress(const base::Progress& report) {
    bar_->setRange(0, report.total > 0 ? 1000 : 0);
    if (report.total > 0)
        bar_->setValue(static_cast<int>(1000.0 * static_cast<double>(report.done) / static_cast<double>(report.total)));
    if (step_ != Step::Stopping) said_->setText(importing() ? tr("Importing …") : tr("Looking at the file …"));
}

void PredictionImportSheet::refresh() {
    const QString name = nameProblem();
    nameHint_->setText(fits_ ? name : QString());
    nameHint_->setVisible(fits_ && !name.isEmpty());
    details_->setVisible(!details_->document()->isEmpty());
    bar_->setVisible(job_ != 0 || pause_.isActive());
    if (job_ == 0) bar_->setRange(0, 0);
    form_->parentWidget()->setEnabled(!importing());
    import_->setEnabled(fits_ && !importing() && job_ == 0 && name.isEmpty());
}

// --- the import

void PredictionImportSheet::start() {
    auto wanted = request();
    wanted.name = name_->text().trimmed().toStdString();
    step_ = Step::Importing;
    const auto begun = std::make_shared<bool>(false);
    said_->setTone(ToneLabel::Tone::Weak);
    said_->setText(tr("Importing …"));
    job_ = bridge_->jobs().importPredictions(
        this, wanted,
        [this, begun](const base::Progress& report) {
            *begun = true;
            progress(report);
        },
        [this](base::Result<exchange::PredictionsReport> report) { ended(std::move(report)); });
    sayWhetherItWaits(begun);
    refresh();
}

void PredictionImportSheet::ended(base::Result<exchange::PredictionsReport> report) {
    const bool another = !bridge_->project() || bridge_->project()->folder != project_;
    step_ = Step::Choosing;
    job_ = 0;
    if (report || another || isHidden()) {
        if (report)
            Q_EMIT imported(project_, *report);
        else if (!dropped(report.error()))
            Q_EMIT failed(report.error());
        hide();
        return deleteLater();
    }
    const bool stopped = dropped(report.error());
    said_->setTone(stopped ? ToneLabel::Tone::Weak : ToneLabel::Tone::Error);
    said_->setText(stopped ? tr("The import was stopped; nothing of it is in the project.")
                           : QString::fromStdString(report.error().message));
    askNames();
    refresh();
}

void PredictionImportSheet::reject() {
    if (job_ != 0) bridge_->jobs().cancel(job_);
    if (!importing()) return QDialog::reject();
    step_ = Step::Stopping;
    said_->setText(tr("Stopping …"));
}

}  // namespace legenda::ui
