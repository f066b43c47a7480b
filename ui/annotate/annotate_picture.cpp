// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_picture.h"

#include "ui/canvas/image_canvas.h"

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kFirstSide = 2048, kLargestSide = 8192;  // longest side in pixels of a decode

}  // namespace

AnnotatePicture::AnnotatePicture(Page* page, ImageCanvas* canvas) : QObject(page), page_(page), canvas_(canvas) {
    connect(canvas, &ImageCanvas::zoomChanged, this, &AnnotatePicture::sharpen);
}

void AnnotatePicture::open(std::int64_t image) {
    image_ = image;
    loaded_ = false;
    side_ = kFirstSide;
    if (image == 0) return canvas_->setMessage(tr("This project has no images yet."));
    page_->bridge()->images().picture(this, image, side_, [this, image](base::Result<LoadedPicture> picture) {
        if (image != image_ || (!picture && dropped(picture.error()))) return;
        loaded_ = true;
        if (!picture) {
            canvas_->setImage({}, {});
            canvas_->setMessage(QString::fromStdString(picture.error().message));
            return;
        }
        canvas_->setImage(picture->image, picture->fullSize);
        Q_EMIT shown();
        sharpen();
    });
}

// The full size is decoded only for who looks closer than the decode shows.
void AnnotatePicture::sharpen() {
    const int full = std::min(kLargestSide, std::max(canvas_->fullSize().width(), canvas_->fullSize().height()));
    if (!loaded_ || canvas_->image().isNull() || side_ >= full) return;
    const double seen = canvas_->zoom() * canvas_->devicePixelRatioF() * canvas_->fullSize().width();
    if (seen <= canvas_->image().width()) return;
    side_ = full;
    page_->bridge()->images().picture(this, image_, full, [this, image = image_](base::Result<LoadedPicture> picture) {
        if (image == image_ && picture) canvas_->setImage(picture->image, picture->fullSize);
    });
}

}  // namespace legenda::ui
