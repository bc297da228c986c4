"""The resources: records as markdown, the list of the decisions in force, and the guide."""

from __future__ import annotations

from urllib.parse import quote, unquote

from mcp_types import ListResourcesResult, Resource, ResourceTemplate

from minutebook.catalog import selection
from minutebook.errors import AmbiguousRef, UnknownRef, UsageError
from minutebook.operations.reading import guide, listing, page, provenance
from minutebook.operations.reading.cataloguing import opening
from minutebook.operations.reading.cataloguing.derived import RecordLoader
from minutebook.operations.reading.notice import RECORDS_NOTICE
from minutebook.records.model import Kind, Record, find_kind
from minutebook.repository.git import revisions
from minutebook.text.terminal import escape_hidden, escape_line

MIME_TYPE = "text/markdown"
_SCHEME = "minutebook://"
_IN_FORCE = f"{_SCHEME}adr"
_GUIDE = f"{_SCHEME}guide"
_ADR, _ACCEPTED = "adr", "accepted"
_PAGE_SIZE = 100  # of a list of resources
_MAX_LISTED = 1000  # decisions in force in one text
_MAX_CHARACTERS = 100_000  # of a record
_MAX_DIGITS = 10
_MAX_NAMED = 5  # records in a hint
_MAX_SHOWN = 200  # characters of an address in a message


def list_templates() -> list[ResourceTemplate]:
    """How the addresses of records, and of pages of the guide, are made."""
    records = [
        ResourceTemplate(
            name=f"{kind.upper()} by number",
            uri_template=f"{_SCHEME}{kind}/{{number}}",
            description=f"A {what} record",
            mime_type=MIME_TYPE,
        )
        for kind, what in (("adr", "decision"), ("phr", "prompt"))
    ]
    topics = ResourceTemplate(
        name="Guide by topic",
        uri_template=f"{_GUIDE}/{{topic}}",
        description="A page of the guide to minutebook, such as why, rules or privacy",
        mime_type=MIME_TYPE,
    )
    return [*records, topics]


def list_resources(folder: str, cursor: str = "") -> ListResourcesResult:
    """The decisions in force, as a list and each, and the guide.

    `cursor` is where another part of the list begins.
    Raises UsageError for a cursor that no list has given.
    """
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise UsageError("no list has given this cursor", "leave it out")
    offset = int(cursor or 0)
    catalog = opening.open_catalog(folder)
    listed = _list_in_force(catalog, _PAGE_SIZE, offset)
    loader = RecordLoader(catalog)
    resources = [
        Resource(
            name=escape_line(record.ref),
            title=escape_hidden(escape_line(f"{record.ref} {record.title}")),
            uri=_make_address(loader, record),
            mime_type=MIME_TYPE,
        )
        for record in (loader.stored.load([each.id])[0] for each in listed.shown)
    ]
    if not offset:
        resources[:0] = [
            Resource(name="Decisions in force", uri=_IN_FORCE, mime_type=MIME_TYPE),
            Resource(name="Guide to minutebook", uri=_GUIDE, mime_type=MIME_TYPE),
        ]
    end = offset + len(listed.shown)
    return ListResourcesResult(
        resources=resources, next_cursor=str(end) if end < listed.match_count else None
    )


def read_resource(folder: str, address: str) -> str:
    """The markdown of an address. Raises UnknownRef, AmbiguousRef, or what opening raises."""
    if address == _IN_FORCE:
        return _format_in_force(folder)
    if address == _GUIDE:
        topics = (f"- {_GUIDE}/{topic.name}: {topic.about}" for topic in guide.list_topics())
        return "\n".join(["# The guide to minutebook", "", *topics]) + "\n"
    if address.startswith(f"{_GUIDE}/"):
        return guide.find_text(unquote(address.removeprefix(f"{_GUIDE}/"))).text
    kind_name, slash, reference = address.removeprefix(_SCHEME).partition("/")
    kind = find_kind(kind_name)
    if not address.startswith(_SCHEME) or kind is None or not slash or not reference:
        raise _refuse(address)
    return _format_record(folder, kind, unquote(reference), address)


def _refuse(address: str) -> UnknownRef:
    return UnknownRef(f"there is no resource {address[:_MAX_SHOWN]!r}", f"{_IN_FORCE}/7 is ADR-7")


def _list_in_force(catalog: opening.Catalog, limit: int, offset: int) -> listing.Listing:
    in_force = selection.Selection(kind=_ADR, state=_ACCEPTED)
    return listing.list_records(catalog, in_force, limit=limit, offset=offset)


def _list_names(record: Record) -> tuple[str, ...]:
    """What an address may call a record, the shortest first: its number, its stem, its path."""
    return (record.ref.removeprefix(f"{record.kind.name.upper()}-"), record.stem, record.path)


def _make_address(loader: RecordLoader, record: Record) -> str:
    """The address of a record, by the first of its names that no other record has."""
    for name in _list_names(record):
        if len(_find_named(loader, record.kind, name)) == 1:
            break
    return f"{_SCHEME}{record.kind.name}/{quote(name, safe='')}"


def _find_named(loader: RecordLoader, kind: Kind, name: str) -> list[Record]:
    """The records of a kind that an address calls by a name, and by nothing less than all of it."""
    if name.isascii() and name.isdecimal() and len(name) < _MAX_DIGITS:
        return loader.resolver.find_candidates(f"{kind.name}-{name}", kind=kind)
    candidates = loader.resolver.find_candidates(name, kind=kind)
    return [record for record in candidates if name in _list_names(record)]


def _format_in_force(folder: str) -> str:
    listed = _list_in_force(opening.open_catalog(folder), _MAX_LISTED, 0)
    lines = [
        f"- {record.ref} {record.title} ({record.date})"
        if record.date
        else f"- {record.ref} {record.title}"
        for record in listed.shown
    ]
    if listed.match_count > len(lines):
        lines.append(f"- and {listed.match_count - len(lines)} more")
    text = "\n".join(map(escape_line, lines)) or "None yet."
    return escape_hidden(f"{RECORDS_NOTICE}\n\n# Decisions in force\n\n{text}\n")


def _format_record(folder: str, kind: Kind, name: str, address: str) -> str:
    """A record of the tree as `show` prints it for agents; the head of one that is very long."""
    catalog = opening.open_catalog(folder)
    loader = RecordLoader(catalog)
    named = _find_named(loader, kind, name)
    if len(named) > 1:
        addresses = ", ".join(_make_address(loader, each) for each in named[:_MAX_NAMED])
        raise AmbiguousRef(
            f"{address[:_MAX_SHOWN]} names {len(named)} records", f"say which: {addresses}"
        )
    if not named:
        if name.isdecimal():
            loader.resolver.resolve(f"{kind.name}-{name}")  # refuses, and says what is near
        raise _refuse(address)
    record, records = loader.load_with_neighbours(named[0])
    author = revisions.read_page_author(catalog.get_project().repo, record.path)
    notice = provenance.format_notice(record, provenance.find_provenance(record, author))
    text = page.format_reading(page.make_reading(record, records))
    if len(text) > _MAX_CHARACTERS:
        text = f"{text[:_MAX_CHARACTERS]}…\n\n[cut: all of it is in {record.path}]"
    return escape_hidden(f"{notice}\n\n{text}\n")
