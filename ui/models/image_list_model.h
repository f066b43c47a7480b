// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"

#include <QAbstractListModel>
#include <QCache>
#include <QHash>
#include <QPixmap>
#include <QSet>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace legenda::ui {

class Bridge;

enum class ImageSort { Name, Split, Boxes };

// The project's images, filtered and sorted, with thumbnails: asked for when a view paints their row, kept while memory
// allows.
class ImageListModel : public QAbstractListModel {
    Q_OBJECT
 public:
    enum Role { IdRole = Qt::UserRole, ThumbnailRole, SplitRole, BoxesRole, ScoreRole };
    explicit ImageListModel(Bridge* bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void setImages(std::vector<store::ImageRecord> images);
    const std::vector<store::ImageRecord>& images() const { return images_; }
    void setSplit(const QString& split);  // "": all
    void setSort(ImageSort sort);
    // Only these images, in this order when `ranked`; none: no search. scores, where given, run beside.
    void setMatches(std::optional<std::vector<std::int64_t>> matches, bool ranked, std::vector<double> scores = {});
    void setBoxCounts(std::map<std::int64_t, int> counts);

    std::int64_t idAt(int row) const;  // 0: no such row
    int rowOf(std::int64_t image) const;
    const store::ImageRecord* find(std::int64_t image) const;
    // Requests that wait in the engine are dropped; rows still in sight ask again when painted.
    void dropRequests();
    bool waiting() const { return !pending_.isEmpty(); }

 Q_SIGNALS:
    void thumbnailArrived();

 private:
    void rebuild();
    QPixmap thumbnail(std::int64_t image) const;

    Bridge* bridge_;
    std::vector<store::ImageRecord> images_;
    std::vector<std::size_t> rows_;  // places in images_
    QHash<qint64, int> rowOf_;
    QHash<qint64, std::size_t> placeOf_;
    QString split_;
    ImageSort sort_ = ImageSort::Name;
    std::optional<std::vector<std::int64_t>> matches_;
    QHash<qint64, double> scores_;
    bool ranked_ = false;
    std::map<std::int64_t, int> boxes_;
    mutable QCache<qint64, QPixmap> cache_;
    mutable QSet<qint64> pending_, failed_;
};

}  // namespace legenda::ui
