// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/project_phrases.h"

#include "core/jobs/evaluate_grounding.h"
#include "core/text/tokenizer.h"

#include <cmath>

namespace legenda::jobs {

namespace {

// The phrases of one Entities sentence as tokens of the caption it was joined with, where both have the same tokens.
void addPhrases(std::vector<train::Phrase>& phrases, const store::EntitySentenceRecord& sentence,
                const std::string& caption, std::size_t number, const std::map<std::string, std::size_t>& boxOf) {
    if (text::tokenize(sentence.text) != text::tokenize(caption)) return;
    const auto spans = spacesToTokens(sentence.text);
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

}  // namespace

base::Result<ProjectPhrases> ProjectPhrases::read(const store::ProjectStore& project, const std::string& split) {
    ProjectPhrases out;
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
    for (const auto& box : *boxes) {
        const auto [found, added] = out.boxes_[box.image].try_emplace(box.chain, box.box);
        if (!added) found->second = enclosing(found->second, box.box);
    }
    return out;
}

const std::vector<std::string>* ProjectPhrases::sentences(std::int64_t image) const {
    const auto found = sentences_.find(image);
    return found == sentences_.end() ? nullptr : &found->second.texts;
}

ProjectPhrases::OfImage ProjectPhrases::of(std::int64_t image, double width, double height) const {
    OfImage out;
    const auto boxes = boxes_.find(image);
    if (boxes == boxes_.end() || !(width > 0) || !(height > 0)) return out;
    std::map<std::string, std::size_t> boxOf;
    for (const auto& [chain, box] : boxes->second) {
        const auto share =
            base::intersection({box.x / width, box.y / height, box.w / width, box.h / height}, {0, 0, 1, 1});
        if (!(share.area() > 0) || !std::isfinite(share.area())) continue;
        boxOf[chain] = out.boxes.size();
        out.boxes.push_back(share);
    }
    const auto named = named_.find(image);
    const auto own = sentences_.find(image);
    if (named == named_.end() || own == sentences_.end()) return out;
    for (const auto& sentence : named->second) {
        if (!sentence.caption) continue;
        const auto number = own->second.numberOf.find(*sentence.caption);
        if (number != own->second.numberOf.end())
            addPhrases(out.phrases, sentence, own->second.texts[number->second], number->second, boxOf);
    }
    return out;
}

}  // namespace legenda::jobs
