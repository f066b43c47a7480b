// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/half.h"
#include "core/base/random.h"
#include "core/model/captioner.h"
#include "core/model/captioner_impl.h"
#include "core/train/caption_trainee.h"
#include "core/train/length_batches.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <deque>
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
    train::TrainingData data;

    explicit World(std::uint64_t seed = 1) {
        base::Random random(seed);
        for (const auto& sentence : kSentences) {
            auto& values = halves.emplace_back(kDimension * kRegions);
            for (auto& value : values) value = base::floatToHalf(static_cast<float>(random.normal() * 3 + 1));
            auto& image = images.emplace_back();
            image.dimension = kDimension;
            image.boxes = {{0, 0, 10, 8}, {1, 1, 3, 5}, {4, 2, 6, 4}};
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

    base::Result<model::Captioner> reload(const train::Trainee& trainee) {
        const auto file = std::filesystem::path(folder_.path().toStdString()) / "m.safetensors";
        if (!model::writeTensorFile(file, trainee.modelFile({{"loss", 0.1}}))) qFatal("cannot write");
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
    static train::CaptionOptions optionsOfRow() {
        auto options = smallOptions<train::CaptionOptions>();
        QFETCH(QString, cell);
        QFETCH(int, attention);
        QFETCH(QString, optimizer);
        options.cell = cell.toStdString();
        options.attention = attention;
        options.optimizer = optimizer.toStdString();
        options.averaging = 0.5;
        return options;
    }

 private Q_SLOTS:
    void tenSentencesAreLearntByHeart_data() { kinds(); }
    void tenSentencesAreLearntByHeart() {
        const World world;
        auto options = optionsOfRow();
        options.dropoutEncoder = options.dropoutDecoder = 0;
        auto trainee = train::makeCaptionTrainee(options, world.data, exactShare);
        QVERIFY2(trainee.has_value(), trainee ? "" : trainee.error().message.c_str());
        QCOMPARE((*trainee)->stepsPerEpoch(), 1);
        const double before = (*trainee)->evaluate({})->at("loss");
        for (int epoch = 0; epoch < 300; ++epoch) (*trainee)->step(epoch, 0);
        const auto figures = (*trainee)->evaluate({});
        QVERIFY(figures.has_value());
        QVERIFY(figures->at("loss") < 0.1 * before);
        QVERIFY(std::abs(figures->at("perplexity") - std::exp(figures->at("loss"))) < 1e-9);
        QCOMPARE((*trainee)->selectionMetric(), std::string("cider"));
        QCOMPARE(figures->at("cider"), 1.0);
        const auto captioner = reload(**trainee);
        QVERIFY2(captioner.has_value(), captioner ? "" : captioner.error().message.c_str());
        model::DecodeOptions greedy;
        greedy.beam = 1;
        const auto captions = captioner->caption(world.source(captioner->attends()), greedy);
        for (std::size_t i = 0; i < kSentences.size(); ++i) QCOMPARE((*captions)[i][0].text, kSentences[i]);
        QCOMPARE(captioner->info().figures.at("loss").get<double>(), 0.1);
    }

    void firstLossIsTheUnigramLevel() {
        const World world;
        auto trainee = train::makeCaptionTrainee(smallOptions<train::CaptionOptions>(), world.data);
        const double loss = (*trainee)->evaluate({})->at("loss");
        const auto captioner = reload(**trainee);
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
        QVERIFY(unigram < std::log(static_cast<double>(captioner->vocabulary().size())) - 0.3);
        QCOMPARE((*trainee)->selectionMetric(), std::string("loss"));
        QVERIFY(!(*trainee)->higherIsBetter());
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
        const at::NoGradGuard noGrad;
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

    void resumeIsBitEqual_data() { kinds(); }

    void resumeIsBitEqual() {
        const World world;
        const auto options = optionsOfRow();
        auto whole = train::makeCaptionTrainee(options, world.data),
             cut = train::makeCaptionTrainee(options, world.data);
        for (int epoch = 0; epoch < 6; ++epoch) (*whole)->step(epoch, 0);
        for (int epoch = 0; epoch < 3; ++epoch) (*cut)->step(epoch, 0);
        const auto model = (*cut)->modelFile({}), state = (*cut)->stateFile();
        auto resumed = train::makeCaptionTrainee(options, world.data);
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
        auto options = smallOptions<train::CaptionOptions>();
        auto trainee = train::makeCaptionTrainee(options, world.data);
        options.hidden = 32;
        auto other = train::makeCaptionTrainee(options, world.data);
        const auto before = (*trainee)->modelFile({});
        const auto refused = (*trainee)->restore((*other)->modelFile({}), (*other)->stateFile());
        QVERIFY(!refused.has_value());
        const auto after = (*trainee)->modelFile({});
        for (const auto& [name, tensor] : before.tensors) QVERIFY(tensor.bytes == after.tensors.at(name).bytes);
    }

    void regionsAreLearntWithTheirContext() {
        const World world;
        train::RegionPairs pairs;
        pairs.alignmentHash = "abc";
        pairs.setting = "b";
        for (std::size_t i = 0; i < kSentences.size(); ++i) {
            pairs.train.push_back({i, 0, true, "a whole picture", 1});
            pairs.train.push_back({i, 1, false, kSentences[i], 1});
            pairs.train.push_back({i, 2, false, kSentences[(i + 1) % kSentences.size()], 1});
        }
        pairs.dev = pairs.train;
        auto options = smallOptions<train::RegionOptions>();
        options.batch = 20;
        options.dropoutEncoder = options.dropoutDecoder = 0;
        auto trainee = train::makeRegionTrainee(options, world.data, pairs, exactShare);
        QVERIFY2(trainee.has_value(), trainee ? "" : trainee.error().message.c_str());
        QCOMPARE((*trainee)->stepsPerEpoch(), 1);  // the whole frames are left out
        for (int epoch = 0; epoch < 300; ++epoch) (*trainee)->step(epoch, 0);
        QCOMPARE((*trainee)->evaluate({})->at("cider"), 1.0);
        const auto captioner = reload(**trainee);
        QVERIFY(captioner->contextInput());
        QCOMPARE(captioner->info().kind, std::string("region"));
        QCOMPARE(captioner->info().setting, std::string("b"));
        QCOMPARE(captioner->info().parents.at("alignment").get<std::string>(), std::string("abc"));
        QCOMPARE((*captioner->caption({world.vectors(true, 1)}, {}))[3][0].text, kSentences[3]);
    }

    void stopAndBadInput() {
        World world;
        std::stop_source source;
        source.request_stop();
        base::JobContext context;
        context.stop = source.get_token();
        auto trainee = train::makeCaptionTrainee(smallOptions<train::CaptionOptions>(), world.data, exactShare);
        QCOMPARE((*trainee)->evaluate(context).error().code, base::ErrorCode::Cancelled);
        auto wrong = smallOptions<train::CaptionOptions>();
        wrong.dropoutDecoder = 1;
        QCOMPARE(train::makeCaptionTrainee(wrong, world.data).error().code, base::ErrorCode::Usage);
        world.data.dev.clear();
        QCOMPARE(train::makeCaptionTrainee(smallOptions<train::CaptionOptions>(), world.data).error().code,
                 base::ErrorCode::BadInput);
    }

    void batchesHoldEverySentenceOnce() {
        std::vector<std::size_t> lengths;
        base::Random random(3);
        for (int i = 0; i < 1003; ++i) lengths.push_back(1 + random.below(20));
        const auto batches = train::lengthBatches(lengths, 100, 5, 1, 0);
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
        QVERIFY(batches == train::lengthBatches(lengths, 100, 5, 1, 0));
        QVERIFY(batches != train::lengthBatches(lengths, 100, 5, 1, 1));
    }

    void presetsNameOptionsThatExist() {
        for (const char* kind : {"caption", "region"}) {
            QFile file(QStringLiteral(LEGENDA_SOURCE_DIR "/resources/presets/%1-paper.json").arg(QLatin1String(kind)));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto preset = nlohmann::json::parse(file.readAll().toStdString());
            train::CaptionOptions caption;
            train::RegionOptions region;
            const auto set = kind == std::string("caption") ? base::optionsFromJson(caption, preset.at("options"), kind)
                                                            : base::optionsFromJson(region, preset.at("options"), kind);
            QVERIFY2(set.has_value(), set ? "" : set.error().message.c_str());
            QVERIFY(!preset.at("title").get<std::string>().empty() &&
                    !preset.at("description").get<std::string>().empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestCaption)
#include "test_caption.moc"
