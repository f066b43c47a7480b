// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/waiting.h"

#include <utility>

namespace legenda::base {

namespace {
thread_local const NoWaiting::Found* marked = nullptr;
}

NoWaiting::NoWaiting(Found found) : found_(std::move(found)) {
    marked = &found_;
}

NoWaiting::~NoWaiting() {
    marked = nullptr;
}

void mayWait(const char* what, const std::filesystem::path& on) {
    if (marked) (*marked)(what, on.string());
}

}  // namespace legenda::base
