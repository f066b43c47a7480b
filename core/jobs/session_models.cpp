// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that asks the models: alignments, captions, searches, the choice of a checkpoint.
#include "core/base/files.h"
#include "core/jobs/session_impl.h"

namespace legenda::jobs {

namespace {

// A search computes missing features itself up to this many images, about ten seconds of work; beyond it the features
// job is the way.
constexpr int kFeaturesWhileWaiting = 150;

}  // namespace

using base::Result;
using store::ProjectStore;

// The catalogue is asked each time: another window or a command may have chosen another model.
Result<Engine*> Session::Impl::engineInUse() {
    const State now = current();
    LEGENDA_TRY(store, modelReader.get(now.project, ProjectStore::Mode::Read));
    LEGENDA_TRY(used, catalog.allInUse(*store));
    Engine::Models models;
    for (const auto& [kind, file] : {std::pair{project::ModelKind::Alignment, &models.alignment},
                                     {project::ModelKind::Caption, &models.caption},
                                     {project::ModelKind::Region, &models.region}})
        if (const auto found = used->find(kind); found != used->end()) *file = found->second.file;
    if (!engine || engineProject != now.project) {
        engine = std::make_unique<Engine>(config.resources, now.project, models, config.device, networkThreads());
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

void Session::align(std::int64_t image, const std::string& sentence, double beta, Callback<model::Alignment> done) {
    impl_->models.postNewest("align", [this, image, sentence, beta, done](std::stop_token stop) {
        done(guarded<model::Alignment>([&]() -> Result<model::Alignment> {
            auto asked = impl_->ask(image);
            if (!asked) return base::pass(asked);
            auto alignment = asked->engine->align(asked->image.file, asked->image.uuid, sentence, beta, {stop, {}});
            if (alignment) alignment->image = asked->image.path;
            return alignment;
        }));
    });
}

Result<Engine*> Session::Impl::engineBeside(const AlignmentSource& source) {
    const State now = current();
    Engine::Models models;
    models.alignment = source.model;
    models.proposals = source.proposals;
    if (!besideEngine || besideSource != source || besideProject != now.project) {
        besideEngine = std::make_unique<Engine>(config.resources, now.project, models, config.device, networkThreads());
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
                          Callback<model::Alignment> done) {
    impl_->models.postNewest("align beside", [this, image, sentence, beta, source, done](std::stop_token stop) {
        done(guarded<model::Alignment>([&]() -> Result<model::Alignment> {
            auto store = impl_->modelReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            auto record = (*store)->image(image);
            if (!record) return base::pass(record);
            auto engine = impl_->engineBeside(source);
            if (!engine) return base::pass(engine);
            auto alignment = (*engine)->align(record->file, record->uuid, sentence, beta, {stop, {}});
            if (alignment) alignment->image = record->path;
            return alignment;
        }));
    });
}

void Session::caption(std::int64_t image, std::optional<base::Box> box, const model::DecodeOptions& options,
                      Callback<CaptionResult> done) {
    impl_->models.postNewest(
        box ? "caption box" : "caption whole", [this, image, box, options, done](std::stop_token stop) {
            done(guarded<CaptionResult>([&]() -> Result<CaptionResult> {
                auto asked = impl_->ask(image);
                if (!asked) return base::pass(asked);
                std::vector<base::Box> boxes;
                if (box) boxes.push_back(*box);
                auto captions =
                    asked->engine->caption(asked->image.file, asked->image.uuid, boxes, false, options, {stop, {}});
                if (!captions) return base::pass(captions);
                captions->front().image = asked->image.path;
                return std::move(captions->front());
            }));
        });
}

void Session::describe(std::int64_t image, const model::DecodeOptions& options,
                       Callback<std::vector<CaptionResult>> done) {
    impl_->models.postNewest("describe", [this, image, options, done](std::stop_token stop) {
        done(guarded<std::vector<CaptionResult>>([&]() -> Result<std::vector<CaptionResult>> {
            auto asked = impl_->ask(image);
            if (!asked) return base::pass(asked);
            auto all = asked->engine->caption(asked->image.file, asked->image.uuid, {}, true, options, {stop, {}});
            if (!all) return base::pass(all);
            return bestDescriptions(std::move(*all));
        }));
    });
}

void Session::saveDescriptions(const std::filesystem::path& file, const std::string& image,
                               const std::vector<CaptionResult>& described, Callback<std::filesystem::path> done) {
    impl_->queries.post([file, image, described, done](std::stop_token) {
        done(guarded<std::filesystem::path>([&]() -> Result<std::filesystem::path> {
            const auto document = denseCapFile(nlohmann::json::array({denseCapImage(image, described)}));
            if (auto written = base::writeFileAtomically(file, document.dump()); !written) return base::pass(written);
            return file;
        }));
    });
}

void Session::search(const std::string& text, bool regions, int top, Callback<std::vector<SearchHit>> done) {
    impl_->models.postNewest("search", [this, text, regions, top, done](std::stop_token stop) {
        done(guarded<std::vector<SearchHit>>([&]() -> Result<std::vector<SearchHit>> {
            SearchOptions options;
            options.project = impl_->current().project;
            options.text = text;
            options.regions = regions;
            options.top = top;
            options.device = impl_->config.device;
            options.mostNewFeatures = kFeaturesWhileWaiting;
            LEGENDA_TRY(engine, impl_->engineInUse());
            LEGENDA_TRY(images, impl_->searchedImages());
            return searchOver(**engine, **images, options, impl_->config.resources, {stop, {}});
        }));
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

NormsOptions Session::Impl::normsOptions() const {
    NormsOptions options;
    options.project = current().project;
    options.device = config.device;
    return options;
}

void Session::knownNorms(Callback<std::optional<NormsReport>> done) {
    impl_->queries.postNewest("norms", [this, done](std::stop_token) {
        done(guarded<std::optional<NormsReport>>(
            [&] { return readNorms(impl_->normsOptions(), impl_->config.resources); }));
    });
}

void Session::useModel(project::ModelKind kind, const std::string& which, Callback<ProjectInfo> done) {
    impl_->queries.post([this, kind, which, done](std::stop_token) {
        done(guarded<ProjectInfo>([&]() -> Result<ProjectInfo> {
            const auto project = impl_->current().project;
            LEGENDA_TRY(reader, impl_->queryReader.get(project, ProjectStore::Mode::Read));
            LEGENDA_TRY(writable, ProjectStore::open(project));
            LEGENDA_TRY(changed, impl_->catalog.use(*writable, which, kind));
            return impl_->describeProject(**reader);
        }));
    });
}

}  // namespace legenda::jobs
