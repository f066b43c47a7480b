// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/open_project.h"

namespace legenda::session {

namespace fs = std::filesystem;
using store::ProjectStore;

OpenProject::OpenProject(Config config) : config_(std::move(config)), catalog_(config_.resources.pretrained()) {}

OpenProject::State OpenProject::current() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

void OpenProject::open(const fs::path& folder) {
    const std::lock_guard lock(mutex_);
    state_ = {folder, state_.generation + 1};
}

void OpenProject::advance() {
    const std::lock_guard lock(mutex_);
    ++state_.generation;
}

base::Result<ProjectStore*> Connection::to(const fs::path& folder, ProjectStore::Mode mode) {
    if (folder.empty()) return base::fail(base::ErrorCode::BadInput, "No project is open.");
    // A connection that is read-only because another program had locked the database is not reused for writing.
    const bool fits = store_ && folder_ == folder && (mode == ProjectStore::Mode::Read || !store_->readOnly());
    if (!fits) {
        LEGENDA_TRY(opened, ProjectStore::open(folder, mode));
        take(std::move(*opened), folder);
    }
    return &*store_;
}

ProjectStore& Connection::take(ProjectStore opened, const fs::path& folder) {
    store_.emplace(std::move(opened));
    folder_ = folder;
    return *store_;
}

}  // namespace legenda::session
