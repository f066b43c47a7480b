// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QObject>
#include <QRectF>

#include <optional>

namespace legenda::ui {

class AnnotateCards;
class AnnotateDocument;
class ImageCanvas;

// The user's actions on the boxes of the current image: selecting, drawing, moving, copying and deleting them, and
// asking the model for their captions. The document writes the changes. GUI thread.
class AnnotateEdits : public QObject {
    Q_OBJECT
 public:
    AnnotateEdits(Page* page, AnnotateDocument* document, ImageCanvas* canvas, AnnotateCards* cards);

    QString selected() const { return selected_; }  // empty: none
    void forgetSelection();                         // without a signal: another image, or the box has gone
    void forgetCopy();
    void useCanvas(bool used);  // false: another mode of the page edits on it
    void select(const QString& region, bool scroll = true);
    void selectNeighbour(int direction);
    void editSelected();
    void duplicateSelected();
    void deleteSelected();
    void copySelected();
    void paste();
    void suggest(const QString& region);

 Q_SIGNALS:
    void selectionChanged();
    void copied();

 private:
    struct Copy {
        QRectF box;
        QString text;
    };
    void connectCanvas();
    void create(const QRectF& drawn);
    void remove(const QString& region);
    void showFailure(const base::Error& error, const QString& region, const QString& snippet);
    QRectF inside(QRectF box) const;  // of the image

    Page* page_;
    AnnotateDocument* document_;
    ImageCanvas* canvas_;
    AnnotateCards* cards_;
    QString selected_;
    std::optional<Copy> copy_;
};

}  // namespace legenda::ui
