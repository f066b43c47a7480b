// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/store_writer.h"
#include "core/store/backup.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace legenda::session {

// What happened to the open project without this session's doing.
struct ProjectChanges {
    std::vector<std::int64_t> images;         // whose annotations another window or program has changed
    bool all = false;                         // a backup was restored: everything may be another
    std::optional<base::Error> backupFailed;  // the daily one
    // The list of images is another (which, where, or their splits), or sentences, prediction sets or evaluations were
    // added or removed, by this window too.
    bool imageList = false, sentences = false, predictions = false, evaluations = false;
};

// Looks after the open project: sees what other windows and programs do to it, makes a backup a day, and restores.
// Reached through Session, whose rules hold.
class Upkeep {
 public:
    using Changed = std::function<void(const ProjectChanges&)>;
    Upkeep(OpenProject& project, StoreWriter& writer);

    // From here on `changed` is called on a thread of the session within a second of each change. One at a time; an
    // empty one ends it, and is not called any more once this returns.
    void watch(Changed changed);
    void backups(Callback<std::vector<store::BackupRecord>> done);  // newest first
    void makeBackup(Callback<store::BackupRecord> done);
    // See store::restoreBackup(). Everything that is shown of the project has to be asked for again.
    void restoreBackup(const std::string& name, Callback<std::filesystem::path> done);
    // The project as it stands as another one in `folder`, with edits in it that could not be written where it lies: on
    // a full or failing disk. In order, by who made them; the first one that is refused ends it.
    void saveElsewhere(const std::filesystem::path& folder, const std::vector<store::Edit>& edits,
                       Callback<std::filesystem::path> done);

    // By the session: another project is open, with its newest change and its lists as they are.
    void opened(const std::filesystem::path& folder, std::int64_t number, const store::ListMarks& marks);

 private:
    using Clock = std::chrono::steady_clock;
    void run(const std::stop_token& stop);
    void look();
    void backUpDaily(const std::filesystem::path& folder);
    void tell(const ProjectChanges& changes);

    OpenProject& project_;
    StoreWriter& writer_;
    std::mutex mutex_;  // of the next five
    std::condition_variable_any wake_;
    std::filesystem::path opened_;
    std::int64_t number_ = -1;  // of the newest change that was told
    store::ListMarks marks_;    // of the lists as they were told
    Clock::time_point backUpAt_{};
    std::mutex telling_;
    Changed changed_;

    Connection connection_;  // of the looking thread, with what follows
    std::filesystem::path folder_;
    std::int64_t version_ = -1;  // of the database, as it was looked at last
    runtime::WorkerThread worker_;
    std::jthread looking_;  // last: the others outlive it
};

}  // namespace legenda::session
