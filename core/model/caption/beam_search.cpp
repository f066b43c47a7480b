// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/caption/beam_search_impl.h"

#include "core/base/random.h"
#include "core/model/caption/constrained_search_impl.h"
#include "core/text/vocabulary.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace legenda::model {

namespace {

constexpr std::int64_t kRowsAtOnce = 1024;  // live hypotheses of a block: [1024, V] logits stay near the cache

struct Node {  // one word of a hypothesis; hypotheses share their beginnings
    int parent = -1;
    int word = 0;
    float logProb = 0;
};

struct Live {
    std::int64_t row = 0;  // in the states
    int node = -1;
    double logProb = 0;
};

struct Candidate {
    double total = 0;
    std::size_t live = 0;  // index among the image's live hypotheses
    int word = 0;
    float logProb = 0;
};

bool better(const Candidate& a, const Candidate& b) {
    if (a.total != b.total) return a.total > b.total;
    return a.live != b.live ? a.live < b.live : a.word < b.word;
}

// The k best words of each row of logits [L, V] and their log-probabilities, row-major [L, k], best first.
struct BestWords {
    std::int64_t k = 0;
    std::vector<int> words;
    std::vector<float> logProbs;
    std::vector<float> endLogProbs;  // [L]
};

void bestOfRow(const float* row, std::int64_t size, std::int64_t k, int* words, float* values) {
    std::fill(values, values + k, -std::numeric_limits<float>::infinity());
    std::fill(words, words + k, 0);
    float worst = values[k - 1];
    for (std::int64_t w = 0; w < size; ++w) {
        if (!(row[w] > worst)) continue;
        std::int64_t at = k - 1;
        for (; at > 0 && row[w] > values[at - 1]; --at) {
            values[at] = values[at - 1];
            words[at] = words[at - 1];
        }
        values[at] = row[w];
        words[at] = static_cast<int>(w);
        worst = values[k - 1];
    }
}

// Of the words that are allowed; their probabilities are those among all words.
BestWords bestWords(const at::Tensor& all, const at::Tensor& allowed, std::int64_t k) {
    const at::Tensor logits = allowed.to(at::kCPU).contiguous();
    const at::Tensor normaliser = at::logsumexp(all, 1).to(at::kCPU).contiguous();
    const std::int64_t rows = logits.size(0), size = logits.size(1);
    BestWords best;
    best.k = std::min(k, size);
    best.words.resize(static_cast<std::size_t>(rows * best.k));
    best.logProbs.resize(best.words.size());
    best.endLogProbs.resize(static_cast<std::size_t>(rows));
    const float* data = logits.data_ptr<float>();
    const float* norm = normaliser.data_ptr<float>();
#pragma omp parallel for if (rows > 32)
    for (std::int64_t r = 0; r < rows; ++r) {
        float* values = best.logProbs.data() + r * best.k;
        bestOfRow(data + r * size, size, best.k, best.words.data() + r * best.k, values);
        for (std::int64_t i = 0; i < best.k; ++i) values[i] -= norm[r];
        best.endLogProbs[static_cast<std::size_t>(r)] = data[r * size] - norm[r];
    }
    return best;
}

Hypothesis finish(const std::vector<Node>& nodes, int last, double logProb) {
    Hypothesis h;
    h.logProb = logProb;
    for (int n = last; n >= 0; n = nodes[static_cast<std::size_t>(n)].parent) {
        const Node& node = nodes[static_cast<std::size_t>(n)];
        if (node.word != text::Vocabulary::kEnd) h.words.push_back(node.word);
        h.logProbs.push_back(node.logProb);
    }
    std::ranges::reverse(h.words);
    std::ranges::reverse(h.logProbs);
    return h;
}

void sortBest(std::vector<Hypothesis>& found, double lengthNorm) {
    std::ranges::stable_sort(found,
                             [&](const auto& a, const auto& b) { return a.score(lengthNorm) > b.score(lengthNorm); });
}

}  // namespace

double Hypothesis::score(double lengthNorm) const {
    return lengthNorm == 0 ? logProb : logProb / std::pow(static_cast<double>(logProbs.size()), lengthNorm);
}

// The search of one block of images.
struct RnnDecoder::Search {
    const DecodeOptions& options;
    const std::vector<char>& neverLast;
    std::vector<Node> nodes{};
    std::vector<std::vector<Live>> live{};  // an image
    std::vector<std::vector<Hypothesis>> finished{};
    std::vector<std::int64_t> parents{}, words{};  // of the next rows

    Search(const DecodeOptions& o, const std::vector<char>& unfinished, std::int64_t images)
        : options(o), neverLast(unfinished), live(static_cast<std::size_t>(images)), finished(live.size()) {
        for (std::size_t i = 0; i < live.size(); ++i) live[i].push_back({static_cast<std::int64_t>(i), -1, 0});
    }

    int addNode(const Live& parent, int word, float logProb) {
        nodes.push_back({parent.node, word, logProb});
        return static_cast<int>(nodes.size()) - 1;
    }

    std::vector<Candidate> candidates(const std::vector<Live>& beams, const BestWords& best, bool last) const {
        std::vector<Candidate> all;
        for (std::size_t b = 0; b < beams.size(); ++b) {
            const auto row = static_cast<std::size_t>(beams[b].row);
            if (last) {
                const float end = best.endLogProbs[row];
                all.push_back({beams[b].logProb + end, b, text::Vocabulary::kEnd, end});
                continue;
            }
            const int word =
                beams[b].node < 0 ? text::Vocabulary::kEnd : nodes[static_cast<std::size_t>(beams[b].node)].word;
            for (std::size_t i = 0; i < static_cast<std::size_t>(best.k); ++i) {
                const std::size_t at = row * static_cast<std::size_t>(best.k) + i;
                if (best.words[at] == text::Vocabulary::kEnd && neverLast[static_cast<std::size_t>(word)]) continue;
                if (std::isinf(best.logProbs[at])) break;  // fewer words may follow
                all.push_back({beams[b].logProb + best.logProbs[at], b, best.words[at], best.logProbs[at]});
            }
        }
        const auto keep = std::min(all.size(), static_cast<std::size_t>(options.beam));
        std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(keep), all.end(), better);
        all.resize(keep);
        return all;
    }

    // An upper bound of the score of any continuation of a live hypothesis: no further loss, and the greatest length.
    double bound(double logProb) const {
        return options.lengthNorm == 0 ? logProb : logProb / std::pow(options.maxWords + 1.0, options.lengthNorm);
    }

    void advance(std::size_t image, const BestWords& best, bool last) {
        auto& done = finished[image];
        std::vector<Live> next;
        for (const Candidate& c : candidates(live[image], best, last)) {
            const Live& parent = live[image][c.live];
            const int node = addNode(parent, c.word, c.logProb);
            if (c.word == text::Vocabulary::kEnd) {
                done.push_back(finish(nodes, node, c.total));
                continue;
            }
            next.push_back({static_cast<std::int64_t>(parents.size()), node, c.total});
            parents.push_back(parent.row);
            words.push_back(c.word);
        }
        sortBest(done, options.lengthNorm);
        const auto count = static_cast<std::size_t>(options.count);
        if (done.size() > count) done.resize(count);
        if (!next.empty() && done.size() == count &&
            bound(next.front().logProb) <= done.back().score(options.lengthNorm)) {
            parents.resize(parents.size() - next.size());
            words.resize(parents.size());
            next.clear();
        }
        live[image] = std::move(next);
    }
};

RnnDecoder::RnnDecoder(std::vector<const Rnn*> networks, const std::vector<int>& neverLast,
                       const std::vector<std::int64_t>& bigrams)
    : networks_(std::move(networks)), neverLast_(static_cast<std::size_t>(networks_.at(0)->shape().vocabulary), 0) {
    const c10::NoGradGuard noGrad;
    for (const int word : neverLast) neverLast_.at(static_cast<std::size_t>(word)) = 1;
    for (const Rnn* rnn : networks_)
        driven_.push_back(at::addmm(rnn->hiddenBias, rnn->wordVectors, rnn->inputWeight.t()));
    if (bigrams.empty()) return;
    const auto size = static_cast<std::int64_t>(neverLast_.size());
    at::Tensor unseen = at::ones({size, size}, at::kBool);
    unseen.view(-1).index_fill_(0, at::tensor(bigrams, at::kLong), false);
    unseen.select(1, text::Vocabulary::kEnd).fill_(false);
    // START's row among them.
    unseen.masked_fill_(unseen.narrow(1, 1, size - 1).all(1, true), false);
    unseen_ = unseen.to(driven_[0].device());
}

at::Tensor RnnDecoder::logits(const Rows& rows) const {
    if (networks_.size() == 1) return networks_[0]->logits(rows.states[0]);
    std::vector<at::Tensor> each;
    for (std::size_t n = 0; n < networks_.size(); ++n)
        each.push_back(at::log_softmax(networks_[n]->logits(rows.states[n]), 1));
    return at::logsumexp(at::stack(each), 0);
}

at::Tensor RnnDecoder::constrained(const at::Tensor& logits, const std::vector<std::int64_t>& lastWords) const {
    if (!unseen_.defined()) return logits;
    const at::Tensor last = at::tensor(lastWords, at::kLong).to(logits.device());
    return logits.masked_fill(unseen_.index_select(0, last), -std::numeric_limits<float>::infinity());
}

RnnDecoder::Rows RnnDecoder::next(const Rows& rows, const Memories& memories, const std::vector<std::int64_t>& parents,
                                  const std::vector<std::int64_t>& words) const {
    const auto indices = [&](const std::vector<std::int64_t>& list) {
        return at::tensor(list, at::kLong).to(driven_[0].device());
    };
    const auto from = indices(parents), next = indices(words);
    Rows after{{}, rows.image.index_select(0, from)};
    for (std::size_t n = 0; n < networks_.size(); ++n)
        after.states.push_back(networks_[n]->advance(rows.states[n].rows(from), driven_[n].index_select(0, next),
                                                     memories[n].rows(after.image)));
    return after;
}

base::Status RnnDecoder::search(Rows rows, const Memories& memories, const DecodeOptions& options,
                                const base::JobContext& context, std::vector<std::vector<Hypothesis>>& out) const {
    Search search(options, neverLast_, rows.image.size(0));
    search.words.assign(static_cast<std::size_t>(rows.image.size(0)), text::Vocabulary::kEnd);
    for (int length = 0;; ++length) {
        if (context.stopped()) return base::JobContext::cancelled();
        const bool last = length == options.maxWords;
        const at::Tensor all = logits(rows);
        // One more than the beam: it may be an END that is not allowed.
        const BestWords best = bestWords(all, constrained(all, search.words), options.beam + 1);
        search.parents.clear();
        search.words.clear();
        for (std::size_t i = 0; i < search.live.size(); ++i)
            if (!search.live[i].empty()) search.advance(i, best, last);
        if (search.parents.empty()) break;
        rows = next(rows, memories, search.parents, search.words);
    }
    for (auto& done : search.finished) out.push_back(std::move(done));
    return {};
}

base::Status RnnDecoder::sample(Rows rows, const Memories& memories, std::int64_t firstImage,
                                const DecodeOptions& options, const base::JobContext& context,
                                std::vector<std::vector<Hypothesis>>& out) const {
    const auto images = static_cast<std::size_t>(rows.image.size(0)), each = static_cast<std::size_t>(options.count);
    std::vector<std::vector<Hypothesis>> found(images, std::vector<Hypothesis>(each));
    std::vector<std::size_t> alive(images * each);  // hypothesis = image * each + number
    std::vector<std::int64_t> imageOf(alive.size());
    for (std::size_t i = 0; i < alive.size(); ++i) {
        alive[i] = i;
        imageOf[i] = static_cast<std::int64_t>(i / each);
    }
    rows.image = at::tensor(imageOf, at::kLong).to(driven_[0].device());
    for (auto& state : rows.states) state = state.rows(rows.image);
    std::vector<std::int64_t> lastWords(alive.size(), text::Vocabulary::kEnd);
    for (int length = 0; !alive.empty(); ++length) {
        if (context.stopped()) return base::JobContext::cancelled();
        const at::Tensor logits = this->logits(rows);
        const at::Tensor logProbs = at::log_softmax(logits, 1).to(at::kCPU).contiguous();
        const at::Tensor heated =
            at::softmax(constrained(logits, lastWords) / options.temperature, 1).cumsum(1).to(at::kCPU).contiguous();
        const std::int64_t size = logits.size(1);
        std::vector<std::int64_t> parents, words;
        std::vector<std::size_t> still;
        for (std::size_t r = 0; r < alive.size(); ++r) {
            const auto offset = static_cast<std::int64_t>(r) * size;
            const float* sum = heated.data_ptr<float>() + offset;
            base::Random random(options.seed, "sample", static_cast<std::uint64_t>(firstImage) * each + alive[r],
                                static_cast<std::uint64_t>(length));
            Hypothesis& h = found[alive[r] / each][alive[r] % each];
            const bool endless = !h.words.empty() && neverLast_[static_cast<std::size_t>(h.words.back())];
            const float none = endless ? sum[text::Vocabulary::kEnd] : 0;
            const float draw = none + static_cast<float>(random.uniform()) * (sum[size - 1] - none);
            const std::int64_t word = length == options.maxWords
                                          ? text::Vocabulary::kEnd
                                          : std::min(std::upper_bound(sum, sum + size, draw) - sum, size - 1);
            h.logProbs.push_back(logProbs.data_ptr<float>()[offset + word]);
            h.logProb += h.logProbs.back();
            if (word == text::Vocabulary::kEnd) continue;
            h.words.push_back(static_cast<int>(word));
            parents.push_back(static_cast<std::int64_t>(r));
            words.push_back(word);
            still.push_back(alive[r]);
        }
        alive = std::move(still);
        if (!alive.empty()) rows = next(rows, memories, parents, words);
        lastWords = std::move(words);
    }
    for (auto& list : found) {
        sortBest(list, options.lengthNorm);
        out.push_back(std::move(list));
    }
    return {};
}

base::Status RnnDecoder::check(const DecodeOptions& options) {
    const auto usage = [](std::string why) { return base::fail(base::ErrorCode::Usage, std::move(why)); };
    if (options.beam < 1) return usage(fmt::format("The beam must be at least 1, found {}.", options.beam));
    if (options.count < 1 || (options.temperature <= 0 && options.count > options.beam))
        return usage(fmt::format("The number of captions must lie between 1 and the beam ({}), found {}.", options.beam,
                                 options.count));
    if (options.maxWords < 1)
        return usage(fmt::format("The longest caption must have at least 1 word, found {}.", options.maxWords));
    if (!(options.temperature >= 0) || !std::isfinite(options.lengthNorm) || options.lengthNorm < 0)
        return usage("Temperature and length normalisation must not be negative.");
    return {};
}

RnnDecoder::Beginning RnnDecoder::begin(const std::vector<RnnInput>& inputs, std::int64_t start,
                                        std::int64_t count) const {
    Beginning first{{{}, at::arange(count, at::kLong).to(driven_[0].device())}, {}};
    for (std::size_t n = 0; n < networks_.size(); ++n) {
        const Rnn& rnn = *networks_[n];
        const auto& input = inputs.at(n);
        first.memories.push_back(rnn.attends() ? rnn.remember(input.regions.narrow(0, start, count)) : RegionMemory());
        // h_1: START drives it together with the image; h_0 is zero.
        const auto image = at::addmm(rnn.imageBias, input.images.narrow(0, start, count), rnn.imageWeight.t());
        first.rows.states.push_back(
            rnn.advance({}, image + driven_[n].narrow(0, text::Vocabulary::kEnd, 1), first.memories[n]));
    }
    return first;
}

base::Result<std::vector<std::vector<Hypothesis>>> RnnDecoder::decode(const std::vector<RnnInput>& inputs,
                                                                      const DecodeOptions& options,
                                                                      const base::JobContext& context) const {
    if (auto fine = check(options); !fine) return base::pass(fine);
    const bool sampling = options.temperature > 0;
    const c10::NoGradGuard noGrad;
    std::vector<std::vector<Hypothesis>> all;
    const std::int64_t images = inputs.at(0).images.size(0);
    all.reserve(static_cast<std::size_t>(images));
    const std::int64_t block = std::max<std::int64_t>(1, kRowsAtOnce / (sampling ? options.count : options.beam));
    for (std::int64_t start = 0; start < images; start += block) {
        auto first = begin(inputs, start, std::min(block, images - start));
        auto done = sampling ? sample(std::move(first.rows), first.memories, start, options, context, all)
                             : search(std::move(first.rows), first.memories, options, context, all);
        if (!done) return base::pass(done);
    }
    return all;
}

base::Result<std::vector<Hypothesis>> RnnDecoder::decodeWith(const std::vector<std::vector<int>>& sets,
                                                             const std::vector<RnnInput>& inputs,
                                                             const DecodeOptions& options,
                                                             const base::JobContext& context) const {
    if (auto fine = check(options); !fine) return base::pass(fine);
    if (options.temperature > 0 || sets.size() > kMostSets)
        return base::fail(
            base::ErrorCode::Usage,
            fmt::format("A constrained search is a beam search with at most {} sets of words.", kMostSets));
    const c10::NoGradGuard noGrad;
    auto [rows, memories] = begin(inputs, 0, 1);
    ConstrainedSearch search(options, neverLast_, sets);
    for (int length = 0; !search.done(); ++length) {
        if (context.stopped()) return base::JobContext::cancelled();
        const at::Tensor open = logits(rows);
        search.advance(at::log_softmax(open, 1).to(at::kCPU).contiguous(),
                       constrained(open, search.words()).to(at::kCPU).contiguous(), length == options.maxWords);
        if (!search.done()) rows = next(rows, memories, search.parents(), search.words());
    }
    return search.takeFinished();
}

}  // namespace legenda::model
