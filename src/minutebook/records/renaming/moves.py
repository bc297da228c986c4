"""Moves records to other names, and changes what names them with them, as one set of writes.

What is replaced is a name, or a number's digits as wide as they are there; no other byte changes.
Where a bare number may mean several records, the caller says for each place which one it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from minutebook.errors import Refusal
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records import filenames, linking, reader, references
from minutebook.records.model import MARKDOWN_ENDINGS, Record, RecordSet, Write
from minutebook.records.renaming.citations import Citation, CitationFinder
from minutebook.records.renaming.names import list_names
from minutebook.records.renaming.title_places import replace_label, set_title
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown.sections import walk_lines

# From a path, and a citation in it that does not say which record it means, to the record that it
# means; None where it is to stay as it is.
CitationResolver = Callable[[str, Citation], Record | None]

_PLAIN_TITLE = compile_lazily(r"[\w ,./()-]*")


class Move(Value):
    """A record and the path that it is to have; its new title, "" where it keeps the old one."""

    record: Record
    new_path: str
    new_title: str = ""


def plan_moves(
    records: RecordSet,
    moves: Sequence[Move],
    groups: Iterable[tuple[Record, ...]],
    texts: Mapping[str, str],
    resolve_citation: CitationResolver,
) -> tuple[Write, ...]:
    """The writes that give records their new names, and change what names them.

    Each of `groups` holds a record that moves, and all others that have its number. `texts` are
    the files outside the record set, by path. New files come first and removed ones last, so that
    each record is there at any moment.
    """
    finder = CitationFinder(records, groups)
    rewriters = {move.record.path: _Rewriter(move) for move in moves}
    has_new_titles = any(move.new_title for move in moves)

    def rewrite(path: str, text: str) -> str:
        """The text with the new names and numbers of the records that it names."""
        if has_new_titles:
            text = _replace_labels(finder, rewriters, path, text)
        parts, position = [], 0
        for citation in finder.find_citations(path, text):
            record = citation.record or resolve_citation(path, citation)
            if record is not None and record.path in rewriters:
                new_text = rewriters[record.path].rewrite(citation)
                parts += [text[position : citation.start], new_text]
                position = citation.end
        return "".join([*parts, text[position:]])

    moves_by_path = {move.record.path: move for move in moves}
    record_writes: list[Write] = []
    for path, text in list_texts(records):
        new_text = rewrite(path, text)
        move = moves_by_path.get(path)
        if move is not None and move.new_title:
            page = reader.read_record(move.record.folder, path, new_text)
            new_text = set_title(page, move.new_title)
        if move is None or move.new_path == path:
            record_writes.append(Write(path, new_text, text))
        else:
            new_text = add_alias(
                new_text, move.record.link_target, is_mdx=path.lower().endswith(".mdx")
            )
            record_writes += [Write(move.new_path, new_text), Write(path, None, text)]
    other_writes = [Write(path, rewrite(path, text), text) for path, text in sorted(texts.items())]
    writes = linking.merge_writes(linking.complete_writes(records, record_writes), other_writes)
    return tuple(sorted(writes, key=lambda write: (write.text is None, write.previous is not None)))


def _replace_labels(
    finder: CitationFinder, rewriters: Mapping[str, _Rewriter], path: str, text: str
) -> str:
    """The text with the new titles of records in the labels of links to them.

    In front matter, and in files that are not markdown, a title is written only where it has no
    sign that means something there.
    """
    body_start = frontmatter.parse(text)[0].body_start
    is_markdown = path.lower().endswith(MARKDOWN_ENDINGS)
    parts, position = [], 0
    for label in finder.find_labels(path, text):
        rewriter = rewriters.get(label.record.path) if label.record else None
        is_prose = is_markdown and label.start >= body_start
        if rewriter and (is_prose or _PLAIN_TITLE.fullmatch(rewriter.move.new_title)):
            parts += [text[position : label.start], rewriter.replace_label(label.name)]
            position = label.end
    return "".join([*parts, text[position:]])


class _Rewriter:
    """Writes a record's new name and number where the former ones stood."""

    def __init__(self, move: Move) -> None:
        self.move = move
        record = move.record
        folder, path = record.folder, move.new_path
        name = filenames.parse_name(folder.kind, filenames.locate_name(folder, path)[0])
        moved = replace(record, path=path, number=name.number, digits=name.digits, slug=name.slug)
        self._new_number = str(moved.number or 0)
        new_names = list_names(moved)
        # A name that links encode has two forms, and a plain one has one.
        self._new_names = dict(zip(list_names(record), [*new_names, new_names[-1]], strict=False))

    def replace_label(self, label: str) -> str:
        """What takes the place of the label of a link to the record."""
        title = self.move.new_title
        return replace_label(self.move.record, label, title) if title else label

    def rewrite(self, citation: Citation) -> str:
        """What takes the place of a citation."""
        if citation.name:
            return self._new_names[citation.name]
        return self._new_number.zfill(citation.end - citation.start)


def list_texts(records: RecordSet) -> Iterator[tuple[str, str]]:
    """Path and text of each record and page."""
    for record in records.members:
        yield record.path, record.text
    yield from records.pages.items()


def add_alias(text: str, alias: str, *, is_mdx: bool = False) -> str:
    """The page with a former name of its record, so that old references find it.

    It is stored in front matter, else in a comment at the end, of the form that MDX has or others.
    """
    front_matter = frontmatter.parse(text)[0]
    if front_matter.shape != "none":
        value = front_matter.fields.get("aliases")
        aliases = list(value) if isinstance(value, list) else [value] if value else []
        if alias in aliases:
            return text
        try:
            return frontmatter.set_field(text, "aliases", [*aliases, alias])
        except Refusal:  # front matter that cannot be edited safely
            pass
    newline = markdown.detect_newline(text)
    unclosed_starts = [len(text)]  # a fence or comment left open would hide what comes after it
    for _ in walk_lines(text, 0, unclosed_starts):
        pass
    before, after = text[: unclosed_starts[-1]], text[unclosed_starts[-1] :]
    is_line_ended = before.endswith("\n")
    gap = "" if not before else newline if is_line_ended else newline + newline
    end = newline if is_line_ended else ""
    opening, closing = ("{/*", "*/}") if is_mdx else ("<!--", "-->")
    comment = f"{opening} {references.ALIAS_MARKER} {alias} {closing}"
    return f"{before}{gap}{comment}{end}{after}"
