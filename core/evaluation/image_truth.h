// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/image_predictions.h"

namespace legenda::evaluation {

// What ground truth says of one image, in the shape of predictions, so that both are shown alike: its captions; its
// phrases in the order of the sentences, each with one box around those of its chain; the texts of its regions. `set`
// stays empty, and every list but `alignments` may have something. Errors: BadInput, the project has no such image.
base::Result<ImagePredictions> imageTruth(const store::ProjectStore& project, std::int64_t image);

}  // namespace legenda::evaluation
