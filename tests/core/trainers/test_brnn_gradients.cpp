// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/alignment/brnn/brnn_step_impl.h"
#include "core/trainers/alignment/brnn/ranking_loss_impl.h"
#include "core/trainers/data/batch_data_impl.h"

#include <QtTest>

#include <cmath>

using namespace legenda;

namespace {

// The loss of the method's section 4 over dense scores.
at::Tensor plainLoss(const at::Tensor& v, std::int64_t regions, const at::Tensor& s,
                     const std::vector<std::int64_t>& lengths, double margin) {
    const auto batch = static_cast<std::int64_t>(lengths.size());
    auto best = std::get<0>(at::mm(v, s.t()).reshape({batch, regions, -1}).max(1));
    std::vector<at::Tensor> columns;
    for (const auto& part : at::split_with_sizes(best, lengths, 1)) columns.push_back(part.sum(1));
    const auto scores = at::stack(columns, 1);
    const auto own = scores.diagonal();
    const auto others = 1 - at::eye(batch);
    return (at::relu(scores - own.unsqueeze(1) + margin) * others +
            at::relu(scores - own.unsqueeze(0) + margin) * others)
               .sum() /
           batch;
}

// A batch of four sentences and images of three regions, and weights large enough for the recurrence to matter.
struct SmallBatch {
    static constexpr std::int64_t kRegions = 3, kFeatures = 6;
    std::vector<std::vector<int>> sentences{{1, 2, 3}, {4}, {2, 5, 1, 6, 3}, {5, 5}};
    model::AlignmentWeights weights;
    trainers::AlignBatch batch;

    explicit SmallBatch(bool dropout, std::int64_t embedding = 7) {
        at::manual_seed(8);
        for (const auto& [name, shape] : model::AlignmentWeights::shapes({7, 4, 5, embedding, kFeatures}))
            for (auto& [own, tensor] : weights.named())
                if (own == name) *tensor = at::randn(shape) * 0.5;
        batch.x = at::randn({4 * kRegions, kFeatures});
        batch.regions = kRegions;
        batch.packed = model::packSentences(sentences);
        for (const auto& sentence : sentences) batch.lengths.push_back(static_cast<std::int64_t>(sentence.size()));
        if (!dropout) return;
        batch.inputMask = trainers::dropoutMask(batch.packed.size(), 4, 0.3, 1);
        batch.hiddenMask = trainers::dropoutMask(batch.packed.size(), 5, 0.3, 2);
    }

    // In double precision, dense, of any weights.
    at::Tensor plain(const model::AlignmentWeights& w, double margin) const {
        const auto whole = [](const at::Tensor& t) { return t.defined() ? t.to(at::kDouble) : t; };
        const auto s = model::encodeWords(w, batch.packed, whole(batch.inputMask), whole(batch.hiddenMask));
        return plainLoss(at::addmm(w.b_m, whole(batch.x), w.W_m.t()), kRegions, s, batch.lengths, margin);
    }
    model::AlignmentWeights doubled() const {
        auto copy = weights;
        for (auto& [name, tensor] : copy.named()) *tensor = tensor->to(at::kDouble);
        return copy;
    }
};

}  // namespace

// The written-out gradients against autograd and against finite differences.
class TestAlignGradients : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void sparseGradientsEqualAutograd_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<double>("margin");
        for (const int width : {6, 128, 300})  // less than a strip, one, two and a rest
            for (const double margin : {0.1, 1.0, 30.0})
                QTest::addRow("%d columns, margin %g", width, margin) << width << margin;
    }
    void sparseGradientsEqualAutograd() {
        QFETCH(int, width);
        QFETCH(double, margin);
        at::manual_seed(5);
        const std::vector<std::int64_t> lengths{3, 1, 4, 2};
        const auto a = at::randn({4 * 3, width}), b = at::randn({10, width}), offsets = at::randn({10}) * 3;
        auto aLeaf = a.clone().requires_grad_(true), bLeaf = b.clone().requires_grad_(true);
        const auto expected = plainLoss(aLeaf, 3, bLeaf, lengths, margin);
        expected.backward();
        const auto loss = trainers::rankingLoss(a, 3, b, lengths, margin);
        QVERIFY(std::abs(loss.loss - expected.item<float>()) < 1e-3);
        QVERIFY(at::allclose(loss.da, aLeaf.grad(), 1e-4, 1e-5));
        QVERIFY(at::allclose(loss.db, bLeaf.grad(), 1e-4, 1e-5));

        // An offset is a column of the words' vectors that meets a 1 in every region's.
        auto wide = at::cat({b, offsets.unsqueeze(1)}, 1).requires_grad_(true);
        const auto more = plainLoss(at::cat({a, at::ones({12, 1})}, 1), 3, wide, lengths, margin);
        more.backward();
        const auto shifted = trainers::rankingLoss(a, 3, b, lengths, margin, offsets);
        QVERIFY(std::abs(shifted.loss - more.item<float>()) < 1e-3);
        QVERIFY(!shifted.da.defined());
        QVERIFY(at::allclose(shifted.db, wide.grad().narrow(1, 0, width), 1e-4, 1e-5));
        QVERIFY(at::allclose(shifted.dOffsets, wide.grad().select(1, width), 1e-4, 1e-5));
    }
    void satisfiedHingesGiveNothing() {
        const auto a = at::eye(4) * 10, b = at::eye(4);
        const auto loss = trainers::rankingLoss(a, 1, b, std::vector<std::int64_t>{1, 1, 1, 1}, 1);
        QCOMPARE(loss.loss, 0.0);
        QVERIFY(loss.da.abs().max().item<float>() == 0 && loss.db.abs().max().item<float>() == 0);
    }
    void gradientsEqualFiniteDifferences_data() {
        QTest::addColumn<bool>("onWords");
        QTest::addColumn<bool>("dropout");
        for (const bool onWords : {false, true})
            for (const bool dropout : {false, true})
                QTest::addRow("W_m on %s%s", onWords ? "words" : "regions", dropout ? ", dropout" : "")
                    << onWords << dropout;
    }
    void gradientsEqualFiniteDifferences() {
        QFETCH(bool, onWords);
        QFETCH(bool, dropout);
        const SmallBatch small(dropout);
        const double margin = 2;
        const auto found = trainers::alignGradients(
            small.weights, small.batch, margin, onWords ? trainers::ApplyMap::ToWords : trainers::ApplyMap::ToRegions);
        const auto weights = small.doubled();
        QVERIFY(std::abs(found.loss / small.plain(weights, margin).item<double>() - 1) < 1e-5);
        constexpr double kStep = 1e-6;
        const auto named = weights.named();
        for (std::size_t n = 0; n < named.size(); ++n) {
            const auto& [name, tensor] = named[n];
            const auto gradient = *found.by.named()[n].second;
            const double most = gradient.abs().max().item<double>();
            QVERIFY2(most > 0, name.c_str());
            for (std::int64_t i = 0; i < tensor->numel(); ++i) {
                double& value = tensor->data_ptr<double>()[i];
                const double before = value;
                value = before + kStep;
                const double above = small.plain(weights, margin).item<double>();
                value = before - kStep;
                const double below = small.plain(weights, margin).item<double>();
                value = before;
                const double expected = (above - below) / (2 * kStep), is = gradient.data_ptr<float>()[i];
                QVERIFY2(std::abs(is - expected) < 1e-4 * most + 1e-5,
                         qPrintable(QString("%1[%2]: %3, expected %4").arg(name.c_str()).arg(i).arg(is).arg(expected)));
            }
        }
    }
    // What a graphics card computes, on the CPU.
    void recordingGivesTheSameGradients() {
        for (const bool dropout : {false, true}) {
            const SmallBatch small(dropout, 40);
            const auto written = trainers::alignGradients(small.weights, small.batch, 1),
                       recorded = trainers::recordedGradients(small.weights, small.batch, 1);
            QVERIFY(std::abs(written.loss - recorded.loss) < 1e-5 * std::abs(written.loss));
            for (std::size_t n = 0; n < written.by.named().size(); ++n)
                QVERIFY(at::allclose(*recorded.by.named()[n].second, *written.by.named()[n].second, 1e-3, 1e-4));
        }
    }
    void scoresOfAnyDeviceAreThoseOfTheCpu() {
        at::manual_seed(3);
        const std::vector<std::int64_t> lengths{3, 1, 4, 2};
        const auto v = at::randn({5 * 3, 8}), s = at::randn({10, 8});
        QVERIFY(
            at::allclose(model::plainScorePairs(v, 3, s, lengths), model::scorePairs(v, 3, s, lengths), 1e-5, 1e-5));
    }
    void bothSidesOfTheMapAreTheSameNumber() {
        const SmallBatch small(true, 40);
        const auto one = trainers::alignGradients(small.weights, small.batch, 1, trainers::ApplyMap::ToRegions),
                   two = trainers::alignGradients(small.weights, small.batch, 1, trainers::ApplyMap::ToWords);
        QVERIFY(std::abs(one.loss - two.loss) < 1e-5 * std::abs(one.loss));
        for (std::size_t n = 0; n < one.by.named().size(); ++n)
            QVERIFY(at::allclose(*one.by.named()[n].second, *two.by.named()[n].second, 1e-3, 1e-4));
    }
};

QTEST_GUILESS_MAIN(TestAlignGradients)
#include "test_brnn_gradients.moc"
