// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/image_repository.h"

#include <filesystem>
#include <vector>

namespace legenda::store {

// Table import, and what an import writes into the tables of images, captions and Entities: in short transactions,
// under the import's id, so that it can be taken out again as one. Throws SQLite::Exception and Refusal; see guarded().
class ImportRepository {
 public:
    ImportRepository(SQLite::Database& db, ImageRepository& images) : db_(db), images_(images) {}

    std::int64_t begin(const std::filesystem::path& source, const std::string& format);
    std::int64_t add(std::int64_t import, const std::filesystem::path& imageRoot,
                     const std::vector<NewImage>& images);  // returns the new ones
    void finish(std::int64_t import);
    void remove(std::int64_t import);

 private:
    SQLite::Database& db_;
    ImageRepository& images_;
};

}  // namespace legenda::store
