// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/similarity_ids.h"

#include "core/data/text_file.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <system_error>
#include <tuple>

namespace legenda::data::predictions {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {
constexpr std::uintmax_t kLongestIdFile = 64 << 20;  // bytes: 615,000 sentences are below 40 MB
}

std::pair<fs::path, fs::path> similarityIdFiles(const fs::path& matrix) {
    fs::path stem = matrix;
    stem.replace_extension();
    return {fs::path(stem) += ".images.txt", fs::path(stem) += ".sentences.txt"};
}

SentenceId sentenceOf(const std::string& id, const std::string& where) {
    SentenceId sentence{id, {}, -1, where};
    const auto mark = id.rfind('#');
    if (mark == std::string::npos || mark == 0) return sentence;
    int number = -1;
    const char* const end = id.data() + id.size();
    const auto [read, wrong] = std::from_chars(id.data() + mark + 1, end, number);
    if (wrong != std::errc() || read != end || number < 0) return sentence;
    sentence.image = id.substr(0, mark);
    sentence.number = number;
    return sentence;
}

base::Result<SimilarityIds> readSimilarityIds(const Input& input, const base::JobContext& job) {
    SimilarityIds ids;
    std::tie(ids.imagesFile, ids.sentencesFile) = similarityIdFiles(input.file);
    if (!input.images.empty()) ids.imagesFile = input.images;
    if (!input.sentences.empty()) ids.sentencesFile = input.sentences;
    for (const auto* file : {&ids.imagesFile, &ids.sentencesFile}) {
        std::error_code failure;
        if (!fs::exists(*file, failure) || fs::is_directory(*file, failure))
            return base::fail(ErrorCode::Io, fmt::format("{} does not exist: it names the {} of {}.", file->string(),
                                                         file == &ids.imagesFile ? "images, an id a line,"
                                                                                 : "sentences, id<TAB>image id a line,",
                                                         input.file.string()));
        if (fs::file_size(*file, failure) > kLongestIdFile)
            return base::fail(ErrorCode::BadInput, fmt::format("{} is longer than {} MB, which is more than a list of "
                                                               "ids is.",
                                                               file->string(), kLongestIdFile >> 20));
    }
    std::vector<Problem> repaired;  // a name that is changed by it is not found, and told by that
    LEGENDA_TRY(images, data::readLines(ids.imagesFile, repaired));
    for (const auto& [number, text] : *images) {
        const auto id = std::string(data::trimmed(text));
        if (id.empty()) continue;
        regions::Record image;
        image.image = data::nfc(id);
        image.imageId = id;
        image.where = data::place(ids.imagesFile, number);
        ids.images.push_back(std::move(image));
    }
    if (job.stopped()) return base::JobContext::cancelled();
    LEGENDA_TRY(sentences, data::readLines(ids.sentencesFile, repaired));
    for (const auto& [number, text] : *sentences) {
        if (data::trimmed(text).empty()) continue;
        const auto where = data::place(ids.sentencesFile, number);
        const auto tab = text.find('\t');
        auto sentence = sentenceOf(std::string(data::trimmed(text.substr(0, tab))), where);
        if (tab != std::string::npos) sentence.image = data::trimmed(text.substr(tab + 1));
        if (sentence.id.empty() || sentence.image.empty())
            return base::fail(
                ErrorCode::BadInput,
                fmt::format("{}: expected an id, a tab and the id of an image, found \"{}\".", where, text));
        ids.sentences.push_back(std::move(sentence));
    }
    return ids;
}

}  // namespace legenda::data::predictions
