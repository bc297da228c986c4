"""The types: a record, the set of all records, what is wrong with one, and a file to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from minutebook.text import page_bytes

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.references import Resolver
    from minutebook.records.relations import RelationGraph


# Endings of pages: markdown, and other markup that is read, but not edited.
MARKDOWN_ENDINGS = (".md", ".markdown", ".mdx")
MARKUP_ENDINGS = (".adoc", ".asciidoc", ".rst", ".org")


@dataclass(frozen=True, slots=True)
class Kind:
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
        ending = next((ending for ending in self.endings if folded.endswith(ending)), "")
        return name[: -len(ending)] if ending else name

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
# Names of the blocks between markers that minutebook writes: a record's relations; what a prompt
# record is about and leads to, and what came of it; an index.
LINKS_BLOCK = "links"
SUMMARY_BLOCK = "summary"
OUTCOME_BLOCK = "outcome"
INDEX_BLOCK = "index"
GENERATED_BLOCKS = (LINKS_BLOCK, SUMMARY_BLOCK, OUTCOME_BLOCK, INDEX_BLOCK)


@dataclass(frozen=True, slots=True)
class Finding:
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


@dataclass(frozen=True, slots=True)
class Silence:
    """A finding that is accepted: its code, the path where it is (`*` for any), and why."""

    code: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
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


@dataclass(frozen=True, slots=True)
class Folder:
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


def find_folder(folders: Iterable[Folder], path: str) -> Folder | None:
    """The folder that a page belongs to: the innermost one that holds it, None for none."""
    enclosing = [folder for folder in folders if is_below(path, folder.path)]
    return max(enclosing, key=lambda folder: len(folder.path), default=None)


@dataclass(frozen=True, slots=True)
class Record:
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

    @property
    def file_name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The file name without its ending; of a folder's page the name of that folder."""
        name = self.file_name
        if self.is_folder_record or name.lower() == "readme.md":
            return self.path.rpartition("/")[0].rpartition("/")[2]
        return self.kind.strip_ending(name.removesuffix(self.kind.suffix))

    @property
    def suffix(self) -> str:
        """What sets the number apart from others of its digits: `a` in `024a`, `.1` in `304.1`."""
        return self.digits.lstrip("0123456789").lower()

    @property
    def is_editable(self) -> bool:
        """Whether commands can change the page: it is markdown, in UTF-8 or near to it."""
        return is_editable_page(self.path, self.text)

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


def format_ref(record: Record) -> str:
    """The ref of a record: `ADR-0007`, `feature/0003` in a folder with its own numbers.

    A record without a number is called by its stem, behind the folder where there are several.
    """
    places = [place for place in (record.folder.label, record.subfolder) if place]
    if record.number is None:
        return "/".join([*places, record.stem])
    if record.folder.numbering == "folder":
        return "/".join([*(places or [record.folder.path.rpartition("/")[2]]), record.digits])
    return f"{record.kind.ref_prefix}-{record.number:04d}{record.suffix}"


@dataclass(frozen=True)  # no slots: the cached properties need a place
class RecordSet:
    """All records of a repository, as read.

    A tuple, not a dict by number: a number taken twice must stay visible. `pages` holds the other
    markdown of the record folders that an operation may have to change (index pages), path to
    text. `index_templates` are the repository's own templates of index pages (see `index.layouts`),
    by name the source and the path. `own_names` is what forges call the repository (`owner/name`),
    as its remotes say. What is looked up in all records, `resolver` and `graph`, is built once,
    when first asked for.
    """

    folders: tuple[Folder, ...]
    members: tuple[Record, ...]
    pages: Mapping[str, str] = field(default_factory=dict)
    own_names: frozenset[str] = frozenset()
    index_templates: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def of_kind(self, kind: Kind) -> tuple[Record, ...]:
        """The records of one kind, in the set's order."""
        return tuple(record for record in self.members if record.kind is kind)

    @cached_property
    def resolver(self) -> Resolver:
        """Finds the record that a reference names."""
        from minutebook.records.references import Resolver

        return Resolver(self.members, self.pages, self.own_names)

    @cached_property
    def graph(self) -> RelationGraph:
        """The relations between the records."""
        from minutebook.records.relations import RelationGraph

        return RelationGraph(self)


@dataclass(frozen=True, slots=True)
class Write:
    """A file that an operation wants written.

    `text` is the new text, None where the file is to be removed. `previous` is the text that the
    file is expected to have, None where it must not exist yet.
    """

    path: str
    text: str | None
    previous: str | None = None
