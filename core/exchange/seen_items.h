// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace legenda::exchange {

// A set of texts by their hashes of 64 bits: 10 to 25 bytes for each, however long it is.
class SeenItems {
 public:
    // False: it was there.
    bool add(const std::string& text) {
        if ((count_ + 1) * 5 > slots_.size() * 4) grow();
        std::uint64_t hash = std::hash<std::string>()(text);
        if (hash == kFree) hash = 1;
        if (!put(hash)) return false;
        ++count_;
        return true;
    }
    std::size_t size() const { return count_; }

 private:
    static constexpr std::uint64_t kFree = 0;

    bool put(std::uint64_t hash) {
        std::size_t at = hash & (slots_.size() - 1);
        for (; slots_[at] != kFree; at = (at + 1) & (slots_.size() - 1))
            if (slots_[at] == hash) return false;
        slots_[at] = hash;
        return true;
    }
    void grow() {
        std::vector<std::uint64_t> old(slots_.size() * 2, kFree);
        old.swap(slots_);
        for (const auto hash : old)
            if (hash != kFree) put(hash);
    }

    std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(1024, kFree);  // a power of two
    std::size_t count_ = 0;
};

}  // namespace legenda::exchange
