// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/convert.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_page.h"
#include "ui/browse/browse_panel.h"
#include "ui/controls/model_items.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_view.h"

#include <algorithm>
#include <utility>

// Searching the captions, and asking the model for images or regions that fit a sentence.
namespace legenda::ui {

namespace {
constexpr int kImages = 60, kRegions = 120;  // hits asked for
constexpr std::size_t kRegionsAnImage = 3;   // of these, boxes shown
}  // namespace

void BrowsePage::setSearch(const QString& text, SearchMode mode) {
    const QString words = text.simplified();
    asked_ = mode == SearchMode::Ask ? words : QString();
    hits_.clear();
    clearError();
    if (words.isEmpty()) {
        list_->showSearch({}, false);
        return images_->clearMatches();
    }
    if (mode == SearchMode::Ask) return askModel();
    list_->showSearch(tr("“%1” in the captions").arg(words), false);
    bridge()->images().searchCaptions(this, words, [this, words](base::Result<std::vector<std::int64_t>> found) {
        if (!found) return showError(found.error());
        list_->view()->setEmptyText(tr("No caption contains “%1”.").arg(words));
        images_->setMatches(*found);
    });
}

void BrowsePage::askModel() {
    if (asked_.isEmpty()) return;
    const bool regions = list_->regions();
    list_->showSearch(tr("Looking for “%1” …").arg(asked_), true);
    bridge()->models().ask(
        this, inference::ImageSearchQuestion{asked_.toStdString(), regions, regions ? kRegions : kImages},
        [this, asked = asked_, regions](base::Result<std::vector<inference::SearchHit>> hits) {
            if (asked != asked_ || regions != list_->regions()) return;
            if (hits) return takeHits(*hits);
            if (dropped(hits.error())) return;
            list_->showSearch(tr("“%1”").arg(asked_), true);
            images_->setRanked({});
            list_->view()->setEmptyText(QString::fromStdString(hits.error().message));
            if (hits.error().key != extraction::kFeaturesMissing) return;
            showError(hits.error(), tr("Compute the features"), [this] { makeFeatures([this] { askModel(); }); });
        });
}

void BrowsePage::takeHits(const std::vector<inference::SearchHit>& hits) {
    hits_.clear();
    list_->showSearch(tr("“%1”, best first").arg(asked_), true);
    std::vector<ImageListModel::Match> matches;
    for (const inference::SearchHit& hit : hits) {
        auto& ofImage = hits_[hit.image.id];
        const bool first = ofImage.empty();
        if (ofImage.size() < kRegionsAnImage) ofImage.push_back({hit.box ? toQt(*hit.box) : QRectF(), hit.score});
        if (!first) continue;  // an image stands where its best region stands
        ImageListModel::Match match{hit.image.id, hit.score, {}};
        if (hit.box && hit.image.width > 0 && hit.image.height > 0)
            match.hit = QRectF(hit.box->x / hit.image.width, hit.box->y / hit.image.height,
                               hit.box->w / hit.image.width, hit.box->h / hit.image.height);
        matches.push_back(match);
    }
    list_->view()->setEmptyText(tr("Nothing was found."));
    images_->setRanked(matches);
    if (matches.empty()) return;
    if (matches.front().image != image_) return openImage(matches.front().image);
    panel_->showOwnSentence(asked_);
    setSentence(asked_, -1, -1);
}

void BrowsePage::makeFeatures(std::function<void()> then) {
    const auto& project = bridge()->project();
    if (!project) return;
    const auto* used = modelInUse(*project, project::ModelKind::Alignment);
    if (!used) return;
    extraction::FeatureOptions options;
    options.project = project->folder;
    options.recipe = used->info.recipe;
    clearError();
    toast(tr("The regions of every image are being described; the ring above shows how far it is."));
    bridge()->jobs().features(this, options, {},
                              [this, then = std::move(then)](base::Result<extraction::FeatureReport> report) {
                                  if (!report) return showError(report.error());
                                  then();
                              });
}

bool BrowsePage::openedByAsking() const {
    return !asked_.isEmpty() && text_ == asked_ && hits_.contains(image_);
}

int BrowsePage::regionOf(const Hit& hit) const {
    for (std::size_t i = 0; i < alignment_.regions.size(); ++i) {
        const QRectF box = toQt(alignment_.regions[i].box);
        const double apart =
            std::max({std::abs(box.left() - hit.box.left()), std::abs(box.top() - hit.box.top()),
                      std::abs(box.right() - hit.box.right()), std::abs(box.bottom() - hit.box.bottom())});
        if (apart < 0.5) return static_cast<int>(i);
    }
    return -1;
}

// The region that brought the user here stays lit.
void BrowsePage::pinHit() {
    if (wantedRegion_ && wantedRegion_->first == image_) {
        const int region = regionOf({std::exchange(wantedRegion_, std::nullopt)->second, 0});
        if (region >= 0) return light(region, -1, true);
    }
    if (!openedByAsking()) return;
    const Hit best = hits_.value(image_).front();
    if (const int region = best.box.isEmpty() ? -1 : regionOf(best); region >= 0) light(region, -1, true);
}

void BrowsePage::showRegion(std::int64_t image, const QRectF& box) {
    wantedRegion_.emplace(image, box);
    if (image != image_)
        openImage(image);
    else if (!alignment_.regions.empty())
        pinHit();
}

void BrowsePage::addHitOverlays(std::vector<Overlay>& overlays) const {
    if (!openedByAsking()) return;
    for (const Hit& hit : hits_.value(image_)) {
        const int region = hit.box.isEmpty() ? -1 : regionOf(hit);
        if (region < 0) continue;
        const QString score = QString::number(hit.score, 'f', 2);
        const auto id = OverlayId::region(region);
        const auto same = std::find_if(overlays.begin(), overlays.end(), [&](const Overlay& o) { return o.id == id; });
        if (same != overlays.end()) {
            same->label += QStringLiteral("  ") + score;
            continue;
        }
        overlays.push_back(overlayOf(region));
        overlays.back().label = score;
    }
}

}  // namespace legenda::ui
