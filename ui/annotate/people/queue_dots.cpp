// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/people/queue_dots.h"

#include "ui/annotate/people/people_state.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStringList>

namespace legenda::ui {

void paintMarkDots(QPainter& painter, const PeopleState& people, std::int64_t image, const QRectF& room) {
    constexpr double kDot = 7, kStep = 12;
    double x = room.left();
    for (const auto& mark : people.marks(image)) {
        if (mark.kind != store::MarkKind::Done || x + kDot > room.right()) continue;
        const QRectF dot(x, room.center().y() - kDot / 2, kDot, kDot);
        painter.setPen(Qt::NoPen);
        painter.setBrush(people.colourOf(mark.annotator));
        painter.drawEllipse(dot);
        if (people.marked(image, store::MarkKind::Reviewed, mark.annotator)) {
            painter.setPen(QPen(theme::colours().text, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(dot.adjusted(-1.5, -1.5, 1.5, 1.5));
        }
        x += kStep;
    }
}

QString markSentence(const PeopleState& people, std::int64_t image) {
    QStringList done, reviewed;
    for (const auto& mark : people.marks(image))
        (mark.kind == store::MarkKind::Done ? done : reviewed) << QString::fromStdString(mark.annotator);
    QStringList sentences;
    if (!done.isEmpty())
        sentences << QCoreApplication::translate("AnnotateQueue", "done: %1").arg(done.join(QStringLiteral(", ")));
    if (!reviewed.isEmpty())
        sentences
            << QCoreApplication::translate("AnnotateQueue", "reviewed: %1").arg(reviewed.join(QStringLiteral(", ")));
    return sentences.join(QLatin1Char('\n'));
}

}  // namespace legenda::ui
