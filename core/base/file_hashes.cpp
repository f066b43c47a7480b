// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_hashes.h"

#include "core/base/files.h"
#include "core/base/hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include <sys/stat.h>
#include <time.h>

namespace legenda::base {

namespace {

constexpr const char* kHead = "legenda-file-hashes 1";
constexpr std::int64_t kTick = 1'000'000'000;  // two changes within it may have the same time

std::int64_t nanoseconds(const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

std::string fileStamp(const std::filesystem::path& file) {
    struct stat facts {};
    timespec now{};
    if (::stat(file.c_str(), &facts) != 0 || ::clock_gettime(CLOCK_REALTIME, &now) != 0) return {};
    const auto written = nanoseconds(facts.st_mtim), changed = nanoseconds(facts.st_ctim);
    if (nanoseconds(now) - std::max(written, changed) < kTick) return {};
    return fmt::format("{}:{}:{}", facts.st_size, written, changed);
}

FileHashes::FileHashes(std::filesystem::path cache) : cache_(std::move(cache)) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(cache_, ignored)) return;
    const auto bytes = readFile(cache_);
    if (!bytes) return;
    std::istringstream in(*bytes);
    std::string line;
    if (!std::getline(in, line) || line != kHead) return;
    while (std::getline(in, line)) {
        std::istringstream fields(line);
        std::string name;
        Known known;
        constexpr std::size_t kDigits = 64;
        if (fields >> name >> known.stamp >> known.hash && known.hash.size() == kDigits) known_[name] = known;
    }
}

FileHashes::~FileHashes() {
    if (!changed_) return;
    std::string bytes = std::string(kHead) + '\n';
    for (const auto& [name, known] : known_) bytes += fmt::format("{} {} {}\n", name, known.stamp, known.hash);
    (void)writeFileAtomically(cache_, bytes);
}

Result<std::string> FileHashes::hashOf(const std::string& name, const std::filesystem::path& file) {
    const std::string stamp = fileStamp(file);
    const auto found = known_.find(name);
    if (!stamp.empty() && found != known_.end() && found->second.stamp == stamp) return found->second.hash;
    auto hash = sha256OfFile(file);
    if (hash) remember(name, stamp, *hash);
    return hash;
}

void FileHashes::remember(const std::string& name, const std::string& stamp, const std::string& hash) {
    if (stamp.empty()) return;
    known_[name] = {stamp, hash};
    changed_ = true;
}

}  // namespace legenda::base
