// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/entity_phrases.h"

#include "core/text/token_spans.h"
#include "core/text/tokenizer.h"

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

}  // namespace

base::Result<EntityPhrases> EntityPhrases::read(const store::ProjectStore& project, const std::string& split) {
    EntityPhrases out;
    auto captions = project.captionsOfSplit(split);
    if (!captions) return base::pass(captions);
    for (auto& caption : *captions) {
        auto& own = out.sentences_[caption.image];
        own.numberOf[caption.id] = own.texts.size();
        own.texts.push_back(std::move(caption.text));
    }
    auto sentences = project.entitySentences(split);
    if (!sentences) return base::pass(sentences);
    for (auto& sentence : *sentences) out.named_[sentence.image].push_back(std::move(sentence));
    auto boxes = project.entityBoxes(split);
    if (!boxes) return base::pass(boxes);
    for (const auto& box : *boxes) out.boxes_[box.image][box.chain].push_back(box.box);
    return out;
}

const std::vector<std::string>* EntityPhrases::sentences(std::int64_t image) const {
    const auto found = sentences_.find(image);
    return found == sentences_.end() ? nullptr : &found->second.texts;
}

EntityPhrases::OfImage EntityPhrases::of(std::int64_t image, double width, double height) const {
    OfImage out;
    const auto boxes = boxes_.find(image);
    if (boxes == boxes_.end() || !(width > 0) || !(height > 0)) return out;
    std::map<std::string, std::size_t> boxOf;
    for (const auto& [chain, drawn] : boxes->second) {
        base::Box whole = drawn.front();
        for (const auto& box : drawn) whole = enclosing(whole, box);
        const auto share = shareOf(whole, width, height);
        if (!(share.area() > 0) || !std::isfinite(share.area())) continue;
        boxOf[chain] = out.boxes.size();
        out.boxes.push_back(share);
        if (drawn.size() > 1)
            for (const auto& box : drawn)
                if (const auto part = shareOf(box, width, height); part.area() > 0) out.parts.push_back(part);
    }
    out.mentions.assign(out.boxes.size(), 0);
    const auto named = named_.find(image);
    const auto own = sentences_.find(image);
    if (named == named_.end()) return out;
    for (const auto& sentence : named->second)
        for (const auto& mention : sentence.mentions)
            if (const auto box = boxOf.find(mention.chain); box != boxOf.end()) out.mentions[box->second] += 1;
    if (own == sentences_.end()) return out;
    for (const auto& sentence : named->second) {
        if (!sentence.caption) continue;
        const auto number = own->second.numberOf.find(*sentence.caption);
        if (number != own->second.numberOf.end())
            addPhrases(out.phrases, sentence, own->second.texts[number->second], number->second, boxOf);
    }
    return out;
}

}  // namespace legenda::project
