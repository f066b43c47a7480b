// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/outline.h"

#include "core/data/json_stream.h"

#include <algorithm>
#include <map>

namespace legenda::data::regions {

using nlohmann::json;

namespace {

constexpr std::size_t kElements = 20;  // of a list that are looked at
constexpr int kDeepest = 3;            // objects and lists below an element
constexpr std::size_t kMostPaths = 2000;

struct Done {};

void collect(const json& value, const std::string& path, int depth, std::set<std::string>& paths) {
    if (depth > kDeepest || paths.size() > kMostPaths) return;
    if (value.is_array()) {
        for (std::size_t i = 0; i < std::min(kElements, value.size()); ++i)
            collect(value[i], path + "[]", depth + 1, paths);
    } else if (value.is_object()) {
        for (const auto& [key, member] : value.items()) {
            const auto below = path.empty() ? key : path + '.' + key;
            paths.insert(below);
            collect(member, below, depth + 1, paths);
        }
    }
}

}  // namespace

base::Status outlineJson(const std::filesystem::path& file, const base::JobContext& context, const Enough& enough) {
    std::set<std::string> paths;
    std::size_t asked = 0;
    std::vector<data::Problem> ignored;  // the reader tells them
    const auto ask = [&] {
        if (paths.size() == asked) return;
        asked = paths.size();
        if (enough(paths)) throw Done{};
    };
    const auto element = [&](const std::string& list, std::size_t number, const json& value) {
        if (number >= kElements) return;
        paths.insert(list + "[]");
        collect(value, list + "[]", 0, paths);
        ask();
    };
    const auto member = [&](const std::string& object, const std::string& key, const json& value) {
        const auto path = object.empty() ? key : object + '.' + key;
        if (paths.size() <= kMostPaths) paths.insert(path);
        collect(value, path, 0, paths);
        ask();
    };
    try {
        auto lists = data::forEachElement(file, context, ignored, element, member);
        if (!lists) return base::pass(lists);
        paths.insert(lists->begin(), lists->end());  // those that are empty
        ask();
    } catch (const Done&) {
    }
    return {};
}

}  // namespace legenda::data::regions
