// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/splits.h"
#include "core/session/asker.h"
#include "core/session/store_writer.h"
#include "core/store/project_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace legenda::session {

// What a user changes of the open project's images: their splits, which of them belong to it, and their sentences.
// Reached through Session, whose rules hold.
class ImageEdits {
 public:
    using Splits = std::vector<std::pair<std::int64_t, std::string>>;  // by image; "": none

    explicit ImageEdits(StoreWriter& writer) : writer_(writer) {}

    void setSplits(const Splits& splits, Callback<Splits> done);  // answers those that they had before
    // Divides all images, see project::shareOut(); the same answer.
    void divide(const std::vector<project::Share>& shares, std::uint64_t seed, Callback<Splits> done);
    // Takes images out of the project, or puts them back; answers how many changed.
    void setRemoved(const std::vector<std::int64_t>& images, bool removed, Callback<std::int64_t> done);
    void restoreAll(Callback<std::int64_t> done);  // puts back all that were taken out
    // number: of one that was removed, see ProjectStore::addCaption().
    void addCaption(std::int64_t image, const std::string& text, std::optional<int> number,
                    Callback<store::CaptionRecord> done);
    void removeCaption(std::int64_t image, int number, Callback<store::CaptionRecord> done);

 private:
    StoreWriter& writer_;
};

}  // namespace legenda::session
