// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/people/task_form.h"

#include "ui/controls/dialog_buttons.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

#include <limits>

namespace legenda::ui {

namespace {

const char* const kListed = "listed";

QSpinBox* quotaBox(const QString& id, const QString& none, QWidget* parent) {
    auto* box = new QSpinBox(parent);
    box->setObjectName(id);
    box->setRange(0, 999);
    box->setSpecialValueText(none);
    return box;
}

}  // namespace

TaskForm::TaskForm(std::vector<std::int64_t> listed, QWidget* parent)
    : QDialog(parent),
      listed_(std::move(listed)),
      name_(new QLineEdit(this)),
      images_(new QComboBox(this)),
      boxes_(quotaBox(QStringLiteral("taskBoxes"), tr("any number"), this)),
      annotators_(quotaBox(QStringLiteral("taskPeople"), tr("everybody"), this)),
      seed_(new QSpinBox(this)),
      blind_(new QCheckBox(tr("Hide the others' work until review"), this)) {
    setObjectName(QStringLiteral("taskForm"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New task"));
    setMinimumWidth(440);
    name_->setObjectName(QStringLiteral("taskName"));
    name_->setPlaceholderText(tr("First round"));
    images_->setObjectName(QStringLiteral("taskImages"));
    images_->addItem(tr("All images"), QString());
    for (const char* split : {"train", "dev", "test"})
        images_->addItem(tr("Split %1").arg(QLatin1String(split)), QLatin1String(split));
    if (!listed_.empty())
        images_->addItem(tr("The %1 images that the queue lists now").arg(listed_.size()), QLatin1String(kListed));
    annotators_->setToolTip(tr("As soon as so many annotators are done with an image, nobody else is asked for it"));
    boxes_->setToolTip(tr("Boxes that each annotator draws on an image"));
    seed_->setRange(1, std::numeric_limits<int>::max());
    seed_->setValue(1);
    seed_->setObjectName(QStringLiteral("taskSeed"));
    seed_->setToolTip(tr("The same number gives the same annotator the same order of the same images"));
    blind_->setObjectName(QStringLiteral("taskBlind"));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(theme::kSpace4);
    form->setVerticalSpacing(theme::kSpace2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const std::pair<QString, QWidget*> rows[] = {{tr("Name"), name_},
                                                 {tr("Images"), images_},
                                                 {tr("Boxes per image"), boxes_},
                                                 {tr("Annotators per image"), annotators_},
                                                 {tr("Seed of the order"), seed_}};
    for (const auto& [title, field] : rows) {
        field->setAccessibleName(title);
        form->addRow(title, field);
    }
    form->addRow(QString(), blind_);
    auto* buttons = new DialogButtons(tr("Add the task"), "addTask", this);
    QPushButton* add = buttons->accept();
    add->setEnabled(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace5, theme::kSpace5, theme::kSpace5, theme::kSpace4);
    column->setSpacing(theme::kSpace4);
    column->addLayout(form);
    column->addLayout(buttons);
    connect(name_, &QLineEdit::textChanged, add,
            [add](const QString& text) { add->setEnabled(!text.trimmed().isEmpty()); });
    connect(add, &QPushButton::clicked, this, [this] {
        Q_EMIT wanted(task());
        accept();
    });
    name_->setFocus();
}

store::TaskRecord TaskForm::task() const {
    store::TaskRecord task;
    task.name = name_->text().trimmed().toStdString();
    if (images_->currentData().toString() == QLatin1String(kListed))
        task.images = listed_;
    else
        task.split = images_->currentData().toString().toStdString();
    task.boxesPerImage = boxes_->value();
    task.annotatorsPerImage = annotators_->value();
    task.seed = static_cast<std::uint64_t>(seed_->value());
    task.blind = blind_->isChecked();
    return task;
}

}  // namespace legenda::ui
