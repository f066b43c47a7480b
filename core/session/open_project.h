// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/checkpoint_catalog.h"
#include "core/project/resources.h"
#include "core/session/picture_cache.h"
#include "core/store/project_store.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace legenda::session {

struct Config {
    project::Resources resources;
    std::string device = "cpu";
    int longThreads = 0;                       // of a long job; 0: all cores
    int interactiveThreads = 0;                // of the backbone; 0: all cores
    std::shared_ptr<PictureCache> thumbnails;  // none: every thumbnail is decoded
};

// The open project, and its state that the threads of the session share. Any thread.
class OpenProject {
 public:
    explicit OpenProject(Config config);

    struct State {
        std::filesystem::path folder;  // empty: none is open
        std::int64_t generation = 0;   // incremented when images or vectors may have changed: cached values are stale
    };
    State current() const;
    std::filesystem::path folder() const { return current().folder; }
    void open(const std::filesystem::path& folder);
    void advance();  // images or vectors may have changed

    const Config& config() const { return config_; }
    const project::CheckpointCatalog& catalog() const { return catalog_; }  // the owner of the models in use

 private:
    const Config config_;
    const project::CheckpointCatalog catalog_;
    mutable std::mutex mutex_;
    State state_;
};

// The connection of one thread to the database of a project.
class Connection {
 public:
    // Opened anew where it was to another project. BadInput: `folder` is empty.
    base::Result<store::ProjectStore*> to(const std::filesystem::path& folder, store::ProjectStore::Mode mode);
    store::ProjectStore& take(store::ProjectStore opened, const std::filesystem::path& folder);

 private:
    std::filesystem::path folder_;
    std::optional<store::ProjectStore> store_;
};

}  // namespace legenda::session
