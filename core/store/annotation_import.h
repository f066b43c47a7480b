// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/annotation_records.h"
#include "core/store/records.h"
#include "core/store/sql.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace legenda::store {

class RegionRepository;

// What one import writes into the tables of regions, texts and phrases. A region that is there already (by UUID) stays
// as it is and gets the texts it lacks, a chain stays as it is; what was deleted stands again when the import is
// finished, a region in the box of the import and with the texts that it had. Throws SQLite::Exception and Refusal;
// after one the import is to be removed.
class AnnotationImport {
 public:
    AnnotationImport(SQLite::Database& db, RegionRepository& annotators, std::int64_t import);

    // In transactions of a few hundred each. What was new.
    AddedRegions add(const std::vector<RegionRecord>& regions);
    // Words that stand in another phrase of the annotator are left out, and so is a chain that has none left.
    AddedChains add(const std::vector<ChainRecord>& chains);
    // Undeletes what add() met deleted. Within the caller's transaction.
    void restoreDeleted();

 private:
    std::int64_t regionRow(const RegionRecord& region, AddedRegions& added);
    void addText(std::int64_t region, const RegionRecord& owner, const SnippetRecord& text, AddedRegions& added);
    void addOne(const ChainRecord& chain, AddedChains& added);
    std::int64_t annotator(const std::string& name);

    struct Restored {
        base::Box box;
        bool whole = false;
    };

    SQLite::Database& db_;
    RegionRepository& annotators_;
    std::int64_t import_;
    SQLite::Statement findRegion_, addRegion_, findText_, addText_, findChain_, addChain_, findWords_, addWords_;
    std::unordered_map<std::string, std::int64_t> annotatorIds_;
    std::unordered_map<std::int64_t, Restored> restored_;  // by the region's row
    std::unordered_set<std::int64_t> counted_;             // rows of texts that are new with a restored region
    std::unordered_set<std::int64_t> restoredChains_;      // rows
};

}  // namespace legenda::store
