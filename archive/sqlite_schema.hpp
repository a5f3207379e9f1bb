// The tables of a database of results; docs/archives.md explains them to people. Internal to this room.
#pragma once

namespace bearing {

/// Raised whenever a table or column changes its meaning; in the table "run" as "schema".
inline constexpr const char* kSqliteSchemaVersion = "1";

/// The file is new and nobody sees it before it is whole: so no journal, and one sync at the end. The cache
/// also bounds what sorting the indices takes. The page size is stated, since the bytes depend on it.
inline constexpr const char* kSqliteSettings = R"(
PRAGMA page_size = 4096;
PRAGMA encoding = 'UTF-8';
PRAGMA auto_vacuum = NONE;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -32768;
PRAGMA temp_store = FILE;
)";

/// Rows come in the order of the documents, so every table grows at its end. Topics have their place in the
/// document as part of the key: nothing else tells two entries of a strange file apart. Labels know the day
/// of their document, so that an index alone finds those of a time; each look-up of a document is another
/// read of a disk, perhaps a slow one.
inline constexpr const char* kSqliteTables = R"(
CREATE TABLE documents (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  lang TEXT,
  date TEXT,
  source TEXT,
  title TEXT,
  error TEXT,
  warnings TEXT,
  fields TEXT
);
CREATE TABLE topics (
  document INTEGER NOT NULL REFERENCES documents,
  place INTEGER NOT NULL,
  topic TEXT NOT NULL,
  day TEXT,
  confidence REAL NOT NULL,
  PRIMARY KEY (document, place)
) WITHOUT ROWID;
CREATE TABLE stances (
  document INTEGER NOT NULL REFERENCES documents,
  target TEXT NOT NULL,
  stance TEXT NOT NULL,
  day TEXT,
  confidence REAL NOT NULL,
  holder TEXT,
  evidence TEXT,
  field TEXT,
  begin INTEGER,
  end INTEGER
);
CREATE TABLE labels (
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  documents INTEGER NOT NULL,
  PRIMARY KEY (kind, label)
) WITHOUT ROWID;
CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE VIEW topic_articles AS
  SELECT d.number, d.id, t.day AS date, d.lang, d.source, d.title, t.topic, t.confidence
  FROM topics t JOIN documents d ON d.number = t.document;
CREATE VIEW stance_articles AS
  SELECT d.number, d.id, s.day AS date, d.lang, d.source, d.title,
         s.target, s.stance, s.confidence, s.holder, s.evidence
  FROM stances s JOIN documents d ON d.number = s.document;
CREATE VIEW articles AS
  SELECT d.number, d.id, s.day AS date, d.lang, d.source, d.title, t.topic, t.confidence AS topic_confidence,
         s.target, s.stance, s.confidence, s.holder, s.evidence
  FROM stances s JOIN topics t ON t.document = s.document JOIN documents d ON d.number = s.document;
)";

/// Made when all rows are there, which sorts once instead of inserting here and there. The statistics that
/// ANALYZE leaves let SQLite start from the rarest condition; the limit keeps that quick and repeatable.
inline constexpr const char* kSqliteIndices = R"(
CREATE INDEX documents_by_id ON documents (id);
CREATE INDEX documents_by_date ON documents (date) WHERE date IS NOT NULL;
CREATE INDEX topics_by_label ON topics (topic, day, confidence);
CREATE INDEX stances_by_document ON stances (document);
CREATE INDEX stances_by_label ON stances (target, stance, day, confidence, document);
INSERT INTO labels SELECT 'topic', topic, count(DISTINCT document) FROM topics GROUP BY topic;
INSERT INTO labels SELECT 'target', target, count(DISTINCT document) FROM stances GROUP BY target;
INSERT INTO labels SELECT 'stance', stance, count(DISTINCT document) FROM stances GROUP BY stance;
PRAGMA analysis_limit = 1000;
ANALYZE;
)";

}  // namespace bearing
