// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_edits.h"

#include "ui/annotate/annotate_cards.h"
#include "ui/annotate/annotate_selection.h"
#include "ui/annotate/region_card.h"
#include "ui/bridge/convert.h"
#include "ui/bridge/settings.h"
#include "ui/canvas/image_canvas.h"

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {

constexpr double kSmallest = 3;  // image pixels per side
constexpr double kPasteShift = 12;

}  // namespace

AnnotateEdits::AnnotateEdits(Page* page, AnnotateDocument* document, ImageCanvas* canvas, AnnotateCards* cards)
    : QObject(page),
      page_(page),
      document_(document),
      canvas_(canvas),
      cards_(cards),
      selection_(new AnnotateSelection(this)) {
    canvas_->setSeveral(true);
    connectCanvas();
    connect(cards_, &AnnotateCards::chosen, this, [this](const QString& region) { select(region, false); });
    connect(cards_, &AnnotateCards::toggled, selection_, &AnnotateSelection::toggle);
    connect(cards_, &AnnotateCards::deleteRequested, this, [this](const QString& region) { remove({region}); });
    connect(cards_, &AnnotateCards::acceptRequested, this, [this](const QString& region) {
        cards_->flush();
        document_->accept({region});
    });
    connect(cards_, &AnnotateCards::lockRequested, selection_,
            [this](const QString& region) { selection_->toggleLocked({region}); });
    connect(cards_, &AnnotateCards::hideRequested, selection_,
            [this](const QString& region) { selection_->toggleHidden({region}); });
    connect(cards_, &AnnotateCards::suggestRequested, this, &AnnotateEdits::suggest);
    connect(cards_, &AnnotateCards::left, this, [this] { canvas_->setFocus(); });
    connect(document_, &AnnotateDocument::failed, this, &AnnotateEdits::showFailure);
    connect(document_, &AnnotateDocument::refused, this, [this](const QString& annotator) {
        page_->toast(tr("This is %1's work and stays as it is: draw a box or add a text of your own.").arg(annotator));
    });
    connect(document_, &AnnotateDocument::undone, this, [this](const QString& label, bool redone) {
        page_->toast(redone ? tr("Done again: %1").arg(label) : tr("Undone: %1").arg(label));
    });
}

void AnnotateEdits::connectCanvas() {
    connect(canvas_, &ImageCanvas::boxDrawn, this, &AnnotateEdits::create);
    connect(canvas_, &ImageCanvas::boxChanged, this,
            [this](const OverlayId& id, const QRectF& box) { document_->setBox(id.uuid, inside(box)); });
    connect(canvas_, &ImageCanvas::boxesChanged, this, [this](const auto& boxes) {
        std::vector<std::pair<QString, QRectF>> moved;
        for (const auto& [id, box] : boxes) moved.emplace_back(id.uuid, inside(box));
        document_->setBoxes(moved);
    });
    connect(canvas_, &ImageCanvas::clicked, this, [this](const OverlayId& id) { select(id.uuid); });
    connect(canvas_, &ImageCanvas::toggled, this, [this](const OverlayId& id) {
        selection_->toggle(id.uuid);
        if (selection_->contains(id.uuid)) cards_->reveal(id.uuid);
    });
    connect(canvas_, &ImageCanvas::bandDrawn, this, &AnnotateEdits::band);
    connect(canvas_, &ImageCanvas::doubleClicked, this, [this](const OverlayId& id) {
        if (id.isNone()) return;
        select(id.uuid);
        if (RegionCard* card = cards_->find(id.uuid)) card->editText();
    });
    connect(canvas_, &ImageCanvas::deleteRequested, this, [this] { deleteSelected(); });
    connect(canvas_, &ImageCanvas::cancelled, this, [this] { select({}); });
}

void AnnotateEdits::useCanvas(bool used) {
    disconnect(canvas_, nullptr, this, nullptr);
    canvas_->setSeveral(used);
    select({});
    if (used) connectCanvas();
}

QRectF AnnotateEdits::inside(QRectF box) const {
    const QSize full = canvas_->fullSize();
    return full.isEmpty() ? box : box.intersected(QRectF(QPointF(0, 0), QSizeF(full)));
}

void AnnotateEdits::opened() {
    if (std::exchange(pasting_, false)) paste();
}

// --- selection

QString AnnotateEdits::selected() const {
    return selection_->last();
}

void AnnotateEdits::forgetCopy() {
    copies_.clear();
}

void AnnotateEdits::select(const QString& region, bool scroll) {
    selection_->set(region.isEmpty() ? QStringList() : QStringList(region));
    if (scroll) cards_->reveal(region);
}

void AnnotateEdits::selectAll() {
    QStringList all;
    for (const auto& region : document_->regions())
        if (const QString id = QString::fromStdString(region.uuid); !selection_->hidden(id)) all += id;
    selection_->set(all);
}

void AnnotateEdits::band(const QRectF& band, bool adds) {
    QStringList all = adds ? selection_->all() : QStringList();
    for (const auto& region : document_->regions()) {
        const QString id = QString::fromStdString(region.uuid);
        // Boxes that the band surrounds: it can be drawn inside a large one.
        if (band.contains(toQt(region.box)) && !selection_->hidden(id) && !all.contains(id)) all += id;
    }
    selection_->set(all);
}

void AnnotateEdits::selectNeighbour(int direction) {
    const auto& regions = document_->regions();
    if (regions.empty()) return;
    const int count = static_cast<int>(regions.size()), now = document_->indexOf(selected());
    const int next = now < 0 ? (direction > 0 ? 0 : count - 1) : (now + direction + count) % count;
    select(QString::fromStdString(regions[static_cast<std::size_t>(next)].uuid));
}

void AnnotateEdits::editSelected() {
    QStringList suggestions;
    for (const QString& id : selection_->all())
        if (const auto* region = document_->region(id); region && region->suggested) suggestions += id;
    if (!suggestions.isEmpty()) return document_->accept(suggestions);
    if (RegionCard* card = cards_->find(selected())) card->editText();
}

void AnnotateEdits::addText() {
    if (RegionCard* card = cards_->find(selected())) card->addText();
}

void AnnotateEdits::zoomToSelected() {
    QRectF box;
    for (const QString& id : selection_->all())
        if (const auto* region = document_->region(id)) box |= toQt(region->box);
    canvas_->zoomTo(box);
}

// --- boxes

void AnnotateEdits::create(const QRectF& drawn) {
    canvas_->setMode(ImageCanvas::Mode::Select);
    const QRectF box = inside(drawn.normalized());
    if (box.width() < kSmallest || box.height() < kSmallest || document_->image() == 0) return;
    const QString id = document_->create(box);
    select(id);
    editSelected();
}

void AnnotateEdits::deleteSelected() {
    remove(selection_->all());
}

void AnnotateEdits::remove(QStringList regions) {
    regions.removeIf([this](const QString& id) { return document_->indexOf(id) < 0; });
    const qsizetype locked = regions.removeIf([this](const QString& id) { return selection_->locked(id); });
    if (regions.isEmpty()) {
        if (locked > 0) page_->toast(tr("A locked box is not deleted: unlock it first."));
        return;
    }
    for (const QString& id : std::as_const(regions))
        if (RegionCard* card = cards_->find(id)) card->flush();
    const QString said = regions.size() > 1 ? tr("%1 boxes deleted").arg(regions.size())
                                            : tr("Box %1 deleted").arg(document_->indexOf(regions.front()) + 1);
    document_->remove(regions, [this, said, image = document_->image()](qint64 action) {
        page_->toast(said, tr("Undo"), [this, image, action] { document_->undoAction(image, action); });
    });
    canvas_->setFocus();
}

void AnnotateEdits::duplicateSelected() {
    cards_->flush();
    std::vector<std::pair<QString, QRectF>> copies;
    for (const QString& id : selection_->all()) {
        const auto* region = document_->region(id);
        if (!region) continue;
        const QRectF moved = inside(toQt(region->box).translated(kPasteShift, kPasteShift));
        const bool fits = moved.width() >= kSmallest && moved.height() >= kSmallest;
        copies.emplace_back(id, fits ? moved : toQt(region->box));
    }
    if (copies.empty()) return;
    selection_->set(document_->duplicate(copies));
    cards_->reveal(selected());
}

void AnnotateEdits::copySelected() {
    if (selection_->empty()) return;
    cards_->flush();
    copies_.clear();
    for (const QString& id : selection_->all()) {
        const auto* region = document_->region(id);
        if (!region) continue;
        QStringList texts;
        for (const auto& snippet : region->snippets) texts += QString::fromStdString(snippet.text);
        copies_.push_back({toQt(region->box), texts});
    }
    if (copies_.empty()) return;
    Q_EMIT copied();
    page_->toast(copies_.size() > 1 ? tr("%1 boxes copied").arg(copies_.size())
                                    : tr("Box %1 copied").arg(document_->indexOf(selected()) + 1));
}

// On the image they came from the copies are moved aside, all by the same, so that none hides exactly over its
// original.
std::vector<AnnotateDocument::NewBox> AnnotateEdits::placedCopies() const {
    auto copies = copies_;
    const auto hides = [this](const AnnotateDocument::NewBox& copy) {
        return std::ranges::any_of(document_->regions(),
                                   [&](const auto& region) { return toQt(region.box) == copy.box; });
    };
    while (std::ranges::any_of(copies, hides))
        for (auto& copy : copies) copy.box.translate(kPasteShift, kPasteShift);
    for (auto& copy : copies) copy.box = inside(copy.box);
    std::erase_if(copies,
                  [](const auto& copy) { return copy.box.width() < kSmallest || copy.box.height() < kSmallest; });
    return copies;
}

void AnnotateEdits::paste() {
    if (copies_.empty() || document_->image() == 0) return;
    const auto copies = placedCopies();
    if (copies.empty()) return page_->toast(tr("The copied box lies outside this image."));
    selection_->set(
        document_->create(copies, copies.size() > 1 ? tr("Paste %1 boxes").arg(copies.size()) : tr("Paste box")));
    cards_->reveal(selected());
    if (copies.size() < copies_.size())
        page_->toast(
            tr("%1 of %2 boxes pasted: the others lie outside this image").arg(copies.size()).arg(copies_.size()));
}

void AnnotateEdits::suggest(const QString& region) {
    const auto* own = document_->region(region);
    RegionCard* card = cards_->find(region);
    if (!own || !card) return;
    card->setSuggesting(true);
    page_->bridge()->models().ask(
        this,
        inference::CaptionQuestion{document_->image(), own->whole ? std::nullopt : std::optional(own->box),
                                   Settings::ofApplication().decoding()},
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
