// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/training_pictures.h"

#include "core/base/files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace legenda::inference {

using base::ErrorCode;
using nlohmann::json;

namespace {

bool sameLength(const std::vector<float>& a, std::size_t length) {
    return a.size() == length && std::ranges::all_of(a, [](float value) { return std::isfinite(value); });
}

}  // namespace

base::Result<TrainingPictures> TrainingPictures::read(const std::filesystem::path& file) {
    LEGENDA_TRY(text, base::readFile(file));
    const auto content = json::parse(*text, nullptr, false);
    const auto wrong = [&](const std::string& what) {
        return base::fail(ErrorCode::BadInput, fmt::format("{}: {}.", file.string(), what));
    };
    if (!content.is_object()) return wrong("an object of backbones was expected");
    TrainingPictures pictures;
    for (const auto& [backbone, entry] : content.items()) {
        try {
            Centres own{entry.at("mean"), entry.at("deviation"), entry.at("centres"), entry.at("limit")};
            const auto length = own.mean.size();
            bool right = sameLength(own.mean, length) && sameLength(own.deviation, length) && !own.centres.empty() &&
                         std::ranges::all_of(own.deviation, [](float d) { return d > 0; });
            for (const auto& centre : own.centres) right = right && sameLength(centre, length);
            if (!right) return wrong(fmt::format("the numbers of {} do not fit together", backbone));
            pictures.of_.emplace(backbone, std::move(own));
        } catch (const json::exception&) {
            return wrong(fmt::format("{} needs mean, deviation, centres and limit", backbone));
        }
    }
    return pictures;
}

std::optional<TrainingDistance> TrainingPictures::distance(const std::string& backboneHash,
                                                           std::span<const float> vector) const {
    const auto found = of_.find(backboneHash);
    if (found == of_.end() || found->second.mean.size() != vector.size()) return {};
    const Centres& own = found->second;
    double squares = 0, nearest = -1;
    std::vector<double> standard(vector.size());
    for (std::size_t d = 0; d < standard.size(); ++d) {
        standard[d] = (static_cast<double>(vector[d]) - own.mean[d]) / own.deviation[d];
        squares += standard[d] * standard[d];
    }
    const double length = std::max(std::sqrt(squares), 1e-12);
    for (const auto& centre : own.centres) {
        double product = 0;
        for (std::size_t d = 0; d < standard.size(); ++d) product += standard[d] * static_cast<double>(centre[d]);
        nearest = std::max(nearest, product / length);
    }
    return TrainingDistance{1 - nearest, own.limit};
}

}  // namespace legenda::inference
