// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/edit_writer.h"

#include "core/base/hash.h"
#include "core/store/region_repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace legenda::store {

using base::ErrorCode;
using nlohmann::json;

namespace {

bool blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

// SetText with an empty text removes the text.
bool removesText(const Edit& edit) {
    return edit.kind == Edit::Kind::DeleteText || (edit.kind == Edit::Kind::SetText && blank(edit.text));
}

base::Box boxOf(const json& region) {
    return {region.at("x").get<double>(), region.at("y").get<double>(), region.at("w").get<double>(),
            region.at("h").get<double>()};
}

std::string newUuid(const std::string& wanted) {
    return wanted.empty() ? base::makeUuid() : wanted;
}

const char* thing(const TrackedTable& table) {
    if (&table == &kRegions) return "region";
    if (&table == &kSnippets) return "text";
    return &table == &kChains ? "chain" : "mention";
}

// The image of a row, by its UUID.
std::string imageQuery(const TrackedTable& table) {
    if (&table == &kSnippets)
        return "SELECT r.image_id FROM snippet s JOIN region r ON r.id = s.region_id WHERE s.uuid = ?";
    if (&table == &kMentions)
        return "SELECT c.image_id FROM chain_mention m JOIN chain c ON c.uuid = m.chain WHERE m.uuid = ?";
    return fmt::format("SELECT image_id FROM {} WHERE uuid = ?", table.table);
}

}  // namespace

EditWriter::EditWriter(SQLite::Database& db, RegionRepository& annotators, std::int64_t image, std::int64_t action,
                       std::int64_t actor)
    : db_(db), annotators_(annotators), image_(image), action_(action), actor_(actor), now_(nowUtc()) {
    for (const auto* table : {&kRegions, &kSnippets}) before_[table->section] = json::object();
    after_ = before_;
}

void EditWriter::write(const Edit& edit) {
    switch (edit.kind) {
        case Edit::Kind::CreateRegion:
            return createRegion(edit);
        case Edit::Kind::SetBox:
            return setBox(edit);
        case Edit::Kind::DeleteRegion:
            label_ = "Delete region";
            return remove(kRegions, edit.region);
        case Edit::Kind::SetText:
        case Edit::Kind::DeleteText:
            return removesText(edit) ? deleteText(edit) : setText(edit);
        case Edit::Kind::DuplicateRegion:
            return duplicateRegion(edit);
        case Edit::Kind::SetChain:
            return setChain(edit);
        case Edit::Kind::DeleteChain:
            label_ = "Delete phrase";
            return remove(kChains, edit.chain.uuid);
        case Edit::Kind::SetMention:
            return setMention(edit);
        case Edit::Kind::DeleteMention:
            label_ = "Unlink words";
            return remove(kMentions, edit.mention.uuid);
        case Edit::Kind::Accept:
            return accept(edit);
        case Edit::Kind::SetMark:
            return setMark(edit);
        case Edit::Kind::Settle:
            return settle(edit);
    }
}

bool EditWriter::changedNothing() const {
    return std::ranges::all_of(after_, [](const json& section) { return section.empty(); });
}

std::int64_t EditWriter::authorOf(const Edit& edit) {
    if (edit.consensus) return annotators_.consensus();
    return edit.annotator.empty() ? actor_ : annotators_.annotator(edit.annotator);
}

// --- regions and texts

void EditWriter::createRegion(const Edit& edit) {
    label_ = "Draw box";
    const std::int64_t row = insertRegion(edit, edit.whole ? frame() : clipped(edit.box), edit.whole, {});
    if (!blank(edit.text)) insertSnippet(row, edit.snippet, edit.text, authorOf(edit), edit);
}

void EditWriter::setBox(const Edit& edit) {
    label_ = "Move box";
    const json row = live(kRegions, edit.region);
    const base::Box box = clipped(edit.box);
    const bool takes = row.at("suggested") != 0 && !edit.suggested;  // who corrects a suggestion accepts it
    if (box == boxOf(row) && row.at("whole") == 0 && !takes) return;
    json changes{{"x", box.x}, {"y", box.y}, {"w", box.w}, {"h", box.h}, {"whole", 0}};
    if (takes) changes["suggested"] = 0;
    change(kRegions, edit.region, row, changes);
}

void EditWriter::setText(const Edit& edit) {
    live(kRegions, edit.region);
    SQLite::Statement region(db_, "SELECT id FROM region WHERE uuid = ?");
    region.bind(1, edit.region);
    region.executeStep();
    const std::int64_t row = region.getColumn(0).getInt64();
    const auto known = edit.snippet.empty() ? std::nullopt : stateOf(db_, kSnippets, edit.snippet);
    if (!known) {
        label_ = "Write text";
        insertSnippet(row, edit.snippet, edit.text, authorOf(edit), edit);
        return;
    }
    label_ = "Edit text";
    SQLite::Statement own(db_, "SELECT 1 FROM snippet WHERE uuid = ? AND region_id = ? AND deleted_at IS NULL");
    SQLite::bind(own, edit.snippet, row);
    if (!own.executeStep())
        refuse(ErrorCode::BadInput, fmt::format("The region {} has no text {}.", edit.region, edit.snippet));
    const bool takes = known->at("suggested") != 0 && !edit.suggested;
    if (known->at("text") == edit.text && !takes) return;
    json changes{{"text", edit.text}};
    if (takes) changes["suggested"] = 0;
    change(kSnippets, edit.snippet, *known, changes);
}

void EditWriter::deleteText(const Edit& edit) {
    label_ = "Delete text";
    const auto known = edit.snippet.empty() ? std::nullopt : stateOf(db_, kSnippets, edit.snippet);
    if (edit.kind == Edit::Kind::SetText && (!known || !known->at("deleted").is_null()))
        refuse(ErrorCode::BadInput, "A text of a region needs at least one letter.");
    remove(kSnippets, edit.snippet);
}

void EditWriter::duplicateRegion(const Edit& edit) {
    label_ = "Duplicate region";
    const json source = live(kRegions, edit.source);
    SQLite::Statement row(db_, "SELECT id, extra_json FROM region WHERE uuid = ?");
    row.bind(1, edit.source);
    row.executeStep();
    const std::int64_t region = insertRegion(edit, edit.box.area() > 0 ? clipped(edit.box) : boxOf(source),
                                             source.at("whole") != 0, row.getColumn(1).getString());
    SQLite::Statement texts(db_,
                            "SELECT text, annotator_id FROM snippet WHERE region_id = ? AND deleted_at IS NULL AND "
                            "suggested = 0 ORDER BY id");
    texts.bind(1, row.getColumn(0).getInt64());
    while (texts.executeStep())
        insertSnippet(region, {}, texts.getColumn(0).getString(), texts.getColumn(1).getInt64(), edit);
}

base::Box EditWriter::clipped(const base::Box& box) const {
    if (!(std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.w) && std::isfinite(box.h) &&
          box.area() > 0))
        refuse(ErrorCode::BadInput, fmt::format("The box {}, {}, {}, {} has no area.", box.x, box.y, box.w, box.h));
    const base::Box whole = frame();
    if (!(whole.area() > 0)) return box;
    const base::Box inside = base::intersection(box, whole);
    if (!(inside.area() > 0))
        refuse(ErrorCode::BadInput, fmt::format("The box {}, {}, {}, {} lies outside its image of {} x {} pixels.",
                                                box.x, box.y, box.w, box.h, whole.w, whole.h));
    return inside;
}

base::Box EditWriter::frame() const {
    SQLite::Statement size(db_, "SELECT width, height FROM image WHERE id = ?");
    size.bind(1, image_);
    if (!size.executeStep()) return {};
    return {0, 0, size.getColumn(0).getDouble(), size.getColumn(1).getDouble()};
}

std::int64_t EditWriter::insertRegion(const Edit& edit, const base::Box& box, bool whole,
                                      const std::string& extraJson) {
    const std::string uuid = newUuid(edit.region);
    if (stateOf(db_, kRegions, uuid))
        refuse(ErrorCode::BadInput, fmt::format("The project has a region {} already.", uuid));
    runSql(db_,
           "INSERT INTO region(uuid, image_id, x, y, w, h, whole, annotator_id, origin, suggested, rev, created_at, "
           "extra_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
           uuid, image_, box.x, box.y, box.w, box.h, whole ? 1 : 0, authorOf(edit), edit.origin, edit.suggested ? 1 : 0,
           action_, now_, extraJson);
    const std::int64_t row = db_.getLastInsertRowid();
    inserted(kRegions, uuid);
    return row;
}

void EditWriter::insertSnippet(std::int64_t region, const std::string& wanted, const std::string& text,
                               std::int64_t author, const Edit& edit) {
    const std::string uuid = newUuid(wanted);
    runSql(db_,
           "INSERT INTO snippet(uuid, region_id, text, annotator_id, origin, suggested, rev, created_at) VALUES (?, ?, "
           "?, ?, ?, ?, ?, ?)",
           uuid, region, text, author, edit.origin, edit.suggested ? 1 : 0, action_, now_);
    inserted(kSnippets, uuid);
}

// --- phrases

void EditWriter::setChain(const Edit& edit) {
    const auto& chain = edit.chain;
    for (const auto& region : chain.regions) {
        live(kRegions, region);
        if (!edit.suggested) take(kRegions, region);
    }
    if (chain.presence != Presence::Boxes && !chain.regions.empty())
        refuse(ErrorCode::BadInput, "A phrase that is not visible, or is the whole scene, has no boxes.");
    const std::string regions = json(chain.regions).dump();
    const auto known = chain.uuid.empty() ? std::nullopt : stateOf(db_, kChains, chain.uuid);
    if (!known) {
        label_ = "Link words";
        const std::string uuid = newUuid(chain.uuid);
        runSql(db_,
               "INSERT INTO chain(uuid, image_id, annotator_id, origin, presence, types, regions, suggested, rev, "
               "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
               uuid, image_, authorOf(edit), edit.origin, presenceName(chain.presence), chain.types, regions,
               edit.suggested ? 1 : 0, action_, now_);
        return inserted(kChains, uuid);
    }
    label_ = "Change phrase";
    json now = live(kChains, chain.uuid), wanted = now;
    wanted.update({{"presence", presenceName(chain.presence)},
                   {"types", chain.types},
                   {"regions", regions},
                   {"suggested", edit.suggested ? now.at("suggested") : json(0)}});
    if (wanted != now) change(kChains, chain.uuid, now, wanted);
}

std::string EditWriter::wordsOf(const Edit::Mention& mention) const {
    SQLite::Statement row(db_, "SELECT text FROM caption WHERE id = ? AND image_id = ?");
    SQLite::bind(row, mention.caption, image_);
    if (!row.executeStep())
        refuse(ErrorCode::BadInput, fmt::format("The image has no sentence number {}.", mention.caption));
    std::istringstream in(row.getColumn(0).getString());
    std::string words;
    int number = 0;
    for (std::string word; in >> word; ++number)
        if (number >= mention.start && number < mention.end) words += (words.empty() ? "" : " ") + word;
    if (mention.start < 0 || mention.end <= mention.start || mention.end > number)
        refuse(ErrorCode::BadInput, fmt::format("Words {} to {} are none of the sentence: it has {} words.",
                                                mention.start, mention.end, number));
    return words;
}

// Two phrases of one annotator share no words; suggestions may lie over phrases.
void EditWriter::checkOverlap(const Edit& edit, const std::string& uuid) const {
    SQLite::Statement other(db_,
                            "SELECT m.text FROM chain_mention m JOIN chain c ON c.uuid = m.chain, chain own WHERE "
                            "own.uuid = ?1 AND own.suggested = 0 AND c.annotator_id = own.annotator_id AND c.suggested "
                            "= 0 AND c.deleted_at IS NULL AND m.deleted_at IS NULL AND m.caption_id = ?2 AND "
                            "m.first_word < ?4 AND m.end_word > ?3 AND m.uuid <> ?5");
    SQLite::bind(other, edit.chain.uuid, edit.mention.caption, edit.mention.start, edit.mention.end, uuid);
    if (other.executeStep())
        refuse(ErrorCode::BadInput,
               fmt::format("Some of the words stand in the phrase \"{}\" already.", other.getColumn(0).getString()));
}

void EditWriter::setMention(const Edit& edit) {
    label_ = "Link words";
    live(kChains, edit.chain.uuid);
    const auto& mention = edit.mention;
    const std::string text = wordsOf(mention), uuid = newUuid(mention.uuid);
    checkOverlap(edit, uuid);
    const auto known = stateOf(db_, kMentions, uuid);
    if (!known) {
        runSql(db_,
               "INSERT INTO chain_mention(uuid, chain, caption_id, first_word, end_word, text, rev, created_at) VALUES "
               "(?, ?, ?, ?, ?, ?, ?, ?)",
               uuid, edit.chain.uuid, mention.caption, mention.start, mention.end, text, action_, now_);
        return inserted(kMentions, uuid);
    }
    label_ = "Change phrase";
    json now = live(kMentions, uuid), wanted = now;
    wanted.update({{"chain", edit.chain.uuid},
                   {"caption_id", mention.caption},
                   {"first_word", mention.start},
                   {"end_word", mention.end},
                   {"text", text}});
    if (wanted != now) change(kMentions, uuid, now, wanted);
}

// --- suggestions, marks, consensus

void EditWriter::take(const TrackedTable& table, const std::string& uuid) {
    const json now = live(table, uuid);
    if (now.at("suggested") != 0) change(table, uuid, now, {{"suggested", 0}});
}

void EditWriter::accept(const Edit& edit) {
    label_ = "Accept suggestion";
    if (edit.region.empty() && edit.snippet.empty()) {
        const json chain = live(kChains, edit.chain.uuid);
        for (const auto& region : json::parse(chain.at("regions").get<std::string>())) {
            const auto state = stateOf(db_, kRegions, region.get<std::string>());
            if (state && state->at("deleted").is_null()) take(kRegions, region.get<std::string>());
        }
        return take(kChains, edit.chain.uuid);
    }
    if (edit.region.empty()) return take(kSnippets, edit.snippet);
    take(kRegions, edit.region);
    std::vector<std::string> texts;
    SQLite::Statement rows(db_,
                           "SELECT s.uuid FROM snippet s JOIN region r ON r.id = s.region_id WHERE r.uuid = ? AND "
                           "s.deleted_at IS NULL AND s.suggested <> 0");
    rows.bind(1, edit.region);
    while (rows.executeStep()) texts.push_back(rows.getColumn(0).getString());
    for (const auto& text : texts) take(kSnippets, text);
}

void EditWriter::setMark(const Edit& edit) {
    const bool done = edit.mark.kind == MarkKind::Done;
    label_ = done ? (edit.mark.on ? "Mark as done" : "Mark as not done")
                  : (edit.mark.on ? "Mark as reviewed" : "Mark as not reviewed");
    const std::int64_t whose = edit.mark.annotator.empty() ? actor_ : annotators_.annotator(edit.mark.annotator);
    SQLite::Statement row(db_, "SELECT uuid FROM image_mark WHERE image_id = ? AND annotator_id = ? AND kind = ?");
    SQLite::bind(row, image_, whose, markName(edit.mark.kind));
    if (row.executeStep()) {
        const std::string uuid = row.getColumn(0).getString();
        const json now = *stateOf(db_, kMarks, uuid);
        if (now.at("deleted").is_null() != edit.mark.on)
            change(kMarks, uuid, now, {{"deleted", edit.mark.on ? json() : json(now_)}});
        return;
    }
    if (!edit.mark.on) return;
    const std::string uuid = base::makeUuid();
    runSql(db_,
           "INSERT INTO image_mark(uuid, image_id, annotator_id, kind, by_annotator_id, rev, created_at) VALUES (?, ?, "
           "?, ?, ?, ?, ?)",
           uuid, image_, whose, markName(edit.mark.kind), actor_, action_, now_);
    inserted(kMarks, uuid);
}

// What was settled before and is settled anew goes over to the new settlement.
void EditWriter::settle(const Edit& edit) {
    label_ = "Settle";
    const auto& settlement = edit.settlement;
    const TrackedTable& table = settlement.chains ? kChains : kRegions;
    if (settlement.sources.empty()) refuse(ErrorCode::BadInput, "Nothing was named to be settled.");
    for (const auto& source : settlement.sources) live(table, source);
    if (!settlement.result.empty()) live(table, settlement.result);
    const std::string sources = json(settlement.sources).dump();
    std::vector<std::string> earlier;
    SQLite::Statement rows(
        db_,
        "SELECT DISTINCT s.uuid FROM settlement s, json_each(s.sources) old, json_each(?2) own WHERE "
        "s.image_id = ?1 AND s.deleted_at IS NULL AND old.value = own.value");
    SQLite::bind(rows, image_, sources);
    while (rows.executeStep()) earlier.push_back(rows.getColumn(0).getString());
    for (const auto& uuid : earlier) change(kSettlements, uuid, *stateOf(db_, kSettlements, uuid), {{"deleted", now_}});
    const std::string uuid = base::makeUuid();
    runSql(db_,
           "INSERT INTO settlement(uuid, image_id, annotator_id, chains, sources, result, rev, created_at) VALUES (?, "
           "?, ?, ?, ?, ?, ?, ?)",
           uuid, image_, actor_, settlement.chains ? 1 : 0, sources, settlement.result, action_, now_);
    inserted(kSettlements, uuid);
}

// --- rows

json EditWriter::live(const TrackedTable& table, const std::string& uuid) const {
    auto state = stateOf(db_, table, uuid);
    if (!state || !state->at("deleted").is_null())
        refuse(ErrorCode::BadInput, fmt::format("The project has no {} {}.", thing(table), uuid));
    SQLite::Statement row(db_, imageQuery(table));
    row.bind(1, uuid);
    if (!row.executeStep() || row.getColumn(0).getInt64() != image_)
        refuse(ErrorCode::BadInput, fmt::format("The {} {} belongs to another image.", thing(table), uuid));
    return std::move(*state);
}

void EditWriter::remove(const TrackedTable& table, const std::string& uuid) {
    change(table, uuid, live(table, uuid), {{"deleted", now_}});
}

void EditWriter::inserted(const TrackedTable& table, const std::string& uuid) {
    json state = *stateOf(db_, table, uuid);
    after_[table.section][uuid] = state;
    state["deleted"] = now_;
    state["rev"] = -action_;
    before_[table.section][uuid] = std::move(state);
}

void EditWriter::change(const TrackedTable& table, const std::string& uuid, const json& now, const json& changes) {
    json wanted = now;
    wanted.update(changes);
    wanted["rev"] = action_;
    setState(db_, table, uuid, now.at("rev").get<std::int64_t>(), wanted);
    before_[table.section].emplace(uuid, now);  // of the first change in this action
    after_[table.section][uuid] = std::move(wanted);
}

}  // namespace legenda::store
