// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/caption/rnn_gradient_impl.h"

#include "core/trainers/caption/attention_kernels_impl.h"
#include "core/trainers/caption/lstm_kernels_impl.h"

#include <c10/core/GradMode.h>

#include <map>
#include <string>

namespace legenda::trainers {

namespace {

using model::PackedBatch;
using model::Rnn;
using model::RnnDropout;
using model::RnnInput;

// A forward pass over one batch, with what the backward pass needs.
struct Pass {
    const Rnn& rnn;
    const RnnInput& input;
    const PackedBatch& batch;
    const RnnDropout& dropout;
    bool lstm = rnn.lstm();
    std::int64_t hidden = rnn.hiddenWeight.size(1);

    at::Tensor words{};                 // [tokens, E] after dropout
    at::Tensor driving{};               // [tokens, P]: h itself of the plain cell, the activated gates of an LSTM
    at::Tensor states{};                // [tokens, H]; of the plain cell `driving`
    at::Tensor cells{}, squashed{};     // [tokens, H] of an LSTM; squashed: tanh of the cells
    std::vector<std::int64_t> begin{};  // first token of each time
    // With attention, of all tokens; owners [tokens].
    model::RegionMemory memory{};
    at::Tensor owners{}, byScores{}, byQueries{}, byContexts{};
    Looks looks{};

    at::Tensor rows(const at::Tensor& of, std::size_t t) const { return of.narrow(0, begin[t], batch.alive[t]); }
    // Of time t, the sentences that are alive at t + 1.
    at::Tensor rowsOfNext(const at::Tensor& of, std::size_t t) const {
        return of.narrow(0, begin[t], batch.alive[t + 1]);
    }
    std::size_t times() const { return batch.alive.size(); }

    void forward();
    void openEyes();
    void look(std::size_t t);
    void cellForward(std::size_t t);
    // byContexts: of the outputs; with attention.
    at::Tensor backward(const at::Tensor& byStates, at::Tensor byContextsOfOutputs);
    void lookBackward(std::size_t t, const at::Tensor& byDriving);
    void cellBackward(std::size_t t, const at::Tensor& byState, const at::Tensor& byCell, at::Tensor byDriving);
};

void Pass::forward() {
    std::int64_t next = 0;
    for (const auto alive : batch.alive) {
        begin.push_back(next);
        next += alive;
    }
    words = at::embedding(rnn.wordVectors, batch.inputs);
    if (dropout.words.defined()) words.mul_(dropout.words);
    driving = at::addmm(rnn.hiddenBias, words, rnn.inputWeight.t());
    auto first = at::addmm(rnn.imageBias, input.images, rnn.imageWeight.t());
    if (dropout.image.defined()) first.mul_(dropout.image);
    rows(driving, 0).add_(first);
    states = lstm ? at::empty({next, hidden}, driving.options()) : driving;
    if (lstm) cells = at::empty_like(states), squashed = at::empty_like(states);
    if (rnn.attends()) openEyes();
    const auto recurrence = rnn.hiddenWeight.t();
    for (std::size_t t = 0; t < times(); ++t) {
        if (t > 0) rows(driving, t).addmm_(rowsOfNext(states, t - 1), recurrence);
        if (rnn.attends()) look(t);
        cellForward(t);
    }
}

void Pass::openEyes() {
    const auto tokens = batch.tokens(), regions = input.regions.size(1), width = rnn.keyWeight.size(0);
    memory = rnn.remember(input.regions, dropout.regions);
    const auto own = input.owners.defined() ? input.owners : at::arange(batch.alive[0], at::kLong);
    std::vector<at::Tensor> ofTimes;
    for (const auto alive : batch.alive) ofTimes.push_back(own.narrow(0, 0, alive));
    owners = at::cat(ofTimes);
    looks = {at::zeros({tokens, width}, driving.options()), at::empty({tokens, regions}, driving.options()),
             at::empty({tokens, width}, driving.options())};
}

// h_0 is zero, and so is its query.
void Pass::look(std::size_t t) {
    auto query = rows(looks.queries, t);
    if (t > 0) at::mm_out(query, rowsOfNext(states, t - 1), rnn.queryWeight.t());
    const auto seen = rows(looks.contexts, t);
    attend(memory, rows(owners, t), {query, rows(looks.weights, t), seen});
    rows(driving, t).addmm_(seen, rnn.contextWeight.t());
}

void Pass::lookBackward(std::size_t t, const at::Tensor& byDriving) {
    auto bySeen = rows(byContexts, t);
    bySeen.addmm_(byDriving, rnn.contextWeight);
    attendBackward(memory, rows(owners, t), {rows(looks.queries, t), rows(looks.weights, t), {}}, bySeen,
                   rows(byScores, t), rows(byQueries, t));
}

void Pass::cellForward(std::size_t t) {
    auto p = rows(driving, t);
    if (!lstm) {
        p.relu_();
        return;
    }
    p.narrow(1, 0, 3 * hidden).sigmoid_();
    p.narrow(1, 3 * hidden, hidden).tanh_();
    const auto gates = p.chunk(4, 1);
    auto cell = rows(cells, t), bounded = rows(squashed, t), state = rows(states, t);
    at::mul_out(cell, gates[0], gates[3]);
    if (t > 0) cell.addcmul_(gates[1], rowsOfNext(cells, t - 1));
    at::tanh_out(bounded, cell);
    at::mul_out(state, bounded, gates[2]);
}

// byState: of h_t, from the outputs and from time t + 1. byCell: of an LSTM, see lstmBackward().
void Pass::cellBackward(std::size_t t, const at::Tensor& byState, const at::Tensor& byCell, at::Tensor byDriving) {
    if (!lstm) {
        at::threshold_backward_out(byDriving, byState, rows(states, t), 0);
        return;
    }
    const auto before = t > 0 ? rowsOfNext(cells, t - 1) : at::Tensor();
    lstmBackward(rows(driving, t), rows(squashed, t), byState, before, byCell.narrow(0, 0, batch.alive[t]), byDriving);
}

// The gradient by the pre-activations of the cells [tokens, P].
at::Tensor Pass::backward(const at::Tensor& byStates, at::Tensor byContextsOfOutputs) {
    auto byDriving = at::empty_like(driving);
    if (rnn.attends()) {
        byContexts = std::move(byContextsOfOutputs);
        byScores = at::empty_like(looks.weights);
        byQueries = at::empty_like(looks.queries);
    }
    const auto byCell = lstm ? at::zeros({batch.alive[0], hidden}, driving.options()) : at::Tensor();
    for (std::size_t t = times(); t-- > 0;) {
        auto byState = rows(byStates, t);
        if (t + 1 < times()) {
            auto byNext = byState.narrow(0, 0, batch.alive[t + 1]);
            byNext.addmm_(rows(byDriving, t + 1), rnn.hiddenWeight);
            if (rnn.attends()) byNext.addmm_(rows(byQueries, t + 1), rnn.queryWeight);
        }
        cellBackward(t, byState, byCell, rows(byDriving, t));
        if (rnn.attends()) lookBackward(t, rows(byDriving, t));
    }
    return byDriving;
}

// What an output's token counts for in the loss, [tokens].
at::Tensor weightsOf(const at::Tensor& logits, const TokenLoss& of) {
    return of.weights.defined() ? of.weights.to(logits.scalar_type())
                                : at::full({logits.size(0)}, 1 / static_cast<double>(logits.size(0)), logits.options());
}

// In place: logits become the gradient of each token's own loss by them, before its weight. Gives the weighted loss.
double lossOfLogits(at::Tensor& logits, const at::Tensor& targets, const at::Tensor& weights, double smoothing) {
    const auto size = static_cast<double>(logits.size(1));
    const auto wanted = targets.unsqueeze(1);
    at::Tensor meanLogit;
    if (smoothing > 0) meanLogit = logits.mean(1);
    auto wantedLogit = logits.gather(1, wanted).squeeze(1);
    logits = at::log_softmax(logits, 1);
    auto wantedLog = logits.gather(1, wanted).squeeze(1);
    auto losses = -wantedLog * (1 - smoothing);
    if (smoothing > 0) losses += smoothing * (wantedLogit - wantedLog - meanLogit);
    logits.exp_();
    if (smoothing > 0) logits.sub_(smoothing / size);
    logits.scatter_add_(1, wanted, at::full_like(wanted, smoothing - 1, logits.scalar_type()));
    return at::dot(losses, weights).item<double>();
}

using Gradients = std::map<std::string, at::Tensor>;

// The gradients of the attention's weights; `weights`: of the tokens in the loss; `before`: h_{t-1} of all tokens but
// the first of each sentence.
void addAttention(const Pass& pass, const at::Tensor& byDriving, const at::Tensor& byLogits, const at::Tensor& weights,
                  const at::Tensor& before, Gradients& by) {
    const auto& looks = pass.looks;
    by["W_oa"] = at::mm(byLogits.t(), looks.contexts * weights.unsqueeze(1));
    by["W_ha"] = at::mm(byDriving.t(), looks.contexts);
    by["W_q"] = before.defined() ? at::mm(pass.byQueries.narrow(0, pass.batch.alive[0], before.size(0)).t(), before)
                                 : at::zeros_like(pass.rnn.queryWeight);
    auto byMemory = memoryGradient(pass.memory, pass.owners, looks, pass.byContexts, pass.byScores);
    if (pass.dropout.regions.defined()) byMemory.values.mul_(pass.dropout.regions);
    byMemory.values.mul_(pass.memory.values.gt(0));
    const auto regions = pass.input.regions.flatten(0, 1), byValues = byMemory.values.flatten(0, 1);
    by["W_k"] = at::mm(byMemory.keys.flatten(0, 1).t(), regions);
    by["W_v"] = at::mm(byValues.t(), regions);
    by["b_r"] = byValues.sum(0);
}

}  // namespace

RnnGradients rnnGradients(const Rnn& rnn, const RnnInput& input, const PackedBatch& batch, const RnnDropout& dropout,
                          const TokenLoss& loss) {
    const c10::NoGradGuard noGrad;
    Pass pass{rnn, input, batch, dropout};
    pass.forward();
    const auto shown = dropout.states.defined() ? pass.states * dropout.states : pass.states;
    auto byLogits = at::addmm(rnn.outputBias, shown, rnn.outputWeight.t());
    if (rnn.attends()) byLogits.addmm_(pass.looks.contexts, rnn.contextOutput.t());
    RnnGradients out;
    const auto weights = weightsOf(byLogits, loss), column = weights.unsqueeze(1);
    out.loss = lossOfLogits(byLogits, batch.targets, weights, loss.smoothing);

    // A token's weight multiplies the narrow factor of each product instead of the logits.
    Gradients by;
    by["W_oh"] = at::mm(byLogits.t(), shown * column);
    by["b_o"] = at::mv(byLogits.t(), weights);
    auto byStates = at::mm(byLogits, rnn.outputWeight).mul_(column);
    if (dropout.states.defined()) byStates.mul_(dropout.states);
    const auto byDriving =
        pass.backward(byStates, rnn.attends() ? at::mm(byLogits, rnn.contextOutput).mul_(column) : at::Tensor());

    std::vector<at::Tensor> ofTimes;
    for (std::size_t t = 1; t < pass.times(); ++t) ofTimes.push_back(pass.rowsOfNext(pass.states, t - 1));
    const auto before = ofTimes.empty() ? at::Tensor() : at::cat(ofTimes);
    const auto first = batch.alive.front();
    by["W_hh"] = before.defined() ? at::mm(byDriving.narrow(0, first, before.size(0)).t(), before)
                                  : at::zeros_like(rnn.hiddenWeight);
    by["b_h"] = byDriving.sum(0);
    by["W_hx"] = at::mm(byDriving.t(), pass.words);
    auto byWords = at::mm(byDriving, rnn.inputWeight);
    if (dropout.words.defined()) byWords.mul_(dropout.words);
    by["word_vectors"] = at::zeros_like(rnn.wordVectors).index_add_(0, batch.inputs, byWords);
    auto byImage = byDriving.narrow(0, 0, first);
    if (dropout.image.defined()) byImage = byImage * dropout.image;
    by["W_hi"] = at::mm(byImage.t(), input.images);
    by["b_i"] = byImage.sum(0);
    if (rnn.attends()) addAttention(pass, byDriving, byLogits, weights, before, by);
    for (const auto& [name, tensor] : rnn.named()) out.by.push_back(by.at(name));
    return out;
}

}  // namespace legenda::trainers
