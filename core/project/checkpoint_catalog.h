// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/checkpoint_info.h"
#include "core/project/model_kind.h"
#include "core/store/project_store.h"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace legenda::project {

// Below this number of dev images two models are not compared.
inline constexpr std::int64_t kComparableImages = 100;

// Error.key where there is no model of a kind.
inline constexpr const char* kModelMissing = "model.missing";

// A model that a project can use.
struct ListedModel {
    ModelKind kind = ModelKind::Alignment;
    enum class Origin { Shipped, Run, File } origin = Origin::Shipped;
    std::string id;    // the argument of use(): a run's id, a shipped file's name without its suffix, a path
    std::string name;  // see model_names.h
    std::filesystem::path file;
    model::CheckpointInfo info;  // as the header says; no hash
    bool inUse = false;
    std::string metric;            // of the figures below
    std::optional<double> figure;  // on the dev split of its training
    // Of a run: the shipped model's figure on the same dev images, if it was measured, and their number.
    std::optional<double> shippedFigure;
    std::int64_t devImages = 0;

    bool comparable() const { return devImages >= kComparableImages; }
};

// "entities · captions + boxes + phrases", and what is known of its figures: "CIDEr 0.021 on 10 dev images, not
// comparable; shipped 0.402".
std::string titleOf(const ListedModel& model);
std::string figuresOf(const ListedModel& model);

// The model in use for a kind of request.
struct ModelInUse {
    ModelKind kind = ModelKind::Alignment;
    std::filesystem::path file;
    std::string name, setting;
    std::string problem;  // one sentence: why it is not the chosen model; empty: it is
    bool operator==(const ModelInUse&) const = default;
};

// The only owner of the available models and of the models in use: of each kind the shipped one until the user chooses
// another, then that one. The choice is a row of the project, so every window and every command sees the same; ask
// again before each use. Where a chosen file is missing or damaged the shipped model is used, and `problem` says so.
// Headers are cached as long as their files' stamps are unchanged. Any thread.
class CheckpointCatalog {
 public:
    explicit CheckpointCatalog(std::filesystem::path shipped /* the folder of the shipped checkpoints */);

    // project nullptr: without a project. BadInput: none is shipped.
    base::Result<ModelInUse> inUse(const store::ProjectStore* project, ModelKind kind) const;
    // Of all kinds that answer requests; a kind without any model is left out.
    base::Result<std::map<ModelKind, ModelInUse>> allInUse(const store::ProjectStore* project) const;
    // A file that was named for one request. BadInput: of another kind, or no checkpoint.
    base::Result<ModelInUse> named(const std::filesystem::path& file, ModelKind kind) const;
    // Of each kind that answers requests: the shipped models, the default first; the
    // project's runs, the newest first; then a chosen file from elsewhere.
    base::Result<std::vector<ListedModel>> list(const store::ProjectStore& project) const;

    // which: "shipped" (of `kind`, or of all kinds), the id of a run with a checkpoint, the name of a shipped model, or
    // a file. Returns the kinds that changed. BadInput: none of these, or not of `kind`.
    base::Result<std::vector<ModelKind>> use(store::ProjectStore& project, const std::string& which,
                                             std::optional<ModelKind> kind = {}) const;

    // Once, for a project that continues with the models that version 0.1.0 chose by itself: one sentence that says so.
    // Else empty.
    std::string takeNotice(store::ProjectStore& project) const;

 private:
    struct Known {
        std::string stamp;
        std::optional<base::Result<model::CheckpointInfo>> header;
        std::optional<base::Status> whole;
    };

    base::Result<model::CheckpointInfo> headerOf(const std::filesystem::path& file) const;
    base::Status checkWhole(const std::filesystem::path& file) const;
    template <class T>
    T remembered(const std::filesystem::path& file, std::optional<T> Known::*what,
                 T (*read)(const std::filesystem::path&)) const;

    std::vector<std::filesystem::path> shippedFiles(ModelKind kind) const;  // the default first
    base::Result<ModelInUse> shippedModel(ModelKind kind) const;
    base::Result<ModelInUse> chosenModel(const std::filesystem::path& file, ModelKind kind) const;
    std::filesystem::path fileOf(const store::ModelInUseRecord& record, const std::filesystem::path& project) const;
    base::Result<std::filesystem::path> find(const store::ProjectStore& project, const std::string& which,
                                             std::optional<ModelKind> kind) const;
    void addShipped(ModelKind kind, std::vector<ListedModel>& models) const;
    base::Status addRuns(const store::ProjectStore& project, ModelKind kind, std::vector<ListedModel>& models) const;
    void addChosenFile(const ModelInUse& used, std::vector<ListedModel>& models) const;

    std::filesystem::path shipped_;
    mutable std::mutex mutex_;
    mutable std::map<std::filesystem::path, Known> known_;
};

}  // namespace legenda::project
