// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"
#include "core/evaluation/evaluation.h"

#include <filesystem>
#include <string>

namespace legenda::cli {

// --items and --format, of every command that prints figures.
struct ScoreOutput {
    std::filesystem::path items;
    std::string format = "text";

    void declare(CLI::App& command);
    // Before anything is computed: whether the items can be written.
    base::Status check() const;
    // The figures as JSON and as a table; writes the items.
    base::Result<CommandOutput> of(nlohmann::json figures, const std::vector<evaluation::ItemList>& lists,
                                   const base::JobContext& context) const;
};

}  // namespace legenda::cli
