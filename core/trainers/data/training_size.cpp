// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trainers/training_size.h"

#include "core/model/alignment/alignment_impl.h"
#include "core/model/alignment/conv_net_impl.h"
#include "core/model/backbone.h"
#include "core/model/backbone/efficientnet_layout_impl.h"
#include "core/model/caption/rnn_impl.h"
#include "core/model/proposer/proposer_net_impl.h"
#include "core/text/vocabulary.h"
#include "core/trainers/data/batch_data_impl.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace legenda::trainers {

namespace {

constexpr std::int64_t kUnusedUnits = 1, kPlace = 4;
constexpr int kVelocity = 1, kAdamW = 4;  // copies of the weights in the state of an optimiser

template <class Shapes>
std::int64_t numbersIn(const Shapes& shapes) {
    std::int64_t sum = 0;
    for (const auto& [name, shape] : shapes) {
        std::int64_t own = 1;
        for (const auto side : shape) own *= side;
        sum += own;
    }
    return sum;
}

std::int64_t rounded(std::size_t all, int batch) {
    const auto size = static_cast<std::size_t>(std::max(1, batch));
    return static_cast<std::int64_t>((all + size - 1) / size);
}

text::Vocabulary vocabularyOf(const SizeInputs& inputs, int minCount) {
    std::vector<std::vector<std::string>> all;
    for (const auto& image : inputs.sentences) all.insert(all.end(), image.begin(), image.end());
    return text::Vocabulary::fromSentences(all, minCount);
}

// Of each image: sentences of 1 to `longest` known words. Images without one are left out.
std::vector<std::size_t> usableSentences(const SizeInputs& inputs, const text::Vocabulary& vocabulary,
                                         std::size_t longest = std::string::npos) {
    std::vector<std::size_t> counts;
    for (const auto& image : inputs.sentences) {
        const auto usable = std::ranges::count_if(image, [&](const auto& sentence) {
            const auto known = vocabulary.encode(sentence).size();
            return known > 0 && known <= longest;
        });
        if (usable > 0) counts.push_back(static_cast<std::size_t>(usable));
    }
    return counts;
}

std::int64_t pairSteps(const std::vector<std::size_t>& counts, const ScheduleOptions& options) {
    return std::ssize(
        alignBatches(counts, static_cast<std::size_t>(options.batch), static_cast<std::uint64_t>(options.seed), 0));
}

std::int64_t captionParameters(const CaptionOptions& o, int vocabulary, std::int64_t input, std::int64_t dimension) {
    if (dimension == 0) return 0;
    model::RnnShape shape{input, vocabulary, o.wordVectors, o.hidden};
    shape.lstm = o.cell == "lstm";
    const auto v = shape.vocabulary, e = shape.wordVector, h = shape.hidden, p = shape.driving();
    const std::int64_t a = o.attention, f = dimension + kPlace;
    const auto attention = a > 0 ? 2 * a * f + a + a * h + p * a + v * a : 0;
    return v * e + p * input + p + p * e + p * h + p + v * h + v + attention;
}

int copiesOf(const CaptionOptions& options) {
    return options.optimizer == "adamw" ? kAdamW : kVelocity;
}

// The built-in family by name; others are not known without reading them.
std::optional<model::Architecture> layersOf(const std::string& backbone) {
    for (const auto& each : model::backbones())
        if (each->name() == backbone && each->multipliers().width > 0)
            return model::architecture(each->multipliers().width, each->multipliers().depth);
    if (const std::filesystem::path file = backbone; file.is_absolute()) {
        const auto read = model::backboneOf(file);
        return read ? layersOf((*read)->name()) : std::nullopt;
    }
    const auto family = std::string("efficientnet-lite");
    if (!backbone.starts_with(family)) return {};
    // A fine-tuned one is named after the one that it was made of: "efficientnet-lite2-robust".
    const auto end = backbone.find('-', family.size());
    return end == std::string::npos ? std::nullopt : layersOf(backbone.substr(0, end));
}

// Channels of the maps of strides 8, 16 and 32: those before each block that halves them, and the last.
std::array<std::int64_t, 3> channelsOf(const model::Architecture& layers) {
    std::vector<std::int64_t> levels;
    std::int64_t before = layers.convs.front().out;
    for (const auto& block : layers.blocks) {
        bool halves = false;
        for (std::size_t i = block.first; i < block.first + block.count; ++i)
            halves = halves || layers.convs[i].stride == 2;
        if (halves) levels.push_back(before);
        before = layers.convs[block.first + block.count - 1].out;
    }
    levels.push_back(before);
    std::array<std::int64_t, 3> last{};
    std::copy(levels.end() - 3, levels.end(), last.begin());
    return last;
}

}  // namespace

TrainingSize sizeOf(const BrnnOptions& o, const SizeInputs& inputs) {
    const auto vocabulary = vocabularyOf(inputs, o.minCount);
    TrainingSize size;
    size.stepsPerEpoch = pairSteps(usableSentences(inputs, vocabulary), o);
    if (inputs.dimension == 0) return size;
    size.parameters = numbersIn(
        model::AlignmentWeights::shapes({vocabulary.size(), o.wordVectors, o.hidden, o.embedding, inputs.dimension}));
    size.state = kVelocity * size.parameters;
    return size;
}

TrainingSize sizeOf(const DualOptions& o, const SizeInputs& inputs) {
    const auto vocabulary = vocabularyOf(inputs, o.minCount);
    TrainingSize size;
    size.stepsPerEpoch = pairSteps(usableSentences(inputs, vocabulary), o);
    if (inputs.dimension == 0) return size;
    const bool joint = o.regionUnits > 0;
    size.parameters = numbersIn(
        model::ConvWeights::shapes({vocabulary.size(), o.wordVectors, o.hidden, o.embedding, o.frameEmbedding,
                                    std::min<std::int64_t>(o.components, inputs.dimension), inputs.dimension,
                                    joint ? o.regionUnits : DualOptions::kPlaceUnits, o.regionScores, joint}));
    size.state = kAdamW * size.parameters;
    return size;
}

TrainingSize sizeOf(const CaptionOptions& o, const SizeInputs& inputs) {
    const auto vocabulary = vocabularyOf(inputs, o.minCount);
    TrainingSize size;
    if (o.samples > 0) {
        size.stepsPerEpoch = rounded(inputs.sentences.size(), std::max(1, o.batch / o.samples));
    } else {
        std::size_t sentences = 0;
        for (const auto count : usableSentences(inputs, vocabulary, static_cast<std::size_t>(o.longest)))
            sentences += count;
        size.stepsPerEpoch = rounded(sentences, o.batch);
    }
    size.parameters = captionParameters(o, vocabulary.size(), inputs.dimension, inputs.dimension);
    size.state = copiesOf(o) * size.parameters;
    return size;
}

TrainingSize sizeOf(const RegionOptions& o, const SizeInputs& inputs) {
    TrainingSize size;
    size.parameters = captionParameters(o, vocabularyOf(inputs, o.minCount).size(),
                                        inputs.dimension * (o.context ? 2 : 1), inputs.dimension);
    size.state = copiesOf(o) * size.parameters;
    return size;
}

TrainingSize sizeOf(const ProposerOptions& o, const SizeInputs& inputs) {
    TrainingSize size;
    size.stepsPerEpoch = rounded(inputs.boxed, o.batch);
    const auto layers = layersOf(o.backbone);
    if (!layers) return size;
    const auto [fine, middle, coarse] = channelsOf(*layers);
    size.parameters = numbersIn(
        model::ProposerWeights::shapes({fine, middle, coarse, o.channels, static_cast<std::int64_t>(o.anchors)}));
    size.state = kAdamW * size.parameters;
    const std::int64_t side = o.inputSize;
    const auto record =
        2 * (fine * (side / 8) * (side / 8) + middle * (side / 16) * (side / 16) + coarse * (side / 32) * (side / 32));
    const auto views = static_cast<std::int64_t>(inputs.boxed * (o.mirror ? 2 : 1) + inputs.boxedDev);
    const auto stored =
        std::min(views, static_cast<std::int64_t>(o.mapsOnDisk * 1e9) / std::max<std::int64_t>(1, record));
    size.scratch = stored * record;
    size.computed = views - stored;
    return size;
}

TrainingSize sizeOf(const BackboneOptions& o, const SizeInputs& inputs) {
    const auto vocabulary = vocabularyOf(inputs, o.minCount);
    TrainingSize size;
    const std::vector<std::size_t> once(usableSentences(inputs, vocabulary).size(), 1);
    size.stepsPerEpoch = pairSteps(once, o);
    const auto layers = layersOf(o.backbone);
    if (!layers) return size;
    size.parameters =
        numbersIn(model::expectedShapes(*layers)) +
        numbersIn(model::ConvWeights::shapes({vocabulary.size(), o.wordVectors, o.hidden, o.embedding, o.frameEmbedding,
                                              model::kHeadChannels, model::kHeadChannels, kUnusedUnits}));
    size.state = kAdamW * size.parameters;
    return size;
}

}  // namespace legenda::trainers
