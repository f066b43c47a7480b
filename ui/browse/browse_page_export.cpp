// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_figure.h"
#include "ui/browse/browse_page.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QPointer>
#include <QStandardPaths>
#include <QThreadPool>
#include <QUrl>

// Copying and saving what Browse shows.
namespace legenda::ui {

namespace {

// Draws and encodes outside the GUI thread, which hears of the result while `page` lives. The pool is waited for when
// the program ends: a file that was begun is finished.
template <class Work, class Done>
void inBackground(BrowsePage* page, Work work, Done done) {
    QThreadPool::globalInstance()->start(
        [guard = QPointer<BrowsePage>(page), work = std::move(work), done = std::move(done)]() mutable {
            auto result = work();
            QMetaObject::invokeMethod(
                qApp,
                [guard, done = std::move(done), result = std::move(result)]() mutable {
                    if (guard) done(std::move(result));
                },
                Qt::QueuedConnection);
        });
}

}  // namespace

BrowseFigure BrowsePage::figure() const {
    return {*canvas_, *sentence_, QFileInfo(QString::fromStdString(details_.image.path)).fileName()};
}

// The clipboard is given PNG bytes rather than an image, which Qt would encode in the GUI thread at every paste.
void BrowsePage::copyPicture() {
    auto shown = std::make_shared<BrowseFigure>(figure());
    if (shown->empty()) return;
    inBackground(
        this, [shown] { return shown->png(); },
        [this](QByteArray png) {
            auto* data = new QMimeData;
            data->setData(QStringLiteral("image/png"), png);
            QApplication::clipboard()->setMimeData(data);
            toast(tr("Copied the picture with its boxes"));
        });
}

void BrowsePage::savePicture() {
    if (canvas_->image().isNull()) return;
    if (exportFolder_.isEmpty()) exportFolder_ = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    const QString stem = QFileInfo(QString::fromStdString(details_.image.path)).completeBaseName();
    auto* dialog = new QFileDialog(this, tr("Save the picture with its boxes"), exportFolder_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const QString png = tr("PNG picture (*.png)"), svg = tr("SVG drawing (*.svg)");
    dialog->setNameFilters({png, svg});
    dialog->setDefaultSuffix(QStringLiteral("png"));
    dialog->selectFile(stem + QStringLiteral(".png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, svg](const QString& filter) {
        dialog->setDefaultSuffix(filter == svg ? QStringLiteral("svg") : QStringLiteral("png"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { savePictureTo(file); });
    dialog->open();
}

void BrowsePage::savePictureTo(const QString& file) {
    auto shown = std::make_shared<BrowseFigure>(figure());
    if (shown->empty()) return;
    exportFolder_ = QFileInfo(file).absolutePath();
    inBackground(
        this, [shown, file] { return shown->save(file); },
        [this, file](base::Status saved) {
            if (!saved) return showError(saved.error());
            toast(tr("Saved %1").arg(QFileInfo(file).fileName()), tr("Open the folder"),
                  [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath())); });
            Q_EMIT pictureSaved(file);
        });
}

void BrowsePage::showCanvasMenu(const QPoint& globalPosition) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({copyAction_, saveAction_});
    menu->addSeparator();
    menu->addAction(removeDrawnAction_);
    for (const char* id : {"browse.fit", "browse.actual", "browse.draw", "browse.annotate"})
        menu->addAction(findChild<QAction*>(QLatin1String(id), Qt::FindDirectChildrenOnly));
    menu->popup(globalPosition);
}

}  // namespace legenda::ui
