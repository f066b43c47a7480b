// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/import.h"

#include "core/base/hash.h"
#include "core/data/foreign_files.h"
#include "core/image/image_size.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>

namespace legenda::exchange {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kChunk = 128;  // images between two polls of the stop token

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
        problems.push_back({file.string(), base::withoutPlace(size.error().message, file.string())});
    }
}

// The boxes of a sample in pixels of the image file. A dataset that gives one id to several boxes of an image, or
// none, has one region per box nevertheless; reading the same file again gives the same regions.
std::vector<store::RegionRecord> regionsOf(const store::NewImage& image, const std::vector<data::RegionText>& regions,
                                           const store::ImportedImage& stored, const std::string& format) {
    const bool scaled = image.width > 0 && image.annotatedWidth > 0 && image.annotatedHeight > 0;
    const double x = scaled ? double(image.width) / image.annotatedWidth : 1,
                 y = scaled ? double(image.height) / image.annotatedHeight : 1;
    std::map<std::string, int> seen;
    std::vector<store::RegionRecord> records;
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const auto& from = regions[r];
        store::RegionRecord region;
        std::string identity = from.id.empty() ? fmt::format("number {}", r) : from.id;
        if (const int times = seen[identity]++; times > 0) identity += fmt::format("\nagain {}", times);
        region.uuid = base::uuidOf(fmt::format("legenda import\n{}\n{}\n{}", format, stored.uuid, identity));
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

// Receives the samples as they are read and writes them in chunks, all under one import. Unless keep() was called, its
// destructor removes what it wrote.
class Writer {
 public:
    static base::Result<std::unique_ptr<Writer>> begin(const ImportOptions& options, ImportReport& report,
                                                       const base::JobContext& context) {
        std::error_code ignored;
        const bool isNew = !fs::exists(options.project / "project.sqlite", ignored);
        std::unique_ptr<Writer> writer(new Writer(options.project, isNew, report, context));
        LEGENDA_TRY(project, store::ProjectStore::create(options.project));
        writer->project_.emplace(std::move(*project));
        LEGENDA_TRY(import, writer->project_->beginImport(options.root, options.format));
        writer->import_ = *import;
        return writer;
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() {
        if (kept_) return;
        if (isNew_) {
            project_.reset();
            removeNewProject(folder_);
        } else if (import_) {
            // Where even this fails, opening the project next time does it.
            [[maybe_unused]] const auto removed = project_->removeImport(*import_);
        }
    }

    base::Status add(const data::Dataset& data, data::Sample&& sample) {
        root_ = data.imageRoot;
        count(sample, report_);
        regions_.push_back(std::move(sample.regions));
        images_.push_back(plainImage(std::move(sample)));
        return images_.size() < kChunk ? base::Status() : flush();
    }

    base::Status keep() {
        if (auto flushed = flush(); !flushed) return flushed;
        if (context_.stopped()) return base::JobContext::cancelled();
        auto finished = project_->finishImport(*import_);
        kept_ = finished.has_value();
        return finished;
    }

 private:
    Writer(fs::path folder, bool isNew, ImportReport& report, const base::JobContext& context)
        : folder_(std::move(folder)), isNew_(isNew), report_(report), context_(context) {}

    base::Status flush() {
        if (images_.empty()) return {};
        if (context_.stopped()) return base::JobContext::cancelled();
        for (auto& image : images_) readSizeOf(image, root_, report_.problems);
        LEGENDA_TRY(stored, project_->addToImport(*import_, root_, images_));
        std::vector<store::RegionRecord> regions;
        for (std::size_t i = 0; i < images_.size(); ++i) {
            report_.newImages += (*stored)[i].isNew ? 1 : 0;
            report_.newCaptions += (*stored)[i].newCaptions;
            auto own = regionsOf(images_[i], regions_[i], (*stored)[i], report_.format);
            std::ranges::move(own, std::back_inserter(regions));
        }
        if (auto added = project_->addToImport(*import_, regions); !added) return base::pass(added);
        images_.clear();
        regions_.clear();
        context_.report({"importing images", report_.images, 0, {}});
        return {};
    }

    // Only what create() has made, so that nothing else can be lost.
    static void removeNewProject(const fs::path& folder) {
        std::error_code ignored;
        std::vector<fs::path> own;
        for (const auto& entry : fs::directory_iterator(folder, ignored))
            if (const auto name = entry.path().filename().string();
                name == "project.sqlite" || name == "project.sqlite-wal" || name == "project.sqlite-shm" ||
                (name.starts_with("import-") && name.ends_with(".lock")))
                own.push_back(entry.path());
        for (const auto& file : own) fs::remove(file, ignored);
        for (const char* name : {"features", "runs", "exports", ""}) fs::remove(folder / name, ignored);
    }

    fs::path folder_;
    bool isNew_ = false, kept_ = false;
    ImportReport& report_;
    const base::JobContext& context_;
    std::optional<store::ProjectStore> project_;
    std::optional<std::int64_t> import_;
    fs::path root_;
    std::vector<store::NewImage> images_;
    std::vector<std::vector<data::RegionText>> regions_;  // of these
};

// Reads with `sink` and completes the report with the result of the reading.
base::Status readAll(const data::DatasetReader& reader, const ImportOptions& options, ImportReport& report,
                     const base::JobContext& context, const data::SampleSink& sink) {
    LEGENDA_TRY(data, reader.stream(options.root, context, sink));
    report.missingImages = std::move(data->missingImages);
    report.problems.insert(report.problems.begin(), std::make_move_iterator(data->problems.begin()),
                           std::make_move_iterator(data->problems.end()));
    return {};
}

}  // namespace

base::Result<ImportReport> runImport(const ImportOptions& options, const base::JobContext& context) {
    if (!options.dryRun && options.project.empty())
        return base::fail(ErrorCode::Usage, "An import needs a project, unless it is a dry run.");
    LEGENDA_TRY(reader, readerOf(options.format));
    context.report({"reading " + options.root.filename().string(), 0, 0, {}});
    if (std::error_code ignored; fs::is_regular_file(options.root, ignored))
        if (auto right = data::refuseForeign(options.root, "a dataset"); !right) return base::pass(right);
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
    LEGENDA_TRY(writer, Writer::begin(options, report, context));
    auto done = readAll(**reader, options, report, context, [&](const data::Dataset& data, data::Sample&& sample) {
        return (*writer)->add(data, std::move(sample));
    });
    if (done) done = (*writer)->keep();
    if (!done) return base::pass(done);
    return report;
}

}  // namespace legenda::exchange
