// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "core/project/resources.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace legenda::cli {

// The context that main passes to a running command.
struct CommandContext {
    project::Resources resources;
    bool json = false;
    bool quiet = false;
    int threads = 0;
    std::string device = "cpu";
    base::JobContext job;  // stops on Ctrl-C, draws the progress line on stderr
};

// A result: one JSON document for --json, readable text otherwise. `problem`: the part of the work that failed; it is
// reported after the result and determines the exit status.
struct CommandOutput {
    nlohmann::json json;
    std::string text;
    std::optional<base::Error> problem{};
};

// One sub-command. A command is one file in commands/: it defines `CommandPtr make_<stem>()`.
class Command {
 public:
    virtual ~Command() = default;
    // Adds the sub-command with its options to the parser and returns it.
    virtual CLI::App* declare(CLI::App& app) = 0;
    virtual base::Result<CommandOutput> run(const CommandContext& context) = 0;
};
using CommandPtr = std::unique_ptr<Command>;

std::vector<CommandPtr> commands();  // generated: one entry per file in commands/

}  // namespace legenda::cli
