// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/recipe.h"

#include "core/base/hash.h"

namespace legenda::features {

std::string Recipe::hash() const {
    return base::sha256(base::optionsToJson(*this).dump()).substr(0, 16);
}

}  // namespace legenda::features
