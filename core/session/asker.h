// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/worker_thread.h"

#include <string>

namespace legenda::session {

template <class T>
using Callback = runtime::Answer<T>;

// Who asks: a page, a view, one of its boxes. A newer request of the same asker replaces its older one of the same
// kind; requests of others are unaffected.
struct Asker {
    std::string owner;
    std::string part = {};
};

// One request of an asker per kind of question.
inline runtime::RequestKey keyOf(const Asker& asker, const std::string& question) {
    return {asker.owner, question + ' ' + asker.part};
}

}  // namespace legenda::session
