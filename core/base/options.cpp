// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace legenda::base {

namespace {

const char* typeName(OptionType type) {
    switch (type) {
        case OptionType::Flag:
            return "true or false";
        case OptionType::Integer:
            return "a whole number";
        case OptionType::Real:
            return "a number";
        case OptionType::Text:
            return "text";
    }
    return "text";
}

bool hasType(OptionType type, const nlohmann::json& value) {
    switch (type) {
        case OptionType::Flag:
            return value.is_boolean();
        case OptionType::Integer:
            return value.is_number_integer();
        case OptionType::Real:
            return value.is_number();
        case OptionType::Text:
            return value.is_string();
    }
    return false;
}

std::string shown(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string lowerCase(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

// How many letters must be changed, added or left out to make one word of the other.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

}  // namespace

std::string optionProblem(const OptionField& field, const nlohmann::json& value) {
    const auto& info = field.info;
    if (!hasType(field.type, value))
        return fmt::format("{} must be {}, found \"{}\"", info.key, typeName(field.type), shown(value));
    if (value.is_number()) {
        const double number = value.get<double>();
        if (!(number >= info.min && number <= info.max))
            return fmt::format("{} must lie between {} and {}, found {}", info.key, info.min, info.max, shown(value));
    }
    if (value.is_string() && !info.choices.empty() &&
        std::ranges::find(info.choices, value.get<std::string>()) == info.choices.end())
        return fmt::format("{} must be one of {}, found \"{}\"", info.key, fmt::join(info.choices, ", "), shown(value));
    return {};
}

std::string unknownOption(const std::string& key, const std::vector<std::string>& known) {
    std::string nearest;
    std::size_t least = std::max<std::size_t>(2, key.size() / 3) + 1;
    for (const auto& option : known)
        if (const auto apart = distance(lowerCase(key), lowerCase(option)); apart < least) {
            least = apart;
            nearest = option;
        }
    if (!nearest.empty()) return fmt::format("unknown option \"{}\"; the nearest is \"{}\"", key, nearest);
    return fmt::format("unknown option \"{}\"; there are {}", key, fmt::join(known, ", "));
}

nlohmann::json parseOptionText(OptionType type, const std::string& text) {
    const char* const end = text.data() + text.size();
    if (type == OptionType::Flag && (text == "true" || text == "1" || text == "yes")) return true;
    if (type == OptionType::Flag && (text == "false" || text == "0" || text == "no")) return false;
    if (type == OptionType::Integer) {
        long long number = 0;
        if (const auto r = std::from_chars(text.data(), end, number); r.ec == std::errc() && r.ptr == end)
            return number;
    }
    if (type == OptionType::Real) {
        double number = 0;
        if (const auto r = std::from_chars(text.data(), end, number); r.ec == std::errc() && r.ptr == end)
            return number;
    }
    return text;
}

}  // namespace legenda::base
