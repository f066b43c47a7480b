// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"
#include "core/store/sql.h"

#include <map>

namespace legenda::store {

// Tables region, snippet, annotator, text_draft: reading and imports. User edits are in ActionRepository.
// Throws SQLite::Exception and Refusal; see guarded().
class RegionRepository {
 public:
    explicit RegionRepository(SQLite::Database& db) : db_(db) {}

    std::vector<RegionRecord> regions(std::int64_t image) const;
    std::vector<RegionRecord> allRegions(const std::string& checkedSplit) const;  // by image id
    std::map<std::int64_t, int> counts() const;
    // In chunks, under an import. A region that is there already (by UUID) gets the texts it lacks.
    void add(const std::vector<RegionRecord>& regions, std::int64_t import);
    std::int64_t annotator(const std::string& name);  // made when new; empty: the default one

    void saveDraft(const DraftRecord& draft);
    std::vector<DraftRecord> drafts(std::int64_t image) const;

 private:
    void addOne(const RegionRecord& region, std::int64_t import);

    SQLite::Database& db_;
};

inline constexpr const char* kDefaultAnnotator = "default";

}  // namespace legenda::store
