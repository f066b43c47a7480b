// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/backup.h"

#include "command.h"

#include <fmt/format.h>

namespace legenda::cli {

namespace {

class BackupCommand final : public Command {
 public:
    CLI::App* declare(CLI::App& app) override {
        auto* sub = app.add_subcommand(
            "backup", "Backups of a project's annotations and records: list, make, restore PROJECT [NAME]");
        sub->require_subcommand(1);
        list_ = sub->add_subcommand("list", "The backups there are, newest first");
        make_ = sub->add_subcommand("make", "Makes one; the newest ten are kept");
        restore_ = sub->add_subcommand("restore", "Puts a backup back; what it replaces is backed up before");
        for (auto* verb : {list_, make_, restore_})
            verb->add_option("PROJECT", project_, "the project's folder")->required();
        restore_->add_option("NAME", name_, "as list names it (the newest when not named)");
        sub->footer("Features, runs and checkpoints are files of their own and are not part of a backup.");
        return sub;
    }

    base::Result<CommandOutput> run(const CommandContext&) override {
        if (make_->parsed()) {
            LEGENDA_TRY(made, store::makeBackup(project_));
            return CommandOutput{toJson(*made), line(*made)};
        }
        LEGENDA_TRY(all, store::backups(project_));
        if (restore_->parsed()) {
            if (name_.empty() && all->empty())
                return base::fail(base::ErrorCode::BadInput, fmt::format("{} has no backup.", project_.string()));
            const std::string name = name_.empty() ? all->front().name : name_;
            LEGENDA_TRY(replaced, store::restoreBackup(project_, name));
            return CommandOutput{
                {{"restored", name}, {"replaced", replaced->string()}},
                fmt::format("Restored {}. What it replaced is kept as {}.\n", name, replaced->string())};
        }
        CommandOutput output{{{"backups", nlohmann::json::array()}}, {}};
        for (const auto& backup : *all) {
            output.json["backups"].push_back(toJson(backup));
            output.text += line(backup);
        }
        return output;
    }

 private:
    static nlohmann::json toJson(const store::BackupRecord& backup) {
        return {{"name", backup.name},
                {"file", backup.file.string()},
                {"at", backup.at},
                {"reason", backup.reason},
                {"bytes", backup.bytes}};
    }
    static std::string line(const store::BackupRecord& backup) {
        return fmt::format("{}  {}  {:.1f} MB\n", backup.name, backup.reason, static_cast<double>(backup.bytes) / 1e6);
    }

    CLI::App *list_ = nullptr, *make_ = nullptr, *restore_ = nullptr;
    std::filesystem::path project_;
    std::string name_;
};

}  // namespace

CommandPtr make_backup() {
    return std::make_unique<BackupCommand>();
}

}  // namespace legenda::cli
