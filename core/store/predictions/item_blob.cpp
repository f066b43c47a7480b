// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/predictions/item_blob.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace legenda::store {

namespace {

static_assert(std::endian::native == std::endian::little, "the numbers of a blob are little-endian");

constexpr std::uint32_t kBlobVersion = 1;

template <class Number>
void putNumber(std::string& bytes, Number number) {
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    bytes.append(raw, sizeof number);
}

// Takes numbers from the front; after the first that is not there, all are zero and `good` is false.
class BlobReader {
 public:
    explicit BlobReader(std::string_view bytes) : rest_(bytes) {}

    template <class Number>
    Number number() {
        Number value{};
        if (const auto raw = bytes(sizeof value); raw.size() == sizeof value)
            std::memcpy(&value, raw.data(), sizeof value);
        return value;
    }
    std::string_view bytes(std::size_t count) {
        if (rest_.size() < count) {
            good_ = false;
            rest_ = {};
            return {};
        }
        const auto taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }
    // A number of things of which each takes at least `least` bytes.
    std::size_t count(std::size_t least) {
        const std::size_t many = number<std::uint32_t>();
        if (many <= rest_.size() / least) return many;
        good_ = false;
        return 0;
    }
    std::size_t left() const { return rest_.size(); }
    bool good() const { return good_; }
    bool atEnd() const { return good_ && rest_.empty(); }

 private:
    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::string itemBlob(const PredictionItem& item) {
    std::string bytes;
    if (item.boxes.empty() && item.tokens.empty()) return bytes;
    putNumber(bytes, kBlobVersion);
    putNumber(bytes, static_cast<std::uint32_t>(item.boxes.size()));
    for (const auto& [box, score] : item.boxes)
        for (const double side : {box.x, box.y, box.w, box.h, score.value_or(std::numeric_limits<double>::quiet_NaN())})
            putNumber(bytes, side);
    putNumber(bytes, static_cast<std::uint32_t>(item.tokens.size()));
    for (std::size_t t = 0; t < item.tokens.size(); ++t) {
        putNumber(bytes, static_cast<std::uint32_t>(item.tokens[t].size()));
        bytes += item.tokens[t];
        putNumber(bytes, static_cast<std::int32_t>(t < item.assignment.size() ? item.assignment[t] : -1));
        putNumber(bytes, t < item.wordScores.size() ? item.wordScores[t] : 0.0);
    }
    const bool scored =
        !item.scores.data.empty() && item.scores.rows == item.tokens.size() && item.scores.cols == item.boxes.size();
    putNumber(bytes, static_cast<std::uint8_t>(scored ? 1 : 0));
    if (scored)
        for (const float score : item.scores.data) putNumber(bytes, score);
    return bytes;
}

bool readItemBlob(std::string_view bytes, PredictionItem& item) {
    if (bytes.empty()) return true;
    constexpr std::size_t kBoxBytes = 5 * sizeof(double), kTokenBytes = 16;
    BlobReader in(bytes);
    if (in.number<std::uint32_t>() != kBlobVersion) return false;
    item.boxes.resize(in.count(kBoxBytes));
    for (auto& [box, score] : item.boxes) {
        for (double* side : {&box.x, &box.y, &box.w, &box.h}) *side = in.number<double>();
        if (const double given = in.number<double>(); !std::isnan(given)) score = given;
    }
    item.tokens.resize(in.count(kTokenBytes));
    for (auto& token : item.tokens) {
        token = in.bytes(in.number<std::uint32_t>());
        const auto region = in.number<std::int32_t>();
        if (region < -1 || region >= static_cast<std::int64_t>(item.boxes.size())) return false;
        item.assignment.push_back(region);
        item.wordScores.push_back(in.number<double>());
    }
    if (in.number<std::uint8_t>() == 1) {
        if (in.left() / sizeof(float) < item.tokens.size() * item.boxes.size()) return false;
        item.scores = base::Matrix(item.tokens.size(), item.boxes.size());
        for (float& score : item.scores.data) score = in.number<float>();
    }
    return in.atEnd();
}

}  // namespace legenda::store
