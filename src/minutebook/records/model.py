"""The nouns: what a record is, what may be wrong with it, and what a verb wants written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.references import Resolver
    from minutebook.records.relations import RelationGraph


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two kinds of record. A row of data: kinds differ in nothing else.

    `state_field` names what a record of the kind goes through ("stage" or "status"), `states` the
    values it knows, `born` the first of them, `moves` which value may follow which (empty: any).
    `suffix` ends the file name.
    """

    name: str
    state_field: str
    states: tuple[str, ...]
    initial_state: str
    suffix: str
    transitions: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def ref_prefix(self) -> str:
        """What a ref of this kind begins with, as in `ADR-0007`."""
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
)
KINDS = {kind.name: kind for kind in (PHR, ADR)}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, where it is, and what cures it.

    `line` counts from 1; 0 means the file as a whole. `severity` is "error", "warning" or "info".
    """

    code: str
    severity: str
    path: str
    line: int
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """A finding that is known and accepted: its code, where (`*` for anything), and why."""

    code: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """A relation as a page states it: `target` is the words of the page, `relation` known."""

    relation: str
    target: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Folder:
    """Where records of a kind live, relative to the repository's top.

    `numbering` is "repository" (one row of numbers for the kind) or "folder" (each folder counts
    for itself: each route of prompts, each folder of decisions). `label` is what refs call the
    folder then: the shortest end of its path that no other folder has.
    """

    kind: Kind
    path: str
    numbering: str = "repository"
    label: str = ""


def find_folder(folders: Iterable[Folder], path: str) -> Folder | None:
    """The folder that a page belongs to: the innermost one that holds it."""
    holding = [folder for folder in folders if path.startswith(folder.path + "/")]
    return max(holding, key=lambda folder: len(folder.path), default=None)


@dataclass(frozen=True, slots=True)
class Record:
    """A page, as far as it could be read.

    `path` is relative to the repository's top, with `/`. `number` is None where the name has none
    (dated names); `digits` is the number as the name writes it. `slug` is the rest of the name.
    `ref` is how people name the record: `ADR-0007`; `feature/0003` where folders count for
    themselves; the name's stem where there is no number. `route` is the folder below the folder of
    its kind ("" for none). `state` is the known stage or status, "" where there is none or it is
    unknown; `state_raw` the words on the page. `date` is ISO 8601 or "". `form` says how the page
    states its facts. `fields` is the front matter as read. `links` are the relations stored here.
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

    @property
    def file_name(self) -> str:
        """The file's name."""
        return self.path.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The name without its ending, as stored links say; for a README a dated folder's name."""
        name = self.file_name
        if name.lower() == "readme.md":
            return self.path.rpartition("/")[0].rpartition("/")[2]
        return name.removesuffix(self.kind.suffix).removesuffix(".md")

    @property
    def link_target(self) -> str:
        """What a stored link to this record says: digits and slug, without the stage."""
        return f"{self.digits}-{self.slug}" if self.digits and self.slug else self.stem


def format_ref(record: Record) -> str:
    """How people name a record: by its number, in its folder's row or the repository's."""
    if record.number is None:
        return record.stem
    if record.folder.numbering == "folder":
        route = record.subfolder or record.folder.label or record.folder.path.rpartition("/")[2]
        return f"{route}/{record.digits}"
    return f"{record.kind.ref_prefix}-{record.number:04d}"


@dataclass(frozen=True)  # no slots: the cached properties need a place
class RecordSet:
    """All records of a repository, as read.

    A tuple, not a dict by number: a number taken twice must stay visible. `pages` holds the other
    markdown of the record folders that an operation may have to change (index pages), path to
    text. What is looked up in all records, `resolver` and `graph`, is built once, when first
    asked for.
    """

    folders: tuple[Folder, ...]
    members: tuple[Record, ...]
    pages: Mapping[str, str] = field(default_factory=dict)

    def of_kind(self, kind: Kind) -> tuple[Record, ...]:
        """The records of one kind, in the set's order."""
        return tuple(record for record in self.members if record.kind is kind)

    @cached_property
    def resolver(self) -> Resolver:
        """Finds the record that a reference names."""
        from minutebook.records.references import Resolver

        return Resolver(self.members)

    @cached_property
    def graph(self) -> RelationGraph:
        """The relations between the records."""
        from minutebook.records.relations import RelationGraph

        return RelationGraph(self)


@dataclass(frozen=True, slots=True)
class Write:
    """A file as a verb wants it.

    `was` is the text the plan was made from: None where the file must not exist yet. `text` is the
    text wanted: None where the file goes.
    """

    path: str
    text: str | None
    previous: str | None = None
