// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/image_files.h"

#include "core/base/files.h"
#include "core/data/text_file.h"
#include "core/image/picture_kinds.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <string_view>
#include <system_error>

namespace legenda::data {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kHeadBytes = 32;  // enough to recognise an image format

// True where a folder of the path is of the split: "val2014" of dev.
bool isOfSplit(const std::string& path, const std::string& split) {
    const std::vector<std::string> beginnings =
        split == "dev" ? std::vector<std::string>{"val", "dev"} : std::vector{split};
    return std::ranges::any_of(fs::path(path).parent_path(), [&](const fs::path& part) {
        return std::ranges::any_of(beginnings,
                                   [&](const auto& beginning) { return part.string().starts_with(beginning); });
    });
}

}  // namespace

std::optional<std::string> safePath(const std::string& name) {
    if (name.empty() || name.find('\0') != std::string::npos) return std::nullopt;
    const fs::path path = fs::path(nfc(name)).lexically_normal();
    if (path.is_absolute() || path.empty() || *path.begin() == ".." || path == "." || !path.has_filename())
        return std::nullopt;
    return path.generic_string();
}

namespace {

// Files that other programs leave beside images.
bool isForeignFolder(const std::string& name) {
    return name.starts_with('.') || name == "__MACOSX" || name == "@eaDir" || name == "$RECYCLE.BIN" ||
           name.ends_with(".legenda");
}

// Walks a folder and classifies its files.
class ImageSearch {
 public:
    ImageSearch(const fs::path& folder, std::vector<Problem>& problems) : folder_(folder), problems_(problems) {}

    // False: the folder is skipped.
    bool enters(const fs::directory_entry& entry) {
        if (isForeignFolder(entry.path().filename().string())) return false;
        std::error_code ignored;
        if (entry.is_symlink(ignored)) {
            problem(entry.path(), "is a link to a folder, which is not followed");
            return false;
        }
        if (::access(entry.path().c_str(), R_OK | X_OK) == 0) return true;
        problem(entry.path(), "is a folder that cannot be read; it was left out");
        return false;
    }

    void take(const fs::directory_entry& entry) {
        const fs::path& path = entry.path();
        const std::string name = path.filename().string();
        std::error_code ignored;
        if (name.starts_with('.')) return;
        const bool image = looksLikeImage(name);
        const auto kind = image ? std::string_view() : image::foreignKindOf(name);
        if (!image && kind.empty() && path.has_extension()) return;
        if (!entry.is_regular_file(ignored)) {
            if (image)
                problem(path, "is not a file that can be read (a broken link, a pipe or a device); it was left out");
            return;
        }
        // Extensions can be wrong: the content decides for files whose extension is not that of a readable image.
        if (!image && (image::isCameraRaw(name) || !image::canBeRead(base::headOf(path, kHeadBytes)))) {
            if (kind.empty()) return;
            auto& [count, first] = leftOut_[std::string(kind)];
            if (count++ == 0) first = shown(path.lexically_relative(folder_));
            return;
        }
        std::string disk = path.lexically_relative(folder_).generic_string();
        if (isUtf8(disk))
            files.push_back({nfc(disk), disk});
        else
            problem(path, "has a name that is not UTF-8; the image was left out");
    }

    void finish() {
        for (const auto& [kind, found] : leftOut_)
            problems_.push_back(
                {folder_.string(), fmt::format("holds {} {} {}, which is not supported; {} left out "
                                               "(the first is {})",
                                               found.first, kind, found.first == 1 ? "file" : "files",
                                               found.first == 1 ? "it was" : "they were", found.second)});
        std::ranges::sort(files, {}, &FoundFile::path);
    }

    std::vector<FoundFile> files;

 private:
    static std::string shown(const fs::path& path) { return repairedUtf8(path.string()); }
    void problem(const fs::path& path, const char* why) { problems_.push_back({shown(path), why}); }

    const fs::path& folder_;
    std::vector<Problem>& problems_;
    std::map<std::string, std::pair<std::size_t, std::string>> leftOut_;  // kind -> how many, the first
};

}  // namespace

base::Result<std::vector<FoundFile>> findImages(const fs::path& folder, const base::JobContext& context,
                                                std::vector<Problem>& problems) {
    std::error_code failure;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, failure);
    if (!failure && ::access(folder.c_str(), R_OK | X_OK) != 0)
        failure = std::make_error_code(std::errc::permission_denied);
    if (failure)
        return base::fail(base::ErrorCode::Io,
                          fmt::format("{} cannot be read: {}.", folder.string(), failure.message()));
    ImageSearch search(folder, problems);
    for (const fs::recursive_directory_iterator end; at != end;) {
        if (context.stopped()) return base::JobContext::cancelled();
        std::error_code ignored;
        if (!at->is_directory(ignored))
            search.take(*at);
        else if (!search.enters(*at))
            at.disable_recursion_pending();
        at.increment(failure);
        if (failure) {
            problems.push_back({folder.string(), fmt::format("could not be read to its end: {}", failure.message())});
            break;
        }
    }
    search.finish();
    return std::move(search.files);
}

std::vector<std::vector<fs::path>> foldersByLevel(const fs::path& root) {
    constexpr int kDeepest = 3;
    std::vector<std::vector<fs::path>> levels;
    std::vector<fs::path> above{root};
    for (int depth = 1; depth <= kDeepest && !above.empty(); ++depth) {
        std::vector<fs::path> level;
        std::error_code ignored;
        for (const auto& folder : above)
            for (const auto& entry :
                 fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, ignored))
                if (entry.is_directory(ignored) && !entry.is_symlink(ignored) &&
                    !isForeignFolder(entry.path().filename().string()))
                    level.push_back(entry.path());
        std::ranges::sort(level);
        levels.push_back(level);
        above = std::move(level);
    }
    levels.front().insert(levels.front().begin(), root);
    return levels;
}

ImageIndex::ImageIndex(std::vector<FoundFile> files, fs::path folder)
    : files_(std::move(files)), folder_(std::move(folder)) {
    std::vector<std::string> paths;
    for (const auto& file : files_) paths.push_back(file.path);
    names_ = NameIndex(std::move(paths));
}

const ImageIndex::Located& ImageIndex::locate(const std::string& name, const std::string& split) {
    const std::string question = split.empty() ? name : name + '\n' + split;
    const auto known = located_.find(question);
    return known != located_.end() ? known->second : located_.emplace(question, look(name, split)).first->second;
}

const FoundFile* ImageIndex::fileOf(const std::string& key) const {
    const auto found = byKey_.find(key);
    return found == byKey_.end() ? nullptr : &files_[found->second];
}

ImageIndex::Located ImageIndex::look(const std::string& name, const std::string& split) {
    const auto found = names_.find(name);
    std::string why;
    const std::size_t place = found.all.empty() ? kNone : choose(found, name, split, why);
    if (place == kNone) return absent(name, std::move(why));
    const std::string& path = files_[place].path;
    if (found.how != NameIndex::How::Path) {
        std::string spelling = name;
        std::ranges::transform(spelling, spelling.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto [taken, isNew] = takenLoosely_.emplace(place, spelling);
        if (!isNew && taken->second != spelling) {
            unclear_.add(name, path);
            return absent(name, {});
        }
        (found.how == NameIndex::How::Spelling ? spellings_ : lastParts_).add(name, path);
    }
    std::size_t from = path.size();
    for (std::size_t part = 0; part < found.parts && from > 0 && from != std::string::npos; ++part)
        from = path.rfind('/', from - 1);
    std::string key = from == std::string::npos || found.parts == 0 ? path : path.substr(from + 1);
    // One of several files of the same name: identified by its full path.
    if (const auto other = byKey_.find(key); other != byKey_.end() && other->second != place) key = path;
    byKey_[key] = place;
    return {std::move(key), &files_[place]};
}

// Of several matching files: the one in a folder of the split, or the first of identical copies.
std::size_t ImageIndex::choose(const NameIndex::Found& found, const std::string& name, const std::string& split,
                               std::string& why) {
    if (found.all.size() == 1) return found.all.front();
    if (!split.empty()) {
        std::vector<std::size_t> ofSplit;
        std::ranges::copy_if(found.all, std::back_inserter(ofSplit),
                             [&](std::size_t place) { return isOfSplit(files_[place].path, split); });
        if (ofSplit.size() == 1) return ofSplit.front();
    }
    std::error_code failure;
    const auto sizeOf = [&](std::size_t place) { return fs::file_size(folder_ / files_[place].diskPath, failure); };
    const auto size = sizeOf(found.all.front());
    const std::string& first = files_[found.all.front()].path;
    if (std::ranges::all_of(found.all, [&](std::size_t place) { return sizeOf(place) == size; })) {
        copies_.add(name, first);
        return found.all.front();
    }
    why = fmt::format("\"{}\" is the name of {} different files, among them {} and {}; none was used", name,
                      found.all.size(), first, files_[found.all.back()].path);
    return kNone;
}

ImageIndex::Located ImageIndex::absent(const std::string& name, std::string why) {
    auto key = safePath(plainName(name));
    if (!key) return {{}, nullptr, fmt::format("\"{}\" is not a path below the images' folder", name)};
    return {std::move(*key), nullptr, std::move(why)};
}

void ImageIndex::Sort::add(const std::string& name, const std::string& path) {
    if (count++ == 0) first = fmt::format("{} is {}", name, path);
}

void ImageIndex::report(std::vector<Problem>& problems) const {
    const auto say = [&](const Sort& sort, const char* what) {
        if (sort.count > 0)
            problems.push_back({folder_.string(), fmt::format("{}: {} (the first: {})", what, sort.count, sort.first)});
    };
    say(lastParts_, "images were found by the last parts of their paths only");
    say(spellings_, "images were found under another spelling of their names");
    say(copies_, "names match several identical files; the first was used");
    say(unclear_, "names match only a file that another name refers to; they count as missing");
}

}  // namespace legenda::data
