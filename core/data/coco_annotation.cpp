// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/coco_annotation.h"

#include "core/data/json_stream.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace legenda::data {

using nlohmann::json;

namespace {

constexpr std::size_t kShown = 60;  // bytes of a value quoted in a message

std::string shown(const json& value) {
    const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    return text.size() <= kShown ? text : text.substr(0, kShown) + "…";
}

// The bounds of polygons [[x1, y1, x2, y2, …], …].
std::optional<base::Box> polygonBounds(const json& segmentation) {
    if (!segmentation.is_array()) return std::nullopt;
    double left = 0, top = 0, right = 0, bottom = 0;
    bool any = false;
    for (const auto& polygon : segmentation) {
        if (!polygon.is_array()) return std::nullopt;
        for (std::size_t i = 0; i + 1 < polygon.size(); i += 2) {
            const auto x = realOf(polygon[i]), y = realOf(polygon[i + 1]);
            if (!x || !y) return std::nullopt;
            left = any ? std::min(left, *x) : *x;
            right = any ? std::max(right, *x) : *x;
            top = any ? std::min(top, *y) : *y;
            bottom = any ? std::max(bottom, *y) : *y;
            any = true;
        }
    }
    return any ? std::optional(base::Box{left, top, right - left, bottom - top}) : std::nullopt;
}

// CVAT writes the box before its rotation about its centre, and the angle in degrees.
double rotationOf(const json& annotation) {
    for (const auto* holder : {&annotation, annotation.contains("attributes") ? &annotation["attributes"] : nullptr}) {
        if (!holder || !holder->is_object() || !holder->contains("rotation")) continue;
        if (const auto angle = realOf((*holder)["rotation"])) return *angle;
    }
    return 0;
}

base::Box turned(const base::Box& box, double degrees) {
    const double angle = degrees * std::numbers::pi / 180;
    const double c = std::abs(std::cos(angle)), s = std::abs(std::sin(angle));
    const double w = box.w * c + box.h * s, h = box.w * s + box.h * c;
    return {box.x + (box.w - w) / 2, box.y + (box.h - h) / 2, w, h};
}

}  // namespace

CocoBox cocoBox(const json& annotation) {
    const auto box = annotation.find("bbox");
    if (box != annotation.end() && !box->is_null() && !(box->is_array() && box->empty())) {
        std::vector<double> sides;
        if (box->is_array())
            for (const auto& side : *box)
                if (const auto number = realOf(side)) sides.push_back(*number);
        if (sides.size() != 4 || box->size() != 4)
            return {{}, fmt::format("has a bbox that is not [x, y, width, height]: {}", shown(*box)), true};
        const base::Box upright{sides[0], sides[1], sides[2], sides[3]};
        const double rotation = rotationOf(annotation);
        if (std::fmod(rotation, 180) == 0) return {upright, {}};
        return {turned(upright, rotation),
                fmt::format("is rotated by {:g} degrees; its bounding box was used", rotation)};
    }
    const auto polygons = annotation.find("segmentation");
    if (polygons == annotation.end() || polygons->is_null() || polygons->empty()) return {};
    if (const auto bounds = polygonBounds(*polygons))
        return {bounds, "a polygon without a bbox was replaced by its bounding box"};
    return {{}, "has a segmentation, but neither a bbox nor polygons", true};
}

std::vector<std::string> textsOf(const json& annotation, const char* key, std::string& note) {
    std::vector<std::string> texts;
    if (!annotation.is_object()) return texts;
    const auto value = annotation.find(key);
    if (value == annotation.end() || value->is_null()) return texts;
    const auto add = [&](const json& one) {
        if (!one.is_string())
            note = fmt::format("has a \"{}\" that is not text: {}", key, shown(one));
        else if (const auto& text = one.get_ref<const std::string&>(); hasWords(text))
            texts.push_back(text);
        else
            note = fmt::format("has a \"{}\" without a word", key);
    };
    if (value->is_array())
        std::ranges::for_each(*value, add);
    else
        add(*value);
    return texts;
}

}  // namespace legenda::data
