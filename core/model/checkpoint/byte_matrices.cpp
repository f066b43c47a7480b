// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::model {

namespace {

// "W_q" -> "W_q.scale", "_fc.weight" -> "_fc.scale"
std::string scaleOf(std::string_view name) {
    constexpr std::string_view kWeight = ".weight";
    if (name.ends_with(kWeight)) name.remove_suffix(kWeight.size());
    return std::string(name) + ".scale";
}

base::Result<StoredTensor> unpacked(const StoredTensor& bytes, const StoredTensor* scale, const std::string& name,
                                    const std::filesystem::path& file) {
    const bool matrix = bytes.shape.size() == 2;
    if (!matrix || scale == nullptr || scale->dtype != "F32" || scale->shape != std::vector{bytes.shape[0]})
        return base::fail(
            base::ErrorCode::BadInput,
            fmt::format("{}: the tensor of bytes \"{}\" of shape {} must be a matrix with a list \"{}\" (F32), "
                        "one value a row.",
                        file.string(), name, bytes.shape, scaleOf(name)));
    StoredTensor plain{"F32", bytes.shape, std::vector<std::uint8_t>(bytes.bytes.size() * sizeof(float))};
    const auto columns = static_cast<std::size_t>(bytes.shape[1]);
    for (std::size_t i = 0; i < bytes.bytes.size(); ++i) {
        float step = 0;
        std::memcpy(&step, scale->bytes.data() + i / columns * sizeof(float), sizeof step);
        const float value = static_cast<float>(static_cast<std::int8_t>(bytes.bytes[i])) * step;
        std::memcpy(plain.bytes.data() + i * sizeof value, &value, sizeof value);
    }
    return plain;
}

}  // namespace

base::Status unpackBytes(TensorFile& content, const std::filesystem::path& file) {
    std::vector<std::string> packed;
    for (const auto& [name, stored] : content.tensors)
        if (stored.dtype == "I8") packed.push_back(name);
    for (const auto& name : packed) {
        const auto scale = content.tensors.find(scaleOf(name));
        auto plain =
            unpacked(content.tensors.at(name), scale == content.tensors.end() ? nullptr : &scale->second, name, file);
        if (!plain) return base::pass(plain);
        content.tensors.erase(scale);
        content.tensors[name] = std::move(*plain);
    }
    return {};
}

base::Result<TensorFile> readModelFile(const std::filesystem::path& file) {
    auto content = readTensorFile(file);
    if (!content) return content;
    if (auto plain = unpackBytes(*content, file); !plain) return base::pass(plain);
    return content;
}

}  // namespace legenda::model
