// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/safetensors.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

// The files of one run: curve.bin and ckpt-STEP/{model,state}.safetensors. One process writes, any may read.
namespace legenda::trainers {

// One training step. In curve.bin: 16 bytes little-endian, after a header of the same size.
struct CurveRecord {
    std::int64_t step = 0;  // from 1
    float epoch = 0;        // whole and fraction done
    float loss = 0;
};
static_assert(sizeof(CurveRecord) == 16);

class CurveWriter {
 public:
    // Opens or creates the file and cuts what was logged after step `last` (or was not written whole).
    static base::Result<CurveWriter> open(const std::filesystem::path& file, std::int64_t last);
    base::Status append(const CurveRecord& record);

 private:
    std::filesystem::path file_;
    std::ofstream out_;
};

// A file that is not there is an empty curve; a record that is being written is left out.
base::Result<std::vector<CurveRecord>> readCurveFile(const std::filesystem::path& file);

struct SavedCheckpoint {
    std::int64_t step = 0;
    std::filesystem::path folder;
};
// Newest first; folders that were not renamed into place do not count.
std::vector<SavedCheckpoint> savedCheckpoints(const std::filesystem::path& runFolder);

// Writes ckpt-STEP (both files synced, then renamed as one) and removes all but the newest two.
base::Status saveCheckpoint(const std::filesystem::path& runFolder, std::int64_t step, const model::TensorFile& model,
                            const model::TensorFile& state);

}  // namespace legenda::trainers
