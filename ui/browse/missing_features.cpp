// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/missing_features.h"

#include "ui/bridge/preferences.h"
#include "ui/controls/actions.h"
#include "ui/controls/model_items.h"
#include "ui/controls/page.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace legenda::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("MissingFeatures", text);
}

// To the minute, or "a minute": it is an estimate.
QString roughDuration(double seconds) {
    const auto minutes = std::llround(seconds / 60);
    if (minutes < 1) return tr("less than a minute");
    if (minutes == 1) return tr("a minute");
    if (minutes < 90) return tr("%1 minutes").arg(minutes);
    return tr("%1 hours").arg(std::llround(seconds / 3600));
}

// Of a photograph on two cores by the shipped models, as resources/results/README.md has it: until a job of this
// machine has said how long it takes here.
constexpr double kUsualSeconds = 0.133;

void computeFeatures(Page* page, std::function<void()> then) {
    const auto& project = page->bridge()->project();
    const auto* used = project ? modelInUse(*project, project::ModelKind::Alignment) : nullptr;
    if (!used) return;
    extraction::FeatureOptions options;
    options.project = project->folder;
    options.recipe = used->info.recipe;
    page->clearError();
    page->toast(tr("The photographs are being looked at; the ring above shows the progress."));
    page->bridge()->jobs().features(page, options, {},
                                    [page, folder = project->folder,
                                     then = std::move(then)](const base::Result<extraction::FeatureReport>& report) {
                                        const auto& open = page->bridge()->project();
                                        if (!open || open->folder != folder) return;
                                        if (!report) return page->showError(report.error());
                                        then();
                                    });
}

}  // namespace

QString needsFeatures(const Page* page, const QString& act) {
    const auto& project = page->bridge()->project();
    const auto count = project ? project->counts.total() : 0;
    const double each = preference(JobsClient::kSecondsPerImage, kUsualSeconds).toDouble();
    return tr("%1 needs a look at all %2 photographs first, about %3.")
        .arg(act, QLocale().toString(static_cast<qlonglong>(count)), roughDuration(each * static_cast<double>(count)));
}

void showErrorOrOfferFeatures(Page* page, const base::Error& error, const QString& act, std::function<void()> then) {
    const auto look = [page, then] { computeFeatures(page, then); };
    if (error.key == features::kFileDamaged) return page->showError(error, tr("Look at the photographs again"), look);
    if (error.key != extraction::kFeaturesMissing) return page->showError(error);
    base::Error said = error;
    said.message = needsFeatures(page, act).toStdString();
    page->showError(said, tr("Look at them now"), look);
}

void addLookAction(Page* page) {
    ui::addAction(page, QStringLiteral("browse.look"), tr("Look at all photographs"), {}, {}, [page] {
        computeFeatures(page, [page] { page->toast(tr("All photographs have been looked at.")); });
    });
}

}  // namespace legenda::ui
