// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/painted_items.h"

#include <QColor>
#include <QRectF>
#include <QStringList>
#include <QWidget>

#include <vector>

namespace legenda::ui {

// A sentence whose words are selected by the mouse and the keyboard. Phrases are underlined. The widget selects
// nothing by itself: the owner answers its signals with setSelection(). GUI thread.
class PhraseSentence : public QWidget, public PaintedItems {
    Q_OBJECT
 public:
    struct Mark {
        int start = 0, end = 0;  // words [start, end)
        QColor colour;
        bool dashed = false;
        int number = -1;  // shown from 1; -1: none
        QString name;     // for screen readers: "in the phrase “A dog”, 1 box"
    };
    explicit PhraseSentence(QWidget* parent = nullptr);

    void setSentence(const QStringList& words);
    void setMarks(std::vector<Mark> marks);
    void setSelection(int start, int end);  // words [start, end); none: empty
    int selectionStart() const { return start_; }
    int selectionEnd() const { return end_; }
    QRectF wordRect(int word) const;

    QAccessible::Role paintedRole() const override { return QAccessible::Paragraph; }
    QAccessible::Role paintedItemRole() const override { return QAccessible::StaticText; }
    int paintedItemCount() const override { return words_.size(); }
    PaintedItem paintedItem(int index) const override;
    void pressPaintedItem(int index) override { Q_EMIT wordChosen(index); }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, heightForWidth(width())}; }

 Q_SIGNALS:
    void wordChosen(int word);              // by a click or an arrow key
    void wordsChosen(int start, int end);   // by a drag or Shift
    void phraseRequested(int direction);    // Ctrl+arrow: the next or previous phrase
    void sentenceRequested(int direction);  // Up and Down

 protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

 private:
    int place(int width, std::vector<QRectF>& rects) const;  // answers the height
    int wordAt(const QPointF& position) const;               // -1: none
    void extendTo(int word);
    void paintMark(QPainter& painter, const Mark& mark) const;

    QStringList words_;
    std::vector<QRectF> rects_;
    std::vector<Mark> marks_;
    int start_ = -1, end_ = -1;
    int anchor_ = 0, caret_ = 0;  // where the selection began, and its other end
    int pressed_ = -1;            // the word under the mouse button
};

}  // namespace legenda::ui
