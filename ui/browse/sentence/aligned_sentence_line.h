// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QCoreApplication>
#include <QFont>
#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace legenda::ui {

// The painting of an aligned sentence: wrapped, segments underlined in their region's colour with its
// number, weak words paler, what the model does not know dotted. Plain values, so that the screen and an export use the
// same painting, the latter in any thread.
struct SentenceLine {
    Q_DECLARE_TR_FUNCTIONS(SentenceLine)
 public:
    struct Word {
        QString text;
        QString readAs;               // the known word that it is read as; empty: itself
        bool fromClassifier = false;  // its region is an image classifier's
        int region = -1;
        int segment = -1;
        double strength = 1;  // 0..1: its score relative to the sentence
        bool known = true;
        bool shown = true;  // false: grey, without a line
        double score = 0;
        double opacity = 1;
        QRectF rect;
    };
    std::vector<Word> words;
    std::vector<int> numbers;  // by region; empty: no alignment, words stand plain
    QFont wordFont, badgeFont;
    QColor strong, weak;  // of strong and of weak words

    // The fonts and colours of the theme in use. GUI thread.
    void takeTheme();
    // Places the words in `width`; answers the height.
    double layout(double width);
    void paint(QPainter& painter) const;
};

}  // namespace legenda::ui
