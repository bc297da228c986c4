"""Finds the record that a text names: a ref, a path, a stem, a stored target, a page's link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records.filenames import fold_name, parse_name
from minutebook.records.model import ADR, KINDS, Kind, Record, RecordSet
from minutebook.records.references.forms import (
    BARE_NUMBER,
    FORGE_PAGE,
    KIND_PREFIX,
    NUMBERED_TITLE,
    PAGE_ENDING,
    REF,
    SUB_NUMBER,
    extract_path,
    fold_title,
    format_reference,
    get_kind_name,
    normalize_path,
    unwrap_link,
)
from minutebook.text import markdown

_KIND_BY_FOLDER_NAME = {
    name: kind for kind in KINDS.values() for name in (kind.name, f"{kind.name}s")
}
ALIAS_MARKER = (
    "minutebook:alias"  # the comment that holds a former name, in pages without front matter
)
_ALIAS_COMMENT = re.compile(
    rf"[ \t]*(?:<!--|\{{/\*) {ALIAS_MARKER} (\S{{1,300}}) (?:-->|\*/\}})[ \t]*"
)
_MAX_HINT_RECORDS = 5
_MAX_PATH_PARTS = 40
_FOLDER_PAGES = ("README.md", "index.md", "adr.md", "decision.md")  # that a link to a folder means


def resolve(
    records: RecordSet,
    reference: str,
    *,
    near_record: Record | None = None,
    kind: Kind | None = None,
) -> Record:
    """The record that a reference names, as people and pages write it.

    `ADR-7`, `adr 7`, `0007` (of `kind`, else of the kind of `near_record`), a path from the top or
    from the page `near_record`, a file name, a stem, a stored target (`0007-use-redis`), a stored
    target with its kind (`adr-0007-use-redis`), a slug, a markdown link, `feature/0003`, the end of
    a site's address (`/adr/32`). An exact path comes before a name, a name before a number; of
    several records the one closest to `near_record` is meant. With `kind` only records of that
    kind count. Raises UnknownRef or AmbiguousRef.
    """
    return records.resolver.resolve(reference, near_record=near_record, kind=kind)


def name_in_command(records: RecordSet, record: Record) -> str:
    """What names a record in a command: its ref, or its path where that may mean another.

    As a shell takes it.
    """
    import shlex

    try:
        named = records.resolver.resolve(record.ref)
    except (UnknownRef, AmbiguousRef):
        return shlex.quote(record.path)
    return shlex.quote(record.ref if named.path == record.path else record.path)


class Resolver:
    """Finds records by references. Reads the records once, for any number of questions."""

    def __init__(
        self,
        records: Iterable[Record],
        other_paths: Iterable[str] = (),
        own_names: Iterable[str] = (),
    ) -> None:
        """`other_paths` are pages that are no records, `own_names` what forges call the repository.

        Those are names such as `owner/name`; where there are none, a page on a forge is taken for
        one of ours if its whole path is that of a record.
        """
        self._other_paths = frozenset(other_paths)
        self._folders: set[str] = set()
        self._own_names = frozenset(name.lower() for name in own_names)
        self._by_path: dict[str, Record] = {}
        self._by_file_name: dict[str, list[Record]] = {}
        self._by_stem: dict[str, list[Record]] = {}
        self._by_slug: dict[str, list[Record]] = {}
        self._by_title: dict[str, list[Record]] = {}
        self._by_number: dict[tuple[str, int], list[Record]] = {}
        self._by_sub_number: dict[tuple[int, str], list[Record]] = {}
        self._by_alias: dict[str, list[Record]] = {}
        for record in records:
            self._by_path[record.path] = record
            self._folders |= {_get_folder(record), record.folder.path}
            self._by_file_name.setdefault(fold_name(record.file_name), []).append(record)
            stems = {record.stem, record.link_target, record.ref}
            if record.series:  # `ACME-ADR-0002`, `DR002`
                stems |= {f"{record.series}{joint}{record.digits}" for joint in ("-", "")}
            for stem in {fold_name(stem) for stem in stems if stem}:
                self._by_stem.setdefault(stem, []).append(record)
            self._by_slug.setdefault(fold_name(record.slug), []).append(record)
            self._by_title.setdefault(fold_title(record.title), []).append(record)
            if record.suffix:
                key = (record.number or 0, record.suffix)
                self._by_sub_number.setdefault(key, []).append(record)
            elif record.number is not None:
                self._by_number.setdefault((record.kind.name, record.number), []).append(record)
            for alias in read_aliases(record):
                self._by_alias.setdefault(alias.casefold(), []).append(record)

    def resolve(
        self,
        reference: str,
        *,
        near_record: Record | None = None,
        kind: Kind | None = None,
        default_kind: Kind | None = None,
    ) -> Record:
        """As the function `resolve`.

        `default_kind` is the kind that a number alone, or a name of both kinds, means; that of
        `near_record` where it is None.
        """
        preferred_kind = kind or default_kind or (near_record.kind if near_record else None)
        for candidates in self._list_readings(reference, near_record, preferred_kind):
            if kind:
                candidates = [record for record in candidates if record.kind is kind]
            candidates = _keep_closest(candidates, near_record, preferred_kind)
            if len(candidates) > 1:
                hint = "say which: " + _shorten_list([record.path for record in candidates])
                name = format_reference(reference)
                raise AmbiguousRef(f"{name} names {len(candidates)} records", hint)
            if candidates:
                return candidates[0]
        noun = "record" if kind is None else "decision" if kind is ADR else "prompt record"
        raise UnknownRef(
            f"no {noun} is called '{format_reference(reference)}'",
            self._hint(reference, preferred_kind),
        )

    def _list_readings(
        self, reference: str, near_record: Record | None, preferred_kind: Kind | None
    ) -> Iterator[list[Record]]:
        """What a reference may mean, the surest reading first, as lists of records."""
        href, label = unwrap_link(reference)
        forge_page = FORGE_PAGE.match(href)
        if forge_page:
            yield self._find_on_forge(forge_page)
            return
        path = extract_path(href)
        yield from self._find_by_path(path, near_record)
        if label and near_record and self._is_other_page(path, near_record):
            return
        folder, _, name = path.rstrip("/").rpartition("/")
        if "://" in href:
            if name.isdecimal():
                yield self._find_by_number(folder, name, None)
            return
        yield self._find_by_name(folder, name)
        yield self._find_by_alias(folder, name)
        yield from self._find_by_words(name, label or reference)
        sub_number = SUB_NUMBER.match(path) or (label and SUB_NUMBER.match(label))
        if sub_number:
            yield self._find_by_sub_number("", sub_number)
        elif folder and (sub_number := SUB_NUMBER.fullmatch(name)):
            yield self._find_by_sub_number(folder, sub_number)
        ref = REF.match(path) or (label and REF.match(label))
        if ref:
            yield self._by_number.get((get_kind_name(ref[1]), int(ref[2])), [])
        yield self._find_by_number(folder, name, preferred_kind)
        if ref or BARE_NUMBER.fullmatch(name):
            yield self._find_by_old_number(folder, ref[0] if ref else name, preferred_kind)
        # The last resort: the slug under another number, as after a renumbering; a former one.
        yield from self._find_by_slug(name)
        yield self._find_by_old_slug(folder, name)

    def _find_on_forge(self, page: re.Match[str]) -> list[Record]:
        """The record that a page on a forge is; none where it is of another repository."""
        if self._own_names and page["name"].lower().strip("/") not in self._own_names:
            return []
        record = self._by_path.get(extract_path(page["path"]))
        return [record] if record else []

    def _is_other_page(self, path: str, near_record: Record) -> bool:
        """Whether a page's link leads to a file that is no record, whatever its name."""
        folder = "" if path.startswith("/") else near_record.path.rpartition("/")[0]
        full_path = normalize_path(f"{folder}/{path}")
        if full_path in self._other_paths:
            return True
        if not PAGE_ENDING.search(path) or "/" not in path.removeprefix("./"):
            return False
        linked = full_path.rpartition("/")[0]
        return not any(
            linked == folder
            or linked.startswith(folder + "/")
            or f"/{folder}".endswith(f"/{linked}")  # from the top of a site
            for folder in self._folders
        )

    def _find_by_words(self, name: str, text: str) -> Iterator[list[Record]]:
        """The one record that has the slug of a name, or else the title in a text.

        They say more than a number: numbers change, and are mistyped. What is a number alone is
        none of these, whatever records are called.
        """
        for records in self._find_by_slug(name):
            if len(records) == 1:
                yield records
        title = NUMBERED_TITLE.match(text)
        for words in (title[1] if title else "", text):
            is_number = BARE_NUMBER.fullmatch(words) or REF.fullmatch(words)
            records = self._by_title.get(fold_title(words), []) if words and not is_number else []
            if len(records) == 1:
                yield records

    def _find_by_slug(self, name: str) -> Iterator[list[Record]]:
        """The records with the slug of a name, of each kind."""
        prefix = KIND_PREFIX.match(name)
        for kind in KINDS.values():
            slug = fold_name(parse_name(kind, name).slug)
            if slug and (not prefix or prefix[1].lower() == kind.name):
                yield [record for record in self._by_slug.get(slug, []) if record.kind is kind]

    def _find_by_path(self, path: str, near_record: Record | None) -> Iterator[list[Record]]:
        """Exact paths: from the page, then from the top, then without the first folders."""
        paths = []
        if near_record and not path.startswith("/"):
            paths.append(normalize_path(near_record.path.rpartition("/")[0] + "/" + path))
        parts = normalize_path(path).split("/")
        paths += ["/".join(parts[start:]) for start in range(min(len(parts), _MAX_PATH_PARTS))]
        for candidate in paths:
            for record_path in (candidate, *(f"{candidate}/{name}" for name in _FOLDER_PAGES)):
                if record_path in self._by_path:
                    yield [self._by_path[record_path]]

    def _find_by_name(self, folder: str, name: str) -> list[Record]:
        """Records by file name, stem, ref or stored target; those in `folder` if there are any."""
        name = fold_name(name)
        if name in ("readme", "readme.md"):
            return []
        if not name.endswith(ADR.endings):
            records = _look_up_name(self._by_stem, name)
        else:
            records = self._by_file_name.get(name, [])
            if not records and name.endswith(".prompt.md"):  # the stage in the name may differ now
                records = self._by_stem.get(name.removesuffix(".prompt.md").rpartition(".")[0], [])
        return _select_in_folder(records, folder) or records

    def _find_by_number(self, folder: str, name: str, kind: Kind | None) -> list[Record]:
        """`7`, `feature/0003`, `/adr/32`. A bare number means `kind`, any kind where it is None."""
        match = BARE_NUMBER.fullmatch(name) or REF.fullmatch(name)
        if not match:
            return []
        kinds = [KINDS[get_kind_name(match[1])]] if match.re is REF else list(KINDS.values())
        number = int(match[match.re.groups])
        records = [
            record for each in kinds for record in self._by_number.get((each.name, number), [])
        ]
        if folder:
            inside = _select_in_folder(records, folder)
            named_kind = _KIND_BY_FOLDER_NAME.get(folder.rpartition("/")[2].lower())
            of_kind = [record for record in records if record.kind is named_kind]
            return inside or of_kind or [each for each in records if _is_within(each, folder)]
        if kind and not any(record.kind is kind for record in records):
            return []
        return records

    def _find_by_sub_number(self, folder: str, match: re.Match[str]) -> list[Record]:
        """`304.1`, or that in a folder: `team/adr/304.1`."""
        records = self._by_sub_number.get((int(match[1]), match[2].lower()), [])
        return _select_in_folder(records, folder) if folder else records

    def _find_by_alias(self, folder: str, name: str) -> list[Record]:
        """Records that had the name before they were given another number."""
        if not self._by_alias:
            return []
        name = name.casefold().removesuffix(".md")
        if name.endswith(".prompt"):
            name = name.removesuffix(".prompt").rpartition(".")[0]
        records = _look_up_name(self._by_alias, name)
        return _select_in_folder(records, folder) or records

    def _find_by_old_number(self, folder: str, name: str, kind: Kind | None) -> list[Record]:
        """Records that had the number, where none has it now."""
        match = REF.match(name) or BARE_NUMBER.fullmatch(name)
        if not match or not self._by_alias:
            return []
        kind_name = get_kind_name(match[1]) if match.re is REF else kind.name if kind else ""
        number = int(match[match.re.groups])
        by_path = {
            record.path: record
            for alias, records in self._by_alias.items()
            for record in records
            if record.kind.name == (kind_name or record.kind.name)
            and parse_name(record.kind, alias).number == number
        }
        records = list(by_path.values())
        return _select_in_folder(records, folder) if folder else records

    def _find_by_old_slug(self, folder: str, name: str) -> list[Record]:
        """Records that had the slug of a name before they got another title."""
        prefix = KIND_PREFIX.match(name)
        by_path = {
            record.path: record
            for alias, records in self._by_alias.items()
            for record in records
            if (slug := parse_name(record.kind, name).slug)
            and (not prefix or prefix[1].lower() == record.kind.name)
            and fold_name(parse_name(record.kind, alias).slug) == fold_name(slug)
        }
        return _select_in_folder(by_path.values(), folder) or list(by_path.values())

    def _hint(self, reference: str, kind: Kind | None) -> str:
        """Records with the number that the reference begins with, or the command that lists all."""
        name = extract_path(unwrap_link(reference)[0]).rpartition("/")[2]
        kinds = [kind] if kind else list(KINDS.values())
        paths = [
            record.path
            for each in kinds
            for record in self._by_number.get((each.name, parse_name(each, name).number or -1), [])
        ]
        if paths:
            return "did you mean " + ", ".join(paths[:_MAX_HINT_RECORDS]) + "?"
        return f"minutebook list {kind.name}" if kind else "minutebook list"


def read_aliases(record: Record) -> tuple[str, ...]:
    """The names that a record had before it was given another number, as its page states them."""
    value: object = record.fields.get("aliases")
    items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    names = [item.strip() for item in items if isinstance(item, str) and item.strip()]
    if ALIAS_MARKER in record.text:
        lines = (line.text for line in markdown.parse_lines(record.text) if not line.is_code)
        names += [comment[1] for line in lines if (comment := _ALIAS_COMMENT.fullmatch(line))]
    return tuple(dict.fromkeys(names))


def _look_up_name(records_by_name: Mapping[str, list[Record]], name: str) -> list[Record]:
    """The records of a name (lower case); `adr-0007-x` also means decisions called `0007-x`."""
    records = records_by_name.get(name, [])
    prefix = KIND_PREFIX.match(name)
    if records or not prefix:
        return records
    named = records_by_name.get(name[prefix.end() :], [])
    return [record for record in named if record.kind.name == prefix[1]]


def _keep_closest(
    records: list[Record], near_record: Record | None, preferred_kind: Kind | None
) -> list[Record]:
    """Of several, those of the preferred kind, then of the series and folder of `near_record`."""
    series = near_record.series if near_record else ""
    for is_close in (
        lambda record: record.kind is preferred_kind,
        lambda record: record.series == series,
        lambda record: near_record and _get_folder(record) == _get_folder(near_record),
        lambda record: near_record and record.folder.path == near_record.folder.path,
        # A number that was given twice: the page that names the other one is meant.
        lambda record: near_record and near_record.file_name in record.text,
    ):
        if len(records) < 2:
            break
        records = [record for record in records if is_close(record)] or records
    return records


def _select_in_folder(records: Iterable[Record], folder: str) -> list[Record]:
    """The records right in `folder`, else those in folders whose paths end with it."""
    end = fold_name(normalize_path(folder))
    paths = [(record, fold_name(_get_folder(record))) for record in records]
    exact = [record for record, path in paths if path == end]
    return exact or [record for record, path in paths if path.endswith(f"/{end}")]


def _is_within(record: Record, folder: str) -> bool:
    """Whether `folder` is part of the path of the record's folder: `billing` of `a/billing/adr`."""
    part = fold_name(normalize_path(folder))
    return bool(part) and f"/{part}/" in f"/{fold_name(_get_folder(record))}/"


def _get_folder(record: Record) -> str:
    """The path of a record's folder; for a README in its own folder, of the one around that."""
    folder = record.path.rpartition("/")[0]
    is_of_folder = record.is_folder_record or record.file_name.lower() == "readme.md"
    return folder.rpartition("/")[0] if is_of_folder else folder


def _shorten_list(paths: list[str]) -> str:
    """The first few paths, and a sign where there are more."""
    return ", ".join(paths[:_MAX_HINT_RECORDS]) + (" …" if paths[_MAX_HINT_RECORDS:] else "")
