// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/jobs/snippets_job.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class DemoCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("demo", "Writes the demo project");
        sub->add_option("DIR", directory_, "folder for the photographs (DIR/demo) and the project (DIR/demo.legenda)")
            ->required();
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        auto project = jobs::makeDemo(context.resources, directory_, context.job);
        if (!project) return base::pass(project);
        auto store = store::ProjectStore::open(*project, store::ProjectStore::Mode::Read);
        if (!store) return base::pass(store);
        auto counts = store->counts();
        if (!counts) return base::pass(counts);
        auto regions = store->regionCounts();
        if (!regions) return base::pass(regions);
        std::int64_t boxes = 0;
        for (const auto& [image, count] : *regions) boxes += count;
        return CommandOutput{{{"project", project->string()}, {"images", counts->total()}, {"regions", boxes}},
                             fmt::format("{}: {} images, {} regions", project->string(), counts->total(), boxes)};
    }

 private:
    std::filesystem::path directory_;
};

}  // namespace

CommandPtr make_demo() {
    return std::make_unique<DemoCommand>();
}

}  // namespace legenda::cli
