// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/earlier_texts.h"

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kMostAsked = 100, kMostOffered = 6;

}  // namespace

QStringList EarlierTexts::chosen(const std::vector<store::SnippetHit>& hits, const QString& text) {
    QStringList texts;
    for (const auto& hit : hits)
        if (const QString each = QString::fromStdString(hit.text);
            each.compare(text, Qt::CaseInsensitive) != 0 && !texts.contains(each))
            texts += each;
    std::stable_partition(texts.begin(), texts.end(),
                          [&](const QString& each) { return each.startsWith(text, Qt::CaseInsensitive); });
    return texts.mid(0, kMostOffered);
}

void EarlierTexts::offer(SnippetField* field, const QString& text) {
    bridge_->annotations().searchTexts(
        this, text, kMostAsked,
        [guard = QPointer<SnippetField>(field), text](base::Result<std::vector<store::SnippetHit>> hits) {
            // Nothing is said of a failure: what is typed is not affected.
            if (guard && hits) guard->setCompletions(text, chosen(*hits, text));
        });
}

}  // namespace legenda::ui
