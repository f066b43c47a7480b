// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/results_list.h"

#include "ui/controls/context_menu.h"
#include "ui/controls/short_time.h"
#include "ui/evaluate/evaluate_tables.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>
#include <iterator>

namespace legenda::ui {

namespace {

constexpr int kResultHeight = 46;               // at the usual size of text
constexpr int kLeastShown = 2, kMostShown = 5;  // results, in a low window
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
        theme::drawRowGround(*painter, option.rect.adjusted(0, 1, 0, -1), option.state);
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

QString shortHash(const nlohmann::json& hash) {
    if (hash.is_string()) return QString::fromStdString(hash.get<std::string>()).left(12);
    QStringList each;
    for (const auto& one : hash.is_array() ? hash : nlohmann::json::array()) each << shortHash(one);
    return each.join(QStringLiteral(", "));
}

// "beam: 7, truth: entities"; what the other lines say is left out.
QString optionsText(const nlohmann::json& options) {
    QStringList parts;
    if (!options.is_object()) return {};
    for (const auto& [name, value] : options.items()) {
        if (name == "task" || name == "split" || name == "models") continue;
        parts << QStringLiteral("%1: %2").arg(
            QString::fromStdString(name),
            QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump()));
    }
    return parts.join(QStringLiteral(", "));
}

QString resultTitle(const EvaluationResult& result) {
    const QString title = ResultsList::tr("%1, %2").arg(taskTitle(QString::fromStdString(result.task)),
                                                        QString::fromStdString(result.split));
    const QString time = shortTime(result.at);
    return time.isEmpty() ? title : ResultsList::tr("%1  ·  %2").arg(title, time);
}

QString resultTip(const EvaluationResult& result) {
    QStringList lines{QString::fromStdString(result.model), resultTitle(result)};
    const auto add = [&](const QString& line, const QString& value) {
        if (!value.isEmpty()) lines << line.arg(value);
    };
    add(ResultsList::tr("Model: %1"), shortHash(result.checkpoint));
    add(ResultsList::tr("Data: %1"), shortHash(result.data));
    add(ResultsList::tr("Options: %1"), optionsText(result.options));
    add(ResultsList::tr("Version: %1"), QString::fromStdString(result.program));
    add(ResultsList::tr("Date: %1"), QString::fromStdString(result.at));
    if (result.id < 1) lines << ResultsList::tr("Not stored in the project");
    return lines.join(QLatin1Char('\n'));
}

}  // namespace

ResultsList::ResultsList(QWidget* parent) : QListWidget(parent) {
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Results"));
    setItemDelegate(new ResultDelegate(this));
    setMouseTracking(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QListWidget::itemSelectionChanged, this, &ResultsList::follow);
}

void ResultsList::fill() {
    const QSignalBlocker quiet(this);
    clear();
    for (const auto& result : results_) {
        const QString title = resultTitle(result), model = QString::fromStdString(result.model);
        auto* item = new QListWidgetItem(title);
        item->setData(kModelRole, model);
        item->setData(Qt::AccessibleTextRole, tr("%1, %2").arg(title, model));
        item->setToolTip(resultTip(result));
        addItem(item);
    }
    fitHeight();
}

void ResultsList::fitHeight() {
    setMinimumHeight(std::clamp(count(), kLeastShown, kMostShown) * theme::scaled(kResultHeight));
}

void ResultsList::changeEvent(QEvent* event) {
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) fitHeight();
}

void ResultsList::choose(const std::vector<std::int64_t>& ids) {
    {
        const QSignalBlocker quiet(this);
        chosen_.clear();
        clearSelection();
        for (const auto id : ids) {
            const auto found = std::ranges::find(results_, id, &EvaluationResult::id);
            if (found == results_.end()) continue;
            auto* row = item(static_cast<int>(found - results_.begin()));
            if (chosen_.empty()) setCurrentItem(row, QItemSelectionModel::NoUpdate);
            row->setSelected(true);
            chosen_.push_back(id);
        }
    }
    Q_EMIT chosen();
}

void ResultsList::follow() {
    std::erase_if(chosen_, [this](std::int64_t id) {
        const auto found = std::ranges::find(results_, id, &EvaluationResult::id);
        return found == results_.end() || !item(static_cast<int>(found - results_.begin()))->isSelected();
    });
    for (int row = 0; row < count(); ++row) {
        const auto id = results_[static_cast<std::size_t>(row)].id;
        if (item(row)->isSelected() && std::ranges::find(chosen_, id) == chosen_.end()) chosen_.push_back(id);
    }
    Q_EMIT chosen();
}

void ResultsList::forgetProject() {
    results_.clear();
    fill();
    choose({});
}

void ResultsList::setResults(const std::vector<EvaluationResult>& records) {
    std::vector<EvaluationResult> all;
    std::ranges::copy_if(results_, std::back_inserter(all), [](const auto& result) { return result.id < 1; });
    for (auto record = records.rbegin(); record != records.rend(); ++record)
        if (record->figures.is_object() && !record->figures.empty()) all.push_back(*record);
    const auto same = [](const EvaluationResult& a, const EvaluationResult& b) {
        return a.id == b.id && a.at == b.at && a.data == b.data && a.hasItems() == b.hasItems();
    };
    if (std::ranges::equal(all, results_, same)) return;
    results_ = std::move(all);
    auto ids = chosen_;
    std::erase_if(ids, [this](std::int64_t id) { return !find(id); });
    if (ids.empty() && !results_.empty()) ids = {results_.front().id};
    const bool others = ids != chosen_;
    const int scrolled = verticalScrollBar()->value();
    fill();
    {
        const QSignalBlocker quiet(others ? nullptr : this);
        choose(ids);
    }
    verticalScrollBar()->setValue(scrolled);
}

void ResultsList::add(EvaluationResult result) {
    if (result.id == 0) result.id = --lastUnkept_;
    const auto id = result.id;
    // It may have been listed already.
    if (!find(id)) results_.insert(results_.begin(), std::move(result));
    fill();
    choose({id});
}

void ResultsList::remove(std::int64_t record) {
    const auto found = std::ranges::find(results_, record, &EvaluationResult::id);
    if (found == results_.end()) return;
    const auto row = found - results_.begin();
    results_.erase(found);
    fill();
    if (results_.empty()) return choose({});
    const auto last = static_cast<std::ptrdiff_t>(results_.size()) - 1;
    choose({results_[static_cast<std::size_t>(std::min(row, last))].id});
}

const EvaluationResult* ResultsList::find(std::int64_t id) const {
    const auto found = std::ranges::find(results_, id, &EvaluationResult::id);
    return found == results_.end() ? nullptr : &*found;
}

const EvaluationResult* ResultsList::currentResult() const {
    return chosen_.empty() ? nullptr : find(chosen_.front());
}

std::vector<EvaluationResult> ResultsList::chosenResults() const {
    std::vector<EvaluationResult> all;
    for (const auto id : chosen_)
        if (const auto* result = find(id)) all.push_back(*result);
    return all;
}

// The right button opens the menu of a row and leaves the choice as it is.
QItemSelectionModel::SelectionFlags ResultsList::selectionCommand(const QModelIndex& index, const QEvent* event) const {
    const bool button =
        event && (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonRelease);
    if (button && static_cast<const QMouseEvent*>(event)->button() == Qt::RightButton)
        return QItemSelectionModel::NoUpdate;
    return QListWidget::selectionCommand(index, event);
}

void ResultsList::contextMenuEvent(QContextMenuEvent* event) {
    auto* under = event->reason() == QContextMenuEvent::Mouse ? itemAt(event->pos()) : currentItem();
    if (!under) return;
    const auto id = results_[static_cast<std::size_t>(row(under))].id;
    const bool alone = chosen_ == std::vector{id};
    auto* menu = contextMenu("resultMenu", tr("Result"), this);
    const auto add = [&](const char* name, const QString& text, bool possible, const std::vector<std::int64_t>& ids) {
        auto* action = menu->addAction(text, this, [this, ids] { choose(ids); });
        action->setObjectName(QLatin1String(name));
        action->setEnabled(possible);
        return action;
    };
    auto together = chosen_;
    std::erase(together, id);
    together.push_back(id);
    add("show", tr("Show alone"), !alone, {id});
    add("compare", tr("Compare with the one shown"),
        std::ranges::find(chosen_, id) == chosen_.end() && !chosen_.empty(), together);
    menu->addSeparator();
    auto* remove = menu->addAction(tr("Remove"), this, &ResultsList::removeRequested);
    remove->setEnabled(alone);
    menu->popup(event->globalPos());
}

void ResultsList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete && chosen_.size() == 1) return Q_EMIT removeRequested();
    QListWidget::keyPressEvent(event);
}

}  // namespace legenda::ui
