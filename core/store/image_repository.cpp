// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/image_repository.h"

#include "core/base/hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace legenda::store {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

// The words with one space between them.
std::string oneLine(const std::string& text) {
    std::istringstream words(text);
    std::string line;
    for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
    return line;
}

constexpr std::uint64_t kFnvBasis = 0xcbf29ce484222325, kFnvPrime = 0x100000001b3;

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

SplitCondition imageCondition(std::int64_t image) {
    return {fmt::format("image.deleted_at IS NULL AND image.id = {}", image), false, {}};
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

ListMarks ImageRepository::marks() const {
    const std::string finished =
        " WHERE import_id IS NULL OR import_id NOT IN (SELECT id FROM import WHERE state = 'running')";
    ListMarks marks{.images = kFnvBasis};
    SQLite::Statement images(
        db_, "SELECT id, root_id, path, disk_path, split, deleted_at IS NULL FROM image" + finished + " ORDER BY id");
    while (images.executeStep())
        for (int column = 0; column < images.getColumnCount(); ++column) {
            const char* text = images.getColumn(column).getText();
            do marks.images = (marks.images ^ static_cast<unsigned char>(*text)) * kFnvPrime;
            while (*text++ != '\0');
        }
    // A caption, a set or an evaluation is added or removed, never changed, and its id is not used again.
    const auto rowsMark = [this](const std::string& from) {
        SQLite::Statement rows(db_, "SELECT count(*), ifnull(max(id), 0), ifnull(sum(id), 0) FROM " + from);
        rows.executeStep();
        std::uint64_t mark = kFnvBasis;
        for (int column = 0; column < rows.getColumnCount(); ++column)
            mark = (mark ^ static_cast<std::uint64_t>(rows.getColumn(column).getInt64())) * kFnvPrime;
        return mark;
    };
    marks.captions = rowsMark("caption" + finished);
    marks.predictions = rowsMark("prediction_set WHERE state = 'ready'");
    marks.evaluations = rowsMark("evaluation");
    return marks;
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

std::vector<ImageRecord> ImageRepository::removed() const {
    return select("deleted_at IS NOT NULL", {});
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

std::optional<ImageRecord> ImageRepository::byUuid(const std::string& uuid) const {
    auto found = select("deleted_at IS NULL AND image.uuid = ?", {uuid});
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
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

std::int64_t ImageRepository::setRemoved(const std::vector<std::int64_t>& images, bool removed) {
    WriteTransaction transaction(db_);
    SQLite::Statement set(db_,
                          "UPDATE image SET deleted_at = NULLIF(?2, '') WHERE id = ?1 AND (deleted_at IS NULL) = (?2 "
                          "<> '')");
    const std::string now = removed ? nowUtc() : std::string();
    std::int64_t changed = 0;
    for (const auto image : images) changed += runStatement(set, image, now);
    transaction.commit();
    return changed;
}

std::vector<std::int64_t> ImageRepository::setPlaces(const std::vector<ImagePlace>& places) {
    WriteTransaction transaction(db_);
    SQLite::Statement set(db_, "UPDATE OR IGNORE image SET root_id = ?2, path = ?3, disk_path = ?4 WHERE id = ?1");
    std::map<fs::path, std::int64_t> roots;
    std::vector<std::int64_t> refused;
    for (const auto& place : places) {
        auto root = roots.find(place.root);
        if (root == roots.end()) root = roots.emplace(place.root, rootFor(place.root)).first;
        const std::string disk = place.diskPath == place.path ? std::string() : place.diskPath;
        if (runStatement(set, place.image, root->second, place.path, disk) == 0) refused.push_back(place.image);
    }
    transaction.commit();
    return refused;
}

CaptionRecord ImageRepository::addCaption(std::int64_t image, const std::string& text, std::optional<int> number) {
    CaptionRecord added{0, image, 0, oneLine(text)};
    if (added.text.empty()) refuse(ErrorCode::BadInput, "A sentence needs a word.");
    WriteTransaction transaction(db_);
    const std::string path = this->image(image).path;
    const auto known = captions(image);
    if (std::ranges::any_of(known, [&](const auto& caption) { return caption.text == added.text; }))
        refuse(ErrorCode::BadInput, fmt::format("{} has the sentence \"{}\" already.", path, added.text));
    added.number = known.empty() ? 0 : known.back().number + 1;
    if (number && std::ranges::find(known, *number, &CaptionRecord::number) == known.end()) added.number = *number;
    runSql(db_, "INSERT INTO caption(image_id, number, text) VALUES (?, ?, ?)", image, added.number, added.text);
    added.id = db_.getLastInsertRowid();
    transaction.commit();
    return added;
}

CaptionRecord ImageRepository::removeCaption(std::int64_t image, int number) {
    WriteTransaction transaction(db_);
    const std::string path = this->image(image).path;
    const auto known = captions(image);
    const auto found = std::ranges::find(known, number, &CaptionRecord::number);
    if (found == known.end()) refuse(ErrorCode::BadInput, fmt::format("{} has no sentence number {}.", path, number));
    SQLite::Statement linked(db_,
                             "SELECT EXISTS(SELECT 1 FROM chain_mention WHERE caption_id = ?1) OR EXISTS(SELECT 1 "
                             "FROM entity_sentence WHERE caption_id = ?1)");
    linked.bind(1, found->id);
    linked.executeStep();
    if (linked.getColumn(0).getInt() != 0)
        refuse(ErrorCode::BadInput,
               fmt::format("Phrases of sentence {} of {} are linked to boxes, or were and can be again, so it stays.",
                           number, path));
    linked.reset();
    runSql(db_, "DELETE FROM caption WHERE id = ?", found->id);
    transaction.commit();
    return *found;
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
