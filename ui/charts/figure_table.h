// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include <cstdint>
#include <vector>

class QStandardItemModel;

namespace legenda::ui {

// Where a figure stands in the JSON of an evaluation.
struct FigureKey {
    QString section;  // "model", "image_search"; empty: the whole
    QString figure;   // "BLEU1", "r1"; empty: it is in no evaluation
};

// One line of a table of figures.
struct FigureRow {
    enum class Kind { Ours, Published, Baseline, Difference, Absent };
    Kind kind = Kind::Baseline;
    QString name;                      // "Legenda, alignment"
    QString note;                      // small, under the name: "a3f09c, captions, seed 1"
    std::vector<QString> cells;        // as they are shown, one per column; empty: no such figure
    QString absent;                    // Absent: the reason why there is none
    std::vector<FigureKey> keys = {};  // one per column; fewer: the others are in no evaluation
    std::vector<QString> below = {};   // small, under the cells: "[18.2, 22.1]"; lines; fewer: the others have none
    std::int64_t result = 0;           // of which kept evaluation; 0: it does not say
    std::vector<bool> weak = {};       // which of the cells count little, and are grey; fewer: the others are not
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
    // Figures can be reached one by one. A click or Enter on one of an evaluation chooses it, on a name the first
    // figure beside it, on a title the first one below it.
    void setChoosable();
    void setCompact(bool compact) { compact_ = compact; }  // narrow panel: small rows, short names; before setTable
    QString asText() const;                                // columns aligned with spaces
    const std::vector<FigureRow>& rows() const { return rows_; }
    int heightForRows() const;

 Q_SIGNALS:
    void heightChanged(int height);  // heightForRows, after another layout
    // Of rows()[row] the figure cells[column], whose key says where it is in the evaluation.
    void figureChosen(int row, int column);

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

 private:
    bool isFigure(const QModelIndex& index) const;  // of an evaluation
    // The figure itself; of a name the first one beside it, of a title the first one below it. Invalid: there is none.
    QModelIndex figureOf(const QModelIndex& index) const;
    void choose(const QModelIndex& index);
    void layoutColumns();
    void layoutCompact(int room, int count);
    std::vector<int> figureWidths() const;
    void layoutRows();
    int rowHeightOf(const FigureRow& row) const;
    std::vector<std::vector<QString>> grid() const;
    std::vector<QString> columnTitles() const;  // "Image search R@1"

    QStandardItemModel* model_;
    QString nameTitle_;
    bool compact_ = false;
    bool choosable_ = false;
    bool tight_ = false;   // there is little room: small margins, short names
    bool broken_ = false;  // there is less still: lines under figures are broken as well
    int height_ = 0;
    std::vector<FigureColumns> columns_;
    std::vector<FigureRow> rows_;
};

}  // namespace legenda::ui
