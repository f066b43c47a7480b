// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scoring/references.h"

#include "core/base/files.h"
#include "core/data/dataset_reader.h"
#include "core/evaluation/scoring/result_list.h"
#include "core/project/image_names.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace legenda::evaluation {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using nlohmann::json;

namespace {

constexpr std::size_t kRecognisedBy = 1 << 16;  // bytes from the start of a file
constexpr std::size_t kShownProblems = 3;

Result<CaptionReferences> readCocoReferences(const fs::path& file) {
    LEGENDA_TRY(content, readJsonFile(file));
    if (!content->is_object() || !content->contains("annotations"))
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{}: expected a COCO caption file with \"annotations\", found {}.", file.string(),
                                      content->type_name()));
    LEGENDA_TRY(rows, resultRows((*content)["annotations"], file.string() + ": annotations"));
    if (rows->empty())
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{}: \"annotations\" holds no captions to compare with.", file.string()));
    CaptionReferences references{file, {}, {}};
    for (auto& row : *rows) {
        const auto [place, isNew] = references.places.emplace(row.id, references.images.size());
        if (isNew) references.images.push_back({row.id, {}});
        references.images[place->second].captions.push_back(std::move(row.caption));
    }
    return references;
}

// Ids of COCO before those of other datasets, as in evaluate captions --from.
void addPlaces(const std::vector<data::Sample>& samples, CaptionReferences& references) {
    std::vector<std::string> paths;
    for (const auto& sample : samples) paths.push_back(sample.image);
    for (const auto& [name, i] : project::imageNames(paths)) references.places[json(name).dump()] = i;
    for (const bool coco : {true, false})
        for (std::size_t i = 0; i < samples.size(); ++i)
            for (const auto& [format, id] : samples[i].externalIds) {
                if ((format == "coco") != coco) continue;
                references.places.emplace(json(id).dump(), i);
                if (!id.empty() && id.find_first_not_of("0123456789") == std::string::npos)
                    references.places.emplace(id, i);
            }
}

Result<CaptionReferences> referencesOf(const fs::path& file, data::Dataset&& data, const std::string& split,
                                       const base::JobContext& context) {
    std::erase_if(data.samples, [](const auto& sample) { return sample.captions.empty(); });
    if (data.samples.empty())
        return base::fail(ErrorCode::BadInput, fmt::format("{} holds no captions to compare with.", file.string()));
    if (!split.empty()) std::erase_if(data.samples, [&](const auto& sample) { return sample.split != split; });
    if (data.samples.empty())
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} has no image with captions in the split {}.", file.string(), split));
    for (std::size_t i = 0; i < std::min(kShownProblems, data.problems.size()); ++i)
        context.say(fmt::format("{} {}", data.problems[i].where, data.problems[i].why));
    if (data.problems.size() > kShownProblems)
        context.say(fmt::format("… and {} more.", data.problems.size() - kShownProblems));
    CaptionReferences references{file, {}, {}};
    addPlaces(data.samples, references);
    for (auto& sample : data.samples)
        references.images.push_back({json(sample.image).dump(), std::move(sample.captions)});
    return references;
}

Result<data::Dataset> readBy(const std::string& format, const fs::path& file, const base::JobContext& context) {
    for (const auto& reader : data::datasetReaders())
        if (reader->format() == format) return reader->read(file, context);
    return base::fail(ErrorCode::Internal, fmt::format("no reader of {}", format));
}

// What NeuralTalk2 trains on, [{"file_path","id","captions"}], and what NeuralTalk writes, {"imgblobs":[{"img_path",
// "imgid","references":[{"text"}]}]}.
Result<data::Dataset> readNeuraltalk(const fs::path& file) {
    LEGENDA_TRY(content, readJsonFile(file));
    const bool written = content->is_object();
    const auto images = written ? content->value("imgblobs", json()) : *content;
    const char *const path = written ? "img_path" : "file_path", *const id = written ? "imgid" : "id",
                      *const captions = written ? "references" : "captions";
    data::Dataset data;
    std::map<std::string, std::size_t> known;  // path -> sample
    for (std::size_t i = 0; i < images.size(); ++i) {
        const auto image = images.is_array() ? images[i] : json();
        const auto lacks = [&](const char* what) {
            return base::fail(ErrorCode::BadInput, fmt::format("{}{}[{}]: expected \"{}\".", file.string(),
                                                               written ? ": imgblobs" : "", i, what));
        };
        if (!image.is_object() || !image.contains(path) || !image[path].is_string()) return lacks(path);
        const auto name = image[path].get<std::string>();
        const auto [place, isNew] = known.emplace(name, data.samples.size());
        if (isNew) data.samples.emplace_back().image = name;
        auto& sample = data.samples[place->second];
        if (image.contains(id))
            sample.externalIds["coco"] = image[id].is_string() ? image[id].get<std::string>() : image[id].dump();
        const auto texts = image.value(captions, json());
        if (!texts.is_array()) return lacks(captions);
        for (const auto& text : texts) {
            const auto caption = text.is_object() ? text.value("text", json()) : text;
            if (!caption.is_string()) return lacks(captions);
            sample.captions.push_back(caption.get<std::string>());
        }
    }
    return data;
}

// The first form of captions that the folder holds.
Result<data::Dataset> readFolder(const fs::path& folder, const base::JobContext& context) {
    for (const char* format : {"flickr8k", "flickr30k", "coco", "karpathy-json", "folder"}) {
        auto data = readBy(format, folder, context);
        if (!data && data.error().code == ErrorCode::Cancelled) return data;
        const auto hasCaptions = [](const auto& sample) { return !sample.captions.empty(); };
        if (data && std::ranges::any_of(data->samples, hasCaptions)) return data;
    }
    return base::fail(ErrorCode::BadInput,
                      fmt::format("{} holds no captions in a form that is known.", folder.string()));
}

bool holds(const std::string& head, const char* key) {
    return head.find(key) != std::string::npos;
}

}  // namespace

Result<CaptionReferences> readReferences(const fs::path& file, const std::string& split,
                                         const base::JobContext& context) {
    std::error_code ignored;
    if (fs::is_directory(file, ignored)) {
        LEGENDA_TRY(data, readFolder(file, context));
        return referencesOf(file, std::move(*data), split, context);
    }
    const auto head = base::headOf(file, kRecognisedBy);
    const auto first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    const char start = first == std::string::npos ? '\0' : head[first];
    const bool isJson = start == '{' || start == '[' || start == '\0';
    if (isJson && (start == '[' ? holds(head, "\"file_path\"") : holds(head, "\"imgblobs\""))) {
        LEGENDA_TRY(data, readNeuraltalk(file));
        return referencesOf(file, std::move(*data), split, context);
    }
    if (!isJson || holds(head, "\"sentids\"") || holds(head, "\"sentences\"")) {
        LEGENDA_TRY(data, readBy(isJson ? "karpathy-json" : "flickr8k", file, context));
        return referencesOf(file, std::move(*data), split, context);
    }
    if (!split.empty()) return base::fail(ErrorCode::Usage, fmt::format("--split: {} names no splits.", file.string()));
    return readCocoReferences(file);
}

}  // namespace legenda::evaluation
