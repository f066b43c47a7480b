// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Included by the main.cpp of each program, once: restarts the program with the environment variables below, which its
// tensor computations need to be fast, unless the user has set them.
//
// OMP_WAIT_POLICY=passive: OpenMP's threads otherwise spin while they wait for work: a training and an interactive
// request at the same time would take the cores from each other and from the window.
//
// OPENBLAS_CORETYPE=SkylakeX or Haswell, by the processor's vector instructions: an OpenBLAS that is older than the
// processor does not recognise it and falls back to kernels without AVX: on an Emerald Rapids with Debian 12's 0.3.21 a
// matrix product runs at 40 GFLOP/s instead of 235.
//
// Both libraries read these in their constructors, before main(), so that setenv() in main() comes too late, and
// neither has a call that does the same. A program's .preinit_array runs before every library's constructor: executing
// anew from there costs only the mapping of the libraries (80 ms), from main() also all of LibTorch's constructors (as
// much as --version takes, 250 ms).

#include <cstring>
#include <new>

#include <unistd.h>

namespace legenda::app {

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// "NAME=value" of OpenBLAS for this processor; nullptr where its own choice is good.
inline char* blasKernels() {
#if defined(__x86_64__)
    static char skylake[] = "OPENBLAS_CORETYPE=SkylakeX";
    static char haswell[] = "OPENBLAS_CORETYPE=Haswell";
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
        return skylake;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return haswell;
#endif
    return nullptr;
}

// Neither libc's environment nor any static object is set up yet: only system calls and what the loader hands over.
inline void startWithComputeEnvironment(int, char** argv, char** environment) {
    static char passive[] = "OMP_WAIT_POLICY=passive";
    static char program[4096];
    char* const wanted[] = {passive, blasKernels()};
    constexpr std::size_t kWanted = sizeof wanted / sizeof *wanted;
    char* missing[kWanted];
    std::size_t count = 0, adding = 0;
    while (environment[count] != nullptr) ++count;
    for (char* const variable : wanted) {
        if (variable == nullptr) continue;
        const auto name = static_cast<std::size_t>(std::strchr(variable, '=') - variable) + 1;
        bool there = false;
        for (std::size_t k = 0; k < count && !there; ++k) there = std::strncmp(environment[k], variable, name) == 0;
        if (!there) missing[adding++] = variable;
    }
    if (adding == 0) return;
    // The real path, not /proc/self/exe, so that the process keeps its name. Where it cannot be read the program
    // continues unchanged.
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) return;
    program[length] = '\0';
    char** extended = new (std::nothrow) char*[count + adding + 1];
    if (extended == nullptr) return;
    std::memcpy(extended, environment, count * sizeof(char*));
    std::memcpy(extended + count, missing, adding * sizeof(char*));
    extended[count + adding] = nullptr;
    execve(program, argv, extended);
    delete[] extended;
}

[[gnu::section(".preinit_array"),
  gnu::used]] static void (*const computeEnvironment)(int, char**, char**) = startWithComputeEnvironment;

#endif

}  // namespace legenda::app
