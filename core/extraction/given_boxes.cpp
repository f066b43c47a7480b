// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/given_boxes.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/project/image_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

namespace legenda::extraction {

using base::ErrorCode;
using base::fail;

namespace {

constexpr double kTolerance = 1;  // tolerance in pixels of a box that exceeds the image, for rounding

std::string fileName(const std::string& path) {
    return std::filesystem::path(path).filename().string();
}

base::Result<std::pair<std::string, GivenBoxes::Boxes>> readLine(const std::string& text, const std::string& where) {
    LEGENDA_TRY(json, base::parseJson(text, where));
    const auto& value = *json;
    if (!value.is_object() || !value.contains("image") || !value["image"].is_string() || !value.contains("boxes") ||
        !value["boxes"].is_array())
        return fail(
            ErrorCode::BadInput,
            fmt::format("{}: expected {{\"image\": …, \"boxes\": [[x, y, w, h], …], \"scores\": […]}}.", where));
    GivenBoxes::Boxes given;
    for (const auto& item : value["boxes"]) {
        LEGENDA_TRY(box, base::boxFromJson(item, where));
        given.boxes.push_back(*box);
    }
    if (value.contains("scores") && !value["scores"].is_null()) {
        const auto& scores = value["scores"];
        if (!scores.is_array() || scores.size() != given.boxes.size() ||
            !std::ranges::all_of(scores,
                                 [](const auto& s) { return s.is_number() && std::isfinite(s.template get<float>()); }))
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: \"scores\" must hold one number for each of the {} boxes.", where,
                                    given.boxes.size()));
        for (const auto& score : scores) given.scores.push_back(score.template get<float>());
    }
    return std::pair(value["image"].get<std::string>(), std::move(given));
}

// Whether boxes that stick out would all lie inside if they were corners x1, y1, x2, y2.
bool looksLikeCorners(const std::vector<base::Box>& boxes, const base::Box& frame) {
    return std::ranges::all_of(boxes, [&](const base::Box& b) {
        return b.w > b.x && b.h > b.y && b.x >= 0 && b.y >= 0 && b.w <= frame.w + kTolerance &&
               b.h <= frame.h + kTolerance;
    });
}

}  // namespace

std::string GivenBoxes::place(const Line& line) const {
    return fmt::format("{}:{}", file_.string(), line.number);
}

base::Result<GivenBoxes> GivenBoxes::read(const std::filesystem::path& file) {
    LEGENDA_TRY(bytes, base::readFile(file));
    if (bytes->starts_with("\xEF\xBB\xBF")) bytes->erase(0, 3);
    std::istringstream in(std::move(*bytes));
    GivenBoxes given;
    given.file_ = file;
    std::string text;
    for (int number = 1; std::getline(in, text); ++number) {
        if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
        const std::string where = fmt::format("{}:{}", file.string(), number);
        LEGENDA_TRY(read, readLine(text, where));
        Line line{{std::move(read->second)}, number};
        if (const auto [entry, isNew] = given.lines_.emplace(read->first, std::move(line)); !isNew)
            return fail(ErrorCode::BadInput, fmt::format("{}: the image {} has boxes in line {} already.", where,
                                                         entry->first, entry->second.number));
    }
    if (given.lines_.empty())
        return fail(ErrorCode::BadInput,
                    fmt::format("{} holds no boxes: a line like {{\"image\": …, \"boxes\": [[x, y, "
                                "w, h], …]}} was expected for each image.",
                                file.string()));
    return given;
}

std::vector<FileProblem> GivenBoxes::match(const std::vector<store::ImageRecord>& images) {
    std::vector<std::string> paths;
    std::set<std::string> all;
    for (const auto& image : images) {
        paths.push_back(image.path);
        if (!all.insert(fileName(image.path)).second) severalOfName_.insert(fileName(image.path));
    }
    const auto names = project::imageNames(paths);
    std::vector<FileProblem> problems;
    for (const auto& [name, line] : lines_)
        if (!names.contains(name))
            problems.push_back({place(line), severalOfName_.contains(name)
                                                 ? fmt::format("the project has several images {}: give the path", name)
                                                 : fmt::format("the project has no image {}", name)});
    return problems;
}

base::Result<GivenBoxes::Boxes> GivenBoxes::of(const std::string& path, int width, int height,
                                               std::vector<FileProblem>& problems) const {
    auto found = lines_.find(path);
    if (found == lines_.end() && !severalOfName_.contains(fileName(path))) found = lines_.find(fileName(path));
    if (found == lines_.end())
        return fail(ErrorCode::BadInput, fmt::format("{} has no boxes for this image", file_.string()));
    const Line& line = found->second;
    const base::Box frame{0, 0, static_cast<double>(width), static_cast<double>(height)};
    Boxes inside;
    std::size_t outside = 0, cut = 0;
    for (std::size_t i = 0; i < line.boxes.size(); ++i) {
        const base::Box& box = line.boxes[i];
        const base::Box part = box.w > 0 && box.h > 0 ? base::intersection(box, frame) : base::Box{};
        if (!(part.area() > 0)) {
            ++outside;
            continue;
        }
        cut += box.x < -kTolerance || box.y < -kTolerance || box.x + box.w > width + kTolerance ||
                       box.y + box.h > height + kTolerance
                   ? 1
                   : 0;
        inside.boxes.push_back(box);
        if (!line.scores.empty()) inside.scores.push_back(line.scores[i]);
    }
    if (outside + cut > 0) {
        std::string why = fmt::format(
            "of the {} boxes of {} ({} x {} pixels) {} have no area inside the image and were left "
            "out, {} stick out and were cut",
            line.boxes.size(), path, width, height, outside, cut);
        if (looksLikeCorners(line.boxes, frame))
            why += "; they look like corners [x1, y1, x2, y2], where [x, y, w, h] was expected";
        problems.push_back({place(line), std::move(why)});
    }
    return inside;
}

}  // namespace legenda::extraction
