// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/model/alignment_result.h"
#include "core/model/checkpoint_info.h"
#include "core/text/lexicon.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace legenda::model {

struct TensorFile;

// A trained alignment model for inference, of any architecture: regions v_i and words s_t, S = sum_t max_i v_i . s_t,
// and for some g . q, a global image-sentence similarity, added. Owned by one worker; not thread-safe. Sets no
// thread counts.
class Aligner {
 public:
    // device: "cpu", "cuda", "cuda:1".
    static base::Result<Aligner> load(const std::filesystem::path& checkpoint, const std::string& device = "cpu");
    // Of a checkpoint in memory, on the CPU; messages name `where`, and the hash stays empty.
    static base::Result<Aligner> of(const TensorFile& content, const std::filesystem::path& where);
    Aligner(Aligner&&) noexcept;
    Aligner& operator=(Aligner&&) noexcept;
    ~Aligner();

    const CheckpointInfo& info() const;
    double spread() const;
    // From now on a token that the model does not know is read as its known word; nullptr: none is.
    void setLexicon(std::shared_ptr<const text::Lexicon> lexicon);

    // Backbone vectors [R, D] and the box geometry of the regions (base::placesOf), [R, 4] or with proposal scores [R,
    // 5], -> v [R, h]: an affine map of the vectors and of the hidden units of its MLP (unitsOf; P may be 0).
    base::Matrix embedRegions(const base::Matrix& vectors, const base::Matrix& places) const;
    base::Matrix unitsOf(const base::Matrix& vectors, const base::Matrix& places) const;  // [R, P]
    // The words multiplied by that map, so that v . s_t = x . vectors_t + u . units_t + bias_t for any region.
    struct Probe {
        base::Matrix vectors, units;  // [D, T], [P, T]
        std::vector<float> bias;      // T
    };
    Probe probe(const base::Matrix& words /* s [T, h] */) const;
    // Backbone vectors of whole images [K, D] -> g [K, g]; g is 0 for a score without a global similarity.
    base::Matrix embedFrames(const base::Matrix& vectors) const;

    struct Words {
        std::vector<std::string> tokens;  // T
        std::vector<bool> known;          // T
        std::vector<std::string> readAs;  // T; see Alignment
        base::Matrix vectors;             // [known words, h], in order
        std::vector<float> sentence;      // q [g]; empty without a known word
    };
    Words embedSentence(const std::string& sentence) const;
    std::vector<Words> embedSentences(const std::vector<std::string>& sentences) const;  // batched

    // All of Alignment but image, width, height, boxes and proposal scores (regions gets norms); decoded at `beta`
    // (units of spread).
    Alignment align(const base::Matrix& regionVectors /* v [R, h] */, std::span<const float> frame /* g [g] */,
                    const std::string& sentence, double beta) const;
    // The same with the words of the sentence as embedSentence() gives them.
    Alignment align(const base::Matrix& regionVectors, std::span<const float> frame, const std::string& sentence,
                    const Words& words, double beta) const;

    // S of every image with every sentence: [images, sentences]; a sentence without known words scores -infinity.
    base::Matrix scoreAll(std::span<const base::Matrix> images /* v [R, h] each */,
                          const base::Matrix& frames /* g [images, g] */, std::span<const Words> sentences) const;

 private:
    struct Impl;
    explicit Aligner(std::unique_ptr<Impl> impl);
    static base::Result<Aligner> make(CheckpointInfo info, const TensorFile& content,
                                      const std::filesystem::path& checkpoint, const std::string& device);
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::model
