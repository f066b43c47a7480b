// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/page.h"

#include <QObject>

namespace legenda::ui {

class ImageCanvas;

// The picture of the current image on the canvas: at first a reduced decode, and a sharper one when the user looks
// closer than it shows. GUI thread.
class AnnotatePicture : public QObject {
    Q_OBJECT
 public:
    AnnotatePicture(Page* page, ImageCanvas* canvas);

    void open(std::int64_t image);
    bool loaded() const { return loaded_; }  // it is shown, or the canvas says why it cannot be

 Q_SIGNALS:
    void shown();  // its first decode

 private:
    void sharpen();

    Page* page_;
    ImageCanvas* canvas_;
    std::int64_t image_ = 0;
    bool loaded_ = false;
    int side_ = 0;  // longest side in pixels of the decode that is shown or asked for
};

}  // namespace legenda::ui
