// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/upkeep.h"

namespace legenda::session {

using base::Result;
using store::ProjectStore;

namespace {

constexpr std::chrono::milliseconds kLookInterval{500};
// A project that is only looked into is not backed up, and opening it does not wait for the copy.
constexpr std::chrono::seconds kFirstBackup{5};
constexpr std::chrono::hours kNextBackup{1};

}  // namespace

Upkeep::Upkeep(OpenProject& project, StoreWriter& writer)
    : project_(project),
      writer_(writer),
      worker_("upkeep", 10, 1),
      looking_([this](const std::stop_token& stop) { run(stop); }) {}

void Upkeep::watch(Changed changed) {
    const std::lock_guard lock(telling_);
    changed_ = std::move(changed);
}

void Upkeep::tell(const ProjectChanges& changes) {
    const std::lock_guard lock(telling_);
    if (changed_) changed_(changes);
}

void Upkeep::opened(const std::filesystem::path& folder, std::int64_t number, const store::ListMarks& marks) {
    const std::lock_guard lock(mutex_);
    opened_ = folder;
    number_ = number;
    marks_ = marks;
    backUpAt_ = Clock::now() + kFirstBackup;
}

void Upkeep::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, stop, kLookInterval, [] { return false; });
        }
        if (stop.stop_requested()) return;
        look();
    }
}

void Upkeep::look() {
    std::filesystem::path folder;
    std::int64_t number = 0;
    bool backUp = false;
    {
        const std::lock_guard lock(mutex_);
        folder = opened_;
        number = number_;
        backUp = Clock::now() >= backUpAt_;
        if (backUp) backUpAt_ = Clock::now() + kNextBackup;
    }
    if (folder.empty()) return;
    if (folder != folder_) {
        folder_ = folder;
        version_ = -1;
    }
    auto store = connection_.to(folder, ProjectStore::Mode::Read);
    if (!store) return;
    if (backUp) backUpDaily(folder);
    const auto version = (*store)->dataVersion();
    if (!version || *version == version_) return;
    const auto changes = (*store)->changesSince(number, writer_.id());
    const auto marks = (*store)->listMarks();
    if (!changes || !marks) return;  // locked, or being restored: at the next look
    version_ = *version;
    ProjectChanges told;
    told.images = changes->images;
    told.all = changes->number < number;
    {
        const std::lock_guard lock(mutex_);
        if (opened_ != folder) return;  // another project was opened meanwhile
        number_ = changes->number;
        told.imageList = marks->images != marks_.images;
        told.sentences = marks->captions != marks_.captions;
        told.predictions = marks->predictions != marks_.predictions;
        told.evaluations = marks->evaluations != marks_.evaluations;
        marks_ = *marks;
    }
    if (told.imageList) project_.advance();
    if (told.all || told.imageList || told.sentences || told.predictions || told.evaluations || !told.images.empty())
        tell(told);
}

void Upkeep::backUpDaily(const std::filesystem::path& folder) {
    const auto made = store::makeDailyBackup(folder);
    // A folder that cannot be written at all is no failure of the backup.
    if (made || made.error().key == store::kReadOnly) return;
    ProjectChanges told;
    told.backupFailed = made.error();
    tell(told);
}

void Upkeep::backups(Callback<std::vector<store::BackupRecord>> done) {
    worker_.post<std::vector<store::BackupRecord>>(
        std::move(done), [folder = project_.folder()](std::stop_token) { return store::backups(folder); });
}

void Upkeep::makeBackup(Callback<store::BackupRecord> done) {
    worker_.post<store::BackupRecord>(
        std::move(done), [folder = project_.folder()](std::stop_token) { return store::makeBackup(folder); });
}

void Upkeep::restoreBackup(const std::string& name, Callback<std::filesystem::path> done) {
    worker_.post<std::filesystem::path>(
        std::move(done), [this, folder = project_.folder(), name](std::stop_token) -> Result<std::filesystem::path> {
            LEGENDA_TRY(replaced, store::restoreBackup(folder, name));
            project_.advance();
            tell({{}, true, {}, true, true});
            return std::move(*replaced);
        });
}

void Upkeep::saveElsewhere(const std::filesystem::path& folder, const std::vector<store::Edit>& edits,
                           Callback<std::filesystem::path> done) {
    worker_.post<std::filesystem::path>(std::move(done),
                                        [project = project_.folder(), viewer = writer_.viewer(), folder,
                                         edits](std::stop_token) -> Result<std::filesystem::path> {
                                            LEGENDA_TRY(copied, store::copyProject(project, folder));
                                            LEGENDA_TRY(store, ProjectStore::open(folder));
                                            LEGENDA_TRY(signedIn, store->signIn(viewer));
                                            for (const auto& edit : edits) {
                                                LEGENDA_TRY(applied, store->apply(edit));
                                            }
                                            return folder;
                                        });
}

}  // namespace legenda::session
