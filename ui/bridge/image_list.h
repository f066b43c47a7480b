// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::ui {

// The images of a project with what orders and finds them. Sorting many takes longer than a frame: made in the
// engine's threads, never changed, and shared by the lists of all pages.
class ImageList {
 public:
    explicit ImageList(std::vector<store::ImageRecord> images);

    const std::vector<store::ImageRecord>& images() const { return images_; }
    // Places in images(): by path, and by split and then path.
    const std::vector<std::size_t>& byName() const { return byName_; }
    const std::vector<std::size_t>& bySplit() const { return bySplit_; }
    std::optional<std::size_t> placeOf(std::int64_t id) const;
    std::int64_t idOf(const std::string& path) const;                // 0: not here
    std::int64_t idOfFile(const std::filesystem::path& file) const;  // 0: not here

 private:
    std::vector<store::ImageRecord> images_;
    std::vector<std::size_t> byName_, bySplit_;
    std::unordered_map<std::int64_t, std::size_t> placeOf_;
};

using SharedImages = std::shared_ptr<const ImageList>;
// Many are freed in another thread than the one that lets them go last: that takes longer than a frame as well.
SharedImages shareImages(std::vector<store::ImageRecord> images);

}  // namespace legenda::ui
