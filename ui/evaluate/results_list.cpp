// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/results_list.h"

#include "ui/controls/short_time.h"
#include "ui/evaluate/evaluate_tables.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kResultHeight = 46;  // at the usual size of text
constexpr int kModelRole = Qt::UserRole;

// Two lines on a rounded ground, as in the other lists.
class ResultDelegate : public QStyledItemDelegate {
 public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {120, theme::scaled(kResultHeight)};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || (option.state & QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(selected ? c.selected : c.hover);
            painter->drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), theme::kRadius, theme::kRadius);
        }
        const QRect words = option.rect.adjusted(8, 5, -8, -5);
        const auto line = [&](const QColor& colour, theme::Type type, Qt::Alignment side, const QString& text) {
            painter->setPen(colour);
            painter->setFont(theme::font(type));
            painter->drawText(words, Qt::AlignLeft | side,
                              painter->fontMetrics().elidedText(text, Qt::ElideRight, words.width()));
        };
        line(c.text, theme::Type::Base, Qt::AlignTop, index.data().toString());
        line(c.textWeak, theme::Type::Small, Qt::AlignBottom, index.data(kModelRole).toString());
        painter->restore();
    }
};

QString timeOf(const store::EvaluationRecord& record) {
    return shortTime(record.at);
}

}  // namespace

ResultsList::ResultsList(QWidget* parent) : QListWidget(parent) {
    setFrameShape(QFrame::NoFrame);
    setMinimumHeight(2 * kResultHeight + 24);
    setAccessibleName(tr("Results"));
    setItemDelegate(new ResultDelegate(this));
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QListWidget::currentRowChanged, this, &ResultsList::chosen);
}

void ResultsList::insert(const EvaluationResult& result, int row) {
    const auto& record = result.record;
    const QString time = timeOf(record), model = QString::fromStdString(record.model);
    QString title =
        tr("%1, %2").arg(taskTitle(QString::fromStdString(record.task)), QString::fromStdString(record.split));
    if (!time.isEmpty()) title = tr("%1  ·  %2").arg(title, time);
    auto* item = new QListWidgetItem(title);
    item->setData(kModelRole, model);
    item->setData(Qt::AccessibleTextRole, tr("%1, %2").arg(title, model));
    item->setToolTip(record.id < 1 ? tr("%1\nNot stored in the project").arg(model) : model);
    insertItem(row, item);
}

void ResultsList::setResults(const std::vector<store::EvaluationRecord>& records) {
    {
        const QSignalBlocker quiet(this);
        clear();
        results_.clear();
        for (auto record = records.rbegin(); record != records.rend(); ++record) {
            auto figures = nlohmann::json::parse(record->figuresJson, nullptr, false);
            if (!figures.is_object()) continue;
            results_.push_back({*record, std::move(figures)});
            insert(results_.back(), count());
        }
        setCurrentRow(results_.empty() ? -1 : 0);
    }
    Q_EMIT chosen();
}

void ResultsList::add(EvaluationResult result) {
    if (result.record.id == 0) result.record.id = --lastUnkept_;
    // Before the row: receivers of the change of the current row read it here.
    results_.insert(results_.begin(), std::move(result));
    insert(results_.front(), 0);
    setCurrentRow(0);
}

void ResultsList::remove(std::int64_t record) {
    const auto found = std::ranges::find_if(results_, [&](const auto& result) { return result.record.id == record; });
    if (found == results_.end()) return;
    const int row = static_cast<int>(found - results_.begin());
    {
        const QSignalBlocker quiet(this);
        results_.erase(found);
        delete takeItem(row);
        setCurrentRow(std::min(row, count() - 1));
    }
    Q_EMIT chosen();
}

const EvaluationResult* ResultsList::currentResult() const {
    const int row = currentRow();
    return row < 0 || row >= static_cast<int>(results_.size()) ? nullptr : &results_[static_cast<std::size_t>(row)];
}

void ResultsList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete && currentResult()) return Q_EMIT removeRequested();
    QListWidget::keyPressEvent(event);
}

}  // namespace legenda::ui
