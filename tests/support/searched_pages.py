"""Pages in a catalog in memory, to be searched without a repository."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from minutebook.catalog import database
from minutebook.catalog.fulltext import index, marks, page_text, ranking
from minutebook.catalog.fulltext.query import Query, parse_query
from minutebook.catalog.rows import join_items


class SearchedPages:
    """A catalog with rows for pages; `file` is where it is kept, in memory for None."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            self.connection = database.open_in_memory("1")
        else:
            self.connection = database.open_database(str(file), "1")
        self.texts: dict[str, str] = {}
        self.reads: list[str] = []
        self.progress: list[tuple[int, int]] = []

    def put(self, number: int, title: str, body: str = "", **facts: object) -> None:
        """Add a record, or give it a new text."""
        path = str(facts.pop("path", f"decisions/{number:04d}-x.md"))
        row = self.connection.execute("SELECT max(text_id) FROM records").fetchone()
        labels, files = facts.pop("labels", ()), facts.pop("files", ())
        assert isinstance(labels, Iterable)
        assert isinstance(files, Iterable)
        values = {
            "id": number,
            "text_id": (row[0] or 0) + 1,
            "path": path,
            "number": number,
            "title": title,
            "kind": "adr",
            "ref": f"ADR-{number:04d}",
            "state": "accepted",
            "state_raw": facts.get("state", "accepted"),
            "date": "2026-01-31",
            "feature": "",
            "agent": "",
            "session": "",
            "labels": join_items(labels),
            "files": join_items(files),
            **facts,
        }
        self.connection.execute("DELETE FROM records WHERE id = ?", (number,))
        for column in self.connection.execute("PRAGMA table_info(records)").fetchall():
            if column[3] and column[1] not in values:  # what searches do not look at
                values[column[1]] = 0 if column[2] == "INTEGER" else ""
        names = ", ".join(values)
        placeholders = ", ".join(f":{name}" for name in values)
        self.connection.execute(f"INSERT INTO records ({names}) VALUES ({placeholders})", values)
        key = f"n:{values['kind']}:{number}"
        self.connection.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (key, number))
        self.texts[path] = f"# {title}\n\n{body}\n"

    def remove(self, number: int) -> None:
        self.connection.execute("DELETE FROM records WHERE id = ?", (number,))

    def read(self, path: str) -> str | None:
        self.reads.append(path)
        return self.texts.get(path)

    def refresh(self) -> index.Refreshed:
        return index.refresh_index(
            self.connection, self.read, lambda done, total: self.progress.append((done, total))
        )

    def find(self, text: str, limit: int = 20, offset: int = 0) -> list[int]:
        """The numbers of the records that a query finds, the best first."""
        tables = self.refresh().tables
        query = parse_query(text)
        ranked, total = ranking.rank_records(self.connection, tables, query, limit, offset)
        assert total >= len(ranked)
        return [each.record_id for each in ranked]


def mark(query: str | Query, text: str) -> str:
    """A text with brackets around what a query matches in it."""
    asked = parse_query(query) if isinstance(query, str) else query
    return show(marks.split_pieces(text, marks.find_spans(asked, [text])[0]))


def cut(query: str, page: str) -> str:
    """The snippet of a page, with brackets around what a query matches in it."""
    body = page_text.read_body(page)
    return show(marks.cut_snippet(body, marks.find_spans(parse_query(query), [body])[0]))


def show(pieces: Iterable[tuple[str, bool]]) -> str:
    return "".join(f"[{text}]" if is_marked else text for text, is_marked in pieces)
