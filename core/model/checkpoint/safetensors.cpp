// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/safetensors.h"

#include "core/base/files.h"
#include "core/base/foreign_file.h"
#include "core/base/waiting.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <ostream>

namespace legenda::model {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;
using base::Status;
namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little,
              "tensors are stored in little-endian order and read as they are");

namespace {

constexpr std::uint64_t kMostHeaderBytes = 100'000'000;

struct Entry {
    std::string name;
    StoredTensor tensor;  // without bytes
    std::uint64_t begin = 0, end = 0;
};

struct Header {
    std::vector<Entry> entries;  // by position
    std::map<std::string, std::string> metadata;
    std::uint64_t dataStart = 0;
};

std::uint64_t elementSize(const std::string& dtype) {
    if (dtype == "F32") return 4;
    if (dtype == "F16") return 2;
    if (dtype == "I64") return 8;
    if (dtype == "I8") return 1;
    return 0;
}

auto damaged(const fs::path& file, const std::string& why) {
    return fail(ErrorCode::BadInput, fmt::format("{} is not a complete safetensors file: {}.", file.string(), why));
}

// The bytes that a shape needs; false when it overflows or a length is negative.
bool byteCount(const std::vector<std::int64_t>& shape, std::uint64_t element, std::uint64_t& bytes) {
    bytes = element;
    for (const auto length : shape) {
        if (length < 0) return false;
        const auto n = static_cast<std::uint64_t>(length);
        if (n != 0 && bytes > std::numeric_limits<std::int64_t>::max() / n) return false;
        bytes *= n;
    }
    return true;
}

Result<Entry> parseEntry(const std::string& name, const nlohmann::json& value, std::uint64_t dataBytes,
                         const fs::path& file) {
    Entry entry;
    entry.name = name;
    std::vector<std::uint64_t> offsets;
    try {
        entry.tensor.dtype = value.at("dtype").get<std::string>();
        // get() would cut 0.5 to 0 and turn -1 round.
        for (const auto* key : {"shape", "data_offsets"})
            for (const auto& number : value.at(key))
                if (!number.is_number_unsigned())
                    return damaged(file, fmt::format("\"{}\" of tensor \"{}\" holds {}, a whole number was expected",
                                                     key, name, number.dump()));
        entry.tensor.shape = value.at("shape").get<std::vector<std::int64_t>>();
        offsets = value.at("data_offsets").get<std::vector<std::uint64_t>>();
    } catch (const nlohmann::json::exception& problem) {
        return damaged(
            file, fmt::format("the entry \"{}\" is not {{dtype, shape, data_offsets}} ({})", name, problem.what()));
    }
    const auto element = elementSize(entry.tensor.dtype);
    if (element == 0)
        return damaged(
            file, fmt::format("tensor \"{}\" has the type {}, expected F32, F16, I64 or I8", name, entry.tensor.dtype));
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > dataBytes)
        return damaged(file, fmt::format("tensor \"{}\" lies outside the {} bytes of data", name, dataBytes));
    entry.begin = offsets[0];
    entry.end = offsets[1];
    std::uint64_t needed = 0;
    if (!byteCount(entry.tensor.shape, element, needed) || needed != entry.end - entry.begin)
        return damaged(file, fmt::format("tensor \"{}\" holds {} bytes, which does not fit its shape", name,
                                         entry.end - entry.begin));
    return entry;
}

// Sorts the tensors by their places, which must fill the data without gaps; one of no bytes lies between others.
Status checkPlaces(std::vector<Entry>& entries, std::uint64_t dataBytes, const fs::path& file) {
    std::ranges::stable_sort(
        entries, [](const Entry& a, const Entry& b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; });
    std::uint64_t end = 0;
    const Entry* before = nullptr;
    const auto unowned = [&](std::uint64_t count) {
        return damaged(file, fmt::format("{} bytes from {} of its data on belong to no tensor", count, end));
    };
    for (const auto& entry : entries) {
        if (entry.begin < end)
            return damaged(file, fmt::format("tensors \"{}\" and \"{}\" overlap", before->name, entry.name));
        if (entry.begin > end) return unowned(entry.begin - end);
        end = entry.end;
        before = &entry;
    }
    if (end < dataBytes) return unowned(dataBytes - end);
    return {};
}

Result<Header> parseHeader(const std::string& text, std::uint64_t dataBytes, const fs::path& file) {
    nlohmann::json json;
    try {
        json = nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception& problem) {
        return damaged(file, fmt::format("its header is not JSON ({})", problem.what()));
    }
    if (!json.is_object()) return damaged(file, "its header is not a JSON object");
    Header header;
    for (const auto& [name, value] : json.items()) {
        if (name == "__metadata__") {
            if (!value.is_object()) return damaged(file, "__metadata__ is not an object");
            for (const auto& [key, item] : value.items()) {
                if (!item.is_string()) return damaged(file, fmt::format("__metadata__ \"{}\" is not a string", key));
                header.metadata[key] = item.get<std::string>();
            }
            continue;
        }
        LEGENDA_TRY(entry, parseEntry(name, value, dataBytes, file));
        header.entries.push_back(std::move(*entry));
    }
    if (auto whole = checkPlaces(header.entries, dataBytes, file); !whole) return pass(whole);
    return header;
}

// Refuses what is not a regular file, and names what is something else altogether.
Status checkKind(std::ifstream& in, const fs::path& file) {
    std::error_code failure;
    const auto status = fs::status(file, failure);
    const auto refused = [&](const std::string& why) {
        return fail(ErrorCode::Io, fmt::format("{} {}.", file.string(), why));
    };
    if (status.type() == fs::file_type::not_found) return refused("does not exist; a checkpoint was expected");
    if (status.type() == fs::file_type::directory)
        return refused("is a folder; a checkpoint, a file .safetensors, was expected");
    if (!fs::is_regular_file(status)) return refused("is not a regular file; a checkpoint was expected");
    if (!in) return refused(fmt::format("cannot be read: {}", std::strerror(errno)));
    std::string head(base::kForeignHead, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    in.clear();
    in.seekg(0);
    // The length of a header may look like the beginning of anything: what has a header behind it is not a foreign
    // file.
    std::uint64_t length = kMostHeaderBytes + 1;
    if (head.size() > sizeof length) std::memcpy(&length, head.data(), sizeof length);
    if (length <= kMostHeaderBytes && head[sizeof length] == '{') return {};
    if (const auto kind = base::foreignKind(head); !kind.empty())
        return fail(ErrorCode::BadInput, fmt::format("{} {}.", file.string(), kind),
                    "A checkpoint of Legenda is a file in the format safetensors.");
    return {};
}

Result<Header> readHeader(std::ifstream& in, const fs::path& file) {
    if (auto right = checkKind(in, file); !right) return pass(right);
    std::error_code failure;
    const std::uint64_t size = fs::file_size(file, failure);
    if (failure || !in)
        return fail(ErrorCode::Io, fmt::format("{} cannot be read.", file.string()), failure ? failure.message() : "");
    std::uint64_t length = 0;
    if (size < sizeof length || !in.read(reinterpret_cast<char*>(&length), sizeof length))
        return damaged(file, "it is shorter than 8 bytes");
    if (length > kMostHeaderBytes || length > size - sizeof length)
        return damaged(file, fmt::format("it announces a header of {} bytes and has {} bytes in all", length, size));
    std::string text(length, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(length))) return damaged(file, "its header cannot be read");
    auto header = parseHeader(text, size - sizeof length - length, file);
    if (header) header->dataStart = sizeof length + length;
    return header;
}

}  // namespace

Result<TensorFile> readTensorFile(const fs::path& file) {
    base::mayWait("reading a checkpoint", file);
    std::ifstream in(file, std::ios::binary);
    LEGENDA_TRY(header, readHeader(in, file));
    TensorFile content;
    content.metadata = std::move(header->metadata);
    for (auto& entry : header->entries) {
        entry.tensor.bytes.resize(entry.end - entry.begin);
        in.seekg(static_cast<std::streamoff>(header->dataStart + entry.begin));
        if (!in.read(reinterpret_cast<char*>(entry.tensor.bytes.data()),
                     static_cast<std::streamsize>(entry.tensor.bytes.size())))
            return fail(ErrorCode::Io, fmt::format("{}: tensor \"{}\" cannot be read.", file.string(), entry.name));
        content.tensors.emplace(entry.name, std::move(entry.tensor));
    }
    return content;
}

Result<std::map<std::string, std::string>> readTensorMetadata(const fs::path& file) {
    base::mayWait("reading a checkpoint", file);
    std::ifstream in(file, std::ios::binary);
    LEGENDA_TRY(header, readHeader(in, file));
    return std::move(header->metadata);
}

Status writeTensorFile(const fs::path& file, const TensorFile& content) {
    nlohmann::json header = nlohmann::json::object();
    if (!content.metadata.empty()) header["__metadata__"] = content.metadata;
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : content.tensors) {
        const auto element = elementSize(tensor.dtype);
        std::uint64_t needed = 0;
        if (element == 0 || !byteCount(tensor.shape, element, needed) || needed != tensor.bytes.size())
            return fail(ErrorCode::Internal,
                        fmt::format("{}: tensor \"{}\" ({}) has {} bytes, which does not fit its shape.", file.string(),
                                    name, tensor.dtype, tensor.bytes.size()));
        header[name] = {{"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + needed}}};
        offset += needed;
    }
    std::string text;
    try {
        text = header.dump();
    } catch (const nlohmann::json::exception& problem) {
        return fail(ErrorCode::Internal, fmt::format("{}: the metadata is not valid UTF-8.", file.string()),
                    problem.what());
    }
    text.append((8 - text.size() % 8) % 8, ' ');
    return base::writeFileAtomically(file, [&](std::ostream& out) -> Status {
        const std::uint64_t length = text.size();
        out.write(reinterpret_cast<const char*>(&length), sizeof length);
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        for (const auto& [name, tensor] : content.tensors)
            out.write(reinterpret_cast<const char*>(tensor.bytes.data()),
                      static_cast<std::streamsize>(tensor.bytes.size()));
        return {};
    });
}

}  // namespace legenda::model
