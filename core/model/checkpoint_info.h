// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/features/recipe.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace legenda::model {

// The metadata of a checkpoint. Everything needed to run the model is in the file.
struct CheckpointInfo {
    int formatVersion = 1;
    std::string kind;  // "alignment" | "caption" | "region"
    std::filesystem::path path;
    std::string hash;          // SHA-256 of the file
    std::string architecture;  // "brnn", "rnn"
    nlohmann::json options;    // of the training
    features::Recipe recipe;
    nlohmann::json parents;     // {"backbone": hash, "alignment": hash}
    std::string dataset;        // a readable name, "Flickr8K train"
    std::string setting = "a";  // supervision: a captions, b captions + boxes, c captions + boxes + phrases
    std::uint64_t seed = 0;
    nlohmann::json figures;  // dev figures at the time of writing
};

// Reads the header, and the file once for its hash. A file that is not a checkpoint of ours is BadInput and named.
base::Result<CheckpointInfo> readCheckpointInfo(const std::filesystem::path& file);
// The header alone: no hash.
base::Result<CheckpointInfo> readCheckpointHeader(const std::filesystem::path& file);
// Reads the file whole: BadInput, naming it, where it is cut off or holds a value that is not finite.
base::Status checkCheckpoint(const std::filesystem::path& file);

}  // namespace legenda::model
