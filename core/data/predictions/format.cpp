// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/format.h"

#include "core/base/files.h"
#include "core/base/listed.h"
#include "core/data/foreign_files.h"
#include "core/data/regions/outline.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace legenda::data::predictions {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kHeadBytes = 4096;  // that are looked at beside the outline of JSON

std::vector<std::string> knownNames() {
    std::vector<std::string> names;
    for (const auto& format : formats()) names.push_back(format->name());
    return names;
}

}  // namespace

std::vector<FormatInfo> formatInfos() {
    std::vector<FormatInfo> infos;
    for (const auto& format : formats())
        infos.push_back({format->name(), format->title(), format->kind(), format->extensions()});
    return infos;
}

base::Result<FormatPtr> formatNamed(const std::string& name) {
    for (auto& format : formats())
        if (format->name() == name) return std::move(format);
    return base::fail(ErrorCode::Usage, fmt::format("The format \"{}\" is not known; known are {}.", name,
                                                    base::listed(knownNames(), "and")));
}

base::Result<FormatPtr> formatToRead(const fs::path& file, const std::string& name, const base::JobContext& job) {
    std::error_code failure;
    regions::Look look{file, fs::is_directory(file, failure), {}, {}};
    if (!look.folder)
        if (auto right = data::refuseForeign(file, "predictions"); !right) return base::pass(right);
    if (!name.empty()) return formatNamed(name);
    auto all = formats();
    const auto recognise = [&]() -> FormatPtr {
        for (auto& format : all)
            if (format->recognises(look)) return std::move(format);
        return nullptr;
    };
    base::Status outlined;
    if (!look.folder) {
        std::vector<Problem> ignored;  // the reader tells them
        look.head = base::headOf(file, kHeadBytes);
        const auto text = data::decodeText(look.head, file, ignored);
        const auto first = text.find_first_not_of(" \t\r\n");
        if (first == std::string::npos && look.head.size() < kHeadBytes)
            return base::fail(ErrorCode::BadInput, fmt::format("{} is empty.", file.string()));
        if (first != std::string::npos && (text[first] == '{' || text[first] == '['))
            outlined = regions::outlineJson(file, job, [&](const std::set<std::string>& keys) {
                look.keys = keys;
                return std::ranges::any_of(all, [&](const auto& format) { return format->recognises(look); });
            });
    }
    if (auto format = recognise()) return format;
    if (!outlined) return base::pass(outlined);
    return base::failWithRemedy(
        ErrorCode::BadInput, {},
        fmt::format("{} holds no predictions in a known format ({}).", file.string(), base::listed(knownNames())),
        "Name the format with --format where it is one of them.");
}

base::Status readPredictions(const Format& format, const Input& input, Feed& feed) {
    try {
        return format.read(input, feed);
    } catch (Feed::Ended& ended) {
        return tl::unexpected<base::Error>(std::move(ended.error));
    }
}

}  // namespace legenda::data::predictions
