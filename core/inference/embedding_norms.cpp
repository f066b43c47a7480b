// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/embedding_norms.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/extraction/extract_features.h"
#include "core/features/earlier_features.h"
#include "core/features/feature_store.h"
#include "core/model/aligner.h"
#include "core/project/model_names.h"
#include "core/project/models_in_use.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <unordered_map>

namespace legenda::inference {

namespace fs = std::filesystem;
using base::Result;

namespace {

constexpr std::size_t kSentencesAStep = 500, kImagesAStep = 50;

double normOf(std::span<const float> vector) {
    double sum = 0;
    for (const float x : vector) sum += double(x) * double(x);
    return std::sqrt(sum);
}

// The inputs that the norms depend on, and the file that they are stored in.
struct Subject {
    fs::path checkpoint;
    model::CheckpointInfo info;
    fs::path features;
    std::vector<store::ImageRecord> images;
    std::vector<store::CaptionRecord> captions;
    std::string prefix, file;  // of the kept report's name
    fs::path kept() const { return features.parent_path() / file; }
};

// The recipe's file; where there is none yet, the file of the same recipe without longestSide, if every picture fits
// within it.
fs::path featuresOf(const fs::path& project, const features::Recipe& recipe,
                    const std::vector<store::ImageRecord>& images) {
    auto file = features::FeatureStore::fileFor(project, recipe);
    if (std::error_code missing; fs::exists(file, missing)) return file;
    const auto earlier = features::EarlierFeatures::open(project, recipe);
    if (earlier && std::ranges::all_of(images, [&](const auto& i) { return earlier->find(i.uuid) != nullptr; }))
        return earlier->file();
    return file;
}

Result<Subject> subjectOf(const NormsOptions& options, const project::Resources& resources) {
    Subject subject;
    LEGENDA_TRY(path,
                project::chooseCheckpoint(resources, options.project, project::ModelKind::Alignment, options.model));
    subject.checkpoint = *path;
    LEGENDA_TRY(info, model::readCheckpointInfo(*path));
    subject.info = std::move(*info);
    LEGENDA_TRY(project, store::ProjectStore::open(options.project, store::ProjectStore::Mode::Read));
    LEGENDA_TRY(images, project->images());
    subject.images = std::move(*images);
    LEGENDA_TRY(captions, project->captionsOfSplit({}));
    subject.captions = std::move(*captions);
    subject.features = featuresOf(options.project, subject.info.recipe, subject.images);

    std::error_code missing;
    const auto bytes = fs::file_size(subject.features, missing);
    std::string all = fmt::format("1\n{}\n{}\n", subject.info.hash, missing ? 0 : bytes);
    for (const auto& image : subject.images) all += fmt::format("{} {}\n", image.id, image.uuid);
    for (const auto& caption : subject.captions) all += caption.text + '\n';
    subject.prefix = fmt::format("norms-{}-", subject.info.hash.substr(0, 12));
    subject.file = subject.prefix + base::sha256(all).substr(0, 16) + ".json";
    return subject;
}

nlohmann::json toJson(const NormsReport& report) {
    auto words = nlohmann::json::array();
    for (const auto& w : report.words) words.push_back({w.word, w.count, w.norm});
    const auto regions = [](const std::vector<RegionNorm>& from) {
        auto out = nlohmann::json::array();
        for (const auto& r : from) out.push_back({r.image, r.box.x, r.box.y, r.box.w, r.box.h, r.norm});
        return out;
    };
    return {{"model", report.model},
            {"images", report.images},
            {"imagesWithout", report.imagesWithout},
            {"sentences", report.sentences},
            {"regions", report.regions},
            {"words", std::move(words)},
            {"largest", regions(report.largest)},
            {"smallest", regions(report.smallest)}};
}

NormsReport fromJson(const nlohmann::json& json) {
    NormsReport report;
    report.model = json.at("model");
    report.images = json.at("images");
    report.imagesWithout = json.at("imagesWithout");
    report.sentences = json.at("sentences");
    report.regions = json.at("regions");
    for (const auto& w : json.at("words")) report.words.push_back({w.at(0), w.at(1), w.at(2)});
    for (const auto& [name, to] : {std::pair{"largest", &report.largest}, std::pair{"smallest", &report.smallest}})
        for (const auto& r : json.at(name)) to->push_back({r.at(0), {r.at(1), r.at(2), r.at(3), r.at(4)}, r.at(5)});
    return report;
}

base::Status countWords(NormsReport& report, const Subject& subject, const model::Aligner& aligner,
                        const base::JobContext& context) {
    std::unordered_map<std::string, WordNorm> words;
    const auto total = static_cast<std::int64_t>(subject.captions.size());
    for (std::size_t begin = 0; begin < subject.captions.size(); begin += kSentencesAStep) {
        if (context.stopped()) return base::JobContext::cancelled();
        context.report({"norms of words", static_cast<std::int64_t>(begin), total, {}});
        const std::size_t end = std::min(subject.captions.size(), begin + kSentencesAStep);
        std::vector<std::string> sentences;
        for (std::size_t i = begin; i < end; ++i) sentences.push_back(subject.captions[i].text);
        for (const auto& sentence : aligner.embedSentences(sentences)) {
            std::size_t row = 0;
            for (std::size_t t = 0; t < sentence.tokens.size(); ++t) {
                if (!sentence.known[t]) continue;
                auto& word = words[sentence.tokens[t]];
                ++word.count;
                word.norm += normOf(sentence.vectors.row(row++));
            }
        }
    }
    report.sentences = total;
    for (auto& [text, word] : words)
        report.words.push_back({text, word.count, word.norm / static_cast<double>(word.count)});
    std::ranges::sort(report.words, [](const auto& a, const auto& b) {
        return a.norm != b.norm ? a.norm > b.norm : a.word < b.word;
    });
    return {};
}

// The kMostRegions largest or smallest so far.
void keepExtremes(std::vector<RegionNorm>& regions, bool largest) {
    const auto order = [largest](const RegionNorm& a, const RegionNorm& b) {
        return largest ? a.norm > b.norm : a.norm < b.norm;
    };
    const std::size_t most = std::min(regions.size(), kMostRegions);
    std::ranges::partial_sort(regions, regions.begin() + static_cast<std::ptrdiff_t>(most), order);
    regions.resize(most);
}

base::Status countRegions(NormsReport& report, const Subject& subject, const model::Aligner& aligner,
                          const features::FeatureStore& store, const base::JobContext& context) {
    const auto total = static_cast<std::int64_t>(subject.images.size());
    for (std::size_t begin = 0; begin < subject.images.size(); begin += kImagesAStep) {
        if (context.stopped()) return base::JobContext::cancelled();
        context.report({"norms of regions", static_cast<std::int64_t>(begin), total, {}});
        const std::size_t end = std::min(subject.images.size(), begin + kImagesAStep);
        std::vector<RegionNorm> regions;
        base::Matrix vectors(0, store.dimension()), places(0, 5);
        for (std::size_t i = begin; i < end; ++i) {
            const auto* found = store.find(subject.images[i].uuid);
            if (!found) {
                ++report.imagesWithout;
                continue;
            }
            ++report.images;
            const auto own = found->toFloat();
            vectors.data.insert(vectors.data.end(), own.data.begin(), own.data.end());
            vectors.rows += own.rows;
            const auto where = found->scoredPlaces();
            places.data.insert(places.data.end(), where.data.begin(), where.data.end());
            places.rows += where.rows;
            for (const auto& box : found->boxes) regions.push_back({subject.images[i].id, box, 0});
        }
        const auto v = aligner.embedRegions(vectors, places);
        for (std::size_t r = 0; r < regions.size(); ++r) regions[r].norm = normOf(v.row(r));
        report.regions += static_cast<std::int64_t>(regions.size());
        report.largest.insert(report.largest.end(), regions.begin(), regions.end());
        report.smallest.insert(report.smallest.end(), regions.begin(), regions.end());
        keepExtremes(report.largest, true);
        keepExtremes(report.smallest, false);
    }
    return {};
}

// In a read-only project they are computed again next time.
void keep(const NormsReport& report, const Subject& subject) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(subject.features.parent_path(), ignored))
        if (entry.path().filename().string().starts_with(subject.prefix)) fs::remove(entry.path(), ignored);
    (void)base::writeFileAtomically(subject.kept(), toJson(report).dump());
}

}  // namespace

Result<std::optional<NormsReport>> readNorms(const NormsOptions& options, const project::Resources& resources) {
    LEGENDA_TRY(subject, subjectOf(options, resources));
    std::error_code missing;
    if (!fs::exists(subject->kept(), missing)) return std::optional<NormsReport>{};
    auto bytes = base::readFile(subject->kept());
    if (!bytes) return std::optional<NormsReport>{};
    try {
        return std::optional{fromJson(nlohmann::json::parse(*bytes))};
    } catch (const nlohmann::json::exception&) {
        return std::optional<NormsReport>{};  // damaged: counts as missing
    }
}

Result<NormsReport> runNorms(const NormsOptions& options, const project::Resources& resources,
                             const base::JobContext& context) {
    auto known = readNorms(options, resources);
    if (known && *known) return std::move(**known);
    LEGENDA_TRY(subject, subjectOf(options, resources));
    const auto nothing = [&](std::string why) { return extraction::noFeatures(options.project, std::move(why)); };
    auto store = features::FeatureStore::open(subject->features);
    if (!store) return nothing(store.error().message);
    LEGENDA_TRY(aligner, model::Aligner::load(subject->checkpoint, options.device));
    NormsReport report;
    report.model =
        project::modelTitle(project::modelName(subject->checkpoint, subject->info.kind), subject->info.setting);
    if (auto done = countRegions(report, *subject, *aligner, *store, context); !done) return base::pass(done);
    if (report.images == 0) return nothing({});
    if (auto done = countWords(report, *subject, *aligner, context); !done) return base::pass(done);
    keep(report, *subject);
    return report;
}

}  // namespace legenda::inference
