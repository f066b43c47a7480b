// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/regions/record.h"

#include "core/data/name_index.h"

#include <fmt/format.h>

#include <cmath>

namespace legenda::data::regions {

namespace {
constexpr std::size_t kMostProblems = 10'000;  // that are listed
}

std::string recordProblem(const Record& record) {
    if (data::meanings(record.image).empty()) return fmt::format("\"{}\" is no name of an image", record.image);
    if (!record.box) return record.texts.empty() ? "has neither a box nor a text" : "";
    const auto& b = *record.box;
    constexpr double kMost = 1e9;
    for (const double side : {b.x, b.y, b.w, b.h})
        if (!std::isfinite(side) || std::abs(side) > kMost)
            return fmt::format("the box {}, {}, {}, {} is not one of pixels", b.x, b.y, b.w, b.h);
    if (!(b.w > 0 && b.h > 0)) return fmt::format("the box {}, {}, {}, {} has no area", b.x, b.y, b.w, b.h);
    const bool whole = b.x == std::floor(b.x) && b.y == std::floor(b.y) && b.w == std::floor(b.w);
    if (record.frame == Frame::Size && !whole && b.x >= 0 && b.y >= 0 && b.right() <= 1.001 && b.bottom() <= 1.001)
        return fmt::format("the box {}, {}, {}, {} is smaller than a pixel: its numbers seem to be shares of the image",
                           b.x, b.y, b.w, b.h);
    if (record.frame == Frame::Size && record.width > 0 && record.height > 0 &&
        base::intersection(b, {0, 0, double(record.width), double(record.height)}).area() <= 0)
        return fmt::format("the box {}, {}, {}, {} lies outside its image of {} x {} pixels", b.x, b.y, b.w, b.h,
                           record.width, record.height);
    return {};
}

void EdgeCount::add(const base::Box& box, double width, double height, const std::string& where) {
    constexpr double kRounding = 1.5;  // pixels, as 1-based and rounded boxes have them
    ++boxes_;
    if (box.x >= -kRounding && box.y >= -kRounding && box.right() <= width + kRounding &&
        box.bottom() <= height + kRounding)
        return;
    if (++over_ == 1) first_ = where;
}

void EdgeCount::tell(std::vector<Problem>& problems) const {
    if (over_ == 0) return;
    problems.push_back(
        {first_,
         fmt::format("{} of {} boxes, this one first, reach over the edge of their image; what is inside was "
                     "taken{}",
                     over_, boxes_,
                     over_ * 2 > boxes_ ? ", but their numbers may not be x, y, width and height in pixels" : "")});
}

std::int64_t Feed::give(Record&& record) {
    if (auto why = recordProblem(record); !why.empty()) {
        skip(std::move(record.where), std::move(why));
        return -1;
    }
    record.number = given_++;
    if (auto taken = sink_(std::move(record)); !taken) throw Ended{std::move(taken.error())};
    return given_ - 1;
}

void Feed::give(const Record& image, Chain&& chain) {
    std::erase_if(chain.regions, [](std::int64_t number) { return number < 0; });
    if (!chains_ || chain.mentions.empty() || (chain.seen == Seen::Boxes && chain.regions.empty())) return;
    if (auto taken = chains_(image, std::move(chain)); !taken) throw Ended{std::move(taken.error())};
}

void Feed::skip(std::string where, std::string why) {
    if (problems_.size() >= kMostProblems)
        ++left_;
    else
        problems_.push_back({std::move(where), std::move(why)});
}

Identities::Found Identities::of(const Record& record, const std::string& imageKey) {
    const std::string box =
        record.box ? fmt::format("{} {} {} {}", record.box->x, record.box->y, record.box->w, record.box->h) : "whole";
    Found found;
    found.identity = imageKey + '\n';
    if (!record.id.empty())
        found.identity += "id\n" + record.id;
    else if (record.box)
        found.identity += fmt::format("box\n{}\n{}", record.annotator, box);
    else
        found.identity += "whole\n" + record.annotator;
    const std::hash<std::string> hash;
    auto& times = times_[hash(found.identity)];
    found.key = hash(found.identity + '\n' + box);
    if (record.alone && record.id.empty() && record.box)
        found.key = hash(fmt::format("{}\n{}\n{}", found.identity, box, times));
    const auto [again, isNew] = again_.try_emplace(found.key, times);
    found.isNew = isNew;
    found.again = again->second;
    if (isNew) ++times;
    if (found.again > 0) found.identity += fmt::format("\nagain {}", found.again);
    return found;
}

}  // namespace legenda::data::regions
