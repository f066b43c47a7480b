// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"
#include "tests/support/check.h"

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

namespace legenda::test {

struct TinyCheckpoint {
    std::string kind = "alignment";
    std::string setting = "a";
    nlohmann::json figures = nlohmann::json::object();
    std::string splits = {};
    std::vector<float> values = {1, 2, 3};
};

// A file whose header says what a checkpoint's does; it holds a few values instead of a model.
inline void writeCheckpoint(const std::filesystem::path& file, const TinyCheckpoint& tiny) {
    model::CheckpointInfo info;
    info.kind = tiny.kind;
    info.architecture = "rnn";
    info.options = nlohmann::json::object();
    info.parents = {{"splits", tiny.splits}};
    info.dataset = "shapes train";
    info.setting = tiny.setting;
    info.figures = tiny.figures;
    model::TensorFile content;
    model::putInfo(content, info);
    model::StoredTensor stored{"F32", {static_cast<std::int64_t>(tiny.values.size())}, {}};
    stored.bytes.resize(tiny.values.size() * sizeof(float));
    std::memcpy(stored.bytes.data(), tiny.values.data(), stored.bytes.size());
    content.tensors["values"] = std::move(stored);
    std::filesystem::create_directories(file.parent_path());
    must(model::writeTensorFile(file, content));
}

}  // namespace legenda::test
