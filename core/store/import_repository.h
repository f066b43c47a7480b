// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/image_repository.h"
#include "core/store/import_lock.h"
#include "core/store/annotation_import.h"
#include "core/store/region_repository.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace legenda::store {

// Changes of an import in an image that the project had before: applied when the import is finished, so that a removed
// import leaves no trace.
struct Completion {
    std::int64_t image = 0;
    std::string split;
    int width = 0, height = 0, annotatedWidth = 0, annotatedHeight = 0;  // 0: as it is
    std::map<std::string, std::string> externalIds;
};

// Table import, and what an import writes into the tables of images, captions, Entities and regions: in short
// transactions, under the import's id, so that it can be removed as one, also after its process was killed.
// Throws SQLite::Exception and Refusal; see guarded().
class ImportRepository {
 public:
    ImportRepository(SQLite::Database& db, std::filesystem::path project, ImageRepository& images,
                     RegionRepository& regions)
        : db_(db), project_(std::move(project)), images_(images), regions_(regions) {}

    std::int64_t begin(const std::filesystem::path& source, const std::string& format);
    // The ids of the images, in their order.
    std::vector<ImportedImage> add(std::int64_t import, const std::filesystem::path& imageRoot,
                                   const std::vector<NewImage>& images);
    AddedRegions addRegions(std::int64_t import, const std::vector<RegionRecord>& regions);
    AddedChains addChains(std::int64_t import, const std::vector<ChainRecord>& chains);
    void finish(std::int64_t import);
    void remove(std::int64_t import);

    std::vector<ImportRecord> finished() const;  // newest first
    // Removes regions, texts and chains that nobody has changed or added to since, or restores them.
    void undo(std::int64_t import);
    void redo(std::int64_t import);

    // Whether there are imports whose process has ended; removes them.
    bool anyDead() const { return !dead().empty(); }
    void removeDead();

 private:
    std::map<std::int64_t, std::optional<ImportLock>> dead() const;
    ImportRecord record(std::int64_t import) const;
    void noteChanges(std::int64_t import);
    AnnotationImport& annotations(std::int64_t import);

    struct Running {
        std::optional<ImportLock> lock;
        std::vector<Completion> completions;
        std::unique_ptr<AnnotationImport> annotations;  // where the import has any
    };

    SQLite::Database& db_;
    std::filesystem::path project_;
    ImageRepository& images_;
    RegionRepository& regions_;
    std::map<std::int64_t, Running> running_;
};

}  // namespace legenda::store
