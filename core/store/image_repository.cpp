// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/image_repository.h"

#include "core/base/hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace legenda::store {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

// A relative root that climbs further than this is more likely to break than an absolute one when the project is moved.
constexpr int kMostClimbs = 3;

fs::path realFolder(const fs::path& path) {
    std::error_code ignored;
    fs::path result = fs::weakly_canonical(path, ignored);
    if (result.empty()) result = fs::absolute(path, ignored).lexically_normal();
    return result.has_filename() ? result : result.parent_path();
}

std::string relativeRoot(const fs::path& folder, const fs::path& project) {
    const fs::path relative = folder.lexically_relative(project);
    const auto climbs = std::count(relative.begin(), relative.end(), fs::path(".."));
    const auto depth = std::distance(project.begin(), project.end()) - 1;
    return climbs <= kMostClimbs && climbs < depth ? relative.generic_string() : std::string();
}

fs::path resolve(const fs::path& project, const std::string& relative, const std::string& absolute) {
    if (!relative.empty()) {
        fs::path folder = (project / relative).lexically_normal();
        std::error_code ignored;
        if (absolute.empty() || fs::is_directory(folder, ignored) || !fs::is_directory(absolute, ignored))
            return folder;
    }
    return absolute;
}

}  // namespace

SplitCondition splitCondition(const std::string& checkedSplit) {
    if (checkedSplit.empty()) return {"image.deleted_at IS NULL", false, {}};
    return {"image.deleted_at IS NULL AND image.split = ?", true,
            checkedSplit == "none" ? std::string() : checkedSplit};
}

ImageRepository::ImageRepository(SQLite::Database& db, fs::path projectFolder)
    : db_(db), folder_(realFolder(projectFolder)) {}

SplitCounts ImageRepository::counts() const {
    SplitCounts counts;
    SQLite::Statement rows(db_, "SELECT split, count(*) FROM image WHERE deleted_at IS NULL GROUP BY split");
    while (rows.executeStep()) {
        const std::string split = rows.getColumn(0).getString();
        const std::int64_t count = rows.getColumn(1).getInt64();
        (split == "train"  ? counts.train
         : split == "dev"  ? counts.dev
         : split == "test" ? counts.test
                           : counts.none) += count;
    }
    return counts;
}

std::string ImageRepository::checkedSplit(const std::string& split) const {
    if (split.empty() || split == "train" || split == "dev" || split == "test" || split == "none") return split;
    std::string known;
    SQLite::Statement rows(db_,
                           "SELECT split, count(*) FROM image WHERE deleted_at IS NULL GROUP BY split ORDER BY split");
    while (rows.executeStep()) {
        const std::string name = rows.getColumn(0).getString();
        if (name == split) return split;
        known += fmt::format("{}{} ({} images)", known.empty() ? "" : ", ", name.empty() ? "none" : name,
                             rows.getColumn(1).getInt64());
    }
    refuse(ErrorCode::BadInput, fmt::format("{} has no split \"{}\"; it has {}.", folder_.string(), split,
                                            known.empty() ? "no images" : known));
}

std::vector<ImageRecord> ImageRepository::select(const std::string& condition,
                                                 const std::vector<std::string>& values) const {
    SQLite::Statement rows(
        db_, "SELECT id, uuid, root_id, path, disk_path, width, height, sha256, split FROM image WHERE " + condition +
                 " ORDER BY id");
    for (std::size_t i = 0; i < values.size(); ++i) rows.bind(static_cast<int>(i) + 1, values[i]);
    std::map<std::int64_t, fs::path> roots;
    std::vector<ImageRecord> images;
    while (rows.executeStep()) {
        ImageRecord image;
        image.id = rows.getColumn(0).getInt64();
        image.uuid = rows.getColumn(1).getString();
        const std::int64_t root = rows.getColumn(2).getInt64();
        image.path = rows.getColumn(3).getString();
        const std::string disk = rows.getColumn(4).getString();
        image.width = rows.getColumn(5).getInt();
        image.height = rows.getColumn(6).getInt();
        image.sha256 = rows.getColumn(7).getString();
        image.split = rows.getColumn(8).getString();
        auto known = roots.find(root);
        if (known == roots.end()) known = roots.emplace(root, rootFolder(root)).first;
        image.file = known->second / (disk.empty() ? image.path : disk);
        images.push_back(std::move(image));
    }
    return images;
}

std::vector<ImageRecord> ImageRepository::images(const std::string& split) const {
    const auto condition = splitCondition(checkedSplit(split));
    return select(condition.sql, condition.bound ? std::vector{condition.value} : std::vector<std::string>{});
}

std::map<std::int64_t, std::map<std::string, std::string>> ImageRepository::externalIds(
    const std::string& split) const {
    const auto condition = splitCondition(checkedSplit(split));
    SQLite::Statement rows(db_,
                           "SELECT image_id, format, value FROM external_id JOIN image ON image.id = image_id "
                           "WHERE image.deleted_at IS NULL AND " +
                               condition.sql);
    if (condition.bound) rows.bind(1, condition.value);
    std::map<std::int64_t, std::map<std::string, std::string>> ids;
    while (rows.executeStep())
        ids[rows.getColumn(0).getInt64()][rows.getColumn(1).getString()] = rows.getColumn(2).getString();
    return ids;
}

ImageRecord ImageRepository::image(std::int64_t id) const {
    auto found = select("id = CAST(? AS INTEGER)", {std::to_string(id)});
    if (found.empty()) refuse(ErrorCode::BadInput, fmt::format("{} has no image number {}.", folder_.string(), id));
    return std::move(found.front());
}

std::optional<ImageRecord> ImageRepository::byPath(const std::string& path) const {
    const auto name = fs::path(path).lexically_normal().generic_string();
    auto found = select("deleted_at IS NULL AND path = ?", {name});
    if (found.empty()) found = select("deleted_at IS NULL AND substr(path, -length(?1)) = ?1", {"/" + name});
    if (found.empty() && fs::path(path).is_absolute()) {
        const fs::path file = realFolder(path);
        for (auto& image : select("deleted_at IS NULL AND substr(?1, -length(path)) = path", {file.generic_string()}))
            if (realFolder(image.file) == file) return std::move(image);
    }
    if (found.empty()) return std::nullopt;
    if (found.size() > 1)
        refuse(ErrorCode::BadInput,
               fmt::format("{} has {} images of the name {}, among them {} and {}: name one by its path.",
                           folder_.string(), found.size(), path, found[0].file.string(), found[1].file.string()));
    return std::move(found.front());
}

std::vector<CaptionRecord> ImageRepository::captions(std::int64_t image) const {
    SQLite::Statement rows(db_, "SELECT id, image_id, number, text FROM caption WHERE image_id = ? ORDER BY number");
    rows.bind(1, image);
    std::vector<CaptionRecord> captions;
    while (rows.executeStep())
        captions.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64(), rows.getColumn(2).getInt(),
                            rows.getColumn(3).getString()});
    return captions;
}

std::vector<CaptionRecord> ImageRepository::captionsOfSplit(const std::string& split) const {
    const auto condition = splitCondition(checkedSplit(split));
    SQLite::Statement rows(
        db_, "SELECT caption.id, image_id, number, text FROM caption JOIN image ON image.id = image_id WHERE " +
                 condition.sql + " ORDER BY image_id, number");
    if (condition.bound) rows.bind(1, condition.value);
    std::vector<CaptionRecord> captions;
    while (rows.executeStep())
        captions.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64(), rows.getColumn(2).getInt(),
                            rows.getColumn(3).getString()});
    return captions;
}

std::vector<std::int64_t> ImageRepository::search(const std::string& words, int most) const {
    const auto terms = searchTerms(words);
    if (terms.empty() || most <= 0) return {};
    std::string sql;
    for (std::size_t i = 0; i < terms.size(); ++i)
        sql += std::string(i ? " INTERSECT " : "") +
               "SELECT DISTINCT caption.image_id FROM caption_words JOIN caption ON caption.id = caption_words.rowid "
               "WHERE caption_words MATCH ?";
    SQLite::Statement rows(db_,
                           "SELECT image_id FROM (" + sql +
                               ") JOIN image ON image.id = image_id WHERE image.deleted_at IS NULL ORDER BY 1 LIMIT ?");
    int index = 0;
    for (const auto& term : terms) rows.bind(++index, term);
    rows.bind(++index, most);
    std::vector<std::int64_t> found;
    while (rows.executeStep()) found.push_back(rows.getColumn(0).getInt64());
    return found;
}

void ImageRepository::setFacts(std::int64_t image, int width, int height, const std::string& sha256) {
    WriteTransaction transaction(db_);
    if (runSql(db_, "UPDATE image SET width = ?, height = ?, sha256 = ? WHERE id = ?", width, height, sha256, image) !=
        1)
        refuse(ErrorCode::BadInput, fmt::format("{} has no image number {}.", folder_.string(), image));
    transaction.commit();
}

void ImageRepository::setSplits(const std::vector<std::pair<std::int64_t, std::string>>& splits) {
    WriteTransaction transaction(db_);
    SQLite::Statement set(db_, "UPDATE image SET split = ?2 WHERE id = ?1 AND split <> ?2");
    for (const auto& [image, split] : splits) runStatement(set, image, split);
    transaction.commit();
}

fs::path ImageRepository::rootFolder(std::int64_t root) const {
    SQLite::Statement row(db_, "SELECT relative_path, absolute_path FROM image_root WHERE id = ?");
    row.bind(1, root);
    return row.executeStep() ? resolve(folder_, row.getColumn(0).getString(), row.getColumn(1).getString())
                             : fs::path();
}

std::int64_t ImageRepository::rootFor(const fs::path& folder) {
    const fs::path wanted = realFolder(folder);
    {
        SQLite::Statement rows(db_, "SELECT id, relative_path, absolute_path FROM image_root");
        while (rows.executeStep())
            if (realFolder(resolve(folder_, rows.getColumn(1).getString(), rows.getColumn(2).getString())) == wanted)
                return rows.getColumn(0).getInt64();
    }
    runSql(db_, "INSERT INTO image_root(uuid, relative_path, absolute_path) VALUES (?, ?, ?)", base::makeUuid(),
           relativeRoot(wanted, folder_), wanted.string());
    return db_.getLastInsertRowid();
}

}  // namespace legenda::store
