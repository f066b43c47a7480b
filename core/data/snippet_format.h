// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset_reader.h"

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace legenda::data::snippets {

// One region with its texts, or the texts of a whole image, as read from a file.
struct Item {
    std::string image;
    bool hasBox = false;  // false: texts of the whole image
    base::Box box;        // 0-based pixels of the size below
    std::vector<std::string> texts;
    std::string annotator;  // empty: not given
    std::string id;         // the file's own; empty: it has none
    std::string split;
    std::string createdAt;
    int width = 0, height = 0;                  // of the image; 0: not given
    std::vector<std::string> textAnnotators{};  // as many as texts
    std::string where{};                        // "file:line" or a key
};

struct Content {
    std::vector<Item> items;
    std::vector<Problem> skipped;
};

// One format of region texts. A format is one file in snippets/: it defines `FormatPtr make_<stem>()`.
class Format {
 public:
    virtual ~Format() = default;
    virtual std::string format() const = 0;
    virtual std::string extension() const = 0;  // ".csv"
    // head: the first kilobytes of the file, without a byte order mark.
    virtual bool recognises(std::string_view head) const = 0;
    // Errors: Io, BadInput (not this format at all). A malformed entry is skipped and reported.
    virtual base::Result<Content> read(const std::filesystem::path& file) const = 0;
    virtual base::Status write(const std::vector<Item>& items, std::ostream& out) const = 0;
};
using FormatPtr = std::unique_ptr<Format>;

std::vector<FormatPtr> formats();  // generated: one entry per file in snippets/

// The reason why the item's box or texts cannot be used; empty when they can.
std::string itemProblem(const Item& item);

}  // namespace legenda::data::snippets
