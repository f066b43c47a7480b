// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/captioner.h"
#include "ui/canvas/other_answer.h"

#include <QFrame>
#include <QString>

#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace legenda::ui {

// The caption bubble beside a box drawn in Browse: the caption; its words and the runner-ups while the mouse is over
// it; keep and remove; and what a model that is not ours says of the box.
class CaptionBubble : public QFrame {
    Q_OBJECT
 public:
    explicit CaptionBubble(QWidget* parent = nullptr);

    void setCaptions(const std::vector<model::Caption>& captions, int taken = 0);
    void setProblem(const QString& message);
    void setOther(const OtherAnswer::Content& content);

 Q_SIGNALS:
    void kept();
    void taken(int caption);  // a runner-up instead of the shown caption
    void discarded();
    void otherAskedAgain();
    void resized();  // the owner places it again

 protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

 private:
    void showRunnersUp(bool shown);
    void choose(int which);

    std::vector<model::Caption> captions_;
    QLabel* caption_;
    QLabel* detail_;
    QLabel* words_;  // of the chosen caption, with the probability of each
    QWidget* others_;
    QVBoxLayout* othersLayout_;
    QPushButton* keep_;
    OtherAnswer* other_;
};

}  // namespace legenda::ui
