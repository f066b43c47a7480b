// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Browse that knows whose answers are shown, and asks again when another model is in use.
#include "ui/browse/browse_compare.h"
#include "ui/browse/browse_norms.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/browse_panel.h"
#include "ui/browse/described.h"

#include <utility>

namespace legenda::ui {

void BrowsePage::takeModels(const project::ProjectInfo& project) {
    panel_->setProject(project);
    compare_->setProject(project);
    forgetBound(project);
    if (isVisible()) askNewModels();
}

void BrowsePage::askNewModels() {
    if (!bridge()->project() || image_ == 0) return;
    const auto before = std::exchange(answeredBy_, bridge()->project()->inUse);
    const auto fileIn = [](const auto& models, project::ModelKind kind) {
        const auto found = models.find(project::infoOf(kind).key);
        return found == models.end() ? std::filesystem::path() : found->second;
    };
    const auto changed = [&](project::ModelKind kind) { return fileIn(before, kind) != fileIn(answeredBy_, kind); };
    if (changed(project::ModelKind::Alignment)) {
        if (drawerShown() == Drawer::Norms) norms_->refresh();
        askAlignment();
        askModel();
    }
    if (changed(project::ModelKind::Caption)) {
        // A caption of the model before is no sentence of the image.
        if (captionRow_ >= 0 && details_.captions.empty()) text_.clear();
        if (captionRow_ >= 0 && !details_.captions.empty())
            setSentence(QString::fromStdString(details_.captions.front().text), 0, -1);
        askCaptions();
    }
    described_->setModel(fileIn(answeredBy_, project::ModelKind::Region));
}

void BrowsePage::chooseModel(project::ModelKind kind, const QString& file) {
    bridge()->models().use(this, kind, file, [this](base::Result<project::ProjectInfo> result) {
        if (result) return;
        showError(result.error());
        if (bridge()->project()) panel_->setProject(*bridge()->project());
    });
}

}  // namespace legenda::ui
