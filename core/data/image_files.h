// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"
#include "core/data/name_index.h"

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::data {

// A name from a dataset file as a POSIX path below a folder, NFC. None where it is empty, absolute or leaves the
// folder.
std::optional<std::string> safePath(const std::string& name);

// A file on the disk: where it is below the folder that was searched, as the disk spells it.
struct FoundFile {
    std::string path;  // NFC
    std::string diskPath;
};

// All images below a folder, sorted by path. Hidden files and folders, projects, and the files that archivers and other
// systems put beside images are skipped; links to folders are not followed. Problems name what is left out: links,
// folders that cannot be read, and pictures in unsupported formats, counted by format. Errors: Io (not readable),
// Cancelled.
base::Result<std::vector<FoundFile>> findImages(const std::filesystem::path& folder, const base::JobContext& context,
                                                std::vector<Problem>& problems);

// The folders in which a dataset's own files may be, the most likely first: the folder itself and those in it, those a
// level deeper, and those below these. Each level is sorted.
std::vector<std::vector<std::filesystem::path>> foldersByLevel(const std::filesystem::path& root);

// Finds images by the names that a dataset file gives them, see NameIndex. Two names never refer to one file, unless
// both are its path.
class ImageIndex {
 public:
    // folder: in which the files were found.
    ImageIndex(std::vector<FoundFile> files, std::filesystem::path folder);

    struct Located {
        std::string key;                  // identifies the image in the project: the end of its path, or the name
        const FoundFile* file = nullptr;  // null: there is none
        std::string why = {};             // with an empty key: why the name cannot be used
    };
    // split: the image's split in the dataset, to distinguish train/1.jpg from val/1.jpg.
    const Located& locate(const std::string& name, const std::string& split = {});
    const FoundFile* fileOf(const std::string& key) const;  // of a key that locate() gave
    // Reports once per kind which images were found otherwise than by their path.
    void report(std::vector<Problem>& problems) const;

 private:
    struct Sort {
        std::size_t count = 0;
        std::string first;
        void add(const std::string& name, const std::string& path);
    };
    Located look(const std::string& name, const std::string& split);
    std::size_t choose(const NameIndex::Found& found, const std::string& name, const std::string& split,
                       std::string& why);
    static Located absent(const std::string& name, std::string why);

    std::vector<FoundFile> files_;
    std::filesystem::path folder_;
    NameIndex names_;
    std::unordered_map<std::string, Located> located_;           // by name
    std::unordered_map<std::string, std::size_t> byKey_;         // place in files_
    std::unordered_map<std::size_t, std::string> takenLoosely_;  // place in files_ -> name
    Sort lastParts_, spellings_, copies_, unclear_;
};

}  // namespace legenda::data
