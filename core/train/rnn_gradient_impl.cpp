// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/rnn_gradient_impl.h"

#include <map>
#include <string>

namespace legenda::train {

namespace {

using model::PackedBatch;
using model::Rnn;
using model::RnnDropout;

// A pass over one batch; what the way back needs is kept.
struct Pass {
    const Rnn& rnn;
    const at::Tensor& images;
    const PackedBatch& batch;
    const RnnDropout& dropout;
    bool lstm = rnn.lstm();
    std::int64_t hidden = rnn.hiddenWeight.size(1);

    at::Tensor words{};                 // [tokens, E] after dropout
    at::Tensor driving{};               // [tokens, P]: h itself of the plain cell, the activated gates of an LSTM
    at::Tensor states{}, cells{};       // [tokens, H]; of the plain cell states are `driving`
    std::vector<std::int64_t> begin{};  // first token of each time

    at::Tensor rows(const at::Tensor& of, std::size_t t) const { return of.narrow(0, begin[t], batch.alive[t]); }
    // Of time t, the sentences that are alive at t + 1.
    at::Tensor rowsOfNext(const at::Tensor& of, std::size_t t) const {
        return of.narrow(0, begin[t], batch.alive[t + 1]);
    }
    std::size_t times() const { return batch.alive.size(); }

    void forward();
    void cellForward(std::size_t t);
    at::Tensor backward(const at::Tensor& byStates);
    void cellBackward(std::size_t t, at::Tensor byState, const at::Tensor& byCell, at::Tensor byDriving,
                      at::Tensor& byCellBefore);
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
    auto first = at::addmm(rnn.imageBias, images, rnn.imageWeight.t());
    if (dropout.image.defined()) first.mul_(dropout.image);
    rows(driving, 0).add_(first);
    states = lstm ? at::empty({next, hidden}, driving.options()) : driving;
    if (lstm) cells = at::empty({next, hidden}, driving.options());
    const auto recurrence = rnn.hiddenWeight.t();
    for (std::size_t t = 0; t < times(); ++t) {
        if (t > 0) rows(driving, t).addmm_(rowsOfNext(states, t - 1), recurrence);
        cellForward(t);
    }
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
    auto cell = rows(cells, t), state = rows(states, t);
    at::mul_out(cell, gates[0], gates[3]);
    if (t > 0) cell.addcmul_(gates[1], rowsOfNext(cells, t - 1));
    at::tanh_out(state, cell);
    state.mul_(gates[2]);
}

// byState: of h_t, from the outputs and from time t + 1. Fills byDriving and, of an LSTM, byCellBefore.
void Pass::cellBackward(std::size_t t, at::Tensor byState, const at::Tensor& byCell, at::Tensor byDriving,
                        at::Tensor& byCellBefore) {
    if (!lstm) {
        at::mul_out(byDriving, byState, rows(states, t).gt(0).to(byState.scalar_type()));
        return;
    }
    const auto gates = rows(driving, t).chunk(4, 1);
    const auto squashed = rows(cells, t).tanh();
    auto own = byState * gates[2] * (1 - squashed * squashed);
    if (byCell.defined()) own.narrow(0, 0, byCell.size(0)).add_(byCell);
    const auto slope = [](const at::Tensor& gate) { return gate * (1 - gate); };
    auto by = byDriving.chunk(4, 1);
    at::mul_out(by[0], own * gates[3], slope(gates[0]));
    if (t > 0)
        at::mul_out(by[1], own * rowsOfNext(cells, t - 1), slope(gates[1]));
    else
        by[1].zero_();
    at::mul_out(by[2], byState * squashed, slope(gates[2]));
    at::mul_out(by[3], own * gates[0], 1 - gates[3] * gates[3]);
    byCellBefore = own * gates[1];
}

// The gradient by what drives the cells [tokens, P].
at::Tensor Pass::backward(const at::Tensor& byStates) {
    auto byDriving = at::empty_like(driving);
    at::Tensor byCell;
    for (std::size_t t = times(); t-- > 0;) {
        auto byState = rows(byStates, t);
        if (t + 1 < times()) byState.narrow(0, 0, batch.alive[t + 1]).addmm_(rows(byDriving, t + 1), rnn.hiddenWeight);
        at::Tensor before;
        cellBackward(t, byState, byCell, rows(byDriving, t), before);
        byCell = before;
    }
    return byDriving;
}

// In place: logits become the loss's gradient by them. Gives the loss.
double lossOfLogits(at::Tensor& logits, const at::Tensor& targets, double smoothing) {
    const auto tokens = static_cast<double>(logits.size(0)), size = static_cast<double>(logits.size(1));
    const auto normaliser = at::logsumexp(logits, 1);
    const auto wanted = targets.unsqueeze(1);
    double loss = (normaliser - logits.gather(1, wanted).squeeze(1)).mean().item<double>();
    if (smoothing > 0) loss = (1 - smoothing) * loss + smoothing * (normaliser.mean() - logits.mean()).item<double>();
    logits.sub_(normaliser.unsqueeze(1)).exp_();
    if (smoothing > 0) logits.sub_(smoothing / size);
    logits.scatter_add_(1, wanted, at::full_like(wanted, smoothing - 1, logits.scalar_type()));
    logits.div_(tokens);
    return loss;
}

}  // namespace

RnnGradients rnnGradients(const Rnn& rnn, const at::Tensor& images, const PackedBatch& batch, const RnnDropout& dropout,
                          double smoothing) {
    const at::NoGradGuard noGrad;
    Pass pass{rnn, images, batch, dropout};
    pass.forward();
    const auto shown = dropout.states.defined() ? pass.states * dropout.states : pass.states;
    auto byLogits = at::addmm(rnn.outputBias, shown, rnn.outputWeight.t());
    RnnGradients out;
    out.loss = lossOfLogits(byLogits, batch.targets, smoothing);

    std::map<std::string, at::Tensor> by;
    by["W_oh"] = at::mm(byLogits.t(), shown);
    by["b_o"] = byLogits.sum(0);
    auto byStates = at::mm(byLogits, rnn.outputWeight);
    if (dropout.states.defined()) byStates.mul_(dropout.states);
    const auto byDriving = pass.backward(byStates);

    std::vector<at::Tensor> before;  // h_{t-1} of all tokens but the first of each sentence
    for (std::size_t t = 1; t < pass.times(); ++t) before.push_back(pass.rowsOfNext(pass.states, t - 1));
    const auto first = batch.alive.front();
    by["W_hh"] = before.empty() ? at::zeros_like(rnn.hiddenWeight)
                                : at::mm(byDriving.narrow(0, first, byDriving.size(0) - first).t(), at::cat(before));
    by["b_h"] = byDriving.sum(0);
    by["W_hx"] = at::mm(byDriving.t(), pass.words);
    auto byWords = at::mm(byDriving, rnn.inputWeight);
    if (dropout.words.defined()) byWords.mul_(dropout.words);
    by["word_vectors"] = at::zeros_like(rnn.wordVectors).index_add_(0, batch.inputs, byWords);
    auto byImage = byDriving.narrow(0, 0, first);
    if (dropout.image.defined()) byImage = byImage * dropout.image;
    by["W_hi"] = at::mm(byImage.t(), images);
    by["b_i"] = byImage.sum(0);
    for (const auto& [name, tensor] : rnn.named()) out.by.push_back(by.at(name));
    return out;
}

}  // namespace legenda::train
