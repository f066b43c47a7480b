// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/proposer.h"

#include "core/base/hash.h"
#include "core/model/checkpoint.h"
#include "core/model/proposer/box_choice.h"
#include "core/model/proposer/proposer_choice_impl.h"
#include "core/model/proposer/proposer_net_impl.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

namespace legenda::model {

struct Proposer::Impl {
    CheckpointInfo info;
    ProposerWeights weights;
};

Proposer::Proposer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Proposer::Proposer(Proposer&&) noexcept = default;
Proposer& Proposer::operator=(Proposer&&) noexcept = default;
Proposer::~Proposer() = default;

base::Result<Proposer> Proposer::load(const std::filesystem::path& file, const std::string& device) {
    LEGENDA_TRY(content, readModelFile(file));
    auto impl = std::make_unique<Impl>();
    LEGENDA_TRY(info, takeInfo(content->metadata, file));
    if (info->kind != "proposer")
        return base::fail(base::ErrorCode::BadInput,
                          fmt::format("{} is a checkpoint of kind \"{}\"; a region proposer was expected.",
                                      file.string(), info->kind));
    LEGENDA_TRY(hash, base::sha256OfFile(file));
    info->hash = std::move(*hash);
    LEGENDA_TRY(weights, takeProposerWeights(*content, file));
    impl->info = std::move(*info);
    impl->weights = std::move(*weights);
    for (auto& [name, tensor] : impl->weights.named()) *tensor = tensor->to(at::Device(device));
    return Proposer(std::move(impl));
}

const CheckpointInfo& Proposer::info() const {
    return impl_->info;
}

std::vector<Proposals> Proposer::propose(const std::vector<at::Tensor>& pyramid, std::size_t count) const {
    const c10::NoGradGuard noGradients;
    const auto output = proposerOutput(impl_->weights, pyramid.at(0), pyramid.at(1), pyramid.at(2)).to(at::kCPU);
    const auto anchors = anchorBoxes(impl_->weights.anchors, pyramid[1].size(2), pyramid[1].size(3));
    std::vector<Proposals> all(static_cast<std::size_t>(output.size(0)));
#pragma omp parallel for schedule(dynamic) if (all.size() > 1)
    for (std::size_t n = 0; n < all.size(); ++n) {
        const c10::NoGradGuard here;  // of this thread
        all[n] = choose(output[static_cast<std::int64_t>(n)], anchors, count);
    }
    return all;
}

}  // namespace legenda::model
