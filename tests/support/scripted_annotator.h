// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/base/random.h"
#include "tests/support/waiting_session.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace legenda::tests {

using nlohmann::json;

// What an annotator has made of one image, in plain values: what the project must hold, known without it.
struct ImageTruth {
    std::map<std::string, std::vector<double>> boxes;
    std::map<std::string, std::map<std::string, std::string>> texts;  // by region, by snippet
    std::map<std::string, json> chains;                               // presence, regions, words
    bool done = false;
    bool operator==(const ImageTruth&) const = default;

    static ImageTruth of(const store::EditOutcome& outcome) {
        ImageTruth truth;
        for (const auto& region : outcome.regions) {
            truth.boxes[region.uuid] = {region.box.x, region.box.y, region.box.w, region.box.h};
            for (const auto& snippet : region.snippets) truth.texts[region.uuid][snippet.uuid] = snippet.text;
        }
        for (const auto& chain : outcome.chains) {
            json words = json::array();
            for (const auto& mention : chain.mentions) words.push_back({mention.start, mention.end});
            truth.chains[chain.uuid] = {presenceName(chain.presence), chain.regions, words};
        }
        truth.done = !outcome.marks.empty();
        return truth;
    }
};

// The history of one image as one person must find it.
struct ImageHistory {
    ImageTruth now;
    std::vector<ImageTruth> past, future;

    void become(ImageTruth next) {
        past.push_back(std::exchange(now, std::move(next)));
        future.clear();
        if (past.size() > 2 * kKept) past.erase(past.begin(), past.begin() + kKept);
    }
    static constexpr int kKept = 300;  // steps that are known at least; an annotator never goes back so far
    void undo() {
        if (past.empty()) return;
        future.push_back(std::exchange(now, std::move(past.back())));
        past.pop_back();
    }
    void redo() {
        if (future.empty()) return;
        past.push_back(std::exchange(now, std::move(future.back())));
        future.pop_back();
    }
};

using Drafts = std::map<std::pair<std::int64_t, std::string>, std::string>;  // by image and snippet

// An act of the scripted annotator as it is written down before it is done:
//   {"image", "act", …}: draw, move, write, delete, paste, link, done, undo, redo, draft.
inline void carryOut(const json& act, std::map<std::int64_t, ImageHistory>& images, Drafts& drafts) {
    const auto word = [&act](const char* key) { return act.at(key).get<std::string>(); };
    const std::int64_t image = act.at("image");
    auto& history = images[image];
    const std::string name = word("act");
    ImageTruth next = history.now;
    if (name == "undo") return history.undo();
    if (name == "redo") return history.redo();
    if (name == "draft") {
        drafts[{image, word("snippet")}] = word("text");
        return;
    }
    const auto region = act.value("region", std::string());
    if (name == "draw" || name == "move" || name == "paste")
        next.boxes[region] = act.at("box").get<std::vector<double>>();
    if (name == "draw" || name == "write" || name == "paste") {
        next.texts[region][word("snippet")] = word("text");
        drafts.erase({image, word("snippet")});
    }
    if (name == "paste") {
        next.boxes[word("region2")] = next.boxes[region];
    } else if (name == "delete") {
        next.boxes.erase(region);
        next.texts.erase(region);
        for (auto& [uuid, chain] : next.chains)
            chain[1].erase(std::remove(chain[1].begin(), chain[1].end(), json(region)), chain[1].end());
    } else if (name == "link") {
        json regions = json::array();
        if (!region.empty()) regions.push_back(region);
        next.chains[word("chain")] = {act.at("presence"), regions, json::array({act.at("words")})};
    } else if (name == "done") {
        next.done = act.at("on").get<bool>();
    }
    history.become(std::move(next));
}

// Draws, writes, links, deletes, undoes: one act after the other, by a seed and by what the image holds.
class ScriptedAnnotator {
 public:
    ScriptedAnnotator(WaitingSession& session, std::uint64_t seed) : session_(session), random_(seed, "acts") {}

    static constexpr std::int64_t kImages = 2;
    static constexpr int kWords = 40;  // of each image's only sentence, whose caption has the image's number

    json next() {
        const std::int64_t image = 1 + static_cast<std::int64_t>(random_.below(kImages));
        const auto outcome = test::must(session_.load(image));
        json act{{"image", image}};
        const auto& regions = outcome.regions;
        const auto draw = random_.below(100);
        if (draw < 12 && outcome.canUndo) return act["act"] = "undo", act;
        if (draw < 20 && outcome.canRedo) return act["act"] = "redo", act;
        if (draw < 25) {
            act.update({{"act", "done"}, {"on", outcome.marks.empty()}});
            return act;
        }
        if (regions.empty() || (draw < 45 && regions.size() < 12)) {
            act.update({{"act", draw % 3 == 0 ? "paste" : "draw"},
                        {"region", base::makeUuid()},
                        {"box", box()},
                        {"snippet", base::makeUuid()},
                        {"text", text()}});
            if (draw % 3 == 0) act["region2"] = base::makeUuid();
            return act;
        }
        const auto& region = regions[random_.below(regions.size())];
        act["region"] = region.uuid;
        if (draw < 55 || regions.size() > 14) return act["act"] = "delete", act;
        if (draw < 65) return act.update({{"act", "move"}, {"box", box()}}), act;
        if (draw < 75)
            if (auto link = linked(act, outcome)) return *link;
        act["snippet"] = region.snippets.empty() || draw % 4 == 0
                             ? base::makeUuid()
                             : region.snippets[random_.below(region.snippets.size())].uuid;
        act["text"] = text();
        act["act"] = draw < 90 ? "draft" : "write";
        return act;
    }

    base::Status perform(const json& act) {
        const std::string name = act.at("act");
        const std::int64_t image = act.at("image");
        if (name == "draft")
            return session_.keepDraft({image, act.at("region"), act.at("snippet"), act.at("text"), {}});
        auto done = name == "undo"   ? session_.undo(image)
                    : name == "redo" ? session_.redo(image)
                                     : session_.apply(edits(act));
        if (!done) return base::pass(done);
        return {};
    }

 private:
    // A place in the sentence that no phrase holds yet.
    std::optional<json> linked(json act, const store::EditOutcome& outcome) {
        const int start = static_cast<int>(random_.below(kWords / 2)) * 2;
        for (const auto& chain : outcome.chains)
            for (const auto& mention : chain.mentions)
                if (mention.start == start) return std::nullopt;
        const auto presence = static_cast<store::Presence>(random_.below(3));
        if (presence != store::Presence::Boxes) act["region"] = "";
        act.update({{"act", "link"},
                    {"chain", base::makeUuid()},
                    {"presence", presenceName(presence)},
                    {"kind", static_cast<int>(presence)},
                    {"words", {start, start + 2}}});
        return act;
    }

    static std::vector<store::Edit> edits(const json& act) {
        using Kind = store::Edit::Kind;
        store::Edit edit;
        edit.image = act.at("image").get<std::int64_t>();
        edit.region = act.value("region", std::string());
        edit.snippet = act.value("snippet", std::string());
        edit.text = act.value("text", std::string());
        if (act.contains("box")) {
            const std::vector<double> box = act.at("box");
            edit.box = {box[0], box[1], box[2], box[3]};
        }
        const std::string name = act.at("act");
        edit.kind = name == "move"     ? Kind::SetBox
                    : name == "write"  ? Kind::SetText
                    : name == "delete" ? Kind::DeleteRegion
                    : name == "done"   ? Kind::SetMark
                                       : Kind::CreateRegion;
        if (name == "done") edit.mark.on = act.at("on").get<bool>();
        std::vector<store::Edit> all{edit};
        if (name == "paste") {
            all.push_back(edit);
            all[1].region = act.at("region2").get<std::string>();
            all[1].snippet = all[1].text = {};
        }
        if (name == "link") {
            edit.kind = Kind::SetChain;
            edit.chain.uuid = act.at("chain").get<std::string>();
            edit.chain.presence = static_cast<store::Presence>(act.at("kind").get<int>());
            if (!edit.region.empty()) edit.chain.regions = {edit.region};
            store::Edit words = edit;
            words.kind = Kind::SetMention;
            words.mention = {{}, edit.image, act.at("words")[0].get<int>(), act.at("words")[1].get<int>()};
            all = {edit, words};
        }
        return all;
    }

    // In 64ths, so that a box is the same after it was clipped to its image.
    json box() {
        const auto draw = [this](std::uint64_t most) { return static_cast<double>(random_.below(64 * most)) / 64; };
        return {draw(50), draw(50), 1 + draw(40), 5.0};
    }
    std::string text() { return "a text with the number " + std::to_string(random_.next()); }

    WaitingSession& session_;
    base::Random random_;
};

}  // namespace legenda::tests
