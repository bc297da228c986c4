"""A page of the site before it is drawn: where it goes, by which template, from which data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from minutebook.lean.values import Value, field


def _no_texts() -> Mapping[str, object]:
    return {}


class Page(Value):
    """A page, or another text file of the site.

    `url` is relative to the site's root, with slashes, and quoted where it is linked. `data` are
    plain values (texts, numbers, lists, mappings with such), all that the page is made from, but
    for what `read_texts` reads when it is drawn: texts too large to be held for all pages, told
    apart by something in `data` (a digest). Two pages with one template and equal data are drawn
    alike.
    """

    url: str
    template: str
    data: Mapping[str, object]
    read_texts: Callable[[], Mapping[str, object]] = field(default=_no_texts)


def make_relative(url: str, page_url: str) -> str:
    """The link to `url` from a page, both relative to the site's root: works in any folder.

    A fragment (`#…`) is kept. The result is quoted for an attribute of HTML.
    """
    path, mark, fragment = url.partition("#")
    if not path:
        return f"#{quote(fragment)}"
    # A page has dozens of these: posixpath.relpath takes seven times as long.
    parts, folders = path.split("/"), page_url.split("/")[:-1]
    shared = 0
    for part, folder in zip(parts[:-1], folders, strict=False):
        if part != folder:
            break
        shared += 1
    relative = "../" * (len(folders) - shared) + "/".join(parts[shared:])
    return quote(relative) + (f"#{quote(fragment)}" if mark else "")
