// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/base/picture.h"
#include "core/evaluation/evaluation.h"
#include "core/exchange/import.h"
#include "core/exchange/snippets.h"
#include "core/extraction/extract_features.h"
#include "core/inference/dense_captions.h"
#include "core/inference/embedding_norms.h"
#include "core/inference/predictor.h"
#include "core/inference/project_search.h"
#include "core/inference/proposal_recall.h"
#include "core/project/checkpoint_catalog.h"
#include "core/runs/training_job.h"
#include "core/runtime/job_queue.h"
#include "core/session/picture_cache.h"
#include "core/store/project_store.h"

#include <atomic>
#include <functional>
#include <memory>

namespace legenda::session {

template <class T>
using Callback = runtime::Answer<T>;

struct ProjectInfo {
    std::filesystem::path folder;
    std::string name;
    store::SplitCounts counts;
    std::vector<project::ListedModel> models;            // all that the project can use
    std::map<std::string, std::filesystem::path> inUse;  // kind's key -> file
    std::vector<std::string> problems;                   // sentences: models that were chosen and cannot be used
    std::string notice;                                  // to be said once
};

struct ImageDetails {
    store::ImageRecord image;
    std::vector<store::CaptionRecord> captions;
};

// Which alignment model looks at which regions.
struct AlignmentSource {
    std::filesystem::path model;
    std::string proposals;  // "selective-search", "learned", "grid", "whole"; empty: those of the model's recipe
    bool operator==(const AlignmentSource&) const = default;
};

struct Evaluated {
    store::EvaluationRecord record;
    nlohmann::json figures;
    std::string notKept;
};

using JobId = runtime::JobId;

// Who asks: a page, a view, one of its boxes. A newer request of the same asker takes the place of its older one of the
// same kind; what others asked is left alone.
struct Asker {
    std::string owner;
    std::string part = {};
};

// What the GUI sees of the engine: one open project and its threads. Every call returns at once, and every request is
// answered exactly once: Superseded where a newer one of the same asker took its place, Cancelled where its asker or
// the end of the session dropped it. Callbacks run on a thread of the session, or inside the call that dropped the
// request (ui/bridge carries them to the GUI thread).
//  - queries: reads of the database
//  - pictures: photographs, and thumbnails in the background
//  - models: alignments, captions, searches
//  - store writer: annotation acts, in order
//  - long jobs (one after the other, nice 19): features, training, evaluation
//  - imports (likewise): data sets, photographs, region texts and the demo, so that none of them waits for a training
//  - norms (likewise, one thread): norms and bounds, for the same reason
class Session {
 public:
    struct Config {
        project::Resources resources;
        std::string device = "cpu";
        int longThreads = 0;                       // 0: all cores
        int interactiveThreads = 0;                // of the backbone; 0: all cores
        std::shared_ptr<PictureCache> thumbnails;  // none: every thumbnail is decoded
    };
    explicit Session(Config config);
    ~Session();  // asks running jobs to stop and joins them

    // --- project
    void openProject(const std::filesystem::path& folder, Callback<ProjectInfo> done);
    void closeProject();
    void projectInfo(Callback<ProjectInfo> done);  // of the open project, again: after an import or a training
    // The same where something has changed since it was told last, by this program or another: cheap, to be asked
    // often.
    void projectChanges(Callback<std::optional<ProjectInfo>> done);
    void listImages(Callback<std::vector<store::ImageRecord>> done);
    void imageDetails(std::int64_t image, Callback<ImageDetails> done, const Asker& asker = {});
    void searchCaptions(const std::string& words, Callback<std::vector<std::int64_t>> done, const Asker& asker = {});
    // maxSide > 0: reduced decode.
    void picture(std::int64_t image, int maxSide, Callback<base::Picture> done, const Asker& asker = {});
    // In the background: newest first, each image of its own. The oldest of too many are superseded.
    void thumbnail(std::int64_t image, int maxSide, Callback<base::Picture> done, const Asker& asker = {});
    // The part of an image inside `box`, its longest side about `side` pixels; in the background.
    void crop(std::int64_t image, const base::Box& box, int side, Callback<base::Picture> done,
              const Asker& asker = {});
    // All that waits of the owner, of whatever kind and part, is answered Cancelled; what runs is asked to stop.
    void dropRequests(const std::string& owner);

    // --- models
    void align(std::int64_t image, const std::string& sentence, double beta, Callback<model::Alignment> done,
               const Asker& asker = {});
    // The same by another model or on other regions, to be laid beside it.
    void alignBeside(std::int64_t image, const std::string& sentence, double beta, const AlignmentSource& source,
                     Callback<model::Alignment> done, const Asker& asker = {});
    // box: none for the whole image.
    void caption(std::int64_t image, std::optional<base::Box> box, const model::DecodeOptions& options,
                 Callback<inference::CaptionResult> done, const Asker& asker = {});
    // Captions of the best regions of the image (core/inference/dense_captions.h), each with the `options.count` best.
    void describe(std::int64_t image, const model::DecodeOptions& options,
                  Callback<std::vector<inference::CaptionResult>> done, const Asker& asker = {});
    // A results file of DenseCap with this one image; written by the thread of the queries.
    void saveDescriptions(const std::filesystem::path& file, const std::string& image,
                          const std::vector<inference::CaptionResult>& described, Callback<std::filesystem::path> done);
    void search(const std::string& text, bool regions, int top, Callback<std::vector<inference::SearchHit>> done,
                const Asker& asker = {});
    // which: as project::CheckpointCatalog::use takes it.
    void useModel(project::ModelKind kind, const std::string& which, Callback<ProjectInfo> done);

    // Norms of the project's words and regions as they were computed for what is there now; none: norms() would compute
    // them.
    void knownNorms(Callback<std::optional<inference::NormsReport>> done, const Asker& asker = {});

    // --- annotation (store writer); undo and redo go over what this session did
    void annotations(std::int64_t image, Callback<store::ActOutcome> done);
    void act(const store::Act& act, Callback<store::ActOutcome> done);  // done after COMMIT
    void undo(std::int64_t image, Callback<store::ActOutcome> done);
    void redo(std::int64_t image, Callback<store::ActOutcome> done);
    // This very act, whatever was done after it; says why where it cannot be.
    void undoAction(std::int64_t image, std::int64_t action, Callback<store::ActOutcome> done);
    // done after all that was asked of the store writer before: it is in the project, or was answered with its failure.
    void whenWritten(Callback<void> done);
    void regionCounts(Callback<std::map<std::int64_t, int>> done);  // a query: images that have boxes
    // What a page keeps with the project from one session to the next, under a key of its own; empty where nothing was
    // kept. A read-only project keeps nothing new. In the order of the calls.
    void recall(const std::string& key, Callback<std::string> done);
    void remember(const std::string& key, const std::string& value);

    // --- jobs; `progress`, and what a training tells, at most 20 times a second
    // The demo project in `directory`, made where it is not there yet; opened by the caller.
    JobId createDemo(const std::filesystem::path& directory, base::ProgressFn progress,
                     Callback<std::filesystem::path> done);
    // An image or a folder of images given by the user: a project beside the user's data is made or brought up to date,
    // opened by the caller.
    JobId projectFromImages(const std::filesystem::path& imageOrFolder, const std::filesystem::path& projectsFolder,
                            base::ProgressFn progress, Callback<std::filesystem::path> done);
    JobId train(const runs::TrainRequest& request, base::ProgressFn progress, Callback<runs::TrainReport> done);
    JobId import(const exchange::ImportOptions& options, base::ProgressFn progress,
                 Callback<exchange::ImportReport> done);
    JobId features(const extraction::FeatureOptions& options, base::ProgressFn progress,
                   Callback<extraction::FeatureReport> done);
    // The figures are kept in the project under the model's name; id 0: they could not be, `notKept` says why.
    JobId evaluate(const evaluation::EvaluateOptions& options, const std::string& modelName, base::ProgressFn progress,
                   Callback<Evaluated> done);
    JobId importSnippets(const std::filesystem::path& file, const std::string& format,
                                   base::ProgressFn progress, Callback<exchange::SnippetsReport> done);
    JobId exportSnippets(const std::filesystem::path& file, const std::string& format,
                                   base::ProgressFn progress, Callback<exchange::SnippetsReport> done);
    JobId norms(base::ProgressFn progress, Callback<inference::NormsReport> done);
    // Of the regions of the alignment model in use.
    JobId bound(const std::string& split, base::ProgressFn progress, Callback<inference::BoundReport> done);
    void cancel(JobId job);  // one that waits ends at once; done gets Cancelled

    // --- evaluations kept in the project, oldest first
    void evaluations(Callback<std::vector<store::EvaluationRecord>> done);
    void removeEvaluation(std::int64_t id, Callback<std::int64_t> done);
    void addEvaluation(const store::EvaluationRecord& evaluation, Callback<store::EvaluationRecord> done);

    // --- runs
    void runs(Callback<std::vector<store::RunRecord>> done);
    void runCurve(const std::string& run, Callback<std::vector<runs::CurvePoint>> done);
    void runFigures(const std::string& run, Callback<std::vector<store::FigureRecord>> done);
    void presets(Callback<std::vector<runs::PresetInfo>> done);

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::session
