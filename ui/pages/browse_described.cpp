// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/browse_described.h"

#include "ui/bridge/bridge.h"
#include "ui/bridge/convert.h"
#include "ui/pages/browse_bubble.h"
#include "ui/widgets/image_canvas.h"

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kCaptions = 4;  // of each box

QString idOf(std::size_t which) {
    return QStringLiteral("d%1").arg(which);
}

model::DecodeOptions decoding() {
    model::DecodeOptions options;
    options.count = kCaptions;
    return options;
}

}  // namespace

BrowseDescribed::BrowseDescribed(Bridge* bridge, ImageCanvas* canvas, QObject* parent)
    : QObject(parent), bridge_(bridge), canvas_(canvas) {}

void BrowseDescribed::setImage(std::int64_t image) {
    image_ = image;
    describing_ = false;
    clear();
}

void BrowseDescribed::clear() {
    const bool had = !boxes_.empty();
    setChosen(-1);
    boxes_.clear();
    everything_ = false;
    if (had) Q_EMIT changed();
}

void BrowseDescribed::prepare() {
    const QSizeF frame = canvas_->fullSize();
    if (image_ == 0 || asking_ || frame.isEmpty()) return;
    bridge_->caption(this, image_, fromQt(QRectF(QPointF(), frame)), {},
                     [](const base::Result<jobs::CaptionResult>&) {});
}

void BrowseDescribed::draw(const QRectF& box) {
    if (image_ == 0) return;
    boxes_.push_back({box, {}});
    setChosen(static_cast<int>(boxes_.size()) - 1);
    ask();
    Q_EMIT changed();
}

void BrowseDescribed::describeEverything() {
    if (image_ == 0 || describing_) return;
    describing_ = true;
    bridge_->describe(this, image_, decoding(),
                      [this, image = image_](base::Result<std::vector<jobs::CaptionResult>> found) {
                          if (image != image_) return;
                          describing_ = false;
                          if (!found) return Q_EMIT failed(found.error());
                          setChosen(-1);
                          boxes_.clear();
                          everything_ = true;
                          for (auto& result : *found) boxes_.push_back({toQt(*result.box), std::move(result.captions)});
                          Q_EMIT changed();
                      });
}

bool BrowseDescribed::choose(const QString& overlay) {
    for (std::size_t i = 0; i < boxes_.size(); ++i)
        if (overlay == idOf(i)) {
            chooseRow(static_cast<int>(i));
            return true;
        }
    if (chosen_ >= 0) chooseRow(-1);
    return false;
}

void BrowseDescribed::chooseRow(int row) {
    if (row == chosen_) return;
    setChosen(row);
    Q_EMIT changed();
}

void BrowseDescribed::setChosen(int which) {
    chosen_ = which;
    stale_ = false;
    canvas_->setBubble(nullptr, {});
    bubble_ = nullptr;
    if (which < 0) return;
    const auto& described = boxes_[static_cast<std::size_t>(which)];
    bubble_ = new CaptionBubble(canvas_);
    connect(bubble_, &CaptionBubble::kept, this, &BrowseDescribed::kept);
    connect(bubble_, &CaptionBubble::discarded, this, &BrowseDescribed::removeChosen);
    connect(bubble_, &CaptionBubble::resized, this, [this] {
        if (bubble_) canvas_->setBubble(bubble_, chosenBox());
    });
    if (!described.captions.empty()) bubble_->setCaptions(described.captions);
    canvas_->setBubble(bubble_, described.box);
}

void BrowseDescribed::move(const QString& overlay, const QRectF& box) {
    if (chosen_ < 0 || overlay != idOf(static_cast<std::size_t>(chosen_))) return;
    auto& described = boxes_[static_cast<std::size_t>(chosen_)];
    if (described.box != box) {
        described.box = box;
        ask();
    }
    canvas_->setBubble(bubble_, box);
    Q_EMIT changed();
}

// One question at a time: a box that moves is asked for again as soon as the answer for where it was is there, so that
// answers come at the model's own pace.
void BrowseDescribed::ask() {
    if (asking_) {
        stale_ = true;
        return;
    }
    const QRectF box = chosenBox();
    if (box.isEmpty()) return;
    asking_ = true;
    bridge_->caption(this, image_, fromQt(box), decoding(),
                     [this, image = image_, which = chosen_](base::Result<jobs::CaptionResult> result) {
                         asking_ = false;
                         const bool again = std::exchange(stale_, false);
                         if (image == image_ && which == chosen_ && bubble_) {
                             if (result) {
                                 boxes_[static_cast<std::size_t>(which)].captions = std::move(result->captions);
                                 bubble_->setCaptions(boxes_[static_cast<std::size_t>(which)].captions);
                                 Q_EMIT changed();
                                 Q_EMIT answered();
                             } else if (result.error().code != base::ErrorCode::Cancelled) {
                                 bubble_->setProblem(QString::fromStdString(result.error().message));
                             }
                         }
                         if (again || (chosen_ >= 0 && boxes_[static_cast<std::size_t>(chosen_)].captions.empty() &&
                                       (which != chosen_ || image != image_)))
                             ask();
                     });
}

void BrowseDescribed::removeChosen() {
    if (chosen_ < 0) return;
    const auto which = boxes_.begin() + chosen_;
    setChosen(-1);
    boxes_.erase(which);
    Q_EMIT changed();
}

QRectF BrowseDescribed::chosenBox() const {
    return chosen_ < 0 ? QRectF() : boxes_[static_cast<std::size_t>(chosen_)].box;
}

QString BrowseDescribed::chosenText() const {
    return bubble_ ? bubble_->text() : QString();
}

std::vector<jobs::CaptionResult> BrowseDescribed::results() const {
    std::vector<jobs::CaptionResult> results;
    for (const auto& described : boxes_) results.push_back({{}, fromQt(described.box), described.captions});
    return results;
}

void BrowseDescribed::addOverlays(std::vector<Overlay>& overlays) const {
    if (boxes_.empty()) return;
    if (everything_) overlays.clear();
    for (Overlay& overlay : overlays) overlay.emphasis = Overlay::Emphasis::Dim;
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
        Overlay overlay;
        overlay.id = idOf(i);
        overlay.box = boxes_[i].box;
        const bool chosen = chosen_ == static_cast<int>(i);
        overlay.grey = true;
        overlay.selected = overlay.editable = chosen;
        if (!chosen && !boxes_[i].captions.empty())
            overlay.label = QString::fromStdString(boxes_[i].captions.front().text);
        if (!chosen && chosen_ >= 0) overlay.emphasis = Overlay::Emphasis::Dim;
        overlays.push_back(std::move(overlay));
    }
}

}  // namespace legenda::ui
