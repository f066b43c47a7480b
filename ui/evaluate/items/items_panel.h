// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/controls/shown_item.h"

#include <QFrame>
#include <QStringList>

#include <optional>

class QComboBox;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace legenda::ui {

class FigureHistogram;
class ItemsModel;
class ItemsTable;
class Page;
class ToneLabel;

// Which items are asked for: those behind a figure of a kept evaluation.
struct ItemsOf {
    std::int64_t result = 0;  // below 1: it is not kept in the project
    QString name;             // whose figures: "paper · captions"
    std::int64_t other = 0;   // a second result, whose items are compared with the first's; 0: none
    QString otherName;
    QString section;  // of the figures, as in their JSON: "image_search"
    QString figure;   // "r1"; empty: the first of the items
};

// The items behind a figure, worst first: thumbnails with figure, prediction and reference, filtered by words, section
// or a range of the figure. A click on one asks for it to be shown with its image. GUI thread.
class ItemsPanel : public QFrame {
    Q_OBJECT
 public:
    explicit ItemsPanel(Page* page, QWidget* parent = nullptr);  // hidden at first

    void showItems(const ItemsOf& of);
    void leave();          // closed() follows
    void forgetProject();  // closes, and knows no image any more
    const ItemsOf& of() const { return of_; }
    bool settled() const;
    ItemsTable* table() { return table_; }
    ItemsModel* model() { return model_; }
    FigureHistogram* histogram() { return histogram_; }

 Q_SIGNALS:
    void itemChosen(const legenda::ui::ShownItem& item);
    void closed();

 protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

 private:
    QWidget* buildHead();
    QWidget* buildFilters();
    void takeRecord(const evaluation::EvaluationRecord& record);
    void say(const QString& message);
    void fillFigures();
    void figureChanged();
    void order(const std::string& figure, bool descending);
    void ask();
    void askHistogram();
    void showCount();
    void choose(int row);
    void step(int from, int by);
    void tell(int row, const std::vector<ShownItem::Line>& otherWay);
    void exportItems();
    std::string section() const;
    std::string figure() const;  // that the items have

    Page* page_;
    ItemsModel* model_;
    ItemsOf of_;
    std::optional<evaluation::EvaluationRecord> record_;
    evaluation::ItemQuery query_;
    bool listed_ = false;  // the project's images
    bool stale_ = false;   // these have changed while nobody saw the items
    int wanted_ = -1;      // a row that is shown once it has arrived
    ToneLabel *title_ = nullptr, *count_ = nullptr, *message_ = nullptr;
    QPushButton* export_ = nullptr;
    QComboBox *sections_ = nullptr, *figures_ = nullptr;
    QLineEdit* words_ = nullptr;
    FigureHistogram* histogram_ = nullptr;
    QStackedWidget* content_ = nullptr;
    ItemsTable* table_ = nullptr;
    bool asking_ = false;  // for what the result has
};

}  // namespace legenda::ui
