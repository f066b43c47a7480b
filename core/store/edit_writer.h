// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/edit.h"
#include "core/store/tracked_rows.h"

namespace legenda::store {

class RegionRepository;

// Writes the edits of one action within its caller's transaction, and collects the states of the rows before and after.
// Throws SQLite::Exception and Refusal; see guarded().
class EditWriter {
 public:
    // actor: who does it, and whose rows are created where an edit names nobody.
    EditWriter(SQLite::Database& db, RegionRepository& annotators, std::int64_t image, std::int64_t action,
               std::int64_t actor);

    void write(const Edit& edit);
    bool changedNothing() const;
    const nlohmann::json& before() const { return before_; }
    const nlohmann::json& after() const { return after_; }
    const std::string& label() const { return label_; }  // of the last edit

 private:
    void createRegion(const Edit& edit);
    void setBox(const Edit& edit);
    void setText(const Edit& edit);
    void deleteText(const Edit& edit);
    void duplicateRegion(const Edit& edit);
    void setChain(const Edit& edit);
    void setMention(const Edit& edit);
    void accept(const Edit& edit);
    void setMark(const Edit& edit);
    void settle(const Edit& edit);
    void take(const TrackedTable& table, const std::string& uuid);  // accepts one suggestion
    void remove(const TrackedTable& table, const std::string& uuid);

    // Rows that are there; refused where not, or where they are another image's.
    nlohmann::json live(const TrackedTable& table, const std::string& uuid) const;
    std::int64_t insertRegion(const Edit& edit, const base::Box& box, bool whole, const std::string& extraJson);
    void insertSnippet(std::int64_t region, const std::string& uuid, const std::string& text, std::int64_t author,
                       const Edit& edit);
    // Of a row that was inserted in its state now: before it, the row counts as deleted.
    void inserted(const TrackedTable& table, const std::string& uuid);
    void change(const TrackedTable& table, const std::string& uuid, const nlohmann::json& now,
                const nlohmann::json& changes);
    base::Box clipped(const base::Box& box) const;
    base::Box frame() const;  // of the image; empty while its size is unknown
    std::string wordsOf(const Edit::Mention& mention) const;
    void checkOverlap(const Edit& edit, const std::string& uuid) const;
    std::int64_t authorOf(const Edit& edit);

    SQLite::Database& db_;
    RegionRepository& annotators_;
    const std::int64_t image_, action_, actor_;
    const std::string now_;
    nlohmann::json before_, after_;
    std::string label_;
};

}  // namespace legenda::store
