// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/edit.h"
#include "core/store/predictions/predictions.h"
#include "core/store/records.h"
#include "core/store/tasks.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace legenda::store {

struct SplitCounts {
    std::int64_t train = 0, dev = 0, test = 0, none = 0;
    std::int64_t total() const { return train + dev + test + none; }
};

// Keys of errors: another program has the database locked; the database or its folder cannot be written; the disk
// is full.
inline constexpr const char* kLocked = "store.locked";
inline constexpr const char* kReadOnly = "store.readonly";
inline constexpr const char* kDiskFull = "store.full";

// An image that an import adds, in plain values (see data::Sample).
struct NewImage {
    std::string path;
    std::string split;
    std::vector<std::string> captions;
    std::map<std::string, std::string> externalIds;
    std::vector<EntitySentenceRecord> entitySentences;  // caption holds the index into captions
    std::vector<EntityBoxRecord> entityBoxes;
    int width = 0, height = 0;
    int annotatedWidth = 0, annotatedHeight = 0;  // entityBoxes are in pixels of this size; 0: of width x height
    std::string diskPath;                         // path as the disk spells it, where that is not NFC
};

// An image of an import and its row in the project.
struct ImportedImage {
    std::int64_t id = 0;
    std::string uuid;
    bool isNew = false;
    int newCaptions = 0;
};

// A project's project.sqlite (schema by numbered migrations, WAL, synchronous FULL, foreign keys, BEGIN IMMEDIATE). One
// object is one connection and belongs to one thread; open as many as there are threads. All text is UTF-8. Errors: Io
// (missing, unwritable, locked, disk full), BadInput (no project, written by a newer version); the file is named.
class ProjectStore {
 public:
    enum class Mode { Read, Write };
    static base::Result<ProjectStore> create(
        const std::filesystem::path& project);  // the folder NAME.legenda; an existing one is opened
    static base::Result<ProjectStore> open(const std::filesystem::path& project, Mode mode = Mode::Write);
    ProjectStore(ProjectStore&&) noexcept;
    ProjectStore& operator=(ProjectStore&&) noexcept;
    ~ProjectStore();

    const std::filesystem::path& folder() const;
    const std::string& warning()
        const;  // one sentence for the user, for example that the folder is on a network drive; usually empty
    bool readOnly() const;
    // Changes when another connection or program has committed since the last call (PRAGMA data_version).
    base::Result<std::int64_t> dataVersion() const;
    base::Result<ListMarks> listMarks() const;  // reads all images: some 10 ms for 30,000
    base::Result<std::string> verify() const;   // SQLite's integrity and foreign key checks; empty: all is well
    // Facts about the project by key ("name", …); empty where there is none.
    base::Result<std::string> info(const std::string& key) const;
    base::Status setInfo(const std::string& key, const std::string& value);

    // --- images and captions
    base::Result<SplitCounts> counts() const;
    // The ids that datasets gave the images of a split, by the image and the dataset's format ("coco", …).
    base::Result<std::map<std::int64_t, std::map<std::string, std::string>>> externalIds(
        const std::string& split) const;
    // split "": all. Unknown split (no image has it and it is none of train, dev, test): BadInput naming it and the
    // splits there are.
    base::Result<std::vector<ImageRecord>> images(const std::string& split = {}) const;
    base::Result<std::vector<ImageRecord>> removedImages() const;  // by removeImages(), by id
    base::Result<ImageRecord> image(std::int64_t id) const;
    base::Result<std::optional<ImageRecord>> imageByPath(
        const std::string& path) const;  // path below a root, or a file name
    base::Result<std::optional<ImageRecord>> imageByUuid(const std::string& uuid) const;
    base::Result<std::vector<CaptionRecord>> captions(std::int64_t image) const;
    base::Result<std::vector<CaptionRecord>> captionsOfSplit(
        const std::string& split) const;  // by image id, then number
    base::Result<std::vector<std::int64_t>> searchCaptions(const std::string& words,
                                                           int most) const;  // ids of images, all words must occur
    // Puts each image (by id) into a split, "" for none; all or none of them.
    base::Status setSplits(const std::vector<std::pair<std::int64_t, std::string>>& splits);
    // Takes images out of the project, or back into it: rows, files and annotations stay. Answers how many changed.
    base::Result<std::int64_t> removeImages(const std::vector<std::int64_t>& images);
    base::Result<std::int64_t> restoreImages(const std::vector<std::int64_t>& images);
    // Files that were moved; answers the images that stay as they are, since their new place is another image's, be it
    // one that was taken out of the project.
    base::Result<std::vector<std::int64_t>> setImagePlaces(const std::vector<ImagePlace>& places);
    // A sentence of the image's own, after its last one, or of this number where that is free. BadInput: no word, there
    // already, no such image.
    base::Result<CaptionRecord> addCaption(std::int64_t image, const std::string& text,
                                           std::optional<int> number = std::nullopt);
    // Answers what was removed. BadInput: no such sentence, or phrases of it are linked to boxes.
    base::Result<CaptionRecord> removeCaption(std::int64_t image, int number);
    base::Status setImageFacts(std::int64_t image, int width, int height, const std::string& sha256);
    // Adds images that are not there yet and completes those that are (never twice the same caption); chunks of short
    // transactions. Returns the number of images that were new. addImages is the calls below as one; a job that
    // streams and can be cancelled makes them itself. An import that is not finished when its process ends is removed
    // when the project is opened next. Splits, sizes and foreign ids of images that were there before change when the
    // import is finished.
    base::Result<std::int64_t> beginImport(const std::filesystem::path& source,
                                           const std::string& format);  // the import's id
    // The ids of the images, in their order.
    base::Result<std::vector<ImportedImage>> addToImport(std::int64_t import, const std::filesystem::path& imageRoot,
                                                         const std::vector<NewImage>& images);
    // A region that is there already (by UUID) gets the texts it lacks; one that was deleted stands again when the
    // import is finished; annotators are made by name.
    base::Result<AddedRegions> addToImport(std::int64_t import, const std::vector<RegionRecord>& regions);
    // A chain that is there already (by UUID) stays as it is, a deleted one as above; its regions are named by UUID.
    base::Result<AddedChains> addToImport(std::int64_t import, const std::vector<ChainRecord>& chains);
    base::Status finishImport(std::int64_t import);
    // Removes what it added, except images that others have added to since.
    base::Status removeImport(std::int64_t import);
    base::Result<std::int64_t> addImages(const std::filesystem::path& imageRoot, const std::string& format,
                                         const std::vector<NewImage>& images);

    // --- Entities
    base::Result<std::vector<EntitySentenceRecord>> entitySentences(const std::string& split) const;  // by image id
    base::Result<std::vector<EntityBoxRecord>> entityBoxes(const std::string& split) const;           // by image id
    base::Result<std::vector<EntitySentenceRecord>> entitySentencesOf(std::int64_t image) const;
    base::Result<std::vector<EntityBoxRecord>> entityBoxesOf(std::int64_t image) const;

    // --- annotation
    base::Result<std::vector<RegionRecord>> regions(
        std::int64_t image) const;  // not deleted, in order of creation; suggestions too
    // What annotators drew and wrote, the consensus among it; no suggestions.
    base::Result<std::vector<RegionRecord>> allRegions(const std::string& split = {}) const;
    // The same as ground truth: where regions were settled, the consensus stands for them.
    base::Result<std::vector<RegionRecord>> trueRegions(const std::string& split = {}) const;
    base::Result<std::vector<RegionRecord>> trueRegionsOf(std::int64_t image) const;
    base::Result<std::vector<ChainRecord>> chains(std::int64_t image) const;  // suggestions too
    base::Result<std::vector<ChainRecord>> allChains(const std::string& split = {}) const;
    base::Result<std::vector<ChainRecord>> trueChains(const std::string& split = {}) const;
    base::Result<std::vector<ChainRecord>> trueChainsOf(std::int64_t image) const;
    base::Result<std::vector<SettlementRecord>> settlements() const;
    base::Result<std::vector<MarkRecord>> marks() const;
    // image -> boxes, for images that have any. annotator: whose; empty: all annotators'.
    base::Result<std::map<std::int64_t, int>> regionCounts(const std::string& annotator = {}) const;
    base::Result<std::map<std::int64_t, int>> chainCounts() const;  // image -> chains, likewise; no suggestions
    // Texts of regions that hold all the words (each may be the beginning of one), in order of images.
    base::Result<std::vector<SnippetHit>> searchSnippets(const std::string& words, int most) const;
    // From here on edits belong to `session` (one window), and undo and redo go over its edits alone. Edits and drafts
    // of sessions that have ended are taken over by it, so that the history outlives a restart. Without it edits belong
    // to nobody.
    base::Status beginSession(const std::string& session, const std::function<bool(const std::string& session)>& lives);
    // From here on edits are this person's, and undo, redo and drafts go over this person's alone. Before
    // beginSession(), of which only this person's history is taken over. The annotator is made where there is none.
    base::Status signIn(const Viewer& viewer);
    base::Result<EditOutcome> apply(const Edit& edit);
    // Several of one image as one edit, all or none; label "": that of the first one.
    base::Result<EditOutcome> apply(const std::vector<Edit>& edits, const std::string& label);
    base::Result<EditOutcome> undo(std::int64_t image);
    base::Result<EditOutcome> redo(std::int64_t image);
    // Takes back this very edit, whatever was done after it. BadInput, and nothing changes: it is undone already, or
    // the region has been changed since.
    base::Result<EditOutcome> undoAction(std::int64_t image, std::int64_t action);
    base::Result<EditOutcome> outcome(std::int64_t image) const;  // what stands now, canUndo, canRedo
    // An import of its own: all of them or, where it fails, none.
    base::Status addRegions(const std::vector<RegionRecord>& regions);
    base::Result<std::vector<ImportRecord>> imports() const;  // finished ones, newest first
    // Takes the import's regions and texts out, but for what was changed or written into since, or puts them back. One
    // transaction.
    base::Status undoImport(std::int64_t import);
    base::Status redoImport(std::int64_t import);
    // A text while it is written; an empty one removes it, and so does the edit that writes it.
    base::Status saveDraft(const DraftRecord& draft);
    base::Result<std::vector<DraftRecord>> drafts(std::int64_t image = 0) const;  // 0: of all images
    // Images whose annotations other sessions have changed since the change `number`; below 0: only the newest number.
    base::Result<ImageChanges> changesSince(std::int64_t number, const std::string& ownSession) const;
    Tasks& tasks();
    const Tasks& tasks() const;
    Predictions& predictions();
    const Predictions& predictions() const;

    // --- runs
    // Each writes columns of its own, so that none overwrites a concurrent change of another.
    base::Status addRun(const RunRecord& run);
    // Makes a process the owner of a run that goes on, in state "running". BadInput unless state and owner are still
    // those of the row as it was read: of several processes only one goes on.
    base::Status claimRun(const RunRecord& seen, std::int64_t pid, const std::string& pidStarted);
    // By its owner (pid, pidStarted): state, end, problem, best, epochs, options, provenance.
    base::Status updateRun(const RunRecord& run);
    base::Status setRunNote(const std::string& run, const std::string& note);
    base::Status setRunTags(const std::string& run, const std::vector<std::string>& tags);
    // Marks a run as deleted or takes the mark off. BadInput unless state, owner and mark are those of the row as it
    // was read.
    base::Status setRunDeleted(const RunRecord& seen, bool deleted);
    base::Status removeDeletedRun(const std::string& run);                  // for good, with its figures
    base::Result<std::vector<RunRecord>> runs(bool deleted = false) const;  // newest first
    base::Result<RunRecord> run(const std::string& id) const;               // a deleted one too
    base::Status addFigure(const FigureRecord& figure);
    base::Result<std::vector<FigureRecord>> figures(const std::string& run) const;

    // --- evaluations
    base::Result<EvaluationRecord> addEvaluation(EvaluationRecord evaluation);  // with its new id and, where it had
                                                                                // none, its time
    base::Result<std::vector<EvaluationRecord>> evaluations() const;            // oldest first
    base::Status removeEvaluation(std::int64_t id);

    // --- models: read and written by core/project's catalogue only, which decides which model is in use
    base::Result<std::vector<ModelInUseRecord>> modelsInUse() const;  // kinds without a row use the shipped model
    base::Status useModel(const ModelInUseRecord& model);
    base::Status useShippedModel(const std::string& kind);
    base::Status markModelsTold();
    base::Status saveComparison(const RunComparisonRecord& comparison);
    base::Result<std::vector<RunComparisonRecord>> comparisons() const;

 private:
    struct Impl;
    explicit ProjectStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace legenda::store
