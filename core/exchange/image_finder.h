// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/name_index.h"
#include "core/data/regions/record.h"
#include "core/store/project_store.h"

#include <map>
#include <string>
#include <vector>

namespace legenda::exchange {

namespace regions = data::regions;

// Finds the images of a project that records speak of, by their names or by the ids of a format, without one query per
// record. Sizes that the project does not know yet are read from the files. Belongs to one thread.
class ImageFinder {
 public:
    // Whose ids records use: those of the format, or of any data set, the format's before others.
    enum class Ids { OfFormat, OfAny };
    // Errors: those of the store.
    static base::Result<ImageFinder> make(const store::ProjectStore& project, const std::string& format,
                                          Ids ids = Ids::OfFormat);

    // Null where the project has no such image, or several; why says which.
    const store::ImageRecord* find(const regions::Record& record, std::string& why);
    // The record's box in pixels of the upright image, as far as it may reach over its edge. None: it cannot be told,
    // or nothing of it lies inside; why says which. A record without a box is of the whole image.
    std::optional<base::Box> boxOnImage(const regions::Record& record, const store::ImageRecord& image,
                                        std::string& why);
    // The same, clipped to the image; boxes that reach over its edge are counted. Boxes that were drawn on the image
    // as it is stored, before its EXIF orientation, are turned with it.
    std::optional<base::Box> boxInImage(const regions::Record& record, const store::ImageRecord& image,
                                        std::string& why);
    const std::vector<store::ImageRecord>& images() const { return images_; }  // all of the project
    const regions::EdgeCount& edges() const { return edges_; }                 // of the boxes that were clipped

 private:
    ImageFinder(std::vector<store::ImageRecord> images, std::map<std::string, std::vector<std::size_t>> byId);
    std::vector<std::size_t> candidates(const regions::Record& record) const;
    int orientationOf(const store::ImageRecord& image);

    std::vector<store::ImageRecord> images_;
    data::NameIndex names_;
    std::map<std::string, std::vector<std::size_t>> byId_;
    std::string lastName_, lastId_;  // files speak of an image in one place
    std::vector<std::size_t> last_;
    std::map<std::int64_t, int> orientations_;  // by image
    regions::EdgeCount edges_;
};

}  // namespace legenda::exchange
