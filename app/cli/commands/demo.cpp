// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/exchange/demo_features.h"
#include "core/exchange/snippets.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class DemoCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("demo", "Writes the demo project");
        auto* remake = sub->add_flag("--remake-features", remake_,
                                     "recomputes the shipped features of the demo and writes them beside its "
                                     "photographs, after a change of a shipped model or photograph");
        sub->add_option("DIR", directory_, "folder for the photographs (DIR/demo) and the project (DIR/demo.legenda)")
            ->excludes(remake);
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        if (remake_) return remake(context);
        if (directory_.empty()) return base::fail(base::ErrorCode::Usage, "DIR is required.");
        LEGENDA_TRY(project, exchange::makeDemo(context.resources, directory_, context.job));
        LEGENDA_TRY(store, store::ProjectStore::open(*project, store::ProjectStore::Mode::Read));
        LEGENDA_TRY(counts, store->counts());
        LEGENDA_TRY(regions, store->regionCounts());
        std::int64_t boxes = 0;
        for (const auto& [image, count] : *regions) boxes += count;
        return CommandOutput{{{"project", project->string()}, {"images", counts->total()}, {"regions", boxes}},
                             fmt::format("{}: {} images, {} regions", project->string(), counts->total(), boxes)};
    }

 private:
    static base::Result<CommandOutput> remake(const CommandContext& context) {
        LEGENDA_TRY(recipes, exchange::remakeShippedFeatures(context.resources, context.job));
        return CommandOutput{{{"recipes", *recipes}},
                             fmt::format("{}: features of {} recipe(s) written",
                                         (context.resources.demo / "features").string(), recipes->size())};
    }

    std::filesystem::path directory_;
    bool remake_ = false;
};

}  // namespace

CommandPtr make_demo() {
    return std::make_unique<DemoCommand>();
}

}  // namespace legenda::cli
