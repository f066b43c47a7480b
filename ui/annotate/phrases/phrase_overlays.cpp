// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/phrases/phrase_overlays.h"

#include "ui/annotate/people/foreign_boxes.h"
#include "ui/annotate/phrases/phrase_document.h"
#include "ui/annotate/phrases/phrase_panel.h"
#include "ui/annotate/phrases/phrase_selection.h"
#include "ui/bridge/convert.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>

#include <algorithm>

namespace legenda::ui {

namespace {

struct PhraseOverlayTexts {
    Q_DECLARE_TR_FUNCTIONS(PhraseOverlays)
};

// The first chain that holds the box; an annotated one where there is one.
const store::ChainRecord* chainOfBox(const PhraseDocument& document, const std::string& region) {
    const store::ChainRecord* found = nullptr;
    for (const auto& chain : document.state().chains)
        if ((!found || (found->suggested && !chain.suggested)) &&
            std::ranges::find(chain.regions, region) != chain.regions.end())
            found = &chain;
    return found;
}

Overlay boxOverlay(const PhraseDocument& document, const PhraseSelection& selection,
                   const store::RegionRecord& region) {
    const PhraseEntry& current = selection.current();
    const auto* own = document.chain(current.chain);
    const auto* chain = chainOfBox(document, region.uuid);
    if (own && std::ranges::find(own->regions, region.uuid) != own->regions.end()) chain = own;
    const bool chosen = chain && chain == own;
    Overlay overlay;
    const QString uuid = QString::fromStdString(region.uuid);
    overlay.id = OverlayId::annotated(uuid);
    overlay.box = toQt(region.box);
    overlay.editable = true;
    overlay.number = chain ? document.numberOf(QString::fromStdString(chain->uuid)) : -1;
    overlay.colour = std::max(overlay.number, 0);
    overlay.grey = overlay.number < 0;
    overlay.dashed = (chain && chain->suggested) || (chosen && !current.annotated());
    overlay.selected = uuid == selection.box() || (chosen && !selection.boxClicked() && selection.box().isEmpty() &&
                                                   current.state == PhraseEntry::State::Suggested);
    if (overlay.number >= 0) ++overlay.number;  // shown from 1
    if (!current.none() && !chosen) overlay.emphasis = Overlay::Emphasis::Dim;
    if (chosen) overlay.label = current.text;
    const QString words = chain && !chain->mentions.empty() ? QString::fromStdString(chain->mentions.front().text)
                                                            : PhraseOverlayTexts::tr("no words yet");
    overlay.name = PhraseOverlayTexts::tr("Box: %1").arg(words);
    return overlay;
}

Overlay proposalOverlay(const PhraseEntry& entry, const PhraseEntry& current) {
    Overlay overlay;
    overlay.id = phraseOverlayId(entry);
    overlay.box = entry.box;
    overlay.grey = overlay.dashed = overlay.editable = true;
    overlay.selected = entry.start == current.start && entry.end == current.end;
    if (overlay.selected) overlay.label = entry.text;
    overlay.name = PhraseOverlayTexts::tr("Proposed box: %1").arg(entry.text);
    return overlay;
}

}  // namespace

OverlayId phraseOverlayId(const PhraseEntry& proposed) {
    return OverlayId::proposed((qint64{proposed.start} << 16) | proposed.end);
}

std::vector<Overlay> phraseOverlays(const PhraseDocument& document, const PhraseSelection& selection,
                                    const PeopleState& people) {
    std::vector<Overlay> overlays;
    const PhraseEntry& current = selection.current();
    const auto isNewBox = [](const PhraseEntry& entry) {
        return entry.state == PhraseEntry::State::Proposed && entry.chain.isEmpty();
    };
    for (const auto& region : document.state().regions)
        if (!region.whole) {
            overlays.push_back(boxOverlay(document, selection, region));
            drawAsAnnotators(people, region, overlays.back());
        }
    // While a phrase is chosen, the proposals of the others would only hide what it names.
    for (const PhraseEntry& entry : selection.entries())
        if (current.none() && isNewBox(entry)) overlays.push_back(proposalOverlay(entry, current));
    if (isNewBox(current)) overlays.push_back(proposalOverlay(current, current));
    return overlays;
}

std::vector<PhraseSentence::Mark> phraseMarks(const std::vector<PhraseEntry>& entries) {
    std::vector<PhraseSentence::Mark> marks;
    for (const PhraseEntry& entry : entries) {
        const QColor colour = entry.foreign()    ? entry.ink
                              : entry.number < 0 ? theme::colours().textWeak
                                                 : theme::regionColour(entry.number);
        marks.push_back(
            {entry.start, entry.end, colour, !entry.annotated(), entry.number,
             PhraseOverlayTexts::tr("in the phrase “%1”, %2").arg(entry.text, PhrasePanel::stateText(entry))});
    }
    return marks;
}

}  // namespace legenda::ui
