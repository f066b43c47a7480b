// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include <vector>

class QStandardItemModel;

namespace legenda::ui {

// One line of a table of figures.
struct FigureRow {
    enum class Kind { Ours, Published, Baseline, Absent };
    Kind kind = Kind::Baseline;
    QString name;                // "Legenda, alignment"
    QString note;                // small, under the name: "a3f09c, captions, seed 1"
    std::vector<QString> cells;  // as they are shown, one per column; empty: no such figure
    QString absent;              // Absent: the reason why there is none
};

struct FigureColumns {
    QString title;               // over the group: "Image annotation"; may be empty
    std::vector<QString> names;  // "R@1"
    // Of each column the name by which figureHelp() explains it; fewer: the others have no tooltip.
    std::vector<QString> figures = {};
};

// A table in the layout of the paper's: groups of columns, the model beside the published figures and the baselines,
// and missing rows with their reason. Read only; Ctrl+C copies it as text. GUI thread.
class FigureTable : public QTableView {
    Q_OBJECT
 public:
    explicit FigureTable(QWidget* parent = nullptr);

    void setTable(const std::vector<FigureColumns>& columns, const std::vector<FigureRow>& rows);
    void setNameTitle(const QString& title) { nameTitle_ = title; }  // over the names; before setTable
    void setCompact(bool compact) { compact_ = compact; }  // narrow panel: small rows, short names; before setTable
    QString asText() const;                                // columns aligned with spaces
    QString asCsv() const;                                 // RFC 4180
    const std::vector<FigureRow>& rows() const { return rows_; }
    int heightForRows() const;

 Q_SIGNALS:
    void heightChanged(int height);  // heightForRows, after another layout

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

 private:
    void layoutColumns();
    void layoutCompact(int room, int count);
    void layoutNotes();
    std::vector<std::vector<QString>> grid() const;
    std::vector<QString> columnTitles() const;  // "Image search R@1"

    QStandardItemModel* model_;
    QString nameTitle_;
    bool compact_ = false;
    int height_ = 0;
    std::vector<FigureColumns> columns_;
    std::vector<FigureRow> rows_;
};

}  // namespace legenda::ui
