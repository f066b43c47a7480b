// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/reasons/browse_attention.h"

#include "core/session/models.h"
#include "ui/bridge/convert.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/panel/caption_section.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace legenda::ui {

namespace {
constexpr double kLeastStrength = 0.05;  // for a region to be shown

// 0..1: how far a weight exceeds an even share, beside the largest one, and how far that one does: where attention is
// spread evenly no region stands out.
double attentionStrength(double weight, double most, double even) {
    return weight <= even || most <= even ? 0 : (weight - even) / (most - even) * (1 - even / most);
}
}  // namespace

BrowseAttention::BrowseAttention(Page* page, BrowseState* state, CaptionSection* captions)
    : QObject(page), page_(page), state_(state), captions_(captions) {
    connect(captions_, &CaptionSection::wordHovered, this, &BrowseAttention::hover);
    connect(state_, &BrowseState::imageChanged, this, &BrowseAttention::forget);
    connect(page->bridge(), &Bridge::modelsChanged, this, &BrowseAttention::forget);
}

void BrowseAttention::forget() {
    ++models_;
    known_.clear();
    asking_.clear();
    captions_->setWordNote({});
    tell();
}

void BrowseAttention::tell() {
    const QString said = saidOfWord();
    if (std::exchange(told_, said) != said) captions_->tellWord(said);
    const bool shows = weights() != nullptr;
    if (std::exchange(shown_, shows) || shows) Q_EMIT overlaysChanged();
}

QString BrowseAttention::captionUnder() const {
    const auto& captions = captions_->captions();
    const bool there = caption_ >= 0 && static_cast<std::size_t>(caption_) < captions.size();
    return there ? QString::fromStdString(captions[static_cast<std::size_t>(caption_)].text) : QString();
}

QString BrowseAttention::saidOfWord() const {
    if (captionUnder().isEmpty() || word_ < 0) return {};
    std::vector<std::string> shown;
    for (const auto& word : captions_->captions()[static_cast<std::size_t>(caption_)].words)
        if (!word.text.empty()) shown.push_back(word.text);
    if (static_cast<std::size_t>(word_) >= shown.size()) return {};
    const QString word = QString::fromStdString(shown[static_cast<std::size_t>(word_)]);
    const auto* attention = weights();
    if (!attention) return tr("“%1”").arg(word);
    return tr("“%1”: the region that weighs most has %2 %")
        .arg(word)
        .arg(100 * double(*std::ranges::max_element(*attention)), 0, 'f', 0);
}

void BrowseAttention::hover(int caption, int word) {
    caption_ = caption;
    word_ = word;
    if (const QString text = captionUnder(); !text.isEmpty() && text != asking_ && !known_.contains(text)) ask(text);
    tell();
}

void BrowseAttention::ask(const QString& caption) {
    asking_ = caption;
    page_->bridge()->models().ask(
        this, inference::TextScoreQuestion{state_->image(), {}, caption.toStdString(), 1},
        [this, caption, models = models_](base::Result<inference::ReasonedText> result) {
            if (models != models_ || (!result && dropped(result.error()))) return;
            if (asking_ == caption) asking_.clear();
            if (result && result->regions.empty())
                captions_->setWordNote(tr("This model attends to no regions: it reads the photograph as a whole."));
            known_.insert(caption, result ? std::move(*result) : inference::ReasonedText{});
            tell();
        });
}

const std::vector<float>* BrowseAttention::weights() const {
    const auto found = known_.constFind(captionUnder());
    if (found == known_.constEnd() || word_ < 0) return nullptr;
    const auto& words = found->text.words;
    const auto& said = captions_->captions()[static_cast<std::size_t>(caption_)].words;
    // The words shown are those of the caption that are not empty; the scored ones are followed by END.
    const auto shown = std::ranges::count_if(said, [](const model::CaptionWord& word) { return !word.text.empty(); });
    if (static_cast<std::size_t>(shown) + 1 != words.size() || word_ >= shown) return nullptr;
    const auto& attention = words[static_cast<std::size_t>(word_)].attention;
    return attention.empty() || attention.size() != found->regions.size() ? nullptr : &attention;
}

void BrowseAttention::addOverlays(std::vector<Overlay>& overlays) const {
    const auto* attention = weights();
    if (!attention) return;
    const auto& regions = known_.constFind(captionUnder())->regions;
    const auto strongest = static_cast<std::size_t>(std::ranges::max_element(*attention) - attention->begin());
    const double most = (*attention)[strongest];
    const double even = std::accumulate(attention->begin(), attention->end(), 0.0) / double(attention->size());
    overlays.clear();
    for (std::size_t r = 0; r < attention->size(); ++r) {
        const double weight = (*attention)[r], strength = attentionStrength(weight, most, even);
        if (r != strongest && strength < kLeastStrength) continue;
        const QString percent = tr("%1 %").arg(100 * weight, 0, 'f', 0);
        Overlay overlay;
        overlay.id = OverlayId::attended(static_cast<qint64>(r));
        overlay.box = toQt(regions[r]);
        overlay.ink = theme::colours(theme::Scheme::Dark).accentText;
        overlay.ground = Overlay::Ground::Filled;
        overlay.name = tr("Attended region, weight %1").arg(percent);
        if (r == strongest) {
            overlay.label = percent;
            overlay.tint = strength;
        } else {
            overlay.opacity = strength;
        }
        overlays.push_back(std::move(overlay));
    }
}

}  // namespace legenda::ui
