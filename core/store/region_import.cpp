// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/region_import.h"

#include "core/base/hash.h"
#include "core/store/region_repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace legenda::store {

namespace {

constexpr std::size_t kRegionsPerTransaction = 200;

void checkBox(const RegionRecord& region) {
    const auto& box = region.box;
    const bool finite = std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.w) && std::isfinite(box.h);
    if (!region.whole && !(finite && box.area() > 0))
        refuse(base::ErrorCode::BadInput,
               fmt::format("The box {}, {}, {}, {} of a region has no area.", box.x, box.y, box.w, box.h));
}

}  // namespace

RegionImport::RegionImport(SQLite::Database& db, RegionRepository& annotators, std::int64_t import)
    : db_(db),
      annotators_(annotators),
      import_(import),
      findRegion_(db, "SELECT id, image_id, deleted_at IS NOT NULL FROM region WHERE uuid = ?"),
      addRegion_(db,
                 "INSERT INTO region(uuid, image_id, x, y, w, h, whole, annotator_id, origin, rev, created_at, "
                 "extra_json, import_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)"),
      findText_(db,
                "SELECT id, deleted_at IS NOT NULL FROM snippet WHERE region_id = ? AND annotator_id = ? AND text = ? "
                "ORDER BY deleted_at IS NOT NULL LIMIT 1"),
      addText_(db,
               "INSERT INTO snippet(uuid, region_id, text, annotator_id, origin, rev, created_at, import_id) VALUES "
               "(?, ?, ?, ?, ?, 0, ?, ?)") {}

AddedRegions RegionImport::add(const std::vector<RegionRecord>& regions) {
    AddedRegions added;
    for (std::size_t next = 0; next < regions.size();) {
        WriteTransaction transaction(db_);
        for (const std::size_t end = std::min(regions.size(), next + kRegionsPerTransaction); next < end; ++next) {
            const auto row = regionRow(regions[next], added);
            for (const auto& text : regions[next].snippets) addText(row, regions[next], text, added);
        }
        findRegion_.reset();
        findText_.reset();
        transaction.commit();
    }
    return added;
}

std::int64_t RegionImport::regionRow(const RegionRecord& region, AddedRegions& added) {
    checkBox(region);
    findRegion_.reset();
    findRegion_.bind(1, region.uuid);
    if (region.uuid.empty() || !findRegion_.executeStep()) {
        runStatement(addRegion_, region.uuid.empty() ? base::makeUuid() : region.uuid, region.image, region.box.x,
                     region.box.y, region.box.w, region.box.h, region.whole ? 1 : 0, annotator(region.annotator),
                     region.origin.empty() ? "import" : region.origin,
                     region.createdAt.empty() ? nowUtc() : region.createdAt, region.extraJson, import_);
        added.boxes += region.whole ? 0 : 1;
        return db_.getLastInsertRowid();
    }
    const std::int64_t row = findRegion_.getColumn(0).getInt64();
    if (findRegion_.getColumn(1).getInt64() != region.image)
        refuse(base::ErrorCode::BadInput,
               fmt::format("The region {} belongs to another image of the project.", region.uuid));
    if (findRegion_.getColumn(2).getInt() != 0 && restored_.try_emplace(row, region.box, region.whole).second)
        added.boxes += region.whole ? 0 : 1;
    return row;
}

void RegionImport::addText(std::int64_t region, const RegionRecord& owner, const SnippetRecord& text,
                           AddedRegions& added) {
    const std::int64_t author = annotator(text.annotator.empty() ? owner.annotator : text.annotator);
    const bool restored = restored_.contains(region);
    findText_.reset();
    SQLite::bind(findText_, region, author, text.text);
    if (findText_.executeStep()) {
        const bool deleted = findText_.getColumn(1).getInt() != 0;
        if ((deleted || restored) && counted_.insert(findText_.getColumn(0).getInt64()).second) ++added.texts;
        return;
    }
    runStatement(addText_, text.uuid.empty() ? base::makeUuid() : text.uuid, region, text.text, author,
                 text.origin.empty() ? "import" : text.origin, owner.createdAt.empty() ? nowUtc() : owner.createdAt,
                 import_);
    if (restored) counted_.insert(db_.getLastInsertRowid());
    ++added.texts;
}

std::int64_t RegionImport::annotator(const std::string& name) {
    const auto known = annotatorIds_.find(name);
    return known != annotatorIds_.end() ? known->second
                                        : annotatorIds_.emplace(name, annotators_.annotator(name)).first->second;
}

void RegionImport::restoreDeleted() {
    SQLite::Statement region(db_,
                             "UPDATE region SET deleted_at = NULL, rev = 0, suggested = 0, import_id = ?2, x = ?3, y = "
                             "?4, w = ?5, h = ?6, whole = ?7 WHERE id = ?1 AND deleted_at IS NOT NULL");
    SQLite::Statement text(db_,
                           "UPDATE snippet SET deleted_at = NULL, rev = 0, suggested = 0, import_id = ?2 WHERE id = ?1 "
                           "AND (deleted_at IS NOT NULL OR rev = 0)");
    for (const auto& [row, to] : restored_)
        runStatement(region, row, import_, to.box.x, to.box.y, to.box.w, to.box.h, to.whole ? 1 : 0);
    for (const auto row : counted_) runStatement(text, row, import_);
}

}  // namespace legenda::store
