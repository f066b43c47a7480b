// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/queries.h"
#include "core/session/store_writer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace legenda::session {

// The annotators of the open project, their tasks and how far they are; see store::Tasks. Marks are set by edits
// (Annotations::apply). Reached through Session, whose rules hold.
class Tasks {
 public:
    Tasks(Queries& queries, StoreWriter& writer) : queries_(queries), writer_(writer) {}

    void annotators(Callback<std::vector<store::AnnotatorRecord>> done);
    void addAnnotator(const std::string& name, const std::string& colour, Callback<store::AnnotatorRecord> done);
    void setColour(const std::string& annotator, const std::string& colour, Callback<void> done);
    void tasks(Callback<std::vector<store::TaskRecord>> done);
    void addTask(const store::TaskRecord& task, Callback<store::TaskRecord> done);
    void removeTask(std::int64_t task, Callback<void> done);
    void progress(std::int64_t task, Callback<store::TaskProgress> done, const Asker& asker = {});
    // For who is signed in when it is asked; after what was asked of the store writer before, a mark among it.
    void nextUnfinished(std::int64_t task, std::int64_t after, Callback<std::optional<std::int64_t>> done);
    // The images of a filter, of all of the project or of a task; see store::Tasks::images().
    void images(const store::ImageFilter& filter, Callback<std::vector<std::int64_t>> done, const Asker& asker = {});
    void marks(Callback<std::vector<store::MarkRecord>> done);  // of all images; after what was written before
    // Texts of regions that hold all the words, at most `most`.
    void searchTexts(const std::string& words, int most, Callback<std::vector<store::SnippetHit>> done,
                     const Asker& asker = {});

 private:
    Queries& queries_;
    StoreWriter& writer_;
};

}  // namespace legenda::session
