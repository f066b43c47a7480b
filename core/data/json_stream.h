// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace legenda::data {

// Reads a JSON file of any size: an object of lists, or one list, of which no more than one element is held at a time.
// Calls each(list, number, element) for every element: list is the key ("" of a file that is one list), number counts
// from 0. Other members of the object are left out. Each value that JsonScanner repairs or leaves out is a problem.
// Gives the names of the lists that were there. Errors: Io; Cancelled; BadInput where the file is neither of the two,
// is truncated, has a syntax error between its elements, or an element that is longer than any would be (32 MB): the
// elements passed before are then not all of them.
// `members`, where it is given, is called for everything else: (object, key, value), object is "" for members of the
// document itself.
using EachElement = std::function<void(const std::string& list, std::size_t number, const nlohmann::json& element)>;
using EachMember = std::function<void(const std::string& object, const std::string& key, const nlohmann::json& value)>;
base::Result<std::vector<std::string>> forEachElement(const std::filesystem::path& file,
                                                      const base::JobContext& context, std::vector<Problem>& problems,
                                                      const EachElement& each, const EachMember& members = {});

// Reads JSON lines, one value a line; no more than one line is held at a time. Empty lines are left out; a line that
// is no JSON is a problem and is passed over. Errors: Io; Cancelled; BadInput: the file is empty, or a line is longer
// than 32 MB.
using EachLine = std::function<void(int line, const nlohmann::json& value)>;
base::Status forEachLine(const std::filesystem::path& file, const base::JobContext& context,
                         std::vector<Problem>& problems, const EachLine& each);

// The one value of a file. Errors: Io; BadInput where it is cut, is no JSON, or is longer than 256 MB.
base::Result<nlohmann::json> readDocument(const std::filesystem::path& file, std::vector<Problem>& problems);

// "file: annotations[7]"
std::string placeOf(const std::filesystem::path& file, const std::string& list, std::size_t number);

// Members of an element. Ids come as numbers or strings and are returned as text; 7, 7.0 and "7" are the same. Empty:
// there is no such member.
std::string idOf(const nlohmann::json& element, const char* key);
std::string textOf(const nlohmann::json& element, const char* key);  // trimmed, one line
// A number, also one that is written as a text; none where it is neither or not finite.
std::optional<double> realOf(const nlohmann::json& value);
int numberOf(const nlohmann::json& element, const char* key);  // 0: there is none, or it is not a size

}  // namespace legenda::data
