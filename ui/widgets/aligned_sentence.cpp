// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/aligned_sentence.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr double kSpaceWidth = 9, kLine = 30, kUnderline = 3, kRow = 58, kMargin = theme::kSpace4;
constexpr double kBadgeHeight = 15;

QFont wordFont() {
    QFont font = theme::font(theme::Type::Title, QFont::Medium);
    font.setPixelSize(22);
    return font;
}

QColor between(const QColor& a, const QColor& b, double share) {
    const auto at = [share](int x, int y) { return static_cast<int>(x + (y - x) * share); };
    return {at(a.red(), b.red()), at(a.green(), b.green()), at(a.blue(), b.blue())};
}

}  // namespace

AlignedSentence::AlignedSentence(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    fade_.setDuration(theme::kFade);
    fade_.setStartValue(0.0);
    fade_.setEndValue(1.0);
    connect(&fade_, &QVariantAnimation::valueChanged, this, [this] { update(); });
}

void AlignedSentence::setAlignment(const model::Alignment& alignment, std::vector<int> numbers) {
    numbers_ = std::move(numbers);
    note_.clear();
    const std::size_t count = alignment.tokens.size();
    double best = 0;
    for (const double score : alignment.wordScores) best = std::max(best, score);
    const bool same = words_.size() == count;
    words_.resize(count);
    for (std::size_t t = 0; t < count; ++t) {
        Word& word = words_[t];
        word.text = QString::fromStdString(alignment.tokens[t]);
        word.region = t < alignment.assignment.size() ? alignment.assignment[t] : -1;
        word.known = t < alignment.known.size() && alignment.known[t];
        word.score = t < alignment.wordScores.size() ? alignment.wordScores[t] : 0;
        word.strength = best > 0 ? std::clamp(word.score / best, 0.0, 1.0) : 0;
        word.segment = -1;
    }
    for (std::size_t s = 0; s < alignment.segments.size(); ++s)
        for (int t = alignment.segments[s].start; t < alignment.segments[s].end; ++t)
            if (t >= 0 && static_cast<std::size_t>(t) < count) {
                words_[static_cast<std::size_t>(t)].segment = static_cast<int>(s);
                words_[static_cast<std::size_t>(t)].region = alignment.segments[s].region;
            }
    if (!same) current_ = hover_ = -1;
    layoutWords(width(), words_);
    updateGeometry();
    update();
}

void AlignedSentence::setPlain(const QString& sentence, const QString& note) {
    words_.clear();
    for (const QString& part : sentence.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        Word word;
        word.text = part;
        words_.push_back(std::move(word));
    }
    note_ = note;
    current_ = hover_ = litRegion_ = litWord_ = -1;
    layoutWords(width(), words_);
    updateGeometry();
    update();
}

void AlignedSentence::setLit(int region, int word) {
    if (region == litRegion_ && word == litWord_) return;
    std::vector<double> now(words_.size());
    for (std::size_t i = 0; i < now.size(); ++i) now[i] = opacityOf(static_cast<int>(i));
    fadeFrom_ = std::move(now);
    litRegion_ = region;
    litWord_ = word;
    fade_.stop();
    fade_.start();
}

bool AlignedSentence::lit(int word) const {
    if (litWord_ < 0 && litRegion_ < 0) return true;
    const Word& w = words_[static_cast<std::size_t>(word)];
    return word == litWord_ || (litRegion_ >= 0 && w.region == litRegion_);
}

double AlignedSentence::opacityOf(int word) const {
    const double target = lit(word) ? 1.0 : 0.35;
    const auto i = static_cast<std::size_t>(word);
    const double from = i < fadeFrom_.size() ? fadeFrom_[i] : target;
    const double done = fade_.state() == QAbstractAnimation::Running ? fade_.currentValue().toDouble() : 1.0;
    return from + (target - from) * done;
}

void AlignedSentence::setCurrentWord(int word) {
    word = std::clamp(word, -1, words() - 1);
    if (word == current_) return;
    current_ = word;
    update();
    Q_EMIT currentWordChanged(word);
}

QRectF AlignedSentence::wordRect(int word) const {
    return word < 0 || word >= words() ? QRectF() : words_[static_cast<std::size_t>(word)].rect;
}

double AlignedSentence::layoutWords(double width, std::vector<Word>& words) const {
    const QFontMetricsF metrics(wordFont());
    double x = kMargin, y = theme::kSpace2;
    for (Word& word : words) {
        const double w = metrics.horizontalAdvance(word.text);
        if (x > kMargin && x + w > width - kMargin) {
            x = kMargin;
            y += kRow;
        }
        word.rect = QRectF(x, y, w, kLine);
        x += w + kSpaceWidth;
    }
    return y + kRow + theme::kSpace1;
}

int AlignedSentence::heightForWidth(int width) const {
    auto words = words_;
    return static_cast<int>(layoutWords(width, words)) + (note_.isEmpty() ? 0 : 8);
}

QSize AlignedSentence::sizeHint() const {
    return {600, heightForWidth(std::max(300, width()))};
}

void AlignedSentence::resizeEvent(QResizeEvent*) {
    layoutWords(width(), words_);
    updateGeometry();
}

void AlignedSentence::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), c.panel);
    const QFont large = wordFont(), small = theme::font(theme::Type::Small, QFont::DemiBold);
    for (std::size_t i = 0; i < words_.size(); ++i) {
        const Word& word = words_[i];
        painter.setOpacity(opacityOf(static_cast<int>(i)));
        painter.setFont(large);
        const bool plain = word.segment < 0;
        painter.setPen(plain && numbers_.empty() ? c.text
                                                 : between(c.textWeak, c.text, word.known ? word.strength : 0.0));
        painter.drawText(word.rect, Qt::AlignLeft | Qt::AlignVCenter, word.text);
        if (static_cast<int>(i) == current_ && hasFocus()) {
            painter.setPen(QPen(c.accentText, 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(word.rect.adjusted(-4, 0, 4, 0), 4, 4);
        }
        if (word.segment < 0 || word.region < 0 || static_cast<std::size_t>(word.region) >= numbers_.size()) continue;
        const int number = numbers_[static_cast<std::size_t>(word.region)];
        const bool first = i == 0 || words_[i - 1].segment != word.segment || words_[i - 1].rect.y() != word.rect.y();
        if (!first) continue;  // one line for the run: pieces would show seams
        std::size_t last = i;
        while (last + 1 < words_.size() && words_[last + 1].segment == word.segment &&
               words_[last + 1].rect.y() == word.rect.y())
            ++last;
        const double right = words_[last].rect.right(), y = word.rect.bottom() + 1 + kUnderline / 2;
        QPen line(theme::regionColour(number), kUnderline, Qt::SolidLine, Qt::FlatCap);
        if (theme::regionDashed(number)) line.setDashPattern({2.5, 1.5});
        painter.setPen(line);
        painter.drawLine(QPointF(word.rect.left(), y), QPointF(right, y));
        painter.setFont(small);
        const QString text = QString::number(number + 1);
        const QRectF badge(word.rect.left(), y + 4, std::max(17.0, QFontMetricsF(small).horizontalAdvance(text) + 9),
                           kBadgeHeight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::regionColour(number));
        painter.drawRoundedRect(badge, 4, 4);
        painter.setPen(theme::onRegionColour(number));
        painter.drawText(badge, Qt::AlignCenter, text);
    }
    painter.setOpacity(1);
    if (!note_.isEmpty()) {
        painter.setFont(theme::font());
        painter.setPen(c.textWeak);
        painter.drawText(QRectF(kMargin, height() - 30, width() - 2 * kMargin, 22), Qt::AlignLeft | Qt::AlignVCenter,
                         note_);
    }
}

int AlignedSentence::wordAt(const QPointF& position) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
        if (words_[i].rect.adjusted(-kSpaceWidth / 2, -2, kSpaceWidth / 2, 26).contains(position))
            return static_cast<int>(i);
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

bool AlignedSentence::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int at = wordAt(help->pos());
    if (at < 0 || numbers_.empty()) {
        QToolTip::hideText();
        return true;
    }
    const Word& word = words_[static_cast<std::size_t>(at)];
    QString text = tr("“%1”: not in the vocabulary, or no word").arg(word.text);
    if (word.known && word.region >= 0)
        text = tr("“%1”: region %2, score %3")
                   .arg(word.text)
                   .arg(numbers_[static_cast<std::size_t>(word.region)] + 1)
                   .arg(word.score, 0, 'f', 2);
    QToolTip::showText(help->globalPos(), text, this, word.rect.toRect());
    return true;
}

}  // namespace legenda::ui
