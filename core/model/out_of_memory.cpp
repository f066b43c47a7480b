// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/out_of_memory.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <string_view>

namespace legenda::model {

namespace {

// c10/core/impl/alloc_cpu.cpp of versions 1.13 and 2.x; oneDNN.
constexpr std::array<std::string_view, 4> kMainMemory{"can't allocate memory", "not enough memory: you tried",
                                                      "could not allocate memory", "Cannot allocate memory"};
constexpr std::array<std::string_view, 2> kCardMemory{"CUDA out of memory", "CUDA error: out of memory"};

template <std::size_t N>
bool names(std::string_view text, const std::array<std::string_view, N>& phrases) {
    return std::ranges::any_of(phrases, [&](auto phrase) { return text.find(phrase) != std::string_view::npos; });
}

}  // namespace

std::optional<base::Error> outOfMemory(const std::exception& problem) {
    const auto* torch = dynamic_cast<const c10::Error*>(&problem);
    const std::string text = torch ? torch->what_without_backtrace() : problem.what();
    const bool card = dynamic_cast<const c10::OutOfMemoryError*>(&problem) != nullptr || names(text, kCardMemory);
    const bool main = dynamic_cast<const std::bad_alloc*>(&problem) != nullptr || names(text, kMainMemory);
    if (!card && !main) return {};
    return base::Error{base::ErrorCode::Io,
                       card ? "The memory of the graphics card ran out: a smaller batch or model, or fewer programs "
                              "that use the card, may help."
                            : "The main memory ran out: a smaller batch or model, or fewer programs beside this one, "
                              "may help.",
                       text, kOutOfMemory};
}

}  // namespace legenda::model
