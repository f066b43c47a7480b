// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QString>

#include <cstdint>

class QPainter;

namespace legenda::ui {

class PeopleState;

// Who is done with an image: a dot in each annotator's colour, with a ring around it where the work was reviewed.
void paintMarkDots(QPainter& painter, const PeopleState& people, std::int64_t image, const QRectF& room);
// The same in words: "Done: Ada, Ben. Reviewed: Ada." Empty: nobody is.
QString markSentence(const PeopleState& people, std::int64_t image);

}  // namespace legenda::ui
