// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/figure_table.h"

#include "ui/controls/help/figure_help.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <algorithm>
#include <numeric>
#include <utility>

namespace legenda::ui {

namespace {

enum Role { KindRole = Qt::UserRole, NoteRole, AbsentRole, BelowRole, WeakRole, TallRole };
enum HeadRow { kGroups, kNames, kHeads };
constexpr int kHeadKind = -1;
constexpr int kNameLeft = 12, kNameRight = 8;  // margin beside a name
constexpr int kNoteGap = 4;                    // between a name and its note
constexpr int kFigureRow = 36;                 // least height, at the usual size of text
constexpr int kCellTop = 6;                    // margin over and under a cell of several lines
constexpr int kNameLeast = 180, kNameLeastTight = 120, kNameMost = 340;
constexpr int kFigureLeast = 52, kFigureMost = 120;
constexpr int kNarrowLine = 54;  // under a figure, at the usual size of text: longer ones are broken where need be

struct FigureSides {
    int left, right;
};

constexpr FigureSides figureSides(bool tight) {
    return tight ? FigureSides{4, 8} : FigureSides{8, 12};
}

// As wide as drawTabular() draws it.
int tabularWidth(const QFontMetrics& metrics, QString text) {
    for (auto& c : text)
        if (c.isDigit()) c = QLatin1Char('0');
    return metrics.horizontalAdvance(text);
}

// The lines under a figure: broken, every interval, as "[18.2, 22.1]", becomes two.
QStringList linesBelow(const QString& below, bool broken) {
    if (below.isEmpty()) return {};
    QStringList lines;
    const QFontMetrics metrics(theme::font(theme::Type::Small));
    for (const auto& line : below.split(QLatin1Char('\n'))) {
        const auto space = line.lastIndexOf(QLatin1Char(' '));
        const bool isLong =
            line.contains(QLatin1String(", ")) || tabularWidth(metrics, line) > theme::scaled(kNarrowLine);
        if (broken && space > 0 && isLong)
            lines << line.left(space) << line.mid(space + 1);
        else
            lines << line;
    }
    return lines;
}

int lineHeight(theme::Type type) {
    return QFontMetrics(theme::font(type)).height();
}

QFont nameFont(bool ours) {
    return theme::font(theme::Type::Base, ours ? QFont::DemiBold : QFont::Normal);
}

int wrappedHeight(const QFont& font, int width, const QString& text) {
    if (text.isEmpty()) return 0;
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 1000), Qt::TextWordWrap, text).height();
}

class FigureDelegate : public QStyledItemDelegate {
 public:
    using QStyledItemDelegate::QStyledItemDelegate;

    bool choosable = false;
    bool tight = false, broken = false;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        const int kind = index.data(KindRole).toInt();
        const bool ours = kind == static_cast<int>(FigureRow::Kind::Ours);
        const QRect cell = option.rect;
        const bool chosen = choosable && (option.state & QStyle::State_Selected);
        if (ours)
            painter->fillRect(cell, c.selected);
        else if (!chosen && (option.state & QStyle::State_Selected))
            painter->fillRect(cell, c.hover);
        if (ours && index.column() == 0) painter->fillRect(QRect(cell.left(), cell.top(), 3, cell.height()), c.accent);
        if (kind == kHeadKind)
            paintHead(*painter, cell, index);
        else if (index.column() == 0)
            paintName(*painter, cell, index, ours);
        else
            paintValue(*painter, cell, index, ours);
        if (index.row() >= kNames) {
            painter->setPen(QPen(c.border, 1));
            painter->drawLine(cell.bottomLeft(), cell.bottomRight());
        }
        if (chosen) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(QPen(c.accent, 1.5));
            painter->drawRoundedRect(QRectF(cell).adjusted(2, 2, -2, -3), theme::kRadius, theme::kRadius);
        }
        painter->restore();
    }

 private:
    void paintHead(QPainter& painter, const QRect& cell, const QModelIndex& index) const {
        const bool group = index.row() == kGroups;
        painter.setPen(group ? theme::colours().text : theme::colours().textWeak);
        painter.setFont(
            theme::font(group ? theme::Type::Base : theme::Type::Small, group ? QFont::DemiBold : QFont::Medium));
        const auto side = group ? Qt::AlignHCenter : index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight;
        const int right = figureSides(tight).right;
        painter.drawText(cell.adjusted(index.column() == 0 || group ? kNameLeft : 2, 0, -right, 0),
                         side | Qt::AlignVCenter, index.data().toString());
        if (group && !index.data().toString().isEmpty()) {
            painter.setPen(QPen(theme::colours().borderStrong, 1));
            painter.drawLine(cell.left() + kNameLeft, cell.bottom(), cell.right() - right, cell.bottom());
        }
    }

    static void paintName(QPainter& painter, const QRect& cell, const QModelIndex& index, bool ours) {
        const auto& c = theme::colours();
        const bool tall = index.data(TallRole).toBool();
        QRect inner = cell.adjusted(kNameLeft, tall ? kCellTop : 0, -kNameRight, 0);
        painter.setPen(c.text);
        painter.setFont(nameFont(ours));
        QRect name;
        painter.drawText(inner, Qt::AlignLeft | (tall ? Qt::AlignTop : Qt::AlignVCenter) | Qt::TextWordWrap,
                         index.data().toString(), &name);
        const QString note = index.data(NoteRole).toString();
        if (note.isEmpty()) return;
        inner.setTop(name.bottom() + 1 + kNoteGap);
        painter.setPen(c.textWeak);
        painter.setFont(theme::font(theme::Type::Small));
        painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, note);
    }

    void paintValue(QPainter& painter, const QRect& cell, const QModelIndex& index, bool ours) const {
        const auto& c = theme::colours();
        const auto sides = figureSides(tight);
        const QRect inner = cell.adjusted(sides.left, 0, -sides.right, 0);
        const QString absent = index.data(AbsentRole).toString();
        if (!absent.isEmpty()) {
            painter.setPen(c.textWeak);
            painter.setFont(theme::font(theme::Type::Small));
            painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, absent);
            return;
        }
        const QString text = index.data().toString();
        const bool weak = text.isEmpty() || index.data(WeakRole).toBool();
        painter.setPen(weak ? c.textWeak : c.text);
        painter.setFont(nameFont(ours));
        QRect line = inner;
        if (index.data(TallRole).toBool())
            line.setRect(inner.left(), inner.top() + kCellTop, inner.width(), lineHeight(theme::Type::Base));
        theme::drawTabular(painter, line, Qt::AlignRight, text.isEmpty() ? QStringLiteral("–") : text);
        painter.setPen(c.textWeak);
        painter.setFont(theme::font(theme::Type::Small));
        for (const auto& each : linesBelow(index.data(BelowRole).toString(), broken)) {
            line.setRect(line.left(), line.bottom() + 1, line.width(), lineHeight(theme::Type::Small));
            theme::drawTabular(painter, line, Qt::AlignRight, each);
        }
    }
};

// "20.0 [18.1, 22.0]"
QString wholeCell(const FigureRow& row, std::size_t column) {
    QString text = row.cells[column];
    if (column < row.below.size() && !row.below[column].isEmpty())
        text += QLatin1Char(' ') + QString(row.below[column]).replace(QLatin1Char('\n'), QStringLiteral(", "));
    return text;
}

}  // namespace

FigureTable::FigureTable(QWidget* parent) : QTableView(parent), model_(new QStandardItemModel(this)) {
    setModel(model_);
    setItemDelegate(new FigureDelegate(this));
    horizontalHeader()->hide();
    verticalHeader()->hide();
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    horizontalHeader()->setMinimumSectionSize(48);
    setAccessibleName(tr("Figures"));
    setStyleSheet(QStringLiteral("QTableView { background: transparent; }"));
}

void FigureTable::setChoosable() {
    choosable_ = true;
    static_cast<FigureDelegate*>(itemDelegate())->choosable = true;
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    connect(this, &QTableView::clicked, this, &FigureTable::choose);
    connect(this, &QTableView::entered, this, [this](const QModelIndex& index) {
        viewport()->setCursor(figureOf(index).isValid() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    });
    connect(this, &QTableView::viewportEntered, viewport(), &QWidget::unsetCursor);
}

bool FigureTable::isFigure(const QModelIndex& index) const {
    const int row = index.row() - kHeads, column = index.column() - 1;
    if (row < 0 || column < 0 || row >= static_cast<int>(rows_.size())) return false;
    const auto& keys = rows_[static_cast<std::size_t>(row)].keys;
    const auto at = static_cast<std::size_t>(column);
    return at < keys.size() && !keys[at].figure.isEmpty() && !index.data().toString().isEmpty();
}

QModelIndex FigureTable::figureOf(const QModelIndex& index) const {
    if (isFigure(index)) return index;
    const bool name = index.column() == 0, title = index.row() == kNames;
    for (int column = 1; name && column < model_->columnCount(); ++column)
        if (const auto each = index.siblingAtColumn(column); isFigure(each)) return each;
    for (int row = kHeads; title && row < model_->rowCount(); ++row)
        if (const auto each = index.siblingAtRow(row); isFigure(each)) return each;
    return {};
}

void FigureTable::choose(const QModelIndex& index) {
    if (const auto figure = figureOf(index); figure.isValid())
        Q_EMIT figureChosen(figure.row() - kHeads, figure.column() - 1);
}

void FigureTable::setTable(const std::vector<FigureColumns>& columns, const std::vector<FigureRow>& rows) {
    columns_ = columns;
    rows_ = rows;
    if (compact_) setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    model_->clear();
    clearSpans();
    int width = 1;
    for (const auto& group : columns_) width += static_cast<int>(group.names.size());
    model_->setColumnCount(width);
    model_->setRowCount(kHeads + static_cast<int>(rows_.size()));
    const auto put = [this](int row, int column, const QString& text, int kind) {
        auto* item = new QStandardItem(text);
        item->setData(kind, KindRole);
        item->setEditable(false);
        if (kind == kHeadKind) item->setFlags(Qt::ItemIsEnabled);
        model_->setItem(row, column, item);
        return item;
    };
    put(kGroups, 0, {}, kHeadKind);
    put(kNames, 0, nameTitle_, kHeadKind);
    int column = 1;
    bool titled = false;
    std::vector<QString> tips;  // a column
    for (const auto& group : columns_) {
        const int size = static_cast<int>(group.names.size());
        for (int i = 0; i < size; ++i) {
            put(kGroups, column + i, i == 0 ? group.title : QString(), kHeadKind);
            const auto of = static_cast<std::size_t>(i);
            tips.push_back(of < group.figures.size() ? figureHelp(group.figures[of]) : QString());
            put(kNames, column + i, group.names[of], kHeadKind)->setToolTip(tips.back());
        }
        if (size > 1) setSpan(kGroups, column, 1, size);
        titled = titled || !group.title.isEmpty();
        column += size;
    }
    setRowHidden(kGroups, !titled);
    const auto titles = columnTitles();
    for (std::size_t r = 0; r < rows_.size(); ++r) {
        const auto& row = rows_[r];
        const int at = kHeads + static_cast<int>(r), kind = static_cast<int>(row.kind);
        const bool tall =
            !row.note.isEmpty() || std::ranges::any_of(row.below, [](const auto& below) { return !below.isEmpty(); });
        auto* name = put(at, 0, row.name, kind);
        name->setData(row.note, NoteRole);
        name->setData(tall, TallRole);
        name->setData(row.note.isEmpty() ? row.name : tr("%1, %2").arg(row.name, row.note), Qt::AccessibleTextRole);
        for (int i = 1; i < width; ++i) {
            const auto cell = static_cast<std::size_t>(i - 1);
            auto* item = put(at, i, cell < row.cells.size() ? row.cells[cell] : QString(), kind);
            if (!item->text().isEmpty()) item->setToolTip(tips[cell]);
            item->setData(cell < row.weak.size() && row.weak[cell], WeakRole);
            item->setData(tall, TallRole);
            // "20.0 [18.1, 22.0], Image search R@1, Legenda"; a dash is drawn where there is no figure.
            QString said = item->text().isEmpty() ? tr("–") : item->text();
            if (cell < row.below.size() && !row.below[cell].isEmpty()) {
                item->setData(row.below[cell], BelowRole);
                said = wholeCell(row, cell);
            }
            item->setData(tr("%1, %2, %3").arg(said, titles[cell], row.name), Qt::AccessibleTextRole);
        }
        if (row.kind == FigureRow::Kind::Absent && width > 1) {
            model_->item(at, 1)->setData(row.absent, AbsentRole);
            model_->item(at, 1)->setData(tr("%1, %2").arg(row.absent, row.name), Qt::AccessibleTextRole);
            if (width > 2) setSpan(at, 1, 1, width - 1);
        }
        setRowHeight(at, rowHeightOf(row));
    }
    layoutColumns();
}

int FigureTable::heightForRows() const {
    int height = 2;
    for (int row = 0; row < model_->rowCount(); ++row) height += isRowHidden(row) ? 0 : rowHeight(row);
    int width = 0;
    for (int column = 0; column < model_->columnCount(); ++column) width += columnWidth(column);
    return width > viewport()->width() ? height + 12 : height;  // room for the horizontal scroll bar
}

void FigureTable::layoutColumns() {
    const int count = model_->columnCount();
    // A column that is inserted can resize the viewport before setTable has filled it.
    if (count < 2 || !model_->item(kNames, count - 1)) return;
    setRowHeight(kGroups, theme::scaled(30));
    setRowHeight(kNames, theme::scaled(28));
    // The names get the remaining width, within bounds: wide gaps between a name and its figures are hard to read.
    const int room = viewport()->width();
    if (compact_) return layoutCompact(room, count);
    std::vector<int> figures;
    const auto fits = [&](bool tight, bool broken) {
        tight_ = tight;
        broken_ = broken;
        figures = figureWidths();
        return std::accumulate(figures.begin(), figures.end(), tight ? kNameLeastTight : kNameLeast) <= room;
    };
    if (!fits(false, false) && !fits(true, false)) fits(true, true);
    auto* delegate = static_cast<FigureDelegate*>(itemDelegate());
    delegate->tight = tight_;
    delegate->broken = broken_;
    const int left = room - std::accumulate(figures.begin(), figures.end(), 0);
    const int name =
        std::clamp(std::min(room * 34 / 100, left), tight_ ? kNameLeastTight : kNameLeast, theme::scaled(kNameMost));
    // What is left makes narrow columns as wide as the others.
    const auto wider = [&](int width) {
        int all = 0;
        for (const int figure : figures) all += std::max(figure, width);
        return all;
    };
    int width = theme::scaled(kFigureMost);
    while (width > kFigureLeast && wider(width) > room - name) --width;
    setColumnWidth(0, name);
    for (int column = 1; column < count; ++column)
        setColumnWidth(column, std::max(figures[static_cast<std::size_t>(column - 1)], width));
    layoutRows();
}

// Each as wide as what it holds.
std::vector<int> FigureTable::figureWidths() const {
    const auto sides = figureSides(tight_);
    const QFontMetrics head(theme::font(theme::Type::Small, QFont::Medium)), small(theme::font(theme::Type::Small)),
        figure(nameFont(true));
    std::vector<int> widths;
    for (int column = 1; column < model_->columnCount(); ++column) {
        int width = std::max(kFigureLeast, head.horizontalAdvance(model_->item(kNames, column)->text()) + 2);
        const auto cell = static_cast<std::size_t>(column - 1);
        for (const auto& row : rows_) {
            if (cell < row.cells.size()) width = std::max(width, tabularWidth(figure, row.cells[cell]) + sides.left);
            if (cell >= row.below.size()) continue;
            for (const auto& line : linesBelow(row.below[cell], broken_))
                width = std::max(width, tabularWidth(small, line) + sides.left);
        }
        widths.push_back(width + sides.right);
    }
    return widths;
}

// Names and notes that do not fit one line are wrapped.
void FigureTable::layoutRows() {
    for (std::size_t r = 0; r < rows_.size(); ++r) setRowHeight(kHeads + static_cast<int>(r), rowHeightOf(rows_[r]));
    if (const int height = heightForRows(); height != std::exchange(height_, height)) Q_EMIT heightChanged(height);
}

int FigureTable::rowHeightOf(const FigureRow& row) const {
    if (compact_) return theme::scaled(26);
    qsizetype lines = 0;
    for (const auto& below : row.below) lines = std::max(lines, linesBelow(below, broken_).size());
    const int room = columnWidth(0) - kNameLeft - kNameRight;
    int words = wrappedHeight(nameFont(row.kind == FigureRow::Kind::Ours), room, row.name);
    if (!row.note.isEmpty()) words += kNoteGap + wrappedHeight(theme::font(theme::Type::Small), room, row.note);
    const int figure = lineHeight(theme::Type::Base) + static_cast<int>(lines) * lineHeight(theme::Type::Small);
    return std::max(theme::scaled(kFigureRow), 2 * kCellTop + std::max(words, figure));
}

void FigureTable::layoutCompact(int room, int count) {
    // At least as wide as its title; the rest is distributed equally.
    const QFontMetrics metrics(theme::font(theme::Type::Small, QFont::Medium));
    std::vector<int> widths;
    int sum = 56;
    for (int column = 1; column < count; ++column) {
        widths.push_back(std::max(56, metrics.horizontalAdvance(model_->item(kNames, column)->text()) + 18));
        sum += widths.back();
    }
    const int more = std::clamp((room - sum) / (count - 1), 0, 40);
    setColumnWidth(0, 56);
    for (int column = 1; column < count; ++column)
        setColumnWidth(column, widths[static_cast<std::size_t>(column - 1)] + more);
}

void FigureTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    layoutColumns();
}

void FigureTable::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() != QEvent::FontChange || rows_.empty()) return;
    layoutColumns();
    if (compact_) layoutRows();
}

std::vector<QString> FigureTable::columnTitles() const {
    std::vector<QString> titles;
    for (const auto& group : columns_)
        for (const auto& name : group.names)
            titles.push_back(group.title.isEmpty() ? name : group.title + QLatin1Char(' ') + name);
    return titles;
}

std::vector<std::vector<QString>> FigureTable::grid() const {
    std::vector<std::vector<QString>> lines(1, {QString()});
    for (const auto& title : columnTitles()) lines[0].push_back(title);
    for (const auto& row : rows_) {
        std::vector<QString> line{row.note.isEmpty() ? row.name : tr("%1 (%2)").arg(row.name, row.note)};
        if (row.kind == FigureRow::Kind::Absent)
            line.push_back(row.absent);
        else
            for (std::size_t i = 0; i < row.cells.size(); ++i) line.push_back(wholeCell(row, i));
        lines.push_back(std::move(line));
    }
    return lines;
}

QString FigureTable::asText() const {
    const auto lines = grid();
    std::vector<qsizetype> widths(lines.front().size(), 0);
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            if (i == 0 || line.size() == widths.size()) widths[i] = std::max(widths[i], line[i].size());
    QString out;
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            const bool padded = i == 0 || line.size() == widths.size();
            if (i > 0) out += QStringLiteral("  ");
            out += !padded ? line[i] : i == 0 ? line[i].leftJustified(widths[i]) : line[i].rightJustified(widths[i]);
        }
        while (out.endsWith(QLatin1Char(' '))) out.chop(1);
        out += QLatin1Char('\n');
    }
    return out;
}

void FigureTable::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) return QApplication::clipboard()->setText(asText());
    if (choosable_ && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) return choose(currentIndex());
    QTableView::keyPressEvent(event);
}

}  // namespace legenda::ui
