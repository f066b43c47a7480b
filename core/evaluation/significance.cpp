// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/significance.h"

#include "core/metrics/resampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace legenda::evaluation {

using base::ErrorCode;
using base::Result;
using metrics::ImageStatistics;
using nlohmann::json;

namespace {

constexpr std::uint64_t kResamplingSeed = 1;
constexpr const char* kPeople = "human";  // the section of human captions
constexpr const char* kCider = "CIDEr";   // its document frequencies are of all images of a system

// The object of a section's figures.
json& sectionOf(json& result, const std::string& section) {
    return section.empty() ? result : result[section];
}

// The images that both have, in the order of the first.
std::vector<std::string> imagesOfBoth(const Sample& sample, const Sample& other) {
    std::set<std::string> rest(other.images.begin(), other.images.end());
    std::vector<std::string> both;
    for (const auto& image : sample.images)
        if (rest.erase(image) > 0) both.push_back(image);
    return both;
}

// The statistics of these images, in this order.
ImageStatistics chosen(const Sample& sample, const std::vector<std::string>& images) {
    std::map<std::string, std::size_t> rows;
    for (std::size_t row = 0; row < sample.images.size(); ++row) rows.emplace(sample.images[row], row);
    ImageStatistics found = sample.statistics;
    found.images.clear();
    found.sums.clear();
    std::vector<std::size_t> places(sample.images.size(), 0);  // old row -> new one
    for (const auto& image : images) {
        const auto row = rows.at(image);
        const auto sums = sample.statistics.row(row);
        places[row] = found.images.size();
        found.images.push_back(sample.statistics.images[row]);
        found.sums.insert(found.sums.end(), sums.begin(), sums.end());
    }
    for (auto& rank : found.ranks) rank.row = places[rank.row];
    return found;
}

json named(const std::vector<std::string>& names, const std::vector<double>& values) {
    json out = json::object();
    for (std::size_t i = 0; i < names.size(); ++i) out[names[i]] = values[i];
    return out;
}

// "against" of one section; none where the two have no image in common.
Result<json> againstOf(const Sample& sample, const Sample& other, const std::string& otherName,
                       const std::stop_token& stop) {
    if (!sample.statistics.ranks.empty())
        if (auto same = checkSameCandidates(sample.images, other.images); !same) return base::pass(same);
    const auto images = imagesOfBoth(sample, other);
    if (images.empty()) return json();
    const auto first = chosen(sample, images), second = chosen(other, images);
    const auto found = metrics::randomisation(first, second, kResamplingSeed, metrics::kSwaps, stop);
    if (found.empty()) return json();
    std::vector<double> differences, p;
    for (const auto& each : found) differences.push_back(each.difference), p.push_back(each.p);
    const std::vector<std::uint32_t> once(images.size(), 1);
    json against{{"model", otherName},
                 {"images", images.size()},
                 {"figures", named(first.names, metrics::figuresOf(second, once))},
                 {"difference", named(first.names, differences)},
                 {"p", named(first.names, p)}};
    if (const auto left = sample.images.size() + other.images.size() - 2 * images.size(); left > 0) {
        against["left_out"] = left;
        for (const char* of : {"figures", "difference", "p"}) against[of].erase(kCider);
    }
    return against;
}

}  // namespace

Sample sampleOf(std::string section, ImageStatistics statistics, const std::vector<std::string>& names) {
    Sample sample{std::move(section), std::move(statistics), {}};
    for (const auto image : sample.statistics.images) sample.images.push_back(names.at(image));
    return sample;
}

base::Status checkSameCandidates(std::vector<std::string> images, std::vector<std::string> others) {
    std::ranges::sort(images);
    std::ranges::sort(others);
    std::vector<std::string> ofOne;
    std::ranges::set_symmetric_difference(images, others, std::back_inserter(ofOne));
    if (ofOne.empty()) return {};
    return base::fail(ErrorCode::BadInput,
                      fmt::format("The ranks of the two cannot be compared: {} is in the figures of one of them alone.",
                                  ofOne.front()));
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
    bool apart = false, compared = false;
    for (const auto& sample : samples) {
        if (sample.section == kPeople) continue;  // the same beside both systems
        const auto other = std::ranges::find(others, sample.section, &Sample::section);
        if (!canBeKept(sample) || other == others.end() || !canBeKept(*other) ||
            other->statistics.width != sample.statistics.width || other->statistics.names != sample.statistics.names)
            continue;
        LEGENDA_TRY(against, againstOf(sample, *other, otherName, context.stop));
        if (context.stopped()) return base::JobContext::cancelled();
        (against->is_null() ? apart : compared) = true;
        if (!against->is_null()) sectionOf(result, sample.section)["against"] = std::move(*against);
    }
    if (compared || !apart) return {};
    return base::fail(
        ErrorCode::BadInput,
        fmt::format("The two cannot be compared: the figures of {} are of other images alone.", otherName));
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
