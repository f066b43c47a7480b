// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/models_in_use.h"

#include "core/project/checkpoint_catalog.h"
#include "core/project/model_names.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::project {

namespace fs = std::filesystem;
using base::Result;
using store::ProjectStore;

namespace {

// A note about the models that version 0.1.0 chose by itself is given once.
void tellWhatWasKept(const project::CheckpointCatalog& catalog, const ProjectStore& store,
                     const base::JobContext& context) {
    const auto records = store.modelsInUse();
    if (!context.note || !records || std::ranges::all_of(*records, &store::ModelInUseRecord::told)) return;
    if (auto writable = ProjectStore::open(store.folder())) context.say(catalog.takeNotice(*writable));
}

}  // namespace

Result<fs::path> chooseCheckpoint(const Resources& resources, const fs::path& project, project::ModelKind kind,
                                  const fs::path& named, const base::JobContext& context) {
    const project::CheckpointCatalog catalog(resources.pretrained());
    std::optional<ProjectStore> store;
    if (named.empty() && !project.empty()) {
        LEGENDA_TRY(opened, ProjectStore::open(project, ProjectStore::Mode::Read));
        store.emplace(std::move(*opened));
        tellWhatWasKept(catalog, *store, context);
    }
    LEGENDA_TRY(model, named.empty() ? catalog.inUse(store ? &*store : nullptr, kind) : catalog.named(named, kind));
    context.say(model->problem);
    context.say(fmt::format("{} model: {} ({})", project::infoOf(kind).noun,
                            project::modelTitle(model->name, model->setting), model->file.string()));
    return model->file;
}

}  // namespace legenda::project
