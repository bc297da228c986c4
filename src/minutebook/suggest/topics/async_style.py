"""Whether a change turns its functions asynchronous, or back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.suggest.catalogue.schema import Technology
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.source_files import SourceFile
from minutebook.suggest.topics.code_uses import TechnologyUse

CATEGORY = "Async or sync endpoints"
ASYNC_ENDPOINTS, SYNC_ENDPOINTS = "asynchronous endpoints", "synchronous endpoints"
_DATABASE, _THREADS = "asynchronous database access", "blocking calls in a thread pool"

_DEF = re.compile(r"\s*(async\s+)?def\s+(\w+)|\s*(?:\w+\s+)*?(suspend\s+)?fun\s+(\w+)")
_ENGINE = re.compile(r"\b(?:create_async_engine|AsyncSession|async_sessionmaker)\b")
_HELD = re.compile(r"\b(?:create_async_engine|AsyncSession|async_sessionmaker|asyncpg)\b")
_POOLED = re.compile(
    r"\b(?:run_in_threadpool|asyncio\.to_thread|sync_to_async|to_thread\.run_sync)\b"
)
_ASYNC = re.compile(r"\basync (?:def|with|for)\b|\bsuspend fun\b")
_LEAST = 2  # functions that turn

CodeLine = tuple[str, int, str]


class _Seen:
    """The functions that a change defines, and where it takes asynchronous ways up."""

    def __init__(self, sources: Iterable[SourceFile]) -> None:
        self.was: dict[bool, set[str]] = {True: set(), False: set()}
        self.now: dict[bool, dict[str, CodeLine]] = {True: {}, False: {}}
        self.engines: list[CodeLine] = []
        self.pooled: list[CodeLine] = []
        before: list[str] = []
        for source in sources:
            if source.language in ("py", "jvm") and source.role == file_roles.CODE:
                self._read(source)
                before += [text for _, text in (*source.context_lines, *source.removed_lines)]
        self.before = "\n".join(before)

    def _read(self, source: SourceFile) -> None:
        for _, text in source.removed_lines:
            for is_async, name in _defined(text):
                self.was[is_async].add(name)
        for number, text in source.added_lines:
            spot = (source.path, number, text)
            for is_async, name in _defined(text):
                self.now[is_async][name] = spot
            if "sync" in text or "thread" in text:
                bare = source.strip_added_line(number, text)
                if _ENGINE.search(bare):
                    self.engines.append(spot)
                elif _POOLED.search(bare):
                    self.pooled.append(spot)

    def turned(self, *, is_async: bool) -> list[CodeLine]:
        """The functions that were of the other sort before."""
        other = self.was[not is_async] - self.was[is_async]
        return [spot for name, spot in self.now[is_async].items() if name in other]


def find_async_change(sources: Iterable[SourceFile]) -> tuple[str, Iterator[TechnologyUse]] | None:
    """What a change decides about asynchronous code; None where it decides nothing.

    First what was done before, "" where that is not to be seen; then the lines that show what is
    done now.
    """
    seen = _Seen(sources)
    turned, back = seen.turned(is_async=True), seen.turned(is_async=False)
    is_new_engine = bool(seen.engines) and not _HELD.search(seen.before)
    if len(turned) >= _LEAST or (turned and is_new_engine):
        return SYNC_ENDPOINTS, _uses(
            ASYNC_ENDPOINTS, (*turned, *seen.engines), 0.5 + 0.08 * len(turned)
        )
    if len(back) >= _LEAST:
        return ASYNC_ENDPOINTS, _uses(SYNC_ENDPOINTS, back, 0.5 + 0.08 * len(back))
    if turned and not _ASYNC.search(seen.before):
        return SYNC_ENDPOINTS, _uses(ASYNC_ENDPOINTS, turned, 0.35)
    if back and not seen.now[True]:
        return ASYNC_ENDPOINTS, _uses(SYNC_ENDPOINTS, back, 0.35)
    if is_new_engine:
        return "", _uses(_DATABASE, seen.engines, 0.55)
    if seen.pooled and not _POOLED.search(seen.before):
        return "", _uses(_THREADS, seen.pooled, 0.45)
    return None


def _uses(name: str, spots: Iterable[CodeLine], sure: float) -> Iterator[TechnologyUse]:
    technology = Technology(name, CATEGORY)
    for spot in spots:
        yield TechnologyUse(technology, "topic-policy", *spot, min(0.85, sure))


def _defined(text: str) -> Iterator[tuple[bool, str]]:
    """The function that a line defines, and whether it is asynchronous."""
    match = _DEF.match(text) if "def " in text or "fun " in text else None
    if match:
        yield bool(match[1] or match[3]), match[2] or match[4]
