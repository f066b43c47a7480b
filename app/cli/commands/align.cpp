// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/base/files.h"
#include "core/inference/overlay.h"
#include "core/inference/predictor.h"
#include "core/inference/result_json.h"
#include "core/inference/split_output.h"
#include "core/runtime/compute_threads.h"
#include "model_option.h"
#include "numbers.h"
#include "targets.h"

#include <fmt/format.h>

#include <algorithm>

namespace legenda::cli {

namespace {

class AlignCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("align", "show which region each word of a sentence fits");
        sub->add_option("TARGET", targets_, "an image, or a project followed by names of its images")->required();
        sentenceOption_ = sub->add_option("--sentence", sentence_, "the sentence to align");
        sub->add_option("--beta", beta_, "MRF coupling of neighbouring words, in units of the model's score spread")
            ->transform(realNumber(0, 1e9));
        sub->add_option("--classes", classes_,
                        "on aligns words that the model does not know by an image classifier of 1,000 classes, where "
                        "it is sure of them (one more forward pass)")
            ->check(CLI::IsMember({"on", "off"}))
            ->capture_default_str();
        sub->add_option("--model", model_, "alignment checkpoint, or exec:COMMAND")->check(namesAModel());
        sub->add_option("--overlay", overlay_, "write the picture with the aligned regions drawn on it (PNG or JPEG)");
        sub->add_option("--split", split_, "align every caption of this split of the project");
        sub->add_option("--out", out_, "JSON lines file for --split");
        sub->footer(kProgramsFooter);
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        runtime::setComputeThreads(context.threads);
        const bool project = isProject(targets_.front());
        if (!split_.empty()) return wholeSplit(context, project);
        const std::vector<std::string> names(targets_.begin() + (project ? 1 : 0), targets_.end());
        if (names.size() != 1)
            return base::fail(base::ErrorCode::Usage, "align: name one image, or a project with --split and --out.");
        if (sentenceOption_->empty())
            return base::fail(base::ErrorCode::Usage, "align: --sentence is needed for an image.");
        if (!overlay_.empty())
            if (auto writable = base::checkWritable(overlay_); !writable) return base::pass(writable);
        const std::filesystem::path folder = project ? targets_.front() : "";
        LEGENDA_TRY(targets, findTargets(folder, names));
        const auto& target = targets->front();
        if (!target) return base::fail(target.error().code, target.error().message);
        const ModelOption model(model_);
        inference::Predictor engine(context.resources, folder, {model.checkpoint, {}, {}, {}, model.program},
                                    context.device);
        LEGENDA_TRY(alignment,
                    engine.align(target->file, target->uuid, sentence_, beta_, context.job, classes_ == "on"));
        if (std::ranges::none_of(alignment->known, [](bool known) { return known; }))
            return base::fail(base::ErrorCode::BadInput,
                              fmt::format("align: the sentence \"{}\" has no word that the model knows.", sentence_));
        alignment->image = target->name;
        if (!overlay_.empty())
            if (auto drawn = inference::writeOverlay(target->file, *alignment, overlay_); !drawn)
                return base::pass(drawn);
        return CommandOutput{inference::alignmentToJson(*alignment), asText(*alignment)};
    }

 private:
    base::Result<CommandOutput> wholeSplit(const CommandContext& context, bool project) {
        if (!project || out_.empty())
            return base::fail(base::ErrorCode::Usage, "align: --split needs a project and --out FILE.");
        const ModelOption model(model_);
        LEGENDA_TRY(report, inference::alignSplit({targets_.front(), split_, out_, beta_, model.checkpoint,
                                                   context.device, model.program},
                                                  context.resources, context.job));
        return CommandOutput{{{"alignments", report->written}, {"out", out_}, {"skipped", skippedToJson(*report)}},
                             fmt::format("{} alignments written to {}", report->written, out_),
                             skippedProblem(*report)};
    }

    static std::string asText(const model::Alignment& a) {
        std::string text;
        for (const auto& s : a.segments) {
            const auto& box = a.regions[static_cast<std::size_t>(s.region)].box;
            text += fmt::format("{:<40} region {:>2}  at {:.0f},{:.0f}  {:.0f} x {:.0f} pixels  score {:.2f}\n", s.text,
                                s.region, box.x, box.y, box.w, box.h, s.score);
        }
        return text + fmt::format("score of the sentence {:.3f}\n", a.score);
    }

    std::vector<std::string> targets_;
    std::string sentence_, model_, overlay_, split_, out_, classes_ = "off";
    double beta_ = model::kDefaultBeta;
    CLI::Option* sentenceOption_ = nullptr;
};

}  // namespace

CommandPtr make_align() {
    return std::make_unique<AlignCommand>();
}

}  // namespace legenda::cli
