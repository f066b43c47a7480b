// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <string>
#include <vector>

class QAction;
class QToolButton;

namespace legenda::ui {

class AnnotateDocument;
class AnnotateQueue;
class Page;
class PeopleState;
class ToneLabel;

// What the annotators have marked of the current image: done, reviewed; the quota of the task, and the way to the next
// unfinished image. The marks are edits of the image: Undo takes them back. GUI thread.
class MarkBar : public QWidget {
    Q_OBJECT
 public:
    MarkBar(Page* page, AnnotateDocument* document, AnnotateQueue* queue, PeopleState* people);

 Q_SIGNALS:
    void aboutToMark();  // typed text is to be committed before

 private:
    void refresh();
    void toggleDone();
    void toggleReviewed();
    void next();
    std::vector<std::string> workers() const;  // whose work is on the image, as far as it is seen
    QToolButton* button(const char* action);

    Page* page_;
    AnnotateDocument* document_;
    AnnotateQueue* queue_;
    PeopleState* people_;
    QAction *done_, *reviewed_;
    ToneLabel* quota_;
};

}  // namespace legenda::ui
