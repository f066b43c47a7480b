// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/batch_job.h"

#include "core/base/files.h"
#include "core/jobs/describe.h"
#include "core/jobs/engine.h"
#include "core/jobs/result_json.h"
#include "core/store/project_store.h"

#include <algorithm>
#include <ostream>

namespace legenda::jobs {

using base::Result;
using nlohmann::json;
using store::ProjectStore;

namespace {

constexpr std::size_t kImagesAtOnce = 100;

// Calls each(image, index) for the images of a split with progress; stops at the first error.
template <class Each>
base::Status forEachImage(const std::vector<store::ImageRecord>& images, const std::string& stage,
                          const base::JobContext& context, const Each& each) {
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (context.stopped()) return base::JobContext::cancelled();
        context.report({stage, static_cast<std::int64_t>(i), static_cast<std::int64_t>(images.size()), {}});
        if (base::Status done = each(images[i]); !done) return done;
    }
    context.report({stage, static_cast<std::int64_t>(images.size()), static_cast<std::int64_t>(images.size()), {}});
    return {};
}

// DenseCap's results.json.
Result<json> describeRegions(const CaptionSplitOptions& options, const std::vector<store::ImageRecord>& images,
                             const Resources& resources, const base::JobContext& context) {
    Engine engine(resources, options.project, {{}, {}, options.model}, options.device);
    json results = json::array();
    auto done = forEachImage(images, "captioning", context, [&](const store::ImageRecord& image) -> base::Status {
        auto captions = engine.caption(image.file, image.uuid, {}, true, options.decode, context);
        if (!captions) return base::pass(captions);
        results.push_back(denseCapImage(image.path, *captions));
        return {};
    });
    if (!done) return base::pass(done);
    return denseCapFile(std::move(results));
}

// A COCO result list.
Result<json> describeWhole(const CaptionSplitOptions& options, const std::vector<store::ImageRecord>& images,
                           const Resources& resources, const base::JobContext& context) {
    Engine engine(resources, options.project, {{}, options.model, {}}, options.device);
    const auto total = static_cast<std::int64_t>(images.size());
    json results = json::array();
    for (std::size_t start = 0; start < images.size(); start += kImagesAtOnce) {
        std::vector<Engine::ImageFile> block;
        for (std::size_t i = start; i < std::min(start + kImagesAtOnce, images.size()); ++i)
            block.push_back({images[i].file, images[i].uuid});
        auto captions = engine.captionWhole(block, options.decode, context, [&](std::size_t read) {
            context.report({"captioning", static_cast<std::int64_t>(start + read), total, {}});
        });
        if (!captions) return base::pass(captions);
        for (std::size_t i = 0; i < captions->size(); ++i)
            results.push_back(
                {{"image_id", images[start + i].path}, {"caption", (*captions)[i].captions.front().text}});
    }
    return results;
}

}  // namespace

Result<std::int64_t> alignSplit(const AlignSplitOptions& options, const Resources& resources,
                                const base::JobContext& context) {
    auto project = ProjectStore::open(options.project, ProjectStore::Mode::Read);
    if (!project) return base::pass(project);
    auto images = project->images(options.split);
    if (!images) return base::pass(images);
    Engine engine(resources, options.project, {options.model, {}, {}}, options.device);
    std::int64_t lines = 0;
    auto written = base::writeFileAtomically(options.out, [&](std::ostream& out) {
        return forEachImage(*images, "aligning", context, [&](const store::ImageRecord& image) -> base::Status {
            auto captions = project->captions(image.id);
            if (!captions) return base::pass(captions);
            for (const auto& caption : *captions) {
                auto alignment = engine.align(image.file, image.uuid, caption.text, options.beta, context);
                if (!alignment) return base::pass(alignment);
                alignment->image = image.path;
                out << alignmentToJson(*alignment).dump() << '\n';
                ++lines;
            }
            return {};
        });
    });
    if (!written) return base::pass(written);
    return lines;
}

Result<std::int64_t> captionSplit(const CaptionSplitOptions& options, const Resources& resources,
                                  const base::JobContext& context) {
    auto project = ProjectStore::open(options.project, ProjectStore::Mode::Read);
    if (!project) return base::pass(project);
    auto images = project->images(options.split);
    if (!images) return base::pass(images);
    auto document = options.format == "densecap" ? describeRegions(options, *images, resources, context)
                                                 : describeWhole(options, *images, resources, context);
    if (!document) return base::pass(document);
    if (auto written = base::writeFileAtomically(options.out, document->dump()); !written) return base::pass(written);
    return static_cast<std::int64_t>(images->size());
}

}  // namespace legenda::jobs
