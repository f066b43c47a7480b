// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/annotation_import.h"

#include "core/base/hash.h"
#include "core/store/region_repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace legenda::store {

namespace {

constexpr std::size_t kPerTransaction = 200;

// Calls each() for every record, in short transactions; `after` before each commit.
template <class Record, class Each, class After>
void inTransactions(SQLite::Database& db, const std::vector<Record>& records, const Each& each, const After& after) {
    for (std::size_t next = 0; next < records.size();) {
        WriteTransaction transaction(db);
        for (const std::size_t end = std::min(records.size(), next + kPerTransaction); next < end; ++next)
            each(records[next]);
        after();
        transaction.commit();
    }
}

void checkBox(const RegionRecord& region) {
    const auto& box = region.box;
    const bool finite = std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.w) && std::isfinite(box.h);
    if (!region.whole && !(finite && box.area() > 0))
        refuse(base::ErrorCode::BadInput,
               fmt::format("The box {}, {}, {}, {} of a region has no area.", box.x, box.y, box.w, box.h));
}

}  // namespace

AnnotationImport::AnnotationImport(SQLite::Database& db, RegionRepository& annotators, std::int64_t import)
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
               "(?, ?, ?, ?, ?, 0, ?, ?)"),
      findChain_(db,
                 "SELECT id, image_id, deleted_at IS NOT NULL, (SELECT count(*) FROM chain_mention m WHERE m.chain "
                 "= chain.uuid AND m.deleted_at IS NULL) FROM chain WHERE uuid = ?"),
      addChain_(db,
                "INSERT INTO chain(uuid, image_id, annotator_id, origin, presence, types, regions, suggested, rev, "
                "created_at, extra_json, import_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)"),
      findWords_(db,
                 "SELECT 1 FROM chain_mention m JOIN chain c ON c.uuid = m.chain WHERE m.caption_id = ?1 AND "
                 "m.first_word < ?3 AND m.end_word > ?2 AND m.deleted_at IS NULL AND c.annotator_id = ?4 AND "
                 "c.deleted_at IS NULL AND c.suggested = 0"),
      addWords_(db,
                "INSERT INTO chain_mention(uuid, chain, caption_id, first_word, end_word, text, rev, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?, 0, ?)") {}

AddedRegions AnnotationImport::add(const std::vector<RegionRecord>& regions) {
    AddedRegions added;
    inTransactions(
        db_, regions,
        [&](const RegionRecord& region) {
            const auto row = regionRow(region, added);
            for (const auto& text : region.snippets) addText(row, region, text, added);
        },
        [&] {
            findRegion_.reset();
            findText_.reset();
        });
    return added;
}

AddedChains AnnotationImport::add(const std::vector<ChainRecord>& chains) {
    AddedChains added;
    inTransactions(
        db_, chains, [&](const ChainRecord& chain) { addOne(chain, added); },
        [&] {
            findChain_.reset();
            findWords_.reset();
        });
    return added;
}

std::int64_t AnnotationImport::regionRow(const RegionRecord& region, AddedRegions& added) {
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
    if (findRegion_.getColumn(2).getInt() != 0 && restored_.try_emplace(row, Restored{region.box, region.whole}).second)
        added.boxes += region.whole ? 0 : 1;
    return row;
}

void AnnotationImport::addText(std::int64_t region, const RegionRecord& owner, const SnippetRecord& text,
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

void AnnotationImport::addOne(const ChainRecord& chain, AddedChains& added) {
    findChain_.reset();
    findChain_.bind(1, chain.uuid);
    if (!chain.uuid.empty() && findChain_.executeStep()) {
        if (findChain_.getColumn(1).getInt64() != chain.image)
            refuse(base::ErrorCode::BadInput,
                   fmt::format("The phrase {} belongs to another image of the project.", chain.uuid));
        if (findChain_.getColumn(2).getInt() != 0 && restoredChains_.insert(findChain_.getColumn(0).getInt64()).second)
            added.mentions += findChain_.getColumn(3).getInt64();
        return;
    }
    const std::int64_t author = annotator(chain.annotator);
    std::vector<const MentionedWords*> free;
    for (const auto& words : chain.mentions) {
        findWords_.reset();
        SQLite::bind(findWords_, words.caption, words.start, words.end, author);
        if (!chain.suggested && findWords_.executeStep())
            ++added.taken;
        else
            free.push_back(&words);
    }
    if (free.empty()) return;
    const std::string uuid = chain.uuid.empty() ? base::makeUuid() : chain.uuid;
    runStatement(addChain_, uuid, chain.image, author, chain.origin.empty() ? "import" : chain.origin,
                 presenceName(chain.presence), chain.types, nlohmann::json(chain.regions).dump(),
                 chain.suggested ? 1 : 0, nowUtc(), chain.extraJson, import_);
    for (const auto* words : free)
        runStatement(addWords_, words->uuid.empty() ? base::makeUuid() : words->uuid, uuid, words->caption,
                     words->start, words->end, words->text, nowUtc());
    added.mentions += static_cast<std::int64_t>(free.size());
}

std::int64_t AnnotationImport::annotator(const std::string& name) {
    const auto known = annotatorIds_.find(name);
    return known != annotatorIds_.end() ? known->second
                                        : annotatorIds_.emplace(name, annotators_.annotator(name)).first->second;
}

void AnnotationImport::restoreDeleted() {
    SQLite::Statement region(db_,
                             "UPDATE region SET deleted_at = NULL, rev = 0, suggested = 0, import_id = ?2, x = ?3, y = "
                             "?4, w = ?5, h = ?6, whole = ?7 WHERE id = ?1 AND deleted_at IS NOT NULL");
    SQLite::Statement text(db_,
                           "UPDATE snippet SET deleted_at = NULL, rev = 0, suggested = 0, import_id = ?2 WHERE id = ?1 "
                           "AND (deleted_at IS NOT NULL OR rev = 0)");
    for (const auto& [row, to] : restored_)
        runStatement(region, row, import_, to.box.x, to.box.y, to.box.w, to.box.h, to.whole ? 1 : 0);
    for (const auto row : counted_) runStatement(text, row, import_);
    SQLite::Statement chain(db_,
                            "UPDATE chain SET deleted_at = NULL, rev = 0, suggested = 0, import_id = ?2 WHERE id = ?1 "
                            "AND deleted_at IS NOT NULL");
    for (const auto row : restoredChains_) runStatement(chain, row, import_);
}

}  // namespace legenda::store
