// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/entities.h"

#include "core/text/token_spans.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <cmath>

namespace legenda::project {

namespace {

// The phrases of one Entities sentence as tokens of the caption it was joined with, where both have the same tokens.
void addPhrases(std::vector<text::Phrase>& phrases, const store::EntitySentenceRecord& sentence,
                const std::string& caption, std::size_t number, const std::map<std::string, std::size_t>& boxOf) {
    if (text::tokenize(sentence.text) != text::tokenize(caption)) return;
    const auto spans = text::tokenSpansOfWords(sentence.text);
    for (const auto& mention : sentence.mentions) {
        const auto box = boxOf.find(mention.chain);
        if (box == boxOf.end() || mention.start < 0 || mention.end <= mention.start ||
            static_cast<std::size_t>(mention.end) > spans.size())
            continue;
        const auto begin = spans[static_cast<std::size_t>(mention.start)].first;
        const auto end = spans[static_cast<std::size_t>(mention.end) - 1].second;
        if (end > begin)
            phrases.push_back({number, static_cast<std::size_t>(begin), static_cast<std::size_t>(end), box->second});
    }
}

base::Box shareOf(const base::Box& box, double width, double height) {
    return base::intersection({box.x / width, box.y / height, box.w / width, box.h / height}, {0, 0, 1, 1});
}

// The phrases that annotators linked, as sentences and boxes of Entities.
void linkPhrases(std::map<std::int64_t, Entities::OfImage>& entities, const std::vector<store::ChainRecord>& chains,
                 const std::vector<store::RegionRecord>& regions, std::vector<store::CaptionRecord> captions) {
    std::map<std::string, base::Box> boxOf;
    for (const auto& region : regions) boxOf[region.uuid] = region.box;
    std::map<std::int64_t, std::vector<store::MentionRecord>> mentions;  // by caption
    for (const auto& chain : chains) {
        for (const auto& words : chain.mentions)
            mentions[words.caption].push_back({chain.uuid, words.start, words.end, words.text, chain.types});
        auto& boxes = entities[chain.image].boxes;
        for (const auto& region : chain.regions)
            if (const auto box = boxOf.find(region); box != boxOf.end()) boxes[chain.uuid].push_back(box->second);
    }
    for (auto& caption : captions) {
        const auto own = mentions.find(caption.id);
        if (own == mentions.end()) continue;
        std::ranges::sort(own->second, {}, &store::MentionRecord::start);
        entities[caption.image].sentences.push_back(
            {caption.id, caption.image, caption.id, std::move(caption.text), std::move(own->second)});
    }
}

base::Status addAnnotated(std::map<std::int64_t, Entities::OfImage>& entities, const store::ProjectStore& project,
                          const std::string& split) {
    LEGENDA_TRY(chains, project.trueChains(split));
    std::erase_if(*chains, [&](const store::ChainRecord& chain) { return entities.contains(chain.image); });
    if (chains->empty()) return {};
    LEGENDA_TRY(regions, project.allRegions(split));
    LEGENDA_TRY(captions, project.captionsOfSplit(split));
    linkPhrases(entities, *chains, *regions, std::move(*captions));
    return {};
}

}  // namespace

base::Status Entities::readCaptions(const store::ProjectStore& project, const std::string& split) {
    LEGENDA_TRY(captions, project.captionsOfSplit(split));
    takeCaptions(std::move(*captions));
    return {};
}

void Entities::takeCaptions(std::vector<store::CaptionRecord> captions) {
    for (auto& caption : captions) {
        auto& own = captions_[caption.image];
        own.numberOf[caption.id] = own.texts.size();
        own.texts.push_back(std::move(caption.text));
    }
}

void Entities::take(std::vector<store::EntitySentenceRecord> sentences,
                    const std::vector<store::EntityBoxRecord>& boxes) {
    for (auto& sentence : sentences) entities_[sentence.image].sentences.push_back(std::move(sentence));
    for (const auto& box : boxes) entities_[box.image].boxes[box.chain].push_back(box.box);
}

base::Result<Entities> Entities::readAnnotated(const store::ProjectStore& project, const std::string& split) {
    Entities out;
    LEGENDA_TRY(captions, out.readCaptions(project, split));
    LEGENDA_TRY(annotated, addAnnotated(out.entities_, project, split));
    return out;
}

base::Result<Entities> Entities::read(const store::ProjectStore& project, const std::string& split) {
    Entities out;
    LEGENDA_TRY(captions, out.readCaptions(project, split));
    LEGENDA_TRY(sentences, project.entitySentences(split));
    LEGENDA_TRY(boxes, project.entityBoxes(split));
    out.take(std::move(*sentences), *boxes);
    LEGENDA_TRY(annotated, addAnnotated(out.entities_, project, split));
    return out;
}

base::Result<Entities> Entities::readImage(const store::ProjectStore& project, std::int64_t image) {
    Entities out;
    LEGENDA_TRY(captions, project.captions(image));
    LEGENDA_TRY(sentences, project.entitySentencesOf(image));
    LEGENDA_TRY(boxes, project.entityBoxesOf(image));
    out.take(std::move(*sentences), *boxes);
    if (!out.find(image)) {
        LEGENDA_TRY(chains, project.trueChainsOf(image));
        LEGENDA_TRY(regions, project.regions(image));
        std::erase_if(*regions, [](const store::RegionRecord& region) { return region.suggested; });
        linkPhrases(out.entities_, *chains, *regions, *captions);
    }
    out.takeCaptions(std::move(*captions));
    return out;
}

const std::vector<std::string>* Entities::captions(std::int64_t image) const {
    const auto found = captions_.find(image);
    return found == captions_.end() ? nullptr : &found->second.texts;
}

std::map<std::string, std::vector<std::string>> Entities::OfImage::mentions() const {
    std::map<std::string, std::vector<std::string>> texts;
    for (const auto& sentence : sentences)
        for (const auto& mention : sentence.mentions) texts[mention.chain].push_back(mention.text);
    return texts;
}

base::Box Entities::OfImage::around(const std::string& chain) const {
    const auto& own = boxes.at(chain);
    base::Box whole = own.front();
    for (const auto& box : own) whole = base::enclosing(whole, box);
    return whole;
}

const Entities::OfImage* Entities::find(std::int64_t image) const {
    const auto found = entities_.find(image);
    return found == entities_.end() ? nullptr : &found->second;
}

bool Entities::hasPhrases() const {
    return std::ranges::any_of(entities_, [](const auto& entry) { return entry.second.hasPhrases(); });
}

bool Entities::hasBoxes(std::int64_t image) const {
    const auto* found = find(image);
    return found && !found->boxes.empty();
}

Entities::Phrases Entities::phrases(std::int64_t image, double width, double height) const {
    Phrases out;
    const auto* found = find(image);
    if (!found || !(width > 0) || !(height > 0)) return out;
    std::map<std::string, std::size_t> boxOf;
    for (const auto& [chain, drawn] : found->boxes) {
        const auto share = shareOf(found->around(chain), width, height);
        if (!(share.area() > 0) || !std::isfinite(share.area())) continue;
        boxOf[chain] = out.boxes.size();
        out.boxes.push_back(share);
        if (drawn.size() > 1)
            for (const auto& box : drawn)
                if (const auto part = shareOf(box, width, height); part.area() > 0) out.parts.push_back(part);
    }
    out.mentions.assign(out.boxes.size(), 0);
    for (const auto& [chain, texts] : found->mentions())
        if (const auto box = boxOf.find(chain); box != boxOf.end())
            out.mentions[box->second] = static_cast<double>(texts.size());
    const auto own = captions_.find(image);
    if (own == captions_.end()) return out;
    for (const auto& sentence : found->sentences) {
        if (!sentence.caption) continue;
        const auto number = own->second.numberOf.find(*sentence.caption);
        if (number != own->second.numberOf.end())
            addPhrases(out.phrases, sentence, own->second.texts[number->second], number->second, boxOf);
    }
    return out;
}

}  // namespace legenda::project
