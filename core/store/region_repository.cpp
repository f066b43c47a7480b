// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/region_repository.h"

#include "core/base/hash.h"
#include "core/store/image_repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace legenda::store {

using base::ErrorCode;

namespace {

// The full-text query of a text that holds all the words.
std::string allTerms(const std::string& words) {
    std::string query;
    for (const auto& term : searchTerms(words)) query += (query.empty() ? "" : " ") + term;
    return query;
}

std::vector<RegionRecord> readRegions(SQLite::Statement& rows) {
    std::vector<RegionRecord> regions;
    while (rows.executeStep()) {
        const std::string uuid = rows.getColumn(0).getString();
        if (regions.empty() || regions.back().uuid != uuid) {
            RegionRecord region;
            region.uuid = uuid;
            region.image = rows.getColumn(1).getInt64();
            region.box = {rows.getColumn(2).getDouble(), rows.getColumn(3).getDouble(), rows.getColumn(4).getDouble(),
                          rows.getColumn(5).getDouble()};
            region.annotator = rows.getColumn(6).getString();
            region.origin = rows.getColumn(7).getString();
            region.rev = rows.getColumn(8).getInt64();
            region.createdAt = rows.getColumn(9).getString();
            region.extraJson = rows.getColumn(10).getString();
            region.whole = rows.getColumn(11).getInt() != 0;
            region.suggested = rows.getColumn(16).getInt() != 0;
            regions.push_back(std::move(region));
        }
        if (rows.getColumn(12).isNull()) continue;
        regions.back().snippets.push_back({rows.getColumn(12).getString(), rows.getColumn(13).getString(),
                                           rows.getColumn(14).getString(), rows.getColumn(15).getString(),
                                           rows.getColumn(17).getInt() != 0});
    }
    return regions;
}

// texts: a further condition on snippets `s`, or empty.
std::string selectRegions(const std::string& condition, const std::string& texts) {
    return "SELECT r.uuid, r.image_id, r.x, r.y, r.w, r.h, ra.name, r.origin, r.rev, r.created_at, r.extra_json, "
           "r.whole, s.uuid, s.text, sa.name, s.origin, r.suggested, s.suggested FROM region r JOIN annotator ra ON "
           "ra.id = r.annotator_id JOIN image ON image.id = r.image_id LEFT JOIN snippet s ON s.region_id = r.id AND "
           "s.deleted_at IS NULL " +
           texts + " LEFT JOIN annotator sa ON sa.id = s.annotator_id WHERE r.deleted_at IS NULL AND " + condition +
           " ORDER BY r.image_id, r.id, s.id";
}

}  // namespace

std::vector<RegionRecord> RegionRepository::regions(std::int64_t image, std::int64_t annotator) const {
    SQLite::Statement rows(
        db_, annotator == 0 ? selectRegions("r.image_id = ?1", {})
                            : selectRegions("r.image_id = ?1 AND r.annotator_id = ?2", "AND s.annotator_id = ?2"));
    rows.bind(1, image);
    if (annotator != 0) rows.bind(2, annotator);
    return readRegions(rows);
}

std::vector<RegionRecord> RegionRepository::allRegions(const SplitCondition& images, bool truth) const {
    SQLite::Statement rows(db_, selectRegions("r.suggested = 0 AND " + images.sql +
                                                  (truth ? std::string(" AND r.uuid NOT IN ") + kSettledSources : ""),
                                              "AND s.suggested = 0"));
    if (images.bound) rows.bind(1, images.value);
    return readRegions(rows);
}

std::map<std::int64_t, int> RegionRepository::counts(const std::string& annotator) const {
    SQLite::Statement rows(db_,
                           "SELECT image_id, count(*) FROM region WHERE deleted_at IS NULL AND suggested = 0 AND ?1 IN "
                           "(0, annotator_id) GROUP BY image_id");
    const std::int64_t known = annotator.empty() ? 0 : annotatorId(annotator);
    rows.bind(1, annotator.empty() || known != 0 ? known : -1);
    std::map<std::int64_t, int> counts;
    while (rows.executeStep()) counts[rows.getColumn(0).getInt64()] = rows.getColumn(1).getInt();
    return counts;
}

std::set<std::int64_t> RegionRepository::imagesWith(const std::string& words, const std::string& annotator) const {
    const std::string query = allTerms(words);
    if (query.empty()) return {};
    SQLite::Statement rows(
        db_,
        "SELECT DISTINCT r.image_id FROM snippet_words JOIN snippet s ON s.id = snippet_words.rowid JOIN region r ON "
        "r.id = s.region_id WHERE snippet_words MATCH ?1 AND s.deleted_at IS NULL AND r.deleted_at IS NULL AND ?2 IN "
        "(0, s.annotator_id)");
    const std::int64_t known = annotatorId(annotator);
    SQLite::bind(rows, query, annotator.empty() ? std::int64_t{0} : known != 0 ? known : -1);
    std::set<std::int64_t> images;
    while (rows.executeStep()) images.insert(rows.getColumn(0).getInt64());
    return images;
}

std::vector<SnippetHit> RegionRepository::search(const std::string& words, int most) const {
    const std::string query = allTerms(words);
    if (query.empty() || most <= 0) return {};
    // Rows of the index come in order of the snippets, which is that of their making: the newest of too many are left
    // out, and nothing is sorted.
    SQLite::Statement rows(
        db_,
        "SELECT r.image_id, r.uuid, s.uuid, s.text, a.name FROM snippet_words JOIN snippet s ON s.id = "
        "snippet_words.rowid JOIN region r ON r.id = s.region_id JOIN annotator a ON a.id = s.annotator_id JOIN image "
        "ON image.id = r.image_id WHERE snippet_words MATCH ? AND s.deleted_at IS NULL AND r.deleted_at IS NULL AND "
        "image.deleted_at IS NULL LIMIT ?");
    SQLite::bind(rows, query, most);
    std::vector<SnippetHit> hits;
    while (rows.executeStep())
        hits.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                        rows.getColumn(3).getString(), rows.getColumn(4).getString()});
    std::ranges::stable_sort(hits, {}, &SnippetHit::image);
    return hits;
}

std::string freeColour(SQLite::Database& db) {
    // Okabe and Ito's colours for colour-blind readers, and Paul Tol's muted ones.
    constexpr std::array kColours{"#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#0072b2", "#d55e00",
                                  "#f0e442", "#882255", "#44aa99", "#999933", "#aa4499", "#332288"};
    SQLite::Statement uses(db, "SELECT count(*) FROM annotator WHERE colour = ?");
    std::pair<int, const char*> best{std::numeric_limits<int>::max(), ""};
    for (const char* colour : kColours) {
        uses.reset();
        uses.bind(1, colour);
        uses.executeStep();
        if (const int used = uses.getColumn(0).getInt(); used < best.first) best = {used, colour};
    }
    return best.second;
}

std::int64_t RegionRepository::annotatorId(const std::string& name) const {
    SQLite::Statement row(db_, "SELECT id FROM annotator WHERE name = ?");
    row.bind(1, name.empty() ? kDefaultAnnotator : name);
    return row.executeStep() ? row.getColumn(0).getInt64() : 0;
}

std::int64_t RegionRepository::addAnnotator(const std::string& name, const char* role) {
    runSql(db_, "INSERT INTO annotator(uuid, name, created_at, colour, role) VALUES (?, ?, ?, ?, ?)", base::makeUuid(),
           name, nowUtc(), freeColour(db_), role);
    return db_.getLastInsertRowid();
}

std::int64_t RegionRepository::annotator(const std::string& name) {
    if (const auto known = annotatorId(name)) return known;
    return addAnnotator(name.empty() ? kDefaultAnnotator : name, "annotator");
}

std::int64_t RegionRepository::consensus() {
    SQLite::Statement row(db_, "SELECT id FROM annotator WHERE role = 'consensus'");
    if (row.executeStep()) return row.getColumn(0).getInt64();
    std::string name = kConsensusName;
    while (annotatorId(name) != 0) name += " of the project";  // somebody has that name
    return addAnnotator(name, "consensus");
}

bool RegionRepository::isConsensus(std::int64_t annotator) const {
    SQLite::Statement row(db_, "SELECT role = 'consensus' FROM annotator WHERE id = ?");
    row.bind(1, annotator);
    return row.executeStep() && row.getColumn(0).getInt() != 0;
}

}  // namespace legenda::store
