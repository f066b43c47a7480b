// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_images.h"

#include "ui/browse/browse_list.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/images/image_menu.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_view.h"

#include <algorithm>
#include <utility>

namespace legenda::ui {

BrowseImages::BrowseImages(Page* page, BrowseState* state)
    : QObject(page),
      page_(page),
      state_(state),
      model_(new ImageListModel(page->bridge(), this)),
      list_(new BrowseList(model_)) {
    ui::addAction(page, QStringLiteral("browse.next"), tr("Next image"), QStringLiteral("chevron-right"),
                  {QKeySequence(Qt::Key_D), QKeySequence(Qt::Key_PageDown)}, [this] { step(1); });
    ui::addAction(page, QStringLiteral("browse.previous"), tr("Previous image"), QStringLiteral("chevron-left"),
                  {QKeySequence(Qt::Key_A), QKeySequence(Qt::Key_PageUp)}, [this] { step(-1); });
    const auto showCurrent = [this] { list_->view()->setCurrentImage(state_->image()); };
    connect(list_->view(), &ThumbnailView::imageChosen, this, &BrowseImages::open);
    connect(model_, &QAbstractItemModel::modelReset, this, showCurrent);
    connect(state_, &BrowseState::imageChanged, this, showCurrent);
    new ImageMenu(page, model_, list_->view());
    connect(page->bridge(), &Bridge::imagesChanged, this, [this] {
        if (listed_) listImages();
    });
    connect(page->bridge(), &Bridge::annotationSaved, this, [this](qint64 image, const store::EditOutcome& outcome) {
        model_->setBoxCount(image, static_cast<int>(outcome.regions.size()));
    });
}

void BrowseImages::setProject(const project::ProjectInfo& project) {
    list_->setCounts(project.counts);
    if (project.folder == state_->project()) {
        listed_ = listed_ && static_cast<std::int64_t>(model_->images().size()) == project.counts.total();
        return;
    }
    listed_ = false;
    if (wanted_ == state_->image()) wanted_ = 0;  // an image of the previous project
    if (wanted_ == 0 && lastProject_ == QString::fromStdU16String(project.folder.u16string())) wanted_ = lastImage_;
    model_->setImages({});
}

void BrowseImages::setLast(const QString& project, std::int64_t image) {
    lastProject_ = project;
    lastImage_ = image;
}

void BrowseImages::activated() {
    page_->bridge()->annotations().regionCounts(this, [this](auto counts) {
        if (counts) model_->setBoxCounts(std::move(*counts));
    });
    if (listed_) {
        if (wanted_ != 0) open(wanted_);
        return;
    }
    page_->bridge()->annotations().recall(this, QStringLiteral("browse.first"),
                                          [this](base::Result<std::string> first) {
                                              first_ = first ? std::move(*first) : std::string();
                                              listImages();
                                          });
}

void BrowseImages::listImages() {
    page_->bridge()->images().list(this, [this](base::Result<SharedImages> images) {
        if (!images) return page_->showError(images.error());
        takeImages(std::move(*images));
    });
}

void BrowseImages::takeImages(SharedImages images) {
    listed_ = true;
    const int row = model_->rowOf(state_->image());
    model_->setList(std::move(images));
    Q_EMIT imagesListed(!model_->images().empty());
    if (model_->images().empty()) {
        wanted_ = 0;
        return state_->close();
    }
    const auto file = std::exchange(wantedFile_, {});
    if (const auto image = file.empty() ? 0 : model_->list().idOfFile(file)) wanted_ = image;
    if (wanted_ == 0 && state_->image() == 0) wanted_ = model_->list().idOf(first_);
    if (wanted_ != 0 && model_->find(wanted_))
        open(wanted_);
    else if (state_->image() == 0)
        open(model_->idAt(0));
    else if (!model_->find(state_->image()))  // it was removed: the next one
        open(model_->idAt(std::clamp(row, 0, std::max(0, model_->rowCount() - 1))));
}

void BrowseImages::show(std::int64_t image) {
    wanted_ = image;
    if (page_->isVisible() && listed_) open(image);
}

void BrowseImages::showFile(const std::filesystem::path& file) {
    if (const auto image = listed_ ? model_->list().idOfFile(file) : 0) return show(image);
    wantedFile_ = file;
}

void BrowseImages::step(int by) {
    if (model_->rowCount() == 0) return;
    const int row = model_->rowOf(state_->image());
    open(model_->idAt(row < 0 ? 0 : std::clamp(row + by, 0, model_->rowCount() - 1)));
}

void BrowseImages::open(std::int64_t image) {
    wanted_ = image;
    if (image == 0 || image == state_->image()) return;
    page_->clearError();
    state_->open(image);
}

}  // namespace legenda::ui
