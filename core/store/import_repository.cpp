// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/import_repository.h"

#include "core/base/hash.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

namespace legenda::store {

namespace {

// A transaction is closed after this long, so that another connection's act never waits noticeably.
constexpr std::chrono::milliseconds kLongestTransaction{25};

// Texts that an image has already, each with its row ids in order. A text that is listed twice is there twice.
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
          find_(db, "SELECT id, split, width, annotated_width FROM image WHERE root_id = ? AND path = ?"),
          insert_(db,
                  "INSERT INTO image(uuid, root_id, path, disk_path, width, height, split, annotated_width, "
                  "annotated_height, import_id) VALUES "
                  "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          complete_(db,
                    "UPDATE image SET split = CASE split WHEN '' THEN ?2 ELSE split END, height = CASE width WHEN 0 "
                    "THEN ?4 ELSE height END, width = "
                    "CASE width WHEN 0 THEN ?3 ELSE width END WHERE id = ?1"),
          setAnnotated_(db, "UPDATE image SET annotated_width = ?2, annotated_height = ?3 WHERE id = ?1"),
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

    // True when the image is new.
    bool write(const NewImage& image) {
        const auto [id, isNew] = writeImage(image);
        for (const auto& [format, value] : image.externalIds) runStatement(externalId_, id, format, value);
        const auto captionRows = writeCaptions(id, image, isNew);
        writeSentences(id, image, captionRows, isNew);
        writeBoxes(id, image, isNew);
        return isNew;
    }

 private:
    std::pair<std::int64_t, bool> writeImage(const NewImage& image) {
        find_.reset();
        SQLite::bind(find_, root_, image.path);
        if (find_.executeStep()) {
            const std::int64_t id = find_.getColumn(0).getInt64();
            const bool incomplete = find_.getColumn(1).getString().empty() || find_.getColumn(2).getInt() == 0;
            find_.reset();
            if (incomplete) runStatement(complete_, id, image.split, image.width, image.height);
            return {id, false};
        }
        runStatement(insert_, base::makeUuid(), root_, image.path, image.diskPath, image.width, image.height,
                     image.split, image.annotatedWidth, image.annotatedHeight, import_);
        return {db_.getLastInsertRowid(), true};
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

    // The caption row of each of the image's captions.
    std::vector<std::int64_t> writeCaptions(std::int64_t id, const NewImage& image, bool isNew) {
        int next = 0;
        RowsByText known = isNew ? RowsByText{} : existing(captions_, id, next);
        std::vector<std::int64_t> rows;
        for (const auto& text : image.captions) {
            if (const auto row = takeRow(known, text)) {
                rows.push_back(*row);
                continue;
            }
            runStatement(addCaption_, id, next++, text, import_);
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

    void writeBoxes(std::int64_t id, const NewImage& image, bool isNew) {
        if (image.entityBoxes.empty()) return;
        if (!isNew) {
            anyBox_.reset();
            anyBox_.bind(1, id);
            const bool there = anyBox_.executeStep() && anyBox_.getColumn(0).getInt() > 0;
            anyBox_.reset();
            if (there) return;
            runStatement(setAnnotated_, id, image.annotatedWidth, image.annotatedHeight);
        }
        int number = 0;
        for (const auto& entity : image.entityBoxes)
            runStatement(addBox_, id, number++, entity.chain, entity.box.x, entity.box.y, entity.box.w, entity.box.h,
                         import_);
    }

    SQLite::Database& db_;
    std::int64_t import_, root_;
    SQLite::Statement find_, insert_, complete_, setAnnotated_, externalId_, captions_, addCaption_, sentences_,
        addSentence_, addMention_, anyBox_, addBox_;
};

}  // namespace

std::int64_t ImportRepository::begin(const std::filesystem::path& source, const std::string& format) {
    WriteTransaction transaction(db_);
    runSql(db_, "INSERT INTO import(uuid, format, source, state, started_at) VALUES (?, ?, ?, 'running', ?)",
           base::makeUuid(), format, source.string(), nowUtc());
    const std::int64_t id = db_.getLastInsertRowid();
    transaction.commit();
    return id;
}

std::int64_t ImportRepository::add(std::int64_t import, const std::filesystem::path& imageRoot,
                                   const std::vector<NewImage>& images) {
    std::int64_t added = 0;
    std::optional<ImageWriter> writer;
    for (std::size_t next = 0; next < images.size();) {
        const auto started = std::chrono::steady_clock::now();
        WriteTransaction transaction(db_);
        if (!writer) writer.emplace(db_, import, images_.rootFor(imageRoot));
        do added += writer->write(images[next++]) ? 1 : 0;
        while (next < images.size() && std::chrono::steady_clock::now() - started < kLongestTransaction);
        transaction.commit();
    }
    return added;
}

void ImportRepository::finish(std::int64_t import) {
    WriteTransaction transaction(db_);
    runSql(db_, "UPDATE import SET state = 'finished', ended_at = ? WHERE id = ?", nowUtc(), import);
    transaction.commit();
}

void ImportRepository::remove(std::int64_t import) {
    // Images first: what hangs on them goes with them. An image that has regions of somebody else's stays.
    const std::vector<const char*> steps{
        "DELETE FROM image WHERE id IN (SELECT id FROM image WHERE import_id = ?1 AND NOT EXISTS (SELECT 1 FROM region "
        "WHERE region.image_id = image.id "
        "AND region.import_id IS NOT ?1) LIMIT 100)",
        "DELETE FROM region WHERE id IN (SELECT id FROM region WHERE import_id = ?1 AND rev = 0 LIMIT 1000)",
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
    runSql(db_, "UPDATE import SET state = 'removed', ended_at = ? WHERE id = ?", nowUtc(), import);
    transaction.commit();
}

}  // namespace legenda::store
