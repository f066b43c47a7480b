// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

// The names of models, the same everywhere: in lists, tables, messages and on the command line.
namespace legenda::project {

// "entities" of the shipped alignment-entities.safetensors, the run's id of runs/ID/best.safetensors, else the file's
// name without its suffix. kind: its key.
std::string modelName(const std::filesystem::path& file, const std::string& kind);

// The supervision of a training, by the key in checkpoints and JSON ("setting"): a "captions", b "captions + boxes",
// c "captions + boxes + phrases".
std::string supervisionText(const std::string& setting);

// "entities · captions + boxes + phrases"
std::string modelTitle(const std::string& name, const std::string& setting);

// "CIDEr 0.592", "sum of recalls 366.9"
std::string figureText(const std::string& metric, double value);

}  // namespace legenda::project
