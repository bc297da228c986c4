"""Finds the texts of records that are kept apart, and records that are not in the tree at all."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.errors import Refusal, UnknownRef
from minutebook.lean.values import replace
from minutebook.operations.private_texts import places
from minutebook.operations.project import Project
from minutebook.records.model import PHR, Folder, Record, RecordSet, find_folder
from minutebook.records.phr import visibility
from minutebook.repository import kept_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.reading.cataloguing.opening import Catalog

_IDENTITY = ("session", "digest", visibility.RESPONSE_DIGEST_FIELD)  # fields of one turn's record


def find_kept(project: Project, record: Record) -> Record | None:
    """The kept page of a record whose texts are not in the tree; None where it is not here.

    A record that got another name elsewhere is found by its session and its digests.
    """
    return KeptPages(project).find(record)


class KeptPages:
    """The kept pages that this clone can read; all are looked through at most once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._places = places.list_places(project)
        self._by_identity: dict[tuple[str, ...], Record] | None = None

    def find(self, record: Record) -> Record | None:
        """The kept page of a record; see `find_kept`."""
        from minutebook.records import reader

        for place in self._places:
            text = kept_texts.read_text(place, record.path)
            kept = reader.read_record(record.folder, record.path, text) if text else None
            if kept and _identify(kept) == _identify(record):
                return kept
        if self._by_identity is None:
            self._by_identity = {_identify(kept): kept for kept in self.list_all()}
        return self._by_identity.get(_identify(record)) if any(_identify(record)) else None

    def list_all(self) -> Iterator[Record]:
        """Every kept page as a record; one that two places have once."""
        folders = self._project.settings.list_folders()
        default = next(folder for folder in folders if folder.kind is PHR)
        paths: set[str] = set()
        for place in self._places:
            for path in kept_texts.list_paths(place):
                text = kept_texts.read_text(place, path) if path not in paths else None
                if text is not None:
                    from minutebook.records import reader  # most clones keep no texts

                    paths.add(path)
                    yield reader.read_record(_choose_folder(folders, path, default), path, text)


def _choose_folder(folders: tuple[Folder, ...], path: str, default: Folder) -> Folder:
    folder = find_folder(folders, path)
    return folder if folder is not None and folder.kind is PHR else default


def _identify(record: Record) -> tuple[str, ...]:
    """What tells a turn's record from others, whatever it is called: session and digests."""
    return tuple(str(record.fields.get(name) or "") for name in _IDENTITY)


def list_private(project: Project) -> RecordSet:
    """The records of this clone that are not in the tree, in the order of their paths."""
    members = [
        record
        for record in KeptPages(project).list_all()
        if visibility.read_visibility(record) == visibility.PRIVATE
    ]
    members.sort(key=lambda record: record.path)
    return RecordSet(project.settings.list_folders(), tuple(members))


def complete_records(project: Project) -> RecordSet:
    """All records that this clone has, with the texts that it has: to be compared, never shown.

    Of a record whose texts are kept apart it is the kept page, under the record's path.
    """
    records, pages = project.load_records(), KeptPages(project)
    members = [
        (pages.find(record) if visibility.keeps_texts_apart(record) else None) or record
        for record in records.members
    ]
    completed = [
        replace(member, path=record.path)
        for member, record in zip(members, records.members, strict=True)
    ]
    known = {record.path for record in completed}
    private = (record for record in list_private(project).members if record.path not in known)
    return replace(records, members=(*completed, *private))


def load_anywhere(catalog: Catalog, reference: str) -> tuple[Record, RecordSet]:
    """The record that a reference names, and those that its facts name: the tree's, else private.

    Raises UnknownRef or AmbiguousRef, as for the tree alone.
    """
    from minutebook.operations.reading.cataloguing.derived import RecordLoader

    try:
        return RecordLoader(catalog).load_shown(reference)
    except UnknownRef as error:
        return _resolve_private(catalog.get_project(), reference, error)


def resolve_anywhere(project: Project, records: RecordSet, reference: str) -> Record:
    """The record of the tree that a reference names, else the private one.

    Raises UnknownRef or AmbiguousRef, as for the tree alone.
    """
    try:
        return project.resolve_reference(records, reference)
    except UnknownRef as error:
        return _resolve_private(project, reference, error)[0]


def _resolve_private(
    project: Project, reference: str, error: UnknownRef
) -> tuple[Record, RecordSet]:
    """The private record that a reference names, and all of them; raises `error` for none."""
    private = list_private(project)
    try:
        return project.resolve_reference(private, reference), private
    except UnknownRef:
        raise error from None


def resolve_shown(project: Project, records: RecordSet, reference: str) -> Record:
    """The record of the tree that a reference names, to be changed or linked there.

    Raises UnknownRef, which says so where it names a private one, or AmbiguousRef.
    """
    try:
        return project.resolve_reference(records, reference)
    except UnknownRef as error:
        try:
            record = project.resolve_reference(list_private(project), reference)
        except Refusal:
            raise error from None
        raise UnknownRef(
            f"{record.ref} is private: the tree has no page of it",
            f"minutebook show {record.path} shows what this clone has",
        ) from None


def find_namesake(project: Project, record: Record) -> Record | None:
    """A private record of this clone with the number of another record; None for none.

    A number that was given here may have been given elsewhere, too: no page tells of it.
    """
    return next(
        (
            other
            for other in list_private(project).members
            if (other.kind, other.number) == (record.kind, record.number)
            and other.path != record.path
        ),
        None,
    )
