// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_cards.h"

#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_selection.h"
#include "ui/annotate/region_card.h"
#include "ui/controls/column_scroll.h"
#include "ui/controls/page_hint.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {
constexpr int kLeastCards = 260;  // px
}  // namespace

AnnotateCards::AnnotateCards(AnnotateDocument* document) : document_(document) {
    setProperty("panel", true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::kSpace3, 0, 0);
    column->setSpacing(theme::kSpace2);
    title_ = new ToneLabel(tr("Boxes"), theme::Type::Base, ToneLabel::Tone::Normal, this);
    title_->setType(theme::Type::Base, QFont::DemiBold);
    title_->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, 0);
    column->addWidget(title_);
    none_ = new PageHint(
        QStringLiteral("draw"), {}, tr("No boxes on this image yet. Press R and drag over what you want to describe."),
        tr("Draw a box"), [this] { Q_EMIT drawRequested(); }, this);
    none_->setMinimumWidth(kLeastCards);
    column->addWidget(none_, 1);
    scroll_ = new ColumnScroll(kLeastCards, this);
    scroll_->setObjectName(QStringLiteral("cards"));
    auto* list = new QWidget(scroll_);
    list->setProperty("transparent", true);
    layout_ = new QVBoxLayout(list);
    layout_->setContentsMargins(theme::kSpace3, 0, theme::kSpace3, theme::kSpace3);
    layout_->setSpacing(theme::kSpace2);
    layout_->addStretch(1);
    scroll_->setWidget(list);
    column->addWidget(scroll_, 1);
}

std::vector<RegionCard*> AnnotateCards::all() const {
    std::vector<RegionCard*> all;
    for (const auto& region : document_->regions())
        if (RegionCard* card = find(QString::fromStdString(region.uuid))) all.push_back(card);
    return all;
}

RegionCard* AnnotateCards::find(const QString& region) const {
    const auto found = cards_.find(region);
    return found == cards_.end() ? nullptr : found->second;
}

void AnnotateCards::reveal(const QString& region) {
    if (RegionCard* card = find(region)) scroll_->reveal(card, card);
}

void AnnotateCards::flush() {
    // Committing changes the document, which may remove cards: a copy of the list is iterated.
    for (auto* card : all()) card->flush();
}

bool AnnotateCards::anyDirty() const {
    return std::ranges::any_of(cards_, [](const auto& card) { return card.second->isDirty(); });
}

RegionCard* AnnotateCards::addCard(const QString& region) {
    auto* card = new RegionCard(region, scroll_->widget());
    connect(card, &RegionCard::chosen, this, &AnnotateCards::chosen);
    connect(card, &RegionCard::textCommitted, this,
            [this](const QString&, const QString& snippet) { Q_EMIT committed(snippet); });
    connect(card, &RegionCard::textCommitted, document_, &AnnotateDocument::setText);
    connect(card, &RegionCard::textAccepted, document_, &AnnotateDocument::acceptText);
    connect(card, &RegionCard::textRemoved, document_, &AnnotateDocument::removeText);
    connect(card, &RegionCard::toggled, this, &AnnotateCards::toggled);
    connect(card, &RegionCard::acceptRequested, this, &AnnotateCards::acceptRequested);
    connect(card, &RegionCard::lockRequested, this, &AnnotateCards::lockRequested);
    connect(card, &RegionCard::hideRequested, this, &AnnotateCards::hideRequested);
    connect(card, &RegionCard::drafted, this, &AnnotateCards::drafted);
    connect(card, &RegionCard::completionsWanted, this, &AnnotateCards::completionsWanted);
    connect(card, &RegionCard::deleteRequested, this, &AnnotateCards::deleteRequested);
    connect(card, &RegionCard::suggestRequested, this, &AnnotateCards::suggestRequested);
    connect(card, &RegionCard::left, this, &AnnotateCards::left);
    connect(card, &RegionCard::next, this, [this](const QString& from) { textBeside(from, 1); });
    connect(card, &RegionCard::previous, this, [this](const QString& from) { textBeside(from, -1); });
    connect(card, &RegionCard::fieldFocused, this, [this, card](QWidget* field) { scroll_->reveal(card, field); });
    return card;
}

void AnnotateCards::sync(const AnnotateSelection& selection) {
    const auto& regions = document_->regions();
    std::map<QString, RegionCard*> kept;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const QString id = QString::fromStdString(regions[i].uuid);
        RegionCard* card = find(id);
        if (!card) card = addCard(id);
        const int row = static_cast<int>(i);
        if (layout_->indexOf(card) != row) layout_->insertWidget(row, card);
        card->setRegion(regions[i], row);
        for (const auto& snippet : regions[i].snippets)
            card->setReadOnly(QString::fromStdString(snippet.uuid), document_->isForeign(snippet.annotator));
        card->setUnsaved(document_->unsaved(id));
        card->setSelected(selection.contains(id));
        card->setFlags(selection.locked(id), selection.hidden(id));
        card->show();
        kept[id] = card;
    }
    std::swap(cards_, kept);
    std::erase_if(kept, [this](const auto& card) { return cards_.contains(card.first); });
    drop(kept);
    scroll_->setVisible(!regions.empty());
    none_->setVisible(regions.empty());
    title_->setText(regions.empty() ? tr("Boxes") : tr("Boxes  %1").arg(regions.size()));
}

// Of the same image own edits commit what is typed first, so that somebody else has deleted a box whose text is not
// committed: it goes to no box any more.
void AnnotateCards::drop(const std::map<QString, RegionCard*>& gone) {
    std::vector<std::pair<QRectF, QString>> texts;
    for (const auto& [id, card] : gone) {
        if (document_->loaded())
            for (const QString& text : card->uncommitted()) texts.emplace_back(card->box(), text);
        // Not all receivers: Qt's list of accessible objects has to hear when the card is destroyed.
        disconnect(card, nullptr, this, nullptr);
        disconnect(card, nullptr, document_, nullptr);
        card->hide();
        card->deleteLater();
    }
    for (const auto& [box, text] : texts) Q_EMIT orphaned(box, text);
}

// Tab leads past the last text of a box to the next box's, and past the last box back to the picture.
void AnnotateCards::textBeside(const QString& region, int direction) {
    const int next = document_->indexOf(region) + direction;
    const auto cards = all();
    if (next < 0 || next >= static_cast<int>(cards.size())) return Q_EMIT left();
    if (direction > 0)
        cards[static_cast<std::size_t>(next)]->editText();
    else
        cards[static_cast<std::size_t>(next)]->editLastText();
}

}  // namespace legenda::ui
