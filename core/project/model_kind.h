// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace legenda::project {

// What a model does. The table below says everything else that follows from it.
enum class ModelKind { Alignment, Caption, Region, Proposer, Backbone };

struct ModelKindInfo {
    ModelKind kind;
    std::string key;      // in checkpoints and JSON: "alignment"
    std::string command;  // of its training, and the kind of its runs: "align"
    std::string title;    // for people, alone in a list
    std::string noun;     // for people, in a sentence: "the … model"
    std::string metric;   // by which a training chooses its best checkpoint
    enum class Input { Vectors, Pixels } input;
    bool trainsOnCard;      // else trainings run on the processor
    bool answersQuestions;  // one of the kind is in use in a project
};

std::span<const ModelKindInfo> modelKinds();
const ModelKindInfo& infoOf(ModelKind kind);
// nullptr: there is none.
const ModelKindInfo* modelKindByKey(std::string_view key);
const ModelKindInfo* modelKindByCommand(std::string_view command);

}  // namespace legenda::project
