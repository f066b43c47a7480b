// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/half.h"
#include "core/base/random.h"
#include "core/model/caption/captioner_impl.h"
#include "core/model/captioner.h"
#include "core/model/device.h"
#include "core/text/tokenizer.h"
#include "core/trainers/caption/rnn_gradient_impl.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/data/length_batches.h"

#include <c10/core/GradMode.h>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <set>

using namespace legenda;

namespace {

constexpr std::size_t kDimension = 24, kRegions = 3;

const std::vector<std::string> kSentences{"a black dog runs on the grass",
                                          "two children play in the water",
                                          "a man rides a red bike",
                                          "the woman in a white dress smiles",
                                          "a brown dog jumps over the fence",
                                          "three people sit on a bench",
                                          "a boy kicks the ball",
                                          "a girl climbs a tree",
                                          "two men in red play football on the grass",
                                          "a white dog swims"};

// Ten images with random vectors, each with one sentence.
struct World {
    std::vector<std::vector<std::uint16_t>> halves;
    std::deque<features::ImageFeatures> images;
    trainers::TrainingData data;

    explicit World(std::uint64_t seed = 1) {
        base::Random random(seed);
        for (const auto& sentence : kSentences) {
            auto& values = halves.emplace_back(kDimension * kRegions);
            for (auto& value : values) value = base::floatToHalf(static_cast<float>(random.normal() * 3 + 1));
            auto& image = images.emplace_back();
            image.dimension = kDimension;
            image.boxes = {{0, 0, 10, 8}, {1, 1, 3, 5}, {4, 2, 6, 4}};
            image.scores = {1, 0.2F, 0.1F};
            image.scores.resize(kRegions);
            (void)sentence;
        }
        for (std::size_t i = 0; i < images.size(); ++i) {
            images[i].vectors = halves[i];
            data.train.push_back({&images[i], {kSentences[i]}});
        }
        data.dev = data.train;
        data.datasetName = "ten images";
    }

    model::CaptionSource source(bool regions) const {
        model::CaptionSource source{vectors()};
        for (std::size_t i = 0; regions && i < images.size(); ++i) {
            source.regions.push_back(images[i].toFloat());
            source.places.push_back(images[i].places());
        }
        return source;
    }

    base::Matrix vectors(bool context = false, int region = 0) const {
        base::Matrix m(images.size(), kDimension * (context ? 2 : 1));
        for (std::size_t i = 0; i < images.size(); ++i)
            for (std::size_t d = 0; d < kDimension; ++d) {
                m(i, d) = base::halfToFloat(halves[i][static_cast<std::size_t>(region) * kDimension + d]);
                if (context) m(i, kDimension + d) = base::halfToFloat(halves[i][d]);
            }
        return m;
    }
};

template <class Options>
Options smallOptions() {
    Options options;
    options.batch = 10;
    options.hidden = 64;
    options.wordVectors = 32;
    options.minCount = 1;
    options.learningRate = 3e-3;
    options.schedule = "constant";
    options.warmup = 10;
    return options;
}

double exactShare(const std::vector<std::string>& captions, const std::vector<std::vector<std::string>>& references) {
    double exact = 0;
    for (std::size_t i = 0; i < captions.size(); ++i)
        exact += std::ranges::find(references[i], captions[i]) != references[i].end();
    return exact / static_cast<double>(captions.size());
}

}  // namespace

class TestCaption : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    base::Result<model::Captioner> reload(const trainers::Trainer& trainer) {
        const auto file = std::filesystem::path(folder_.path().toStdString()) / "m.safetensors";
        if (!model::writeTensorFile(file, trainer.modelFile({{"loss", 0.1}}))) qFatal("cannot write");
        return model::Captioner::load(file);
    }

    static void kinds() {
        QTest::addColumn<QString>("cell");
        QTest::addColumn<int>("attention");
        QTest::addColumn<QString>("optimizer");
        QTest::newRow("the paper's") << QStringLiteral("relu") << 0 << QStringLiteral("rmsprop");
        QTest::newRow("LSTM") << QStringLiteral("lstm") << 0 << QStringLiteral("rmsprop");
        QTest::newRow("LSTM, attention, AdamW") << QStringLiteral("lstm") << 16 << QStringLiteral("adamw");
    }
    static trainers::CaptionOptions optionsLike(const std::string& cell, int attention, const std::string& optimizer) {
        auto options = smallOptions<trainers::CaptionOptions>();
        options.cell = cell;
        options.attention = attention;
        options.optimizer = optimizer;
        options.averaging = 0.5;
        return options;
    }
    static trainers::CaptionOptions optionsOfRow() {
        QFETCH(QString, cell);
        QFETCH(int, attention);
        QFETCH(QString, optimizer);
        return optionsLike(cell.toStdString(), attention, optimizer.toStdString());
    }

 private Q_SLOTS:
    void tenSentencesAreLearntByHeart_data() { kinds(); }
    void tenSentencesAreLearntByHeart() {
        const World world;
        auto options = optionsOfRow();
        options.dropoutEncoder = options.dropoutDecoder = 0;
        auto trainer = trainers::makeCaptionTrainer(options, world.data, {exactShare, {}});
        QVERIFY2(trainer.has_value(), trainer ? "" : trainer.error().message.c_str());
        QCOMPARE((*trainer)->stepsPerEpoch(), 1);
        const double before = (*trainer)->evaluate({})->at("loss");
        for (int epoch = 0; epoch < 300; ++epoch) (*trainer)->step(epoch, 0);
        const auto figures = (*trainer)->evaluate({});
        QVERIFY(figures.has_value());
        QVERIFY(figures->at("loss") < 0.1 * before);
        QVERIFY(std::abs(figures->at("perplexity") - std::exp(figures->at("loss"))) < 1e-9);
        QCOMPARE((*trainer)->selectionMetric(), std::string("cider"));
        QCOMPARE(figures->at("cider"), 1.0);
        const auto captioner = reload(**trainer);
        QVERIFY2(captioner.has_value(), captioner ? "" : captioner.error().message.c_str());
        model::DecodeOptions greedy;
        greedy.beam = 1;
        const auto captions = captioner->caption(world.source(captioner->attends()), greedy);
        for (std::size_t i = 0; i < kSentences.size(); ++i) QCOMPARE((*captions)[i][0].text, kSentences[i]);
        QCOMPARE(captioner->info().figures.at("loss").get<double>(), 0.1);
    }

    // From a model that half knows the sentences: what is drawn gets better by what it is paid for alone.
    void selfCriticalTrainingEarnsMore() {
        const World world;
        auto options = optionsLike("lstm", 16, "adamw");
        options.dropoutEncoder = options.dropoutDecoder = 0;
        auto first = trainers::makeCaptionTrainer(options, world.data, {exactShare, {}});
        for (int epoch = 0; epoch < 40; ++epoch) (*first)->step(epoch, 0);
        const auto before = (*first)->evaluate({});
        QVERIFY(before.has_value());
        const auto file = std::filesystem::path(folder_.path().toStdString()) / "initial.safetensors";
        QVERIFY(model::writeTensorFile(file, (*first)->modelFile(*before)).has_value());

        std::vector<double> earned;
        const auto reward = [&](const std::vector<std::vector<std::string>>& texts) -> trainers::CaptionReward {
            return [&earned, texts](std::size_t item, const std::vector<std::string>& words) {
                const auto told = text::tokenize(texts[item].front());
                double same = 0;
                for (std::size_t t = 0; t < std::min(told.size(), words.size()); ++t) same += told[t] == words[t];
                return earned.emplace_back(same / static_cast<double>(std::max(told.size(), words.size())));
            };
        };
        options.samples = 1;
        QCOMPARE(trainers::makeCaptionTrainer(options, world.data, {exactShare, reward}).error().code,
                 base::ErrorCode::Usage);
        options.samples = 5;
        options.initial = file.string();
        auto trainer = trainers::makeCaptionTrainer(options, world.data, {exactShare, reward});
        QVERIFY2(trainer.has_value(), trainer ? "" : trainer.error().message.c_str());
        QCOMPARE((*trainer)->evaluate({})->at("loss"), before->at("loss"));
        QVERIFY((*trainer)->modelFile(*before).metadata.at("parents").find("initial") != std::string::npos);
        QCOMPARE((*trainer)->stepsPerEpoch(), std::int64_t{5});
        for (int epoch = 0; epoch < 60; ++epoch)
            for (std::int64_t step = 0; step < 5; ++step) (*trainer)->step(epoch, step);
        const auto mean = [&](std::size_t from, std::size_t count) {
            return std::accumulate(earned.begin() + static_cast<std::ptrdiff_t>(from),
                                   earned.begin() + static_cast<std::ptrdiff_t>(from + count), 0.0) /
                   static_cast<double>(count);
        };
        QCOMPARE(earned.size(), std::size_t{60 * 5 * 10});
        QVERIFY2(mean(earned.size() - 200, 200) > mean(0, 200) + 0.1,
                 qPrintable(QStringLiteral("%1 %2").arg(mean(0, 200)).arg(mean(earned.size() - 200, 200))));
        auto other = options;
        other.hidden = 32;
        QCOMPARE(trainers::makeCaptionTrainer(other, world.data, {exactShare, reward}).error().code,
                 base::ErrorCode::BadInput);
    }

    void aGraphicsCardLearnsAndTellsTheSame_data() { kinds(); }
    void aGraphicsCardLearnsAndTellsTheSame() {
        if (const auto device = model::resolveDevice("cuda"); !device) QSKIP(device.error().message.c_str());
        const World world;
        const auto options = optionsOfRow();
        auto here = trainers::makeCaptionTrainer(options, world.data, {exactShare, {}}, "cpu");
        auto there = trainers::makeCaptionTrainer(options, world.data, {exactShare, {}}, "cuda");
        QVERIFY2(there.has_value(), there ? "" : there.error().message.c_str());
        for (int epoch = 0; epoch < 30; ++epoch) {
            const double wanted = (*here)->step(epoch, 0), found = (*there)->step(epoch, 0);
            // The last bits grow with every step, the more so behind RMSprop's square root and ReLUs.
            QVERIFY2(std::abs(found - wanted) < (epoch < 5 ? 1e-4 : 1e-2) * wanted,
                     qPrintable(QStringLiteral("step %1: %2, not %3").arg(epoch).arg(found).arg(wanted)));
        }
        const double wanted = (*here)->evaluate({})->at("loss");
        QVERIFY(std::abs((*there)->evaluate({})->at("loss") - wanted) < 1e-2 * wanted);

        const auto file = std::filesystem::path(folder_.path().toStdString()) / "card.safetensors";
        QVERIFY(model::writeTensorFile(file, (*there)->modelFile({{"loss", 0.1}})).has_value());
        const auto onProcessor = model::Captioner::load(file, "cpu"), onCard = model::Captioner::load(file, "cuda");
        QVERIFY2(onCard.has_value(), onCard ? "" : onCard.error().message.c_str());
        model::DecodeOptions beam;
        beam.beam = 3;
        const auto told = onProcessor->caption(world.source(onProcessor->attends()), beam);
        const auto toldThere = onCard->caption(world.source(onCard->attends()), beam);
        QVERIFY(told && toldThere);
        for (std::size_t i = 0; i < kSentences.size(); ++i) {
            QCOMPARE((*toldThere)[i][0].text, (*told)[i][0].text);
            QVERIFY(std::abs((*toldThere)[i][0].logProb - (*told)[i][0].logProb) < 1e-3);
        }

        auto drawn = options;
        drawn.dropoutEncoder = drawn.dropoutDecoder = 0;
        drawn.samples = 3;
        drawn.initial = file.string();
        const auto reward = [](const auto&) -> trainers::CaptionReward {
            return [](std::size_t, const std::vector<std::string>& words) { return 1.0 / (1.0 + words.size()); };
        };
        auto selfCritical = trainers::makeCaptionTrainer(drawn, world.data, {exactShare, reward}, "cuda");
        QVERIFY2(selfCritical.has_value(), selfCritical ? "" : selfCritical.error().message.c_str());
        QVERIFY(std::isfinite((*selfCritical)->step(0, 0)));
    }

    void firstLossIsTheUnigramLevel() {
        const World world;
        auto trainer = trainers::makeCaptionTrainer(smallOptions<trainers::CaptionOptions>(), world.data);
        const double loss = (*trainer)->evaluate({})->at("loss");
        const auto vocabulary = model::takeVocabulary((*trainer)->modelFile({}), "model").value();
        std::map<std::string, double> counts;
        double all = 0;
        for (const auto& sentence : kSentences) {
            for (const auto& word : QString::fromStdString(sentence + " .").split(' ')) {
                ++counts[word.toStdString()];
                ++all;
            }
        }
        double unigram = 0;
        for (const auto& [word, count] : counts) unigram -= count / all * std::log(count / all);
        QVERIFY(std::abs(loss - unigram) < 0.3);
        QVERIFY(unigram < std::log(static_cast<double>(vocabulary.size())) - 0.3);
        QCOMPARE((*trainer)->selectionMetric(), std::string("loss"));
        QVERIFY(!(*trainer)->higherIsBetter());
    }

    void gradientsMatchFiniteDifferences_data() {
        QTest::addColumn<bool>("lstm");
        QTest::addColumn<bool>("attention");
        QTest::newRow("plain") << false << false;
        QTest::newRow("LSTM") << true << false;
        QTest::newRow("LSTM, attention") << true << true;
    }

    void gradientsMatchFiniteDifferences() {
        QFETCH(bool, lstm);
        QFETCH(bool, attention);
        model::Rnn rnn = model::makeRnn({5, 6, 4, 7, lstm, attention ? 3 : 0, 4}, std::vector<std::int64_t>(6, 2), 11);
        for (auto& [name, weight] : rnn.named()) *weight = (weight->to(at::kDouble) + 0.05).set_requires_grad(true);
        const auto packed = model::packSentences({{1, 2, 3}, {4}, {5, 1}}, at::kCPU);
        const model::RnnInput images{at::linspace(-1, 1, 15, at::kDouble).view({3, 5}),
                                     at::linspace(-2, 1, 24, at::kDouble).sin().view({3, 2, 4})};
        rnn.tokenLoss(images, packed).mean().backward();
        const c10::NoGradGuard noGrad;
        for (auto& [name, weight] : rnn.named()) {
            const at::Tensor flat = weight->view({-1});
            for (std::int64_t i = 0; i < flat.size(0); i += 5) {
                const double old = flat[i].item<double>(), h = 1e-6;
                flat[i] = old + h;
                const double up = rnn.tokenLoss(images, packed).mean().item<double>();
                flat[i] = old - h;
                const double down = rnn.tokenLoss(images, packed).mean().item<double>();
                flat[i] = old;
                QVERIFY2(std::abs((up - down) / (2 * h) - weight->grad().view({-1})[i].item<double>()) < 1e-6,
                         name.c_str());
            }
        }
    }

    void handWrittenGradientsAreThoseOfAutograd_data() {
        QTest::addColumn<bool>("lstm");
        QTest::addColumn<bool>("attention");
        QTest::addColumn<double>("smoothing");
        QTest::addColumn<bool>("dropout");
        QTest::newRow("plain") << false << false << 0.0 << false;
        QTest::newRow("plain, dropout") << false << false << 0.1 << true;
        QTest::newRow("LSTM") << true << false << 0.0 << false;
        QTest::newRow("LSTM, dropout") << true << false << 0.1 << true;
        QTest::newRow("plain, attention") << false << true << 0.0 << false;
        QTest::newRow("LSTM, attention, dropout") << true << true << 0.1 << true;
    }

    void handWrittenGradientsAreThoseOfAutograd() {
        QFETCH(bool, lstm);
        QFETCH(bool, attention);
        QFETCH(double, smoothing);
        QFETCH(bool, dropout);
        model::Rnn rnn = model::makeRnn({5, 9, 4, 7, lstm, attention ? 6 : 0, 4}, std::vector<std::int64_t>(9, 2), 12);
        for (auto& [name, weight] : rnn.named()) *weight = weight->to(at::kDouble) + 0.05;
        // Sentences of one word, of as many words, and none that is alone at the end.
        for (const auto& sentences : {std::vector<std::vector<int>>{{1, 2, 3}, {4}, {5, 1}}, {{7, 8}, {8, 7}}, {{}}}) {
            const auto packed = model::packSentences(sentences, at::kCPU);
            const auto count = static_cast<std::int64_t>(sentences.size());
            // The regions of two images, of which the second is that of every other sentence; some tokens weigh less
            // than nothing, as in self-critical training.
            const model::RnnInput input{at::linspace(-1, 1, 5 * count, at::kDouble).view({count, 5}),
                                        at::linspace(-2, 1, 24, at::kDouble).sin().view({2, 3, 4}),
                                        at::arange(count, at::kLong).remainder(2)};
            const auto weights = at::linspace(-0.2, 1, packed.tokens(), at::kDouble);
            model::RnnDropout masks;
            if (dropout) {
                const auto mask = [](std::int64_t rows, std::int64_t columns) {
                    return (at::arange(rows * columns, at::kDouble).view({rows, columns}) * 0.7).sin().gt(-0.4) * 1.25;
                };
                masks = {mask(count, rnn.shape().driving()), mask(packed.tokens(), 4), mask(packed.tokens(), 7),
                         mask(6, 6).view({2, 3, 6})};
            }
            const auto ours = trainers::rnnGradients(rnn, input, packed, masks, {smoothing, weights});
            for (auto& [name, weight] : rnn.named()) weight->set_requires_grad(true);
            const auto logProbs = at::log_softmax(rnn.tokenLogits(input, packed, masks), 1);
            const auto wanted = logProbs.gather(1, packed.targets.unsqueeze(1)).squeeze(1);
            const auto loss = (weights * (-(1 - smoothing) * wanted - smoothing * logProbs.mean(1))).sum();
            loss.backward();
            const auto mean = trainers::rnnGradients(rnn, input, packed, masks, {smoothing}).loss;
            const auto expectedMean = (-(1 - smoothing) * wanted - smoothing * logProbs.mean(1)).mean().item<double>();
            QVERIFY(std::abs(mean - expectedMean) < 1e-12);
            QVERIFY(std::abs(ours.loss - loss.item<double>()) < 1e-12);
            std::size_t next = 0;
            for (auto& [name, weight] : rnn.named()) {
                const auto& expected = weight->grad();
                const auto zero = at::zeros_like(*weight);
                QVERIFY2(at::allclose(ours.by[next++], expected.defined() ? expected : zero, 1e-9, 1e-12),
                         name.c_str());
                weight->mutable_grad() = at::Tensor();
                weight->set_requires_grad(false);
            }
        }
    }

    void resumeIsBitEqual_data() { kinds(); }

    void resumeIsBitEqual() {
        const World world;
        const auto options = optionsOfRow();
        auto whole = trainers::makeCaptionTrainer(options, world.data),
             cut = trainers::makeCaptionTrainer(options, world.data);
        for (int epoch = 0; epoch < 6; ++epoch) (*whole)->step(epoch, 0);
        for (int epoch = 0; epoch < 3; ++epoch) (*cut)->step(epoch, 0);
        const auto model = (*cut)->modelFile({}), state = (*cut)->stateFile();
        auto resumed = trainers::makeCaptionTrainer(options, world.data);
        QVERIFY((*resumed)->restore(model, state).has_value());
        for (int epoch = 3; epoch < 6; ++epoch) (*resumed)->step(epoch, 0);
        const auto a = (*whole)->modelFile({}), b = (*resumed)->modelFile({});
        for (const auto& [name, tensor] : a.tensors) QVERIFY2(tensor.bytes == b.tensors.at(name).bytes, name.c_str());
        const auto c = (*whole)->stateFile(), d = (*resumed)->stateFile();
        QVERIFY(c.metadata == d.metadata);
        for (const auto& [name, tensor] : c.tensors) QVERIFY2(tensor.bytes == d.tensors.at(name).bytes, name.c_str());
    }

    void restoreRefusesWhatDoesNotFit() {
        const World world;
        auto options = smallOptions<trainers::CaptionOptions>();
        auto trainer = trainers::makeCaptionTrainer(options, world.data);
        options.hidden = 32;
        auto other = trainers::makeCaptionTrainer(options, world.data);
        const auto before = (*trainer)->modelFile({});
        const auto refused = (*trainer)->restore((*other)->modelFile({}), (*other)->stateFile());
        QVERIFY(!refused.has_value());
        const auto after = (*trainer)->modelFile({});
        for (const auto& [name, tensor] : before.tensors) QVERIFY(tensor.bytes == after.tensors.at(name).bytes);
    }

    void regionsAreLearntWithTheirContext() {
        const World world;
        trainers::RegionPairs pairs;
        pairs.alignmentHash = "abc";
        pairs.setting = "b";
        for (std::size_t i = 0; i < kSentences.size(); ++i) {
            pairs.train.push_back({i, 0, true, "a whole picture", 1});
            pairs.train.push_back({i, 1, false, kSentences[i], 1});
            pairs.train.push_back({i, 2, false, kSentences[(i + 1) % kSentences.size()], 1});
        }
        pairs.dev = pairs.train;
        auto options = smallOptions<trainers::RegionOptions>();
        options.batch = 20;
        options.dropoutEncoder = options.dropoutDecoder = 0;
        auto trainer = trainers::makeRegionTrainer(options, world.data, pairs, {exactShare, {}});
        QVERIFY2(trainer.has_value(), trainer ? "" : trainer.error().message.c_str());
        QCOMPARE((*trainer)->stepsPerEpoch(), 1);  // the whole images are left out
        for (int epoch = 0; epoch < 300; ++epoch) (*trainer)->step(epoch, 0);
        QCOMPARE((*trainer)->evaluate({})->at("cider"), 1.0);
        const auto captioner = reload(**trainer);
        QVERIFY(captioner->contextInput());
        QCOMPARE(captioner->info().kind, std::string("region"));
        QCOMPARE(captioner->info().setting, std::string("b"));
        QCOMPARE(captioner->info().parents.at("alignment").get<std::string>(), std::string("abc"));
        QCOMPARE((*captioner->caption({world.vectors(true, 1)}, {}))[3][0].text, kSentences[3]);
    }

    // The end-of-sentence constraint of a region model is that of the annotators' phrases, not of the segments that an
    // alignment cut: "a large" and "a brown" are among these.
    void regionsDoNotEndBeforeTheirNoun() {
        World world;
        for (auto& image : world.data.train) {
            image.sentences = {"a large brown dog runs"};
            image.boxes = {{0, 0, 0.5, 0.5}};
            for (int i = 0; i < 120; ++i) image.phrases.push_back({0, 0, 4, 0});
        }
        world.data.train[0].phrases[0] = {0, 0, 3, 0};  // "a large brown", once in 1200
        for (int i = 0; i < 100; ++i) world.data.train[1].phrases.push_back({0, 3, 4, 0});  // "dog": one word
        trainers::RegionPairs pairs;
        for (std::size_t i = 0; i < kSentences.size(); ++i)
            for (const char* text : {"a large", "a large brown", "a large brown dog", "runs"})
                pairs.train.push_back({i, 1, false, text, 1});
        pairs.dev = pairs.train;
        auto options = smallOptions<trainers::RegionOptions>();
        auto trainer = trainers::makeRegionTrainer(options, world.data, pairs, {exactShare, {}});
        QVERIFY2(trainer.has_value(), trainer ? "" : trainer.error().message.c_str());
        QCOMPARE((*trainer)->modelFile({}).metadata.at("never_last"), std::string(R"(["a","brown","large"])"));
        // Without phrases the segments have to do.
        for (auto& image : world.data.train) image.phrases.clear();
        trainer = trainers::makeRegionTrainer(options, world.data, pairs, {exactShare, {}});
        QVERIFY(trainer.has_value());
        QCOMPARE((*trainer)->modelFile({}).metadata.at("never_last"), std::string(R"(["a"])"));
    }

    void stopAndBadInput() {
        World world;
        std::stop_source source;
        source.request_stop();
        base::JobContext context;
        context.stop = source.get_token();
        auto trainer =
            trainers::makeCaptionTrainer(smallOptions<trainers::CaptionOptions>(), world.data, {exactShare, {}});
        QCOMPARE((*trainer)->evaluate(context).error().code, base::ErrorCode::Cancelled);
        auto wrong = smallOptions<trainers::CaptionOptions>();
        wrong.dropoutDecoder = 1;
        QCOMPARE(trainers::makeCaptionTrainer(wrong, world.data).error().code, base::ErrorCode::Usage);
        world.data.dev.clear();
        QCOMPARE(trainers::makeCaptionTrainer(smallOptions<trainers::CaptionOptions>(), world.data).error().code,
                 base::ErrorCode::BadInput);
    }

    void batchesHoldEverySentenceOnce() {
        std::vector<std::size_t> lengths;
        base::Random random(3);
        for (int i = 0; i < 1003; ++i) lengths.push_back(1 + random.below(20));
        const auto batches = trainers::lengthBatches(lengths, 100, 5, 1, 0);
        QCOMPARE(batches.size(), std::size_t{11});
        std::set<std::size_t> seen;
        double spread = 0;
        for (const auto& batch : batches) {
            const auto [low, high] = std::ranges::minmax(batch, {}, [&](std::size_t i) { return lengths[i]; });
            spread += static_cast<double>(lengths[high] - lengths[low]) / static_cast<double>(batches.size());
            seen.insert(batch.begin(), batch.end());
        }
        QCOMPARE(seen.size(), lengths.size());
        QVERIFY(spread < 8);
        QVERIFY(batches == trainers::lengthBatches(lengths, 100, 5, 1, 0));
        QVERIFY(batches != trainers::lengthBatches(lengths, 100, 5, 1, 1));
    }
};

QTEST_GUILESS_MAIN(TestCaption)
#include "test_caption.moc"
