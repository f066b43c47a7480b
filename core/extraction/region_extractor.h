// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/base/picture.h"
#include "core/features/recipe.h"
#include "core/project/resources.h"

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace legenda::extraction {

// Region 0 is the whole image; the others best first, then boxes of a grid where fewer were found. vectors [R, D].
// scores: the classifier's largest class score on the region times the square root of its relative area, a region
// proposer's objectness (core/model/proposer.h), or the scores of a file.
struct ImageRegions {
    std::vector<base::Box> boxes;
    std::vector<float> scores;
    base::Matrix vectors;
};

// Turns pictures into regions and vectors by one recipe. Every picture is one that image::networkPicture() made with
// the recipe's longestSide; a longer one is an Internal error, so that no caller can give a network another picture.
// Boxes are in pixels of the full-size image all the same. Owned by one thread; not thread-safe. Uses the calling
// thread's tensor threads.
class RegionExtractor {
 public:
    // Loads the recipe's backbone from the resources; a recipe with a backboneHash of other weights is BadInput.
    // device: "auto", "cpu", "cuda", "cuda:N"; the vectors of a graphics card differ in the last bits.
    static base::Result<RegionExtractor> create(const features::Recipe& recipe, const project::Resources& resources,
                                                const std::string& device = "cpu");
    RegionExtractor(RegionExtractor&&) noexcept;
    RegionExtractor& operator=(RegionExtractor&&) noexcept;
    ~RegionExtractor();

    // Tensor threads of the backbone's forward pass alone; 0: those of the calling thread, as for everything else
    // (session.cpp says why).
    void setNetworkThreads(int count);

    const features::Recipe& recipe() const;  // with backboneHash filled
    int dimension() const;

    // Proposals (all ranked by the classifier head on pooled vectors; after non-maximum suppression the best `regions`
    // are kept) and their vectors. given: proposals from a file, best first, used when the recipe says "file".
    base::Result<ImageRegions> regions(const base::Picture& picture, const std::vector<base::Box>* given = nullptr,
                                       const std::vector<float>* givenScores = nullptr);
    // The same with proposals computed before (they may be made on another thread by proposals()).
    static std::vector<base::Box> propose(const features::Recipe& recipe, const base::Picture& picture);  // thread-safe
    base::Result<ImageRegions> regionsFrom(const base::Picture& picture, std::vector<base::Box> candidates);

    // How many pictures regionsOfAll() is best given: 1 on the CPU, and where proposals are no network's work.
    std::size_t picturesAtOnce() const;
    // The regions of several pictures by learned proposals: what the networks do is done for all of them together.
    base::Result<std::vector<ImageRegions>> regionsOfAll(std::span<const base::Picture* const> pictures);

    // The feature maps of one picture.
    struct PictureMap;
    // Vectors of any boxes of the picture by the recipe's pooling: [boxes, D]. Boxes are clipped; one without area
    // inside is BadInput. known: filled at the first call for a picture, so that further boxes cost no forward pass.
    base::Result<base::Matrix> boxVectors(const base::Picture& picture, const std::vector<base::Box>& boxes,
                                          std::shared_ptr<const PictureMap>* known = nullptr);
    // The whole image's vector as regions() gives it: [1, D]. known: as of boxVectors().
    base::Result<base::Matrix> frameVector(const base::Picture& picture,
                                           std::shared_ptr<const PictureMap>* known = nullptr);
    // The probabilities that the backbone's own classifier gives the vectors of boxes, as boxVectors() has them:
    // [boxes, classes]. Unsupported: it has none.
    base::Result<base::Matrix> classProbabilities(const base::Picture& picture, const std::vector<base::Box>& boxes,
                                                  std::shared_ptr<const PictureMap>* known = nullptr);
    // The vectors of the whole image and of boxes, [1 + boxes, D], as frameVector() and boxVectors() give them where
    // what lies in `cover` is hidden in the kept maps: its cells hold the map's mean, each by the share of it that is
    // covered. known: as of boxVectors(); the maps behind the whole image's vector are kept in it as well, so that
    // another cover costs no forward pass. Unsupported for a recipe that pools crops, which keeps no map.
    base::Result<base::Matrix> coveredVectors(const base::Picture& picture, const std::vector<base::Box>& boxes,
                                              const base::Box& cover,
                                              std::shared_ptr<const PictureMap>* known = nullptr);
    // Each box cropped, with the vector of the crop as if it were a whole image: [boxes, D] (the full-frame model on
    // region crops).
    base::Result<base::Matrix> cropVectors(const base::Picture& picture, const std::vector<base::Box>& boxes);

 private:
    struct Impl;
    explicit RegionExtractor(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::extraction
