// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Included by the main.cpp of each program, once: starts the program anew with OMP_WAIT_POLICY=passive where that is
// unset.
//
// OpenMP's threads, which tensors are computed on, otherwise spin while they wait for work: with a training and an
// interactive question at the same time they take the cores from each other and from the window. libgomp reads the
// variable in its constructor, before main(), so that setenv() in main() comes too late, and it has no call that does
// the same. A program's .preinit_array runs before every library's constructor: executing anew from there costs only
// the mapping of the libraries (80 ms), from main() also all of LibTorch's constructors (as much as --version takes,
// 250 ms). The user's own value, whatever it is, stays.

#include <cstring>
#include <new>

#include <unistd.h>

namespace legenda::app {

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// Neither libc's environment nor any static object is set up yet: only system calls and what the loader hands over.
inline void startWithPassiveThreads(int, char** argv, char** environment) {
    static char variable[] = "OMP_WAIT_POLICY=passive";
    static char program[4096];
    constexpr std::size_t kName = 16;  // with the '='
    std::size_t count = 0;
    for (; environment[count] != nullptr; ++count)
        if (std::strncmp(environment[count], variable, kName) == 0) return;
    // The real path, not /proc/self/exe: the process keeps its name. Where it cannot be read the program simply goes
    // on.
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) return;
    program[length] = '\0';
    char** extended = new (std::nothrow) char*[count + 2];
    if (extended == nullptr) return;
    std::memcpy(extended, environment, count * sizeof(char*));
    extended[count] = variable;
    extended[count + 1] = nullptr;
    execve(program, argv, extended);
    delete[] extended;
}

[[gnu::section(".preinit_array"), gnu::used]] static void (*const passiveThreads)(int, char**,
                                                                                  char**) = startWithPassiveThreads;

#endif

}  // namespace legenda::app
