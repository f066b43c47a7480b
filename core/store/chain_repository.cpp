// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chain_repository.h"

#include "core/store/image_repository.h"

namespace legenda::store {

const char* presenceName(Presence presence) {
    switch (presence) {
        case Presence::Boxes:
            return "boxes";
        case Presence::NotVisible:
            return "not visible";
        case Presence::WholeScene:
            return "whole scene";
    }
    return "";
}

const char* markName(MarkKind kind) {
    return kind == MarkKind::Done ? "done" : "reviewed";
}

namespace {

Presence presenceOf(const std::string& name) {
    if (name == presenceName(Presence::NotVisible)) return Presence::NotVisible;
    return name == presenceName(Presence::WholeScene) ? Presence::WholeScene : Presence::Boxes;
}

std::string selectChains(const std::string& condition) {
    return "SELECT c.uuid, c.image_id, a.name, c.origin, c.presence, c.types, c.suggested, c.rev, c.extra_json, "
           "(SELECT json_group_array(box.value) FROM json_each(c.regions) box JOIN region r ON r.uuid = box.value "
           "WHERE "
           "r.deleted_at IS NULL), m.uuid, m.caption_id, m.first_word, m.end_word, m.text FROM chain c JOIN annotator "
           "a "
           "ON a.id = c.annotator_id JOIN image ON image.id = c.image_id LEFT JOIN chain_mention m ON m.chain = c.uuid "
           "AND m.deleted_at IS NULL WHERE c.deleted_at IS NULL AND " +
           condition + " ORDER BY c.image_id, c.id, m.caption_id, m.first_word";
}

std::vector<ChainRecord> readChains(SQLite::Statement& rows) {
    std::vector<ChainRecord> chains;
    while (rows.executeStep()) {
        const std::string uuid = rows.getColumn(0).getString();
        if (chains.empty() || chains.back().uuid != uuid) {
            ChainRecord chain;
            chain.uuid = uuid;
            chain.image = rows.getColumn(1).getInt64();
            chain.annotator = rows.getColumn(2).getString();
            chain.origin = rows.getColumn(3).getString();
            chain.presence = presenceOf(rows.getColumn(4).getString());
            chain.types = rows.getColumn(5).getString();
            chain.suggested = rows.getColumn(6).getInt() != 0;
            chain.rev = rows.getColumn(7).getInt64();
            chain.extraJson = rows.getColumn(8).getString();
            chain.regions = nlohmann::json::parse(rows.getColumn(9).getString()).get<std::vector<std::string>>();
            chains.push_back(std::move(chain));
        }
        if (rows.getColumn(10).isNull()) continue;
        chains.back().mentions.push_back({rows.getColumn(10).getString(), rows.getColumn(11).getInt64(),
                                          rows.getColumn(12).getInt(), rows.getColumn(13).getInt(),
                                          rows.getColumn(14).getString()});
    }
    return chains;
}

}  // namespace

std::vector<ChainRecord> ChainRepository::chains(std::int64_t image, std::int64_t annotator) const {
    SQLite::Statement rows(db_, selectChains("c.image_id = ?1 AND ?2 IN (0, c.annotator_id)"));
    SQLite::bind(rows, image, annotator);
    return readChains(rows);
}

std::vector<ChainRecord> ChainRepository::allChains(const SplitCondition& images, bool truth) const {
    SQLite::Statement rows(db_, selectChains("c.suggested = 0 AND " + images.sql +
                                             (truth ? std::string(" AND c.uuid NOT IN ") + kSettledSources : "")));
    if (images.bound) rows.bind(1, images.value);
    return readChains(rows);
}

std::map<std::int64_t, int> ChainRepository::counts() const {
    SQLite::Statement rows(
        db_, "SELECT image_id, count(*) FROM chain WHERE deleted_at IS NULL AND suggested = 0 GROUP BY image_id");
    std::map<std::int64_t, int> counts;
    while (rows.executeStep()) counts[rows.getColumn(0).getInt64()] = rows.getColumn(1).getInt();
    return counts;
}

std::vector<MarkRecord> ChainRepository::marks(std::int64_t image) const {
    SQLite::Statement rows(
        db_,
        std::string("SELECT m.image_id, a.name, m.kind, b.name, m.created_at FROM image_mark m JOIN annotator a ON "
                    "a.id = m.annotator_id JOIN annotator b ON b.id = m.by_annotator_id WHERE ") +
            (image == 0 ? "" : "m.image_id = ? AND ") + "m.deleted_at IS NULL ORDER BY m.id");
    if (image != 0) rows.bind(1, image);
    std::vector<MarkRecord> marks;
    while (rows.executeStep()) {
        const bool done = rows.getColumn(2).getString() == markName(MarkKind::Done);
        marks.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(),
                         done ? MarkKind::Done : MarkKind::Reviewed, rows.getColumn(3).getString(),
                         rows.getColumn(4).getString()});
    }
    return marks;
}

std::vector<SettlementRecord> ChainRepository::settlements(std::int64_t image) const {
    SQLite::Statement rows(db_,
                           std::string("SELECT s.uuid, s.image_id, s.sources, s.result, s.chains, a.name, s.created_at "
                                       "FROM settlement s JOIN annotator a ON a.id = s.annotator_id WHERE ") +
                               (image == 0 ? "" : "s.image_id = ? AND ") + "s.deleted_at IS NULL ORDER BY s.id");
    if (image != 0) rows.bind(1, image);
    std::vector<SettlementRecord> settlements;
    while (rows.executeStep()) {
        SettlementRecord settlement;
        settlement.uuid = rows.getColumn(0).getString();
        settlement.image = rows.getColumn(1).getInt64();
        settlement.sources = nlohmann::json::parse(rows.getColumn(2).getString()).get<std::vector<std::string>>();
        settlement.result = rows.getColumn(3).getString();
        settlement.chains = rows.getColumn(4).getInt() != 0;
        settlement.by = rows.getColumn(5).getString();
        settlement.at = rows.getColumn(6).getString();
        settlements.push_back(std::move(settlement));
    }
    return settlements;
}

}  // namespace legenda::store
