"""Draws the markdown of records as HTML that can do nothing: what it links to is sought anew."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from minutebook.site.rendering.book_links import BookLinks
from minutebook.site.rendering.heading_ids import HeadingIds
from minutebook.site.rendering.highlighting import draw_code
from minutebook.site.rendering.inline_tokens import InlineChanger, list_texts
from minutebook.site.rendering.relative_links import relate
from minutebook.site.rendering.shown_text import show_text
from minutebook.site.rendering.value_filters import show_verbatim
from minutebook.text.markdown.visible import remove_invisible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

_MAX_NESTING = 40  # of lists, their items and quotes in each other
_MAX_CHARS = 300_000  # of a text: parsing more takes too long
# The parser takes the square of the brackets in a paragraph, if they are hostile.
_MAX_PARAGRAPH_CHARS = 50_000
_MAX_PARAGRAPH_SIGNS = 2_000
_SIGNS = "[]*_`~<&"
_LOWEST_LEVEL = 6
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_CONTAINERS = {"bullet_list_open", "ordered_list_open", "blockquote_open"}
_TICKS = {"[ ]": ("☐", "open"), "[x]": ("☑", "done"), "[X]": ("☑", "done")}


class MarkdownDrawer:
    """Draws the texts of one page after another; `reserved_ids` are those that templates have."""

    def __init__(self, links: BookLinks, reserved_ids: frozenset[str]) -> None:
        self._links, self._reserved_ids = links, reserved_ids
        self._ids, self._page_url = HeadingIds(reserved_ids), ""
        self._parser = _make_parser()

    def start_page(self, page_url: str) -> None:
        """Begin a page: links are relative to its url, and its headings have ids of their own."""
        self._ids, self._page_url = HeadingIds(self._reserved_ids), page_url

    def draw(self, text: str, entry_key: str, top_level: int) -> Markup:
        """A text of an entry (its links are relative to that) as HTML.

        Its highest headings get the level `top_level`. A text too long or too deep is shown as it
        is. `entry_key` is "" for a text of no record: what it names is not looked for.
        """
        if len(text) > _MAX_CHARS:
            return show_verbatim(text)
        shown = remove_invisible(text) if "<" in text else text
        tokens = self._parser.parse(show_text(shown))
        if max((token.level for token in tokens), default=0) >= _MAX_NESTING - 1:
            return show_verbatim(text)  # the parser drops what is deeper
        source = self._links.find_entry(entry_key)
        changer = InlineChanger(self._links, self._ids, source, self._page_url)
        self._level_headings(tokens, top_level)
        if _FROM_THE_RIGHT.search(shown):
            _let_sides_follow(tokens)
        for index, token in enumerate(tokens):
            if token.type == "inline":
                token.children = changer.change(token.children or [])
                if index and tokens[index - 1].type == "heading_open":
                    _add_anchor(token, str(tokens[index - 1].attrs["id"]))
            elif token.type in ("th_open", "td_open"):
                _align_by_class(token)
            elif token.type == "list_item_open":
                _draw_tick(tokens[index : index + 3])
        return Markup(self._parser.renderer.render(tokens, self._parser.options, {}))  # noqa: S704

    def _level_headings(self, tokens: Sequence[Token], top_level: int) -> None:
        """Give headings their ids and levels: the highest `top_level`, and none is left out."""
        levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
        moved_by = top_level - min(levels, default=top_level)
        last_level = top_level - 1
        for index, token in enumerate(tokens):
            if token.type == "heading_open":
                level = min(int(token.tag[1]) + moved_by, last_level + 1, _LOWEST_LEVEL)
                token.tag = tokens[index + 2].tag = f"h{level}"
                last_level = level
                title = "".join(list_texts(tokens[index + 1].children or []))
                token.attrs = {"id": self._ids.give(show_text(title))}


def _make_parser() -> MarkdownIt:
    """A parser of CommonMark with tables and strikethrough, that shows HTML as text."""
    parser = MarkdownIt(
        "commonmark", {"html": False, "maxNesting": _MAX_NESTING, "xhtmlOut": False}
    ).enable(["table", "strikethrough"])
    # Links are judged and quoted where they are drawn, so that those refused are shown as text.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.core.ruler.at("inline", _parse_inline)
    for name, rule in (
        ("fence", _draw_fence),
        ("code_block", _draw_fence),
        ("table_open", _open_table),
        ("table_close", _close_table),
    ):
        parser.renderer.rules[name] = rule  # type: ignore[attr-defined]
    return parser


def _parse_inline(state: StateCore) -> None:
    """Parse the lines of blocks, but for those that would take too long: they stay a text."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        content = token.content
        is_long = len(content) > _MAX_PARAGRAPH_CHARS
        if is_long or sum(map(content.count, _SIGNS)) > _MAX_PARAGRAPH_SIGNS:
            token.children.append(Token("text", "", 0, content=content))
        else:
            state.md.inline.parse(content, state.md, state.env, token.children)


def _draw_fence(
    tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    return str(draw_code(tokens[index].content, tokens[index].info))


def _open_table(
    tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _close_table(
    tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    return "</table></div>\n"


def _add_anchor(token: Token, heading_id: str) -> None:
    """Put a link to a heading itself behind its text."""
    title = "".join(list_texts(token.children or [])).strip()
    attributes = {
        "class": "anchor",
        "href": relate(f"#{heading_id}", ""),
        "aria-label": f"Link to “{title}”" if title else "Link to this section",
    }
    token.children = [
        *(token.children or []),
        Token("a_open", "a", 1, attrs=dict(attributes)),
        Token("text", "", 0, content="#"),
        Token("a_close", "a", -1),
    ]


def _align_by_class(token: Token) -> None:
    """A cell's alignment as a class: the site allows no styles within pages."""
    side = str(token.attrs.pop("style", "")).removeprefix("text-align:")
    if side in ("center", "right"):
        token.attrs["class"] = f"align-{side}"


def _draw_tick(tokens: Sequence[Token]) -> None:
    """Draw the `[x]` at the beginning of a list's item, given its first three tokens, as a tick."""
    if len(tokens) < 3 or tokens[2].type != "inline":
        return
    children = tokens[2].children or []
    mark = tokens[2].content[:3]
    if mark not in _TICKS or not children or not children[0].content.startswith(f"{mark} "):
        return
    sign, name = _TICKS[mark]
    tokens[0].attrs["class"] = "task"
    attributes = {"class": "tick", "role": "img", "aria-label": name}
    children[0].content = children[0].content[3:]
    tokens[2].children = [
        Token("span_open", "span", 1, attrs=dict(attributes)),
        Token("text", "", 0, content=sign),
        Token("span_close", "span", -1),
        *children,
    ]


def _let_sides_follow(tokens: Sequence[Token]) -> None:
    """Have bullets and the lines of quotes stand where the script of their text begins.

    Of blocks of text the style sheet does it.
    """
    for token in tokens:
        if token.type in _CONTAINERS:
            token.attrSet("dir", "auto")
