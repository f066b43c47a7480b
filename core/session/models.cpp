// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/models.h"

#include <algorithm>
#include <thread>

namespace legenda::session {

using base::Result;
using store::ProjectStore;

namespace {

// The thread of the models computes its matrix products on one thread, and only the backbone's convolutions (oneDNN's)
// on more: OpenBLAS runs one multi-threaded product at a time in a process, and other threads spin until it has ended.
// Beside a training (products of 2000 x 2000 at nice 19, other programs at work) a caption's product was seen to wait
// up to 17 s; on one thread it never does, and takes as long as on two (0.4 ms: a few rows only).
constexpr int kModelThreads = 1;

int networkThreads(const Config& config) {
    const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    return config.interactiveThreads > 0 ? config.interactiveThreads : cores;
}

}  // namespace

Models::Models(const OpenProject& project, Queries& queries)
    : project_(project),
      queries_(queries),
      models_(project.config().resources, project.catalog(), project.config().device, networkThreads(project.config())),
      worker_("models", 0, kModelThreads) {}

Result<inference::ProjectModels*> Models::ready() {
    const auto now = project_.current();
    LEGENDA_TRY(store, connection_.to(now.folder, ProjectStore::Mode::Read));
    models_.open(**store, now.folder, now.generation);
    return &models_;
}

void Models::saveDescriptions(const std::filesystem::path& file, const std::string& image,
                              const std::vector<inference::CaptionResult>& described,
                              Callback<std::filesystem::path> done) {
    queries_.postPlain(std::move(done), [file, image, described](Connection&) {
        return inference::writeDenseCapFile(file, image, described);
    });
}

void Models::knownNorms(Callback<std::optional<inference::NormsReport>> done, const Asker& asker) {
    queries_.postNewest(keyOf(asker, "norms"), std::move(done), [this](ProjectStore&) {
        return inference::readNorms({project_.folder(), {}, project_.config().device}, project_.config().resources);
    });
}

}  // namespace legenda::session
