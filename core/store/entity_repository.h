// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/image_repository.h"

namespace legenda::store {

// Tables entity_sentence, mention, entity_box: reading. Throws SQLite::Exception and Refusal; see guarded().
class EntityRepository {
 public:
    EntityRepository(SQLite::Database& db, const ImageRepository& images) : db_(db), images_(images) {}

    std::vector<EntitySentenceRecord> sentences(const std::string& split) const;
    std::vector<EntityBoxRecord> boxes(const std::string& split) const;  // scaled from the annotated to the file's size

 private:
    SQLite::Database& db_;
    const ImageRepository& images_;
};

}  // namespace legenda::store
