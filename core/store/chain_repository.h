// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/annotation_records.h"
#include "core/store/sql.h"

#include <map>

namespace legenda::store {

struct SplitCondition;

// Tables chain, chain_mention, image_mark, settlement: reading. Imports are written by AnnotationImport, edits by
// EditWriter. Throws SQLite::Exception and Refusal; see guarded().
class ChainRepository {
 public:
    explicit ChainRepository(SQLite::Database& db) : db_(db) {}

    std::vector<ChainRecord> chains(std::int64_t image, std::int64_t annotator = 0) const;  // 0: of all annotators
    // By image; no suggestions. truth: those that were settled are left out.
    std::vector<ChainRecord> allChains(const SplitCondition& images, bool truth) const;
    std::map<std::int64_t, int> counts() const;                           // by image, without suggestions
    std::vector<MarkRecord> marks(std::int64_t image) const;              // 0: of all images
    std::vector<SettlementRecord> settlements(std::int64_t image) const;  // 0: of all images

 private:
    SQLite::Database& db_;
};

}  // namespace legenda::store
