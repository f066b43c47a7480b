// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/metrics/caption_item.h"

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace legenda::metrics {

// What METEOR counts of a sentence and its best reference: lengths, function words, matched words of both, matches of
// content and of function words by module, and chunks. The counts of a corpus are the sums over its items.
inline constexpr std::size_t kMeteorCounts = 23;
using MeteorCounts = std::array<double, kMeteorCounts>;

struct MeteorScores {
    double corpus = 0;                 // of the summed counts of the best references
    std::vector<double> items;         // the best over the references
    std::vector<MeteorCounts> counts;  // of each item; zeros without a reference
};
double meteorOf(std::span<const double, kMeteorCounts> counts);

// METEOR 1.5 (Denkowski and Lavie 2014) for English with the parameters of its task "rank": words match exactly, by
// their stem (Snowball English), as synonyms (WordNet) or as paraphrases (METEOR's table), function words have a lower
// weight, and fragmentation is penalised. Without WordNet or the table on the machine their modules are left out.
// Thread-safe.
class Meteor {
 public:
    // words: the folder with meteor-function-words-en.txt, meteor-prefixes-en.txt and, where it was put there,
    // paraphrase-en.gz; wordnet: its dictionary folder, empty for none. Io: a file that cannot be read; BadInput: a
    // table cut off.
    static base::Result<Meteor> load(const std::filesystem::path& words, const std::filesystem::path& wordnet);
    Meteor(Meteor&&) noexcept;
    Meteor& operator=(Meteor&&) noexcept;
    ~Meteor();

    std::vector<std::string> modules() const;  // "exact", "stem", "synonym", "paraphrase"
    // Stopped, it returns early and its scores mean nothing.
    MeteorScores score(const std::vector<CaptionItem>& items, const base::JobContext& context = {}) const;

 private:
    struct Impl;
    explicit Meteor(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::metrics
