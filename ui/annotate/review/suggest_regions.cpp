// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/review/suggest_regions.h"

#include "ui/annotate/annotate_document.h"
#include "ui/controls/actions.h"

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr double kThereAlready = 0.7;  // IoU with a box of the image

}  // namespace

SuggestRegions::SuggestRegions(Page* page, AnnotateDocument* document)
    : QObject(page), page_(page), document_(document) {
    action_ = ui::addAction(page, QStringLiteral("annotate.suggestRegions"), tr("Suggest a caption and regions"),
                            QStringLiteral("layers"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Space)},
                            [this] { ask(); });
    action_->setToolTip(tr(
        "The models' caption of this image and their regions with captions, as suggestions; they count only when you "
        "accept them"));
}

void SuggestRegions::ask() {
    const std::int64_t image = document_->image();
    if (image == 0) return;
    page_->toast(tr("The models look at the image …"));
    page_->bridge()->models().ask(this, inference::DenseCaptionQuestion{image, {}},
                                  [this, image](base::Result<std::vector<inference::CaptionResult>> described) {
                                      if (!described) return page_->showError(described.error());
                                      if (image == document_->image()) askWhole(image, std::move(*described));
                                  });
}

void SuggestRegions::askWhole(std::int64_t image, std::vector<inference::CaptionResult> described) {
    if (std::ranges::any_of(document_->regions(), &store::RegionRecord::whole)) return add(image, described);
    page_->bridge()->models().ask(
        this, inference::CaptionQuestion{image, {}, {}},
        [this, image, described = std::move(described)](base::Result<inference::CaptionResult> whole) mutable {
            if (image != document_->image()) return;
            if (whole)
                described.insert(described.begin(), std::move(*whole));
            else
                page_->showError(whole.error());
            add(image, described);
        });
}

void SuggestRegions::add(std::int64_t image, const std::vector<inference::CaptionResult>& described) {
    std::vector<store::Edit> edits;
    for (const auto& each : described) {
        if (each.captions.empty() || each.captions.front().text.empty()) continue;
        const bool there = std::ranges::any_of(document_->regions(), [&](const store::RegionRecord& region) {
            return each.box && !region.whole && base::iou(region.box, *each.box) >= kThereAlready;
        });
        if (there) continue;
        store::Edit edit;
        edit.kind = store::Edit::Kind::CreateRegion;
        edit.image = image;
        edit.whole = !each.box;
        edit.box = each.box.value_or(base::Box{});
        edit.text = each.captions.front().text;
        edit.origin = "model";
        edit.suggested = true;
        edits.push_back(std::move(edit));
    }
    if (edits.empty())
        return page_->toast(tr("The models suggest nothing that the image has no box and no text for yet."));
    const auto captions = std::ranges::count(edits, true, &store::Edit::whole), count = std::ssize(edits) - captions;
    const QString said = captions > 0 ? tr("A caption and %1 regions suggested") : tr("%1 regions suggested");
    page_->bridge()->annotations().apply(
        this, edits, tr("Suggest regions"),
        [this, image, said = said.arg(count)](const base::Result<store::EditOutcome>& outcome) {
            if (!outcome) return page_->showError(outcome.error());
            if (document_->image() == image) document_->savedBeside();
            page_->toast(said, tr("Undo"),
                         [this, image, action = outcome->action] { document_->undoAction(image, action); });
        });
}

}  // namespace legenda::ui
