// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/batch_job.h"

#include "core/base/files.h"
#include "core/jobs/describe.h"
#include "core/jobs/engine.h"
#include "core/jobs/result_json.h"
#include "core/store/project_store.h"

#include <ostream>

namespace legenda::jobs {

using base::Result;
using nlohmann::json;
using store::ProjectStore;

namespace {

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
    const bool regions = options.format == "densecap";
    Engine engine(resources, options.project,
                  regions ? Engine::Models{{}, {}, options.model} : Engine::Models{{}, options.model, {}},
                  options.device);
    json results = json::array();
    auto done = forEachImage(*images, "captioning", context, [&](const store::ImageRecord& image) -> base::Status {
        auto captions = engine.caption(image.file, image.uuid, {}, regions, options.decode, context);
        if (!captions) return base::pass(captions);
        if (!regions) {
            results.push_back({{"image_id", image.path}, {"caption", captions->front().captions.front().text}});
            return {};
        }
        results.push_back(denseCapImage(image.path, *captions));
        return {};
    });
    if (!done) return base::pass(done);
    const json document = regions ? denseCapFile(std::move(results)) : results;
    if (auto written = base::writeFileAtomically(options.out, document.dump()); !written) return base::pass(written);
    return static_cast<std::int64_t>(images->size());
}

}  // namespace legenda::jobs
