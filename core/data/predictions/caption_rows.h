// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/predictions/format.h"

#include <filesystem>

// Lists of captions, as COCO and neuraltalk2 have them.
namespace legenda::data::predictions {

// The list that neuraltalk2 writes: file names beside ids that count the images of its run.
bool isNeuraltalkList(const regions::Look& look);

base::Status readCaptionList(const std::filesystem::path& file, Feed& feed);

// Images by their ids in COCO where all of them have one, else by name.
base::Status writeCaptionList(const Source& source, const std::filesystem::path& target);

}  // namespace legenda::data::predictions
