"""Pages that no record is behind: search, what the site is made with, and the guide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.site.page import Page
from minutebook.site.pages.index import BookIndex

GuideTopic = tuple[str, str, str]

_LICENCES = (
    ("minutebook", "MIT", "the pages' layout, styles and scripts"),
    ("markdown-it-py", "MIT", "reads the markdown of records"),
    ("Jinja", "BSD-3-Clause", "fills the templates"),
    ("Pygments", "BSD-2-Clause", "colours code; its styles are part of the style sheet"),
)


def list_text_pages(index: BookIndex, guide: Sequence[GuideTopic]) -> Iterator[Page]:
    """The pages `search.html` and `about.html`, and those of the guide where topics are given.

    A topic has its name (its page is `guide/<name>.html`), its title and its text in markdown.
    """
    book = index.book
    yield index.make_page("search.html", "search.html", "Search", "search")
    yield index.make_page(
        "about.html",
        "about.html",
        "About this site",
        "about",
        decision_count=len(book.decisions),
        prompt_count=len(book.prompts),
        licences=[
            {"name": name, "licence": licence, "purpose": purpose}
            for name, licence, purpose in _LICENCES
        ],
    )
    if not guide:
        return
    links = [{"title": title, "url": f"guide/{name}.html"} for name, title, _ in guide]
    for position, (_, title, markdown) in enumerate(guide):
        yield index.make_page(
            str(links[position]["url"]),
            "guide.html",
            title,
            "guide",
            topics=links,
            markdown_text=_drop_title(markdown),
            previous=links[position - 1] if position else {"url": "", "title": ""},
            next=links[position + 1] if position + 1 < len(links) else {"url": "", "title": ""},
        )
    if "index" not in {name for name, _, _ in guide}:
        nowhere = {"url": "", "title": ""}
        yield index.make_page(
            "guide/index.html",
            "guide.html",
            "Guide",
            "guide",
            topics=links,
            markdown_text="",
            previous=nowhere,
            next=links[0],
        )


def _drop_title(markdown: str) -> str:
    """A text without the heading of the first level that it begins with: the page has it."""
    first, _, rest = markdown.lstrip().partition("\n")
    return rest.lstrip("\n") if first.startswith("# ") else markdown
