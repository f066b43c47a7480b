// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/csv_columns.h"

#include "core/data/text_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace legenda::data::regions {

namespace {

// Of each column the names it goes by, ours first.
const std::map<Column, std::vector<std::string_view>>& namesOfColumns() {
    static const std::map<Column, std::vector<std::string_view>> kNames{
        {Column::Image,
         {"image_file", "file", "image", "filename", "file_name", "image_name", "imagename", "image_path", "path",
          "img", "img_name", "image_id", "picture", "photo", "datei", "bild"}},
        {Column::ImageWidth, {"image_width", "img_width", "image_w", "img_w"}},
        {Column::ImageHeight, {"image_height", "img_height", "image_h", "img_h"}},
        {Column::Annotator, {"annotator", "author", "user", "worker", "worker_id", "workerid", "labeler", "person"}},
        {Column::Id, {"region_id", "id", "region", "box_id", "annotation_id"}},
        {Column::X, {"x", "left", "x1", "xmin", "x_min", "bbox_x", "x0", "min_x"}},
        {Column::Y, {"y", "top", "y1", "ymin", "y_min", "bbox_y", "y0", "min_y"}},
        {Column::Width, {"width", "w", "bbox_width", "bbox_w", "box_width"}},
        {Column::Height, {"height", "h", "bbox_height", "bbox_h", "box_height"}},
        {Column::Text,
         {"text", "caption", "phrase", "description", "snippet", "sentence", "comment", "label", "class"}},
        {Column::CreatedAt, {"created_at", "created", "time", "timestamp", "date"}},
        {Column::Split, {"split", "subset"}},
        {Column::Right, {"x2", "xmax", "x_max", "right", "max_x"}},
        {Column::Bottom, {"y2", "ymax", "y_max", "bottom", "max_y"}},
        {Column::Box, {"bbox", "box"}}};
    return kNames;
}

}  // namespace

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::optional<double> csvNumber(std::string_view text, char separator) {
    std::string plain(data::trimmed(text));
    if (separator != ',' && std::ranges::count(plain, ',') == 1 && plain.find('.') == std::string::npos)
        std::ranges::replace(plain, ',', '.');
    if (plain.starts_with('+')) plain.erase(0, 1);
    double value = 0;
    const auto [end, failure] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (plain.empty() || failure != std::errc() || end != plain.data() + plain.size()) return std::nullopt;
    return value;
}

CsvColumns::CsvColumns(const std::vector<std::string>& header) {
    for (const auto& name : header) names_.push_back(lowerCase(data::trimmed(name)));
    std::map<std::size_t, Column> taken;
    for (const auto& [column, names] : namesOfColumns())
        for (const auto& name : names) {
            const auto found = std::ranges::find(names_, name);
            const auto place = static_cast<std::size_t>(found - names_.begin());
            if (found == names_.end() || taken.contains(place)) continue;
            at_.emplace(column, place);
            taken.emplace(place, column);
            break;
        }
    // A table of corners may have width and height of its image.
    if (has(Column::Right) && has(Column::Width) && !has(Column::ImageWidth)) {
        at_[Column::ImageWidth] = at_[Column::Width];
        if (has(Column::Height)) at_[Column::ImageHeight] = at_[Column::Height];
        at_.erase(Column::Width);
        at_.erase(Column::Height);
    }
    for (std::size_t i = 0; i < header.size(); ++i)
        if (!taken.contains(i)) names_[i] = data::trimmed(header[i]);
}

bool CsvColumns::suffices() const {
    return missing().empty();
}

std::string CsvColumns::missing() const {
    std::vector<std::string> lacks;
    if (!has(Column::Image)) lacks.emplace_back("image_file");
    const bool corners = has(Column::Right) && has(Column::Bottom), sides = has(Column::Width) && has(Column::Height);
    const bool anySide = has(Column::X) || has(Column::Y) || has(Column::Width) || has(Column::Height) ||
                         has(Column::Right) || has(Column::Bottom);
    const bool box = has(Column::Box) || (has(Column::X) && has(Column::Y) && (corners || sides));
    if (anySide && !box) {
        if (!has(Column::X)) lacks.emplace_back("x");
        if (!has(Column::Y)) lacks.emplace_back("y");
        if (!has(Column::Width) && !corners) lacks.emplace_back("width");
        if (!has(Column::Height) && !corners) lacks.emplace_back("height");
    }
    if (!box && !has(Column::Text)) lacks.emplace_back("text");
    return fmt::format("{}", fmt::join(lacks, ", "));
}

bool CsvColumns::reaches(const std::vector<std::string>& row, Column column) const {
    const auto at = at_.find(column);
    return at == at_.end() || at->second < row.size();
}

std::string_view CsvColumns::field(const std::vector<std::string>& row, Column column) const {
    const auto at = at_.find(column);
    return at == at_.end() || at->second >= row.size() ? std::string_view() : std::string_view(row[at->second]);
}

std::map<std::string, std::string> CsvColumns::others(const std::vector<std::string>& row) const {
    std::map<std::string, std::string> fields;
    for (std::size_t i = 0; i < std::min(names_.size(), row.size()); ++i)
        if (!names_[i].empty() && !row[i].empty() &&
            std::ranges::none_of(at_, [&](const auto& known) { return known.second == i; }))
            fields.emplace(names_[i], row[i]);
    return fields;
}

}  // namespace legenda::data::regions
