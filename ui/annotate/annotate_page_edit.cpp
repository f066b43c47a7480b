// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// AnnotatePage: what the user does to boxes and texts.
#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_page.h"
#include "ui/annotate/annotate_queue.h"
#include "ui/annotate/region_card.h"
#include "ui/annotate/region_card_field.h"
#include "ui/bridge/convert.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/column_scroll.h"
#include "ui/controls/tone_label.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr double kSmallest = 3;  // image pixels a side
constexpr double kPasteShift = 12;

}  // namespace

std::vector<RegionCard*> AnnotatePage::cards() const {
    std::vector<RegionCard*> all;
    for (const auto& region : document_->regions())
        if (const auto found = cards_.find(QString::fromStdString(region.uuid)); found != cards_.end())
            all.push_back(found->second);
    return all;
}

void AnnotatePage::flush() {
    // Committing changes the document, which may take cards away: a copy is walked through.
    for (auto* card : cards()) card->flush();
}

void AnnotatePage::syncCards() {
    const auto& regions = document_->regions();
    std::map<QString, RegionCard*> kept;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const QString id = QString::fromStdString(regions[i].uuid);
        RegionCard* card = nullptr;
        if (const auto found = cards_.find(id); found != cards_.end()) card = found->second;
        if (!card) {
            card = new RegionCard(id, scroll_->widget());
            connect(card, &RegionCard::chosen, this, [this](const QString& region) { select(region, false); });
            connect(card, &RegionCard::textCommitted, this, &AnnotatePage::acceptSuggestion);
            connect(card, &RegionCard::textRemoved, document_, &AnnotateDocument::removeText);
            connect(card, &RegionCard::deleteRequested, this, &AnnotatePage::deleteSelected);
            connect(card, &RegionCard::suggestRequested, this, &AnnotatePage::suggest);
            connect(card, &RegionCard::left, this, [this] { canvas_->setFocus(); });
            connect(card, &RegionCard::next, this, [this](const QString& region) { textBeside(region, 1); });
            connect(card, &RegionCard::previous, this, [this](const QString& region) { textBeside(region, -1); });
            connect(card, &RegionCard::fieldFocused, this,
                    [this, card](QWidget* field) { scroll_->reveal(card, field); });
        }
        const int row = static_cast<int>(i);
        if (cardsLayout_->indexOf(card) != row) cardsLayout_->insertWidget(row, card);
        card->setRegion(regions[i], row);
        card->setUnsaved(document_->unsaved(id));
        card->setSelected(id == selected_);
        card->show();
        kept[id] = card;
    }
    for (auto& [id, card] : cards_) {
        if (kept.contains(id)) continue;
        card->hide();
        card->deleteLater();
    }
    cards_ = std::move(kept);
    scroll_->setVisible(!regions.empty());
    noBoxes_->setVisible(regions.empty());
    boxesTitle_->setText(regions.empty() ? tr("Boxes") : tr("Boxes  %1").arg(regions.size()));
}

void AnnotatePage::syncOverlays() {
    std::vector<Overlay> overlays;
    const auto& regions = document_->regions();
    for (std::size_t i = 0; i < regions.size(); ++i) {
        Overlay overlay;
        const QString uuid = QString::fromStdString(regions[i].uuid);
        overlay.id = OverlayId::annotated(uuid);
        overlay.box = toQt(regions[i].box);
        overlay.colour = static_cast<int>(i);
        overlay.number = static_cast<int>(i) + 1;
        overlay.selected = uuid == selected_;
        overlay.name = regions[i].snippets.empty()
                           ? tr("Box %1, no text yet").arg(i + 1)
                           : tr("Box %1: %2").arg(i + 1).arg(QString::fromStdString(regions[i].snippets.front().text));
        overlay.editable = true;
        overlay.dashed = document_->unsaved(uuid);
        // The words are beside the picture already; on it they are shown for the selected box alone.
        if (overlay.selected && !regions[i].snippets.empty())
            overlay.label = QString::fromStdString(regions[i].snippets.front().text);
        overlays.push_back(std::move(overlay));
    }
    canvas_->setOverlays(std::move(overlays));
}

QRectF AnnotatePage::inside(QRectF box) const {
    const QSize full = canvas_->fullSize();
    return full.isEmpty() ? box : box.intersected(QRectF(QPointF(0, 0), QSizeF(full)));
}

void AnnotatePage::select(const QString& region, bool scroll) {
    if (region != selected_) {
        selected_ = region;
        documentChanged();
    }
    if (const auto found = cards_.find(region); scroll && found != cards_.end())
        scroll_->reveal(found->second, found->second);
}

void AnnotatePage::selectNeighbour(int direction) {
    const auto& regions = document_->regions();
    if (regions.empty()) return;
    const int count = static_cast<int>(regions.size()), now = document_->indexOf(selected_);
    const int next = now < 0 ? (direction > 0 ? 0 : count - 1) : (now + direction + count) % count;
    select(QString::fromStdString(regions[static_cast<std::size_t>(next)].uuid));
}

// Tab leads past the last text of a box to the next box's, and past the last box back to the picture.
void AnnotatePage::textBeside(const QString& region, int direction) {
    const int next = document_->indexOf(region) + direction;
    const auto all = cards();
    if (next < 0 || next >= static_cast<int>(all.size())) return canvas_->setFocus();
    if (direction > 0)
        all[static_cast<std::size_t>(next)]->editText();
    else
        all[static_cast<std::size_t>(next)]->editLastText();
}

void AnnotatePage::editSelected() {
    if (const auto found = cards_.find(selected_); found != cards_.end()) found->second->editText();
}

void AnnotatePage::boxDrawn(const QRectF& drawn) {
    canvas_->setMode(ImageCanvas::Mode::Select);
    const QRectF box = inside(drawn.normalized());
    if (box.width() < kSmallest || box.height() < kSmallest || image_ == 0) return;
    selected_.clear();
    const QString id = document_->create(box);
    select(id);
    editSelected();
}

void AnnotatePage::deleteSelected(const QString& region) {
    const int index = document_->indexOf(region);
    if (index < 0) return;
    if (const auto found = cards_.find(region); found != cards_.end()) found->second->flush();
    document_->remove(region, [this, index, image = image_](qint64 action) {
        toast(tr("Box %1 deleted").arg(index + 1), tr("Undo"),
              [this, image, action] { document_->undoAction(image, action); });
    });
    canvas_->setFocus();
}

void AnnotatePage::duplicateSelected() {
    const auto* region = document_->region(selected_);
    if (!region) return;
    flush();
    const QRectF moved = toQt(region->box).translated(kPasteShift, kPasteShift);
    const QRectF box = inside(moved);
    const bool fits = box.width() >= kSmallest && box.height() >= kSmallest;
    select(document_->duplicate(selected_, fits ? box : toQt(region->box)));
}

void AnnotatePage::copySelected() {
    const auto* region = document_->region(selected_);
    if (!region) return;
    flush();
    region = document_->region(selected_);
    copied_ = {toQt(region->box),
               region->snippets.empty() ? QString() : QString::fromStdString(region->snippets.front().text), true};
    actions_.at(QStringLiteral("annotate.paste"))->setEnabled(true);
    toast(tr("Box %1 copied").arg(document_->indexOf(selected_) + 1));
}

void AnnotatePage::paste() {
    if (!copied_.any || image_ == 0) return;
    // On the image it came from the copy is moved aside, so that it does not hide exactly over its original.
    QRectF box = copied_.box;
    while (std::ranges::any_of(document_->regions(), [&](const auto& region) { return toQt(region.box) == box; }))
        box.translate(kPasteShift, kPasteShift);
    box = inside(box);
    if (box.width() < kSmallest || box.height() < kSmallest)
        return toast(tr("The copied box lies outside this image."));
    select(document_->create(box, copied_.text));
}

void AnnotatePage::suggest(const QString& region) {
    const auto* own = document_->region(region);
    const auto card = cards_.find(region);
    if (!own || card == cards_.end()) return;
    card->second->setSuggesting(true);
    bridge()->models().ask(
        this, inference::CaptionQuestion{image_, own->box, model::DecodeOptions{}},
        [this, region](base::Result<inference::CaptionResult> result) {
            const auto found = cards_.find(region);
            if (found == cards_.end()) return;
            found->second->setSuggesting(false);
            if (!result) return showError(result.error());
            if (result->captions.empty() || result->captions.front().text.empty())
                return toast(tr("The model has no words for this box."));
            found->second->setSuggestion(QString::fromStdString(result->captions.front().text));
        },
        region);
}

void AnnotatePage::acceptSuggestion(const QString& region, const QString& snippet, const QString& text,
                                    const QString& origin) {
    document_->setText(region, snippet, text, origin);
}

void AnnotatePage::editFailed(const base::Error& error, const QString& region, const QString& snippet) {
    if (const auto found = cards_.find(region); found != cards_.end() && !snippet.isEmpty())
        found->second->commitFailed(snippet);
    // An undo that was left out is left out the next time as well.
    if (region.isEmpty() && error.code == base::ErrorCode::BadInput) return showError(error);
    showError(error, tr("Try again"), [this] {
        clearError();
        flush();
        if (document_->unsavedActs() > 0)
            document_->retry();
        else
            document_->reload();
    });
}

void AnnotatePage::importSnippets() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Import region texts"), {},
                                                      tr("Region texts (*.csv *.json);;All files (*)"));
    if (file.isEmpty()) return;
    bridge()->jobs().importSnippets(this, file, {}, {}, [this, file](base::Result<exchange::SnippetsReport> report) {
        if (!report) return showError(report.error());
        toast(tr("%1 boxes and %2 texts imported from %3")
                  .arg(report->boxes)
                  .arg(report->texts)
                  .arg(QFileInfo(file).fileName()));
        reloadImages();
        document_->reload();
    });
}

void AnnotatePage::exportSnippets() {
    flush();
    const QString csv = tr("Snippets, CSV (*.csv)"), coco = tr("COCO, JSON (*.json)");
    QString chosen = csv;
    QString file = QFileDialog::getSaveFileName(this, tr("Export region texts"), tr("snippets.csv"),
                                                csv + QStringLiteral(";;") + coco, &chosen);
    if (file.isEmpty()) return;
    const bool json = file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive) ||
                      (chosen == coco && QFileInfo(file).suffix().isEmpty());
    if (QFileInfo(file).suffix().isEmpty()) file += json ? QStringLiteral(".json") : QStringLiteral(".csv");
    bridge()->jobs().exportSnippets(this, file, json ? QStringLiteral("coco") : QStringLiteral("csv"), {},
                                    [this, file](base::Result<exchange::SnippetsReport> report) {
                                        if (!report) return showError(report.error());
                                        toast(tr("%1 boxes and %2 texts written to %3")
                                                  .arg(report->boxes)
                                                  .arg(report->texts)
                                                  .arg(QFileInfo(file).fileName()));
                                    });
}

bool AnnotatePage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == watched_ && event->type() == QEvent::Close) flush();
    if (watched == canvas_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier && !document_->regions().empty())
            return selectNeighbour(1), true;
        if (key->key() == Qt::Key_Backtab && !document_->regions().empty()) return selectNeighbour(-1), true;
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && !selected_.isEmpty())
            return editSelected(), true;
    }
    return Page::eventFilter(watched, event);
}

}  // namespace legenda::ui
