// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/import_dialog.h"

#include "ui/bridge/convert.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QToolButton>

namespace legenda::ui {

namespace {

constexpr int kContents = Qt::UserRole + 1;  // of a format: what its folder holds

// The name of the dataset's folder, with a number where a project of that name exists already.
QString freeName(const QString& place, const QString& root) {
    const QFileInfo set(QDir::cleanPath(root));
    QString stem = set.isFile() ? set.absoluteDir().dirName() : set.fileName();
    while (stem.startsWith(QLatin1Char('.'))) stem.remove(0, 1);
    if (stem.isEmpty()) stem = ImportSheet::tr("project");
    QString name = stem;
    for (int number = 2; QFileInfo::exists(QDir(place).filePath(name + QStringLiteral(".legenda"))); ++number)
        name = QStringLiteral("%1 %2").arg(stem).arg(number);
    return name;
}

}  // namespace

ImportSheet::ImportSheet(Bridge* bridge, const QString& projectsFolder, QWidget* parent)
    : QDialog(parent),
      bridge_(bridge),
      format_(new QComboBox),
      formatHint_(new QLabel),
      root_(new QLineEdit),
      into_(new QComboBox),
      name_(new QLineEdit),
      place_(new QLineEdit(QDir::toNativeSeparators(projectsFolder))),
      result_(new QLabel),
      start_(new QPushButton(tr("Start the import"))) {
    setWindowTitle(tr("Import a dataset"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(520);
    for (const auto& [format, title, contents] : data::datasetFormats()) {
        format_->addItem(tr(title.c_str()), QString::fromStdString(format));
        format_->setItemData(format_->count() - 1, tr("A folder with %1.").arg(tr(contents.c_str())), kContents);
    }
    for (QLabel* hint : {formatHint_, result_}) {
        hint->setProperty("weak", true);
        hint->setWordWrap(true);
        hint->setFont(theme::font(theme::Type::Small));
    }
    result_->setObjectName(QStringLiteral("importResult"));
    root_->setPlaceholderText(tr("Folder of the dataset, or its caption file"));
    into_->setObjectName(QStringLiteral("importInto"));
    into_->addItem(tr("A new project"), true);
    if (bridge->project())
        into_->addItem(tr("This project: %1").arg(QString::fromStdString(bridge->project()->name)), false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kSpace5, theme::kSpace5, theme::kSpace5, theme::kSpace4);
    layout->setSpacing(theme::kSpace4);
    layout->addLayout(makeFields());
    layout->addLayout(makeButtons());
    connect(format_, &QComboBox::currentIndexChanged, this, &ImportSheet::check);
    connect(into_, &QComboBox::currentIndexChanged, this, &ImportSheet::check);
    for (QLineEdit* line : {root_, name_, place_}) connect(line, &QLineEdit::textChanged, this, &ImportSheet::check);
    check();
    root_->setFocus();
}

QLayout* ImportSheet::makeFields() {
    name_->setObjectName(QStringLiteral("importName"));
    name_->setAccessibleName(tr("Name of the new project"));
    place_->setObjectName(QStringLiteral("importPlace"));
    place_->setAccessibleName(tr("Folder in which the new project is created"));
    root_->setObjectName(QStringLiteral("importRoot"));
    root_->setAccessibleName(tr("Folder of the dataset"));
    format_->setAccessibleName(tr("Format"));
    into_->setAccessibleName(tr("Into"));
    placeLine_ = new QWidget;
    placeLine_->setLayout(folderLine(place_, tr("Folder in which the new project is created")));
    placeLine_->layout()->setContentsMargins(0, 0, 0, 0);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(theme::kSpace4);
    form->setVerticalSpacing(theme::kSpace2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Format"), format_);
    form->addRow(QString(), formatHint_);
    form->addRow(tr("Dataset"), folderLine(root_, tr("Folder of the dataset")));
    form->addRow(tr("Into"), into_);
    form->addRow(tr("Name"), name_);
    form->addRow(tr("Folder"), placeLine_);
    form->addRow(QString(), result_);
    return form;
}

QLayout* ImportSheet::makeButtons() {
    auto* cancel = new QPushButton(tr("Cancel"));
    start_->setObjectName(QStringLiteral("startImport"));
    start_->setProperty("primary", true);
    start_->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(start_);
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(start_, &QPushButton::clicked, this, &ImportSheet::start);
    return buttons;
}

QLayout* ImportSheet::folderLine(QLineEdit* line, const QString& title) {
    auto* choose = new QToolButton;
    choose->setIcon(theme::icon(QStringLiteral("folder")));
    choose->setToolTip(tr("Choose the folder"));
    choose->setAccessibleName(tr("Choose: %1").arg(title));
    auto* row = new QHBoxLayout;
    row->addWidget(line, 1);
    row->addWidget(choose);
    connect(choose, &QToolButton::clicked, this, [this, line, title] {
        auto* dialog = folderDialog(this, QStringLiteral("import/") + line->objectName(), title);
        if (const QFileInfo typed(line->text().trimmed()); typed.isDir()) dialog->setDirectory(typed.filePath());
        connect(dialog, &QFileDialog::fileSelected, line, &QLineEdit::setText);
        dialog->open();
    });
    return row;
}

bool ImportSheet::intoNew() const {
    return into_->currentData().toBool();
}

QString ImportSheet::target() const {
    if (!intoNew()) return QString::fromStdU16String(bridge_->project()->folder.u16string());
    const QString name = name_->text().trimmed();
    return QDir(place_->text().trimmed())
        .filePath((name.isEmpty() ? freeName(place_->text().trimmed(), root_->text().trimmed()) : name) +
                  QStringLiteral(".legenda"));
}

QString ImportSheet::problem() const {
    const QString root = root_->text().trimmed(), place = place_->text().trimmed(), name = name_->text().trimmed();
    if (root.isEmpty()) return tr("Choose the dataset.");
    if (!QFileInfo::exists(root)) return tr("%1 does not exist.").arg(root);
    if (!intoNew()) return {};
    if (name.contains(QLatin1Char('/')) || name.startsWith(QLatin1Char('.')))
        return tr("A name of a project has no slash and does not begin with a dot.");
    if (place.isEmpty() || QDir::isRelativePath(place)) return tr("Choose the folder in which the project is created.");
    if (QFileInfo(place).isFile()) return tr("%1 is a file, not a folder.").arg(place);
    if (QFileInfo::exists(target()))
        return tr("%1 exists already. Choose another name, or open that project and import into it.").arg(target());
    return {};
}

void ImportSheet::check() {
    formatHint_->setText(format_->currentData(kContents).toString());
    const bool fresh = intoNew();
    auto* form = static_cast<QFormLayout*>(layout()->itemAt(0)->layout());
    form->setRowVisible(name_, fresh);
    form->setRowVisible(placeLine_, fresh);
    name_->setPlaceholderText(root_->text().trimmed().isEmpty()
                                  ? tr("as the dataset")
                                  : freeName(place_->text().trimmed(), root_->text().trimmed()));
    const QString why = problem();
    start_->setEnabled(why.isEmpty());
    if (!why.isEmpty())
        result_->setText(why);
    else if (fresh)
        result_->setText(tr("Makes %1").arg(QDir::toNativeSeparators(target())));
    else
        result_->setText(tr("Adds to %1").arg(QDir::toNativeSeparators(target())));
}

void ImportSheet::start() {
    exchange::ImportOptions options;
    // Once: the job creates a project of this name as soon as it begins.
    const QString project = target();
    options.project = pathOf(project);
    options.format = format_->currentData().toString().toStdString();
    options.root = pathOf(root_->text().trimmed());
    if (intoNew() && !QDir().mkpath(place_->text().trimmed())) {
        result_->setText(tr("The folder %1 cannot be created.").arg(place_->text().trimmed()));
        return start_->setEnabled(false);
    }
    // The sheet closes, the job continues: its end is reported through the parent, which outlives it.
    hide();
    const QPointer<ImportSheet> self(this);
    bridge_->jobs().import(this, options, {}, [self, project](base::Result<exchange::ImportReport> report) {
        if (!report) {
            Q_EMIT self->failed(report.error());
        } else {
            Q_EMIT self->imported(project, *report);
        }
        self->close();
        self->deleteLater();
    });
}

}  // namespace legenda::ui
