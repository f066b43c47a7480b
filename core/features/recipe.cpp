// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/recipe.h"

#include "core/base/hash.h"

#include <filesystem>

namespace legenda::features {

std::string Recipe::hash() const {
    auto fields = base::optionsToJson(*this);
    fields.erase("setting");
    fields.erase("proposer");
    if (std::filesystem::path(backbone).is_absolute()) fields["backbone"] = "file";  // its hash says which
    if (frameSize == Recipe{}.frameSize) fields.erase("frameSize");
    if (proposalsSide == Recipe{}.proposalsSide) fields.erase("proposalsSide");
    if (longestSide == Recipe{}.longestSide) fields.erase("longestSide");
    return base::sha256(fields.dump()).substr(0, 16);
}

Recipe newRecipe() {
    Recipe recipe;
    recipe.longestSide = kLongestSide;
    return recipe;
}

Recipe withoutLongestSide(Recipe recipe) {
    recipe.longestSide = 0;
    return recipe;
}

}  // namespace legenda::features
