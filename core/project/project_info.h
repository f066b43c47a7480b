// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/checkpoint_catalog.h"
#include "core/store/project_store.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace legenda::project {

// What a project holds and which models answer for it, as a window shows it.
struct ProjectInfo {
    std::filesystem::path folder;
    std::string name;
    store::SplitCounts counts;
    std::vector<ListedModel> models;                     // all that the project can use
    std::map<std::string, std::filesystem::path> inUse;  // kind's key -> file
    std::vector<std::string> problems;                   // sentences: models that were chosen and cannot be used
    std::string warning;                                 // of the folder itself: it lies on a network drive
    std::string notice;                                  // to be said once
};

// Describes the project that is open, and tells whether another description would differ from the last one. One thread.
class ProjectDescriber {
 public:
    explicit ProjectDescriber(const CheckpointCatalog& catalog) : catalog_(catalog) {}

    base::Result<ProjectInfo> describe(const store::ProjectStore& store);
    // The same where this program or another has written into the project, or changed a model in use, since it was
    // described last; cheap where not.
    base::Result<std::optional<ProjectInfo>> changes(const store::ProjectStore& store);

 private:
    const CheckpointCatalog& catalog_;
    std::int64_t version_ = -1;              // of the database, when it was described last
    std::map<ModelKind, ModelInUse> inUse_;  // likewise
};

}  // namespace legenda::project
