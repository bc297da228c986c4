"""How words find their record: refs, paths, stems, stored targets, links of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records.filenames import fold_name, parse_name
from minutebook.records.model import ADR, KINDS, Kind, Record, RecordSet
from minutebook.text import markdown

_LINK = re.compile(r"\[((?:[^\]\\\n]|\\.){0,1000})\]\(\s*<?([^)>\n]{0,2000})>?[^)\n]{0,1000}\)")
_REF = re.compile(r"(adr|phr)s?[-_ #.]{0,3}([0-9]{1,9})(?![\w-]|\.\w)", re.IGNORECASE)
_BARE = re.compile(r"#?([0-9]{1,9})\.?")
_NUMBERED = re.compile(r"(?:(?:adr|phr)[-_ #]{0,2})?[0-9]{1,9}[.:)]?\s+(\S.*)", re.IGNORECASE)
_URL = re.compile(r"[a-z][a-z0-9+.-]{0,30}:/{0,2}[^/\s]*", re.IGNORECASE)
_KIND_PREFIX = re.compile(r"(adr|phr)[-_ ](?=[0-9])", re.IGNORECASE)
_KIND_FOLDERS = {word: kind for kind in KINDS.values() for word in (kind.name, f"{kind.name}s")}
_NOTHING = frozenset({"", "none", "null", "nil", "n/a", "na", "no", "tbd", "todo", "unknown", "-"})
_OTHER_ENDING = re.compile(r"\.(?!md$)(?!prompt$)[a-z][a-z0-9]{0,7}$", re.IGNORECASE)
ALIAS_MARKER = (
    "minutebook:alias"  # the comment that holds a former name, in pages without front matter
)
_ALIAS = re.compile(rf"[ \t]*<!-- {ALIAS_MARKER} (\S{{1,300}}) -->[ \t]*")
_MOST = 5  # how many records a hint names


def resolve(
    records: RecordSet,
    reference: str,
    *,
    near_record: Record | None = None,
    kind: Kind | None = None,
) -> Record:
    """The record that `words` name, as people and pages write it.

    `ADR-7`, `adr 7`, `0007` (of `kind`, else of the kind of `near`), a path from the top or from
    the page `near`, a file name, a stem, a stored target (`0007-use-redis`), a slug, a markdown
    link, `feature/0003`, the end of a site's address (`/adr/32`). An exact path comes before a
    name, a name before a number; among equals the record closest to `near` is meant. `kind`
    leaves only records of that kind. Refused: UnknownRef, AmbiguousRef.
    """
    return records.resolver.resolve(reference, near_record=near_record, kind=kind)


def is_reference(candidate: str) -> bool:
    """Whether words claim to name a record at all.

    An address elsewhere, a path to another sort of file (`specs/001-x/spec.md`, `app/main.py`),
    prose, "none" and an unfilled placeholder do not: that they lead to no record is no fault.
    """
    href, label = _unwrap(candidate)
    if any(mark in href for mark in ("{{", "://", "mailto:")):
        return False
    if label and (_REF.match(label) or _NUMBERED.match(label)):
        return True
    text = _plain(href)
    if text.casefold() in _NOTHING or _OTHER_ENDING.search(text):
        return False
    if _REF.match(text) or _BARE.fullmatch(text):
        return True
    head, _, tail = text.rstrip("/").removeprefix("./").rpartition("/")
    if parse_name(ADR, tail).number is not None or parse_name(ADR, tail).date:
        return True
    return not head and " " not in text


class Resolver:
    """Finds records by words. Built once for many questions: a shelf is read only here."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._paths: dict[str, Record] = {}
        self._names: dict[str, list[Record]] = {}
        self._stems: dict[str, list[Record]] = {}
        self._slugs: dict[str, list[Record]] = {}
        self._titles: dict[str, list[Record]] = {}
        self._numbers: dict[tuple[str, int], list[Record]] = {}
        self._aliases: dict[str, list[Record]] = {}
        for record in records:
            self._paths[record.path] = record
            self._names.setdefault(fold_name(record.file_name), []).append(record)
            for stem in {
                fold_name(record.stem),
                fold_name(record.link_target),
                fold_name(record.ref),
            }:
                self._stems.setdefault(stem, []).append(record)
            self._slugs.setdefault(fold_name(record.slug), []).append(record)
            self._titles.setdefault(_folded(record.title), []).append(record)
            if record.number is not None:
                self._numbers.setdefault((record.kind.name, record.number), []).append(record)
            for alias in read_aliases(record):
                self._aliases.setdefault(alias.casefold(), []).append(record)

    def resolve(
        self,
        reference: str,
        *,
        near_record: Record | None = None,
        kind: Kind | None = None,
        default_kind: Kind | None = None,
    ) -> Record:
        """As `resolve`. `bare` is the kind that a number alone, or a name of both kinds, means."""
        wanted = kind or default_kind or (near_record.kind if near_record else None)
        for found in self._readings(reference, near_record, wanted):
            if kind:
                found = [record for record in found if record.kind is kind]
            found = _closest(found, near_record, wanted)
            if len(found) > 1:
                paths = [record.path for record in found]
                hint = "say which: " + ", ".join(paths[:_MOST]) + (" …" if paths[_MOST:] else "")
                raise AmbiguousRef(f"{_named(reference)} names {len(found)} records", hint)
            if found:
                return found[0]
        what = "record" if kind is None else "decision" if kind is ADR else "prompt record"
        raise UnknownRef(f"no {what} {_named(reference)}", self._hint(reference, wanted))

    def _readings(
        self, words: str, near: Record | None, wanted: Kind | None
    ) -> Iterator[list[Record]]:
        """What the words may mean, the surest first."""
        href, label = _unwrap(words)
        text = _plain(href)
        yield from self._by_path(text, near)
        is_url = "://" in href
        if is_url:
            head, _, tail = text.rstrip("/").rpartition("/")
            if tail.isdecimal():
                yield self._by_number(head, tail, None)
            return
        head, _, tail = text.rstrip("/").rpartition("/")
        yield self._by_name(head, tail)
        yield self._by_alias(head, tail)
        said = _REF.match(text) or (label and _REF.match(label))
        if said:
            yield self._numbers.get((said[1].lower(), int(said[2])), [])
        yield self._by_number(head, tail, wanted)
        if said or _BARE.fullmatch(tail):
            yield self._by_old_number(head, tail if not said else said[0], wanted)
        titled = _NUMBERED.match(label or text)
        if titled:
            yield self._titles.get(_folded(titled[1]), [])
        # The last resort: the slug under another number, as after a renumbering.
        stated = _KIND_PREFIX.match(tail)
        for known in KINDS.values():
            slug = fold_name(parse_name(known, tail).slug)
            if slug and (not stated or stated[1].lower() == known.name):
                yield [record for record in self._slugs.get(slug, []) if record.kind is known]

    def _by_path(self, text: str, near: Record | None) -> Iterator[list[Record]]:
        """Exact paths: from the page, then from the top, then below a longer path's start."""
        tries = []
        if near and not text.startswith("/"):
            tries.append(normalize_path(near.path.rpartition("/")[0] + "/" + text))
        parts = normalize_path(text).split("/")
        tries += ["/".join(parts[at:]) for at in range(min(len(parts), 40))]
        for path in tries:
            for full in (path, f"{path}/README.md"):
                if full in self._paths:
                    yield [self._paths[full]]

    def _by_name(self, head: str, tail: str) -> list[Record]:
        name = fold_name(tail)
        if name.endswith(".md"):
            found = self._names.get(name, [])
            if not found and name.endswith(".prompt.md"):  # the stage in the name may have moved
                stem = name.removesuffix(".prompt.md").rpartition(".")[0]
                found = self._stems.get(stem, [])
        else:
            found = _lookup_with_kind(self._stems, name)
        if name in ("readme", "readme.md"):
            return []
        return [record for record in found if _below(record, head)] or found

    def _by_number(self, head: str, tail: str, wanted: Kind | None) -> list[Record]:
        """`7`, `feature/0003`, `/adr/32`."""
        said = _BARE.fullmatch(tail) or _REF.fullmatch(tail)
        if not said:
            return []
        kinds = [_KIND_FOLDERS[said[1].lower()]] if said.re is _REF else list(KINDS.values())
        number = int(said[said.re.groups])
        found = [record for kind in kinds for record in self._numbers.get((kind.name, number), [])]
        if head:
            there = [record for record in found if _below(record, head)]
            kind = _KIND_FOLDERS.get(head.rpartition("/")[2].lower())
            return there or [record for record in found if kind and record.kind is kind]
        if wanted and not any(record.kind is wanted for record in found):
            return []
        return found

    def _by_alias(self, head: str, tail: str) -> list[Record]:
        """Records that had the name before they were given another number."""
        if not self._aliases:
            return []
        name = tail.casefold().removesuffix(".md")
        if name.endswith(".prompt"):
            name = name.removesuffix(".prompt").rpartition(".")[0]
        found = _lookup_with_kind(self._aliases, name)
        return [record for record in found if _below(record, head)] or found

    def _by_old_number(self, head: str, tail: str, wanted: Kind | None) -> list[Record]:
        """Records that had the number, where none has it now."""
        said = _REF.match(tail) or _BARE.fullmatch(tail)
        if not said or not self._aliases:
            return []
        kind = said[1].lower() if said.re is _REF else wanted.name if wanted else ""
        number = int(said[said.re.groups])
        found = [
            record
            for alias, records in self._aliases.items()
            for record in records
            if record.kind.name == (kind or record.kind.name)
            and parse_name(record.kind, alias).number == number
        ]
        unique = {record.path: record for record in found if not head or _below(record, head)}
        return list(unique.values())

    def _hint(self, words: str, wanted: Kind | None) -> str:
        """Records with the number that the words begin with, or where to look."""
        tail = _plain(_unwrap(words)[0]).rpartition("/")[2]
        kinds = [wanted] if wanted else list(KINDS.values())
        meant = [
            record.path
            for kind in kinds
            for record in self._numbers.get((kind.name, parse_name(kind, tail).number or -1), [])
        ]
        if meant:
            return "did you mean " + ", ".join(meant[:_MOST]) + "?"
        return f"minutebook list {wanted.name}" if wanted else "minutebook list"


def read_aliases(record: Record) -> tuple[str, ...]:
    """The names that a record had before it was given another number, as its page keeps them."""
    said: object = record.fields.get("aliases")
    found = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    names = [item.strip() for item in found if isinstance(item, str) and item.strip()]
    if ALIAS_MARKER in record.text:
        lines = (line.text for line in markdown.parse_lines(record.text) if not line.is_code)
        names += [told[1] for line in lines if (told := _ALIAS.fullmatch(line))]
    return tuple(dict.fromkeys(names))


def _lookup_with_kind(records_by_name: Mapping[str, list[Record]], name: str) -> list[Record]:
    """The records of a name (lower case); `adr-0007-x` also finds decisions called `0007-x`."""
    records = records_by_name.get(name, [])
    prefix = _KIND_PREFIX.match(name)
    if records or not prefix:
        return records
    named = records_by_name.get(name[prefix.end() :], [])
    return [record for record in named if record.kind.name == prefix[1]]


def _closest(found: list[Record], near: Record | None, wanted: Kind | None) -> list[Record]:
    """Of several, those of the wanted kind, then those in the folder of `near`."""
    for is_close in (
        lambda record: record.kind is wanted,
        lambda record: near and _folder(record) == _folder(near),
        lambda record: near and record.folder.path == near.folder.path,
    ):
        if len(found) < 2:
            break
        found = [record for record in found if is_close(record)] or found
    return found


def _below(record: Record, head: str) -> bool:
    """Whether the record's folder ends with `head`."""
    return f"/{fold_name(_folder(record))}".endswith(f"/{fold_name(normalize_path(head))}")


def _folder(record: Record) -> str:
    """The folder a record lies in; for a dated folder's README the one around it."""
    folder = record.path.rpartition("/")[0]
    return folder.rpartition("/")[0] if record.file_name.lower() == "readme.md" else folder


def _unwrap(words: str) -> tuple[str, str]:
    """Where a markdown link leads, and its label; words that are no link, and ""."""
    found = _LINK.search(words)
    if found:
        return found[2].strip(), re.sub(r"\\([^\w\s])", r"\1", found[1]).strip()
    return words.strip().strip("<>[]`").strip(), ""


def _plain(href: str) -> str:
    """The path in an address: no host, query or fragment, nothing percent-encoded."""
    text = _URL.sub("", href, count=1) if "://" in href else href
    text = text.split("?")[0].split("#")[0] if not text.startswith("#") else text
    if "%" in text:
        from urllib.parse import unquote

        text = unquote(text)
    return text.strip()


def normalize_path(path: str) -> str:
    """A path without `.`, `..` and doubled slashes; what climbs out of the top stays inside."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _named(words: str) -> str:
    """The words as an error says them: `ADR-0007` for `adr 7`, one line, not too long."""
    text = " ".join(words.split())
    ref = _REF.fullmatch(text)
    if ref:
        return f"{ref[1].upper()}-{int(ref[2]):04d}"
    return text if len(text) <= 80 else f"{text[:79]}…"
