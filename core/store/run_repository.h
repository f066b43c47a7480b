// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"
#include "core/store/sql.h"

namespace legenda::store {

// Tables run and figure. Throws SQLite::Exception and Refusal; see guarded().
class RunRepository {
 public:
    explicit RunRepository(SQLite::Database& db) : db_(db) {}

    void add(const RunRecord& run);
    void claim(const RunRecord& seen, std::int64_t pid, const std::string& pidStarted);
    void update(const RunRecord& run);
    void setNote(const std::string& id, const std::string& note);
    void setTags(const std::string& id, const std::vector<std::string>& tags);
    void setDeleted(const RunRecord& seen, bool deleted);
    void remove(const std::string& id);
    std::vector<RunRecord> runs(bool deleted) const;  // newest first
    RunRecord run(const std::string& id) const;
    void addFigure(const FigureRecord& figure);
    std::vector<FigureRecord> figures(const std::string& run) const;

 private:
    SQLite::Database& db_;
};

}  // namespace legenda::store
