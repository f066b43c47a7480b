// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/image_list.h"

#include <QThreadPool>

#include <algorithm>
#include <numeric>
#include <utility>

namespace legenda::ui {

static constexpr std::size_t kFew = 1000;

ImageList::ImageList(std::vector<store::ImageRecord> images) : images_(std::move(images)), byName_(images_.size()) {
    std::iota(byName_.begin(), byName_.end(), std::size_t{0});
    std::ranges::stable_sort(byName_, {}, [this](std::size_t i) -> const std::string& { return images_[i].path; });
    bySplit_ = byName_;
    std::ranges::stable_sort(bySplit_, {}, [this](std::size_t i) -> const std::string& { return images_[i].split; });
    placeOf_.reserve(images_.size());
    for (std::size_t i = 0; i < images_.size(); ++i) placeOf_.emplace(images_[i].id, i);
}

std::optional<std::size_t> ImageList::placeOf(std::int64_t id) const {
    const auto found = placeOf_.find(id);
    return found == placeOf_.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t ImageList::idOf(const std::string& path) const {
    const auto found = std::ranges::lower_bound(
        byName_, path, {}, [this](std::size_t i) -> const std::string& { return images_[i].path; });
    return found == byName_.end() || images_[*found].path != path ? 0 : images_[*found].id;
}

std::int64_t ImageList::idOfFile(const std::filesystem::path& file) const {
    // Paths are compared part by part, which is slow: only those whose last part is the same.
    const auto last = file.filename().u8string();
    const std::string name(last.begin(), last.end());
    const auto found = std::ranges::find_if(
        images_, [&](const store::ImageRecord& image) { return image.path.ends_with(name) && image.file == file; });
    return found == images_.end() ? 0 : found->id;
}

SharedImages shareImages(std::vector<store::ImageRecord> images) {
    if (images.size() <= kFew) return std::make_shared<const ImageList>(std::move(images));
    return {new ImageList(std::move(images)),
            [](const ImageList* list) { QThreadPool::globalInstance()->start([list] { delete list; }); }};
}

}  // namespace legenda::ui
