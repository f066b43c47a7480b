// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/items/items_model.h"

#include "ui/controls/help/figure_help.h"
#include "ui/evaluate/items/item_titles.h"
#include "ui/images/image_list_model.h"

#include <algorithm>
#include <iterator>

namespace legenda::ui {

QString boxText(const base::Box& box) {
    return ItemsModel::tr("Box %1, %2, %3 × %4")
        .arg(qRound(box.x))
        .arg(qRound(box.y))
        .arg(qRound(box.w))
        .arg(qRound(box.h));
}

QString predictionText(const evaluation::EvaluationItem& item) {
    if (!item.prediction.empty()) return QString::fromStdString(item.prediction);
    if (!item.box) return ItemsModel::tr("none");
    return item.box->area() > 0 ? boxText(*item.box) : ItemsModel::tr("no box");
}

ItemsModel::ItemsModel(Bridge* bridge, QObject* parent)
    : QAbstractTableModel(parent), bridge_(bridge), images_(new ImageListModel(bridge, this)) {
    connect(images_, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& changed) {
        const auto path = changed.data(ImageListModel::PathRole).toString().toStdString();
        for (int row = 0; row < rowCount(); ++row)
            if (item(row).image == path) Q_EMIT dataChanged(index(row, 0), index(row, 0), {ThumbnailRole, ProblemRole});
    });
}

int ItemsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(items_.size());
}

int ItemsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || figures_.empty() ? 0 : predictionColumn() + (source_.other != 0 ? 3 : 2);
}

const evaluation::EvaluationItem* ItemsModel::other(int row) const {
    return static_cast<std::size_t>(row) < others_.size() ? &others_[static_cast<std::size_t>(row)] : nullptr;
}

std::string ItemsModel::figureOf(int column) const {
    return column < 1 || column >= predictionColumn() ? std::string() : figures_[static_cast<std::size_t>(column - 1)];
}

int ItemsModel::columnOf(const std::string& figure) const {
    const auto found = std::ranges::find(figures_, figure);
    return found == figures_.end() ? -1 : 1 + static_cast<int>(found - figures_.begin());
}

qint64 ItemsModel::imageOf(const std::string& path) const {
    return images_->list().idOf(path);
}

QString ItemsModel::figureText(int row, std::size_t figure) const {
    const bool ofPair = source_.other != 0;
    return itemFigureText(ofPair ? source_.figure : figures_[figure], item(row).figures[figure],
                          ofPair && figures_[figure] == evaluation::kDifference);
}

QString ItemsModel::referencesText(const evaluation::EvaluationItem& item, bool all) const {
    QStringList texts;
    for (const auto& reference : item.references) texts << QString::fromStdString(reference);
    if (texts.isEmpty())
        for (const auto& target : item.targets) texts << boxText(target);
    if (texts.isEmpty()) return tr("none");
    if (all) return texts.join(QLatin1Char('\n'));
    return texts.size() == 1 ? texts[0] : tr("%1  (and %2 more)").arg(texts[0]).arg(texts.size() - 1);
}

QString ItemsModel::text(int row, int column) const {
    const auto& shown = item(row);
    if (column == 0) return QString::fromStdString(shown.image);
    if (column < predictionColumn()) return figureText(row, static_cast<std::size_t>(column - 1));
    if (column == predictionColumn()) return predictionText(shown);
    if (column + 1 < columnCount()) return other(row) ? predictionText(*other(row)) : QString();
    return referencesText(shown, false);
}

QVariant ItemsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const int row = index.row(), column = index.column();
    const auto& shown = item(row);
    const bool figure = column > 0 && column < predictionColumn();
    switch (role) {
        case Qt::DisplayRole:
            return text(row, column);
        case Qt::ToolTipRole:
            if (column == 0 && !shown.id.empty())
                return tr("%1\n%2").arg(text(row, 0), QString::fromStdString(shown.id));
            if (column + 1 == columnCount()) return referencesText(shown, true);
            return text(row, column);
        case Qt::AccessibleTextRole:
            if (column == 0)
                return tr("%1, %2 %3").arg(text(row, 0), itemFigureTitle(figures_.front()), figureText(row, 0));
            return figure ? tr("%1 %2").arg(itemFigureTitle(figureOf(column)), text(row, column)) : text(row, column);
        case Qt::TextAlignmentRole:
            return static_cast<int>((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        default:
            break;
    }
    if (column != 0 || (role != ThumbnailRole && role != ProblemRole)) return {};
    const auto place = images_->index(images_->rowOf(imageOf(shown.image)));
    if (!place.isValid()) return role == ProblemRole ? tr("The image is no longer in the project.") : QVariant();
    return place.data(role == ThumbnailRole ? ImageListModel::ThumbnailRole : ImageListModel::ProblemRole);
}

QVariant ItemsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return QAbstractTableModel::headerData(section, orientation, role);
    const auto figure = figureOf(section);
    if (role == Qt::ToolTipRole && !figure.empty()) return figureHelp(QString::fromStdString(figure));
    if (role != Qt::DisplayRole) return QAbstractTableModel::headerData(section, orientation, role);
    if (section == 0) return tr("Image");
    if (!figure.empty()) return itemFigureTitle(figure);
    if (section == predictionColumn()) return tr("Prediction");
    return section + 1 < columnCount() ? tr("The other's prediction") : tr("Reference");
}

bool ItemsModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && !asking_ && items_.size() < total_;
}

void ItemsModel::fetchMore(const QModelIndex& parent) {
    if (canFetchMore(parent)) request(items_.size());
}

void ItemsModel::ask(const Source& source, const evaluation::ItemQuery& query) {
    // Rows of another source would be read with its figures.
    if (source != source_ || query.section != query_.section) clear();
    source_ = source;
    query_ = query;
    query_.count = kPage;
    request(0);
}

void ItemsModel::clear() {
    beginResetModel();
    ++asked_;
    asking_ = false;
    figures_.clear();
    items_.clear();
    others_.clear();
    total_ = 0;
    endResetModel();
}

void ItemsModel::request(std::size_t first) {
    asking_ = true;
    query_.first = first;
    const auto asked = ++asked_;
    const auto isLate = [this, asked](const auto& answer) {
        if (asked != asked_) return true;
        asking_ = false;
        if (!answer && !dropped(answer.error())) Q_EMIT failed(answer.error());
        return !answer;
    };
    if (source_.other == 0)
        return bridge_->results().items(this, source_.result, query_,
                                        [this, first, isLate](base::Result<evaluation::ItemPage> page) {
                                            if (!isLate(page)) take(first, std::move(*page), {});
                                        });
    bridge_->results().pairs(this, source_.result, source_.other, QString::fromStdString(source_.figure), query_,
                             [this, first, isLate](base::Result<evaluation::PairPage> pairs) {
                                 if (!isLate(pairs)) take(first, std::move(pairs->page), std::move(pairs->others));
                             });
}

void ItemsModel::take(std::size_t first, evaluation::ItemPage page, std::vector<evaluation::EvaluationItem> others) {
    const auto lead = std::ranges::find(page.figures, source_.figure);
    if (const auto place = lead - page.figures.begin(); lead != page.figures.end()) {
        std::rotate(page.figures.begin(), lead, lead + 1);
        for (auto& item : page.items)
            std::rotate(item.figures.begin(), item.figures.begin() + place, item.figures.begin() + place + 1);
    }
    const auto add = [&] {
        std::ranges::move(page.items, std::back_inserter(items_));
        std::ranges::move(others, std::back_inserter(others_));
        total_ = page.total;
    };
    if (first == 0) {
        beginResetModel();
        figures_ = page.figures;
        items_.clear();
        others_.clear();
        add();
        endResetModel();
    } else if (!page.items.empty()) {
        beginInsertRows({}, static_cast<int>(first), static_cast<int>(first + page.items.size()) - 1);
        add();
        endInsertRows();
    }
    Q_EMIT arrived();
}

void ItemsModel::listImages() {
    bridge_->images().list(this, [this](base::Result<SharedImages> images) {
        if (!images) {
            if (!dropped(images.error())) Q_EMIT failed(images.error());
            return;
        }
        images_->setList(std::move(*images));
        if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0), {ThumbnailRole, ProblemRole});
    });
}

void ItemsModel::dropThumbnails() {
    images_->dropRequests();
}

void ItemsModel::forgetImages() {
    images_->setImages({});
}

}  // namespace legenda::ui
