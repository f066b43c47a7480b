// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/torchscript_backbone.h"

#include "core/base/foreign_file.h"
#include "core/base/hash.h"
#include "core/base/json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/script.h>

#include <array>
#include <cmath>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace legenda::model {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;

namespace {

constexpr const char* kMetadata = "legenda.json";

struct Normalisation {
    std::array<float, 3> mean{0.485f, 0.456f, 0.406f}, deviation{0.229f, 0.224f, 0.225f};  // of ImageNet
};

Result<Normalisation> readNormalisation(const std::string& text, const std::string& where) {
    Normalisation out;
    auto json = base::parseJson(text, where);
    if (!json) return pass(json);
    const auto wrong =
        fmt::format("{}: expected {{\"mean\": [r, g, b], \"std\": [r, g, b]}} with numbers, \"std\" above 0.", where);
    if (!json->is_object()) return fail(ErrorCode::BadInput, wrong);
    for (const auto& [key, value] : json->items()) {
        if ((key != "mean" && key != "std") || !value.is_array() || value.size() != 3)
            return fail(ErrorCode::BadInput, wrong);
        for (std::size_t i = 0; i < 3; ++i) {
            const auto number = value[i].is_number() ? value[i].get<float>() : std::nanf("");
            if (!std::isfinite(number) || (key == "std" && !(number > 0))) return fail(ErrorCode::BadInput, wrong);
            (key == "mean" ? out.mean : out.deviation)[i] = number;
        }
    }
    return out;
}

at::Tensor perChannel(const std::array<float, 3>& values) {
    return at::tensor(at::ArrayRef<float>(values)).view({1, 3, 1, 1});
}

// forward() gave something that is neither a map nor vectors.
struct WrongOutput : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class TorchScriptBackbone : public LoadedBackbone {
 public:
    TorchScriptBackbone(const torch::jit::Module& module, const Normalisation& normalisation, std::string file,
                        std::string hash)
        : module_(module),
          mean_(perChannel(normalisation.mean)),
          deviation_(perChannel(normalisation.deviation)),
          file_(std::move(file)) {
        module_.eval();
        hash_ = std::move(hash);
    }

    int dimension() const override { return static_cast<int>(dimension_); }
    bool hasMap() const override { return hasMap_; }
    bool hasHead() const override { return false; }

    at::Tensor map(const std::uint8_t* rgb, int count, int height, int width) override {
        if (count < 1 || height < 1 || width < 1) throw std::invalid_argument("a backbone needs at least one pixel");
        const c10::InferenceMode noGradients;
        const auto pixels = at::from_blob(const_cast<std::uint8_t*>(rgb), {count, height, width, 3}, at::kByte);
        const auto input =
            pixels.permute({0, 3, 1, 2}).to(at::kFloat).div_(255).sub_(mean_).div_(deviation_).contiguous();
        const auto value = module_.forward({input});
        if (!value.isTensor())
            throw WrongOutput(fmt::format("{}: forward() gives a {}, expected one tensor.", file_, value.tagKind()));
        auto out = value.toTensor();
        const bool vectors = out.dim() == 2;
        if ((!vectors && out.dim() != 4) || out.size(0) != count || out.numel() == 0)
            throw WrongOutput(fmt::format("{}: forward() maps {} to {}, expected [{}, D, h, w] or [{}, D].", file_,
                                          fmt::join(input.sizes(), " x "), fmt::join(out.sizes(), " x "), count,
                                          count));
        if (dimension_ != 0 && (out.size(1) != dimension_ || vectors == hasMap_))
            throw WrongOutput(
                fmt::format("{}: forward() gives {} for an input of {} x {} pixels, of another "
                            "kind or dimension than for other inputs.",
                            file_, fmt::join(out.sizes(), " x "), width, height));
        dimension_ = out.size(1);
        hasMap_ = !vectors;
        if (vectors) out = out.reshape({count, dimension_, 1, 1});
        return out.to(at::kCPU, at::kFloat).contiguous();
    }

    at::Tensor classify(const at::Tensor&) override { return {}; }

 private:
    torch::jit::Module module_;
    at::Tensor mean_, deviation_;  // [1, 3, 1, 1]
    std::string file_;
    std::int64_t dimension_ = 0;  // 0: not run yet
    bool hasMap_ = true;
};

// The relevant line of an exception's text: TorchScript quotes the module's source before it, and c10 lists functions
// of the program after it.
std::string whyOf(const std::exception& problem) {
    const auto* own = dynamic_cast<const c10::Error*>(&problem);
    std::string text = own != nullptr ? own->what_without_backtrace() : problem.what();
    if (const auto last = text.rfind("RuntimeError: "); last != std::string::npos) text.erase(0, last);
    return text.substr(0, text.find('\n'));
}

base::Status tryOn(LoadedBackbone& net, int side, const std::string& name) try {
    const std::vector<std::uint8_t> black(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
    net.map(black.data(), 1, side, side);
    return {};
} catch (const WrongOutput& problem) {
    return fail(ErrorCode::BadInput, problem.what());
} catch (const std::exception& problem) {
    return fail(ErrorCode::BadInput,
                fmt::format("{}: forward() fails on an input of {} x {} pixels.", name, side, side), whyOf(problem));
}

// A zip archive may be one of PyTorch without code.
std::string whatInstead(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string head(base::kForeignHead, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    if (head.starts_with("PK"))
        return ": it may be an archive of weights alone; torch.jit.trace or torch.jit.script makes a module, and its "
               "save() the file";
    const auto kind = base::foreignKind(head);
    return kind.empty() ? kind : "; it " + kind;
}

}  // namespace

bool isTorchScript(const std::string& backbone) {
    return backbone.ends_with(".pt") || backbone.ends_with(".torchscript");
}

Result<std::unique_ptr<LoadedBackbone>> loadTorchScript(const std::filesystem::path& file,
                                                        const std::vector<int>& sides) {
    const std::string name = file.string();
    auto hash = base::sha256OfFile(file);
    if (!hash) return pass(hash);
    torch::jit::ExtraFilesMap extra{{kMetadata, ""}};
    torch::jit::Module module;
    try {
        module = torch::jit::load(name, at::Device(at::kCPU), extra);
    } catch (const std::exception& problem) {
        return fail(ErrorCode::BadInput, fmt::format("{} is not a TorchScript module{}.", name, whatInstead(file)),
                    whyOf(problem));
    }
    Normalisation normalisation;
    if (!extra[kMetadata].empty()) {
        auto read = readNormalisation(extra[kMetadata], name + ":" + kMetadata);
        if (!read) return pass(read);
        normalisation = *read;
    }
    if (!module.find_method("forward"))
        return fail(ErrorCode::BadInput, fmt::format("{}: the TorchScript module has no forward().", name));
    std::unique_ptr<LoadedBackbone> net =
        std::make_unique<TorchScriptBackbone>(std::move(module), normalisation, name, std::move(*hash));
    for (const int side : sides)
        if (auto ran = tryOn(*net, side, name); !ran) return pass(ran);
    return net;
}

}  // namespace legenda::model
