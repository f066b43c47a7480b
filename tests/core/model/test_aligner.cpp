// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/aligner.h"

#include "core/base/half.h"
#include "core/base/random.h"
#include "core/model/alignment/alignment_impl.h"
#include "core/model/device.h"
#include "core/model/rerank.h"
#include "core/model/score_blocks.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace legenda;

namespace {

constexpr std::int64_t kWords = 6, kVector = 4, kHidden = 5, kEmbedding = 7, kFeatures = 3;

at::Tensor draw(base::Random& draws, const std::vector<std::int64_t>& shape) {
    auto tensor = at::empty(shape, at::kFloat);
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        tensor.data_ptr<float>()[i] = static_cast<float>(draws.normal() * 0.7);
    return tensor;
}

model::AlignmentWeights someWeights() {
    base::Random draws(3);
    model::AlignmentWeights weights;
    const auto shapes = model::AlignmentWeights::shapes({kWords, kVector, kHidden, kEmbedding, kFeatures});
    for (auto& [name, tensor] : weights.named()) *tensor = draw(draws, shapes.at(name));
    return weights;
}

model::TensorFile someFile() {
    model::TensorFile content;
    const auto weights = someWeights();
    for (const auto& [name, tensor] : weights.named()) content.tensors[name] = model::storeTensor(*tensor);
    model::CheckpointInfo info;
    info.kind = "alignment";
    info.architecture = "brnn";
    info.options = info.parents = info.figures = nlohmann::json::object();
    model::putInfo(content, info);
    model::putVocabulary(content, text::Vocabulary({"a", "dog", "runs", "on", "grass"}));
    model::putStandardisation(content, {{1, 2, 3}, {2, 1, 0.5F}});
    model::putNumber(content, "spread", 2.5);
    return content;
}

using Vector = std::vector<double>;

Vector row(const at::Tensor& matrix, std::int64_t r) {
    Vector values;
    for (std::int64_t c = 0; c < matrix.size(1); ++c) values.push_back(matrix[r][c].item<float>());
    return values;
}

// f(W x + b + more), one number after another.
Vector layer(const at::Tensor& weight, const Vector& x, const at::Tensor& bias, const Vector& more = {}) {
    Vector y;
    for (std::int64_t r = 0; r < weight.size(0); ++r) {
        double sum = bias[r].item<float>() + (more.empty() ? 0.0 : more[static_cast<std::size_t>(r)]);
        for (std::size_t c = 0; c < x.size(); ++c)
            sum += static_cast<double>(weight[r][static_cast<std::int64_t>(c)].item<float>()) * x[c];
        y.push_back(std::max(0.0, sum));
    }
    return y;
}

// The equations of the paper's section 3.1.2, word by word.
std::vector<Vector> encodeByHand(const model::AlignmentWeights& w, const std::vector<int>& sentence) {
    const std::size_t count = sentence.size();
    std::vector<Vector> e(count), f(count), b(count), s(count);
    for (std::size_t t = 0; t < count; ++t) e[t] = layer(w.W_e, row(w.W_w, sentence[t]), w.b_e);
    for (std::size_t t = 0; t < count; ++t) f[t] = layer(w.W_f, t > 0 ? f[t - 1] : Vector(kHidden, 0.0), w.b_f, e[t]);
    for (std::size_t t = count; t-- > 0;)
        b[t] = layer(w.W_b, t + 1 < count ? b[t + 1] : Vector(kHidden, 0.0), w.b_b, e[t]);
    for (std::size_t t = 0; t < count; ++t) {
        Vector sum(kHidden);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = f[t][i] + b[t][i];
        s[t] = layer(w.W_d, sum, w.b_d);
    }
    return s;
}

base::Matrix randomMatrix(base::Random& draws, std::size_t rows, std::size_t columns) {
    base::Matrix matrix(rows, columns);
    for (auto& value : matrix.data) value = static_cast<float>(draws.normal());
    return matrix;
}

}  // namespace

class TestAligner : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::filesystem::path file() const { return folder_.filePath("a.safetensors").toStdString(); }

 private Q_SLOTS:
    void anUnknownWordIsReadAsAKnownOne() {
        const auto folder = std::make_unique<QTemporaryDir>();
        const auto named = [&](const char* name) {
            return std::filesystem::path(folder->filePath(QLatin1String(name)).toStdString());
        };
        QVERIFY(model::writeTensorFile(named("model"), someFile()).has_value());
        auto aligner = model::Aligner::load(named("model"));
        QVERIFY2(aligner.has_value(), aligner ? "" : aligner.error().message.c_str());
        // Of a sheep too little is known; for a cat the model lacks the other word as well.
        std::ofstream(named("words")) << "puppy\tdog\t0.80\nsheep\tdog\t0.30\ncat\tkitten\t0.90\nruns\tdog\t0.90\n";
        const auto before = aligner->embedSentence("a puppy runs");
        QCOMPARE(before.known, (std::vector<bool>{true, false, true}));
        aligner->setLexicon(std::make_shared<const text::Lexicon>(*text::Lexicon::read(named("words"))));
        const auto read = aligner->embedSentence("a puppy runs"), dog = aligner->embedSentence("a dog runs");
        QCOMPARE(read.tokens[1], std::string("puppy"));
        QCOMPARE(read.readAs, (std::vector<std::string>{"", "dog", ""}));
        QCOMPARE(read.known, (std::vector<bool>{true, true, true}));
        QCOMPARE(read.vectors.data, dog.vectors.data);
        QCOMPARE(aligner->embedSentence("sheep cat").known, (std::vector<bool>{false, false}));
        aligner->setLexicon(nullptr);
        QCOMPARE(aligner->embedSentence("a puppy runs").known, before.known);
    }

    void captionsAreRankedByBothModels() {
        const QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.filePath(QStringLiteral("model")).toStdString());
        QVERIFY(model::writeTensorFile(file, someFile()).has_value());
        const auto aligner = model::Aligner::load(file);
        base::Random draws(11);
        base::Matrix vectors(4, kFeatures), places(4, 4);
        for (auto& value : vectors.data) value = static_cast<float>(draws.normal() * 3);
        const auto regions = aligner->embedRegions(vectors, places);
        base::Matrix first(1, kFeatures);
        std::ranges::copy(vectors.row(0), first.data.begin());
        const auto frame = aligner->embedFrames(first);
        std::vector<model::Caption> captions;
        for (const char* text : {"a dog", "dog runs on grass", "grass", "zebra"})
            captions.push_back({text, -3.0, {}, 0});
        captions[1].logProb = -2;
        model::rerank(captions, *aligner, regions, frame);
        QCOMPARE(captions.back().text, std::string("zebra"));  // no known word
        captions.pop_back();
        for (std::size_t i = 0; i < captions.size(); ++i) {
            const double score = aligner->align(regions, frame.row(0), captions[i].text, 0).score;
            QVERIFY(std::abs(captions[i].rank - (captions[i].logProb + 0.5 * score / 2.5)) < 1e-4);
            QVERIFY(captions[i].fit && std::abs(*captions[i].fit - score / 2.5) < 2e-4);
            QVERIFY(i == 0 || captions[i - 1].rank >= captions[i].rank);
        }
    }

    void aGraphicsCardSeesTheSame_data() {
        QTest::addColumn<QString>("file");
        for (const char* name : {"alignment-paper", "alignment-better", "alignment-entities"})
            QTest::newRow(name) << QString::fromLatin1(name) + QStringLiteral(".safetensors");
    }
    void aGraphicsCardSeesTheSame() {
        if (const auto device = model::resolveDevice("cuda"); !device) QSKIP(device.error().message.c_str());
        QFETCH(QString, file);
        const auto path = std::filesystem::path(LEGENDA_SOURCE_DIR) / "resources/pretrained" / file.toStdString();
        const auto here = model::Aligner::load(path), there = model::Aligner::load(path, "cuda");
        QVERIFY2(there.has_value(), there ? "" : there.error().message.c_str());
        base::Random draws(5);
        base::Matrix vectors(20, 1280), places(20, 5);
        for (auto& value : vectors.data) value = static_cast<float>(std::abs(draws.normal()));
        for (auto& value : places.data) value = static_cast<float>(draws.uniform());
        const auto same = [](const base::Matrix& found, const base::Matrix& expected) {
            double error = 0, size = 0;
            for (std::size_t i = 0; i < expected.data.size(); ++i) {
                error += std::pow(found.data[i] - expected.data[i], 2);
                size += std::pow(expected.data[i], 2);
            }
            return found.data.size() == expected.data.size() && error <= 1e-8 * size;
        };
        QVERIFY(same(there->embedRegions(vectors, places), here->embedRegions(vectors, places)));
        QVERIFY(same(there->embedFrames(vectors), here->embedFrames(vectors)));
        const std::vector<std::string> sentences{"a dog runs", "two men sit on a bench in the park", "xyzzy"};
        const auto told = there->embedSentences(sentences), expected = here->embedSentences(sentences);
        for (std::size_t i = 0; i < sentences.size(); ++i) QVERIFY(same(told[i].vectors, expected[i].vectors));
    }

    void initTestCase() { QVERIFY(model::writeTensorFile(file(), someFile())); }

    void brnnEqualsTheEquations() {
        const auto weights = someWeights();
        const std::vector<std::vector<int>> sentences{{1, 2}, {3, 4, 5, 1, 2}, {5}, {2, 2, 2}, {4, 1}};
        const auto s = model::encodeWords(weights, model::packSentences(sentences));
        std::int64_t n = 0;
        for (const auto& sentence : sentences)
            for (const auto& vector : encodeByHand(weights, sentence)) {
                for (std::size_t i = 0; i < vector.size(); ++i)
                    QVERIFY(std::abs(s[n][static_cast<std::int64_t>(i)].item<float>() - vector[i]) < 1e-5);
                ++n;
            }
        QCOMPARE(s.size(0), n);
    }
    void regionsAreStandardisedAndMapped() {
        const auto aligner = model::Aligner::load(file());
        QVERIFY(aligner);
        base::Matrix vectors(1, 3);
        vectors.data = {3, 1, 4};  // standardised: 1, -1, 2
        const auto v = aligner->embedRegions(vectors, base::Matrix(1, 4));
        const auto weights = someWeights();
        for (std::int64_t d = 0; d < kEmbedding; ++d) {
            const auto m = row(weights.W_m, d);
            QVERIFY(std::abs(v(0, static_cast<std::size_t>(d)) -
                             (m[0] - m[1] + 2 * m[2] + weights.b_m[d].item<float>())) < 1e-5);
        }
        QCOMPARE(aligner->embedRegions(base::Matrix(0, 3), base::Matrix(0, 4)).rows, std::size_t{0});
    }
    void wordsAreTakenThroughTheMapOfTheRegions() {
        const auto aligner = model::Aligner::load(file());
        base::Random draws(6);
        const auto vectors = randomMatrix(draws, 4, 3), words = randomMatrix(draws, 2, kEmbedding);
        const auto v = aligner->embedRegions(vectors, base::Matrix(4, 4));
        const auto probe = aligner->probe(words);
        QCOMPARE(probe.units.rows, std::size_t(0));
        for (std::size_t r = 0; r < v.rows; ++r)
            for (std::size_t t = 0; t < words.rows; ++t) {
                double wanted = 0, found = probe.bias[t];
                for (std::size_t d = 0; d < v.cols; ++d) wanted += v(r, d) * words(t, d);
                for (std::size_t d = 0; d < vectors.cols; ++d) found += vectors(r, d) * probe.vectors(d, t);
                QVERIFY(std::abs(found - wanted) < 1e-4);
            }
    }
    void alignmentHoldsTogether() {
        const auto aligner = model::Aligner::load(file());
        base::Random draws(5);
        const auto v = randomMatrix(draws, 4, kEmbedding);
        const auto alignment = aligner->align(v, {}, "A zebra dog runs, on GRASS!", 0.5);
        QCOMPARE(alignment.tokens.size(), std::size_t{6});
        QVERIFY(alignment.known == (std::vector<bool>{true, false, true, true, true, true}));
        QCOMPARE(alignment.spread, 2.5);
        QCOMPARE(alignment.wordNorms[1], 0.0);
        const auto words = aligner->embedSentence("A zebra dog runs, on GRASS!");
        double score = 0;
        std::size_t known = 0;
        for (std::size_t t = 0; t < 6; ++t) {
            double best = -1e9;
            for (std::size_t i = 0; i < 4; ++i) {
                double product = 0;
                for (std::size_t d = 0; d < kEmbedding && alignment.known[t]; ++d)
                    product += words.vectors(known, d) * v(i, d);
                QVERIFY(std::abs(alignment.scores(t, i) - product) < 1e-4);
                best = std::max(best, product);
            }
            if (alignment.known[t]) {
                score += best;
                ++known;
            }
        }
        QVERIFY(std::abs(alignment.score - score) < 1e-4);
        const auto far = aligner->align(v, {}, "A zebra dog runs, on GRASS!", alignment.betaFar);
        QCOMPARE(far.segments.size(), std::size_t{1});
        QCOMPARE(far.segments[0].end - far.segments[0].start, 6);
    }
    void scoreAllEqualsAlign() {
        const auto aligner = model::Aligner::load(file());
        base::Random draws(6);
        std::vector<base::Matrix> images;
        for (int k = 0; k < 70; ++k) images.push_back(randomMatrix(draws, 1 + draws.below(5), kEmbedding));
        const std::vector<std::string> sentences{"a dog", "xx yy", "dog runs on grass", "grass", "on a"};
        const auto scores =
            aligner->scoreAll(images, base::Matrix(images.size(), 0), aligner->embedSentences(sentences));
        for (std::size_t k = 0; k < images.size(); ++k)
            for (std::size_t l = 0; l < sentences.size(); ++l) {
                const double expected = aligner->align(images[k], {}, sentences[l], 0).score;
                if (std::isinf(expected))
                    QVERIFY(std::isinf(scores(k, l)) && scores(k, l) < 0);
                else
                    QVERIFY(std::abs(scores(k, l) - expected) < 1e-4);
            }
    }
    // Every image with every sentence once, and beforehand each sentence with its own image, with the same scores.
    void blocksOfScoresAreThoseOfAlign() {
        using Pairs = model::ScoreBlocks::Pairs;
        const auto aligner = model::Aligner::load(file());
        base::Random draws(8);
        constexpr std::size_t kImages = 230;
        std::vector<std::vector<std::uint16_t>> vectors;
        std::vector<features::ImageFeatures> images(kImages);
        std::vector<const features::ImageFeatures*> given;
        std::vector<std::string> sentences;
        std::vector<int> owner;
        const std::vector<std::string> texts{"a dog", "xx yy", "dog runs on grass", "grass", "on a"};
        for (std::size_t k = 0; k < kImages; ++k) {
            const auto regions = 1 + draws.below(4);
            auto& own = vectors.emplace_back();
            while (own.size() < 3 * regions) own.push_back(base::floatToHalf(static_cast<float>(draws.normal())));
            images[k].boxes.assign(regions, {0, 0, 10, 10});
            images[k].scores.assign(regions, 0.5F);
            images[k].dimension = 3;
            for (std::size_t n = 0; n < k % 4; ++n) {
                sentences.push_back(texts[draws.below(texts.size())]);
                owner.push_back(static_cast<int>(k));
            }
        }
        for (std::size_t k = 0; k < kImages; ++k) {
            images[k].vectors = vectors[k];
            given.push_back(&images[k]);
        }
        const auto blocks = model::ScoreBlocks::of(*aligner, given, sentences, owner, {});
        QVERIFY(blocks.has_value());

        std::vector<float> own(sentences.size(), NAN);
        std::size_t asked = 0;
        const auto takeOwn = [&](const base::Matrix& block, std::size_t image, std::size_t sentence) {
            asked += block.rows * block.cols;
            for (std::size_t l = 0; l < block.cols; ++l) {
                const auto k = static_cast<std::size_t>(owner[sentence + l]);
                if (k >= image && k < image + block.rows) own[sentence + l] = block(k - image, l);
            }
        };
        QVERIFY(blocks->each(Pairs::WithOwnImages, takeOwn, {}).has_value());
        QVERIFY(asked < kImages * sentences.size());

        std::vector<int> seen(kImages * sentences.size(), 0);
        std::size_t wrong = 0;
        const auto take = [&](const base::Matrix& block, std::size_t image, std::size_t sentence) {
            for (std::size_t r = 0; r < block.rows; ++r)
                for (std::size_t c = 0; c < block.cols; ++c) {
                    const auto k = image + r, l = sentence + c;
                    ++seen[k * sentences.size() + l];
                    if (static_cast<std::size_t>(owner[l]) != k) continue;
                    const auto v = aligner->embedRegions(images[k].toFloat(), images[k].scoredPlaces());
                    const double wanted = aligner->align(v, {}, sentences[l], 0).score;
                    wrong += own[l] != block(r, c);
                    wrong += std::isinf(wanted) ? !std::isinf(own[l]) : !(std::abs(own[l] - wanted) < 1e-4);
                }
        };
        QVERIFY(blocks->each(Pairs::All, take, {}).has_value());
        QCOMPARE(wrong, std::size_t(0));
        QVERIFY(std::ranges::all_of(seen, [](int times) { return times == 1; }));

        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(blocks->each(Pairs::All, take, {stop.get_token(), {}}).error().code, base::ErrorCode::Cancelled);
    }
    void refusesOtherFiles() {
        const auto refused = [&](const std::function<void(model::TensorFile&)>& change, const char* part) {
            auto content = someFile();
            change(content);
            const std::filesystem::path bad = folder_.filePath("bad.safetensors").toStdString();
            if (!model::writeTensorFile(bad, content)) return false;
            const auto loaded = model::Aligner::load(bad);
            return !loaded && loaded.error().code == base::ErrorCode::BadInput &&
                   QString::fromStdString(loaded.error().message).contains(part);
        };
        QVERIFY(refused([](auto& c) { c.metadata["kind"] = std::string("caption"); }, "caption"));
        QVERIFY(refused([](auto& c) { c.tensors.erase("W_f"); }, "W_f"));
        QVERIFY(refused([](auto& c) { c.tensors["more"] = model::storeTensor(at::zeros({1})); }, "more"));
        QVERIFY(refused([](auto& c) { c.tensors["W_b"] = model::storeTensor(at::zeros({5, 6})); }, "W_b"));
        QVERIFY(refused([](auto& c) { c.tensors["b_d"] = model::storeTensor(at::full({kEmbedding}, NAN)); }, "b_d"));
        QVERIFY(refused([](auto& c) { c.metadata["vocabulary"] = std::string("[\"dog\"]"); }, "W_w"));
        QVERIFY(!model::Aligner::load(folder_.filePath("none.safetensors").toStdString()));
    }
    void float16ScoresNearly() {
        const std::filesystem::path half = folder_.filePath("half.safetensors").toStdString();
        QVERIFY(model::writeTensorFile(half, model::halved(someFile())));
        base::Random draws(7);
        const auto v = randomMatrix(draws, 3, kEmbedding);
        const double whole = model::Aligner::load(file())->align(v, {}, "a dog runs", 0).score;
        QVERIFY(std::abs(model::Aligner::load(half)->align(v, {}, "a dog runs", 0).score - whole) <
                0.02 * std::abs(whole));
    }
};

QTEST_GUILESS_MAIN(TestAligner)
#include "test_aligner.moc"
