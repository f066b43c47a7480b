// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/evaluation/evaluation.h"
#include "core/extraction/box_vectors.h"
#include "core/features/feature_store.h"
#include "core/metrics/caption_item.h"
#include "core/metrics/meteor.h"
#include "core/model/aligner.h"
#include "core/model/captioner.h"
#include "core/project/model_kind.h"
#include "core/store/project_store.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace legenda::evaluation {

// The common part of all evaluations: the options, the open project, and the notes beside the figures.
// Lives on the stack of one runEvaluation.
struct Evaluation {
    const EvaluateOptions& options;
    const project::Resources& resources;
    const base::JobContext& context;
    store::ProjectStore project;
    std::map<std::string, std::string> absent{};       // baseline -> the reason why it could not be computed
    std::map<std::string, std::string> skipped{};      // image -> the reason why it is not in the figures
    std::optional<metrics::Meteor> meteor{};           // loaded where EvaluationTask::readsMeteor()
    std::optional<store::PredictionSetRecord> from{};  // the project's predictions that --from names; none: a file
    const EvaluationResult* before = nullptr;          // of the system to compare with; nullptr: there is none yet

    bool stopped() const { return context.stopped(); }
    void report(const std::string& stage, std::size_t done, std::size_t total) const {
        context.report({stage, static_cast<std::int64_t>(done), static_cast<std::int64_t>(total), {}});
    }
    // The checkpoints that --model names, or the one in use.
    base::Result<std::vector<std::filesystem::path>> checkpoints(project::ModelKind kind) const;
    // The same for a single model; several are a Usage error.
    base::Result<std::filesystem::path> checkpoint(project::ModelKind kind) const;
    // The caption or region model of these checkpoints.
    base::Result<model::Captioner> captioner(project::ModelKind kind) const;
    base::Result<model::Aligner> aligner(const std::filesystem::path& checkpoint) const;
};

// The images of a split; an empty split is BadInput.
base::Result<std::vector<store::ImageRecord>> imagesOfSplit(const Evaluation& evaluation, const std::string& split);

// The recipe's feature file with the images of the split in it: missing ones are computed first, unreadable ones go
// into `skipped`.
base::Result<features::FeatureStore> featuresOfSplit(Evaluation& evaluation, const features::Recipe& recipe,
                                                     const std::string& split);

// extraction::boxVectors by the model's recipe; images that are left out go into `skipped`.
base::Result<std::vector<base::Matrix>> boxRows(Evaluation& evaluation, const features::Recipe& recipe,
                                                extraction::BoxView view,
                                                const std::vector<extraction::ImageBoxes>& images);

// image id -> raw captions in the order of their numbers.
base::Result<std::map<std::int64_t, std::vector<std::string>>> captionsByImage(const Evaluation& evaluation,
                                                                               const std::string& split);

// The whole-image vectors (row 0) of the images that have features: [N, D], and which images they are.
struct FrameVectors {
    base::Matrix vectors;
    std::vector<std::size_t> images;  // index into the list given
};
FrameVectors frameVectors(const features::FeatureStore& store, const std::vector<store::ImageRecord>& images);

std::vector<metrics::Tokens> tokenizeAll(const std::vector<std::string>& sentences);

// Writes one JSON value per line by writeFileAtomically.
base::Status writeJsonLines(const std::filesystem::path& file, const std::vector<nlohmann::json>& lines,
                            const std::stop_token& stop);
// Reads them one after another; `where` is FILE:LINE. Blank lines are skipped.
base::Status eachJsonLine(
    const std::filesystem::path& file,
    const std::function<base::Status(const nlohmann::json& value, const std::string& where)>& take);

}  // namespace legenda::evaluation
