// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/image_files.h"

#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace legenda::data {

namespace fs = std::filesystem;

bool looksLikeImage(const fs::path& file) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array kKnown{".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm"};
    return std::ranges::find(kKnown, extension) != kKnown.end();
}

std::optional<std::string> safePath(const std::string& name) {
    if (name.empty() || name.find('\0') != std::string::npos) return std::nullopt;
    const fs::path path = fs::path(nfc(name)).lexically_normal();
    if (path.is_absolute() || path.empty() || *path.begin() == ".." || path == "." || !path.has_filename())
        return std::nullopt;
    return path.generic_string();
}

base::Result<std::vector<FoundFile>> findImages(const fs::path& folder, const base::JobContext& context,
                                                std::vector<Problem>& problems) {
    std::error_code failure;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, failure);
    if (failure)
        return base::fail(base::ErrorCode::Io,
                          fmt::format("{} cannot be read: {}.", folder.string(), failure.message()));
    std::vector<FoundFile> files;
    for (const fs::recursive_directory_iterator end; at != end;) {
        if (context.stopped()) return base::JobContext::cancelled();
        const fs::path path = at->path();
        const std::string name = path.filename().string();
        std::error_code ignored;
        if (at->is_directory(ignored)) {
            if (name.starts_with('.') || path.extension() == ".legenda") at.disable_recursion_pending();
        } else if (name.starts_with('.') || !looksLikeImage(path)) {
            // Nothing of ours.
        } else if (!at->is_regular_file(ignored)) {
            const std::string shown = path.string();
            problems.push_back({isUtf8(shown) ? shown : fromLatin1(shown),
                                "is no file that can be read (a broken link, a pipe or a device); it was left out"});
        } else {
            std::string disk = path.lexically_relative(folder).generic_string();
            if (isUtf8(disk))
                files.push_back({nfc(disk), disk});
            else
                problems.push_back({fromLatin1(path.string()), "has a name that is no UTF-8; the image was left out"});
        }
        at.increment(failure);
        if (failure) {
            problems.push_back({folder.string(), fmt::format("could not be read to its end: {}", failure.message())});
            break;
        }
    }
    std::ranges::sort(files, {}, &FoundFile::path);
    return files;
}

ImageIndex::ImageIndex(std::vector<FoundFile> files) : files_(std::move(files)) {
    for (std::size_t i = 0; i < files_.size(); ++i) {
        byPath_.emplace(files_[i].path, i);
        byName_.emplace(fs::path(files_[i].path).filename().string(), i);
    }
}

const FoundFile* ImageIndex::find(const std::string& name) const {
    if (const auto found = byPath_.find(name); found != byPath_.end()) return &files_[found->second];
    const auto [first, last] = byName_.equal_range(fs::path(name).filename().string());
    for (auto found = first; found != last; ++found)
        if (files_[found->second].path.ends_with("/" + name)) return &files_[found->second];
    return nullptr;
}

}  // namespace legenda::data
