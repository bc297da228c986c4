"""The answer for one line where rows of the catalog and its commit alone make it certain.

Most questions are for one line, and most lines have such an answer. No record is loaded, and
nothing that costs a good part of Python's start; for all else `why` looks at everything.
"""

from __future__ import annotations

import os

from minutebook.catalog import tables
from minutebook.catalog.database import (
    DAMAGE,
    list_placeholders,
    load_text,
    split_items,
    store_text,
)
from minutebook.catalog.facts import load_fields
from minutebook.lean.values import Value
from minutebook.operations.explaining.explanation import (
    ExplainedLines,
    Explanation,
    MatchedRecord,
    RecordRow,
    WhyTarget,
)
from minutebook.provenance import matching
from minutebook.provenance.matching import Candidate
from minutebook.provenance.named_records import find_named_records
from minutebook.provenance.traces import hash_line, read_trace
from minutebook.repository import light
from minutebook.repository.git.commits import line_origin

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from minutebook.catalog.database import Connection
    from minutebook.operations.reading.cataloguing.opening import Catalog
    from minutebook.repository.git.commits.line_origin import CommitChanges, LineOrigin

_MAX_DIGITS = 9  # of a line's number
_MAX_CHARS = 4 * 1024 * 1024  # of a file: a larger one is read with more care
_MAX_RECORDS = 300  # that have touched a file
_MIN_SHA_LENGTH = 7  # digits of a commit that a record lists
_DECIDING = ("decides", "decided-in", "implements", "implemented-by")


class _Prompt(Value):
    """A record's row: what is shown of it, its number, the files that it lists, and its fields."""

    record_id: int
    shown: RecordRow
    number: int | None
    files: tuple[str, ...]
    fields: Mapping[str, object]

    @property
    def traces(self) -> Mapping[object, object]:
        """Its traces by path."""
        traces = self.fields.get("traces")
        return traces if isinstance(traces, dict) else {}


def explain_certain_line(catalog: Catalog, text: str) -> Explanation | None:
    """The answer for `PATH:LINE`; None where it is not certain, or has decisions to be followed."""
    target = _find_line(catalog.top, catalog.cwd, text)
    if target is None or os.path.exists(
        os.path.join(light.find_git_folders(catalog.top)[2], "shallow")
    ):
        return None
    if not _is_telling(target):
        return None
    try:
        return _explain(catalog, target)
    except (*DAMAGE, OSError):  # `why` says what is wrong
        return None


def _find_line(top: str, cwd: str, text: str) -> WhyTarget | None:
    """The line that a text names, of a plain file of the working tree."""
    path, _, number = text.rpartition(":")
    if not path or "\0" in text or not (number.isascii() and number.isdecimal()):
        return None
    absolute = os.path.normpath(os.path.join(cwd, path))
    is_own = absolute.startswith(top + os.sep) and os.path.realpath(absolute) == absolute
    if not is_own or len(number) > _MAX_DIGITS or os.path.lexists(os.path.join(cwd, text)):
        return None
    relative = absolute[len(top) + 1 :].replace(os.sep, "/")
    folder = os.path.dirname(absolute)
    while folder != top:
        if os.path.lexists(os.path.join(folder, ".git")):
            return None
        folder = os.path.dirname(folder)
    contents = light.read_beginning(absolute, _MAX_CHARS)
    lines = contents.split("\n")
    line = int(number)
    is_plain = relative.partition("/")[0] != ".git" and "\0" not in contents
    if len(contents) >= _MAX_CHARS or not is_plain or not 0 < line < len(lines):
        return None
    return WhyTarget(relative, first=line, last=line, lines=tuple(lines[:-1]))


def _is_telling(target: WhyTarget) -> bool:
    line = target.lines[target.first - 1]
    if not matching.is_telling(line, 1):
        return False
    text = "".join(line.split())
    return sum("".join(each.split()) == text for each in target.lines) == 1


def _explain(catalog: Catalog, target: WhyTarget) -> Explanation | None:
    connection = catalog.connection
    if _has_decisions(connection, target):
        return None
    line_hash = hash_line(target.lines[target.first - 1])
    prompts = _load_prompts(connection, tables.list_touching(connection, target.path))
    if not any(_has_line(each, line_hash) for each in prompts):
        return None
    origin = line_origin.find_origin(catalog.top, target.path, target.first)
    changes = line_origin.read_changes(catalog.top, origin.commit) if origin else None
    if origin is None or changes is None:
        return None
    paths = {target.path, origin.path}
    ids = {*tables.list_touching(connection, origin.path), *_list_pages(connection, changes)}
    known = {each.record_id for each in prompts}
    prompts += _load_prompts(connection, ids - known)
    named = set(_list_named(changes.message))
    if not named <= {each.number for each in prompts} or _is_common(prompts, paths, line_hash):
        return None
    candidates = [_make_candidate(each, paths, origin, changes, named) for each in prompts]
    answer = matching.match_line(line_hash, True, candidates)
    if len(answer.matches) != 1 or answer.matches[0].sure != matching.CERTAIN:
        return None
    match = answer.matches[0]
    prompt = next(each for each in prompts if each.shown.path == match.key)
    if _is_deciding(connection, prompt.record_id):
        return None
    record = MatchedRecord(prompt.shown, match.sure, match.evidence)
    line = ExplainedLines(target.first, target.last, origin.commit, origin.subject, (record,))
    return Explanation(target, (line,))


# What the rows say ------------------------------------------------------------------------------


def _has_decisions(connection: Connection, target: WhyTarget) -> bool:
    """Whether decisions govern the file, or are named in it."""
    if governing := tables.list_governing(connection):
        from minutebook.lean.globs import matches_glob  # many repositories have none

        globs = [glob for _, stored in governing for glob in split_items(stored)]
        if any(matches_glob(glob, target.path) for glob in globs):
            return True
    return any("adr" in name for name in find_named_records("\n".join(target.lines)))


def _is_deciding(connection: Connection, record_id: int) -> bool:
    """Whether a prompt and a decision say that it decides or implements that."""
    query = (
        "SELECT 1 FROM links WHERE (source = ? OR target = ?)"  # noqa: S608
        f" AND relation IN ({list_placeholders(_DECIDING)}) LIMIT 1"
    )
    return connection.execute(query, (record_id, record_id, *_DECIDING)).fetchone() is not None


def _load_prompts(connection: Connection, record_ids: Iterable[int]) -> list[_Prompt]:
    ids = list(record_ids)[: _MAX_RECORDS + 1]
    if len(ids) > _MAX_RECORDS:
        raise ValueError("too many records")
    query = (
        "SELECT id, ref, title, path, number, files, facts FROM records"  # noqa: S608
        f" WHERE kind = 'phr' AND id IN ({list_placeholders(ids)})"
    )
    return [
        _Prompt(
            record_id=row[0],
            shown=RecordRow(*map(load_text, row[1:4])),
            number=row[4],
            files=split_items(row[5]),
            fields=load_fields(row[6]),
        )
        for row in connection.execute(query, ids).fetchall()
    ]


def _list_pages(connection: Connection, changes: CommitChanges) -> list[int]:
    """The records whose pages a commit changes."""
    pages = [store_text(path) for path in changes.letters if path.endswith(".md")]
    if len(pages) > _MAX_RECORDS:
        raise ValueError("too many pages")
    query = f"SELECT id FROM records WHERE path IN ({list_placeholders(pages)})"  # noqa: S608
    return [row[0] for row in connection.execute(query, pages).fetchall()]


def _list_named(message: str) -> Iterator[int]:
    """The numbers of the prompts that a message names in trailers, also squashed ones."""
    for line in message.split("\n"):
        trailer = line.lstrip(" \t*-")
        if trailer.startswith("PHR:"):
            for name in find_named_records(trailer[4:]):
                digits = name.rpartition("-")[2]
                if digits.isdecimal() and len(digits) <= _MAX_DIGITS:
                    yield int(digits)


# Candidates -------------------------------------------------------------------------------------


def _has_line(prompt: _Prompt, line_hash: str) -> bool:
    traces = map(read_trace, prompt.traces.values())
    return any(trace is not None and trace.has_line(line_hash) for trace in traces)


def _is_common(prompts: Iterable[_Prompt], paths: set[str], line_hash: str) -> bool:
    """Whether a turn added the line to another file, too: it may stand anywhere."""
    return any(
        path not in paths and (trace := read_trace(text)) and trace.has_line(line_hash)
        for prompt in prompts
        for path, text in prompt.traces.items()
    )


def _make_candidate(
    prompt: _Prompt,
    paths: set[str],
    origin: LineOrigin,
    changes: CommitChanges,
    named: set[int],
) -> Candidate:
    letter = changes.letters.get(prompt.shown.path)
    ways = {matching.ADDED if letter == "A" else matching.CHANGED} if letter else set()
    if prompt.number in named:
        ways.add(matching.NAMED)
    if _lists_commit(prompt, origin.commit):
        ways.add(matching.LISTED)
    listed = {*prompt.files, *map(str, prompt.traces)}
    is_listed = any(
        path == each or path.startswith(f"{each.rstrip('/')}/") for each in listed for path in paths
    )
    traces = (read_trace(prompt.traces.get(path)) for path in paths)
    return Candidate(
        key=prompt.shown.path,
        ways=frozenset(ways),
        lists_file=is_listed,
        traces=tuple(trace for trace in traces if trace is not None),
        is_traced=True,
    )


def _lists_commit(prompt: _Prompt, commit: str) -> bool:
    listed = prompt.fields.get("commits")
    shas = listed if isinstance(listed, list) else [listed]
    return any(
        isinstance(sha, str) and len(sha) >= _MIN_SHA_LENGTH and commit.startswith(sha.lower())
        for sha in shas
    )
