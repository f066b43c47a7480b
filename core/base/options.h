// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

namespace legenda::base {

// The description of one member of an options struct, given in its describe(visitor); the CLI's --set, the JSON of
// configs and checkpoints and the GUI's form are all made from it. Ranges are inclusive.
struct OptionInfo {
    std::string key;
    std::string help;
    double min = -INFINITY;
    double max = INFINITY;
    std::vector<std::string> choices{};  // for text: the values allowed
    bool advanced = false;               // collapsed in the form
    std::string unit{};                  // of a number: "pixels", "GB"
};

enum class OptionType { Flag, Integer, Real, Text };

struct OptionField {
    OptionInfo info;
    OptionType type = OptionType::Text;
    nlohmann::json value;
};

struct OptionProblem {
    std::string key;
    std::string why;
};

// Error.key of a refused option: this and the option's key.
inline const std::string kOptionProblem = "option.";
inline tl::unexpected<Error> refuseOption(const OptionProblem& problem) {
    return failWithKey(ErrorCode::Usage, kOptionProblem + problem.key, problem.why + ".");
}

// Checks one value against its type, range and choices; an empty string when it fits.
std::string optionProblem(const OptionField& field, const nlohmann::json& value);
// Says that an option is unknown and which one is spelt most like it, or which there are.
std::string unknownOption(const std::string& key, const std::vector<std::string>& known);
// "12" -> 12, "true" -> true … by the field's type; text that does not fit is returned as a string.
nlohmann::json parseOptionText(OptionType type, const std::string& text);

template <class T>
constexpr OptionType optionType() {
    if constexpr (std::is_same_v<T, bool>)
        return OptionType::Flag;
    else if constexpr (std::is_integral_v<T>)
        return OptionType::Integer;
    else if constexpr (std::is_floating_point_v<T>)
        return OptionType::Real;
    else
        return OptionType::Text;
}

// Every option of `options` in order, with its value.
template <class Options>
std::vector<OptionField> optionFields(Options options) {
    std::vector<OptionField> fields;
    options.describe([&](auto& member, OptionInfo info) {
        fields.push_back(
            {std::move(info), optionType<std::remove_cvref_t<decltype(member)>>(), nlohmann::json(member)});
    });
    return fields;
}

template <class Options>
std::vector<std::string> optionKeys(Options options) {
    std::vector<std::string> keys;
    options.describe([&](auto&, const OptionInfo& info) { keys.push_back(info.key); });
    return keys;
}

template <class Options>
nlohmann::json optionsToJson(const Options& options) {
    nlohmann::json out = nlohmann::json::object();
    for (const auto& field : optionFields(options)) out[field.info.key] = field.value;
    return out;
}

// Sets the members named in `values`; `where` (a file, "--set") is named in the message. An unknown key is an error.
template <class Options>
Status optionsFromJson(Options& options, const nlohmann::json& values, const std::string& where) {
    if (!values.is_object()) return fail(ErrorCode::BadInput, where + ": options must be an object of key and value.");
    Options changed = options;
    std::string problem;
    for (const auto& item : values.items()) {
        const std::string& key = item.key();
        const nlohmann::json& value = item.value();
        bool found = false;
        changed.describe([&](auto& member, OptionInfo info) {
            if (info.key != key || !problem.empty()) return;
            found = true;
            using Member = std::remove_cvref_t<decltype(member)>;
            problem = optionProblem({info, optionType<Member>(), nlohmann::json(member)}, value);
            if (problem.empty()) member = value.template get<Member>();
        });
        if (!found && problem.empty()) problem = unknownOption(key, optionKeys(changed));
        if (!problem.empty()) return failWithKey(ErrorCode::Usage, kOptionProblem + key, where + ": " + problem + ".");
    }
    options = changed;
    return {};
}

// One "key=value" of the command line.
template <class Options>
Status setOption(Options& options, const std::string& key, const std::string& text,
                 const std::string& where = "--set") {
    for (const auto& field : optionFields(options))
        if (field.info.key == key)
            return optionsFromJson(options, nlohmann::json{{key, parseOptionText(field.type, text)}}, where);
    return fail(ErrorCode::Usage, where + ": " + unknownOption(key, optionKeys(options)) + ".");
}

// Every problem by field.
template <class Options>
std::vector<OptionProblem> optionProblems(const Options& options) {
    std::vector<OptionProblem> problems;
    for (const auto& field : optionFields(options))
        if (auto why = optionProblem(field, field.value); !why.empty())
            problems.push_back({field.info.key, std::move(why)});
    return problems;
}

}  // namespace legenda::base
