"""Merging versions of a page so that its generated blocks never conflict. Pure.

`prepare_merge` takes the blocks out before git merges three versions line by line, and
`PreparedMerge.restore_blocks` puts them back: `index` generates them anew. `remove_block_conflicts`
takes git's conflict markers out of the blocks of a page whose merge was not finished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from minutebook.errors import Refusal
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.phr import traced_files
from minutebook.text import frontmatter
from minutebook.text.frontmatter import record_block
from minutebook.text.markdown import find_block

# Lists of facts that only grow: the items that either side added are kept.
_GROWING_LISTS = ("suggestions", "asked_before", "commits", "files", "told", "aliases")
_OPENING_MARKER = compile_lazily(r"(?m)^ {0,3}<!--[ \t]*minutebook:([a-z][a-z-]*)[ \t]*-->")
_CONFLICT_MARKER = compile_lazily(r"(?:([<|>])\1{6}(?= |\r?\n|\Z)|(=)={6}(?=\r?\n|\Z))")
_LINE = compile_lazily(r"[^\n]*\n|[^\n]+")


class PreparedMerge(Value):
    """Three versions of a page to be merged line by line, with one line in place of each block.

    `blocks` maps such a line to the block that belongs there.
    """

    base: str
    ours: str
    theirs: str
    blocks: Mapping[str, str]

    def restore_blocks(self, merged_text: str) -> str:
        """The text that git merged, conflict markers included, with the blocks put back."""
        return _restore_blocks(merged_text, self.blocks)


def prepare_merge(base: str, ours: str, theirs: str) -> PreparedMerge:
    """Prepare three versions of a page for git's line merge.

    A generated block becomes one line, the same in all three. The block that comes back is that of
    ours; that of theirs where ours has none, or an unchanged one. Lists of the front matter and of
    the record block that only grow get the items of both sides, where both added to them.
    """
    versions = (base, ours, theirs)
    names = sorted({name for text in versions for name in _OPENING_MARKER.findall(text)})
    texts = _merge_record_blocks(*_merge_growing_lists(base, ours, theirs))
    blocks = {}
    for name in names:
        placeholder = _make_placeholder(name, versions)
        base_block, our_block, their_block = (_get_block(text, name) for text in texts)
        chosen_block = their_block if our_block is None or our_block == base_block else our_block
        chosen_block = our_block if chosen_block is None else chosen_block
        if chosen_block is not None:
            blocks[placeholder] = chosen_block
            texts = [_replace_block(text, name, placeholder) for text in texts]
    return PreparedMerge(texts[0], texts[1], texts[2], blocks)


def _make_placeholder(name: str, texts: Sequence[str]) -> str:
    """A line to put in place of a block, which none of the texts has."""
    placeholder = f"<!-- minutebook:{name} is made anew -->"
    while any(placeholder in text for text in texts):
        placeholder = placeholder.replace("anew", "anew, anew", 1)
    return placeholder


def _get_block(text: str, name: str) -> str | None:
    span = find_block(text, name)
    return None if span is None else text[span[0] : span[1]]


def _replace_block(text: str, name: str, placeholder: str) -> str:
    span = find_block(text, name)
    return text if span is None else text[: span[0]] + placeholder + text[span[1] :]


def _restore_blocks(text: str, blocks: Mapping[str, str]) -> str:
    for placeholder, block in blocks.items():
        text = text.replace(placeholder, block)
    return text


# Lists that grow --------------------------------------------------------------------------------


def _merge_growing_lists(
    base: str, ours: str, theirs: str, *, is_for_each: bool = False
) -> tuple[str, str, str]:
    """The three texts, with the items of both sides in the lists to which both added.

    A list that lost an item on one side, or has a comment, is left to the line merge; so is one to
    which one side added, unless `is_for_each`.
    """
    if not ours.startswith("---") or not theirs.startswith("---"):
        return base, ours, theirs
    names = dict.fromkeys(
        name for text in (ours, theirs) for name in _list_growing_fields(_read_fields(text))
    )
    for name in names:
        base_items, our_items, their_items = (
            _read_list(text, name) for text in (base, ours, theirs)
        )
        if is_for_each:
            our_items, their_items = (
                [] if items is None and base_items is None else items
                for items in (our_items, their_items)
            )
        if (
            our_items is None
            or their_items is None
            or our_items == their_items
            or (base_items in (our_items, their_items) and not is_for_each)
        ):
            continue
        if any(item not in our_items or item not in their_items for item in base_items or ()):
            continue
        source = frontmatter.get_source(theirs, name) or ("" if is_for_each else "#")
        if re.search(r"(?:^|\s)#", source):
            continue
        merged_items = [*our_items, *(item for item in their_items if item not in our_items)]
        try:
            new_ours = frontmatter.set_field(ours, name, merged_items)
            new_source = frontmatter.get_source(new_ours, name)
            other_texts = [
                _copy_list(text, name, new_source, merged_items) for text in (base, theirs)
            ]
        except Refusal:
            continue
        base, ours, theirs = (
            other_texts[0] if base_items is not None else base,
            new_ours,
            other_texts[1],
        )
    return base, ours, theirs


def _merge_record_blocks(base: str, ours: str, theirs: str) -> list[str]:
    """The three texts, with the items of both sides in the growing lists of their record blocks.

    There what one side added alone counts, too: it stands on the line beside the other's. The
    blocks become the same where that is all they differ in.
    """
    texts = [base, ours, theirs]
    blocks = [record_block.find_record_block(text) for text in texts]
    fields = [
        f"---\n{text[block.fields_start : block.fields_end]}---\n" if block else ""
        for text, block in zip(texts, blocks, strict=True)
    ]
    if not (fields[1] and fields[2]) or fields[1] == fields[2]:
        return texts
    merged = _merge_growing_lists(fields[0], fields[1], fields[2], is_for_each=True)
    *sides, theirs = map(_name_traced_files, fields, merged)
    is_same = _read_fields(theirs) == _read_fields(sides[1])
    fields = [*sides, sides[1] if is_same else theirs]
    return [
        text[: block.fields_start] + new[4:-4] + text[block.fields_end :] if block else text
        for text, block, new in zip(texts, blocks, fields, strict=True)
    ]


def _name_traced_files(before: str, after: str) -> str:
    """The fields `after` a merge of lists, with the traces of the files that they had `before`.

    Among more files a longer end of a path may say which one is meant.
    """
    files, more_files = (_read_list(text, "files") or [] for text in (before, after))
    if files == more_files or not after:
        return after
    traces = traced_files.list_traced(_read_fields(before), [*map(str, files)])
    ends = traced_files.shorten_paths(traces, map(str, more_files))
    renamed = {ends[path]: trace for path, trace in traces.items()}
    if not traces or renamed == _read_fields(after).get(traced_files.FIELD_NAME):
        return after
    return frontmatter.set_field(after, traced_files.FIELD_NAME, renamed)


def _list_growing_fields(fields: Mapping[str, object]) -> Iterator[str]:
    """The names of the fields that may only grow, dotted below `links`."""
    yield from (name for name in _GROWING_LISTS if name in fields)
    links = fields.get("links")
    yield from (f"links.{name}" for name in links) if isinstance(links, Mapping) else ()


def _read_fields(text: str) -> Mapping[str, object]:
    return frontmatter.parse(text)[0].fields


def _read_list(text: str, name: str) -> list[object] | None:
    value = frontmatter.lookup_field(_read_fields(text), name)
    return value if isinstance(value, list) else None


def _copy_list(text: str, name: str, source: str | None, items: list[object]) -> str:
    """The page with a list's source copied from another page.

    Raises Refusal where it would not read as `items`.
    """
    if _read_list(text, name) is None:
        return frontmatter.set_field(text, name, items)
    new_text = frontmatter.set_source(text, name, source)
    if _read_fields(new_text) != _read_fields(frontmatter.set_field(text, name, items)):
        raise Refusal(f"{name} does not read the same there")
    return new_text


# A merge that was not finished ------------------------------------------------------------------


class _Hunk(Value):
    """A conflict as git writes it: lines with line ends, marker lines by their first character."""

    ours: list[str]
    base: list[str]
    theirs: list[str]
    marker_lines: Mapping[str, str]


PagePart = list[str] | _Hunk


def remove_block_conflicts(text: str) -> str:
    """The page without conflict markers in or across a generated block; everything else stays.

    Of a conflict that begins before a block and ends in it, or the other way round, the lines
    outside the block stay, with markers where the two sides differ there. The block is that of
    ours: it has to be generated anew.
    """
    if "<<<<<<<" not in text or not (names := sorted(set(_OPENING_MARKER.findall(text)))):
        return text
    parts = list(_split_hunks(_LINE.findall(text)))
    hunks = [part for part in parts if isinstance(part, _Hunk)]
    if not hunks:
        return text
    placeholders = {name: _make_placeholder(name, (text,)) for name in names}
    ours, blocks = _extract_side(parts, "ours", placeholders)
    theirs, their_blocks = _extract_side(parts, "theirs", placeholders)
    base, _ = _extract_side(parts, "base", placeholders)
    lines: list[str] = []
    for part, our_lines, their_lines, base_lines in zip(parts, ours, theirs, base, strict=True):
        if isinstance(part, _Hunk):
            is_unchanged = (our_lines, their_lines) == (part.ours, part.theirs)
            lines += (
                _format_hunk(part, part.base)
                if is_unchanged
                else _reduce_hunk(part.marker_lines, our_lines, their_lines, base_lines)
            )
        else:  # common lines, which may be in a block on one side only: then they conflict now
            lines += _reduce_hunk(hunks[0].marker_lines, our_lines, their_lines, base_lines)
    return _restore_blocks("".join(lines), {**their_blocks, **blocks})


def _split_hunks(lines: list[str]) -> Iterator[PagePart]:
    """A page as runs of lines and conflicts; a marker that belongs to no conflict is a line."""
    index = 0
    plain_lines: list[str] = []
    while index < len(lines):
        hunk_and_end = _parse_hunk(lines, index) if _get_marker_char(lines[index]) == "<" else None
        if hunk_and_end is None:
            plain_lines.append(lines[index])
            index += 1
        else:
            yield plain_lines
            hunk, index = hunk_and_end
            yield hunk
            plain_lines = []
    yield plain_lines


def _get_marker_char(line: str) -> str:
    match = _CONFLICT_MARKER.match(line)
    return (match[1] or match[2]) if match else ""


def _parse_hunk(lines: list[str], start: int) -> tuple[_Hunk, int] | None:
    """The conflict that begins at a line, and the index after it; None where it is incomplete."""
    marker_lines = {"<": lines[start]}
    lines_by_marker: dict[str, list[str]] = {"<": [], "|": [], "=": []}
    current_marker = "<"
    for index in range(start + 1, len(lines)):
        marker = _get_marker_char(lines[index])
        if marker == "<":
            return None
        if marker == ">":
            marker_lines[marker] = lines[index]
            if current_marker != "=":
                return None
            return _Hunk(
                lines_by_marker["<"], lines_by_marker["|"], lines_by_marker["="], marker_lines
            ), index + 1
        if (marker == "|" and current_marker == "<") or (marker == "=" and current_marker != "="):
            marker_lines[marker], current_marker = lines[index], marker
        else:
            lines_by_marker[current_marker].append(lines[index])
    return None


def _extract_side(
    parts: Sequence[PagePart], side: str, placeholders: Mapping[str, str]
) -> tuple[list[list[str]], dict[str, str]]:
    """One side's lines by part, with one line for each block; and the blocks by that line."""
    lines = [list(getattr(part, side)) if isinstance(part, _Hunk) else part for part in parts]
    text = "".join(line for part in lines for line in part)
    line_by_span, blocks = {}, {}
    for name, placeholder in placeholders.items():
        if span := find_block(text, name):
            end = text.find("\n", span[1]) + 1 or len(text)
            line_by_span[span] = placeholder + text[span[1] : end]
            blocks[placeholder] = text[span[0] : span[1]]
    lines_without_blocks: list[list[str]] = []
    offset = 0
    for part in lines:
        lines_without_blocks.append([])
        for line in part:
            span = next((span for span in line_by_span if span[0] <= offset < span[1]), None)
            if span is None:
                lines_without_blocks[-1].append(line)
            elif span[0] == offset:
                lines_without_blocks[-1].append(line_by_span[span])
            offset += len(line)
    return lines_without_blocks, blocks


def _reduce_hunk(
    marker_lines: Mapping[str, str], ours: list[str], theirs: list[str], base: list[str]
) -> list[str]:
    """A conflict without the lines that both sides have in common at its beginning and end."""
    equal_first = equal_last = 0
    max_equal = min(len(ours), len(theirs))
    while equal_first < max_equal and ours[equal_first] == theirs[equal_first]:
        equal_first += 1
    while equal_last < max_equal - equal_first and ours[-1 - equal_last] == theirs[-1 - equal_last]:
        equal_last += 1
    ours_end, theirs_end = len(ours) - equal_last, len(theirs) - equal_last
    if equal_first == ours_end and equal_first == theirs_end:
        return ours
    smaller_hunk = _Hunk(
        ours[equal_first:ours_end], [], theirs[equal_first:theirs_end], marker_lines
    )
    shared_lines = {*ours[:equal_first], *ours[ours_end:]}
    return [
        *ours[:equal_first],
        *_format_hunk(smaller_hunk, [line for line in base if line not in shared_lines]),
        *ours[ours_end:],
    ]


def _format_hunk(hunk: _Hunk, base: list[str]) -> list[str]:
    marker_lines = hunk.marker_lines
    base_part = [marker_lines["|"], *base] if "|" in marker_lines else []
    return [
        marker_lines["<"],
        *hunk.ours,
        *base_part,
        marker_lines["="],
        *hunk.theirs,
        marker_lines[">"],
    ]
