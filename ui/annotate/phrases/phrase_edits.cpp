// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/phrases/phrase_edits.h"

#include "ui/bridge/convert.h"

#include <QUuid>

#include <algorithm>

namespace legenda::ui {

namespace {

using Kind = store::Edit::Kind;

constexpr double kSameBoxIou = 0.5;

std::string freshPhraseId() {
    return QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
}

store::Edit phraseEdit(Kind kind, const std::string& chain = {}) {
    store::Edit edit;
    edit.kind = kind;
    edit.chain.uuid = chain;
    return edit;
}

}  // namespace

const store::ChainRecord* PhraseEdits::chain(const std::string& uuid) const {
    const auto found = std::ranges::find(state_.chains, uuid, &store::ChainRecord::uuid);
    return uuid.empty() || found == state_.chains.end() ? nullptr : &*found;
}

const store::ChainRecord* PhraseEdits::chainOfMention(const std::string& uuid) const {
    const auto found = std::ranges::find_if(state_.chains, [&](const auto& each) {
        return std::ranges::find(each.mentions, uuid, &store::MentionedWords::uuid) != each.mentions.end();
    });
    return uuid.empty() || found == state_.chains.end() ? nullptr : &*found;
}

store::Edit PhraseEdits::mentionEdit(const PhraseEntry& phrase, const std::string& chain) const {
    auto edit = phraseEdit(Kind::SetMention, chain);
    edit.mention = {phrase.mention.toStdString(), phrase.caption, phrase.start, phrase.end};
    return edit;
}

store::Edit PhraseEdits::chainEdit(const PhraseEntry& phrase) const {
    auto edit = phraseEdit(Kind::SetChain, freshPhraseId());
    const auto* own = phrase.mention.isEmpty() ? nullptr : chain(phrase.chain.toStdString());
    if (own) edit.chain = {own->uuid, own->presence, own->regions, own->types};
    return edit;
}

// Where the project does not have the phrase with these words already.
void PhraseEdits::addMention(Edits& edits, const PhraseEntry& phrase, const std::string& in) const {
    const auto* own = chain(in);
    const std::string uuid = phrase.mention.toStdString();
    const bool known = own && std::ranges::any_of(own->mentions, [&](const auto& words) {
                           return words.uuid == uuid && words.start == phrase.start && words.end == phrase.end;
                       });
    if (!known) edits.push_back(mentionEdit(phrase, in));
}

PhraseEdits::Edits PhraseEdits::addBox(const PhraseEntry& phrase, const QRectF& box, const std::string& origin) const {
    store::Edit region;
    region.kind = Kind::CreateRegion;
    region.region = freshPhraseId();
    region.box = fromQt(box);
    region.origin = origin;
    auto linked = chainEdit(phrase);
    linked.origin = origin;
    linked.chain.presence = store::Presence::Boxes;
    linked.chain.regions.push_back(region.region);
    Edits edits{region, linked};
    addMention(edits, phrase, linked.chain.uuid);
    return edits;
}

PhraseEdits::Edits PhraseEdits::addRegion(const PhraseEntry& phrase, const QString& region) const {
    auto linked = chainEdit(phrase);
    linked.chain.presence = store::Presence::Boxes;
    auto& regions = linked.chain.regions;
    if (std::ranges::find(regions, region.toStdString()) == regions.end()) regions.push_back(region.toStdString());
    Edits edits{linked};
    addMention(edits, phrase, linked.chain.uuid);
    return edits;
}

PhraseEdits::Edits PhraseEdits::takeBox(const PhraseEntry& phrase, const QString& region) const {
    auto linked = chainEdit(phrase);
    std::erase(linked.chain.regions, region.toStdString());
    Edits edits{linked};
    dropRegions(edits, {region.toStdString()}, linked.chain.uuid);
    return edits;
}

PhraseEdits::Edits PhraseEdits::setPresence(const PhraseEntry& phrase, store::Presence presence) const {
    auto linked = chainEdit(phrase);
    const auto before = linked.chain.regions;
    linked.chain.presence = presence;
    if (presence != store::Presence::Boxes) linked.chain.regions.clear();
    Edits edits{linked};
    addMention(edits, phrase, linked.chain.uuid);
    dropRegions(edits, before, linked.chain.uuid);
    return edits;
}

PhraseEdits::Edits PhraseEdits::setTypes(const PhraseEntry& phrase, const std::string& types) const {
    auto typed = chainEdit(phrase);
    typed.chain.types = types;
    return {typed};
}

PhraseEdits::Edits PhraseEdits::setWords(const PhraseEntry& phrase) const {
    return {mentionEdit(phrase, phrase.chain.toStdString())};
}

PhraseEdits::Edits PhraseEdits::accept(const PhraseEntry& suggested) const {
    Edits edits{phraseEdit(Kind::Accept, suggested.chain.toStdString())};
    addMention(edits, suggested, suggested.chain.toStdString());
    return edits;
}

PhraseEdits::Edits PhraseEdits::join(const PhraseEntry& phrase, const QString& with) const {
    const auto* to = chain(with.toStdString());
    if (!to) return {};
    const auto* own = phrase.mention.isEmpty() ? nullptr : chain(phrase.chain.toStdString());
    if (own == to) return {};
    Edits edits;
    if (to->suggested) edits.push_back(phraseEdit(Kind::Accept, to->uuid));
    if (!own) {
        edits.push_back(mentionEdit(phrase, to->uuid));
        return edits;
    }
    auto joined = phraseEdit(Kind::SetChain, to->uuid);
    joined.chain = {to->uuid, to->presence, to->regions, to->types};
    const auto boxOf = [&](const std::string& uuid) {
        const auto found = std::ranges::find(state_.regions, uuid, &store::RegionRecord::uuid);
        return found == state_.regions.end() ? base::Box{} : found->box;
    };
    std::vector<std::string> doubled;
    for (const auto& region : own->regions) {
        if (std::ranges::find(to->regions, region) != to->regions.end()) continue;
        const bool known = std::ranges::any_of(
            to->regions, [&](const auto& other) { return base::iou(boxOf(other), boxOf(region)) >= kSameBoxIou; });
        (known ? doubled : joined.chain.regions).push_back(region);
    }
    if (joined.chain.regions != to->regions) {
        joined.chain.presence = store::Presence::Boxes;
        edits.push_back(joined);
    }
    for (const auto& words : own->mentions) {
        auto moved = phraseEdit(Kind::SetMention, to->uuid);
        moved.mention = {words.uuid, words.caption, words.start, words.end};
        if (words.uuid == phrase.mention.toStdString()) moved = mentionEdit(phrase, to->uuid);
        edits.push_back(moved);
    }
    edits.push_back(phraseEdit(Kind::DeleteChain, own->uuid));
    dropRegions(edits, doubled, own->uuid);
    return edits;
}

PhraseEdits::Edits PhraseEdits::split(const PhraseEntry& phrase) const {
    auto parted = chainEdit(phrase);
    const auto* own = chain(parted.chain.uuid);
    if (!own || own->mentions.size() < 2) return {};
    parted.chain.uuid = freshPhraseId();
    return {parted, mentionEdit(phrase, parted.chain.uuid)};
}

PhraseEdits::Edits PhraseEdits::remove(const PhraseEntry& phrase) const {
    const auto* own = chain(phrase.chain.toStdString());
    if (!own || phrase.mention.isEmpty()) return {};
    auto unlinked = phraseEdit(Kind::DeleteMention);
    unlinked.mention.uuid = phrase.mention.toStdString();
    if (own->mentions.size() > 1) return {unlinked};
    Edits edits{unlinked, phraseEdit(Kind::DeleteChain, own->uuid)};
    dropRegions(edits, own->regions, own->uuid);
    return edits;
}

void PhraseEdits::dropRegions(Edits& edits, const std::vector<std::string>& regions, const std::string& ofChain) const {
    for (const auto& uuid : regions) {
        const auto region = std::ranges::find(state_.regions, uuid, &store::RegionRecord::uuid);
        if (region == state_.regions.end() || !region->snippets.empty()) continue;
        if (const auto* own = chain(ofChain); own && own->annotator != region->annotator) continue;
        const bool held = std::ranges::any_of(state_.chains, [&](const auto& chain) {
            return chain.uuid != ofChain && std::ranges::find(chain.regions, uuid) != chain.regions.end();
        });
        if (held) continue;
        store::Edit gone;
        gone.kind = Kind::DeleteRegion;
        gone.region = uuid;
        edits.push_back(gone);
    }
}

std::string PhraseEdits::foreignAuthor(const Edits& edits,
                                       const std::function<bool(const std::string&)>& isForeign) const {
    const auto author = [&](const auto* record) {
        return record && !record->suggested && isForeign(record->annotator) ? record->annotator : std::string();
    };
    for (const auto& edit : edits) {
        std::string name;
        if (edit.kind == Kind::SetChain || edit.kind == Kind::DeleteChain || edit.kind == Kind::SetMention)
            name = author(chain(edit.chain.uuid));
        if (name.empty() && (edit.kind == Kind::SetMention || edit.kind == Kind::DeleteMention))
            name = author(chainOfMention(edit.mention.uuid));
        if (edit.kind == Kind::SetBox || edit.kind == Kind::DeleteRegion) {
            const auto region = std::ranges::find(state_.regions, edit.region, &store::RegionRecord::uuid);
            if (region != state_.regions.end()) name = author(&*region);
        }
        if (!name.empty()) return name;
    }
    return {};
}

}  // namespace legenda::ui
