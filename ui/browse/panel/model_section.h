// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/browse/panel/panel_section.h"

#include <map>
#include <utility>
#include <vector>

class QComboBox;
class QFormLayout;

namespace legenda::ui {

class BrowseState;
class Page;

// A choice of the models in use, which also reports the models that gave the answers shown, and of the prediction set
// that is shown instead of theirs. GUI thread.
class ModelSection : public PanelSection {
    Q_OBJECT
 public:
    ModelSection(Page* page, BrowseState* state);

    void setProject(const project::ProjectInfo& project, bool another);
    // Reports the models that are now in use and have given no answer yet.
    void compare();

 Q_SIGNALS:
    void changed(legenda::project::ModelKind kind);

 private:
    void choose(project::ModelKind kind, const QString& file);
    void addSets(QFormLayout* form, BrowseState* state);

    Page* page_;
    std::vector<std::pair<project::ModelKind, QComboBox*>> lists_;
    std::map<std::string, std::filesystem::path> answeredBy_;  // by the kind's key
};

// The file of the model of this kind that is in use; empty: none.
std::filesystem::path fileInUse(const project::ProjectInfo& project, project::ModelKind kind);

}  // namespace legenda::ui
