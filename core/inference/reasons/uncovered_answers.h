// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/image_context.h"
#include "core/model/aligner.h"
#include "core/model/captioner.h"

#include <cstddef>
#include <list>
#include <string>
#include <vector>

namespace legenda::inference {

// What models say of an image as it is, kept while one part of it after another is covered. An answer is kept beside
// all that it was computed from and given again only where that is the same, value for value, so that no change of the
// image, of its vectors, of a box or of an option has to be told. Models are told apart by the hashes of their files;
// an answer of one without a hash is computed each time. Not thread-safe.
class UncoveredAnswers {
 public:
    static constexpr std::size_t kMost = 8;  // of each kind; the least recently used one goes

    // The best caption of a source's one item, and its words as the model scores them; both empty where there is none.
    struct Said {
        model::Caption caption;
        model::ScoredText text;
    };
    // Valid until the next call. Errors: those of Captioner::caption() and Captioner::score().
    base::Result<const Said*> caption(const model::Captioner& captioner, model::CaptionSource source,
                                      const model::DecodeOptions& options, const base::JobContext& context);

    struct Aligned {
        model::Aligner::Words words;
        model::Alignment alignment;  // as Aligner::align() gives it
    };
    // Valid until the next call. An aligner has the same lexicon in all calls.
    const Aligned& alignment(const model::Aligner& aligner, const ImageContext::Embedded& image,
                             const std::string& sentence, double beta);

    void forget();

 private:
    struct KeptCaption {
        std::vector<std::string> model;  // hashes of its files
        model::CaptionSource source;
        model::DecodeOptions options;
        Said said;
    };
    struct KeptAlignment {
        std::vector<std::string> model;  // hashes of its files
        ImageContext::Embedded image;
        std::string sentence;
        double beta = 0;
        Aligned aligned;
    };

    std::list<KeptCaption> captions_;  // the most recently used first
    std::list<KeptAlignment> alignments_;
};

}  // namespace legenda::inference
