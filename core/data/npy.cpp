// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/npy.h"

#include "core/base/foreign_file.h"
#include "core/base/half.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace legenda::data {

using base::ErrorCode;
using base::Result;

namespace {

constexpr std::string_view kNpyMark = "\x93NUMPY";
constexpr std::size_t kLongestHeader = 1 << 20;

// What the header's dictionary says. `type`: empty where it is no text, as of an array of records.
struct NpyHeader {
    std::string type;
    std::optional<bool> byColumns;
    std::optional<std::vector<std::uint64_t>> shape;
};

// The header is a Python dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
class NpyDictionary {
 public:
    explicit NpyDictionary(std::string_view text) : rest_(text) {}

    std::optional<NpyHeader> read() {
        NpyHeader header;
        if (!take('{')) return {};
        while (!take('}')) {
            const auto key = quoted();
            if (!key || !take(':') || !value(*key, header)) return {};
            if (!take(',') && !sees('}')) return {};
        }
        return header;
    }

 private:
    void skipSpace() {
        const auto first = rest_.find_first_not_of(" \t\r\n");
        rest_.remove_prefix(std::min(first, rest_.size()));
    }
    bool sees(char wanted) {
        skipSpace();
        return !rest_.empty() && rest_.front() == wanted;
    }
    bool take(char wanted) {
        if (!sees(wanted)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool takeWord(std::string_view word) {
        skipSpace();
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    std::optional<std::string> quoted() {
        if (!sees('\'') && !sees('"')) return {};
        const auto end = rest_.find(rest_.front(), 1);
        if (end == std::string_view::npos) return {};
        std::string text(rest_.substr(1, end - 1));
        rest_.remove_prefix(end + 1);
        return text;
    }
    bool value(const std::string& key, NpyHeader& header) {
        if (key == "descr") {
            if (sees('[')) {  // the fields of a record
                const auto end = rest_.rfind(']');
                if (end == std::string_view::npos) return false;
                rest_.remove_prefix(end + 1);
                return true;
            }
            const auto text = quoted();
            if (text) header.type = *text;
            return text.has_value();
        }
        if (key == "fortran_order") {
            if (takeWord("True"))
                header.byColumns = true;
            else if (takeWord("False"))
                header.byColumns = false;
            return header.byColumns.has_value();
        }
        return key == "shape" && shape(header);
    }
    bool shape(NpyHeader& header) {
        if (!take('(')) return false;
        std::vector<std::uint64_t> sizes;
        while (!take(')')) {
            skipSpace();
            std::uint64_t size = 0;
            const auto read = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
            if (read.ec != std::errc()) return false;
            rest_.remove_prefix(static_cast<std::size_t>(read.ptr - rest_.data()));
            (void)take('L');  // as Python 2 writes it
            sizes.push_back(size);
            if (!take(',') && !sees(')')) return false;
        }
        header.shape = std::move(sizes);
        return true;
    }

    std::string_view rest_;
};

template <class Bits>
Bits npyBits(const char* bytes, bool swapped) {
    Bits bits{};
    std::memcpy(&bits, bytes, sizeof bits);
    if (swapped) {
        auto* first = reinterpret_cast<unsigned char*>(&bits);
        std::reverse(first, first + sizeof bits);
    }
    return bits;
}

// Calls back with a function that reads one number of this kind and width.
template <class Use>
void withNpyNumber(char kind, std::size_t width, bool swapped, Use&& use) {
    const auto number = [&](auto like) {
        use([swapped](const char* at) { return static_cast<double>(npyBits<decltype(like)>(at, swapped)); });
    };
    if (kind == 'f' && width == 2)
        use([swapped](const char* at) {
            return static_cast<double>(base::halfToFloat(npyBits<std::uint16_t>(at, swapped)));
        });
    else if (kind == 'f')
        width == 4 ? number(float{}) : number(double{});
    else if (kind == 'i')
        width == 1   ? number(std::int8_t{})
        : width == 2 ? number(std::int16_t{})
        : width == 4 ? number(std::int32_t{})
                     : number(std::int64_t{});
    else
        width == 1   ? number(std::uint8_t{})
        : width == 2 ? number(std::uint16_t{})
        : width == 4 ? number(std::uint32_t{})
                     : number(std::uint64_t{});
}

struct NpyType {
    char kind = 'f';
    std::size_t width = 0;
    bool swapped = false;
};

// "<f4", ">i8", "|b1", and native "f4" or "=f4".
std::optional<NpyType> npyType(std::string_view text) {
    constexpr bool kBigEndian = std::endian::native == std::endian::big;
    NpyType type;
    if (!text.empty() && std::string_view("<>=|").find(text.front()) != std::string_view::npos) {
        type.swapped = (text.front() == '<' && kBigEndian) || (text.front() == '>' && !kBigEndian);
        text.remove_prefix(1);
    }
    static const std::map<std::string_view, std::size_t> widths{{"f2", 2}, {"f4", 4}, {"f8", 8}, {"i1", 1},
                                                                {"i2", 2}, {"i4", 4}, {"i8", 8}, {"u1", 1},
                                                                {"u2", 2}, {"u4", 4}, {"u8", 8}, {"b1", 1}};
    const auto found = widths.find(text);
    if (found == widths.end()) return {};
    type.kind = text.front();
    type.width = found->second;
    return type;
}

std::string shapeText(const std::vector<std::uint64_t>& shape) {
    std::string text;
    for (const auto size : shape) text += fmt::format("{}{}", text.empty() ? "" : " x ", size);
    return text;
}

// The header's text and where the numbers begin.
struct NpyHead {
    std::string text;
    std::uint64_t begin = 0;
};

Result<NpyHead> readNpyHead(std::ifstream& in, const std::string& name) {
    std::string mark(12, '\0');
    in.read(mark.data(), static_cast<std::streamsize>(mark.size()));
    mark.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    in.clear();
    if (!mark.starts_with(kNpyMark)) {
        std::string head(base::kForeignHead, '\0');
        in.seekg(0);
        in.read(head.data(), static_cast<std::streamsize>(head.size()));
        head.resize(static_cast<std::size_t>(in.gcount()));
        if (head.starts_with("PK\x03\x04"))
            return base::fail(
                ErrorCode::BadInput,
                fmt::format("{} is an archive of arrays (.npz): save the one matrix with numpy.save.", name));
        const auto kind = base::foreignKind(head);
        return base::fail(ErrorCode::BadInput, kind.empty()
                                                   ? fmt::format("{} is no .npy file, as numpy.save writes it.", name)
                                                   : fmt::format("{} {}.", name, kind));
    }
    const auto cut = [&] { return base::fail(ErrorCode::BadInput, fmt::format("{}: its header is cut off.", name)); };
    if (mark.size() < 10) return cut();
    const int version = static_cast<unsigned char>(mark[6]);
    if (version < 1 || version > 3)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{}: version {} of .npy is not known (1 to 3 are).", name, version));
    const std::size_t sizeBytes = version == 1 ? 2 : 4;
    if (mark.size() < 8 + sizeBytes) return cut();
    std::size_t size = 0;
    for (std::size_t i = 0; i < sizeBytes; ++i)
        size |= static_cast<std::size_t>(static_cast<unsigned char>(mark[8 + i])) << (8 * i);
    if (size > kLongestHeader)
        return base::fail(ErrorCode::BadInput, fmt::format("{}: its header has {} bytes, too many.", name, size));
    NpyHead head{std::string(size, '\0'), 8 + sizeBytes + size};
    in.seekg(static_cast<std::streamoff>(8 + sizeBytes));
    in.read(head.text.data(), static_cast<std::streamsize>(size));
    if (static_cast<std::size_t>(in.gcount()) != size) return cut();
    return head;
}

}  // namespace

Result<NpyMatrix> NpyMatrix::open(const std::filesystem::path& file) {
    NpyMatrix matrix;
    matrix.file_ = file;
    const std::string name = file.string();
    std::error_code failure;
    const bool regular = std::filesystem::is_regular_file(file, failure);
    if (regular) matrix.in_.open(file, std::ios::binary);
    const auto bytes = regular ? std::filesystem::file_size(file, failure) : 0;
    if (!regular || failure || !matrix.in_) return base::fail(ErrorCode::Io, fmt::format("{} cannot be read.", name));

    LEGENDA_TRY(head, readNpyHead(matrix.in_, name));
    const auto header = NpyDictionary(head->text).read();
    if (!header || !header->byColumns || !header->shape)
        return base::fail(ErrorCode::BadInput, fmt::format("{}: its header is damaged.", name));
    const auto type = npyType(header->type);
    if (!type)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} holds {}, expected numbers: float16, float32, float64 or whole ones.", name,
                                      header->type.empty() ? std::string("records") : '"' + header->type + '"'));
    const auto& shape = *header->shape;
    if (shape.size() != 2)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} has {} dimensions{}, expected 2: a row and a column for each number.", name,
                                      shape.size(), shape.empty() ? std::string() : " (" + shapeText(shape) + ")"));
    const std::uint64_t there = bytes > head->begin ? (bytes - head->begin) / type->width : 0;
    // Divided rather than multiplied: a header may name any sizes.
    if (shape[0] > 0 && shape[1] > there / shape[0])
        return base::fail(ErrorCode::BadInput, fmt::format("{} is cut off: {} numbers are there, {} should be.", name,
                                                           there, shapeText(shape)));
    if (const auto more = there - shape[0] * shape[1]; more > 0)
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} holds {} more than the {} that its header names.", name,
                                      more == 1 ? "1 number" : fmt::format("{} numbers", more), shapeText(shape)));
    matrix.rows_ = shape[0];
    matrix.cols_ = shape[1];
    matrix.width_ = type->width;
    matrix.kind_ = type->kind;
    matrix.swapped_ = type->swapped;
    matrix.byColumns_ = *header->byColumns;
    matrix.begin_ = head->begin;
    return matrix;
}

std::string NpyMatrix::type() const {
    if (kind_ == 'b') return "bool";
    return fmt::format("{}{}", kind_ == 'f' ? "float" : kind_ == 'i' ? "int" : "uint", 8 * width_);
}

base::Status NpyMatrix::read(std::size_t first, std::size_t count, std::vector<double>& values) {
    if (first > rows_ || count > rows_ - first) throw std::out_of_range("rows of " + file_.string());
    values.resize(count * cols_);
    // By rows all of them lie together; by columns those of each column do.
    const std::size_t runs = byColumns_ ? cols_ : 1, length = byColumns_ ? count : count * cols_;
    bytes_.resize(length * width_);
    for (std::size_t run = 0; run < runs; ++run) {
        const std::uint64_t place =
            byColumns_ ? static_cast<std::uint64_t>(run) * rows_ + first : static_cast<std::uint64_t>(first) * cols_;
        in_.clear();
        in_.seekg(static_cast<std::streamoff>(begin_ + place * width_));
        in_.read(bytes_.data(), static_cast<std::streamsize>(bytes_.size()));
        if (static_cast<std::size_t>(in_.gcount()) != bytes_.size())
            return base::fail(ErrorCode::Io, fmt::format("{} cannot be read to its end.", file_.string()));
        withNpyNumber(kind_, width_, swapped_, [&](const auto& number) {
            const std::size_t step = byColumns_ ? cols_ : 1, start = byColumns_ ? run : 0;
            for (std::size_t i = 0; i < length; ++i) values[start + i * step] = number(bytes_.data() + i * width_);
        });
    }
    return {};
}

}  // namespace legenda::data
