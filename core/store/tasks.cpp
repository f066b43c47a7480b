// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/tasks.h"

#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/store/image_repository.h"
#include "core/store/region_repository.h"
#include "core/store/sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>

namespace legenda::store {

using base::ErrorCode;
using base::Result;

namespace {

AnnotatorRecord readAnnotator(SQLite::Statement& row) {
    return {row.getColumn(0).getInt64(), row.getColumn(1).getString(), row.getColumn(2).getString(),
            row.getColumn(3).getString(), row.getColumn(4).getInt() != 0};
}

constexpr const char* kAnnotatorColumns = "SELECT id, uuid, name, colour, role = 'consensus' FROM annotator WHERE ";

bool isColour(const std::string& text) {
    return text.size() == 7 && text[0] == '#' &&
           std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return std::isxdigit(c); });
}

void checkColour(const std::string& colour) {
    if (!isColour(colour))
        refuse(ErrorCode::BadInput, fmt::format("A colour is written as #rrggbb, found \"{}\".", colour));
}

bool isBlank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

std::set<std::int64_t> idsOf(SQLite::Statement& rows) {
    std::set<std::int64_t> ids;
    while (rows.executeStep()) ids.insert(rows.getColumn(0).getInt64());
    return ids;
}

// Marks that are set, of one annotator or of all.
std::set<std::int64_t> marked(SQLite::Database& db, MarkKind kind, const std::string& annotator) {
    SQLite::Statement rows(
        db,
        "SELECT image_id FROM image_mark m JOIN annotator a ON a.id = m.annotator_id WHERE kind = ?1 "
        "AND deleted_at IS NULL AND (?2 = '' OR a.name = ?2)");
    SQLite::bind(rows, markName(kind), annotator);
    return idsOf(rows);
}

// The ids of a task's images as a query, whose one value is the first of the statement that it stands in.
struct ImagesOfTask {
    ImagesOfTask(const TaskRecord& wanted, const ImageRepository& images)
        : task(wanted), split(splitCondition(task.images.empty() ? images.checkedSplit(task.split) : std::string())) {
        sql = task.images.empty() ? "SELECT image.id FROM image WHERE " + split.sql
                                  : std::string(
                                        "SELECT image_id FROM task_image JOIN image ON image.id = image_id "
                                        "WHERE task_id = ? AND image.deleted_at IS NULL");
    }
    void bind(SQLite::Statement& statement) const {
        if (!task.images.empty())
            statement.bind(1, task.id);
        else if (split.bound)
            statement.bind(1, split.value);
    }

    const TaskRecord& task;
    SplitCondition split;
    std::string sql;
};

}  // namespace

// --- annotators

Result<std::vector<AnnotatorRecord>> Tasks::annotators() const {
    return guard_.read([&] {
        SQLite::Statement rows(db_, std::string(kAnnotatorColumns) + "role <> 'consensus' ORDER BY name");
        std::vector<AnnotatorRecord> annotators;
        while (rows.executeStep()) annotators.push_back(readAnnotator(rows));
        return annotators;
    });
}

Result<AnnotatorRecord> Tasks::addAnnotator(const std::string& name, const std::string& colour) {
    return guard_.write([&] {
        if (isBlank(name)) refuse(ErrorCode::BadInput, "An annotator needs a name.");
        if (!colour.empty()) checkColour(colour);
        WriteTransaction transaction(db_);
        RegionRepository rows(db_);
        if (rows.annotatorId(name) != 0)
            refuse(ErrorCode::BadInput, fmt::format("The project has an annotator \"{}\" already.", name));
        const std::int64_t id = rows.annotator(name);
        if (!colour.empty()) runSql(db_, "UPDATE annotator SET colour = ? WHERE id = ?", colour, id);
        SQLite::Statement row(db_, std::string(kAnnotatorColumns) + "id = ?");
        row.bind(1, id);
        row.executeStep();
        auto annotator = readAnnotator(row);
        row.reset();
        transaction.commit();
        return annotator;
    });
}

base::Status Tasks::setColour(const std::string& annotator, const std::string& colour) {
    return guard_.write([&] {
        checkColour(colour);
        WriteTransaction transaction(db_);
        if (runSql(db_, "UPDATE annotator SET colour = ? WHERE name = ?", colour, annotator) != 1)
            refuse(ErrorCode::BadInput, fmt::format("The project has no annotator \"{}\".", annotator));
        transaction.commit();
    });
}

// --- tasks

Result<std::vector<TaskRecord>> Tasks::tasks() const {
    return guard_.read([&] {
        std::vector<TaskRecord> tasks;
        SQLite::Statement rows(db_, "SELECT id FROM task ORDER BY id");
        while (rows.executeStep()) tasks.push_back(task(rows.getColumn(0).getInt64()));
        return tasks;
    });
}

TaskRecord Tasks::task(std::int64_t id) const {
    SQLite::Statement row(
        db_,
        "SELECT id, uuid, name, split, boxes_per_image, annotators_per_image, seed, blind, created_at "
        "FROM task WHERE id = ?");
    row.bind(1, id);
    if (!row.executeStep()) refuse(ErrorCode::BadInput, fmt::format("The project has no task number {}.", id));
    TaskRecord task;
    task.id = id;
    task.uuid = row.getColumn(1).getString();
    task.name = row.getColumn(2).getString();
    task.split = row.getColumn(3).getString();
    task.boxesPerImage = row.getColumn(4).getInt();
    task.annotatorsPerImage = row.getColumn(5).getInt();
    task.seed = static_cast<std::uint64_t>(row.getColumn(6).getInt64());
    task.blind = row.getColumn(7).getInt() != 0;
    task.createdAt = row.getColumn(8).getString();
    SQLite::Statement images(db_, "SELECT image_id FROM task_image WHERE task_id = ? ORDER BY image_id");
    images.bind(1, id);
    while (images.executeStep()) task.images.push_back(images.getColumn(0).getInt64());
    return task;
}

Result<TaskRecord> Tasks::addTask(const TaskRecord& wanted) {
    return guard_.write([&] {
        if (isBlank(wanted.name)) refuse(ErrorCode::BadInput, "A task needs a name.");
        if (wanted.boxesPerImage < 0 || wanted.annotatorsPerImage < 0)
            refuse(ErrorCode::BadInput, "A task wants 0 or more boxes and annotators an image.");
        const std::string split = wanted.images.empty() ? images_.checkedSplit(wanted.split) : std::string();
        WriteTransaction transaction(db_);
        SQLite::Statement known(db_, "SELECT 1 FROM task WHERE name = ?");
        known.bind(1, wanted.name);
        if (known.executeStep())
            refuse(ErrorCode::BadInput, fmt::format("The project has a task \"{}\" already.", wanted.name));
        known.reset();
        runSql(db_,
               "INSERT INTO task(uuid, name, split, boxes_per_image, annotators_per_image, seed, blind, created_at) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
               base::makeUuid(), wanted.name, split, wanted.boxesPerImage, wanted.annotatorsPerImage,
               static_cast<std::int64_t>(wanted.seed), wanted.blind ? 1 : 0, nowUtc());
        const std::int64_t id = db_.getLastInsertRowid();
        SQLite::Statement imageThere(db_, "SELECT 1 FROM image WHERE id = ? AND deleted_at IS NULL");
        SQLite::Statement add(db_, "INSERT OR IGNORE INTO task_image(task_id, image_id) VALUES (?, ?)");
        for (const auto image : wanted.images) {
            imageThere.reset();
            imageThere.bind(1, image);
            if (!imageThere.executeStep())
                refuse(ErrorCode::BadInput, fmt::format("The project has no image number {}.", image));
            runStatement(add, id, image);
        }
        imageThere.reset();
        TaskRecord added = task(id);
        transaction.commit();
        return added;
    });
}

base::Status Tasks::removeTask(std::int64_t id) {
    return guard_.write([&] {
        WriteTransaction transaction(db_);
        if (runSql(db_, "DELETE FROM task WHERE id = ?", id) != 1)
            refuse(ErrorCode::BadInput, fmt::format("The project has no task number {}.", id));
        transaction.commit();
    });
}

// --- images of a task

std::vector<std::pair<std::int64_t, std::string>> Tasks::imagesOf(const TaskRecord& task) const {
    const ImagesOfTask wanted(task, images_);
    SQLite::Statement rows(db_, "SELECT id, path FROM image WHERE id IN (" + wanted.sql + ")");
    wanted.bind(rows);
    std::vector<std::pair<std::int64_t, std::string>> images;
    while (rows.executeStep()) images.emplace_back(rows.getColumn(0).getInt64(), rows.getColumn(1).getString());
    return images;
}

// Each image draws its own place, so that images that come later do not move the others.
std::vector<std::int64_t> Tasks::orderOf(const TaskRecord& task, const std::string& annotator) const {
    std::vector<std::tuple<std::uint64_t, std::string, std::int64_t>> places;
    for (auto& [image, path] : imagesOf(task)) {
        base::Random random(task.seed, "place in the task of " + annotator + "\n" + path);
        places.emplace_back(random.next(), std::move(path), image);
    }
    std::ranges::sort(places);
    std::vector<std::int64_t> order;
    order.reserve(places.size());
    for (const auto& place : places) order.push_back(std::get<2>(place));
    return order;
}

std::vector<std::int64_t> Tasks::unfinished(const TaskRecord& task, const std::string& annotator) const {
    std::map<std::int64_t, int> doneByOthers;
    SQLite::Statement counts(db_,
                             "SELECT image_id, count(*) FROM image_mark m JOIN annotator a ON a.id = m.annotator_id "
                             "WHERE kind = 'done' AND deleted_at IS NULL AND a.name <> ? GROUP BY image_id");
    counts.bind(1, annotator);
    while (counts.executeStep()) doneByOthers[counts.getColumn(0).getInt64()] = counts.getColumn(1).getInt();
    const auto own = marked(db_, MarkKind::Done, annotator);
    auto order = orderOf(task, annotator);
    std::erase_if(order, [&](std::int64_t image) {
        if (own.contains(image)) return true;
        const auto others = doneByOthers.find(image);
        return task.annotatorsPerImage > 0 && others != doneByOthers.end() && others->second >= task.annotatorsPerImage;
    });
    return order;
}

Result<std::vector<std::int64_t>> Tasks::order(std::int64_t id, const std::string& annotator) const {
    return guard_.read([&] { return orderOf(task(id), annotator); });
}

Result<std::optional<std::int64_t>> Tasks::nextUnfinished(std::int64_t id, const std::string& annotator,
                                                          std::int64_t after) const {
    return guard_.read([&]() -> std::optional<std::int64_t> {
        const TaskRecord wanted = task(id);
        const auto open = unfinished(wanted, annotator);
        if (open.empty()) return std::nullopt;
        const std::set<std::int64_t> isOpen(open.begin(), open.end());
        const auto all = orderOf(wanted, annotator);
        const auto here = std::ranges::find(all, after);
        if (here != all.end())
            for (auto next = std::next(here); next != all.end(); ++next)
                if (isOpen.contains(*next)) return *next;
        return open.front();
    });
}

Result<TaskProgress> Tasks::progress(std::int64_t id) const {
    return guard_.read([&] {
        const TaskRecord wanted = task(id);
        const ImagesOfTask images(wanted, images_);
        const auto select = [&](const std::string& sql) {
            SQLite::Statement rows(db_, fmt::format(fmt::runtime(sql), images.sql));
            images.bind(rows);
            return rows;
        };
        TaskProgress progress;
        auto number = select("SELECT count(*) FROM ({})");
        number.executeStep();
        progress.images = number.getColumn(0).getInt();
        progress.wanted = static_cast<std::int64_t>(progress.images) * wanted.annotatorsPerImage;
        std::map<std::string, AnnotatorProgress> each;
        std::map<std::int64_t, int> done;
        auto marks = select(
            "SELECT image_id, kind, name FROM image_mark m JOIN annotator a ON a.id = m.annotator_id "
            "WHERE deleted_at IS NULL AND image_id IN ({})");
        while (marks.executeStep()) {
            auto& own = each[marks.getColumn(2).getString()];
            if (marks.getColumn(1).getString() == markName(MarkKind::Done))
                ++own.done, ++progress.done, ++done[marks.getColumn(0).getInt64()];
            else
                ++own.reviewed, ++progress.reviewed;
        }
        progress.complete = static_cast<int>(std::ranges::count_if(
            done, [&](const auto& entry) { return entry.second >= std::max(1, wanted.annotatorsPerImage); }));
        const auto count = [&](const char* sql, int AnnotatorProgress::*field) {
            auto rows = select(sql);
            while (rows.executeStep()) each[rows.getColumn(0).getString()].*field = rows.getColumn(1).getInt();
        };
        count(
            "SELECT name, count(*) FROM region r JOIN annotator a ON a.id = r.annotator_id WHERE deleted_at IS NULL "
            "AND suggested = 0 AND whole = 0 AND role <> 'consensus' AND image_id IN ({}) GROUP BY a.id",
            &AnnotatorProgress::boxes);
        count(
            "SELECT name, count(*) FROM snippet s JOIN region r ON r.id = s.region_id JOIN annotator a ON a.id = "
            "s.annotator_id WHERE s.deleted_at IS NULL AND r.deleted_at IS NULL AND s.suggested = 0 AND role <> "
            "'consensus' AND r.image_id IN ({}) GROUP BY a.id",
            &AnnotatorProgress::texts);
        for (auto& [name, own] : each) {
            own.annotator = name;
            progress.annotators.push_back(std::move(own));
        }
        return progress;
    });
}

Result<std::vector<std::int64_t>> Tasks::images(const ImageFilter& filter) const {
    return guard_.read([&] {
        using Mark = ImageFilter::Mark;
        std::vector<std::int64_t> found;
        if (filter.mark == Mark::Unfinished && filter.task != 0) {
            found = unfinished(task(filter.task), filter.annotator);
        } else if (filter.task != 0) {
            found = orderOf(task(filter.task), filter.annotator);
            if (filter.annotator.empty()) std::ranges::sort(found);
        }
        const auto condition = splitCondition(images_.checkedSplit(filter.split));
        SQLite::Statement rows(db_, "SELECT id FROM image WHERE " + condition.sql + " ORDER BY id");
        if (condition.bound) rows.bind(1, condition.value);
        const auto split = idsOf(rows);
        if (filter.task == 0) found.assign(split.begin(), split.end());
        std::erase_if(found, [&](std::int64_t image) { return !split.contains(image); });
        if (filter.mark != Mark::Any && (filter.mark != Mark::Unfinished || filter.task == 0)) {
            const bool review = filter.mark == Mark::Reviewed || filter.mark == Mark::NotReviewed;
            const bool wanted = filter.mark == Mark::Done || filter.mark == Mark::Reviewed;
            const auto set = marked(db_, review ? MarkKind::Reviewed : MarkKind::Done, filter.annotator);
            std::erase_if(found, [&](std::int64_t image) { return set.contains(image) != wanted; });
        }
        if (filter.worked) {
            SQLite::Statement work(
                db_,
                "SELECT image_id FROM region r JOIN annotator a ON a.id = r.annotator_id WHERE deleted_at IS NULL AND "
                "suggested = 0 AND a.name = ?1 UNION SELECT r.image_id FROM snippet s JOIN region r ON r.id = "
                "s.region_id JOIN annotator a ON a.id = s.annotator_id WHERE s.deleted_at IS NULL AND r.deleted_at IS "
                "NULL AND s.suggested = 0 AND a.name = ?1 UNION SELECT image_id FROM image_mark m JOIN annotator a ON "
                "a.id = m.annotator_id WHERE deleted_at IS NULL AND a.name = ?1");
            work.bind(1, filter.annotator);
            const auto worked = idsOf(work);
            std::erase_if(found, [&](std::int64_t image) { return !worked.contains(image); });
        }
        if (!filter.text.empty()) {
            const auto hits = RegionRepository(db_).imagesWith(filter.text, filter.annotator);
            std::erase_if(found, [&](std::int64_t image) { return !hits.contains(image); });
        }
        return found;
    });
}

}  // namespace legenda::store
