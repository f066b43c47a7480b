// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/evaluation/evaluation.h"
#include "core/metrics/caption_figures.h"
#include "core/metrics/meteor.h"
#include "core/metrics/retrieval.h"
#include "core/project/resources.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace legenda::evaluation {

struct ScoreOptions {
    std::filesystem::path references;  // captions in any form that readReferences() knows
    std::filesystem::path hypotheses;  // COCO results: [{"image_id","caption"}]
    std::filesystem::path against;     // another system's, to compare with; empty: none
    std::string split = {};            // of the references; empty: all
    std::string tokenizer = "ptb";     // ptb: coco-caption's; simple: the product's own
    bool subset = false;               // images without a hypothesis are left out instead of refused
};

// The items in the order of the reference file. Unknown, duplicate and (without subset) missing ids are BadInput and
// named.
base::Result<std::vector<metrics::CaptionItem>> readCaptionItems(const ScoreOptions& options);
// {"r1","r5","r10","median_rank"}
nlohmann::json recallToJson(const metrics::RecallFigures& figures);
// {"items","BLEU1".."BLEU4","ROUGE_L","CIDEr","length_ratio"} as fractions; with METEOR also "METEOR" and
// "METEOR_modules"; "references": of an item, their number or [fewest, most].
nlohmann::json figuresToJson(const metrics::CaptionFigures& figures);
// Loads METEOR with the word lists of the resources and the installed WordNet, in some tenths of a second.
base::Result<metrics::Meteor> loadMeteor(const project::Resources& resources);
// Caption metrics of any system's output: one flat object with "tokenizer" and "ci95", and with `against` the
// differences from that system; the items behind them. Any thread.
base::Result<EvaluationResult> scoreCaptions(const ScoreOptions& options, const project::Resources& resources,
                                             const base::JobContext& context = {});

}  // namespace legenda::evaluation
