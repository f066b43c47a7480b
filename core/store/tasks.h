// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/annotation_records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace legenda::store {

class Guard;
class ImageRepository;

// The annotators of a project, their tasks and how far they are. Reached through ProjectStore, whose rules hold.
// Marks are set by edits (Edit::Kind::SetMark), so that they can be undone.
class Tasks {
 public:
    Tasks(SQLite::Database& db, const Guard& guard, const ImageRepository& images)
        : db_(db), guard_(guard), images_(images) {}

    base::Result<std::vector<AnnotatorRecord>> annotators() const;  // by name; the consensus is not among them
    // colour "": one that is not in use yet. BadInput: there is one of that name, or the name is empty.
    base::Result<AnnotatorRecord> addAnnotator(const std::string& name, const std::string& colour = {});
    base::Status setColour(const std::string& annotator, const std::string& colour);

    base::Result<std::vector<TaskRecord>> tasks() const;       // in order of creation
    base::Result<TaskRecord> addTask(const TaskRecord& task);  // with its id; BadInput: name, split, images or quota
    base::Status removeTask(std::int64_t task);                // its annotations and marks stay

    // The task's images in this annotator's order: the same for the same seed, name and paths of images, whatever other
    // images there are.
    base::Result<std::vector<std::int64_t>> order(std::int64_t task, const std::string& annotator) const;
    // The first image of that order, after `after` and then from the start, that the annotator has not done and of
    // which the task still wants it. None: all is done.
    base::Result<std::optional<std::int64_t>> nextUnfinished(std::int64_t task, const std::string& annotator,
                                                             std::int64_t after = 0) const;
    base::Result<TaskProgress> progress(std::int64_t task) const;
    // In the annotator's order where task and annotator are given, else by id.
    base::Result<std::vector<std::int64_t>> images(const ImageFilter& filter) const;

 private:
    TaskRecord task(std::int64_t id) const;
    std::vector<std::pair<std::int64_t, std::string>> imagesOf(const TaskRecord& task) const;  // id, path
    std::vector<std::int64_t> orderOf(const TaskRecord& task, const std::string& annotator) const;
    std::vector<std::int64_t> unfinished(const TaskRecord& task, const std::string& annotator) const;

    SQLite::Database& db_;
    const Guard& guard_;
    const ImageRepository& images_;
};

}  // namespace legenda::store
