// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"

#include <QImage>
#include <QSize>

namespace legenda::ui {

// A decoded picture as a QImage; `image` may be a reduced decode of `fullSize`.
struct LoadedPicture {
    QImage image;
    QSize fullSize;
};

// The images of the open project: records, captions, pixels. Reached through Bridge, whose rules hold.
class ImagesClient {
 public:
    ImagesClient(session::Session& session, Delivery& delivery) : session_(session), delivery_(delivery) {}

    void list(QObject* context, Answer<std::vector<store::ImageRecord>> done);
    void details(QObject* context, std::int64_t image, Answer<session::ImageDetails> done);
    void searchCaptions(QObject* context, const QString& words, Answer<std::vector<std::int64_t>> done);
    // maxSide 0: full size.
    void picture(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done);
    void thumbnail(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done);
    void crop(QObject* context, std::int64_t image, const base::Box& box, int side, Answer<LoadedPicture> done);

 private:
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
