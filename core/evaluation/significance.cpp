// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/significance.h"

#include "core/metrics/resampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using metrics::ImageStatistics;
using nlohmann::json;

namespace {

constexpr std::uint64_t kResamplingSeed = 1;
constexpr const char* kPeople = "human";  // the section of human captions

// The object of a section's figures.
json& sectionOf(json& result, const std::string& section) {
    return section.empty() ? result : result[section];
}

// The statistics with their rows in the order of `images`.
Result<ImageStatistics> inOrderOf(const std::vector<std::string>& images, const Sample& other,
                                  const std::string& name) {
    std::map<std::string, std::size_t> rows;
    for (std::size_t row = 0; row < other.images.size(); ++row) rows.emplace(other.images[row], row);
    const auto differs = [&](const std::string& image, const char* how) {
        return base::fail(ErrorCode::BadInput,
                          fmt::format("The two cannot be compared: {} is {} the figures of {}.", image, how, name));
    };
    ImageStatistics ordered = other.statistics;
    std::vector<std::size_t> places(other.images.size(), 0);  // old row -> new one
    for (std::size_t row = 0; row < images.size(); ++row) {
        const auto found = rows.find(images[row]);
        if (found == rows.end()) return differs(images[row], "not in");
        const auto own = other.statistics.row(found->second);
        if (row < other.images.size())
            std::ranges::copy(own, ordered.sums.begin() + static_cast<std::ptrdiff_t>(row * ordered.width));
        places[found->second] = row;
        rows.erase(found);
    }
    if (!rows.empty()) return differs(rows.begin()->first, "only in");
    for (auto& rank : ordered.ranks) rank.row = places[rank.row];
    return ordered;
}

json named(const std::vector<std::string>& names, const std::vector<double>& values) {
    json out = json::object();
    for (std::size_t i = 0; i < names.size(); ++i) out[names[i]] = values[i];
    return out;
}

}  // namespace

Sample sampleOf(std::string section, ImageStatistics statistics, const std::vector<std::string>& names) {
    Sample sample{std::move(section), std::move(statistics), {}};
    for (const auto image : sample.statistics.images) sample.images.push_back(names.at(image));
    return sample;
}

base::Status addIntervals(json& result, const std::vector<Sample>& samples, const base::JobContext& context) {
    for (const auto& sample : samples) {
        const auto intervals =
            metrics::bootstrap(sample.statistics, kResamplingSeed, metrics::kResamples, context.stop);
        if (context.stopped()) return base::JobContext::cancelled();
        json found = json::object();
        for (std::size_t i = 0; i < intervals.size(); ++i)
            found[sample.statistics.names[i]] = {intervals[i].low, intervals[i].high};
        sectionOf(result, sample.section)["ci95"] = std::move(found);
    }
    if (!samples.empty())
        result["resampling"] = {{"by", "image"},
                                {"interval", "percentile bootstrap"},
                                {"resamples", metrics::kResamples},
                                {"test", "approximate randomisation"},
                                {"swaps", metrics::kSwaps},
                                {"seed", kResamplingSeed},
                                {"CIDEr", "document frequencies of all references"}};
    return {};
}

base::Status addComparison(json& result, const std::vector<Sample>& samples, const std::string& otherName,
                           const std::vector<Sample>& others, const base::JobContext& context) {
    for (const auto& sample : samples) {
        if (sample.section == kPeople) continue;  // the same beside both systems
        const auto other = std::ranges::find(others, sample.section, &Sample::section);
        if (!canBeKept(sample) || other == others.end() || !canBeKept(*other) ||
            other->statistics.width != sample.statistics.width || other->statistics.names != sample.statistics.names)
            continue;
        LEGENDA_TRY(ordered, inOrderOf(sample.images, *other, otherName));
        const auto found =
            metrics::randomisation(sample.statistics, *ordered, kResamplingSeed, metrics::kSwaps, context.stop);
        if (context.stopped()) return base::JobContext::cancelled();
        const std::vector<std::uint32_t> once(sample.images.size(), 1);
        std::vector<double> differences, p;
        for (const auto& each : found) differences.push_back(each.difference), p.push_back(each.p);
        if (found.empty()) continue;
        const auto& names = sample.statistics.names;
        sectionOf(result, sample.section)["against"] = {{"model", otherName},
                                                        {"images", sample.images.size()},
                                                        {"figures", named(names, metrics::figuresOf(*ordered, once))},
                                                        {"difference", named(names, differences)},
                                                        {"p", named(names, p)}};
    }
    return {};
}

bool canBeKept(const Sample& sample) {
    return sample.statistics.kind != ImageStatistics::Kind::Mean;
}

json sampleToJson(const Sample& sample) {
    const auto& statistics = sample.statistics;
    json out{{"sample", sample.section},
             {"kind", statistics.kind == ImageStatistics::Kind::Captions ? "captions" : "shares"},
             {"names", statistics.names},
             {"images", sample.images},
             {"width", statistics.width},
             {"sums", statistics.sums}};
    for (const auto& [rank, row] : statistics.ranks) out["ranks"].push_back({rank, row});
    return out;
}

Result<Sample> sampleFromJson(const json& value, const std::string& where) {
    try {
        Sample sample;
        value.at("sample").get_to(sample.section);
        value.at("images").get_to(sample.images);
        auto& statistics = sample.statistics;
        value.at("names").get_to(statistics.names);
        value.at("width").get_to(statistics.width);
        value.at("sums").get_to(statistics.sums);
        statistics.kind =
            value.at("kind") == "captions" ? ImageStatistics::Kind::Captions : ImageStatistics::Kind::Shares;
        statistics.figures = metrics::figuresOfKind(statistics.kind);
        for (std::size_t row = 0; row < sample.images.size(); ++row) statistics.images.push_back(row);
        bool sound = !statistics.names.empty() && statistics.sums.size() == sample.images.size() * statistics.width;
        for (const auto& entry : value.value("ranks", json::array())) {
            statistics.ranks.push_back({entry.at(0).get<long>(), entry.at(1).get<std::size_t>()});
            sound = sound && statistics.ranks.back().row < sample.images.size();
        }
        // What the figures read of the sums, and write.
        const std::size_t names = statistics.names.size(), width = statistics.width;
        const bool ranked = !statistics.ranks.empty();
        sound = sound && (statistics.kind == ImageStatistics::Kind::Captions
                              ? (names == 7 && width == 13) || (names == 8 && width == 36)
                              : width == names + (ranked ? 0 : 1));
        if (sound) return sample;
    } catch (const json::exception&) {
        // What is not there is damaged as well.
    }
    return base::fail(ErrorCode::BadInput, where + ": the statistics are damaged.");
}

}  // namespace legenda::evaluation
