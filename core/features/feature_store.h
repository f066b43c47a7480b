// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/base/places.h"
#include "core/features/recipe.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace legenda::features {

// The regions of one image: R boxes in full-size pixels (region 0 the whole image), proposal scores, float16 vectors
// [R, D].
struct ImageFeatures {
    std::string image;        // UUID
    std::string contentHash;  // SHA-256 of the image file
    std::vector<base::Box> boxes;
    std::vector<float> scores;
    std::span<const std::uint16_t> vectors;  // valid while the store is open
    std::size_t dimension = 0;

    base::Matrix toFloat() const;                                                               // [R, D]
    base::Matrix places() const { return base::placesOf(boxes, boxes.front()); }                // [R, 4]
    base::Matrix scoredPlaces() const { return base::placesOf(boxes, boxes.front(), scores); }  // [R, 5]
};

// One memory-mapped feature file: the vectors of many images by one recipe. Appending is crash-safe: a record counts
// once it is complete; a torn tail is removed when the file is next opened for writing. A damaged record counts as
// missing. Many readers, one writer; a reader is a snapshot.
class FeatureStore {
 public:
    static base::Result<FeatureStore> open(const std::filesystem::path& file);  // read only
    // A file that is named by its recipe's hash and whose head is damaged is repaired: the records behind the head
    // that are whole are kept. Held by another writer: Io with the key kFileBusy of mapped_file.h.
    static base::Result<FeatureStore> openForAppend(const std::filesystem::path& file, const Recipe& recipe,
                                                    std::size_t dimension);
    // The file of `recipe` in a project: FOLDER/features/HASH.lgf
    static std::filesystem::path fileFor(const std::filesystem::path& project, const Recipe& recipe);

    FeatureStore(FeatureStore&&) noexcept;
    FeatureStore& operator=(FeatureStore&&) noexcept;
    ~FeatureStore();

    const Recipe& recipe() const;
    std::size_t dimension() const;
    std::size_t size() const;     // images
    std::size_t damaged() const;  // damaged places; a writer has checked the whole file
    bool contains(const std::string& imageUuid) const;
    // nullptr when the image is not there.
    const ImageFeatures* find(const std::string& imageUuid) const;

    // Writer only. vectors [R, D] are rounded to float16; ones that are not finite then are BadInput. Replaces the
    // image's earlier record.
    base::Status append(const std::string& imageUuid, const std::string& contentHash,
                        const std::vector<base::Box>& boxes, const std::vector<float>& scores,
                        const base::Matrix& vectors);

 private:
    struct Impl;
    explicit FeatureStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::features
