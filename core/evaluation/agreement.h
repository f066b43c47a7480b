// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/metrics/meteor.h"
#include "core/store/project_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace legenda::evaluation {

struct AgreementOptions {
    std::string split;                    // "": all images
    std::vector<std::string> annotators;  // empty: all who have annotated anything
    double leastSeverity = 0.25;          // of a disagreement that is listed, see Disagreement
};

// What two annotators made of the images that both have worked on (marked as done, or drawn, written or linked
// something in).
struct PairAgreement {
    std::string a, b;  // empty in the overall figures
    int images = 0;
    long boxesA = 0, boxesB = 0, matched = 0;  // matched one to one at IoU >= 0.5
    double f1 = 0;                             // of the boxes
    double meanIou = 0;                        // of the matched
    // Each text of one annotator against the other's texts of the matched box, or of the same box, both ways;
    // fractions.
    long texts = 0;
    double bleu1 = 0;
    std::optional<double> meteor;
    // Phrases of the same words that both have linked: as boxes, not visible or the whole scene.
    long mentions = 0;
    double samePresence = 0;      // share of these that agree
    std::optional<double> kappa;  // Cohen's; overall the mean over the pairs that have one (Light's)
};

struct Disagreement {
    // Missing: a box without a counterpart; severity 1 - IoU with the nearest. Place: matched boxes; 1 - IoU. Texts: of
    // boxes that both have; 1 - METEOR (BLEU-1 without it) of the nearest texts. Presence: the same words; 1.
    enum class Kind { Missing, Place, Texts, Presence };
    Kind kind = Kind::Missing;
    std::int64_t image = 0;
    std::string a, b;      // annotators
    std::string ofA, ofB;  // UUIDs: regions, for Presence chains; empty: that one has none
    std::string textA, textB;
    double severity = 0;  // 0 to 1
};
const char* disagreementName(Disagreement::Kind kind);  // "missing", "place", "texts", "presence"

struct AgreementReport {
    std::vector<PairAgreement> pairs;         // by name
    PairAgreement overall;                    // counts summed, texts and boxes of all pairs together
    std::vector<Disagreement> disagreements;  // worst first; none that are settled
    std::vector<std::string> meteorModules;
};

// The agreement of the annotators of a project; suggestions and the consensus take no part. meteor: nullptr leaves
// METEOR out. BadInput: an annotator or split that the project does not have.
base::Result<AgreementReport> agreement(const store::ProjectStore& project, const AgreementOptions& options,
                                        const metrics::Meteor* meteor, const base::JobContext& context);

}  // namespace legenda::evaluation
