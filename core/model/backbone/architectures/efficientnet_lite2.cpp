// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backbone/efficientnet_lite.h"

namespace legenda::model {

BackbonePtr make_efficientnet_lite2();

BackbonePtr make_efficientnet_lite2() {
    return makeEfficientNetLite("efficientnet-lite2", 1.1, 1.2);
}

}  // namespace legenda::model
