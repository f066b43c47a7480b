// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/region_repository.h"

#include "core/base/hash.h"
#include "core/store/image_repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace legenda::store {

using base::ErrorCode;

namespace {

constexpr std::size_t kChunk = 200;

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
            regions.push_back(std::move(region));
        }
        if (rows.getColumn(12).isNull()) continue;
        regions.back().snippets.push_back({rows.getColumn(12).getString(), rows.getColumn(13).getString(),
                                           rows.getColumn(14).getString(), rows.getColumn(15).getString()});
    }
    return regions;
}

std::string selectRegions(const std::string& condition) {
    return "SELECT r.uuid, r.image_id, r.x, r.y, r.w, r.h, ra.name, r.origin, r.rev, r.created_at, r.extra_json, "
           "r.whole, s.uuid, s.text, sa.name, "
           "s.origin FROM region r JOIN annotator ra ON ra.id = r.annotator_id JOIN image ON image.id = r.image_id "
           "LEFT JOIN snippet s ON s.region_id = "
           "r.id AND s.deleted_at IS NULL LEFT JOIN annotator sa ON sa.id = s.annotator_id WHERE r.deleted_at IS NULL "
           "AND " +
           condition + " ORDER BY r.image_id, r.id, s.id";
}

}  // namespace

std::vector<RegionRecord> RegionRepository::regions(std::int64_t image) const {
    SQLite::Statement rows(db_, selectRegions("r.image_id = ?"));
    rows.bind(1, image);
    return readRegions(rows);
}

std::vector<RegionRecord> RegionRepository::allRegions(const std::string& checkedSplit) const {
    const auto condition = splitCondition(checkedSplit);
    SQLite::Statement rows(db_, selectRegions(condition.sql));
    if (condition.bound) rows.bind(1, condition.value);
    return readRegions(rows);
}

std::map<std::int64_t, int> RegionRepository::counts() const {
    SQLite::Statement rows(db_, "SELECT image_id, count(*) FROM region WHERE deleted_at IS NULL GROUP BY image_id");
    std::map<std::int64_t, int> counts;
    while (rows.executeStep()) counts[rows.getColumn(0).getInt64()] = rows.getColumn(1).getInt();
    return counts;
}

std::int64_t RegionRepository::annotator(const std::string& name) {
    const std::string wanted = name.empty() ? kDefaultAnnotator : name;
    SQLite::Statement row(db_, "SELECT id FROM annotator WHERE name = ?");
    row.bind(1, wanted);
    if (row.executeStep()) return row.getColumn(0).getInt64();
    runSql(db_, "INSERT INTO annotator(uuid, name, created_at) VALUES (?, ?, ?)", base::makeUuid(), wanted, nowUtc());
    return db_.getLastInsertRowid();
}

void RegionRepository::addOne(const RegionRecord& region, std::int64_t import) {
    SQLite::Statement known(db_, "SELECT id, image_id FROM region WHERE uuid = ?");
    known.bind(1, region.uuid);
    std::int64_t row = 0;
    if (!region.uuid.empty() && known.executeStep()) {
        row = known.getColumn(0).getInt64();
        if (known.getColumn(1).getInt64() != region.image)
            refuse(ErrorCode::BadInput,
                   fmt::format("The region {} belongs to another image of the project.", region.uuid));
    } else {
        const auto& box = region.box;
        const bool finite =
            std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.w) && std::isfinite(box.h);
        if (!region.whole && !(finite && box.area() > 0))
            refuse(ErrorCode::BadInput,
                   fmt::format("The box {}, {}, {}, {} of a region has no area.", box.x, box.y, box.w, box.h));
        runSql(db_,
               "INSERT INTO region(uuid, image_id, x, y, w, h, whole, annotator_id, origin, rev, created_at, "
               "extra_json, import_id) VALUES (?, ?, ?, ?, "
               "?, ?, ?, ?, ?, 0, ?, ?, ?)",
               region.uuid.empty() ? base::makeUuid() : region.uuid, region.image, box.x, box.y, box.w, box.h,
               region.whole ? 1 : 0, annotator(region.annotator), region.origin.empty() ? "import" : region.origin,
               region.createdAt.empty() ? nowUtc() : region.createdAt, region.extraJson, import);
        row = db_.getLastInsertRowid();
    }
    SQLite::Statement there(db_, "SELECT count(*) FROM snippet WHERE region_id = ? AND annotator_id = ? AND text = ?");
    for (const auto& snippet : region.snippets) {
        const std::int64_t author = annotator(snippet.annotator.empty() ? region.annotator : snippet.annotator);
        there.reset();
        SQLite::bind(there, row, author, snippet.text);
        if (there.executeStep() && there.getColumn(0).getInt() > 0) continue;
        runSql(db_,
               "INSERT INTO snippet(uuid, region_id, text, annotator_id, origin, rev, created_at, import_id) VALUES "
               "(?, ?, ?, ?, ?, 0, ?, ?)",
               snippet.uuid.empty() ? base::makeUuid() : snippet.uuid, row, snippet.text, author,
               snippet.origin.empty() ? "import" : snippet.origin,
               region.createdAt.empty() ? nowUtc() : region.createdAt, import);
    }
}

void RegionRepository::add(const std::vector<RegionRecord>& regions, std::int64_t import) {
    for (std::size_t next = 0; next < regions.size();) {
        WriteTransaction transaction(db_);
        for (const std::size_t end = std::min(regions.size(), next + kChunk); next < end; ++next)
            addOne(regions[next], import);
        transaction.commit();
    }
}

void RegionRepository::saveDraft(const DraftRecord& draft) {
    WriteTransaction transaction(db_);
    const std::int64_t author = annotator({});
    if (draft.text.empty())
        runSql(db_, "DELETE FROM text_draft WHERE image_id = ? AND annotator_id = ? AND region = ? AND snippet = ?",
               draft.image, author, draft.region, draft.snippet);
    else
        runSql(db_,
               "INSERT OR REPLACE INTO text_draft(image_id, annotator_id, region, snippet, text, changed_at) VALUES "
               "(?, ?, ?, ?, ?, ?)",
               draft.image, author, draft.region, draft.snippet, draft.text, nowUtc());
    transaction.commit();
}

std::vector<DraftRecord> RegionRepository::drafts(std::int64_t image) const {
    SQLite::Statement rows(
        db_,
        "SELECT image_id, region, snippet, text, changed_at FROM text_draft WHERE image_id = ? ORDER BY changed_at");
    rows.bind(1, image);
    std::vector<DraftRecord> drafts;
    while (rows.executeStep())
        drafts.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                          rows.getColumn(3).getString(), rows.getColumn(4).getString()});
    return drafts;
}

}  // namespace legenda::store
