// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/targets.h"

#include "core/base/files.h"
#include "core/base/hash.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <system_error>

namespace legenda::data::regions {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

// The folder that a link leads to, which need not be there: the link itself is never replaced.
fs::path behindLinks(fs::path folder) {
    constexpr int kMostLinks = 40;
    std::error_code failure;
    for (int i = 0; i < kMostLinks && fs::is_symlink(folder, failure); ++i)
        folder = folder.parent_path() / fs::read_symlink(folder, failure);
    return folder;
}

base::Status unwritable(const fs::path& path, const std::error_code& why) {
    return base::fail(ErrorCode::Io, fmt::format("{} cannot be written: {}.", path.string(), why.message()));
}

}  // namespace

base::Status FileFormat::write(const Source& source, const fs::path& target) const {
    return base::writeFileAtomically(
        target, [&](std::ostream& out) { return writeTo(source, out); }, source.stop);
}

base::Status FolderFormat::write(const Source& source, const fs::path& target) const {
    std::error_code failure;
    const fs::path folder = behindLinks(target.has_filename() ? target : target.parent_path());
    const bool there = fs::exists(folder, failure);
    if (there && !fs::is_directory(folder, failure))
        return base::fail(ErrorCode::Usage, fmt::format("{} is a file, {} needs a folder.", folder.string(), title()));
    if (there && !fs::is_empty(folder, failure))
        return base::fail(ErrorCode::Usage,
                          fmt::format("{} holds files, and none of them is replaced: name a new folder or an empty "
                                      "one.",
                                      folder.string()));
    const fs::path staging =
        folder.parent_path() / fmt::format(".{}.part-{}", folder.filename().string(), base::makeUuid());
    if (fs::create_directories(staging, failure); failure) return unwritable(folder, failure);
    auto done = writeInto(source, staging);
    if (done) {
        if (there) fs::remove(folder, failure);
        if (fs::rename(staging, folder, failure); failure) done = unwritable(folder, failure);
    }
    if (!done) fs::remove_all(staging, failure);
    return done;
}

base::Status writePlain(const fs::path& file, std::string_view bytes) {
    std::error_code failure;
    if (fs::create_directories(file.parent_path(), failure); failure) return unwritable(file, failure);
    std::ofstream out(file, std::ios::binary);
    out << bytes;
    out.close();
    if (!out) return base::fail(ErrorCode::Io, fmt::format("{} cannot be written.", file.string()));
    return {};
}

std::vector<std::int64_t> numbersOf(const std::vector<Image>& images, const std::string& format) {
    std::vector<std::int64_t> numbers(images.size(), 0);
    std::set<std::int64_t> taken;
    std::int64_t largest = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const auto id = images[i].ids.find(format);
        if (id == images[i].ids.end()) continue;
        constexpr std::int64_t kMost = std::int64_t{1} << 52;
        std::int64_t number = 0;
        const auto [end, wrong] = std::from_chars(id->second.data(), id->second.data() + id->second.size(), number);
        if (wrong != std::errc() || end != id->second.data() + id->second.size() || number <= 0 || number > kMost ||
            !taken.insert(number).second)
            continue;
        numbers[i] = number;
        largest = std::max(largest, number);
    }
    for (auto& number : numbers)
        if (number == 0) number = ++largest;
    return numbers;
}

std::vector<std::string> lossesOf(const std::string& title, const Lacks& lacks, const Survey& survey) {
    std::vector<std::string> sentences;
    const auto say = [&](bool lacking, std::int64_t count, const char* sentence) {
        if (lacking && count > 0) sentences.push_back(fmt::format(fmt::runtime(sentence), title, count));
    };
    say(lacks.annotators, survey.named,
        "{0} has no place for annotators: the names at {1} regions and texts are lost.");
    say(lacks.ids, survey.ids, "{0} has no place for ids: those of {1} regions are lost.");
    say(lacks.words, survey.wordIds, "{0} numbers its regions: the ids of {1} of them are lost.");
    say(lacks.times, survey.regions, "{0} has no place for times: when {1} regions were made is lost.");
    say(lacks.wholes, survey.wholes,
        "{0} knows no texts of whole images: those of {1} images become boxes of their size.");
    say(lacks.fractions, survey.fractions, "{0} has whole pixels: {1} boxes are rounded.");
    say(lacks.spaces, survey.unspaced,
        "{0} has texts of words: line breaks and several spaces in {1} of them become one space.");
    say(lacks.brackets, survey.bracketed,
        "{0} marks phrases by square brackets: those in {1} texts become round ones.");
    say(lacks.sizeless, survey.sizeless,
        "{0} needs the size of an image: {1} images that cannot be read are left out.");
    say(lacks.phrases, survey.phrases,
        "{0} has no place for phrases of sentences: the links of {1} of them to regions are lost.");
    say(lacks.shared, survey.shared,
        "{0} gives each entity boxes of its own: {1} boxes that several phrases share are doubled.");
    say(true, survey.foreign, "{0} has no place for what other formats keep: further keys of {1} regions are lost.");
    return sentences;
}

}  // namespace legenda::data::regions
