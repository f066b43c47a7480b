// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/sentence/shown_words.h"

#include "core/text/content_words.h"

namespace legenda::ui {

std::vector<bool> shownWords(const model::Alignment& alignment, bool contentOnly) {
    return contentOnly ? text::contentWords(alignment.tokens) : std::vector<bool>(alignment.tokens.size(), true);
}

std::vector<model::Segment> shownSegments(const model::Alignment& alignment, const std::vector<bool>& shown) {
    std::vector<model::Segment> segments;
    for (model::Segment segment : alignment.segments) {
        segment.text.clear();
        for (int t = segment.start; t < segment.end; ++t) {
            const auto word = static_cast<std::size_t>(t);
            if (!shown[word]) continue;
            if (!segment.text.empty()) segment.text += ' ';
            segment.text += alignment.tokens[word];
        }
        if (!segment.text.empty()) segments.push_back(std::move(segment));
    }
    return segments;
}

}  // namespace legenda::ui
