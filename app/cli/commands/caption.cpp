// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/inference/predictor.h"
#include "core/inference/result_json.h"
#include "core/inference/split_output.h"
#include "core/runtime/compute_threads.h"
#include "model_option.h"
#include "numbers.h"
#include "targets.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace legenda::cli {

namespace {

base::Result<base::Box> parseBox(const std::string& text) {
    std::array<double, 4> n{};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::size_t i = 0; i < 4; ++i) {
        const auto read = std::from_chars(at, end, n[i]);
        const bool last = i == 3;
        if (read.ec != std::errc() || !std::isfinite(n[i]) ||
            (last ? read.ptr != end : read.ptr == end || *read.ptr != ','))
            return base::fail(base::ErrorCode::Usage,
                              fmt::format("--box: \"{}\" is not a box; X,Y,W,H in pixels was expected.", text));
        at = read.ptr + 1;
    }
    return base::Box{n[0], n[1], n[2], n[3]};
}

class CaptionCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("caption", "describe images, boxes in them, or their best regions");
        sub->add_option("TARGET", targets_, "images, or a project followed by names of its images")->required();
        sub->add_option("--box", boxes_, "X,Y,W,H in pixels; every box applies to every image")
            ->allow_extra_args(false);
        sub->add_flag("--all-regions", allRegions_, "caption the regions of the model's recipe");
        sub->add_option("--beam", decode_.beam, "width of the beam search")->transform(wholeNumber(1, 100));
        sub->add_option("--n", decode_.count, "number of captions per image or box, best first")
            ->transform(wholeNumber(1, 100));
        sub->add_option("--temperature", decode_.temperature, "temperature; above 0: sampling instead of beam search")
            ->transform(realNumber(0, 1000));
        sub->add_option("--seed", decode_.seed, "random seed of the sampling")
            ->transform(wholeNumber(0, std::numeric_limits<long long>::max()));
        sub->add_option("--length-norm", decode_.lengthNorm,
                        "length normalisation: rank by log-probability divided by length to this power")
            ->transform(realNumber(0, 5));
        sub->add_flag("--rerank", decode_.rerank,
                      "whole images: sort the beam's captions also by how well the alignment model in use finds them "
                      "to fit");
        sub->add_option("--person-margin", decode_.personMargin,
                        "with --rerank, above 0: man, woman, boy and girl are said only where the alignment model "
                        "prefers one by this margin, in its spreads; else person and child")
            ->transform(realNumber(0, 100));
        sub->add_option("--classes", classes_,
                        "whole images: on says as well what an image classifier of 1,000 classes is sure of (one more "
                        "forward pass per image)")
            ->check(CLI::IsMember({"on", "off"}))
            ->capture_default_str();
        sub->add_option("--model", model_, "caption or region checkpoint, or exec:COMMAND")->check(namesAModel());
        sub->add_option("--split", split_, "caption every image of this split of the project");
        sub->add_option("--out", out_, "result file for --split");
        sub->add_option("--format", format_, "of --out")->check(CLI::IsMember({"coco", "densecap"}));
        sub->footer(kProgramsFooter);
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        runtime::setComputeThreads(context.threads);
        decode_.beam = std::max(decode_.beam, decode_.count);
        decode_.classes = classes_ == "on";
        const bool project = isProject(targets_.front());
        if (!split_.empty()) return wholeSplit(context, project);

        std::vector<base::Box> boxes;
        for (const auto& text : boxes_) {
            LEGENDA_TRY(box, parseBox(text));
            boxes.push_back(*box);
        }
        const std::filesystem::path folder = project ? targets_.front() : "";
        LEGENDA_TRY(images, findTargets(folder, {targets_.begin() + (project ? 1 : 0), targets_.end()}));
        if (images->empty())
            return base::fail(base::ErrorCode::Usage, "caption: name an image, or a project with --split and --out.");
        const ModelOption model(model_);
        inference::Predictor engine(context.resources, folder,
                                    {{}, model.checkpoint, model.checkpoint, {}, model.program}, context.device);
        CommandOutput output{nlohmann::json::array(), {}};
        std::vector<base::Error> failed;
        for (const auto& image : *images) {
            auto results = image ? engine.caption(image->file, image->uuid, boxes, allRegions_, decode_, context.job)
                                 : base::Result<std::vector<inference::CaptionResult>>(
                                       base::fail(image.error().code, image.error().message));
            if (!results) {
                // An image that is missing or cannot be read, or a box outside of it, does not affect the other images.
                if (image && results.error().key != inference::kImageFault) return base::pass(results);
                failed.push_back(std::move(results.error()));
                continue;
            }
            for (auto& result : *results) {
                result.image = image->name;
                output.json.push_back(inference::captionToJson(result));
                output.text += asText(result);
            }
        }
        output.problem = summary(failed, images->size());
        if (output.problem && output.json.empty()) return tl::unexpected<base::Error>(std::move(*output.problem));
        return output;
    }

 private:
    // Names every image that failed; empty where none did.
    static std::optional<base::Error> summary(std::vector<base::Error>& failed, std::size_t all) {
        if (failed.empty()) return {};
        base::Error said = std::move(failed.front());
        if (all == 1) return said;
        for (std::size_t i = 1; i < failed.size(); ++i) said.message += "\nlegenda-cli: " + failed[i].message;
        said.message += fmt::format("\nlegenda-cli: {} of {} images have no captions.", failed.size(), all);
        return said;
    }

    base::Result<CommandOutput> wholeSplit(const CommandContext& context, bool project) {
        if (!project || out_.empty())
            return base::fail(base::ErrorCode::Usage, "caption: --split needs a project and --out FILE.");
        const ModelOption model(model_);
        LEGENDA_TRY(report, inference::captionSplit({targets_.front(), split_, out_, format_, decode_, model.checkpoint,
                                                     context.device, model.program},
                                                    context.resources, context.job));
        return CommandOutput{{{"images", report->written}, {"out", out_}, {"skipped", skippedToJson(*report)}},
                             fmt::format("captions of {} images written to {}", report->written, out_),
                             skippedProblem(*report)};
    }

    static std::string asText(const inference::CaptionResult& result) {
        std::string text = result.image;
        if (result.box)
            text +=
                fmt::format("  box {:g},{:g},{:g},{:g}", result.box->x, result.box->y, result.box->w, result.box->h);
        text += '\n';
        // First what the captions are sorted by; where that is not the log-probability, this one after the text. A
        // program may give none.
        for (const auto& caption : result.captions) {
            text += std::isnan(caption.rank) ? fmt::format("  {:>8}  {}", "-", caption.text)
                                             : fmt::format("  {:8.3f}  {}", caption.rank, caption.text);
            const bool same = caption.rank == caption.logProb || std::isnan(caption.logProb);
            text += same ? "\n" : fmt::format("  (log p {:.3f})\n", caption.logProb);
        }
        return text;
    }

    std::vector<std::string> targets_, boxes_;
    bool allRegions_ = false;
    model::DecodeOptions decode_;
    std::string model_, split_, out_, format_ = "coco", classes_ = "off";
};

}  // namespace

CommandPtr make_caption() {
    return std::make_unique<CaptionCommand>();
}

}  // namespace legenda::cli
