// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace legenda::ui {

struct CoverRows;
class ImageCanvas;
class Segmented;
class TextRows;

// The card on a picture that says what covering a part of it changes: the caption without and with the cover, and the
// words of the aligned sentence. The quick answer or the exact one; which of them, the user chooses. GUI thread.
class CoverCard : public QFrame {
    Q_OBJECT
 public:
    explicit CoverCard(ImageCanvas* canvas);

    void setWaiting(bool exact);  // of these there is no answer yet
    // ofBox: the caption is that of the chosen box, not of the photograph.
    void setRows(bool exact, const CoverRows& rows, bool ofBox);
    void setProblem(bool exact, const QString& message);
    // In the corner that is farthest from the cover, in widget pixels of the canvas.
    void placeBeside(const QRectF& cover);

 Q_SIGNALS:
    void chosen(bool exact);
    void closed();

 protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;  // not for the picture below

 private:
    void setWhich(bool exact);
    void setTexts(bool shown);

    ImageCanvas* canvas_;
    Segmented* which_;
    QLabel* how_;
    QLabel* captionTitle_;
    TextRows* caption_;
    QLabel* coveredTitle_;
    TextRows* covered_;
    QLabel* sentenceTitle_;
    TextRows* sentence_;
};

}  // namespace legenda::ui
