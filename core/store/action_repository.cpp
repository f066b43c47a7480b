// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/action_repository.h"

#include "core/base/hash.h"

#include <fmt/format.h>

#include <cmath>

namespace legenda::store {

using base::ErrorCode;
using nlohmann::json;

// One row of the table.
struct ActionRow {
    std::int64_t id = 0;
    std::string label;
    int undone = 0;
    json before, after;
};

namespace {

struct Conflict {};  // a row is not in the state that an undo or redo starts from

const char* kindName(Edit::Kind kind) {
    switch (kind) {
        case Edit::Kind::CreateRegion:
            return "create_region";
        case Edit::Kind::SetBox:
            return "set_box";
        case Edit::Kind::DeleteRegion:
            return "delete_region";
        case Edit::Kind::SetText:
            return "set_text";
        case Edit::Kind::DeleteText:
            return "delete_text";
        case Edit::Kind::DuplicateRegion:
            return "duplicate_region";
    }
    return "";
}

bool blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

json regionState(const base::Box& box, bool whole, const json& deleted, std::int64_t rev) {
    return {{"x", box.x},     {"y", box.y},         {"w", box.w}, {"h", box.h},
            {"whole", whole}, {"deleted", deleted}, {"rev", rev}};
}

json snippetState(const std::string& text, const json& deleted, std::int64_t rev) {
    return {{"text", text}, {"deleted", deleted}, {"rev", rev}};
}

// SetText with an empty text removes the text.
bool removesText(const Edit& edit) {
    return edit.kind == Edit::Kind::DeleteText || (edit.kind == Edit::Kind::SetText && blank(edit.text));
}

struct RegionRow {
    std::int64_t id = 0, image = 0;
    base::Box box;
    bool whole = false, deleted = false;
    std::int64_t rev = 0;
    std::string extraJson;
};

struct SnippetRow {
    std::int64_t region = 0;
    std::string text;
    bool deleted = false;
    std::int64_t rev = 0;
};

// One edit within its transaction: writes the rows and collects their states before and after.
class EditWriter {
 public:
    EditWriter(SQLite::Database& db, const Edit& edit, std::int64_t action, std::int64_t author)
        : db_(db), edit_(edit), action_(action), author_(author), now_(nowUtc()) {}

    json before = json::object({{"regions", json::object()}, {"snippets", json::object()}});
    json after = before;
    std::string label;

    void run() {
        switch (edit_.kind) {
            case Edit::Kind::CreateRegion:
                return createRegion();
            case Edit::Kind::SetBox:
                return setBox();
            case Edit::Kind::DeleteRegion:
                return deleteRegion();
            case Edit::Kind::SetText:
            case Edit::Kind::DeleteText:
                return removesText(edit_) ? deleteText() : setText();
            case Edit::Kind::DuplicateRegion:
                return duplicateRegion();
        }
    }
    bool changedNothing() const { return after["regions"].empty() && after["snippets"].empty(); }

 private:
    void createRegion() {
        label = "Draw box";
        const std::int64_t row = insertRegion(edit_.region, clipped(edit_.box), false, {});
        if (!blank(edit_.text)) insertSnippet(row, edit_.snippet, edit_.text, author_);
    }

    void setBox() {
        label = "Move box";
        const RegionRow row = liveRegion(edit_.region);
        const base::Box box = clipped(edit_.box);
        if (box == row.box && !row.whole) return;
        writeRegion(edit_.region, row, regionState(box, false, nullptr, action_));
    }

    void deleteRegion() {
        label = "Delete region";
        const RegionRow row = liveRegion(edit_.region);
        writeRegion(edit_.region, row, regionState(row.box, row.whole, now_, action_));
    }

    void setText() {
        const RegionRow region = liveRegion(edit_.region);
        const auto known = edit_.snippet.empty() ? std::nullopt : snippet(edit_.snippet);
        if (!known) {
            label = "Write text";
            insertSnippet(region.id, edit_.snippet, edit_.text, author_);
            return;
        }
        label = "Edit text";
        if (known->region != region.id || known->deleted)
            refuse(ErrorCode::BadInput, fmt::format("The region {} has no text {}.", edit_.region, edit_.snippet));
        if (known->text != edit_.text) writeSnippet(edit_.snippet, *known, snippetState(edit_.text, nullptr, action_));
    }

    void deleteText() {
        label = "Delete text";
        const auto known = edit_.snippet.empty() ? std::nullopt : snippet(edit_.snippet);
        if (!known || known->deleted) {
            if (edit_.kind == Edit::Kind::SetText)
                refuse(ErrorCode::BadInput, "A text of a region needs at least one letter.");
            refuse(ErrorCode::BadInput, fmt::format("The project has no text {}.", edit_.snippet));
        }
        writeSnippet(edit_.snippet, *known, snippetState(known->text, now_, action_));
    }

    void duplicateRegion() {
        label = "Duplicate region";
        const RegionRow source = liveRegion(edit_.source);
        const std::int64_t row = insertRegion(edit_.region, edit_.box.area() > 0 ? clipped(edit_.box) : source.box,
                                              source.whole, source.extraJson);
        SQLite::Statement texts(
            db_, "SELECT text, annotator_id FROM snippet WHERE region_id = ? AND deleted_at IS NULL ORDER BY id");
        texts.bind(1, source.id);
        while (texts.executeStep())
            insertSnippet(row, {}, texts.getColumn(0).getString(), texts.getColumn(1).getInt64());
    }

    base::Box clipped(const base::Box& box) const {
        if (!(std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.w) && std::isfinite(box.h) &&
              box.area() > 0))
            refuse(ErrorCode::BadInput, fmt::format("The box {}, {}, {}, {} has no area.", box.x, box.y, box.w, box.h));
        SQLite::Statement size(db_, "SELECT width, height FROM image WHERE id = ?");
        size.bind(1, edit_.image);
        size.executeStep();
        const double width = size.getColumn(0).getInt(), height = size.getColumn(1).getInt();
        if (width <= 0 || height <= 0) return box;
        const base::Box inside = base::intersection(box, {0, 0, width, height});
        if (!(inside.area() > 0))
            refuse(ErrorCode::BadInput, fmt::format("The box {}, {}, {}, {} lies outside its image of {} x {} pixels.",
                                                    box.x, box.y, box.w, box.h, width, height));
        return inside;
    }

    RegionRow liveRegion(const std::string& uuid) const {
        SQLite::Statement row(
            db_, "SELECT id, image_id, x, y, w, h, whole, deleted_at, rev, extra_json FROM region WHERE uuid = ?");
        row.bind(1, uuid);
        if (!row.executeStep() || !row.getColumn(7).isNull())
            refuse(ErrorCode::BadInput, fmt::format("The project has no region {}.", uuid));
        RegionRow region{row.getColumn(0).getInt64(),
                         row.getColumn(1).getInt64(),
                         {row.getColumn(2).getDouble(), row.getColumn(3).getDouble(), row.getColumn(4).getDouble(),
                          row.getColumn(5).getDouble()},
                         row.getColumn(6).getInt() != 0,
                         false,
                         row.getColumn(8).getInt64(),
                         row.getColumn(9).getString()};
        if (region.image != edit_.image)
            refuse(ErrorCode::BadInput, fmt::format("The region {} belongs to another image.", uuid));
        return region;
    }

    std::optional<SnippetRow> snippet(const std::string& uuid) const {
        SQLite::Statement row(db_,
                              "SELECT s.region_id, s.text, s.deleted_at, s.rev, r.image_id FROM snippet s JOIN region "
                              "r ON r.id = s.region_id WHERE s.uuid = ?");
        row.bind(1, uuid);
        if (!row.executeStep()) return std::nullopt;
        if (row.getColumn(4).getInt64() != edit_.image)
            refuse(ErrorCode::BadInput, fmt::format("The text {} belongs to another image.", uuid));
        return SnippetRow{row.getColumn(0).getInt64(), row.getColumn(1).getString(), !row.getColumn(2).isNull(),
                          row.getColumn(3).getInt64()};
    }

    std::int64_t insertRegion(const std::string& wantedUuid, const base::Box& box, bool whole,
                              const std::string& extraJson) {
        const std::string uuid = wantedUuid.empty() ? base::makeUuid() : wantedUuid;
        SQLite::Statement known(db_, "SELECT 1 FROM region WHERE uuid = ?");
        known.bind(1, uuid);
        if (known.executeStep()) refuse(ErrorCode::BadInput, fmt::format("The project has a region {} already.", uuid));
        runSql(db_,
               "INSERT INTO region(uuid, image_id, x, y, w, h, whole, annotator_id, origin, rev, created_at, "
               "extra_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
               "?, ?, ?, ?)",
               uuid, edit_.image, box.x, box.y, box.w, box.h, whole ? 1 : 0, author_, edit_.origin, action_, now_,
               extraJson);
        before["regions"][uuid] = regionState(box, whole, now_, -action_);
        after["regions"][uuid] = regionState(box, whole, nullptr, action_);
        return db_.getLastInsertRowid();
    }

    void insertSnippet(std::int64_t region, const std::string& wantedUuid, const std::string& text,
                       std::int64_t author) {
        const std::string uuid = wantedUuid.empty() ? base::makeUuid() : wantedUuid;
        runSql(db_,
               "INSERT INTO snippet(uuid, region_id, text, annotator_id, origin, rev, created_at) VALUES (?, ?, ?, ?, "
               "?, ?, ?)",
               uuid, region, text, author, edit_.origin, action_, now_);
        before["snippets"][uuid] = snippetState(text, now_, -action_);
        after["snippets"][uuid] = snippetState(text, nullptr, action_);
    }

    void writeRegion(const std::string& uuid, const RegionRow& row, json state);
    void writeSnippet(const std::string& uuid, const SnippetRow& row, json state);

    SQLite::Database& db_;
    const Edit& edit_;
    const std::int64_t action_, author_;
    const std::string now_;
};

void bindDeleted(SQLite::Statement& statement, int index, const json& deleted) {
    if (deleted.is_null())
        statement.bind(index);
    else
        statement.bind(index, deleted.get<std::string>());
}

void setRegion(SQLite::Database& db, const std::string& uuid, std::int64_t expectedRev, const json& state) {
    SQLite::Statement update(db,
                             "UPDATE region SET x = ?1, y = ?2, w = ?3, h = ?4, whole = ?5, deleted_at = ?6, rev = ?7 "
                             "WHERE uuid = ?8 AND rev = ?9");
    SQLite::bind(update, state.at("x").get<double>(), state.at("y").get<double>(), state.at("w").get<double>(),
                 state.at("h").get<double>(), state.at("whole").get<bool>() ? 1 : 0);
    bindDeleted(update, 6, state.at("deleted"));
    update.bind(7, state.at("rev").get<std::int64_t>());
    update.bind(8, uuid);
    update.bind(9, expectedRev);
    if (update.exec() != 1) throw Conflict{};
}

void setSnippet(SQLite::Database& db, const std::string& uuid, std::int64_t expectedRev, const json& state) {
    SQLite::Statement update(db,
                             "UPDATE snippet SET text = ?1, deleted_at = ?2, rev = ?3 WHERE uuid = ?4 AND rev = ?5");
    update.bind(1, state.at("text").get<std::string>());
    bindDeleted(update, 2, state.at("deleted"));
    update.bind(3, state.at("rev").get<std::int64_t>());
    update.bind(4, uuid);
    update.bind(5, expectedRev);
    if (update.exec() != 1) throw Conflict{};
}

void EditWriter::writeRegion(const std::string& uuid, const RegionRow& row, json state) {
    before["regions"][uuid] = regionState(row.box, row.whole, nullptr, row.rev);
    setRegion(db_, uuid, row.rev, state);
    after["regions"][uuid] = std::move(state);
}

void EditWriter::writeSnippet(const std::string& uuid, const SnippetRow& row, json state) {
    before["snippets"][uuid] = snippetState(row.text, nullptr, row.rev);
    setSnippet(db_, uuid, row.rev, state);
    after["snippets"][uuid] = std::move(state);
}

// Restores the rows from one recorded state to the other.
void replay(SQLite::Database& db, const json& from, const json& to) {
    for (const auto& [uuid, state] : to.at("regions").items())
        setRegion(db, uuid, from.at("regions").at(uuid).at("rev").get<std::int64_t>(), state);
    for (const auto& [uuid, state] : to.at("snippets").items())
        setSnippet(db, uuid, from.at("snippets").at(uuid).at("rev").get<std::int64_t>(), state);
}

ActionRow readAction(SQLite::Statement& row) {
    return {row.getColumn(0).getInt64(), row.getColumn(1).getString(), row.getColumn(2).getInt(),
            json::parse(row.getColumn(3).getString()), json::parse(row.getColumn(4).getString())};
}

std::optional<ActionRow> nextAction(SQLite::Database& db, std::int64_t image, const std::string& session, bool undo) {
    SQLite::Statement row(db, undo ? "SELECT id, label, undone, before_json, after_json FROM action WHERE image_id = ? "
                                     "AND undone = 0 AND session = ? ORDER BY id DESC LIMIT 1"
                                   : "SELECT id, label, undone, before_json, after_json FROM action WHERE image_id = ? "
                                     "AND undone = 1 AND session = ? ORDER BY id LIMIT 1");
    SQLite::bind(row, image, session);
    if (!row.executeStep()) return std::nullopt;
    return readAction(row);
}

ActionRow namedAction(SQLite::Database& db, std::int64_t image, std::int64_t id) {
    SQLite::Statement row(
        db, "SELECT id, label, undone, before_json, after_json FROM action WHERE image_id = ? AND id = ?");
    SQLite::bind(row, image, id);
    if (!row.executeStep()) refuse(ErrorCode::BadInput, fmt::format("The image has no edit number {}.", id));
    return readAction(row);
}

// A box is not removed with texts that somebody else has added since.
void checkForeignTexts(SQLite::Database& db, const ActionRow& action, const json& to, const std::string& session) {
    SQLite::Statement foreign(
        db,
        "SELECT EXISTS(SELECT 1 FROM snippet s JOIN region r ON r.id = s.region_id JOIN action a ON a.id = s.rev WHERE "
        "r.uuid = ? AND s.deleted_at IS NULL AND a.id > ? AND a.session <> ?)");
    for (const auto& [uuid, state] : to.at("regions").items()) {
        if (state.at("deleted").is_null()) continue;
        foreign.reset();
        SQLite::bind(foreign, uuid, action.id, session);
        if (foreign.executeStep() && foreign.getColumn(0).getInt() != 0) throw Conflict{};
    }
}

}  // namespace

EditOutcome ActionRepository::apply(const Edit& edit) {
    if (edit.origin != "human" && edit.origin != "model" && edit.origin != "import")
        refuse(ErrorCode::BadInput,
               fmt::format("The origin of an edit must be human, model or import, found \"{}\".", edit.origin));
    const auto [action, label] = write(edit);
    EditOutcome result = outcome(edit.image);
    result.action = action;
    result.label = label;
    return result;
}

std::pair<std::int64_t, std::string> ActionRepository::write(const Edit& edit) {
    WriteTransaction transaction(db_);
    SQLite::Statement known(db_, "SELECT 1 FROM image WHERE id = ? AND deleted_at IS NULL");
    known.bind(1, edit.image);
    if (!known.executeStep())
        refuse(ErrorCode::BadInput, fmt::format("The project has no image number {}.", edit.image));
    known.reset();
    const std::int64_t author = regions_.annotator(edit.annotator);
    runSql(db_,
           "INSERT INTO action(image_id, annotator_id, kind, label, before_json, after_json, created_at, session) "
           "VALUES (?, ?, ?, '', '', '', ?, ?)",
           edit.image, author, kindName(edit.kind), nowUtc(), session_);
    const std::int64_t action = db_.getLastInsertRowid();
    EditWriter writer(db_, edit, action, author);
    writer.run();
    if (writer.changedNothing()) return {0, writer.label};  // the empty action is rolled back
    runSql(db_, "UPDATE action SET label = ?, before_json = ?, after_json = ? WHERE id = ?", writer.label,
           writer.before.dump(), writer.after.dump(), action);
    runSql(db_, "UPDATE action SET undone = 2 WHERE image_id = ? AND undone = 1 AND session = ?", edit.image, session_);
    transaction.commit();
    return {action, writer.label};
}

void ActionRepository::beginSession(const std::string& session, const std::function<bool(const std::string&)>& lives) {
    if (session == session_) return;
    WriteTransaction transaction(db_);
    std::vector<std::string> ended;
    SQLite::Statement sessions(db_, "SELECT DISTINCT session FROM action WHERE undone < 2");
    while (sessions.executeStep())
        if (const auto other = sessions.getColumn(0).getString(); other != session && !lives(other))
            ended.push_back(other);
    sessions.reset();
    for (const auto& other : ended)
        runSql(db_, "UPDATE action SET session = ? WHERE session = ? AND undone < 2", session, other);
    transaction.commit();
    session_ = session;
}

void ActionRepository::replayAction(const ActionRow& action, bool undo) {
    const json& to = undo ? action.before : action.after;
    checkForeignTexts(db_, action, to, session_);
    replay(db_, undo ? action.after : action.before, to);
    runSql(db_, "UPDATE action SET undone = ? WHERE id = ?", undo ? 1 : 0, action.id);
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
        action = nextAction(db_, image, session_, undo);
        if (!action) return outcome(image);
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
    result.regions = regions_.regions(image);
    SQLite::Statement open(db_,
                           "SELECT EXISTS(SELECT 1 FROM action WHERE image_id = ?1 AND undone = 0 AND session = ?2), "
                           "EXISTS(SELECT 1 FROM action WHERE image_id = ?1 AND undone = 1 AND session = ?2)");
    SQLite::bind(open, image, session_);
    open.executeStep();
    result.canUndo = open.getColumn(0).getInt() != 0;
    result.canRedo = open.getColumn(1).getInt() != 0;
    return result;
}

}  // namespace legenda::store
