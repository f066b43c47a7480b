// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/model_section.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/browse/predictions/set_chooser.h"
#include "ui/browse/predictions/shown_set.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/model_items.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QFormLayout>
#include <QLabel>

namespace legenda::ui {

namespace {

std::filesystem::path fileIn(const std::map<std::string, std::filesystem::path>& models, project::ModelKind kind) {
    const auto found = models.find(project::infoOf(kind).key);
    return found == models.end() ? std::filesystem::path() : found->second;
}

}  // namespace

std::filesystem::path fileInUse(const project::ProjectInfo& project, project::ModelKind kind) {
    return fileIn(project.inUse, kind);
}

ModelSection::ModelSection(Page* page, BrowseState* state) : PanelSection(tr("Models in use")), page_(page) {
    auto* form = new QFormLayout;
    form->setContentsMargins(TextRows::kInset, 0, 0, 0);
    form->setHorizontalSpacing(theme::kSpace3);
    form->setVerticalSpacing(theme::kSpace2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const auto kind : project::answeringKinds()) {
        auto* combo = new ElidedCombo;
        combo->setMinimumContentsLength(8);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        auto* label = new QLabel(tr(project::infoOf(kind).label.c_str()));
        label->setProperty("weak", true);
        label->setBuddy(combo);
        form->addRow(label, combo);
        lists_.emplace_back(kind, combo);
        connect(combo, &QComboBox::activated, this,
                [this, kind, combo] { choose(kind, combo->currentData().toString()); });
    }
    box()->addLayout(form);
    addSets(form, state);
}

// Where the project has prediction sets.
void ModelSection::addSets(QFormLayout* form, BrowseState* state) {
    auto* chooser = new SetChooser(state);
    auto* label = new QLabel(tr("Shown"));
    label->setProperty("weak", true);
    label->setBuddy(chooser);
    form->insertRow(0, label, chooser);
    form->setRowVisible(chooser, false);
    connect(state->shownSet(), &ShownSet::setsChanged, this,
            [form, chooser, set = state->shownSet()] { form->setRowVisible(chooser, !set->sets().empty()); });
    connect(state->shownSet(), &ShownSet::removed, this, [this](const QString& name) {
        page_->toast(tr("“%1” is no longer among the project's predictions: our models are shown.").arg(name));
    });
}

void ModelSection::setProject(const project::ProjectInfo& project, bool another) {
    for (const auto& [kind, combo] : lists_) fillModels(combo, project, kind, false);
    if (another) answeredBy_ = project.inUse;
}

void ModelSection::compare() {
    if (!page_->bridge()->project()) return;
    const auto before = std::exchange(answeredBy_, page_->bridge()->project()->inUse);
    for (const auto& [kind, combo] : lists_)
        if (fileIn(before, kind) != fileIn(answeredBy_, kind)) Q_EMIT changed(kind);
}

void ModelSection::choose(project::ModelKind kind, const QString& file) {
    page_->bridge()->models().use(this, kind, file, [this](base::Result<project::ProjectInfo> result) {
        if (result) return;
        page_->showError(result.error());
        if (const auto& project = page_->bridge()->project()) setProject(*project, false);
    });
}

}  // namespace legenda::ui
