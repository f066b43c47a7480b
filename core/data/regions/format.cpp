// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/format.h"

#include "core/data/foreign_files.h"
#include "core/data/text_file.h"
#include "core/data/regions/outline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <system_error>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kHead = 1 << 16;  // bytes that are looked at beside the outline of JSON

std::string known(const std::vector<FormatPtr>& all) {
    std::vector<std::string> names;
    for (const auto& format : all) names.push_back(format->name());
    return fmt::format("{}", fmt::join(names, ", "));
}

base::Result<FormatPtr> named(const std::string& name) {
    auto all = formats();
    for (auto& format : all)
        if (format->name() == name) return std::move(format);
    return base::fail(ErrorCode::Usage, fmt::format("The format \"{}\" is not known; known are {}.", name, known(all)));
}

std::string headOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string head(kHead, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    std::vector<Problem> ignored;  // the reader tells them
    return data::decodeText(std::move(head), file, ignored);
}

FormatPtr recognised(std::vector<FormatPtr>& all, const Look& look) {
    for (auto& format : all)
        if (format->recognises(look)) return std::move(format);
    return nullptr;
}

}  // namespace

std::vector<FormatInfo> formatInfos() {
    std::vector<FormatInfo> infos;
    for (const auto& format : formats()) infos.push_back({format->name(), format->title(), format->extension()});
    return infos;
}

base::Result<FormatPtr> formatToRead(const fs::path& file, const std::string& name, const base::JobContext& job) {
    std::error_code failure;
    Look look{file, fs::is_directory(file, failure), {}, {}};
    if (!look.folder)
        if (auto right = data::refuseForeign(file, "region texts"); !right) return base::pass(right);
    if (!name.empty()) return named(name);
    auto all = formats();
    if (!look.folder) look.head = headOf(file);
    base::Status outlined;
    const auto first = look.head.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && (look.head[first] == '{' || look.head[first] == '['))
        outlined = outlineJson(file, job, [&](const std::set<std::string>& keys) {
            look.keys = keys;
            return std::ranges::any_of(all, [&](const auto& format) { return format->recognises(look); });
        });
    if (auto format = recognised(all, look)) return format;
    if (!outlined) return base::pass(outlined);
    if (look.folder)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} holds no region texts: neither the folders Sentences and Annotations of "
                                      "Entities nor JSON files of labelme.{}",
                                      file.string(), data::archiveHint(file)));
    return base::failWithRemedy(
        ErrorCode::BadInput, {},
        fmt::format("{} is in none of the known formats ({}): a CSV begins with a header that names columns for the "
                    "file, x, y, width, height and text, separated by commas, semicolons or tabs.",
                    file.string(), known(all)),
        "Otherwise name the format with --format.");
}

base::Result<FormatPtr> formatToWrite(const fs::path& file, const std::string& name) {
    if (!name.empty()) return named(name);
    const auto extension = file.extension().string();
    if (extension == ".json") return named("coco");
    if (extension == ".jsonl") return named("odvg");
    auto all = formats();
    for (auto& format : all)
        if (!extension.empty() && format->extension() == extension) return std::move(format);
    return base::fail(ErrorCode::Usage,
                      fmt::format("The name of {} tells no format; name one of {}.", file.string(), known(all)));
}

base::Status readRegions(const Format& format, const fs::path& file, Feed& feed) {
    base::Status done;
    try {
        done = format.read(file, feed);
    } catch (Feed::Ended& ended) {
        return tl::unexpected<base::Error>(std::move(ended.error));
    }
    if (feed.left() > 0)
        feed.problems().push_back({file.string(), fmt::format("has {} more entries that were skipped", feed.left())});
    return done;
}

}  // namespace legenda::data::regions
