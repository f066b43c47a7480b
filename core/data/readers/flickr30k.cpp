// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/flickr_folder.h"

namespace legenda::data {

namespace {

class Flickr30kReader final : public DatasetReader {
 public:
    std::string format() const override { return "flickr30k"; }
    std::string title() const override { return "Flickr30K"; }
    std::string contents() const override {
        return "results_20130124.token or results.csv, images in any sub-folder, and Entities with its splits "
               "(train.txt, val.txt, test.txt) where there";
    }
    int order() const override { return 2; }
    base::Result<Dataset> read(const std::filesystem::path& root, const base::JobContext& context) const override {
        static const FlickrLayout layout{"flickr30k",
                                         {"results_20130124.token", "results.csv", "captions.csv", "captions.txt",
                                          "captions.tsv", "flickr_annotations_30k.csv"},
                                         {{"train", "train.txt"}, {"dev", "val.txt"}, {"test", "test.txt"}},
                                         ".jpg"};
        return readFlickrFolder(layout, root, context);
    }
};

}  // namespace

ReaderPtr make_flickr30k() {
    return std::make_unique<Flickr30kReader>();
}

}  // namespace legenda::data
