// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/missing_features.h"

#include "ui/controls/model_items.h"
#include "ui/controls/page.h"

#include <QCoreApplication>

namespace legenda::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("MissingFeatures", text);
}

void computeFeatures(Page* page, std::function<void()> then) {
    const auto& project = page->bridge()->project();
    const auto* used = project ? modelInUse(*project, project::ModelKind::Alignment) : nullptr;
    if (!used) return;
    extraction::FeatureOptions options;
    options.project = project->folder;
    options.recipe = used->info.recipe;
    page->clearError();
    page->toast(tr("The region features of all images are being computed; the ring above shows the progress."));
    page->bridge()->jobs().features(page, options, {},
                                    [page, then = std::move(then)](base::Result<extraction::FeatureReport> report) {
                                        if (!report) return page->showError(report.error());
                                        then();
                                    });
}

}  // namespace

void showErrorOrOfferFeatures(Page* page, const base::Error& error, std::function<void()> then) {
    if (error.key != extraction::kFeaturesMissing) return page->showError(error);
    page->showError(error, tr("Compute the features"), [page, then] { computeFeatures(page, then); });
}

}  // namespace legenda::ui
