// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/values.h"

#include "core/data/json_stream.h"
#include "core/data/text_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

namespace legenda::data::regions {

using nlohmann::json;

namespace {

bool isFinite(const json& value) {
    return !value.is_number_float() || std::isfinite(value.get<double>());
}

// As dumped(), which has no words for numbers that are not finite.
std::string spelled(const json& value) {
    if (!isFinite(value))
        return std::isnan(value.get<double>()) ? "NaN" : value.get<double>() < 0 ? "-Infinity" : "Infinity";
    if (!value.is_array()) return dumped(value);
    std::string text;
    for (const auto& one : value) text += (text.empty() ? "" : ",") + spelled(one);
    return '[' + text + ']';
}

}  // namespace

const json& member(const json& object, const char* key) {
    static const json kNone;
    if (!object.is_object()) return kNone;
    const auto found = object.find(key);
    return found == object.end() ? kNone : *found;
}

std::string plainText(const json& object, const char* key) {
    const auto& value = member(object, key);
    return value.is_string() ? value.get<std::string>() : data::idOf(object, key);
}

bool addTexts(const json& value, std::vector<Text>& texts, const std::string& annotator) {
    if (value.is_null() || !isFinite(value)) return true;
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (!data::trimmed(text).empty()) texts.push_back({text, annotator});
        return true;
    }
    if (!value.is_array()) return false;
    return std::ranges::all_of(value,
                               [&](const json& one) { return !one.is_array() && addTexts(one, texts, annotator); });
}

json idJson(const std::string& id) {
    constexpr std::int64_t kMost = std::int64_t{1} << 53;  // that every program reads exactly
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(id.data(), id.data() + id.size(), number);
    const bool same = wrong == std::errc() && end == id.data() + id.size() && std::to_string(number) == id;
    return same && number >= 0 && number <= kMost ? json(number) : json(id);
}

std::string shown(const json& value) {
    constexpr std::size_t kShown = 60;  // bytes
    const std::string text = spelled(value);
    return text.size() <= kShown ? text : data::repairedUtf8(text.substr(0, kShown)) + "…";
}

json restOf(const json& object, std::initializer_list<const char*> known) {
    json rest = json::object();
    if (!object.is_object()) return rest;
    for (const auto& item : object.items())
        if (!item.value().is_null() && isFinite(item.value()) &&
            std::ranges::none_of(known, [&](const char* one) { return item.key() == one; }))
            rest[item.key()] = item.value();
    return rest;
}

std::optional<base::Box> boxOf(const json& four, bool corners) {
    if (!four.is_array() || four.size() != 4) return std::nullopt;
    std::vector<double> sides;
    for (const auto& side : four)
        if (const auto number = data::realOf(side)) sides.push_back(*number);
    if (sides.size() != 4) return std::nullopt;
    if (!corners) return base::Box{sides[0], sides[1], sides[2], sides[3]};
    const auto [left, right] = std::minmax(sides[0], sides[2]);
    const auto [top, bottom] = std::minmax(sides[1], sides[3]);
    return base::Box{left, top, right - left, bottom - top};
}

bool hasBadScore(const json& object) {
    return object.is_object() && object.contains("score") && !data::realOf(object["score"]);
}

std::optional<base::Box> boundsOf(const json& points) {
    if (!points.is_array() || points.empty()) return std::nullopt;
    double left = 0, top = 0, right = 0, bottom = 0;
    bool any = false;
    for (const auto& point : points) {
        const auto x = point.is_array() && point.size() >= 2 ? data::realOf(point[0]) : std::nullopt;
        const auto y = x ? data::realOf(point[1]) : std::nullopt;
        if (!y) return std::nullopt;
        left = any ? std::min(left, *x) : *x;
        right = any ? std::max(right, *x) : *x;
        top = any ? std::min(top, *y) : *y;
        bottom = any ? std::max(bottom, *y) : *y;
        any = true;
    }
    return base::Box{left, top, right - left, bottom - top};
}

base::Box turned(const base::Box& box, double degrees, double pivotX, double pivotY) {
    const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
    json points = json::array();
    for (const double x : {box.x, box.right()})
        for (const double y : {box.y, box.bottom()})
            points.push_back(
                {pivotX + (x - pivotX) * c - (y - pivotY) * s, pivotY + (x - pivotX) * s + (y - pivotY) * c});
    return boundsOf(points).value_or(box);
}

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

void ListWriter::add(const json& element) {
    out_ << (any_ ? ",\n" : "\n") << dumped(element);
    any_ = true;
}

}  // namespace legenda::data::regions
