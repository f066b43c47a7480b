// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/review/settle_edits.h"

#include "core/base/hash.h"

#include <algorithm>

namespace legenda::ui {

namespace {

using evaluation::Disagreement;
using store::Edit;

// Collects the edits of one settlement.
class Settler {
 public:
    Settler(const Disagreement& what, const store::EditOutcome& image) : what_(what), image_(image) {}

    std::vector<Edit> edits;

    const store::RegionRecord* region(const std::string& uuid) const {
        const auto found = std::ranges::find(image_.regions, uuid, &store::RegionRecord::uuid);
        return found == image_.regions.end() ? nullptr : &*found;
    }
    const store::ChainRecord* chain(const std::string& uuid) const {
        const auto found = std::ranges::find(image_.chains, uuid, &store::ChainRecord::uuid);
        return found == image_.chains.end() ? nullptr : &*found;
    }

    // A box of the consensus where `from` is; answers its UUID.
    std::string box(const store::RegionRecord& from) {
        Edit edit = make(Edit::Kind::CreateRegion);
        edit.region = base::makeUuid();
        edit.box = from.box;
        edit.whole = from.whole;
        edit.consensus = true;
        edits.push_back(edit);
        return edit.region;
    }
    // The texts of `from`, without those of `left`, under their authors.
    void texts(const store::RegionRecord& from, const std::string& to, const std::string& left) {
        for (const auto& snippet : from.snippets) {
            if (snippet.suggested || snippet.annotator == left) continue;
            Edit edit = make(Edit::Kind::SetText);
            edit.region = to;
            edit.snippet = base::makeUuid();
            edit.text = snippet.text;
            edit.annotator = snippet.annotator;
            edit.origin = snippet.origin;
            edits.push_back(std::move(edit));
        }
    }
    std::string phrase(const store::ChainRecord& from) {
        Edit edit = make(Edit::Kind::SetChain);
        edit.consensus = true;
        edit.chain = {base::makeUuid(), from.presence, from.regions, from.types};
        edits.push_back(edit);
        for (const auto& words : from.mentions) {
            Edit mention = make(Edit::Kind::SetMention);
            mention.chain.uuid = edit.chain.uuid;
            mention.mention = {{}, words.caption, words.start, words.end};
            edits.push_back(std::move(mention));
        }
        return edit.chain.uuid;
    }
    void settle(std::vector<std::string> sources, const std::string& result, bool chains = false) {
        std::erase(sources, std::string());
        if (sources.size() == 2 && sources[0] == sources[1]) sources.pop_back();
        Edit edit = make(Edit::Kind::Settle);
        edit.settlement = {std::move(sources), result, chains};
        edits.push_back(std::move(edit));
    }

 private:
    Edit make(Edit::Kind kind) const {
        Edit edit;
        edit.kind = kind;
        edit.image = what_.image;
        return edit;
    }

    const Disagreement& what_;
    const store::EditOutcome& image_;
};

}  // namespace

bool settlesSo(const Disagreement& what, Settling how) {
    if (how == Settling::First) return !what.ofA.empty();
    if (how == Settling::Second) return !what.ofB.empty();
    if (how == Settling::Both)
        return !what.ofA.empty() && !what.ofB.empty() && what.kind != Disagreement::Kind::Presence;
    return true;
}

std::vector<Edit> settlementEdits(const Disagreement& what, Settling how, const store::EditOutcome& image) {
    if (!settlesSo(what, how)) return {};
    Settler settler(what, image);
    const std::vector<std::string> both{what.ofA, what.ofB};
    const std::string& kept = how == Settling::Second ? what.ofB : what.ofA;
    if (what.kind == Disagreement::Kind::Presence) {
        const auto* from = settler.chain(kept);
        if (!from) return {};
        settler.settle(both, how == Settling::Neither ? std::string() : settler.phrase(*from), true);
        return settler.edits;
    }
    const auto *a = settler.region(what.ofA), *b = settler.region(what.ofB);
    if ((!a && !what.ofA.empty()) || (!b && !what.ofB.empty())) return {};
    if (how == Settling::Neither) {
        settler.settle(both, {});
    } else if (how == Settling::Both && what.kind == Disagreement::Kind::Place) {
        for (const auto* own : {a, b}) {
            const std::string box = settler.box(*own);
            settler.texts(*own, box, {});
            settler.settle({own->uuid}, box);
        }
    } else {
        const auto& from = how == Settling::Second ? *b : *a;
        const bool shared = what.ofA == what.ofB;
        const std::string box = settler.box(from);
        const std::string& other = how == Settling::Second ? what.a : what.b;
        settler.texts(from, box, shared && how != Settling::Both ? other : std::string());
        if (how == Settling::Both && !shared) settler.texts(*b, box, {});
        settler.settle(both, box);
    }
    return settler.edits;
}

}  // namespace legenda::ui
