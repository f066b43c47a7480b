// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/entities.h"

#include "core/data/text_file.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pugixml.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>
#include <optional>

namespace legenda::data {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kOpen = "[/EN#";

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = text.find(separator);
        if (end > 0) parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return parts;
}

// "18/people/other" of "[/EN#18/people/other".
std::optional<PhraseMention> openMention(std::string_view marker, int start) {
    auto parts = split(marker.substr(kOpen.size()), '/');
    if (parts.empty()) return std::nullopt;
    PhraseMention mention;
    mention.chain = std::move(parts.front());
    mention.types.assign(parts.begin() + 1, parts.end());
    mention.start = start;
    return mention;
}

std::string normalised(const std::string& sentence) {
    return fmt::format("{}", fmt::join(text::tokenize(sentence), " "));
}

std::optional<double> number(const pugi::xml_node& parent, const char* name) {
    const std::string_view value = trimmed(parent.child_value(name));
    double result = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (failure != std::errc() || end != value.data() + value.size() || !std::isfinite(result)) return std::nullopt;
    return result;
}

int lineOf(const std::string& text, std::ptrdiff_t offset) {
    return 1 +
           static_cast<int>(std::count(
               text.begin(),
               text.begin() + std::clamp<std::ptrdiff_t>(offset, 0, static_cast<std::ptrdiff_t>(text.size())), '\n'));
}

}  // namespace

std::string entitiesId(const std::string& image) {
    std::string stem = fs::path(image).stem().string();
    const auto digits = stem.find_first_not_of("0123456789");
    if (digits != std::string::npos && digits > 0 && stem[digits] == '_' && digits + 1 < stem.size())
        stem.resize(digits);
    return stem;
}

EntitySentence parseEntitySentence(const std::string& line, const std::string& where, std::vector<Problem>& problems) {
    EntitySentence sentence;
    std::vector<std::string> tokens;
    std::optional<PhraseMention> open;
    for (const auto& word : split(line, ' ')) {
        if (word.starts_with(kOpen)) {
            if (open)
                problems.push_back(
                    {where, fmt::format("the markup of \"{}\" is not closed before the next begins", open->chain)});
            open = openMention(word, static_cast<int>(tokens.size()));
            if (!open) problems.push_back({where, fmt::format("\"{}\" names no chain", word)});
            continue;
        }
        const auto close = open ? word.rfind(']') : std::string::npos;
        if (close == std::string::npos) {
            tokens.push_back(word);
            continue;
        }
        std::string rest = word;
        rest.erase(close, 1);
        if (!rest.empty()) tokens.push_back(rest);
        open->end = static_cast<int>(tokens.size());
        open->text = fmt::format("{}", fmt::join(tokens.begin() + open->start, tokens.end(), " "));
        if (open->end > open->start)
            sentence.mentions.push_back(std::move(*open));
        else
            problems.push_back({where, fmt::format("the markup of \"{}\" holds no words", open->chain)});
        open.reset();
    }
    if (open) problems.push_back({where, fmt::format("the markup of \"{}\" is not closed", open->chain)});
    sentence.text = fmt::format("{}", fmt::join(tokens, " "));
    return sentence;
}

EntityAnnotation readEntityAnnotation(const fs::path& file, std::vector<Problem>& problems) {
    EntityAnnotation result;
    const auto fail = [&](std::string where, std::string why) {
        problems.push_back({std::move(where), std::move(why)});
        return result;
    };
    auto text = readText(file, problems);
    if (!text) return fail(file.string(), text.error().message);
    pugi::xml_document document;
    if (const auto parsed = document.load_buffer(text->data(), text->size(), pugi::parse_default, pugi::encoding_utf8);
        !parsed)
        return fail(place(file, lineOf(*text, parsed.offset)),
                    fmt::format("is not valid XML: {}", parsed.description()));
    const auto annotation = document.child("annotation");
    if (!annotation) return fail(file.string(), "has no element <annotation>");
    result.image = trimmed(annotation.child_value("filename"));
    const auto width = number(annotation.child("size"), "width"), height = number(annotation.child("size"), "height");
    for (const auto object : annotation.children("object")) {
        const auto box = object.child("bndbox");
        const auto where = [&] { return place(file, lineOf(*text, object.offset_debug())); };
        if (!object.child("name")) {
            problems.push_back({where(), "an object without a chain (name)"});
            continue;
        }
        if (!box) {
            const bool scene = number(object, "scene").value_or(0) != 0;
            for (const auto name : object.children("name"))
                (scene ? result.scenes : result.invisible).emplace_back(trimmed(name.child_value()));
            continue;
        }
        const auto x1 = number(box, "xmin"), y1 = number(box, "ymin"), x2 = number(box, "xmax"),
                   y2 = number(box, "ymax");
        if (!x1 || !y1 || !x2 || !y2) {
            problems.push_back({where(), "a bndbox needs the numbers xmin, ymin, xmax and ymax"});
            continue;
        }
        if (*x2 < *x1 || *y2 < *y1) {
            problems.push_back({where(), fmt::format("the box {}, {} to {}, {} has no area", *x1, *y1, *x2, *y2)});
            continue;
        }
        for (const auto name : object.children("name"))
            result.boxes.push_back(
                {std::string(trimmed(name.child_value())), {*x1 - 1, *y1 - 1, *x2 - *x1 + 1, *y2 - *y1 + 1}});
    }
    constexpr double kMostPixels = 1e6;
    if (width && height && *width > 0 && *height > 0 && *width < kMostPixels && *height < kMostPixels) {
        result.width = static_cast<int>(*width);
        result.height = static_cast<int>(*height);
    } else if (!result.boxes.empty()) {
        problems.push_back({file.string(), "gives no size; its boxes are taken as pixels of the image file"});
    }
    return result;
}

void joinCaptions(Sample& sample) {
    std::map<std::string, std::deque<int>> captions;
    for (std::size_t i = 0; i < sample.captions.size(); ++i)
        captions[normalised(sample.captions[i])].push_back(static_cast<int>(i));
    for (auto& sentence : sample.entitySentences) {
        const auto found = captions.find(normalised(sentence.text));
        if (found == captions.end() || found->second.empty()) continue;
        sentence.caption = found->second.front();
        found->second.pop_front();
    }
}

void readEntities(const fs::path& sentences, const fs::path& annotations, Sample& sample,
                  std::vector<Problem>& problems) {
    const std::string id = entitiesId(sample.image);
    const fs::path sentenceFile = sentences / (id + ".txt"), boxFile = annotations / (id + ".xml");
    std::error_code ignored;
    if (fs::exists(sentenceFile, ignored)) {
        if (auto lines = readLines(sentenceFile, problems)) {
            for (const auto& line : *lines)
                if (!trimmed(line.text).empty())
                    sample.entitySentences.push_back(
                        parseEntitySentence(line.text, place(sentenceFile, line.number), problems));
        } else {
            problems.push_back({sentenceFile.string(), lines.error().message});
        }
    }
    if (fs::exists(boxFile, ignored)) {
        auto annotation = readEntityAnnotation(boxFile, problems);
        sample.entityBoxes = std::move(annotation.boxes);
        sample.annotatedWidth = annotation.width;
        sample.annotatedHeight = annotation.height;
    }
    if (!sample.entitySentences.empty() || !sample.entityBoxes.empty()) sample.externalIds["entities"] = id;
    joinCaptions(sample);
}

}  // namespace legenda::data
