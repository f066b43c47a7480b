// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/inference/project_search.h"
#include "core/inference/result_json.h"
#include "core/runtime/compute_threads.h"
#include "numbers.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class SearchCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("search", "find the images or regions of a project that fit a text");
        sub->add_option("PROJECT", options_.project, "the project's folder")->required();
        sub->add_option("--text", options_.text, "a sentence or a phrase")->required();
        sub->add_flag("--regions", options_.regions, "single regions instead of whole images");
        sub->add_option("--top", options_.top, "number of results")->transform(wholeNumber(1, 1000000));
        sub->add_option("--model", options_.model, "alignment checkpoint");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        runtime::setComputeThreads(context.threads);
        options_.device = context.device;
        LEGENDA_TRY(hits, inference::runSearch(options_, context.resources, context.job));
        CommandOutput output{nlohmann::json::array(), {}};
        for (const auto& hit : *hits) {
            output.json.push_back(inference::searchHitToJson(hit));
            output.text += fmt::format("{:9.3f}  {}", hit.score, hit.image.path);
            if (hit.box)
                output.text +=
                    fmt::format("  box {:.0f},{:.0f},{:.0f},{:.0f}", hit.box->x, hit.box->y, hit.box->w, hit.box->h);
            output.text += '\n';
        }
        return output;
    }

 private:
    inference::SearchOptions options_;
};

}  // namespace

CommandPtr make_search() {
    return std::make_unique<SearchCommand>();
}

}  // namespace legenda::cli
