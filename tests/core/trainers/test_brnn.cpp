// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/half.h"
#include "core/base/random.h"
#include "core/metrics/retrieval.h"
#include "core/model/aligner.h"
#include "core/trainers/brnn_trainer.h"
#include "core/trainers/data/batch_data_impl.h"
#include "core/trainers/run_folder.h"
#include "tests/support/align_world.h"

#include <QTemporaryDir>
#include <QtTest>

#include <limits>
#include <set>

using namespace legenda;
namespace fs = std::filesystem;

namespace {

using tests::kWorldDimension;
using World = tests::AlignWorld;

trainers::BrnnOptions smallOptions() {
    trainers::BrnnOptions options;
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

// Hands everything on to another trainer, and tells when a step begins.
class Watched : public trainers::Trainer {
 public:
    Watched(trainers::Trainer& inner, std::function<void()> onStep) : inner_(inner), onStep_(std::move(onStep)) {}
    std::int64_t stepsPerEpoch() const override { return inner_.stepsPerEpoch(); }
    double step(int epoch, std::int64_t step) override {
        onStep_();
        return inner_.step(epoch, step);
    }
    base::Result<std::map<std::string, double>> evaluate(const base::JobContext& c) override {
        return inner_.evaluate(c);
    }
    std::string selectionMetric() const override { return inner_.selectionMetric(); }
    bool higherIsBetter() const override { return inner_.higherIsBetter(); }
    model::TensorFile modelFile(const std::map<std::string, double>& f) const override { return inner_.modelFile(f); }
    model::TensorFile stateFile() const override { return inner_.stateFile(); }
    base::Status restore(const model::TensorFile& m, const model::TensorFile& s) override {
        return inner_.restore(m, s);
    }

 private:
    trainers::Trainer& inner_;
    std::function<void()> onStep_;
};

}  // namespace

class TestAlign : public QObject {
    Q_OBJECT

 private Q_SLOTS:
    void everySentenceOnceAndImagesDistinct() {
        const std::vector<std::size_t> counts{5, 5, 3, 0, 5, 1, 5, 5};
        const auto batches = trainers::alignBatches(counts, 3, 1, 4);
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
        const auto same = trainers::alignBatches(counts, 3, 1, 4), other = trainers::alignBatches(counts, 3, 1, 5);
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
        const auto statistics = trainers::fitStandardisation(images, kWorldDimension);
        std::vector<at::Tensor> rows;
        for (const auto* image : images) {
            const auto x = trainers::gatherRegions({&image, 1}, 4, statistics);
            const auto own = static_cast<std::int64_t>(image->vectors.size() / kWorldDimension);
            if (own == 3) QVERIFY(x[3].equal(x[0]));  // fewer regions: the whole image again
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
        const auto mask = trainers::dropoutMask(200, 50, 0.3, 77);
        QVERIFY(std::abs(mask.mean().item<float>() - 1) < 0.03);
        QVERIFY(std::abs((mask == 0).to(at::kFloat).mean().item<float>() - 0.3) < 0.02);
        QVERIFY(mask.equal(trainers::dropoutMask(200, 50, 0.3, 77)) &&
                !mask.equal(trainers::dropoutMask(200, 50, 0.3, 78)));
    }
    void learnsTheWorldAndTheCheckpointSaysTheSame() {
        const World world(160, 12);
        QTemporaryDir folder;
        auto options = smallOptions();
        options.epochs = 40;
        options.dropout = 0;
        auto trainer = trainers::makeBrnnTrainer(options, world.data);
        QVERIFY(trainer);
        std::map<std::string, double> figures;
        trainers::LoopHooks hooks;
        hooks.evaluated = [&](int, std::int64_t, const auto& now) -> base::Status {
            if (figures.empty() || now.at("rsum") > figures.at("rsum")) figures = now;
            return {};
        };
        const auto outcome = trainers::runLoop(**trainer, {options.epochs, 1}, folder.path().toStdString(), hooks, {});
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
            base::Matrix vectors(image.features->vectors.size() / kWorldDimension, kWorldDimension);
            std::transform(image.features->vectors.begin(), image.features->vectors.end(), vectors.data.begin(),
                           base::halfToFloat);
            images.push_back(aligner->embedRegions(vectors, base::Matrix(vectors.rows, 4)));
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
    void overfitsOneBatch() {
        World world(40, 1);
        auto& train = world.data.train;
        std::set<std::string> said;  // two images with the same words could not both come first
        std::erase_if(train, [&](auto& image) {
            image.sentences.resize(1);
            auto words = QString::fromStdString(image.sentences[0]).split(' ');
            words.sort();
            return !said.insert(words.join(' ').toStdString()).second;
        });
        train.resize(12);
        world.data.dev = train;
        auto options = smallOptions();
        options.dropout = options.weightDecay = 0;
        options.minCount = 1;
        options.schedule = "constant";
        const auto trainer = trainers::makeBrnnTrainer(options, world.data);
        QVERIFY(trainer);
        QCOMPARE((*trainer)->stepsPerEpoch(), std::int64_t{1});
        const double first = (*trainer)->step(0, 0);
        double last = first;
        for (int epoch = 1; epoch < 1500 && last > 0; ++epoch) last = (*trainer)->step(epoch, 0);
        QVERIFY2(first > 10 && last < 0.05, qPrintable(QString("%1 to %2").arg(first).arg(last)));
        const auto figures = (*trainer)->evaluate({});
        QVERIFY(figures);
        QCOMPARE(figures->at("r1_image_annotation"), 100.0);
        QCOMPARE(figures->at("r1_image_search"), 100.0);
    }
    void ranksThroughScoreAllEqualAPlainLoop() {
        // Small whole numbers: every order of summation gives the same float, so ties are exact.
        const World world;
        QTemporaryDir folder;
        const std::string file = folder.filePath("a.safetensors").toStdString();
        auto options = smallOptions();
        QVERIFY(model::writeTensorFile(file, (*trainers::makeBrnnTrainer(options, world.data))->modelFile({})));
        const auto aligner = model::Aligner::load(file);
        QVERIFY(aligner);
        base::Random draws(4);
        const auto whole = [&](std::size_t rows) {
            base::Matrix matrix(rows, 24);
            for (auto& value : matrix.data) value = static_cast<float>(static_cast<int>(draws.below(3)) - 1);
            return matrix;
        };
        std::vector<base::Matrix> images;
        std::vector<model::Aligner::Words> sentences;
        std::vector<int> owner;
        for (int k = 0; k < 230; ++k) {  // more than a block of rows and of words
            images.push_back(k % 9 == 8 ? images[static_cast<std::size_t>(k) - 3] : whole(3 + draws.below(4)));
            for (int s = 0; s < 5; ++s) {
                const bool twice = s == 4 && !sentences.empty();
                sentences.push_back(twice ? sentences.back()
                                          : model::Aligner::Words{{}, {}, {}, whole(draws.below(5)), {}});
                owner.push_back(k);
            }
        }
        const auto scores = aligner->scoreAll(images, base::Matrix(images.size(), 0), sentences);
        base::Matrix plain(images.size(), sentences.size());
        for (std::size_t k = 0; k < images.size(); ++k)
            for (std::size_t l = 0; l < sentences.size(); ++l) {
                double sum = sentences[l].vectors.rows > 0 ? 0 : -std::numeric_limits<double>::infinity();
                for (std::size_t t = 0; t < sentences[l].vectors.rows; ++t) {
                    double best = -1e9;
                    for (std::size_t i = 0; i < images[k].rows; ++i) {
                        double product = 0;
                        for (std::size_t d = 0; d < 24; ++d) product += images[k](i, d) * sentences[l].vectors(t, d);
                        best = std::max(best, product);
                    }
                    sum += best;
                }
                plain(k, l) = static_cast<float>(sum);
            }
        QVERIFY(scores.data == plain.data);
        long ties = 0;
        const auto search = metrics::searchRanks(scores, owner), annotation = metrics::annotationRanks(scores, owner);
        for (std::size_t l = 0; l < sentences.size(); ++l) {
            long rank = 1;
            const auto own = static_cast<std::size_t>(owner[l]);
            for (std::size_t k = 0; k < images.size(); ++k) {
                rank += k != own && plain(k, l) >= plain(own, l);
                ties += k != own && plain(k, l) == plain(own, l);
            }
            QCOMPARE(search[l], rank);
        }
        QVERIFY(ties > 1000);
        for (std::size_t k = 0; k < images.size(); ++k) {
            long least = std::numeric_limits<long>::max();
            for (std::size_t own = 5 * k; own < 5 * k + 5; ++own) {
                long rank = 1;
                for (std::size_t l = 0; l < sentences.size(); ++l)
                    rank += owner[l] != static_cast<int>(k) && plain(k, l) >= plain(k, own);
                least = std::min(least, rank);
            }
            QCOMPARE(annotation[k], least);
        }
    }
    void cancelledWithinABatch() {
        const World world;
        QTemporaryDir folder;
        const auto trainer = trainers::makeBrnnTrainer(smallOptions(), world.data);
        std::stop_source stop;
        int steps = 0;
        Watched watched(**trainer, [&] {
            if (++steps == 3) stop.request_stop();  // while the third batch is being worked on
        });
        const auto outcome =
            trainers::runLoop(watched, {2, 1}, folder.path().toStdString(), {}, {stop.get_token(), {}});
        QVERIFY(!outcome && outcome.error().code == base::ErrorCode::Cancelled);
        QCOMPARE(steps, 3);
        QCOMPARE(trainers::savedCheckpoints(folder.path().toStdString())[0].step, std::int64_t{3});
    }
    void cancelledWithinAnEvaluation() {
        const World world(40, 400);  // more sentences than a block
        const auto trainer = trainers::makeBrnnTrainer(smallOptions(), world.data);
        std::stop_source stop;
        int blocks = 0;
        const auto figures = (*trainer)->evaluate({stop.get_token(), [&](const base::Progress&) {
                                                       ++blocks;
                                                       stop.request_stop();
                                                   }});
        QVERIFY(!figures && figures.error().code == base::ErrorCode::Cancelled);
        QCOMPARE(blocks, 1);
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
        const trainers::LoopOptions loop{2, 1};
        QVERIFY(trainers::runLoop(**trainers::makeBrnnTrainer(options, world.data), loop, straight.string(), {}, {}));
        std::stop_source stop;
        base::JobContext context{stop.get_token(), [&](const base::Progress& p) {
                                     if (p.done == stopAfter) stop.request_stop();
                                 }};
        QVERIFY(
            !trainers::runLoop(**trainers::makeBrnnTrainer(options, world.data), loop, broken.string(), {}, context));
        QCOMPARE(trainers::savedCheckpoints(broken)[0].step, std::int64_t{stopAfter});
        QVERIFY(trainers::runLoop(**trainers::makeBrnnTrainer(options, world.data), loop, broken.string(), {}, {}));
        const auto last = trainers::savedCheckpoints(straight)[0].folder.filename();
        for (const fs::path& file : {fs::path("best.safetensors"), fs::path("curve.bin"), last / "model.safetensors",
                                     last / "state.safetensors"})
            QVERIFY2(bytesOf(straight / file) == bytesOf(broken / file), file.c_str());
    }
    void refusesOtherWeights() {
        const World world;
        auto options = smallOptions();
        const auto one = trainers::makeBrnnTrainer(options, world.data);
        options.hidden = 20;
        const auto two = trainers::makeBrnnTrainer(options, world.data);
        const auto restored = (*two)->restore((*one)->modelFile({}), (*one)->stateFile());
        QVERIFY(!restored && restored.error().code == base::ErrorCode::BadInput);
        QVERIFY((*one)->restore((*one)->modelFile({}), (*one)->stateFile()));
    }
    void nothingToLearnFrom() {
        World world;
        auto data = world.data;
        data.train.clear();
        QVERIFY(!trainers::makeBrnnTrainer(smallOptions(), data));
        data = world.data;
        for (auto& image : data.train) image.sentences = {"every word differs " + image.features->image};
        auto options = smallOptions();
        options.minCount = 1000;
        const auto none = trainers::makeBrnnTrainer(options, data);
        QVERIFY(!none && none.error().code == base::ErrorCode::BadInput);
        options.batch = 0;
        QCOMPARE(trainers::makeBrnnTrainer(options, world.data).error().code, base::ErrorCode::Usage);
    }
};

QTEST_GUILESS_MAIN(TestAlign)
#include "test_brnn.moc"
