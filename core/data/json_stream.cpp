// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_stream.h"

#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace legenda::data {

using base::ErrorCode;
using nlohmann::json;

namespace {

constexpr std::size_t kElementsALook = 512;  // between two looks at the stop token

struct Stopped {};

// What the parser has come to: elements are handed over as they close, and dropped.
struct Reading {
    const std::filesystem::path& file;
    const base::JobContext& context;
    const EachElement& each;
    std::ifstream& in;
    std::int64_t bytes;
    bool isList = false, isObject = false;
    std::string key = {};
    std::size_t number = 0, elements = 0;

    // Keeps what is inside an element until that closes; nothing else.
    bool operator()(int depth, json::parse_event_t event, json& value) {
        using Event = json::parse_event_t;
        if (depth == 0) {
            isList = isList || event == Event::array_start;
            isObject = isObject || event == Event::object_start;
            return true;
        }
        if (isObject && depth == 1) {
            if (event == Event::key) {
                key = value.get<std::string>();
                number = 0;
            }
            return true;
        }
        const bool element = depth == (isObject ? 2 : 1);
        if (!element || (event != Event::object_end && event != Event::array_end && event != Event::value)) return true;
        take(value);
        return false;
    }

    void take(const json& value) {
        if (++elements % kElementsALook == 0) {
            if (context.stopped()) throw Stopped{};
            context.report({"reading " + file.filename().string(), std::max<std::int64_t>(0, in.tellg()), bytes, {}});
        }
        each(isObject ? key : std::string(), number++, value);
    }
};

}  // namespace

base::Status forEachElement(const std::filesystem::path& file, const base::JobContext& context,
                            std::vector<Problem>& problems, const EachElement& each) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return base::fail(ErrorCode::Io, fmt::format("{} cannot be read.", file.string()));
    std::error_code ignored;
    Reading reading{file, context, each, in, static_cast<std::int64_t>(std::filesystem::file_size(file, ignored))};
    try {
        [[maybe_unused]] const json leftOver = json::parse(in, std::ref(reading));
    } catch (const Stopped&) {
        return base::JobContext::cancelled();
    } catch (const json::parse_error& wrong) {
        const auto why = fmt::format("is no JSON at byte {}", wrong.byte);
        if (reading.elements == 0)
            return base::fail(ErrorCode::BadInput, fmt::format("{} {}.", file.string(), why), wrong.what());
        problems.push_back({file.string(), why + ": it breaks off there; what came before was read"});
    }
    if (!reading.isList && !reading.isObject)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} holds neither a list nor an object of lists.", file.string()));
    return {};
}

std::string placeOf(const std::filesystem::path& file, const std::string& list, std::size_t number) {
    return fmt::format("{}: {}[{}]", file.string(), list, number);
}

std::string idOf(const json& element, const char* key) {
    if (!element.is_object()) return {};
    const auto found = element.find(key);
    if (found == element.end()) return {};
    if (found->is_number_integer()) return found->dump();
    return found->is_string() ? found->get<std::string>() : std::string();
}

std::string textOf(const json& element, const char* key) {
    if (!element.is_object()) return {};
    const auto found = element.find(key);
    if (found == element.end() || !found->is_string()) return {};
    auto text = found->get<std::string>();
    std::ranges::replace_if(
        text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return std::string(trimmed(text));
}

int numberOf(const json& element, const char* key) {
    if (!element.is_object()) return 0;
    const auto found = element.find(key);
    return found != element.end() && found->is_number() ? found->get<int>() : 0;
}

}  // namespace legenda::data
