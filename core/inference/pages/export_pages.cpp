// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/pages/export_pages.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/image/decode.h"
#include "core/image/image_size.h"
#include "core/image/resize.h"
#include "core/inference/dense_captions.h"
#include "core/inference/pages/page_html.h"
#include "core/inference/pages/page_list.h"
#include "core/inference/predictor.h"
#include "core/project/model_names.h"
#include "core/project/models_in_use.h"
#include "core/project/splits.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace legenda::inference {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using nlohmann::json;
using store::ImageRecord;

namespace {

constexpr int kPictureSide = 640, kThumbnailSide = 256;
constexpr std::size_t kAtOnce = 32;
constexpr std::size_t kOnIndexPage = 60;
constexpr const char* kForm = "2";   // of the pages: another one makes all of them again
constexpr std::size_t kHead = 1024;  // bytes of a page that hold its signature

// The models in use, what they read and their names.
struct UsedModels {
    std::vector<features::Recipe> recipes;
    json identity = json::array();
    std::string names;
};

Result<UsedModels> modelsInUse(const PagesOptions& options, const project::Resources& resources) {
    UsedModels used;
    std::set<std::string> known;
    for (const auto kind : {project::ModelKind::Alignment, project::ModelKind::Caption, project::ModelKind::Region}) {
        if (kind == project::ModelKind::Region && !options.regions) continue;
        LEGENDA_TRY(path, project::chooseCheckpoint(resources, options.project, kind));
        LEGENDA_TRY(info, model::readCheckpointInfo(*path));
        used.identity.push_back(info->hash);
        used.names += fmt::format("{}{} {}", used.names.empty() ? "" : ", ", info->kind,
                                  project::modelName(info->path, info->kind));
        if (known.insert(info->recipe.hash()).second) used.recipes.push_back(std::move(info->recipe));
    }
    return used;
}

// Another file, or a change of this one, has another state.
std::string stateOf(const fs::path& file) {
    std::error_code ignored;
    const auto bytes = fs::file_size(file, ignored);
    return fmt::format("{} {}", bytes, fs::last_write_time(file, ignored).time_since_epoch().count());
}

std::string titleOf(const PagesOptions& options) {
    const auto named = options.project.has_filename() ? options.project : options.project.parent_path();
    return fmt::format("{} · {}", named.stem().string(), options.split);
}

// A folder of something else is left alone.
base::Status checkFolder(const fs::path& out) {
    std::error_code failure;
    if (!fs::exists(out, failure)) return {};
    if (!fs::is_directory(out, failure))
        return base::fail(ErrorCode::BadInput, fmt::format("{} is not a folder.", out.string()));
    const bool empty = fs::is_empty(out, failure);
    if (failure)
        return base::fail(ErrorCode::Io, fmt::format("{} cannot be read: {}.", out.string(), failure.message()));
    const auto style = styleSheet();
    const auto mark = style.substr(0, style.find('\n'));
    if (empty || base::headOf(out / kStyleFile, mark.size()) == mark) return {};
    return base::fail(ErrorCode::BadInput,
                      fmt::format("{} holds other files: name a new folder for the pages.", out.string()));
}

class Exporter {
 public:
    Exporter(const PagesOptions& options, const project::Resources& resources, const base::JobContext& context,
             const store::ProjectStore& store)
        : options_(options),
          resources_(resources),
          context_(context),
          store_(store),
          engine_(resources, options.project, {}, options.device) {}

    Result<PagesReport> run();

 private:
    struct Entry {
        ImageRecord image;
        std::string key, signature;
        std::vector<std::string> sentences;
        bool made = false, now = false;  // whether there is a page, and whether it was made by this export
    };

    base::Status readEntries(std::vector<ImageRecord> images);
    base::Status makeFeatures(const std::vector<features::Recipe>& recipes);
    void sign(const json& models);
    base::Status makeOpenPages();
    bool upToDate(const Entry& entry) const;
    base::Status makeBlock(std::vector<Entry*> block);
    base::Status makePage(std::size_t place, CaptionResult whole);
    base::Status writePictures(const Entry& entry, int& width, int& height) const;
    base::Status writeIndex(const std::string& models);
    PageList listed() const;
    bool passOver(const ImageRecord& image, const base::Error& error);

    const PagesOptions& options_;
    const project::Resources& resources_;
    const base::JobContext& context_;
    const store::ProjectStore& store_;
    Predictor engine_;
    std::vector<Entry> entries_;
    std::map<std::string, std::string> skipped_;  // image -> why
    PagesReport report_;
};

base::Status Exporter::makeFeatures(const std::vector<features::Recipe>& recipes) {
    for (const auto& recipe : recipes) {
        extraction::FeatureOptions wanted;
        wanted.project = options_.project;
        wanted.recipe = recipe;
        wanted.split = options_.split;
        wanted.threads = options_.threads;
        wanted.device = options_.device;
        LEGENDA_TRY(made, extraction::runFeatures(wanted, resources_, context_));
        for (const auto& [image, why] : made->skipped) skipped_[image] = why;
    }
    return {};
}

base::Status Exporter::readEntries(std::vector<ImageRecord> images) {
    LEGENDA_TRY(captions, store_.captionsOfSplit(options_.split));
    std::map<std::int64_t, std::vector<std::string>> sentences;
    for (auto& caption : *captions) sentences[caption.image].push_back(std::move(caption.text));
    for (auto& image : images) {
        if (skipped_.contains(image.path)) continue;
        auto key = base::sha256(image.uuid).substr(0, 16);
        auto own = std::move(sentences[image.id]);
        entries_.push_back({std::move(image), std::move(key), {}, std::move(own)});
    }
    return {};
}

bool Exporter::upToDate(const Entry& entry) const {
    std::error_code ignored;
    return fs::exists(options_.out / pictureFile(entry.key), ignored) &&
           fs::exists(options_.out / thumbnailFile(entry.key), ignored) &&
           base::headOf(options_.out / imagePageFile(entry.key), kHead).find(signatureMark(entry.signature)) !=
               std::string::npos;
}

// Of what each page is made: the image, its sentences, the models, and the pages that it links to.
void Exporter::sign(const json& models) {
    const auto keyAt = [&](std::size_t n) { return n < entries_.size() ? entries_[n].key : std::string(); };
    for (std::size_t n = 0; n < entries_.size(); ++n) {
        auto& entry = entries_[n];
        entry.signature =
            base::sha256(json{kForm, models, entry.image.path, stateOf(entry.image.file), entry.sentences,
                              options_.beta, options_.regions, keyAt(n - 1), keyAt(n + 1), n / kOnIndexPage}
                             .dump(-1, ' ', false, json::error_handler_t::replace));
        entry.made = upToDate(entry);
    }
}

base::Status Exporter::makeOpenPages() {
    std::vector<Entry*> open;
    for (auto& entry : entries_)
        if (!entry.made) open.push_back(&entry);
    for (std::size_t start = 0; start < open.size(); start += kAtOnce) {
        if (context_.stopped()) return base::JobContext::cancelled();
        const auto end = std::min(open.size(), start + kAtOnce);
        if (auto made = makeBlock(
                {open.begin() + static_cast<std::ptrdiff_t>(start), open.begin() + static_cast<std::ptrdiff_t>(end)});
            !made)
            return made;
    }
    return {};
}

bool Exporter::passOver(const ImageRecord& image, const base::Error& error) {
    if (error.key != kImageFault) return false;
    skipped_[image.path] = base::withoutPlace(error.message, image.file.string());
    return true;
}

base::Status Exporter::writePictures(const Entry& entry, int& width, int& height) const {
    auto picture = image::decode(entry.image.file, kPictureSide);
    if (!picture) {
        picture.error().key = kImageFault;
        return base::pass(picture);
    }
    width = picture->fullWidth;
    height = picture->fullHeight;
    if (auto written = image::encode(*picture, options_.out / pictureFile(entry.key)); !written) return written;
    const double scale = std::min(1.0, double(kThumbnailSide) / std::max(picture->width, picture->height));
    const auto side = [&](int of) { return std::max(1, static_cast<int>(std::lround(of * scale))); };
    return image::encode(image::resize(*picture, side(picture->width), side(picture->height)),
                         options_.out / thumbnailFile(entry.key));
}

base::Status Exporter::makePage(std::size_t place, CaptionResult whole) {
    auto& entry = entries_[place];
    ImagePage page;
    page.key = entry.key;
    page.title = entry.image.path;
    page.signature = entry.signature;
    page.index = indexFile(place / kOnIndexPage);
    if (place > 0) page.previous = {entries_[place - 1].key, entries_[place - 1].image.path};
    if (place + 1 < entries_.size()) page.next = {entries_[place + 1].key, entries_[place + 1].image.path};
    if (!whole.captions.empty()) {
        page.caption = whole.captions.front().text;
        page.captionNote = fmt::format("log-probability {:.2f}", whole.captions.front().logProb);
    }
    for (const auto& sentence : entry.sentences) {
        LEGENDA_TRY(alignment, engine_.align(entry.image.file, entry.image.uuid, sentence, options_.beta, context_));
        page.sentences.push_back(std::move(*alignment));
    }
    if (options_.regions) {
        LEGENDA_TRY(all, engine_.caption(entry.image.file, entry.image.uuid, {}, true, {}, context_));
        for (const auto& found : bestDescriptions(std::move(*all)))
            page.regions.push_back({found.captions.front().text, *found.box,
                                    fmt::format("{:.2f} a word", found.captions.front().logProbAWord())});
    }
    LEGENDA_TRY(pictures, writePictures(entry, page.width, page.height));
    LEGENDA_TRY(written, base::writeFileAtomically(options_.out / imagePageFile(entry.key), htmlOf(page)));
    entry.made = entry.now = true;
    return {};
}

base::Status Exporter::makeBlock(std::vector<Entry*> block) {
    std::vector<Predictor::ImageFile> files;
    for (const auto* entry : block) files.push_back({entry->image.file, entry->image.uuid});
    LEGENDA_TRY(captions, engine_.captionWhole(files, {}, context_, {}, [&](std::size_t i, const base::Error& error) {
        return passOver(block[i]->image, error);
    }));
    for (std::size_t i = 0; i < block.size(); ++i) {
        if (context_.stopped()) return base::JobContext::cancelled();
        if (skipped_.contains(block[i]->image.path)) continue;
        const auto place = static_cast<std::size_t>(block[i] - entries_.data());
        if (auto made = makePage(place, std::move((*captions)[i])); !made && !passOver(block[i]->image, made.error()))
            return made;
        context_.report(
            {"writing pages", static_cast<std::int64_t>(place) + 1, static_cast<std::int64_t>(entries_.size()), {}});
    }
    return {};
}

// The pages of the entries.
PageList Exporter::listed() const {
    PageList list;
    for (const auto& entry : entries_) list.keys.insert(entry.key);
    list.indexPages = std::max<std::size_t>(1, (entries_.size() + kOnIndexPage - 1) / kOnIndexPage);
    return list;
}

base::Status Exporter::writeIndex(const std::string& models) {
    std::vector<IndexEntry> all;
    for (const auto& entry : entries_) {
        LEGENDA_TRY(size, image::readSize(options_.out / thumbnailFile(entry.key)));
        all.push_back({entry.key, entry.image.path,
                       entry.sentences.empty() ? entry.image.path : entry.sentences.front(), size->width,
                       size->height});
    }
    const auto pages = listed().indexPages;
    for (std::size_t n = 0; n < pages; ++n) {
        const auto from = n * kOnIndexPage, to = std::min(all.size(), from + kOnIndexPage);
        IndexPage page{
            titleOf(options_),
            fmt::format("{} images. Models: {}. Made by Legenda {}.", all.size(), models, LEGENDA_VERSION),
            n,
            pages,
            {all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to)}};
        LEGENDA_TRY(written, base::writeFileAtomically(options_.out / indexFile(n), htmlOf(page)));
    }
    report_.index = options_.out / indexFile(0);
    report_.images.written = static_cast<std::int64_t>(all.size());
    report_.made = std::ranges::count_if(entries_, &Entry::now);
    return {};
}

Result<PagesReport> Exporter::run() {
    if (auto fits = checkFolder(options_.out); !fits) return base::pass(fits);
    LEGENDA_TRY(images, store_.images(options_.split));
    if (images->empty()) return tl::unexpected<base::Error>(project::emptySplit(store_, options_.split));
    LEGENDA_TRY(models, modelsInUse(options_, resources_));
    LEGENDA_TRY(begun, base::writeFileAtomically(options_.out / kStyleFile, styleSheet()));
    LEGENDA_TRY(features, makeFeatures(models->recipes));
    LEGENDA_TRY(read, readEntries(std::move(*images)));
    // Before the first page, so that those of an export that is stopped are listed as well.
    auto known = PageList::read(options_.out);
    known.add(listed());
    if (auto kept = known.write(options_.out); !kept) return base::pass(kept);
    // No page links to an image that turns out to be unreadable: its neighbours are made again without it.
    do {
        sign(models->identity);
        if (auto made = makeOpenPages(); !made) return base::pass(made);
    } while (std::erase_if(entries_, [](const Entry& entry) { return !entry.made; }) > 0);
    for (const auto& [image, why] : skipped_) report_.images.skipped.push_back({image, why});
    if (entries_.empty())
        return base::fail(
            ErrorCode::BadInput,
            fmt::format("None of the {} images of the split {} can be read.", skipped_.size(), options_.split),
            skipped_.empty() ? std::string()
                             : fmt::format("{}: {}", skipped_.begin()->first, skipped_.begin()->second));
    if (auto written = writeIndex(models->names); !written) return base::pass(written);
    if (auto removed = removePages(options_.out, known, listed()); !removed) return base::pass(removed);
    if (auto kept = listed().write(options_.out); !kept) return base::pass(kept);
    return std::move(report_);
}

}  // namespace

Result<PagesReport> exportPages(const PagesOptions& options, const project::Resources& resources,
                                const base::JobContext& context) {
    LEGENDA_TRY(store, store::ProjectStore::open(options.project, store::ProjectStore::Mode::Read));
    return Exporter(options, resources, context, *store).run();
}

}  // namespace legenda::inference
