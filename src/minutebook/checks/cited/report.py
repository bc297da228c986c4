"""What is wrong with the citations of records in files outside of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from minutebook.checks.cited import history_words
from minutebook.checks.cited.citing_file import (
    CODE,
    TEST,
    CitingFile,
    Places,
)
from minutebook.checks.cited.suspects import Suspects
from minutebook.checks.cited.unknown_refs import find_unknown_refs
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.model import Record, RecordSet, find_folder
from minutebook.records.renaming.citations import Citation, CitationFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.checks.base import CheckInputs

UNKNOWN, AMBIGUOUS, SUPERSEDED = "unknown", "ambiguous", "superseded"
_FAR_FACTOR, _FAR_STEP = 2, 20  # beyond the highest number: likely of another project
_REF_BEGINNING = compile_lazily(r"(?i)(?:ADR|PHR)s?[-_ ]?#?\Z|(?:[\w.-]{1,80}/){1,8}\Z")
# A path to a page in a folder of records, before a file's other words: `adr/0007-use-redis.md`.
_PAGE_PATH = compile_lazily(
    r"(?<![\w/.~%@+-])(?P<path>(?:[\w.-]{1,80}/){1,8}"
    r"(?:[Aa][Dd][Rr][-_])?(?P<digits>[0-9]{2,6})-[\w.-]{1,160}?\.md)(?![\w/])"
)


class CitedPlace(Value):
    """A citation that does not hold: where it is, what it says, and the records that it may mean.

    `kind` is one of those above. `is_weak`: it is in a test, or seems to be another project's.
    """

    kind: str
    path: str
    line: int
    text: str
    records: tuple[Record, ...] = ()
    is_weak: bool = False


def list_places(records: RecordSet, inputs: CheckInputs) -> tuple[CitedPlace, ...]:
    """The citations that do not hold, in the files of this project that people write."""
    files = inputs.list_citing_files() if inputs.list_citing_files else ()
    places = tuple(list_cited(records, files))
    paths = list(dict.fromkeys(place.path for place in places))
    generated = inputs.list_generated(paths) if inputs.list_generated and paths else ()
    return tuple(place for place in places if place.path not in generated)


def list_cited(records: RecordSet, files: Iterable[CitingFile]) -> Iterator[CitedPlace]:
    """The citations in some files that no record has, several have, or that no longer hold."""
    suspects = Suspects(records)
    finder = CitationFinder(records, suspects.faulty)
    find_dead = _make_path_finder(records)
    for file in files:
        if history_words.is_history_path(file.path, is_code=file.role in (CODE, TEST)):
            continue
        yield from _list_in_file(file, finder, suspects, find_dead)


def _list_in_file(
    file: CitingFile,
    finder: CitationFinder,
    suspects: Suspects,
    find_dead: Callable[[CitingFile], Iterator[tuple[int, int]]],
) -> Iterator[CitedPlace]:
    places, text = Places(file), file.text
    citations = finder.find_citations(file.path, text)
    is_test = file.role == TEST
    reported = set[tuple[str, int, str]]()  # a link names its record twice
    for kind, citation in _choose_faulty(citations):
        start, end = _widen(text, citation)
        key = (kind, citation.line, _get_path(citation))
        if key in reported:
            continue
        if places.is_meant(start, end, is_name=bool(citation.name)) and not _is_excused(
            places, kind, citation
        ):
            reported.add(key)
            shown = text[start:end]
            yield CitedPlace(
                kind,
                file.path,
                citation.line,
                shown,
                (citation.record,) if citation.record else citation.candidates,
                is_weak=is_test,
            )
    seen = {citation.start for citation in citations}
    line, counted = 1, 0
    unknown = [
        (ref.start, ref.end, _is_far(ref.number, suspects.highest.get(ref.kind_name, 0)))
        for ref in find_unknown_refs(text, suspects.numbers)
        if ref.kind_name in suspects.highest
        and places.is_meant(ref.start, ref.end, is_name=False, is_unknown=True)
    ]
    dead = [(*span, False) for span in find_dead(file) if not _has_any(seen, *span)]
    for start, end, is_far in sorted([*unknown, *dead]):
        if history_words.is_of_gone(places.get_sentence(start, end)):
            continue
        line += text.count("\n", counted, start)
        counted = start
        yield CitedPlace(UNKNOWN, file.path, line, text[start:end], is_weak=is_test or is_far)


def _choose_faulty(citations: Sequence[Citation]) -> Iterator[tuple[str, Citation]]:
    for citation in citations:
        if citation.record is None:
            yield AMBIGUOUS, citation
        elif citation.record.state == "superseded":
            yield SUPERSEDED, citation


def _get_path(citation: Citation) -> str:
    """The page that a citation means, or the first of those that it may mean."""
    return (citation.record or citation.candidates[0]).path


def _is_excused(places: Places, kind: str, citation: Citation) -> bool:
    """Whether a text may cite what no longer holds: it tells of the past, or lists what there is.

    Or it names another decision in the same sentence, such as the one in force.
    """
    sentence = places.get_sentence(citation.start, citation.end)
    if kind == AMBIGUOUS:
        folded = sentence.casefold()
        is_titled = any(record.title.casefold() in folded for record in citation.candidates)
        return is_titled or history_words.is_of_gone(sentence)
    if history_words.is_of_past(sentence):
        return True
    return places.is_in_list(citation.start)


def _widen(text: str, citation: Citation) -> tuple[int, int]:
    """The offsets of all of a citation, whose number may be all that it is known by."""
    if citation.name:
        return citation.start, citation.end
    before = _REF_BEGINNING.search(text[max(0, citation.start - 90) : citation.start])
    return citation.start - (len(before[0]) if before else 0), citation.end


def _is_far(number: int, highest: int) -> bool:
    return number > _FAR_FACTOR * highest + _FAR_STEP


def _has_any(offsets: set[int], start: int, end: int) -> bool:
    return any(start <= offset < end for offset in offsets)


def _make_path_finder(
    records: RecordSet,
) -> Callable[[CitingFile], Iterator[tuple[int, int]]]:
    """What finds the paths in a file that lead to pages of records which are not there."""
    pages = {record.path for record in records.members}.union(records.pages)
    tails = {f"{folder.path.rpartition('/')[2]}/" for folder in records.folders}

    def find_dead(file: CitingFile) -> Iterator[tuple[int, int]]:
        from minutebook.records.references.forms import normalize_path
        from minutebook.records.renaming.text_links import is_placeholder

        if not any(tail in file.text for tail in tails):
            return
        places, folder = Places(file), file.path.rpartition("/")[0]
        for match in _PAGE_PATH.finditer(file.text):
            path = match["path"]
            parent = path.rpartition("/")[0].rpartition("/")[2]
            if f"{parent}/" not in tails or is_placeholder(path):
                continue
            start = match.start()
            targets = (normalize_path(f"{folder}/{path}"), normalize_path(path))
            if (
                pages.isdisjoint(targets)
                and any(find_folder(records.folders, target) for target in targets)
                and not any(page.endswith(f"/{path}") for page in pages)
                and places.is_meant(start, match.end(), is_name=True)
                and file.role != TEST
            ):
                yield start, match.end()

    return find_dead
