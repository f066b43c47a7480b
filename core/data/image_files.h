// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace legenda::data {

// True for names that end like a photograph's ("x.JPG").
bool looksLikeImage(const std::filesystem::path& file);

// A name from a data set file as a POSIX path below a folder, NFC. None where it is empty, absolute or leaves the
// folder.
std::optional<std::string> safePath(const std::string& name);

// A file on the disk: where it is below the folder that was searched, as the disk spells it.
struct FoundFile {
    std::string path;  // NFC
    std::string diskPath;
};

// All images below a folder (links to folders are not followed, hidden folders and projects are skipped), sorted by
// path. Errors: Io (not readable), Cancelled.
base::Result<std::vector<FoundFile>> findImages(const std::filesystem::path& folder, const base::JobContext& context,
                                                std::vector<Problem>& problems);

// Finds images by the names that a data set file gives them: by their path below the folder or below any of its
// sub-folders.
class ImageIndex {
 public:
    explicit ImageIndex(std::vector<FoundFile> files);
    const FoundFile* find(const std::string& name) const;

 private:
    std::vector<FoundFile> files_;
    std::map<std::string, std::size_t, std::less<>> byPath_;
    std::multimap<std::string, std::size_t, std::less<>> byName_;  // last part of the path
};

}  // namespace legenda::data
