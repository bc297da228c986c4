"""Where links of a text lead: to pages of the site, to the forge, to another host, or nowhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

from minutebook.lean.values import Value
from minutebook.site.book import Book, Entry, Repository

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# `src/app.py:12`, `app.py:12:3`: it looks like a scheme, and is none.
_LINE_OF_FILE = re.compile(r"(?P<path>[^:]*[./][^:]*):(?P<line>[0-9]{1,7})(?::[0-9]{1,5})?")
# How pages of the guide, which are no records, name each other.
_GUIDE_PAGE = re.compile(r"(?P<name>[a-z-]+)\.md(?:#(?P<anchor>[\w-]+))?")
_BLANKS_AND_CONTROLS = re.compile("[\x00-\x20\x7f-\xa0]")  # browsers skip some in an address
_SAFE_IN_ADDRESS = "%/:=&?~#+!$,;@()*[]-._'"
_PLACE_SEPARATOR = "\x1f"


class Target(Value):
    """Where a link leads: a url of the site (`is_site`), or an absolute address; "" for nowhere.

    `title` is what a pointer held over the link is told.
    """

    url: str = ""
    title: str = ""
    is_site: bool = False


NOWHERE = Target()


class BookLinks:
    """Finds pages of a book by references and paths, and notes what it was asked.

    `lookups` are the questions since they were cleared, as texts; `answer` answers one again, so
    that a page may be drawn anew where another record has come or gone.
    """

    def __init__(self, book: Book) -> None:
        self.lookups: dict[str, None] = {}
        self._day = book.day
        self._repositories = {each.slug: each for each in book.repositories}
        self._entries = {entry.key: entry for entry in book.entries}
        self._by_path = {(entry.repository, entry.path): entry for entry in book.entries}
        self._by_number: dict[tuple[str, str, int], Entry | None] = {}
        for entry in book.entries:
            number = entry.repository, entry.kind, entry.number
            self._by_number[number] = None if number in self._by_number else entry
        self._file_urls = {(file.repository, file.path): file.url for file in book.files}

    def find_entry(self, key: str) -> Entry | None:
        """The entry with a key; None for "" or a key of no entry."""
        return self._entries.get(key)

    def find_day(self) -> str:
        """The day of the newest record."""
        return self._ask("day")

    def find_ref(self, source: Entry, kind: str, number: int) -> Target:
        """The page of a record that a text of `source` names by its number.

        Nowhere where the book has none, or several, or it is the text's own.
        """
        if source.kind == kind and source.number == number:
            return NOWHERE
        return _read_target(self._ask("ref", source.repository, kind, str(number)))

    def find_path(self, slug: str, path: str) -> Target | None:
        """The page of a record or a file by its path in a repository; None where it has none."""
        target = _read_target(self._ask("path", slug, path))
        return target if target.url else None

    def answer(self, lookup: str) -> str:
        """The answer to a lookup, as a text to be compared with what it was before."""
        question, *places = lookup.split(_PLACE_SEPARATOR)
        if question == "day":
            return self._day
        if question == "ref":
            slug, kind, number = places
            entry = self._by_number.get((slug, kind, int(number)))
            return _write_target(_make_entry_target(entry)) if entry else ""
        slug, path = places
        return _write_target(self._locate_path(slug, path))

    def digest_answers(self, lookups: Iterable[str]) -> str:
        """A digest of the answers to lookups, in hexadecimal digits."""
        answers = "\x1e".join(map(self.answer, lookups))
        return hashlib.sha256(answers.encode("utf-8", "surrogatepass")).hexdigest()

    def _ask(self, *parts: str) -> str:
        lookup = _PLACE_SEPARATOR.join(part.replace(_PLACE_SEPARATOR, " ") for part in parts)
        self.lookups[lookup] = None
        return self.answer(lookup)

    def _locate_path(self, slug: str, path: str) -> Target:
        if entry := self._by_path.get((slug, path)):
            return _make_entry_target(entry)
        # The forge shows a file itself, where the site has only what records say of it.
        url = self._file_urls.get((slug, path), "")
        files_url = self._repositories[slug].files_url if slug in self._repositories else ""
        if url and files_url:
            return Target(files_url + quote(path), path)
        return Target(url, path, is_site=True) if url else NOWHERE

    def resolve(self, href: str, source: Entry | None) -> Target:
        """Where an address in the text of an entry leads, its entities and escapes read.

        Other addresses than of the web and of mail lead nowhere, however they are disguised: what
        is given back is made anew. The anchor of a page itself is given as `#anchor`.
        """
        address = _BLANKS_AND_CONTROLS.sub("", href)
        if address.startswith("#"):
            return Target(address, is_site=True)
        scheme = _SCHEME.match(address)
        if scheme and not _LINE_OF_FILE.fullmatch(address):
            return self._resolve_absolute(address, scheme[1].lower(), source)
        if source is None and (topic := _GUIDE_PAGE.fullmatch(address)):
            return _add_fragment(
                Target(f"guide/{topic['name']}.html", is_site=True), topic["anchor"] or ""
            )
        if source is None or address.startswith(("//", "\\")) or not address:
            return NOWHERE
        path, _, fragment = href.strip().partition("#")
        path = unquote(path.partition("?")[0])
        if line := _LINE_OF_FILE.fullmatch(path):
            path, fragment = line["path"], f"L{line['line']}"
        return _add_fragment(self._find_file(source, path), fragment)

    def _find_file(self, source: Entry, path: str) -> Target:
        """What a path in a text of an entry leads to: from its folder, else from the top.

        An agent names files in its answers as it sees them, from the top. Of a path that the book
        does not know the forge is asked, but not of one that may be of somebody's own disk.
        """
        beside, below_top = _resolve_steps(source.path, path), _resolve_steps("", path)
        known = filter(None, (beside, below_top))
        if target := next(
            filter(None, (self.find_path(source.repository, each) for each in known)), None
        ):
            return target
        is_of_agent = source.kind == "phr" and not path.startswith(".")
        place = below_top if is_of_agent else beside
        repository = self._repositories.get(source.repository)
        if path.startswith("/") or not place or repository is None or not repository.files_url:
            return NOWHERE
        return Target(repository.files_url + quote(place), place)

    def _resolve_absolute(self, address: str, scheme: str, source: Entry | None) -> Target:
        if scheme == "mailto":
            return Target(quote(address, safe=_SAFE_IN_ADDRESS))
        if scheme not in ("http", "https"):
            return NOWHERE
        repository = self._repositories.get(source.repository) if source else None
        if repository is not None and (path := _strip_forge(address, repository)):
            path, _, fragment = path.partition("#")
            if target := self.find_path(repository.slug, unquote(path)):
                return _add_fragment(target, fragment)
        try:
            parts = urlsplit(address)
            is_plain = bool(parts.hostname) and "@" not in parts.netloc and "\\" not in address
        except ValueError:
            return NOWHERE
        # What a browser reads as the host may stand behind an `@`: nobody sees where it leads.
        return Target(quote(address, safe=_SAFE_IN_ADDRESS)) if is_plain else NOWHERE


def _strip_forge(address: str, repository: Repository) -> str:
    """The path of a file in an address on the repository's own forge; "" where it is none."""
    start = repository.files_url
    return address.removeprefix(start) if start and address.startswith(start) else ""


def _resolve_steps(page_path: str, path: str) -> str:
    """The path from the repository's top that a link on a page leads to; "" where it leads out."""
    parts = [] if path.startswith("/") else page_path.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _make_entry_target(entry: Entry) -> Target:
    state = f" ({entry.state_shown or entry.state})" if entry.state and entry.kind == "adr" else ""
    return Target(entry.url, f"{entry.ref} {entry.title}{state}", is_site=True)


def _add_fragment(target: Target, fragment: str) -> Target:
    if not target.url or not fragment:
        return target
    mark = fragment if target.is_site else quote(unquote(fragment))
    return Target(f"{target.url}#{mark}", target.title, target.is_site)


def _write_target(target: Target) -> str:
    return f"{int(target.is_site)}{target.url}\n{target.title}" if target.url else ""


def _read_target(answer: str) -> Target:
    url, _, title = answer.partition("\n")
    return Target(url[1:], title, url[0] == "1") if url else NOWHERE
