// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor_synonyms.h"

#include "core/base/files.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>
#include <utility>

namespace legenda::metrics {

namespace {

// A part of speech. Debian corrected one gloss each of verbs and adjectives, which shifted the entries behind it; the
// numbers of Princeton's WordNet 3.0 are those that chance meetings between parts of speech depend on in METEOR's
// figures.
struct Part {
    const char* name;
    std::uint32_t firstMoved, by;
};
constexpr Part kParts[] = {{"noun", 0, 0}, {"verb", 613036, 18}, {"adj", 1681478, 1}, {"adv", 0, 0}};

std::vector<std::string> fields(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> out;
    for (std::string field; in >> field;) out.push_back(std::move(field));
    return out;
}

// WordNet's rules of detachment: of nouns, verbs and adjectives.
constexpr std::pair<std::string_view, std::string_view> kEndings[] = {
    {"s", ""},    {"ses", "s"}, {"xes", "x"}, {"zes", "z"}, {"ches", "ch"}, {"shes", "sh"}, {"men", "man"},
    {"ies", "y"}, {"s", ""},    {"ies", "y"}, {"es", "e"},  {"es", ""},     {"ed", "e"},    {"ed", ""},
    {"ing", "e"}, {"ing", ""},  {"er", ""},   {"est", ""},  {"er", "e"},    {"est", "e"}};

std::uint32_t numberOf(const std::string& text) {
    std::uint32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

template <class Use>
base::Status forLines(const std::filesystem::path& file, const Use& use) {
    LEGENDA_TRY(bytes, base::readFile(file));
    std::istringstream in(std::move(*bytes));
    for (std::string line; std::getline(in, line);) use(line);
    return {};
}

}  // namespace

std::filesystem::path Synonyms::installed() {
    for (const char* folder : {"/usr/share/wordnet", "/usr/local/WordNet-3.0/dict", "/usr/share/wordnet/dict"}) {
        std::error_code ignored;
        if (std::filesystem::exists(std::filesystem::path(folder) / "index.noun", ignored)) return folder;
    }
    return {};
}

base::Result<Synonyms> Synonyms::read(const std::filesystem::path& folder) {
    Synonyms synonyms;
    for (const auto& part : kParts) {
        std::vector<std::pair<std::string, std::uint32_t>> entries;
        // lemma, part, number of sets …, at the end the offsets of the sets; the licence above begins with a space
        auto status = forLines(folder / (std::string("index.") + part.name), [&](const std::string& line) {
            if (line.empty() || line.front() == ' ') return;
            const auto entry = fields(line);
            if (entry.size() < 4) return;
            const auto count = std::min<std::size_t>(numberOf(entry[2]), entry.size() - 3);
            for (std::size_t i = entry.size() - count; i < entry.size(); ++i)
                entries.emplace_back(entry.front(), numberOf(entry[i]));
        });
        if (!status) return base::pass(status);
        const bool moved = part.by > 0 && std::ranges::any_of(entries, [&](const auto& entry) {
                               return entry.second == part.firstMoved;
                           });
        for (auto& [word, set] : entries)
            synonyms.sets_[std::move(word)].push_back(moved && set >= part.firstMoved ? set - part.by : set);
        status = forLines(folder / (std::string(part.name) + ".exc"), [&](const std::string& line) {
            const auto entry = fields(line);
            for (std::size_t i = 1; i < entry.size(); ++i) synonyms.bases_[entry.front()].push_back(entry[i]);
        });
        if (!status) return base::pass(status);
    }
    return synonyms;
}

// The first base form that is a word; empty where there is none.
std::string Synonyms::baseOf(const std::string& word) const {
    if (word.size() <= 2 || word.ends_with("ss")) return word;
    for (const auto& [ending, instead] : kEndings) {
        if (!word.ends_with(ending)) continue;
        std::string base = word.substr(0, word.size() - ending.size());
        base += instead;
        if (!sets_.contains(base)) continue;
        if (word.ends_with("ful")) base += "ful";
        return base;
    }
    return {};
}

std::vector<std::uint32_t> Synonyms::setsOf(const std::string& word) const {
    std::vector<std::uint32_t> all;
    const auto add = [&](const std::string& form) {
        if (const auto found = sets_.find(form); found != sets_.end())
            all.insert(all.end(), found->second.begin(), found->second.end());
    };
    add(word);
    if (const auto found = bases_.find(word); found != bases_.end())
        for (const auto& base : found->second) add(base);
    else
        add(baseOf(word));
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}  // namespace legenda::metrics
