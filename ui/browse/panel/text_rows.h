// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/painted_items.h"

#include <QFont>
#include <QString>
#include <QWidget>

#include <utility>
#include <vector>

namespace legenda::ui {

// Wrapped sentences below each other, one of them current; words may be paler, underlined, struck through and have
// tooltips. Reports the word under the mouse.
class TextRows : public QWidget, public PaintedItems {
    Q_OBJECT
 public:
    enum class Mark { None, Gone /* struck through */, New /* underlined */ };
    struct Word {
        QString text;
        double strength = 1;  // 0 pale .. 1
        QString tip;
        bool dotted = false;  // said by another than the rest
        Mark mark = Mark::None;
    };
    struct Row {
        std::vector<Word> words;
        QString trailing;     // small, at the right
        QString trailingTip;  // the tooltip of it
    };
    static constexpr int kInset = 10;  // pixels, where the text begins
    explicit TextRows(QWidget* parent = nullptr);

    static Row plain(const QString& text);
    void setRows(std::vector<Row> rows);
    void setNote(const QString& note);  // instead of rows
    void setCurrent(int row);           // -1: none
    // A line below the tooltip of every word; empty: none.
    void setWordNote(const QString& note) { wordNote_ = note; }
    // Left and Right walk the words of the current row, which are reported as under the mouse; Esc ends it.
    void letWalkWords() { walksWords_ = true; }
    int current() const { return current_; }

    QAccessible::Role paintedRole() const override { return QAccessible::List; }
    QAccessible::Role paintedItemRole() const override { return QAccessible::ListItem; }
    int paintedItemCount() const override;
    PaintedItem paintedItem(int index) const override;
    void pressPaintedItem(int index) override;

    QSize sizeHint() const override { return {280, heightAt(std::max(200, width()))}; }
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

 Q_SIGNALS:
    void rowClicked(int row);
    void wordHovered(int row, int word);  // or reached by the keys; -1, -1: none
    void rowHovered(int row);             // -1: none
    void menuRequested(int row, const QPoint& globalPosition);
    void removeRequested(int row);  // the Delete key on the current row

 protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

 private:
    struct Placed {
        QRectF rect, trailing;
        std::vector<QRectF> words;
    };
    int heightAt(int width) const;
    int place(int width, std::vector<Placed>& placed) const;  // answers the height
    void measure() const;
    int rowAt(const QPointF& position) const;
    QString tipAt(const QPointF& position) const;
    void hoverWordAt(const QPointF& position);
    void setHoveredWord(std::pair<int, int> word);
    bool walkWords(int key);  // false: not a key for it
    void setHover(int row);

    std::vector<Row> rows_;
    // Of rows_, from their words on; measured when first placed, and again with another font.
    struct Measured {
        std::vector<double> words;
        double tail = 0;
    };
    mutable std::vector<Measured> measured_;
    mutable QFont measuredFont_;
    std::vector<Placed> placed_;
    QString note_, wordNote_;
    std::pair<int, int> hoveredWord_{-1, -1};  // its row, and its index in it
    int current_ = -1, hover_ = -1;
    bool walksWords_ = false;
};

}  // namespace legenda::ui
