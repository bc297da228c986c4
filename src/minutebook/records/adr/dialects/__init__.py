"""The formats of decision pages: one module a dialect.

To add a dialect, add a module here that has a `Dialect` named `DIALECT`, and its name to
`MODULE_NAMES`; no other code names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from minutebook.lean.values import Value
from minutebook.records.adr.edits.forms import NO_FORM, FolderForm
from minutebook.records.adr.survey import Survey
from minutebook.records.model import Link
from minutebook.text.frontmatter import FrontMatter

# Walking the package would take longer than Python's start: `pkgutil` loads `inspect` and `typing`.
MODULE_NAMES = ("bullets", "front_matter", "nygard", "plain", "table")


class StatedFacts(Value):
    """What a dialect finds on a page.

    `status` is the text of the status as the page has it, None where the dialect states none.
    `title`, `date` (ISO 8601) and `links` are left empty for what every page may state in its text:
    headings, fields and lines that are called so, and relations are read anyway.
    """

    status: str | None = None
    title: str = ""
    date: str = ""
    links: tuple[Link, ...] = ()


class NewLink(Value):
    """A relation to add to a page.

    `label` and `href` make the link that readers click, `target` (`0007-use-redis`) is what a
    field stores. `relation` is the name of a known relation. `names` are what the page may call the
    other record instead, by the way in which it does (see `references.names`), and `form` is what
    the pages of its folder do.
    """

    relation: str
    label: str
    href: str
    target: str
    names: Mapping[str, str | int] = {}
    form: FolderForm = NO_FORM


class NewStatus(Value):
    """A known status to set, a reason to add in a line, "" for none, and what other pages do.

    `today` (ISO 8601) is the date of the status, "" where it is not known. The reason says what it
    is the reason of: "Accepted on 2026-01-31: good enough for one worker".
    """

    status: str
    reason: str = ""
    form: FolderForm = NO_FORM
    today: str = ""


class Dialect(Value, slots=False, eq=False):
    """How one format of decision pages states its facts, and how they are changed in that form.

    A page is of the first dialect, by rising `priority`, that finds its status; a page without one
    is of the first that `detect`s it. Each function gets a page that may be of another dialect and
    raises for none; the editing ones return the text of the new page and change no other byte.

    `read_facts(survey, front_matter)` reads a page. `set_status(text, new)` sets a known status,
    a `NewStatus`. A `superseded-by` that `add_link(text, link)`
    adds becomes the page's status as well. `remove_link(text, relation, matches, form)` removes the
    relations of a name that `matches` picks; None where `link_removal`, which every page goes
    through, finds them all.

    `add_fact(survey, key, value)` adds a line that states another fact, as the page states those
    that it has; None where it has no such lines. Without an `add_fact` pages have front matter.

    `outweighs_links`: a known status holds even where a link in the text says "superseded by".
    `links_by_title`: links to other decisions name their number and title ("5. Use Redis").
    """

    name: str
    priority: int
    read_facts: Callable[[Survey, FrontMatter], StatedFacts]
    detect: Callable[[Survey, FrontMatter], bool]
    set_status: Callable[[str, NewStatus], str]
    add_link: Callable[[str, NewLink], str]
    remove_link: Callable[[str, str, Callable[[Link], bool], FolderForm], str] | None = None
    outweighs_links: bool = False
    links_by_title: bool = False
    add_fact: Callable[[Survey, str, str], str | None] | None = None


@cache
def list_dialects() -> tuple[Dialect, ...]:
    """Return the dialects of the modules of this package, by priority."""
    from importlib import import_module

    modules = [import_module(f"{__name__}.{name}") for name in MODULE_NAMES]
    dialects: list[Dialect] = [module.DIALECT for module in modules]
    return tuple(sorted(dialects, key=lambda dialect: (dialect.priority, dialect.name)))


def get_dialect(name: str) -> Dialect:
    """Return the dialect of a name. Raises KeyError where there is none."""
    for dialect in list_dialects():
        if dialect.name == name:
            return dialect
    raise KeyError(name)
