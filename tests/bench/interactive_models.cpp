// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/extraction/region_extractor.h"
#include "core/model/aligner.h"
#include "core/model/captioner.h"
#include "tests/bench/interactive_setup.h"

#include <atomic>
#include <chrono>

namespace legenda::bench {

namespace {

constexpr double kTarget = 300;  // ms
constexpr int kLooks = 12;

constexpr auto kMostWait = std::chrono::minutes(5);  // for a training's first step

// A training that is to come to its steps; stopped and waited for at the end.
class Training {
 public:
    Training(session::Session& session, const Setup& setup) : session_(session) {
        const auto progress = [this](const base::Progress& p) {
            const bool step = std::ranges::any_of(p.metrics, [](const auto& metric) { return metric.first == "step"; });
            if (step && !begun_.exchange(true)) started_.set_value(true);
        };
        id_ = session.jobs().train(setup.training(), progress, [this](base::Result<runs::TrainReport> report) {
            if (!report && report.error().code != base::ErrorCode::Cancelled)
                fmt::print(stderr, "training: {}\n", report.error().message);
            if (!begun_.exchange(true)) started_.set_value(false);
            ended_.set_value();
        });
        auto started = started_.get_future();
        stepping_ = started.wait_for(kMostWait) == std::future_status::ready && started.get();
    }
    ~Training() {
        session_.jobs().cancel(id_);
        ended_.get_future().wait();
    }
    bool stepping() const { return stepping_; }

 private:
    session::Session& session_;
    session::JobId id_ = 0;
    std::atomic<bool> begun_ = false;
    bool stepping_ = false;
    std::promise<bool> started_;
    std::promise<void> ended_;
};

// Of the last images, `after` them left out: in a project without vectors each one's regions are found and computed
// first, as when a new photograph is opened.
void look(session::Session& session, int after, const std::string& how, Report& report) {
    std::vector<store::ImageRecord> images;
    waitFor<std::vector<store::ImageRecord>>([&](auto done) { session.images().list(done); }, &images);
    Series looks{"sentence aligned on an image not seen before, " + how, {}, kTarget};
    for (int i = after; i < after + kLooks && i < std::ssize(images); ++i) {
        const inference::AlignmentQuestion question{images[images.size() - 1 - static_cast<std::size_t>(i)].id,
                                                    "a dog and a child run in front of a house", 0.5};
        looks.values.push_back(waitFor<model::Alignment>([&](auto done) { session.models().ask(question, done); }));
    }
    report.add(looks);
}

void askModels(session::Session& session, const Setup& setup, const std::string& how, Report& report) {
    std::vector<store::ImageRecord> images;
    waitFor<std::vector<store::ImageRecord>>([&](auto done) { session.images().list(done); }, &images);
    Series cold{"box to caption, first on its image, " + how, {}, kTarget}, warm{"box to caption, " + how, {}, kTarget};
    Series aligned{"typed sentence aligned, first on its image, " + how, {}, 0},
        again{"typed sentence aligned, " + how, {}, kTarget};
    base::Random random(3, "boxes");
    for (int i = 0; i < setup.boxes; ++i) {
        const auto& image = images[static_cast<std::size_t>(i / kBoxesAnImage) % images.size()];
        const double w = image.width * (0.15 + 0.4 * random.uniform()),
                     h = image.height * (0.15 + 0.4 * random.uniform());
        const base::Box box{(image.width - w) * random.uniform(), (image.height - h) * random.uniform(), w, h};
        const double ms = waitFor<inference::CaptionResult>([&](auto done) {
            session.models().ask(inference::CaptionQuestion{image.id, box}, done);
        });
        (i % kBoxesAnImage == 0 ? cold : warm).values.push_back(ms);
    }
    for (int i = 0; i < setup.boxes; ++i) {
        const auto& image = images[static_cast<std::size_t>(i / kBoxesAnImage) % images.size()];
        const std::string sentence = fmt::format("a dog and {} children run in front of a house", i + 2);
        const double ms = waitFor<model::Alignment>([&](auto done) {
            session.models().ask(inference::AlignmentQuestion{image.id, sentence, 0.5}, done);
        });
        (i % kBoxesAnImage == 0 ? aligned : again).values.push_back(ms);
    }
    for (const auto& series : {cold, warm, aligned, again}) report.add(series);
}

}  // namespace

void measureLoading(const Setup& setup, Report& report) {
    auto start = Clock::now();
    const auto region = must(model::Captioner::load(setup.checkpoint("region")));
    report.add("loading the region caption model", since(start));
    start = Clock::now();
    const auto aligner = must(model::Aligner::load(setup.checkpoint("alignment")));
    report.add("loading the alignment model", since(start));
    start = Clock::now();
    const auto extractor = must(extraction::RegionExtractor::create(region.info().recipe, setup.resources));
    report.add("loading the backbone", since(start));
}

void measureModels(const Setup& setup, Report& report) {
    session::Session session(setup.config());
    open(session, setup);
    look(session, 0, "alone", report);
    askModels(session, setup, "alone", report);
    const Training training(session, setup);
    if (!training.stepping())
        fmt::print("nothing is asked beside a training, which did not come to its steps\n");
    else {
        look(session, kLooks, "training", report);
        askModels(session, setup, "training", report);
    }
}

}  // namespace legenda::bench
