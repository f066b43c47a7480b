// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/model/alignment_result.h"
#include "core/trainers/training_data.h"

#include <string>
#include <vector>

namespace legenda::model {
class Aligner;
}

namespace legenda::trainers {

// How segments of the alignment become training snippets.
struct RegionPairOptions {
    double beta = model::kDefaultBeta;
    // Annotators describe a box with a noun phrase. Function words ("and", "is", "in", "with" …) at the ends of a
    // segment have small embedding norms, so the pairwise term of the MRF alone assigns them to one neighbour or the
    // other: trimmed, they do not become wrong training targets.
    bool trim = true;
    // One word ("dog") is rarely what annotators write; two is "black dog".
    int minWords = 2;

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(beta,
              {"beta", "MRF coupling of neighbouring words, in units of the alignment model's score spread", 0, 1000});
        visit(trim, {"trim", "trim words such as \"and\", \"is\", \"in\", \"with\" from the ends of a segment"});
        visit(minWords, {"minWords", "segments of fewer known words are left out", 1, 100});
    }
};

struct RegionPair {
    std::size_t image = 0;    // index into TrainingData::train or dev
    int region = 0;           // row of its features
    bool wholeFrame = false;  // region 0: kept, so that training may choose
    std::string text;         // tokens, single spaces
    double score = 0;         // sum of v_i . s_t over its words
};

struct RegionPairs {
    std::vector<RegionPair> train, dev;
    std::string alignmentHash;  // of the checkpoint that made them
    std::string setting = "a";  // the alignment model's: what it has seen of Entities
};

// The segments of one decoded alignment that are kept as training snippets. Rules, in this order:
// 1. trim: words of the list below are cut from both ends; articles (a an the his her its their) from the right end
// only, where
//    they belong to the next phrase.
//    and or but while as is are was were be been being has have in on at of with by to from for into onto over under
//    through near that which who whose where there it he she they then so up out
// 2. fewer than minWords known words left: dropped.
// 3. no word left that is neither in the list nor an article: dropped.
std::vector<RegionPair> pairsOfAlignment(const model::Alignment& alignment, std::size_t image,
                                         const RegionPairOptions& options);

// Decodes every sentence of `images` at options.beta. Errors: Cancelled; what the aligner reports.
base::Result<std::vector<RegionPair>> makeRegionPairs(const model::Aligner& aligner,
                                                      const std::vector<TrainingImage>& images,
                                                      const RegionPairOptions& options,
                                                      const base::JobContext& context);

// Both splits of a training set. BadInput when the features are of another recipe than the aligner's.
base::Result<RegionPairs> makeRegionPairs(const model::Aligner& aligner, const TrainingData& data,
                                          const RegionPairOptions& options, const base::JobContext& context);

}  // namespace legenda::trainers
