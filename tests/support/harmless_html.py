"""HTML that can do nothing: only elements and attributes that the site itself makes of texts."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_PLAIN_ELEMENTS = (
    *("p", "blockquote", "ul", "em", "strong", "s", "hr", "br", "code", "figcaption"),
    *("table", "thead", "tbody", "tr"),
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ALLOWED_ATTRIBUTES: dict[str, frozenset[str]] = {
    **{name: frozenset({"id"}) for name in _HEADINGS},
    **{name: frozenset() for name in _PLAIN_ELEMENTS},
    "a": frozenset({"href", "title", "rel", "class", "aria-label"}),
    "span": frozenset({"class", "title", "role", "aria-label"}),
    "ol": frozenset({"start"}),
    "li": frozenset({"class"}),
    "th": frozenset({"class"}),
    "td": frozenset({"class"}),
    "div": frozenset({"class", "tabindex"}),
    "pre": frozenset({"class", "tabindex"}),
    "figure": frozenset({"class"}),
}
_VOID = ("hr", "br")
_CLASS = re.compile(
    r"tk-[a-z]+|external|anchor|no-link|tick|task|table|code|verbatim|align-(?:center|right)"
)
_ADDRESS = re.compile(r"https?://[!-~]+|mailto:[!-~]*|#[!-~]*|[\w%./#~-]*", re.ASCII)
# What hides, reorders or controls: none of it may be left in what a browser reads.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open_tags: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = ALLOWED_ATTRIBUTES.get(tag)
        if allowed is None:
            self.faults.append(f"<{tag}>")
            return
        if tag == "a" and "a" in self.open_tags:
            self.faults.append("a link in a link")
        for name, value in attrs:
            self._look_at(tag, name, value or "", allowed)
        if tag not in _VOID:
            self.open_tags.append(tag)

    def _look_at(self, tag: str, name: str, value: str, allowed: frozenset[str]) -> None:
        if name not in allowed:
            self.faults.append(f"<{tag} {name}>")
        elif name == "href":
            self.hrefs.append(value)
            if not _ADDRESS.fullmatch(value):
                self.faults.append(f"href {value!r}")
        elif name == "class" and not all(map(_CLASS.fullmatch, value.split())):
            self.faults.append(f"class {value!r}")
        elif name == "id":
            self.ids.append(value)
        elif _UNSEEN.search(value):
            self.faults.append(f"unseen signs in {name}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.faults.append(f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.text += data
        if _UNSEEN.search(data):
            self.faults.append("unseen signs in the text")

    def handle_comment(self, data: str) -> None:
        self.faults.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("a declaration")

    def unknown_decl(self, data: str) -> None:
        self.faults.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.faults.append("an instruction")


class ReadHtml:
    """What a browser makes of HTML: `text` that is shown, `hrefs`, `ids`, and `faults` in it."""

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.feed(str(html))  # markup has methods of its own
        reader.close()
        self.text, self.hrefs, self.ids = reader.text, reader.hrefs, reader.ids
        left_open = [f"<{tag}> is left open" for tag in reader.open_tags]
        repeated = [f"two of id {each}" for each in {*self.ids} if self.ids.count(each) > 1]
        self.faults = [*reader.faults, *left_open, *repeated]


def read_harmless(html: str) -> ReadHtml:
    """Read HTML, and assert that it can do nothing."""
    read = ReadHtml(html)
    assert read.faults == []
    return read
