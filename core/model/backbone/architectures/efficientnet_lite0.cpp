// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backbone/efficientnet_lite.h"

namespace legenda::model {

BackbonePtr make_efficientnet_lite0();

BackbonePtr make_efficientnet_lite0() {
    return makeEfficientNetLite("efficientnet-lite0", 1.0, 1.0);
}

}  // namespace legenda::model
