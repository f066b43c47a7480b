// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/base/matrix.h"
#include "core/model/checkpoint_info.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace legenda::model {

struct TensorFile;

struct CaptionWord {
    std::string text;
    double logProb = 0;
    bool fromClassifier = false;  // said since an image classifier is sure of it, see Captioner::captionSaying
};

struct Caption {
    std::string text;
    double logProb = 0;  // of the whole caption, END included
    std::vector<CaptionWord> words;
    double rank = 0;  // what captions of an image are sorted by, best first; see rerank.h
    // Where the caption was reranked: the image-sentence score in units of its spread, S / spread of rerank.h.
    std::optional<double> fit = {};

    double logProbAWord() const { return logProb / static_cast<double>(words.size() + 1); }  // END is a word as well
};

// DecodeOptions::personMargin of captions that are shown to be read: with it a third fewer of Flickr8K dev's captions
// name a wrong man, woman, boy or girl, for one point of CIDEr (resources/results).
inline constexpr double kShownPersonMargin = 0.4;

struct DecodeOptions {
    int beam = 7;            // 1: argmax
    int count = 1;           // the n best, count <= beam
    double temperature = 0;  // above 0: sampling instead of a beam
    std::uint64_t seed = 1;
    double lengthNorm = 0;  // ranks finished captions by logProb / length^lengthNorm
    int maxWords = 30;
    // Of whole images by a beam search: the whole beam is reranked (rerank.h) by the alignment model in use, where that
    // reads the same features. For who has one: Captioner itself has none.
    bool rerank = false;
    // With rerank, above 0: person nouns are settled by that model with this margin (person_nouns.h), in its spreads.
    double personMargin = 0;
    // Of whole images by a beam search: what an image classifier is sure of is said as well (inference/class_sight.h).
    // For who has one, likewise.
    bool classes = false;
    bool operator==(const DecodeOptions&) const = default;
};

// A word that a caption may say. `as`: the known word whose weights it takes, the word itself where that is known, as
// Hendricks et al. 2016 transfer the weights of the nearest known word to a new one.
struct SayableWord {
    std::string text, as;
};

// The N items to be described.
struct CaptionSource {
    base::Matrix vectors;  // [N, inputDimension()]
    // For a model that attends to regions: of each item [R, D], R >= 1, and their box geometry [R, 4] (base::placesOf).
    // Without regions: each item is a whole image, represented by its own vector alone.
    std::vector<base::Matrix> regions = {}, places = {};
};

// A word of a text that a model was made to say.
struct ScoredWord {
    std::string text;   // empty: END
    bool known = true;  // false: not in the vocabulary; it has no probability and is passed over
    double logProb = 0;
    std::vector<CaptionWord> best = {};  // the most probable words at its place, best first; END has no text
    std::vector<float> attention = {};   // weight of each region of the source; empty without attention
};

struct ScoredText {
    std::vector<ScoredWord> words;  // END last
    double logProb = 0;             // of the known ones and END
};

// A trained caption model (the multimodal RNN, equations 1 to 3 of the seed, or an LSTM, with or without attention over
// regions) for inference. kind "caption": input is the whole-image vector [D], and the image's regions where it
// attends() to them; kind "region": the region's vector, with the whole image's appended when info().options say so
// (contextInput()). Owned by one worker; not thread-safe.
class Captioner {
 public:
    static base::Result<Captioner> load(const std::filesystem::path& checkpoint, const std::string& device = "cpu");
    // An ensemble: the mean of their probabilities of each word; info() is the first one's. Errors
    // beside load's: Usage for none at all; BadInput where kind, words, recipe or inputs differ.
    static base::Result<Captioner> load(const std::vector<std::filesystem::path>& checkpoints,
                                        const std::string& device = "cpu");
    // Of a checkpoint in memory, on the CPU; messages name `where`, and the hash stays empty.
    static base::Result<Captioner> of(const TensorFile& content, const std::filesystem::path& where);
    Captioner(Captioner&&) noexcept;
    Captioner& operator=(Captioner&&) noexcept;
    ~Captioner();

    const CheckpointInfo& info() const;
    std::vector<CheckpointInfo> infos() const;  // of all models of the ensemble
    bool contextInput() const;                  // rows must be [D region | D whole image]
    int inputDimension() const;
    bool attends() const;  // regions are needed

    // The n best captions of each item, best first. Cancelled when the context is stopped.
    base::Result<std::vector<std::vector<Caption>>> caption(const CaptionSource& source, const DecodeOptions& options,
                                                            const base::JobContext& context = {}) const;
    // The n best captions of one item of the source that say a word of each of the sets, by a constrained beam
    // search; where a word stands in for another, the caption shows that one wherever it says the word. Fewer, or none,
    // where that many are not found. Words whose `as` is not known take no part, nor does a set without one that is.
    // Usage: sampling, or more than kMostSets sets.
    static constexpr std::size_t kMostSets = 4;
    base::Result<std::vector<Caption>> captionSaying(const std::vector<std::vector<SayableWord>>& sets,
                                                     const CaptionSource& source, std::size_t item,
                                                     const DecodeOptions& options,
                                                     const base::JobContext& context = {}) const;
    bool knows(const std::string& word) const;

    // How probable the words of a text are to the model, one after another, beside the `most` most probable words at
    // each place, for the one item of the source. BadInput for a text without a known word, and for several items.
    base::Result<ScoredText> score(const CaptionSource& source, const std::string& text, int most = 5) const;

 private:
    struct Impl;
    explicit Captioner(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::model
