// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QKeySequence>

#include <functional>

class QAction;
class QHBoxLayout;
class QToolButton;

namespace legenda::ui {

class AnnotateCards;
class AnnotateDocument;
class AnnotateEdits;
class ImageCanvas;
class Page;
class SnippetFiles;

// The page's actions with their keys, and the bar over the photograph that shows them as buttons. GUI thread.
class AnnotateTools : public QFrame {
    Q_OBJECT
 public:
    AnnotateTools(Page* page, AnnotateDocument* document, AnnotateEdits* edits, AnnotateCards* cards,
                  ImageCanvas* canvas, SnippetFiles* files);

    void enableActions();  // the actions that are possible now
    void draw();
    void addButtonFor(QAction* action);  // of another part of the page, as a button behind those of drawing

 Q_SIGNALS:
    void stepRequested(int direction, bool withoutBoxes);  // to another image
    void copyToNextRequested();                            // the selected boxes

 private:
    QAction* add(const char* id, const QString& text, const char* icon, const QList<QKeySequence>& keys,
                 std::function<void()> run);
    void addImageActions();
    void addEditActions();
    void addViewActions();
    void addBoxActions();
    void showMenu(const QPoint& globalPosition);
    void build();
    QToolButton* addButton(QHBoxLayout* line, const char* id, bool text = false);

    Page* page_;
    AnnotateDocument* document_;
    AnnotateEdits* edits_;
    AnnotateCards* cards_;
    ImageCanvas* canvas_;
    SnippetFiles* files_;
};

}  // namespace legenda::ui
