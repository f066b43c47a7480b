// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that asks the models: alignments, captions, searches, the choice of a checkpoint.
#include "core/base/files.h"
#include "core/session/session_impl.h"

namespace legenda::session {

namespace {

// A search computes missing features itself up to this many images, about ten seconds of work; beyond it the features
// job is the way.
constexpr int kFeaturesWhileWaiting = 150;

}  // namespace

using base::Result;
using store::ProjectStore;

// The catalogue is asked each time: another window or a command may have chosen another model.
Result<inference::Predictor*> Session::Impl::engineInUse() {
    const State now = current();
    LEGENDA_TRY(store, modelReader.get(now.project, ProjectStore::Mode::Read));
    LEGENDA_TRY(used, catalog.allInUse(*store));
    inference::Predictor::Models models;
    for (const auto& [kind, file] : {std::pair{project::ModelKind::Alignment, &models.alignment},
                                     {project::ModelKind::Caption, &models.caption},
                                     {project::ModelKind::Region, &models.region}})
        if (const auto found = used->find(kind); found != used->end()) *file = found->second.file;
    if (!engine || engineProject != now.project) {
        engine = std::make_unique<inference::Predictor>(config.resources, now.project, models, config.device,
                                                        networkThreads());
        engineProject = now.project;
    } else {
        engine->use(std::move(models));
        if (engineGeneration != now.generation) engine->forgetFeatures();
    }
    engineGeneration = now.generation;
    return engine.get();
}

Result<Session::Impl::Asked> Session::Impl::ask(std::int64_t image) {
    auto store = modelReader.get(current().project, ProjectStore::Mode::Read);
    if (!store) return base::pass(store);
    auto record = (*store)->image(image);
    if (!record) return base::pass(record);
    auto ready = engineInUse();
    if (!ready) return base::pass(ready);
    return Asked{*ready, std::move(*record)};
}

void Session::align(std::int64_t image, const std::string& sentence, double beta, Callback<model::Alignment> done,
                    const Asker& asker) {
    impl_->models.postNewest<model::Alignment>(
        keyOf(asker, "align"), std::move(done),
        [this, image, sentence, beta](std::stop_token stop) -> Result<model::Alignment> {
            LEGENDA_TRY(asked, impl_->ask(image));
            auto alignment = asked->engine->align(asked->image.file, asked->image.uuid, sentence, beta, {stop, {}});
            if (alignment) alignment->image = asked->image.path;
            return alignment;
        });
}

Result<inference::Predictor*> Session::Impl::engineBeside(const AlignmentSource& source) {
    const State now = current();
    inference::Predictor::Models models;
    models.alignment = source.model;
    models.proposals = source.proposals;
    if (!besideEngine || besideSource != source || besideProject != now.project) {
        besideEngine = std::make_unique<inference::Predictor>(config.resources, now.project, models, config.device,
                                                              networkThreads());
        besideSource = source;
        besideProject = now.project;
    } else {
        besideEngine->use(std::move(models));  // its file may have changed
        if (besideGeneration != now.generation) besideEngine->forgetFeatures();
    }
    besideGeneration = now.generation;
    return besideEngine.get();
}

void Session::alignBeside(std::int64_t image, const std::string& sentence, double beta, const AlignmentSource& source,
                          Callback<model::Alignment> done, const Asker& asker) {
    impl_->models.postNewest<model::Alignment>(
        keyOf(asker, "align beside"), std::move(done),
        [this, image, sentence, beta, source](std::stop_token stop) -> Result<model::Alignment> {
            LEGENDA_TRY(store, impl_->modelReader.get(impl_->current().project, ProjectStore::Mode::Read));
            LEGENDA_TRY(record, (*store)->image(image));
            LEGENDA_TRY(engine, impl_->engineBeside(source));
            auto alignment = (*engine)->align(record->file, record->uuid, sentence, beta, {stop, {}});
            if (alignment) alignment->image = record->path;
            return alignment;
        });
}

void Session::caption(std::int64_t image, std::optional<base::Box> box, const model::DecodeOptions& options,
                      Callback<inference::CaptionResult> done, const Asker& asker) {
    impl_->models.postNewest<inference::CaptionResult>(
        keyOf(asker, box ? "caption box" : "caption whole"), std::move(done),
        [this, image, box, options](std::stop_token stop) -> Result<inference::CaptionResult> {
            LEGENDA_TRY(asked, impl_->ask(image));
            std::vector<base::Box> boxes;
            if (box) boxes.push_back(*box);
            LEGENDA_TRY(captions, asked->engine->caption(asked->image.file, asked->image.uuid, boxes, false, options,
                                                         {stop, {}}));
            captions->front().image = asked->image.path;
            return std::move(captions->front());
        });
}

void Session::describe(std::int64_t image, const model::DecodeOptions& options,
                       Callback<std::vector<inference::CaptionResult>> done, const Asker& asker) {
    using Descriptions = std::vector<inference::CaptionResult>;
    impl_->models.postNewest<Descriptions>(
        keyOf(asker, "describe"), std::move(done),
        [this, image, options](std::stop_token stop) -> Result<Descriptions> {
            LEGENDA_TRY(asked, impl_->ask(image));
            LEGENDA_TRY(all,
                        asked->engine->caption(asked->image.file, asked->image.uuid, {}, true, options, {stop, {}}));
            return inference::bestDescriptions(std::move(*all));
        });
}

void Session::saveDescriptions(const std::filesystem::path& file, const std::string& image,
                               const std::vector<inference::CaptionResult>& described,
                               Callback<std::filesystem::path> done) {
    impl_->queries.post<std::filesystem::path>(
        std::move(done), [file, image, described](std::stop_token) -> Result<std::filesystem::path> {
            const auto document =
                inference::denseCapFile(nlohmann::json::array({inference::denseCapImage(image, described)}));
            LEGENDA_TRY(written, base::writeFileAtomically(file, document.dump()));
            return file;
        });
}

void Session::search(const std::string& text, bool regions, int top, Callback<std::vector<inference::SearchHit>> done,
                     const Asker& asker) {
    using Hits = std::vector<inference::SearchHit>;
    impl_->models.postNewest<Hits>(
        keyOf(asker, "search"), std::move(done), [this, text, regions, top](std::stop_token stop) -> Result<Hits> {
            inference::SearchOptions options;
            options.project = impl_->current().project;
            options.text = text;
            options.regions = regions;
            options.top = top;
            options.device = impl_->config.device;
            options.mostNewFeatures = kFeaturesWhileWaiting;
            LEGENDA_TRY(engine, impl_->engineInUse());
            LEGENDA_TRY(images, impl_->searchedImages());
            return inference::searchOver(**engine, **images, options, impl_->config.resources, {stop, {}});
        });
}

Result<const std::vector<store::ImageRecord>*> Session::Impl::searchedImages() {
    const auto project = current().project;
    LEGENDA_TRY(store, modelReader.get(project, ProjectStore::Mode::Read));
    LEGENDA_TRY(version, (*store)->dataVersion());
    if (searched.project != project || searched.version != *version) {
        LEGENDA_TRY(images, (*store)->images());
        searched = {project, *version, std::move(*images)};
    }
    return &searched.images;
}

inference::NormsOptions Session::Impl::normsOptions() const {
    inference::NormsOptions options;
    options.project = current().project;
    options.device = config.device;
    return options;
}

void Session::knownNorms(Callback<std::optional<inference::NormsReport>> done, const Asker& asker) {
    impl_->queries.postNewest<std::optional<inference::NormsReport>>(
        keyOf(asker, "norms"), std::move(done),
        [this](std::stop_token) { return inference::readNorms(impl_->normsOptions(), impl_->config.resources); });
}

void Session::useModel(project::ModelKind kind, const std::string& which, Callback<ProjectInfo> done) {
    impl_->queries.post<ProjectInfo>(std::move(done), [this, kind, which](std::stop_token) -> Result<ProjectInfo> {
        const auto project = impl_->current().project;
        LEGENDA_TRY(reader, impl_->queryReader.get(project, ProjectStore::Mode::Read));
        LEGENDA_TRY(writable, ProjectStore::open(project));
        LEGENDA_TRY(changed, impl_->catalog.use(*writable, which, kind));
        return impl_->describeProject(**reader);
    });
}

}  // namespace legenda::session
