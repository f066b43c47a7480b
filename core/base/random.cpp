// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include <cmath>
#include <numbers>

namespace legenda::base {

namespace {

std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view purpose, std::uint64_t epoch, std::uint64_t step)
    : state_(mix(seed)) {
    for (const char c : purpose) state_ = mix(state_ + static_cast<unsigned char>(c) + 0x9e3779b97f4a7c15ULL);
    state_ = mix(state_ + 0x9e3779b97f4a7c15ULL * (epoch + 1));
    state_ = mix(state_ + 0x9e3779b97f4a7c15ULL * (step + 1));
}

std::uint64_t Random::next() {
    return mix(state_ += 0x9e3779b97f4a7c15ULL);
}

double Random::uniform() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::uint64_t Random::below(std::uint64_t bound) {
    const std::uint64_t unfair = (0 - bound) % bound;
    for (;;) {
        const std::uint64_t draw = next();
        if (draw >= unfair) return draw % bound;
    }
}

double Random::normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

}  // namespace legenda::base
