// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/places.h"
#include "core/base/random.h"
#include "core/inference/feature_files.h"
#include "core/inference/image_context.h"
#include "core/inference/predictor.h"
#include "core/inference/reasons/uncovered_answers.h"
#include "core/model/safetensors.h"
#include "core/text/lexicon.h"
#include "tests/support/check.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

using namespace legenda;
using inference::CoverAnswer;
using inference::CoverRequest;
using inference::UncoveredAnswers;
using test::must;

namespace {

const project::Resources kResources{LEGENDA_SOURCE_DIR "/resources", LEGENDA_SOURCE_DIR "/datasets/demo"};
constexpr double kNear = 1e-5;  // of the larger of 1 and the figure

std::filesystem::path pretrained(const char* name) {
    return kResources.pretrained() / (std::string(name) + ".safetensors");
}

// Answers the plain way: every figure of every request computed anew, by each model for itself.
class PlainAnswers {
 public:
    CoverAnswer answer(const inference::Predictor::Models& models, const std::filesystem::path& file,
                       const CoverRequest& request) {
        image_.take(file, {});
        CoverAnswer answer;
        describe(captioner(request.described ? models.region : models.caption), request, answer);
        if (!request.sentence.empty()) align(aligner(models.alignment), request, answer);
        return answer;
    }

 private:
    const model::Captioner& captioner(const std::filesystem::path& file) {
        auto found = captioners_.find(file);
        if (found == captioners_.end()) found = captioners_.emplace(file, must(model::Captioner::load(file))).first;
        return found->second;
    }
    const model::Aligner& aligner(const std::filesystem::path& file) {
        auto found = aligners_.find(file);
        if (found == aligners_.end()) {
            found = aligners_.emplace(file, must(model::Aligner::load(file))).first;
            found->second.setLexicon(
                std::make_shared<const text::Lexicon>(must(text::Lexicon::read(kResources.lexicon()))));
        }
        return found->second;
    }
    base::Matrix covered(const features::Recipe& recipe, const std::vector<base::Box>& boxes,
                         const CoverRequest& request) {
        return must(image_.covered(recipe, boxes, request.cover, request.exact, {}));
    }
    std::vector<base::Box> boxesOf(const features::Recipe& recipe) {
        const auto* own = must(image_.regions(recipe));
        return {own->boxes.begin() + 1, own->boxes.end()};
    }

    void describe(const model::Captioner& by, const CoverRequest& request, CoverAnswer& answer) {
        const auto& recipe = by.info().recipe;
        const auto uncovered = must(image_.sourceOf(by, request.described));
        const bool attends = !request.described && by.attends();
        std::vector<base::Box> boxes;
        if (request.described) boxes = {*request.described};
        if (attends) boxes = boxesOf(recipe);
        const auto rows = covered(recipe, boxes, request);
        const auto frame = rows.row(0), own = rows.row(request.described ? 1 : 0);
        model::CaptionSource hidden;
        hidden.vectors.data.assign(own.begin(), own.end());
        if (request.described && by.contextInput())
            hidden.vectors.data.insert(hidden.vectors.data.end(), frame.begin(), frame.end());
        hidden.vectors.rows = 1;
        hidden.vectors.cols = hidden.vectors.data.size();
        if (attends) {
            const auto* known = must(image_.regions(recipe));
            hidden.regions = {rows};
            hidden.places = {base::placesOf(known->boxes, known->boxes.front())};
        }
        answer.shown = must(by.caption(uncovered, request.options)).front().front();
        answer.covered = must(by.caption(hidden, request.options)).front().front();
        answer.gone = inference::wordsGone(answer.shown, answer.covered);
        answer.before = must(by.score(uncovered, answer.shown.text));
        answer.after = must(by.score(hidden, answer.shown.text));
    }

    void align(const model::Aligner& by, const CoverRequest& request, CoverAnswer& answer) {
        const auto& recipe = by.info().recipe;
        const auto* known = must(image_.regions(recipe));
        const auto* embedded = must(image_.embedded(by, recipe));
        answer.alignment = by.align(embedded->regions, embedded->frame.row(0), request.sentence, request.beta);
        const auto rows = covered(recipe, boxesOf(recipe), request);
        base::Matrix frame(1, rows.cols);
        std::ranges::copy(rows.row(0), frame.data.begin());
        const auto places = base::placesOf(known->boxes, known->boxes.front(), known->scores);
        answer.coveredAlignment =
            by.align(by.embedRegions(rows, places), by.embedFrames(frame).row(0), request.sentence, request.beta);
    }

    inference::FeatureFiles files_{{}};
    inference::ImageContext image_{kResources, "cpu", 0, files_};
    std::map<std::filesystem::path, model::Captioner> captioners_;
    std::map<std::filesystem::path, model::Aligner> aligners_;
};

// What first differs, within `most` of the larger of 1 and the figure; empty: nothing does.
class Differences {
 public:
    explicit Differences(double most) : most_(most) {}

    QString of(const CoverAnswer& a, const CoverAnswer& b) {
        captions("shown", a.shown, b.shown);
        captions("covered", a.covered, b.covered);
        texts("before", a.before, b.before);
        texts("after", a.after, b.after);
        same("gone", a.gone, b.gone);
        same("aligned", a.alignment.has_value(), b.alignment.has_value());
        if (a.alignment && b.alignment) {
            alignments("alignment", *a.alignment, *b.alignment);
            alignments("covered alignment", *a.coveredAlignment, *b.coveredAlignment);
        }
        return first_;
    }
    QString ofCaptions(const model::Caption& a, const model::Caption& b) { return captions("caption", a, b), first_; }
    QString ofTexts(const model::ScoredText& a, const model::ScoredText& b) { return texts("text", a, b), first_; }
    QString ofAlignments(const model::Alignment& a, const model::Alignment& b) {
        return alignments("alignment", a, b), first_;
    }

 private:
    void tell(const std::string& what) {
        if (first_.isEmpty()) first_ = QString::fromStdString(what);
    }
    template <class T>
    void same(const std::string& what, const T& a, const T& b) {
        if (!(a == b)) tell(what);
    }
    void figures(const std::string& what, double a, double b, double most) {
        if (a != b && !(std::abs(a - b) <= most * std::max(1.0, std::abs(a))))
            tell(what + ": " + std::to_string(a) + ", " + std::to_string(b));
    }
    void figures(const std::string& what, double a, double b) { figures(what, a, b, most_); }
    template <class T>
    void lists(const std::string& what, const std::vector<T>& a, const std::vector<T>& b) {
        same("number of " + what, a.size(), b.size());
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
            figures(what, static_cast<double>(a[i]), static_cast<double>(b[i]));
    }
    void words(const std::string& what, const std::vector<model::CaptionWord>& a,
               const std::vector<model::CaptionWord>& b) {
        same("number of " + what, a.size(), b.size());
        for (std::size_t w = 0; w < std::min(a.size(), b.size()); ++w) {
            same(what, a[w].text, b[w].text);
            figures("log p of " + what, a[w].logProb, b[w].logProb);
        }
    }
    void captions(const std::string& what, const model::Caption& a, const model::Caption& b) {
        same(what + ", text", a.text, b.text);
        figures(what + ", log p", a.logProb, b.logProb);
        figures(what + ", rank", a.rank, b.rank);
        words(what + ", words", a.words, b.words);
    }
    void texts(const std::string& what, const model::ScoredText& a, const model::ScoredText& b) {
        figures(what + ", log p", a.logProb, b.logProb);
        same(what + ", number of words", a.words.size(), b.words.size());
        for (std::size_t w = 0; w < std::min(a.words.size(), b.words.size()); ++w) {
            same(what + ", word", a.words[w].text, b.words[w].text);
            figures(what + ", log p of a word", a.words[w].logProb, b.words[w].logProb);
            words(what + ", runners-up", a.words[w].best, b.words[w].best);
            lists(what + ", attention", a.words[w].attention, b.words[w].attention);
        }
    }
    void alignments(const std::string& what, const model::Alignment& a, const model::Alignment& b) {
        same(what + ", sentence", a.sentence, b.sentence);
        same(what + ", tokens", a.tokens, b.tokens);
        same(what + ", known", a.known, b.known);
        same(what + ", read as", a.readAs, b.readAs);
        same(what + ", assignment", a.assignment, b.assignment);
        same(what + ", number of segments", a.segments.size(), b.segments.size());
        lists(what + ", scores", a.scores.data, b.scores.data);
        lists(what + ", word scores", a.wordScores, b.wordScores);
        lists(what + ", word norms", a.wordNorms, b.wordNorms);
        figures(what + ", score", a.score, b.score);
        figures(what + ", spread", a.spread, b.spread);
        figures(what + ", beta", a.beta, b.beta);
        figures(what + ", far beta", a.betaFar, b.betaFar, most_ > 0 ? 5e-3 : 0);  // of a bisection to 1e-3
        same(what + ", number of regions", a.regions.size(), b.regions.size());
        for (std::size_t r = 0; r < std::min(a.regions.size(), b.regions.size()); ++r)
            figures(what + ", norm", a.regions[r].norm, b.regions[r].norm);
    }

    const double most_;
    QString first_;
};

base::Matrix randomRows(std::size_t rows, std::size_t cols, std::uint64_t seed) {
    base::Matrix made(rows, cols);
    base::Random random(seed, "rows");
    for (float& value : made.data) value = static_cast<float>(random.normal());
    return made;
}

}  // namespace

// Answers about covered parts are those of the plain way, though what does not hang on the cover is kept.
class TestCoverAnswers : public QObject {
    Q_OBJECT

    const std::filesystem::path dog_ = LEGENDA_SOURCE_DIR "/datasets/demo/images/dog.jpg";  // 640 x 480
    const std::filesystem::path cat_ = LEGENDA_SOURCE_DIR "/datasets/demo/images/cat.jpg";
    const inference::Predictor::Models shipped_{
        .alignment = pretrained("alignment-entities"),
        .caption = pretrained("caption-better"),
        .region = pretrained("region-paper"),
    };
    inference::Predictor predictor_{kResources, {}, shipped_};
    PlainAnswers plain_;
    QTemporaryDir folder_;

    // The same weights in another file.
    std::filesystem::path copyOf(const char* model) {
        auto content = must(model::readTensorFile(pretrained(model)));
        content.metadata["seed"] = "77";
        const auto file = std::filesystem::path(folder_.path().toStdString()) / (std::string(model) + ".safetensors");
        must(model::writeTensorFile(file, content));
        return file;
    }
    // Empty: the answer is that of the plain way, and what does not hang on the cover is what the predictor answers
    // where it is asked for that alone, bit for bit.
    QString wrongIn(const inference::Predictor::Models& models, const std::filesystem::path& file,
                    const CoverRequest& request) {
        predictor_.use(models);
        const auto answer = must(predictor_.cover(file, {}, request, {}));
        if (const auto other = Differences(kNear).of(answer, plain_.answer(models, file, request)); !other.isEmpty())
            return other;
        std::vector<base::Box> boxes;
        if (request.described) boxes = {*request.described};
        const auto captions = must(predictor_.caption(file, {}, boxes, false, request.options, {})).front().captions;
        if (const auto other = Differences(0).ofCaptions(answer.shown, captions.front()); !other.isEmpty())
            return "alone: " + other;
        const auto text = must(predictor_.score(file, {}, request.described, answer.shown.text, 5, {})).text;
        if (const auto other = Differences(0).ofTexts(answer.before, text); !other.isEmpty()) return "alone: " + other;
        if (!answer.alignment) return {};
        const auto aligned = must(predictor_.align(file, {}, request.sentence, request.beta, {}));
        for (const auto* own : {&*answer.alignment, &*answer.coveredAlignment}) {
            if (own->width != aligned.width || own->height != aligned.height || own->image != aligned.image)
                return "picture of the alignment";
            for (std::size_t r = 0; r < aligned.regions.size(); ++r)
                if (!(own->regions[r].box == aligned.regions[r].box)) return "boxes of the alignment";
        }
        const auto other = Differences(0).ofAlignments(*answer.alignment, aligned);
        return other.isEmpty() ? other : "alone: " + other;
    }

 private Q_SLOTS:
    // One predictor from request to request, each with something else than the one before.
    void answersAreThoseOfThePlainWay() {
        CoverRequest request;
        request.sentence = "a dog runs on the grass";
        request.cover = {100, 80, 250, 250};
        const auto right = [&](const char* what, const inference::Predictor::Models& models,
                               const std::filesystem::path& file) {
            const auto wrong = wrongIn(models, file, request);
            if (!wrong.isEmpty()) qWarning("%s: %s", what, qPrintable(wrong));
            return wrong.isEmpty();
        };
        QVERIFY(right("the first cover", shipped_, dog_));
        request.cover = {300, 200, 200, 200};
        QVERIFY(right("another cover", shipped_, dog_));
        request.cover = {-20, -20, 60, 700};
        QVERIFY(right("a third cover", shipped_, dog_));
        request.exact = true;
        QVERIFY(right("its pixels", shipped_, dog_));
        request.exact = false;

        request.options.beam = 2;
        QVERIFY(right("another beam", shipped_, dog_));
        request.options.maxWords = 4;
        QVERIFY(right("fewer words", shipped_, dog_));
        request.options = {};
        QVERIFY(right("the first options again", shipped_, dog_));
        request.beta = 3;
        QVERIFY(right("another beta", shipped_, dog_));
        request.sentence = "two zzyzx in a canoe";
        QVERIFY(right("another sentence", shipped_, dog_));
        request.sentence.clear();
        QVERIFY(right("no sentence", shipped_, dog_));

        request.described = base::Box{60, 40, 300, 300};
        QVERIFY(right("a box described", shipped_, dog_));
        request.sentence = "a dog runs on the grass";
        QVERIFY(right("a box described, and a sentence", shipped_, dog_));
        request.described = base::Box{61, 40, 300, 300};
        QVERIFY(right("another box described", shipped_, dog_));
        request.exact = true;
        QVERIFY(right("another box described, by the pixels", shipped_, dog_));
        request.exact = false;
        request.described.reset();

        QVERIFY(right("another image", shipped_, cat_));
        QVERIFY(right("the first image again", shipped_, dog_));

        auto models = shipped_;
        models.caption = pretrained("caption-paper");  // without attention, on features of another recipe
        QVERIFY(right("another caption model", models, dog_));
        request.cover = {300, 200, 200, 200};
        QVERIFY(right("another caption model, another cover", models, dog_));
        models = shipped_;
        models.alignment = pretrained("alignment-paper");  // likewise of another recipe
        QVERIFY(right("another alignment model", models, dog_));
        QVERIFY(right("the first models again", shipped_, dog_));
        predictor_.forgetFeatures();
        QVERIFY(right("nothing kept", shipped_, dog_));
    }

    // A stopped search is the sign that one was begun.
    void captionsAreKeptByAllThatTheyHangOn() {
        const auto captioner = must(model::Captioner::load(pretrained("caption-paper")));
        const auto other = must(model::Captioner::load(copyOf("caption-paper")));
        const auto unnamed =
            must(model::Captioner::of(must(model::readTensorFile(pretrained("caption-paper"))), "unnamed"));
        const auto source = [&](std::uint64_t seed) {
            return model::CaptionSource{randomRows(1, static_cast<std::size_t>(captioner.inputDimension()), seed)};
        };
        UncoveredAnswers answers;
        std::stop_source stop;
        stop.request_stop();
        const auto keeps = [&](const model::Captioner& by, const model::CaptionSource& of,
                               const model::DecodeOptions& options = {}) {
            return answers.caption(by, of, options, {stop.get_token(), {}}).has_value();
        };
        QVERIFY(!keeps(captioner, source(1)));
        const auto said = *must(answers.caption(captioner, source(1), {}, {}));
        QVERIFY(!said.caption.words.empty());
        QVERIFY(keeps(captioner, source(1)));
        QCOMPARE(Differences(0).ofCaptions(must(answers.caption(captioner, source(1), {}, {}))->caption,
                                           must(captioner.caption(source(1), {})).front().front()),
                 QString());
        QCOMPARE(Differences(0).ofTexts(said.text, must(captioner.score(source(1), said.caption.text))), QString());

        QVERIFY(!keeps(other, source(1)));
        QVERIFY(!keeps(captioner, source(2)));
        auto near = source(1);
        near.vectors.data[7] = std::nextafter(near.vectors.data[7], 100.0F);
        QVERIFY(!keeps(captioner, near));
        for (const auto& options : {model::DecodeOptions{.beam = 6}, model::DecodeOptions{.count = 2},
                                    model::DecodeOptions{.temperature = 1}, model::DecodeOptions{.seed = 2},
                                    model::DecodeOptions{.lengthNorm = 1}, model::DecodeOptions{.maxWords = 29}})
            QVERIFY(!keeps(captioner, source(1), options));
        (void)must(answers.caption(unnamed, source(1), {}, {}));
        QVERIFY(!keeps(unnamed, source(1)));

        // The least recently used one goes.
        answers.forget();
        QVERIFY(!keeps(captioner, source(1)));
        for (std::uint64_t seed = 1; seed <= UncoveredAnswers::kMost; ++seed)
            (void)must(answers.caption(captioner, source(seed), {}, {}));
        QVERIFY(keeps(captioner, source(1)));
        (void)must(answers.caption(captioner, source(99), {}, {}));
        QVERIFY(keeps(captioner, source(1)) && keeps(captioner, source(99)) && keeps(captioner, source(3)));
        QVERIFY(!keeps(captioner, source(2)));
    }

    // A kept alignment lies where it lay.
    void alignmentsAreKeptByAllThatTheyHangOn() {
        const auto aligner = must(model::Aligner::load(pretrained("alignment-better")));
        const auto other = must(model::Aligner::load(copyOf("alignment-better")));
        const auto& recipe = aligner.info().recipe;
        QCOMPARE(recipe.hash(), other.info().recipe.hash());
        const inference::ImageContext::Embedded image{randomRows(5, 256, 1), randomRows(1, 512, 2)};
        UncoveredAnswers answers;
        std::set<const UncoveredAnswers::Aligned*> places;
        const auto isNew = [&](const model::Aligner& by, const inference::ImageContext::Embedded& of,
                               const char* sentence, double beta) {
            const auto& aligned = answers.alignment(by, of, sentence, beta);
            const auto plain = by.align(of.regions, of.frame.row(0), sentence, beta);
            const auto wrong = Differences(0).ofAlignments(aligned.alignment, plain);
            if (!wrong.isEmpty()) qFatal("%s", qPrintable(wrong));
            return places.insert(&aligned).second;
        };
        QVERIFY(isNew(aligner, image, "a dog", 0.1));
        QVERIFY(!isNew(aligner, image, "a dog", 0.1));
        QVERIFY(isNew(aligner, image, "a dog runs", 0.1));
        QVERIFY(isNew(aligner, image, "a dog", 0.2));
        QVERIFY(isNew(other, image, "a dog", 0.1));
        auto near = image;
        near.regions.data[3] = std::nextafter(near.regions.data[3], 100.0F);
        QVERIFY(isNew(aligner, near, "a dog", 0.1));
        near = image;
        near.frame.data[3] = std::nextafter(near.frame.data[3], 100.0F);
        QVERIFY(isNew(aligner, near, "a dog", 0.1));
        QVERIFY(!isNew(aligner, image, "a dog", 0.1));
    }
};

QTEST_GUILESS_MAIN(TestCoverAnswers)
#include "test_cover_answers.moc"
