// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/image_list.h"

#include <QAbstractListModel>
#include <QCache>
#include <QHash>
#include <QPixmap>
#include <QRectF>
#include <QSet>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace legenda::ui {

class Bridge;

enum class ImageSort { Name, Split, Boxes, Score /* of a ranked search */, Import /* as they came into the project */ };

// The project's images, filtered and sorted, with thumbnails: requested when a view paints their row, cached while
// memory allows.
class ImageListModel : public QAbstractListModel {
    Q_OBJECT
 public:
    enum Role {
        IdRole = Qt::UserRole,
        PathRole,
        ThumbnailRole,
        SplitRole,
        BoxesRole,
        ScoreRole,
        HitRole /* QRectF */,
        ProblemRole /* why it cannot be shown */
    };
    explicit ImageListModel(Bridge* bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void setList(SharedImages list);                         // the same one, all readable: nothing happens
    void setImages(std::vector<store::ImageRecord> images);  // a few, as one list of their own
    const ImageList& list() const { return *list_; }
    const std::vector<store::ImageRecord>& images() const { return list_->images(); }
    void setSplit(const QString& split);  // "": all
    void setSort(ImageSort sort);
    ImageSort sort() const { return ranked_ && byScore_ ? ImageSort::Score : sort_; }
    bool ranked() const { return ranked_; }
    // The result of a search: only these images.
    struct Match {
        std::int64_t image = 0;
        double score = 0;
        QRectF hit;  // relative to the image's size: the region found; empty: the image as a whole
    };
    void setMatches(const std::vector<std::int64_t>& matches);
    void setRanked(const std::vector<Match>& matches);  // best first
    void clearMatches();
    void setBoxCounts(std::vector<std::pair<std::int64_t, int>> counts);  // by image, in the order of their ids
    void setBoxCount(std::int64_t image, int count);  // of one image; sorted and filtered again with all counts
    int boxCount(std::int64_t image) const;
    int withBoxes() const { return withBoxes_; }  // of all images, whether they are rows or not
    // Only images without boxes; `kept` stays in any case, so that the current one does not disappear.
    void setWithoutBoxes(bool only, std::int64_t kept);

    std::int64_t idAt(int row) const;  // 0: no such row
    int rowOf(std::int64_t image) const;
    const store::ImageRecord* find(std::int64_t image) const;
    // Drops waiting requests; visible rows request again when painted.
    void dropRequests();
    bool waiting() const { return !pending_.isEmpty(); }

 private:
    void rebuild();
    void arrange();
    void countBoxes();
    QPixmap thumbnail(std::int64_t image) const;

    Bridge* bridge_;
    SharedImages list_ = shareImages({});
    std::vector<std::size_t> rows_;     // places in the list
    std::vector<int> rowOf_, countOf_;  // of a place: its row, -1 if it has none, and its number of boxes
    QString split_;
    ImageSort sort_ = ImageSort::Name;  // apart from a ranked search
    std::optional<std::vector<std::int64_t>> matches_;
    QHash<qint64, Match> hits_;  // of a ranked search
    bool ranked_ = false, byScore_ = true;
    std::vector<std::pair<std::int64_t, int>> boxes_;
    int withBoxes_ = 0;
    bool withoutBoxes_ = false;
    std::int64_t kept_ = 0;
    mutable QCache<qint64, QPixmap> cache_;
    mutable QSet<qint64> pending_;
    QHash<qint64, QString> problems_;  // of files that are missing or broken
    quint64 generation_ = 0;           // of setList(): answers to what was asked before it are of other images
};

}  // namespace legenda::ui
