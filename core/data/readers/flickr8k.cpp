// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/flickr_folder.h"

namespace legenda::data {

namespace {

class Flickr8kReader final : public DatasetReader {
 public:
    std::string format() const override { return "flickr8k"; }
    std::string title() const override { return "Flickr8K"; }
    std::string contents() const override {
        return "Flickr8k.token.txt, the three split files, images in any sub-folder, and Entities where there";
    }
    int order() const override { return 1; }
    base::Result<Dataset> read(const std::filesystem::path& root, const base::JobContext& context) const override {
        static const FlickrLayout layout{
            "flickr8k",
            {"Flickr8k.token.txt", "captions.txt", "captions.csv", "captions.tsv", "results.csv"},
            {{"train", "Flickr_8k.trainImages.txt"},
             {"dev", "Flickr_8k.devImages.txt"},
             {"test", "Flickr_8k.testImages.txt"}},
            ".jpg"};
        return readFlickrFolder(layout, root, context);
    }
};

}  // namespace

ReaderPtr make_flickr8k() {
    return std::make_unique<Flickr8kReader>();
}

}  // namespace legenda::data
