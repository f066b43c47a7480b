// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/model_items.h"

#include "ui/controls/help/figure_help.h"

#include <QComboBox>
#include <QCoreApplication>

#include <algorithm>

namespace legenda::ui {

namespace {

QString qt(const std::filesystem::path& path) {
    return QString::fromStdU16String(path.u16string());
}

template <class Is>
const project::ListedModel* find(const project::ProjectInfo& project, const Is& is) {
    const auto found = std::ranges::find_if(project.models, is);
    return found == project.models.end() ? nullptr : &*found;
}

}  // namespace

void fillModels(QComboBox* combo, const project::ProjectInfo& project, project::ModelKind kind, bool keep) {
    const QString before = keep ? combo->currentData().toString() : QString();
    combo->clear();
    int chosen = -1;
    for (const auto& model : project.models) {
        if (model.kind != kind) continue;
        const int row = combo->count();
        const QString file = qt(model.file);
        combo->addItem(QString::fromStdString(titleOf(model)), file);
        QString tip = QString::fromStdString(titleOf(model) + "\n" + figuresOf(model)) + QLatin1Char('\n') + file;
        if (const QString help = figureHelp(QString::fromStdString(model.metric)); model.figure && !help.isEmpty())
            tip += QLatin1Char('\n') + help;
        if (model.inUse) tip += QLatin1Char('\n') + QCoreApplication::translate("legenda::ui", "in use");
        combo->setItemData(row, tip, Qt::ToolTipRole);
        if (file == before || (chosen < 0 && model.inUse)) chosen = row;
    }
    const bool any = combo->count() > 0;
    // An empty list would have no accessible name.
    if (!any) combo->addItem(QCoreApplication::translate("legenda::ui", "none yet: train one"));
    combo->setCurrentIndex(std::max(chosen, 0));
    combo->setToolTip(combo->currentData(Qt::ToolTipRole).toString());
    combo->setEnabled(any);
}

const project::ListedModel* modelInUse(const project::ProjectInfo& project, project::ModelKind kind) {
    return find(project, [&](const auto& model) { return model.kind == kind && model.inUse; });
}

const project::ListedModel* modelOfRun(const project::ProjectInfo& project, const std::string& run) {
    return find(project, [&](const auto& model) {
        return model.origin == project::ListedModel::Origin::Run && model.id == run;
    });
}

QString choiceOf(const project::ProjectInfo& project, project::ModelKind kind) {
    const auto* used = modelInUse(project, kind);
    return used ? QString::fromStdString(used->id) : QStringLiteral("shipped");
}

}  // namespace legenda::ui
