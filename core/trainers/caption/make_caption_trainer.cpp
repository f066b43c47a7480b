// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/caption/caption_trainer_impl.h"

#include "core/base/hash.h"
#include "core/model/device.h"
#include "core/text/tokenizer.h"
#include "core/trainers/caption/decoding_constraints.h"

#include <fmt/format.h>

#include <map>

namespace legenda::trainers {

using base::ErrorCode;
using base::fail;

namespace {

// The training sentences as tokens.
std::vector<std::vector<std::string>> sentencesOf(const TrainingData& data) {
    std::vector<std::vector<std::string>> tokens;
    for (const TrainingImage& image : data.train)
        for (const std::string& sentence : image.sentences) tokens.push_back(text::tokenize(sentence));
    return tokens;
}

void addSentence(CaptionSet& set, std::size_t item, const std::string& sentence, const text::Vocabulary& vocabulary,
                 std::size_t longest) {
    auto words = vocabulary.encode(text::tokenize(sentence));
    if (!words.empty() && words.size() <= longest) set.sentences.push_back({item, std::move(words)});
}

CaptionSet imageSet(const std::vector<TrainingImage>& images, const text::Vocabulary& vocabulary, std::size_t longest) {
    CaptionSet set;
    for (const TrainingImage& image : images) {
        set.items.push_back({image.features, 0, image.sentences});
        for (const std::string& sentence : image.sentences)
            addSentence(set, set.items.size() - 1, sentence, vocabulary, longest);
    }
    return set;
}

CaptionSet regionSet(const std::vector<TrainingImage>& images, const std::vector<RegionPair>& pairs, bool wholeFrame,
                     const text::Vocabulary& vocabulary, std::size_t longest) {
    CaptionSet set;
    std::map<std::pair<std::size_t, int>, std::size_t> numbers;
    for (const RegionPair& pair : pairs) {
        if (pair.wholeFrame && !wholeFrame) continue;
        const auto [found, isNew] = numbers.try_emplace({pair.image, pair.region}, set.items.size());
        if (isNew) set.items.push_back({images.at(pair.image).features, pair.region, {}});
        set.items[found->second].texts.push_back(pair.text);
        addSentence(set, found->second, pair.text, vocabulary, longest);
    }
    return set;
}

std::vector<std::vector<std::string>> textsOf(const CaptionSet& set) {
    std::vector<std::vector<std::string>> texts;
    for (const CaptionItem& item : set.items)
        for (const std::string& sentence : item.texts) texts.push_back(text::tokenize(sentence));
    return texts;
}

// The annotators' phrases give the best end-of-sentence constraint for region captions: the segments of an alignment
// end where the next region begins, "a large" before "dog". Where few phrases are known, the segments are used.
std::vector<int> neverLastOfRegions(const TrainingData& data, const CaptionSetup& setup, int minWords) {
    constexpr std::size_t kEnoughPhrases = 1000;
    const auto phrases = phrasesOf(data.train, static_cast<std::size_t>(std::max(1, minWords)));
    if (phrases.size() >= kEnoughPhrases) return neverLast(phrases, setup.vocabulary, kRarelyLastOfPhrases);
    return neverLast(textsOf(setup.train), setup.vocabulary, kRarelyLastOfSentences);
}

base::Status checkFeatures(const std::vector<TrainingImage>& images, const char* split) {
    for (std::size_t i = 0; i < images.size(); ++i) {
        const features::ImageFeatures* f = images[i].features;
        const std::size_t dimension = images[0].features ? images[0].features->dimension : 0;
        if (f == nullptr || f->dimension == 0 || f->dimension != dimension || f->vectors.size() < dimension ||
            f->vectors.size() % dimension != 0)
            return fail(ErrorCode::BadInput,
                        fmt::format("Image {} of the {} split has no features that fit the others.", i, split));
    }
    return {};
}

base::Status checkPairs(const std::vector<TrainingImage>& images, const std::vector<RegionPair>& pairs,
                        const char* split) {
    for (const RegionPair& pair : pairs)
        if (pair.image >= images.size() || pair.region < 0 ||
            static_cast<std::size_t>(pair.region) >=
                images[pair.image].features->vectors.size() / images[pair.image].features->dimension)
            return fail(ErrorCode::BadInput,
                        fmt::format("A pair of the {} split names region {} of image {}, which is not there.", split,
                                    pair.region, pair.image));
    return {};
}

base::Status checkInput(const std::vector<base::OptionProblem>& problems, const TrainingData& data) {
    if (!problems.empty()) return base::refuseOption(problems[0]);
    if (data.train.empty()) return fail(ErrorCode::BadInput, "The train split has no images with features.");
    if (data.dev.empty())
        return fail(ErrorCode::BadInput, "The dev split has no images with features: it chooses the best checkpoint.");
    if (auto fits = checkFeatures(data.train, "train"); !fits) return fits;
    if (auto fits = checkFeatures(data.dev, "dev"); !fits) return fits;
    if (data.train[0].features->dimension != data.dev[0].features->dimension)
        return fail(ErrorCode::BadInput, "The features of train and dev differ in length.");
    return {};
}

model::CheckpointInfo infoOf(const char* kind, const TrainingData& data, std::int64_t seed, nlohmann::json options) {
    model::CheckpointInfo info;
    info.kind = kind;
    info.architecture = "rnn";
    info.options = std::move(options);
    info.recipe = data.recipe;
    info.setting = data.recipe.setting;
    info.parents = {{"backbone", data.recipe.backboneHash}};
    info.dataset = data.datasetName;
    info.seed = static_cast<std::uint64_t>(seed);
    info.figures = nlohmann::json::object();
    return info;
}

base::Result<std::unique_ptr<Trainer>> make(CaptionSetup setup, const CaptionJudges& judges,
                                            const std::string& splitHash, const std::string& device) {
    if (setup.train.sentences.empty())
        return fail(ErrorCode::BadInput, "The train split has no sentence of known words to learn from.");
    if (setup.dev.sentences.empty())
        return fail(ErrorCode::BadInput, "The dev split has no sentence of known words to evaluate on.");
    auto where = model::resolveDevice(device);
    if (!where) return base::pass(where);
    setup.info.parents["splits"] = splitHash;
    if (setup.options.samples > 0) {
        if (setup.options.samples < 2 || !judges.reward)
            return fail(ErrorCode::Usage,
                        "Self-critical training draws at least 2 captions of each image (samples): each is judged by "
                        "the others.");
        std::vector<std::vector<std::string>> texts;
        for (const auto& item : setup.train.items) texts.push_back(item.texts);
        setup.reward = judges.reward(texts);
    }
    const std::filesystem::path initial = setup.options.initial;
    if (!initial.empty()) {
        auto hash = base::sha256OfFile(initial);
        if (!hash) return base::pass(hash);
        setup.info.parents["initial"] = std::move(*hash);
    }
    try {
        auto trainer = std::make_unique<CaptionTrainer>(std::move(setup), *where);
        if (!initial.empty())
            if (auto started = trainer->startFrom(initial); !started) return base::pass(started);
        return trainer;
    } catch (const std::exception& problem) {
        if (auto out = model::outOfMemory(problem)) return tl::unexpected(std::move(*out));
        return fail(ErrorCode::Internal, "The caption model could not be made.", problem.what());
    }
}

}  // namespace

base::Result<std::unique_ptr<Trainer>> makeCaptionTrainer(const CaptionOptions& options, const TrainingData& data,
                                                          const CaptionJudges& judges, const std::string& device) {
    if (auto fits = checkInput(base::optionProblems(options), data); !fits) return base::pass(fits);
    CaptionSetup setup;
    setup.options = options;
    setup.scorer = judges.dev;
    setup.info = infoOf("caption", data, options.seed, base::optionsToJson(options));
    setup.vocabulary = text::Vocabulary::fromSentences(sentencesOf(data), options.minCount);
    setup.train = imageSet(data.train, setup.vocabulary, static_cast<std::size_t>(options.longest));
    setup.neverLast = neverLast(textsOf(setup.train), setup.vocabulary, kRarelyLastOfSentences);
    setup.bigrams = seenBigrams(sentencesOf(data), setup.vocabulary);
    setup.dev = imageSet(data.dev, setup.vocabulary, std::string::npos);
    return make(std::move(setup), judges, data.splitHash, device);
}

base::Result<std::unique_ptr<Trainer>> makeRegionTrainer(const RegionOptions& options, const TrainingData& data,
                                                         const RegionPairs& pairs, const CaptionJudges& judges,
                                                         const std::string& device) {
    if (auto fits = checkInput(base::optionProblems(options), data); !fits) return base::pass(fits);
    if (auto fits = checkPairs(data.train, pairs.train, "train"); !fits) return base::pass(fits);
    if (auto fits = checkPairs(data.dev, pairs.dev, "dev"); !fits) return base::pass(fits);
    CaptionSetup setup;
    setup.options = options;
    setup.scorer = judges.dev;
    setup.context = options.context;
    setup.info = infoOf("region", data, options.seed, base::optionsToJson(options));
    setup.info.parents["alignment"] = pairs.alignmentHash;
    setup.info.setting = pairs.setting;
    setup.vocabulary = text::Vocabulary::fromSentences(sentencesOf(data), options.minCount);
    setup.train = regionSet(data.train, pairs.train, options.wholeFrame, setup.vocabulary,
                            static_cast<std::size_t>(options.longest));
    setup.neverLast = neverLastOfRegions(data, setup, options.pairs.minWords);
    setup.bigrams = seenBigrams(sentencesOf(data), setup.vocabulary);
    setup.dev = regionSet(data.dev, pairs.dev, options.wholeFrame, setup.vocabulary, std::string::npos);
    return make(std::move(setup), judges, data.splitHash, device);
}

}  // namespace legenda::trainers
