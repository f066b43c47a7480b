// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/regions/format.h"

#include <ostream>
#include <string_view>

namespace legenda::data::regions {

// A format that writes one file.
class FileFormat : public Format {
 public:
    base::Status write(const Source& source, const std::filesystem::path& target) const final;

 protected:
    virtual base::Status writeTo(const Source& source, std::ostream& out) const = 0;
};

// A format that writes a folder, which must be new or empty: what a user has there is never replaced.
class FolderFormat : public Format {
 public:
    std::string extension() const final { return {}; }
    base::Status write(const Source& source, const std::filesystem::path& target) const override;

 protected:
    virtual base::Status writeInto(const Source& source, const std::filesystem::path& folder) const = 0;
};

// A file of a folder that gets its name when all are written. Creates parent folders. Errors: Io.
base::Status writePlain(const std::filesystem::path& file, std::string_view bytes);

// A number for each of the images: that which the format gave it where it is one and nobody else's, else one that is
// free.
std::vector<std::int64_t> numbersOf(const std::vector<Image>& images, const std::string& format);

// What a format has no place for, or changes.
struct Lacks {
    bool wholes = false;     // texts of a whole image become those of a box
    bool fractions = false;  // boxes are rounded to whole pixels
    bool annotators = false;
    bool ids = false;
    bool words = false;  // ids that are no numbers
    bool times = false;
    bool spaces = false;    // line breaks and several spaces become one space
    bool brackets = false;  // square brackets become round ones
    bool sizeless = false;  // images whose size is not known are left out
    bool phrases = true;    // words of sentences that are linked to regions
    bool shared = false;    // a region is shown by one chain only
};
std::vector<std::string> lossesOf(const std::string& title, const Lacks& lacks, const Survey& survey);

}  // namespace legenda::data::regions
