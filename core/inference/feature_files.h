// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/feature_store.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace legenda::inference {

// The feature files of a project, each opened at its first use and again when it has changed: a job of any program may
// fill it. Not thread-safe.
class FeatureFiles {
 public:
    explicit FeatureFiles(std::filesystem::path project /* may be empty: there are no files then */)
        : project_(std::move(project)) {}

    // nullptr: the recipe has no file. Valid until the next call that is not const.
    const features::FeatureStore* of(const features::Recipe& recipe);
    // Identifies the state of the open file: it differs for every other state. Empty: none is open.
    std::string stateOf(const features::Recipe& recipe) const;
    void close() { open_.clear(); }

 private:
    struct Facts {
        std::uintmax_t bytes = 0;
        std::filesystem::file_time_type changed{};
        bool operator==(const Facts&) const = default;
    };
    struct Open {
        features::FeatureStore store;
        Facts facts;
        std::string state;
        std::chrono::steady_clock::time_point looked;
    };

    std::filesystem::path project_;
    std::map<std::string, Open> open_;  // by recipe hash
    int opened_ = 0;
};

}  // namespace legenda::inference
