// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_search.h"

#include "ui/bridge/convert.h"
#include "ui/browse/browse_images.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/missing_features.h"
#include "ui/browse/picture/region_overlays.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_view.h"

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {
constexpr int kImages = 60, kRegions = 120;  // number of hits requested
constexpr std::size_t kRegionsPerImage = 3;  // number of hits whose boxes are shown
}  // namespace

BrowseSearch::BrowseSearch(Page* page, BrowseState* state, BrowseImages* images)
    : QObject(page), page_(page), state_(state), images_(images) {
    connect(images->list(), &BrowseList::regionsChanged, this, &BrowseSearch::askAgain);
    connect(state, &BrowseState::imageChanged, this, [this](qint64 image) {
        if (wantedRegion_ && wantedRegion_->first != image) wantedRegion_.reset();
    });
    connect(state, &BrowseState::alignmentArrived, this, &BrowseSearch::pinHit);
}

void BrowseSearch::set(const QString& text, SearchMode mode) {
    const QString words = text.simplified();
    asked_ = mode == SearchMode::Ask ? words : QString();
    hits_.clear();
    page_->clearError();
    if (words.isEmpty()) {
        images_->list()->showSearch({}, false);
        return images_->model()->clearMatches();
    }
    if (mode == SearchMode::Ask) return askAgain();
    images_->list()->showSearch(tr("“%1” in the captions").arg(words), false);
    page_->bridge()->images().searchCaptions(this, words, [this, words](base::Result<std::vector<std::int64_t>> found) {
        if (!found) return page_->showError(found.error());
        images_->list()->view()->setEmptyText(tr("No caption contains “%1”.").arg(words));
        images_->model()->setMatches(*found);
    });
}

void BrowseSearch::askAgain() {
    if (asked_.isEmpty()) return;
    BrowseList* list = images_->list();
    const bool regions = list->regions();
    list->showSearch(tr("Looking for “%1” …").arg(asked_), true);
    page_->bridge()->models().ask(
        this, inference::ImageSearchQuestion{asked_.toStdString(), regions, regions ? kRegions : kImages},
        [this, list, asked = asked_, regions](base::Result<std::vector<inference::SearchHit>> hits) {
            if (asked != asked_ || regions != list->regions()) return;
            if (hits) return take(*hits);
            if (dropped(hits.error())) return;
            list->showSearch(tr("“%1”").arg(asked_), true);
            images_->model()->setRanked({});
            if (hits.error().key != extraction::kFeaturesMissing)
                return list->view()->setEmptyText(QString::fromStdString(hits.error().message));
            list->view()->setEmptyText(needsFeatures(page_, tr("Searching")));
            showErrorOrOfferFeatures(page_, hits.error(), tr("Searching"), [this] { askAgain(); });
        });
}

void BrowseSearch::take(const std::vector<inference::SearchHit>& hits) {
    hits_.clear();
    images_->list()->showSearch(tr("“%1”, best first").arg(asked_), true);
    std::vector<ImageListModel::Match> matches;
    for (const inference::SearchHit& hit : hits) {
        auto& ofImage = hits_[hit.image.id];
        const bool first = ofImage.empty();
        if (ofImage.size() < kRegionsPerImage) ofImage.push_back({hit.box ? toQt(*hit.box) : QRectF(), hit.score});
        if (!first) continue;  // an image has the rank of its best region
        ImageListModel::Match match{hit.image.id, hit.score, {}};
        if (hit.box && hit.image.width > 0 && hit.image.height > 0)
            match.hit = QRectF(hit.box->x / hit.image.width, hit.box->y / hit.image.height,
                               hit.box->w / hit.image.width, hit.box->h / hit.image.height);
        matches.push_back(match);
    }
    images_->list()->view()->setEmptyText(tr("Nothing was found."));
    images_->model()->setRanked(matches);
    if (matches.empty()) return;
    if (matches.front().image != state_->image()) return images_->open(matches.front().image);
    Q_EMIT foundHere(asked_);
}

QString BrowseSearch::askedFor(std::int64_t image) const {
    return hits_.contains(image) ? asked_ : QString();
}

bool BrowseSearch::openedByAsking() const {
    return !asked_.isEmpty() && state_->sentence().text == asked_ && hits_.contains(state_->image());
}

int BrowseSearch::regionOf(const Hit& hit) const {
    const auto& regions = state_->alignment().regions;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const QRectF box = toQt(regions[i].box);
        const double apart =
            std::max({std::abs(box.left() - hit.box.left()), std::abs(box.top() - hit.box.top()),
                      std::abs(box.right() - hit.box.right()), std::abs(box.bottom() - hit.box.bottom())});
        if (apart < 0.5) return static_cast<int>(i);
    }
    return -1;
}

// The region that was found stays lit.
void BrowseSearch::pinHit() {
    if (wantedRegion_ && wantedRegion_->first == state_->image()) {
        const int region = regionOf({std::exchange(wantedRegion_, std::nullopt)->second, 0});
        if (region >= 0) return state_->pin({region});
    }
    if (!openedByAsking()) return;
    const Hit best = hits_.value(state_->image()).front();
    if (const int region = best.box.isEmpty() ? -1 : regionOf(best); region >= 0) state_->pin({region});
}

void BrowseSearch::showRegion(std::int64_t image, const QRectF& box) {
    wantedRegion_.emplace(image, box);
    if (image != state_->image())
        images_->open(image);
    else if (!state_->alignment().regions.empty())
        pinHit();
}

void BrowseSearch::addOverlays(std::vector<Overlay>& overlays) const {
    if (!openedByAsking()) return;
    for (const Hit& hit : hits_.value(state_->image())) {
        const int region = hit.box.isEmpty() ? -1 : regionOf(hit);
        if (region < 0) continue;
        const QString score = QString::number(hit.score, 'f', 2);
        const auto same = std::ranges::find(overlays, OverlayId::region(region), &Overlay::id);
        if (same != overlays.end()) {
            same->label += QStringLiteral("  ") + score;
            continue;
        }
        overlays.push_back(regionOverlay(state_->alignment(), state_->numbers(), region, state_->lit().region));
        overlays.back().label = score;
    }
}

}  // namespace legenda::ui
