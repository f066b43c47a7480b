// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>
#include <QString>

#include <cstdint>

namespace legenda::ui {

// Words of a sentence that mention something, or may.
struct PhraseEntry {
    enum class State {
        Boxes,
        NotVisible,
        WholeScene,
        Unlinked,   // annotated, without a box yet
        Suggested,  // a suggestion that the project holds
        Proposed,   // by the alignment model, with a box; nothing of it is in the project
        Found       // a noun phrase without a proposal
    };
    std::int64_t caption = 0;
    int start = 0, end = 0;  // words [start, end) of the sentence split at spaces
    QString text;
    State state = State::Found;
    QString mention, chain;  // UUIDs; Proposed: `chain` is the entity that it seems to name again, empty: a new one
    QString annotator;       // empty: there is only one
    QColor ink;              // of another annotator's phrase, which is not edited; invalid: it may be
    QString types;           // of an annotated phrase: "people", "clothing/other"
    QRectF box;              // Proposed; pixels of the full-size image
    int number = -1;         // of the chain in the image, from 0; -1: none
    int boxes = 0;           // of the chain

    bool annotated() const { return state <= State::Unlinked; }
    bool foreign() const { return ink.isValid(); }
    bool none() const { return end <= start; }
    bool covers(int word) const { return word >= start && word < end; }
    bool overlaps(int from, int to) const { return start < to && end > from; }
    // The same until it is annotated, whatever its box is.
    QString key() const {
        return mention.isEmpty() ? QStringLiteral("%1:%2-%3").arg(caption).arg(start).arg(end) : mention;
    }
};

}  // namespace legenda::ui
