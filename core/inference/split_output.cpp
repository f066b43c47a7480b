// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/split_output.h"

#include "core/base/files.h"
#include "core/inference/dense_captions.h"
#include "core/inference/predictor.h"
#include "core/inference/result_json.h"
#include "core/project/splits.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace legenda::inference {

using base::Result;
using nlohmann::json;
using store::ProjectStore;

namespace {

constexpr std::size_t kCaptionedAtOnce = 100;

// The images of a split, and those of them that could not be read.
class Batch {
 public:
    static Result<Batch> open(const std::filesystem::path& project, const std::string& split,
                              const std::filesystem::path& out, const base::JobContext& context) {
        LEGENDA_TRY(writable, base::checkWritable(out));
        LEGENDA_TRY(store, ProjectStore::open(project, ProjectStore::Mode::Read));
        LEGENDA_TRY(images, store->images(split));
        if (images->empty()) return tl::unexpected<base::Error>(legenda::project::emptySplit(*store, split));
        return Batch{std::move(*store), std::move(*images), context};
    }

    // Calls each(image) with progress. Continues after an image that cannot be read, but not after a failure that
    // concerns all images, such as one of the model.
    template <class Each>
    base::Status forEach(const std::string& stage, const Each& each) {
        for (const auto& image : images) {
            if (context.stopped()) return base::JobContext::cancelled();
            report(stage, &image - images.data());
            if (base::Status done = each(image); !done && !passOver(image, done.error())) return done;
        }
        report(stage, static_cast<std::ptrdiff_t>(images.size()));
        return {};
    }

    bool passOver(const store::ImageRecord& image, const base::Error& error) {
        if (error.key != kImageFault) return false;
        if (skipped.empty()) first = error.code;
        if (skipped.empty() || skipped.back().image != image.path)
            skipped.push_back({image.path, base::withoutPlace(error.message, image.file.string())});
        return true;
    }

    void report(const std::string& stage, std::ptrdiff_t done) const {
        context.report({stage, done, static_cast<std::int64_t>(images.size()), {}});
    }

    ProjectStore project;
    std::vector<store::ImageRecord> images;
    const base::JobContext& context;
    std::vector<extraction::SkippedImage> skipped{};
    base::ErrorCode first = base::ErrorCode::BadInput;  // of what was skipped
};

// DenseCap's results.json.
Result<json> describeRegions(const CaptionSplitOptions& options, Batch& batch, const project::Resources& resources) {
    Predictor engine(resources, options.project, {{}, {}, options.model, {}, options.program}, options.device);
    json results = json::array();
    auto done = batch.forEach("captioning", [&](const store::ImageRecord& image) -> base::Status {
        LEGENDA_TRY(captions, engine.caption(image.file, image.uuid, {}, true, options.decode, batch.context));
        results.push_back(denseCapImage(image.path, *captions));
        return {};
    });
    if (!done) return base::pass(done);
    return denseCapFile(std::move(results));
}

// A COCO result list.
Result<json> describeWhole(const CaptionSplitOptions& options, Batch& batch, const project::Resources& resources) {
    Predictor engine(resources, options.project, {{}, options.model, {}, {}, options.program}, options.device);
    const auto& images = batch.images;
    json results = json::array();
    for (std::size_t start = 0; start < images.size(); start += kCaptionedAtOnce) {
        std::vector<Predictor::ImageFile> block;
        for (std::size_t i = start; i < std::min(start + kCaptionedAtOnce, images.size()); ++i)
            block.push_back({images[i].file, images[i].uuid});
        auto captions = engine.captionWhole(
            block, options.decode, batch.context,
            [&](std::size_t read) { batch.report("captioning", static_cast<std::ptrdiff_t>(start + read)); },
            [&](std::size_t i, const base::Error& error) { return batch.passOver(images[start + i], error); });
        if (!captions) return base::pass(captions);
        for (std::size_t i = 0; i < captions->size(); ++i)
            if (!(*captions)[i].captions.empty())
                results.push_back(
                    {{"image_id", images[start + i].path}, {"caption", (*captions)[i].captions.front().text}});
    }
    return results;
}

// No file is written for a split without a readable image.
base::Status checkAny(const Batch& batch) {
    if (batch.images.empty() || batch.skipped.size() < batch.images.size()) return {};
    const auto& [image, why] = batch.skipped.front();
    return base::fail(batch.first, fmt::format("{}: {}", image, why),
                      fmt::format("none of the {} images can be used", batch.images.size()));
}

}  // namespace

Result<BatchReport> alignSplit(const AlignSplitOptions& options, const project::Resources& resources,
                               const base::JobContext& context) {
    LEGENDA_TRY(batch, Batch::open(options.project, options.split, options.out, context));
    Predictor engine(resources, options.project, {options.model, {}, {}, {}, options.program}, options.device);
    std::int64_t lines = 0;
    const auto write = [&](std::ostream& out) -> base::Status {
        auto done = batch->forEach("aligning", [&](const store::ImageRecord& image) -> base::Status {
            LEGENDA_TRY(captions, batch->project.captions(image.id));
            for (const auto& caption : *captions) {
                LEGENDA_TRY(alignment, engine.align(image.file, image.uuid, caption.text, options.beta, context));
                alignment->image = image.path;
                out << alignmentToJson(*alignment).dump() << '\n';
                ++lines;
            }
            return {};
        });
        return done ? checkAny(*batch) : done;
    };
    LEGENDA_TRY(written, base::writeFileAtomically(options.out, write, context.stop));
    return BatchReport{lines, std::move(batch->skipped)};
}

Result<BatchReport> captionSplit(const CaptionSplitOptions& options, const project::Resources& resources,
                                 const base::JobContext& context) {
    LEGENDA_TRY(batch, Batch::open(options.project, options.split, options.out, context));
    LEGENDA_TRY(document, options.format == "densecap" ? describeRegions(options, *batch, resources)
                                                       : describeWhole(options, *batch, resources));
    LEGENDA_TRY(any, checkAny(*batch));
    LEGENDA_TRY(written, base::writeFileAtomically(options.out, document->dump(), context.stop));
    return BatchReport{static_cast<std::int64_t>(batch->images.size() - batch->skipped.size()),
                       std::move(batch->skipped)};
}

}  // namespace legenda::inference
