// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/import_repository.h"

#include "core/base/hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace legenda::store {

namespace {

// A transaction is closed after this long, so that another connection's edit never waits noticeably.
constexpr std::chrono::milliseconds kLongestTransaction{25};

// The texts that an image has already, each with its row ids in order; a text that occurs twice has two.
using RowsByText = std::map<std::string, std::vector<std::int64_t>>;

std::optional<std::int64_t> takeRow(RowsByText& rows, const std::string& text) {
    const auto found = rows.find(text);
    if (found == rows.end() || found->second.empty()) return std::nullopt;
    const std::int64_t row = found->second.front();
    found->second.erase(found->second.begin());
    return row;
}

// The statements of one import, prepared once. Writes within a transaction of its caller.
class ImageWriter {
 public:
    ImageWriter(SQLite::Database& db, std::int64_t import, std::int64_t root)
        : db_(db),
          import_(import),
          root_(root),
          find_(db,
                "SELECT id, uuid, split <> '' AND width > 0, (SELECT count(*) FROM external_id WHERE image_id = "
                "image.id) FROM image WHERE root_id = ? AND path = ?"),
          insert_(db,
                  "INSERT INTO image(uuid, root_id, path, disk_path, width, height, split, annotated_width, "
                  "annotated_height, import_id) VALUES "
                  "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          externalId_(db, "INSERT OR IGNORE INTO external_id(image_id, format, value) VALUES (?, ?, ?)"),
          captions_(db, "SELECT id, text, number FROM caption WHERE image_id = ? ORDER BY number"),
          addCaption_(db, "INSERT INTO caption(image_id, number, text, import_id) VALUES (?, ?, ?, ?)"),
          sentences_(db, "SELECT id, text, number FROM entity_sentence WHERE image_id = ? ORDER BY number"),
          addSentence_(
              db, "INSERT INTO entity_sentence(image_id, number, caption_id, text, import_id) VALUES (?, ?, ?, ?, ?)"),
          addMention_(db,
                      "INSERT INTO mention(sentence_id, number, chain, first_token, end_token, text, types) VALUES (?, "
                      "?, ?, ?, ?, ?, ?)"),
          anyBox_(db, "SELECT count(*) FROM entity_box WHERE image_id = ?"),
          addBox_(db,
                  "INSERT INTO entity_box(image_id, number, chain, x, y, w, h, import_id) VALUES (?, ?, ?, ?, ?, ?, ?, "
                  "?)") {}

    // completions: changes of images that existed before.
    ImportedImage write(const NewImage& image, std::vector<Completion>& completions) {
        auto stored = writeImage(image);
        if (stored.isNew)
            for (const auto& [format, value] : image.externalIds) runStatement(externalId_, stored.id, format, value);
        const auto captionRows = writeCaptions(stored, image);
        writeSentences(stored.id, image, captionRows, stored.isNew);
        const bool boxes = writeBoxes(stored.id, image, stored.isNew);
        if (!stored.isNew && (boxes || !complete_))
            completions.push_back({stored.id, image.split, image.width, image.height, boxes ? image.annotatedWidth : 0,
                                   boxes ? image.annotatedHeight : 0, image.externalIds});
        return stored;
    }

 private:
    ImportedImage writeImage(const NewImage& image) {
        find_.reset();
        SQLite::bind(find_, root_, image.path);
        if (find_.executeStep()) {
            ImportedImage there{find_.getColumn(0).getInt64(), find_.getColumn(1).getString(), false, 0};
            complete_ = find_.getColumn(2).getInt() != 0 &&
                        find_.getColumn(3).getInt() >= static_cast<int>(image.externalIds.size());
            find_.reset();
            return there;
        }
        std::string uuid = base::makeUuid();
        runStatement(insert_, uuid, root_, image.path, image.diskPath, image.width, image.height, image.split,
                     image.annotatedWidth, image.annotatedHeight, import_);
        return {db_.getLastInsertRowid(), std::move(uuid), true, 0};
    }

    static RowsByText existing(SQLite::Statement& query, std::int64_t image, int& next) {
        RowsByText rows;
        query.reset();
        query.bind(1, image);
        while (query.executeStep()) {
            rows[query.getColumn(1).getString()].push_back(query.getColumn(0).getInt64());
            next = std::max(next, query.getColumn(2).getInt() + 1);
        }
        query.reset();
        return rows;
    }

    // The caption row of each of the image's captions; counts the new ones.
    std::vector<std::int64_t> writeCaptions(ImportedImage& stored, const NewImage& image) {
        int next = 0;
        RowsByText known = stored.isNew ? RowsByText{} : existing(captions_, stored.id, next);
        std::vector<std::int64_t> rows;
        for (const auto& text : image.captions) {
            if (const auto row = takeRow(known, text)) {
                rows.push_back(*row);
                continue;
            }
            runStatement(addCaption_, stored.id, next++, text, import_);
            ++stored.newCaptions;
            rows.push_back(db_.getLastInsertRowid());
        }
        return rows;
    }

    void writeSentences(std::int64_t id, const NewImage& image, const std::vector<std::int64_t>& captionRows,
                        bool isNew) {
        int next = 0;
        RowsByText known = isNew ? RowsByText{} : existing(sentences_, id, next);
        for (const auto& sentence : image.entitySentences) {
            if (takeRow(known, sentence.text)) continue;
            addSentence_.reset();
            addSentence_.bind(1, id);
            addSentence_.bind(2, next++);
            const auto caption = sentence.caption.value_or(-1);
            if (caption >= 0 && caption < static_cast<std::int64_t>(captionRows.size()))
                addSentence_.bind(3, captionRows[static_cast<std::size_t>(caption)]);
            else
                addSentence_.bind(3);
            addSentence_.bind(4, sentence.text);
            addSentence_.bind(5, import_);
            addSentence_.exec();
            const std::int64_t row = db_.getLastInsertRowid();
            int number = 0;
            for (const auto& mention : sentence.mentions)
                runStatement(addMention_, row, number++, mention.chain, mention.start, mention.end, mention.text,
                             mention.types);
        }
    }

    // True where boxes were added.
    bool writeBoxes(std::int64_t id, const NewImage& image, bool isNew) {
        if (image.entityBoxes.empty()) return false;
        if (!isNew) {
            anyBox_.reset();
            anyBox_.bind(1, id);
            const bool there = anyBox_.executeStep() && anyBox_.getColumn(0).getInt() > 0;
            anyBox_.reset();
            if (there) return false;
        }
        int number = 0;
        for (const auto& entity : image.entityBoxes)
            runStatement(addBox_, id, number++, entity.chain, entity.box.x, entity.box.y, entity.box.w, entity.box.h,
                         import_);
        return true;
    }

    SQLite::Database& db_;
    std::int64_t import_, root_;
    bool complete_ = false;  // the existing image is complete
    SQLite::Statement find_, insert_, externalId_, captions_, addCaption_, sentences_, addSentence_, addMention_,
        anyBox_, addBox_;
};

void complete(SQLite::Database& db, const std::vector<Completion>& completions) {
    SQLite::Statement facts(
        db,
        "UPDATE image SET split = CASE split WHEN '' THEN ?2 ELSE split END, height = CASE width WHEN 0 THEN ?4 ELSE "
        "height END, width = CASE width WHEN 0 THEN ?3 ELSE width END WHERE id = ?1 AND (split = '' OR width = 0)");
    SQLite::Statement annotated(db, "UPDATE image SET annotated_width = ?2, annotated_height = ?3 WHERE id = ?1");
    SQLite::Statement externalId(db, "INSERT OR IGNORE INTO external_id(image_id, format, value) VALUES (?, ?, ?)");
    for (const auto& change : completions) {
        runStatement(facts, change.image, change.split, change.width, change.height);
        if (change.annotatedWidth > 0)
            runStatement(annotated, change.image, change.annotatedWidth, change.annotatedHeight);
        for (const auto& [format, value] : change.externalIds) runStatement(externalId, change.image, format, value);
    }
}

}  // namespace

std::int64_t ImportRepository::begin(const std::filesystem::path& source, const std::string& format) {
    const std::string uuid = base::makeUuid();
    WriteTransaction transaction(db_);
    // Before others see the row, so that no other program takes the import for one that was left; not before the
    // database could be written, so that no file of an import that never was stays behind.
    auto lock = ImportLock::make(project_, uuid);
    if (!lock && !ImportLock::isThere(project_, uuid))
        refuse(base::ErrorCode::Io,
               fmt::format("{}: the file that marks a running import cannot be made.", project_.string()));
    runSql(db_, "INSERT INTO import(uuid, format, source, state, started_at) VALUES (?, ?, ?, 'running', ?)", uuid,
           format, source.string(), nowUtc());
    const std::int64_t id = db_.getLastInsertRowid();
    transaction.commit();
    running_[id].lock = std::move(lock);
    return id;
}

std::vector<ImportedImage> ImportRepository::add(std::int64_t import, const std::filesystem::path& imageRoot,
                                                 const std::vector<NewImage>& images) {
    std::vector<ImportedImage> stored;
    auto& completions = running_[import].completions;
    std::optional<ImageWriter> writer;
    while (stored.size() < images.size()) {
        const auto started = std::chrono::steady_clock::now();
        WriteTransaction transaction(db_);
        if (!writer) writer.emplace(db_, import, images_.rootFor(imageRoot));
        do stored.push_back(writer->write(images[stored.size()], completions));
        while (stored.size() < images.size() && std::chrono::steady_clock::now() - started < kLongestTransaction);
        transaction.commit();
    }
    return stored;
}

AnnotationImport& ImportRepository::annotations(std::int64_t import) {
    auto& writer = running_[import].annotations;
    if (!writer) writer = std::make_unique<AnnotationImport>(db_, regions_, import);
    return *writer;
}

AddedRegions ImportRepository::addRegions(std::int64_t import, const std::vector<RegionRecord>& regions) {
    return annotations(import).add(regions);
}

AddedChains ImportRepository::addChains(std::int64_t import, const std::vector<ChainRecord>& chains) {
    return annotations(import).add(chains);
}

void ImportRepository::finish(std::int64_t import) {
    auto& running = running_[import];
    WriteTransaction transaction(db_);
    complete(db_, running.completions);
    if (running.annotations) running.annotations->restoreDeleted();
    noteChanges(import);
    runSql(db_, "UPDATE import SET state = 'finished', ended_at = ? WHERE id = ?", nowUtc(), import);
    transaction.commit();
    if (running.lock) running.lock->remove();
    running_.erase(import);
}

void ImportRepository::remove(std::int64_t import) {
    // Images first: their rows in other tables are removed with them. An image with captions or regions that the import
    // did not add stays.
    const std::vector<const char*> steps{
        "DELETE FROM chain WHERE id IN (SELECT id FROM chain WHERE import_id = ?1 AND rev = 0 LIMIT 1000)",
        "DELETE FROM image WHERE id IN (SELECT id FROM image WHERE import_id = ?1 AND NOT EXISTS (SELECT 1 FROM region "
        "WHERE region.image_id = image.id AND (region.import_id IS NOT ?1 OR region.rev <> 0)) AND NOT EXISTS (SELECT "
        "1 FROM caption WHERE caption.image_id = image.id AND caption.import_id IS NOT ?1) LIMIT 100)",
        "DELETE FROM region WHERE id IN (SELECT id FROM region WHERE import_id = ?1 AND rev = 0 AND NOT EXISTS (SELECT "
        "1 FROM snippet WHERE snippet.region_id = region.id AND snippet.import_id IS NOT ?1) LIMIT 1000)",
        "DELETE FROM snippet WHERE id IN (SELECT id FROM snippet WHERE import_id = ?1 AND rev = 0 LIMIT 1000)",
        "DELETE FROM entity_sentence WHERE id IN (SELECT id FROM entity_sentence WHERE import_id = ?1 LIMIT 1000)",
        "DELETE FROM caption WHERE id IN (SELECT id FROM caption WHERE import_id = ?1 LIMIT 1000)",
    };
    for (const char* step : steps) {
        for (bool more = true; more;) {
            WriteTransaction transaction(db_);
            more = runSql(db_, step, import) > 0;
            transaction.commit();
        }
    }
    WriteTransaction transaction(db_);
    runSql(db_, "DELETE FROM entity_box WHERE import_id = ?", import);
    runSql(db_, "DELETE FROM image_root WHERE NOT EXISTS (SELECT 1 FROM image WHERE image.root_id = image_root.id)");
    runSql(db_,
           "DELETE FROM annotator WHERE id > (SELECT min(id) FROM annotator) AND created_at >= (SELECT started_at FROM "
           "import WHERE id = ?1) AND NOT EXISTS (SELECT 1 FROM region WHERE annotator_id = annotator.id) AND NOT "
           "EXISTS (SELECT 1 FROM snippet WHERE annotator_id = annotator.id) AND NOT EXISTS (SELECT 1 FROM action "
           "WHERE annotator_id = annotator.id) AND NOT EXISTS (SELECT 1 FROM text_draft WHERE annotator_id = "
           "annotator.id) AND NOT EXISTS (SELECT 1 FROM chain WHERE annotator_id = annotator.id) AND NOT EXISTS "
           "(SELECT 1 FROM image_mark WHERE annotator.id IN (annotator_id, by_annotator_id)) AND NOT EXISTS (SELECT 1 "
           "FROM settlement WHERE annotator_id = annotator.id)",
           import);
    runSql(db_, "UPDATE import SET state = 'removed', ended_at = ? WHERE id = ?", nowUtc(), import);
    transaction.commit();
    if (auto& lock = running_[import].lock) lock->remove();
    running_.erase(import);
}

// For other programs: see ActionRepository::changesSince().
void ImportRepository::noteChanges(std::int64_t import) {
    runSql(
        db_,
        "INSERT OR REPLACE INTO image_change(image_id, number, session) SELECT image_id, (SELECT ifnull(max(number), "
        "0) + 1 FROM image_change), '' FROM (SELECT image_id FROM region WHERE import_id = ?1 UNION SELECT "
        "r.image_id FROM snippet s JOIN region r ON r.id = s.region_id WHERE s.import_id = ?1 UNION SELECT image_id "
        "FROM chain WHERE import_id = ?1)",
        import);
}

ImportRecord ImportRepository::record(std::int64_t import) const {
    for (auto& each : finished())
        if (each.id == import) return std::move(each);
    refuse(base::ErrorCode::BadInput, fmt::format("The project has no import number {}.", import));
}

std::vector<ImportRecord> ImportRepository::finished() const {
    SQLite::Statement rows(db_,
                           "SELECT id, format, source, started_at, undone_at IS NOT NULL FROM import WHERE state = "
                           "'finished' ORDER BY id DESC");
    std::vector<ImportRecord> imports;
    while (rows.executeStep())
        imports.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                           rows.getColumn(3).getString(), rows.getColumn(4).getInt() != 0});
    return imports;
}

void ImportRepository::undo(std::int64_t import) {
    WriteTransaction transaction(db_);
    if (record(import).undone) refuse(base::ErrorCode::BadInput, "The import is undone already.");
    const std::string now = nowUtc();
    runSql(db_, "UPDATE import SET undone_at = ?2 WHERE id = ?1", import, now);
    runSql(db_,
           "UPDATE region SET deleted_at = ?2 WHERE import_id = ?1 AND rev = 0 AND deleted_at IS NULL AND NOT EXISTS "
           "(SELECT 1 FROM snippet s WHERE s.region_id = region.id AND s.deleted_at IS NULL AND (s.import_id IS NOT ?1 "
           "OR s.rev <> 0))",
           import, now);
    // A text goes with its box, or where the box is not of this import; it stays in a box that stays.
    runSql(db_,
           "UPDATE snippet SET deleted_at = ?2 WHERE import_id = ?1 AND rev = 0 AND deleted_at IS NULL AND EXISTS "
           "(SELECT 1 FROM region r WHERE r.id = snippet.region_id AND (r.deleted_at = ?2 OR r.import_id IS NOT ?1))",
           import, now);
    runSql(db_, "UPDATE chain SET deleted_at = ?2 WHERE import_id = ?1 AND rev = 0 AND deleted_at IS NULL", import,
           now);
    noteChanges(import);
    transaction.commit();
}

void ImportRepository::redo(std::int64_t import) {
    WriteTransaction transaction(db_);
    if (!record(import).undone) refuse(base::ErrorCode::BadInput, "The import is not undone.");
    for (const char* table : {"region", "snippet", "chain"})
        runSql(db_,
               fmt::format("UPDATE {} SET deleted_at = NULL WHERE import_id = ?1 AND rev = 0 AND deleted_at = (SELECT "
                           "undone_at FROM import WHERE id = ?1)",
                           table)
                   .c_str(),
               import);
    runSql(db_, "UPDATE import SET undone_at = NULL WHERE id = ?1", import);
    noteChanges(import);
    transaction.commit();
}

// With their locks; one of a backup that was put back, or of a copied project, has none.
std::map<std::int64_t, std::optional<ImportLock>> ImportRepository::dead() const {
    std::map<std::int64_t, std::optional<ImportLock>> dead;
    SQLite::Statement rows(db_, "SELECT id, uuid FROM import WHERE state = 'running'");
    while (rows.executeStep()) {
        const std::string uuid = rows.getColumn(1).getString();
        auto lock = ImportLock::ofDead(project_, uuid);
        if (lock || !ImportLock::isThere(project_, uuid)) dead.emplace(rows.getColumn(0).getInt64(), std::move(lock));
    }
    return dead;
}

void ImportRepository::removeDead() {
    for (auto& [import, lock] : dead()) {
        // Its process may have finished it, and let the lock go, since the rows were read.
        SQLite::Statement running(db_, "SELECT 1 FROM import WHERE id = ? AND state = 'running'");
        running.bind(1, import);
        if (!running.executeStep()) continue;
        running.reset();
        running_[import].lock = std::move(lock);
        remove(import);
    }
}

}  // namespace legenda::store
