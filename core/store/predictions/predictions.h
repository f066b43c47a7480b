// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/import_lock.h"
#include "core/store/predictions/records.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace legenda::store {

class Guard;

// The prediction sets of a project: tables prediction_set and prediction_item, and for similarity matrices a file
// predictions/UUID.f32 (rows by columns of little-endian float32, no header). Reached through ProjectStore, whose rules
// hold. A set is written in short transactions and can be seen by nobody before finish(); one whose process ended
// before is removed when the project is opened next.
class Predictions {
 public:
    Predictions(SQLite::Database& db, const Guard& guard, std::filesystem::path project)
        : db_(db), guard_(guard), project_(std::move(project)) {}

    base::Result<std::vector<PredictionSetRecord>> sets() const;                           // by name
    base::Result<std::optional<PredictionSetRecord>> find(const std::string& name) const;  // none: no such set
    base::Result<PredictionSetRecord> set(const std::string& name) const;  // BadInput names the sets there are

    // The new set's id. `wanted` gives name, kind, format, file, sha256 and the size of a matrix. BadInput: the name is
    // empty or taken.
    base::Result<std::int64_t> begin(const PredictionSetRecord& wanted);
    base::Status add(std::int64_t set, const std::vector<PredictionItem>& items);
    base::Status appendRow(std::int64_t set, std::span<const float> scores);  // of a similarity matrix
    base::Result<PredictionSetRecord> finish(std::int64_t set);
    base::Status discard(std::int64_t set);  // one that was begun and is not to be finished
    // From one moment to the next nobody sees it any more; its rows go in short transactions.
    base::Status remove(const std::string& name);

    // In the order of the file.
    base::Result<std::vector<PredictionItem>> items(std::int64_t set, std::int64_t image) const;
    // Of all images that are in the project, by image; an error of `each` ends it.
    using EachItem = std::function<base::Status(PredictionItem&& item)>;
    base::Status forEachItem(std::int64_t set, const EachItem& each) const;
    // Rows of a similarity matrix [rows given, columns], in the given order. Io: the file is missing or cut.
    base::Result<base::Matrix> similarity(const PredictionSetRecord& set, const std::vector<std::size_t>& rows) const;

    // Sets that nobody finishes or removes any more. Throws SQLite::Exception; for ProjectStore.
    void removeDead();

 private:
    struct Running {
        std::optional<ImportLock> lock;
        std::string uuid;
        std::int64_t next = 0;  // number of the next item
    };
    std::filesystem::path matrixOf(const std::string& uuid) const;
    void erase(std::int64_t set, const std::string& uuid);
    std::vector<PredictionSetRecord> select(const std::string& name) const;  // "": all

    SQLite::Database& db_;
    const Guard& guard_;
    std::filesystem::path project_;
    std::map<std::int64_t, Running> running_;
};

}  // namespace legenda::store
