// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_images.h"

#include <algorithm>

namespace legenda::data {

namespace fs = std::filesystem;

namespace {

// The longest folder ("a/b/" or "") that both begin with.
std::string commonFolder(const std::string& a, const std::string& b) {
    const auto same = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    const auto slash = a.substr(0, same).rfind('/');
    return slash == std::string::npos ? std::string() : a.substr(0, slash + 1);
}

// A path after its first `folders` folders.
std::pair<std::string, std::string> splitAt(const std::string& path, std::ptrdiff_t folders) {
    std::size_t at = 0;
    for (; folders > 0; --folders) at = path.find('/', at) + 1;
    return {path.substr(0, at), path.substr(at)};
}

}  // namespace

void locateImages(Dataset& data, const ImageIndex& index, const fs::path& root) {
    std::optional<std::string> common;
    std::vector<const FoundFile*> found;
    for (const auto& sample : data.samples) {
        const FoundFile* file = found.emplace_back(index.fileOf(sample.image));
        if (!file) {
            data.missingImages.push_back(sample.image);
            continue;
        }
        const std::string folder = file->path.substr(0, file->path.size() - sample.image.size());
        common = common ? commonFolder(*common, folder) : folder;
    }
    std::error_code ignored;
    const std::string prefix = common.value_or(fs::is_directory(root / "images", ignored) ? "images/" : "");
    const auto depth = std::ranges::count(prefix, '/');
    std::string diskPrefix = prefix;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i]) continue;
        Sample& sample = data.samples[i];
        sample.image = found[i]->path.substr(prefix.size());
        const auto [folder, rest] = splitAt(found[i]->diskPath, depth);
        diskPrefix = folder;
        if (rest != sample.image) sample.diskPath = rest;
    }
    data.imageRoot = (root / diskPrefix).lexically_normal();
    index.report(data.problems);
}

}  // namespace legenda::data
