// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/half.h"
#include "core/base/random.h"
#include "core/model/aligner.h"
#include "core/model/alignment_impl.h"
#include "core/train/align_trainee.h"
#include "core/train/align_trainee_data_impl.h"
#include "core/train/align_trainee_loss_impl.h"
#include "core/train/run_folder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <set>

using namespace legenda;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kDimension = 16;

// Images that show three of eight things, each in a region of its own, and sentences that name them.
struct World {
    std::vector<std::vector<std::uint16_t>> vectors;
    std::vector<features::ImageFeatures> images;
    train::TrainingData data;

    explicit World(std::size_t train = 40, std::size_t dev = 12) {
        static const char* const kThings[] = {"dog", "ball", "grass", "boy", "water", "car", "tree", "hat"};
        base::Random draws(21);
        vectors.resize(train + dev);
        images.resize(train + dev);
        for (std::size_t k = 0; k < images.size(); ++k) {
            std::vector<std::size_t> things{0, 1, 2, 3, 4, 5, 6, 7};
            draws.shuffle(things);
            const std::size_t regions = 3 + k % 2;  // not all the same number
            for (std::size_t i = 0; i < regions; ++i)
                for (std::size_t d = 0; d < kDimension; ++d) {
                    double value = 0.1 * draws.normal();
                    for (std::size_t n = 0; n < 3; ++n)
                        if (i == 0 ? true : things[i - 1] == things[n] && i - 1 == n)
                            value += d == things[n] ? (i == 0 ? 0.5 : 1.0) : 0.0;
                    vectors[k].push_back(base::floatToHalf(static_cast<float>(value)));
                }
            images[k].image = "image" + std::to_string(k);
            images[k].dimension = kDimension;
            images[k].vectors = vectors[k];
            train::TrainingImage image{&images[k], {}};
            for (std::size_t s = 0; s < 3; ++s)
                image.sentences.push_back(std::string("a ") + kThings[things[s]] + " and a " +
                                          kThings[things[(s + 1) % 3]]);
            (k < train ? data.train : data.dev).push_back(std::move(image));
        }
        data.datasetName = "world train";
        data.splitHash = "hash";
    }
};

train::AlignOptions smallOptions() {
    train::AlignOptions options;
    options.epochs = 2;
    options.batch = 12;
    options.embedding = 24;
    options.wordVectors = 12;
    options.hidden = 16;
    options.learningRate = 0.004;
    options.initialScale = 0.2;
    options.featureScale = 0.3;
    options.clip = 50;
    options.warmup = 5;
    options.dropout = 0.1;
    return options;
}

std::string bytesOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The loss of the method's section 4, by autograd over dense scores.
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

}  // namespace

class TestAlign : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void lossAndGradientsEqualAutograd() {
        at::manual_seed(5);
        const std::vector<std::int64_t> lengths{3, 1, 4, 2};
        auto v = at::randn({4 * 3, 6}), s = at::randn({10, 6});
        for (const double margin : {0.1, 1.0, 30.0}) {
            auto vLeaf = v.clone().requires_grad_(true), sLeaf = s.clone().requires_grad_(true);
            const auto expected = plainLoss(vLeaf, 3, sLeaf, lengths, margin);
            expected.backward();
            const auto loss = train::rankingLoss(v, 3, s, lengths, margin);
            QVERIFY(std::abs(loss.loss - expected.item<float>()) < 1e-3);
            QVERIFY(at::allclose(loss.dv, vLeaf.grad(), 1e-4, 1e-5));
            QVERIFY(at::allclose(loss.ds, sLeaf.grad(), 1e-4, 1e-5));
        }
    }
    void everySentenceOnceAndImagesDistinct() {
        const std::vector<std::size_t> counts{5, 5, 3, 0, 5, 1, 5, 5};
        const auto batches = train::alignBatches(counts, 3, 1, 4);
        std::set<std::pair<std::size_t, std::size_t>> seen;
        for (const auto& batch : batches) {
            QVERIFY(batch.size() >= 2 && batch.size() <= 3);
            std::set<std::size_t> images;
            for (const auto& pair : batch) {
                QVERIFY(seen.emplace(pair.image, pair.sentence).second);
                QVERIFY(images.insert(pair.image).second);
            }
        }
        QCOMPARE(seen.size(), std::size_t{29});
        const auto same = train::alignBatches(counts, 3, 1, 4), other = train::alignBatches(counts, 3, 1, 5);
        const auto equal = [](const auto& a, const auto& b) {
            return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
                return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto& p, const auto& q) {
                    return p.image == q.image && p.sentence == q.sentence;
                });
            });
        };
        QVERIFY(equal(same, batches) && !equal(other, batches));
        QCOMPARE(other.size(), batches.size());
    }
    void vectorsAreStandardised() {
        const World world;
        std::vector<const features::ImageFeatures*> images;
        for (const auto& image : world.data.train) images.push_back(image.features);
        const auto statistics = train::fitStandardisation(images, kDimension);
        std::vector<at::Tensor> rows;
        for (const auto* image : images) {
            const auto x = train::gatherRegions({&image, 1}, 4, statistics);
            const auto own = static_cast<std::int64_t>(image->vectors.size() / kDimension);
            if (own == 3) QVERIFY(x[3].equal(x[0]));  // fewer regions: the whole frame again
            rows.push_back(x.narrow(0, 0, own));
        }
        const auto all = at::cat(rows);
        QVERIFY(all.mean(0).abs().max().item<float>() < 1e-3);
        QVERIFY((all.std(0, false) - 1).abs().max().item<float>() < 1e-2);
        const auto first = world.data.train[0].features;
        QVERIFY(std::abs(all[0][0].item<float>() * statistics.deviation[0] + statistics.mean[0] -
                         base::halfToFloat(first->vectors[0])) < 1e-4);
    }
    void dropoutKeepsTheMean() {
        const auto mask = train::dropoutMask(200, 50, 0.3, 77);
        QVERIFY(std::abs(mask.mean().item<float>() - 1) < 0.03);
        QVERIFY(std::abs((mask == 0).to(at::kFloat).mean().item<float>() - 0.3) < 0.02);
        QVERIFY(mask.equal(train::dropoutMask(200, 50, 0.3, 77)) && !mask.equal(train::dropoutMask(200, 50, 0.3, 78)));
    }
    void learnsTheWorldAndTheCheckpointSaysTheSame() {
        const World world(160, 12);
        QTemporaryDir folder;
        auto options = smallOptions();
        options.epochs = 40;
        options.dropout = 0;
        auto trainee = train::makeAlignTrainee(options, world.data);
        QVERIFY(trainee);
        std::map<std::string, double> figures;
        train::LoopHooks hooks;
        hooks.evaluated = [&](int, std::int64_t, const auto& now) -> base::Status {
            if (figures.empty() || now.at("rsum") > figures.at("rsum")) figures = now;
            return {};
        };
        const auto outcome = train::runLoop(**trainee, {options.epochs, 1}, folder.path().toStdString(), hooks, {});
        QVERIFY(outcome);
        QVERIFY2(figures.at("r5_image_annotation") > 85, std::to_string(figures.at("r5_image_annotation")).c_str());
        QVERIFY2(figures.at("r5_image_search") > 75, std::to_string(figures.at("r5_image_search")).c_str());

        const auto aligner = model::Aligner::load(outcome->bestCheckpoint);
        QVERIFY(aligner);
        QCOMPARE(aligner->info().dataset, std::string("world train"));
        QCOMPARE(aligner->info().figures.at("rsum").get<double>(), figures.at("rsum"));
        std::vector<base::Matrix> images;
        std::vector<std::string> sentences;
        double sum = 0, squares = 0, count = 0;
        for (const auto& image : world.data.dev) {
            base::Matrix vectors(image.features->vectors.size() / kDimension, kDimension);
            std::transform(image.features->vectors.begin(), image.features->vectors.end(), vectors.data.begin(),
                           base::halfToFloat);
            images.push_back(aligner->embedRegions(vectors));
            sentences.insert(sentences.end(), image.sentences.begin(), image.sentences.end());
        }
        const auto words = aligner->embedSentences(sentences);
        for (const auto& image : images)
            for (const auto& sentence : words)
                for (std::size_t i = 0; i < image.rows; ++i)
                    for (std::size_t t = 0; t < sentence.vectors.rows; ++t) {
                        double product = 0;
                        for (std::size_t d = 0; d < image.cols; ++d)
                            product += static_cast<double>(image(i, d)) * sentence.vectors(t, d);
                        sum += product;
                        squares += product * product;
                        ++count;
                    }
        const double spread = std::sqrt(squares / count - sum / count * sum / count);
        QVERIFY2(std::abs(aligner->spread() / spread - 1) < 1e-3, std::to_string(aligner->spread() / spread).c_str());
    }
    void resumedRunIsBitEqual_data() {
        QTest::addColumn<int>("stopAfter");
        for (const int step : {4, 12, 17}) QTest::addRow("after %d", step) << step;
    }
    void resumedRunIsBitEqual() {
        QFETCH(int, stopAfter);
        const World world;
        QTemporaryDir folder;
        const fs::path straight = folder.filePath("a").toStdString(), broken = folder.filePath("b").toStdString();
        const auto options = smallOptions();
        const train::LoopOptions loop{2, 1};
        QVERIFY(train::runLoop(**train::makeAlignTrainee(options, world.data), loop, straight.string(), {}, {}));
        std::stop_source stop;
        base::JobContext context{stop.get_token(), [&](const base::Progress& p) {
                                     if (p.done == stopAfter) stop.request_stop();
                                 }};
        QVERIFY(!train::runLoop(**train::makeAlignTrainee(options, world.data), loop, broken.string(), {}, context));
        QCOMPARE(train::savedCheckpoints(broken)[0].step, std::int64_t{stopAfter});
        QVERIFY(train::runLoop(**train::makeAlignTrainee(options, world.data), loop, broken.string(), {}, {}));
        const auto last = train::savedCheckpoints(straight)[0].folder.filename();
        for (const fs::path& file : {fs::path("best.safetensors"), fs::path("curve.bin"), last / "model.safetensors",
                                     last / "state.safetensors"})
            QVERIFY2(bytesOf(straight / file) == bytesOf(broken / file), file.c_str());
    }
    void refusesOtherWeights() {
        const World world;
        auto options = smallOptions();
        const auto one = train::makeAlignTrainee(options, world.data);
        options.hidden = 20;
        const auto two = train::makeAlignTrainee(options, world.data);
        const auto restored = (*two)->restore((*one)->modelFile({}), (*one)->stateFile());
        QVERIFY(!restored && restored.error().code == base::ErrorCode::BadInput);
        QVERIFY((*one)->restore((*one)->modelFile({}), (*one)->stateFile()));
    }
    void nothingToLearnFrom() {
        World world;
        auto data = world.data;
        data.train.clear();
        QVERIFY(!train::makeAlignTrainee(smallOptions(), data));
        data = world.data;
        for (auto& image : data.train) image.sentences = {"every word differs " + image.features->image};
        auto options = smallOptions();
        options.minCount = 1000;
        const auto none = train::makeAlignTrainee(options, data);
        QVERIFY(!none && none.error().code == base::ErrorCode::BadInput);
        options.batch = 0;
        QCOMPARE(train::makeAlignTrainee(options, world.data).error().code, base::ErrorCode::Usage);
    }
};

QTEST_GUILESS_MAIN(TestAlign)
#include "test_align.moc"
