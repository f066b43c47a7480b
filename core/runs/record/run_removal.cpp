// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_removal.h"

#include "core/features/feature_store.h"
#include "core/project/project_path.h"
#include "core/runs/plan.h"
#include "core/runs/run_control.h"
#include "core/runs/run_state.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <optional>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

namespace {

fs::path asideFolder(const fs::path& project, const std::string& run) {
    return project / "runs" / "deleted" / run;
}

bool liesIn(const fs::path& file, const fs::path& folder) {
    if (file.empty()) return false;
    std::error_code failure;
    const auto relative = fs::weakly_canonical(file, failure).lexically_relative(fs::weakly_canonical(folder, failure));
    return !relative.empty() && *relative.begin() != "..";
}

// Renames a folder; one that is not there (a crash came between row and folder, or it was never written) is no failure.
base::Status moveFolder(const fs::path& from, const fs::path& to) {
    std::error_code failure;
    if (!fs::exists(from, failure)) return {};
    fs::create_directories(to.parent_path(), failure);
    if (!failure) fs::rename(from, to, failure);
    if (failure)
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be moved to {}: {}.", from.string(), to.string(), failure.message()));
    return {};
}

// Why the run's checkpoints are needed, and the command that makes them free; empty: they are not.
struct Use {
    std::string why, remedy = {};
};
base::Result<Use> useOf(const store::ProjectStore& store, const store::RunRecord& run) {
    const auto& project = store.folder();
    const auto folder = runFolder(project, run.id);
    LEGENDA_TRY(models, store.modelsInUse());
    for (const auto& model : *models)
        if (model.origin != "shipped" && liesIn(project::ProjectPath(model.path).in(project), folder))
            return Use{fmt::format("its checkpoint is the {} model in use", model.kind),
                       fmt::format("\"legenda-cli models use {} shipped --kind {}\" chooses the shipped one.",
                                   project.string(), model.kind)};
    LEGENDA_TRY(runs, store.runs());
    for (const auto& other : *runs) {
        if (other.id == run.id) continue;
        const auto plan = readPlan(runFolder(project, other.id));
        // The alignment is read again only when the training goes on.
        if (plan && ((other.state != "finished" && liesIn(plan->alignment, folder)) ||
                     liesIn(plan->recipe.backbone, folder) || liesIn(plan->recipe.proposer, folder)))
            return Use{fmt::format("the run {} was made with its checkpoint", other.id)};
    }
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(project / "features", ignored)) {
        if (entry.path().extension() != ".lgf") continue;
        const auto features = features::FeatureStore::open(entry.path());
        if (features && (liesIn(features->recipe().backbone, folder) || liesIn(features->recipe().proposer, folder)))
            return Use{fmt::format("the features in {} were made with its checkpoint", entry.path().string())};
    }
    return Use{};
}

}  // namespace

base::Status deleteRun(const fs::path& project, const std::string& id) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    LEGENDA_TRY(run, store->run(id));
    if (!run->deletedAt.empty()) return fail(ErrorCode::BadInput, fmt::format("The run {} is deleted already.", id));
    const auto state = trueState(*run, runFolder(project, id));
    if (ownerLives(state))
        return fail(ErrorCode::BadInput,
                    fmt::format("The run {} is {}: it can be deleted once it is stopped.", id, state));
    LEGENDA_TRY(use, useOf(*store, *run));
    if (!use->why.empty())
        return base::failWithRemedy(ErrorCode::BadInput, {},
                                    fmt::format("The run {} cannot be deleted: {}.", id, use->why), use->remedy);
    // The row first: from here on nobody resumes the run or uses its checkpoint.
    if (auto marked = store->setRunDeleted(*run, true); !marked) return marked;
    auto moved = moveFolder(runFolder(project, id), asideFolder(project, id));
    if (moved) return moved;
    LEGENDA_TRY(now, store->run(id));
    (void)store->setRunDeleted(*now, false);
    return moved;
}

base::Status restoreRun(const fs::path& project, const std::string& id) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    LEGENDA_TRY(run, store->run(id));
    if (run->deletedAt.empty()) return fail(ErrorCode::BadInput, fmt::format("The run {} is not deleted.", id));
    if (auto moved = moveFolder(asideFolder(project, id), runFolder(project, id)); !moved) return moved;
    return store->setRunDeleted(*run, false);
}

base::Result<std::vector<store::RunRecord>> deletedRuns(const fs::path& project) {
    LEGENDA_TRY(store, store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    return store->runs(true);
}

base::Result<std::vector<std::string>> purgeRuns(const fs::path& project, const std::string& id) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    LEGENDA_TRY(deleted, store->runs(true));
    std::vector<std::string> purged;
    for (const auto& run : *deleted) {
        if (!id.empty() && run.id != id) continue;
        // A crash between row and folder has left the folder where it was.
        for (const auto& folder : {asideFolder(project, run.id), runFolder(project, run.id)}) {
            std::error_code failure;
            fs::remove_all(folder, failure);
            if (failure)
                return fail(ErrorCode::Io,
                            fmt::format("{} cannot be removed: {}.", folder.string(), failure.message()));
        }
        if (auto removed = store->removeDeletedRun(run.id); !removed) return base::pass(removed);
        purged.push_back(run.id);
    }
    if (!id.empty() && purged.empty())
        return fail(ErrorCode::BadInput,
                    fmt::format("The project {} has no deleted run \"{}\".", project.string(), id));
    return purged;
}

}  // namespace legenda::runs
