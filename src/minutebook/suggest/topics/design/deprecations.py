"""What a change declares deprecated: others should use it no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.diff.source_files import MAX_LINE_CHARS
from minutebook.suggest.topics.design.findings import CodeLine, DesignFinding, make_findings

_TYPE_CERTAINTY, _MEMBER_CERTAINTY = 0.28, 0.2  # the texts have to speak of it
_MAX_DISTANCE = 6  # lines from the mark to what it marks
_MARK = compile_lazily(
    r"\s*@[Dd]eprecated\b|\s*(?:/\*)?\*+\s*@deprecated\b|\s*\[(?:System\.)?Obsolete\b"
    r"|\s*#\[deprecated\b|\s*//+\s*Deprecated:|\s*@available\(\*,\s*deprecated"
    r"|\s*@(?:\w+\.)?deprecate[d]?\(|\s*@deprecated\s|\s*#\[\\?Deprecated\b"
)
_DEFINITION = compile_lazily(
    r"\s*(?:(?:export|default|public|private|protected|internal|abstract|final|sealed|static|open"
    r"|async|override|data|partial|pub(?:\([a-z]+\))?|const|readonly)\s+)*"
    r"(?P<kind>class|interface|trait|struct|enum|record|protocol|object|type|def|function|func|fun|fn"
    r"|const|let|var|val)\s+(?:\([^)]*\)\s*)?(?P<name>\w+)"
)
_JAVA_METHOD = compile_lazily(
    r"\s*(?:(?:public|protected|private|static|final|default|abstract)\s+)+"
    r"[\w<>\[\], ?.]+?\s(\w+)\("
)
_TYPE_KINDS = frozenset(
    ("class", "interface", "trait", "struct", "enum", "record", "protocol", "object", "type")
)


def find_deprecation(files: Iterable[FileDiff], category: str) -> Iterator[DesignFinding]:
    """What is declared deprecated: a type before a function. The technology is its name."""
    best: tuple[bool, str, CodeLine] | None = None
    for file in files:
        if file.status == "added" or file_roles.find_role(file.path) != file_roles.CODE:
            continue
        if not any("eprecat" in text or "Obsolete" in text for _, text in file.added_lines):
            continue
        for is_type, name, line in _list_deprecated(file):
            if best is None or (is_type and not best[0]):
                best = is_type, name, line
    if best:
        is_type, name, line = best
        certainty = _TYPE_CERTAINTY if is_type else _MEMBER_CERTAINTY
        yield from make_findings(category, name, (line,), certainty)


def _list_deprecated(file: FileDiff) -> Iterator[tuple[bool, str, CodeLine]]:
    """What added lines mark: whether it is a type, its name, and the line of the mark."""
    mark: CodeLine | None = None
    mark_index = 0
    for index, (sign, number, text) in enumerate(file.lines):
        if sign == "-" or len(text) > MAX_LINE_CHARS:
            continue
        if sign == "+" and _MARK.match(text):
            mark, mark_index = (file.path, number, text), index
        elif mark and index - mark_index > _MAX_DISTANCE:
            mark = None
        elif mark:
            definition = _DEFINITION.match(text)
            method = None if definition else _JAVA_METHOD.match(text)
            if definition or method:
                # What is new as a whole is not deprecated by this change.
                if sign == " " or definition is None or definition["kind"] in _TYPE_KINDS:
                    kind = definition["kind"] if definition else ""
                    name = definition["name"] if definition else method[1]  # type: ignore[index]
                    yield kind in _TYPE_KINDS, name, mark
                mark = None
