// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace legenda::base {

// Marks the calling thread, as long as it lives, as one that must not wait: the window's, in tests and while stalls are
// looked for. Code that may wait then reports itself to `found`. One mark per thread.
class NoWaiting {
 public:
    using Found = std::function<void(const char* what, const std::string& on)>;
    explicit NoWaiting(Found found);
    ~NoWaiting();
    NoWaiting(const NoWaiting&) = delete;
    NoWaiting& operator=(const NoWaiting&) = delete;

 private:
    Found found_;
};

// Called first by whatever reads or writes a file, queries the database, decodes a picture or computes with a model. It
// costs a look at one thread-local pointer.
void mayWait(const char* what, const std::filesystem::path& on);

}  // namespace legenda::base
