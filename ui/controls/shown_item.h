// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QString>

#include <functional>
#include <vector>

namespace legenda::ui {

// One thing behind a figure of an evaluation (a caption, a query with its rank, a phrase or region with its box), as
// another page shows it beside its image.
struct ShownItem {
    struct Line {
        QString title, text;  // "Prediction", "a dog runs"
        qint64 image = 0;     // another image that the text is about; 0: none
    };
    struct Box {
        QRectF box;  // pixels of the full-size image
        bool truth = false;
        QString title;  // "predicted box"
    };
    // The first of a ranked list: sentences for the item's image, or images for the item's sentence.
    struct Ranking {
        struct Entry {
            QString text;      // of the sentence, or the path of the image
            qint64 image = 0;  // of images; 0: it is not in the project
            double score = 0;
            bool right = false;  // it belongs to the query
        };
        QString title;  // "Sentences, the best first"
        bool ofImages = false;
        std::vector<Entry> entries;
    };
    qint64 image = 0;
    QString title;                     // "Rank 12 · Image search · paper"
    std::vector<Line> lines;           // prediction, references, other figures
    std::vector<Box> boxes;            // predicted and true
    std::vector<Ranking> rankings;     // of a retrieval; of two results, where they are compared
    QString sentence;                  // the query, where images are ranked; empty: it is none
    int place = 0, total = 0;          // in the list that it was chosen from, from 0
    std::function<void(int by)> step;  // asks for the one before or behind it there, which is shown the same way
};

}  // namespace legenda::ui
