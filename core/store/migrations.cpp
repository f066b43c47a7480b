// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"

#include "core/store/region_repository.h"
#include "core/store/sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <system_error>
#include <utility>

namespace legenda::store {

namespace {

namespace fs = std::filesystem;

// A schema change is a new entry at the end, never an edit.
// Lengths are 0-based continuous pixels of the upright full-size image; times are ISO 8601 in UTC.
constexpr const char* kFirst = R"sql(
CREATE TABLE info(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE annotator(
    id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, extra_json TEXT NOT NULL DEFAULT '');

-- A folder that holds images. relative_path is from the project's folder and wins where it leads to a folder.
CREATE TABLE image_root(
    id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, relative_path TEXT NOT NULL, absolute_path TEXT NOT NULL);

CREATE TABLE import(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, format TEXT NOT NULL, source TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('running', 'finished', 'removed')), started_at TEXT NOT NULL, ended_at TEXT NOT NULL DEFAULT '');

CREATE TABLE image(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,
    root_id INTEGER NOT NULL REFERENCES image_root(id),
    path TEXT NOT NULL,                        -- POSIX, NFC, below the root
    disk_path TEXT NOT NULL DEFAULT '',        -- the same as the disk spells it, where that is not NFC
    width INTEGER NOT NULL DEFAULT 0, height INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT NOT NULL DEFAULT '',
    split TEXT NOT NULL DEFAULT '',
    annotated_width INTEGER NOT NULL DEFAULT 0, annotated_height INTEGER NOT NULL DEFAULT 0,  -- of entity_box; 0: as width, height
    import_id INTEGER REFERENCES import(id), deleted_at TEXT, extra_json TEXT NOT NULL DEFAULT '',
    UNIQUE(root_id, path));
CREATE INDEX image_by_path ON image(path);
CREATE INDEX image_by_split ON image(split);
CREATE INDEX image_by_import ON image(import_id);

CREATE TABLE external_id(
    image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE, format TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY(image_id, format)) WITHOUT ROWID;
CREATE INDEX external_id_by_value ON external_id(format, value);

CREATE TABLE caption(
    id INTEGER PRIMARY KEY AUTOINCREMENT, image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE,
    number INTEGER NOT NULL, text TEXT NOT NULL, import_id INTEGER REFERENCES import(id), extra_json TEXT NOT NULL DEFAULT '',
    UNIQUE(image_id, number));
CREATE INDEX caption_by_import ON caption(import_id);
CREATE VIRTUAL TABLE caption_words USING fts5(text, content='caption', content_rowid='id', prefix='2 3', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER caption_added AFTER INSERT ON caption BEGIN
    INSERT INTO caption_words(rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER caption_removed AFTER DELETE ON caption BEGIN
    INSERT INTO caption_words(caption_words, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER caption_changed AFTER UPDATE OF text ON caption BEGIN
    INSERT INTO caption_words(caption_words, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO caption_words(rowid, text) VALUES (new.id, new.text);
END;

CREATE TABLE entity_sentence(
    id INTEGER PRIMARY KEY AUTOINCREMENT, image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE,
    number INTEGER NOT NULL, caption_id INTEGER REFERENCES caption(id) ON DELETE SET NULL, text TEXT NOT NULL,
    import_id INTEGER REFERENCES import(id), UNIQUE(image_id, number));
CREATE INDEX entity_sentence_by_caption ON entity_sentence(caption_id);
CREATE INDEX entity_sentence_by_import ON entity_sentence(import_id);
CREATE TABLE mention(
    sentence_id INTEGER NOT NULL REFERENCES entity_sentence(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    chain TEXT NOT NULL, first_token INTEGER NOT NULL, end_token INTEGER NOT NULL, text TEXT NOT NULL, types TEXT NOT NULL,
    PRIMARY KEY(sentence_id, number)) WITHOUT ROWID;
-- In pixels of the image's annotated size.
CREATE TABLE entity_box(
    image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE, number INTEGER NOT NULL, chain TEXT NOT NULL,
    x REAL NOT NULL, y REAL NOT NULL, w REAL NOT NULL, h REAL NOT NULL, import_id INTEGER REFERENCES import(id),
    PRIMARY KEY(image_id, number)) WITHOUT ROWID;

-- rev is the id of the action that wrote the row's present state (0: an import; negative: its creation was undone), so that
-- one rev stands for one state and compare-and-set on it is safe.
CREATE TABLE region(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,
    image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE,
    x REAL NOT NULL, y REAL NOT NULL, w REAL NOT NULL, h REAL NOT NULL,
    whole INTEGER NOT NULL DEFAULT 0,          -- the texts are of the whole image
    annotator_id INTEGER NOT NULL REFERENCES annotator(id), origin TEXT NOT NULL CHECK(origin IN ('human', 'model', 'import')),
    rev INTEGER NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT, extra_json TEXT NOT NULL DEFAULT '',
    import_id INTEGER REFERENCES import(id));
CREATE INDEX region_by_image ON region(image_id);
CREATE INDEX region_by_import ON region(import_id);

CREATE TABLE snippet(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,
    region_id INTEGER NOT NULL REFERENCES region(id) ON DELETE CASCADE, text TEXT NOT NULL,
    annotator_id INTEGER NOT NULL REFERENCES annotator(id), origin TEXT NOT NULL CHECK(origin IN ('human', 'model', 'import')),
    rev INTEGER NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT, extra_json TEXT NOT NULL DEFAULT '',
    import_id INTEGER REFERENCES import(id));
CREATE INDEX snippet_by_region ON snippet(region_id);
CREATE INDEX snippet_by_import ON snippet(import_id);

-- One row per edit of a user. undone: 0 in force, 1 undone (redo is possible), 2 out of the history (a new edit cut it
-- off, or another program changed its rows).
CREATE TABLE action(
    id INTEGER PRIMARY KEY AUTOINCREMENT, image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE,
    annotator_id INTEGER NOT NULL REFERENCES annotator(id), kind TEXT NOT NULL, label TEXT NOT NULL,
    before_json TEXT NOT NULL, after_json TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL);
CREATE INDEX action_by_image ON action(image_id, undone, id);

CREATE TABLE text_draft(
    image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE, annotator_id INTEGER NOT NULL REFERENCES annotator(id),
    region TEXT NOT NULL, snippet TEXT NOT NULL, text TEXT NOT NULL, changed_at TEXT NOT NULL,
    PRIMARY KEY(image_id, annotator_id, region, snippet)) WITHOUT ROWID;

CREATE TABLE run(
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, preset TEXT NOT NULL, state TEXT NOT NULL, options_json TEXT NOT NULL,
    started TEXT NOT NULL, ended TEXT NOT NULL, note TEXT NOT NULL, best_metric TEXT NOT NULL, best_value REAL,
    best_epoch INTEGER NOT NULL, epochs INTEGER NOT NULL, checkpoint TEXT NOT NULL, pid INTEGER NOT NULL, pid_started TEXT NOT NULL);
CREATE TABLE figure(
    run_id TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE, epoch INTEGER NOT NULL, step INTEGER NOT NULL,
    name TEXT NOT NULL, value REAL, PRIMARY KEY(run_id, step, epoch, name)) WITHOUT ROWID;
)sql";

constexpr const char* kSecond = R"sql(
-- The window that made the edit (empty: it is not known): undo and redo go over the edits of one window.
ALTER TABLE action ADD COLUMN session TEXT NOT NULL DEFAULT '';

-- An evaluation that was run in the window, so that its figures are there at the next start.
CREATE TABLE evaluation(
    id INTEGER PRIMARY KEY AUTOINCREMENT, task TEXT NOT NULL, split TEXT NOT NULL, model TEXT NOT NULL,
    figures_json TEXT NOT NULL, created_at TEXT NOT NULL);
)sql";

// The models in use. A kind without a row: the shipped model. path: of 'shipped' the name of a file among the shipped
// ones, of 'project' below the project's folder, of 'file' absolute. told 0: chosen by
// keepModels(), and the user has not been told yet. run_comparison: the shipped model's figure on the dev images of a
// run, by the run's own metric (NULL: not evaluated).
constexpr const char* kModelsInUse = R"sql(
CREATE TABLE model_in_use(
    kind TEXT PRIMARY KEY, origin TEXT NOT NULL CHECK(origin IN ('shipped', 'project', 'file')), path TEXT NOT NULL,
    chosen_at TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID;
CREATE TABLE run_comparison(
    run_id TEXT PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE, images INTEGER NOT NULL, model TEXT NOT NULL,
    value REAL) WITHOUT ROWID;
)sql";

// Annotators, their tasks and marks, phrases, suggestions, what was settled, and the search in texts of regions.
constexpr const char* kAnnotating = R"sql(
ALTER TABLE annotator ADD COLUMN colour TEXT NOT NULL DEFAULT '';
-- 'consensus': no person, but whose rows are what several annotators' rows were settled to.
ALTER TABLE annotator ADD COLUMN role TEXT NOT NULL DEFAULT 'annotator' CHECK(role IN ('annotator', 'consensus'));

-- A model's row that nobody has accepted yet: no ground truth.
ALTER TABLE region ADD COLUMN suggested INTEGER NOT NULL DEFAULT 0;
ALTER TABLE snippet ADD COLUMN suggested INTEGER NOT NULL DEFAULT 0;
ALTER TABLE text_draft ADD COLUMN session TEXT NOT NULL DEFAULT '';
-- When the import's rows were taken out (deleted_at has the same time); NULL: they are there.
ALTER TABLE import ADD COLUMN undone_at TEXT;

CREATE VIRTUAL TABLE snippet_words USING fts5(text, content='snippet', content_rowid='id', prefix='2 3', tokenize='unicode61 remove_diacritics 2');
INSERT INTO snippet_words(snippet_words) VALUES ('rebuild');
CREATE TRIGGER snippet_added AFTER INSERT ON snippet BEGIN
    INSERT INTO snippet_words(rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER snippet_removed AFTER DELETE ON snippet BEGIN
    INSERT INTO snippet_words(snippet_words, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER snippet_changed AFTER UPDATE OF text ON snippet BEGIN
    INSERT INTO snippet_words(snippet_words, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO snippet_words(rowid, text) VALUES (new.id, new.text);
END;

-- An entity of an image as one annotator sees it, as in Flickr30k Entities. regions: a JSON list of UUIDs of regions.
CREATE TABLE chain(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,
    image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE, annotator_id INTEGER NOT NULL REFERENCES annotator(id),
    origin TEXT NOT NULL CHECK(origin IN ('human', 'model', 'import')),
    presence TEXT NOT NULL CHECK(presence IN ('boxes', 'not visible', 'whole scene')), types TEXT NOT NULL DEFAULT '',
    regions TEXT NOT NULL DEFAULT '[]', suggested INTEGER NOT NULL DEFAULT 0,
    rev INTEGER NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT, extra_json TEXT NOT NULL DEFAULT '',
    import_id INTEGER REFERENCES import(id));
CREATE INDEX chain_by_image ON chain(image_id);
CREATE INDEX chain_by_import ON chain(import_id);
-- Words [first_word, end_word) of a caption split at spaces that name the chain.
CREATE TABLE chain_mention(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,
    chain TEXT NOT NULL REFERENCES chain(uuid) ON DELETE CASCADE,
    caption_id INTEGER NOT NULL REFERENCES caption(id) ON DELETE CASCADE,
    first_word INTEGER NOT NULL, end_word INTEGER NOT NULL, text TEXT NOT NULL,
    rev INTEGER NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT);
CREATE INDEX chain_mention_by_chain ON chain_mention(chain);
CREATE INDEX chain_mention_by_caption ON chain_mention(caption_id);

CREATE TABLE task(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, split TEXT NOT NULL,
    boxes_per_image INTEGER NOT NULL, annotators_per_image INTEGER NOT NULL, seed INTEGER NOT NULL, blind INTEGER NOT NULL,
    created_at TEXT NOT NULL);
CREATE TABLE task_image(
    task_id INTEGER NOT NULL REFERENCES task(id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE, PRIMARY KEY(task_id, image_id)) WITHOUT ROWID;
CREATE INDEX task_image_by_image ON task_image(image_id);
-- An annotator's work on an image is done, or was reviewed.
CREATE TABLE image_mark(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,
    image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE, annotator_id INTEGER NOT NULL REFERENCES annotator(id),
    kind TEXT NOT NULL CHECK(kind IN ('done', 'reviewed')), by_annotator_id INTEGER NOT NULL REFERENCES annotator(id),
    rev INTEGER NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT, UNIQUE(image_id, annotator_id, kind));
-- What several annotators' regions or chains (a JSON list of UUIDs) were settled to: a region or chain of the consensus,
-- or none of them. The sources stay as they are.
CREATE TABLE settlement(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,
    image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE, annotator_id INTEGER NOT NULL REFERENCES annotator(id),
    chains INTEGER NOT NULL, sources TEXT NOT NULL, result TEXT NOT NULL,
    rev INTEGER NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT);
CREATE INDEX settlement_by_image ON settlement(image_id);

-- The newest change of each image's annotations by each session, numbered over the project, so that other programs see
-- what to read again. Changes of sessions that have ended go over to the session ''.
CREATE TABLE image_change(
    image_id INTEGER NOT NULL, session TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(image_id, session)) WITHOUT ROWID;
CREATE INDEX image_change_by_number ON image_change(number);
)sql";

// tags: a JSON list of texts. problem: why the run ended before its last epoch. deleted_at: its folder was moved aside
// (empty: it was not).
constexpr const char* kRunRecords = R"sql(
ALTER TABLE run ADD COLUMN problem TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE run ADD COLUMN provenance_json TEXT NOT NULL DEFAULT '{}';
ALTER TABLE run ADD COLUMN deleted_at TEXT NOT NULL DEFAULT '';
)sql";

// Outputs of other systems, by name. state: 'importing' and 'removed' ones are not shown. part: 0 a prediction, 1 the
// reason why there is none for the image, 2 and 3 rows and columns of a similarity matrix. data: see item_blob.h.
constexpr const char* kPredictions = R"sql(
CREATE TABLE prediction_set(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK(kind IN ('captions', 'phrases', 'regions', 'alignments', 'similarity')),
    format TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('importing', 'ready', 'removed')), created_at TEXT NOT NULL,
    images INTEGER NOT NULL DEFAULT 0, items INTEGER NOT NULL DEFAULT 0,
    matrix_rows INTEGER NOT NULL DEFAULT 0, matrix_columns INTEGER NOT NULL DEFAULT 0);
-- Words [first_word, end_word) of the sentence split at spaces.
CREATE TABLE prediction_item(
    set_id INTEGER NOT NULL REFERENCES prediction_set(id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL REFERENCES image(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    part INTEGER NOT NULL, sentence TEXT NOT NULL, first_word INTEGER NOT NULL, end_word INTEGER NOT NULL,
    text TEXT NOT NULL, score REAL, data BLOB, PRIMARY KEY(set_id, image_id, number)) WITHOUT ROWID;
CREATE INDEX prediction_item_by_image ON prediction_item(image_id);
)sql";

void giveColours(SQLite::Database& db, const fs::path&) {
    SQLite::Statement rows(db, "SELECT id FROM annotator ORDER BY id");
    while (rows.executeStep())
        runSql(db, "UPDATE annotator SET colour = ? WHERE id = ?", freeColour(db), rows.getColumn(0).getInt64());
}

// Version 0.1.0 used the newest finished run of each kind whose checkpoint was there: a project goes on with it.
void keepModels(SQLite::Database& db, const fs::path& folder) {
    for (const auto& [kind, run] :
         {std::pair{"alignment", "align"}, std::pair{"caption", "caption"}, std::pair{"region", "region"}}) {
        SQLite::Statement rows(db,
                               "SELECT checkpoint FROM run WHERE kind = ? AND state = 'finished' AND checkpoint <> '' "
                               "ORDER BY started DESC, rowid DESC");
        rows.bind(1, run);
        while (rows.executeStep()) {
            const fs::path path = rows.getColumn(0).getString();
            std::error_code ignored;
            if (!fs::is_regular_file(path.is_relative() ? folder / path : path, ignored)) continue;
            runSql(db, "INSERT INTO model_in_use(kind, origin, path, chosen_at, told) VALUES (?, ?, ?, ?, 0)", kind,
                   path.is_relative() ? "project" : "file", path.string(), nowUtc());
            break;
        }
    }
}

struct Migration {
    const char* sql;
    void (*then)(SQLite::Database& db, const fs::path& folder) = nullptr;
};

constexpr std::array kMigrations{Migration{kFirst},
                                 Migration{kSecond},
                                 Migration{kModelsInUse, keepModels},
                                 Migration{kAnnotating, giveColours},
                                 Migration{kRunRecords},
                                 Migration{kPredictions}};

// Names of table and column.
std::set<std::pair<std::string, std::string>> columnsOf(SQLite::Database& db) {
    std::set<std::pair<std::string, std::string>> columns;
    SQLite::Statement rows(
        db, "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'");
    while (rows.executeStep()) columns.emplace(rows.getColumn(0).getString(), rows.getColumn(1).getString());
    return columns;
}

}  // namespace

int schemaVersion() {
    return static_cast<int>(kMigrations.size());
}

void migrate(SQLite::Database& db, const fs::path& folder) {
    WriteTransaction transaction(db);
    const int found = db.execAndGet("PRAGMA user_version").getInt();
    for (int version = found; version < schemaVersion(); ++version) {
        const auto& migration = kMigrations.at(static_cast<std::size_t>(version));
        db.exec(migration.sql);
        if (migration.then) migration.then(db, folder);
    }
    db.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
    db.exec(fmt::format("PRAGMA user_version = {}", schemaVersion()));
    transaction.commit();
}

bool lacksPartOfSchema(const fs::path& file) noexcept try {
    SQLite::Database found(file.string(), SQLite::OPEN_READONLY);
    const int version = std::clamp(found.execAndGet("PRAGMA user_version").getInt(), 0, schemaVersion());
    SQLite::Database whole(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    for (int i = 0; i < version; ++i) whole.exec(kMigrations.at(static_cast<std::size_t>(i)).sql);
    return !std::ranges::includes(columnsOf(found), columnsOf(whole));
} catch (const std::exception&) {
    return false;
}

}  // namespace legenda::store
