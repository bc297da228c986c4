"""Which decisions govern a file, as far as rows of the catalog tell, and what tells so of each.

A decision governs a file by a glob that it states, because the file names it, because a prompt that
changed the file decided or implemented it, or because the file uses the technology that it adopts.
What a decision states of itself outweighs what was done: one that states globs governs no other
file by a prompt or by what that uses. Where a decision was superseded or amended, the newer one
governs what the older one did.

The hook of an edit asks this: nothing is loaded here that costs a good part of Python's start.
"""

from __future__ import annotations

from minutebook.catalog import looks, tables
from minutebook.catalog.database import list_placeholders, load_text, split_items, store_text
from minutebook.lean.globs import matches_glob, measure_glob, reaches_into
from minutebook.lean.values import Value

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from minutebook.catalog.database import Connection

# Ranks of evidence, the strongest first. Within each, up to 99 is added for what makes it weaker: a
# wide glob, a file that names many decisions, a prompt that changed many files.
BY_GLOB, BY_NAME, BY_PROMPT, BY_TOPIC = 0, 100, 200, 300
NOT_IN_FORCE = 1000  # is added to the rank of a decision that is not in force
_MAX_STEP = 99
# Names of relations at the newer decision, and at the older one. A supersession of a part leaves
# the older decision in force, as an amendment does.
_NEWER = ("supersedes", "amends", "partly-supersedes", "partially-supersedes")
_OLDER = ("superseded-by", "amended-by", "partly-superseded-by", "partially-superseded-by")
_WHAT_PROMPTS_DO = {
    "decides": "decides",
    "decided-in": "decides",
    "implements": "implements",
    "implemented-by": "implements",
}
_MAX_NAMED = 300  # of the refs that a file names, which are looked up
_COLUMNS = "id, ref, path, title, state, state_raw, date, sentence"


class GoverningRow(Value):
    """A decision that governs a file: what the catalog has of it, and why it governs.

    `path` is that of its page, `state` the known status or what the page says ("" for none),
    `sentence` what it decides, None where that was not asked for yet. `evidence` is a phrase
    (``governs src/auth/**``). Of two rows that with the lower `rank` binds more.
    """

    record_id: int
    ref: str
    path: str
    title: str
    state: str
    date: str
    sentence: str | None
    evidence: str
    rank: int
    is_in_force: bool


def find_governing(
    connection: Connection,
    path: str,
    named: Iterable[str] = (),
    used: Mapping[int, Sequence[str]] | None = None,
) -> list[GoverningRow]:
    """The decisions that govern a file, or with a `/` behind it anything in a folder.

    `path` is relative to the top, and need not be there yet. `named` are texts that the file has
    for records (`ADR-7`, `0007-use-redis.md`), `used` the technologies that it uses, by the id
    of the decision that adopts them. Those in force come first, and of these the one that
    binds most. All evidence is weighed for each decision alone: the strongest one is given.
    """
    search = _Search(connection, path)
    search.add_globs()
    search.add_named(named)
    search.add_prompts()
    search.add_topics(used or {})
    search.add_newer()
    return search.list_rows()


class _Search:
    """One search: for each decision that was found the rank and the phrase of its evidence."""

    def __init__(self, connection: Connection, path: str) -> None:
        self._connection, self._path = connection, path.strip("/")
        self._is_folder = path.endswith("/") or not self._path
        self._found: dict[int, tuple[int, str]] = {}
        self._stating: set[int] = set()  # decisions that state globs

    def _add(self, decision: int, rank: int, step: int, evidence: str) -> None:
        weighed = (rank + max(0, min(step, _MAX_STEP)), evidence)
        if decision not in self._found or weighed < self._found[decision]:
            self._found[decision] = weighed

    def add_globs(self) -> None:
        """The decisions that state a glob of the file."""
        for decision, stored in tables.list_governing(self._connection):
            self._stating.add(decision)
            for glob in split_items(stored):
                if self._is_meant(glob):
                    self._add(decision, BY_GLOB, _MAX_STEP - measure_glob(glob), f"governs {glob}")

    def _is_meant(self, glob: str) -> bool:
        if self._is_folder:
            return reaches_into(glob, self._path)
        return matches_glob(glob, self._path)

    def add_named(self, named: Iterable[str]) -> None:
        """The decisions that the file names, and those that a prompt decides that it names."""
        names = list(dict.fromkeys(named))[:_MAX_NAMED]
        for name in names:
            for record, kind, ref in find_named(self._connection, name):
                if kind == "adr":
                    self._add(record, BY_NAME, len(names) - 1, "named in the file")
                    continue
                for decision, verb in _list_decided(self._connection, record):
                    evidence = f"{ref}, named in the file, {verb} it"
                    self._add(decision, BY_PROMPT, len(names), evidence)

    def add_prompts(self) -> None:
        """The decisions of the prompts that changed the file."""
        prompts = tables.list_changing(self._connection, self._path) if self._path else []
        for prompt in prompts:
            decided = list(_list_decided(self._connection, prompt))
            for decision, verb in decided:
                if decision in self._stating:
                    continue
                query = "SELECT ref, (SELECT count(*) FROM touched WHERE record = ?) FROM records"
                row = self._connection.execute(f"{query} WHERE id = ?", (prompt, prompt)).fetchone()
                changed = "changed files in it" if self._is_folder else "changed the file"
                evidence = f"{load_text(row[0])} {changed}, and {verb} it"
                self._add(decision, BY_PROMPT, row[1] * len(decided), evidence)

    def add_topics(self, used: Mapping[int, Sequence[str]]) -> None:
        """The decisions in force that adopt what the file uses."""
        for decision, technologies in used.items():
            if decision not in self._stating and not _is_superseded(self._connection, decision):
                evidence = f"uses {', '.join(technologies)}"
                self._add(decision, BY_TOPIC, len(used) - 1, evidence)

    def add_newer(self) -> None:
        """The decisions that superseded or amended those that were found, and so on."""
        origins = {decision: ("", evidence) for decision, (_, evidence) in self._found.items()}
        pending = sorted(self._found)
        while pending:
            older = pending.pop()
            rank = self._found[older][0]
            older_refs, evidence = origins[older]
            for newer, relation in _list_newer(self._connection, older):
                is_narrowed = newer in self._stating and not BY_NAME <= rank < BY_PROMPT
                if newer in self._found or is_narrowed:
                    continue
                refs = f"{load_text(_load(self._connection, older)[1])}{older_refs}"
                self._found[newer] = (rank, f"{relation} {refs} ({evidence})")
                origins[newer] = (f", {refs}", evidence)
                pending.append(newer)

    def list_rows(self) -> list[GoverningRow]:
        """What was found, the most binding first; of two equal ones the newer one."""
        return sort_rows(
            _make_row(self._connection, decision, rank, evidence)
            for decision, (rank, evidence) in self._found.items()
        )


def sort_rows(rows: Iterable[GoverningRow]) -> list[GoverningRow]:
    """Rows with the most binding first; of two equal ones the newer one."""
    newest_first = sorted(rows, key=lambda row: (row.date, row.path), reverse=True)
    return sorted(newest_first, key=lambda row: row.rank)


def list_most_cited(connection: Connection) -> list[GoverningRow]:
    """The decisions in force of the repository as a whole, those that most records name first."""
    query = (
        "SELECT id, governs, (SELECT count(DISTINCT source) FROM links WHERE target = records.id)"
        " FROM records WHERE kind = 'adr'"
    )
    rows = []
    for decision, stored, count in connection.execute(query).fetchall():
        globs = f"governs {', '.join(split_items(stored))}" if stored else ""
        cited = f"named by {count} record{'' if count == 1 else 's'}" if count else ""
        evidence = "; ".join(filter(None, (globs, cited)))
        row = _make_row(connection, decision, _MAX_STEP - min(count, _MAX_STEP), evidence)
        if row.is_in_force:
            rows.append(row)
    return sort_rows(rows)


def _make_row(connection: Connection, decision: int, rank: int, evidence: str) -> GoverningRow:
    _, ref, path, title, state, state_raw, date, sentence = _load(connection, decision)
    is_in_force = state == "accepted" or not (
        state or state_raw or _is_superseded(connection, decision)
    )
    return GoverningRow(
        record_id=decision,
        ref=load_text(ref),
        path=load_text(path),
        title=load_text(title),
        state=load_text(state or state_raw),
        date=date,
        sentence=None if sentence is None else load_text(sentence),
        evidence=evidence,
        rank=rank if is_in_force else rank + NOT_IN_FORCE,
        is_in_force=is_in_force,
    )


def _load(connection: Connection, record_id: int) -> tuple[Any, ...]:
    query = f"SELECT {_COLUMNS} FROM records WHERE id = ?"  # noqa: S608
    row: tuple[Any, ...] = connection.execute(query, (record_id,)).fetchone()
    return row


def find_named(connection: Connection, name: str, max_count: int = 1) -> list[tuple[int, str, str]]:
    """The records of a text that names one, each with its kind and ref; none where there are more.

    By `max_count` a name that is not sure to mean one record is none.
    """
    keys = _list_keys(name)
    query = (
        "SELECT DISTINCT id, kind, ref FROM names JOIN records ON id = record"  # noqa: S608
        f" WHERE key IN ({list_placeholders(keys)}) ORDER BY path LIMIT {max_count + 1}"
    )
    rows = connection.execute(query, keys).fetchall()
    if len(rows) > max_count:
        return []
    return [(record_id, kind, load_text(ref)) for record_id, kind, ref in rows]


def _list_keys(name: str) -> list[str | bytes]:
    """The keys under which a named record may be: see `references.name_index`."""
    folded = name.lower() if name.isascii() else name.casefold()
    keys = [f"f:{folded}"] if folded.endswith((".md", ".rst", ".adoc", ".org")) else []
    kind, _, digits = folded.replace("_", "-").replace(" ", "-").partition("-")
    if kind in ("adr", "phr") and digits.isdecimal() and digits.isascii():
        keys.append(f"n:{kind}:{int(digits[:9])}")
    return [store_text(key) for key in (*keys, f"s:{folded}")]


def _list_decided(connection: Connection, prompt: int) -> Iterator[tuple[int, str]]:
    """The decisions that a prompt decides or implements, each with that word."""
    query = (
        "SELECT target, relation FROM links JOIN records ON id = target"
        " WHERE source = ? AND kind = 'adr' AND relation IN ('decides', 'implements')"
        " UNION SELECT source, relation FROM links JOIN records ON id = source"
        " WHERE target = ? AND kind = 'adr' AND relation IN ('decided-in', 'implemented-by')"
    )
    for decision, relation in connection.execute(query, (prompt, prompt)).fetchall():
        yield decision, _WHAT_PROMPTS_DO[relation]


def _list_newer(connection: Connection, older: int) -> list[tuple[int, str]]:
    """The decisions that supersede or amend another one, each with what it does to that."""
    query = (
        "SELECT source, relation, state FROM links JOIN records ON id = source"  # noqa: S608
        f" WHERE target = ? AND kind = 'adr' AND relation IN ({list_placeholders(_NEWER)})"
        " UNION SELECT target, relation, state FROM links JOIN records ON id = target"
        f" WHERE source = ? AND kind = 'adr' AND relation IN ({list_placeholders(_OLDER)})"
    )
    rows = connection.execute(query, (older, *_NEWER, older, *_OLDER)).fetchall()
    return [(newer, _say_what_newer_does(relation, state)) for newer, relation, state in rows]


def _say_what_newer_does(relation: str, state: str) -> str:
    """`supersedes`, `would amend`: a relation of either end, by the status of the newer one."""
    name = _NEWER[_OLDER.index(relation)] if relation in _OLDER else relation
    spelled_name = name.replace("-", " ")
    return (
        f"would {spelled_name.removesuffix('s')}"
        if state in ("proposed", "rejected")
        else spelled_name
    )


def _is_superseded(connection: Connection, record_id: int) -> bool:
    """Whether another decision supersedes one that states no status."""
    return any(change == "supersedes" for _, change in _list_newer(connection, record_id))


# Whether rows can be trusted --------------------------------------------------------------------


class _FolderChanged(Exception):
    """A folder of decisions has other files than the rows are of."""


def are_decisions_fresh(connection: Connection, top: str) -> bool:
    """Whether the rows of all decisions say what their pages do, by a look at the disk.

    What prompts changed since is not seen: their pages, which may be many, are not looked at.
    """
    folders = connection.execute("SELECT DISTINCT kind, folder FROM records").fetchall()
    roots = {load_text(folder): kind for kind, folder in folders}
    all_roots = [root for root in tables.load_roots(connection) if roots.get(root) != "phr"]

    def is_of_decisions(path: str) -> bool:
        enclosing = [root for root in roots if root in (".", path) or looks.is_below(path, root)]
        return not enclosing or roots[max(enclosing, key=len)] != "phr"

    def refuse_folder(folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        raise _FolderChanged(folder)

    known = tables.load_looks(connection, is_of_decisions)
    try:
        return not looks.find_changes(top, all_roots, known, refuse_folder).folders
    except _FolderChanged:
        return False
