// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/graphics_cards.h"

#include <array>

#include <dlfcn.h>

namespace legenda::model {

namespace {

// The functions of the driver's interfaces used here return 0 where they succeed.
template <class... Arguments>
using Function = int (*)(Arguments...);

template <class Call>
bool find(void* library, const char* name, Call& call) {
    call = library ? reinterpret_cast<Call>(dlsym(library, name)) : nullptr;
    return call != nullptr;
}

struct Driver {
    Function<unsigned> init;
    Function<int*> count;
    Function<int*, int> device;
    Function<char*, int, int> name, place;  // place: "0000:01:00.0"
    Function<std::size_t*, int> memory;

    bool load() {
        void* const library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
        return find(library, "cuInit", init) && find(library, "cuDeviceGetCount", count) &&
               find(library, "cuDeviceGet", device) && find(library, "cuDeviceGetName", name) &&
               find(library, "cuDeviceGetPCIBusId", place) && find(library, "cuDeviceTotalMem_v2", memory) &&
               init(0) == 0;
    }
};

// NVIDIA's management library sees memory without making a context on the card.
struct Management {
    struct Memory {
        unsigned long long total, free, used;
    };
    Function<> init;
    Function<const char*, void**> card;  // by its place
    Function<void*, Memory*> memory;
    bool loaded = false;

    void load() {
        void* const library = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
        loaded = find(library, "nvmlInit_v2", init) && find(library, "nvmlDeviceGetHandleByPciBusId_v2", card) &&
                 find(library, "nvmlDeviceGetMemoryInfo", memory) && init() == 0;
    }
    std::int64_t freeAt(const char* place) const {
        void* found = nullptr;
        Memory bytes{};
        if (!loaded || card(place, &found) != 0 || memory(found, &bytes) != 0) return -1;
        return static_cast<std::int64_t>(bytes.free);
    }
};

}  // namespace

std::vector<GraphicsCard> graphicsCards() {
    Driver driver{};
    int count = 0;
    if (!driver.load() || driver.count(&count) != 0) return {};
    Management management{};
    management.load();
    std::vector<GraphicsCard> cards;
    for (int i = 0; i < count; ++i) {
        int device = 0;
        std::array<char, 256> name{};
        std::array<char, 64> place{};
        std::size_t bytes = 0;
        if (driver.device(&device, i) != 0 || driver.name(name.data(), name.size() - 1, device) != 0 ||
            driver.memory(&bytes, device) != 0)
            continue;
        const bool placed = driver.place(place.data(), place.size() - 1, device) == 0;
        cards.push_back({"cuda:" + std::to_string(i), name.data(), static_cast<std::int64_t>(bytes),
                         placed ? management.freeAt(place.data()) : -1});
    }
    return cards;
}

}  // namespace legenda::model
