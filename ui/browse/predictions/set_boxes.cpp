// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/predictions/set_boxes.h"

#include "ui/bridge/convert.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/picture/browse_picture.h"
#include "ui/browse/predictions/set_sentences.h"
#include "ui/canvas/image_canvas.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace legenda::ui {

namespace {

constexpr std::size_t kMostTexts = 40;  // beside their boxes; the others are read in the list

int predictedRow(const OverlayId& id) {
    return id.layer == OverlayId::Layer::Predicted ? static_cast<int>(id.number) : -1;
}

double scoreOf(const SetBoxes::Region& region) {
    return region.box ? region.box->score.value_or(-std::numeric_limits<double>::infinity())
                      : std::numeric_limits<double>::infinity();
}

}  // namespace

std::vector<Overlay> furtherOverlays(const SetSentence& sentence, const std::vector<int>& numbers, int region) {
    std::vector<Overlay> overlays;
    if (region < 0 || static_cast<std::size_t>(region) >= sentence.further.size()) return overlays;
    const int number = numbers[static_cast<std::size_t>(region)];
    const auto& boxes = sentence.further[static_cast<std::size_t>(region)];
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        Overlay overlay;
        overlay.id = OverlayId::further(region, static_cast<qint64>(i));
        overlay.box = toQt(boxes[i].box);
        overlay.colour = number;
        overlay.dashed = true;
        if (boxes[i].score) overlay.label = QString::number(*boxes[i].score, 'f', 2);
        overlay.name = SetBoxes::tr("Region %1, further box %2").arg(number + 1).arg(i + 1);
        overlays.push_back(std::move(overlay));
    }
    return overlays;
}

SetBoxes::SetBoxes(BrowseState* state, BrowsePicture* picture, QObject* parent)
    : QObject(parent), state_(state), picture_(picture) {
    connect(state_, &BrowseState::setChanged, this, &SetBoxes::take);
    connect(state_, &BrowseState::imageChanged, this, &SetBoxes::take);
    connect(state_, &BrowseState::predictionsArrived, this, &SetBoxes::take);
    connect(picture_->canvas(), &ImageCanvas::hovered, this, [this](const OverlayId& id) { light(predictedRow(id)); });
    connect(picture_->canvas(), &ImageCanvas::clicked, this, [this](const OverlayId& id) { pin(predictedRow(id)); });
}

// A caption of the whole image comes first.
void SetBoxes::take() {
    regions_ = state_->predictions().regions;
    std::ranges::stable_sort(regions_, std::ranges::greater(), scoreOf);
    lit_ = pinned_ = -1;
    picture_->showOverlays();
    Q_EMIT litChanged();
}

void SetBoxes::light(int row) {
    const int lit = row < 0 ? pinned_ : row;
    if (lit == lit_) return;
    lit_ = lit;
    picture_->showOverlays();
    Q_EMIT litChanged();
}

void SetBoxes::pin(int row) {
    pinned_ = row;
    light(row);
}

void SetBoxes::addOverlays(std::vector<Overlay>& overlays) const {
    if (state_->alignment().tokens.empty())
        addRegions(overlays);
    else
        addFurther(overlays);
}

void SetBoxes::addRegions(std::vector<Overlay>& overlays) const {
    for (std::size_t i = 0; i < regions_.size(); ++i) {
        const int row = static_cast<int>(i);
        Overlay overlay;
        overlay.id = OverlayId::predicted(row);
        overlay.box = regions_[i].box ? toQt(regions_[i].box->box) : QRectF(QPointF(), picture_->canvas()->fullSize());
        overlay.grey = true;
        const QString text = QString::fromStdString(regions_[i].text);
        if (i < kMostTexts || row == lit_) overlay.label = text;
        overlay.name = tr("Region %1 of the set: %2").arg(row + 1).arg(text);
        if (lit_ >= 0) overlay.emphasis = row == lit_ ? Overlay::Emphasis::Highlight : Overlay::Emphasis::Dim;
        overlays.push_back(std::move(overlay));
    }
}

void SetBoxes::addFurther(std::vector<Overlay>& overlays) const {
    const auto* shown = state_->bySet();
    const int region = state_->lit().region;
    if (!shown || region < 0 || static_cast<std::size_t>(region) >= shown->further.size()) return;
    const auto best = std::ranges::find(overlays, OverlayId::region(region), &Overlay::id);
    if (shown->scored && best != overlays.end())
        best->label +=
            QStringLiteral("  %1").arg(shown->alignment.regions[static_cast<std::size_t>(region)].score, 0, 'f', 2);
    std::ranges::move(furtherOverlays(*shown, state_->numbers(), region), std::back_inserter(overlays));
}

}  // namespace legenda::ui
