// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/metrics/bleu.h"
#include "core/metrics/caption_figures.h"
#include "core/metrics/cider.h"
#include "core/metrics/rouge_l.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <set>
#include <sstream>

using namespace legenda::metrics;

namespace {

Tokens words(const std::string& text) {
    std::istringstream in(text);
    Tokens tokens;
    for (std::string word; in >> word;) tokens.push_back(word);
    return tokens;
}

CaptionItem item(const std::string& hypothesis, const std::vector<std::string>& references) {
    CaptionItem made{words(hypothesis), {}};
    for (const auto& reference : references) made.references.push_back(words(reference));
    return made;
}

// --- slow formulas on plain strings, written from the definitions
using Bag = std::map<std::string, double>;

Bag gramsOf(const Tokens& tokens, std::size_t n) {
    Bag bag;
    for (std::size_t i = 0; i + n <= tokens.size(); ++i) {
        std::string gram;
        for (std::size_t k = 0; k < n; ++k) gram += tokens[i + k] + "|";
        ++bag[gram];
    }
    return bag;
}

double slowBleu(const std::vector<CaptionItem>& items, std::size_t order) {
    double logSum = 0, said = 0, wanted = 0;
    for (std::size_t n = 1; n <= order; ++n) {
        double hit = 0, all = 0;
        for (const auto& it : items)
            for (const auto& [gram, count] : gramsOf(it.hypothesis, n)) {
                double most = 0;
                for (const auto& reference : it.references) {
                    const auto bag = gramsOf(reference, n);
                    if (bag.contains(gram)) most = std::max(most, bag.at(gram));
                }
                hit += std::min(count, most);
                all += count;
            }
        logSum += std::log(hit / all);
    }
    for (const auto& it : items) {
        const double length = static_cast<double>(it.hypothesis.size());
        double best = 1e9;
        for (const auto& reference : it.references) {
            const double r = static_cast<double>(reference.size());
            if (std::abs(r - length) < std::abs(best - length) ||
                (std::abs(r - length) == std::abs(best - length) && r < best))
                best = r;
        }
        said += length;
        wanted += best;
    }
    return std::min(1.0, std::exp(1 - wanted / said)) * std::exp(logSum / static_cast<double>(order));
}

double slowCider(const std::vector<CaptionItem>& items, std::size_t which) {
    double sum = 0;
    for (std::size_t n = 1; n <= 4; ++n) {
        std::map<std::string, int> documents;
        for (const auto& it : items) {
            std::set<std::string> here;
            for (const auto& reference : it.references)
                for (const auto& [gram, count] : gramsOf(reference, n)) here.insert(gram);
            for (const auto& gram : here) ++documents[gram];
        }
        const auto weighed = [&](const Tokens& tokens) {
            auto bag = gramsOf(tokens, n);
            for (auto& [gram, count] : bag)
                count *= std::log(static_cast<double>(items.size()) /
                                  std::max(1, documents.contains(gram) ? documents[gram] : 0));
            return bag;
        };
        const auto length = [](const Bag& bag) {
            double squares = 0;
            for (const auto& [gram, value] : bag) squares += value * value;
            return std::sqrt(squares);
        };
        const auto said = weighed(items[which].hypothesis);
        for (const auto& reference : items[which].references) {
            const auto wanted = weighed(reference);
            double product = 0;
            for (const auto& [gram, value] : said)
                if (wanted.contains(gram)) product += std::min(value, wanted.at(gram)) * wanted.at(gram);
            const double lengths = length(said) * length(wanted);
            if (lengths == 0) continue;
            const double apart =
                static_cast<double>(items[which].hypothesis.size()) - static_cast<double>(reference.size());
            sum += product / lengths * std::exp(-apart * apart / 72);
        }
    }
    return 10 * sum / 4 / static_cast<double>(items[which].references.size());
}

std::vector<CaptionItem> randomItems(std::uint64_t seed) {
    legenda::base::Random random(seed, "captions");
    static const std::vector<std::string> lexicon{"a",     "dog",  "runs", "on",  "the",
                                                  "grass", "with", "ball", "boy", "red"};
    const auto sentence = [&] {
        Tokens tokens;
        const auto length = 5 + random.below(8);
        for (std::size_t i = 0; i < length; ++i) tokens.push_back(lexicon[random.below(lexicon.size())]);
        return tokens;
    };
    std::vector<CaptionItem> items;
    for (int i = 0; i < 30; ++i) {
        CaptionItem made;
        for (int r = 0; r < 4; ++r) made.references.push_back(sentence());
        made.hypothesis = i % 3 == 0 ? made.references[1] : sentence();
        items.push_back(made);
    }
    return items;
}

}  // namespace

class TestCaptionMetrics : public QObject {
    Q_OBJECT
 private Q_SLOTS:
    void bleuByHand() {
        // 4 of 5 words, 2 of 4 pairs; the closest reference has 6 words.
        const auto scores = bleu(numbered({item("the dog runs very fast", {"the dog runs fast over grass", "x y z"})}));
        QVERIFY(std::abs(scores.corpus[0] - 0.8 * std::exp(1 - 6.0 / 5)) < 1e-6);
        QVERIFY(std::abs(scores.corpus[1] - std::sqrt(0.8 * 0.5) * std::exp(1 - 6.0 / 5)) < 1e-6);
        QVERIFY(std::abs(scores.lengthRatio - 5.0 / 6) < 1e-12);
    }
    void bleuClipsRepeatedWords() {
        const auto scores = bleu(numbered({item("the the the the", {"the cat and the dog", "a b c d"})}));
        QVERIFY(std::abs(scores.corpus[0] - 0.5) < 1e-6);  // tie between lengths 4 and 5: the closest is 4
    }
    void bleuTakesTheShorterOfTwoClosest() {
        const auto scores = bleu(numbered({item("a b c", {"a b c d", "a b"})}));
        QVERIFY(std::abs(scores.lengthRatio - 1.5) < 1e-12);
        QVERIFY(std::abs(scores.corpus[0] - 1) < 1e-6);
    }
    void bleuIsSlowFormula() {
        const auto items = randomItems(1);
        const auto scores = bleu(numbered(items));
        for (std::size_t n = 0; n < 4; ++n) QVERIFY(std::abs(scores.corpus[n] - slowBleu(items, n + 1)) < 1e-7);
    }
    void rougeByHand() {
        // Common subsequence "the dog runs" with the first, "x" with the second: P = 3/5, R = 1 (of the second).
        const auto scores = rougeL(numbered({item("the dog x runs fast", {"the brown dog runs", "x"})}));
        const double p = 3.0 / 5, r = 1, b = 1.44;
        QVERIFY(std::abs(scores.corpus - (1 + b) * p * r / (r + b * p)) < 1e-12);
        QCOMPARE(rougeL(numbered({item("q", {"a b"}), item("a b", {"a b"})})).corpus, 0.5);
    }
    void ciderByHand() {
        // Two items without common words: every n-gram has the weight log 2, a perfect caption of five words scores 10.
        const auto perfect = ciderD({item("a b c d e", {"a b c d e"}), item("f g h i j", {"f g h i j"})});
        QVERIFY(std::abs(perfect.corpus - 10) < 1e-9);
        // One word of one: n = 1 alone matches, a quarter of 10; both lengths count as zero two-word runs.
        const auto single = ciderD({item("a", {"a"}), item("b", {"c"})});
        QVERIFY(std::abs(single.items[0] - 2.5) < 1e-9);
        QVERIFY(std::abs(single.items[1]) < 1e-12);
    }
    void ciderIsSlowFormula() {
        const auto items = randomItems(2);
        const auto scores = ciderD(items);
        for (std::size_t i = 0; i < items.size(); ++i) QVERIFY(std::abs(scores.items[i] - slowCider(items, i)) < 1e-9);
    }
    void ciderOfOneCaptionAfterTheOther() {
        auto items = randomItems(3);
        items[4].hypothesis = words("never seen the like of it the like");
        items[5].hypothesis = {};
        const auto scores = ciderD(items);
        std::vector<std::vector<Tokens>> references;
        for (const auto& item : items) references.push_back(item.references);
        CiderTable table(references);
        for (int again = 0; again < 2; ++again)
            for (std::size_t i = 0; i < items.size(); ++i)
                QVERIFY(std::abs(table.score(i, items[i].hypothesis) - scores.items[i]) < 1e-12);
    }
    void nGramsAreCounted() {
        NGramNumbers numbers;
        const auto first = numbers.sentence(words("a b a b"));
        QCOMPARE(first.words.size(), std::size_t(4));
        // a 2, b 2, ab 2, ba 1, aba 1, bab 1, abab 1
        QCOMPARE(first.grams.size(), std::size_t(7));
        int most = 0, all = 0;
        for (const auto& [gram, count] : first.grams) most += count == 2, all += count * numbers.length(gram);
        QCOMPARE(most, 3);
        QCOMPARE(all, 4 * 1 + 3 * 2 + 2 * 3 + 1 * 4);
        auto more = NGramNumbers::above(numbers);
        const auto second = more.sentence(words("b a c"));
        int known = 0;
        for (const auto& [gram, count] : second.grams) known += gram < numbers.size();
        QCOMPARE(known, 3);  // b, a, ba
        QCOMPARE(second.grams.size(), std::size_t(6));
        QCOMPARE(more.sentence(words("b a c")).grams.back().number, second.grams.back().number);
        QCOMPARE(numbers.size(), 7u);
    }
    void emptyThings() {
        QCOMPARE(captionFigures({}).cider, 0.0);
        const auto figures = captionFigures({item("", {"a dog"}), item("a dog", {"a dog"})});
        QCOMPARE(figures.items, std::size_t(2));
        QVERIFY(std::isfinite(figures.cider) && std::isfinite(figures.bleu[3]));
        QCOMPARE(figures.lengthRatio, 0.5);
    }
    void meanOfSystems() {
        CaptionFigures a, b;
        a.items = b.items = 3;
        a.cider = 1, b.cider = 2;
        QCOMPARE(meanFigures({a, b}).cider, 1.5);
        QCOMPARE(meanFigures({a, b}).items, std::size_t(3));
    }
};

QTEST_GUILESS_MAIN(TestCaptionMetrics)
#include "test_caption_metrics.moc"
