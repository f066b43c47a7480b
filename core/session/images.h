// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/picture.h"
#include "core/session/queries.h"

#include <cstdint>
#include <vector>

namespace legenda::session {

struct ImageDetails {
    store::ImageRecord image;
    std::vector<store::CaptionRecord> captions;
};

// The images of the open project: records and captions by queries, pixels on a thread of pictures. Reached through
// Session, whose rules hold.
class Images {
 public:
    Images(const OpenProject& project, Queries& queries)
        : project_(project), queries_(queries), worker_("pictures", 0, 1) {}

    void list(Callback<std::vector<store::ImageRecord>> done);
    void details(std::int64_t image, Callback<ImageDetails> done, const Asker& asker = {});
    // The images one of whose captions holds the words.
    void searchCaptions(const std::string& words, Callback<std::vector<std::int64_t>> done, const Asker& asker = {});
    // maxSide > 0: reduced decode.
    void picture(std::int64_t image, int maxSide, Callback<base::Picture> done, const Asker& asker = {});
    // In the background: newest first, one request per image. The oldest of too many are superseded.
    void thumbnail(std::int64_t image, int maxSide, Callback<base::Picture> done, const Asker& asker = {});
    // The part of an image inside `box`, its longest side about `side` pixels; in the background.
    void crop(std::int64_t image, const base::Box& box, int side, Callback<base::Picture> done,
              const Asker& asker = {});
    void drop(const std::string& owner) { worker_.cancel(owner); }

 private:
    base::Result<store::ImageRecord> record(std::int64_t image);

    const OpenProject& project_;
    Queries& queries_;
    Connection connection_;  // of the worker's thread
    runtime::WorkerThread worker_;
};

}  // namespace legenda::session
