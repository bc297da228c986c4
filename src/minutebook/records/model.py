"""The types: a record, the set of all records, what is wrong with one, and a file to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from minutebook.lean.values import Value, field, replace
from minutebook.text import page_bytes

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.references import Resolver
    from minutebook.records.relations import RelationGraph


# Endings of pages: markdown, and other markup that is read, but not edited.
MARKDOWN_ENDINGS = (".md", ".markdown", ".mdx")
MARKUP_ENDINGS = (".adoc", ".asciidoc", ".rst", ".org")


class Kind(Value):
    """One of the two kinds of record. A row of data: kinds differ in nothing else.

    `name` is "phr" or "adr". `state_field` names the field that holds a record's state ("stage" or
    "status"), `states` the known values, `initial_state` the one that a new record has,
    `transitions` which values may follow a value (empty: any may follow any). `suffix` ends the
    file name of a new record, `endings` are those of the formats that are read.
    """

    name: str
    state_field: str
    states: tuple[str, ...]
    initial_state: str
    suffix: str
    transitions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    endings: tuple[str, ...] = MARKDOWN_ENDINGS[:1]

    def has_ending(self, name: str) -> bool:
        """Whether a file has the ending of a page of this kind."""
        return name.lower().endswith(self.endings)

    def strip_ending(self, name: str) -> str:
        """A file's name without the ending of its format; any other name as it is."""
        if name.endswith(".md"):
            return name[:-3]
        folded = name.lower()
        if not folded.endswith(self.endings):
            return name
        return name[: -len(next(filter(folded.endswith, self.endings)))]

    @property
    def ref_prefix(self) -> str:
        """The beginning of the kind's refs: `ADR` in `ADR-0007`."""
        return self.name.upper()


PHR = Kind(
    "phr",
    state_field="stage",
    states=(
        "constitution",
        "spec",
        "plan",
        "tasks",
        "red",
        "green",
        "refactor",
        "explainer",
        "misc",
        "general",
    ),
    initial_state="general",
    suffix=".prompt.md",
)
ADR = Kind(
    "adr",
    state_field="status",
    states=("proposed", "accepted", "rejected", "deprecated", "superseded"),
    initial_state="proposed",
    suffix=".md",
    transitions={
        "proposed": frozenset({"accepted", "rejected", "superseded"}),
        "accepted": frozenset({"deprecated", "superseded"}),
        "rejected": frozenset(),
        "deprecated": frozenset({"superseded"}),
        "superseded": frozenset(),
    },
    endings=(*MARKDOWN_ENDINGS, *MARKUP_ENDINGS),
)
KINDS = {kind.name: kind for kind in (PHR, ADR)}
_KINDS_BY_WORD = {"prompt": PHR, "decision": ADR, **KINDS}
# Names of the blocks between markers that minutebook writes: a record's relations; what a prompt
# record is about and leads to, and what came of it; an index.
LINKS_BLOCK = "links"
SUMMARY_BLOCK = "summary"
OUTCOME_BLOCK = "outcome"
INDEX_BLOCK = "index"
GENERATED_BLOCKS = (LINKS_BLOCK, SUMMARY_BLOCK, OUTCOME_BLOCK, INDEX_BLOCK)


class Finding(Value):
    """Something wrong, where it is, and how to correct it.

    `path` is relative to the repository's top. `line` counts from 1; 0 means the file as a whole.
    `severity` is "error", "warning" or "info". `is_baseline`: it was there before, as the
    repository's baseline says, and does not count.
    """

    code: str
    severity: str
    path: str
    line: int
    message: str
    fix: str = ""
    is_baseline: bool = False


class Silence(Value):
    """A finding that is accepted: its code, the path where it is (`*` for any), and why."""

    code: str
    path: str
    reason: str


class Link(Value):
    """A relation as a page states it.

    `relation` is a known name (`superseded-by`) or the page's own word for it (`inspired-by`, see
    `relation_words`), `target` the page's own text for the other record,
    `line` the line (from 1) that states it, 0 where it is not known. `is_prose`: a sentence of the
    page's text says it, which may be misread, and not a field, its status or a line of its own.
    """

    relation: str
    target: str
    line: int = 0
    is_prose: bool = field(default=False, compare=False)


class Folder(Value):
    """Where records of a kind live, relative to the repository's top.

    `numbering` is "repository" (one series of numbers for the kind) or "folder" (a series for each
    folder: each subfolder of prompts, each folder of decisions). `label` is what refs call the
    folder: the shortest end of its path that no other folder of its kind has, "" where there is no
    other. `extra_states` are the
    stages that the repository's configuration adds to those of the kind, `own_statuses` its own
    words for a status of decisions, casefolded, with the known status that each means;
    `own_relations` its own words for links, each with the word for the other end.
    """

    kind: Kind
    path: str
    numbering: str = "repository"
    label: str = ""
    extra_states: tuple[str, ...] = ()
    own_statuses: Mapping[str, str] = field(default_factory=dict)
    own_relations: Mapping[str, str] = field(default_factory=dict)


ROOT = "."  # the path of a folder that is the repository's top; what lies deeper is not in it


def join_path(folder: str, name: str) -> str:
    """The path from the top of what is in a folder; what lies in the top has no `./` before it."""
    return name if folder == ROOT else f"{folder}/{name}"


def is_below(path: str, folder: str) -> bool:
    """Whether a page lies in a folder of records: anywhere below it, but right in the top."""
    return "/" not in path if folder == ROOT else path.startswith(f"{folder}/")


def find_kind(word: str) -> Kind | None:
    """The kind that a word means to people: `PHR`, `decisions`; None where it means none."""
    return _KINDS_BY_WORD.get(word.lower().removesuffix("s"))


def find_folder(folders: Iterable[Folder], path: str) -> Folder | None:
    """The folder that a page belongs to: the innermost one that holds it, None for none."""
    enclosing = [folder for folder in folders if is_below(path, folder.path)]
    return max(enclosing, key=lambda folder: len(folder.path), default=None)


class Record(Value):
    """A page, as far as it could be read.

    `path` is relative to the repository's top, with `/`. `number` is None where neither the name
    nor the page states one; `digits` is the number as it is written there, with what sets it apart
    (`024a`, `304.1`). `number_line` is the line of the page that states the number, 0 where the
    name does; `series` the words of the name that make a series of its own (`acme-adr`), "" for
    none. `slug` is the rest of the name. `ref` is how people name the record: `ADR-0007`;
    `feature/0003` where each folder has its own numbers; the name's stem where there is no number.
    `subfolder` is the path below the folder of its kind ("" for none). `state` is the known stage
    or status, "" where there is none or it is unknown; `state_raw` the text on the page. `date` is
    ISO 8601 or "". `dialect` says how the page states its facts. `fields` is the front matter as
    read, `links` the relations that the page states, `text` the whole page, `findings` what was
    wrong with reading it. With `is_cut` the page is too large to be read, and `text` is its head.
    `date_text` is a date as the page writes it that may be two days or is none, "" where there is
    no such date; `tags` are the labels that a decision's text states (front matter: `fields`).
    `is_folder_record`: the folder around the page has its name (`0007-use-redis/README.md`).
    `other_statuses` are the texts of further places where a decision's page states a status.
    `is_editable`: commands can change the page, which is markdown, in UTF-8 or near to it.
    `noted_aliases` are the former names that comments of the page state; `former_status` is the
    known status that a superseded decision had, as far as its page shows it. `governs` are the
    globs (`lean.globs`) of the files that a decision governs, as its page states them.

    Where texts are not at hand (`RecordSet.read_text`), `text` is ""; all else is as it was read.
    """

    kind: Kind
    path: str
    folder: Folder
    number: int | None
    digits: str
    slug: str
    ref: str
    title: str
    state: str
    state_raw: str
    date: str
    dialect: str
    subfolder: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    text: str = ""
    findings: tuple[Finding, ...] = ()
    tags: tuple[str, ...] = ()
    is_cut: bool = False
    date_text: str = ""
    number_line: int = 0
    series: str = ""
    is_folder_record: bool = False
    deciders: tuple[str, ...] = ()
    other_statuses: tuple[str, ...] = ()
    is_editable: bool = True
    noted_aliases: tuple[str, ...] = ()
    former_status: str = ""
    governs: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The file name without its ending; of a folder's page the name of that folder."""
        return _find_stem(self.kind, self.path, self.is_folder_record)

    @property
    def suffix(self) -> str:
        """What sets the number apart from others of its digits: `a` in `024a`, `.1` in `304.1`."""
        return _find_suffix(self.digits)

    @property
    def link_target(self) -> str:
        """What a stored link calls this record: digits and slug (`0007-use-redis`), no stage."""
        is_in_name = self.digits and self.slug and not self.number_line
        return f"{self.digits}-{self.slug}" if is_in_name else self.stem


def is_editable_page(path: str, text: str) -> bool:
    """Whether commands can change a page; see `page_bytes.explain_unchangeable`."""
    if path.lower().endswith(MARKUP_ENDINGS):
        return False
    return not page_bytes.explain_unchangeable(text)[0]


def read_as_markdown(path: str, text: str) -> str:
    """A page's text as markdown, line by line; a markdown page is that already."""
    if path.endswith(".md"):
        return page_bytes.read_line_ends(text)
    from minutebook.records import markup

    return markup.convert_page(path, text)[0]


def _find_stem(kind: Kind, path: str, is_folder_record: bool) -> str:
    name = path.rpartition("/")[2]
    if is_folder_record or name.lower() == "readme.md":
        return path.rpartition("/")[0].rpartition("/")[2]
    return kind.strip_ending(name.removesuffix(kind.suffix))


def _find_suffix(digits: str) -> str:
    return digits.lstrip("0123456789").lower()


def format_ref(record: Record) -> str:
    """The ref of a record; see `make_ref`."""
    return make_ref(
        record.folder,
        record.path,
        record.subfolder,
        record.number,
        record.digits,
        record.is_folder_record,
    )


def make_ref(
    folder: Folder,
    path: str,
    subfolder: str,
    number: int | None,
    digits: str,
    is_folder_record: bool,
) -> str:
    """The ref of a record that has these facts: `ADR-0007`, `feature/0003` with a folder's numbers.

    A record without a number is called by its stem, behind the folder where there are several.
    """
    if number is not None and folder.numbering != "folder":
        return f"{folder.kind.ref_prefix}-{number:04d}{_find_suffix(digits)}"
    places = [place for place in (folder.label, subfolder) if place]
    if number is None:
        return "/".join([*places, _find_stem(folder.kind, path, is_folder_record)])
    return "/".join([*(places or [folder.path.rpartition("/")[2]]), digits])


def _read_nothing(path: str) -> str:
    """What is read where all texts are at hand: a page without a text is empty."""
    return ""


class RecordSet(Value, slots=False):  # no slots: the cached properties need a place
    """All records of a repository, as read.

    A tuple, not a dict by number: a number taken twice must stay visible. `pages` holds the other
    markdown of the record folders that an operation may have to change (index pages), path to
    text. `index_templates` are the repository's own templates of index pages (see `index.layouts`),
    by name the source and the path. `own_names` is what forges call the repository (`owner/name`),
    as its remotes say. `keeps_index_pages`: operations write the index pages, as the settings and
    the branch that is checked out have it. `read_text` gives the text of a page by its path where
    members have none: see `with_text`. What is looked up in all records, `resolver` and
    `graph`, is built once, when first asked for.
    """

    folders: tuple[Folder, ...]
    members: tuple[Record, ...]
    pages: Mapping[str, str] = field(default_factory=dict)
    own_names: frozenset[str] = frozenset()
    index_templates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    keeps_index_pages: bool = True
    read_text: Callable[[str], str] = field(default=_read_nothing, compare=False)

    def with_text(self, record: Record) -> Record:
        """The record with its page's text, read now where it has none."""
        return record if record.text else replace(record, text=self.read_text(record.path))

    def of_kind(self, kind: Kind) -> tuple[Record, ...]:
        """The records of one kind, in the set's order."""
        return tuple(record for record in self.members if record.kind is kind)

    @cached_property
    def resolver(self) -> Resolver:
        """Finds the record that a reference names."""
        from minutebook.records.references import NameIndex, Resolver

        return Resolver(NameIndex(self.members, self.pages, self.read_text), self.own_names)

    def with_resolver(self, resolver: Resolver) -> RecordSet:
        """The same records, with references found by another resolver: it may know more records."""
        records = replace(self)
        records.__dict__["resolver"] = resolver
        return records

    @cached_property
    def graph(self) -> RelationGraph:
        """The relations between the records."""
        from minutebook.records.relations import RelationGraph

        return RelationGraph(self)


class Write(Value):
    """A file that an operation wants written.

    `text` is the new text, None where the file is to be removed. `previous` is the text that the
    file is expected to have, None where it must not exist yet.
    """

    path: str
    text: str | None
    previous: str | None = None
