// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alignment_result.h"
#include "ui/browse/sentence/aligned_sentence_line.h"
#include "ui/controls/painted_items.h"

#include <QVariantAnimation>
#include <QWidget>

#include <algorithm>
#include <vector>

namespace legenda::ui {

// Where an alignment comes from.
struct AlignmentOrigin {
    QString set;         // the prediction set; empty: a model of ours, which knows only the words of its vocabulary
    bool scored = true;  // its words have scores
};

// A sentence as large words. A segment (the words aligned with one region) is underlined in the region's colour with
// its number; weak words are paler. Reports the word under the mouse or the focus; the owner highlights words and
// regions with setLit().
class AlignedSentence : public QWidget, public PaintedItems {
    Q_OBJECT
 public:
    explicit AlignedSentence(QWidget* parent = nullptr);

    // numbers: regionNumbers() of it. shown: shownWords() of it; the other words stay grey, without line and number;
    // empty: all are shown.
    void setAlignment(const model::Alignment& alignment, std::vector<int> numbers, const std::vector<bool>& shown = {},
                      const AlignmentOrigin& origin = {});
    // Words without an alignment: plain, or with the reason why there is none.
    void setPlain(const QString& sentence, const QString& note = {});
    // Highlights the words of this region (-1: none) or, where >= 0, a single word; the rest is dimmed to 35 %.
    void setLit(int region, int word);
    int currentWord() const { return current_; }  // of the keyboard; -1: none
    void setCurrentWord(int word);

    int words() const { return static_cast<int>(line_.words.size()); }
    QRectF wordRect(int word) const;
    double opacityOf(int word) const;
    // The painting without animations, for an export.
    SentenceLine line() const;

    // The words, for screen readers.
    QAccessible::Role paintedRole() const override { return QAccessible::Paragraph; }
    QAccessible::Role paintedItemRole() const override { return QAccessible::StaticText; }
    int paintedItemCount() const override;
    PaintedItem paintedItem(int index) const override;
    void pressPaintedItem(int index) override;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, heightForWidth(std::max(300, width()))}; }

 Q_SIGNALS:
    void wordHovered(int word);  // -1: none
    void wordClicked(int word);
    void currentWordChanged(int word);

 protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

 private:
    void place();
    void showName();
    int wordAt(const QPointF& position) const;
    void setHover(int word);
    bool lit(int word) const;
    QString tipOf(int word) const;

    SentenceLine line_;
    QString note_;
    AlignmentOrigin origin_;
    int vocabulary_ = 0;  // the number of words that the model knows; 0: not given
    int litRegion_ = -1, litWord_ = -1;
    int hover_ = -1, current_ = -1;
    QVariantAnimation fade_;
    std::vector<double> fadeFrom_;
};

}  // namespace legenda::ui
