// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace legenda::project {

// A path as stored in a project's tables: below the project's folder, so that the folder can be moved, or absolute for
// a file outside of it. It is not a path of the file system; only in() converts it to one.
class ProjectPath {
 public:
    ProjectPath() = default;
    explicit ProjectPath(std::string stored) : stored_(std::move(stored)) {}
    // The stored form of this file.
    static ProjectPath of(const std::filesystem::path& project, const std::filesystem::path& file);

    bool empty() const { return stored_.empty(); }
    bool isInside() const { return !empty() && std::filesystem::path(stored_).is_relative(); }
    const std::string& stored() const { return stored_; }
    std::filesystem::path in(const std::filesystem::path& project) const;

 private:
    std::string stored_;
};

}  // namespace legenda::project
