// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/embedding_norms.h"

#include <QAbstractListModel>
#include <QCache>
#include <QHash>
#include <QPixmap>

#include <vector>

namespace legenda::ui {

class Bridge;

// Words with their mean norm, ascending or descending, filtered by a text.
class WordNormModel : public QAbstractListModel {
    Q_OBJECT
 public:
    enum Role { NormRole = Qt::UserRole, CountRole, ShareRole /* 0..1 between smallest and largest */ };
    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void setWords(std::vector<inference::WordNorm> largestFirst);
    void setLargestFirst(bool largest);
    void setFilter(const QString& text);

 private:
    void rebuild();
    std::vector<inference::WordNorm> words_;
    std::vector<int> rows_;
    QString filter_;
    bool largest_ = true;
};

// Regions with their norm; the pictures are cropped when a view paints their row.
class RegionNormModel : public QAbstractListModel {
    Q_OBJECT
 public:
    enum Role { NormRole = Qt::UserRole, PictureRole };
    explicit RegionNormModel(Bridge* bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void setRegions(std::vector<inference::RegionNorm> regions);
    const inference::RegionNorm& at(int row) const { return regions_[static_cast<std::size_t>(row)]; }

 private:
    QPixmap picture(int row) const;

    Bridge* bridge_;
    std::vector<inference::RegionNorm> regions_;
    int generation_ = 0;                    // of regions_: answers for an older one are dropped
    mutable QHash<int, QPixmap> pictures_;  // by row; null: requested, or unreadable
};

}  // namespace legenda::ui
