// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/backbone.h"

#include <string>

namespace legenda::model {

// One member of the EfficientNet-Lite family (no squeeze-and-excitation, ReLU6, stem and head not scaled). The
// multipliers stretch the channels and the repeats of lite0's blocks. A member is one small file in backbones/ that
// calls this.
BackbonePtr makeEfficientNetLite(const std::string& name, double widthMultiplier, double depthMultiplier);

}  // namespace legenda::model
