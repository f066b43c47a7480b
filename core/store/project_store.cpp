// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project_store.h"

#include "core/base/hash.h"
#include "core/store/action_repository.h"
#include "core/store/chain_repository.h"
#include "core/store/connection.h"
#include "core/store/entity_repository.h"
#include "core/store/evaluation_repository.h"
#include "core/store/image_repository.h"
#include "core/store/import_repository.h"
#include "core/store/model_repository.h"
#include "core/store/region_repository.h"
#include "core/store/run_repository.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace legenda::store {

namespace fs = std::filesystem;
using base::ErrorCode;

struct ProjectStore::Impl {
    fs::path folder, file;
    Connection connection;
    SQLite::Database& db;
    Guard guard;
    ImageRepository images;
    EntityRepository entities;
    RegionRepository regions;
    ChainRepository chains;
    ImportRepository imports;
    ActionRepository actions;
    RunRepository runs;
    EvaluationRepository evaluations;
    ModelRepository models;
    Tasks tasks;
    Predictions predictions;

    Impl(fs::path where, Connection open)
        : folder(std::move(where)),
          file(folder / kDatabaseName),
          connection(std::move(open)),
          db(*connection.db),
          guard(file, connection.readOnly),
          images(db, folder),
          entities(db),
          regions(db),
          chains(db),
          imports(db, folder, images, regions),
          actions(db, regions, chains),
          runs(db),
          evaluations(db),
          models(db),
          tasks(db, guard, images),
          predictions(db, guard, folder) {}

    template <class F>
    auto read(F&& work) const {
        return guard.read(std::forward<F>(work));
    }
    template <class F>
    auto write(F&& work) {
        return guard.write(std::forward<F>(work));
    }
};

namespace {

fs::path projectFolder(const fs::path& project) {
    std::error_code ignored;
    fs::path folder = fs::absolute(project, ignored).lexically_normal();
    return folder.has_filename() ? folder : folder.parent_path();
}

bool hasDatabase(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / kDatabaseName, ignored);
}

}  // namespace

ProjectStore::ProjectStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ProjectStore::ProjectStore(ProjectStore&&) noexcept = default;
ProjectStore& ProjectStore::operator=(ProjectStore&&) noexcept = default;
ProjectStore::~ProjectStore() = default;

base::Result<ProjectStore> ProjectStore::create(const fs::path& project) {
    const fs::path folder = projectFolder(project);
    std::error_code failure;
    // A start on a full disk leaves an empty file behind.
    if (hasDatabase(folder) && fs::file_size(folder / kDatabaseName, failure) > 0) return open(folder, Mode::Write);
    if (fs::exists(folder, failure) && !fs::is_directory(folder, failure))
        return base::fail(ErrorCode::BadInput, fmt::format("{} is a file; a project is a folder.", folder.string()));
    for (const char* part : {"", "features", "runs", "exports"}) {
        fs::create_directories(folder / part, failure);
        if (failure)
            return base::fail(ErrorCode::Io,
                              fmt::format("{} cannot be created: {}.", (folder / part).string(), failure.message()));
    }
    const fs::path file = folder / kDatabaseName;
    auto opened = guarded(file, [&] {
        auto impl = std::make_unique<Impl>(folder, connect(file, Access::Create));
        WriteTransaction transaction(impl->db);
        const auto now = nowUtc();
        runSql(impl->db, "INSERT OR IGNORE INTO info(key, value) VALUES ('uuid', ?), ('name', ?), ('created', ?)",
               base::makeUuid(), folder.stem().string(), now);
        impl->regions.annotator({});
        transaction.commit();
        return impl;
    });
    if (!opened) return base::pass(opened);
    return ProjectStore(std::move(*opened));
}

base::Result<ProjectStore> ProjectStore::open(const fs::path& project, Mode mode) {
    const fs::path folder = projectFolder(project);
    std::error_code failure;
    if (!fs::exists(folder, failure))
        return base::fail(ErrorCode::Io,
                          fmt::format("{} does not exist; a project is a folder NAME.legenda.", folder.string()));
    if (!fs::is_directory(folder, failure))
        return base::fail(ErrorCode::BadInput, fmt::format("{} is a file; a project is a folder.", folder.string()));
    if (!hasDatabase(folder))
        return base::fail(ErrorCode::BadInput,
                          fmt::format("{} is not a Legenda project: it holds no {}.", folder.string(), kDatabaseName));
    const fs::path file = folder / kDatabaseName;
    bool halfAnImport = false;
    auto opened = guarded(file, [&] {
        auto impl = std::make_unique<Impl>(folder, connect(file, mode == Mode::Read ? Access::Read : Access::Write));
        if (mode == Mode::Write) {
            impl->imports.removeDead();
            impl->predictions.removeDead();
        } else {
            halfAnImport = impl->imports.anyDead();
        }
        return impl;
    });
    if (!opened) return base::pass(opened);
    // A reader does not see a partial import either, where the project is writable.
    if (halfAnImport && ::access(folder.c_str(), W_OK) == 0 && ::access(file.c_str(), W_OK) == 0) [[maybe_unused]]
        const auto writer = open(folder, Mode::Write);
    return ProjectStore(std::move(*opened));
}

const fs::path& ProjectStore::folder() const {
    return impl_->folder;
}
const std::string& ProjectStore::warning() const {
    return impl_->connection.warning;
}
bool ProjectStore::readOnly() const {
    return impl_->connection.readOnly;
}

base::Result<ListMarks> ProjectStore::listMarks() const {
    return impl_->read([&] { return impl_->images.marks(); });
}
base::Result<std::int64_t> ProjectStore::dataVersion() const {
    return impl_->read([&] { return impl_->db.execAndGet("PRAGMA data_version").getInt64(); });
}

base::Result<std::string> ProjectStore::verify() const {
    return impl_->read([&] {
        std::string found = impl_->db.execAndGet("PRAGMA integrity_check").getString();
        if (found == "ok") found.clear();
        SQLite::Statement rows(impl_->db, "PRAGMA foreign_key_check");
        while (rows.executeStep())
            found += fmt::format("{}table {} refers to a missing row", found.empty() ? "" : "; ",
                                 rows.getColumn(0).getString());
        return found;
    });
}

base::Result<std::string> ProjectStore::info(const std::string& key) const {
    return impl_->read([&] {
        SQLite::Statement row(impl_->db, "SELECT value FROM info WHERE key = ?");
        row.bind(1, key);
        return row.executeStep() ? row.getColumn(0).getString() : std::string();
    });
}

base::Status ProjectStore::setInfo(const std::string& key, const std::string& value) {
    return impl_->write([&] {
        WriteTransaction transaction(impl_->db);
        runSql(impl_->db, "INSERT OR REPLACE INTO info(key, value) VALUES (?, ?)", key, value);
        transaction.commit();
    });
}

base::Result<SplitCounts> ProjectStore::counts() const {
    return impl_->read([&] { return impl_->images.counts(); });
}
base::Result<std::vector<ImageRecord>> ProjectStore::images(const std::string& split) const {
    return impl_->read([&] { return impl_->images.images(split); });
}
base::Result<std::map<std::int64_t, std::map<std::string, std::string>>> ProjectStore::externalIds(
    const std::string& split) const {
    return impl_->read([&] { return impl_->images.externalIds(split); });
}
base::Result<std::vector<ImageRecord>> ProjectStore::removedImages() const {
    return impl_->read([&] { return impl_->images.removed(); });
}
base::Result<ImageRecord> ProjectStore::image(std::int64_t id) const {
    return impl_->read([&] { return impl_->images.image(id); });
}
base::Result<std::optional<ImageRecord>> ProjectStore::imageByPath(const std::string& path) const {
    return impl_->read([&] { return impl_->images.byPath(path); });
}
base::Result<std::optional<ImageRecord>> ProjectStore::imageByUuid(const std::string& uuid) const {
    return impl_->read([&] { return impl_->images.byUuid(uuid); });
}
base::Result<std::vector<CaptionRecord>> ProjectStore::captions(std::int64_t image) const {
    return impl_->read([&] { return impl_->images.captions(image); });
}
base::Result<std::vector<CaptionRecord>> ProjectStore::captionsOfSplit(const std::string& split) const {
    return impl_->read([&] { return impl_->images.captionsOfSplit(split); });
}
base::Result<std::vector<std::int64_t>> ProjectStore::searchCaptions(const std::string& words, int most) const {
    return impl_->read([&] { return impl_->images.search(words, most); });
}
base::Status ProjectStore::setSplits(const std::vector<std::pair<std::int64_t, std::string>>& splits) {
    return impl_->write([&] { impl_->images.setSplits(splits); });
}
base::Result<std::int64_t> ProjectStore::removeImages(const std::vector<std::int64_t>& images) {
    return impl_->write([&] { return impl_->images.setRemoved(images, true); });
}
base::Result<std::int64_t> ProjectStore::restoreImages(const std::vector<std::int64_t>& images) {
    return impl_->write([&] { return impl_->images.setRemoved(images, false); });
}
base::Result<std::vector<std::int64_t>> ProjectStore::setImagePlaces(const std::vector<ImagePlace>& places) {
    return impl_->write([&] { return impl_->images.setPlaces(places); });
}
base::Result<CaptionRecord> ProjectStore::addCaption(std::int64_t image, const std::string& text,
                                                     std::optional<int> number) {
    return impl_->write([&] { return impl_->images.addCaption(image, text, number); });
}
base::Result<CaptionRecord> ProjectStore::removeCaption(std::int64_t image, int number) {
    return impl_->write([&] { return impl_->images.removeCaption(image, number); });
}
base::Status ProjectStore::setImageFacts(std::int64_t image, int width, int height, const std::string& sha256) {
    return impl_->write([&] { impl_->images.setFacts(image, width, height, sha256); });
}

base::Result<std::int64_t> ProjectStore::beginImport(const fs::path& source, const std::string& format) {
    return impl_->write([&] { return impl_->imports.begin(source, format); });
}
base::Result<std::vector<ImportedImage>> ProjectStore::addToImport(std::int64_t import, const fs::path& imageRoot,
                                                                   const std::vector<NewImage>& images) {
    return impl_->write([&] { return impl_->imports.add(import, imageRoot, images); });
}
base::Result<AddedRegions> ProjectStore::addToImport(std::int64_t import, const std::vector<RegionRecord>& regions) {
    return impl_->write([&] { return impl_->imports.addRegions(import, regions); });
}
base::Result<AddedChains> ProjectStore::addToImport(std::int64_t import, const std::vector<ChainRecord>& chains) {
    return impl_->write([&] { return impl_->imports.addChains(import, chains); });
}
base::Status ProjectStore::finishImport(std::int64_t import) {
    return impl_->write([&] { impl_->imports.finish(import); });
}
base::Status ProjectStore::removeImport(std::int64_t import) {
    return impl_->write([&] { impl_->imports.remove(import); });
}
base::Result<std::int64_t> ProjectStore::addImages(const fs::path& imageRoot, const std::string& format,
                                                   const std::vector<NewImage>& images) {
    const auto import = beginImport(imageRoot, format);
    if (!import) return tl::unexpected<base::Error>(import.error());
    auto stored = addToImport(*import, imageRoot, images);
    base::Status done;
    if (!stored)
        done = base::pass(stored);
    else
        done = finishImport(*import);
    if (!done) {
        if (auto removed = removeImport(*import); !removed) done.error().context = removed.error().message;
        return base::pass(done);
    }
    return std::ranges::count_if(*stored, &ImportedImage::isNew);
}

base::Result<std::vector<EntitySentenceRecord>> ProjectStore::entitySentences(const std::string& split) const {
    return impl_->read([&] { return impl_->entities.sentences(splitCondition(impl_->images.checkedSplit(split))); });
}
base::Result<std::vector<EntityBoxRecord>> ProjectStore::entityBoxes(const std::string& split) const {
    return impl_->read([&] { return impl_->entities.boxes(splitCondition(impl_->images.checkedSplit(split))); });
}
base::Result<std::vector<EntitySentenceRecord>> ProjectStore::entitySentencesOf(std::int64_t image) const {
    return impl_->read([&] { return impl_->entities.sentences(imageCondition(image)); });
}
base::Result<std::vector<EntityBoxRecord>> ProjectStore::entityBoxesOf(std::int64_t image) const {
    return impl_->read([&] { return impl_->entities.boxes(imageCondition(image)); });
}

base::Result<std::vector<RegionRecord>> ProjectStore::regions(std::int64_t image) const {
    return impl_->read([&] { return impl_->regions.regions(image); });
}
base::Result<std::vector<RegionRecord>> ProjectStore::allRegions(const std::string& split) const {
    return impl_->read([&] { return impl_->regions.allRegions(splitCondition(impl_->images.checkedSplit(split))); });
}
base::Result<std::vector<RegionRecord>> ProjectStore::trueRegions(const std::string& split) const {
    return impl_->read(
        [&] { return impl_->regions.allRegions(splitCondition(impl_->images.checkedSplit(split)), true); });
}
base::Result<std::vector<RegionRecord>> ProjectStore::trueRegionsOf(std::int64_t image) const {
    return impl_->read([&] { return impl_->regions.allRegions(imageCondition(image), true); });
}
base::Result<std::vector<ChainRecord>> ProjectStore::chains(std::int64_t image) const {
    return impl_->read([&] { return impl_->chains.chains(image); });
}
base::Result<std::vector<ChainRecord>> ProjectStore::allChains(const std::string& split) const {
    return impl_->read(
        [&] { return impl_->chains.allChains(splitCondition(impl_->images.checkedSplit(split)), false); });
}
base::Result<std::vector<ChainRecord>> ProjectStore::trueChains(const std::string& split) const {
    return impl_->read(
        [&] { return impl_->chains.allChains(splitCondition(impl_->images.checkedSplit(split)), true); });
}
base::Result<std::vector<ChainRecord>> ProjectStore::trueChainsOf(std::int64_t image) const {
    return impl_->read([&] { return impl_->chains.allChains(imageCondition(image), true); });
}
base::Result<std::vector<SettlementRecord>> ProjectStore::settlements() const {
    return impl_->read([&] { return impl_->chains.settlements(0); });
}
base::Result<std::vector<MarkRecord>> ProjectStore::marks() const {
    return impl_->read([&] { return impl_->chains.marks(0); });
}
base::Result<std::vector<SnippetHit>> ProjectStore::searchSnippets(const std::string& words, int most) const {
    return impl_->read([&] { return impl_->regions.search(words, most); });
}
base::Result<std::map<std::int64_t, int>> ProjectStore::regionCounts(const std::string& annotator) const {
    return impl_->read([&] { return impl_->regions.counts(annotator); });
}
base::Result<std::map<std::int64_t, int>> ProjectStore::chainCounts() const {
    return impl_->read([&] { return impl_->chains.counts(); });
}
base::Status ProjectStore::beginSession(const std::string& session,
                                        const std::function<bool(const std::string&)>& lives) {
    return impl_->write([&] { impl_->actions.beginSession(session, lives); });
}
base::Status ProjectStore::signIn(const Viewer& viewer) {
    return impl_->read([&] { impl_->actions.signIn(viewer, impl_->connection.readOnly); });
}
base::Result<EditOutcome> ProjectStore::apply(const Edit& edit) {
    return apply({edit}, {});
}
base::Result<EditOutcome> ProjectStore::apply(const std::vector<Edit>& edits, const std::string& label) {
    return impl_->write([&] { return impl_->actions.apply(edits, label); });
}
base::Result<EditOutcome> ProjectStore::undo(std::int64_t image) {
    return impl_->write([&] { return impl_->actions.undo(image); });
}
base::Result<EditOutcome> ProjectStore::redo(std::int64_t image) {
    return impl_->write([&] { return impl_->actions.redo(image); });
}
base::Result<EditOutcome> ProjectStore::undoAction(std::int64_t image, std::int64_t action) {
    return impl_->write([&] { return impl_->actions.undoAction(image, action); });
}
base::Result<EditOutcome> ProjectStore::outcome(std::int64_t image) const {
    return impl_->read([&] { return impl_->actions.outcome(image); });
}
base::Status ProjectStore::addRegions(const std::vector<RegionRecord>& regions) {
    if (regions.empty()) return {};
    const auto import = beginImport({}, "regions");
    if (!import) return tl::unexpected<base::Error>(import.error());
    base::Status done;
    if (auto added = addToImport(*import, regions); !added) done = base::pass(added);
    if (done) done = finishImport(*import);
    if (done) return done;
    if (auto removed = removeImport(*import); !removed) done.error().context = removed.error().message;
    return done;
}
base::Status ProjectStore::saveDraft(const DraftRecord& draft) {
    return impl_->write([&] { impl_->actions.saveDraft(draft); });
}
base::Result<std::vector<DraftRecord>> ProjectStore::drafts(std::int64_t image) const {
    return impl_->read([&] { return impl_->actions.drafts(image); });
}
base::Result<ImageChanges> ProjectStore::changesSince(std::int64_t number, const std::string& ownSession) const {
    return impl_->read([&] { return impl_->actions.changesSince(number, ownSession); });
}
base::Result<std::vector<ImportRecord>> ProjectStore::imports() const {
    return impl_->read([&] { return impl_->imports.finished(); });
}
base::Status ProjectStore::undoImport(std::int64_t import) {
    return impl_->write([&] { impl_->imports.undo(import); });
}
base::Status ProjectStore::redoImport(std::int64_t import) {
    return impl_->write([&] { impl_->imports.redo(import); });
}
Tasks& ProjectStore::tasks() {
    return impl_->tasks;
}
const Tasks& ProjectStore::tasks() const {
    return impl_->tasks;
}
Predictions& ProjectStore::predictions() {
    return impl_->predictions;
}
const Predictions& ProjectStore::predictions() const {
    return impl_->predictions;
}

base::Status ProjectStore::addRun(const RunRecord& run) {
    return impl_->write([&] { impl_->runs.add(run); });
}
base::Status ProjectStore::claimRun(const RunRecord& seen, std::int64_t pid, const std::string& pidStarted) {
    return impl_->write([&] { impl_->runs.claim(seen, pid, pidStarted); });
}
base::Status ProjectStore::updateRun(const RunRecord& run) {
    return impl_->write([&] { impl_->runs.update(run); });
}
base::Status ProjectStore::setRunNote(const std::string& run, const std::string& note) {
    return impl_->write([&] { impl_->runs.setNote(run, note); });
}
base::Status ProjectStore::setRunTags(const std::string& run, const std::vector<std::string>& tags) {
    return impl_->write([&] { impl_->runs.setTags(run, tags); });
}
base::Status ProjectStore::setRunDeleted(const RunRecord& seen, bool deleted) {
    return impl_->write([&] { impl_->runs.setDeleted(seen, deleted); });
}
base::Status ProjectStore::removeDeletedRun(const std::string& run) {
    return impl_->write([&] { impl_->runs.remove(run); });
}
base::Result<std::vector<RunRecord>> ProjectStore::runs(bool deleted) const {
    return impl_->read([&] { return impl_->runs.runs(deleted); });
}
base::Result<RunRecord> ProjectStore::run(const std::string& id) const {
    return impl_->read([&] { return impl_->runs.run(id); });
}
base::Status ProjectStore::addFigure(const FigureRecord& figure) {
    return impl_->write([&] { impl_->runs.addFigure(figure); });
}
base::Result<std::vector<FigureRecord>> ProjectStore::figures(const std::string& run) const {
    return impl_->read([&] { return impl_->runs.figures(run); });
}

base::Result<EvaluationRecord> ProjectStore::addEvaluation(EvaluationRecord evaluation) {
    return impl_->write([&] { return impl_->evaluations.add(std::move(evaluation)); });
}
base::Result<std::vector<EvaluationRecord>> ProjectStore::evaluations() const {
    return impl_->read([&] { return impl_->evaluations.all(); });
}
base::Status ProjectStore::removeEvaluation(std::int64_t id) {
    return impl_->write([&] { impl_->evaluations.remove(id); });
}

base::Result<std::vector<ModelInUseRecord>> ProjectStore::modelsInUse() const {
    return impl_->read([&] { return impl_->models.inUse(); });
}
base::Status ProjectStore::useModel(const ModelInUseRecord& model) {
    return impl_->write([&] { impl_->models.use(model); });
}
base::Status ProjectStore::useShippedModel(const std::string& kind) {
    return impl_->write([&] { impl_->models.useShipped(kind); });
}
base::Status ProjectStore::markModelsTold() {
    return impl_->write([&] { impl_->models.markTold(); });
}
base::Status ProjectStore::saveComparison(const RunComparisonRecord& comparison) {
    return impl_->write([&] { impl_->models.saveComparison(comparison); });
}
base::Result<std::vector<RunComparisonRecord>> ProjectStore::comparisons() const {
    return impl_->read([&] { return impl_->models.comparisons(); });
}

}  // namespace legenda::store
