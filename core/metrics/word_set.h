// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace legenda::metrics {

// Places are kept as bits: 64 in a machine word, so many of these in a block.
inline constexpr std::size_t kBlockWords = 128, kBlockBits = kBlockWords * 64;

// A list of places in a sentence: the machine words that hold any.
class PlaceList {
 public:
    struct Part {
        std::uint32_t word = 0;
        std::uint64_t bits = 0;
    };
    explicit PlaceList(const std::vector<std::uint32_t>& ascending) {
        for (const auto place : ascending) {
            if (parts_.empty() || parts_.back().word != place / 64) parts_.push_back({place / 64, 0});
            parts_.back().bits |= std::uint64_t{1} << place % 64;
            while (blockEnds_.size() < place / kBlockBits) blockEnds_.push_back(parts_.size() - 1);
        }
    }
    const std::vector<Part>& parts() const { return parts_; }
    // The first part behind a block.
    std::size_t endOf(std::size_t block) const { return block < blockEnds_.size() ? blockEnds_[block] : parts_.size(); }

 private:
    std::vector<Part> parts_;
    std::vector<std::size_t> blockEnds_;
};

// The words of a sentence that are taken. A copy shares its blocks until one of the two changes.
class WordSet {
 public:
    explicit WordSet(std::size_t size) : blocks_((size + kBlockBits - 1) / kBlockBits) {}

    bool contains(std::size_t i) const {
        const auto& block = blocks_[i / kBlockBits];
        return block && (block->words[i / 64 % kBlockWords] >> i % 64 & 1) != 0;
    }
    void insert(std::size_t i) {
        auto& block = blocks_[i / kBlockBits];
        if (!block)
            block = std::make_shared<Block>();
        else if (block.use_count() > 1)
            block = std::make_shared<Block>(*block);
        auto& word = block->words[i / 64 % kBlockWords];
        const auto bit = std::uint64_t{1} << i % 64;
        block->count += (word & bit) == 0 ? 1 : 0;
        word |= bit;
    }

    // Calls visit(place) for the places of the list that are not in the set, ascending, until it returns false.
    template <class Visit>
    void eachMissing(const PlaceList& list, const Visit& visit) const {
        const auto& parts = list.parts();
        for (std::size_t k = 0; k < parts.size();) {
            const std::size_t at = parts[k].word / kBlockWords;
            const Block* block = blocks_[at].get();
            if (block && block->count == kBlockBits) {
                k = list.endOf(at);
                continue;
            }
            std::uint64_t bits = parts[k].bits;
            if (block) bits &= ~block->words[parts[k].word % kBlockWords];
            for (; bits != 0; bits &= bits - 1)
                if (!visit(parts[k].word * std::size_t{64} + static_cast<std::size_t>(std::countr_zero(bits)))) return;
            ++k;
        }
    }

 private:
    struct Block {
        std::array<std::uint64_t, kBlockWords> words{};
        std::size_t count = 0;
    };
    std::vector<std::shared_ptr<Block>> blocks_;
};

}  // namespace legenda::metrics
