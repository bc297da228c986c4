"""How the page of a record states a relation to another one, as the pages beside it do."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from minutebook.errors import Conflict
from minutebook.lean.values import replace
from minutebook.records import adr, reader, relations
from minutebook.records.adr.vocabulary import relation_words
from minutebook.records.index.rows import shorten_text
from minutebook.records.model import ADR, Link, Record, RecordSet, Write
from minutebook.records.references.names import list_names
from minutebook.text import markdown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.adr.edits.forms import FolderForm

_MAX_LABEL_CHARS = 120


def read_form(records: RecordSet, record: Record) -> FolderForm:
    """What the pages beside a record do; see `folder_form`."""
    from minutebook.records.adr.edits import folder_form  # what creates a record needs none of it

    return folder_form.read_folder_form(records, record)


def set_status(
    records: RecordSet, record: Record, status: str, *, reason: str = "", today: str = ""
) -> str:
    """Return the record's page with another status, as `adr.set_status` makes it.

    Raises Conflict where the page has a form that no command changes.
    """
    form = read_form(records, record)
    with _name_page(record):
        return adr.set_status(
            record.text, record.dialect, status, reason=reason, today=today, form=form
        )


@contextmanager
def _name_page(record: Record) -> Iterator[None]:
    """Let a Conflict about a page say which page it is, and how it is opened."""
    try:
        yield
    except Conflict as error:
        command = shlex.join(["minutebook", "edit", record.path])
        raise Conflict(f"{record.path}: {error.message}", command) from None


def add_link(records: RecordSet, record: Record, relation: str, other: Record) -> str:
    """Return the record's page with one more relation, as its dialect and its neighbours have it.

    Raises Conflict where the page has a form that no command changes.
    """
    form = read_form(records, record)
    names = {
        way: name
        for way, name in list_names(record, other).items()
        if _leads_to(records, record, Link(relation, str(name)), other)
    }
    with _name_page(record):
        return adr.add_link(
            record.text,
            record.dialect,
            relation,
            _choose_label(record, other, form),
            markdown.make_href(record.path, other.path),
            relations.choose_link_target(records, other, record, relation),
            names,
            form,
        )


def _choose_label(record: Record, other: Record, form: FolderForm) -> str:
    """The label of a link to another record, as other pages have it, else as the dialect has it."""
    if other.kind is not record.kind:
        return other.ref
    label = list_names(record, other).get(form.label_way, "")
    if label:
        return shorten_text(str(label), _MAX_LABEL_CHARS)
    if adr.get_dialect(record.dialect).links_by_title and other.number is not None:
        return f"{other.number}{other.suffix}. {shorten_text(other.title, _MAX_LABEL_CHARS)}"
    return other.ref


def state_other_end(
    records: RecordSet, source: Record, relation: str, target: Record
) -> list[Write]:
    """Return the write by which the page of a relation's other end states it too.

    None but for a page of adr-tools between two decisions: its readers want both ends. Nor where
    a word of the pages' own has no known other end.
    """
    is_between_decisions = source.kind is ADR and target.kind is ADR
    if not is_between_decisions or not target.is_editable or source.path == target.path:
        return []
    if not read_form(records, target).states_both_ends:
        return []
    reverse = relations.reverse_relation(relation, relations.collect_own_pairs(records))
    if relation_words.is_marked_reverse(reverse):
        return []  # nothing tells how people call it
    text = add_link(records, target, reverse, source)
    return [Write(target.path, text, target.text)]


def remove_link(records: RecordSet, record: Record, relation: str, other: Record) -> str:
    """Return the record's page without a relation.

    Where nothing supersedes it any more, it has the status that it had before, "accepted" where it
    does not show that.
    """
    matches = make_link_test(records, record, other)
    return remove_matching_links(records, record, relation, matches, other.path)


def remove_matching_links(
    records: RecordSet,
    record: Record,
    relation: str,
    matches: Callable[[Link], bool],
    other_path: str = "",
) -> str:
    """Return the record's page without the relations of a name that `matches` picks.

    Its status is as for `remove_link`; `other_path` is the record to which they lead, if it is one.
    """
    from minutebook.records.adr.statements import stated_form

    form = read_form(records, record)
    with _name_page(record):
        text = adr.remove_link(record.text, relation, matches, form)
    if relation != "superseded-by" or record.state != "superseded":
        return text
    without_link = reader.read_record(record.folder, record.path, text)
    if any(link.relation == relation for link in without_link.links) or any(
        edge.relation == "supersedes"
        and edge.target == record.path
        and edge.is_resolved
        and edge.source != other_path
        and edge.effect == relations.IN_EFFECT
        for edge in records.graph.edges
    ):
        return text
    if without_link.state in ("", "superseded"):
        former = stated_form.read_former_status(record.text) or "accepted"
        if record.dialect != "front-matter" or record.dialect not in form.bare_dialects:
            # The page's own capitals are those that it had; in a field "superseded" may be spelled
            # as on the pages beside it.
            words = {key: word for key, word in form.status_words.items() if word.lower() != key[1]}
            form = replace(form, status_words=words)
        return adr.set_status(text, record.dialect, former, form=form)
    return adr.restate_status(text, without_link.state, only="superseded", form=form)


def remove_statements(records: RecordSet, record: Record, relation: str, other: Record) -> str:
    """Return the record's page without the places that state a relation to another record."""
    is_link_to_other = make_link_test(records, record, other)
    form = read_form(records, record)
    with _name_page(record):
        return adr.remove_link(record.text, relation, is_link_to_other, form)


def make_link_test(records: RecordSet, record: Record, other: Record) -> Callable[[Link], bool]:
    """Return a function that tells whether a link of `record` leads to `other`."""
    return lambda link: _leads_to(records, record, link, other)


def _leads_to(records: RecordSet, record: Record, link: Link, other: Record) -> bool:
    target = relations.resolve_link(records.resolver, record, link)
    return target is not None and target.path == other.path
