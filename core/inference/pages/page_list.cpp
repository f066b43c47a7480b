// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/pages/page_list.h"

#include "core/base/files.h"
#include "core/inference/pages/page_html.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace legenda::inference {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kListFile = ".legenda-pages";
constexpr std::size_t kMostIndexPages = 1'000'000;

// The beginning of a hash: such a key names no file outside of the folder.
bool isKey(const std::string& key) {
    return key.size() == 16 && key.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

PageList PageList::read(const fs::path& folder) {
    std::error_code failure;
    if (!fs::is_regular_file(folder / kListFile, failure)) return {};
    const auto bytes = base::readFile(folder / kListFile);
    const auto stored = bytes ? json::parse(*bytes, nullptr, false) : json();
    PageList list;
    try {
        stored.at("images").get_to(list.keys);
        stored.at("index_pages").get_to(list.indexPages);
    } catch (const json::exception&) {
        return {};
    }
    return std::ranges::all_of(list.keys, isKey) && list.indexPages <= kMostIndexPages ? list : PageList();
}

base::Status PageList::write(const fs::path& folder) const {
    return base::writeFileAtomically(folder / kListFile,
                                     json{{"images", keys}, {"index_pages", indexPages}}.dump() + "\n");
}

void PageList::add(const PageList& other) {
    keys.insert(other.keys.begin(), other.keys.end());
    indexPages = std::max(indexPages, other.indexPages);
}

base::Status removePages(const fs::path& folder, const PageList& before, const PageList& now) {
    std::vector<std::string> files;
    for (const auto& key : before.keys)
        if (!now.keys.contains(key))
            for (const auto& file : {imagePageFile(key), pictureFile(key), thumbnailFile(key)}) files.push_back(file);
    for (auto n = now.indexPages; n < before.indexPages; ++n) files.push_back(indexFile(n));
    for (const auto& file : files) {
        std::error_code failure;
        fs::remove(folder / file, failure);
        if (failure)
            return base::fail(base::ErrorCode::Io, fmt::format("{} of an earlier export cannot be removed: {}.",
                                                               (folder / file).string(), failure.message()));
    }
    return {};
}

}  // namespace legenda::inference
