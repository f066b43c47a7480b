// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project_store.h"
#include "core/store/sql.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace legenda::store {

// Tables image, image_root, caption: reading and facts. Throws SQLite::Exception and Refusal; see guarded().
class ImageRepository {
 public:
    ImageRepository(SQLite::Database& db, std::filesystem::path projectFolder);

    SplitCounts counts() const;
    ListMarks marks() const;
    std::vector<ImageRecord> images(const std::string& split) const;
    std::vector<ImageRecord> removed() const;
    std::map<std::int64_t, std::map<std::string, std::string>> externalIds(const std::string& split) const;
    ImageRecord image(std::int64_t id) const;
    std::optional<ImageRecord> byPath(const std::string& path) const;
    std::optional<ImageRecord> byUuid(const std::string& uuid) const;
    std::vector<CaptionRecord> captions(std::int64_t image) const;
    std::vector<CaptionRecord> captionsOfSplit(const std::string& split) const;
    std::vector<std::int64_t> search(const std::string& words, int most) const;
    void setFacts(std::int64_t image, int width, int height, const std::string& sha256);

    void setSplits(const std::vector<std::pair<std::int64_t, std::string>>& splits);
    std::int64_t setRemoved(const std::vector<std::int64_t>& images, bool removed);
    std::vector<std::int64_t> setPlaces(const std::vector<ImagePlace>& places);
    CaptionRecord addCaption(std::int64_t image, const std::string& text, std::optional<int> number);
    CaptionRecord removeCaption(std::int64_t image, int number);

    // Refuses a split that no image has and that is none of train, dev, test; "none" means images without a split.
    std::string checkedSplit(const std::string& split) const;
    // The folder a root stands for now, and the root for a folder (made when it is new).
    std::filesystem::path rootFolder(std::int64_t root) const;
    std::int64_t rootFor(const std::filesystem::path& folder);

 private:
    std::vector<ImageRecord> select(const std::string& condition, const std::vector<std::string>& values) const;

    SQLite::Database& db_;
    std::filesystem::path folder_;
};

// "1" for every split, otherwise a condition on the image table with one value to bind.
struct SplitCondition {
    std::string sql;
    bool bound = false;
    std::string value;
};
SplitCondition splitCondition(const std::string& checkedSplit);
SplitCondition imageCondition(std::int64_t image);  // this one alone

}  // namespace legenda::store
