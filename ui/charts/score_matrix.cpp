// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/score_matrix.h"

#include "ui/controls/help/figure_help.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace legenda::ui {

namespace {
constexpr double kLeft = 48, kTop = 26, kFoot = 8, kMinCell = 8, kMaxCell = 22, kMaxWidth = 84;
}

ScoreMatrix::ScoreMatrix(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setAccessibleName(tr("Scores of words with regions"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ScoreMatrix::setAlignment(const model::Alignment& alignment, std::vector<int> numbers) {
    words_.clear();
    for (const std::string& token : alignment.tokens) words_.push_back(QString::fromStdString(token));
    known_ = alignment.known;
    assignment_ = alignment.assignment;
    numbers_ = std::move(numbers);
    scores_ = alignment.scores;
    rows_.assign(numbers_.size(), 0);
    for (std::size_t region = 0; region < numbers_.size(); ++region)
        rows_[static_cast<std::size_t>(numbers_[region])] = static_cast<int>(region);
    low_ = high_ = 0;
    for (const float score : scores_.data) {
        low_ = std::min(low_, double(score));
        high_ = std::max(high_, double(score));
    }
    pinned_ = hover_ = {-1, -1};
    updateGeometry();
    update();
}

void ScoreMatrix::clear() {
    words_.clear();
    rows_.clear();
    numbers_.clear();
    scores_ = {};
    update();
}

void ScoreMatrix::setLit(int region, int word) {
    litRegion_ = region;
    litWord_ = word;
    update();
}

int ScoreMatrix::paintedItemCount() const {
    return static_cast<int>(words_.size() * rows_.size());
}

PaintedItem ScoreMatrix::paintedItem(int index) const {
    const auto word = static_cast<std::size_t>(index) % words_.size(),
               row = static_cast<std::size_t>(index) / words_.size();
    const int region = rows_[row];
    const QString name = tr("“%1”, region %2: %3")
                             .arg(words_[word])
                             .arg(row + 1)
                             .arg(scores_(word, static_cast<std::size_t>(region)), 0, 'f', 2);
    const bool won = word < assignment_.size() && assignment_[word] == region;
    return {name, won ? tr("the word's region") : QString(), cellRect(static_cast<int>(word), region),
            pinned_ == std::pair{static_cast<int>(word), region}};
}

void ScoreMatrix::pressPaintedItem(int index) {
    const int words = static_cast<int>(words_.size());
    pin({index % words, rows_[static_cast<std::size_t>(index / words)]});
}

double ScoreMatrix::cellWidth() const {
    return words_.empty() ? 1 : std::min(kMaxWidth, (width() - kLeft - theme::kSpace4) / double(words_.size()));
}

double ScoreMatrix::cellHeight() const {
    return rows_.empty() ? 1 : std::clamp((height() - kTop - kFoot) / double(rows_.size()), kMinCell, kMaxCell);
}

QSize ScoreMatrix::sizeHint() const {
    return {400, static_cast<int>(kTop + kFoot + 12 * std::max<std::size_t>(1, rows_.size()))};
}

QSize ScoreMatrix::minimumSizeHint() const {
    return {200, static_cast<int>(kTop + kFoot + kMinCell * std::max<std::size_t>(8, rows_.size()))};
}

QRectF ScoreMatrix::cellRect(int word, int region) const {
    if (word < 0 || region < 0 || static_cast<std::size_t>(region) >= numbers_.size()) return {};
    return {kLeft + word * cellWidth(), kTop + numbers_[static_cast<std::size_t>(region)] * cellHeight(), cellWidth(),
            cellHeight()};
}

void ScoreMatrix::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.fillRect(rect(), c.panel);
    if (scores_.data.empty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    const double cw = cellWidth(), ch = cellHeight();
    const QFont small = theme::font(theme::Type::Small), bold = theme::font(theme::Type::Small, QFont::DemiBold);
    const QFontMetricsF metrics(small);
    const QColor hot = theme::scheme() == theme::Scheme::Dark ? QColor("#8fb4ff") : QColor("#1f4fb5");
    for (std::size_t t = 0; t < words_.size(); ++t) {
        const bool on = litWord_ < 0 || litWord_ == static_cast<int>(t);
        painter.setFont(litWord_ == static_cast<int>(t) ? bold : small);
        painter.setPen(on && known_[t] ? c.text : c.textDisabled);
        painter.drawText(QRectF(kLeft + t * cw, 4, cw, kTop - 6), Qt::AlignCenter,
                         metrics.elidedText(words_[t], Qt::ElideRight, cw - 2));
    }
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        const auto region = static_cast<std::size_t>(rows_[row]);
        const double y = kTop + row * ch;
        painter.setFont(bold);
        const QRectF badge(kLeft - 30, y + 1, 22, std::min(ch - 2, 15.0));
        painter.setOpacity(litRegion_ < 0 || litRegion_ == static_cast<int>(region) ? 1 : 0.35);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::regionColour(static_cast<int>(row)));
        painter.drawRoundedRect(badge, 3, 3);
        painter.setPen(theme::onRegionColour(static_cast<int>(row)));
        QFont digits = bold;
        digits.setPixelSize(std::clamp(static_cast<int>(ch) - 2, 7, 11));
        painter.setFont(digits);
        painter.drawText(badge.adjusted(0, -2, 0, 2), Qt::AlignCenter, QString::number(row + 1));
        painter.setOpacity(1);
        for (std::size_t t = 0; t < words_.size(); ++t) {
            const double share = std::clamp((scores_(t, region) - low_) / std::max(1e-9, high_ - low_), 0.0, 1.0);
            const bool dim = (litWord_ >= 0 && litWord_ != static_cast<int>(t)) ||
                             (litRegion_ >= 0 && litRegion_ != static_cast<int>(region));
            QColor colour = hot;
            colour.setAlphaF(static_cast<float>((known_[t] ? share * share : 0.0) * (dim ? 0.35 : 1)));
            const QRectF cell(kLeft + t * cw, y, cw, ch);
            painter.setPen(Qt::NoPen);
            painter.setBrush(c.field);
            painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5));
            painter.setBrush(colour);
            painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5));
        }
    }
    painter.setBrush(Qt::NoBrush);
    for (std::size_t t = 0; t < words_.size() && t < assignment_.size(); ++t) {
        if (assignment_[t] < 0) continue;
        painter.setPen(QPen(theme::regionColour(numbers_[static_cast<std::size_t>(assignment_[t])]), 2));
        painter.drawRect(cellRect(static_cast<int>(t), assignment_[t]).adjusted(1.5, 1.5, -1.5, -1.5));
    }
    const auto marked = pinned_.first >= 0 ? pinned_ : hover_;
    if (marked.first >= 0) {
        painter.setPen(QPen(c.text, 1.5));
        painter.drawRect(cellRect(marked.first, marked.second));
    }
}

std::pair<int, int> ScoreMatrix::cellAt(const QPointF& position) const {
    const int word = static_cast<int>((position.x() - kLeft) / cellWidth()),
              row = static_cast<int>((position.y() - kTop) / cellHeight());
    if (position.x() < kLeft || position.y() < kTop || word >= static_cast<int>(words_.size()) ||
        row >= static_cast<int>(rows_.size()))
        return {-1, -1};
    return {word, rows_[static_cast<std::size_t>(row)]};
}

void ScoreMatrix::mouseMoveEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->position());
    if (cell == hover_) return;
    hover_ = cell;
    update();
    Q_EMIT cellHovered(cell.first, cell.second);
}

void ScoreMatrix::mousePressEvent(QMouseEvent* event) {
    pin(cellAt(event->position()));
}

void ScoreMatrix::pin(const std::pair<int, int>& cell) {
    pinned_ = cell == pinned_ ? std::pair{-1, -1} : cell;
    update();
    Q_EMIT cellPinned(pinned_.first, pinned_.second);
}

void ScoreMatrix::leaveEvent(QEvent*) {
    hover_ = {-1, -1};
    update();
    Q_EMIT cellHovered(-1, -1);
}

bool ScoreMatrix::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const auto [word, region] = cellAt(help->pos());
    if (word < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), tipOf(word, region), this);
    return true;
}

QString ScoreMatrix::tipOf(int word, int region) const {
    const auto w = static_cast<std::size_t>(word), r = static_cast<std::size_t>(region);
    if (w < known_.size() && !known_[w])
        return tr("“%1” is not among the words that this model knows: it has no score").arg(words_[w]);
    return withFigureHelp(
        tr("“%1” and region %2: %3").arg(words_[w]).arg(numbers_[r] + 1).arg(double(scores_(w, r)), 0, 'f', 2),
        "word.score");
}

}  // namespace legenda::ui
