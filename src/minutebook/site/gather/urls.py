"""The urls of pages: readable, each of its own, and safe as files on any file system."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.operations.explaining.story.statistics import read_feature
from minutebook.records.filenames import fold_name, slugify
from minutebook.records.model import PHR, Record

_FOLDERS = {"adr": "decisions", "phr": "prompts"}
# What file systems or urls give a meaning of their own.
_UNSAFE = compile_lazily(r"[\x00-\x1f\x7f<>:\"|?*\\#%\ud800-\udfff]+")
_DEVICE_NAME = compile_lazily(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|\Z)")
# Names that the site's own pages have in the folders of records, or that folders have there.
_OWN_NAME = compile_lazily(r"(?i)(?:(?:index|page)(?:-?[0-9]{1,9})?|[0-9]{1,9})(?=\.html\Z)")
_OWN_FOLDERS = ("sessions", "page")
_MAX_PART_BYTES = 150  # a file name has at most 255, and gets an ending
_MAX_REPOSITORY_CHARS = 40
# Folders and pages at the root of the site, which no repository may be called.
_ROOT_NAMES = (
    *("about", "assets", "decisions", "feed", "files", "graph", "guide", "index", "labels"),
    *("pagefind", "people", "prompts", "search"),
)


class UrlClaims:
    """Gives each page a url that no other page has, also where letters of both cases are one.

    Nor is a page where another one's folder is.
    """

    def __init__(self) -> None:
        self._pages: set[str] = set()
        self._folders: set[str] = set()

    def claim(self, url: str) -> str:
        """The url, which ends with `.html`, with a number behind a name in it that is taken."""
        *folders, name = url.split("/")
        place = ""
        for folder in folders:
            place = _number(place + folder, "", self._pages) + "/"
        chosen = _number(place + name.removesuffix(".html"), ".html", self._pages, self._folders)
        folded = fold_name(chosen)
        self._pages.add(folded)
        self._folders.update(_list_folders(folded))
        return chosen


def _number(stem: str, ending: str, *taken: set[str]) -> str:
    """A name with the first number behind its stem, if any, with which it is not taken."""
    candidate, count = f"{stem}{ending}", 1
    while any(fold_name(candidate) in names for names in taken):
        count += 1
        candidate = f"{stem}-{count}{ending}"
    return candidate


def _list_folders(url: str) -> list[str]:
    parts = url.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def make_record_url(record: Record) -> str:
    """The url that a record's page would have in a site of its repository alone.

    `decisions/0007-use-redis.html`, `prompts/carts/0042-keep-carts.html`: by the page's own name,
    without its stage, in the folder that it has below the folder of its kind.
    """
    if record.kind is PHR:
        places = [
            record.folder.label,
            record.subfolder or slugify(read_feature(record) or "general"),
        ]
        name = record.link_target
    else:
        places = [record.folder.label, record.subfolder]
        name = record.stem
    parts = [part for place in places for part in place.split("/") if part not in ("", ".")]
    if parts and fold_name(parts[0]) in _OWN_FOLDERS:
        parts[0] = f"in-{parts[0]}"
    return "/".join([_FOLDERS[record.kind.name], *map(make_safe, parts), _name_page(name)])


def make_file_url(path: str) -> str:
    """The url that the page about a file would have: `files/src/app.py.html`."""
    *folders, name = path.split("/")
    if folders and fold_name(folders[0]) in _OWN_FOLDERS:
        folders[0] = f"in-{folders[0]}"
    return "/".join(["files", *map(make_safe, folders), _name_page(name)])


def _name_page(name: str) -> str:
    page = f"{make_safe(name)}.html"
    return f"about-{page}" if _OWN_NAME.match(page) else page


def make_safe(part: str) -> str:
    """A part of a path as a part of a url: what no file system minds, and no host hides.

    A leading dot is written out: hosts leave out such files.
    """
    safe = _UNSAFE.sub("-", part).rstrip(". ")
    if safe.startswith("."):
        safe = f"dot-{safe.lstrip('.')}"
    if _DEVICE_NAME.match(safe):
        safe = f"{safe}-"
    raw = safe.encode("utf-8")
    if len(raw) > _MAX_PART_BYTES:
        safe = raw[:_MAX_PART_BYTES].decode("utf-8", "ignore")
    return safe or "-"


def choose_slugs(names: list[str]) -> list[str]:
    """The folders of repositories in the site, by their names; "" where there is only one."""
    if len(names) == 1:
        return [""]
    taken = set(_ROOT_NAMES)
    slugs = []
    for name in names:
        base = slug = slugify(name, _MAX_REPOSITORY_CHARS)
        count = 1
        while fold_name(slug) in taken:
            count += 1
            slug = f"{base}-{count}"
        taken.add(fold_name(slug))
        slugs.append(slug)
    return slugs
