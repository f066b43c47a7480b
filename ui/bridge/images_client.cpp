// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/images_client.h"

#include "ui/bridge/bridge.h"
#include "ui/bridge/convert.h"

namespace legenda::ui {

void ImagesClient::list(QObject* context, Answer<SharedImages> done) {
    const Answer<SharedImages> kept = [this, done = std::move(done)](base::Result<SharedImages> images) {
        if (images) last_ = *images;
        done(std::move(images));
    };
    session_.images().list([last = last_.lock(), next = delivery_.inProject<SharedImages>(context, kept)](
                               base::Result<std::vector<store::ImageRecord>> images) {
        if (!images) return next(base::pass(images));
        next(last && last->images() == *images ? last : shareImages(std::move(*images)));
    });
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

template <class T>
Answer<T> ImagesClient::thenTell(Answer<T> done, std::function<void()> tell) {
    return [done = std::move(done), tell = std::move(tell)](base::Result<T> result) {
        const bool changed = result.has_value();
        if (done) done(std::move(result));
        if (changed) tell();
    };
}

void ImagesClient::setSplits(QObject* context, const Splits& splits, Answer<Splits> done) {
    session_.imageEdits().setSplits(
        splits,
        delivery_.inProject(context, thenTell<Splits>(std::move(done), [this] { bridge_.tellImagesChanged(); })));
}

void ImagesClient::divide(QObject* context, const std::vector<project::Share>& shares, std::uint64_t seed,
                          Answer<Splits> done) {
    session_.imageEdits().divide(
        shares, seed,
        delivery_.inProject(context, thenTell<Splits>(std::move(done), [this] { bridge_.tellImagesChanged(); })));
}

void ImagesClient::setRemoved(QObject* context, const std::vector<std::int64_t>& images, bool removed,
                              Answer<std::int64_t> done) {
    session_.imageEdits().setRemoved(
        images, removed,
        delivery_.inProject(context, thenTell<std::int64_t>(std::move(done), [this] { bridge_.tellImagesChanged(); })));
}

void ImagesClient::restoreAll(QObject* context, Answer<std::int64_t> done) {
    session_.imageEdits().restoreAll(
        delivery_.inProject(context, thenTell<std::int64_t>(std::move(done), [this] { bridge_.tellImagesChanged(); })));
}

void ImagesClient::addSentence(QObject* context, std::int64_t image, const QString& text, std::optional<int> number,
                               Answer<store::CaptionRecord> done) {
    session_.imageEdits().addCaption(
        image, text.toStdString(), number,
        delivery_.inProject(context, thenTell<store::CaptionRecord>(
                                         std::move(done), [this, image] { Q_EMIT bridge_.sentencesChanged(image); })));
}

void ImagesClient::removeSentence(QObject* context, std::int64_t image, int number, Answer<store::CaptionRecord> done) {
    session_.imageEdits().removeCaption(
        image, number, delivery_.inProject(context, thenTell<store::CaptionRecord>(std::move(done), [this, image] {
                                               Q_EMIT bridge_.sentencesChanged(image);
                                           })));
}

}  // namespace legenda::ui
