// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/predictions/prediction.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

// What the readers and writers of this folder share.
namespace legenda::data::predictions {

// The finite number under the first of these keys that there is. False: its value is none, which `why` says.
bool scoreOf(const nlohmann::json& object, std::initializer_list<const char*> keys, std::optional<double>& score,
             std::string& why);

// The image by the name under one of these keys, else by its id under "image_id", which may be a name as well. False:
// neither is there.
bool imageOf(const nlohmann::json& object, std::initializer_list<const char*> keys, regions::Record& image);

// Why a box is none of pixels; empty: it is one.
std::string boxProblem(const std::optional<base::Box>& box, const nlohmann::json& value);

// The elements of a file's lists and JSON lines, as data::forEachElement() and data::forEachLine() give them. What was
// repaired in one is a note; one that could not be read is a fault.
using EachValue = std::function<void(const nlohmann::json& value, const std::string& where)>;
base::Result<std::vector<std::string>> eachElement(const std::filesystem::path& file, const std::string& list,
                                                   Feed& feed, const EachValue& each);
base::Status eachLine(const std::filesystem::path& file, Feed& feed, const EachValue& each);

}  // namespace legenda::data::predictions
