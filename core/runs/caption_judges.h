// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trainers/caption_trainer.h"

#include <string>
#include <vector>

namespace legenda::runs {

// CIDEr-D of captions against their references, both raw: the score and reward of captions while a model is trained.
double ciderOf(const std::vector<std::string>& captions, const std::vector<std::vector<std::string>>& references);

// CIDEr-D on the dev split, and as the reward of self-critical sequence training (SCST).
trainers::CaptionJudges ciderJudges();

}  // namespace legenda::runs
