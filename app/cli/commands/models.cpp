// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/project/checkpoint_catalog.h"
#include "core/project/model_names.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

using Origin = project::ListedModel::Origin;

const char* originName(Origin origin) {
    return origin == Origin::Shipped ? "shipped" : origin == Origin::Run ? "run" : "file";
}

class ModelsCommand : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand(
            "models",
            "which models a project can use, and which one it uses: list PROJECT, use PROJECT ID|FILE|shipped");
        sub->add_option("ACTION", action_, "list or use")->required()->check(CLI::IsMember({"list", "use"}));
        sub->add_option("PROJECT", project_, "the project's folder")->required();
        sub->add_option("MODEL", which_,
                        "for use: a run's id, the name of a shipped model, a checkpoint file, or shipped");
        sub->add_option("--kind", kind_, "of the model; \"shipped\" without it: all kinds")
            ->check(CLI::IsMember(project::answeringKeys()));
        sub->footer(
            "Without a choice the shipped models are in use. The choice is stored in the project: the window and all\n"
            "commands use it until another is made. Beside a run's dev figure stands what the shipped model reaches "
            "on\n"
            "the same images, where it was measured; below 100 images the two are not comparable.");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        const project::CheckpointCatalog catalog(context.resources.pretrained());
        const bool use = action_ == "use";
        if (use == which_.empty())
            return base::fail(base::ErrorCode::Usage,
                              use ? "models use: name a run, a shipped model, a file, or shipped."
                                  : fmt::format("models list takes a project alone, found \"{}\".", which_));
        LEGENDA_TRY(store, store::ProjectStore::open(
                               project_, use ? store::ProjectStore::Mode::Write : store::ProjectStore::Mode::Read));
        if (use) {
            const auto* kind = kind_.empty() ? nullptr : project::modelKindByKey(kind_);
            LEGENDA_TRY(changed, catalog.use(*store, which_, kind ? std::optional(kind->kind) : std::nullopt));
        }
        for (const auto& info : project::modelKinds())
            if (info.answersQuestions)
                if (auto used = catalog.inUse(&*store, info.kind)) context.job.say(used->problem);
        LEGENDA_TRY(models, catalog.list(*store));
        CommandOutput output{{{"models", nlohmann::json::array()}}, {}};
        for (const auto& model : *models) {
            output.json["models"].push_back(toJson(model));
            if (!use || model.inUse) output.text += line(model);
        }
        return output;
    }

 private:
    static nlohmann::json toJson(const project::ListedModel& model) {
        nlohmann::json dev, shipped;
        if (model.figure)
            dev = {{"metric", model.metric},
                   {"value", *model.figure},
                   {"images", model.devImages > 0 ? nlohmann::json(model.devImages) : nlohmann::json()}};
        if (model.shippedFigure) shipped = *model.shippedFigure;
        return {{"kind", project::infoOf(model.kind).key},
                {"id", model.id},
                {"name", model.name},
                {"origin", originName(model.origin)},
                {"in_use", model.inUse},
                {"setting", model.info.setting},
                {"supervision", project::supervisionText(model.info.setting)},
                {"dev", std::move(dev)},
                {"shipped_on_same_dev", std::move(shipped)},
                {"comparable", model.origin != Origin::Run ? nlohmann::json() : nlohmann::json(model.comparable())},
                {"file", model.file.string()}};
    }

    static std::string line(const project::ListedModel& model) {
        return fmt::format("{:7} {:10} {:24} {:8} {:28} {}\n", model.inUse ? "in use" : "",
                           project::infoOf(model.kind).key, model.name, originName(model.origin),
                           project::supervisionText(model.info.setting), project::figuresOf(model));
    }

    std::string action_, project_, which_, kind_;
};

}  // namespace

CommandPtr make_models() {
    return std::make_unique<ModelsCommand>();
}

}  // namespace legenda::cli
