// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/options.h"
#include "core/project/resources.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace legenda::runs {

// A file resources/presets/KIND-NAME.json.
struct PresetInfo {
    std::string kind, name, title, description;
    std::string architecture;  // the network and trainer, where the kind has several
    nlohmann::json options, recipe;
};

std::vector<PresetInfo> presets(const project::Resources& resources);  // by kind and name; damaged files are left out
// name empty: "paper" or, where there is none, "default". Usage, with the names there are, for an unknown one.
base::Result<PresetInfo> findPreset(const std::string& kind, const std::string& name,
                                    const project::Resources& resources);
// The form of a kind's options with the preset's values; empty for an unknown kind.
std::vector<base::OptionField> trainingOptions(const std::string& kind, const PresetInfo& preset);

}  // namespace legenda::runs
