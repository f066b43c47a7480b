// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_import.h"

#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QToolButton>

namespace legenda::ui {

namespace {

struct Format {
    const char* id;
    const char* title;
    const char* hint;
};
constexpr Format kFormats[] = {
    {"flickr8k", QT_TR_NOOP("Flickr8K"),
     QT_TR_NOOP("A folder with Flickr8k.token.txt, the split files, the images, and Entities where there.")},
    {"flickr30k", QT_TR_NOOP("Flickr30K"),
     QT_TR_NOOP("A folder with results_20130124.token or results.csv and the images.")},
    {"coco", QT_TR_NOOP("COCO captions"), QT_TR_NOOP("A folder with annotations/captions_*.json and the images.")},
    {"karpathy-json", QT_TR_NOOP("Karpathy data set JSON"),
     QT_TR_NOOP("The folder that holds dataset.json and the images.")},
    {"visual-genome", QT_TR_NOOP("Visual Genome regions"),
     QT_TR_NOOP("The folder that holds region_descriptions.json and the images.")},
    {"folder", QT_TR_NOOP("Folder of photographs"),
     QT_TR_NOOP("Every photograph below the folder, without sentences.")},
};

std::filesystem::path pathOf(const QString& text) {
    return std::filesystem::path(text.toStdU16String());
}

}  // namespace

ImportSheet::ImportSheet(Bridge* bridge, const QString& projectsFolder, QWidget* parent)
    : QDialog(parent),
      bridge_(bridge),
      projectsFolder_(projectsFolder),
      format_(new QComboBox),
      formatHint_(new QLabel),
      root_(new QLineEdit),
      into_(new QComboBox),
      name_(new QLineEdit),
      start_(new QPushButton(tr("Start the import"))) {
    setWindowTitle(tr("Import a data set"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(460);
    for (const Format& format : kFormats) format_->addItem(tr(format.title), QString::fromLatin1(format.id));
    formatHint_->setProperty("weak", true);
    formatHint_->setWordWrap(true);
    formatHint_->setFont(theme::font(theme::Type::Small));
    root_->setPlaceholderText(tr("Folder of the data set"));
    auto* choose = new QToolButton;
    choose->setIcon(theme::icon(QStringLiteral("folder")));
    choose->setToolTip(tr("Choose the folder"));
    auto* rootLine = new QHBoxLayout;
    rootLine->addWidget(root_, 1);
    rootLine->addWidget(choose);
    if (bridge->project())
        into_->addItem(tr("This project: %1").arg(QString::fromStdString(bridge->project()->name)), true);
    into_->addItem(tr("A new project"), false);
    name_->setPlaceholderText(tr("Name of the new project"));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(theme::kSpace4);
    form->setVerticalSpacing(theme::kSpace2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Format"), format_);
    form->addRow(QString(), formatHint_);
    form->addRow(tr("Folder"), rootLine);
    form->addRow(tr("Into"), into_);
    form->addRow(QString(), name_);
    auto* cancel = new QPushButton(tr("Cancel"));
    start_->setProperty("primary", true);
    start_->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(start_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kSpace5, theme::kSpace5, theme::kSpace5, theme::kSpace4);
    layout->setSpacing(theme::kSpace4);
    layout->addLayout(form);
    layout->addLayout(buttons);
    connect(choose, &QToolButton::clicked, this, [this] {
        auto* dialog = new QFileDialog(this, tr("Folder of the data set"), root_->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        connect(dialog, &QFileDialog::fileSelected, root_, &QLineEdit::setText);
        dialog->open();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(start_, &QPushButton::clicked, this, &ImportSheet::start);
    connect(format_, &QComboBox::currentIndexChanged, this, &ImportSheet::check);
    connect(root_, &QLineEdit::textChanged, this, &ImportSheet::check);
    connect(into_, &QComboBox::currentIndexChanged, this, &ImportSheet::check);
    check();
}

QString ImportSheet::target() const {
    if (into_->currentData().toBool()) return QString::fromStdU16String(bridge_->project()->folder.u16string());
    QString name = name_->text().trimmed();
    if (name.isEmpty()) name = QDir(root_->text()).dirName();
    if (name.isEmpty()) name = QStringLiteral("project");
    name.replace(QLatin1Char('/'), QLatin1Char('-'));
    return QDir(projectsFolder_).filePath(name + QStringLiteral(".legenda"));
}

void ImportSheet::check() {
    formatHint_->setText(tr(kFormats[format_->currentIndex()].hint));
    name_->setVisible(!into_->currentData().toBool());
    name_->setPlaceholderText(root_->text().isEmpty() ? tr("Name of the new project") : QDir(root_->text()).dirName());
    start_->setEnabled(QFileInfo::exists(root_->text()));
}

void ImportSheet::start() {
    jobs::ImportOptions options;
    options.project = pathOf(target());
    options.format = format_->currentData().toString().toStdString();
    options.root = pathOf(root_->text());
    QDir().mkpath(projectsFolder_);
    // The sheet goes, the job stays: its end is told through the parent, which outlives it.
    hide();
    const QPointer<ImportSheet> self(this);
    bridge_->import(this, options, {}, [self, project = target()](base::Result<jobs::ImportReport> report) {
        if (!report) {
            Q_EMIT self->failed(report.error());
        } else {
            const QLocale locale;
            QString summary = tr("%1 images and %2 captions imported")
                                  .arg(locale.toString(static_cast<qlonglong>(report->images)),
                                       locale.toString(static_cast<qlonglong>(report->captions)));
            if (!report->missingImages.empty())
                summary += tr("; %1 images are missing")
                               .arg(locale.toString(static_cast<qlonglong>(report->missingImages.size())));
            Q_EMIT self->imported(project, summary);
        }
        self->close();
        self->deleteLater();
    });
}

}  // namespace legenda::ui
