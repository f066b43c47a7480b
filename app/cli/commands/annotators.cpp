// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <map>

namespace legenda::cli {

namespace {

class AnnotatorsCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub =
            app.add_subcommand("annotators", "The people who annotate a project: list PROJECT, add PROJECT NAME");
        sub->require_subcommand(1);
        list_ = sub->add_subcommand("list", "Names, colours, and what each has drawn and written");
        add_ = sub->add_subcommand("add", "Adds an annotator");
        for (auto* verb : {list_, add_}) verb->add_option("PROJECT", project_, "the project's folder")->required();
        add_->add_option("NAME", name_)->required();
        add_->add_option("--colour", colour_, "#rrggbb (one that is free when not named)");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext&) override {
        using Mode = store::ProjectStore::Mode;
        LEGENDA_TRY(store, store::ProjectStore::open(project_, add_->parsed() ? Mode::Write : Mode::Read));
        if (add_->parsed()) {
            LEGENDA_TRY(added, store->tasks().addAnnotator(name_, colour_));
            return CommandOutput{toJson(*added, {}), fmt::format("{}  {}\n", added->name, added->colour)};
        }
        LEGENDA_TRY(annotators, store->tasks().annotators());
        LEGENDA_TRY(work, workOf(*store));
        CommandOutput output{{{"annotators", nlohmann::json::array()}}, {}};
        for (const auto& annotator : *annotators) {
            const Work& own = (*work)[annotator.name];
            output.json["annotators"].push_back(toJson(annotator, own));
            output.text += fmt::format("{}  {}  {} boxes, {} texts, {} images done\n", annotator.name, annotator.colour,
                                       own.boxes, own.texts, own.done);
        }
        return output;
    }

 private:
    struct Work {
        int boxes = 0, texts = 0, done = 0;
    };
    static base::Result<std::map<std::string, Work>> workOf(const store::ProjectStore& store) {
        std::map<std::string, Work> work;
        LEGENDA_TRY(regions, store.allRegions());
        for (const auto& region : *regions) {
            if (!region.whole) ++work[region.annotator].boxes;
            for (const auto& snippet : region.snippets) ++work[snippet.annotator].texts;
        }
        LEGENDA_TRY(marks, store.marks());
        for (const auto& mark : *marks)
            if (mark.kind == store::MarkKind::Done) ++work[mark.annotator].done;
        return work;
    }
    static nlohmann::json toJson(const store::AnnotatorRecord& annotator, const Work& work) {
        return {{"name", annotator.name},
                {"colour", annotator.colour},
                {"boxes", work.boxes},
                {"texts", work.texts},
                {"done", work.done}};
    }

    CLI::App *list_ = nullptr, *add_ = nullptr;
    std::filesystem::path project_;
    std::string name_, colour_;
};

}  // namespace

CommandPtr make_annotators() {
    return std::make_unique<AnnotatorsCommand>();
}

}  // namespace legenda::cli
