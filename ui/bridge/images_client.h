// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"
#include "ui/bridge/image_list.h"

#include <QImage>
#include <QSize>

namespace legenda::ui {

class Bridge;

// A decoded picture as a QImage; `image` may be a reduced decode of `fullSize`.
struct LoadedPicture {
    QImage image;
    QSize fullSize;
};

// The images of the open project: records, captions, pixels, and what a user changes of them. Reached through Bridge,
// whose rules hold; it emits imagesChanged and sentencesChanged.
class ImagesClient {
 public:
    ImagesClient(Bridge& bridge, session::Session& session, Delivery& delivery)
        : bridge_(bridge), session_(session), delivery_(delivery) {}

    void list(QObject* context, Answer<SharedImages> done);  // while nothing has changed, the very same list
    void details(QObject* context, std::int64_t image, Answer<session::ImageDetails> done);
    void searchCaptions(QObject* context, const QString& words, Answer<std::vector<std::int64_t>> done);
    // maxSide 0: full size.
    void picture(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done);
    void thumbnail(QObject* context, std::int64_t image, int maxSide, Answer<LoadedPicture> done);
    void crop(QObject* context, std::int64_t image, const base::Box& box, int side, Answer<LoadedPicture> done);

    using Splits = session::ImageEdits::Splits;
    void setSplits(QObject* context, const Splits& splits, Answer<Splits> done);  // answers those before
    void divide(QObject* context, const std::vector<project::Share>& shares, std::uint64_t seed, Answer<Splits> done);
    void setRemoved(QObject* context, const std::vector<std::int64_t>& images, bool removed, Answer<std::int64_t> done);
    void restoreAll(QObject* context, Answer<std::int64_t> done);
    void addSentence(QObject* context, std::int64_t image, const QString& text, std::optional<int> number,
                     Answer<store::CaptionRecord> done);
    void removeSentence(QObject* context, std::int64_t image, int number, Answer<store::CaptionRecord> done);

 private:
    template <class T>
    Answer<T> thenTell(Answer<T> done, std::function<void()> tell);

    Bridge& bridge_;
    session::Session& session_;
    Delivery& delivery_;
    std::weak_ptr<const ImageList> last_;  // that list() answered with
};

}  // namespace legenda::ui
