// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/phrase_links.h"

#include "core/base/hash.h"
#include "core/data/regions/words.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cctype>

namespace legenda::exchange {

namespace {

store::Presence presenceOf(data::regions::Seen seen) {
    if (seen == data::regions::Seen::NotVisible) return store::Presence::NotVisible;
    return seen == data::regions::Seen::WholeScene ? store::Presence::WholeScene : store::Presence::Boxes;
}

}  // namespace

bool isUuid(const std::string& text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
    }
    return true;
}

base::Result<store::ChainRecord> PhraseLinks::link(const store::ProjectStore& project,
                                                   const data::regions::Chain& chain, const store::ImageRecord& image) {
    if (image_ != image.id) {
        LEGENDA_TRY(read, readCaptions(project, image.id));
    }
    store::ChainRecord record;
    record.uuid = uuidOf(chain, image);
    record.image = image.id;
    record.annotator = chain.annotator;
    record.origin = "import";
    record.presence = presenceOf(chain.seen);
    record.types = chain.types;
    if (!chain.id.empty() && chain.id != record.uuid)
        record.extraJson = nlohmann::json{{"id", chain.id}, {"format", format_}}.dump(
            -1, ' ', false, nlohmann::json::error_handler_t::replace);
    for (const auto& mention : chain.mentions) {
        const auto same = captions_.find(data::regions::sentenceKey(mention.sentence));
        const store::CaptionRecord* caption =
            same == captions_.end() ? nullptr
                                    : &same->second[static_cast<std::size_t>(mention.copy) % same->second.size()];
        const auto words = caption
                               ? data::regions::sameWords(mention.sentence, mention.start, mention.end, caption->text)
                               : std::nullopt;
        if (!words) {
            // A sentence that is one phrase is a text of a region, and no caption; where there are no captions, phrases
            // of what is seen are texts of regions alone.
            const auto count = static_cast<int>(data::regions::wordsOf(mention.sentence).size());
            const bool isText = mention.start == 0 && mention.end == count;
            if (isText || (captions_.empty() && chain.seen != data::regions::Seen::NotVisible)) continue;
            if (unlinked_++ == 0) {
                firstUnlinked_ = data::regions::phraseOf(mention.sentence, mention.start, mention.end);
                firstWhere_ = chain.where;
            }
            continue;
        }
        record.mentions.push_back({{},
                                   caption->id,
                                   words->first,
                                   words->second,
                                   data::regions::phraseOf(caption->text, words->first, words->second)});
    }
    return record;
}

base::Status PhraseLinks::readCaptions(const store::ProjectStore& project, std::int64_t image) {
    captions_.clear();
    LEGENDA_TRY(captions, project.captions(image));
    for (auto& caption : *captions) captions_[data::regions::sentenceKey(caption.text)].push_back(std::move(caption));
    image_ = image;
    return {};
}

// The file's own id where that is a UUID, else one that is made from image and chain, so that the same file twice is
// one import.
std::string PhraseLinks::uuidOf(const data::regions::Chain& chain, const store::ImageRecord& image) {
    if (isUuid(chain.id) && uuidImages_.emplace(std::hash<std::string>()(chain.id), image.id).first->second == image.id)
        return chain.id;
    std::string identity = fmt::format("legenda chain\n{}\n{}\n{}", image.uuid, chain.annotator, chain.id);
    if (chain.id.empty() && !chain.mentions.empty()) {
        const auto& first = chain.mentions.front();
        identity += fmt::format("\n{}\n{}\n{} {}", first.sentence, first.copy, first.start, first.end);
    }
    return base::uuidOf(identity);
}

void PhraseLinks::tell(std::vector<data::Problem>& problems) const {
    if (unlinked_ > 0)
        problems.push_back({firstWhere_, fmt::format("{} phrases stand in no caption of their image and were not "
                                                     "linked to it, \"{}\" first",
                                                     unlinked_, firstUnlinked_)});
    if (taken_ > 0)
        problems.push_back(
            {file_, fmt::format("{} phrases share words with other phrases of the same annotator and were "
                                "left out",
                                taken_)});
}

}  // namespace legenda::exchange
