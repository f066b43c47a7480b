// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"

#include "core/image/decode.h"
#include "core/session/session_impl.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace legenda::session {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using store::ProjectStore;

// The thread of the models computes its matrix products on one thread, and only the backbone's convolutions (oneDNN's)
// on more: OpenBLAS lets one product of several threads run at a time in a process, and whoever comes meanwhile spins
// until it has ended. Beside a training (products of 2000 x 2000 at nice 19, other programs at work) a caption's
// product was seen to wait up to 17 s; on one thread it never does, and takes as long as on two (0.4 ms: a few rows
// only).
constexpr int kModelThreads = 1;

constexpr int kMostFound = 100000;  // images whose captions hold what was searched

Session::Impl::Impl(Config c)
    : config(std::move(c)),
      catalog(config.resources.pretrained()),
      queries("queries", 0, 1),
      pictures("pictures", 0, 1),
      models("models", 0, kModelThreads),
      acts("store writer", 0, 1),
      norms("norms", 19, 1),
      imports("imports", 19, 1),
      longJobs("long jobs", 19, config.longThreads) {}

int Session::Impl::networkThreads() const {
    const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    return config.interactiveThreads > 0 ? config.interactiveThreads : cores;
}

Result<ProjectStore*> Session::Impl::Reader::get(const fs::path& wanted, ProjectStore::Mode mode) {
    if (wanted.empty()) return base::fail(ErrorCode::BadInput, "No project is open.");
    // A connection that only reads, because another program had the database locked, is not kept for writing.
    const bool fits = store && project == wanted && (mode == ProjectStore::Mode::Read || !store->readOnly());
    if (!fits) {
        auto opened = ProjectStore::open(wanted, mode);
        if (!opened) return base::pass(opened);
        store.emplace(std::move(*opened));
        project = wanted;
    }
    return &*store;
}

Result<ProjectInfo> Session::Impl::describeProject(ProjectStore& store) {
    ProjectInfo info;
    info.folder = store.folder();
    info.name = store.folder().filename().string();
    LEGENDA_TRY(version, store.dataVersion());
    LEGENDA_TRY(counts, store.counts());
    LEGENDA_TRY(models, catalog.list(store));
    LEGENDA_TRY(inUse, catalog.allInUse(&store));
    info.counts = *counts;
    info.models = std::move(*models);
    for (const auto& [kind, used] : *inUse) {
        info.inUse[project::infoOf(kind).key] = used.file;
        if (!used.problem.empty()) info.problems.push_back(used.problem);
    }
    describedVersion = *version;
    describedInUse = std::move(*inUse);
    return info;
}

Session::Session(Config config) : impl_(new Impl(std::move(config))) {}

// Jobs and questions are dropped, but annotation acts that still wait are written: the last words typed before the
// window closes are among them.
Session::~Session() {
    std::promise<void> written;
    whenWritten([&written](const Result<void>&) { written.set_value(); });
    written.get_future().wait();
}

void Session::openProject(const fs::path& folder, Callback<ProjectInfo> done) {
    impl_->queries.post<ProjectInfo>(std::move(done), [this, folder](std::stop_token) -> Result<ProjectInfo> {
        auto opened = ProjectStore::open(folder, ProjectStore::Mode::Write);
        if (!opened) opened = ProjectStore::open(folder, ProjectStore::Mode::Read);
        if (!opened) return base::pass(opened);
        {
            const std::lock_guard lock(impl_->stateMutex);
            impl_->state.project = folder;
            ++impl_->state.generation;
        }
        impl_->queryReader.project = folder;
        impl_->queryReader.store.emplace(std::move(*opened));
        auto info = impl_->describeProject(*impl_->queryReader.store);
        if (info) info->notice = impl_->catalog.takeNotice(*impl_->queryReader.store);
        return info;
    });
}

void Session::closeProject() {
    const std::lock_guard lock(impl_->stateMutex);
    impl_->state = {{}, impl_->state.generation + 1};
}

void Session::projectInfo(Callback<ProjectInfo> done) {
    impl_->queries.post<ProjectInfo>(std::move(done), [this](std::stop_token) -> Result<ProjectInfo> {
        LEGENDA_TRY(store, impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read));
        return impl_->describeProject(**store);
    });
}

void Session::projectChanges(Callback<std::optional<ProjectInfo>> done) {
    using Changes = std::optional<ProjectInfo>;
    impl_->queries.postNewest<Changes>(
        {"session", "changes"}, std::move(done), [this](std::stop_token) -> Result<Changes> {
            LEGENDA_TRY(store, impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read));
            LEGENDA_TRY(version, (*store)->dataVersion());
            LEGENDA_TRY(inUse, impl_->catalog.allInUse(*store));
            if (*version == impl_->describedVersion && *inUse == impl_->describedInUse) return std::nullopt;
            LEGENDA_TRY(info, impl_->describeProject(**store));
            return std::optional(std::move(*info));
        });
}

void Session::listImages(Callback<std::vector<store::ImageRecord>> done) {
    using Images = std::vector<store::ImageRecord>;
    impl_->queries.post<Images>(std::move(done), [this](std::stop_token) -> Result<Images> {
        LEGENDA_TRY(store, impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read));
        return (*store)->images();
    });
}

void Session::imageDetails(std::int64_t image, Callback<ImageDetails> done, const Asker& asker) {
    impl_->queries.postNewest<ImageDetails>(
        keyOf(asker, "details"), std::move(done), [this, image](std::stop_token) -> Result<ImageDetails> {
            LEGENDA_TRY(store, impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read));
            LEGENDA_TRY(record, (*store)->image(image));
            LEGENDA_TRY(captions, (*store)->captions(image));
            return ImageDetails{std::move(*record), std::move(*captions)};
        });
}

void Session::searchCaptions(const std::string& words, Callback<std::vector<std::int64_t>> done, const Asker& asker) {
    using Images = std::vector<std::int64_t>;
    impl_->queries.postNewest<Images>(
        keyOf(asker, "captions"), std::move(done), [this, words](std::stop_token) -> Result<Images> {
            LEGENDA_TRY(store, impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read));
            return (*store)->searchCaptions(words, kMostFound);
        });
}

void Session::picture(std::int64_t image, int maxSide, Callback<base::Picture> done, const Asker& asker) {
    impl_->pictures.postNewest<base::Picture>(
        keyOf(asker, "picture"), std::move(done), [this, image, maxSide](std::stop_token) -> Result<base::Picture> {
            LEGENDA_TRY(store, impl_->pictureReader.get(impl_->current().project, ProjectStore::Mode::Read));
            LEGENDA_TRY(record, (*store)->image(image));
            return image::decode(record->file, maxSide);
        });
}

void Session::thumbnail(std::int64_t image, int maxSide, Callback<base::Picture> done, const Asker& asker) {
    impl_->pictures.postInBackground<base::Picture>(
        keyOf(asker, "thumbnail " + std::to_string(image)), std::move(done),
        [this, image, maxSide](std::stop_token) -> Result<base::Picture> {
            LEGENDA_TRY(store, impl_->pictureReader.get(impl_->current().project, ProjectStore::Mode::Read));
            LEGENDA_TRY(record, (*store)->image(image));
            auto* cache = impl_->config.thumbnails.get();
            if (cache)
                if (auto kept = cache->find(record->file, maxSide)) return std::move(*kept);
            auto picture = image::decode(record->file, maxSide);
            if (cache && picture) cache->keep(record->file, maxSide, *picture);
            return picture;
        });
}

namespace {

// The part of a picture inside `box`, which is in pixels of the full-size image.
base::Picture cut(const base::Picture& picture, const base::Box& box) {
    const double scale = picture.fullWidth > 0 ? double(picture.width) / picture.fullWidth : 1.0;
    const int left = std::clamp(static_cast<int>(box.x * scale), 0, picture.width - 1);
    const int top = std::clamp(static_cast<int>(box.y * scale), 0, picture.height - 1);
    const int right = std::clamp(static_cast<int>((box.x + box.w) * scale + 0.5), left + 1, picture.width);
    const int bottom = std::clamp(static_cast<int>((box.y + box.h) * scale + 0.5), top + 1, picture.height);
    base::Picture part;
    part.width = right - left;
    part.height = bottom - top;
    part.fullWidth = picture.fullWidth;
    part.fullHeight = picture.fullHeight;
    part.rgb.reserve(std::size_t(3) * part.width * part.height);
    for (int y = top; y < bottom; ++y) {
        const auto row = picture.rgb.begin() + std::ptrdiff_t(3) * (std::ptrdiff_t(y) * picture.width + left);
        part.rgb.insert(part.rgb.end(), row, row + std::ptrdiff_t(3) * part.width);
    }
    return part;
}

}  // namespace

void Session::crop(std::int64_t image, const base::Box& box, int side, Callback<base::Picture> done,
                   const Asker& asker) {
    impl_->pictures.postInBackground<base::Picture>(
        keyOf(asker, fmt::format("crop {} {} {} {} {} {}", image, box.x, box.y, box.w, box.h, side)), std::move(done),
        [this, image, box, side](std::stop_token) -> Result<base::Picture> {
            LEGENDA_TRY(store, impl_->pictureReader.get(impl_->current().project, ProjectStore::Mode::Read));
            LEGENDA_TRY(record, (*store)->image(image));
            const double longest = std::max(record->width, record->height);
            const int decoded = static_cast<int>(longest * side / std::max(1.0, std::max(box.w, box.h)));
            LEGENDA_TRY(picture, image::decode(record->file, decoded < longest ? decoded : 0));
            return cut(*picture, box);
        });
}

void Session::dropRequests(const std::string& owner) {
    for (auto* worker : {&impl_->queries, &impl_->pictures, &impl_->models}) worker->cancel(owner);
}

}  // namespace legenda::session
