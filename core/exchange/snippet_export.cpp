// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/data/regions/values.h"
#include "core/exchange/snippets.h"
#include "core/image/image_size.h"
#include "core/store/project_store.h"
#include "core/store/region_repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace legenda::exchange {

namespace fs = std::filesystem;
using regions::Image;
using regions::Record;

namespace {

constexpr std::int64_t kImagesALook = 50;  // between two looks at the stop token

// The default annotator is nobody's name.
std::string nameOf(const std::string& annotator) {
    return annotator == store::kDefaultAnnotator ? std::string() : annotator;
}

regions::Seen seenOf(store::Presence presence) {
    if (presence == store::Presence::NotVisible) return regions::Seen::NotVisible;
    return presence == store::Presence::WholeScene ? regions::Seen::WholeScene : regions::Seen::Boxes;
}

Record recordOf(const store::RegionRecord& region, const std::string& format) {
    Record record;
    if (!region.whole) record.box = region.box;
    record.annotator = nameOf(region.annotator);
    record.createdAt = region.createdAt;
    record.id = region.uuid;
    const auto extra = nlohmann::json::parse(region.extraJson, nullptr, false);
    if (const auto& id = regions::member(extra, "id"); id.is_string()) record.id = id.get<std::string>();
    if (const auto& keys = regions::member(extra, "keys"); keys.is_object()) {
        if (regions::member(extra, "format") == format)
            record.keys = keys;
        else
            record.otherNames = {"keys of another format"};
    }
    for (const auto& snippet : region.snippets)
        if (!snippet.suggested) record.texts.push_back({snippet.text, nameOf(snippet.annotator)});
    return record;
}

// Without a number of a region that is not among the records.
regions::Chain chainOf(const store::ChainRecord& chain, const std::map<std::string, std::int64_t>& records,
                       const std::map<std::int64_t, std::pair<std::string, int>>& sentences) {
    regions::Chain made;
    made.id = chain.uuid;
    const auto extra = nlohmann::json::parse(chain.extraJson, nullptr, false);
    if (const auto& id = regions::member(extra, "id"); id.is_string()) made.id = id.get<std::string>();
    made.annotator = nameOf(chain.annotator);
    made.types = chain.types;
    made.seen = seenOf(chain.presence);
    for (const auto& region : chain.regions)
        if (const auto record = records.find(region); record != records.end()) made.regions.push_back(record->second);
    for (const auto& words : chain.mentions)
        if (const auto sentence = sentences.find(words.caption); sentence != sentences.end())
            made.mentions.push_back({sentence->second.first, sentence->second.second, words.start, words.end});
    return made;
}

// Whether a text is words with one space between them.
bool spaced(const std::string& text) {
    if (text.empty()) return true;
    if (text.front() == ' ' || text.back() == ' ' || text.find("  ") != std::string::npos) return false;
    return text.find_first_of("\t\r\n\v\f") == std::string::npos;
}

void count(const Image& image, const std::vector<Record>& records, regions::Survey& survey) {
    ++survey.images;
    survey.sizeless += image.width > 0 ? 0 : 1;
    for (const auto& record : records) {
        ++survey.regions;
        survey.texts += static_cast<std::int64_t>(record.texts.size());
        survey.wholes += record.box ? 0 : 1;
        survey.named += record.annotator.empty() ? 0 : 1;
        survey.foreign += record.otherNames.empty() ? 0 : 1;
        const auto number = regions::idJson(record.id.substr(0, record.id.find('/')));
        const bool own = record.id.size() == 36;  // a UUID
        survey.ids += own ? 0 : 1;
        survey.wordIds += own || number.is_number() ? 0 : 1;
        if (number.is_number()) survey.largestId = std::max(survey.largestId, number.get<std::int64_t>());
        if (record.box)
            for (const double edge : {record.box->x, record.box->y, record.box->right(), record.box->bottom()})
                if (edge != std::round(edge)) {
                    ++survey.fractions;
                    break;
                }
        for (const auto& text : record.texts) {
            survey.named += text.annotator.empty() || text.annotator == record.annotator ? 0 : 1;
            survey.unspaced += spaced(text.text) ? 0 : 1;
            survey.bracketed += text.text.find_first_of("[]") == std::string::npos ? 0 : 1;
        }
        for (const auto& [key, value] : record.keys.items()) survey.keys.insert(key);
    }
    std::map<std::int64_t, int> shown;  // by how many chains each record is
    for (const auto& chain : image.chains) {
        survey.phrases += static_cast<std::int64_t>(chain.mentions.size());
        survey.named += chain.annotator.empty() ? 0 : 1;
        for (const auto region : chain.regions) survey.shared += ++shown[region] == 2 ? 1 : 0;
    }
}

// What is to be written of a project.
class Export {
 public:
    static base::Result<Export> open(const fs::path& folder, const std::string& format,
                                     const base::JobContext& context) {
        LEGENDA_TRY(project, store::ProjectStore::open(folder, store::ProjectStore::Mode::Read));
        LEGENDA_TRY(images, project->images());
        LEGENDA_TRY(ids, project->externalIds({}));
        LEGENDA_TRY(counts, project->regionCounts());
        LEGENDA_TRY(chains, project->chainCounts());
        LEGENDA_TRY(settlements, project->settlements());
        Export made(std::move(*project), format, context);
        for (auto& settlement : *settlements) made.settled_[settlement.result] = std::move(settlement.sources);
        for (auto& image : *images) {
            made.rows_.push_back(counts->contains(image.id) || chains->contains(image.id) ? image.id : 0);
            if (chains->contains(image.id)) made.chained_.insert(image.id);
            if (image.width == 0 && made.rows_.back() != 0)
                if (const auto size = image::readSize(image.file)) {
                    image.width = size->width;
                    image.height = size->height;
                }
            made.source_.images.push_back({made.source_.images.size(),
                                           std::move(image.path),
                                           std::move(image.file),
                                           image.width,
                                           image.height,
                                           std::move(image.split),
                                           std::move((*ids)[image.id]),
                                           {},
                                           {}});
        }
        LEGENDA_TRY(counted,
                    made.each("looking at regions", [&](const Image& image, const std::vector<Record>& records) {
                        count(image, records, made.source_.survey);
                        return base::Status();
                    }));
        return made;
    }

    // Valid while this lives and does not move.
    const regions::Source& source() {
        source_.forEachImage = [this](const regions::Source::EachImage& take) { return each("writing regions", take); };
        source_.stop = context_->stop;
        return source_;
    }
    const regions::Survey& survey() const { return source_.survey; }

 private:
    Export(store::ProjectStore project, std::string format, const base::JobContext& context)
        : project_(std::move(project)), format_(std::move(format)), context_(&context) {}

    base::Status each(const char* stage, const regions::Source::EachImage& take) {
        std::int64_t done = 0;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (rows_[i] == 0) continue;
            if (done++ % kImagesALook == 0) {
                if (context_->stopped()) return base::JobContext::cancelled();
                context_->report({stage, static_cast<std::int64_t>(i), static_cast<std::int64_t>(rows_.size()), {}});
            }
            LEGENDA_TRY(found, project_.regions(rows_[i]));
            std::vector<Record> records;
            std::map<std::string, std::int64_t> places;  // of the records, by UUID
            for (const auto& region : *found) {
                if (region.suggested) continue;
                places.emplace(region.uuid, static_cast<std::int64_t>(records.size()));
                records.push_back(recordOf(region, format_));
                if (const auto names = settledOf(region.uuid, *found); !names.empty())
                    records.back().keys["annotators"] = names;
            }
            if (!chained_.contains(rows_[i])) {
                LEGENDA_TRY(taken, take(source_.images[i], records));
                continue;
            }
            Image image = source_.images[i];
            LEGENDA_TRY(added, addChains(image, rows_[i], places));
            LEGENDA_TRY(taken, take(image, records));
        }
        return {};
    }

    // "Ada, Ben": whose regions or chains were settled as this one of the consensus; empty: it is none.
    template <typename RegionOrChain>
    std::string settledOf(const std::string& uuid, const std::vector<RegionOrChain>& all) const {
        const auto sources = settled_.find(uuid);
        if (sources == settled_.end()) return {};
        std::set<std::string> names;
        for (const auto& each : all)
            if (std::ranges::find(sources->second, each.uuid) != sources->second.end()) names.insert(each.annotator);
        return fmt::format("{}", fmt::join(names, ", "));
    }

    base::Status addChains(Image& image, std::int64_t row, const std::map<std::string, std::int64_t>& places) {
        LEGENDA_TRY(captions, project_.captions(row));
        std::map<std::int64_t, std::pair<std::string, int>> sentences;  // by the caption: the text and its copy
        std::map<std::string, int> copies;
        for (const auto& caption : *captions) {
            image.sentences.push_back(caption.text);
            sentences.emplace(caption.id, std::pair{caption.text, copies[caption.text]++});
        }
        LEGENDA_TRY(chains, project_.chains(row));
        for (const auto& chain : *chains) {
            if (chain.suggested) continue;
            image.chains.push_back(chainOf(chain, places, sentences));
            image.chains.back().annotators = settledOf(chain.uuid, *chains);
        }
        return {};
    }

    store::ProjectStore project_;
    std::string format_;
    const base::JobContext* context_;
    regions::Source source_;
    std::vector<std::int64_t> rows_;                           // of the images; 0: it has no regions and no chains
    std::set<std::int64_t> chained_;                           // rows of images with chains
    std::map<std::string, std::vector<std::string>> settled_;  // UUIDs of what was settled, by that of its result
};

}  // namespace

base::Result<SnippetsReport> exportSnippets(const fs::path& project, const SnippetsTarget& target,
                                            const base::JobContext& context) {
    LEGENDA_TRY(format, regions::formatToWrite(target.file, target.format));
    LEGENDA_TRY(all, Export::open(project, (*format)->name(), context));
    SnippetsReport report;
    const auto& survey = all->survey();
    report.format = (*format)->name();
    report.images = survey.images;
    report.boxes = survey.regions - survey.wholes;
    report.texts = survey.texts;
    report.phrases = survey.phrases;
    report.losses = (*format)->losses(survey);
    if (target.dryRun) return report;
    for (const auto& loss : report.losses) context.say(loss);
    LEGENDA_TRY(written, (*format)->write(all->source(), target.file));
    return report;
}

}  // namespace legenda::exchange
