// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/snippets.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/data/foreign_files.h"
#include "core/data/name_index.h"
#include "core/data/text_file.h"
#include "core/store/project_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

namespace legenda::exchange {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kHead = 1 << 16;  // bytes by which a format is recognised
constexpr std::int64_t kProgressEvery = 1000;
constexpr std::size_t kRegionsAtOnce = 200;  // between two polls of the stop token

std::string known(const std::vector<data::snippets::FormatPtr>& formats) {
    std::vector<std::string> names;
    for (const auto& format : formats) names.push_back(format->format());
    return fmt::format("{}", fmt::join(names, ", "));
}

base::Result<data::snippets::FormatPtr> namedFormat(const std::string& name) {
    auto formats = data::snippets::formats();
    for (auto& format : formats)
        if (format->format() == name) return std::move(format);
    return base::fail(ErrorCode::Usage,
                      fmt::format("The format \"{}\" is not known; known are {}.", name, known(formats)));
}

base::Result<data::snippets::FormatPtr> formatOf(const fs::path& file, const std::string& name) {
    if (!name.empty()) return namedFormat(name);
    LEGENDA_TRY(right, data::refuseForeign(file, "region texts"));
    std::ifstream in(file, std::ios::binary);
    std::string head(kHead, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    std::vector<data::Problem> ignored;  // problems reported by the reader
    head = data::decodeText(std::move(head), file, ignored);
    auto formats = data::snippets::formats();
    for (auto& format : formats)
        if (format->recognises(head)) return std::move(format);
    return base::fail(
        ErrorCode::BadInput,
        fmt::format("{} is in none of the known formats ({}): a CSV begins with a header of columns with image_file, "
                    "separated by commas, semicolons or tabs; name the format with --format.",
                    file.string(), known(formats)));
}

base::Result<data::snippets::FormatPtr> formatToWrite(const fs::path& file, const std::string& name) {
    if (!name.empty()) return namedFormat(name);
    auto formats = data::snippets::formats();
    for (auto& format : formats)
        if (format->extension() == file.extension()) return std::move(format);
    return base::fail(ErrorCode::Usage,
                      fmt::format("The name of {} tells no format; name one of {}.", file.string(), known(formats)));
}

void count(SnippetsReport& report) {
    std::set<std::string> images;
    for (const auto& item : report.snippets) {
        images.insert(item.image);
        report.boxes += item.hasBox ? 1 : 0;
        report.texts += static_cast<std::int64_t>(item.texts.size());
    }
    report.images = static_cast<std::int64_t>(images.size());
}

bool isUuid(const std::string& text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
    }
    return true;
}

// A region's UUID: the file's own id where that is one, else made from image and id, so that the same file twice is one
// import. `seen` counts the regions of one identity in the file: each is a region of its own.
std::string regionUuid(const SnippetItem& item, const std::string& imageUuid, std::map<std::string, int>& seen) {
    std::string identity = imageUuid + '\n';
    if (isUuid(item.id) && seen[item.id]++ == 0) return item.id;
    if (!item.id.empty())
        identity += "id\n" + item.id;
    else if (item.hasBox)
        identity += fmt::format("box\n{}\n{} {} {} {}", item.annotator, item.box.x, item.box.y, item.box.w, item.box.h);
    else
        return base::uuidOf(fmt::format("legenda region\n{}whole\n{}", identity, item.annotator));
    if (const int times = seen[identity]++; times > 0) identity += fmt::format("\nagain {}", times);
    return base::uuidOf("legenda region\n" + identity);
}

// Finds the project's images by the names that files give them, without one query per item.
class ImageFinder {
 public:
    explicit ImageFinder(std::vector<store::ImageRecord> images) : images_(std::move(images)) {
        std::vector<std::string> paths;
        for (const auto& image : images_) paths.push_back(image.path);
        names_ = data::NameIndex(std::move(paths));
    }
    // Null where the project has no such image, or several.
    const store::ImageRecord* find(const std::string& name, std::string& why) const {
        const auto found = names_.find(name);
        if (found.all.size() == 1) return &images_[found.all.front()];
        why = found.all.empty() ? fmt::format("the project has no image {}", name)
                                : fmt::format("the project has {} images of the name {}", found.all.size(), name);
        return nullptr;
    }

 private:
    std::vector<store::ImageRecord> images_;
    data::NameIndex names_;
};

// The item in the pixels of the project's image; empty where nothing of its box lies inside.
base::Box boxInImage(const SnippetItem& item, const store::ImageRecord& image) {
    const bool known = image.width > 0 && image.height > 0;
    const base::Box frame{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
    if (!item.hasBox) return frame;
    base::Box box = item.box;
    if (known && item.width > 0 && item.height > 0) {
        const double sx = frame.w / item.width, sy = frame.h / item.height;
        box = {box.x * sx, box.y * sy, box.w * sx, box.h * sy};
    }
    return known ? base::intersection(box, frame) : box;
}

store::RegionRecord toRegion(const SnippetItem& item, const store::ImageRecord& image, const std::string& format,
                             std::map<std::string, int>& seen) {
    store::RegionRecord region;
    region.uuid = regionUuid(item, image.uuid, seen);
    region.image = image.id;
    region.box = boxInImage(item, image);
    region.whole = !item.hasBox;
    region.annotator = item.annotator;
    region.origin = "import";
    region.createdAt = item.createdAt;
    if (!item.id.empty() && region.uuid != item.id)
        region.extraJson = nlohmann::json{{"id", item.id}, {"format", format}}.dump();
    for (std::size_t i = 0; i < item.texts.size(); ++i)
        region.snippets.push_back(
            {{}, item.texts[i], i < item.textAnnotators.size() ? item.textAnnotators[i] : item.annotator, "import"});
    return region;
}

std::string exportedId(const store::RegionRecord& region) {
    const auto extra = nlohmann::json::parse(region.extraJson, nullptr, false);
    if (extra.is_object() && extra.contains("id") && extra["id"].is_string()) return extra["id"].get<std::string>();
    return region.uuid;
}

SnippetItem toItem(const store::RegionRecord& region, const store::ImageRecord& image) {
    SnippetItem item;
    item.image = image.path;
    item.hasBox = !region.whole;
    item.box = region.box;
    item.annotator = region.annotator;
    item.id = exportedId(region);
    item.split = image.split;
    item.createdAt = region.createdAt;
    item.width = image.width;
    item.height = image.height;
    for (const auto& snippet : region.snippets) {
        item.texts.push_back(snippet.text);
        item.textAnnotators.push_back(snippet.annotator);
    }
    return item;
}

// All of them or, where that fails or is cancelled, none.
base::Status writeRegions(store::ProjectStore& project, const fs::path& file,
                          const std::vector<store::RegionRecord>& regions, const base::JobContext& context) {
    const auto import = project.beginImport(file, "regions");
    if (!import) return tl::unexpected<base::Error>(import.error());
    const auto total = static_cast<std::int64_t>(regions.size());
    base::Status done;
    for (std::size_t next = 0; done && next < regions.size(); next += kRegionsAtOnce) {
        context.report({"writing regions", static_cast<std::int64_t>(next), total, {}});
        if (context.stopped()) {
            done = base::JobContext::cancelled();
            break;
        }
        const auto first = regions.begin() + static_cast<std::ptrdiff_t>(next);
        const auto count = static_cast<std::ptrdiff_t>(std::min(kRegionsAtOnce, regions.size() - next));
        done = project.addToImport(*import, std::vector(first, first + count));
    }
    if (done) done = project.finishImport(*import);
    if (done) return done;
    if (auto removed = project.removeImport(*import); !removed) done.error().context = removed.error().message;
    return done;
}

}  // namespace

base::Result<SnippetsReport> inspectSnippets(const fs::path& file, const std::string& format,
                                             const base::JobContext& context) {
    context.report({"reading " + file.filename().string(), 0, 0, {}});
    LEGENDA_TRY(reader, formatOf(file, format));
    LEGENDA_TRY(content, (*reader)->read(file));
    SnippetsReport report;
    report.format = (*reader)->format();
    report.snippets = std::move(content->items);
    report.skipped = std::move(content->skipped);
    count(report);
    return report;
}

base::Result<SnippetsReport> importSnippets(const fs::path& project, const fs::path& file, const std::string& format,
                                            const base::JobContext& context) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    LEGENDA_TRY(images, store->images());
    auto read = inspectSnippets(file, format, context);
    if (!read) return read;
    const ImageFinder finder(std::move(*images));
    SnippetsReport report;
    report.format = read->format;
    report.skipped = std::move(read->skipped);
    std::vector<store::RegionRecord> regions;
    std::map<std::string, int> seen;
    for (auto& item : read->snippets) {
        if (context.stopped()) return base::JobContext::cancelled();
        std::string why;
        const auto* image = finder.find(item.image, why);
        if (image && item.hasBox && !(boxInImage(item, *image).area() > 0)) {
            why = fmt::format("its box lies outside {} of {} x {} pixels", image->path, image->width, image->height);
            image = nullptr;
        }
        if (!image) {
            report.skipped.push_back({item.where, why});
            continue;
        }
        regions.push_back(toRegion(item, *image, read->format, seen));
        report.snippets.push_back(std::move(item));
    }
    LEGENDA_TRY(written, writeRegions(*store, file, regions, context));
    count(report);
    return report;
}

base::Result<SnippetsReport> exportSnippets(const fs::path& project, const fs::path& file, const std::string& format,
                                            const base::JobContext& context) {
    LEGENDA_TRY(writer, formatToWrite(file, format));
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(images, store->images());
    LEGENDA_TRY(regions, store->allRegions());
    std::map<std::int64_t, const store::ImageRecord*> byId;
    for (const auto& image : *images) byId[image.id] = &image;
    SnippetsReport report;
    report.format = (*writer)->format();
    for (const auto& region : *regions) {
        if (context.stopped()) return base::JobContext::cancelled();
        if (const auto image = byId.find(region.image); image != byId.end())
            report.snippets.push_back(toItem(region, *image->second));
        const auto done = static_cast<std::int64_t>(report.snippets.size());
        if (done % kProgressEvery == 0)
            context.report({"writing regions", done, static_cast<std::int64_t>(regions->size()), {}});
    }
    auto written = base::writeFileAtomically(
        file, [&](std::ostream& out) { return (*writer)->write(report.snippets, out); }, context.stop);
    if (!written) return base::pass(written);
    count(report);
    return report;
}

}  // namespace legenda::exchange
