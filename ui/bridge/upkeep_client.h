// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/delivery.h"

namespace legenda::ui {

// Backups and imports of the open project, and its copy in another place. A restored backup is told by the signal
// Bridge::annotationsChanged. Reached through Bridge, whose rules hold.
class UpkeepClient {
 public:
    UpkeepClient(session::Session& session, Delivery& delivery) : session_(session), delivery_(delivery) {}

    void backups(QObject* context, Answer<std::vector<store::BackupRecord>> done);  // newest first
    void makeBackup(QObject* context, Answer<store::BackupRecord> done);
    // Answers the backup of what it replaces, or the damaged file.
    void restoreBackup(QObject* context, const QString& name, Answer<std::filesystem::path> done);
    // The project as another one in `folder`, with edits that could not be written where it lies.
    void saveElsewhere(QObject* context, const QString& folder, const std::vector<store::Edit>& edits,
                       Answer<std::filesystem::path> done);
    void imports(QObject* context, Answer<std::vector<store::ImportRecord>> done);  // finished ones, newest first
    void undoImport(QObject* context, std::int64_t import, Answer<void> done);
    void redoImport(QObject* context, std::int64_t import, Answer<void> done);

 private:
    session::Session& session_;
    Delivery& delivery_;
};

}  // namespace legenda::ui
