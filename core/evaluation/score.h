// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/metrics/caption_figures.h"
#include "core/metrics/meteor.h"
#include "core/project/resources.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace legenda::evaluation {

struct ScoreOptions {
    std::filesystem::path references;  // COCO captions: {"annotations":[{"image_id","caption"}]}
    std::filesystem::path hypotheses;  // COCO results: [{"image_id","caption"}]
    std::string tokenizer = "ptb";     // ptb: coco-caption's; simple: the product's own
    bool subset = false;               // images without a hypothesis are left out instead of refused
};

// The items in the order of the reference file. Unknown, duplicate and (without subset) missing ids are BadInput and
// named.
base::Result<std::vector<metrics::CaptionItem>> readCaptionItems(const ScoreOptions& options);
// {"items","BLEU1".."BLEU4","ROUGE_L","CIDEr","length_ratio"} as fractions; with METEOR also "METEOR" and
// "METEOR_modules"; "references": of an item, their number or [fewest, most].
nlohmann::json figuresToJson(const metrics::CaptionFigures& figures);
// Loads METEOR with the word lists of the resources and the installed WordNet, in some tenths of a second.
base::Result<metrics::Meteor> loadMeteor(const project::Resources& resources);
// Caption metrics of any system's output. Any thread.
base::Result<nlohmann::json> runScore(const ScoreOptions& options, const project::Resources& resources,
                                      const base::JobContext& context = {});

}  // namespace legenda::evaluation
