// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/half.h"
#include "core/base/random.h"
#include "core/model/safetensors.h"
#include "core/runs/dev_samples.h"
#include "core/runs/run_removal.h"
#include "core/runs/run_samples.h"
#include "core/runs/run_state.h"
#include "core/store/project_store.h"
#include "core/trainers/brnn_trainer.h"
#include "core/trainers/caption_trainer.h"
#include "core/trainers/dual_trainer.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QTest>

#include <fmt/format.h>

#include <deque>
#include <fstream>
#include <functional>
#include <set>

namespace fs = std::filesystem;
using namespace legenda;
using runs::RunSample;
using runs::RunSamples;
using runs::SampleWord;
using test::must;

namespace {

constexpr std::size_t kDimension = 16, kRegions = 3;

// Images of random vectors with sentences of few words.
struct World {
    std::deque<std::vector<std::uint16_t>> vectors;
    std::deque<features::ImageFeatures> images;
    trainers::TrainingData data;

    World() {
        base::Random random(3, "samples");
        for (int i = 0; i < 40; ++i) {
            auto& own = vectors.emplace_back(kRegions * kDimension);
            for (auto& value : own) value = base::floatToHalf(static_cast<float>(random.uniform()));
            auto& image = images.emplace_back();
            image.image = fmt::format("image-{}", i);
            image.boxes = {{0, 0, 200, 100}, {20, 10, 100, 50}, {100, 50, 100, 50}};
            image.scores.assign(kRegions, 0.5F);
            image.vectors = own;
            image.dimension = kDimension;
            trainers::TrainingImage described{&image, {}};
            for (const char* sentence : {"a red dog runs on grass", "the dog is red", "a man sees a red house"})
                described.sentences.push_back(sentence);
            (i < 20 ? data.train : data.dev).push_back(std::move(described));
        }
    }
};

template <class Trainer>
std::vector<double> losses(Trainer& trainer, int steps, const std::function<void()>& between) {
    std::vector<double> all;
    for (int step = 0; step < steps; ++step) {
        all.push_back(trainer.step(0, step % trainer.stepsPerEpoch()));
        between();
    }
    return all;
}

std::vector<std::string> namesOf(const std::vector<const trainers::TrainingImage*>& images) {
    std::vector<std::string> names;
    for (const auto* image : images) names.push_back(image->features->image);
    return names;
}

std::vector<SampleWord> wordsOf(std::initializer_list<const char*> words) {
    std::vector<SampleWord> all;
    for (const char* word : words) all.push_back({word});
    return all;
}

}  // namespace

class TestRunSamples : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int count_ = 0;

    // A project with a stopped run, and its folder.
    fs::path project() {
        const fs::path project = dir_.path().toStdString() + "/" + std::to_string(++count_) + ".legenda";
        store::RunRecord run;
        run.id = "caption-1";
        run.kind = "caption";
        run.state = "stopped";
        must(must(store::ProjectStore::create(project)).addRun(run));
        fs::create_directories(folderOf(project));
        return project;
    }
    static fs::path folderOf(const fs::path& project) { return runs::runFolder(project, "caption-1"); }
    static fs::path fileOf(const fs::path& project) { return folderOf(project) / "samples.jsonl"; }
    static RunSamples evaluation(std::int64_t step, const char* word) {
        return {step, static_cast<int>(step / 10), {{"one", {0, 0, 1, 1}, {{word}, {"dog", 2, {0.5, 0, 0.25, 1}}}}}};
    }
    static std::vector<std::int64_t> stepsIn(const fs::path& project, std::int64_t after = -1) {
        std::vector<std::int64_t> steps;
        for (const auto& each : must(runs::readSamples(project, "caption-1", after))) steps.push_back(each.step);
        return steps;
    }
    using Steps = std::vector<std::int64_t>;

 private Q_SLOTS:
    void anEvaluationIsReadAsItWasWritten() {
        const auto where = project();
        QCOMPARE(stepsIn(where), Steps{});
        must(runs::appendSamples(folderOf(where), evaluation(10, "rotes \"Haus\"\n")));
        must(runs::appendSamples(folderOf(where), evaluation(20, "b")));
        const auto all = must(runs::readSamples(where, "caption-1"));
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].step, std::int64_t{10});
        QCOMPARE(all[0].epoch, 1);
        const auto& sample = all[0].samples.at(0);
        QCOMPARE(sample.image, std::string("one"));
        QCOMPARE(sample.words.at(0).text, std::string("rotes \"Haus\"\n"));
        QCOMPARE(sample.words.at(0).region, -1);
        QCOMPARE(sample.words.at(1).region, 2);
        QVERIFY(sample.words.at(1).box == (base::Box{0.5, 0, 0.25, 1}));
        QCOMPARE(stepsIn(where, 10), Steps{20});
        QCOMPARE(stepsIn(where, 20), Steps{});
    }

    // What a kill in the middle of the writing leaves is not read, and is gone with the next evaluation.
    void aHalfLineIsNeitherReadNorKept() {
        const auto where = project();
        must(runs::appendSamples(folderOf(where), evaluation(10, "a")));
        const auto whole = must(base::readFile(fileOf(where)));
        must(runs::appendSamples(folderOf(where), evaluation(20, "b")));
        const auto both = must(base::readFile(fileOf(where)));
        for (std::size_t length = whole.size(); length < both.size(); ++length) {
            std::ofstream(fileOf(where), std::ios::binary) << both.substr(0, length);
            QCOMPARE(stepsIn(where), Steps{10});
            must(runs::appendSamples(folderOf(where), evaluation(20, "b")));
            QVERIFY(must(base::readFile(fileOf(where))) == both);
        }
    }

    void noEvaluationIsThereTwice() {
        const auto where = project();
        for (const int step : {10, 20, 30}) must(runs::appendSamples(folderOf(where), evaluation(step, "a")));
        must(runs::appendSamples(folderOf(where), evaluation(20, "again")));
        QCOMPARE(stepsIn(where), (Steps{10, 20}));
        QCOMPARE(must(runs::readSamples(where, "caption-1", 10))[0].samples[0].words[0].text, std::string("again"));
    }

    void aLineOfAnotherFormIsLeftOut() {
        const auto where = project();
        must(runs::appendSamples(folderOf(where), evaluation(10, "a")));
        std::ofstream(fileOf(where), std::ios::app) << "{\"step\":15}\n[]\n" << std::string(7, '\0') << "\n";
        QCOMPARE(stepsIn(where), Steps{10});
        must(runs::appendSamples(folderOf(where), evaluation(20, "b")));
        QCOMPARE(stepsIn(where), (Steps{10, 20}));
    }

    void theyGoAndComeBackWithTheRun() {
        const auto where = project();
        must(runs::appendSamples(folderOf(where), evaluation(10, "a")));
        must(runs::deleteRun(where, "caption-1"));
        QVERIFY(!fs::exists(fileOf(where)));
        must(runs::restoreRun(where, "caption-1"));
        QCOMPARE(stepsIn(where), Steps{10});
    }

    void aFolderThatCannotBeWrittenIsNamed() {
        const auto failed = runs::appendSamples(dir_.path().toStdString() + "/nowhere", evaluation(1, "a"));
        QCOMPARE(failed.error().code, base::ErrorCode::Io);
        QVERIFY(failed.error().message.find("nowhere/samples.jsonl") != std::string::npos);
    }

    void changedWordsAreThoseOutsideTheCommonOnes() {
        using Marks = std::vector<bool>;
        const auto changed = [](auto before, auto now) { return runs::changedWords(wordsOf(before), wordsOf(now)); };
        using Words = std::initializer_list<const char*>;
        QCOMPARE(changed(Words{"a", "dog", "runs"}, Words{"a", "dog", "runs"}), (Marks{false, false, false}));
        QCOMPARE(changed(Words{"a", "dog", "runs"}, Words{"a", "black", "dog", "sits"}),
                 (Marks{false, true, false, true}));
        QCOMPARE(changed(Words{}, Words{"a"}), (Marks{true}));
        QCOMPARE(changed(Words{"a", "dog"}, Words{}), Marks{});
        // The same word, aligned to another region.
        QCOMPARE(runs::changedWords({{"a", 1}, {"dog", 1}}, {{"a", 1}, {"dog", 2}}), (Marks{false, true}));
    }

    void allRunsHaveTheSameTwelveImages() {
        World world;
        const auto first = namesOf(runs::sampledImages(world.data.dev));
        QCOMPARE(first.size(), std::size_t{12});
        QCOMPARE(std::set<std::string>(first.begin(), first.end()).size(), std::size_t{12});
        std::ranges::reverse(world.data.dev);
        QCOMPARE(namesOf(runs::sampledImages(world.data.dev)), first);
        world.data.dev.resize(5);
        QCOMPARE(runs::sampledImages(world.data.dev).size(), std::size_t{5});
    }

    void captionsAreThoseOfTheRegionAndChangeNothingInTheTraining() {
        const World world;
        trainers::CaptionOptions options;
        options.hidden = options.wordVectors = 8;
        options.minCount = 1;
        options.batch = 10;
        auto plain = must(trainers::makeCaptionTrainer(options, world.data, {}));
        auto sampled = must(trainers::makeCaptionTrainer(options, world.data, {}));
        const auto images = runs::sampledImages(world.data.dev);
        std::vector<RunSample> samples;
        const auto expected = losses(*plain, 12, [] {});
        const auto found =
            losses(*sampled, 12, [&] { samples = must(runs::captionSamples(sampled->modelFile({}), images, 0)); });
        QCOMPARE(found, expected);
        const auto one = plain->modelFile({}), other = sampled->modelFile({});
        for (const auto& [name, tensor] : one.tensors)
            QVERIFY2(tensor.bytes == other.tensors.at(name).bytes, name.c_str());
        QCOMPARE(samples.size(), std::size_t{12});
        for (std::size_t i = 0; i < samples.size(); ++i) {
            QCOMPARE(samples[i].image, images[i]->features->image);
            QVERIFY(samples[i].box == (base::Box{0, 0, 1, 1}));
            for (const auto& word : samples[i].words) QCOMPARE(word.region, -1);
        }
        // A region that some image lacks is its last one.
        const auto regions = must(runs::captionSamples(sampled->modelFile({}), images, 9));
        QVERIFY(regions[0].box == (base::Box{0.5, 0.5, 0.5, 0.5}));
    }

    void alignmentsGiveEachWordARegionAndChangeNothingInTheTraining_data() {
        QTest::addColumn<bool>("dual");
        QTest::newRow("brnn") << false;
        QTest::newRow("conv") << true;
    }
    void alignmentsGiveEachWordARegionAndChangeNothingInTheTraining() {
        QFETCH(bool, dual);
        const World world;
        const auto make = [&]() -> std::unique_ptr<trainers::Trainer> {
            if (dual) {
                trainers::DualOptions options;
                options.embedding = options.frameEmbedding = options.wordVectors = options.hidden = 8;
                options.components = 8;
                options.minCount = 1;
                options.batch = 10;
                return must(trainers::makeDualTrainer(options, world.data));
            }
            trainers::BrnnOptions options;
            options.embedding = options.wordVectors = options.hidden = 8;
            options.minCount = 1;
            options.batch = 10;
            return must(trainers::makeBrnnTrainer(options, world.data));
        };
        auto plain = make(), sampled = make();
        const auto images = runs::sampledImages(world.data.dev);
        std::vector<RunSample> samples;
        const auto expected = losses(*plain, 6, [] {});
        const auto found =
            losses(*sampled, 6, [&] { samples = must(runs::alignmentSamples(sampled->modelFile({}), images)); });
        QCOMPARE(found, expected);
        QCOMPARE(samples.size(), std::size_t{12});
        for (const auto& sample : samples) {
            QCOMPARE(sample.words.size(), std::size_t{6});
            QCOMPARE(sample.words[2].text, std::string("dog"));
            for (const auto& word : sample.words) {
                QVERIFY(word.region >= 0 && word.region < static_cast<int>(kRegions));
                QVERIFY(word.box.w > 0 && word.box.right() <= 1);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestRunSamples)
#include "test_run_samples.moc"
