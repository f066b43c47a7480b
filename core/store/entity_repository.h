// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/image_repository.h"

namespace legenda::store {

// Tables entity_sentence, mention, entity_box: reading. Throws SQLite::Exception and Refusal; see guarded().
class EntityRepository {
 public:
    explicit EntityRepository(SQLite::Database& db) : db_(db) {}

    std::vector<EntitySentenceRecord> sentences(const SplitCondition& images) const;
    // Scaled from the annotated to the file's size.
    std::vector<EntityBoxRecord> boxes(const SplitCondition& images) const;

 private:
    SQLite::Database& db_;
};

}  // namespace legenda::store
