// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/project/resources.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace legenda::exchange {

struct FoundCheckpoint {
    std::string kind;  // "alignment", "caption", "region", "backbone"
    std::filesystem::path path;
    std::string hash;     // SHA-256 of the file
    std::string name;     // see core/project/model_names.h
    std::string setting;  // its supervision; empty where it does not say
};

struct DoctorProblem {
    std::string what;
    std::string mend;  // a command or a step
};

struct DoctorReport {
    std::string version, torch, opencv, sqlite;
    std::string qt;  // of the library found on this machine, empty where there is none
    std::string device;
    int threads = 0;
    double gflops = 0;  // of a float32 matrix product on `threads` threads
    std::string blas;   // the library's file name
    std::vector<FoundCheckpoint> checkpoints;
    std::vector<DoctorProblem> problems;
};

// What is wrong with matrix products through the library file `blas` at the measured rate, and the command against it.
std::optional<DoctorProblem> blasProblem(const std::string& blas, double gflops);

// Looks at the machine and reads the shipped files whole; takes about a second. threads 0: all cores. Any thread.
DoctorReport examine(const project::Resources& resources, const std::string& device, int threads);

}  // namespace legenda::exchange
