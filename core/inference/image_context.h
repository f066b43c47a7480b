// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/base/picture.h"
#include "core/extraction/region_extractor.h"
#include "core/inference/feature_files.h"
#include "core/model/aligner.h"
#include "core/model/captioner.h"
#include "core/project/resources.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace legenda::inference {

// The current image of the models of one thread: decoding, regions of a recipe and the backbone's forward pass are
// computed once, so that a second sentence or box on it costs none of these. Regions come from the project's feature
// file where it holds them. Keeps the networks that it has loaded from image to image. Not thread-safe.
class ImageContext {
 public:
    // files: outlives the context. networkThreads: of the backbone's pass; 0: the calling thread's.
    ImageContext(project::Resources resources, std::string device, int networkThreads, FeatureFiles& files);

    // Sets the current image. Results of another one, or of this file before it changed, are discarded. uuid: empty for
    // a file outside a project, whose features are computed.
    void take(const std::filesystem::path& file, const std::string& uuid);
    void forget() { known_ = {}; }

    // Regions by a recipe, region 0 the whole image. Valid until another image is taken. Errors: kImageFault
    // (predictor.h) where the image cannot be read.
    base::Result<const extraction::ImageRegions*> regions(const features::Recipe& recipe);
    // [1, D], the whole image's vector as the features have it, without a search for regions.
    base::Result<base::Matrix> frameVector(const features::Recipe& recipe);
    // [R, D] of any boxes in full-size pixels; withFrame: [R, 2 D], the whole image's vector appended to each. The
    // image's own regions are not searched for. Errors: as regions(), and kImageFault for a box outside the image.
    base::Result<base::Matrix> boxVectors(const features::Recipe& recipe, const std::vector<base::Box>& boxes,
                                          bool withFrame);
    // [R, classes] of any boxes in full-size pixels by the classifier of the recipe's backbone. Errors: as
    // boxVectors().
    base::Result<base::Matrix> classProbabilities(const features::Recipe& recipe, const std::vector<base::Box>& boxes);
    // boxVectors() of the recipe's own regions.
    base::Result<base::Matrix> regionVectors(const features::Recipe& recipe, bool withFrame);

    // Appends the whole image to the items that a captioner is to describe. Errors: as regions().
    base::Status addWhole(const model::Captioner& captioner, model::CaptionSource& to);
    // The image as it is, or a box on it, as a captioner's one item. Errors: as boxVectors().
    base::Result<model::CaptionSource> sourceOf(const model::Captioner& captioner, const std::optional<base::Box>& box);

    // The vectors of the whole image and of boxes where `cover` is covered, [1 + boxes, D]: in the kept feature maps
    // or, exactly, in the pixels (reasons/reasons.h). Errors: as boxVectors(); Cancelled between its steps.
    base::Result<base::Matrix> covered(const features::Recipe& recipe, const std::vector<base::Box>& boxes,
                                       const base::Box& cover, bool exact, const base::JobContext& context);

    // The embeddings of the regions by an alignment model. Errors: as regions().
    struct Embedded {
        base::Matrix regions;  // v [R, h]
        base::Matrix frame;    // g of the whole image, [1, g]
    };
    base::Result<const Embedded*> embedded(const model::Aligner& aligner, const features::Recipe& recipe);

 private:
    using PictureMap = std::shared_ptr<const extraction::RegionExtractor::PictureMap>;
    struct Known {
        std::filesystem::path file;
        std::filesystem::file_time_type changed{};
        std::map<int, base::Picture> pictures;  // by image::networkPicture() with the recipe's longestSide
        // By recipe hash.
        std::map<std::string, extraction::ImageRegions> regions;
        std::map<std::string, base::Matrix> frames;  // [1, D] of the whole image
        std::map<std::string, PictureMap> maps;
        std::map<std::string, Embedded> embedded;  // by hashes of the alignment checkpoint and the recipe
    };

    base::Result<extraction::RegionExtractor*> extractor(const features::Recipe& recipe);
    base::Result<const base::Picture*> picture(const features::Recipe& recipe);
    const extraction::ImageRegions* knownRegions(const features::Recipe& recipe);
    std::optional<extraction::ImageRegions> storedRegions(const features::Recipe& recipe);
    std::optional<extraction::ImageRegions> regionsOfFile(const features::Recipe& recipe);

    const project::Resources resources_;
    const std::string device_;
    const int networkThreads_;
    FeatureFiles& files_;
    std::map<std::string, extraction::RegionExtractor> extractors_;  // by recipe hash
    std::string uuid_;
    Known known_;
};

}  // namespace legenda::inference
