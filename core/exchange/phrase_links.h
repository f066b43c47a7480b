// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/regions/record.h"
#include "core/store/project_store.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace legenda::exchange {

// Finds the captions of a project in which the phrases of a file stand: a caption with the same words, whatever their
// case and punctuation. Belongs to one thread.
class PhraseLinks {
 public:
    // file: which is read, for messages.
    PhraseLinks(std::string format, std::string file) : format_(std::move(format)), file_(std::move(file)) {}

    // The chain as the project keeps it, without its regions; without mentions where none of its phrases stands in a
    // caption of the image. Errors: those of the store.
    base::Result<store::ChainRecord> link(const store::ProjectStore& project, const data::regions::Chain& chain,
                                          const store::ImageRecord& image);
    // Phrases whose words stand in another phrase of the annotator.
    void taken(std::int64_t phrases) { taken_ += phrases; }
    // What was not linked.
    void tell(std::vector<data::Problem>& problems) const;

 private:
    base::Status readCaptions(const store::ProjectStore& project, std::int64_t image);
    std::string uuidOf(const data::regions::Chain& chain, const store::ImageRecord& image);

    std::string format_, file_;
    std::int64_t image_ = 0;  // whose captions these are, by the key of their words
    std::map<std::string, std::vector<store::CaptionRecord>> captions_;
    std::unordered_map<std::size_t, std::int64_t> uuidImages_;  // image by the hash of an id that is a UUID
    std::int64_t unlinked_ = 0, taken_ = 0;
    std::string firstUnlinked_, firstWhere_;
};

bool isUuid(const std::string& text);

}  // namespace legenda::exchange
