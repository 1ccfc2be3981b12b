"""SQLite's FTS5 with its Porter stemmer; texts, and what filters, orders and pages need, in a table beside it."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.bench.engine.asking import COUNTED, LIMIT, Page, Question, Ranked, Release, day_number

_BESIDE = "f JOIN d ON d.n = f.rowid"


class Fts5:
    """Its index refers to the table of texts; only the index is measured."""

    name = "fts5"
    lacks = ("fuzzy",)

    def __init__(self, folder: Path) -> None:
        self.rows = sqlite3.connect(folder / "fts.db")
        self.rows.execute(
            "CREATE TABLE IF NOT EXISTS d (n INTEGER PRIMARY KEY, id TEXT, source TEXT, region TEXT, month TEXT,"
            " day INTEGER, title TEXT, body TEXT)"
        )
        self.rows.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS f"
            " USING fts5(title, body, content='d', content_rowid='n', tokenize='porter unicode61')"
        )

    def furnish(self, releases: Iterable[Release]) -> None:
        """The table of texts."""
        rows = ((e.id, e.source, e.region, e.month, e.number, e.title, e.body) for e in releases)
        self.rows.executemany("INSERT INTO d VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", rows)
        self.rows.commit()

    def build(self, releases: Iterable[Release]) -> None:
        """One transaction."""
        rows = ((number, each.title, each.body) for number, each in enumerate(releases, 1))
        self.rows.executemany("INSERT INTO f(rowid, title, body) VALUES (?, ?, ?)", rows)
        self.rows.commit()

    def rank(self, question: Question) -> Ranked:
        """Two statements: the first ten, and the total."""
        where, values = _where(question)
        found = self._first("d.id", question)
        table = _BESIDE if question.source or question.days else "f"
        total = self.rows.execute(f"SELECT count(*) FROM {table} WHERE {where}", values)  # noqa: S608
        return [id for (id,) in found], total.fetchone()[0]

    def page(self, question: Question) -> Page:
        """One excerpt a hit by its own function; counts by statements."""
        where, values = _where(question)
        counts = [
            self.rows.execute(f"SELECT d.{name}, count(*) FROM {_BESIDE} WHERE {where} GROUP BY 1", values).fetchall()  # noqa: S608
            for name in COUNTED
        ]
        total = sum(count for _, count in counts[0])
        excerpts = [
            self.rows.execute(
                f"SELECT d.title, snippet(f, 1, '', '', '…', 40) FROM {_BESIDE} WHERE {where} AND f.rowid = ?",  # noqa: S608
                [*values, number],
            ).fetchone()
            for (number,) in self._first("f.rowid", question)
        ]
        return Page([title for title, _ in excerpts], excerpts, counts, total)

    def _first(self, column: str, question: Question) -> list[tuple[Any]]:
        where, values = _where(question)
        order = "d.day DESC" if question.newest else "rank"
        statement = f"SELECT {column} FROM {_BESIDE} WHERE {where} ORDER BY {order} LIMIT {LIMIT}"  # noqa: S608
        return self.rows.execute(statement, values).fetchall()

    def size(self) -> int:
        """The tables of the index."""
        tables = ("f_data", "f_idx", "f_docsize", "f_config")
        statement = f"SELECT sum(pgsize) FROM dbstat WHERE name IN {tables}"  # noqa: S608
        return int(self.rows.execute(statement).fetchone()[0])


def _where(question: Question) -> tuple[str, list[Any]]:
    words = [json.dumps(word) for word in question.words]
    ways = {
        "or": " OR ".join(words),
        "phrase": json.dumps(" ".join(question.words)),
        "prefix": f"{words[0]} *",
        "not": " NOT ".join(words),
    }
    where, values = "f MATCH ?", [ways.get(question.way, " AND ".join(words))]
    if question.source:
        where, values = f"{where} AND d.source = ?", [*values, question.source]
    if question.days:
        where, values = f"{where} AND d.day BETWEEN ? AND ?", [*values, *map(day_number, question.days)]
    return where, values
