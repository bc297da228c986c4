"""Versions of a page merged: generated blocks are left out, since `index` makes them anew. Pure.

`prepare` and `finish` stand around git's own line merge of three versions; `mended` takes git's
conflict markers out of the generated blocks of a page where that merge was not finished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from minutebook.errors import Refusal
from minutebook.text import frontmatter
from minutebook.text.markdown import find_block

# Lists of the front matter that only grow: what both sides added is wanted from both.
_GROWING = ("suggestions", "commits", "files", "aliases")
_OPENING = re.compile(r"(?m)^ {0,3}<!--[ \t]*minutebook:([a-z][a-z-]*)[ \t]*-->")
_SIGN = re.compile(r"(?:([<|>])\1{6}(?= |\r?\n|\Z)|(=)={6}(?=\r?\n|\Z))")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class PreparedMerge:
    """Three versions of a page that git may merge line by line; `blocks` has what was taken out.

    Each block is one line in them, a key of `blocks`: its value is the block as it shall be.
    """

    base: str
    ours: str
    theirs: str
    blocks: Mapping[str, str]

    def restore_blocks(self, merged_text: str) -> str:
        """What git made of the three, conflict markers and all, with the blocks put back."""
        return _put_back(merged_text, self.blocks)


def prepare_merge(base: str, ours: str, theirs: str) -> PreparedMerge:
    """Three versions of a page as they are merged best.

    A generated block becomes one line, the same in all three. It comes back as ours has it; as
    theirs does where ours has none, or has it as the base does. Lists of the front matter that only
    grow are set to what both sides have, where both added to them.
    """
    whole = (base, ours, theirs)
    names = sorted({name for text in whole for name in _OPENING.findall(text)})
    texts = list(_united(base, ours, theirs))
    blocks = {}
    for name in names:
        mark = _mark(name, whole)
        was, mine, other = (_inside(text, name) for text in texts)
        wanted = other if mine is None or mine == was else mine
        wanted = mine if wanted is None else wanted
        if wanted is not None:
            blocks[mark] = wanted
            texts = [_taken_out(text, name, mark) for text in texts]
    return PreparedMerge(texts[0], texts[1], texts[2], blocks)


def _mark(name: str, texts: Sequence[str]) -> str:
    """A line that stands for a block, and in none of the texts."""
    mark = f"<!-- minutebook:{name} is made anew -->"
    while any(mark in text for text in texts):
        mark = mark.replace("anew", "anew, anew", 1)
    return mark


def _inside(text: str, name: str) -> str | None:
    span = find_block(text, name)
    return None if span is None else text[span[0] : span[1]]


def _taken_out(text: str, name: str, mark: str) -> str:
    span = find_block(text, name)
    return text if span is None else text[: span[0]] + mark + text[span[1] :]


def _put_back(text: str, blocks: Mapping[str, str]) -> str:
    for mark, block in blocks.items():
        text = text.replace(mark, block)
    return text


# Lists that grow --------------------------------------------------------------------------------


def _united(base: str, ours: str, theirs: str) -> tuple[str, str, str]:
    """The three texts, where both sides added to a list with what both of them have.

    A list that lost an item on one side, or has a comment, is left to the line merge.
    """
    if not ours.startswith("---") or not theirs.startswith("---"):
        return base, ours, theirs
    for name in _lists(_fields(ours)):
        was, mine, other = (_items(text, name) for text in (base, ours, theirs))
        if mine is None or other is None or mine == other or was in (mine, other):
            continue
        if any(item not in mine or item not in other for item in was or ()):
            continue
        if re.search(r"(?:^|\s)#", frontmatter.get_source(theirs, name) or "#"):
            continue
        both = [*mine, *(item for item in other if item not in mine)]
        try:
            made = frontmatter.set_field(ours, name, both)
            source = frontmatter.get_source(made, name)
            others = [_as(text, name, source, both) for text in (base, theirs)]
        except Refusal:
            continue
        base, ours, theirs = others[0] if was is not None else base, made, others[1]
    return base, ours, theirs


def _lists(fields: Mapping[str, object]) -> Iterator[str]:
    """The names of the fields that may only grow, dotted below `links`."""
    yield from (name for name in _GROWING if name in fields)
    links = fields.get("links")
    yield from (f"links.{name}" for name in links) if isinstance(links, Mapping) else ()


def _fields(text: str) -> Mapping[str, object]:
    return frontmatter.parse(text)[0].fields


def _items(text: str, name: str) -> list[object] | None:
    value = frontmatter.lookup_field(_fields(text), name)
    return value if isinstance(value, list) else None


def _as(text: str, name: str, source: str | None, items: list[object]) -> str:
    """The page with a field's source from another; raises Refusal where it would not read so."""
    if _items(text, name) is None:
        return text
    made = frontmatter.set_source(text, name, source)
    if _fields(made) != _fields(frontmatter.set_field(text, name, items)):
        raise Refusal(f"{name} reads otherwise there")
    return made


# A merge that was not finished ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Hunk:
    """A conflict as git writes it: lines with their ends, the marker lines by their first signs."""

    ours: list[str]
    base: list[str]
    theirs: list[str]
    marks: Mapping[str, str]


PagePart = list[str] | _Hunk


def remove_block_conflicts(text: str) -> str:
    """The page with no conflict marker in or across a generated block; all else as it is.

    A conflict that begins before a block and ends in it, or the other way round, keeps what the two
    sides have outside the block, with its markers where they differ there. The block is left as
    ours has it: it has to be made anew.
    """
    if "<<<<<<<" not in text or not (names := sorted(set(_OPENING.findall(text)))):
        return text
    parts = list(_parts(_LINE.findall(text)))
    hunks = [part for part in parts if isinstance(part, _Hunk)]
    if not hunks:
        return text
    marks = {name: _mark(name, (text,)) for name in names}
    ours, blocks = _side(parts, "ours", marks)
    theirs, more = _side(parts, "theirs", marks)
    base, _ = _side(parts, "base", marks)
    made: list[str] = []
    for part, mine, other, was in zip(parts, ours, theirs, base, strict=True):
        if isinstance(part, _Hunk):
            untouched = (mine, other) == (part.ours, part.theirs)
            made += _written(part, part.base) if untouched else _less(part.marks, mine, other, was)
        else:  # lines of both, which the block of one side may hold: then they are in conflict now
            made += _less(hunks[0].marks, mine, other, was)
    return _put_back("".join(made), {**more, **blocks})


def _parts(lines: list[str]) -> Iterator[PagePart]:
    """A page as runs of lines and conflicts; a marker that belongs to none is a line."""
    at = 0
    plain: list[str] = []
    while at < len(lines):
        found = _hunk(lines, at) if _sign(lines[at]) == "<" else None
        if found is None:
            plain.append(lines[at])
            at += 1
        else:
            yield plain
            hunk, at = found
            yield hunk
            plain = []
    yield plain


def _sign(line: str) -> str:
    found = _SIGN.match(line)
    return (found[1] or found[2]) if found else ""


def _hunk(lines: list[str], at: int) -> tuple[_Hunk, int] | None:
    """The conflict that begins at a line, and where the lines after it begin."""
    marks = {"<": lines[at]}
    sides: dict[str, list[str]] = {"<": [], "|": [], "=": []}
    side = "<"
    for after in range(at + 1, len(lines)):
        sign = _sign(lines[after])
        if sign == "<":
            return None
        if sign == ">":
            marks[sign] = lines[after]
            if side != "=":
                return None
            return _Hunk(sides["<"], sides["|"], sides["="], marks), after + 1
        if (sign == "|" and side == "<") or (sign == "=" and side != "="):
            marks[sign], side = lines[after], sign
        else:
            sides[side].append(lines[after])
    return None


def _side(
    parts: Sequence[PagePart], side: str, marks: Mapping[str, str]
) -> tuple[list[list[str]], dict[str, str]]:
    """One side's lines, part by part, each block of it as one line; and the blocks by that line."""
    lines = [list(getattr(part, side)) if isinstance(part, _Hunk) else part for part in parts]
    text = "".join(line for part in lines for line in part)
    spans, blocks = {}, {}
    for name, mark in marks.items():
        if span := find_block(text, name):
            end = text.find("\n", span[1]) + 1 or len(text)
            spans[span] = mark + text[span[1] : end]
            blocks[mark] = text[span[0] : span[1]]
    left: list[list[str]] = []
    at = 0
    for part in lines:
        left.append([])
        for line in part:
            span = next((span for span in spans if span[0] <= at < span[1]), None)
            if span is None:
                left[-1].append(line)
            elif span[0] == at:
                left[-1].append(spans[span])
            at += len(line)
    return left, blocks


def _less(
    marks: Mapping[str, str], ours: list[str], theirs: list[str], base: list[str]
) -> list[str]:
    """What is left of a conflict: lines that both sides have at its ends are in none."""
    before = after = 0
    most = min(len(ours), len(theirs))
    while before < most and ours[before] == theirs[before]:
        before += 1
    while after < most - before and ours[-1 - after] == theirs[-1 - after]:
        after += 1
    stop, end = len(ours) - after, len(theirs) - after
    if before == stop and before == end:
        return ours
    less = _Hunk(ours[before:stop], [], theirs[before:end], marks)
    ends = {*ours[:before], *ours[stop:]}
    return [
        *ours[:before],
        *_written(less, [line for line in base if line not in ends]),
        *ours[stop:],
    ]


def _written(hunk: _Hunk, base: list[str]) -> list[str]:
    marks = hunk.marks
    middle = [marks["|"], *base] if "|" in marks else []
    return [marks["<"], *hunk.ours, *middle, marks["="], *hunk.theirs, marks[">"]]
