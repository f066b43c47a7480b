// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/model/proposer/box_choice.h"
#include "core/model/proposer/proposer_choice_impl.h"
#include "core/model/proposer/proposer_net_impl.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace legenda;

namespace {

at::Tensor drawn(at::IntArrayRef shape, std::uint64_t seed, double size = 1) {
    auto out = at::empty(shape);
    base::Random draws(seed);
    for (std::int64_t i = 0; i < out.numel(); ++i) out.data_ptr<float>()[i] = static_cast<float>(size * draws.normal());
    return out;
}

base::Box boxOf(base::Random& draws) {
    const double x = 0.8 * draws.uniform(), y = 0.8 * draws.uniform();
    return {x, y, 0.05 + (0.95 - x) * draws.uniform(), 0.05 + (0.95 - y) * draws.uniform()};
}

double holds(const base::Box& a, const base::Box& b) {
    return std::clamp((base::iou(a, b) - 0.45) / 0.15, 0.0, 1.0);
}

// The rule of box_choice.h, word by word.
std::vector<std::size_t> plainChoice(const std::vector<base::Box>& boxes, const std::vector<float>& weights,
                                     const std::vector<base::Box>& given, std::size_t count) {
    std::vector<std::size_t> chosen;
    const auto value = [&](std::size_t extra) {
        double sum = 0;
        for (std::size_t j = 0; j < boxes.size(); ++j) {
            double most = holds(boxes[extra], boxes[j]);
            for (const auto& box : given) most = std::max(most, holds(box, boxes[j]));
            for (const auto i : chosen) most = std::max(most, holds(boxes[i], boxes[j]));
            sum += weights[j] * most;
        }
        return sum;
    };
    while (chosen.size() < count) {
        std::size_t best = boxes.size();
        double most = -1;
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            if (std::ranges::find(chosen, i) != chosen.end()) continue;
            if (const double v = value(i); v > most + 1e-6) most = v, best = i;
        }
        chosen.push_back(best);
    }
    return chosen;
}

std::vector<std::size_t> indices(const std::vector<model::ChosenBox>& chosen) {
    std::vector<std::size_t> out;
    for (const auto& box : chosen) out.push_back(box.index);
    return out;
}

}  // namespace

class TestProposerNet : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void shiftsMoveAndStretchAnchors() {
        const auto anchors = model::anchorBoxes(drawn({3, 2}, 1).abs() * 0.2 + 0.05, 4, 5);
        QCOMPARE(anchors.size(0), std::int64_t{60});
        const auto shifts = drawn({60, 4}, 2, 0.5);
        const auto corners = model::decodeBoxes(shifts, anchors);
        // The centre moves by the first two shifts times the anchor's size, which grows by the exponential of the
        // others.
        const auto from = corners.narrow(-1, 0, 2), to = corners.narrow(-1, 2, 2), size = anchors.narrow(-1, 2, 2);
        QVERIFY(at::allclose((from + to) / 2, anchors.narrow(-1, 0, 2) + shifts.narrow(-1, 0, 2) * size, 1e-4, 1e-4));
        QVERIFY(at::allclose(to - from, size * shifts.narrow(-1, 2, 2).exp(), 1e-4, 1e-4));
        // No shift: the anchor itself. Place 7 is row 1, column 2.
        const auto still = model::decodeBoxes(at::zeros({60, 4}), anchors);
        const float* box = still.data_ptr<float>() + 7 * 3 * 4;
        QVERIFY(std::abs((box[0] + box[2]) / 2 - 0.5F) < 1e-6F);
        QVERIFY(std::abs((box[1] + box[3]) / 2 - 0.375F) < 1e-6F);
    }
    void overlapsAreIou() {
        base::Random draws(3);
        std::vector<base::Box> a, b;
        for (int i = 0; i < 6; ++i) a.push_back(boxOf(draws));
        for (int i = 0; i < 4; ++i) b.push_back(boxOf(draws));
        b.push_back({0.2, 0.2, 0, 0.4});
        const auto corners = [](const std::vector<base::Box>& boxes) {
            auto out = at::empty({static_cast<std::int64_t>(boxes.size()), 4});
            float* to = out.data_ptr<float>();
            for (const auto& box : boxes)
                for (const double value : {box.x, box.y, box.right(), box.bottom()}) *to++ = static_cast<float>(value);
            return out;
        };
        const auto found = model::overlaps(corners(a), corners(b));
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t j = 0; j < b.size(); ++j)
                QVERIFY(std::abs(found[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(j)].item<double>() -
                                 base::iou(a[i], b[j])) < 1e-5);
    }
    void choiceIsThatOfAPlainLoop() {
        base::Random draws(4);
        std::vector<base::Box> boxes;
        std::vector<float> weights;
        for (int i = 0; i < 40; ++i) {
            boxes.push_back(boxOf(draws));
            if (i % 3 == 2) {  // nearly that of the box before
                boxes.back() = boxes[boxes.size() - 2];
                boxes.back().w *= 0.95;
            }
            weights.push_back(static_cast<float>(draws.uniform()));
        }
        const std::vector<base::Box> given{{0, 0, 1, 1}};
        const auto found = model::chooseCovering(boxes, weights, given, 12);
        QCOMPARE(indices(found), plainChoice(boxes, weights, given, 12));
        for (const auto& [index, held] : found) {
            double sum = 0;
            for (std::size_t j = 0; j < boxes.size(); ++j)
                sum += static_cast<double>(weights[j]) * holds(boxes[index], boxes[j]);
            QVERIFY(std::abs(held - sum) < 1e-5);
        }
        QCOMPARE(model::chooseCovering(boxes, weights, given, 100).size(), boxes.size());
    }
    // Two places, one of them seen by three boxes: each is chosen before any is chosen twice.
    void aPlaceIsChosenOnce() {
        const std::vector<base::Box> boxes{
            {0.1, 0.1, 0.3, 0.3}, {0.11, 0.1, 0.3, 0.3}, {0.1, 0.11, 0.3, 0.3}, {0.6, 0.6, 0.3, 0.3}};
        const auto found = indices(model::chooseCovering(boxes, std::vector<float>{0.3F, 0.3F, 0.3F, 0.2F}, {}, 2));
        QCOMPARE(found.size(), std::size_t{2});
        QVERIFY(found[0] < 3);
        QCOMPARE(found[1], std::size_t{3});
    }
    // What the given box holds is not asked for again.
    void whatIsGivenIsNotChosenFirst() {
        const std::vector<base::Box> boxes{{0, 0, 1, 0.98}, {0.6, 0.6, 0.3, 0.3}};
        const std::vector<base::Box> frame{{0, 0, 1, 1}};
        QCOMPARE(indices(model::chooseCovering(boxes, std::vector<float>{0.9F, 0.1F}, frame, 1)),
                 std::vector<std::size_t>{1});
    }
    void proposalsLieInTheFrame() {
        const auto anchors = model::anchorBoxes(at::full({2, 2}, 0.4), 6, 6);
        auto output = drawn({72, 5}, 6);
        const auto found = model::choose(output, anchors, 19);
        QCOMPARE(found.boxes.size(), std::size_t{19});
        QCOMPARE(found.scores.size(), std::size_t{19});
        for (std::size_t i = 0; i < found.boxes.size(); ++i) {
            const auto& box = found.boxes[i];
            QVERIFY(box.x >= 0 && box.y >= 0 && box.right() <= 1 + 1e-6 && box.bottom() <= 1 + 1e-6 && box.area() > 0);
            QVERIFY(found.scores[i] > 0 && found.scores[i] <= 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestProposerNet)
#include "test_proposer_net.moc"
