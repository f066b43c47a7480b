// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "core/exchange/relink.h"
#include "core/project/splits.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace legenda::cli {

namespace {

using base::ErrorCode;
using store::ProjectStore;

// The images of a project: their splits, and which of them belong to it.
class ImagesCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand(
            "images", "Lists a project's images, sets the splits they are in, or takes images out of it");
        sub->require_subcommand(1);
        list_ = sub->add_subcommand("list", "Lists images with their splits");
        set_ = sub->add_subcommand("set", "Puts images into a split, or divides them among splits");
        remove_ = sub->add_subcommand("remove", "Takes images out of the project; their files stay where they are");
        restore_ = sub->add_subcommand("restore", "Puts images that were taken out back into the project");
        for (auto* verb : {list_, set_, remove_, restore_}) {
            verb->add_option("PROJECT", project_, "the project's folder")->required();
            verb->add_option("NAME", names_, "names of images; default: all")
                ->required(verb == remove_ || verb == restore_);
        }
        list_->add_flag("--removed", removed_, "the images that were taken out of the project");
        list_->add_option("--split", split_, "only the images of this split: train, dev, test or none");
        set_->add_option("--split", split_,
                         "the new split of the images: train, dev, test or none; with --share, divides only the images "
                         "of this split");
        set_->add_option("--share", share_, "divides the images at random, as in train=0.8,dev=0.1,test=0.1");
        set_->add_option("--seed", seed_, "random seed of --share");
        relink_ = sub->add_subcommand("relink", "Finds images again whose files were moved");
        relink_->add_option("PROJECT", project_, "the project's folder")->required();
        relink_->add_option("FOLDER", folder_, "where they are now, or a folder above")->required();
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext& context) override {
        if (relink_->parsed()) return relink(context);
        auto project =
            ProjectStore::open(project_, list_->parsed() ? ProjectStore::Mode::Read : ProjectStore::Mode::Write);
        if (!project) return base::pass(project);
        return list_->parsed()     ? list(*project)
               : set_->parsed()    ? set(*project)
               : remove_->parsed() ? remove(*project)
                                   : restore(*project);
    }

 private:
    base::Result<std::vector<store::ImageRecord>> chosen(const ProjectStore& project, const std::string& split) const {
        if (names_.empty()) return project.images(split);
        std::vector<store::ImageRecord> images;
        for (const auto& name : names_) {
            LEGENDA_TRY(image, project.imageByPath(name));
            if (!*image)
                return base::fail(ErrorCode::BadInput,
                                  fmt::format("{} has no image {}.", project.folder().string(), name));
            if (split.empty() || (*image)->split == (split == "none" ? "" : split))
                images.push_back(std::move(**image));
        }
        return images;
    }

    base::Result<CommandOutput> list(const ProjectStore& project) const {
        LEGENDA_TRY(images, removed_ ? project.removedImages() : chosen(project, split_));
        LEGENDA_TRY(captions, project.captionsOfSplit({}));
        std::map<std::int64_t, std::int64_t> count;
        for (const auto& caption : *captions) ++count[caption.image];
        CommandOutput output{{{"images", nlohmann::json::array()}}, {}};
        for (const auto& image : *images) {
            output.json["images"].push_back({{"image", image.path},
                                             {"split", image.split},
                                             {"width", image.width},
                                             {"height", image.height},
                                             {"captions", count[image.id]}});
            output.text += fmt::format("{:6} {}\n", image.split.empty() ? "none" : image.split, image.path);
        }
        return output;
    }

    base::Result<CommandOutput> set(ProjectStore& project) const {
        if (split_.empty() && share_.empty())
            return base::fail(ErrorCode::Usage,
                              "images set: --split S or --share train=0.8,dev=0.1,test=0.1 is needed.");
        if (share_.empty() && split_ != "train" && split_ != "dev" && split_ != "test" && split_ != "none")
            return base::fail(ErrorCode::Usage,
                              fmt::format("images set: --split is train, dev, test or none, found \"{}\".", split_));
        if (share_.empty() && names_.empty())
            return base::fail(ErrorCode::Usage, "images set: name the images of --split, or divide all with --share.");
        LEGENDA_TRY(images, chosen(project, share_.empty() ? std::string() : split_));
        std::vector<std::pair<std::int64_t, std::string>> splits;
        if (share_.empty()) {
            for (const auto& image : *images) splits.emplace_back(image.id, split_ == "none" ? "" : split_);
        } else {
            LEGENDA_TRY(shares, project::parseShares(share_));
            splits = project::shareOut(*images, *shares, seed_);
        }
        if (auto done = project.setSplits(splits); !done) return base::pass(done);
        LEGENDA_TRY(counts, project.counts());
        return CommandOutput{
            {{"images", splits.size()},
             {"splits",
              {{"train", counts->train}, {"dev", counts->dev}, {"test", counts->test}, {"none", counts->none}}}},
            fmt::format("{} set; the project has {} in train, {} in dev, {} in test, {} without a split.",
                        splits.size() == 1 ? "1 image was" : fmt::format("{} images were", splits.size()),
                        counts->train, counts->dev, counts->test, counts->none)};
    }

    base::Result<CommandOutput> remove(ProjectStore& project) const {
        LEGENDA_TRY(images, chosen(project, {}));
        std::vector<std::int64_t> ids;
        for (const auto& image : *images) ids.push_back(image.id);
        LEGENDA_TRY(removed, project.removeImages(ids));
        return CommandOutput{{{"removed", *removed}},
                             fmt::format("{} taken out of the project.",
                                         *removed == 1 ? "1 image was" : fmt::format("{} images were", *removed))};
    }

    base::Result<CommandOutput> relink(const CommandContext& context) const {
        LEGENDA_TRY(report, exchange::relinkImages(project_, folder_, context.job));
        CommandOutput output{{{"missing", report->missing},
                              {"found", report->found},
                              {"taken", report->taken},
                              {"not_found", report->notFound}},
                             fmt::format("{} of {} missing images were found.", report->found, report->missing)};
        for (const auto& name : report->taken)
            output.text += "\nits file belongs to another image of the project, or to one that was taken out: " + name;
        for (const auto& name : report->notFound) output.text += "\nnot found: " + name;
        return output;
    }

    base::Result<CommandOutput> restore(ProjectStore& project) const {
        LEGENDA_TRY(removed, project.removedImages());
        std::vector<std::int64_t> ids;
        for (const auto& name : names_) {
            const auto image = std::ranges::find(*removed, name, &store::ImageRecord::path);
            if (image == removed->end())
                return base::fail(ErrorCode::BadInput,
                                  fmt::format("No image {} was taken out of {}.", name, project.folder().string()));
            ids.push_back(image->id);
        }
        LEGENDA_TRY(restored, project.restoreImages(ids));
        return CommandOutput{{{"restored", *restored}},
                             fmt::format("{} in the project again.",
                                         *restored == 1 ? "1 image is" : fmt::format("{} images are", *restored))};
    }

    CLI::App *list_ = nullptr, *set_ = nullptr, *remove_ = nullptr, *restore_ = nullptr, *relink_ = nullptr;
    std::filesystem::path project_, folder_;
    std::vector<std::string> names_;
    std::string split_, share_;
    std::uint64_t seed_ = 1;
    bool removed_ = false;
};

}  // namespace

CommandPtr make_images() {
    return std::make_unique<ImagesCommand>();
}

}  // namespace legenda::cli
