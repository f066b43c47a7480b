// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_comparison.h"

#include "core/runs/run_control.h"
#include "core/store/project_store.h"

#include <map>
#include <set>
#include <utility>

namespace legenda::runs {

namespace {

std::vector<RunDifference> differencesOf(const std::string& first, const std::string& second) {
    const auto a = nlohmann::json::parse(first, nullptr, false), b = nlohmann::json::parse(second, nullptr, false);
    std::set<std::string> keys;
    for (const auto* side : {&a, &b})
        if (side->is_object())
            for (const auto& [key, value] : side->items()) keys.insert(key);
    const auto valueIn = [](const nlohmann::json& side, const std::string& key) {
        return side.is_object() ? side.value(key, nlohmann::json()) : nlohmann::json();
    };
    std::vector<RunDifference> found;
    for (const auto& key : keys)
        if (auto inA = valueIn(a, key), inB = valueIn(b, key); inA != inB)
            found.push_back({key, std::move(inA), std::move(inB)});
    return found;
}

nlohmann::json asJson(const std::vector<RunDifference>& differences) {
    auto list = nlohmann::json::array();
    for (const auto& [key, a, b] : differences) list.push_back({{"key", key}, {"a", a}, {"b", b}});
    return list;
}

}  // namespace

base::Result<RunComparison> compareRuns(const std::filesystem::path& project, const std::string& a,
                                        const std::string& b) {
    LEGENDA_TRY(first, findRun(project, a));
    LEGENDA_TRY(second, findRun(project, b));
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    RunComparison comparison;
    comparison.options = differencesOf(first->optionsJson, second->optionsJson);
    comparison.provenance = differencesOf(first->provenanceJson, second->provenanceJson);
    std::map<std::pair<std::string, int>, RunFigurePair> pairs;
    for (const bool isSecond : {false, true}) {
        LEGENDA_TRY(figures, store->figures(isSecond ? b : a));
        for (const auto& figure : *figures) {
            auto& pair = pairs[{figure.name, figure.epoch}];
            pair.name = figure.name;
            pair.epoch = figure.epoch;
            (isSecond ? pair.b : pair.a) = figure.value;
        }
    }
    for (auto& [key, pair] : pairs) comparison.figures.push_back(std::move(pair));
    comparison.a = std::move(*first);
    comparison.b = std::move(*second);
    return comparison;
}

nlohmann::json comparisonToJson(const RunComparison& comparison) {
    auto figures = nlohmann::json::array();
    const auto number = [](const std::optional<double>& value) {
        return value ? nlohmann::json(*value) : nlohmann::json();
    };
    for (const auto& pair : comparison.figures)
        figures.push_back({{"name", pair.name}, {"epoch", pair.epoch}, {"a", number(pair.a)}, {"b", number(pair.b)}});
    return {{"runs", {runToJson(comparison.a), runToJson(comparison.b)}},
            {"options", asJson(comparison.options)},
            {"provenance", asJson(comparison.provenance)},
            {"figures", std::move(figures)}};
}

}  // namespace legenda::runs
