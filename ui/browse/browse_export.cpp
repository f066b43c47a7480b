// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_export.h"

#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/predictions/set_section.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/context_menu.h"
#include "ui/controls/actions.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/files/in_background.h"
#include "ui/controls/page.h"
#include "ui/controls/toast.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

#include <memory>

namespace legenda::ui {

BrowseExport::BrowseExport(Page* page, BrowseState* state, ImageCanvas* canvas, AlignedSentence* sentence,
                           BrowseDescribed* described)
    : QObject(page), page_(page), state_(state), canvas_(canvas), sentence_(sentence), described_(described) {
    ui::addAction(page, QStringLiteral("browse.copy"), tr("Copy the picture with its boxes"), QStringLiteral("copy"),
                  {QKeySequence::Copy}, [this] { copyPicture(); });
    ui::addAction(page, QStringLiteral("browse.save"), tr("Save the picture with its boxes …"),
                  QStringLiteral("export"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)},
                  [this] { savePicture(); });
    auto* boxes = ui::addAction(page, QStringLiteral("browse.exportDescribed"), tr("Export the described boxes …"),
                                QStringLiteral("export"), {}, [this] { saveDescribed(); });
    boxes->setEnabled(false);
    connect(described_, &BrowseDescribed::changed, boxes, [this, boxes] { boxes->setEnabled(!described_->empty()); });
    connect(canvas_, &ImageCanvas::contextMenu, this,
            [this](const OverlayId&, const QPoint& position) { showMenu(position); });
}

QString BrowseExport::imageName() const {
    return QFileInfo(QString::fromStdString(state_->details().image.path)).completeBaseName();
}

BrowseFigure BrowseExport::figure() const {
    const QString title = QFileInfo(QString::fromStdString(state_->details().image.path)).fileName();
    const QString source = whoseOutput(*state_, described_->replacesAlignment());
    if (source.isEmpty()) return {*canvas_, *sentence_, title};
    return {*canvas_, *sentence_, title + QStringLiteral(" · ") + source, tr("Shown: %1").arg(source)};
}

// The clipboard gets PNG bytes instead of an image, which Qt would encode in the GUI thread at every paste.
void BrowseExport::copyPicture() {
    auto shown = std::make_shared<BrowseFigure>(figure());
    if (shown->empty()) return;
    inBackground(
        this, [shown] { return shown->png(); },
        [this](QByteArray png) {
            auto* data = new QMimeData;
            data->setData(QStringLiteral("image/png"), png);
            QApplication::clipboard()->setMimeData(data);
            page_->toast(tr("Copied the picture with its boxes"));
        });
}

void BrowseExport::savePicture() {
    if (canvas_->image().isNull()) return;
    auto* dialog = saveDialog(page_, QStringLiteral("picture"), tr("Save the picture with its boxes"),
                              imageName() + QStringLiteral(".png"), QStandardPaths::PicturesLocation);
    const QString png = tr("PNG picture (*.png)"), svg = tr("SVG drawing (*.svg)");
    dialog->setNameFilters({png, svg});
    dialog->setDefaultSuffix(QStringLiteral("png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, svg](const QString& filter) {
        dialog->setDefaultSuffix(filter == svg ? QStringLiteral("svg") : QStringLiteral("png"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &BrowseExport::savePictureTo);
    dialog->open();
}

void BrowseExport::savePictureTo(const QString& file) {
    auto shown = std::make_shared<BrowseFigure>(figure());
    if (shown->empty()) return;
    inBackground(
        this, [shown, file] { return shown->save(file); },
        [this, file](base::Status saved) {
            if (!saved) return page_->showError(saved.error());
            Toast::show(page_->window(), tr("Saved %1").arg(QFileInfo(file).fileName()), tr("Open the folder"),
                        [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath())); });
        });
}

// In DenseCap's results format, which other tools read.
void BrowseExport::saveDescribed() {
    auto* dialog = saveDialog(page_, QStringLiteral("described"), tr("Export the described boxes"),
                              imageName() + QStringLiteral(".results.json"));
    dialog->setNameFilter(tr("DenseCap results (*.json)"));
    const QString image = QString::fromStdString(state_->details().image.path);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, image, results = described_->results()](const QString& file) {
                page_->bridge()->models().saveDescriptions(
                    this, file, image, results, [this](base::Result<std::filesystem::path> saved) {
                        if (!saved) return page_->showError(saved.error());
                        page_->toast(tr("Exported %1").arg(QString::fromStdString(saved->filename().string())));
                    });
            });
    dialog->open();
}

void BrowseExport::showMenu(const QPoint& globalPosition) {
    auto* menu = contextMenu("pictureMenu", tr("Picture"), page_);
    for (const char* id : {"browse.copy", "browse.save"}) menu->addAction(actionOf(page_, id));
    menu->addSeparator();
    for (const char* id : {"browse.removeDrawn", "browse.fit", "browse.actual", "browse.draw", "browse.annotate"})
        menu->addAction(actionOf(page_, id));
    menu->popup(globalPosition);
}

}  // namespace legenda::ui
