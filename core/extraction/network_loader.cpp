// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/extraction/network_loader.h"

#include "core/model/checkpoint_info.h"
#include "core/model/safetensors.h"
#include "core/model/torchscript_backbone.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::extraction {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// A TorchScript module from a file of the user's; its path is made absolute in the recipe, which is stored and read
// elsewhere.
Result<std::filesystem::path> loadScript(features::Recipe& recipe, std::unique_ptr<model::LoadedBackbone>& net) {
    const auto file = std::filesystem::absolute(recipe.backbone).lexically_normal();
    std::vector<int> sides{recipe.inputSize};
    if (recipe.frameSize > 0) sides.push_back(recipe.frameSize);
    LEGENDA_TRY(loaded, model::loadTorchScript(file, sides));
    net = std::move(*loaded);
    recipe.backbone = file.string();
    if (!net->hasMap() && recipe.pooling == "roi")
        return fail(ErrorCode::BadInput,
                    fmt::format("{} gives one vector per image and no map to pool regions from: use --pooling crop.",
                                recipe.backbone));
    return file;
}

// A built-in architecture with weights from any file, whose metadata names the architecture.
Result<std::filesystem::path> loadWeights(const std::filesystem::path& file, const std::string& device,
                                          std::unique_ptr<model::LoadedBackbone>& net) {
    LEGENDA_TRY(backbone, model::backboneOf(file));
    LEGENDA_TRY(loaded, (*backbone)->load(file, device));
    net = std::move(*loaded);
    return file;
}

// The supervision of a backbone by its file's metadata; without an entry: captions alone.
std::string settingOf(const std::filesystem::path& weights) {
    const auto metadata = model::readTensorMetadata(weights);
    const auto said = metadata ? metadata->find("setting") : decltype(metadata->end()){};
    return metadata && said != metadata->end() ? said->second : "a";
}

// Returns the network's file.
Result<std::filesystem::path> loadNamed(features::Recipe& recipe, const project::Resources& resources,
                                        const std::string& device, std::unique_ptr<model::LoadedBackbone>& net) {
    if (model::isTorchScript(recipe.backbone)) return loadScript(recipe, net);
    if (recipe.backbone.ends_with(".safetensors")) {
        recipe.backbone = std::filesystem::absolute(recipe.backbone).lexically_normal().string();
        return loadWeights(recipe.backbone, device, net);
    }
    std::string known;
    for (const auto& backbone : model::backbones()) {
        known += (known.empty() ? "" : ", ") + backbone->name();
        if (backbone->name() != recipe.backbone) continue;
        const auto weights = resources.pretrained() / backbone->weightsFile();
        LEGENDA_TRY(loaded, backbone->load(weights, device));
        net = std::move(*loaded);
        return weights;
    }
    const auto shipped = resources.pretrained() / (recipe.backbone + ".safetensors");
    if (std::error_code ignored; std::filesystem::exists(shipped, ignored)) return loadWeights(shipped, device, net);
    return fail(ErrorCode::BadInput, fmt::format("There is no backbone \"{}\"; there are: {}, or a file of weights "
                                                 "(.safetensors) or a TorchScript file (.pt, .torchscript).",
                                                 recipe.backbone, known));
}

std::filesystem::path shippedProposer(const features::Recipe& recipe, const project::Resources& resources) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(resources.pretrained(), ignored)) {
        if (!entry.path().filename().string().starts_with("proposer")) continue;
        const auto info = model::readCheckpointInfo(entry.path());
        if (info && info->kind == "proposer" && info->parents.value("backbone", "") == recipe.backboneHash &&
            (recipe.proposalsHash.empty() || recipe.proposalsHash == info->hash))
            return entry.path();
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<model::LoadedBackbone>> loadNetwork(features::Recipe& recipe,
                                                           const project::Resources& resources,
                                                           const std::string& device) {
    std::unique_ptr<model::LoadedBackbone> net;
    LEGENDA_TRY(source, loadNamed(recipe, resources, device, net));
    if (!recipe.backboneHash.empty() && recipe.backboneHash != net->hash())
        return fail(ErrorCode::BadInput, fmt::format("{} has the SHA-256 {}, the recipe expects {}.", source->string(),
                                                     net->hash(), recipe.backboneHash));
    recipe.backboneHash = net->hash();
    recipe.setting = settingOf(*source);
    return net;
}

Result<model::Proposer> loadProposer(features::Recipe& recipe, const project::Resources& resources,
                                     const std::string& device) {
    if (!recipe.proposer.empty())
        recipe.proposer = std::filesystem::absolute(recipe.proposer).lexically_normal().string();
    const std::filesystem::path file =
        recipe.proposer.empty() ? shippedProposer(recipe, resources) : std::filesystem::path(recipe.proposer);
    if (file.empty())
        return base::failWithRemedy(ErrorCode::Unsupported, {},
                                    fmt::format("There is no region proposer for the backbone {} in {}.",
                                                recipe.backbone, resources.pretrained().string()),
                                    "\"legenda-cli train proposer PROJECT\" makes one, --proposer names it; "
                                    "--proposals selective-search needs none.");
    LEGENDA_TRY(proposer, model::Proposer::load(file, device));
    const auto& info = proposer->info();
    if (const auto parent = info.parents.value("backbone", ""); parent != recipe.backboneHash)
        return fail(
            ErrorCode::BadInput,
            fmt::format("{} proposes regions on the backbone with the SHA-256 {}, the recipe's backbone {} has {}.",
                        file.string(), parent, recipe.backbone, recipe.backboneHash));
    if (info.recipe.inputSize != recipe.inputSize)
        return fail(ErrorCode::BadInput, fmt::format("{} reads pictures of {} pixels, the recipe makes them {} wide.",
                                                     file.string(), info.recipe.inputSize, recipe.inputSize));
    if (!recipe.proposalsHash.empty() && recipe.proposalsHash != info.hash)
        return fail(ErrorCode::BadInput, fmt::format("{} has the SHA-256 {}, the recipe expects {}.", file.string(),
                                                     info.hash, recipe.proposalsHash));
    recipe.proposalsHash = info.hash;
    recipe.setting = std::max(recipe.setting, info.setting);
    return proposer;
}

}  // namespace legenda::extraction
