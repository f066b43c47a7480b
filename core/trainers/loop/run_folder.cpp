// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/run_folder.h"

#include "core/base/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string_view>
#include <vector>

namespace legenda::trainers {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

namespace {

template <class Record>
constexpr std::string_view kHeaderText;
template <>
constexpr std::string_view kHeaderText<CurveRecord> = "LEGENDA-CURVE-1\n";
template <>
constexpr std::string_view kHeaderText<StepRecord> = "LEGENDA-STEPS-1\n";

// As long as a record.
template <class Record>
std::string headerOf() {
    std::string header(kHeaderText<Record>);
    header.resize(sizeof(Record), '\0');
    return header;
}

constexpr const char* kPrefix = "ckpt-";
constexpr const char* kHalf = ".part";  // its ending while it is written
constexpr std::size_t kKept = 2;

// What a kill in the middle of saveCheckpoint() left, of whichever step.
void removeHalfCheckpoints(const fs::path& runFolder) {
    std::error_code failure;
    std::vector<fs::path> left;
    for (const auto& entry : fs::directory_iterator(runFolder, failure))
        if (const auto name = entry.path().filename().string(); name.starts_with(kPrefix) && name.ends_with(kHalf))
            left.push_back(entry.path());
    for (const auto& path : left) fs::remove_all(path, failure);
}

base::Status ioProblem(const fs::path& path, const std::error_code& why) {
    return fail(ErrorCode::Io, fmt::format("{} cannot be written: {}.", path.string(), why.message()));
}

template <class Record>
base::Result<std::vector<Record>> readRecords(const fs::path& file) {
    std::error_code failure;
    if (!fs::exists(file, failure)) return std::vector<Record>{};
    auto bytes = base::readFile(file);
    if (!bytes) return base::pass(bytes);
    if (bytes->empty()) return std::vector<Record>{};
    const auto header = headerOf<Record>();
    if (!bytes->starts_with(header))
        return fail(ErrorCode::BadInput,
                    fmt::format("{} is not the curve of a run: its first bytes are not those of one.", file.string()));
    std::vector<Record> records((bytes->size() - header.size()) / sizeof(Record));
    if (!records.empty()) std::memcpy(records.data(), bytes->data() + header.size(), records.size() * sizeof(Record));
    return records;
}

}  // namespace

base::Result<std::vector<CurveRecord>> readCurveFile(const fs::path& file) {
    return readRecords<CurveRecord>(file);
}

base::Result<std::vector<StepRecord>> readStepsFile(const fs::path& file) {
    return readRecords<StepRecord>(file);
}

template <class Record>
base::Result<RecordWriter<Record>> RecordWriter<Record>::open(const fs::path& file, std::int64_t last) {
    auto records = readRecords<Record>(file);
    if (!records) return base::pass(records);
    const auto kept = std::find_if(records->begin(), records->end(), [last](const Record& r) { return r.step > last; });
    const auto header = headerOf<Record>();
    const auto length = header.size() + static_cast<std::size_t>(kept - records->begin()) * sizeof(Record);
    std::error_code failure;
    if (fs::exists(file, failure) && fs::file_size(file, failure) >= header.size()) {
        fs::resize_file(file, length, failure);
        if (failure) return tl::unexpected<base::Error>(ioProblem(file, failure).error());
    } else if (auto written = base::writeFileAtomically(file, header); !written) {
        return base::pass(written);
    }
    RecordWriter writer;
    writer.file_ = file;
    writer.out_.open(file, std::ios::binary | std::ios::app);
    if (!writer.out_) return fail(ErrorCode::Io, fmt::format("{} cannot be written.", file.string()));
    return writer;
}

template <class Record>
base::Status RecordWriter<Record>::append(const Record& record) {
    std::array<char, sizeof(Record)> bytes;
    std::memcpy(bytes.data(), &record, bytes.size());
    out_.write(bytes.data(), bytes.size());
    out_.flush();
    if (!out_) return fail(ErrorCode::Io, fmt::format("{} cannot be written: is the disk full?", file_.string()));
    return {};
}

template class RecordWriter<CurveRecord>;
template class RecordWriter<StepRecord>;

std::vector<SavedCheckpoint> savedCheckpoints(const fs::path& runFolder) {
    std::vector<SavedCheckpoint> found;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(runFolder, failure)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(kPrefix) || !entry.is_directory(failure)) continue;
        std::int64_t step = 0;
        const char* const begin = name.data() + std::strlen(kPrefix);
        const char* const end = name.data() + name.size();
        const auto parsed = std::from_chars(begin, end, step);
        if (parsed.ec == std::errc() && parsed.ptr == end) found.push_back({step, entry.path()});
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.step > b.step; });
    return found;
}

base::Status saveCheckpoint(const fs::path& runFolder, std::int64_t step, const model::TensorFile& model,
                            const model::TensorFile& state) {
    const auto folder = runFolder / fmt::format("{}{}", kPrefix, step);
    const auto partial = runFolder / fmt::format("{}{}{}", kPrefix, step, kHalf);
    std::error_code failure;
    removeHalfCheckpoints(runFolder);
    fs::create_directories(partial, failure);
    if (failure) return ioProblem(partial, failure);
    if (auto written = model::writeTensorFile(partial / "model.safetensors", model); !written) return written;
    if (auto written = model::writeTensorFile(partial / "state.safetensors", state); !written) return written;
    // The same step once more (its evaluation is new): the older checkpoint stands while this one takes its place.
    fs::remove_all(folder, failure);
    fs::rename(partial, folder, failure);
    if (failure) return ioProblem(folder, failure);
    if (auto synced = base::syncToDisk(runFolder); !synced) return synced;
    const auto all = savedCheckpoints(runFolder);
    for (std::size_t i = kKept; i < all.size(); ++i) fs::remove_all(all[i].folder, failure);
    return {};
}

}  // namespace legenda::trainers
