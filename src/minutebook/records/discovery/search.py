"""Looks through a repository's pages for folders of records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import combinations

from minutebook.lean.values import Value, field
from minutebook.records import filenames
from minutebook.records.discovery import (
    EXPORT_MARK,
    SITE_MARK,
    DiscoveredFolder,
    PassedOver,
    Survey,
    folder_words,
    page_signs,
)
from minutebook.records.model import ADR, PHR, ROOT, Folder, Kind, is_below

# How many pages are read to judge a folder, and all folders whose names say nothing.
_MAX_NAMED_FOLDER_PAGES = 20
_MAX_OTHER_FOLDER_PAGES = 8
_MAX_READ_PAGES = 2_000
_OTHER_PROMPT_FOLDER = "records of prompts, in a folder of another name than history/prompts"
_NO_HEADINGS = "none has the headings of a decision"

ReadText = Callable[[str], str]


class _Candidate(Value, frozen=False):
    """A folder that may hold decisions, with the pages that would be records.

    `numbered` and `dated` are those of the pages whose names begin with a number or a date.
    """

    path: str
    pages: list[str] = field(default_factory=list)
    numbered: list[str] = field(default_factory=list)
    dated: list[str] = field(default_factory=list)

    @property
    def is_likely(self) -> bool:
        return folder_words.is_likely(self.path.rpartition("/")[2])


def survey_folders(paths: Iterable[str], read_text: ReadText, adr_dir: str = "") -> Survey:
    """See `discovery.survey_folders`."""
    pages_by_folder: dict[str, list[str]] = {}
    paths = list(paths)
    made = {
        path.rpartition("/")[0]
        for path in paths
        if path.rpartition("/")[2] in (EXPORT_MARK, SITE_MARK)
    }
    for path in paths:
        if ADR.has_ending(path) and not ("" in made or _is_below(path, made)):
            pages_by_folder.setdefault(path.rpartition("/")[0], []).append(path)
    search = _Search(read_text, adr_dir)
    search.sort_folders(pages_by_folder)
    prompts = _keep_outermost(search.prompts)
    named = {
        path: search.named[path]
        for path in _keep_outermost(search.named)
        if not _is_below(path, prompts)
    }
    decisions = [path for path, pages in named.items() if search.has_decisions(path, pages)]
    decisions += search.find_by_content(pages_by_folder)
    decisions = _keep_outermost(decisions)
    all_pages = [page for pages in pages_by_folder.values() for page in pages]
    adopted = [_describe_folder(ADR, path, all_pages, read_text) for path in decisions]
    adopted += [_describe_folder(PHR, path, all_pages, read_text) for path in prompts]
    return Survey(
        tuple(sorted((found for found in adopted if found.record_count), key=_rank)),
        tuple(
            search.passed_over[path]
            for path in sorted(search.passed_over)
            if not _is_below(path, [*decisions, *prompts])
        ),
    )


def _rank(found: DiscoveredFolder) -> tuple[bool, int, str]:
    """What sorts folders: those of the whole repository, those with many records, by path."""
    path = found.folder.path
    return bool(folder_words.find_owner(path)), -found.record_count, path


class _Search:
    """One look through a repository's folders: the candidates, and what was passed over."""

    def __init__(self, read_text: ReadText, adr_dir: str) -> None:
        self.read_text = read_text
        self.adr_dir = adr_dir
        self.prompts: dict[str, list[str]] = {}  # pages by folder, as in the two below
        self.named: dict[str, list[str]] = {}  # of decisions, by their names
        self.others: list[str] = []  # the folders whose names say nothing
        self.passed_over: dict[str, PassedOver] = {}
        self.read_count = 0

    def sort_folders(self, pages_by_folder: Mapping[str, list[str]]) -> None:
        """Sort folders by what their names say."""
        for folder, pages in pages_by_folder.items():
            prompt_folder = _get_prompt_folder(folder)
            candidate = prompt_folder or self._get_named_folder(folder)
            foreign, reason = folder_words.find_foreign_part(candidate or folder)
            if candidate and foreign and candidate != self.adr_dir:
                self._pass_over(candidate, len(pages), reason)
            elif candidate:
                group = self.prompts if prompt_folder else self.named
                group.setdefault(candidate, []).extend(pages)
            elif not foreign:
                prompts = [page for page in pages if _is_prompt_record(page)]
                if prompts:
                    path = _cut_after_prompts(folder)
                    self._pass_over(path, len(prompts), _OTHER_PROMPT_FOLDER, PHR)
                self.others.append(folder)

    def _get_named_folder(self, folder: str) -> str:
        """The outermost folder, at or above one, that is named like decisions; "" for none."""
        adr_dir = self.adr_dir
        if adr_dir == ROOT and not folder:
            return ROOT
        if adr_dir and (folder == adr_dir or folder.startswith(f"{adr_dir}/")):
            return adr_dir
        parts = folder.split("/")
        for depth, part in enumerate(parts, 1):
            if folder_words.is_named_like_decisions(part):
                return "/".join(parts[:depth])
        return ""

    def _pass_over(self, path: str, page_count: int, reason: str, kind: Kind = ADR) -> None:
        before = self.passed_over.get(path)
        count = page_count + (before.page_count if before else 0)
        self.passed_over[path] = PassedOver(path, count, reason, kind)

    def has_decisions(self, path: str, pages: list[str]) -> bool:
        """Whether a folder named like decisions holds any: code may have such folders too."""
        records = list(filenames.select_records([Folder(ADR, path)], pages, self.read_text))
        named = [page for page in records if _is_named(page_signs.locate_page(page)[1])]
        if records and len(named) * 2 >= len(records):
            return True
        if any(len(self._find_signs(page)) > 1 for page in records[:_MAX_NAMED_FOLDER_PAGES]):
            return True
        reason = _NO_HEADINGS if records else "no decision in it yet"
        self._pass_over(path, len(records or pages), reason)
        return False

    def find_by_content(self, pages_by_folder: Mapping[str, list[str]]) -> list[str]:
        """The folders of any name where most pages are decisions."""
        candidates: dict[str, _Candidate] = {}
        for folder in self.others:
            for page in pages_by_folder[folder]:
                own_folder, name = page_signs.locate_page(page)
                path = folder_words.strip_status_folders(own_folder) or ROOT
                if (
                    _is_prompt_record(page)
                    or not is_below(page, path)
                    or not filenames.is_record(Folder(ADR, path), page)
                ):
                    continue
                candidate = candidates.setdefault(path, _Candidate(path))
                candidate.pages.append(page)
                if page_signs.is_dated(name):
                    candidate.dated.append(page)
                elif page_signs.is_numbered(name):
                    candidate.numbered.append(page)
        # What may be reported is read first: the number of pages that are read has an end.
        ordered = sorted(candidates.values(), key=lambda each: (not each.is_likely, each.path))
        return [candidate.path for candidate in ordered if self._is_adopted(candidate)]

    def _is_adopted(self, candidate: _Candidate) -> bool:
        """Judge a folder by its pages; what looked like decisions and is none is passed over."""
        pages, numbered = candidate.pages, candidate.numbered
        named = [*numbered, *candidate.dated]
        are_most_named = len(named) * 2 >= len(pages)
        sample = (named if are_most_named else pages)[:_MAX_OTHER_FOLDER_PAGES]
        if not candidate.is_likely and (
            self.read_count > _MAX_READ_PAGES or (len(sample) < 2 and not named)
        ):
            return False
        # A number in the name says as much as one part of a decision; a date may be a blog's.
        count = self._count_decisions(sample, 2 if are_most_named and numbered else 3)
        if count >= 2 and count * 2 >= len(sample):
            return True
        if candidate.is_likely or len(numbered) > 1 or count > 1 or (named and count):
            reason = _explain(count, len(sample))
            if not are_most_named and self._count_decisions(numbered[:_MAX_OTHER_FOLDER_PAGES], 2):
                reason = (
                    f"only {len(numbered)} of {len(pages)} pages {_have(len(numbered))} the name"
                    " of a decision: give these a folder of their own"
                )
            self._pass_over(candidate.path, len(pages), reason)
        return False

    def _count_decisions(self, pages: Iterable[str], min_signs: int) -> int:
        """How many of some pages have the parts of a decision, so many of them."""
        signs_of_pages = [self._find_signs(page) for page in pages]
        return sum(
            page_signs.is_decision(signs) and len(signs) >= min_signs for signs in signs_of_pages
        )

    def _find_signs(self, page: str) -> frozenset[str]:
        self.read_count += 1
        return page_signs.find_signs(self.read_text(page))


def _explain(count: int, sample_count: int) -> str:
    """Why a folder of another name is not taken, where so many of its pages are decisions."""
    if not count:
        return _NO_HEADINGS
    if sample_count == 1:
        return "only one page, though it has the headings of a decision"
    return f"only {count} of {sample_count} pages {_have(count)} the headings of a decision"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _keep_outermost(folders: Iterable[str]) -> list[str]:
    """Distinct folders, without those that lie below another one. Nothing lies below the top."""
    distinct = sorted(set(folders))
    return [folder for folder in distinct if not _is_below(folder.rpartition("/")[0], distinct)]


def _is_below(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is one of some folders, or lies in one."""
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def _get_prompt_folder(folder: str) -> str:
    """`…/history/prompts` for that folder and those below it, "" for any other."""
    parent, found, _ = f"{folder}/".partition("history/prompts/")
    if found and (not parent or parent.endswith("/")):
        return f"{parent}history/prompts"
    return ""


def _is_prompt_record(path: str) -> bool:
    """Whether a page has the name of a record of a prompt: a number, and `.prompt.md`."""
    name = path.rpartition("/")[2]
    return name.endswith(PHR.suffix) and page_signs.is_numbered(name)


def _cut_after_prompts(folder: str) -> str:
    """`docs/prompts` for that folder and those below it; any other as it is."""
    parts = (folder or ROOT).split("/")
    return "/".join(parts[: parts.index("prompts") + 1]) if "prompts" in parts else "/".join(parts)


def _is_named(name: str) -> bool:
    return page_signs.is_numbered(name) or page_signs.is_dated(name)


def _describe_folder(
    kind: Kind, path: str, pages: list[str], read_text: ReadText
) -> DiscoveredFolder:
    """The folder at a path, with the numbering that its records show, and how many there are."""
    folder = Folder(kind, path)
    records = list(filenames.select_records([folder], pages, read_text))
    numbering = "folder" if kind is PHR or count_apart(records) else "repository"
    return DiscoveredFolder(Folder(kind, path, numbering), len(records))


def count_apart(records: Iterable[str]) -> bool:
    """Whether subfolders count for themselves: several numbers are those of pages in two of them.

    One number is enough for two folders that both begin with the first one and leave none out. A
    page of the same name in another subfolder is a translation, and takes no number; but two series
    may begin with the same page.
    """
    names_by_folder: dict[str, dict[str, int]] = {}
    for record in records:
        folder, name = page_signs.locate_page(record)
        number = filenames.parse_name(ADR, name).number
        if number is not None:
            names_by_folder.setdefault(folder, {})[name] = number
    shared: set[int] = set()
    for (folder, names), (other, other_names) in combinations(names_by_folder.items(), 2):
        distinct = {names[name] for name in names.keys() - other_names.keys()}
        other_distinct = {other_names[name] for name in other_names.keys() - names.keys()}
        shared |= distinct & other_distinct
        are_languages = any(
            filenames.is_language(path.rpartition("/")[2]) for path in (folder, other)
        )
        if (distinct or other_distinct) and not are_languages:
            numbers, other_numbers = set(names.values()), set(other_names.values())
            is_mirror = not (distinct and other_distinct) and min(len(names), len(other_names)) > 1
            if not is_mirror and _is_whole(numbers) and _is_whole(other_numbers):
                return True
    return len(shared) > 1


def _is_whole(numbers: Collection[int]) -> bool:
    """Whether numbers are those of a series of its own: from the first one on, without a gap."""
    return min(numbers) <= 1 and max(numbers) - min(numbers) + 1 == len(numbers)
