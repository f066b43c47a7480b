// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/inference/pages/export_pages.h"
#include "core/runtime/compute_threads.h"
#include "numbers.h"
#include "targets.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class ExportPagesCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* all = app.add_subcommand("export", "web pages of what the models in use make of images");
        all->require_subcommand(1);
        auto* sub = all->add_subcommand(
            "pages", "static web pages of a split: captions, sentences aligned with regions, descriptions of regions");
        sub->add_option("PROJECT", options_.project, "the project's folder")->required();
        sub->add_option("--split", options_.split, "train, dev, test or none")->required();
        sub->add_option("OUT_DIR", options_.out, "a folder: new, empty, or of pages exported before")->required();
        sub->add_option("--beta", options_.beta,
                        "MRF coupling of neighbouring words, in units of the model's score spread")
            ->transform(realNumber(0, 1e9));
        sub->add_flag("--no-regions", noRegions_, "leave out the descriptions of regions");
        sub->footer(
            "Open OUT_DIR/index.html in a browser: the pages need no server, no scripts and no network, and can be "
            "moved.\nCalled again, an export that was stopped goes on and pages that are up to date are left. Those "
            "of\n"
            "earlier exports that nothing links to any more are removed at the end, and no other file.");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        runtime::setComputeThreads(context.threads);
        options_.threads = context.threads;
        options_.device = context.device;
        options_.regions = !noRegions_;
        LEGENDA_TRY(report, inference::exportPages(options_, context.resources, context.job));
        return CommandOutput{{{"images", report->images.written},
                              {"made", report->made},
                              {"index", report->index.string()},
                              {"skipped", skippedToJson(report->images)}},
                             fmt::format("pages of {} images, {} of them made now: {}", report->images.written,
                                         report->made, report->index.string()),
                             skippedProblem(report->images)};
    }

 private:
    inference::PagesOptions options_;
    bool noRegions_ = false;
};

}  // namespace

CommandPtr make_export() {
    return std::make_unique<ExportPagesCommand>();
}

}  // namespace legenda::cli
