// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace legenda::ui {

class BrowseState;
class DifferenceModel;
class ImageListModel;
class Page;
class ThumbnailView;

// The images on which a prediction set and another one, or ground truth, differ most, the worst first. The one that is
// chosen by mouse or keys is to be shown with both side by side. GUI thread.
class BrowseDifferences : public QWidget {
    Q_OBJECT
 public:
    // all: the images of the project.
    BrowseDifferences(Page* page, BrowseState* state, const ImageListModel* all);

    QWidget* controls() const { return controls_; }  // shown in the drawer's header together with this
    void opened();                                   // begins with the set that Browse shows
    DifferenceModel* model() const { return model_; }
    ThumbnailView* view() const { return view_; }
    const QString& note() const { return note_; }  // in place of the list: what is done, or why it is empty
    bool waiting() const { return waiting_; }

 Q_SIGNALS:
    void chosen(qint64 image, const QString& set, const QString& other);  // other empty: ground truth

 private:
    void build();
    void addActions();
    void takeSets();
    void fillOthers();
    void compare();
    void take(base::Result<std::vector<evaluation::ImageDifference>> result);
    void showFound();
    void showNote(const QString& note);
    void choose(qint64 image);
    void step(int by);
    const store::PredictionSetRecord* first() const;  // null: the project has no set

    Page* page_;
    BrowseState* state_;
    const ImageListModel* all_;
    DifferenceModel* model_;
    ThumbnailView* view_;
    QStackedWidget* pages_;  // the hint of a project without predictions, the list
    QWidget* controls_;
    QComboBox *set_, *other_, *split_;
    QLabel* summary_;
    std::vector<store::PredictionSetRecord> sets_;  // that can be compared
    std::vector<evaluation::ImageDifference> found_;
    QString note_;
    int question_ = 0;  // incremented with every question, so that late answers are recognised
    bool waiting_ = false;
};

}  // namespace legenda::ui
