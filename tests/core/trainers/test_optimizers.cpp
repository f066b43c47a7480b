// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/optim/adamw_impl.h"
#include "core/trainers/optim/optimizer_impl.h"
#include "core/trainers/optim/rmsprop_impl.h"

#include <QtTest>

using namespace legenda;

namespace {

// A matrix and a vector, as weights decay and as they do not.
struct Weights {
    at::Tensor matrix, bias;
    Weights() {
        at::manual_seed(4);
        matrix = at::randn({7, 5});
        bias = at::randn({5});
    }
    std::vector<std::pair<std::string, at::Tensor*>> named() { return {{"W", &matrix}, {"b", &bias}}; }
};

// Of step n; some elements are beyond every clip.
std::vector<at::Tensor> gradients(int n) {
    at::manual_seed(100 + n);
    return {at::randn({7, 5}) * 3, at::randn({5}) * 3};
}

void compare(const Weights& fast, const Weights& plain) {
    QVERIFY(at::allclose(fast.matrix, plain.matrix, 1e-5, 1e-6));
    QVERIFY(at::allclose(fast.bias, plain.bias, 1e-5, 1e-6));
    QVERIFY(!at::allclose(fast.matrix, Weights().matrix, 1e-3, 1e-3));  // something was learned
}

}  // namespace

// The one pass over memory of the CPU against the tensor operations that a graphics card is given.
class TestOptimizers : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void gradientDescent() {
        Weights fast, plain;
        trainers::Sgd one(fast.named(), 0.9, 0.01, 2), other(plain.named(), 0.9, 0.01, 2, true);
        for (int n = 0; n < 5; ++n) {
            one.step(gradients(n), 0.05);
            other.step(gradients(n), 0.05);
        }
        compare(fast, plain);
    }
    void adamW() {
        trainers::AdamWOptions options;
        options.weightDecay = 0.05;
        options.clip = 5;
        Weights fast, plain, fastMean, plainMean;
        trainers::AdamW one(fast.named(), fastMean.named(), options),
            other(plain.named(), plainMean.named(), options, true);
        for (int n = 0; n < 5; ++n) {
            one.step(gradients(n), 0.05, {1, 0.5});
            other.step(gradients(n), 0.05, {1, 0.5});
        }
        compare(fast, plain);
        compare(fastMean, plainMean);
    }
    void rmsProp() {
        trainers::RmsPropOptions options;
        options.clip = 2;
        options.weightDecay = 0.01;
        Weights fast, plain;
        trainers::RmsProp one(fast.named(), options), other(plain.named(), options, true);
        for (int n = 0; n < 5; ++n) {
            one.step(gradients(n), 0.05);
            other.step(gradients(n), 0.05);
        }
        compare(fast, plain);
    }
};

QTEST_GUILESS_MAIN(TestOptimizers)
#include "test_optimizers.moc"
