// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/json_source.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace legenda::data {

// Reads JSON as real programs write it. What other parsers reject (NaN, half a surrogate pair, raw control
// characters, bytes that are not UTF-8, quotes that are not escaped, numbers beyond 64 bits, trailing commas) is
// repaired and reported to `note`; a value that cannot be repaired is left out as a whole. NaN, infinity and numbers
// beyond double come as numbers that are not finite, so that a reader which needs them can refuse them. Of a key that
// stands twice the last counts, which is reported. Belongs to one thread.
class JsonScanner {
 public:
    using Note = std::function<void(std::string why)>;

    struct Cut {};  // thrown where the input ends within a value
    // Thrown for a syntax error outside of any value.
    struct Broken {
        std::string why;
    };

    JsonScanner(JsonSource& source, Note note) : source_(source), note_(std::move(note)) {}

    // The next byte that is not white space; it is not taken. -1: the end.
    int next();
    // Reads one value; false: it was damaged and has been skipped. Throws Cut.
    bool value(nlohmann::json& out);
    std::string text();        // of a string, from its opening quote. Throws Cut.
    void expect(char wanted);  // takes it, or throws Broken or Cut
    std::string found();       // what comes next, for a message

 private:
    struct Damaged {
        std::string why;
    };

    nlohmann::json read(int depth);
    nlohmann::json object(int depth);
    nlohmann::json list(int depth);
    nlohmann::json number();
    nlohmann::json word();
    bool endsHere();
    void escape(std::string& text);
    std::uint32_t hexadecimal();
    void passOver();
    void note(std::string why);

    JsonSource& source_;
    Note note_;
    std::string key_;  // of the member that is being read
    int open_ = 0;     // brackets of the value that is being read
};

}  // namespace legenda::data
