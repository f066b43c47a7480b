// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/relink.h"

#include "core/base/hash.h"
#include "core/data/image_files.h"
#include "core/image/image_size.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

namespace legenda::exchange {

namespace fs = std::filesystem;
using base::Result;
using data::FoundFile;
using store::ImageRecord;

namespace {

std::string fileNameOf(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

// The number of last parts that two paths share.
int sharedParts(const std::string& a, const std::string& b) {
    const fs::path left = a, right = b;
    auto i = left.end(), j = right.end();
    int shared = 0;
    while (i != left.begin() && j != right.begin() && *--i == *--j) ++shared;
    return shared;
}

// The files below a folder, each of them given to one image.
class Files {
 public:
    Files(std::vector<FoundFile> files, fs::path folder) : files_(std::move(files)), folder_(std::move(folder)) {
        for (std::size_t i = 0; i < files_.size(); ++i) byName_[fileNameOf(files_[i].path)].push_back(i);
    }

    std::size_t count() const { return files_.size(); }
    const FoundFile& at(std::size_t file) const { return files_[file]; }
    fs::path onDisk(std::size_t file) const { return folder_ / files_[file].diskPath; }
    void take(std::size_t file) { taken_.insert(file); }

    // Those of the image's name that nobody has, the longest common end of the path first.
    std::vector<std::size_t> ofName(const std::string& path) const {
        std::vector<std::size_t> found;
        if (const auto named = byName_.find(fileNameOf(path)); named != byName_.end())
            std::ranges::copy_if(named->second, std::back_inserter(found),
                                 [this](std::size_t file) { return !taken_.contains(file); });
        std::ranges::stable_sort(found, std::greater{},
                                 [&](std::size_t file) { return sharedParts(files_[file].path, path); });
        return found;
    }

    // Empty where the file cannot be read.
    const std::string& hash(std::size_t file) {
        const auto known = hashes_.find(file);
        if (known != hashes_.end()) return known->second;
        return hashes_[file] = base::sha256OfFile(onDisk(file)).value_or("");
    }

    // Reads all files that nobody has, for ofContent().
    base::Status readContents(const base::JobContext& context) {
        for (std::size_t file = 0; file < files_.size(); ++file) {
            if (context.stopped()) return base::JobContext::cancelled();
            context.report({"comparing what the files hold",
                            static_cast<std::int64_t>(file),
                            static_cast<std::int64_t>(files_.size()),
                            {}});
            if (!taken_.contains(file)) byContent_.emplace(hash(file), file);
        }
        return {};
    }
    std::optional<std::size_t> ofContent(const std::string& hash) const {
        const auto [first, last] = byContent_.equal_range(hash);
        for (auto each = first; each != last; ++each)
            if (!taken_.contains(each->second)) return each->second;
        return std::nullopt;
    }

 private:
    std::vector<FoundFile> files_;
    fs::path folder_;
    std::unordered_map<std::string, std::vector<std::size_t>> byName_;
    std::unordered_map<std::size_t, std::string> hashes_;
    std::multimap<std::string, std::size_t> byContent_;
    std::set<std::size_t> taken_;
};

// The image is in the file, as far as the project knows it; else `why` it is not.
bool holds(Files& files, std::size_t file, const ImageRecord& image, std::string& why) {
    if (!image.sha256.empty()) {
        if (files.hash(file) == image.sha256) return true;
        why = "another picture has this name";
        return false;
    }
    const auto size = image::readSize(files.onDisk(file));
    if (!size) {
        why = size.error().message;
        return false;
    }
    if (image.width == 0 || (size->width == image.width && size->height == image.height)) return true;
    why = fmt::format("the picture of this name is {} x {} pixels, not {} x {}", size->width, size->height, image.width,
                      image.height);
    return false;
}

// A folder that was moved as a whole is the images' folder again; else the searched one becomes it.
store::ImagePlace placeOf(const ImageRecord& image, const FoundFile& file, const fs::path& folder) {
    if (!("/" + file.path).ends_with("/" + image.path)) return {image.id, folder, file.path, file.diskPath};
    const fs::path disk = file.diskPath, path = image.path;
    auto part = disk.begin();
    store::ImagePlace place{image.id, folder, image.path, {}};
    for (auto above = std::distance(disk.begin(), disk.end()) - std::distance(path.begin(), path.end()); above > 0;
         --above)
        place.root /= *part++;
    fs::path rest;
    while (part != disk.end()) rest /= *part++;
    place.diskPath = rest.generic_string();
    return place;
}

}  // namespace

Result<RelinkReport> relinkImages(const fs::path& project, const fs::path& folder, const base::JobContext& context) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    LEGENDA_TRY(images, store->images());
    std::vector<ImageRecord> missing;
    std::error_code ignored;
    std::set<fs::path> inUse;
    for (auto& image : *images)
        if (fs::exists(image.file, ignored))
            inUse.insert(fs::weakly_canonical(image.file, ignored));
        else
            missing.push_back(std::move(image));
    RelinkReport report;
    report.missing = static_cast<std::int64_t>(missing.size());
    if (missing.empty()) return report;
    std::vector<data::Problem> problems;
    LEGENDA_TRY(found, data::findImages(folder, context, problems));
    Files files(std::move(*found), folder);
    for (std::size_t file = 0; file < files.count(); ++file)
        if (inUse.contains(fs::weakly_canonical(files.onDisk(file), ignored))) files.take(file);

    std::vector<store::ImagePlace> places;
    std::vector<std::pair<const ImageRecord*, std::string>> left;  // and why
    const auto take = [&](const ImageRecord& image, std::size_t file) {
        files.take(file);
        places.push_back(placeOf(image, files.at(file), folder));
    };
    std::int64_t done = 0;
    for (const auto& image : missing) {
        if (context.stopped()) return base::JobContext::cancelled();
        context.report({"looking for the photographs", ++done, report.missing, {}});
        std::string why;
        const auto candidates = files.ofName(image.path);
        const auto file =
            std::ranges::find_if(candidates, [&](std::size_t each) { return holds(files, each, image, why); });
        if (file != candidates.end())
            take(image, *file);
        else
            left.emplace_back(&image, why);
    }
    if (std::ranges::any_of(left, [](const auto& each) { return !each.first->sha256.empty(); }))
        if (auto read = files.readContents(context); !read) return base::pass(read);
    for (const auto& [image, why] : left) {
        const auto file = image->sha256.empty() ? std::nullopt : files.ofContent(image->sha256);
        if (file) {
            take(*image, *file);
            continue;
        }
        report.notFound.push_back(why.empty() ? image->path : fmt::format("{}: {}", image->path, why));
    }
    LEGENDA_TRY(refused, store->setImagePlaces(places));
    report.found = static_cast<std::int64_t>(places.size() - refused->size());
    for (const auto image : *refused)
        if (const auto found = std::ranges::find(missing, image, &ImageRecord::id); found != missing.end())
            report.taken.push_back(found->path);
    return report;
}

}  // namespace legenda::exchange
