// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/import_job.h"

#include "core/base/hash.h"
#include "core/image/image_size.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace legenda::jobs {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kChunk = 128;  // images between two looks at the stop token

base::Result<data::ReaderPtr> readerOf(const std::string& format) {
    std::vector<std::string> known;
    for (auto& reader : data::datasetReaders()) {
        if (reader->format() == format) return std::move(reader);
        known.push_back(reader->format());
    }
    return base::fail(ErrorCode::Usage,
                      fmt::format("The format \"{}\" is not known; known are {}.", format, fmt::join(known, ", ")));
}

void count(const data::Sample& sample, ImportReport& report) {
    ++report.images;
    report.captions += static_cast<std::int64_t>(sample.captions.size());
    report.regions += static_cast<std::int64_t>(sample.regions.size());
    auto& splits = report.splits;
    (sample.split == "train"  ? splits.train
     : sample.split == "dev"  ? splits.dev
     : sample.split == "test" ? splits.test
                              : splits.none) += 1;
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

// Sets the size of an image where it is there; one that cannot be read is reported and kept with an unknown size.
void readSizeOf(store::NewImage& image, const fs::path& root, std::vector<data::Problem>& problems) {
    const fs::path file = root / (image.diskPath.empty() ? image.path : image.diskPath);
    if (std::error_code missing; !fs::is_regular_file(file, missing)) return;
    if (const auto size = image::readSize(file)) {
        image.width = size->width;
        image.height = size->height;
    } else {
        problems.push_back({file.string(), size.error().message});
    }
}

// The boxes of a sample in pixels of the image as it is.
std::vector<store::RegionRecord> regionsOf(const store::NewImage& image, const std::vector<data::RegionText>& regions,
                                           const store::ImageRecord& stored, const std::string& format) {
    const bool scaled = image.width > 0 && image.annotatedWidth > 0 && image.annotatedHeight > 0;
    const double x = scaled ? double(image.width) / image.annotatedWidth : 1,
                 y = scaled ? double(image.height) / image.annotatedHeight : 1;
    std::vector<store::RegionRecord> records;
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const auto& from = regions[r];
        store::RegionRecord region;
        region.uuid = base::uuidOf(fmt::format("legenda import\n{}\n{}\n{}", format, stored.uuid,
                                               from.id.empty() ? fmt::format("number {}", r) : from.id));
        region.image = stored.id;
        region.box = {from.box.x * x, from.box.y * y, from.box.w * x, from.box.h * y};
        region.annotator = format;
        region.origin = std::string("import");
        if (!from.id.empty()) region.extraJson = nlohmann::json{{"id", from.id}, {"format", format}}.dump();
        for (const auto& text : from.texts) region.snippets.push_back({{}, text, format, "import"});
        records.push_back(std::move(region));
    }
    return records;
}

// Takes the samples as they are read and writes them in chunks.
class Writer {
 public:
    Writer(store::ProjectStore& project, std::int64_t import, ImportReport& report, const base::JobContext& context)
        : project_(project), import_(import), report_(report), context_(context) {}

    base::Status add(const data::Dataset& data, data::Sample&& sample) {
        root_ = data.imageRoot;
        count(sample, report_);
        regions_.push_back(std::move(sample.regions));
        images_.push_back(plainImage(std::move(sample)));
        return images_.size() < kChunk ? base::Status() : flush();
    }

    base::Status flush() {
        if (images_.empty()) return {};
        if (context_.stopped()) return base::JobContext::cancelled();
        for (auto& image : images_) readSizeOf(image, root_, report_.problems);
        auto isNew = project_.addToImport(import_, root_, images_);
        if (!isNew) return base::pass(isNew);
        report_.newImages += *isNew;
        if (auto added = addRegions(); !added) return added;
        images_.clear();
        regions_.clear();
        context_.report({"importing images", report_.images, 0, {}});
        return {};
    }

 private:
    base::Status addRegions() {
        std::vector<store::RegionRecord> all;
        for (std::size_t i = 0; i < images_.size(); ++i) {
            if (regions_[i].empty()) continue;
            auto stored = project_.imageByPath(images_[i].path);
            if (!stored) return base::pass(stored);
            if (!*stored) continue;
            auto own = regionsOf(images_[i], regions_[i], **stored, report_.format);
            all.insert(all.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
        }
        return all.empty() ? base::Status() : project_.addRegions(all);
    }

    store::ProjectStore& project_;
    std::int64_t import_;
    ImportReport& report_;
    const base::JobContext& context_;
    fs::path root_;
    std::vector<store::NewImage> images_;
    std::vector<std::vector<data::RegionText>> regions_;  // of these
};

// Takes a project away that this import has made; only what create() puts there, so that nothing else can be lost.
void removeNewProject(const fs::path& folder) {
    std::error_code ignored;
    for (const char* name :
         {"project.sqlite", "project.sqlite-wal", "project.sqlite-shm", "features", "runs", "exports", ""})
        fs::remove(folder / name, ignored);
}

// Reads with `sink` and completes the report with what the reading found out.
base::Status readAll(const data::DatasetReader& reader, const ImportOptions& options, ImportReport& report,
                     const base::JobContext& context, const data::SampleSink& sink) {
    auto data = reader.stream(options.root, context, sink);
    if (!data) return base::pass(data);
    report.missingImages = std::move(data->missingImages);
    report.problems.insert(report.problems.begin(), std::make_move_iterator(data->problems.begin()),
                           std::make_move_iterator(data->problems.end()));
    return {};
}

base::Status writeInto(const ImportOptions& options, const data::DatasetReader& reader, bool isNew,
                       ImportReport& report, const base::JobContext& context) {
    auto project = store::ProjectStore::create(options.project);
    if (!project) return base::pass(project);
    auto import = project->beginImport(options.root, options.format);
    if (!import) return base::pass(import);
    Writer writer(*project, *import, report, context);
    auto done = readAll(reader, options, report, context, [&](const data::Dataset& data, data::Sample&& sample) {
        return writer.add(data, std::move(sample));
    });
    if (done) done = writer.flush();
    if (done) return project->finishImport(*import);
    if (auto removed = project->removeImport(*import); !removed && !isNew)
        return base::fail(done.error().code, done.error().message,
                          "What had been imported could not be taken out again: " + removed.error().message);
    return done;
}

}  // namespace

base::Result<ImportReport> runImport(const ImportOptions& options, const base::JobContext& context) {
    if (!options.dryRun && options.project.empty())
        return base::fail(ErrorCode::Usage, "An import needs a project, unless it is a dry run.");
    auto reader = readerOf(options.format);
    if (!reader) return base::pass(reader);
    context.report({"reading " + options.root.filename().string(), 0, 0, {}});
    ImportReport report;
    report.format = options.format;
    if (options.dryRun) {
        auto read = readAll(**reader, options, report, context, [&](const data::Dataset&, data::Sample&& sample) {
            count(sample, report);
            return base::Status();
        });
        if (!read) return base::pass(read);
        return report;
    }
    std::error_code ignored;
    const bool isNew = !fs::exists(options.project / "project.sqlite", ignored);
    if (auto done = writeInto(options, **reader, isNew, report, context); !done) {
        if (isNew) removeNewProject(options.project);
        return base::pass(done);
    }
    return report;
}

}  // namespace legenda::jobs
