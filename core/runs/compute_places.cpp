// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/compute_places.h"

#include "core/model/device.h"
#include "core/model/graphics_cards.h"

#include <algorithm>
#include <thread>

namespace legenda::runs {

ComputePlaces computePlaces() {
    ComputePlaces places;
    places.cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    for (auto& card : model::graphicsCards()) {
        const auto usable = model::resolveDevice(card.device);
        places.cards.push_back({std::move(card.device), std::move(card.name), card.bytes, card.free,
                                usable ? std::string() : usable.error().message});
    }
    return places;
}

}  // namespace legenda::runs
