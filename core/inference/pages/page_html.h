// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/model/alignment_result.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// The text of the exported pages: HTML that is well-formed XML as well, so that any parser reads it. No scripts; what
// is shown on hover or keyboard focus is done by the style sheet. All links are relative: a folder of pages can be
// moved.
namespace legenda::inference {

// A text with the box that it belongs to, in full-size pixels.
struct PageText {
    std::string text;
    base::Box box;
    std::string note;  // beside it, such as its score
};

struct PageLink {
    std::string key;  // of the page; empty: there is none
    std::string title;
};

// What the page of one image shows.
struct ImagePage {
    std::string key, title, signature;
    std::string index;  // file of the index page that the image is on
    PageLink previous, next;
    int width = 0, height = 0;  // of the full-size image
    std::string caption, captionNote;
    std::vector<PageText> regions;  // descriptions of boxes
    std::vector<model::Alignment> sentences;
};

struct IndexEntry {
    std::string key, title, caption;
    int width = 0, height = 0;  // of the thumbnail
};

// One of the pages of thumbnails; page: from 0.
struct IndexPage {
    std::string title, about;
    std::size_t page = 0, pages = 1;
    std::vector<IndexEntry> entries;
};

// Names below the folder of the pages: "image/KEY.html", "picture/KEY.jpg", "thumbnail/KEY.jpg".
std::string imagePageFile(const std::string& key);
std::string pictureFile(const std::string& key);
std::string thumbnailFile(const std::string& key);
std::string indexFile(std::size_t page);  // "index.html", "index-2.html", …
inline constexpr const char* kStyleFile = "style.css";

std::string htmlOf(const ImagePage& page);
std::string htmlOf(const IndexPage& page);
std::string styleSheet();
// How a page names the signature of what it was made of, near its beginning.
std::string signatureMark(const std::string& signature);

// Text as content or as the value of an attribute: valid UTF-8, without characters that XML does not have.
std::string escaped(const std::string& text);

}  // namespace legenda::inference
