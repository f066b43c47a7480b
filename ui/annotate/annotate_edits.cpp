// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_edits.h"

#include "ui/annotate/annotate_cards.h"
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/region_card.h"
#include "ui/bridge/convert.h"
#include "ui/canvas/image_canvas.h"

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr double kSmallest = 3;  // image pixels per side
constexpr double kPasteShift = 12;

}  // namespace

AnnotateEdits::AnnotateEdits(Page* page, AnnotateDocument* document, ImageCanvas* canvas, AnnotateCards* cards)
    : QObject(page), page_(page), document_(document), canvas_(canvas), cards_(cards) {
    connectCanvas();
    connect(cards_, &AnnotateCards::chosen, this, [this](const QString& region) { select(region, false); });
    connect(cards_, &AnnotateCards::deleteRequested, this, &AnnotateEdits::remove);
    connect(cards_, &AnnotateCards::suggestRequested, this, &AnnotateEdits::suggest);
    connect(cards_, &AnnotateCards::left, this, [this] { canvas_->setFocus(); });
    connect(document_, &AnnotateDocument::failed, this, &AnnotateEdits::showFailure);
    connect(document_, &AnnotateDocument::undone, this, [this](const QString& label, bool redone) {
        page_->toast(redone ? tr("Done again: %1").arg(label) : tr("Undone: %1").arg(label));
    });
}

void AnnotateEdits::connectCanvas() {
    connect(canvas_, &ImageCanvas::boxDrawn, this, &AnnotateEdits::create);
    connect(canvas_, &ImageCanvas::boxChanged, this,
            [this](const OverlayId& id, const QRectF& box) { document_->setBox(id.uuid, inside(box)); });
    connect(canvas_, &ImageCanvas::clicked, this, [this](const OverlayId& id) { select(id.uuid); });
    connect(canvas_, &ImageCanvas::doubleClicked, this, [this](const OverlayId& id) {
        if (id.isNone()) return;
        select(id.uuid);
        editSelected();
    });
    connect(canvas_, &ImageCanvas::deleteRequested, this, [this](const OverlayId& id) { remove(id.uuid); });
    connect(canvas_, &ImageCanvas::cancelled, this, [this] { select({}); });
}

void AnnotateEdits::useCanvas(bool used) {
    disconnect(canvas_, nullptr, this, nullptr);
    select({});
    if (used) connectCanvas();
}

QRectF AnnotateEdits::inside(QRectF box) const {
    const QSize full = canvas_->fullSize();
    return full.isEmpty() ? box : box.intersected(QRectF(QPointF(0, 0), QSizeF(full)));
}

// --- selection

void AnnotateEdits::forgetSelection() {
    selected_.clear();
}

void AnnotateEdits::forgetCopy() {
    copy_.reset();
}

void AnnotateEdits::select(const QString& region, bool scroll) {
    if (region != selected_) {
        selected_ = region;
        Q_EMIT selectionChanged();
    }
    if (scroll) cards_->reveal(region);
}

void AnnotateEdits::selectNeighbour(int direction) {
    const auto& regions = document_->regions();
    if (regions.empty()) return;
    const int count = static_cast<int>(regions.size()), now = document_->indexOf(selected_);
    const int next = now < 0 ? (direction > 0 ? 0 : count - 1) : (now + direction + count) % count;
    select(QString::fromStdString(regions[static_cast<std::size_t>(next)].uuid));
}

void AnnotateEdits::editSelected() {
    if (RegionCard* card = cards_->find(selected_)) card->editText();
}

// --- boxes

void AnnotateEdits::create(const QRectF& drawn) {
    canvas_->setMode(ImageCanvas::Mode::Select);
    const QRectF box = inside(drawn.normalized());
    if (box.width() < kSmallest || box.height() < kSmallest || document_->image() == 0) return;
    selected_.clear();
    const QString id = document_->create(box);
    select(id);
    editSelected();
}

void AnnotateEdits::deleteSelected() {
    remove(selected_);
}

void AnnotateEdits::remove(const QString& region) {
    const int index = document_->indexOf(region);
    if (index < 0) return;
    if (RegionCard* card = cards_->find(region)) card->flush();
    document_->remove(region, [this, index, image = document_->image()](qint64 action) {
        page_->toast(tr("Box %1 deleted").arg(index + 1), tr("Undo"),
                     [this, image, action] { document_->undoAction(image, action); });
    });
    canvas_->setFocus();
}

void AnnotateEdits::duplicateSelected() {
    const auto* region = document_->region(selected_);
    if (!region) return;
    cards_->flush();
    const QRectF moved = toQt(region->box).translated(kPasteShift, kPasteShift);
    const QRectF box = inside(moved);
    const bool fits = box.width() >= kSmallest && box.height() >= kSmallest;
    select(document_->duplicate(selected_, fits ? box : toQt(region->box)));
}

void AnnotateEdits::copySelected() {
    if (!document_->region(selected_)) return;
    cards_->flush();
    const auto* region = document_->region(selected_);
    copy_ = Copy{toQt(region->box),
                 region->snippets.empty() ? QString() : QString::fromStdString(region->snippets.front().text)};
    Q_EMIT copied();
    page_->toast(tr("Box %1 copied").arg(document_->indexOf(selected_) + 1));
}

void AnnotateEdits::paste() {
    if (!copy_ || document_->image() == 0) return;
    // On the image it came from the copy is moved aside, so that it does not hide exactly over its original.
    QRectF box = copy_->box;
    while (std::ranges::any_of(document_->regions(), [&](const auto& region) { return toQt(region.box) == box; }))
        box.translate(kPasteShift, kPasteShift);
    box = inside(box);
    if (box.width() < kSmallest || box.height() < kSmallest)
        return page_->toast(tr("The copied box lies outside this image."));
    select(document_->create(box, copy_->text));
}

void AnnotateEdits::suggest(const QString& region) {
    const auto* own = document_->region(region);
    RegionCard* card = cards_->find(region);
    if (!own || !card) return;
    card->setSuggesting(true);
    page_->bridge()->models().ask(
        this, inference::CaptionQuestion{document_->image(), own->box, model::DecodeOptions{}},
        [this, region](base::Result<inference::CaptionResult> result) {
            RegionCard* asking = cards_->find(region);
            if (!asking) return;
            asking->setSuggesting(false);
            if (!result) return page_->showError(result.error());
            if (result->captions.empty() || result->captions.front().text.empty())
                return page_->toast(tr("The model has no words for this box."));
            asking->setSuggestion(QString::fromStdString(result->captions.front().text));
        },
        region);
}

void AnnotateEdits::showFailure(const base::Error& error, const QString& region, const QString& snippet) {
    if (RegionCard* card = cards_->find(region); card && !snippet.isEmpty()) card->commitFailed(snippet);
    // An undo that was refused is refused the next time as well.
    if (region.isEmpty() && error.code == base::ErrorCode::BadInput) return page_->showError(error);
    page_->showError(error, tr("Try again"), [this] {
        page_->clearError();
        cards_->flush();
        if (document_->unsavedActs() > 0)
            document_->retry();
        else
            document_->reload();
    });
}

}  // namespace legenda::ui
