// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/presets.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/runs/training_task.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

namespace legenda::runs {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

namespace {

base::Result<PresetInfo> readPreset(const fs::path& file, const std::string& kind, const std::string& name) {
    LEGENDA_TRY(text, base::readFile(file));
    LEGENDA_TRY(json, base::parseJson(*text, file.string()));
    PresetInfo info{kind, name, name, {}, {}, nlohmann::json::object(), nlohmann::json::object()};
    for (auto& [key, member] : {std::pair{"title", &info.title}, {"description", &info.description}}) {
        if (!json->is_object() || !json->contains(key) || !(*json)[key].is_string())
            return fail(ErrorCode::BadInput, fmt::format("{}: \"{}\" must be text.", file.string(), key));
        *member = (*json)[key].get<std::string>();
    }
    if (!json->contains("options") || !(*json)["options"].is_object())
        return fail(ErrorCode::BadInput, fmt::format("{}: \"options\" must be an object.", file.string()));
    info.options = (*json)["options"];
    info.architecture = json->value("architecture", "");
    info.recipe = json->value("recipe", nlohmann::json::object());
    return info;
}

fs::path presetFile(const project::Resources& resources, const std::string& kind, const std::string& name) {
    return resources.folder / "presets" / fmt::format("{}-{}.json", kind, name);
}

}  // namespace

std::vector<PresetInfo> presets(const project::Resources& resources) {
    std::vector<PresetInfo> all;
    std::error_code failure;
    for (const auto& entry : fs::directory_iterator(resources.folder / "presets", failure)) {
        const auto stem = entry.path().stem().string();
        const auto dash = stem.find('-');
        if (entry.path().extension() != ".json" || dash == std::string::npos) continue;
        if (auto preset = readPreset(entry.path(), stem.substr(0, dash), stem.substr(dash + 1)))
            all.push_back(std::move(*preset));
    }
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return std::tie(a.kind, a.name) < std::tie(b.kind, b.name); });
    return all;
}

base::Result<PresetInfo> findPreset(const std::string& kind, const std::string& name,
                                    const project::Resources& resources) {
    std::error_code ignored;
    if (name.empty())
        return findPreset(kind, fs::exists(presetFile(resources, kind, "paper"), ignored) ? "paper" : "default",
                          resources);
    const auto file = presetFile(resources, kind, name);
    if (!fs::exists(file, ignored)) {
        std::vector<std::string> known;
        for (const auto& preset : presets(resources))
            if (preset.kind == kind) known.push_back(preset.name);
        return fail(ErrorCode::Usage, fmt::format("There is no preset \"{}\" for {}; there are: {}.", name, kind,
                                                  fmt::join(known, ", ")));
    }
    return readPreset(file, kind, name);
}

std::vector<base::OptionField> trainingOptions(const std::string& kind, const PresetInfo& preset) {
    const auto task = trainingTask(kind);
    if (!task) return {};
    const auto options = task->options(preset.architecture);
    (void)options->read(preset.options, preset.name);  // an invalid preset leaves the defaults
    return options->fields();
}

}  // namespace legenda::runs
