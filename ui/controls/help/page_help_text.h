// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace legenda::ui {

// How something looks on a page, as a small drawing.
enum class HelpSample { None, Word, PaleWord, DottedWord, Box, DashedBox, GreyBox, Curve, Mark };

// One explanation: at the left the drawing, or a term ("score", or a key), at the right what it is.
struct HelpLine {
    HelpSample sample = HelpSample::None;
    QString term, text;
};

struct HelpPart {
    QString title;
    std::vector<HelpLine> lines;
};

// What a page shows, in plain words.
struct HelpText {
    QString lead;
    std::vector<HelpPart> parts;
};

// Of the page with this id ("browse"), with the keys that are in force.
HelpText helpTextOf(const QString& page);

}  // namespace legenda::ui
