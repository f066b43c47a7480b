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

// Fewer images of a dev split say too little to lay two models side by side.
inline constexpr std::int64_t kComparableImages = 100;

// A model that a project can use.
struct ListedModel {
    ModelKind kind = ModelKind::Alignment;
    enum class Origin { Shipped, Run, File } origin = Origin::Shipped;
    std::string id;    // what use() takes: a run's id, a shipped file's name without its suffix, a path
    std::string name;  // see model_names.h
    std::filesystem::path file;
    model::CheckpointInfo info;  // as the header says; no hash
    bool inUse = false;
    std::string metric;            // of the figures below
    std::optional<double> figure;  // on the dev split of its training
    // Of a run: what the shipped model reaches on the same dev images, where that is known, and how many they are.
    std::optional<double> shippedFigure;
    std::int64_t devImages = 0;

    bool comparable() const { return devImages >= kComparableImages; }
};

// "entities · captions + boxes + phrases", and what is known of its figures: "CIDEr 0.021 on 10 dev images, not
// comparable; shipped 0.402".
std::string titleOf(const ListedModel& model);
std::string figuresOf(const ListedModel& model);

// The model that a question is answered by.
struct ModelInUse {
    ModelKind kind = ModelKind::Alignment;
    std::filesystem::path file;
    std::string name, setting;
    std::string problem;  // one sentence: why it is not the one that was chosen; empty: it is
    bool operator==(const ModelInUse&) const = default;
};

// The one owner of which models there are and which is in use: the shipped one until the user chooses another, then
// that one until he chooses again. The choice is a row of the project, so every window and every command sees the same;
// ask again before each use. A chosen file that is gone or damaged is passed over for the shipped one, and `problem`
// says so. Headers that were read are kept as long as their files bear the same stamp. Any thread.
class CheckpointCatalog {
 public:
    explicit CheckpointCatalog(std::filesystem::path shipped /* the folder of the shipped checkpoints */);

    // project nullptr: outside of any. BadInput: none is shipped.
    base::Result<ModelInUse> inUse(const store::ProjectStore* project, ModelKind kind) const;
    // Of all kinds that answer questions; a kind of which there is none at all is left out.
    base::Result<std::map<ModelKind, ModelInUse>> allInUse(const store::ProjectStore* project) const;
    // A file that was named for one question. BadInput: of another kind, or no checkpoint.
    base::Result<ModelInUse> named(const std::filesystem::path& file, ModelKind kind) const;
    // Of each kind that answers questions: the shipped ones, the one that is used unless another is chosen first; the
    // project's runs, the newest first; then a file from elsewhere, where it was chosen.
    base::Result<std::vector<ListedModel>> list(const store::ProjectStore& project) const;

    // which: "shipped" (of `kind`, or of all kinds), the id of a run with a checkpoint, the name of a shipped model, or
    // a file. Answers the kinds that changed. BadInput: it is none of these, or not of `kind`.
    base::Result<std::vector<ModelKind>> use(store::ProjectStore& project, const std::string& which,
                                             std::optional<ModelKind> kind = {}) const;

    // Once, for a project that goes on with what version 0.1.0 chose by itself: one sentence that says so. Else empty.
    std::string takeNotice(store::ProjectStore& project) const;

 private:
    struct Known {
        std::string stamp;
        std::optional<base::Result<model::CheckpointInfo>> header;
        std::optional<base::Status> whole;
    };
    using Runs = std::vector<store::RunRecord>;

    base::Result<model::CheckpointInfo> headerOf(const std::filesystem::path& file) const;
    base::Status checkWhole(const std::filesystem::path& file) const;
    template <class T>
    T remembered(const std::filesystem::path& file, std::optional<T> Known::*what,
                 T (*read)(const std::filesystem::path&)) const;

    std::vector<std::filesystem::path> shippedFiles(ModelKind kind) const;  // the one used by default first
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
