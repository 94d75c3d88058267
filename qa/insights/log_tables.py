"""The tables of the question log."""

from __future__ import annotations

FILE = "questions.sqlite"
#: Raised whenever the tables change.
FORMAT = 1
REMEDY = f"Move {FILE} away: a new log begins, and nothing else needs the old one."

TABLES = """
CREATE TABLE questions (
    key          INTEGER PRIMARY KEY AUTOINCREMENT,  -- none is used twice, so the last one marks a state
    id           TEXT NOT NULL UNIQUE,
    asked        TEXT NOT NULL,
    expires      TEXT NOT NULL,
    via          TEXT NOT NULL,
    api_key      TEXT NOT NULL,
    api_key_name TEXT NOT NULL,
    question     TEXT NOT NULL,
    standalone   TEXT NOT NULL,
    words        TEXT NOT NULL,      -- the same for questions that differ in case and marks alone
    level        TEXT NOT NULL,
    answer       TEXT,
    probability  REAL,
    milliseconds REAL NOT NULL
);
CREATE INDEX questions_asked ON questions (asked);
CREATE INDEX questions_words ON questions (words);
CREATE INDEX questions_expires ON questions (expires);
CREATE TABLE searched (
    question   INTEGER NOT NULL REFERENCES questions ON DELETE CASCADE,
    collection TEXT NOT NULL,
    PRIMARY KEY (question, collection)
) WITHOUT ROWID;
CREATE INDEX searched_collection ON searched (collection);
CREATE TABLE cited (
    question   INTEGER NOT NULL REFERENCES questions ON DELETE CASCADE,
    collection TEXT NOT NULL,
    document   TEXT NOT NULL,
    version    TEXT NOT NULL
);
CREATE INDEX cited_document ON cited (document, collection);
CREATE INDEX cited_question ON cited (question);
CREATE TABLE vectors (
    words  TEXT PRIMARY KEY,
    model  TEXT NOT NULL,
    vector BLOB NOT NULL             -- float16
) WITHOUT ROWID;
CREATE TABLE changes (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    count INTEGER NOT NULL           -- raised whenever rows are changed or erased
);
INSERT INTO changes VALUES (1, 0);
"""
