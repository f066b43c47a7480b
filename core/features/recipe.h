// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/options.h"

#include <string>

namespace legenda::features {

// Error.key of a feature file that is damaged: computing its features again repairs it.
inline constexpr const char* kFileDamaged = "features.damaged";

// How regions and their vectors are computed from an image. Its hash names the feature file; a checkpoint stores the
// recipe that it was trained on and is never given vectors of another. Region 0 is always the whole image.
struct Recipe {
    std::string backbone = "efficientnet-lite0";  // or the absolute path of a file of weights or of a
                                                  // TorchScript module
    std::string backboneHash;                     // SHA-256 of the weights file, filled when the backbone is loaded
    int inputSize = 448;          // side of the square the whole image (roi) or each crop (crop) is warped to
    std::string pooling = "roi";  // roi: area-weighted mean of the last map over the box, one forward pass; crop: one
                                  // forward pass per box
    std::string proposals = "selective-search";  // selective-search | learned | grid | whole | file
    std::string proposalsHash;                   // SHA-256 of the file, for "file"; of the proposer, for "learned"
    std::string proposer;                        // for "learned": its file; empty: the shipped one of the backbone
    int proposalsSide = 160;                     // longest side of the picture selective search works on
    int longestSide = 0;  // pictures are reduced to it before proposals and networks; 0: as they are
    int frameSize = 0;    // whole image: 0 pooled like the other regions, else the input side of its own forward pass
    int regions = 19;     // beside the whole image
    double suppression = 0.5;  // non-maximum suppression (NMS) threshold, an IoU
    // Supervision of its networks, filled when they are loaded: a captions, b captions + boxes, c captions + boxes +
    // phrases.
    std::string setting = "a";

    template <class Visitor>
    void describe(Visitor&& visit) {
        visit(backbone, {"backbone", "backbone: the feature extractor, from pixels to vectors"});
        visit(backboneHash, {"backboneHash", "SHA-256 of its weights", 0, 0, {}, true});
        visit(inputSize, {"inputSize", "side of the square network input, pixels", 32, 1024});
        visit(longestSide,
              {"longestSide", "longest side in pixels to which larger pictures are reduced first; 0: no reduction", 0,
               16384});
        visit(pooling, {"pooling",
                        "roi: RoI pooling from one forward pass per image; crop: one forward pass per region",
                        0,
                        0,
                        {"roi", "crop"}});
        visit(frameSize, {"frameSize",
                          "side of the network input of the whole image's own forward pass, averaged with that of its "
                          "mirror image; 0: the whole image is pooled like the other regions",
                          0, 1024});
        visit(proposals, {"proposals",
                          "where the region proposals come from",
                          0,
                          0,
                          {"selective-search", "learned", "grid", "whole", "file"}});
        visit(proposalsHash, {"proposalsHash", "SHA-256 of the proposals file or the proposer", 0, 0, {}, true});
        visit(proposer, {"proposer", "file of the region proposer; empty: the shipped one", 0, 0, {}, true});
        visit(proposalsSide,
              {"proposalsSide", "longest side of the picture selective search works on, pixels", 20, 1024, {}, true});
        visit(regions, {"regions", "boxes beside the whole image", 0, 200});
        visit(suppression,
              {"suppression", "non-maximum suppression (NMS) threshold on the IoU of two proposals", 0, 1, {}, true});
        visit(setting, {"setting",
                        "supervision of its networks: a captions, b captions + boxes, c captions + boxes + phrases",
                        0,
                        0,
                        {"a", "b", "c"},
                        true});
    }

    // 16 hexadecimal digits of the SHA-256 over all fields but what follows from the networks: setting and the
    // paths of files (frameSize, proposalsSide and longestSide only where they are not the default: older files keep
    // their name).
    std::string hash() const;
};

// The longestSide of new features and checkpoints. On 113 photographs of Flickr8k at the usual size (long side 400
// to 500) the models, which were trained on copies of 256 pixels, have the best retrieval and grounding figures at this
// side.
inline constexpr int kLongestSide = 320;

// The recipe where neither a checkpoint nor a preset says more.
Recipe newRecipe();

// The recipe that gives the same vectors for every picture that fits within recipe.longestSide: the one without it.
Recipe withoutLongestSide(Recipe recipe);

}  // namespace legenda::features
