// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/model_kind.h"

#include <algorithm>
#include <array>

namespace legenda::project {

std::span<const ModelKindInfo> modelKinds() {
    using enum ModelKind;
    using enum ModelKindInfo::Input;
    static const std::array<ModelKindInfo, 5> kKinds{{
        {Alignment, "alignment", "align", "Alignment", "Alignment", "alignment", "alignments",
         "Learns which words belong to which part of a photograph, from whole images and their sentences.", "rsum",
         Vectors, true},
        {Caption, "caption", "caption", "Full-image captions", "Caption", "caption", "captions",
         "Learns to write a sentence about a whole photograph.", "cider", Vectors, true},
        {Region, "region", "region", "Region captions", "Region", "region caption", "region captions",
         "Learns to describe boxes, from the snippets that an alignment assigned to each region.", "cider", Vectors,
         true},
        {Proposer, "proposer", "proposer", "Region proposer", "Proposer", "region proposer", "proposals",
         "Learns where annotators draw boxes, from the boxes of this project: better regions for everything else.",
         "upper_bound", Pixels, false},
        {Backbone, "backbone", "features", "Backbone", "Backbone", "backbone", "features",
         "Fine-tunes the backbone on this project's photographs and sentences. Takes hours.", "rsum", Pixels, false},
    }};
    return kKinds;
}

std::vector<ModelKind> answeringKinds() {
    std::vector<ModelKind> kinds;
    for (const auto& info : modelKinds())
        if (info.answersQuestions) kinds.push_back(info.kind);
    return kinds;
}

const ModelKindInfo& infoOf(ModelKind kind) {
    return *std::ranges::find(modelKinds(), kind, &ModelKindInfo::kind);
}

namespace {

const ModelKindInfo* find(std::string ModelKindInfo::*name, std::string_view wanted) {
    const auto kinds = modelKinds();
    const auto found =
        std::ranges::find(kinds, wanted, [name](const auto& kind) { return std::string_view(kind.*name); });
    return found == kinds.end() ? nullptr : &*found;
}

}  // namespace

const ModelKindInfo* modelKindByKey(std::string_view key) {
    return find(&ModelKindInfo::key, key);
}

const ModelKindInfo* modelKindByCommand(std::string_view command) {
    return find(&ModelKindInfo::command, command);
}

std::vector<std::string> trainingCommands() {
    std::vector<std::string> commands;
    for (const auto& info : modelKinds()) commands.push_back(info.command);
    return commands;
}

std::vector<std::string> answeringKeys() {
    std::vector<std::string> keys;
    for (const auto kind : answeringKinds()) keys.push_back(infoOf(kind).key);
    return keys;
}

}  // namespace legenda::project
