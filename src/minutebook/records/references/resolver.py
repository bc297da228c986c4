"""Finds the record that a text names: a ref, a path, a stem, a stored target, a page's link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
    is_plain_ref,
    normalize_path,
    unwrap_link,
)
from minutebook.records.references.name_index import FOLDER_PAGES, NameIndex, get_folder

_KIND_BY_FOLDER_NAME = {
    name: kind for kind in KINDS.values() for name in (kind.name, f"{kind.name}s")
}
_MAX_HINT_RECORDS = 5
_MAX_PATH_PARTS = 40


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


def is_in_named_folder(record: Record, reference: str) -> bool:
    """Whether a record lies in the folder that a reference names, if it names one.

    Pages whose links are older than a move are read by the name alone; whoever types a folder means
    that folder.
    """
    href, label = unwrap_link(reference)
    folder, _, name = extract_path(href).rstrip("/").rpartition("/")
    folder = normalize_path(folder)
    if not folder or label or "://" in href or fold_title(record.title) in fold_title(reference):
        return True
    path = f"{folder}/{name}"
    if path.endswith(record.path) or bool(_select_in_folder([record], folder)):
        return True
    is_number = BARE_NUMBER.fullmatch(name) or REF.fullmatch(name) or SUB_NUMBER.fullmatch(name)
    named_kind = _KIND_BY_FOLDER_NAME.get(folder.rpartition("/")[2].lower())
    return bool(is_number) and (named_kind is record.kind or _is_within(record, folder))


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

    def __init__(self, names: NameIndex, own_names: Iterable[str] = ()) -> None:
        """`own_names` are what forges call the repository, such as `owner/name`.

        Where there are none, a page on a forge is taken for one of ours if its whole path is that
        of a record.
        """
        self._names = names
        self._own_names = frozenset(name.lower() for name in own_names)

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
        candidates = self.find_candidates(
            reference, near_record=near_record, kind=kind, default_kind=default_kind
        )
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            hint = "say which: " + _shorten_list([record.path for record in candidates])
            name = format_reference(reference)
            raise AmbiguousRef(f"{name} names {len(candidates)} records", hint)
        noun = "record" if kind is None else "decision" if kind is ADR else "prompt record"
        preferred_kind = kind or default_kind or (near_record.kind if near_record else None)
        raise UnknownRef(
            f"no {noun} is called '{format_reference(reference)}'",
            find_hint=lambda: self._find_hint(reference, kind, preferred_kind),
        )

    def find_candidates(
        self,
        reference: str,
        *,
        near_record: Record | None = None,
        kind: Kind | None = None,
        default_kind: Kind | None = None,
    ) -> list[Record]:
        """The records that a reference may name, by its surest reading: none, one, or several.

        The arguments are those of `resolve`.
        """
        preferred_kind = kind or default_kind or (near_record.kind if near_record else None)
        for candidates in self._list_readings(reference, near_record, preferred_kind):
            if kind:
                candidates = [record for record in candidates if record.kind is kind]
            if candidates := self._keep_closest(candidates, near_record, preferred_kind):
                return candidates
        return []

    def _list_readings(
        self, reference: str, near_record: Record | None, preferred_kind: Kind | None
    ) -> Iterator[list[Record]]:
        """What a reference may mean, the surest reading first, as lists of records."""
        href, label = unwrap_link(reference)
        if "://" in href and (forge_page := FORGE_PAGE.match(href)):
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
        if is_plain_ref(reference):
            yield self._names.find(f"n:{name[:3].lower()}:{int(name[4:])}")
        else:
            yield from self._find_by_words(name, label or reference)
        sub_number = SUB_NUMBER.match(path) or (label and SUB_NUMBER.match(label))
        if sub_number:
            yield self._find_by_sub_number("", sub_number)
        elif folder and (sub_number := SUB_NUMBER.fullmatch(name)):
            yield self._find_by_sub_number(folder, sub_number)
        ref = REF.match(path) or (label and REF.match(label))
        if ref:
            yield self._names.find(f"n:{get_kind_name(ref[1])}:{int(ref[2])}")
        yield self._find_by_number(folder, name, preferred_kind)
        if ref:
            yield self._find_by_old_number(folder, get_kind_name(ref[1]), int(ref[2]))
        elif bare := BARE_NUMBER.fullmatch(name):
            kind_name = preferred_kind.name if preferred_kind else ""
            yield self._find_by_old_number(folder, kind_name, int(bare[1]))
        # The last resort: the slug under another number, as after a renumbering; a former one.
        yield from self._find_by_slug(name)
        yield self._find_by_old_slug(folder, name)

    def _find_on_forge(self, page: re.Match[str]) -> list[Record]:
        """The record that a page on a forge is; none where it is of another repository."""
        if self._own_names and page["name"].lower().strip("/") not in self._own_names:
            return []
        record = self._names.find_at(extract_path(page["path"]))
        return [record] if record else []

    def _is_other_page(self, path: str, near_record: Record) -> bool:
        """Whether a page's link leads to a file that is no record, whatever its name."""
        folder = "" if path.startswith("/") else near_record.path.rpartition("/")[0]
        full_path = normalize_path(f"{folder}/{path}")
        if self._names.has_other_page(full_path):
            return True
        if not PAGE_ENDING.search(path) or "/" not in path.removeprefix("./"):
            return False
        linked = full_path.rpartition("/")[0]
        return not any(
            linked == folder
            or linked.startswith(folder + "/")
            or f"/{folder}".endswith(f"/{linked}")  # from the top of a site
            for folder in self._names.list_folders()
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
            is_title = words and not is_number
            records = self._names.find(f"t:{fold_title(words)}") if is_title else []
            if len(records) == 1:
                yield records

    def _find_by_slug(self, name: str) -> Iterator[list[Record]]:
        """The records with the slug of a name, of each kind."""
        prefix = KIND_PREFIX.match(name)
        for kind in KINDS.values():
            slug = fold_name(parse_name(kind, name).slug)
            if slug and (not prefix or prefix[1].lower() == kind.name):
                yield [record for record in self._names.find(f"g:{slug}") if record.kind is kind]

    def _find_by_path(self, path: str, near_record: Record | None) -> Iterator[list[Record]]:
        """Exact paths: from the page, then from the top, then without the first folders."""
        if near_record and not path.startswith("/"):
            parent = near_record.path.rpartition("/")[0]
            yield from self._find_at(normalize_path(f"{parent}/{path}"))
        parts = normalize_path(path).split("/")
        for start in range(min(len(parts), _MAX_PATH_PARTS)):
            yield from self._find_at("/".join(parts[start:]))

    def _find_at(self, path: str) -> Iterator[list[Record]]:
        """The record whose page is at a path, and those whose page is in a folder there."""
        for record_path in (path, *(f"{path}/{name}" for name in FOLDER_PAGES)):
            record = self._names.find_at(record_path)
            if record:
                yield [record]

    def _find_by_name(self, folder: str, name: str) -> list[Record]:
        """Records by file name, stem, ref or stored target; those in `folder` if there are any."""
        name = fold_name(name)
        if name in ("readme", "readme.md"):
            return []
        if not name.endswith(ADR.endings):
            records = self._look_up_name("s", name)
        else:
            records = self._names.find(f"f:{name}")
            if not records and name.endswith(".prompt.md"):  # the stage in the name may differ now
                stem = name.removesuffix(".prompt.md").rpartition(".")[0]
                records = self._names.find(f"s:{stem}")
        return _select_in_folder(records, folder) or records

    def _find_by_number(self, folder: str, name: str, kind: Kind | None) -> list[Record]:
        """`7`, `feature/0003`, `/adr/32`. A bare number means `kind`, any kind where it is None."""
        ref = REF.fullmatch(name)
        match = ref or BARE_NUMBER.fullmatch(name)
        if not match:
            return []
        kinds = [KINDS[get_kind_name(ref[1])]] if ref else list(KINDS.values())
        number = int(match[match.re.groups])
        records = [
            record for each in kinds for record in self._names.find(f"n:{each.name}:{number}")
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
        records = self._names.find(f"u:{int(match[1])}:{match[2].lower()}")
        return _select_in_folder(records, folder) if folder else records

    def _find_by_alias(self, folder: str, name: str) -> list[Record]:
        """Records that had the name before they were given another number."""
        name = name.casefold().removesuffix(".md")
        if name.endswith(".prompt"):
            name = name.removesuffix(".prompt").rpartition(".")[0]
        records = self._look_up_name("a", name)
        return _select_in_folder(records, folder) or records

    def _find_by_old_number(self, folder: str, kind_name: str, number: int) -> list[Record]:
        """Records that had the number, where none has it now; of any kind for ""."""
        records = _list_once(
            record
            for name in ((kind_name,) if kind_name else KINDS)
            for record in self._names.find(f"o:{name}:{number}")
        )
        return _select_in_folder(records, folder) if folder else records

    def _find_by_old_slug(self, folder: str, name: str) -> list[Record]:
        """Records that had the slug of a name before they got another title."""
        prefix = KIND_PREFIX.match(name)
        records = _list_once(
            record
            for kind in KINDS.values()
            if not prefix or prefix[1].lower() == kind.name
            for record in self._names.find(
                f"b:{kind.name}:{fold_name(parse_name(kind, name).slug)}"
            )
        )
        return _select_in_folder(records, folder) or records

    def _look_up_name(self, sign: str, name: str) -> list[Record]:
        """The records of a name (lower case); `adr-0007-x` also means decisions called `0007-x`.

        `sign` is that of the keys: `s` for the names of today, `a` for former ones.
        """
        records = self._names.find(f"{sign}:{name}")
        prefix = KIND_PREFIX.match(name)
        if records or not prefix:
            return records
        named = self._names.find(f"{sign}:{name[prefix.end() :]}")
        return [record for record in named if record.kind.name == prefix[1]]

    def _keep_closest(
        self, records: list[Record], near_record: Record | None, preferred_kind: Kind | None
    ) -> list[Record]:
        """Of several, those of the preferred kind, else those closest to `near_record`."""
        series = near_record.series if near_record else ""
        for is_close in (
            lambda record: record.kind is preferred_kind,
            lambda record: record.series == series,
            lambda record: near_record and get_folder(record) == get_folder(near_record),
            lambda record: near_record and record.folder.path == near_record.folder.path,
            # A number that was given twice: the page that names the other one is meant.
            lambda record: near_record and self._names.has_name(record, near_record.file_name),
        ):
            if len(records) < 2:
                break
            records = [record for record in records if is_close(record)] or records
        return records

    def _find_hint(self, reference: str, kind: Kind | None, preferred_kind: Kind | None) -> str:
        """What may be meant by a reference that names no record of a kind."""
        from minutebook.records.references import near_names  # of an error alone

        is_number = BARE_NUMBER.fullmatch(reference.strip())
        others = self.find_candidates(reference) if kind and not is_number else []
        return near_names.make_hint(self._names, reference, preferred_kind, others)


def _list_once(records: Iterable[Record]) -> list[Record]:
    return list({record.path: record for record in records}.values())


def _select_in_folder(records: Iterable[Record], folder: str) -> list[Record]:
    """The records right in `folder`, else those in folders whose paths end with it."""
    end = fold_name(normalize_path(folder))
    paths = [(record, fold_name(get_folder(record))) for record in records]
    exact = [record for record, path in paths if path == end]
    return exact or [record for record, path in paths if path.endswith(f"/{end}")]


def _is_within(record: Record, folder: str) -> bool:
    """Whether `folder` is part of the path of the record's folder: `billing` of `a/billing/adr`."""
    part = fold_name(normalize_path(folder))
    return bool(part) and f"/{part}/" in f"/{fold_name(get_folder(record))}/"


def _shorten_list(paths: list[str]) -> str:
    """The first few paths, and a sign where there are more."""
    return ", ".join(paths[:_MAX_HINT_RECORDS]) + (" …" if paths[_MAX_HINT_RECORDS:] else "")
