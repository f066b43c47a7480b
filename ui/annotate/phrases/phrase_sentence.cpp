// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/phrases/phrase_sentence.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

constexpr double kWordsSide = theme::kSpace4, kWordsTop = 10, kWordGap = 9, kMarkRoom = 22, kMarkNumberRoom = 16;

QFont phraseWordFont() {
    return theme::font(theme::Type::Heading);
}

}  // namespace

PhraseSentence::PhraseSentence(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Sentence"));
    setCursor(Qt::IBeamCursor);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void PhraseSentence::setSentence(const QStringList& words) {
    if (words == words_) return;
    words_ = words;
    marks_.clear();
    start_ = end_ = pressed_ = -1;
    anchor_ = caret_ = 0;
    setAccessibleName(words_.isEmpty() ? tr("Sentence") : tr("Sentence: %1").arg(words_.join(QLatin1Char(' '))));
    place(width(), rects_);
    updateGeometry();
    update();
    tellChanged(this);
}

void PhraseSentence::setMarks(std::vector<Mark> marks) {
    marks_ = std::move(marks);
    update();
}

void PhraseSentence::setSelection(int start, int end) {
    if (start < 0 || end <= start || end > words_.size()) start = end = -1;
    if (start == start_ && end == end_) return;
    start_ = start;
    end_ = end;
    const bool fits = std::min(anchor_, caret_) == start && std::max(anchor_, caret_) + 1 == end;
    if (start >= 0 && !fits) anchor_ = start, caret_ = end - 1;
    if (hasFocus() && start >= 0) tellFocus(this, caret_);
    update();
}

QRectF PhraseSentence::wordRect(int word) const {
    return word < 0 || word >= std::ssize(rects_) ? QRectF() : rects_[static_cast<std::size_t>(word)];
}

PaintedItem PhraseSentence::paintedItem(int index) const {
    QStringList phrases;
    for (const Mark& mark : marks_)
        if (index >= mark.start && index < mark.end) phrases << mark.name;
    return {words_[index], phrases.join(QStringLiteral(", ")), wordRect(index).adjusted(0, 0, 0, kMarkRoom),
            index >= start_ && index < end_};
}

int PhraseSentence::place(int width, std::vector<QRectF>& rects) const {
    const QFontMetricsF metrics(phraseWordFont());
    rects.clear();
    double x = kWordsSide, y = kWordsTop;
    const double line = metrics.height() + kMarkRoom;
    for (const QString& word : words_) {
        const double wide = metrics.horizontalAdvance(word);
        if (x > kWordsSide && x + wide > width - kWordsSide) x = kWordsSide, y += line;
        rects.emplace_back(x, y, wide, metrics.height());
        x += wide + kWordGap;
    }
    return static_cast<int>(std::ceil(y + line));
}

int PhraseSentence::heightForWidth(int width) const {
    std::vector<QRectF> rects;
    return place(std::max(width, 120), rects);
}

QSize PhraseSentence::sizeHint() const {
    return {600, heightForWidth(std::max(300, width()))};
}

void PhraseSentence::resizeEvent(QResizeEvent*) {
    place(width(), rects_);
    updateGeometry();
}

// --- painting

// On each line of the sentence its own stroke; the number below the first.
void PhraseSentence::paintMark(QPainter& painter, const Mark& mark) const {
    const QColor colour = theme::readable(mark.colour, theme::colours().panel, 3);
    bool numbered = mark.number < 0;
    for (int word = mark.start; word < mark.end && word < std::ssize(rects_);) {
        QRectF run = wordRect(word);
        while (++word < mark.end && word < std::ssize(rects_) && wordRect(word).top() == run.top())
            run.setRight(wordRect(word).right());
        const double y = run.bottom() + 4;
        painter.setPen(QPen(colour, 2.5, mark.dashed ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(run.left(), y), QPointF(run.right(), y));
        if (numbered) continue;
        numbered = true;
        const QRectF badge(run.left(), y + 2.5, kMarkNumberRoom, 13);
        painter.setPen(colour);
        painter.setFont(theme::font(theme::Type::Small, QFont::DemiBold));
        painter.drawText(badge, Qt::AlignLeft | Qt::AlignTop, QString::number(mark.number + 1));
    }
}

void PhraseSentence::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), c.panel);
    for (int word = start_; word >= 0 && word < end_;) {
        QRectF run = wordRect(word);
        while (++word < end_ && wordRect(word).top() == run.top()) run.setRight(wordRect(word).right());
        painter.setPen(hasFocus() ? QPen(c.accentText, 1.5) : QPen(Qt::NoPen));
        painter.setBrush(c.selected);
        painter.drawRoundedRect(run.adjusted(-4, -2, 4, 2), 4, 4);
    }
    painter.setFont(phraseWordFont());
    painter.setPen(c.text);
    for (int word = 0; word < words_.size(); ++word)
        painter.drawText(wordRect(word).adjusted(0, 0, 2, 0), Qt::AlignLeft | Qt::AlignVCenter, words_[word]);
    for (const Mark& mark : marks_) paintMark(painter, mark);
    if (hasFocus() && start_ < 0 && !words_.isEmpty()) {
        painter.setPen(QPen(c.accentText, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(wordRect(std::min<int>(caret_, words_.size() - 1)).adjusted(-4, -2, 4, 2), 4, 4);
    }
}

// --- mouse and keys

int PhraseSentence::wordAt(const QPointF& position) const {
    for (int word = 0; word < std::ssize(rects_); ++word)
        if (wordRect(word).adjusted(-kWordGap / 2, -4, kWordGap / 2, kMarkRoom - 4).contains(position)) return word;
    return -1;
}

void PhraseSentence::mousePressEvent(QMouseEvent* event) {
    const int word = wordAt(event->position());
    if (event->button() != Qt::LeftButton || word < 0) return event->ignore();
    if (event->modifiers() & Qt::ShiftModifier) return extendTo(word);
    pressed_ = word;
    Q_EMIT wordChosen(word);
    anchor_ = caret_ = word;  // a drag begins here, whatever phrase was chosen
}

void PhraseSentence::mouseMoveEvent(QMouseEvent* event) {
    const int word = wordAt(event->position());
    if (pressed_ < 0 || word < 0 || word == caret_) return;
    extendTo(word);
}

void PhraseSentence::mouseReleaseEvent(QMouseEvent*) {
    // After a click the keyboard extends the phrase that it chose.
    if (pressed_ >= 0 && caret_ == pressed_ && anchor_ == pressed_ && start_ >= 0) anchor_ = start_, caret_ = end_ - 1;
    pressed_ = -1;
}

void PhraseSentence::extendTo(int word) {
    caret_ = std::clamp<int>(word, 0, words_.size() - 1);
    Q_EMIT wordsChosen(std::min(anchor_, caret_), std::max(anchor_, caret_) + 1);
}

void PhraseSentence::keyPressEvent(QKeyEvent* event) {
    const bool shift = event->modifiers() & Qt::ShiftModifier, control = event->modifiers() & Qt::ControlModifier;
    const int last = words_.size() - 1;
    const bool side = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    const int direction = event->key() == Qt::Key_Left || event->key() == Qt::Key_Up ? -1 : 1;
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) return Q_EMIT sentenceRequested(direction);
    if (last < 0 || !(side || event->key() == Qt::Key_Home || event->key() == Qt::Key_End)) return event->ignore();
    if (control && side) return Q_EMIT phraseRequested(direction);
    int word = event->key() == Qt::Key_Home ? 0 : last;
    if (side && shift) word = caret_ + direction;
    if (side && !shift) word = start_ < 0 ? caret_ : direction < 0 ? start_ - 1 : end_;
    word = std::clamp(word, 0, last);
    if (shift) return extendTo(word);
    anchor_ = caret_ = word;
    Q_EMIT wordChosen(word);
}

void PhraseSentence::focusInEvent(QFocusEvent*) {
    if (start_ >= 0) tellFocus(this, caret_);
    update();
}

void PhraseSentence::focusOutEvent(QFocusEvent*) {
    update();
}

}  // namespace legenda::ui
