// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/images.h"

#include "core/image/decode.h"
#include "core/image/decode_part.h"

#include <fmt/format.h>

namespace legenda::session {

using base::Picture;
using base::Result;
using store::ProjectStore;

constexpr int kMostFound = 100000;  // images whose captions contain the searched words

void Images::list(Callback<std::vector<store::ImageRecord>> done) {
    queries_.post(std::move(done), [](ProjectStore& store) { return store.images(); });
}

void Images::details(std::int64_t image, Callback<ImageDetails> done, const Asker& asker) {
    queries_.postNewest(keyOf(asker, "details"), std::move(done), [image](ProjectStore& store) -> Result<ImageDetails> {
        LEGENDA_TRY(record, store.image(image));
        LEGENDA_TRY(captions, store.captions(image));
        return ImageDetails{std::move(*record), std::move(*captions)};
    });
}

void Images::searchCaptions(const std::string& words, Callback<std::vector<std::int64_t>> done, const Asker& asker) {
    queries_.postNewest(keyOf(asker, "captions"), std::move(done),
                        [words](ProjectStore& store) { return store.searchCaptions(words, kMostFound); });
}

Result<store::ImageRecord> Images::record(std::int64_t image) {
    LEGENDA_TRY(store, connection_.to(project_.folder(), ProjectStore::Mode::Read));
    return (*store)->image(image);
}

void Images::picture(std::int64_t image, int maxSide, Callback<Picture> done, const Asker& asker) {
    worker_.postNewest<Picture>(keyOf(asker, "picture"), std::move(done),
                                [this, image, maxSide](std::stop_token) -> Result<Picture> {
                                    LEGENDA_TRY(record, this->record(image));
                                    return image::decode(record->file, maxSide);
                                });
}

void Images::thumbnail(std::int64_t image, int maxSide, Callback<Picture> done, const Asker& asker) {
    worker_.postInBackground<Picture>(keyOf(asker, "thumbnail " + std::to_string(image)), std::move(done),
                                      [this, image, maxSide](std::stop_token) -> Result<Picture> {
                                          LEGENDA_TRY(record, this->record(image));
                                          auto* cache = project_.config().thumbnails.get();
                                          if (cache)
                                              if (auto kept = cache->find(record->file, maxSide))
                                                  return std::move(*kept);
                                          auto picture = image::decode(record->file, maxSide);
                                          if (cache && picture) cache->keep(record->file, maxSide, *picture);
                                          return picture;
                                      });
}

void Images::crop(std::int64_t image, const base::Box& box, int side, Callback<Picture> done, const Asker& asker) {
    worker_.postInBackground<Picture>(
        keyOf(asker, fmt::format("crop {} {} {} {} {} {}", image, box.x, box.y, box.w, box.h, side)), std::move(done),
        [this, image, box, side](std::stop_token) -> Result<Picture> {
            LEGENDA_TRY(record, this->record(image));
            return image::decodePart(record->file, {record->width, record->height}, box, side);
        });
}

}  // namespace legenda::session
