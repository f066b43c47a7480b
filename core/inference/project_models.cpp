// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/project_models.h"

#include <utility>

namespace legenda::inference {

namespace fs = std::filesystem;
using base::Result;

ProjectModels::ProjectModels(project::Resources resources, const project::CheckpointCatalog& catalog,
                             std::string device, int networkThreads)
    : resources_(std::move(resources)),
      catalog_(catalog),
      device_(std::move(device)),
      networkThreads_(networkThreads) {}

void ProjectModels::open(const store::ProjectStore& store, const fs::path& folder, std::int64_t generation) {
    store_ = &store;
    folder_ = folder;
    generation_ = generation;
}

Predictor* ProjectModels::ready(Loaded& loaded, Predictor::Models models) {
    if (!loaded.predictor || loaded.folder != folder_) {
        loaded.predictor =
            std::make_unique<Predictor>(resources_, folder_, std::move(models), device_, networkThreads_);
        loaded.folder = folder_;
    } else {
        loaded.predictor->use(std::move(models));  // a file may have changed
        if (loaded.generation != generation_) loaded.predictor->forgetFeatures();
    }
    loaded.generation = generation_;
    return loaded.predictor.get();
}

Result<Predictor*> ProjectModels::inUse() {
    LEGENDA_TRY(used, catalog_.allInUse(store_));
    Predictor::Models models;
    for (const auto& [kind, file] : {std::pair{project::ModelKind::Alignment, &models.alignment},
                                     {project::ModelKind::Caption, &models.caption},
                                     {project::ModelKind::Region, &models.region}})
        if (const auto found = used->find(kind); found != used->end()) *file = found->second.file;
    return ready(inUse_, std::move(models));
}

Predictor* ProjectModels::beside(const AlignmentSource& source) {
    if (besideSource_ != source) beside_ = {};
    besideSource_ = source;
    Predictor::Models models;
    models.alignment = source.model;
    models.proposals = source.proposals;
    return ready(beside_, std::move(models));
}

Result<const std::vector<store::ImageRecord>*> ProjectModels::images() {
    LEGENDA_TRY(version, store_->dataVersion());
    if (images_.folder != folder_ || images_.version != *version) {
        LEGENDA_TRY(records, store_->images());
        images_ = {folder_, *version, std::move(*records)};
    }
    return &images_.records;
}

}  // namespace legenda::inference
