// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QRectF>
#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QStackedWidget;

namespace legenda::ui {

class RegionNormModel;
class Segmented;
class WordNormModel;

// The norms of all words and regions of the project, from the largest or the smallest on: what the alignment model
// takes for discriminative, and what it passes over. Computed on demand as a long job; GUI thread.
class BrowseNorms : public QWidget {
    Q_OBJECT
 public:
    explicit BrowseNorms(Bridge* bridge, QWidget* parent = nullptr);

    // Looks whether the norms of the project as it is are known.
    void refresh();
    // Stand in the drawer's head while this is shown.
    QWidget* controls() const { return controls_; }
    WordNormModel* words() const { return words_; }
    RegionNormModel* regions() const { return regions_; }
    bool waiting() const { return waiting_ || job_ != 0; }
    // quiet: what is missing for it is no failure, the page says what it is for.
    void compute(bool quiet = false);

 Q_SIGNALS:
    void regionChosen(qint64 image, const QRectF& box);
    void wordChosen(const QString& word);
    void failed(const legenda::base::Error& error);

 private:
    void build();
    void buildControls();
    void show(const inference::NormsReport& report);
    void showEnd(bool largest);

    Bridge* bridge_;
    WordNormModel* words_;
    RegionNormModel* regions_;
    inference::NormsReport report_;
    QWidget* controls_;
    Segmented* end_;
    QLabel* summary_;
    QLineEdit* find_;
    QStackedWidget* stack_;  // hint, progress, lists
    QLabel* progress_;
    QListView *wordView_, *regionView_;
    bool waiting_ = false;
    session::JobId job_ = 0;
};

}  // namespace legenda::ui
