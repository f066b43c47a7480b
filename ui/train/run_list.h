// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"

#include <QAbstractListModel>
#include <QColor>
#include <QHash>
#include <QListView>
#include <QStringList>
#include <QStyledItemDelegate>

#include <map>
#include <vector>

namespace legenda::ui {

// "align" -> "Alignment", "caption" -> "Full-image captions", "region" -> "Region captions".
QString runKindTitle(const std::string& kind);
// "Alignment, 24 Nov 22:58"; an id without a start time is shown unchanged.
QString runTitle(const store::RunRecord& run);
QColor runStateColour(const std::string& state);
QString runStateWord(const std::string& state);  // "stopped"
QString runStateText(const std::string& state);  // "running", "stopped, can be resumed"

enum class RunOrder { Newest, Best, State, Kind };

// The runs of a project with what the list shows beside them. Rows are those that the filter leaves, in the chosen
// order.
class RunListModel : public QAbstractListModel {
    Q_OBJECT
 public:
    enum Role {
        IdRole = Qt::UserRole,
        ColourRole,
        ShownRole,
        SparkRole,
        StateRole,
        BestRole,
        TimeRole,
        FractionRole,
        StatusRole
    };
    using QAbstractListModel::QAbstractListModel;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void setRuns(std::vector<store::RunRecord> runs);  // keeps colours, sparklines and which runs are shown
    void clear();  // another project's runs, which may have the same ids: nothing is kept
    const store::RunRecord* run(const QString& id) const;
    const std::vector<store::RunRecord>& runs() const { return runs_; }  // all, newest first
    int rowOf(const QString& id) const;                                  // -1: it has none
    // Words that occur in kind, state, preset, best figure, id, tags or note; all of them.
    void setFilter(const QString& words);
    void setOrder(RunOrder order);
    QColor colour(const QString& id) const;
    bool shown(const QString& id) const;
    void setShown(const QString& id, bool shown);
    void setSpark(const QString& id, std::vector<double> values);
    void setFraction(const QString& id, double fraction);  // of a running one, 0..1; negative: unknown

 Q_SIGNALS:
    void shownChanged(const QString& id, bool shown);

 private:
    struct Extra {
        int colour = 0;
        bool shown = false;
        double fraction = -1;
        std::vector<double> spark;
    };
    void touched(const QString& id);
    bool passes(const store::RunRecord& run) const;
    std::vector<std::size_t> arranged() const;
    void arrange();
    const store::RunRecord& at(int row) const { return runs_[rows_[static_cast<std::size_t>(row)]]; }

    std::vector<store::RunRecord> runs_;
    QHash<QString, std::size_t> places_;  // in runs_, by id
    std::vector<std::size_t> rows_;       // of runs_
    QStringList filter_;
    RunOrder order_ = RunOrder::Newest;
    std::map<QString, Extra> extras_;
    int nextColour_ = 0;
};

// Paints a row: state dot, name, best metric, sparkline, and the swatch that adds a run to the charts.
class RunDelegate : public QStyledItemDelegate {
    Q_OBJECT
 public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    static QRect swatchRect(const QRect& row);
};

// The list itself: the current run is the one whose details are shown; a click on the swatch, or Space, adds a run to
// the charts or removes it. GUI thread.
class RunList : public QListView {
    Q_OBJECT
 public:
    explicit RunList(RunListModel* model, QWidget* parent = nullptr);
    QString currentRun() const;
    void setCurrentRun(const QString& id);

 Q_SIGNALS:
    void runChosen(const QString& id);
    void menuRequested(const QString& id, const QPoint& at);  // on the screen

 protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

 private:
    void toggle(const QModelIndex& index);
    RunListModel* runs_;
};

}  // namespace legenda::ui
