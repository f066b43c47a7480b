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
        {Alignment, "alignment", "align", "Alignment", "alignment", "rsum", Vectors, false, true},
        {Caption, "caption", "caption", "Full-image captions", "caption", "cider", Vectors, true, true},
        {Region, "region", "region", "Region captions", "region caption", "cider", Vectors, true, true},
        {Proposer, "proposer", "proposer", "Region proposer", "region proposer", "upper_bound", Pixels, false, false},
        {Backbone, "backbone", "features", "Backbone", "backbone", "rsum", Pixels, false, false},
    }};
    return kKinds;
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

}  // namespace legenda::project
