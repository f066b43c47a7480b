// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/import_job.h"

#include "core/image/image_size.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

namespace legenda::jobs {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kChunk = 128;  // images between two looks at the stop token

base::Result<data::Dataset> readDataset(const ImportOptions& options, const base::JobContext& context) {
    std::vector<std::string> known;
    for (const auto& reader : data::datasetReaders()) {
        if (reader->format() == options.format) return reader->read(options.root, context);
        known.push_back(reader->format());
    }
    return base::fail(ErrorCode::Usage, fmt::format("The format \"{}\" is not known; known are {}.", options.format,
                                                    fmt::join(known, ", ")));
}

ImportReport reportOn(const data::Dataset& data) {
    ImportReport report;
    report.format = data.format;
    report.images = static_cast<std::int64_t>(data.samples.size());
    for (const auto& sample : data.samples) {
        report.captions += static_cast<std::int64_t>(sample.captions.size());
        auto& splits = report.splits;
        (sample.split == "train"  ? splits.train
         : sample.split == "dev"  ? splits.dev
         : sample.split == "test" ? splits.test
                                  : splits.none) += 1;
    }
    report.missingImages = data.missingImages;
    report.problems = data.problems;
    return report;
}

store::NewImage plainImage(data::Sample&& sample) {
    store::NewImage image;
    image.path = std::move(sample.image);
    image.diskPath = std::move(sample.diskPath);
    image.split = std::move(sample.split);
    image.captions = std::move(sample.captions);
    image.externalIds = std::move(sample.externalIds);
    image.annotatedWidth = sample.annotatedWidth;
    image.annotatedHeight = sample.annotatedHeight;
    for (auto& sentence : sample.entitySentences) {
        store::EntitySentenceRecord record;
        record.text = std::move(sentence.text);
        if (sentence.caption >= 0) record.caption = sentence.caption;
        for (auto& mention : sentence.mentions)
            record.mentions.push_back({std::move(mention.chain), mention.start, mention.end, std::move(mention.text),
                                       fmt::format("{}", fmt::join(mention.types, "/"))});
        image.entitySentences.push_back(std::move(record));
    }
    for (auto& box : sample.entityBoxes) image.entityBoxes.push_back({0, std::move(box.chain), box.box});
    return image;
}

// Sets the size of an image that is there; one that cannot be read is reported and kept with an unknown size.
void readSizeOf(store::NewImage& image, const fs::path& root, std::vector<data::Problem>& problems) {
    const fs::path file = root / (image.diskPath.empty() ? image.path : image.diskPath);
    if (const auto size = image::readSize(file)) {
        image.width = size->width;
        image.height = size->height;
    } else {
        problems.push_back({file.string(), size.error().message});
    }
}

base::Result<std::int64_t> addChunks(store::ProjectStore& project, std::int64_t import, data::Dataset& data,
                                     ImportReport& report, const base::JobContext& context) {
    const std::set<std::string> missing(data.missingImages.begin(), data.missingImages.end());
    const auto total = static_cast<std::int64_t>(data.samples.size());
    std::int64_t added = 0;
    for (std::size_t next = 0; next < data.samples.size();) {
        if (context.stopped()) return base::JobContext::cancelled();
        std::vector<store::NewImage> chunk;
        for (const std::size_t end = std::min(data.samples.size(), next + kChunk); next < end; ++next) {
            chunk.push_back(plainImage(std::move(data.samples[next])));
            if (!missing.contains(chunk.back().path)) readSizeOf(chunk.back(), data.imageRoot, report.problems);
        }
        auto isNew = project.addToImport(import, data.imageRoot, chunk);
        if (!isNew) return isNew;
        added += *isNew;
        context.report({"importing images", static_cast<std::int64_t>(next), total, {}});
    }
    return added;
}

// Takes a project away that this import has made; only what create() puts there, so that nothing else can be lost.
void removeNewProject(const fs::path& folder) {
    std::error_code ignored;
    for (const char* name :
         {"project.sqlite", "project.sqlite-wal", "project.sqlite-shm", "features", "runs", "exports", ""})
        fs::remove(folder / name, ignored);
}

base::Result<std::int64_t> writeInto(const ImportOptions& options, bool isNew, data::Dataset& data,
                                     ImportReport& report, const base::JobContext& context) {
    auto project = store::ProjectStore::create(options.project);
    if (!project) return base::pass(project);
    auto import = project->beginImport(options.root, options.format);
    if (!import) return import;
    auto added = addChunks(*project, *import, data, report, context);
    if (!added) {
        if (auto removed = project->removeImport(*import); !removed && !isNew)
            return base::fail(added.error().code, added.error().message,
                              "What had been imported could not be taken out again: " + removed.error().message);
        return added;
    }
    if (auto finished = project->finishImport(*import); !finished) return base::pass(finished);
    return added;
}

}  // namespace

base::Result<ImportReport> runImport(const ImportOptions& options, const base::JobContext& context) {
    if (!options.dryRun && options.project.empty())
        return base::fail(ErrorCode::Usage, "An import needs a project, unless it is a dry run.");
    context.report({"reading " + options.root.filename().string(), 0, 0, {}});
    auto data = readDataset(options, context);
    if (!data) return base::pass(data);
    ImportReport report = reportOn(*data);
    if (options.dryRun) return report;

    std::error_code ignored;
    const bool isNew = !fs::exists(options.project / "project.sqlite", ignored);
    auto added = writeInto(options, isNew, *data, report, context);
    if (!added) {
        if (isNew) removeNewProject(options.project);
        return base::pass(added);
    }
    report.newImages = *added;
    return report;
}

}  // namespace legenda::jobs
