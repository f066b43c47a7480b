// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QAbstractTableModel>
#include <QPixmap>

#include <cstdint>
#include <string>
#include <vector>

namespace legenda::ui {

class ImageListModel;

// The items of a kept evaluation, or those that it shares with another one, in the order of a query: a row each with
// the image, the figures, prediction and references. They come a page at a time, more once a view asks for them; no
// thumbnail is read before its row is painted. GUI thread.
class ItemsModel : public QAbstractTableModel {
    Q_OBJECT
 public:
    enum Role { ThumbnailRole = Qt::UserRole, ProblemRole /* why there is no thumbnail */ };
    static constexpr int kPage = 100;

    struct Source {
        std::int64_t result = 0;
        std::int64_t other = 0;  // 0: items of one result alone
        std::string figure;      // of the first column; both are compared by it
        bool operator==(const Source&) const = default;
    };
    explicit ItemsModel(Bridge* bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    // The first page of what matches; the rows shown stay until it arrives.
    void ask(const Source& source, const evaluation::ItemQuery& query);
    void clear();
    void listImages();  // of the open project, to find those that the items name
    void forgetImages();
    void dropThumbnails();  // that are waited for; rows that are painted ask again

    const Source& source() const { return source_; }
    const evaluation::ItemQuery& query() const { return query_; }
    std::size_t total() const { return total_; }  // that match
    bool waiting() const { return asking_; }
    const evaluation::EvaluationItem& item(int row) const { return items_[static_cast<std::size_t>(row)]; }
    const evaluation::EvaluationItem* other(int row) const;  // what the other result says of it; nullptr: no other
    const std::vector<std::string>& figures() const { return figures_; }
    std::string figureOf(int column) const;         // empty: not a column of a figure
    int columnOf(const std::string& figure) const;  // -1: there is none
    int predictionColumn() const { return 1 + static_cast<int>(figures_.size()); }
    qint64 imageOf(const std::string& path) const;  // 0: not here
    QString figureText(int row, std::size_t figure) const;

 Q_SIGNALS:
    void arrived();  // the first page, or another one
    void failed(const legenda::base::Error& error);

 private:
    void request(std::size_t first);
    void take(std::size_t first, evaluation::ItemPage page, std::vector<evaluation::EvaluationItem> others);
    QString text(int row, int column) const;
    QString referencesText(const evaluation::EvaluationItem& item, bool all) const;

    Bridge* bridge_;
    ImageListModel* images_;
    Source source_;
    evaluation::ItemQuery query_;
    std::vector<std::string> figures_;  // names
    std::vector<evaluation::EvaluationItem> items_, others_;
    std::size_t total_ = 0;
    bool asking_ = false;
    quint64 asked_ = 0;  // counts requests: an answer to an earlier one is not taken
};

// "Box 12, 30, 100 × 80" of pixels.
QString boxText(const base::Box& box);
// What the system said: its text, else its box.
QString predictionText(const evaluation::EvaluationItem& item);

}  // namespace legenda::ui
