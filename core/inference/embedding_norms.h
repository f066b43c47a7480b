// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/job_context.h"
#include "core/project/resources.h"

#include <optional>
#include <string>
#include <vector>

namespace legenda::inference {

struct NormsOptions {
    std::filesystem::path project;
    std::filesystem::path model;  // alignment checkpoint; empty: the one in use
    std::string device = "cpu";
};

struct WordNorm {
    std::string word;
    std::int64_t count = 0;  // occurrences in the sentences
    double norm = 0;         // mean |s_t| over them
};

struct RegionNorm {
    std::int64_t image = 0;
    base::Box box;  // full-size pixels
    double norm = 0;
};

struct NormsReport {
    std::string model;        // name and supervision
    std::int64_t images = 0;  // that have features
    std::int64_t imagesWithout = 0;
    std::int64_t sentences = 0, regions = 0;
    std::vector<WordNorm> words;                // all known words, largest norm first
    std::vector<RegionNorm> largest, smallest;  // kMostRegions of each
};

inline constexpr std::size_t kMostRegions = 200;

// Embedding norms (magnitudes) of words and regions over all sentences and images of the project, by the alignment
// model: they are large for discriminative words and regions, as the paper observes in its section 4.2. Images
// without features are counted and left out; BadInput when none has any. The report is stored in the project's
// features/ until checkpoint, features or sentences change.
base::Result<NormsReport> runNorms(const NormsOptions& options, const project::Resources& resources,
                                   const base::JobContext& context);

// The stored report; none where something has changed since or none was computed.
base::Result<std::optional<NormsReport>> readNorms(const NormsOptions& options, const project::Resources& resources);

}  // namespace legenda::inference
