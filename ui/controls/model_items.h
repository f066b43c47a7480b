// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QString>

class QComboBox;

namespace legenda::ui {

// The models of a kind as shown in all lists of the window: name and supervision, figures and file in the tooltip;
// the item's data is the file. The choice is kept where `keep` is set and it still exists, else the model in use is
// chosen.
void fillModels(QComboBox* combo, const project::ProjectInfo& project, project::ModelKind kind, bool keep);

// nullptr: there is none.
const project::ListedModel* modelInUse(const project::ProjectInfo& project, project::ModelKind kind);
const project::ListedModel* modelOfRun(const project::ProjectInfo& project, const std::string& run);

// The argument of ModelsClient::use that restores the model that is in use now.
QString choiceOf(const project::ProjectInfo& project, project::ModelKind kind);

}  // namespace legenda::ui
