// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/phrases/phrase_proposals.h"

#include "core/text/noun_phrases.h"

#include <algorithm>

namespace legenda::ui {

PhraseProposals::PhraseProposals(Bridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {
    connect(bridge_, &Bridge::modelsChanged, this, [this] { open(image_, std::vector(sentences_)); });
}

void PhraseProposals::open(std::int64_t image, const std::vector<store::CaptionRecord>& sentences) {
    image_ = image;
    sentences_ = sentences;
    ++generation_;
    asked_ = 0;
    nouns_.clear();
    boxes_.clear();
    problem_.clear();
    for (std::size_t i = 0; i < sentences_.size(); ++i) {
        auto& nouns = nouns_[sentences_[i].id] = text::nounPhrases(sentences_[i].text);
        if (!nouns.empty()) request(sentences_[i], nouns, QStringLiteral("sentence %1").arg(i));
    }
    Q_EMIT changed();
}

std::vector<PhraseProposals::Proposal> PhraseProposals::of(std::int64_t caption) const {
    std::vector<Proposal> proposals;
    const auto nouns = nouns_.find(caption);
    if (nouns == nouns_.end()) return proposals;
    for (const auto& [start, end] : nouns->second)
        if (!rejected_.contains({caption, start, end})) proposals.push_back({start, end, boxOf(caption, start, end)});
    return proposals;
}

std::optional<base::Box> PhraseProposals::boxOf(std::int64_t caption, int start, int end) const {
    const auto found = boxes_.find({caption, start, end});
    return found == boxes_.end() ? std::nullopt : std::optional(found->second);
}

void PhraseProposals::reject(std::int64_t caption, int start, int end) {
    rejected_.insert({caption, start, end});
    Q_EMIT changed();
}

void PhraseProposals::ask(std::int64_t caption, int start, int end) {
    const auto sentence = std::ranges::find(sentences_, caption, &store::CaptionRecord::id);
    if (sentence == sentences_.end() || end <= start || boxOf(caption, start, end)) return;
    request(*sentence, {{start, end}}, QStringLiteral("words"));
}

void PhraseProposals::request(const store::CaptionRecord& sentence, std::vector<std::pair<int, int>> phrases,
                              const QString& part) {
    ++asked_;
    bridge_->models().ask(
        this, inference::PhraseQuestion{image_, sentence.text, std::move(phrases)},
        [this, caption = sentence.id, generation = generation_](base::Result<std::vector<inference::PhraseBox>> found) {
            if (generation != generation_) return;
            --asked_;
            if (found)
                for (const auto& each : *found)
                    if (each.known) boxes_[{caption, each.start, each.end}] = each.box;
            if (!found && !dropped(found.error())) problem_ = QString::fromStdString(found.error().message);
            Q_EMIT changed();
        },
        part);
}

}  // namespace legenda::ui
