"""Records by everything that may name them, as keys that can be kept beside the records.

A key is a sign for what it is, a colon, and the name as it is compared: `f:0007-use-redis.md` for a
file, `s:adr-0007` for a stem, a stored target or a ref, `g:use-redis` for a slug, `t:use redis` for
a title, `n:adr:7` for a number, `u:304:.1` for one with something behind it, `d:0007-use-redis` for
a folder whose page is the record. Of former names `a:` is the name, `o:` the number, `b:` the slug.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from minutebook.records.filenames import fold_name, parse_name
from minutebook.records.model import KINDS, Record
from minutebook.records.references.aliases import read_aliases
from minutebook.records.references.forms import (
    BARE_NUMBER,
    FORGE_PAGE,
    KIND_PREFIX,
    NUMBERED_TITLE,
    REF,
    SUB_NUMBER,
    extract_path,
    fold_title,
    get_kind_name,
    normalize_path,
    unwrap_link,
)

FOLDER_PAGES = ("README.md", "index.md", "adr.md", "decision.md")  # that a link to a folder means
# What a link with a label is looked up by beside names: whether its path leads to another page.
OTHER_PAGES_KEY = "@pages"


class NameIndex:
    """Finds records by keys, in the order of the records.

    `other_paths` are pages that are no records. `read_text` gives the text of a record's page by
    its path, where the record has none.
    """

    def __init__(
        self,
        records: Iterable[Record] = (),
        other_paths: Iterable[str] = (),
        read_text: Callable[[str], str] = lambda _: "",
    ) -> None:
        self._read_text = read_text
        self._other_paths = frozenset(other_paths)
        self._folders: set[str] = set()
        self._by_path: dict[str, Record] = {}
        self._by_key: dict[str, list[Record]] = {}
        for record in records:
            self.add(record, list_keys(record))

    def add(self, record: Record, keys: Iterable[str]) -> None:
        """Add a record under its keys."""
        self._by_path[record.path] = record
        self._folders |= {get_folder(record), record.folder.path}
        for key in keys:
            self._by_key.setdefault(key, []).append(record)

    def find_at(self, path: str) -> Record | None:
        """The record at a path; None where there is none."""
        return self._by_path.get(path)

    def find(self, key: str) -> list[Record]:
        """The records under a key."""
        return self._by_key.get(key, [])

    def list_keys(self, sign: str) -> Iterable[str]:
        """The keys that begin with a sign, such as `t:`."""
        return [key for key in self._by_key if key.startswith(sign)]

    def has_other_page(self, path: str) -> bool:
        """Whether a path is that of a page that is no record."""
        return path in self._other_paths

    def list_folders(self) -> Collection[str]:
        """The folders that hold records."""
        return self._folders

    def has_name(self, record: Record, name: str) -> bool:
        """Whether a record's page has a name in its text."""
        return name in (record.text or self._read_text(record.path))


def get_folder(record: Record) -> str:
    """The path of a record's folder; for a README in its own folder, of the one around that."""
    folder = record.path.rpartition("/")[0]
    is_of_folder = record.is_folder_record or record.file_name.lower() == "readme.md"
    return folder.rpartition("/")[0] if is_of_folder else folder


def list_keys(record: Record) -> list[str]:
    """The keys under which references find a record, each once."""
    file_name = record.file_name
    stems = {record.stem, record.link_target, record.ref}
    if record.series:  # `ACME-ADR-0002`, `DR002`
        stems |= {f"{record.series}{joint}{record.digits}" for joint in ("-", "")}
    keys = [f"f:{fold_name(file_name)}", *(f"s:{fold_name(stem)}" for stem in stems if stem)]
    if record.slug:
        keys.append(f"g:{fold_name(record.slug)}")
    keys.append(f"t:{fold_title(record.title)}")
    if record.suffix:
        keys.append(f"u:{record.number or 0}:{record.suffix}")
    elif record.number is not None:
        keys.append(f"n:{record.kind.name}:{record.number}")
    if file_name in FOLDER_PAGES:
        keys.append(f"d:{fold_name(record.path.rpartition('/')[0].rpartition('/')[2])}")
    for alias in read_aliases(record):
        parsed = parse_name(record.kind, alias)
        keys.append(f"a:{alias.casefold()}")
        if parsed.number is not None:
            keys.append(f"o:{record.kind.name}:{parsed.number}")
        if parsed.slug:
            keys.append(f"b:{record.kind.name}:{fold_name(parsed.slug)}")
    return list(dict.fromkeys(keys))


def list_probes(reference: str, page_path: str) -> set[str]:
    """All keys under which a record may be that a reference on a page means.

    What a reference finds can change only with the records under these keys. There are more of them
    than the resolver looks up for any one reference.
    """
    href, label = unwrap_link(reference)
    forge_page = FORGE_PAGE.match(href)
    if forge_page:
        return set(_probe_path(extract_path(forge_page["path"])))
    path = extract_path(href)
    near_path = normalize_path(f"{page_path.rpartition('/')[0]}/{path}")
    name = path.rstrip("/").rpartition("/")[2]
    probes = {*_probe_path(normalize_path(path)), *_probe_path(near_path), *_probe_name(name)}
    if label:
        probes.add(OTHER_PAGES_KEY)
    text = label or reference
    title = NUMBERED_TITLE.match(text)
    probes |= {f"t:{fold_title(words)}" for words in (title[1] if title else "", text) if words}
    for part in (path, label, name):
        if sub_number := SUB_NUMBER.match(part):
            probes.add(f"u:{int(sub_number[1])}:{sub_number[2].lower()}")
        if ref := REF.match(part):
            kind_name = get_kind_name(ref[1])
            probes |= {f"n:{kind_name}:{int(ref[2])}", f"o:{kind_name}:{int(ref[2])}"}
    return probes


def _probe_path(path: str) -> Iterator[str]:
    name = fold_name(path.rpartition("/")[2])
    yield f"f:{name}"
    yield f"d:{name}"


def _probe_name(name: str) -> Iterator[str]:
    """The keys of the records that the last part of a path may name."""
    folded = fold_name(name)
    prefix = KIND_PREFIX.match(name)
    former = name.casefold().removesuffix(".md")
    names = {folded, folded.removesuffix(".prompt.md").rpartition(".")[0]}
    formers = {former, former.removesuffix(".prompt").rpartition(".")[0]}
    if prefix:
        names |= {each[prefix.end() :] for each in names}
        formers |= {each[prefix.end() :] for each in formers}
    yield from (f"s:{each}" for each in names if each)
    yield from (f"a:{each}" for each in formers if each)
    number = BARE_NUMBER.fullmatch(name)
    for kind in KINDS.values():
        slug = fold_name(parse_name(kind, name).slug)
        if slug:
            yield f"g:{slug}"
            yield f"b:{kind.name}:{slug}"
        if number:
            yield f"n:{kind.name}:{int(number[1])}"
            yield f"o:{kind.name}:{int(number[1])}"
