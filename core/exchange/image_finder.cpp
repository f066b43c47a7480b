// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/image_finder.h"

#include "core/data/entities.h"
#include "core/image/container.h"
#include "core/image/image_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace legenda::exchange {

namespace {

std::vector<std::string> pathsOf(const std::vector<store::ImageRecord>& images) {
    std::vector<std::string> paths;
    for (const auto& image : images) paths.push_back(image.path);
    return paths;
}

// Whether both are the same picture scaled: the sides may be rounded.
bool sameShape(double width, double height, double otherWidth, double otherHeight) {
    constexpr double kPixels = 2, kShare = 0.02;
    const double expected = height * otherWidth / width;
    return std::abs(expected - otherHeight) <= std::max(kPixels, kShare * otherHeight);
}

// A box of a stored image of w x h pixels in the image that its EXIF orientation shows.
base::Box upright(const base::Box& b, int orientation, double w, double h) {
    switch (orientation) {
        case 2:
            return {w - b.right(), b.y, b.w, b.h};
        case 3:
            return {w - b.right(), h - b.bottom(), b.w, b.h};
        case 4:
            return {b.x, h - b.bottom(), b.w, b.h};
        case 5:
            return {b.y, b.x, b.h, b.w};
        case 6:
            return {h - b.bottom(), b.x, b.h, b.w};
        case 7:
            return {h - b.bottom(), w - b.right(), b.h, b.w};
        case 8:
            return {b.y, w - b.right(), b.h, b.w};
        default:
            return b;
    }
}

}  // namespace

ImageFinder::ImageFinder(std::vector<store::ImageRecord> images, std::map<std::string, std::vector<std::size_t>> byId)
    : images_(std::move(images)), names_(pathsOf(images_)), byId_(std::move(byId)) {}

base::Result<ImageFinder> ImageFinder::make(const store::ProjectStore& project, const std::string& format, Ids whose) {
    LEGENDA_TRY(images, project.images());
    LEGENDA_TRY(ids, project.externalIds({}));
    std::map<std::string, std::vector<std::size_t>> byId;
    for (std::size_t i = 0; i < images->size(); ++i) {
        const auto& image = (*images)[i];
        const auto own = ids->find(image.id);
        if (own != ids->end() && own->second.contains(format))
            byId[own->second.at(format)].push_back(i);
        else if (format == "entities")
            byId[data::entitiesId(image.path)].push_back(i);
    }
    // An id of another data set stands for an image only where it is no id of the format.
    std::map<std::string, std::vector<std::size_t>> others;
    for (std::size_t i = 0; whose == Ids::OfAny && i < images->size(); ++i)
        if (const auto own = ids->find((*images)[i].id); own != ids->end())
            for (const auto& [other, id] : own->second)
                if (other != format && (others[id].empty() || others[id].back() != i)) others[id].push_back(i);
    byId.merge(others);
    return ImageFinder(std::move(*images), std::move(byId));
}

std::vector<std::size_t> ImageFinder::candidates(const regions::Record& record) const {
    if (!record.imageId.empty())
        if (const auto known = byId_.find(record.imageId); known != byId_.end()) return known->second;
    auto found = names_.find(record.image).all;
    for (std::size_t i = 0; found.empty() && i < record.otherNames.size(); ++i)
        found = names_.find(record.otherNames[i]).all;
    return found;
}

const store::ImageRecord* ImageFinder::find(const regions::Record& record, std::string& why) {
    if (lastName_ != record.image || lastId_ != record.imageId || last_.empty()) {
        last_ = candidates(record);
        lastName_ = record.image;
        lastId_ = record.imageId;
    }
    if (last_.size() != 1) {
        why = last_.empty() ? fmt::format("the project has no image {}", record.image)
                            : fmt::format("the project has {} images of the name {}", last_.size(), record.image);
        return nullptr;
    }
    auto& image = images_[last_.front()];
    if (image.width == 0)
        if (const auto size = image::readSize(image.file)) {
            image.width = size->width;
            image.height = size->height;
        }
    return &image;
}

int ImageFinder::orientationOf(const store::ImageRecord& image) {
    const auto [entry, isNew] = orientations_.try_emplace(image.id, 1);
    if (isNew)
        if (std::ifstream file(image.file, std::ios::binary); file) entry->second = image::inspect(file).orientation;
    return entry->second;
}

std::optional<base::Box> ImageFinder::boxOnImage(const regions::Record& record, const store::ImageRecord& image,
                                                 std::string& why) {
    const bool known = image.width > 0 && image.height > 0;
    const base::Box frame{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
    if (!record.box) return frame;
    base::Box box = *record.box;
    double width = record.width, height = record.height;  // of what the box was drawn on
    if (record.frame == regions::Frame::Percent) width = height = 100;
    if (record.frame == regions::Frame::LongSide) {
        width = record.longSide * (image.width >= image.height ? 1 : frame.w / frame.h);
        height = record.longSide * (image.width >= image.height ? frame.h / frame.w : 1);
    }
    if (!known) {
        if (record.frame == regions::Frame::Size) return box;
        why = fmt::format("the size of {} is not known, and its boxes are not in pixels of it", image.path);
        return std::nullopt;
    }
    if (width > 0 && height > 0) {
        if (record.frame == regions::Frame::Size && !sameShape(width, height, frame.w, frame.h)) {
            const int orientation = orientationOf(image);
            if (orientation < 5 || !sameShape(height, width, frame.w, frame.h)) {
                why = fmt::format("its box was drawn on {} x {} pixels, and {} has {} x {}, which is another shape",
                                  record.width, record.height, image.path, image.width, image.height);
                return std::nullopt;
            }
            box = upright(box, orientation, width, height);
            std::swap(width, height);
        }
        const double x = frame.w / width, y = frame.h / height;
        box = {box.x * x, box.y * y, box.w * x, box.h * y};
    }
    if (base::intersection(box, frame).area() > 0) return box;
    why = fmt::format("its box lies outside {} of {} x {} pixels", image.path, image.width, image.height);
    return std::nullopt;
}

std::optional<base::Box> ImageFinder::boxInImage(const regions::Record& record, const store::ImageRecord& image,
                                                 std::string& why) {
    auto box = boxOnImage(record, image, why);
    if (!box || !record.box || image.width <= 0 || image.height <= 0) return box;
    const base::Box frame{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
    edges_.add(*box, frame.w, frame.h, record.where);
    return base::intersection(*box, frame);
}

}  // namespace legenda::exchange
