// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/extraction/extract_features.h"
#include "core/extraction/pack_pixels.h"
#include "numbers.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class FeaturesCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("features", "compute the regions of the images and their feature vectors");
        sub->add_option("PROJECT", project_, "the project's folder")->required();
        recipeOption_ =
            sub->add_option("--recipe", recipe_,
                            "\"default\": that of the shipped alignment model; omitted: that of the one in use in the "
                            "project");
        backboneOption_ = sub->add_option(
            "--backbone", backbone_,
            "backbone, the feature extractor: efficientnet-lite0, -lite1, -lite2, a file of weights of one of "
            "these "
            "(.safetensors, as \"train features\" writes it), or a TorchScript file (.pt, "
            ".torchscript) that maps [N,3,H,W] to [N,D,h,w], or to [N,D] with --pooling crop; its input is RGB / 255 "
            "with the mean and deviation of ImageNet, or with those of its extra file legenda.json, "
            "{\"mean\":[r,g,b],\"std\":[r,g,b]}");
        proposalsOption_ = sub->add_option("--proposals", proposals_,
                                           "selective-search, learned (by a region proposer), grid, whole, or a file "
                                           "of JSON lines {\"image\", \"boxes\", \"scores\"}");
        sub->add_option("--proposer", proposer_, "checkpoint of the region proposer, for --proposals learned")
            ->check(CLI::ExistingFile);
        regionsOption_ =
            sub->add_option("--regions", regions_, "boxes beside the whole image")->transform(wholeNumber(0, 200));
        poolingOption_ =
            sub->add_option("--pooling", pooling_,
                            "roi: RoI pooling from one forward pass per image; crop: one forward pass per region")
                ->check(CLI::IsMember({"roi", "crop"}));
        frameSizeOption_ =
            sub->add_option("--frame-size", frameSize_,
                            "side of the whole image's own forward pass, averaged with its mirror image; 0: none")
                ->transform(wholeNumber(0, 1024));
        inputSizeOption_ = sub->add_option("--input-size", inputSize_, "side of the square network input, pixels")
                               ->transform(wholeNumber(32, 1024));
        longestSideOption_ =
            sub->add_option("--longest-side", longestSide_,
                            "pictures whose longer side exceeds it are reduced to it first; 0: used as they are")
                ->transform(wholeNumber(0, 16384));
        sub->add_option("--pixels", pixels_,
                        "pack the decoded pictures into this file instead, reduced to --longest-side (default 320) and "
                        "warped to squares of --input-size (default 320)");
        sub->add_option("--split", split_, "only this split (train, dev, test)");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        if (!pixels_.empty()) return pack(context);
        extraction::FeatureOptions options;
        options.project = project_;
        options.split = split_;
        options.threads = context.threads;
        options.device = context.device;
        if (auto chosen = chooseRecipe(context, options); !chosen) return base::pass(chosen);
        LEGENDA_TRY(report, extraction::runFeatures(options, context.resources, context.job));
        return CommandOutput{toJson(*report), asText(*report)};
    }

 private:
    base::Result<CommandOutput> pack(const CommandContext& context) const {
        extraction::PixelsOptions options;
        options.project = project_;
        options.file = pixels_;
        options.split = split_;
        options.threads = context.threads;
        if (!inputSizeOption_->empty()) options.side = inputSize_;
        if (!longestSideOption_->empty()) options.longestSide = longestSide_;
        LEGENDA_TRY(report, extraction::packPixels(options, context.job));
        auto text = fmt::format("{} pictures of {} x {} pixels in {} ({:.1f} s)\n", report->images, options.side,
                                options.side, pixels_, report->seconds);
        for (const auto& s : report->skipped) text += fmt::format("skipped {}: {}\n", s.image, s.why);
        return CommandOutput{{{"images", report->images},
                              {"side", options.side},
                              {"file", pixels_},
                              {"seconds", report->seconds},
                              {"skipped", skippedJson(report->skipped)}},
                             text};
    }

    static nlohmann::json skippedJson(const std::vector<extraction::SkippedImage>& all) {
        auto skipped = nlohmann::json::array();
        for (const auto& s : all) skipped.push_back({{"image", s.image}, {"why", s.why}});
        return skipped;
    }

    static nlohmann::json problemsJson(const std::vector<extraction::FileProblem>& all) {
        auto problems = nlohmann::json::array();
        for (const auto& problem : all) problems.push_back({{"where", problem.where}, {"why", problem.why}});
        return problems;
    }

    base::Status chooseRecipe(const CommandContext& context, extraction::FeatureOptions& options) const {
        auto& recipe = options.recipe;
        if (!recipeOption_->empty() && recipe_ != "default")
            return base::fail(base::ErrorCode::Usage,
                              fmt::format("--recipe: there is no recipe \"{}\", only \"default\".", recipe_));
        auto chosen =
            extraction::recipeInUse(context.resources, recipeOption_->empty() ? project_ : std::string(), context.job);
        if (!chosen) return base::pass(chosen);
        recipe = std::move(*chosen);
        if (!backboneOption_->empty() && backbone_ != recipe.backbone) {
            recipe.backbone = backbone_;
            recipe.backboneHash.clear();
            if (recipe.proposals == "learned") recipe.proposalsHash.clear();
        }
        if (!regionsOption_->empty()) recipe.regions = regions_;
        if (!poolingOption_->empty()) recipe.pooling = pooling_;
        if (!frameSizeOption_->empty()) recipe.frameSize = frameSize_;
        if (!inputSizeOption_->empty()) recipe.inputSize = inputSize_;
        if (!longestSideOption_->empty()) recipe.longestSide = longestSide_;
        if (!proposer_.empty()) {
            recipe.proposals = "learned";
            recipe.proposer = proposer_;
            recipe.proposalsHash.clear();
        }
        if (proposalsOption_->empty()) return {};
        if (!proposer_.empty() && proposals_ != "learned")
            return base::fail(base::ErrorCode::Usage, "--proposer belongs to --proposals learned.");
        recipe.proposalsHash.clear();
        if (proposals_ == "selective-search" || proposals_ == "learned" || proposals_ == "grid" ||
            proposals_ == "whole") {
            recipe.proposals = proposals_;
        } else {
            recipe.proposals = "file";
            options.proposalsFile = proposals_;
        }
        return {};
    }

    static nlohmann::json toJson(const extraction::FeatureReport& report) {
        return {{"images", report.images},
                {"regions", report.regions},
                {"recipe", report.recipe},
                {"seconds", report.seconds},
                {"computed", report.computed},
                {"changed", report.changed},
                {"taken_over", report.takenOver},
                {"damaged", report.damaged},
                {"skipped", skippedJson(report.skipped)},
                {"problems", problemsJson(report.problems)},
                {"file", report.file.string()}};
    }

    static std::string asText(const extraction::FeatureReport& report) {
        std::string text = fmt::format("{} images with {} regions in {} ({} computed now, {:.1f} s)\n", report.images,
                                       report.regions, report.file.string(), report.computed, report.seconds);
        if (report.changed > 0)
            text += fmt::format("{} of them again, since their files have changed\n", report.changed);
        if (report.takenOver > 0)
            text += fmt::format("{} of them taken over from earlier features\n", report.takenOver);
        if (report.damaged > 0)
            text += fmt::format("the file was damaged in {} places; the lost features were computed again\n",
                                report.damaged);
        for (const auto& s : report.skipped) text += fmt::format("skipped {}: {}\n", s.image, s.why);
        for (const auto& p : report.problems) text += fmt::format("{}: {}\n", p.where, p.why);
        return text;
    }

    std::string project_, recipe_, backbone_, proposals_, proposer_, pooling_, split_, pixels_;
    int regions_ = 0, inputSize_ = 0, frameSize_ = 0, longestSide_ = 0;
    CLI::Option *recipeOption_ = nullptr, *backboneOption_ = nullptr, *proposalsOption_ = nullptr,
                *regionsOption_ = nullptr, *poolingOption_ = nullptr, *inputSizeOption_ = nullptr,
                *frameSizeOption_ = nullptr, *longestSideOption_ = nullptr;
};

}  // namespace

CommandPtr make_features() {
    return std::make_unique<FeaturesCommand>();
}

}  // namespace legenda::cli
