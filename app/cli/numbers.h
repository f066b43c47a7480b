// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string>

namespace legenda::cli {

// Checks of an option's value. CLI11 alone takes "nan" for a number of any range, 1e400 for infinity, 0x10 for 16 and
// 010 for 8: here a number is decimal and finite.
template <class Number>
CLI::Validator numberBetween(Number least, Number most, const char* kind) {
    return CLI::Validator(
        [=](std::string& text) -> std::string {
            Number value{};
            const char* begin = text.data();
            const char* const end = begin + text.size();
            if (text.size() > 1 && *begin == '+' && begin[1] != '-') ++begin;
            const auto read = std::from_chars(begin, end, value);
            const bool fits = read.ec == std::errc() && read.ptr == end && value >= least && value <= most;
            if (!fits) return fmt::format("\"{}\" is not {} from {} to {}", text, kind, least, most);
            text = fmt::format("{}", value);
            return {};
        },
        fmt::format("{} to {}", least, most));
}

inline CLI::Validator wholeNumber(long long least, long long most) {
    return numberBetween<long long>(least, most, "a whole number");
}
inline CLI::Validator realNumber(double least, double most) {
    return numberBetween<double>(least, most, "a number");
}

}  // namespace legenda::cli
