// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/safetensors.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

// The files of one run: curve.bin, steps.bin and ckpt-STEP/{model,state}.safetensors. One process writes, any may read.
namespace legenda::trainers {

// One training step. In curve.bin: 16 bytes little-endian, after a header of the same size.
struct CurveRecord {
    std::int64_t step = 0;  // from 1
    float epoch = 0;        // whole and fraction done
    float loss = 0;
};
static_assert(sizeof(CurveRecord) == 16);

// The same step's other facts, in a file of their own since its time is another one in each run. In steps.bin: 24 bytes
// little-endian, after a header of the same size. NaN: not measured.
struct StepRecord {
    std::int64_t step = 0;
    float epoch = 0;
    float learningRate = 0;
    float gradientNorm = 0;
    float seconds = 0;  // that the step took
};
static_assert(sizeof(StepRecord) == 24);

// Of CurveRecord or StepRecord.
template <class Record>
class RecordWriter {
 public:
    // Opens or creates the file and cuts what was logged after step `last` (or was not written whole).
    static base::Result<RecordWriter> open(const std::filesystem::path& file, std::int64_t last);
    base::Status append(const Record& record);

 private:
    std::filesystem::path file_;
    std::ofstream out_;
};
using CurveWriter = RecordWriter<CurveRecord>;
using StepWriter = RecordWriter<StepRecord>;

// A file that is not there is an empty curve; a record that is being written is left out.
base::Result<std::vector<CurveRecord>> readCurveFile(const std::filesystem::path& file);
base::Result<std::vector<StepRecord>> readStepsFile(const std::filesystem::path& file);  // of version 0.1.0: none

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
