// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Browse that deals with described boxes.
#include "ui/bridge/convert.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/browse_panel.h"
#include "ui/browse/described.h"
#include "ui/controls/aligned_sentence.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

namespace legenda::ui {

void BrowsePage::showDescribed() {
    keepAction_->setEnabled(described_->hasChosen());
    exportAction_->setEnabled(!described_->empty());
    removeDrawnAction_->setEnabled(described_->anyDrawn());
    describeAction_->setChecked(described_->everything());
    panel_->setDescribed(described_->results(), described_->chosenRow());
    showOverlays();
}

void BrowsePage::leave() {
    if (described_->hasChosen())
        described_->chooseRow(-1);
    else
        described_->setEverything(false);
    sentence_->setCurrentWord(-1);
    light(-1, -1, true);
}

void BrowsePage::keepBox(std::int64_t image, const DescribedBox& box) {
    store::Edit edit;
    edit.kind = store::Edit::Kind::CreateRegion;
    edit.image = image;
    edit.box = fromQt(box.box);
    edit.text = box.text().toStdString();
    edit.origin = "model";
    bridge()->annotations().apply(this, edit, [this, image, box](base::Result<store::EditOutcome> outcome) {
        if (!outcome) {
            described_->putBack(image, box);
            return showError(outcome.error());
        }
        toast(tr("Kept as a region of this image"), tr("Undo"), [this, image, action = outcome->action] {
            bridge()->annotations().undoEdit(this, image, action, [this](base::Result<store::EditOutcome> undone) {
                if (!undone) showError(undone.error());
            });
        });
    });
}

// As DenseCap writes its results: other tools read them.
void BrowsePage::exportDescribed() {
    const QString image = QString::fromStdString(details_.image.path);
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Export the described boxes"),
        QDir(exportFolder_).filePath(QFileInfo(image).completeBaseName() + QStringLiteral(".results.json")),
        tr("DenseCap results (*.json)"));
    if (file.isEmpty()) return;
    exportFolder_ = QFileInfo(file).absolutePath();
    bridge()->models().saveDescriptions(
        this, file, image, described_->results(), [this](base::Result<std::filesystem::path> saved) {
            if (!saved) return showError(saved.error());
            toast(tr("Exported %1").arg(QString::fromStdString(saved->filename().string())));
        });
}

}  // namespace legenda::ui
