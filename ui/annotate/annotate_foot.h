// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

namespace legenda::ui {

class AnnotateDocument;
class AnnotateQueue;
class ToneLabel;

// The line below the photograph: the number of boxes, here and in the queue, and whether everything is saved. GUI
// thread.
class AnnotateFoot : public QFrame {
    Q_OBJECT
 public:
    AnnotateFoot(AnnotateDocument* document, AnnotateQueue* queue, QWidget* parent);
    void refresh();
    void add(QWidget* part);  // between the counts and the saved state

 protected:
    void resizeEvent(QResizeEvent* event) override;  // the queue's count is left out where there is no room

 private:
    AnnotateDocument* document_;
    AnnotateQueue* queue_;
    ToneLabel* counts_;
    ToneLabel* saved_;
    QTimer second_;  // "saved 3 s ago" grows
};

}  // namespace legenda::ui
