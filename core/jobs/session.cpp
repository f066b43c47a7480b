// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/session.h"

#include "core/base/hash.h"
#include "core/image/decode.h"
#include "core/jobs/session_impl.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace legenda::jobs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using store::ProjectStore;

// The models lane computes its matrix products on one thread, and only the backbone's convolutions (oneDNN's) on more:
// OpenBLAS lets one product of several threads run at a time in a process, and whoever comes meanwhile spins until it
// has ended. Beside a training (products of 2000 x 2000 at nice 19, other programs at work) a caption's product was
// seen to wait up to 17 s; on one thread it never does, and takes as long as on two (0.4 ms: a few rows only).
constexpr int kModelThreads = 1;

Session::Impl::Impl(Config c)
    : config(std::move(c)),
      catalog(config.resources.pretrained()),
      queries("queries", 0, 1),
      models("models", 0, kModelThreads),
      acts("store writer", 0, 1),
      norms("norms", 19, 1),
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

Session::~Session() {
    {
        const std::lock_guard lock(impl_->jobsMutex);
        for (auto& [id, stop] : impl_->jobs) stop.request_stop();
    }
    // Annotation acts that still wait are written, not dropped: the last words typed before the window closes are among
    // them.
    std::promise<void> written;
    impl_->acts.post([&written](std::stop_token) { written.set_value(); });
    written.get_future().wait();
}

void Session::openProject(const fs::path& folder, Callback<ProjectInfo> done) {
    impl_->queries.post([this, folder, done](std::stop_token) {
        done(guarded<ProjectInfo>([&]() -> Result<ProjectInfo> {
            std::error_code ignored;
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
        }));
    });
}

void Session::closeProject() {
    const std::lock_guard lock(impl_->stateMutex);
    impl_->state = {{}, impl_->state.generation + 1};
}

void Session::projectInfo(Callback<ProjectInfo> done) {
    impl_->queries.post([this, done](std::stop_token) {
        done(guarded<ProjectInfo>([&]() -> Result<ProjectInfo> {
            auto store = impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            return impl_->describeProject(**store);
        }));
    });
}

void Session::projectChanges(Callback<std::optional<ProjectInfo>> done) {
    impl_->queries.postNewest("changes", [this, done](std::stop_token) {
        done(guarded<std::optional<ProjectInfo>>([&]() -> Result<std::optional<ProjectInfo>> {
            LEGENDA_TRY(store, impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read));
            LEGENDA_TRY(version, (*store)->dataVersion());
            LEGENDA_TRY(inUse, impl_->catalog.allInUse(*store));
            if (*version == impl_->describedVersion && *inUse == impl_->describedInUse) return std::nullopt;
            LEGENDA_TRY(info, impl_->describeProject(**store));
            return std::optional(std::move(*info));
        }));
    });
}

void Session::createDemo(const fs::path& directory, Callback<fs::path> done) {
    impl_->queries.post([this, directory, done](std::stop_token stop) {
        done(guarded<fs::path>([&] { return makeDemo(impl_->config.resources, directory, {stop, {}}); }));
    });
}

namespace {

// A project of its own for a picture or a folder that the user opened, named after it and told apart by its path.
Result<fs::path> projectOf(const fs::path& given, const fs::path& projectsFolder, const base::JobContext& context) {
    std::error_code failure;
    const fs::path whole = fs::canonical(given, failure);
    if (failure)
        return base::fail(ErrorCode::Io, fmt::format("{} cannot be opened: {}.", given.string(), failure.message()));
    const std::string stem = whole.stem().string();
    const fs::path project =
        projectsFolder / fmt::format("{}-{}.legenda", stem, base::sha256(whole.string()).substr(0, 8));
    if (fs::is_directory(whole, failure)) {
        ImportOptions options;
        options.project = project;
        options.format = "folder";
        options.root = whole;
        if (auto imported = runImport(options, context); !imported) return base::pass(imported);
        return project;
    }
    auto picture = image::decode(whole);
    if (!picture) return base::pass(picture);
    auto store = ProjectStore::create(project);
    if (!store) return base::pass(store);
    store::NewImage image;
    image.path = whole.filename().string();
    image.width = picture->fullWidth;
    image.height = picture->fullHeight;
    if (auto added = store->addImages(whole.parent_path(), "folder", {image}); !added) return base::pass(added);
    return project;
}

}  // namespace

void Session::projectFromImages(const fs::path& imageOrFolder, const fs::path& projectsFolder,
                                Callback<fs::path> done) {
    impl_->queries.post([=](std::stop_token stop) {
        done(guarded<fs::path>([&] { return projectOf(imageOrFolder, projectsFolder, {stop, {}}); }));
    });
}

void Session::listImages(Callback<std::vector<store::ImageRecord>> done) {
    impl_->queries.post([this, done](std::stop_token) {
        done(guarded<std::vector<store::ImageRecord>>([&]() -> Result<std::vector<store::ImageRecord>> {
            auto store = impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            return (*store)->images();
        }));
    });
}

void Session::imageDetails(std::int64_t image, Callback<ImageDetails> done) {
    impl_->queries.postNewest("details", [this, image, done](std::stop_token) {
        done(guarded<ImageDetails>([&]() -> Result<ImageDetails> {
            auto store = impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            auto record = (*store)->image(image);
            if (!record) return base::pass(record);
            auto captions = (*store)->captions(image);
            if (!captions) return base::pass(captions);
            return ImageDetails{std::move(*record), std::move(*captions)};
        }));
    });
}

void Session::searchCaptions(const std::string& words, Callback<std::vector<std::int64_t>> done) {
    impl_->queries.postNewest("captions", [this, words, done](std::stop_token) {
        done(guarded<std::vector<std::int64_t>>([&]() -> Result<std::vector<std::int64_t>> {
            auto store = impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            return (*store)->searchCaptions(words, 100000);
        }));
    });
}

void Session::picture(std::int64_t image, int maxSide, bool thumbnail, Callback<base::Picture> done) {
    auto task = [this, image, maxSide, thumbnail, done](std::stop_token) {
        auto* cache = thumbnail ? impl_->config.thumbnails.get() : nullptr;
        fs::path decoded;
        auto picture = guarded<base::Picture>([&]() -> Result<base::Picture> {
            auto store = impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            auto record = (*store)->image(image);
            if (!record) return base::pass(record);
            if (cache)
                if (auto kept = cache->find(record->file, maxSide)) return std::move(*kept);
            decoded = record->file;
            return image::decode(record->file, maxSide);
        });
        const bool keep = cache && picture && !decoded.empty();
        const base::Picture copy = keep ? *picture : base::Picture{};
        done(std::move(picture));
        if (keep) cache->keep(decoded, maxSide, copy);
    };
    if (thumbnail)
        impl_->queries.push(task);
    else
        impl_->queries.postNewest("picture", task);
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

void Session::crop(std::int64_t image, const base::Box& box, int side, Callback<base::Picture> done) {
    impl_->queries.push([this, image, box, side, done](std::stop_token) {
        done(guarded<base::Picture>([&]() -> Result<base::Picture> {
            auto store = impl_->queryReader.get(impl_->current().project, ProjectStore::Mode::Read);
            if (!store) return base::pass(store);
            auto record = (*store)->image(image);
            if (!record) return base::pass(record);
            const double longest = std::max(record->width, record->height);
            const int decoded = static_cast<int>(longest * side / std::max(1.0, std::max(box.w, box.h)));
            auto picture = image::decode(record->file, decoded < longest ? decoded : 0);
            if (!picture) return picture;
            return cut(*picture, box);
        }));
    });
}

void Session::dropThumbnailRequests() {
    impl_->queries.dropStack();
}

}  // namespace legenda::jobs
