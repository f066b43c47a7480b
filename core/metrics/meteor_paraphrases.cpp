// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor_paraphrases.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

namespace legenda::metrics {

namespace {

constexpr std::size_t kBlock = 1U << 20;

// The lines of a file, gzipped or not.
class Lines {
 public:
    explicit Lines(const std::filesystem::path& file) : stream_(gzopen(file.c_str(), "rb"), gzclose) {}

    bool opened() const { return stream_ != nullptr; }
    bool failed() const { return failed_; }

    // Valid until the next call.
    std::optional<std::string_view> next() {
        for (;;) {
            if (const auto end = text_.find('\n', at_); end != std::string::npos) {
                const std::string_view line(text_.data() + at_, end - at_);
                at_ = end + 1;
                return line;
            }
            text_.erase(0, at_);
            at_ = 0;
            const auto before = text_.size();
            text_.resize(before + kBlock);
            const int count = gzread(stream_.get(), text_.data() + before, static_cast<unsigned>(kBlock));
            text_.resize(before + static_cast<std::size_t>(std::max(count, 0)));
            if (count <= 0) {
                failed_ = count < 0;
                return {};
            }
        }
    }

 private:
    std::unique_ptr<gzFile_s, int (*)(gzFile)> stream_;
    std::string text_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

// False where a word does not occur.
bool numbersOf(std::string_view phrase, const Paraphrases::NumberOf& words, std::vector<std::uint32_t>& numbers) {
    numbers.clear();
    for (std::size_t begin = 0; (begin = phrase.find_first_not_of(" \t\r", begin)) != std::string_view::npos;) {
        const auto end = std::min(phrase.find_first_of(" \t\r", begin), phrase.size());
        const auto found = words.find(phrase.substr(begin, end - begin));
        if (found == words.end()) return false;
        numbers.push_back(found->second);
        begin = end;
    }
    return !numbers.empty();
}

}  // namespace

base::Result<Paraphrases> Paraphrases::read(const std::filesystem::path& file, const NumberOf& words) {
    Lines lines(file);
    if (!lines.opened()) return base::fail(base::ErrorCode::Io, fmt::format("{} cannot be read.", file.string()));
    Paraphrases table;
    std::vector<std::uint32_t> phrase, paraphrase;
    while (lines.next()) {
        const auto first = lines.next();
        const bool known = first && numbersOf(*first, words, phrase);
        const auto second = first ? lines.next() : std::nullopt;
        if (!second && !lines.failed())
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("{}: the last entry is not whole; each has three lines, probability, phrase "
                                          "and paraphrase.",
                                          file.string()));
        if (second && known && numbersOf(*second, words, paraphrase)) table.add(phrase, paraphrase);
    }
    if (lines.failed())
        return base::fail(base::ErrorCode::Io, fmt::format("{} cannot be read to its end.", file.string()));
    return table;
}

void Paraphrases::add(std::span<const std::uint32_t> phrase, std::vector<std::uint32_t> paraphrase) {
    std::uint32_t node = 0;
    for (const auto word : phrase) {
        const auto [found, added] = nodes_[node].next.try_emplace(word, static_cast<std::uint32_t>(nodes_.size()));
        node = found->second;
        if (added) nodes_.emplace_back();
    }
    nodes_[node].paraphrases.push_back(static_cast<std::uint32_t>(paraphrases_.size()));
    paraphrases_.push_back(std::move(paraphrase));
}

std::vector<Paraphrases::Found> Paraphrases::startingAt(std::span<const std::uint32_t> sentence) const {
    std::vector<Found> found;
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        const auto next = nodes_[node].next.find(sentence[i]);
        if (next == nodes_[node].next.end()) break;
        node = next->second;
        for (const auto paraphrase : nodes_[node].paraphrases) found.push_back({i + 1, paraphrases_[paraphrase]});
    }
    return found;
}

}  // namespace legenda::metrics
