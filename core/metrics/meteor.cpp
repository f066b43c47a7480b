// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor.h"

#include "core/base/files.h"
#include "core/metrics/meteor_align.h"
#include "core/metrics/meteor_normalise.h"
#include "core/metrics/meteor_synonyms.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

namespace legenda::metrics {

namespace {

constexpr double kAlpha = 0.85, kBeta = 0.2, kGamma = 0.6, kDelta = 0.75;
constexpr std::size_t kModules = 3;
constexpr std::array<double, kModules> kWeights{1.0, 0.6, 0.8};
constexpr std::array<const char*, kModules> kNames{"exact", "stem", "synonym"};

// What a word is to the modules.
struct Word {
    std::string text, stem;
    std::vector<std::uint32_t> synonyms;
    bool function = false;
};
using Sentence = std::vector<const Word*>;

// [0] of the test sentence, [1] of the reference.
struct Statistics {
    std::array<double, 2> length{}, functionWords{}, matches{};
    std::array<std::array<double, kModules>, 2> content{}, function{};
    double chunks = 0;

    void add(const Statistics& other) {
        for (std::size_t side = 0; side < 2; ++side) {
            length[side] += other.length[side];
            functionWords[side] += other.functionWords[side];
            matches[side] += other.matches[side];
            for (std::size_t m = 0; m < kModules; ++m) {
                content[side][m] += other.content[side][m];
                function[side][m] += other.function[side][m];
            }
        }
        chunks += other.chunks;
    }
    double score() const;
};

double Statistics::score() const {
    std::array<double, 2> share{};
    for (std::size_t side = 0; side < 2; ++side) {
        double matched = 0;
        for (std::size_t m = 0; m < kModules; ++m)
            matched += kWeights[m] * (kDelta * content[side][m] + (1 - kDelta) * function[side][m]);
        share[side] = matched / (kDelta * (length[side] - functionWords[side]) + (1 - kDelta) * functionWords[side]);
    }
    const double mean = 1 / ((1 - kAlpha) / share[0] + kAlpha / share[1]);
    const double fragments = chunks / ((matches[0] + matches[1]) / 2);
    const double score = mean * (1 - kGamma * std::pow(fragments, kBeta));
    return std::isnan(score) ? 0 : std::max(score, 0.0);
}

bool share(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
    for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
        if (*i == *j) return true;
        *i < *j ? ++i : ++j;
    }
    return false;
}

// Words of one call, each looked up once.
class Lexicon {
 public:
    Lexicon(const std::unordered_set<std::string>& functionWords, const std::optional<Synonyms>& synonyms)
        : functionWords_(functionWords), synonyms_(synonyms), stemmer_(sb_stemmer_new("english", "UTF_8")) {}
    ~Lexicon() { sb_stemmer_delete(stemmer_); }
    Lexicon(const Lexicon&) = delete;
    Lexicon& operator=(const Lexicon&) = delete;

    Sentence sentence(const std::string& text) {
        Sentence out;
        std::istringstream in(text);
        for (std::string word; in >> word;) out.push_back(&find(word));
        return out;
    }

 private:
    const Word& find(const std::string& text) {
        const auto [found, added] = words_.try_emplace(text);
        Word& word = found->second;
        if (!added) return word;
        word.text = text;
        const auto* stem =
            sb_stemmer_stem(stemmer_, reinterpret_cast<const sb_symbol*>(text.data()), static_cast<int>(text.size()));
        word.stem.assign(reinterpret_cast<const char*>(stem), static_cast<std::size_t>(sb_stemmer_length(stemmer_)));
        word.function = functionWords_.contains(text);
        if (synonyms_) word.synonyms = synonyms_->setsOf(text);
        return word;
    }

    const std::unordered_set<std::string>& functionWords_;
    const std::optional<Synonyms>& synonyms_;
    sb_stemmer* stemmer_;
    std::unordered_map<std::string, Word> words_;
};

Statistics compare(const Sentence& test, const Sentence& reference) {
    const bool same = test == reference;  // then words match exactly and in no other way
    std::vector<std::vector<MeteorMatch>> candidates(reference.size());
    for (std::size_t module = 0; module < (same ? 1 : kModules); ++module)
        for (std::size_t r = 0; r < reference.size(); ++r)
            for (std::size_t t = 0; t < test.size(); ++t) {
                const Word &a = *reference[r], &b = *test[t];
                const bool match = module == 0   ? &a == &b
                                   : module == 1 ? &a != &b && a.stem == b.stem
                                                 : &a != &b && share(a.synonyms, b.synonyms);
                if (match) candidates[r].push_back({r, t, module});
            }
    const auto alignment = alignMeteor(candidates, test.size(), {kWeights.begin(), kWeights.end()});
    Statistics statistics;
    for (const auto& [side, sentence] : {std::pair(0U, &test), std::pair(1U, &reference)}) {
        statistics.length[side] = static_cast<double>(sentence->size());
        statistics.functionWords[side] =
            static_cast<double>(std::ranges::count_if(*sentence, [](const Word* w) { return w->function; }));
        statistics.matches[side] = static_cast<double>(alignment.matches.size());
    }
    for (const auto& match : alignment.matches) {
        (test[match.test]->function ? statistics.function : statistics.content)[0][match.module] += 1;
        (reference[match.reference]->function ? statistics.function : statistics.content)[1][match.module] += 1;
    }
    // Sentences that match word for word in one piece are not scattered at all.
    const bool whole = alignment.matches.size() == test.size() && alignment.matches.size() == reference.size();
    statistics.chunks = whole && alignment.chunks == 1 ? 0 : alignment.chunks;
    return statistics;
}

std::string joined(const Tokens& tokens) {
    std::string line;
    for (const auto& token : tokens) {
        if (!line.empty()) line += ' ';
        line += token;
    }
    return line;
}

base::Result<std::vector<std::string>> readLines(const std::filesystem::path& file) {
    auto bytes = base::readFile(file);
    if (!bytes) return base::pass(bytes);
    std::vector<std::string> lines;
    std::istringstream in(std::move(*bytes));
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) lines.push_back(std::move(line));
    return lines;
}

}  // namespace

struct Meteor::Impl {
    std::unordered_set<std::string> functionWords;
    Prefixes prefixes;
    std::optional<Synonyms> synonyms;
};

Meteor::Meteor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Meteor::Meteor(Meteor&&) noexcept = default;
Meteor& Meteor::operator=(Meteor&&) noexcept = default;
Meteor::~Meteor() = default;

base::Result<Meteor> Meteor::load(const std::filesystem::path& words, const std::filesystem::path& wordnet) {
    auto impl = std::make_unique<Impl>();
    auto function = readLines(words / "meteor-function-words-en.txt");
    if (!function) return base::pass(function);
    impl->functionWords.insert(function->begin(), function->end());
    auto prefixes = readLines(words / "meteor-prefixes-en.txt");
    if (!prefixes) return base::pass(prefixes);
    for (const auto& line : *prefixes) {
        if (line.front() == '#') continue;
        const auto word = line.substr(0, line.find_first_of(" \t\r"));
        impl->prefixes[word] = line.find("#NUMERIC_ONLY#") != std::string::npos;
    }
    if (!wordnet.empty()) {
        auto synonyms = Synonyms::read(wordnet);
        if (!synonyms) return base::pass(synonyms);
        impl->synonyms = std::move(*synonyms);
    }
    return Meteor(std::move(impl));
}

std::vector<std::string> Meteor::modules() const {
    std::vector<std::string> names(kNames.begin(), kNames.end());
    if (!impl_->synonyms) names.pop_back();
    return names;
}

MeteorScores Meteor::score(const std::vector<CaptionItem>& items) const {
    Lexicon lexicon(impl_->functionWords, impl_->synonyms);
    const auto sentence = [&](const Tokens& tokens) {
        return lexicon.sentence(meteorNormalised(joined(tokens), impl_->prefixes));
    };
    MeteorScores scores;
    Statistics sum;
    for (const auto& item : items) {
        const auto test = sentence(item.hypothesis);
        std::optional<Statistics> best;
        double highest = -1;
        for (const auto& reference : item.references) {
            const auto statistics = compare(test, sentence(reference));
            if (const double score = statistics.score(); score > highest) best = statistics, highest = score;
        }
        if (best) sum.add(*best);
        scores.items.push_back(std::max(highest, 0.0));
    }
    scores.corpus = items.empty() ? 0 : sum.score();
    return scores;
}

}  // namespace legenda::metrics
