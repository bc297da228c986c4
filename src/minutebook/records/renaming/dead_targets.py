"""Relations to what is no record: what they meant, and pages without them."""

from __future__ import annotations

import re

from minutebook.records import filenames, linking, page_links, reader, references, relations
from minutebook.records.drafting import drafts
from minutebook.records.model import ADR, Link, Record, RecordSet, Write, find_folder
from minutebook.records.references.forms import PAGE_ENDING, REF, extract_path, unwrap_link
from minutebook.records.renaming.meant_records import find_meant_record
from minutebook.records.renaming.text_links import format_address

_MAX_FIELD_LINES = 60  # of front matter from the line of a field that may hold a target


def unlink_target(
    records: RecordSet, source: Record, relation: str, target: str
) -> tuple[Write, ...]:
    """Remove a relation to what is no record from the page of `source`, where it is stated.

    `target` is the text that the page has for it, or its address or label where that is a link.
    A decision that named no other successor has the status that it had before. Raises MissingLink
    where there is no such relation, LinkInProse as `unlink_records` does.
    """
    name = drafts.require_relation(records, relation)

    def is_dead(link: Link) -> bool:
        texts = {link.target, *unwrap_link(link.target)} - {""}
        is_named = target.strip().casefold() in {text.casefold() for text in texts}
        return is_named and relations.resolve_link(records.resolver, source, link) is None

    if not any(link.relation == name and is_dead(link) for link in source.links):
        raise linking.MissingLink(
            f"{source.ref} has no link '{name}' to {target!r}",
            f"minutebook show {references.name_in_command(records, source)}",
        )
    write = Write(
        source.path, page_links.remove_matching_links(records, source, name, is_dead), source.text
    )
    after = reader.read_record(source.folder, source.path, write.text or "")
    if any(link.relation == name and is_dead(link) for link in after.links):
        raise linking.LinkInProse(records, source)
    return linking.merge_writes([write])


def heal_link(records: RecordSet, record: Record, link: Link) -> str:
    """The page's text, with a relation's target that names no record naming the one it meant.

    The text as it is where that is not clear, or the target does not stand there as it was read.
    """
    address, label = unwrap_link(link.target)
    kind = relations.infer_link_kind(record, link)
    meant = find_meant_record(records, record, address, label, kind).record or find_other_end(
        records, record, link
    )
    if meant is None:
        return record.text
    if label or PAGE_ENDING.search(address):
        new = format_address(record, meant, address)
        if "/" in address and find_folder(records.folders, address) is not None:
            new = meant.path  # a path from the top
    else:
        new = relations.choose_link_target(records, meant, record, link.relation)
    pattern = re.compile(rf"(?<![\w/.-]){re.escape(address)}(?![\w-])")
    start = _find_line_start(record.text, link.line)
    end = _find_line_start(record.text, link.line + _MAX_FIELD_LINES)
    match = pattern.search(record.text, start, end)
    if match is None:
        return record.text
    return record.text[: match.start()] + new + record.text[match.end() :]


def doubt_target(records: RecordSet, record: Record, link: Link) -> str:
    """Why it is not clear what a dead relation meant, as in `meant_records.Meaning`."""
    address, label = unwrap_link(link.target)
    kind = relations.infer_link_kind(record, link)
    return find_meant_record(records, record, address, label, kind).doubt


def find_other_end(records: RecordSet, record: Record, link: Link) -> Record | None:
    """The record that states the other end of a supersession whose end here names no record.

    A page that got another number and title by hand is found so. None where the page has several
    such ends, where several records state one, or where the number is that of another record.
    """
    graph = records.graph
    ends = [each for source, each in graph.dangling_links if source.path == record.path]
    if [each.relation for each in ends].count(link.relation) != 1:
        return None
    is_source = link.relation == "supersedes"
    others = [
        edge.target if is_source else edge.source
        for edge in graph.edges
        if edge.is_one_way
        and edge.is_stated_by_target is is_source
        and link.relation == ("supersedes" if is_source else "superseded-by")
        and record.path == (edge.source if is_source else edge.target)
    ]
    if len(others) != 1:
        return None
    path = extract_path(unwrap_link(link.target)[0])
    number = filenames.parse_name(ADR, path.rpartition("/")[2]).number
    ref = REF.search(path) if number is None else None
    number = int(ref[2]) if ref else number
    if any(other.number == number for other in records.of_kind(ADR) if number is not None):
        return None
    return graph.records_by_path[others[0]]


def _find_line_start(text: str, line_number: int) -> int:
    """Where a line begins; the end of the text where it has fewer."""
    offset = 0
    for _ in range(line_number - 1):
        offset = text.find("\n", offset) + 1
        if not offset:
            return len(text)
    return offset
