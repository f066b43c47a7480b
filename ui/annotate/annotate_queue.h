// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/images/image_list_model.h"

#include <QListView>
#include <QWidget>

#include <optional>
#include <vector>

class QProgressBar;

namespace legenda::ui {

class Segmented;
class ToneLabel;

// "My queue", the images to be annotated: progress, filter, and the list. GUI thread.
class AnnotateQueue : public QWidget {
    Q_OBJECT
 public:
    explicit AnnotateQueue(Bridge* bridge, QWidget* parent = nullptr);

    ImageListModel* model() { return model_; }
    QListView* view() { return view_; }
    std::int64_t current() const;
    void setCurrent(std::int64_t image);
    // The next image in `direction` (1, -1) from `image` among the rows; with `unreviewed` only those without boxes. 0:
    // none.
    std::int64_t neighbour(std::int64_t image, int direction, bool unreviewed) const;
    void setOnly(std::optional<std::vector<std::int64_t>> images);  // a search's answer; none: all
    void showAll();
    void refresh();  // the progress

 Q_SIGNALS:
    void chosen(qint64 image);

 private:
    void filter();

    ImageListModel* model_;
    QListView* view_;
    Segmented* filter_;
    QProgressBar* progress_;
    ToneLabel* share_;
    ToneLabel* none_;
    std::optional<std::vector<std::int64_t>> only_;
    bool filtering_ = false;
};

}  // namespace legenda::ui
