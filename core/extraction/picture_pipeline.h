// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/base/picture.h"
#include "core/features/recipe.h"

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace legenda::extraction {

// A decoded image with its proposals, ready for the network.
struct PreparedImage {
    base::Picture picture;
    std::string contentHash;
    std::string stamp;  // of the file, from before it was read
    std::vector<base::Box> candidates;
};

// Decodes images and proposes boxes on threads of its own, a few images ahead of the consumer, in order.
class PicturePipeline {
 public:
    PicturePipeline(std::vector<std::filesystem::path> files, features::Recipe recipe, int threads);
    ~PicturePipeline();  // stops after the current images
    PicturePipeline(const PicturePipeline&) = delete;
    PicturePipeline& operator=(const PicturePipeline&) = delete;

    // The next image in the order of the files; waits for it. Nothing when asked to stop. To be called once per file.
    std::optional<base::Result<PreparedImage>> take(std::stop_token stop);

 private:
    void work(std::stop_token over);

    std::vector<std::filesystem::path> files_;
    features::Recipe recipe_;
    std::size_t ahead_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::size_t next_ = 0, taken_ = 0;
    std::size_t readyBytes_ = 0;  // of pixels
    std::map<std::size_t, base::Result<PreparedImage>> ready_;
    std::vector<std::jthread> threads_;  // last: the others outlive them
};

}  // namespace legenda::extraction
