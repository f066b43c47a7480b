// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/annotation_records.h"
#include "core/store/records.h"
#include "core/store/sql.h"

#include <map>
#include <set>

namespace legenda::store {

struct SplitCondition;

// Tables region, snippet, annotator: reading. Imports are written by AnnotationImport, edits by EditWriter.
// Throws SQLite::Exception and Refusal; see guarded().
class RegionRepository {
 public:
    explicit RegionRepository(SQLite::Database& db) : db_(db) {}

    // annotator: whose regions, with this annotator's texts alone; 0: all.
    std::vector<RegionRecord> regions(std::int64_t image, std::int64_t annotator = 0) const;
    // By image id, without suggestions. truth: those that were settled are left out.
    std::vector<RegionRecord> allRegions(const SplitCondition& images, bool truth = false) const;
    std::map<std::int64_t, int> counts(const std::string& annotator) const;  // empty: of all annotators
    std::vector<SnippetHit> search(const std::string& words, int most) const;
    // Images with a text that holds the words, of the annotator or (empty) of anybody.
    std::set<std::int64_t> imagesWith(const std::string& words, const std::string& annotator) const;
    std::int64_t annotator(const std::string& name);          // made when new; empty: the default one
    std::int64_t annotatorId(const std::string& name) const;  // the same; 0 where there is none
    std::int64_t consensus();                                 // the annotator that stands for it; made when new
    bool isConsensus(std::int64_t annotator) const;

 private:
    std::int64_t addAnnotator(const std::string& name, const char* role);

    SQLite::Database& db_;
};

inline constexpr const char* kConsensusName = "consensus";
// A colour that is told well from those in use.
std::string freeColour(SQLite::Database& db);

}  // namespace legenda::store
