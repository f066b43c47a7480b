// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench_align_data.h"
#include "core/model/backbone.h"
#include "core/model/backbone/efficientnet_layout_impl.h"
#include "core/model/checkpoint.h"
#include "core/text/tokenizer.h"
#include "core/trainers/picture_data.h"

#include <ATen/ATen.h>

namespace legenda::bench {

inline constexpr int kPictures = 16, kSide = 256, kBoxes = 3;  // boxes of each picture

// Noise around one colour for each picture.
class DrawnPictures : public features::PixelSource {
 public:
    DrawnPictures() : rgb_(kPictures * kBytes) {
        for (std::size_t i = 0; i < kPictures; ++i) {
            base::Random draws(1, "bench pictures", i);
            const auto colour = draws.below(200);
            for (std::size_t b = 0; b < kBytes; ++b)
                rgb_[i * kBytes + b] = static_cast<std::uint8_t>(colour + draws.below(56));
        }
    }
    std::size_t size() const override { return kPictures; }
    int side() const override { return kSide; }
    base::Status read(std::size_t i, std::uint8_t* rgb) const override {
        std::copy_n(all() + i * kBytes, kBytes, rgb);
        return {};
    }
    const std::uint8_t* all() const { return rgb_.data(); }

 private:
    static constexpr std::size_t kBytes = std::size_t{kSide} * kSide * 3;
    std::vector<std::uint8_t> rgb_;
};

inline std::vector<base::Box> drawBoxes(std::size_t picture) {
    base::Random draws(1, "bench boxes", picture);
    std::vector<base::Box> boxes;
    for (int b = 0; b < kBoxes; ++b) {
        const double w = 0.1 + 0.5 * draws.uniform(), h = 0.1 + 0.5 * draws.uniform();
        boxes.push_back({(1 - w) * draws.uniform(), (1 - h) * draws.uniform(), w, h});
    }
    return boxes;
}

// One backbone with drawn weights: its file, and a folder for the proposer's maps.
struct Network {
    model::BackbonePtr backbone;
    model::Architecture net;
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / fmt::format("bench-pictures-{}", ::getpid());
    std::filesystem::path file = folder / "backbone.safetensors";

    explicit Network(const std::string& name) {
        for (auto& known : model::backbones())
            if (known->name() == name) backbone = std::move(known);
        if (!backbone || backbone->multipliers().width == 0) stop(name + " is not an EfficientNet-Lite.");
        net = model::architecture(backbone->multipliers().width, backbone->multipliers().depth);
        model::TensorFile content;
        content.metadata["architecture"] = name;
        for (const auto& [tensor, shape] : model::expectedShapes(net)) {
            auto drawn = at::zeros(shape);
            if (shape.size() > 1)
                drawn = at::randn(shape) * std::sqrt(2.0 * static_cast<double>(shape[0]) / drawn.numel());
            else if (tensor.ends_with("running_var") || tensor.ends_with(".weight"))
                drawn = at::ones(shape);
            content.tensors[tensor] = model::storeTensor(drawn, true);
        }
        std::filesystem::create_directories(folder);
        if (auto written = model::writeTensorFile(file, content); !written) stop(written.error().message);
    }
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;
    ~Network() {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
};

// Each sentence with two phrases of two words.
inline trainers::PictureData captionedPictures(const DrawnPictures& pixels, int sentences) {
    trainers::PictureData data;
    data.pixels = &pixels;
    base::Random draws(1, "bench sentences");
    for (std::size_t i = 0; i < kPictures; ++i) {
        trainers::TrainingPicture picture{i, {}, drawBoxes(i), {}};
        for (std::size_t s = 0; s < static_cast<std::size_t>(sentences); ++s) {
            std::string sentence;
            while (text::tokenize(sentence).size() < 4) sentence = drawSentence(draws);
            picture.sentences.push_back(std::move(sentence));
            picture.phrases.push_back({s, 0, 2, s % kBoxes});
            picture.phrases.push_back({s, 2, 4, (s + 1) % kBoxes});
        }
        data.train.push_back(std::move(picture));
    }
    data.dev = {data.train.front()};
    return data;
}

}  // namespace legenda::bench
