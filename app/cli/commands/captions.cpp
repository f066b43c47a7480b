// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

using base::ErrorCode;
using store::ProjectStore;

// The sentences of one image.
class CaptionsCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand("captions", "Adds a sentence to an image, or removes one");
        sub->require_subcommand(1);
        add_ = sub->add_subcommand("add", "Adds a sentence to an image");
        remove_ = sub->add_subcommand("remove", "Removes a sentence from an image");
        for (auto* verb : {add_, remove_}) {
            verb->add_option("PROJECT", project_, "the project's folder")->required();
            verb->add_option("IMAGE", image_, "name of the image")->required();
        }
        add_->add_option("TEXT", text_, "the sentence")->required();
        remove_->add_option("NUMBER", number_, "number of the sentence, from 0, as captions add says it")->required();
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext&) override {
        LEGENDA_TRY(project, ProjectStore::open(project_));
        LEGENDA_TRY(image, project->imageByPath(image_));
        if (!*image)
            return base::fail(ErrorCode::BadInput, fmt::format("{} has no image {}.", project_.string(), image_));
        const bool adds = add_->parsed();
        auto changed = adds ? project->addCaption((*image)->id, text_) : project->removeCaption((*image)->id, number_);
        if (!changed) return base::pass(changed);
        return CommandOutput{{{"image", (*image)->path}, {"number", changed->number}, {"text", changed->text}},
                             fmt::format("{}: sentence {} {}: {}", (*image)->path, changed->number,
                                         adds ? "was added" : "was removed", changed->text)};
    }

 private:
    CLI::App *add_ = nullptr, *remove_ = nullptr;
    std::filesystem::path project_;
    std::string image_, text_;
    int number_ = 0;
};

}  // namespace

CommandPtr make_captions() {
    return std::make_unique<CaptionsCommand>();
}

}  // namespace legenda::cli
