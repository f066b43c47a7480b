// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/live_model.h"

#include <CLI/CLI.hpp>

#include <string>

namespace legenda::cli {

// What --model names: a checkpoint, or by exec:COMMAND a program that answers in its place. One of the two is empty.
struct ModelOption {
    std::string checkpoint, program;

    explicit ModelOption(const std::string& text) {
        if (auto command = live::commandOf(text))
            program = std::move(*command);
        else
            checkpoint = text;
    }
};

// Of --model: refuses exec: without a command.
inline CLI::Validator namesAModel() {
    return CLI::Validator(
        [](std::string& text) -> std::string {
            const auto command = live::commandOf(text);
            const bool none = command && command->find_first_not_of(" \t\r\n") == std::string::npos;
            return none ? "exec: names no command" : std::string();
        },
        std::string());
}

inline constexpr const char* kProgramsFooter =
    "--model exec:COMMAND asks a program: it reads one JSON request a line and answers one a line, after a first line\n"
    "{\"ready\":true,\"name\":\"...\",\"tasks\":[\"caption\",\"ground\",\"align\"]}; resources/adapters/README.md "
    "describes it.";

}  // namespace legenda::cli
