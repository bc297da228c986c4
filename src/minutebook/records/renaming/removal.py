"""What names records that are to be removed, and the writes that take out what can be taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minutebook.errors import Refusal
from minutebook.lean.values import Value, replace
from minutebook.records import filenames, linking, page_links, references, relations
from minutebook.records.model import LINKS_BLOCK, Record, RecordSet, Write, format_ref
from minutebook.records.phr import told
from minutebook.records.renaming.citations import CitationFinder
from minutebook.records.renaming.moves import list_texts
from minutebook.records.renaming.renumber import find_same_numbered, find_taken_numbers
from minutebook.text import frontmatter, markdown


class Mention(Value):
    """A place that names a record: the path and line (from 1), and in words how it does so."""

    path: str
    line: int
    words: str


def list_former(record: Record) -> tuple[Record, ...]:
    """A record under each of the names that it had before, as its page states them."""
    formers = []
    folder = record.path.rpartition("/")[0]
    for alias in references.read_aliases(record):
        name = filenames.parse_name(record.kind, alias)
        path = f"{folder}/{alias}{record.kind.suffix}"
        former = replace(
            record, path=path, number=name.number, digits=name.digits, slug=name.slug, number_line=0
        )
        former = replace(former, is_folder_record=False)
        formers.append(replace(former, ref=format_ref(former)))
    return tuple(formers)


def find_mentions(
    records: RecordSet, removed: Sequence[Record], texts: Mapping[str, str]
) -> tuple[Mention, ...]:
    """The places that name one of some records, by path and line, each once.

    Links, citations by number and name, and those by a former name. What stands on the records' own
    pages, in prompts and in generated blocks does not count. `texts` are the files outside the
    record set, by path.
    """
    removed_paths = {record.path for record in removed}
    mentions = {
        (mention.path, mention.line): mention
        for mention in _find_citations(records, removed, texts)
    }
    for record in records.members:
        head_lines = record.text.count("\n", 0, frontmatter.parse(record.text)[0].body_start)
        for link in record.links:
            other = relations.resolve_link(records.resolver, record, link)
            if other is not None and other.path in removed_paths:
                # In front matter the target may stand some lines below the key.
                lines = range(link.line, max(link.line, head_lines) + 1)
                line = next((line for line in lines if (record.path, line) in mentions), link.line)
                words = f"{relations.format_relation(link.relation)} {other.ref}"
                mentions[record.path, line] = Mention(record.path, line, words)
    return tuple(
        mention for key, mention in sorted(mentions.items()) if key[0] not in removed_paths
    )


def _find_citations(
    records: RecordSet, removed: Sequence[Record], texts: Mapping[str, str]
) -> Iterator[Mention]:
    all_texts = {**dict(list_texts(records)), **texts}
    for record in removed:
        others = tuple(other for other in records.members if other.path != record.path)
        for named in (record, *list_former(record)):
            named_records = replace(records, members=(*others, named))
            group = (named,) if named.number is None else find_same_numbered(named_records, named)
            finder = CitationFinder(named_records, [group])
            for path, text in all_texts.items():
                for citation in finder.find_citations(path, text):
                    if citation.record is not None and citation.record.path == named.path:
                        words = citation.name or named.ref
                        yield Mention(path, citation.line, f"names {words}")


def plan_removal(records: RecordSet, removed: Sequence[Record]) -> tuple[Write, ...]:
    """The writes that remove records, and what other pages store of relations to them.

    Generated blocks and index pages follow. A decision that nothing supersedes any more has the
    status that it had before. What pages say in sentences stays.
    """
    removed_paths = {record.path for record in removed}
    linked_paths = {
        relation.record.path
        for record in removed
        for relation in records.graph.list_relations(record)
        if markdown.find_block(relation.record.text, LINKS_BLOCK)
    }
    edits: tuple[Write, ...] = ()
    current = records
    for record in removed:
        for relation, path in _list_stored(current, record):
            if path in removed_paths:
                continue
            page = next(each for each in current.members if each.path == path)
            try:
                text = page_links.remove_link(current, page, relation, record)
            except Refusal:  # front matter that cannot be edited safely
                continue
            edit = Write(path, text, page.text)
            edits = linking.merge_writes(edits, [edit])
            current = linking.simulate_writes(current, [edit])
    for page in current.members:
        if page.path not in removed_paths and _is_editable(current, page.path):
            edits = linking.merge_writes(edits, _forget_told(current, page, removed))
    removals = [Write(record.path, None, record.text) for record in removed]
    writes = linking.complete_writes(
        records, [*edits, *removals], linked_paths=linked_paths - removed_paths
    )
    return tuple(sorted(writes, key=lambda write: write.text is None))


def _forget_told(records: RecordSet, page: Record, removed: Iterable[Record]) -> Iterator[Write]:
    """The write by which a prompt's page no longer names removed decisions that it was told of."""
    paths = {record.path for record in removed}
    named = list(told.find_told(page, records))
    kept = [name for name, other in named if other is None or other.path not in paths]
    if len(kept) == len(named):
        return
    try:
        if kept:
            text = frontmatter.set_field(page.text, told.FIELD_NAME, kept)
        else:
            text = frontmatter.remove_field(page.text, told.FIELD_NAME)
    except Refusal:  # front matter that cannot be edited safely
        return
    yield Write(page.path, text, page.text)


def _list_stored(records: RecordSet, record: Record) -> Iterator[tuple[str, str]]:
    """The relations to a record that other pages state or follow, each with the page's path.

    A superseded page may leave it to its successor's page to say by what.
    """
    for edge in records.graph.edges:
        if not edge.is_resolved or record.path not in (edge.source, edge.target):
            continue
        if edge.target == record.path:
            is_stored, path, relation = edge.is_stated_by_source, edge.source, edge.relation
        else:
            is_stored = edge.is_stated_by_target or edge.effect == relations.IN_EFFECT
            path, relation = edge.target, relations.reverse_relation(edge.relation)
        if is_stored and _is_editable(records, path):
            yield relation, path


def _is_editable(records: RecordSet, path: str) -> bool:
    page = records.graph.records_by_path[path]
    return page.is_editable and not page.is_cut


def find_highest(records: RecordSet, removed: Iterable[Record]) -> tuple[Record, ...]:
    """Those of some records that have a higher number than all that stay in their series."""
    removed = tuple(removed)
    remaining = replace(
        records, members=tuple(record for record in records.members if record not in removed)
    )
    return tuple(
        record
        for record in removed
        if record.number is not None
        and record.number > max(find_taken_numbers(remaining, record), default=0)
    )
