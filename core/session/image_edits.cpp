// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/image_edits.h"

namespace legenda::session {

using base::Result;
using store::ProjectStore;
constexpr auto kWrite = StoreWriter::Purpose::Write;

void ImageEdits::setSplits(const Splits& splits, Callback<Splits> done) {
    writer_.post(kWrite, std::move(done), [splits](ProjectStore& store) -> Result<Splits> {
        Splits before;
        for (const auto& [image, split] : splits) {
            LEGENDA_TRY(record, store.image(image));
            before.emplace_back(image, record->split);
        }
        if (auto set = store.setSplits(splits); !set) return base::pass(set);
        return before;
    });
}

void ImageEdits::divide(const std::vector<project::Share>& shares, std::uint64_t seed, Callback<Splits> done) {
    writer_.post(kWrite, std::move(done), [shares, seed](ProjectStore& store) -> Result<Splits> {
        LEGENDA_TRY(images, store.images());
        Splits before;
        for (const auto& image : *images) before.emplace_back(image.id, image.split);
        if (auto set = store.setSplits(project::shareOut(*images, shares, seed)); !set) return base::pass(set);
        return before;
    });
}

void ImageEdits::setRemoved(const std::vector<std::int64_t>& images, bool removed, Callback<std::int64_t> done) {
    writer_.post(kWrite, std::move(done), [images, removed](ProjectStore& store) {
        return removed ? store.removeImages(images) : store.restoreImages(images);
    });
}

void ImageEdits::restoreAll(Callback<std::int64_t> done) {
    writer_.post(kWrite, std::move(done), [](ProjectStore& store) -> Result<std::int64_t> {
        LEGENDA_TRY(removed, store.removedImages());
        std::vector<std::int64_t> images;
        for (const auto& image : *removed) images.push_back(image.id);
        return store.restoreImages(images);
    });
}

void ImageEdits::addCaption(std::int64_t image, const std::string& text, std::optional<int> number,
                            Callback<store::CaptionRecord> done) {
    writer_.post(kWrite, std::move(done),
                 [image, text, number](ProjectStore& store) { return store.addCaption(image, text, number); });
}

void ImageEdits::removeCaption(std::int64_t image, int number, Callback<store::CaptionRecord> done) {
    writer_.post(kWrite, std::move(done),
                 [image, number](ProjectStore& store) { return store.removeCaption(image, number); });
}

}  // namespace legenda::session
