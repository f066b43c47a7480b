// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/action_repository.h"

#include "core/store/edit_writer.h"

#include <fmt/format.h>

#include <array>

namespace legenda::store {

using base::ErrorCode;
using nlohmann::json;

// One row of the table.
struct ActionRow {
    std::int64_t id = 0;
    std::string label;
    int undone = 0;
    std::int64_t image = 0;
    json before, after;
};

namespace {

constexpr std::array kKindNames{"create_region", "set_box",   "delete_region", "set_text",    "delete_text",
                                "duplicate",     "set_chain", "delete_chain",  "set_mention", "delete_mention",
                                "accept",        "set_mark",  "settle"};

constexpr const char* kActionColumns = "SELECT id, label, undone, image_id, before_json, after_json FROM action ";

ActionRow readAction(SQLite::Statement& row) {
    return {row.getColumn(0).getInt64(),
            row.getColumn(1).getString(),
            row.getColumn(2).getInt(),
            row.getColumn(3).getInt64(),
            json::parse(row.getColumn(4).getString()),
            json::parse(row.getColumn(5).getString())};
}

ActionRow namedAction(SQLite::Database& db, std::int64_t image, std::int64_t id) {
    SQLite::Statement row(db, std::string(kActionColumns) + "WHERE image_id = ? AND id = ?");
    SQLite::bind(row, image, id);
    if (!row.executeStep()) refuse(ErrorCode::BadInput, fmt::format("The image has no edit number {}.", id));
    return readAction(row);
}

// A box is not removed with texts that somebody else has added since, nor a box of somebody else's phrase.
void checkForeignWork(SQLite::Database& db, const ActionRow& action, const json& to, const std::string& session,
                      std::int64_t actor) {
    SQLite::Statement foreign(
        db,
        "SELECT EXISTS(SELECT 1 FROM snippet s JOIN region r ON r.id = s.region_id JOIN action a ON a.id = s.rev WHERE "
        "r.uuid = ?1 AND s.deleted_at IS NULL AND a.id > ?2 AND (a.session <> ?3 OR a.annotator_id <> ?4)) OR "
        "EXISTS(SELECT 1 FROM chain c, json_each(c.regions) box JOIN action a ON a.id = c.rev WHERE c.image_id = ?5 "
        "AND box.value = ?1 AND c.deleted_at IS NULL AND a.id > ?2 AND (a.session <> ?3 OR a.annotator_id <> ?4))");
    const auto regions = to.find(kRegions.section);
    if (regions == to.end()) return;
    for (const auto& [uuid, state] : regions->items()) {
        if (state.at("deleted").is_null()) continue;
        foreign.reset();
        SQLite::bind(foreign, uuid, action.id, session, actor, action.image);
        if (foreign.executeStep() && foreign.getColumn(0).getInt() != 0) throw Conflict{};
    }
}

void checkEdits(const std::vector<Edit>& edits) {
    if (edits.empty()) refuse(ErrorCode::BadInput, "There is nothing to be changed.");
    for (const auto& edit : edits) {
        if (edit.image != edits.front().image)
            refuse(ErrorCode::BadInput, "Edits of several images cannot be one edit.");
        if (edit.origin != "human" && edit.origin != "model" && edit.origin != "import")
            refuse(ErrorCode::BadInput,
                   fmt::format("The origin of an edit must be human, model or import, found \"{}\".", edit.origin));
    }
}

}  // namespace

EditOutcome ActionRepository::apply(const std::vector<Edit>& edits, const std::string& label) {
    checkEdits(edits);
    const auto [action, done] = write(edits, label);
    EditOutcome result = outcome(edits.front().image);
    result.action = action;
    result.label = done;
    return result;
}

std::pair<std::int64_t, std::string> ActionRepository::write(const std::vector<Edit>& edits,
                                                             const std::string& wantedLabel) {
    const Edit& first = edits.front();
    const std::int64_t image = first.image;
    WriteTransaction transaction(db_);
    SQLite::Statement known(db_, "SELECT 1 FROM image WHERE id = ? AND deleted_at IS NULL");
    known.bind(1, image);
    if (!known.executeStep()) refuse(ErrorCode::BadInput, fmt::format("The project has no image number {}.", image));
    known.reset();
    const std::int64_t actor = regions_.annotator(viewer_.annotator);
    runSql(db_,
           "INSERT INTO action(image_id, annotator_id, kind, label, before_json, after_json, created_at, session) "
           "VALUES (?, ?, ?, '', '', '', ?, ?)",
           image, actor, kKindNames.at(static_cast<std::size_t>(first.kind)), nowUtc(), session_);
    const std::int64_t action = db_.getLastInsertRowid();
    EditWriter writer(db_, regions_, image, action, actor);
    std::string label = wantedLabel;
    for (const auto& edit : edits) {
        writer.write(edit);
        if (label.empty()) label = writer.label();
        runSql(db_, "DELETE FROM text_draft WHERE image_id = ? AND annotator_id = ? AND region = ? AND snippet = ?",
               image, actor, edit.region, edit.snippet);
    }
    if (writer.changedNothing()) return {0, label};  // the empty action is rolled back
    runSql(db_, "UPDATE action SET label = ?, before_json = ?, after_json = ? WHERE id = ?", label,
           writer.before().dump(), writer.after().dump(), action);
    runSql(db_, "UPDATE action SET undone = 2 WHERE image_id = ? AND undone = 1 AND session = ? AND annotator_id = ?",
           image, session_, actor);
    noteChange(image);
    transaction.commit();
    return {action, label};
}

void ActionRepository::noteChange(std::int64_t image) {
    runSql(db_,
           "INSERT OR REPLACE INTO image_change(image_id, number, session) VALUES (?, (SELECT ifnull(max(number), 0) + "
           "1 FROM image_change), ?)",
           image, session_);
}

ImageChanges ActionRepository::changesSince(std::int64_t number, const std::string& ownSession) const {
    ImageChanges changes;
    changes.number = db_.execAndGet("SELECT ifnull(max(number), 0) FROM image_change").getInt64();
    if (number < 0) return changes;
    SQLite::Statement rows(
        db_,
        "SELECT image_id FROM image_change WHERE number > ? AND session <> ? GROUP BY image_id ORDER BY max(number)");
    SQLite::bind(rows, number, ownSession);
    while (rows.executeStep()) changes.images.push_back(rows.getColumn(0).getInt64());
    return changes;
}

void ActionRepository::beginSession(const std::string& session, const Lives& lives) {
    if (session == session_) return;
    lives_ = lives;
    takeOverEnded(session);
    session_ = session;
}

void ActionRepository::signIn(const Viewer& viewer, bool readOnly) {
    const bool another = viewer.annotator != viewer_.annotator;
    viewer_ = viewer;
    if (!another || readOnly) return;
    std::int64_t row = actor();
    if (row == 0) {
        WriteTransaction transaction(db_);
        row = regions_.annotator(viewer.annotator);
        transaction.commit();
    }
    if (regions_.isConsensus(row)) {
        viewer_ = {};
        refuse(ErrorCode::BadInput, fmt::format("\"{}\" is the consensus and no annotator.", viewer.annotator));
    }
    if (session_.empty()) return;
    const std::string session = std::exchange(session_, {});  // where it fails, the session has to be begun again
    beginSession(session, lives_);
}

void ActionRepository::takeOverEnded(const std::string& session) {
    WriteTransaction transaction(db_);
    const std::int64_t own = regions_.annotator(viewer_.annotator);
    std::vector<std::string> ended;
    SQLite::Statement sessions(db_,
                               "SELECT session FROM action WHERE undone < 2 AND annotator_id = ?1 UNION SELECT session "
                               "FROM text_draft WHERE annotator_id = ?1");
    sessions.bind(1, own);
    while (sessions.executeStep())
        if (const auto other = sessions.getColumn(0).getString(); other != session && !lives_(other))
            ended.push_back(other);
    sessions.reset();
    for (const auto& other : ended) {
        runSql(db_, "UPDATE action SET session = ? WHERE session = ? AND undone < 2 AND annotator_id = ?", session,
               other, own);
        runSql(db_, "UPDATE text_draft SET session = ? WHERE session = ? AND annotator_id = ?", session, other, own);
        if (!other.empty()) runSql(db_, "UPDATE OR REPLACE image_change SET session = '' WHERE session = ?", other);
    }
    transaction.commit();
}

void ActionRepository::replayAction(const ActionRow& action, bool undo) {
    const json& to = undo ? action.before : action.after;
    checkForeignWork(db_, action, to, session_, actor());
    replay(db_, undo ? action.after : action.before, to);
    runSql(db_, "UPDATE action SET undone = ? WHERE id = ?", undo ? 1 : 0, action.id);
    noteChange(action.image);
}

EditOutcome ActionRepository::outcomeOf(std::int64_t image, const ActionRow& action) const {
    EditOutcome result = outcome(image);
    result.action = action.id;
    result.label = action.label;
    return result;
}

EditOutcome ActionRepository::step(std::int64_t image, bool undo) {
    std::optional<ActionRow> action;
    try {
        WriteTransaction transaction(db_);
        SQLite::Statement row(
            db_, fmt::format("{}WHERE image_id = ? AND undone = {} AND session = ? AND annotator_id = ? ORDER BY id {} "
                             "LIMIT 1",
                             kActionColumns, undo ? 0 : 1, undo ? "DESC" : "ASC"));
        SQLite::bind(row, image, session_, actor());
        if (!row.executeStep()) return outcome(image);
        action = readAction(row);
        row.reset();
        replayAction(*action, undo);
        transaction.commit();
    } catch (const Conflict&) {
        // Removed from the history, so that earlier edits can still be undone.
        WriteTransaction transaction(db_);
        runSql(db_, "UPDATE action SET undone = 2 WHERE id = ?", action->id);
        transaction.commit();
        refuse(ErrorCode::BadInput,
               fmt::format("{} \"{}\" was left out: another window or program has changed the region since.",
                           undo ? "Undo of" : "Redo of", action->label));
    }
    return outcomeOf(image, *action);
}

EditOutcome ActionRepository::undoAction(std::int64_t image, std::int64_t id) {
    std::optional<ActionRow> action;
    try {
        WriteTransaction transaction(db_);
        action = namedAction(db_, image, id);
        if (action->undone == 1) refuse(ErrorCode::BadInput, fmt::format("\"{}\" is undone already.", action->label));
        replayAction(*action, true);
        transaction.commit();
    } catch (const Conflict&) {
        // It stays in the history: it can be undone after the later edits.
        refuse(ErrorCode::BadInput,
               fmt::format("Undo of \"{}\" was left out: the region has been changed since.", action->label));
    }
    return outcomeOf(image, *action);
}

EditOutcome ActionRepository::outcome(std::int64_t image) const {
    EditOutcome result;
    const std::int64_t own = actor();
    const std::int64_t shown = !viewer_.blind ? 0 : own != 0 ? own : -1;
    result.regions = regions_.regions(image, shown);
    result.chains = chains_.chains(image, shown);
    result.marks = chains_.marks(image);
    if (!viewer_.blind) result.settlements = chains_.settlements(image);
    SQLite::Statement open(db_,
                           "SELECT EXISTS(SELECT 1 FROM action WHERE image_id = ?1 AND undone = 0 AND session = ?2 AND "
                           "annotator_id = ?3), EXISTS(SELECT 1 FROM action WHERE image_id = ?1 AND undone = 1 AND "
                           "session = ?2 AND annotator_id = ?3)");
    SQLite::bind(open, image, session_, own);
    open.executeStep();
    result.canUndo = open.getColumn(0).getInt() != 0;
    result.canRedo = open.getColumn(1).getInt() != 0;
    return result;
}

// --- drafts

void ActionRepository::saveDraft(const DraftRecord& draft) {
    WriteTransaction transaction(db_);
    const std::int64_t author = regions_.annotator(viewer_.annotator);
    if (draft.text.empty())
        runSql(db_, "DELETE FROM text_draft WHERE image_id = ? AND annotator_id = ? AND region = ? AND snippet = ?",
               draft.image, author, draft.region, draft.snippet);
    else
        runSql(db_,
               "INSERT OR REPLACE INTO text_draft(image_id, annotator_id, region, snippet, text, changed_at, session) "
               "VALUES (?, ?, ?, ?, ?, ?, ?)",
               draft.image, author, draft.region, draft.snippet, draft.text, nowUtc(), session_);
    transaction.commit();
}

std::vector<DraftRecord> ActionRepository::drafts(std::int64_t image) const {
    SQLite::Statement rows(db_,
                           "SELECT image_id, region, snippet, text, name FROM text_draft d JOIN annotator "
                           "a ON a.id = d.annotator_id WHERE ?1 IN (0, image_id) AND d.annotator_id = ?2 AND session = "
                           "?3 ORDER BY changed_at");
    SQLite::bind(rows, image, actor(), session_);
    std::vector<DraftRecord> drafts;
    while (rows.executeStep())
        drafts.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                          rows.getColumn(3).getString(), rows.getColumn(4).getString()});
    return drafts;
}

}  // namespace legenda::store
