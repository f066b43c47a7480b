// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/predictions/predictions.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/listed.h"
#include "core/store/predictions/item_blob.h"
#include "core/store/sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <system_error>

namespace legenda::store {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::array kPredictionKinds{"captions", "phrases", "regions", "alignments", "similarity"};
constexpr const char* kMatrixFolder = "predictions";
constexpr std::chrono::milliseconds kLongestChunk{25};  // as of an import of images

constexpr const char* kItemColumns =
    "SELECT i.image_id, i.part, i.sentence, i.first_word, i.end_word, i.text, i.score, i.data FROM prediction_item i ";

PredictionKind kindOf(const std::string& name) {
    const auto found = std::ranges::find(kPredictionKinds, name);
    if (found == kPredictionKinds.end())
        refuse(ErrorCode::BadInput, fmt::format("\"{}\" is no kind of predictions.", name));
    return static_cast<PredictionKind>(found - kPredictionKinds.begin());
}

PredictionItem readItem(SQLite::Statement& row) {
    PredictionItem item;
    item.image = row.getColumn(0).getInt64();
    item.part = static_cast<PredictionItem::Part>(row.getColumn(1).getInt());
    item.sentence = row.getColumn(2).getString();
    item.start = row.getColumn(3).getInt();
    item.end = row.getColumn(4).getInt();
    item.text = row.getColumn(5).getString();
    if (const auto score = row.getColumn(6); !score.isNull()) item.score = score.getDouble();
    const auto data = row.getColumn(7);
    const std::string_view bytes(static_cast<const char*>(data.getBlob()), static_cast<std::size_t>(data.getBytes()));
    if (!readItemBlob(bytes, item)) refuse(ErrorCode::BadInput, "The project holds a damaged prediction.");
    return item;
}

void writeItem(SQLite::Statement& insert, std::int64_t set, std::int64_t number, const PredictionItem& item) {
    insert.reset();
    insert.clearBindings();
    insert.bind(1, set);
    insert.bind(2, item.image);
    insert.bind(3, number);
    insert.bind(4, static_cast<int>(item.part));
    insert.bind(5, item.sentence);
    insert.bind(6, item.start);
    insert.bind(7, item.end);
    insert.bind(8, item.text);
    if (item.score) insert.bind(9, *item.score);
    if (const auto blob = itemBlob(item); !blob.empty()) insert.bind(10, blob.data(), static_cast<int>(blob.size()));
    insert.exec();
}

}  // namespace

const char* predictionKindName(PredictionKind kind) {
    return kPredictionKinds.at(static_cast<std::size_t>(kind));
}

const PredictedBox* bestBox(const PredictionItem& item) {
    const PredictedBox* best = nullptr;
    for (const auto& box : item.boxes)
        if (!best || (box.score && (!best->score || *box.score > *best->score))) best = &box;
    return best;
}

fs::path Predictions::matrixOf(const std::string& uuid) const {
    return project_ / kMatrixFolder / (uuid + ".f32");
}

std::vector<PredictionSetRecord> Predictions::select(const std::string& name) const {
    SQLite::Statement rows(db_,
                           "SELECT id, uuid, name, kind, format, file, sha256, created_at, images, items, matrix_rows, "
                           "matrix_columns FROM prediction_set WHERE state = 'ready' AND (?1 = '' OR name = ?1) ORDER "
                           "BY name");
    rows.bind(1, name);
    std::vector<PredictionSetRecord> sets;
    while (rows.executeStep())
        sets.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                        kindOf(rows.getColumn(3).getString()), rows.getColumn(4).getString(),
                        rows.getColumn(5).getString(), rows.getColumn(6).getString(), rows.getColumn(7).getString(),
                        rows.getColumn(8).getInt64(), rows.getColumn(9).getInt64(), rows.getColumn(10).getInt64(),
                        rows.getColumn(11).getInt64()});
    return sets;
}

Result<std::vector<PredictionSetRecord>> Predictions::sets() const {
    return guard_.read([&] { return select({}); });
}

Result<std::optional<PredictionSetRecord>> Predictions::find(const std::string& name) const {
    return guard_.read([&]() -> std::optional<PredictionSetRecord> {
        if (name.empty()) return std::nullopt;
        auto found = select(name);
        return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
    });
}

Result<PredictionSetRecord> Predictions::set(const std::string& name) const {
    return guard_.read([&] {
        std::vector<std::string> names;
        for (auto& each : select({})) {
            if (each.name == name) return std::move(each);
            names.push_back(each.name);
        }
        refuse(ErrorCode::BadInput,
               names.empty() ? fmt::format("The project has no predictions \"{}\": it has none at all.", name)
                             : fmt::format("The project has no predictions \"{}\"; it has {}.", name,
                                           base::listed(names, "and")));
    });
}

Result<std::int64_t> Predictions::begin(const PredictionSetRecord& wanted) {
    return guard_.write([&] {
        if (wanted.name.find_first_not_of(" \t\r\n") == std::string::npos)
            refuse(ErrorCode::BadInput, "A set of predictions needs a name.");
        const std::string uuid = base::makeUuid();
        // Before the row, so that no other program takes the set for one that was left.
        auto lock = ImportLock::make(project_, uuid);
        WriteTransaction transaction(db_);
        const int added =
            runSql(db_,
                   "INSERT OR IGNORE INTO prediction_set(uuid, name, kind, format, file, sha256, state, created_at, "
                   "matrix_rows, matrix_columns) VALUES (?, ?, ?, ?, ?, ?, 'importing', ?, ?, ?)",
                   uuid, wanted.name, predictionKindName(wanted.kind), wanted.format, wanted.file, wanted.sha256,
                   nowUtc(), wanted.rows, wanted.columns);
        if (added == 0) {
            if (lock) lock->remove();
            refuse(ErrorCode::BadInput,
                   fmt::format("The project has predictions \"{}\" already: remove them or take another name.",
                               wanted.name));
        }
        const std::int64_t id = db_.getLastInsertRowid();
        transaction.commit();
        running_[id] = {std::move(lock), uuid, 0};
        return id;
    });
}

base::Status Predictions::add(std::int64_t set, const std::vector<PredictionItem>& items) {
    return guard_.write([&] {
        auto& next = running_.at(set).next;
        SQLite::Statement insert(db_,
                                 "INSERT INTO prediction_item(set_id, image_id, number, part, sentence, first_word, "
                                 "end_word, text, score, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (std::size_t written = 0; written < items.size();) {
            const auto started = std::chrono::steady_clock::now();
            WriteTransaction transaction(db_);
            do writeItem(insert, set, next++, items[written++]);
            while (written < items.size() && std::chrono::steady_clock::now() - started < kLongestChunk);
            insert.reset();
            transaction.commit();
        }
    });
}

base::Status Predictions::appendRow(std::int64_t set, std::span<const float> scores) {
    return guard_.write([&] {
        const fs::path file = matrixOf(running_.at(set).uuid);
        fs::create_directories(file.parent_path());
        std::ofstream out(file, std::ios::binary | std::ios::app);
        out.write(reinterpret_cast<const char*>(scores.data()), static_cast<std::streamsize>(scores.size_bytes()));
        out.close();
        if (!out) refuse(ErrorCode::Io, fmt::format("{} cannot be written.", file.string()));
    });
}

Result<PredictionSetRecord> Predictions::finish(std::int64_t set) {
    return guard_.write([&] {
        auto& running = running_.at(set);
        if (const auto file = matrixOf(running.uuid); fs::exists(file))
            if (auto synced = base::syncToDisk(file); !synced) throw Refusal{synced.error()};
        SQLite::Statement counts(db_,
                                 "SELECT count(DISTINCT image_id), count(*) FILTER (WHERE part IN (0, 3)) FROM "
                                 "prediction_item WHERE set_id = ? AND part <> 1");
        counts.bind(1, set);
        counts.executeStep();
        const std::int64_t images = counts.getColumn(0).getInt64(), items = counts.getColumn(1).getInt64();
        counts.reset();
        WriteTransaction transaction(db_);
        runSql(db_, "UPDATE prediction_set SET state = 'ready', images = ?, items = ? WHERE id = ?", images, items,
               set);
        transaction.commit();
        if (running.lock) running.lock->remove();
        const std::string uuid = running.uuid;
        running_.erase(set);
        for (auto& each : select({}))
            if (each.uuid == uuid) return std::move(each);
        refuse(ErrorCode::BadInput, "The predictions were removed by another program meanwhile.");
    });
}

base::Status Predictions::discard(std::int64_t set) {
    return guard_.write([&] {
        const auto running = running_.find(set);
        if (running == running_.end()) return;  // finish() has let go of it
        erase(set, running->second.uuid);
        if (running->second.lock) running->second.lock->remove();
        running_.erase(running);
    });
}

base::Status Predictions::remove(const std::string& name) {
    const auto found = set(name);
    if (!found) return tl::unexpected<base::Error>(found.error());
    return guard_.write([&] { erase(found->id, found->uuid); });
}

// The name is free at once.
void Predictions::erase(std::int64_t set, const std::string& uuid) {
    {
        WriteTransaction transaction(db_);
        runSql(db_, "UPDATE prediction_set SET state = 'removed', name = 'removed ' || uuid WHERE id = ?", set);
        transaction.commit();
    }
    for (bool more = true; more;) {
        WriteTransaction transaction(db_);
        more = runSql(db_,
                      "DELETE FROM prediction_item WHERE (set_id, image_id, number) IN (SELECT set_id, image_id, "
                      "number FROM prediction_item WHERE set_id = ? LIMIT 2000)",
                      set) > 0;
        transaction.commit();
    }
    std::error_code ignored;
    fs::remove(matrixOf(uuid), ignored);
    WriteTransaction transaction(db_);
    runSql(db_, "DELETE FROM prediction_set WHERE id = ?", set);
    transaction.commit();
}

void Predictions::removeDead() {
    struct Left {
        std::int64_t id;
        std::string uuid;
        bool removed;
    };
    std::vector<Left> left;
    {
        SQLite::Statement rows(db_, "SELECT id, uuid, state = 'removed' FROM prediction_set WHERE state <> 'ready'");
        while (rows.executeStep())
            left.push_back(
                {rows.getColumn(0).getInt64(), rows.getColumn(1).getString(), rows.getColumn(2).getInt() != 0});
    }
    for (const auto& [id, uuid, removed] : left) {
        auto lock = ImportLock::ofDead(project_, uuid);
        // Its process is at work. A set of a backup that was put back has no lock.
        if (!lock && !removed && ImportLock::isThere(project_, uuid)) continue;
        // Its process may have finished it, and let the lock go, since the rows were read.
        SQLite::Statement finished(db_, "SELECT 1 FROM prediction_set WHERE id = ? AND state = 'ready'");
        finished.bind(1, id);
        if (finished.executeStep()) continue;
        finished.reset();
        erase(id, uuid);
        if (lock) lock->remove();
    }
}

Result<std::vector<PredictionItem>> Predictions::items(std::int64_t set, std::int64_t image) const {
    return guard_.read([&] {
        SQLite::Statement rows(db_,
                               std::string(kItemColumns) + "WHERE i.set_id = ? AND i.image_id = ? ORDER BY i.number");
        rows.bind(1, set);
        rows.bind(2, image);
        std::vector<PredictionItem> items;
        while (rows.executeStep()) items.push_back(readItem(rows));
        return items;
    });
}

base::Status Predictions::forEachItem(std::int64_t set, const EachItem& each) const {
    return guard_.read([&] {
        SQLite::Statement rows(db_, std::string(kItemColumns) +
                                        "JOIN image ON image.id = i.image_id WHERE i.set_id = ? AND image.deleted_at "
                                        "IS NULL ORDER BY i.image_id, i.number");
        rows.bind(1, set);
        while (rows.executeStep())
            if (auto taken = each(readItem(rows)); !taken) throw Refusal{std::move(taken.error())};
    });
}

Result<base::Matrix> Predictions::similarity(const PredictionSetRecord& set,
                                             const std::vector<std::size_t>& rows) const {
    return guard_.read([&] {
        const fs::path file = matrixOf(set.uuid);
        std::ifstream in(file, std::ios::binary);
        base::Matrix matrix(rows.size(), static_cast<std::size_t>(set.columns));
        for (std::size_t r = 0; r < rows.size() && in; ++r) {
            const auto row = matrix.row(r);
            in.seekg(static_cast<std::streamoff>(rows[r] * row.size_bytes()));
            in.read(reinterpret_cast<char*>(row.data()), static_cast<std::streamsize>(row.size_bytes()));
        }
        if (!in)
            refuse(ErrorCode::Io, fmt::format("{}, the matrix of the predictions {}, is missing or cut: import them "
                                              "again.",
                                              file.string(), set.name));
        return matrix;
    });
}

}  // namespace legenda::store
