// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace legenda::model {

// One named array of a safetensors file. dtype: "F32", "F16", "I64", "I8".
struct StoredTensor {
    std::string dtype;
    std::vector<std::int64_t> shape;
    std::vector<std::uint8_t> bytes;
};

// A safetensors file: 8-byte little-endian header length, JSON header, raw tensors. `metadata` is its __metadata__
// (values are strings; structured ones hold JSON text).
struct TensorFile {
    std::map<std::string, StoredTensor> tensors;
    std::map<std::string, std::string> metadata;
};

// Header length, offsets, overlaps and sizes are checked before anything is used; a damaged file is BadInput and named.
base::Result<TensorFile> readTensorFile(const std::filesystem::path& file);
base::Result<std::map<std::string, std::string>> readTensorMetadata(const std::filesystem::path& file);  // header only
base::Status writeTensorFile(const std::filesystem::path& file, const TensorFile& content);              // atomically

}  // namespace legenda::model
