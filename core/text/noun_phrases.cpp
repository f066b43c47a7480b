// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/noun_phrases.h"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <unordered_set>

namespace legenda::text {

namespace {

// Words begin a phrase.
constexpr const char* kDeterminerWords =
    "a all an another any both each eight every few five four her his its many my nine no numerous one other "
    "our seven several six some ten the their these this those three two various your";
// Pronouns: phrases of one word.
constexpr const char* kPronounWords =
    "anyone everyone he herself him himself it itself others she somebody someone something them themselves "
    "they";
// Prepositions, conjunctions, adverbs and auxiliary verbs: never in a phrase.
constexpr const char* kFunctionWords =
    "about above across after against airborne almost alone along also amid among and are around as at atop "
    "away barefoot be because been before behind being below beneath beside between but by can close do does "
    "down downhill during fast for forward from front had has have high if in inside into is just like near "
    "nearby next not off on only onto or out outdoors outside over past per playfully quickly ready so than "
    "that then there though through to together too toward towards under underneath underwater until up upon "
    "upside via was were when where which while whilst who with within without";
// Adjectives, between which "and" and "or" stay in a phrase.
constexpr const char* kAdjectiveWords =
    "big black blond blonde blue bright brown dark gold golden gray green grey large light little long old "
    "older orange pink purple red short silver small tall tan white yellow young";
// Verb forms of captions.
constexpr const char* kVerbWords =
    "appears attached attempts balance balances barks bends bite bites blows bounces came carries catch catches "
    "caught chase chased chases chews climb climbs closed come comes competes cooks covered crawls crosses "
    "crouches cuts dance dances digs dives dressed drinks drives eats enjoys enters falls fight filled flies "
    "flips fly follows gather gathered gazes get gets gives go goes grab grabs grinds hang hangs held helps "
    "hike hit hits hold holds hug hugs jumped jumps kick kicks kisses kneels laugh laughs lay lays lean leap "
    "leaps leaves licks lie lies lifts lined listens look looks lounges made make makes moves moving paddles "
    "painted parked passes peers perform performs play plays points pose poses prepares pull pulled pulls "
    "pushes puts races raises ran reach reaches reads relaxes rest rests ridden ride rides rolls run runs sat "
    "says seated see seen set shakes shoots shown shows sings sit sits skateboards skates skis sleeps slides "
    "smile smiles speaks spins splashed splashes stand stands stares sticks stood stretches surfs surrounded "
    "suspended swim swims swings tackle tackled tackles take taken takes talk talks throw thrown throws tosses "
    "touches tries try trying turns uses wades wait waits walk walks watch watched watches waves wear wears "
    "works wrestle wrestles writes sleep eat sing speak enter carry grab follow chase push throw kneel crouch lift";
// Those of them that stand before or for a noun as well, behind a determiner: "a play structure".
constexpr const char* kVerbsInPhrases =
    "catch climb dance fight fly jump kick look play pose reach rest ride run set splash swim swing swings walk";
// Nouns that look like a participle or an adverb.
constexpr const char* kNounsInIng =
    "awning bathing building ceiling clothing evening king morning opening railing ring sling something spring "
    "string thing wedding wing";
constexpr const char* kWordsInLy =
    "belly bubbly butterfly curly early elderly family fly friendly grizzly hilly jelly lonely silly ugly wooly";
// A phrase by themselves, where no noun follows.
constexpr const char* kLoneDeterminers = "another four her one others some three two";
constexpr const char* kSwimmingNouns = "cap pool suit suits trunks";

using WordSet = std::unordered_set<std::string_view>;

WordSet wordSet(std::string_view words) {
    WordSet set;
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        set.insert(words.substr(at, end - at));
        at = end + 1;
    }
    return set;
}

struct Lexicon {
    WordSet determiners = wordSet(kDeterminerWords), pronouns = wordSet(kPronounWords),
            functions = wordSet(kFunctionWords), adjectives = wordSet(kAdjectiveWords), verbs = wordSet(kVerbWords),
            verbsInPhrases = wordSet(kVerbsInPhrases), inIng = wordSet(kNounsInIng), inLy = wordSet(kWordsInLy),
            lone = wordSet(kLoneDeterminers), swimming = wordSet(kSwimmingNouns);
};

const Lexicon& lexicon() {
    static const Lexicon words;
    return words;
}

// Lower case (ASCII), without punctuation at its ends; empty: the word is punctuation.
std::string bareWord(const std::string& word) {
    constexpr const char* kPunctuation = ".,;:!?\"'()";
    const auto from = word.find_first_not_of(kPunctuation);
    if (from == std::string::npos) return {};
    std::string bare = word.substr(from, word.find_last_not_of(kPunctuation) - from + 1);
    for (char& c : bare)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return bare;
}

bool endsClause(const std::string& word) {
    return std::string_view(",;:.!?").find(word.back()) != std::string_view::npos;
}

// Goes through the words once; the phrase being read is words [start_, end_).
class PhraseReader {
 public:
    explicit PhraseReader(const std::string& sentence) {
        std::istringstream in(sentence);
        for (std::string word; in >> word;) {
            bare_.push_back(bareWord(word));
            words_.push_back(std::move(word));
        }
    }

    std::vector<std::pair<int, int>> read() {
        for (std::size_t i = 0; i < words_.size();) i = step(i);
        finish();
        return std::move(phrases_);
    }

 private:
    bool open() const { return end_ > start_; }
    const std::string& last() const { return bare_[end_ - 1]; }
    std::string_view at(std::size_t i) const { return i < bare_.size() ? std::string_view(bare_[i]) : ""; }
    bool content(std::string_view word) const {
        return !word.empty() && word != "of" && !lex_.functions.contains(word) && !lex_.pronouns.contains(word) &&
               !lex_.determiners.contains(word);
    }
    template <class Test>
    bool any(const Test& test) const {
        return std::any_of(bare_.begin() + static_cast<std::ptrdiff_t>(start_),
                           bare_.begin() + static_cast<std::ptrdiff_t>(end_), test);
    }
    bool hasContent() const {
        return any([this](const auto& word) { return content(word); });
    }
    bool hasNoun() const {
        return any([this](const auto& word) { return content(word) && !lex_.adjectives.contains(word); });
    }

    std::size_t take(std::size_t i) {
        if (!open()) start_ = i;
        end_ = i + 1;
        return end_;
    }
    std::size_t pass(std::size_t i) {
        finish();
        return i + 1;
    }
    void finish() {
        while (open() && !content(last()) && !(end_ - start_ == 1 && lex_.lone.contains(last()))) --end_;
        if (open()) phrases_.emplace_back(static_cast<int>(start_), static_cast<int>(end_));
        end_ = start_ = 0;
    }
    std::size_t alone(std::size_t from, std::size_t end) {
        finish();
        phrases_.emplace_back(static_cast<int>(from), static_cast<int>(end));
        return end;
    }

    std::size_t step(std::size_t i) {
        const std::string_view word = bare_[i];
        if (word.empty() || (i > 0 && endsClause(words_[i - 1]))) finish();
        if (word.empty()) return i + 1;
        if ((word == "each" || word == "one") && (at(i + 1) == "other" || at(i + 1) == "another"))
            return alone(i, i + 2);
        if (word == "of" && open()) return bridge(i);
        if ((word == "and" || word == "or") && open() && lex_.adjectives.contains(last()) &&
            lex_.adjectives.contains(at(i + 1)))
            return take(take(i));
        if (lex_.pronouns.contains(word)) return alone(i, i + 1);
        if ((word == "front" && !open()) || word == "of" ||
            (lex_.functions.contains(word) && !(word == "high" && open())))
            return pass(i);
        if (word == "s" && words_[i].front() == '\'' && open()) return take(i);
        if (lex_.determiners.contains(word)) return determiner(i);
        return verb(i) ? pass(i) : take(i);
    }

    // "a group of his friends" is one phrase.
    std::size_t bridge(std::size_t i) {
        for (i = take(i); i < words_.size() && lex_.determiners.contains(bare_[i]);) i = take(i);
        if (i < words_.size() && lex_.pronouns.contains(bare_[i])) {
            take(i++);
            phrases_.emplace_back(static_cast<int>(start_), static_cast<int>(end_));
            end_ = start_ = 0;
        }
        return i;
    }

    std::size_t determiner(std::size_t i) {
        const std::string& word = bare_[i];
        const bool goesOn = word == "other" || word == "one";  // "the two other dogs"
        if (open() && !goesOn) {
            const bool article = word == "a" || word == "an" || word == "the";
            const bool before = last() == "all" || last() == "of" || last() == "both" || last() == "half";
            if ((hasContent() && last() != "of") || (article && !before)) finish();
        }
        return take(i);
    }

    // Whether a word is the verb of the sentence. Behind a determiner or adjective it modifies the noun that follows.
    bool verb(std::size_t i) const {
        const std::string_view word = bare_[i], next = at(i + 1);
        const bool inside = open() && last() != "of";
        const bool modifies = inside && !hasNoun();
        if (lex_.swimming.contains(next) && (word == "swim" || word == "swimming" || word == "bathing")) return false;
        const bool known = lex_.verbs.contains(word), ed = word.ends_with("ed");
        if (known && ed && inside && content(next) && !next.ends_with("ing")) return false;  // "a snow covered hill"
        if (known) return ed || lex_.verbsInPhrases.contains(word) ? !modifies : !(inside && !hasContent());
        if (word.size() > 4 && word.ends_with("ing")) return !lex_.inIng.contains(word) && !modifies;
        if (word.size() > 4 && word.ends_with("ly")) return !lex_.inLy.contains(word) && !modifies;
        return false;
    }

    const Lexicon& lex_ = lexicon();
    std::vector<std::string> words_, bare_;
    std::size_t start_ = 0, end_ = 0;
    std::vector<std::pair<int, int>> phrases_;
};

}  // namespace

std::vector<std::pair<int, int>> nounPhrases(const std::string& sentence) {
    return PhraseReader(sentence).read();
}

}  // namespace legenda::text
