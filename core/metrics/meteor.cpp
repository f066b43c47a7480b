// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/meteor.h"

#include "core/base/files.h"
#include "core/metrics/meteor_align.h"
#include "core/metrics/meteor_normalise.h"
#include "core/metrics/meteor_paraphrases.h"
#include "core/metrics/meteor_synonyms.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

namespace legenda::metrics {

namespace {

constexpr double kAlpha = 0.85, kBeta = 0.2, kGamma = 0.6, kDelta = 0.75;
constexpr std::size_t kModules = 4, kSynonym = 2, kParaphrase = 3;
constexpr std::array<double, kModules> kWeights{1.0, 0.6, 0.8, 0.6};
constexpr std::size_t kReportEvery = 100;  // items
constexpr std::array<const char*, kModules> kNames{"exact", "stem", "synonym", "paraphrase"};

// The properties of a word that the modules use.
struct Word {
    std::string text, stem;
    std::uint32_t number = 0;  // in the paraphrases
    std::vector<std::uint32_t> synonyms;
    bool function = false;
};
struct Sentence {
    std::vector<const Word*> words;
    std::vector<std::uint32_t> numbers;
};

// Places among the counts: [0] of the test sentence, [1] of the reference.
constexpr std::array<std::size_t, 2> kLength{0, 1}, kFunctionWords{2, 3}, kMatches{4, 5}, kContent{6, 10},
    kFunction{14, 18};  // of the first module
constexpr std::size_t kChunks = 22;
static_assert(kFunction[1] + kModules == kChunks && kChunks + 1 == kMeteorCounts);

// The words of one call, each looked up once.
class Lexicon {
 public:
    // numbers: missing words are added; nullptr: none are added.
    Lexicon(const std::unordered_set<std::string>& functionWords, const std::optional<Synonyms>& synonyms,
            Paraphrases::NumberOf* numbers)
        : functionWords_(functionWords),
          synonyms_(synonyms),
          numbers_(numbers),
          stemmer_(sb_stemmer_new("english", "UTF_8")) {}
    ~Lexicon() { sb_stemmer_delete(stemmer_); }
    Lexicon(const Lexicon&) = delete;
    Lexicon& operator=(const Lexicon&) = delete;

    Sentence sentence(const std::string& text) {
        Sentence out;
        std::istringstream in(text);
        for (std::string word; in >> word;) {
            out.words.push_back(&find(word));
            if (numbers_) out.numbers.push_back(out.words.back()->number);
        }
        return out;
    }

 private:
    const Word& find(const std::string& text) {
        const auto [found, added] = words_.try_emplace(text);
        Word& word = found->second;
        if (!added) return word;
        word.text = text;
        if (numbers_)
            word.number = numbers_->try_emplace(text, static_cast<std::uint32_t>(numbers_->size())).first->second;
        const auto* stem =
            sb_stemmer_stem(stemmer_, reinterpret_cast<const sb_symbol*>(text.data()), static_cast<int>(text.size()));
        word.stem.assign(reinterpret_cast<const char*>(stem), static_cast<std::size_t>(sb_stemmer_length(stemmer_)));
        word.function = functionWords_.contains(text);
        if (synonyms_) word.synonyms = synonyms_->setsOf(text);
        return word;
    }

    const std::unordered_set<std::string>& functionWords_;
    const std::optional<Synonyms>& synonyms_;
    Paraphrases::NumberOf* numbers_;
    sb_stemmer* stemmer_;
    std::unordered_map<std::string, Word> words_;
};

// Phrases of one sentence whose paraphrase occurs in the other, in both directions.
void addParaphrases(const Sentence& test, const Sentence& reference, const Paraphrases& paraphrases,
                    MeteorCandidates& to) {
    const auto find = [&](const Sentence& from, const Sentence& in, const auto& add) {
        std::unordered_map<std::uint32_t, std::vector<std::size_t>> places;
        for (std::size_t j = 0; j < in.numbers.size(); ++j) places[in.numbers[j]].push_back(j);
        for (std::size_t i = 0; i < from.numbers.size(); ++i)
            for (const auto& found : paraphrases.startingAt(std::span(from.numbers).subspan(i))) {
                const auto first = places.find(found.paraphrase.front());
                if (first == places.end()) continue;
                for (const auto j : first->second)
                    if (j + found.paraphrase.size() <= in.numbers.size() &&
                        std::ranges::equal(found.paraphrase, std::span(in.numbers).subspan(j, found.paraphrase.size())))
                        add(i, found.words, j, found.paraphrase.size());
            }
    };
    find(reference, test, [&](std::size_t r, std::size_t ofReference, std::size_t t, std::size_t ofTest) {
        to.others[r].push_back({r, t, kParaphrase, ofReference, ofTest});
    });
    find(test, reference, [&](std::size_t t, std::size_t ofTest, std::size_t r, std::size_t ofReference) {
        to.others[r].push_back({r, t, kParaphrase, ofReference, ofTest});
    });
}

// The positions of each word in a sentence, and its words by stem and by synonym set.
class WordIndex {
 public:
    explicit WordIndex(const Sentence& sentence) {
        for (std::size_t i = 0; i < sentence.words.size(); ++i) {
            const Word* word = sentence.words[i];
            auto& places = places_[word];
            if (places.empty()) {
                byStem_[word->stem].push_back(word);
                for (const auto set : word->synonyms) bySynonyms_[set].push_back(word);
            }
            places.push_back(static_cast<std::uint32_t>(i));
        }
    }
    // The positions of the words that a module matches with `word`.
    std::vector<std::uint32_t> placesOf(const Word* word, std::size_t module) const {
        std::unordered_set<const Word*> same;
        if (module == 0) {
            same.insert(word);
        } else if (module == 1) {
            if (const auto found = byStem_.find(word->stem); found != byStem_.end())
                same.insert(found->second.begin(), found->second.end());
        } else {
            for (const auto set : word->synonyms)
                if (const auto found = bySynonyms_.find(set); found != bySynonyms_.end())
                    same.insert(found->second.begin(), found->second.end());
        }
        if (module != 0) same.erase(word);
        std::vector<std::uint32_t> places;
        for (const Word* other : same)
            if (const auto found = places_.find(other); found != places_.end())
                places.insert(places.end(), found->second.begin(), found->second.end());
        std::ranges::sort(places);
        return places;
    }

 private:
    std::unordered_map<const Word*, std::vector<std::uint32_t>> places_;
    std::unordered_map<std::string, std::vector<const Word*>> byStem_;
    std::unordered_map<std::uint32_t, std::vector<const Word*>> bySynonyms_;
};

MeteorCandidates candidatesOf(const Sentence& test, const Sentence& reference, const Paraphrases* paraphrases) {
    const bool same = test.words == reference.words;  // then words match exactly and in no other way
    MeteorCandidates candidates(reference.words.size(), test.words.size());
    const WordIndex index(test);
    std::unordered_map<const Word*, std::size_t> known;
    for (std::size_t r = 0; r < reference.words.size(); ++r) {
        const auto [word, isNew] = known.emplace(reference.words[r], candidates.words.size());
        candidates.wordAt[r] = word->second;
        if (!isNew) continue;
        auto& runs = candidates.words.emplace_back();
        for (std::size_t module = 0; module < (same ? 1 : kParaphrase); ++module)
            if (auto places = index.placesOf(word->first, module); !places.empty())
                runs.push_back({module, std::move(places)});
    }
    if (paraphrases && !same) addParaphrases(test, reference, *paraphrases, candidates);
    return candidates;
}

MeteorCounts compare(const Sentence& test, const Sentence& reference, const Paraphrases* paraphrases,
                     const std::stop_token& stop) {
    const auto alignment =
        alignMeteor(candidatesOf(test, reference, paraphrases), {kWeights.begin(), kWeights.end()}, stop);
    MeteorCounts counts{};
    for (const auto& [side, sentence] : {std::pair(0U, &test), std::pair(1U, &reference)}) {
        counts[kLength[side]] = static_cast<double>(sentence->words.size());
        counts[kFunctionWords[side]] =
            static_cast<double>(std::ranges::count_if(sentence->words, [](const Word* w) { return w->function; }));
    }
    const auto count = [&](std::size_t side, const Sentence& sentence, std::size_t first, std::size_t words,
                           std::size_t module) {
        counts[kMatches[side]] += static_cast<double>(words);
        for (std::size_t i = first; i < first + words; ++i)
            counts[(sentence.words[i]->function ? kFunction : kContent)[side] + module] += 1;
    };
    for (const auto& match : alignment.matches) {
        count(0, test, match.test, match.testWords, match.module);
        count(1, reference, match.reference, match.referenceWords, match.module);
    }
    // Sentences that match word for word in one chunk have no fragmentation penalty.
    const bool whole = counts[kMatches[0]] == counts[kLength[0]] && counts[kMatches[1]] == counts[kLength[1]];
    counts[kChunks] = whole && alignment.chunks == 1 ? 0 : static_cast<double>(alignment.chunks);
    return counts;
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
    LEGENDA_TRY(bytes, base::readFile(file));
    std::vector<std::string> lines;
    std::istringstream in(std::move(*bytes));
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) lines.push_back(std::move(line));
    return lines;
}

}  // namespace

double meteorOf(std::span<const double, kMeteorCounts> counts) {
    std::array<double, 2> share{};
    for (std::size_t side = 0; side < 2; ++side) {
        double matched = 0;
        for (std::size_t m = 0; m < kModules; ++m)
            matched += kWeights[m] * (kDelta * counts[kContent[side] + m] + (1 - kDelta) * counts[kFunction[side] + m]);
        const double length = counts[kLength[side]], functionWords = counts[kFunctionWords[side]];
        share[side] = matched / (kDelta * (length - functionWords) + (1 - kDelta) * functionWords);
    }
    const double mean = 1 / ((1 - kAlpha) / share[0] + kAlpha / share[1]);
    const double fragments = counts[kChunks] / ((counts[kMatches[0]] + counts[kMatches[1]]) / 2);
    const double score = mean * (1 - kGamma * std::pow(fragments, kBeta));
    return std::isnan(score) ? 0 : std::max(score, 0.0);
}

struct Meteor::Impl {
    std::unordered_set<std::string> functionWords;
    Prefixes prefixes;
    std::optional<Synonyms> synonyms;

    // The table, of the entries made of the words seen so far.
    std::filesystem::path table;  // empty: none
    std::mutex lock;
    Paraphrases::NumberOf numbers;
    std::shared_ptr<const Paraphrases> paraphrases;

    base::Result<std::shared_ptr<const Paraphrases>> paraphrasesFor(std::size_t wordsBefore);
};

// Reads the table again where words have been added.
base::Result<std::shared_ptr<const Paraphrases>> Meteor::Impl::paraphrasesFor(std::size_t wordsBefore) {
    if (!paraphrases || numbers.size() > wordsBefore) {
        LEGENDA_TRY(read, Paraphrases::read(table, numbers));
        paraphrases = std::make_shared<const Paraphrases>(std::move(*read));
    }
    return paraphrases;
}

Meteor::Meteor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Meteor::Meteor(Meteor&&) noexcept = default;
Meteor& Meteor::operator=(Meteor&&) noexcept = default;
Meteor::~Meteor() = default;

base::Result<Meteor> Meteor::load(const std::filesystem::path& words, const std::filesystem::path& wordnet) {
    auto impl = std::make_unique<Impl>();
    LEGENDA_TRY(function, readLines(words / "meteor-function-words-en.txt"));
    impl->functionWords.insert(function->begin(), function->end());
    LEGENDA_TRY(prefixes, readLines(words / "meteor-prefixes-en.txt"));
    for (const auto& line : *prefixes) {
        if (line.front() == '#') continue;
        const auto word = line.substr(0, line.find_first_of(" \t\r"));
        impl->prefixes[word] = line.find("#NUMERIC_ONLY#") != std::string::npos;
    }
    if (!wordnet.empty()) {
        LEGENDA_TRY(synonyms, Synonyms::read(wordnet));
        impl->synonyms = std::move(*synonyms);
    }
    std::error_code missing;
    if (auto table = words / "paraphrase-en.gz"; std::filesystem::is_regular_file(table, missing))
        impl->table = std::move(table);
    if (!impl->table.empty())
        if (auto whole = impl->paraphrasesFor(0); !whole) return base::pass(whole);
    return Meteor(std::move(impl));
}

std::vector<std::string> Meteor::modules() const {
    std::vector<std::string> names;
    for (std::size_t module = 0; module < kModules; ++module)
        if ((module != kSynonym || impl_->synonyms) && (module != kParaphrase || !impl_->table.empty()))
            names.emplace_back(kNames[module]);
    return names;
}

MeteorScores Meteor::score(const std::vector<CaptionItem>& items, const base::JobContext& context) const {
    const bool tabled = !impl_->table.empty();
    std::unique_lock lock(impl_->lock, std::defer_lock);
    if (tabled) lock.lock();
    const std::size_t before = impl_->numbers.size();
    Lexicon lexicon(impl_->functionWords, impl_->synonyms, tabled ? &impl_->numbers : nullptr);
    const auto sentence = [&](const Tokens& tokens) {
        return lexicon.sentence(meteorNormalised(joined(tokens), impl_->prefixes));
    };
    std::vector<Sentence> tests;
    std::vector<std::vector<Sentence>> references(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        tests.push_back(sentence(items[i].hypothesis));
        for (const auto& reference : items[i].references) references[i].push_back(sentence(reference));
    }
    std::shared_ptr<const Paraphrases> paraphrases;
    if (tabled) {
        auto read = impl_->paraphrasesFor(before);
        // It has been read once before, by load().
        if (!read) throw std::runtime_error(read.error().message);
        paraphrases = std::move(*read);
        lock.unlock();
    }
    MeteorScores scores;
    MeteorCounts sum{};
    for (std::size_t i = 0; i < items.size() && !context.stopped(); ++i) {
        if (i % kReportEvery == 0)
            context.report({"scoring", static_cast<std::int64_t>(i), static_cast<std::int64_t>(items.size()), {}});
        MeteorCounts best{};
        double highest = -1;
        for (const auto& reference : references[i]) {
            const auto counts = compare(tests[i], reference, paraphrases.get(), context.stop);
            if (const double score = meteorOf(counts); score > highest) best = counts, highest = score;
        }
        for (std::size_t c = 0; c < kMeteorCounts; ++c) sum[c] += best[c];
        scores.items.push_back(std::max(highest, 0.0));
        scores.counts.push_back(best);
    }
    scores.corpus = items.empty() ? 0 : meteorOf(sum);
    return scores;
}

}  // namespace legenda::metrics
