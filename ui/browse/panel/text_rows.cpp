// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/text_rows.h"

#include "ui/controls/help/figure_help.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

constexpr double kPadX = TextRows::kInset, kPadY = 6;
constexpr int kLineHeight = 18;  // at the usual size of text

}  // namespace

TextRows::TextRows(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    // The height follows from the words and the width: a scroll area does not use heightForWidth.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

TextRows::Row TextRows::plain(const QString& text) {
    Row row;
    for (const QString& part : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        // A separate full stop, as in tokenised sentences, does not begin a line.
        if (part.size() == 1 && part.front().isPunct() && !row.words.empty())
            row.words.back().text += QLatin1Char(' ') + part;
        else
            row.words.push_back({part, 1, {}});
    }
    return row;
}

void TextRows::setRows(std::vector<Row> rows) {
    const bool others = rows.size() != rows_.size();
    rows_ = std::move(rows);
    measured_.clear();
    note_.clear();
    hover_ = -1;
    setHoveredWord({-1, -1});
    place(width(), placed_);
    setAccessibleDescription({});
    if (others) tellChanged(this);
    updateGeometry();
    update();
}

int TextRows::paintedItemCount() const {
    return static_cast<int>(std::min(rows_.size(), placed_.size()));
}

PaintedItem TextRows::paintedItem(int index) const {
    const Row& row = rows_[static_cast<std::size_t>(index)];
    QStringList words, said{row.trailingTip.isEmpty() ? row.trailing : row.trailingTip};
    for (const Word& word : row.words) {
        words += word.text;
        if (word.dotted || word.mark != Mark::None) said += word.tip;
    }
    return {words.join(QLatin1Char(' ')), said.join(QStringLiteral("; ")),
            placed_[static_cast<std::size_t>(index)].rect, index == current_};
}

void TextRows::pressPaintedItem(int index) {
    Q_EMIT rowClicked(index);
}

void TextRows::setNote(const QString& note) {
    rows_.clear();
    measured_.clear();
    placed_.clear();
    note_ = note;
    setHoveredWord({-1, -1});
    setAccessibleDescription(note);
    tellChanged(this);
    updateGeometry();
    update();
}

void TextRows::setCurrent(int row) {
    current_ = row;
    update();
}

void TextRows::measure() const {
    const QFont font = theme::font();
    if (measured_.size() == rows_.size() && measuredFont_ == font) return;
    measuredFont_ = font;
    measured_.clear();
    const QFontMetricsF metrics(font), small(theme::font(theme::Type::Small));
    for (const Row& row : rows_) {
        Measured sizes;
        if (!row.trailing.isEmpty()) sizes.tail = small.horizontalAdvance(row.trailing) + 10;
        for (const Word& word : row.words) sizes.words.push_back(metrics.horizontalAdvance(word.text));
        measured_.push_back(std::move(sizes));
    }
}

int TextRows::place(int width, std::vector<Placed>& placed) const {
    placed.clear();
    measure();
    const QFontMetricsF metrics(measuredFont_);
    const double space = metrics.horizontalAdvance(QLatin1Char(' '));
    const double lineHeight = theme::scaled(kLineHeight);
    double y = 0;
    for (const auto& [words, tail] : measured_) {
        Placed at;
        double x = kPadX, line = y + kPadY;
        for (const double w : words) {
            if (x > kPadX && x + w > width - kPadX - tail) {
                x = kPadX;
                line += lineHeight;
            }
            at.words.emplace_back(x, line, w, lineHeight);
            x += w + space;
        }
        at.rect = QRectF(0, y, width, line + lineHeight + kPadY - y);
        if (tail > 0) at.trailing = QRectF(width - kPadX - tail, y + kPadY, tail, lineHeight);
        y = at.rect.bottom() + 2;
        placed.push_back(std::move(at));
    }
    return static_cast<int>(std::ceil(y));
}

int TextRows::heightAt(int width) const {
    if (!note_.isEmpty())
        return static_cast<int>(QFontMetricsF(theme::font())
                                    .boundingRect(QRectF(0, 0, width - 2 * kPadX, 1000), Qt::TextWordWrap, note_)
                                    .height() +
                                2 * kPadY);
    std::vector<Placed> placed;
    return place(width, placed);
}

void TextRows::resizeEvent(QResizeEvent* event) {
    place(width(), placed_);
    if (event->size().width() != event->oldSize().width()) updateGeometry();
}

void TextRows::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::FontChange) return;
    place(width(), placed_);
    updateGeometry();
}

void TextRows::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!note_.isEmpty()) {
        painter.setPen(c.textWeak);
        painter.setFont(theme::font());
        painter.drawText(QRectF(rect()).adjusted(kPadX, kPadY, -kPadX, 0), Qt::AlignLeft | Qt::TextWordWrap, note_);
    }
    for (std::size_t i = 0; i < placed_.size(); ++i) {
        const Placed& at = placed_[i];
        const bool current = static_cast<int>(i) == current_;
        if (current || static_cast<int>(i) == hover_) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(current ? c.selected : c.hover);
            painter.drawRoundedRect(at.rect, theme::kRadius, theme::kRadius);
        }
        if (current) {
            painter.setBrush(c.accentText);
            painter.drawRoundedRect(QRectF(at.rect.left(), at.rect.top() + 6, 3, at.rect.height() - 12), 1.5, 1.5);
        }
        painter.setFont(theme::font());
        for (std::size_t w = 0; w < at.words.size(); ++w) {
            painter.setPen(theme::mixed(c.textWeak, c.text, rows_[i].words[w].strength));
            painter.drawText(at.words[w].adjusted(0, 0, 2, 0), Qt::AlignLeft | Qt::AlignVCenter,
                             rows_[i].words[w].text);
            const Word& word = rows_[i].words[w];
            const QRectF& rect = at.words[w];
            if (word.mark == Mark::Gone) {
                painter.setPen(QPen(c.text, 1.5));
                painter.drawLine(QPointF(rect.left(), rect.center().y() + 1),
                                 QPointF(rect.right(), rect.center().y() + 1));
            }
            if (!word.dotted && word.mark != Mark::New) continue;
            painter.setPen(QPen(c.text, 1.5, word.dotted ? Qt::DotLine : Qt::SolidLine));
            painter.drawLine(rect.bottomLeft(), rect.bottomRight());
        }
        if (rows_[i].trailing.isEmpty()) continue;
        painter.setFont(theme::font(theme::Type::Small));
        painter.setPen(c.textWeak);
        theme::drawTabular(painter, at.trailing.adjusted(-40, 0, 0, 0), Qt::AlignRight, rows_[i].trailing);
    }
    if (hasFocus() && !rows_.empty()) {
        painter.setPen(QPen(c.accent, 1));
        painter.setBrush(Qt::NoBrush);
        if (walksWords_ && hoveredWord_.first >= 0)
            painter.drawRoundedRect(placed_[static_cast<std::size_t>(hoveredWord_.first)]
                                        .words[static_cast<std::size_t>(hoveredWord_.second)]
                                        .adjusted(-2.5, -0.5, 2.5, 0.5),
                                    3, 3);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius, theme::kRadius);
    }
}

int TextRows::rowAt(const QPointF& position) const {
    for (std::size_t i = 0; i < placed_.size(); ++i)
        if (placed_[i].rect.contains(position)) return static_cast<int>(i);
    return -1;
}

void TextRows::mouseMoveEvent(QMouseEvent* event) {
    setHover(rowAt(event->position()));
    hoverWordAt(event->position());
}

void TextRows::setHover(int row) {
    if (row == hover_) return;
    hover_ = row;
    setCursor(row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
    Q_EMIT rowHovered(row);
}

void TextRows::hoverWordAt(const QPointF& position) {
    constexpr double kReach = 2;  // half the space between words belongs to each
    if (hover_ >= 0) {
        const auto& words = placed_[static_cast<std::size_t>(hover_)].words;
        for (std::size_t w = 0; w < words.size(); ++w)
            if (words[w].adjusted(-kReach, 0, kReach, 0).contains(position))
                return setHoveredWord({hover_, static_cast<int>(w)});
    }
    setHoveredWord({-1, -1});
}

void TextRows::setHoveredWord(std::pair<int, int> word) {
    if (word == hoveredWord_) return;
    hoveredWord_ = word;
    if (walksWords_) update();
    Q_EMIT wordHovered(word.first, word.second);
}

void TextRows::mousePressEvent(QMouseEvent* event) {
    if (const int row = rowAt(event->position()); row >= 0) Q_EMIT rowClicked(row);
}

void TextRows::leaveEvent(QEvent*) {
    setHover(-1);
    setHoveredWord({-1, -1});
}

void TextRows::contextMenuEvent(QContextMenuEvent* event) {
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const int row = keyboard ? current_ : rowAt(event->pos());
    if (row < 0) return;
    const auto at = keyboard ? placed_[static_cast<std::size_t>(row)].rect.center().toPoint() : event->pos();
    Q_EMIT menuRequested(row, mapToGlobal(at));
}

bool TextRows::walkWords(int key) {
    if (key == Qt::Key_Escape && hoveredWord_.first >= 0) {
        setHoveredWord({-1, -1});
        return true;
    }
    const int step = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0, row = std::max(current_, 0);
    if (step == 0 || row >= paintedItemCount()) return false;
    const int words = static_cast<int>(rows_[static_cast<std::size_t>(row)].words.size());
    if (words == 0) return false;
    const int from = hoveredWord_.first == row ? hoveredWord_.second : step > 0 ? -1 : words;
    setHoveredWord({row, std::clamp(from + step, 0, words - 1)});
    return true;
}

void TextRows::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    if (walksWords_ && !underMouse()) setHoveredWord({-1, -1});
}

void TextRows::keyPressEvent(QKeyEvent* event) {
    if (walksWords_ && event->modifiers() == Qt::NoModifier && walkWords(event->key())) return;
    if (event->key() == Qt::Key_Delete && current_ >= 0) return Q_EMIT removeRequested(current_);
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (step == 0 || rows_.empty()) return event->ignore();
    if (walksWords_) setHoveredWord({-1, -1});
    Q_EMIT rowClicked(std::clamp(current_ + step, 0, static_cast<int>(rows_.size()) - 1));
}

QString TextRows::tipAt(const QPointF& position) const {
    for (std::size_t i = 0; i < placed_.size(); ++i) {
        if (placed_[i].trailing.contains(position) && !rows_[i].trailingTip.isEmpty()) return rows_[i].trailingTip;
        for (std::size_t w = 0; w < placed_[i].words.size(); ++w)
            if (const QString& tip = rows_[i].words[w].tip; placed_[i].words[w].contains(position) && !tip.isEmpty())
                return wordNote_.isEmpty() ? tip : tip + QLatin1Char('\n') + wordNote_;
    }
    return rows_.empty() ? QString() : toolTip();
}

bool TextRows::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const QString tip = tipLines(tipAt(help->pos()));
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), tip, this);
    return true;
}

}  // namespace legenda::ui
