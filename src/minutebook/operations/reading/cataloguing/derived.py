"""What is known of a record from others, too: its links both ways, and what is pending beside it.

It is made when it is first asked for, from the record and those that it is linked with, and kept
until one of them changes.
"""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.catalog import names, tables
from minutebook.lean.values import replace
from minutebook.operations.reading import query
from minutebook.operations.reading.cataloguing.opening import Catalog
from minutebook.operations.schema import serialize
from minutebook.records.model import Record, RecordSet
from minutebook.records.relations import infer_link_kind
from minutebook.repository import store
from minutebook.repository.git import repo
from minutebook.text.terminal import escape_json


class RecordLoader:
    """Loads records of a catalog, and the sets of records that operations take."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog, self._project = catalog, catalog.get_project()
        self._folders = self._project.settings.list_folders()
        self._own_names = repo.read_remote_names(self._project.repo)
        by_path = {folder.path: folder for folder in self._folders}
        self.stored = names.StoredNames(catalog.connection, by_path, self.read_text)

    def read_text(self, path: str) -> str:
        """The text of a page as it is on the disk; "" where it is gone."""
        page = store.read_page(self._project.top, path)
        return page[0] if page else ""

    @property
    def resolver(self) -> names.KnownTargets:
        """Finds the record of the catalog that a reference names."""
        return names.KnownTargets(self.stored, self._own_names, {})

    def load_shown(self, reference: str) -> tuple[Record, RecordSet]:
        """The record that a reference names, with its text, and the records that its facts name.

        These are the ones that it is linked with, and those of its session. Raises UnknownRef or
        AmbiguousRef.
        """
        record = self.resolver.resolve(self._project.resolve_if_path(reference))
        record_id = self.stored.get_id(record)
        turns = tables.list_session(self._catalog.connection, record_id)
        records = self.load_linked([record_id], turns)
        page = store.read_page(self._project.top, record.path)
        shown = replace(record, text=page[0] if page else "")
        members = tuple(
            shown if member.path == record.path else member for member in records.members
        )
        return shown, replace(records, members=members).with_resolver(records.resolver)

    def load_linked(self, ids: Iterable[int], others: Iterable[int] = ()) -> RecordSet:
        """Records with those that they are linked with, and `others`, without their texts.

        The relations of the first ones are all there, those between the rest are not.
        """
        connection, members = self._catalog.connection, set(ids)
        neighbours = names.find_neighbours(connection, members)
        targets: dict[tuple[str, str, str], Record] = {}
        records = []
        for record in self.stored.load(members | neighbours | set(others)):
            record_id = self.stored.get_id(record)
            kept_links = []
            target_ids = names.load_targets(connection, record_id)
            for position, link in enumerate(record.links):
                target_id = target_ids.get(position)
                if record_id not in members and target_id not in members:
                    continue
                kept_links.append(link)
                key = (record.path, link.target, infer_link_kind(record, link).name)
                if target_id:
                    targets[key] = self.stored.load([target_id])[0]
            records.append(replace(record, links=tuple(kept_links)))
        resolver = names.KnownTargets(self.stored, self._own_names, targets)
        return RecordSet(self._folders, tuple(records)).with_resolver(resolver)


def fill_notes(catalog: Catalog, ids: Iterable[int]) -> dict[int, str]:
    """What a list says beside decisions, by their ids; kept for the next list."""
    connection = catalog.connection
    notes = dict.fromkeys(ids, "")
    linked = [each for each in notes if names.is_linked(connection, each)]
    loader = RecordLoader(catalog) if linked else None
    for part in names.split(linked):
        if loader is not None:
            records = loader.load_linked(part)
            wanted = {loader.stored.get_id(record): record for record in records.members}
            shown = [wanted[each] for each in part]
            notes |= zip(part, query.describe_effects(shown, records), strict=True)
    tables.store_derived(connection, "note", notes)
    return notes


def fill_sentences(catalog: Catalog, ids: Iterable[int]) -> dict[int, str]:
    """What decisions decide in a sentence, by their ids; kept until their pages change.

    It is said in many places: a secret in it is hidden.
    """
    from minutebook.records.adr.statements.decision_sentence import find_sentence
    from minutebook.redact import redact_text

    loader = RecordLoader(catalog)
    sentences = {
        loader.stored.get_id(record): redact_text(
            find_sentence(replace(record, text=loader.read_text(record.path)))
        ).text
        for record in loader.stored.load(ids)
    }
    tables.store_derived(catalog.connection, "sentence", sentences)
    return sentences


def fill_topics(catalog: Catalog, ids: Iterable[int]) -> dict[int, str]:
    """The technologies that decisions adopt, by their ids, as the column `topics` has them."""
    from minutebook.catalog.rows import join_items
    from minutebook.operations.suggesting.suggest import catalogue_in_force
    from minutebook.provenance.used_technologies import format_topic
    from minutebook.suggest.coverage.adopted import list_adopted

    loader = RecordLoader(catalog)
    known = catalogue_in_force(catalog.get_project())
    topics = {}
    for record in loader.stored.load(ids):
        read = replace(record, text=loader.read_text(record.path))
        adopted = list_adopted(read, known)
        topics[loader.stored.get_id(record)] = join_items(
            format_topic(name, modules) for name, modules in adopted.items()
        )
    tables.store_derived(catalog.connection, "topics", topics)
    return topics


def make_documents(catalog: Catalog, ids: list[int]) -> dict[int, str]:
    """Records as parts of a JSON document, by their ids; kept for the next list."""
    loader = RecordLoader(catalog)
    records = loader.load_linked(ids)
    by_id = {loader.stored.get_id(record): record for record in records.members}
    documents = {each: _format_document(by_id[each], records) for each in ids}
    tables.store_derived(catalog.connection, "document", documents)
    return documents


def _format_document(record: Record, records: RecordSet) -> str:
    import json  # a list made before has its documents ready

    document = serialize.serialize_record(record, records.graph)
    text = json.dumps(document, ensure_ascii=False, default=str)
    return escape_json(text.encode("utf-8", "backslashreplace").decode())
