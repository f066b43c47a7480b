// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/evaluate_options_form.h"

#include "ui/bridge/convert.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/model_items.h"
#include "ui/evaluate/field_title.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr double kBetaOfModel = -0.05;  // below 0: the default

ElidedCombo* modelCombo(QWidget* parent) {
    auto* combo = new ElidedCombo(parent);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(10);
    return combo;
}

// The first choice is that of the command line: the model in use, if it fits.
void fillBaselines(QComboBox* combo, const project::ProjectInfo& project, project::ModelKind kind) {
    const QString chosen = combo->currentData().toString();
    fillModels(combo, project, kind, false);
    combo->insertItem(0, QCoreApplication::translate("legenda::ui", "the one in use"), QString());
    combo->setCurrentIndex(chosen.isEmpty() ? 0 : std::max(0, combo->findData(chosen)));
    combo->setToolTip({});
}

}  // namespace

EvaluateOptionsForm::EvaluateOptionsForm(QWidget* parent)
    : QWidget(parent),
      column_(new QVBoxLayout(this)),
      beam_(new QSpinBox(this)),
      rerank_(new QCheckBox(tr("Rerank by an alignment model"), this)),
      lexicon_(new QCheckBox(tr("Read unknown words as known ones"), this)),
      beta_(new QDoubleSpinBox(this)),
      alignModels_(modelCombo(this)),
      fullFrameModels_(modelCombo(this)) {
    setProperty("transparent", true);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(theme::kSpace2);
    beam_->setRange(1, 100);
    beam_->setValue(evaluation::EvaluateOptions{}.beam);
    addRow(tr("Beam width"), beam_);
    rerank_->setToolTip(
        tr("Of the captions of the beam the one that the alignment model finds to fit the image as well."));
    column_->addWidget(rerank_);
    lexicon_->setToolTip(tr("Words that the model does not know are read as the nearest known ones."));
    column_->addWidget(lexicon_);
    beta_->setRange(kBetaOfModel, 100);
    beta_->setSingleStep(0.05);
    beta_->setDecimals(2);
    beta_->setSpecialValueText(tr("as usual"));
    beta_->setValue(kBetaOfModel);
    beta_->setToolTip(
        tr("Coupling of neighbouring words in the row of the MRF's segments, in units of the model's "
           "score spread."));
    addRow(tr("Coupling β"), beta_);
    addRow(tr("Alignment model"), alignModels_);
    addRow(tr("Full-image caption model"), fullFrameModels_);
    connect(rerank_, &QCheckBox::toggled, this, &EvaluateOptionsForm::showRows);
    showRows();
}

QWidget* EvaluateOptionsForm::addRow(const QString& title, QWidget* field) {
    auto* row = new QWidget(this);
    row->setProperty("transparent", true);
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(fieldTitle(title, row));
    column->addWidget(field);
    field->setAccessibleName(title);
    column_->addWidget(row);
    return row;
}

void EvaluateOptionsForm::setTask(const evaluation::TaskInfo& task, const project::ProjectInfo& project) {
    takes_ = task.takes;
    fillBaselines(alignModels_, project, project::ModelKind::Alignment);
    fillBaselines(fullFrameModels_, project, project::ModelKind::Caption);
    showRows();
}

void EvaluateOptionsForm::showRows() {
    beam_->parentWidget()->setVisible(takes_.beam);
    rerank_->setVisible(takes_.rerank);
    lexicon_->setVisible(takes_.lexicon);
    beta_->parentWidget()->setVisible(takes_.beta);
    alignModels_->parentWidget()->setVisible(takes_.alignModel || (takes_.rerank && rerank_->isChecked()));
    fullFrameModels_->parentWidget()->setVisible(takes_.fullFrameModel);
}

bool EvaluateOptionsForm::hasRows() const {
    return takes_.beam || takes_.rerank || takes_.lexicon || takes_.beta || takes_.alignModel || takes_.fullFrameModel;
}

void EvaluateOptionsForm::write(evaluation::EvaluateOptions& options) const {
    if (takes_.beam) options.beam = beam_->value();
    if (takes_.lexicon) options.lexicon = lexicon_->isChecked();
    if (takes_.rerank) options.rerank = rerank_->isChecked();
    if (takes_.beta && beta_->value() >= 0) options.beta = beta_->value();
    if (takes_.alignModel || options.rerank) options.alignModel = pathOf(alignModels_->currentData().toString());
    if (takes_.fullFrameModel) options.fullFrameModel = pathOf(fullFrameModels_->currentData().toString());
}

}  // namespace legenda::ui
