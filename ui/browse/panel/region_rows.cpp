// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/region_rows.h"

#include "ui/controls/help/figure_help.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

constexpr double kInsetX = 10, kRegionRow = 26, kHead = 20;
constexpr double kFigure = 46, kFigureGap = 6;  // the columns of score and norm

}  // namespace

RegionRows::RegionRows(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void RegionRows::setRows(std::vector<Row> rows) {
    const bool others = rows.size() != rows_.size();
    rows_ = std::move(rows);
    if (others) tellChanged(this);
    updateGeometry();
    update();
}

void RegionRows::setFigures(bool scores, bool norms) {
    scores_ = scores;
    norms_ = norms;
    update();
}

void RegionRows::setLit(int region) {
    lit_ = region;
    update();
}

int RegionRows::shown() const {
    if (unfolded_) return static_cast<int>(rows_.size());
    return static_cast<int>(std::count_if(rows_.begin(), rows_.end(), [](const Row& row) { return row.won; }));
}

QSize RegionRows::sizeHint() const {
    if (rows_.empty()) return {280, 0};
    const bool foldable = std::any_of(rows_.begin(), rows_.end(), [](const Row& row) { return !row.won; });
    return {280, static_cast<int>(kHead + kRegionRow * (shown() + (foldable ? 1 : 0)))};
}

int RegionRows::rowAt(double y) const {
    const int row = static_cast<int>(std::floor((y - kHead) / kRegionRow));
    return row >= 0 && row <= shown() ? row : -1;
}

QString RegionRows::foldText() const {
    const auto without = std::count_if(rows_.begin(), rows_.end(), [](const Row& row) { return !row.won; });
    return unfolded_ ? tr("fewer") : tr("%1 regions without words").arg(without);
}

// The line that collapses them is included.
int RegionRows::paintedItemCount() const {
    if (rows_.empty()) return 0;
    return shown() + (std::any_of(rows_.begin(), rows_.end(), [](const Row& row) { return !row.won; }) ? 1 : 0);
}

PaintedItem RegionRows::paintedItem(int index) const {
    const QRectF line(0, kHead + index * kRegionRow, width(), kRegionRow);
    if (index >= shown()) return {foldText(), {}, line, false};
    const Row& row = rows_[static_cast<std::size_t>(index)];
    QString name = tr("Region %1").arg(row.number + 1);
    if (!row.words.isEmpty()) name += QStringLiteral(": ") + row.words;
    QStringList figures;
    if (row.won && scores_) figures += tr("score %1").arg(row.score, 0, 'f', 2);
    if (norms_) figures += tr("norm %1").arg(row.norm, 0, 'f', 2);
    return {name, figures.join(QStringLiteral(", ")), line, row.region == lit_};
}

void RegionRows::pressPaintedItem(int index) {
    if (index < shown()) return Q_EMIT regionClicked(rows_[static_cast<std::size_t>(index)].region);
    unfolded_ = !unfolded_;
    hover_ = -1;
    tellChanged(this);
    updateGeometry();
    update();
}

void RegionRows::paintEvent(QPaintEvent*) {
    if (rows_.empty()) return;
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont small = theme::font(theme::Type::Small), bold = theme::font(theme::Type::Small, QFont::DemiBold);
    const double right = width() - kInsetX, normX = right - kFigure, scoreX = normX - kFigureGap - kFigure;
    painter.setFont(small);
    painter.setPen(c.textWeak);
    if (scores_) painter.drawText(QRectF(scoreX, 0, 46, kHead - 4), Qt::AlignRight | Qt::AlignVCenter, tr("score"));
    if (norms_) painter.drawText(QRectF(normX, 0, 46, kHead - 4), Qt::AlignRight | Qt::AlignVCenter, tr("norm"));
    const QRectF fold(0, kHead + shown() * kRegionRow, width(), kRegionRow);
    if (fold.bottom() <= height()) {
        painter.drawPixmap(QPointF(kInsetX + 4, fold.center().y() - 7),
                           theme::iconPixmap(unfolded_ ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"),
                                             c.textWeak, 14, devicePixelRatioF()));
        painter.setFont(theme::font());
        painter.setPen(hover_ == shown() ? c.text : c.textWeak);
        painter.drawText(fold.adjusted(kInsetX + 30, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, foldText());
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(shown()); ++i) {
        const Row& row = rows_[i];
        const QRectF line(0, kHead + i * kRegionRow, width(), kRegionRow);
        if (row.region == lit_ || static_cast<int>(i) == hover_) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(row.region == lit_ ? c.selected : c.hover);
            painter.drawRoundedRect(line.adjusted(0, 1, 0, -1), 4, 4);
        }
        const QRectF badge(kInsetX, line.center().y() - 8, 22, 16);
        painter.setPen(row.won ? QPen(Qt::NoPen)
                               : QPen(theme::regionColour(row.number), 1.5,
                                      theme::regionDashed(row.number) ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(row.won ? QBrush(theme::regionColour(row.number)) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(badge, 4, 4);
        painter.setFont(bold);
        painter.setPen(row.won ? theme::onRegionColour(row.number) : c.textWeak);
        painter.drawText(badge, Qt::AlignCenter, QString::number(row.number + 1));
        painter.setFont(theme::font());
        painter.setPen(row.won ? c.text : c.textWeak);
        const QRectF words(badge.right() + 8, line.top(), scoreX - badge.right() - 12, line.height());
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(theme::font()).elidedText(row.words, Qt::ElideRight, words.width()));
        painter.setFont(small);
        painter.setPen(c.textWeak);
        if (row.won && scores_)
            theme::drawTabular(painter, QRectF(scoreX, line.top(), 46, line.height()), Qt::AlignRight,
                               QString::number(row.score, 'f', 2));
        if (norms_)
            theme::drawTabular(painter, QRectF(normX, line.top(), 46, line.height()), Qt::AlignRight,
                               QString::number(row.norm, 'f', 2));
    }
}

void RegionRows::mouseMoveEvent(QMouseEvent* event) {
    const int row = rowAt(event->position().y());
    if (row == hover_) return;
    hover_ = row;
    update();
    setCursor(row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    Q_EMIT regionHovered(row < 0 || row == shown() ? -1 : rows_[static_cast<std::size_t>(row)].region);
}

void RegionRows::mousePressEvent(QMouseEvent* event) {
    const int row = rowAt(event->position().y());
    if (row >= 0) pressPaintedItem(row);
}

// The figures and their heads say what they are.
QString RegionRows::tipAt(const QPointF& position) const {
    const double normX = width() - kInsetX - kFigure, scoreX = normX - kFigureGap - kFigure;
    const bool norm = norms_ && position.x() >= normX;
    const bool score = scores_ && position.x() >= scoreX && position.x() < normX;
    if (rows_.empty() || (!norm && !score)) return {};
    const int at = rowAt(position.y());
    if (at >= shown() || (at < 0 && position.y() >= kHead)) return {};
    const char* explained = norm ? "region.norm" : "region.score";
    if (at < 0) return norms_ ? figureHelp(explained) : tr("Score, as the prediction set gives it");
    const Row& row = rows_[static_cast<std::size_t>(at)];
    if (score && !row.won) return {};
    const QString text = (norm ? tr("Region %1: norm %2") : tr("Region %1: score %2"))
                             .arg(row.number + 1)
                             .arg(norm ? row.norm : row.score, 0, 'f', 2);
    return norms_ ? withFigureHelp(text, explained) : text;
}

bool RegionRows::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const QString tip = tipAt(help->pos());
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), tip, this);
    return true;
}

void RegionRows::leaveEvent(QEvent*) {
    hover_ = -1;
    update();
    Q_EMIT regionHovered(-1);
}

}  // namespace legenda::ui
