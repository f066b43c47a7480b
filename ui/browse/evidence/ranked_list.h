// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/shown_item.h"

#include <QListView>

class QStandardItemModel;

namespace legenda::ui {

class Bridge;
class ImageListModel;

// The first of a retrieval's ranked list, a row each: its place, the sentence, or the photograph with its name, a tick
// where it is a right one, and the score. A click or Return chooses a row. GUI thread.
class RankedList : public QListView {
    Q_OBJECT
 public:
    // all: the images of the project.
    RankedList(Bridge* bridge, const ImageListModel* all, QWidget* parent = nullptr);

    void setRanking(ShownItem::Ranking ranking);
    const ShownItem::Ranking& ranking() const { return ranking_; }
    int wantedHeight() const;  // of all rows

 Q_SIGNALS:
    void chosen(int place);  // of the entries

 protected:
    void keyPressEvent(QKeyEvent* event) override;

 private:
    void findImages();

    const ImageListModel* all_;
    ImageListModel* thumbnails_;  // of the images that are ranked
    QStandardItemModel* rows_;
    ShownItem::Ranking ranking_;
};

}  // namespace legenda::ui
