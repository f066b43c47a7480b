// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/compare/beside_list.h"

#include "ui/controls/model_items.h"

#include <QLocale>

namespace legenda::ui {

namespace {
constexpr int kBesideRole = Qt::UserRole + 1;  // Beside::What; not valid: a model
}  // namespace

BesideList::BesideList(QWidget* parent) : ElidedCombo(parent) {
    setAccessibleName(tr("Model, predictions, ground truth or program to compare with"));
    setToolTip(accessibleName());
}

void BesideList::setProject(const project::ProjectInfo& project) {
    project_ = project;
    fill(project);
}

void BesideList::setSets(const std::vector<store::PredictionSetRecord>& sets) {
    sets_.clear();
    for (const auto& set : sets)
        if (set.kind != store::PredictionKind::Similarity) sets_.push_back(set);
    if (project_) fill(*project_);
}

void BesideList::setProgram(const QString& name) {
    if (name == program_) return;
    const bool shown = chosen().what == Beside::What::Program;
    program_ = name;
    if (!project_) return;
    fill(*project_);
    if (shown) choose({Beside::What::Program, name});
}

void BesideList::fill(const project::ProjectInfo& project) {
    const bool first = count() == 0;
    const Beside before = chosen();
    fillModels(this, project, project::ModelKind::Alignment, false);
    const bool anyModel = currentData().isValid();
    if (!anyModel) clear();
    const int used = currentIndex(), models = count();
    const auto add = [this](const QString& text, Beside::What what, const QString& name, const QString& tip) {
        addItem(text, name);
        setItemData(count() - 1, static_cast<int>(what), kBesideRole);
        setItemData(count() - 1, tip, Qt::ToolTipRole);
    };
    if (anyModel) insertSeparator(count());
    add(tr("Ground truth"), Beside::What::Truth, {},
        tr("What annotators said of the photograph: phrases and regions with their boxes, captions"));
    if (!program_.isEmpty())
        add(tr("%1 (your program)").arg(program_), Beside::What::Program, program_,
            tr("The words and boxes of your program “%1”, which answers beside our models").arg(program_));
    if (!sets_.empty()) insertSeparator(count());
    for (const auto& set : sets_) {
        const QString name = QString::fromStdString(set.name);
        add(name, Beside::What::Set, name,
            tr("Predictions “%1” of %2 photographs").arg(name, QLocale().toString(static_cast<qlonglong>(set.images))));
    }
    setEnabled(true);
    setToolTip(accessibleName());
    if (first || !choose(before)) {
        const bool another = models > 1 && modelInUse(project, project::ModelKind::Alignment);
        setCurrentIndex(another ? (used == 0 ? 1 : 0) : 0);
    }
}

Beside BesideList::chosen() const {
    const QVariant what = currentData(kBesideRole);
    return {what.isValid() ? static_cast<Beside::What>(what.toInt()) : Beside::What::Model, currentData().toString()};
}

int BesideList::placeOf(const Beside& beside) const {
    for (int i = 0; i < count(); ++i) {
        const QVariant what = itemData(i, kBesideRole);
        const auto own = what.isValid() ? static_cast<Beside::What>(what.toInt()) : Beside::What::Model;
        if (own == beside.what && itemData(i).toString() == beside.name && !itemText(i).isEmpty()) return i;
    }
    return -1;
}

bool BesideList::choose(const Beside& beside) {
    const int place = placeOf(beside);
    if (place >= 0) setCurrentIndex(place);
    return place >= 0;
}

}  // namespace legenda::ui
