// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace legenda::project {

// The locations of the shipped files: resources/ (pretrained weights, presets) and datasets/demo. Found beside the
// program (installed or in a build tree) or named by LEGENDA_RESOURCES; passed into jobs, never global.
struct Resources {
    std::filesystem::path folder;  // resources/
    std::filesystem::path demo;    // datasets/demo

    static base::Result<Resources> locate(const std::filesystem::path& executable);
    std::filesystem::path pretrained() const { return folder / "pretrained"; }
    std::filesystem::path calibration() const { return pretrained() / "calibration.json"; }
    std::filesystem::path lexicon() const { return folder / "lexicon" / "known-words.tsv.gz"; }
    std::filesystem::path classes() const { return folder / "lexicon" / "classes.tsv.gz"; }
};

}  // namespace legenda::project
