// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backbone.h"

#include "core/model/safetensors.h"

#include <ATen/core/Tensor.h>
#include <fmt/format.h>

namespace legenda::model {

std::vector<at::Tensor> LoadedBackbone::pyramid(const std::uint8_t*, int, int, int) {
    return {};
}

base::Result<BackbonePtr> backboneOf(const std::filesystem::path& weights) {
    auto metadata = readTensorMetadata(weights);
    if (!metadata) return base::pass(metadata);
    const auto named = metadata->find("architecture");
    std::string known;
    for (auto& backbone : backbones()) {
        if (named != metadata->end() && backbone->name() == named->second) return std::move(backbone);
        known += (known.empty() ? "" : ", ") + backbone->name();
    }
    return base::fail(
        base::ErrorCode::BadInput,
        fmt::format("{} is not a backbone: its metadata's \"architecture\" is {}, expected one of {}.",
                    weights.string(), named == metadata->end() ? "missing" : "\"" + named->second + "\"", known));
}

}  // namespace legenda::model
