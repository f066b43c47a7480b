// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_repository.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <limits>

namespace legenda::store {

namespace {

constexpr const char* kColumns =
    "id, kind, preset, state, options_json, started, ended, note, best_metric, best_value, best_epoch, epochs, "
    "checkpoint, pid, pid_started, problem, tags, provenance_json, deleted_at";

// SQLite stores a NaN loss (of a diverged run) as NULL.
double readNumber(const SQLite::Column& column) {
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

std::vector<std::string> readTags(const std::string& text) {
    std::vector<std::string> tags;
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (list.is_array())
        for (const auto& tag : list)
            if (tag.is_string()) tags.push_back(tag.get<std::string>());
    return tags;
}

RunRecord readRun(SQLite::Statement& row) {
    RunRecord run;
    run.id = row.getColumn(0).getString();
    run.kind = row.getColumn(1).getString();
    run.preset = row.getColumn(2).getString();
    run.state = row.getColumn(3).getString();
    run.optionsJson = row.getColumn(4).getString();
    run.started = row.getColumn(5).getString();
    run.ended = row.getColumn(6).getString();
    run.note = row.getColumn(7).getString();
    run.bestMetric = row.getColumn(8).getString();
    run.bestValue = readNumber(row.getColumn(9));
    run.bestEpoch = row.getColumn(10).getInt();
    run.epochs = row.getColumn(11).getInt();
    run.checkpoint = row.getColumn(12).getString();
    run.pid = row.getColumn(13).getInt64();
    run.pidStarted = row.getColumn(14).getString();
    run.problem = row.getColumn(15).getString();
    run.tags = readTags(row.getColumn(16).getString());
    run.provenanceJson = row.getColumn(17).getString();
    run.deletedAt = row.getColumn(18).getString();
    return run;
}

}  // namespace

void RunRepository::add(const RunRecord& run) {
    WriteTransaction transaction(db_);
    const int added = runSql(
        db_,
        "INSERT OR IGNORE INTO run(id, kind, preset, state, options_json, started, ended, note, best_metric, "
        "best_value, best_epoch, epochs, checkpoint, pid, pid_started, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?, ?)",
        run.id, run.kind, run.preset, run.state, run.optionsJson, run.started, run.ended, run.note, run.bestMetric,
        run.bestValue, run.bestEpoch, run.epochs, run.checkpoint, run.pid, run.pidStarted,
        nlohmann::json(run.tags).dump());
    if (added == 0) refuse(base::ErrorCode::BadInput, "The project has a run \"" + run.id + "\" already.");
    transaction.commit();
}

void RunRepository::claim(const RunRecord& seen, std::int64_t pid, const std::string& pidStarted) {
    WriteTransaction transaction(db_);
    const int claimed = runSql(db_,
                               "UPDATE run SET state = 'running', ended = '', problem = '', pid = ?, pid_started = ? "
                               "WHERE id = ? AND state = ? AND pid = ? AND pid_started = ? AND deleted_at = ''",
                               pid, pidStarted, seen.id, seen.state, seen.pid, seen.pidStarted);
    if (claimed == 0)
        refuse(base::ErrorCode::BadInput, "Another process has gone on with the run " + seen.id + " meanwhile.");
    transaction.commit();
}

void RunRepository::update(const RunRecord& run) {
    WriteTransaction transaction(db_);
    const int updated =
        runSql(db_,
               "UPDATE run SET state = ?, ended = ?, best_metric = ?, best_value = ?, best_epoch = ?, epochs = ?, "
               "checkpoint = ?, problem = ?, options_json = ?, provenance_json = ? WHERE id = ? AND pid = ? AND "
               "pid_started = ?",
               run.state, run.ended, run.bestMetric, run.bestValue, run.bestEpoch, run.epochs, run.checkpoint,
               run.problem, run.optionsJson, run.provenanceJson, run.id, run.pid, run.pidStarted);
    if (updated == 0)
        refuse(base::ErrorCode::BadInput,
               "The run " + run.id + " is not this process's any more: it was removed, or another process owns it.");
    transaction.commit();
}

void RunRepository::setNote(const std::string& id, const std::string& note) {
    WriteTransaction transaction(db_);
    if (runSql(db_, "UPDATE run SET note = ? WHERE id = ?", note, id) == 0)
        refuse(base::ErrorCode::BadInput, "The project has no run \"" + id + "\".");
    transaction.commit();
}

void RunRepository::setTags(const std::string& id, const std::vector<std::string>& tags) {
    WriteTransaction transaction(db_);
    if (runSql(db_, "UPDATE run SET tags = ? WHERE id = ?", nlohmann::json(tags).dump(), id) == 0)
        refuse(base::ErrorCode::BadInput, "The project has no run \"" + id + "\".");
    transaction.commit();
}

void RunRepository::setDeleted(const RunRecord& seen, bool deleted) {
    WriteTransaction transaction(db_);
    if (runSql(db_,
               "UPDATE run SET deleted_at = ? WHERE id = ? AND state = ? AND pid = ? AND pid_started = ? AND "
               "deleted_at = ?",
               deleted ? nowUtc() : std::string(), seen.id, seen.state, seen.pid, seen.pidStarted, seen.deletedAt) == 0)
        refuse(base::ErrorCode::BadInput, "The run " + seen.id + " has been changed by another program meanwhile.");
    transaction.commit();
}

void RunRepository::remove(const std::string& id) {
    WriteTransaction transaction(db_);
    if (runSql(db_, "DELETE FROM run WHERE id = ? AND deleted_at <> ''", id) == 0)
        refuse(base::ErrorCode::BadInput, "The project has no deleted run \"" + id + "\".");
    transaction.commit();
}

std::vector<RunRecord> RunRepository::runs(bool deleted) const {
    SQLite::Statement rows(
        db_, fmt::format("SELECT {} FROM run WHERE deleted_at {} '' ORDER BY started DESC, rowid DESC", kColumns,
                         deleted ? "<>" : "="));
    std::vector<RunRecord> runs;
    while (rows.executeStep()) runs.push_back(readRun(rows));
    return runs;
}

RunRecord RunRepository::run(const std::string& id) const {
    SQLite::Statement row(db_, fmt::format("SELECT {} FROM run WHERE id = ?", kColumns));
    row.bind(1, id);
    if (!row.executeStep()) refuse(base::ErrorCode::BadInput, "The project has no run \"" + id + "\".");
    return readRun(row);
}

void RunRepository::addFigure(const FigureRecord& figure) {
    WriteTransaction transaction(db_);
    runSql(db_, "INSERT OR REPLACE INTO figure(run_id, epoch, step, name, value) VALUES (?, ?, ?, ?, ?)", figure.run,
           figure.epoch, figure.step, figure.name, figure.value);
    transaction.commit();
}

std::vector<FigureRecord> RunRepository::figures(const std::string& run) const {
    SQLite::Statement rows(
        db_, "SELECT run_id, epoch, step, name, value FROM figure WHERE run_id = ? ORDER BY step, epoch, name");
    rows.bind(1, run);
    std::vector<FigureRecord> figures;
    while (rows.executeStep())
        figures.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getInt(), rows.getColumn(2).getInt64(),
                           rows.getColumn(3).getString(), readNumber(rows.getColumn(4))});
    return figures;
}

}  // namespace legenda::store
