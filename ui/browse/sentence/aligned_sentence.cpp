// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/sentence/aligned_sentence.h"

#include "ui/controls/help/figure_help.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {
constexpr double kReach = 4.5;  // half the space between words belongs to each
constexpr double kNoteMargin = theme::kSpace4;
}  // namespace

AlignedSentence::AlignedSentence(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Sentence"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    fade_.setDuration(theme::kFade);
    fade_.setStartValue(0.0);
    fade_.setEndValue(1.0);
    connect(&fade_, &QVariantAnimation::valueChanged, this, [this] { update(); });
}

void AlignedSentence::setAlignment(const model::Alignment& alignment, std::vector<int> numbers,
                                   const std::vector<bool>& shown, const AlignmentOrigin& origin) {
    origin_ = origin;
    line_.numbers = std::move(numbers);
    vocabulary_ = alignment.vocabulary;
    note_.clear();
    const std::size_t count = alignment.tokens.size();
    // Paleness is relative within the sentence; all scores may be below 0.
    double best = -INFINITY, least = 0;
    for (std::size_t t = 0; t < count; ++t)
        if (alignment.known[t] && t < alignment.wordScores.size()) {
            best = std::max(best, alignment.wordScores[t]);
            least = std::min(least, alignment.wordScores[t]);
        }
    const bool same = line_.words.size() == count;
    line_.words.resize(count);
    for (std::size_t t = 0; t < count; ++t) {
        SentenceLine::Word& word = line_.words[t];
        word.text = QString::fromStdString(alignment.tokens[t]);
        word.readAs = t < alignment.readAs.size() ? QString::fromStdString(alignment.readAs[t]) : QString();
        word.fromClassifier = t < alignment.fromClassifier.size() && alignment.fromClassifier[t];
        word.region = t < alignment.assignment.size() ? alignment.assignment[t] : -1;
        word.known = !origin.set.isEmpty() || (t < alignment.known.size() && alignment.known[t]);
        word.score = t < alignment.wordScores.size() ? alignment.wordScores[t] : 0;
        word.strength = best > least ? std::clamp((word.score - least) / (best - least), 0.0, 1.0) : 1;
        word.shown = t >= shown.size() || shown[t];
        word.segment = -1;
    }
    for (std::size_t s = 0; s < alignment.segments.size(); ++s)
        for (int t = alignment.segments[s].start; t < alignment.segments[s].end; ++t)
            if (t >= 0 && static_cast<std::size_t>(t) < count) {
                SentenceLine::Word& word = line_.words[static_cast<std::size_t>(t)];
                word.segment = word.shown ? static_cast<int>(s) : -1;
                word.region = alignment.segments[s].region;
            }
    if (!same) current_ = hover_ = -1;
    showName();
    place();
    updateGeometry();
    update();
}

void AlignedSentence::setPlain(const QString& sentence, const QString& note) {
    line_.words.clear();
    line_.numbers.clear();
    for (const QString& part : sentence.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        SentenceLine::Word word;
        word.text = part;
        line_.words.push_back(std::move(word));
    }
    note_ = note;
    current_ = hover_ = litRegion_ = litWord_ = -1;
    showName();
    place();
    updateGeometry();
    update();
}

void AlignedSentence::showName() {
    QStringList words;
    for (const SentenceLine::Word& word : line_.words) words += word.text;
    setAccessibleName(words.isEmpty() ? tr("Sentence") : tr("Sentence: %1").arg(words.join(QLatin1Char(' '))));
    tellChanged(this);
}

int AlignedSentence::paintedItemCount() const {
    return words();
}

PaintedItem AlignedSentence::paintedItem(int index) const {
    const bool isLit = (litWord_ >= 0 || litRegion_ >= 0) && lit(index);
    return {line_.words[static_cast<std::size_t>(index)].text, line_.numbers.empty() ? QString() : tipOf(index),
            wordRect(index), isLit || index == current_};
}

void AlignedSentence::pressPaintedItem(int index) {
    setCurrentWord(index);
    Q_EMIT wordClicked(index);
}

void AlignedSentence::setLit(int region, int word) {
    if (region == litRegion_ && word == litWord_) return;
    std::vector<double> now(line_.words.size());
    for (std::size_t i = 0; i < now.size(); ++i) now[i] = opacityOf(static_cast<int>(i));
    fadeFrom_ = std::move(now);
    litRegion_ = region;
    litWord_ = word;
    fade_.stop();
    fade_.start();
}

bool AlignedSentence::lit(int word) const {
    if (litWord_ < 0 && litRegion_ < 0) return true;
    const SentenceLine::Word& w = line_.words[static_cast<std::size_t>(word)];
    return word == litWord_ || (litRegion_ >= 0 && w.shown && w.region == litRegion_);
}

double AlignedSentence::opacityOf(int word) const {
    const double target = lit(word) ? 1.0 : 0.35;
    const auto i = static_cast<std::size_t>(word);
    const double from = i < fadeFrom_.size() ? fadeFrom_[i] : target;
    const double done = fade_.state() == QAbstractAnimation::Running ? fade_.currentValue().toDouble() : 1.0;
    return from + (target - from) * done;
}

SentenceLine AlignedSentence::line() const {
    SentenceLine line = line_;
    line.takeTheme();
    for (std::size_t i = 0; i < line.words.size(); ++i) line.words[i].opacity = lit(static_cast<int>(i)) ? 1.0 : 0.35;
    return line;
}

void AlignedSentence::setCurrentWord(int word) {
    word = std::clamp(word, -1, words() - 1);
    if (word == current_) return;
    current_ = word;
    update();
    tellFocus(this, word);
    Q_EMIT currentWordChanged(word);
}

QRectF AlignedSentence::wordRect(int word) const {
    return word < 0 || word >= words() ? QRectF() : line_.words[static_cast<std::size_t>(word)].rect;
}

void AlignedSentence::place() {
    line_.takeTheme();
    line_.layout(width());
}

int AlignedSentence::heightForWidth(int width) const {
    SentenceLine line = line_;
    return static_cast<int>(line.layout(width)) + (note_.isEmpty() ? 0 : 8);
}

QSize AlignedSentence::sizeHint() const {
    return {600, heightForWidth(std::max(300, width()))};
}

void AlignedSentence::resizeEvent(QResizeEvent*) {
    place();
    updateGeometry();
}

void AlignedSentence::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), c.panel);
    line_.takeTheme();
    for (std::size_t i = 0; i < line_.words.size(); ++i) line_.words[i].opacity = opacityOf(static_cast<int>(i));
    line_.paint(painter);
    if (hasFocus() && current_ >= 0) {
        painter.setPen(QPen(c.accentText, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(wordRect(current_).adjusted(-4, 0, 4, 0), 4, 4);
    }
    if (!note_.isEmpty()) {
        painter.setFont(theme::font());
        painter.setPen(c.textWeak);
        painter.drawText(QRectF(kNoteMargin, height() - 30, width() - 2 * kNoteMargin, 22),
                         Qt::AlignLeft | Qt::AlignVCenter, note_);
    }
}

int AlignedSentence::wordAt(const QPointF& position) const {
    for (std::size_t i = 0; i < line_.words.size(); ++i)
        if (line_.words[i].rect.adjusted(-kReach, -2, kReach, 26).contains(position)) return static_cast<int>(i);
    return -1;
}

void AlignedSentence::setHover(int word) {
    if (word == hover_) return;
    hover_ = word;
    setCursor(word >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    Q_EMIT wordHovered(word);
}

void AlignedSentence::mouseMoveEvent(QMouseEvent* event) {
    setHover(wordAt(event->position()));
}

void AlignedSentence::mousePressEvent(QMouseEvent* event) {
    const int word = wordAt(event->position());
    setCurrentWord(word);
    Q_EMIT wordClicked(word);
}

void AlignedSentence::leaveEvent(QEvent*) {
    setHover(-1);
}

void AlignedSentence::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Right:
            return setCurrentWord(std::min(current_ + 1, words() - 1));
        case Qt::Key_Left:
            return setCurrentWord(std::max(current_ - 1, 0));
        case Qt::Key_Home:
            return setCurrentWord(0);
        case Qt::Key_End:
            return setCurrentWord(words() - 1);
        case Qt::Key_Escape:
            if (current_ >= 0) return setCurrentWord(-1);
            break;
        default:
            break;
    }
    event->ignore();
}

QString AlignedSentence::tipOf(int index) const {
    const SentenceLine::Word& word = line_.words[static_cast<std::size_t>(index)];
    if (!origin_.set.isEmpty() && word.region < 0) return tr("“%1” has no box in “%2”").arg(word.text, origin_.set);
    QString unknown =
        vocabulary_ > 0
            ? tr("“%1” is not among the %2 words that this model knows").arg(word.text, QLocale().toString(vocabulary_))
            : tr("“%1” is not among the words that this model knows").arg(word.text);
    if (!word.known || word.region < 0) return unknown;
    const QString shown = word.fromClassifier     ? tr("%1; the image classifier is sure of it").arg(unknown)
                          : word.readAs.isEmpty() ? tr("“%1”").arg(word.text)
                                                  : tr("%1; read as “%2”").arg(unknown, word.readAs);
    const int number = line_.numbers[static_cast<std::size_t>(word.region)] + 1;
    QString tip = origin_.scored ? tr("%1: region %2, score %3").arg(shown).arg(number).arg(word.score, 0, 'f', 2)
                                 : tr("%1: region %2").arg(shown).arg(number);
    if (!word.shown) tip += QLatin1Char('\n') + tr("Grey, since only content words are shown");
    return tip;
}

bool AlignedSentence::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int at = wordAt(help->pos());
    if (at < 0 || line_.numbers.empty()) {
        QToolTip::hideText();
        return true;
    }
    const SentenceLine::Word& word = line_.words[static_cast<std::size_t>(at)];
    const bool scored = word.known && word.region >= 0 && origin_.set.isEmpty();
    QToolTip::showText(help->globalPos(), scored ? withFigureHelp(tipOf(at), "word.score") : tipOf(at), this,
                       wordRect(at).toRect());
    return true;
}

}  // namespace legenda::ui
