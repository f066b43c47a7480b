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

    void save(const RunRecord& run);
    std::vector<RunRecord> runs() const;  // newest first
    RunRecord run(const std::string& id) const;
    void addFigure(const FigureRecord& figure);
    std::vector<FigureRecord> figures(const std::string& run) const;

 private:
    SQLite::Database& db_;
};

}  // namespace legenda::store
