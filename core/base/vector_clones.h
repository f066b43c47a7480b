// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// In front of a function that is one tight loop: the compiler makes a version for each width of the processor's vector
// registers and the dynamic loader chooses the widest that the machine has. Elsewhere than on x86-64 (and under the
// sanitizers, which start after the loader's choice) the function is plain.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define LEGENDA_VECTOR_CLONES [[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]]
#else
#define LEGENDA_VECTOR_CLONES
#endif
