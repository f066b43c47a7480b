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

// The fact about a project (store::ProjectStore::info) that names the picture or folder of pictures for which the
// program made it: its canonical path.
inline constexpr const char* kOpenedImages = "images.opened";
// The name of the folder of such a project, "holiday-1a2b3c4d.legenda": folders of the same name are told apart.
std::string folderNameOfImages(const std::filesystem::path& opened);

// The counts of a project and its models, as the window shows them.
struct ProjectInfo {
    std::filesystem::path folder;
    std::string name;  // of its folder, or of the pictures that were opened
    store::SplitCounts counts;
    std::vector<ListedModel> models;                     // all models that the project can use
    std::map<std::string, std::filesystem::path> inUse;  // kind's key -> file
    std::vector<std::string> problems;                   // sentences about chosen models that cannot be used
    std::string warning;                                 // a warning about the folder itself: it is on a network drive
    std::string notice;                                  // a note that is given once
};

// Describes the open project, and detects whether the description has changed since. One thread.
class ProjectDescriber {
 public:
    explicit ProjectDescriber(const CheckpointCatalog& catalog) : catalog_(catalog) {}

    base::Result<ProjectInfo> describe(const store::ProjectStore& store);
    // The new description if this program or another has written into the project, or changed a model in use, since the
    // last one; cheap otherwise.
    base::Result<std::optional<ProjectInfo>> changes(const store::ProjectStore& store);

 private:
    const CheckpointCatalog& catalog_;
    std::int64_t version_ = -1;              // of the database, when it was described last
    std::map<ModelKind, ModelInUse> inUse_;  // likewise
};

}  // namespace legenda::project
