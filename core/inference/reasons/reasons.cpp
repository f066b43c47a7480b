// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/reasons/reasons.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>

namespace legenda::inference {

std::vector<bool> wordsGone(const model::Caption& shown, const model::Caption& covered) {
    std::map<std::string, int> said;
    for (const auto& word : covered.words) ++said[word.text];
    std::vector<bool> gone;
    for (const auto& word : shown.words) gone.push_back(--said[word.text] < 0);
    return gone;
}

base::Picture coverPixels(base::Picture picture, const base::Box& box) {
    std::array<std::uint64_t, 3> sum{};
    const auto pixels = static_cast<std::uint64_t>(picture.width) * static_cast<std::uint64_t>(picture.height);
    if (pixels == 0) return picture;
    for (std::size_t i = 0; i < picture.rgb.size(); ++i) sum[i % 3] += picture.rgb[i];
    const double sx = picture.fullWidth > 0 ? double(picture.width) / picture.fullWidth : 1,
                 sy = picture.fullHeight > 0 ? double(picture.height) / picture.fullHeight : 1;
    const auto at = [](double place, int most) {
        return static_cast<int>(std::clamp(std::round(place), 0.0, static_cast<double>(most)));
    };
    const int left = at(box.x * sx, picture.width), right = at(box.right() * sx, picture.width);
    const int top = at(box.y * sy, picture.height), bottom = at(box.bottom() * sy, picture.height);
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x)
            for (std::size_t c = 0; c < 3; ++c)
                picture.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                             static_cast<std::size_t>(x)) *
                                3 +
                            c] = static_cast<std::uint8_t>(sum[c] / pixels);
    return picture;
}

}  // namespace legenda::inference
