// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/grounding_file.h"

#include "core/base/json.h"
#include "core/evaluation/common.h"
#include "core/project/image_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>

namespace legenda::evaluation {

using base::ErrorCode;
using base::fail;
using nlohmann::json;

namespace {

class GroundingReader {
 public:
    explicit GroundingReader(std::vector<GroundedPhrase>& phrases) : phrases_(phrases), said_(phrases.size(), false) {
        std::vector<std::string> paths;
        for (std::size_t i = 0; i < phrases.size(); ++i) {
            const auto& phrase = phrases[i];
            places_[{phrase.image, phrase.sentence, phrase.start, phrase.end}].push_back(i);
            if (paths.empty() || paths.back() != phrase.image) paths.push_back(phrase.image);
        }
        std::ranges::sort(paths);
        paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
        for (const auto& [name, image] : project::imageNames(paths)) names_[name] = paths[image];
    }

    base::Status line(const json& row, const std::string& where);
    base::Result<std::map<std::string, std::string>> take(const std::filesystem::path& file);

 private:
    std::vector<GroundedPhrase>& phrases_;
    std::vector<bool> said_;
    std::map<std::tuple<std::string, std::string, int, int>, std::vector<std::size_t>> places_;
    std::map<std::string, std::string> names_;  // path or file name -> path
    std::map<std::string, std::string> skipped_;
};

base::Status GroundingReader::line(const json& row, const std::string& where) {
    const auto has = [&](const char* key, auto is) { return row.contains(key) && (row[key].*is)(); };
    if (!row.is_object() || !has("image", &json::is_string))
        return fail(ErrorCode::BadInput, where + ": expected an object with \"image\".");
    const auto name = names_.find(row["image"].get<std::string>());
    if (name == names_.end())
        return fail(ErrorCode::BadInput,
                    fmt::format("{}: {} is not an image of the split with phrases.", where, row["image"].dump()));
    if (has("skipped", &json::is_string)) {
        skipped_[name->second] = row["skipped"].get<std::string>();
        return {};
    }
    if (!has("sentence", &json::is_string) || !has("start", &json::is_number_integer) ||
        !has("end", &json::is_number_integer) || !row.contains("box"))
        return fail(ErrorCode::BadInput, where + ": expected \"sentence\", \"start\", \"end\" and \"box\".");
    base::Box found = kNowhere;
    if (!row["box"].is_null()) {
        LEGENDA_TRY(box, base::boxFromJson(row["box"], where));
        found = *box;
    }
    const auto sentence = row["sentence"].get<std::string>();
    const auto start = row["start"].get<std::int64_t>(), end = row["end"].get<std::int64_t>();
    const auto fits = [](std::int64_t n) { return n >= 0 && n <= std::numeric_limits<int>::max(); };
    const auto place = fits(start) && fits(end)
                           ? places_.find({name->second, sentence, static_cast<int>(start), static_cast<int>(end)})
                           : places_.end();
    if (place == places_.end())
        return fail(ErrorCode::BadInput, fmt::format("{}: words {} to {} of \"{}\" are not a phrase of {} with a box.",
                                                     where, start, end, sentence, name->second));
    const auto open = std::ranges::find_if(place->second, [&](std::size_t i) { return !said_[i]; });
    if (open == place->second.end())
        return fail(ErrorCode::BadInput, fmt::format("{}: words {} to {} of \"{}\" of {} occur twice.", where, start,
                                                     end, sentence, name->second));
    said_[*open] = true;
    phrases_[*open].box = found;
    return {};
}

base::Result<std::map<std::string, std::string>> GroundingReader::take(const std::filesystem::path& file) {
    for (std::size_t i = 0; i < phrases_.size(); ++i) {
        const auto& phrase = phrases_[i];
        if (!said_[i] && !skipped_.contains(phrase.image))
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: words {} to {} of \"{}\" of {} have no box.", file.string(), phrase.start,
                                    phrase.end, phrase.sentence, phrase.image));
    }
    return std::move(skipped_);
}

}  // namespace

base::Status writeGroundedPhrases(const std::filesystem::path& file, const std::vector<GroundedPhrase>& phrases,
                                  const std::map<std::string, std::string>& skipped, const std::stop_token& stop) {
    std::vector<json> lines;
    for (const auto& phrase : phrases)
        lines.push_back({{"image", phrase.image},
                         {"sentence", phrase.sentence},
                         {"phrase", phrase.text},
                         {"start", phrase.start},
                         {"end", phrase.end},
                         {"box", phrase.box == kNowhere ? json() : base::boxToJson(phrase.box)},
                         {"target", base::boxToJson(phrase.target)}});
    for (const auto& [image, why] : skipped) lines.push_back({{"image", image}, {"skipped", why}});
    return writeJsonLines(file, lines, stop);
}

base::Result<std::map<std::string, std::string>> readGroundedPhrases(const std::filesystem::path& file,
                                                                     std::vector<GroundedPhrase>& phrases) {
    GroundingReader reader(phrases);
    auto read = eachJsonLine(file, [&](const json& row, const std::string& where) { return reader.line(row, where); });
    if (!read) return base::pass(read);
    return reader.take(file);
}

}  // namespace legenda::evaluation
