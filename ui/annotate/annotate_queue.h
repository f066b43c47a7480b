// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QAbstractListModel>
#include <QCache>
#include <QListView>
#include <QPixmap>
#include <QSet>
#include <QStyledItemDelegate>
#include <QWidget>

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

class QProgressBar;

namespace legenda::ui {

class Segmented;
class ToneLabel;

// The images to be annotated and how many boxes each has. Rows are those that pass the filter. GUI thread.
class AnnotateQueueModel : public QAbstractListModel {
    Q_OBJECT
 public:
    enum Role { IdRole = Qt::UserRole, CountRole, SplitRole };
    explicit AnnotateQueueModel(Bridge* bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void setImages(std::vector<store::ImageRecord> images);
    void setCounts(std::map<std::int64_t, int> counts);
    void setCount(std::int64_t image, int boxes);
    // unreviewed: images without a box; the image `kept` stays in any case, so that the current one does not disappear.
    void setFilter(bool unreviewed, std::optional<std::vector<std::int64_t>> only, std::int64_t kept);
    int rowOf(std::int64_t image) const;
    std::int64_t imageAt(int row) const;
    // The next image in `direction` (1, -1) from `image` among the rows; with `unreviewed` only those without boxes. 0:
    // none.
    std::int64_t neighbour(std::int64_t image, int direction, bool unreviewed) const;
    int total() const { return static_cast<int>(images_.size()); }
    int withBoxes() const { return withBoxes_; }
    int count(std::int64_t image) const;

 private:
    void ask(std::int64_t image) const;

    Bridge* bridge_;
    std::vector<store::ImageRecord> images_;
    std::vector<std::size_t> rows_;
    std::unordered_map<std::int64_t, int> rowOf_;
    std::map<std::int64_t, int> counts_;
    int withBoxes_ = 0;
    mutable QCache<qint64, QPixmap> thumbnails_{600};
    mutable QSet<qint64> asked_;
    quint64 generation_ = 0;  // of setImages(): answers to what was asked before it are of other images
};

class AnnotateQueueDelegate : public QStyledItemDelegate {
    Q_OBJECT
 public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

// "My queue": progress, filter, and the list.
class AnnotateQueue : public QWidget {
    Q_OBJECT
 public:
    explicit AnnotateQueue(Bridge* bridge, QWidget* parent = nullptr);

    AnnotateQueueModel* model() { return model_; }
    QListView* view() { return view_; }
    std::int64_t current() const;
    void setCurrent(std::int64_t image);
    void setOnly(std::optional<std::vector<std::int64_t>> images);  // a search's answer; none: all
    void showAll();
    void refresh();  // the progress

 Q_SIGNALS:
    void chosen(qint64 image);

 private:
    void filter();

    AnnotateQueueModel* model_;
    QListView* view_;
    Segmented* filter_;
    QProgressBar* progress_;
    ToneLabel* share_;
    ToneLabel* none_;
    std::optional<std::vector<std::int64_t>> only_;
    bool filtering_ = false;
};

}  // namespace legenda::ui
