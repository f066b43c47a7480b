// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/sentence/aligned_sentence_line.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr double kSpaceWidth = 9, kLine = 30, kUnderline = 3, kRow = 58, kMargin = theme::kSpace4;
constexpr int kWordPixels = 22, kMostWordPixels = 27;  // of the words; the rows are high enough for the latter
constexpr double kBadgeHeight = 15, kNoteSpace = 4;

// Empty: none is shown.
QString noteOf(const SentenceLine::Word& word) {
    if (word.fromClassifier) return SentenceLine::tr("(classifier)");
    if (word.readAs.isEmpty()) return {};
    return SentenceLine::tr("(read as %1)").arg(word.readAs);
}

}  // namespace

void SentenceLine::takeTheme() {
    wordFont = theme::font(theme::Type::Title, QFont::Medium);
    wordFont.setPixelSize(std::min(theme::scaled(kWordPixels), kMostWordPixels));
    badgeFont = theme::font(theme::Type::Small, QFont::DemiBold);
    strong = theme::colours().text;
    weak = theme::colours().textWeak;
}

double SentenceLine::layout(double width) {
    const QFontMetricsF metrics(wordFont), badgeMetrics(badgeFont);
    double x = kMargin, y = theme::kSpace2;
    for (Word& word : words) {
        double w = metrics.horizontalAdvance(word.text);
        if (const QString note = noteOf(word); !note.isEmpty()) w += kNoteSpace + badgeMetrics.horizontalAdvance(note);
        if (x > kMargin && x + w > width - kMargin) {
            x = kMargin;
            y += kRow;
        }
        word.rect = QRectF(x, y, w, kLine);
        x += w + kSpaceWidth;
    }
    return y + kRow + theme::kSpace1;
}

void SentenceLine::paint(QPainter& painter) const {
    const QFontMetricsF metrics(wordFont), badgeMetrics(badgeFont);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const Word& word = words[i];
        painter.setOpacity(word.opacity);
        painter.setFont(wordFont);
        painter.setPen(numbers.empty() ? strong
                                       : theme::mixed(weak, strong, word.known && word.shown ? word.strength : 0.0));
        painter.drawText(word.rect, Qt::AlignLeft | Qt::AlignVCenter, word.text);
        const QString note = noteOf(word);
        if (!note.isEmpty()) {
            painter.setFont(badgeFont);
            painter.setPen(weak);
            painter.drawText(word.rect, Qt::AlignRight | Qt::AlignVCenter, note);
        }
        if (!numbers.empty() && (!word.known || !note.isEmpty())) {
            const double right = word.rect.left() + metrics.horizontalAdvance(word.text);
            painter.setPen(QPen(weak, 1.5, Qt::DotLine));
            painter.drawLine(word.rect.bottomLeft(), QPointF(right, word.rect.bottom()));
        }
        if (word.segment < 0 || word.region < 0 || static_cast<std::size_t>(word.region) >= numbers.size()) continue;
        const int number = numbers[static_cast<std::size_t>(word.region)];
        const bool first = i == 0 || words[i - 1].segment != word.segment || words[i - 1].rect.y() != word.rect.y();
        if (!first) continue;  // one line per segment: pieces would show seams
        std::size_t last = i;
        while (last + 1 < words.size() && words[last + 1].segment == word.segment &&
               words[last + 1].rect.y() == word.rect.y())
            ++last;
        const double right = words[last].rect.right(), y = word.rect.bottom() + 1 + kUnderline / 2;
        QPen line(theme::regionColour(number), kUnderline, Qt::SolidLine, Qt::FlatCap);
        if (theme::regionDashed(number)) line.setDashPattern({2.5, 1.5});
        painter.setPen(line);
        painter.drawLine(QPointF(word.rect.left(), y), QPointF(right, y));
        painter.setFont(badgeFont);
        const QString text = QString::number(number + 1);
        const QRectF badge(word.rect.left(), y + 4, std::max(17.0, badgeMetrics.horizontalAdvance(text) + 9),
                           kBadgeHeight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::regionColour(number));
        painter.drawRoundedRect(badge, 4, 4);
        painter.setPen(theme::onRegionColour(number));
        painter.drawText(badge, Qt::AlignCenter, text);
    }
    painter.setOpacity(1);
}

}  // namespace legenda::ui
