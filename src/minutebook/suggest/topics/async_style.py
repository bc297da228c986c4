"""Whether a change makes functions asynchronous, or synchronous again (`async-functions`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.catalogue.schema import Technology
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.source_files import SourceFile
from minutebook.suggest.topics.code_uses import TechnologyUse

ASYNC_ENDPOINTS, SYNC_ENDPOINTS = "asynchronous endpoints", "synchronous endpoints"
_ASYNC_DATABASE, _THREAD_POOL = "asynchronous database access", "blocking calls in a thread pool"

_DEFINITION = compile_lazily(r"\s*(async\s+)?def\s+(\w+)|\s*(?:\w+\s+)*?(suspend\s+)?fun\s+(\w+)")
_NEW_ENGINE = compile_lazily(r"\b(?:create_async_engine|AsyncSession|async_sessionmaker)\b")
_ANY_ENGINE = compile_lazily(r"\b(?:create_async_engine|AsyncSession|async_sessionmaker|asyncpg)\b")
_POOL_CALL = compile_lazily(
    r"\b(?:run_in_threadpool|asyncio\.to_thread|sync_to_async|to_thread\.run_sync)\b"
)
_ASYNC_CODE = compile_lazily(r"\basync (?:def|with|for)\b|\bsuspend fun\b")

_MIN_FUNCTIONS = 2  # functions that change, from which the change is certain by itself
_BASE_CERTAINTY, _FUNCTION_CERTAINTY, _MAX_CERTAINTY = 0.5, 0.08, 0.85
_FEW_CERTAINTY = 0.35  # a single function that changes
_DATABASE_CERTAINTY, _POOL_CERTAINTY = 0.55, 0.45

CodeLine = tuple[str, int, str]  # path, line number, text


class _FunctionChanges:
    """The functions that a change defines, and where it starts to use asynchronous libraries."""

    def __init__(self, sources: Iterable[SourceFile]) -> None:
        # By whether they are asynchronous: names before the change, lines after it.
        self.names_before: dict[bool, set[str]] = {True: set(), False: set()}
        self.lines_after: dict[bool, dict[str, CodeLine]] = {True: {}, False: {}}
        self.engine_lines: list[CodeLine] = []
        self.pool_lines: list[CodeLine] = []
        earlier: list[str] = []
        for source in sources:
            if source.language in ("py", "jvm") and source.role == file_roles.CODE:
                self._read(source)
                earlier += [text for _, text in (*source.context_lines, *source.removed_lines)]
        self.earlier_text = "\n".join(earlier)

    def _read(self, source: SourceFile) -> None:
        for _, text in source.removed_lines:
            for is_async, name in _find_definition(text):
                self.names_before[is_async].add(name)
        for number, text in source.added_lines:
            line = (source.path, number, text)
            for is_async, name in _find_definition(text):
                self.lines_after[is_async][name] = line
            if "sync" in text or "thread" in text:
                code = source.strip_added_line(number, text)
                if _NEW_ENGINE.search(code):
                    self.engine_lines.append(line)
                elif _POOL_CALL.search(code):
                    self.pool_lines.append(line)

    def list_changed(self, *, is_async: bool) -> list[CodeLine]:
        """The functions that are asynchronous (or synchronous) now, and were not before."""
        changed = self.names_before[not is_async] - self.names_before[is_async]
        return [line for name, line in self.lines_after[is_async].items() if name in changed]


def find_async_change(
    sources: Iterable[SourceFile], category: str
) -> tuple[str, Iterator[TechnologyUse]] | None:
    """What a change decides about asynchronous code, in a category; None where it decides nothing.

    First what was done before, "" where that is not visible; then the lines that show what is
    done now.
    """
    changes = _FunctionChanges(sources)
    to_async, to_sync = changes.list_changed(is_async=True), changes.list_changed(is_async=False)
    has_new_engine = bool(changes.engine_lines) and not _ANY_ENGINE.search(changes.earlier_text)

    def use(technology: str, lines: list[CodeLine], certainty: float) -> Iterator[TechnologyUse]:
        chosen = Technology(technology, category)
        for line in lines:
            yield TechnologyUse(chosen, "topic-policy", *line, certainty)

    def certainty_of(functions: list[CodeLine]) -> float:
        return min(_MAX_CERTAINTY, _BASE_CERTAINTY + _FUNCTION_CERTAINTY * len(functions))

    if len(to_async) >= _MIN_FUNCTIONS or (to_async and has_new_engine):
        lines = [*to_async, *changes.engine_lines]
        return SYNC_ENDPOINTS, use(ASYNC_ENDPOINTS, lines, certainty_of(to_async))
    if len(to_sync) >= _MIN_FUNCTIONS:
        return ASYNC_ENDPOINTS, use(SYNC_ENDPOINTS, to_sync, certainty_of(to_sync))
    if to_async and not _ASYNC_CODE.search(changes.earlier_text):
        return SYNC_ENDPOINTS, use(ASYNC_ENDPOINTS, to_async, _FEW_CERTAINTY)
    if to_sync and not changes.lines_after[True]:
        return ASYNC_ENDPOINTS, use(SYNC_ENDPOINTS, to_sync, _FEW_CERTAINTY)
    if has_new_engine:
        return "", use(_ASYNC_DATABASE, changes.engine_lines, _DATABASE_CERTAINTY)
    if changes.pool_lines and not _POOL_CALL.search(changes.earlier_text):
        return "", use(_THREAD_POOL, changes.pool_lines, _POOL_CERTAINTY)
    return None


def _find_definition(text: str) -> Iterator[tuple[bool, str]]:
    """The function that a line defines, if it does: whether it is asynchronous, and its name."""
    match = _DEFINITION.match(text) if "def " in text or "fun " in text else None
    if match:
        yield bool(match[1] or match[3]), match[2] or match[4]
