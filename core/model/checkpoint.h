// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/checkpoint_info.h"
#include "core/model/safetensors.h"
#include "core/text/vocabulary.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace at {
class Tensor;
}

// The common parts of all checkpoints: metadata, vocabulary, standardisation, and the conversion from and to tensors.
// Pure functions, callable from any thread. Users of the tensor functions include <ATen/ATen.h> in their .cpp.
namespace legenda::model {

// --- metadata: CheckpointInfo without path and hash, which are properties of the file
void putInfo(TensorFile& content, const CheckpointInfo& info);
// `file` is named in messages and becomes info.path; the hash is left empty. A missing or unknown "format" is BadInput.
base::Result<CheckpointInfo> takeInfo(const std::map<std::string, std::string>& metadata,
                                      const std::filesystem::path& file);

void putVocabulary(TensorFile& content, const text::Vocabulary& vocabulary);
base::Result<text::Vocabulary> takeVocabulary(const TensorFile& content, const std::filesystem::path& file);

// One figure or text of a kind of model in the metadata ("spread").
void putNumber(TensorFile& content, const std::string& key, double value);
base::Result<double> takeNumber(const std::map<std::string, std::string>& metadata, const std::string& key,
                                const std::filesystem::path& file);

// --- standardisation of the backbone's vectors: (x - mean) / standard deviation for each dimension, fitted on the
// training split. An affine change that W_m and b_m could absorb.
struct Standardisation {
    std::vector<float> mean;       // [D]
    std::vector<float> deviation;  // [D], never 0
};
// As tensors "features.mean" and "features.deviation" (always float32), or others `of` another kind of vector.
void putStandardisation(TensorFile& content, const Standardisation& statistics, const std::string& of = "features");
base::Result<Standardisation> takeStandardisation(const TensorFile& content, const std::filesystem::path& file,
                                                  const std::string& of = "features");

// --- tensors
// Any device and float type -> float32 bytes, or float16 on request.
StoredTensor storeTensor(const at::Tensor& tensor, bool half = false);
// The tensor `name` as contiguous float32 on the CPU. Missing, of another shape, or with a NaN or an infinity:
// BadInput, naming file and tensor.
base::Result<at::Tensor> takeTensor(const TensorFile& content, const std::string& name,
                                    const std::vector<std::int64_t>& shape, const std::filesystem::path& file);
// Compares the names and shapes of all tensors with those of a model, before anything is loaded: missing, unexpected,
// of another shape.
base::Status compareTensors(const TensorFile& content, const std::map<std::string, std::vector<std::int64_t>>& expected,
                            const std::filesystem::path& file);
// The tensors of the file that keep their names and get float16 values; "features.*" and the scales of tensors of bytes
// ("*.scale") stay float32.
TensorFile halved(TensorFile content);
// Matrices stored as signed bytes (I8) with one scale a row, "NAME.scale" (F32 [rows]; "_fc.scale" of "_fc.weight"),
// become float32: byte * scale. BadInput naming one that has no scale or is no matrix.
base::Status unpackBytes(TensorFile& content, const std::filesystem::path& file);
base::Result<TensorFile> readModelFile(const std::filesystem::path& file);  // readTensorFile() and this
// BadInput naming the first tensor that holds a NaN or an infinity.
base::Status checkFinite(const TensorFile& content, const std::filesystem::path& file);

}  // namespace legenda::model
