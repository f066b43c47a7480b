// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/browse/sentence/aligned_sentence_line.h"
#include "ui/canvas/image_canvas_overlays.h"
#include "ui/theme/theme.h"

#include <QByteArray>
#include <QColor>
#include <QFont>
#include <QImage>
#include <QSizeF>
#include <QString>

namespace legenda::ui {

class AlignedSentence;
class ImageCanvas;

// The picture with its boxes and the sentence below, as on screen, for copying and saving. Created in the GUI thread;
// drawn and encoded in any.
class BrowseFigure {
 public:
    // source: a line below, which says whose output is shown; empty: none.
    BrowseFigure(const ImageCanvas& canvas, const AlignedSentence& sentence, QString title, QString source = {});

    bool empty() const { return picture_.isNull(); }
    QSizeF size() const { return size_; }  // in pixels of the screen at 100 %
    // Two to three device pixels per screen pixel, limited by kLongest for the longest side.
    double printScale() const;

    QImage image(double scale) const;
    QByteArray png() const;  // at printScale()
    // Boxes, labels and words are vector shapes and text; the photograph is embedded.
    QByteArray svg() const;
    // PNG or SVG by the file's suffix, atomically. Errors (Io) name the file.
    base::Status save(const QString& file) const;

 private:
    static constexpr double kLongest = 6000;  // device pixels
    void paintOver(QPainter& painter) const;
    void paintSource(QPainter& painter) const;
    QRectF pictureRect() const;

    QImage picture_;
    OverlayScene scene_;
    SentenceLine sentence_;
    QString title_, source_;
    QFont sourceFont_;
    QColor backdrop_, panel_, weak_;
    double top_ = 0;   // where the sentence begins
    double foot_ = 0;  // where the source begins
    QSizeF size_;
};

}  // namespace legenda::ui
