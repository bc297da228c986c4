"""What `check` asks of relations between records, and of the pages that are made from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minutebook.checks.base import CheckContext, find_line_number, quote_excerpt
from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records import reader, references
from minutebook.records.index import index_pages
from minutebook.records.model import Finding, Record, Write


def dangling_link(context: CheckContext) -> Iterator[Finding]:
    """A link that claims a record where none answers, or more than one."""
    resolver = None
    for record, link in context.graph.dangling_links:
        words = link.target
        if not _claims(context, record, words):
            continue
        resolver = resolver or references.Resolver(context.records.members)
        what = "but there is no such record"
        try:
            resolver.resolve(words, near_record=record)
        except AmbiguousRef:
            what = "which may mean more than one record"
        except UnknownRef:
            pass
        yield Finding(
            "dangling-link",
            "warning",
            record.path,
            link.line,
            f"{record.ref} says {quote_excerpt(f'{link.relation} {words}', 90)}, {what}.",
            f"Correct the link, or run `minutebook unlink {record.ref} {link.relation} REF`.",
        )


def _claims(context: CheckContext, record: Record, words: str) -> bool:
    """Whether words claim to name a record, and not a file that is there, or had been.

    Where git was not asked, a path outside the record folders has the benefit of the doubt.
    """
    found = re.search(r"\(<?([^()<>\s]+)>?[^()]*\)\s*$", words[:2000])
    path = (found[1] if found else words.strip("`<> ")).partition("#")[0]
    if not path.endswith(".md") or "://" in path:
        return references.is_reference(words.strip("() "))
    joined = _joined(record.path, path)
    inside = any(joined.startswith(f"{folder.path}/") for folder in context.records.folders)
    if joined in context.records.pages or not (inside or references.is_reference(words)):
        return False
    if context.inputs.known_paths is None:
        return inside
    return not (context.is_known_path(joined) or context.is_known_path(path.lstrip("/")))


def _joined(page: str, path: str) -> str:
    parts = page.split("/")[:-1] if not path.startswith("/") else []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


@dataclass(frozen=True, slots=True)
class OneWaySupersession:
    """A supersession that one of the two pages, `page`, does not tell of.

    `is_plain`: what is missing follows from the other page. It does not where the two supersede
    each other, or where the old one is in a status that nothing supersedes.
    """

    superseded: Record
    successor: Record
    incomplete_record: Record
    is_fixable: bool


def find_one_way_supersessions(context: CheckContext) -> Iterator[OneWaySupersession]:
    """The supersessions between decisions that only one of the two pages tells of."""
    edges = [edge for edge in context.graph.edges if edge.relation == "supersedes"]
    pairs = {(edge.source, edge.target) for edge in edges}
    for edge in edges:
        if not edge.is_one_way or edge.source == edge.target:
            continue
        new, old = context.record_by_path[edge.source], context.record_by_path[edge.target]
        if new.kind.name == old.kind.name == "adr":
            may = not old.state or "superseded" in (old.state, *old.kind.transitions[old.state])
            is_plain = may and (edge.target, edge.source) not in pairs
            yield OneWaySupersession(old, new, new if edge.is_stated_by_target else old, is_plain)


def one_way_supersession(context: CheckContext) -> Iterator[Finding]:
    """A decision that supersedes another whose page says nothing of it, or the other way round."""
    for found in find_one_way_supersessions(context):
        old, new = found.superseded, found.successor
        severity = "info"
        if found.incomplete_record is new:
            # MADR's own form: only the superseded page says so. Who lands on the newer decision
            # misses little, so this weighs little.
            words = f"{old.ref} says that {new.ref} supersedes it, but {new.ref} does not say so."
        elif old.state == "superseded":
            words = f"{old.ref} is superseded by {new.ref}, but does not say by what."
        else:
            severity = "warning"
            words = f"{new.ref} supersedes {old.ref}, but {old.ref} still reads as {_as(old)}."
        yield Finding(
            "one-way-supersession",
            severity,
            found.incomplete_record.path,
            0,
            words,
            "Run `minutebook check --fix`, which writes the missing half."
            if found.is_fixable
            else "Read both pages, and correct the one that is wrong.",
        )


def _as(record: Record) -> str:
    return record.state or "if it were in force"


def _status_line(record: Record) -> int:
    """The line on which a page states its status."""
    return find_line_number(record.text, record.state_raw.partition("\n")[0].rstrip("\r"), "status")


def no_successor(context: CheckContext) -> Iterator[Finding]:
    """A decision that is superseded, by nothing that is named, or by what was rejected."""
    # An edge without a source counts too: the page names a successor, and that link dangles.
    heirs: dict[str, list[str]] = {}
    for edge in context.graph.edges:
        if edge.relation == "supersedes":
            heirs.setdefault(edge.target, []).append(edge.source)
    for record in context.records.members:
        if record.state != "superseded":
            continue
        if record.path in heirs:
            named = [context.record_by_path.get(path) for path in heirs[record.path]]
            if all(one is not None and one.state == "rejected" for one in named):
                yield Finding(
                    "no-successor",
                    "warning",
                    record.path,
                    _status_line(record),
                    f"{record.ref} is superseded, but what supersedes it is rejected.",
                    f"Run `minutebook unlink {record.ref} superseded-by REF` to accept it again.",
                )
            continue
        yield Finding(
            "no-successor",
            "warning",
            record.path,
            _status_line(record),
            f"{record.ref} is superseded, but nothing says by which decision.",
            f"Run `minutebook adr supersede {record.ref} --by REF`, or make it deprecated.",
        )


def forbidden_move(context: CheckContext) -> Iterator[Finding]:
    """A status that may not follow the one that the page had."""
    for record in context.records.members:
        text = context.inputs.previous_texts.get(record.path)
        if text is None or text == record.text or not record.kind.transitions or not record.state:
            continue
        was = reader.read_record(record.folder, record.path, text).state
        if not was or was == record.state or record.state in record.kind.transitions.get(was, ()):
            continue
        yield Finding(
            "forbidden-move",
            "error",
            record.path,
            _status_line(record),
            f"{record.ref} went from {was} to {record.state}, which a decision may not.",
            f"Set it back to {was}, and record what changed as a new decision that supersedes it.",
        )


def stale_index(context: CheckContext) -> Iterator[Finding]:
    """An index page that `minutebook index` would write differently; a folder may have none."""
    for write in index_pages.update_index_pages(context.records, context.graph, create=False):
        yield _stale("stale-index", write, "does not show the records as they are")


def stale_block(context: CheckContext) -> Iterator[Finding]:
    """A generated block of a record that `minutebook index` would write differently."""
    for write in index_pages.refresh_link_blocks(context.records, context.graph):
        yield _stale("stale-block", write, "has a block of links that no longer holds")


def _stale(code: str, write: Write, what: str) -> Finding:
    marked = write.previous is not None and "<!-- minutebook:" in write.previous
    words = f"{quote_excerpt(write.path, 200)} {what}."
    if not marked:
        words = f"{quote_excerpt(write.path, 200)} has no generated index yet."
    line = find_line_number(
        write.previous or "",
        "<!-- minutebook:index" if code == "stale-index" else "<!-- minutebook:links",
    )
    return Finding(
        code, "warning" if marked else "info", write.path, line, words, "Run `minutebook index`."
    )
