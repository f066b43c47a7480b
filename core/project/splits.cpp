// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/splits.h"

#include "core/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace legenda::project {

using base::ErrorCode;

base::Result<std::vector<Share>> parseShares(const std::string& text) {
    constexpr double kRounding = 1e-9;
    const auto refuse = [&](const std::string& why) {
        return base::fail(ErrorCode::Usage,
                          fmt::format("--share: {}; expected is train=0.8,dev=0.1,test=0.1, found \"{}\".", why, text));
    };
    std::vector<Share> shares;
    double sum = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const auto one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        const auto equals = std::min(one.find('='), one.size());
        Share share{std::string(one.substr(0, equals))};
        if (share.split != "train" && share.split != "dev" && share.split != "test")
            return refuse(fmt::format("\"{}\" is none of train, dev and test", share.split));
        if (std::ranges::find(shares, share.split, &Share::split) != shares.end())
            return refuse(fmt::format("{} is named twice", share.split));
        const auto number = one.substr(std::min(equals + 1, one.size()));
        const auto read = std::from_chars(number.data(), number.data() + number.size(), share.part);
        if (read.ec != std::errc() || read.ptr != number.data() + number.size() || !(share.part > 0) || share.part > 1)
            return refuse(fmt::format("the part of {} is not a number above 0 and at most 1", share.split));
        sum += share.part;
        shares.push_back(std::move(share));
    }
    if (shares.empty()) return refuse("there is no part");
    if (sum > 1 + kRounding) return refuse(fmt::format("the parts add up to {:g}", sum));
    return shares;
}

std::vector<std::pair<std::int64_t, std::string>> shareOut(const std::vector<store::ImageRecord>& images,
                                                           const std::vector<Share>& shares, std::uint64_t seed) {
    std::vector<const store::ImageRecord*> order;
    for (const auto& image : images) order.push_back(&image);
    std::ranges::sort(order, {}, [](const auto* image) { return std::pair(image->path, image->id); });
    base::Random(seed, "splits").shuffle(order);
    std::vector<std::pair<std::int64_t, std::string>> splits;
    double until = 0;
    for (const auto& share : shares) {
        until += share.part * static_cast<double>(order.size());
        const auto end = std::min(static_cast<std::size_t>(std::llround(until)), order.size());
        while (splits.size() < end) splits.emplace_back(order[splits.size()]->id, share.split);
    }
    while (splits.size() < order.size()) splits.emplace_back(order[splits.size()]->id, std::string());
    return splits;
}

base::Error emptySplit(const store::ProjectStore& project, const std::string& split) {
    const auto name = project.folder().string();
    const auto counts = project.counts();
    std::string has;
    if (counts)
        has = fmt::format("it has {} in train, {} in dev, {} in test and {} without a split", counts->train,
                          counts->dev, counts->test, counts->none);
    return {ErrorCode::BadInput,
            fmt::format("The split {} of {} has no images ({}).", split, name, has),
            {},
            kSplitEmpty,
            fmt::format("\"legenda-cli images set {} --share train=0.8,dev=0.1,test=0.1\" divides the images.", name)};
}

}  // namespace legenda::project
