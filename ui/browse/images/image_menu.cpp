// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/images/image_menu.h"

#include "ui/browse/images/divide_dialog.h"
#include "ui/controls/context_menu.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_view.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QUrl>

#include <set>

namespace legenda::ui {

namespace {

QString photographs(std::size_t count) {
    return count == 1 ? ImageMenu::tr("1 photograph") : ImageMenu::tr("%1 photographs").arg(count);
}

}  // namespace

ImageMenu::ImageMenu(Page* page, ImageListModel* model, ThumbnailView* view)
    : QObject(page), page_(page), model_(model), view_(view) {
    view_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view_, &QWidget::customContextMenuRequested, this, &ImageMenu::show);
    ui::addAction(page, QStringLiteral("browse.remove"), tr("Remove the photograph from the project"), {}, {},
                  [this] { remove(); });
    ui::addAction(page, QStringLiteral("browse.divide"), tr("Divide the photographs among splits"), {}, {},
                  [this] { divide(); });
    ui::addAction(page, QStringLiteral("browse.restore"), tr("Bring back all photographs that were removed"), {}, {},
                  [this] { restoreAll(); });
}

std::vector<std::int64_t> ImageMenu::chosen() const {
    std::vector<std::int64_t> images;
    for (const auto& index : view_->selectionModel()->selectedIndexes())
        images.push_back(index.data(ImageListModel::IdRole).toLongLong());
    if (images.empty() && view_->currentImage() != 0) images.push_back(view_->currentImage());
    return images;
}

void ImageMenu::show(const QPoint& at) {
    const auto images = chosen();
    if (images.empty()) return;
    auto* menu = contextMenu("imageMenu", tr("Photographs"), view_);
    const auto add = [&](const char* name, const QString& text, void (ImageMenu::*act)()) {
        QAction* action = menu->addAction(text, this, act);
        action->setObjectName(QLatin1String(name));
    };
    addSplits(menu, images.size());
    menu->addSeparator();
    add("openFolder", tr("Open its folder"), &ImageMenu::openFolder);
    add("copyPath", images.size() == 1 ? tr("Copy its path") : tr("Copy their paths"), &ImageMenu::copyPaths);
    menu->addSeparator();
    add("removeImages",
        images.size() == 1 ? tr("Remove from the project")
                           : tr("Remove %1 from the project").arg(photographs(images.size())),
        &ImageMenu::remove);
    menu->addAction(actionOf(page_, "browse.restore"));
    menu->popup(view_->viewport()->mapToGlobal(at));
}

void ImageMenu::addSplits(QMenu* menu, std::size_t count) {
    auto* splits = menu->addMenu(count == 1 ? tr("Split") : tr("Split of %1").arg(photographs(count)));
    std::set<QString> now;
    for (const auto image : chosen())
        if (const auto* record = model_->find(image)) now.insert(QString::fromStdString(record->split));
    const std::pair<const char*, QString> all[] = {
        {"train", tr("train")}, {"dev", tr("dev")}, {"test", tr("test")}, {"", tr("none")}};
    for (const auto& [split, text] : all) {
        QAction* action = splits->addAction(text, this, [this, split = std::string(split)] { putInto(split); });
        action->setObjectName(QStringLiteral("split.") + text);
        action->setCheckable(true);
        action->setChecked(now.size() == 1 && *now.begin() == QLatin1String(split));
    }
    splits->addSeparator();
    splits->addAction(tr("Divide all photographs…"), this, &ImageMenu::divide)
        ->setObjectName(QStringLiteral("divideImages"));
}

void ImageMenu::putInto(const std::string& split) {
    session::ImageEdits::Splits splits;
    for (const auto image : chosen()) splits.emplace_back(image, split);
    if (splits.empty()) return;
    const QString what = photographs(splits.size());
    setSplits(splits, split.empty() ? tr("%1 without a split now").arg(what)
                                    : tr("%1 in the split %2 now").arg(what, QString::fromStdString(split)));
}

// done: the toast; empty: this was an Undo.
void ImageMenu::setSplits(const session::ImageEdits::Splits& splits, const QString& done) {
    page_->bridge()->images().setSplits(this, splits, [this, done](base::Result<session::ImageEdits::Splits> before) {
        if (!before) return page_->showError(before.error());
        if (!done.isEmpty()) page_->toastUndo(done, [this, before = std::move(*before)] { setSplits(before, {}); });
    });
}

void ImageMenu::divide() {
    const auto& project = page_->bridge()->project();
    if (!project) return;
    auto* dialog = new DivideDialog(project->counts.total(), view_);  // the list may not be read yet
    connect(dialog, &DivideDialog::wanted, this, [this](const std::vector<project::Share>& shares, quint64 seed) {
        page_->bridge()->images().divide(this, shares, seed, [this](base::Result<session::ImageEdits::Splits> before) {
            if (!before) return page_->showError(before.error());
            const QString done = tr("%1 divided among splits").arg(photographs(before->size()));
            page_->toastUndo(done, [this, before = std::move(*before)] { setSplits(before, {}); });
        });
    });
    dialog->open();
}

void ImageMenu::remove() {
    if (const auto images = chosen(); !images.empty()) setRemoved(images, true);
}

void ImageMenu::setRemoved(const std::vector<std::int64_t>& images, bool removed) {
    page_->bridge()->images().setRemoved(
        this, images, removed, [this, images, removed](const base::Result<std::int64_t>& changed) {
            if (!changed) return page_->showError(changed.error());
            if (!removed) return;
            page_->toastUndo(tr("%1 removed from the project. The files stay.").arg(photographs(images.size())),
                             [this, images] { setRemoved(images, false); });
        });
}

void ImageMenu::restoreAll() {
    page_->bridge()->images().restoreAll(this, [this](const base::Result<std::int64_t>& restored) {
        if (!restored) return page_->showError(restored.error());
        page_->toast(*restored == 0
                         ? tr("No photograph was removed.")
                         : tr("%1 in the project again").arg(photographs(static_cast<std::size_t>(*restored))));
    });
}

void ImageMenu::openFolder() {
    const auto images = chosen();
    const auto* record = images.empty() ? nullptr : model_->find(images.front());
    if (!record) return;
    const QString folder = QFileInfo(QString::fromStdString(record->file.string())).absolutePath();
    QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
}

void ImageMenu::copyPaths() {
    QStringList paths;
    for (const auto image : chosen())
        if (const auto* record = model_->find(image)) paths << QString::fromStdString(record->file.string());
    QGuiApplication::clipboard()->setText(paths.join(QLatin1Char('\n')));
}

}  // namespace legenda::ui
