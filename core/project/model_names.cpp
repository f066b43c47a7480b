// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/model_names.h"

#include <fmt/format.h>

#include <cctype>

namespace legenda::project {

std::string modelName(const std::filesystem::path& file, const std::string& kind) {
    const std::string stem = file.stem().string();
    // A run's checkpoint is called best; its folder says which run.
    const auto folder = file.parent_path();
    if (stem == "best" && folder.parent_path().filename() == "runs") return folder.filename().string();
    // "alignment-better" among alignments. The id of a run begins with its kind as well, a date follows.
    const std::string prefix = kind + "-";
    const bool preset = stem.starts_with(prefix) && stem.size() > prefix.size() &&
                        std::isalpha(static_cast<unsigned char>(stem[prefix.size()])) != 0;
    return preset ? stem.substr(prefix.size()) : stem;
}

std::string supervisionText(const std::string& setting) {
    if (setting == "a") return "captions";
    if (setting == "b") return "captions + boxes";
    if (setting == "c") return "captions + boxes + phrases";
    return setting;
}

std::string modelTitle(const std::string& name, const std::string& setting) {
    return setting.empty() ? name : fmt::format("{} · {}", name, supervisionText(setting));
}

std::string figureText(const std::string& metric, double value) {
    if (metric == "rsum") return fmt::format("sum of recalls {:.1f}", value);
    if (metric == "cider") return fmt::format("CIDEr {:.3f}", value);
    if (metric == "upper_bound") return fmt::format("proposal recall {:.1f} %", value);
    return fmt::format("{} {:.4g}", metric, value);
}

}  // namespace legenda::project
