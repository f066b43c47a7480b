// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/evaluation.h"
#include "core/store/project_store.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace legenda::evaluation {

// A project keeps each evaluation as a row of its database and as the file evaluations/ID.jsonl, one JSON object a
// line:
//   {"format":"legenda-evaluation","version":1,"program":…,"task":…,"split":…,"model":name,"checkpoint":hash or hashes,
//    "data":hash of what was scored,"options":{…},"created_at":…,"figures":{…},
//    "lists":[{"list":"model","figures":["BLEU1",…],"items":N},…]}
//   {"sample":"model",…}                     what the figures of a section were computed from; see significance.h
//   {"list":"model","image":…,"id":…,"figures":{…},"prediction":…,"references":[…],"box":[…],"targets":[[…],…],
//    "ranked":[{"text":…,"score":…,"right":true},…]}   of a retrieval's query: the first ten of its list
// `list` and `sample` name the section of the figures that they belong to; empty: the whole. Results of versions before
// have no file: their figures are there, their items are not.

// What a kept evaluation says of itself; all but its items.
struct EvaluationRecord {
    std::int64_t id = 0;
    std::string task, split;
    std::string model;  // displayed name
    std::string at;     // ISO 8601 UTC
    nlohmann::json figures;
    // From the file; empty without one.
    nlohmann::json checkpoint;  // hash, or a list of them for an ensemble
    std::string data;           // hash of images, references and targets: equal where the same was scored
    nlohmann::json options;
    std::string program;  // version
    struct List {
        std::string section;
        std::vector<std::string> figures;
        std::size_t items = 0;
    };
    std::vector<List> lists;

    bool hasItems() const { return !lists.empty(); }
};

struct OpenedEvaluation {
    EvaluationRecord record;
    std::vector<ItemList> lists;
    std::vector<Sample> samples;
};

// Stores a result: the row with its new id. Where the file cannot be written, neither is kept.
base::Result<store::EvaluationRecord> keepResult(const EvaluateOptions& options, const std::string& modelName,
                                                 const EvaluationResult& result, const std::stop_token& stop = {});

base::Result<std::vector<EvaluationRecord>> listEvaluations(const std::filesystem::path& project);  // oldest first
// With items and samples, none without a file. BadInput: no such evaluation, or a damaged file (names the line).
base::Result<OpenedEvaluation> openEvaluation(const std::filesystem::path& project, std::int64_t id);
// The figures of `a` with "against" `b` in each section that both have, see addComparison(). BadInput: they are of
// different tasks or data, or one has no items.
base::Result<nlohmann::json> compareEvaluations(const std::filesystem::path& project, std::int64_t a, std::int64_t b,
                                                const base::JobContext& context);
// Both the row and the file, which is set aside until the next removal.
base::Status removeEvaluation(const std::filesystem::path& project, std::int64_t id);
// Gives the file of a removed evaluation to the row that has taken its place.
void restoreItems(const std::filesystem::path& project, std::int64_t removed, std::int64_t id);

}  // namespace legenda::evaluation
