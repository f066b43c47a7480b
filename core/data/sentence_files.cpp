// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sentence_files.h"

#include "core/base/files.h"
#include "core/base/foreign_file.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>

namespace legenda::data {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMostBytes = 64 << 10;  // more is no description of one photograph
constexpr int kBoxNumbers = 4;                   // at the end of a labelled box

bool isNumeral(std::string_view word) {
    double value = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
    return failure == std::errc() && end == word.data() + word.size();
}

// A line of numbers, or a class with the numbers of its box: "0 0.51 0.4 0.2 0.1", "person 12 30 80 90".
bool isLabel(std::string_view line) {
    int words = 0, numbers = 0;
    bool first = false;
    while (!(line = trimmed(line)).empty()) {
        const auto word = line.substr(0, line.find_first_of(" \t,;"));
        line.remove_prefix(std::min(line.size(), word.size() + 1));
        if (word.empty()) continue;
        const bool number = isNumeral(word);
        if (words++ == 0) first = number;
        numbers += number;
    }
    return words > 0 && (numbers == words || (!first && numbers == words - 1 && numbers >= kBoxNumbers));
}

bool isTextFile(const fs::path& file) {
    const auto extension = file.extension();
    return extension == ".txt" || extension == ".TXT";
}

// "x.txt" or "x.TXT" of the stem "x", and whether there is one.
bool findText(const fs::path& stem, fs::path& file) {
    std::error_code ignored;
    for (const char* extension : {".txt", ".TXT"}) {
        file = stem;
        file += extension;
        if (fs::is_regular_file(file, ignored)) return true;
    }
    return false;
}

void readSentenceFile(const fs::path& file, std::vector<std::string>& sentences, std::vector<Problem>& problems) {
    const std::string where = repairedUtf8(file.string());
    const auto leaveOut = [&](std::string_view why) {
        problems.push_back({where, fmt::format("{}; it was left out", why)});
    };
    std::error_code ignored;
    if (const auto bytes = fs::file_size(file, ignored); !ignored && bytes > kMostBytes)
        return leaveOut("is larger than 64 kB, which no description of one photograph is");
    auto bytes = base::readFile(file);
    if (!bytes) return problems.push_back({where, base::withoutPlace(bytes.error().message, file.string())});
    if (trimmed(*bytes).empty()) return;
    if (bytes->front() != '[' || trimmed(*bytes).ends_with(']'))  // a sentence may begin with a bracket
        if (const auto kind = base::foreignKind(*bytes); !kind.empty()) return leaveOut(kind);
    if (bytes->find("[/EN#") != std::string::npos)
        return leaveOut("holds sentences in the markup of Flickr30k Entities, which other formats read");
    const auto lines = linesOf(decodeText(std::move(*bytes), file, problems));
    if (std::ranges::all_of(lines, [](const Line& line) { return trimmed(line.text).empty() || isLabel(line.text); }))
        return leaveOut("holds numbers, as the labels of boxes do, and no sentences");
    for (const auto& line : lines) {
        const auto text = trimmed(line.text);
        if (text.empty()) continue;
        if (!isUtf8(text))
            problems.push_back({place(where, line.number), "is not UTF-8; the line was left out"});
        else if (!hasWords(text))
            problems.push_back({place(where, line.number), "has no words; the line was left out"});
        else if (std::ranges::find(sentences, text) == sentences.end())
            sentences.emplace_back(text);
    }
}

}  // namespace

std::vector<std::string> sentencesBeside(const fs::path& image, std::vector<Problem>& problems) {
    std::vector<std::string> sentences;
    fs::path stem = image, file;
    stem.replace_extension();
    for (const auto& each : {stem, image})
        if (findText(each, file)) readSentenceFile(file, sentences, problems);
    return sentences;
}

void nameTextsWithoutImage(const fs::path& root, std::span<const std::string> images,
                           std::span<const std::string> known, std::vector<Problem>& problems) {
    std::map<fs::path, std::set<std::string>> folders;  // of the images, with the stems that their texts can have
    for (const auto& image : images) {
        const fs::path path = image;
        auto& stems = folders[path.parent_path()];
        stems.insert(path.filename().string());
        stems.insert(path.stem().string());
    }
    std::size_t count = 0;
    std::string first;
    for (const auto& [folder, stems] : folders) {
        std::error_code ignored;
        for (const auto& entry :
             fs::directory_iterator(root / folder, fs::directory_options::skip_permission_denied, ignored)) {
            const fs::path& file = entry.path();
            const std::string name = file.filename().string();
            if (!isTextFile(file) || name.starts_with('.') || stems.contains(file.stem().string()) ||
                std::ranges::find(known, name) != known.end())
                continue;
            const auto shown = repairedUtf8((folder / name).string());
            if (count++ == 0 || shown < first) first = shown;
        }
    }
    if (count > 0)
        problems.push_back(
            {root.string(), count == 1 ? fmt::format("holds a text file without a photograph of the same name, which "
                                                     "was not read: {}",
                                                     first)
                                       : fmt::format("holds {} text files without a photograph of the same name, which "
                                                     "were not read (the first is {})",
                                                     count, first)});
}

}  // namespace legenda::data
