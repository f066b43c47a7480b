// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/upkeep_client.h"

#include "ui/bridge/convert.h"

namespace legenda::ui {

void UpkeepClient::backups(QObject* context, Answer<std::vector<store::BackupRecord>> done) {
    session_.upkeep().backups(delivery_.inProject(context, std::move(done)));
}

void UpkeepClient::makeBackup(QObject* context, Answer<store::BackupRecord> done) {
    session_.upkeep().makeBackup(delivery_.inProject(context, std::move(done)));
}

void UpkeepClient::restoreBackup(QObject* context, const QString& name, Answer<std::filesystem::path> done) {
    session_.upkeep().restoreBackup(name.toStdString(), delivery_.inProject(context, std::move(done)));
}

void UpkeepClient::saveElsewhere(QObject* context, const QString& folder, const std::vector<store::Edit>& edits,
                                 Answer<std::filesystem::path> done) {
    session_.upkeep().saveElsewhere(pathOf(folder), edits, delivery_.inProject(context, std::move(done)));
}

void UpkeepClient::imports(QObject* context, Answer<std::vector<store::ImportRecord>> done) {
    session_.annotations().imports(delivery_.inProject(context, std::move(done)));
}

void UpkeepClient::undoImport(QObject* context, std::int64_t import, Answer<void> done) {
    session_.annotations().undoImport(import, delivery_.inProject(context, std::move(done)));
}

void UpkeepClient::redoImport(QObject* context, std::int64_t import, Answer<void> done) {
    session_.annotations().redoImport(import, delivery_.inProject(context, std::move(done)));
}

}  // namespace legenda::ui
