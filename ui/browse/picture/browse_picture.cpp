// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/picture/browse_picture.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/picture/region_overlays.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/page.h"

#include <QAction>
#include <QKeyEvent>

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {
constexpr int kDecodedSide = 2560;  // sharp at 2x on a large screen, quick to scale
}  // namespace

BrowsePicture::BrowsePicture(Page* page, BrowseState* state)
    : QObject(page), page_(page), state_(state), canvas_(new ImageCanvas) {
    canvas_->installEventFilter(this);
    connect(canvas_, &ImageCanvas::hovered, this, [this](const OverlayId& id) { state_->light({id.regionIndex()}); });
    connect(state_, &BrowseState::projectChanged, this, [this] {
        here_ = false;
        canvas_->setImage({}, {});
    });
    connect(state_, &BrowseState::imageChanged, this, &BrowsePicture::load);
    // A photograph that was missing may be there again.
    connect(page->bridge(), &Bridge::imagesChanged, this, [this] {
        if (state_->image() == 0 || !canvas_->fullSize().isEmpty()) return;
        page_->clearError();
        load(state_->image());
    });
    connect(state_, &BrowseState::alignmentChanged, this, &BrowsePicture::showOverlays);
    connect(state_, &BrowseState::litChanged, this, &BrowsePicture::showOverlays);
}

void BrowsePicture::load(std::int64_t image) {
    here_ = false;
    if (missing_ != image) missing_ = 0;
    if (image == 0) return canvas_->setImage({}, {});
    page_->bridge()->images().picture(this, image, kDecodedSide, [this, image](base::Result<LoadedPicture> picture) {
        if (image != state_->image() || (!picture && dropped(picture.error()))) return;
        here_ = true;
        if (!picture) {
            missing_ = image;
            canvas_->setImage({}, {});
            canvas_->setMessage(tr("This photograph cannot be shown."));  // the banner says why
            return tellMissing(picture.error());
        }
        canvas_->setImage(picture->image, picture->fullSize);
        showOverlays();
        Q_EMIT shown();
        if (std::exchange(missing_, 0) == image) Q_EMIT foundAgain();
    });
}

void BrowsePicture::tellMissing(const base::Error& error) {
    auto* find = page_->window()->findChild<QAction*>(QStringLiteral("file.relink"));
    if (error.code != base::ErrorCode::Io || !find) return page_->showError(error);
    page_->showError(error, tr("Find moved photographs"), [find] { find->trigger(); });
}

void BrowsePicture::showOverlays() {
    if (!here_) return canvas_->setOverlays({});  // the picture of the previous image is still shown
    auto overlays = wonOverlays(state_->alignment(), state_->segments(), state_->numbers(), state_->lit().region);
    for (const Layer& layer : layers_) layer(overlays);
    canvas_->setOverlays(std::move(overlays));
}

void BrowsePicture::addLit(std::vector<Overlay>& overlays) const {
    const int region = state_->lit().region;
    const bool shown = std::ranges::any_of(
        overlays, [](const Overlay& overlay) { return overlay.emphasis == Overlay::Emphasis::Highlight; });
    if (region < 0 || shown || static_cast<std::size_t>(region) >= state_->alignment().regions.size()) return;
    overlays.push_back(regionOverlay(state_->alignment(), state_->numbers(), region, region));
}

bool BrowsePicture::stepRegion(int by, bool wrap) {
    std::vector<int> order;
    for (const model::Segment& segment : state_->segments())
        if (std::ranges::find(order, segment.region) == order.end()) order.push_back(segment.region);
    if (order.empty()) return false;
    std::ranges::sort(order, {}, [this](int region) { return state_->numbers()[static_cast<std::size_t>(region)]; });
    const int count = static_cast<int>(order.size());
    const auto at = std::ranges::find(order, state_->lit().region);
    int next = at == order.end() ? (by > 0 ? 0 : count - 1) : static_cast<int>(at - order.begin()) + by;
    if (!wrap && (next < 0 || next >= count)) return false;
    next = (next + count) % count;
    state_->light({order[static_cast<std::size_t>(next)]});
    const auto& shown = canvas_->overlays();
    const auto box = std::ranges::find(shown, OverlayId::region(state_->lit().region), &Overlay::id);
    if (box != shown.end()) PaintedItems::tellFocus(canvas_, static_cast<int>(box - shown.begin()));
    return true;
}

// Tab steps through the regions while the picture has the focus; after the last one it moves to the next field.
bool BrowsePicture::eventFilter(QObject* watched, QEvent* event) {
    if (watched == canvas_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Tab && !key->modifiers() && stepRegion(1, false)) return true;
        if (key->key() == Qt::Key_Backtab && stepRegion(-1, false)) return true;
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace legenda::ui
