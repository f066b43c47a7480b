// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/regions/record.h"

#include <initializer_list>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace legenda::data::regions {

// The member of an object; null where there is none, or no object.
const nlohmann::json& member(const nlohmann::json& object, const char* key);

// A text as it stands there, or a number as text; empty: neither.
std::string plainText(const nlohmann::json& object, const char* key);

// Adds what a value holds: one text or a list of them, byte for byte; blank ones are left out. False: there was
// something that is no text.
bool addTexts(const nlohmann::json& value, std::vector<Text>& texts, const std::string& annotator = {});

// An id as the number that it is, else as text.
nlohmann::json idJson(const std::string& id);

// The start of a value, for a message.
std::string shown(const nlohmann::json& value);

// The members that are not among the known ones and are not null.
nlohmann::json restOf(const nlohmann::json& object, std::initializer_list<const char*> known);

// Four numbers, also written as texts: x, y, width, height or, with corners, x1, y1, x2, y2. None: they are not four.
std::optional<base::Box> boxOf(const nlohmann::json& four, bool corners = false);

// True: there is a score, and it is no finite number, as NaN becomes null.
bool hasBadScore(const nlohmann::json& object);

// The bounds of a list of points [x, y].
std::optional<base::Box> boundsOf(const nlohmann::json& points);

// The bounds of a box that is turned clockwise about a point.
base::Box turned(const base::Box& box, double degrees, double pivotX, double pivotY);

std::string dumped(const nlohmann::json& value);  // on one line; valid UTF-8 whatever is in it

// Writes the elements of a list, one per line.
class ListWriter {
 public:
    explicit ListWriter(std::ostream& out) : out_(out) { out_ << '['; }
    void add(const nlohmann::json& element);
    void close() { out_ << "\n]"; }

 private:
    std::ostream& out_;
    bool any_ = false;
};

}  // namespace legenda::data::regions
