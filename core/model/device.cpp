// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/device.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <dlfcn.h>

namespace legenda::model {

using base::ErrorCode;
using base::fail;

namespace {

struct CudaPart {
    bool loaded = false;
    std::string why;  // not
};

// LibTorch's CUDA part is not a dependency of the program, so that one build starts on machines with and without a
// graphics card; loading it registers its operators. The card's driver is looked for first: without one the library's
// 900 MB would be mapped for nothing.
const CudaPart& cudaPart() {
    static const CudaPart part = [] {
        for (const char* library : {"libcuda.so.1", "libtorch_cuda.so"})
            if (dlopen(library, RTLD_NOW | RTLD_GLOBAL) == nullptr) {
                const char* why = dlerror();
                return CudaPart{false, why == nullptr ? library : why};
            }
        at::globalContext().setAllowTF32CuDNN(false);  // features must equal those of the processor
        return CudaPart{true, {}};
    }();
    return part;
}

bool namesCuda(const std::string& device) {
    return device == "cuda" || (device.starts_with("cuda:") && device.size() > 5 && device.size() < 8 &&
                                device.find_first_not_of("0123456789", 5) == std::string::npos);
}

}  // namespace

base::Result<std::string> resolveDevice(const std::string& device) {
    if (device == "cpu" || device.empty()) return std::string("cpu");
    const bool any = device == "auto";
    if (!any && !namesCuda(device))
        return fail(ErrorCode::Usage,
                    fmt::format("The device must be auto, cpu, cuda or cuda:N, found \"{}\".", device));
    std::string why = cudaPart().why;
    try {
        if (cudaPart().loaded && at::hasCUDA()) {
            const std::string wanted = any || device == "cuda" ? "cuda:0" : device;
            (void)at::empty({1}, at::TensorOptions().device(at::Device(wanted)));
            return wanted;
        }
    } catch (const std::exception& problem) {
        why = problem.what();
    }
    if (any) return std::string("cpu");
    if (cudaPart().loaded)
        return fail(ErrorCode::Unsupported, fmt::format("The device {} cannot be used on this machine.", device), why);
    return fail(ErrorCode::Unsupported,
                fmt::format("This build or machine has no CUDA, so the device {} cannot be used: ./packaging/start "
                            "--cuda makes a build that has it, on a machine with NVIDIA's driver.",
                            device),
                why);
}

}  // namespace legenda::model
