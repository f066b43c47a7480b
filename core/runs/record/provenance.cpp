// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/provenance.h"

#include "core/base/hash.h"
#include "core/model/device.h"
#include "core/project/project_path.h"

#include <fmt/format.h>
#include <torch/version.h>

#include <map>

namespace legenda::runs {

namespace {

struct DataSummary {
    std::map<std::string, std::size_t> images;  // by split
    std::string hash;
};

DataSummary summaryOf(const store::ProjectStore& project) {
    DataSummary summary;
    std::string all;
    for (const char* split : {"train", "dev"}) {
        const auto images = project.images(split);
        const auto captions = project.captionsOfSplit(split);
        if (!images || !captions) continue;
        summary.images[split] = images->size();
        all += fmt::format("{}\n", split);
        auto caption = captions->begin();
        for (const auto& image : *images) {  // both by image id
            all += image.uuid + "\n";
            while (caption != captions->end() && caption->image < image.id) ++caption;
            for (; caption != captions->end() && caption->image == image.id; ++caption) all += caption->text + "\n";
        }
    }
    summary.hash = base::sha256(all);
    return summary;
}

}  // namespace

nlohmann::json provenanceOf(const TrainingInputs& inputs, const LoadedTraining& loaded) {
    const auto summary = summaryOf(inputs.project);
    const auto device = model::resolveDevice(inputs.device);
    const auto* recipe = loaded.recipe();
    const auto& plan = inputs.plan;
    nlohmann::json alignment;
    if (!plan.alignment.empty()) alignment = project::ProjectPath::of(inputs.project.folder(), plan.alignment).stored();
    return {{"version", LEGENDA_VERSION},
            {"torch", fmt::format("{}.{}.{}", TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR, TORCH_VERSION_PATCH)},
            {"device", device ? *device : inputs.device},
            {"threads", inputs.threads},
            {"preset", plan.preset},
            {"seed", plan.options.value("seed", nlohmann::json())},
            {"split", summary.images},
            {"data", summary.hash},
            {"recipe", recipe ? nlohmann::json(recipe->hash()) : nlohmann::json()},
            {"alignment", std::move(alignment)}};
}

}  // namespace legenda::runs
