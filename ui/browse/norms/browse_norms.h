// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QRectF>
#include <QWidget>

#include <filesystem>

class QLabel;
class QLineEdit;
class QListView;
class QStackedWidget;

namespace legenda::ui {

class RegionNormModel;
class Segmented;
class WordNormModel;

// The embedding norms of all words and regions of the project, largest or smallest first: which ones are discriminative
// for the alignment model. Computed on demand as a long job; GUI thread.
class BrowseNorms : public QWidget {
    Q_OBJECT
 public:
    explicit BrowseNorms(Bridge* bridge, QWidget* parent = nullptr);

    // Checks whether up-to-date norms of the project are stored; a small project's are computed where they are not, but
    // what refused them is asked again only when they are opened.
    void refresh(bool opened = false);
    // Shown in the drawer's header together with this.
    QWidget* controls() const { return controls_; }
    WordNormModel* words() const { return words_; }
    RegionNormModel* regions() const { return regions_; }
    bool waiting() const { return waiting_ || job_ != 0; }
    // quiet: missing inputs are not shown as an error; the page shows its hint.
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
    std::filesystem::path refused_;  // the project without what they need
};

}  // namespace legenda::ui
