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

Result<Engine*> Session::Impl::engineInUse() {
    const State now = current();
    if (!engine || engineGeneration != now.generation) {
        auto chosen = [&](const char* kind) {
            const auto found = now.chosen.find(kind);
            return found == now.chosen.end() ? std::filesystem::path{} : found->second;
        };
        engine = std::make_unique<Engine>(config.resources, now.project,
                                          Engine::Models{chosen("alignment"), chosen("caption"), chosen("region")},
                                          config.device, networkThreads());
        engineGeneration = now.generation;
    }
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
    const auto project = current().project;
    if (!besideEngine || besideSource != source || besideProject != project) {
        Engine::Models models;
        models.alignment = source.model;
        models.proposals = source.proposals;
        besideEngine = std::make_unique<Engine>(config.resources, project, models, config.device, networkThreads());
        besideSource = source;
        besideProject = project;
    }
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
            const Impl::State now = impl_->current();
            SearchOptions options;
            options.project = now.project;
            options.text = text;
            options.regions = regions;
            options.top = top;
            options.device = impl_->config.device;
            options.mostNewFeatures = kFeaturesWhileWaiting;
            if (const auto found = now.chosen.find("alignment"); found != now.chosen.end())
                options.model = found->second;
            return runSearch(options, impl_->config.resources, {stop, {}});
        }));
    });
}

NormsOptions Session::Impl::normsOptions() const {
    const State now = current();
    NormsOptions options;
    options.project = now.project;
    options.device = config.device;
    if (const auto found = now.chosen.find("alignment"); found != now.chosen.end()) options.model = found->second;
    return options;
}

void Session::knownNorms(Callback<std::optional<NormsReport>> done) {
    impl_->queries.postNewest("norms", [this, done](std::stop_token) {
        done(guarded<std::optional<NormsReport>>(
            [&] { return readNorms(impl_->normsOptions(), impl_->config.resources); }));
    });
}

void Session::useCheckpoint(const std::string& kind, const std::filesystem::path& file, Callback<ProjectInfo> done) {
    impl_->queries.post([this, kind, file, done](std::stop_token) {
        done(guarded<ProjectInfo>([&]() -> Result<ProjectInfo> {
            auto info = model::readCheckpointInfo(file);
            if (!info) return base::pass(info);
            if (info->kind != kind)
                return base::fail(base::ErrorCode::BadInput, file.string() + " holds a model of the kind " +
                                                                 info->kind + ", the kind " + kind + " was expected.");
            {
                const std::lock_guard lock(impl_->stateMutex);
                impl_->state.chosen[kind] = file;
                ++impl_->state.generation;
            }
            auto store = impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            return impl_->describeProject(**store);
        }));
    });
}

}  // namespace legenda::jobs
