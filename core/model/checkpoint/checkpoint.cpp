// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"

#include "core/base/half.h"
#include "core/base/hash.h"
#include "core/base/json.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <set>

namespace legenda::model {

using base::ErrorCode;
using base::fail;

namespace {

constexpr const char* kFormat = "legenda-checkpoint";
constexpr int kFormatVersion = 1;
constexpr const char* kMean = ".mean";
constexpr const char* kDeviation = ".deviation";

std::string shapeText(const std::vector<std::int64_t>& shape) {
    return fmt::format("[{}]", fmt::join(shape, ", "));
}

std::int64_t elements(const std::vector<std::int64_t>& shape) {
    std::int64_t count = 1;
    for (const auto side : shape) count *= side;
    return count;
}

StoredTensor storeFloats(const std::vector<float>& values) {
    StoredTensor stored{"F32", {static_cast<std::int64_t>(values.size())}, {}};
    stored.bytes.resize(values.size() * sizeof(float));
    std::memcpy(stored.bytes.data(), values.data(), stored.bytes.size());
    return stored;
}

base::Result<std::vector<float>> floatsOf(const StoredTensor& stored, const std::string& name,
                                          const std::filesystem::path& file) {
    const auto count = static_cast<std::size_t>(elements(stored.shape));
    std::vector<float> values(count);
    if (stored.dtype == "F32" && stored.bytes.size() == count * 4) {
        std::memcpy(values.data(), stored.bytes.data(), stored.bytes.size());
    } else if (stored.dtype == "F16" && stored.bytes.size() == count * 2) {
        for (std::size_t i = 0; i < count; ++i) {
            std::uint16_t half;
            std::memcpy(&half, stored.bytes.data() + 2 * i, 2);
            values[i] = base::halfToFloat(half);
        }
    } else {
        return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" has type {}, F32 or F16 was expected.",
                                                     file.string(), name, stored.dtype));
    }
    for (const float value : values)
        if (!std::isfinite(value))
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: tensor \"{}\" holds a value that is not finite.", file.string(), name));
    return values;
}

base::Result<std::string> text(const std::map<std::string, std::string>& metadata, const std::string& key,
                               const std::filesystem::path& file) {
    const auto found = metadata.find(key);
    if (found == metadata.end())
        return fail(ErrorCode::BadInput,
                    fmt::format("{} is not a checkpoint of Legenda: its metadata has no \"{}\".", file.string(), key));
    return found->second;
}

base::Result<nlohmann::json> jsonOf(const std::map<std::string, std::string>& metadata, const std::string& key,
                                    const std::filesystem::path& file) {
    LEGENDA_TRY(found, text(metadata, key, file));
    return base::parseJson(*found, fmt::format("{}: metadata \"{}\"", file.string(), key));
}

template <class Number>
base::Result<Number> numberOf(const std::map<std::string, std::string>& metadata, const std::string& key,
                              const std::filesystem::path& file) {
    LEGENDA_TRY(found, text(metadata, key, file));
    Number value{};
    const char* const end = found->data() + found->size();
    const auto parsed = std::from_chars(found->data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end)
        return fail(ErrorCode::BadInput,
                    fmt::format("{}: metadata \"{}\" must be a number, found \"{}\".", file.string(), key, *found));
    return value;
}

}  // namespace

void putInfo(TensorFile& content, const CheckpointInfo& info) {
    auto& m = content.metadata;
    m["format"] = kFormat;
    m["format_version"] = std::to_string(info.formatVersion);
    m["kind"] = info.kind;
    m["architecture"] = info.architecture;
    m["options"] = info.options.dump();
    m["recipe"] = base::optionsToJson(info.recipe).dump();
    m["parents"] = info.parents.dump();
    m["dataset"] = info.dataset;
    m["setting"] = info.setting;
    m["seed"] = std::to_string(info.seed);
    m["figures"] = info.figures.dump();
}

base::Result<CheckpointInfo> takeInfo(const std::map<std::string, std::string>& metadata,
                                      const std::filesystem::path& file) {
    LEGENDA_TRY(format, text(metadata, "format", file));
    if (*format != kFormat)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} is not a checkpoint of Legenda: its format is \"{}\".", file.string(), *format));
    LEGENDA_TRY(version, numberOf<int>(metadata, "format_version", file));
    if (*version < 1 || *version > kFormatVersion)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} has checkpoint format {}, this program reads up to {}: a newer version wrote it.",
                                file.string(), *version, kFormatVersion));
    CheckpointInfo info;
    info.formatVersion = *version;
    info.path = file;
    for (auto& [key, member] : {std::pair{"kind", &info.kind},
                                {"architecture", &info.architecture},
                                {"dataset", &info.dataset},
                                {"setting", &info.setting}}) {
        LEGENDA_TRY(value, text(metadata, key, file));
        *member = std::move(*value);
    }
    for (auto& [key, member] :
         {std::pair{"options", &info.options}, {"parents", &info.parents}, {"figures", &info.figures}}) {
        LEGENDA_TRY(value, jsonOf(metadata, key, file));
        *member = std::move(*value);
    }
    LEGENDA_TRY(recipe, jsonOf(metadata, "recipe", file));
    if (auto set = base::optionsFromJson(info.recipe, *recipe, fmt::format("{}: metadata \"recipe\"", file.string()));
        !set)
        return fail(ErrorCode::BadInput, set.error().message);
    LEGENDA_TRY(seed, numberOf<std::uint64_t>(metadata, "seed", file));
    info.seed = *seed;
    return info;
}

base::Result<CheckpointInfo> readCheckpointHeader(const std::filesystem::path& file) {
    LEGENDA_TRY(metadata, readTensorMetadata(file));
    return takeInfo(*metadata, file);
}

base::Status checkCheckpoint(const std::filesystem::path& file) {
    LEGENDA_TRY(content, readTensorFile(file));
    return checkFinite(*content, file);
}

base::Result<CheckpointInfo> readCheckpointInfo(const std::filesystem::path& file) {
    auto info = readCheckpointHeader(file);
    if (!info) return info;
    LEGENDA_TRY(hash, base::sha256OfFile(file));
    info->hash = std::move(*hash);
    return info;
}

void putVocabulary(TensorFile& content, const text::Vocabulary& vocabulary) {
    content.metadata["vocabulary"] = nlohmann::json(vocabulary.words()).dump();
}

base::Result<text::Vocabulary> takeVocabulary(const TensorFile& content, const std::filesystem::path& file) {
    LEGENDA_TRY(words, jsonOf(content.metadata, "vocabulary", file));
    std::vector<std::string> list;
    std::set<std::string> seen;
    if (!words->is_array())
        return fail(ErrorCode::BadInput,
                    fmt::format("{}: metadata \"vocabulary\" must be a list of words.", file.string()));
    for (const auto& word : *words) {
        if (!word.is_string() || !seen.insert(word.get<std::string>()).second)
            return fail(
                ErrorCode::BadInput,
                fmt::format("{}: metadata \"vocabulary\" must be a list of different words, found {} at place {}.",
                            file.string(), word.dump(), list.size()));
        list.push_back(word.get<std::string>());
    }
    return text::Vocabulary(std::move(list));
}

void putNumber(TensorFile& content, const std::string& key, double value) {
    content.metadata[key] = fmt::format("{}", value);
}

base::Result<double> takeNumber(const std::map<std::string, std::string>& metadata, const std::string& key,
                                const std::filesystem::path& file) {
    return numberOf<double>(metadata, key, file);
}

void putStandardisation(TensorFile& content, const Standardisation& statistics, const std::string& of) {
    content.tensors[of + kMean] = storeFloats(statistics.mean);
    content.tensors[of + kDeviation] = storeFloats(statistics.deviation);
}

base::Result<Standardisation> takeStandardisation(const TensorFile& content, const std::filesystem::path& file,
                                                  const std::string& of) {
    Standardisation statistics;
    const auto meanName = of + kMean, deviationName = of + kDeviation;
    for (auto& [name, member] : {std::pair{meanName, &statistics.mean}, {deviationName, &statistics.deviation}}) {
        const auto found = content.tensors.find(name);
        if (found == content.tensors.end() || found->second.shape.size() != 1)
            return fail(ErrorCode::BadInput, fmt::format("{}: the list \"{}\" is missing.", file.string(), name));
        LEGENDA_TRY(values, floatsOf(found->second, name, file));
        *member = std::move(*values);
    }
    if (statistics.mean.size() != statistics.deviation.size())
        return fail(ErrorCode::BadInput,
                    fmt::format("{}: \"{}\" and \"{}\" differ in length.", file.string(), meanName, deviationName));
    for (const float deviation : statistics.deviation)
        if (!(deviation > 0))
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: \"{}\" holds a value that is not above 0.", file.string(), deviationName));
    return statistics;
}

StoredTensor storeTensor(const at::Tensor& tensor, bool half) {
    const auto type = half ? at::kHalf : at::kFloat;
    const auto plain = tensor.detach().to(at::kCPU).to(type).contiguous();
    StoredTensor stored{half ? "F16" : "F32", plain.sizes().vec(), {}};
    stored.bytes.resize(static_cast<std::size_t>(plain.numel()) * (half ? 2 : 4));
    if (!stored.bytes.empty()) std::memcpy(stored.bytes.data(), plain.data_ptr(), stored.bytes.size());
    return stored;
}

base::Result<at::Tensor> takeTensor(const TensorFile& content, const std::string& name,
                                    const std::vector<std::int64_t>& shape, const std::filesystem::path& file) {
    const auto found = content.tensors.find(name);
    if (found == content.tensors.end())
        return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" is missing.", file.string(), name));
    if (found->second.shape != shape)
        return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" has shape {}, {} was expected.", file.string(),
                                                     name, shapeText(found->second.shape), shapeText(shape)));
    LEGENDA_TRY(values, floatsOf(found->second, name, file));
    auto tensor = at::empty(shape, at::kFloat);
    if (!values->empty()) std::memcpy(tensor.data_ptr(), values->data(), values->size() * sizeof(float));
    return tensor;
}

base::Status compareTensors(const TensorFile& content, const std::map<std::string, std::vector<std::int64_t>>& expected,
                            const std::filesystem::path& file) {
    for (const auto& [name, shape] : expected) {
        const auto found = content.tensors.find(name);
        if (found == content.tensors.end())
            return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" is missing.", file.string(), name));
        if (found->second.shape != shape)
            return fail(ErrorCode::BadInput,
                        fmt::format("{}: tensor \"{}\" has shape {}, {} was expected.", file.string(), name,
                                    shapeText(found->second.shape), shapeText(shape)));
    }
    for (const auto& [name, stored] : content.tensors)
        if (!expected.contains(name))
            return fail(ErrorCode::BadInput, fmt::format("{}: tensor \"{}\" {} does not belong to this kind of model.",
                                                         file.string(), name, shapeText(stored.shape)));
    return {};
}

TensorFile halved(TensorFile content) {
    for (auto& [name, stored] : content.tensors) {
        if (stored.dtype != "F32" || name.ends_with(kMean) || name.ends_with(kDeviation) || name.ends_with(".scale"))
            continue;
        std::vector<std::uint8_t> bytes(stored.bytes.size() / 2);
        for (std::size_t i = 0; i < bytes.size() / 2; ++i) {
            float value;
            std::memcpy(&value, stored.bytes.data() + 4 * i, 4);
            const std::uint16_t half = base::floatToHalf(value);
            std::memcpy(bytes.data() + 2 * i, &half, 2);
        }
        stored.bytes = std::move(bytes);
        stored.dtype = "F16";
    }
    return content;
}

base::Status checkFinite(const TensorFile& content, const std::filesystem::path& file) {
    for (const auto& [name, stored] : content.tensors) {
        if (stored.dtype == "I64" || stored.dtype == "I8") continue;
        if (auto values = floatsOf(stored, name, file); !values) return base::pass(values);
    }
    return {};
}

}  // namespace legenda::model
