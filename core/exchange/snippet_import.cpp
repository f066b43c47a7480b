// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/exchange/image_finder.h"
#include "core/exchange/phrase_links.h"
#include "core/exchange/snippets.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace legenda::exchange {

namespace fs = std::filesystem;
using regions::Record;

namespace {

constexpr std::size_t kRegionsAtOnce = 200;  // between two looks at the stop token

std::string repeated(const Record& record) {
    return fmt::format("repeats the id {} with another box; both were kept", record.id);
}

// Puts the records of a file together to regions.
class Inspection {
 public:
    explicit Inspection(SnippetsReport& report) : report_(report) {}

    base::Status take(Record&& record, regions::Feed& feed) {
        const auto region = identities_.of(record, record.image);
        images_.insert(record.image);
        report_.texts += static_cast<std::int64_t>(record.texts.size());
        for (auto& text : record.texts)
            if (text.annotator.empty()) text.annotator = record.annotator;
        if (region.isNew) {
            if (region.again > 0 && !record.id.empty()) feed.skip(record.where, repeated(record));
            report_.boxes += record.box ? 1 : 0;
            if (record.box && record.width > 0 && record.frame == regions::Frame::Size)
                edges_.add(*record.box, record.width, record.height, record.where);
            places_.emplace(region.key, report_.snippets.size());
            report_.snippets.push_back(std::move(record));
        } else {
            auto& texts = report_.snippets[places_.at(region.key)].texts;
            texts.insert(texts.end(), std::make_move_iterator(record.texts.begin()),
                         std::make_move_iterator(record.texts.end()));
        }
        report_.images = static_cast<std::int64_t>(images_.size());
        return {};
    }

    base::Status take(const Record& image, regions::Chain&& chain) {
        images_.insert(image.image);
        report_.images = static_cast<std::int64_t>(images_.size());
        report_.phrases += static_cast<std::int64_t>(chain.mentions.size());
        return {};
    }

    base::Status keep() {
        edges_.tell(report_.skipped);
        return {};
    }

 private:
    SnippetsReport& report_;
    regions::Identities identities_;
    regions::EdgeCount edges_;
    std::set<std::string> images_;
    std::unordered_map<std::uint64_t, std::size_t> places_;  // in the report, by the region's key
};

// Puts the records of a file into a project, in chunks, all under one import. Unless keep() was called, what it wrote
// is taken out again at its end.
class Import {
 public:
    static base::Result<std::unique_ptr<Import>> begin(const fs::path& folder, const fs::path& file,
                                                       SnippetsReport& report, const base::JobContext& context) {
        LEGENDA_TRY(project, store::ProjectStore::open(folder));
        LEGENDA_TRY(finder, ImageFinder::make(*project, report.format));
        LEGENDA_TRY(import, project->beginImport(file, "regions"));
        return std::unique_ptr<Import>(
            new Import(std::move(*project), std::move(*finder), *import, file, report, context));
    }
    Import(const Import&) = delete;
    Import& operator=(const Import&) = delete;
    ~Import() {
        // Where even this fails the next opening of the project does it.
        if (kept_) return;
        [[maybe_unused]] const auto removed = project_.removeImport(import_);
    }

    base::Status take(Record&& record, regions::Feed& feed) {
        std::string why;
        const auto* image = finder_.find(record, why);
        const auto box = image ? finder_.boxInImage(record, *image, why) : std::nullopt;
        if (!box) {
            feed.skip(record.where, why);
            return {};
        }
        const auto region = identities_.of(record, image->uuid);
        if (numbersImage_ != image->id) numbers_.clear();
        numbersImage_ = image->id;
        images_.insert(image->id);
        report_.images = static_cast<std::int64_t>(images_.size());
        report_.texts += static_cast<std::int64_t>(record.texts.size());
        if (region.isNew) {
            if (region.again > 0 && !record.id.empty()) feed.skip(record.where, repeated(record));
            report_.boxes += record.box ? 1 : 0;
        }
        const auto number = record.number;
        regions_.push_back(regionOf(std::move(record), *image, *box, region));
        numbers_.emplace(number, regions_.back().uuid);
        return regions_.size() < kRegionsAtOnce ? base::Status() : flush();
    }

    base::Status take(const Record& where, regions::Chain&& chain) {
        std::string why;
        const auto* image = finder_.find(where, why);
        if (!image) return {};  // its regions were left out with the reason, or it has none
        std::vector<std::string> uuids;
        for (const auto number : chain.regions)
            if (const auto region = numbers_.find(number);
                region != numbers_.end() && std::ranges::find(uuids, region->second) == uuids.end())
                uuids.push_back(region->second);
        if (chain.seen == regions::Seen::Boxes && uuids.empty()) return {};
        LEGENDA_TRY(linked, links_.link(project_, chain, *image));
        if (linked->mentions.empty()) return {};
        report_.phrases += static_cast<std::int64_t>(linked->mentions.size());
        images_.insert(image->id);
        report_.images = static_cast<std::int64_t>(images_.size());
        linked->regions = std::move(uuids);
        chains_.push_back(std::move(*linked));
        return chains_.size() < kRegionsAtOnce ? base::Status() : flush();
    }

    base::Status keep() {
        LEGENDA_TRY(flushed, flush());
        links_.tell(report_.skipped);
        report_.import = import_;
        finder_.edges().tell(report_.skipped);
        auto finished = project_.finishImport(import_);
        kept_ = finished.has_value();
        return finished;
    }

 private:
    Import(store::ProjectStore project, ImageFinder finder, std::int64_t import, const fs::path& file,
           SnippetsReport& report, const base::JobContext& context)
        : project_(std::move(project)),
          finder_(std::move(finder)),
          import_(import),
          report_(report),
          context_(context),
          links_(report.format, file.string()) {}

    base::Status flush() {
        if (context_.stopped()) return base::JobContext::cancelled();
        if (!regions_.empty()) {
            LEGENDA_TRY(added, project_.addToImport(import_, regions_));
            report_.newBoxes += added->boxes;
            report_.newTexts += added->texts;
            regions_.clear();
        }
        if (!chains_.empty()) {
            LEGENDA_TRY(added, project_.addToImport(import_, chains_));
            report_.newPhrases += added->mentions;
            links_.taken(added->taken);
            chains_.clear();
        }
        return {};
    }

    // The file's own id where that is a UUID, else one that is made from image and id, so that the same file twice is
    // one import.
    std::string uuidOf(const Record& record, std::int64_t image, const regions::Identities::Found& region) {
        if (isUuid(record.id) && region.again == 0 &&
            uuidImages_.emplace(std::hash<std::string>()(record.id), image).first->second == image)
            return record.id;
        return base::uuidOf("legenda region\n" + region.identity);
    }

    store::RegionRecord regionOf(Record&& record, const store::ImageRecord& image, const base::Box& box,
                                 const regions::Identities::Found& identity) {
        store::RegionRecord region;
        region.uuid = uuidOf(record, image.id, identity);
        region.image = image.id;
        region.box = box;
        region.whole = !record.box;
        region.annotator = record.annotator;
        region.origin = "import";
        region.createdAt = record.createdAt;
        nlohmann::json extra = nlohmann::json::object();
        if (!record.id.empty() && region.uuid != record.id) extra["id"] = record.id;
        if (!record.keys.empty()) extra["keys"] = std::move(record.keys);
        if (!extra.empty()) {
            extra["format"] = report_.format;
            region.extraJson = extra.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        }
        for (auto& text : record.texts)
            region.snippets.push_back({{},
                                       std::move(text.text),
                                       text.annotator.empty() ? record.annotator : std::move(text.annotator),
                                       "import"});
        return region;
    }

    store::ProjectStore project_;
    ImageFinder finder_;
    std::int64_t import_;
    SnippetsReport& report_;
    const base::JobContext& context_;
    regions::Identities identities_;
    std::set<std::int64_t> images_;
    std::unordered_map<std::size_t, std::int64_t> uuidImages_;  // image by the hash of an id that is a UUID
    std::int64_t numbersImage_ = 0;
    std::unordered_map<std::int64_t, std::string> numbers_;  // the UUIDs of its records, by the feed's numbers
    std::vector<store::RegionRecord> regions_;
    std::vector<store::ChainRecord> chains_;
    PhraseLinks links_;
    bool kept_ = false;
};

// Reads a file; `make` gives what takes its records once the format is known.
template <class Make>
base::Status readInto(const fs::path& file, const std::string& name, SnippetsReport& report,
                      const base::JobContext& context, const Make& make) {
    context.report({"reading " + file.filename().string(), 0, 0, {}});
    LEGENDA_TRY(format, regions::formatToRead(file, name, context));
    report.format = (*format)->name();
    LEGENDA_TRY(taker, make());
    regions::Feed feed(
        context, report.skipped, [&](Record&& record) { return (*taker)->take(std::move(record), feed); },
        [&](const Record& image, regions::Chain&& chain) { return (*taker)->take(image, std::move(chain)); });
    LEGENDA_TRY(read, regions::readRegions(**format, file, feed));
    if (context.stopped()) return base::JobContext::cancelled();
    return (*taker)->keep();
}

}  // namespace

base::Result<SnippetsReport> inspectSnippets(const fs::path& file, const std::string& format,
                                             const base::JobContext& context) {
    SnippetsReport report;
    const auto make = [&] { return base::Result<std::unique_ptr<Inspection>>(std::make_unique<Inspection>(report)); };
    LEGENDA_TRY(read, readInto(file, format, report, context, make));
    return report;
}

base::Result<SnippetsReport> importSnippets(const fs::path& project, const fs::path& file, const std::string& format,
                                            const base::JobContext& context) {
    SnippetsReport report;
    const auto make = [&] { return Import::begin(project, file, report, context); };
    LEGENDA_TRY(read, readInto(file, format, report, context, make));
    return report;
}

}  // namespace legenda::exchange
