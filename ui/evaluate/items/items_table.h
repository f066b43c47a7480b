// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>
#include <QTimer>

namespace legenda::ui {

class ItemsModel;

// The rows of an ItemsModel with thumbnails; more are fetched as the end comes into view. A click or Return chooses a
// row, a click on the head of a figure asks for another order. GUI thread.
class ItemsTable : public QTableView {
    Q_OBJECT
 public:
    explicit ItemsTable(ItemsModel* model, QWidget* parent = nullptr);

    void showOrder(int column, bool descending);  // the arrow in the head; column -1: none

 Q_SIGNALS:
    void itemChosen(int row);
    void orderWanted(int column);

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

 private:
    void layoutColumns();

    ItemsModel* items_;
    int order_ = -1;
    bool descending_ = false;
    QTimer scrolled_;  // fires once it stands still
};

}  // namespace legenda::ui
