// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/images_client.h"

#include "ui/bridge/convert.h"

namespace legenda::ui {

void ImagesClient::list(QObject* context, Answer<std::vector<store::ImageRecord>> done) {
    session_.images().list(delivery_.inProject(context, std::move(done)));
}

void ImagesClient::details(QObject* context, std::int64_t image, Answer<session::ImageDetails> done) {
    session_.images().details(image, delivery_.inProject(context, std::move(done)), askerOf(context));
}

void ImagesClient::searchCaptions(QObject* context, const QString& words, Answer<std::vector<std::int64_t>> done) {
    session_.images().searchCaptions(words.toStdString(), delivery_.inProject(context, std::move(done)),
                                     askerOf(context));
}

// The conversion to a QImage runs on the engine's thread: a large picture would block the GUI.
static session::Callback<base::Picture> converted(session::Callback<LoadedPicture> next) {
    return [next = std::move(next)](base::Result<base::Picture> picture) {
        if (!picture) return next(base::pass(picture));
        next(LoadedPicture{toQt(*picture), QSize(picture->fullWidth, picture->fullHeight)});
    };
}

void ImagesClient::picture(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done) {
    session_.images().picture(image, maxSide, converted(delivery_.inProject(context, std::move(done))),
                              askerOf(context));
}

void ImagesClient::thumbnail(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done) {
    session_.images().thumbnail(image, maxSide, converted(delivery_.inProject(context, std::move(done))),
                                askerOf(context));
}

void ImagesClient::crop(QObject* context, std::int64_t image, const base::Box& box, int side,
                        Answer<LoadedPicture> done) {
    session_.images().crop(image, box, side, converted(delivery_.inProject(context, std::move(done))),
                           askerOf(context));
}

}  // namespace legenda::ui
