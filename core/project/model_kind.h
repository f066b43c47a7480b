// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::project {

// The task of a model. The table of model_kind.cpp holds all plain data that follows from it; its training is in
// core/runs/tasks.
enum class ModelKind { Alignment, Caption, Region, Proposer, Backbone };

struct ModelKindInfo {
    ModelKind kind;
    std::string key;      // in checkpoints and JSON: "alignment"
    std::string command;  // of its training, and the kind of its runs: "align"
    std::string title;    // shown alone in a list of trainings
    std::string label;    // shown beside a list of models of the kind
    std::string noun;     // within a sentence: "the … model"
    std::string answers;  // what such a model produces, within a sentence: "region captions"
    std::string learns;   // a sentence for the user: what its training learns, and from what
    std::string metric;   // the figure that selects a training's best checkpoint
    enum class Input { Vectors, Pixels } input;
    bool answersQuestions;  // a project has one model of the kind in use
};

std::span<const ModelKindInfo> modelKinds();
std::vector<ModelKind> answeringKinds();  // those of which a project has one in use
const ModelKindInfo& infoOf(ModelKind kind);
// nullptr: there is none.
const ModelKindInfo* modelKindByKey(std::string_view key);
const ModelKindInfo* modelKindByCommand(std::string_view command);

// The commands of all trainings, or the keys of the kinds that a project has in use.
std::vector<std::string> trainingCommands();
std::vector<std::string> answeringKeys();

}  // namespace legenda::project
