// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/run_settings.h"

#include "ui/controls/elided_combo.h"
#include "ui/theme/theme.h"

#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QStandardItemModel>

#include <utility>

namespace legenda::ui {

namespace {

constexpr double kGiga = 1e9;

QString titleOf(const runs::ComputePlaces::Card& card) {
    const QString name = QString::fromStdString(card.name);
    const QString all = QString::number(static_cast<double>(card.bytes) / kGiga, 'f', 0);
    if (card.free < 0) return RunSettings::tr("%1  ·  %2 GB").arg(name, all);
    return RunSettings::tr("%1  ·  %2 of %3 GB free")
        .arg(name, QString::number(static_cast<double>(card.free) / kGiga, 'f', 0), all);
}

}  // namespace

RunSettings::RunSettings(Bridge* bridge, QWidget* parent)
    : QWidget(parent),
      bridge_(bridge),
      device_(new ElidedCombo(this)),
      threads_(new QSpinBox(this)),
      note_(new QLineEdit(this)),
      tags_(new QLineEdit(this)) {
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(theme::kSpace4);
    form->setVerticalSpacing(theme::kSpace1);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    const auto add = [&](const QString& label, QWidget* field, const char* name, const QString& tip) {
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(label);
        field->setToolTip(tip);
        field->setMinimumWidth(0);
        form->addRow(label, field);
    };
    add(tr("Device"), device_, "runDevice", tr("What this run is computed on"));
    add(tr("Threads"), threads_, "runThreads", tr("Processor threads of this run"));
    add(tr("Note"), note_, "runNote", tr("A note on this run, shown in the list; it can be changed later"));
    add(tr("Tags"), tags_, "runTags", tr("Words to find the run by, with commas between them"));
    device_->addItem(tr("As in the settings"), QString());
    device_->addItem(tr("Processor"), QStringLiteral("cpu"));
    threads_->setRange(0, 1);
    threads_->setSpecialValueText(tr("All"));
    connect(device_, &QComboBox::currentIndexChanged, this, &RunSettings::changed);
    connect(threads_, &QSpinBox::valueChanged, this, &RunSettings::changed);
}

// Asked when it is first seen: the answer makes a context on each card.
void RunSettings::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (std::exchange(asked_, true)) return;
    bridge_->records().computePlaces(this, [this](const base::Result<runs::ComputePlaces>& places) {
        if (places) offer(*places);
    });
}

void RunSettings::offer(const runs::ComputePlaces& places) {
    threads_->setRange(0, places.cores);
    threads_->setSpecialValueText(tr("All %1").arg(places.cores));
    for (const auto& card : places.cards) {
        device_->addItem(titleOf(card), QString::fromStdString(card.device));
        const int row = device_->count() - 1;
        if (card.problem.empty()) continue;
        device_->setItemData(row, QString::fromStdString(card.problem), Qt::ToolTipRole);
        if (auto* items = qobject_cast<QStandardItemModel*>(device_->model())) items->item(row)->setEnabled(false);
    }
}

void RunSettings::addTo(runs::TrainRequest& request) const {
    request.device = device_->currentData().toString().toStdString();
    request.threads = threads_->value();
    request.note = note_->text().trimmed().toStdString();
    request.tags.clear();
    for (const QString& tag : tags_->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (const QString word = tag.trimmed(); !word.isEmpty()) request.tags.push_back(word.toStdString());
}

void RunSettings::takeTexts() {
    takenNote_ = note_->text();
    takenTags_ = tags_->text();
    note_->clear();
    tags_->clear();
}

void RunSettings::forgetTexts() {
    takenNote_.clear();
    takenTags_.clear();
}

void RunSettings::restoreTexts() {
    if (note_->text().isEmpty()) note_->setText(takenNote_);
    if (tags_->text().isEmpty()) tags_->setText(takenTags_);
}

}  // namespace legenda::ui
