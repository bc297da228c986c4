"""Draws the node of a record: a box with its ref, its status and its title, that links to its page.

What a status means is told by the words, the border and the band at the left as well as by colour:
full for what is in force, empty and dashed for what is proposed, hatched for what is gone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from minutebook.site.book import Entry
from minutebook.site.graph.edges import KIND_BY_RELATION, BookIndex, Edge
from minutebook.site.graph.lettering import cut, measure, wrap
from minutebook.site.graph.packing import Place, Size
from minutebook.site.page import make_relative
from minutebook.text.terminal import single_line

DECISION_SIZE: Size = (220.0, 62.0)
PROMPT_SIZE: Size = (180.0, 58.0)
REPOSITORY_LINE = 15.0  # the height of the line that names the repository
TITLE_FONT, PROMPT_FONT, REF_FONT = 13.0, 12.0, 11.5
HATCH_ID = "page-graph-hatch"
_BAND_WIDTH = 7
_PADDING = 8
_BOLD = 1.12  # how much wider bold text is
_MAX_TOLD_RELATIONS = 12
_KIND_ORDER = {kind: position for position, kind in enumerate(KIND_BY_RELATION.values())}
_NOT_SLUG_CHARACTERS = re.compile(r"[^a-z0-9]+")


def measure_node(entry: Entry, *, has_repository: bool = False) -> Size:
    """The size of the node of a record; with `has_repository` it has a line for that."""
    width, height = DECISION_SIZE if entry.kind == "adr" else PROMPT_SIZE
    return width, height + (REPOSITORY_LINE if has_repository else 0)


def make_class(prefix: str, text: str) -> str:
    """A class for a word of a page: `state-accepted`, `group-in-force`; "other" for none."""
    return f"{prefix}-{_NOT_SLUG_CHARACTERS.sub('-', text.casefold()).strip('-') or 'other'}"


def draw_node(
    entry: Entry,
    number: int,
    place: Place,
    page_url: str,
    index: BookIndex,
    *,
    is_here: bool = False,
    has_repository: bool = False,
) -> str:
    """The node with its top left corner at a place, as an item of a list.

    `number` is what edges name it by in `data-ends`. `is_here` marks the record whose page it is;
    `has_repository` asks for the repository, too.
    """
    classes = ["node", f"kind-{entry.kind}"]
    if entry.kind == "adr":
        classes += [make_class("group", entry.group), make_class("state", entry.state)]
    if is_here:
        classes.append("is-here")
    x, y = place
    width, height = measure_node(entry, has_repository=has_repository)
    current = ' aria-current="page"' if is_here else ""
    attributes = (
        f'class="{" ".join(classes)}" role="listitem" transform="translate({x:.0f} {y:.0f})"'
        f' data-node="{number}" data-ref="{_quote(entry.ref)}"'
        f' data-repository="{_quote(entry.repository)}"'
    )
    link = f'href="{_quote(make_relative(entry.url, page_url))}"{current}'
    told = _quote(_describe(entry, index.edges_by_key.get(entry.key, ()), index))
    tip = _quote(". ".join(filter(None, (f"{entry.ref} {entry.title}", _tell_state(entry)))))
    description = f"<desc>{told}</desc>" if told else ""
    texts = _draw_texts(entry, width, has_repository, is_here)
    return (
        f"<g {attributes}><a {link}><title>{tip}</title>{description}"
        f"{_draw_box(entry, width, height)}{texts}</a></g>"
    )


def _quote(text: str) -> str:
    return escape(single_line(text))


def _draw_box(entry: Entry, width: float, height: float) -> str:
    if entry.kind != "adr":  # a note with its corner folded
        fold = 10
        return (
            f'<path class="box" d="M0 0H{width - fold:.0f}L{width:.0f} {fold}V{height:.0f}H0Z"/>'
            f'<path class="fold" d="M{width - fold:.0f} 0V{fold}H{width:.0f}"/>'
        )
    radius = 1 if entry.group == "gone" else 6
    band_fill = f' fill="url(#{HATCH_ID})"' if entry.group == "gone" else ""
    return (
        f'<rect class="box" width="{width:.0f}" height="{height:.0f}" rx="{radius}"/>'
        f'<rect class="band"{band_fill} x="3" y="3" width="{_BAND_WIDTH - 2}"'
        f' height="{height - 6:.0f}" rx="{min(radius, 2)}"/>'
    )


def _draw_texts(entry: Entry, width: float, has_repository: bool, is_bold: bool) -> str:
    is_decision = entry.kind == "adr"
    left = _BAND_WIDTH + _PADDING if is_decision else _PADDING
    room = width - left - _PADDING
    state = cut(_name_state(entry), REF_FONT, room * 0.5) if is_decision else ""
    room_of_ref = room - measure(state, REF_FONT) - 10
    ref = cut(single_line(entry.ref), REF_FONT, room_of_ref / _BOLD)
    texts = [f'<text class="ref" x="{left}" y="17">{escape(ref)}</text>']
    title_top = 34.0
    if has_repository:
        name = cut(single_line(entry.repository), REF_FONT, room)
        texts.append(f'<text class="repository" x="{left}" y="32">{escape(name)}</text>')
        title_top += REPOSITORY_LINE
    if state:
        right = f"{width - _PADDING:.0f}"
        texts.append(
            f'<text class="state" x="{right}" y="17" text-anchor="end">{escape(state)}</text>'
        )
    title_font = (TITLE_FONT if is_decision else PROMPT_FONT) * (_BOLD if is_bold else 1.0)
    lines = wrap(entry.title or entry.path, title_font, room)
    texts += [
        f'<text class="title" x="{left}" y="{title_top + 17 * number:.0f}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]
    return "".join(texts)


def _name_state(entry: Entry) -> str:
    return single_line(entry.state or entry.state_shown)


def _tell_state(entry: Entry) -> str:
    return ", ".join(filter(None, (_name_state(entry), entry.date)))


def _describe(entry: Entry, edges: Sequence[Edge], index: BookIndex) -> str:
    """The edges of a node in words, from its end; "" for none."""
    relations = []
    for edge in sorted(edges, key=lambda edge: _KIND_ORDER.get(edge.kind, len(_KIND_ORDER))):
        is_source = edge.source == entry.key
        other = index.entry_by_key[edge.target if is_source else edge.source].ref
        if is_source or edge.reverse_words:
            relations.append(f"{edge.words if is_source else edge.reverse_words} {other}")
        else:
            relations.append(f"{other} {edge.words} this")
    rest = len(relations) - _MAX_TOLD_RELATIONS
    told = "; ".join(relations[:_MAX_TOLD_RELATIONS])
    return told + (f"; and {rest:,} more" if rest > 0 else "")
