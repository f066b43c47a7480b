// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/tone_label.h"

namespace legenda::ui {

class ImageCanvas;

// The zoom of a canvas in percent; a double click fits its image again. GUI thread.
class ZoomLabel : public ToneLabel {
    Q_OBJECT
 public:
    explicit ZoomLabel(ImageCanvas* canvas, QWidget* parent = nullptr);

 protected:
    void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
    ImageCanvas* canvas_;
};

}  // namespace legenda::ui
